//! The database fails while reports come in.

use serde_json::json;

use super::{Intake, Report, database, tell_all};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_acknowledged_while_the_database_fails_is_stored_when_it_works() {
    let intake = Intake::start("failing").await;
    let id = intake.sms().await;
    let state = intake.stack.state.clone();
    // Every storing of a report fails from here on, in the real database.
    database::change(&state, "ALTER TABLE delivery_update RENAME TO away").await;
    let reports: Vec<Report> = (0..100).map(|number| Report::new(&id, number)).collect();
    let told = tell_all(&intake, reports, 20).await;
    assert_eq!(
        told.len(),
        100,
        "the queue takes what the database does not"
    );
    // What the queue may not hold cannot be kept: the gateway is asked to report again.
    let personal =
        json!({"id": "g", "status": "sent to 41791234567", "reference": format!("{id}/1")});
    let answer = intake.gateway.call("POST", &intake.path, &personal).await;
    answer.expect(500);

    // Long enough for the consumer to have failed.
    tokio::time::sleep(std::time::Duration::from_secs(4)).await;
    database::change(&state, "ALTER TABLE away RENAME TO delivery_update").await;
    assert_eq!(intake.updates(&id).await, 0);
    intake.until_updates(&id, 100, 60).await;
    assert_eq!(intake.admin.sms(&id).await.status.as_str(), "DELIVERED");
    assert_eq!(intake.health().await.stuck, 0);
    let answer = intake.gateway.call("POST", &intake.path, &personal).await;
    answer.expect(200);
    intake.until_updates(&id, 101, 5).await;
    intake.end().await;
}
