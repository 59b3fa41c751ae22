//! Retention: old SMS lose their texts and numbers, and are counted all the same.

use mitto_core::api::{
    Action, Change, Code, List, RetentionCount, SendAnswer, Setup, SmsCounts, SmsRow,
};
use mitto_tests::api::{Api, fresh_id, fresh_mobile};
use mitto_tests::simulator::behaviour::Answer;
use mitto_tests::simulator::client::SimulatorClient;
use serde_json::{Value, json};
use xtask::stack::Stack;

use super::replies::{came, inbound, reply};

async fn kept(admin: &Api, days: Value) -> Setup {
    let body = json!({"retentionDays": days});
    let answer = admin.call("PUT", "/api/setup", &body).await;
    answer.expect(200).json()
}

async fn would_erase(admin: &Api, days: u32) -> u32 {
    let path = format!("/api/setup/retention?days={days}");
    let count: RetentionCount = admin.get(&path).await.expect(200).json();
    assert_eq!(count.days, days);
    count.sms
}

#[tokio::test(flavor = "multi_thread")]
async fn old_sms_lose_their_texts_and_numbers_and_are_still_counted() {
    let start = || Stack::start("retention").expect("a stack");
    let stack = tokio::task::spawn_blocking(start).await.unwrap();
    let nobody = Api::nobody(stack.worker.base());
    let admin = nobody.signed_in("role=admin&sub=keeper").await;
    let user = nobody.signed_in("role=user&sub=sender").await;
    let gateway = SimulatorClient::new(&stack.simulator.base);
    let sql =
        |statement: &str| tokio::task::block_in_place(|| stack.worker.sql(statement).unwrap());
    let sweep = || tokio::task::block_in_place(|| stack.worker.run_cron().unwrap());
    it_is_set_up(&admin).await;

    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    let key = fresh_id("key-");
    let first = user.send_keyed(&lead, "old and long gone", &key).await;
    let old = first.json::<SendAnswer>().id;
    user.until_status(&old.to_string(), "DELIVERED").await;
    let path = inbound(&admin).await;
    came(&nobody, &path, &reply(&mobile, "an old reply")).await;
    gateway.answer(&mobile, Answer::Busy(3_000)).await;
    let waiting = user.sent(&lead, "old and waiting").await.id;
    gateway.answer(&mobile, Answer::Ok).await;
    // 40 days go by.
    sql("UPDATE sms SET created_at = created_at - 40 * 86400000");
    let young = user.sent(&lead, "young").await.id;
    let counts = async || -> SmsCounts { user.get("/api/sms/counts").await.json() };

    assert_eq!(would_erase(&admin, 39).await, 3);
    assert_eq!(would_erase(&admin, 41).await, 0);
    sweep();
    assert_eq!(user.sms(&old.to_string()).await.text, "old and long gone");
    kept(&admin, json!(41)).await;
    sweep();
    assert_eq!(user.sms(&old.to_string()).await.text, "old and long gone");
    let before = counts().await;
    kept(&admin, json!(39)).await;
    sweep();
    assert_eq!(would_erase(&admin, 39).await, 0);

    let rows: List<SmsRow> = user
        .get(&format!("/api/sms?recordId={lead}&sort=created"))
        .await
        .json();
    let shown: Vec<_> = rows
        .items
        .iter()
        .map(|row| {
            (
                row.status.as_str(),
                row.text.as_str(),
                row.erased_at.is_some(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("DELIVERED", "erased", true),
            ("RECEIVED", "erased", true),
            ("FAILED", "erased", true),
            (rows.items[3].status.as_str(), "young", false)
        ]
    );
    let record = user.sms(&old.to_string()).await;
    assert_eq!(
        (record.to.as_str(), record.number_of_messages),
        ("erased", 1)
    );
    assert_eq!(record.delivery_updates.len(), 1);
    assert_eq!(user.sms(&young.to_string()).await.to, mobile);
    let after = counts().await;
    assert_eq!(after.total, before.total);
    assert_eq!(after.by_status["FAILED"], 1);
    assert_eq!(user.sms(&waiting.to_string()).await.to, "erased");
    // The person is not erased, nor an answer that was given.
    user.get(&format!("/api/leads/{lead}")).await.expect(200);
    let repeated = user.send_keyed(&lead, "old and long gone", &key).await;
    assert_eq!(repeated.body, first.body);
    // A report that comes late changes the status and brings nothing personal.
    sql(
        "INSERT INTO delivery_update (sms, content, gateway_status, extra, received_at) \
         SELECT number, 'late', 'late', '{\"to\":\"x\"}', 0 FROM sms WHERE erased_at IS NOT NULL",
    );
    let left = sql("SELECT count(*) AS n FROM delivery_update WHERE extra LIKE '%\"to\"%'");
    assert!(left.contains("\"n\": 0"), "{left}");
    sweep();
    kept(&admin, Value::Null).await;
    sweep();
    assert_eq!(user.sms(&young.to_string()).await.text, "young");
    tokio::task::spawn_blocking(move || stack.discard())
        .await
        .unwrap()
        .unwrap();
}

async fn it_is_set_up(admin: &Api) {
    let setup: Setup = admin.get("/api/setup").await.json();
    assert_eq!(setup.options.retention_days, None);
    for bad in [json!(0), json!(3_651)] {
        let body = json!({"retentionDays": bad});
        let refused = admin.call("PUT", "/api/setup", &body).await.expect(422);
        let problem = refused.problem();
        assert_eq!(problem.field.as_deref(), Some("retentionDays"));
        assert_eq!(problem.limit, Some(3_650));
    }
    for bad in ["", "?days=", "?days=x", "?days=0", "?days=3651", "?tage=1"] {
        let path = format!("/api/setup/retention{bad}");
        let refused = admin.get(&path).await.expect(422);
        assert_eq!(refused.problem().code, Code::InvalidField, "{bad}");
    }
    assert_eq!(
        kept(admin, json!(41)).await.options.retention_days,
        Some(41)
    );
    // What is left out stays; a file from before this was known changes nothing of it.
    let same = json!({"testMode": false});
    let setup: Setup = admin.call("PUT", "/api/setup", &same).await.json();
    assert_eq!(setup.options.retention_days, Some(41));
    let mut file: Value = admin.get("/api/configuration").await.json();
    assert_eq!(file["setup"]["retentionDays"], 41);
    let members = file["setup"].as_object_mut().unwrap();
    members.remove("retentionDays").unwrap();
    admin
        .call("POST", "/api/configuration", &file)
        .await
        .expect(200);
    let setup: Setup = admin.get("/api/setup").await.json();
    assert_eq!(setup.options.retention_days, Some(41));
    file["setup"]["retentionDays"] = Value::Null;
    admin
        .call("POST", "/api/configuration", &file)
        .await
        .expect(200);
    let setup: Setup = admin.get("/api/setup").await.json();
    assert_eq!(setup.options.retention_days, None);
    let log: List<Change> = admin.get("/api/changes?limit=1").await.json();
    let last = &log.items[0];
    assert_eq!(last.action, Action::Changed);
    let (before, after) = (last.before.as_ref().unwrap(), last.after.as_ref().unwrap());
    assert_eq!(
        (&before["retentionDays"], &after["retentionDays"]),
        (&json!(41), &Value::Null)
    );
}
