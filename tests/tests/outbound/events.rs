//! What is told, to whom, and that nothing of a person stays behind.

use mitto_core::api::Erased;
use mitto_tests::api::fresh_mobile;
use mitto_tests::receiver::Receiver;
use mitto_tests::simulator::behaviour::Reports;
use serde_json::json;

use super::{ALL, OURS, Place, told, verified};

#[tokio::test(flavor = "multi_thread")]
async fn outbound_an_sms_its_reply_and_its_opt_out_are_told() {
    let place = Place::open("outbound-events").await;
    let receiver = Receiver::start().await;
    let mobile = fresh_mobile();
    // Nobody is told of what was before.
    let lead = place.admin.lead(&mobile).await;
    let before = place.admin.sent(&lead, "before").await.id.to_string();
    place.admin.until_status(&before, "DELIVERED").await;
    let rows = place
        .sql("SELECT count(*) AS n FROM webhook_delivery")
        .await;
    assert_eq!(rows[0]["n"], 0, "nothing is written for nobody");

    let (hook, secret) = place
        .endpoint(&format!("{}/all", receiver.base()), &ALL)
        .await;
    place
        .endpoint(&format!("{}/replies", receiver.base()), &ALL[1..2])
        .await;
    let sms = place
        .admin
        .sent(&lead, "Are you coming?")
        .await
        .id
        .to_string();
    place.admin.until_status(&sms, "DELIVERED").await;
    let data = told(&receiver, "/all", "sms.status", 2).await;
    let words: Vec<_> = data
        .iter()
        .filter(|it| it["id"] == sms.as_str())
        .map(|it| it["status"].as_str().unwrap())
        .collect();
    assert_eq!(
        words,
        ["SENT", "DELIVERED"],
        "each once, and no moment between"
    );
    assert_eq!(data[0]["recordId"], lead.as_str());
    assert_eq!(
        (&data[0]["object"], &data[0]["numberOfMessages"]),
        (&json!("lead"), &json!(1))
    );

    place.reply(&mobile, "STOP").await;
    let replies = told(&receiver, "/all", "sms.reply", 1).await;
    let wanted = json!({"id": replies[0]["id"], "object": "lead", "recordId": lead, "optOut": true, "erased": false,
        "from": mobile, "to": OURS, "text": "STOP"});
    assert_eq!(replies[0], wanted);
    place.reply(&mobile, "START").await;
    let changes = told(&receiver, "/all", "opt_out.changed", 2).await;
    let records = json!([{"object": "lead", "id": lead}]);
    let set = json!({"optedOut": true, "by": "reply", "mobile": mobile, "records": records});
    assert_eq!(changes[0], set);
    let cleared = json!({"optedOut": false, "by": null, "mobile": mobile, "records": records});
    assert_eq!(changes[1], cleared);
    // By hand as well.
    let path = format!("/api/leads/{lead}");
    place
        .admin
        .call("PATCH", &path, &json!({"smsOptOut": true}))
        .await
        .expect(200);
    let changes = told(&receiver, "/all", "opt_out.changed", 3).await;
    assert_eq!(
        (&changes[2]["by"], &changes[2]["optedOut"]),
        (&json!("hand"), &json!(true))
    );

    // Every one of them is signed; the other endpoint heard of replies only.
    let calls = receiver.calls("/all");
    for call in &calls {
        let event = verified(call, &secret);
        if event["type"] == "sms.status" {
            let text = String::from_utf8_lossy(&call.body).into_owned();
            assert!(
                !text.contains(&mobile[1..]) && !text.contains("coming"),
                "{text}"
            );
        }
    }
    let mut ids: Vec<&str> = calls.iter().map(|call| call.header("webhook-id")).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), calls.len(), "each has an id of its own");
    told(&receiver, "/replies", "sms.reply", 2).await;
    assert!(
        receiver
            .calls("/replies")
            .iter()
            .all(|call| call.json()["type"] == "sms.reply")
    );
    let log = place.deliveries(hook.id.as_str()).await;
    assert_eq!(log.len(), calls.len());
    assert!(
        log.iter()
            .all(|one| one.attempts == 1 && one.last_status == Some(204))
    );
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outbound_after_an_erase_nothing_of_a_person_is_in_the_log_or_on_its_way() {
    let place = Place::open("outbound-erase").await;
    let receiver = Receiver::start().await;
    let (hook, _) = place
        .endpoint(&format!("{}/all", receiver.base()), &ALL)
        .await;
    let mobile = fresh_mobile();
    place.gateway.reports(&mobile, Reports::Never).await;
    let lead = place.admin.lead(&mobile).await;
    place.admin.sent(&lead, "a word of its own").await;
    place.reply(&mobile, "STOP, says Ada").await;
    told(&receiver, "/all", "opt_out.changed", 1).await;
    told(&receiver, "/all", "sms.reply", 1).await;
    let before = receiver.calls("/all").len();
    let path = format!("/api/leads/{lead}/erase");
    let erased = place
        .admin
        .call("POST", &path, &json!({"confirm": lead}))
        .await;
    assert_eq!(erased.expect(200).json::<Erased>().sms, 2);
    let rows = place.sql("SELECT * FROM webhook_delivery").await;
    let rows = serde_json::to_string(&rows).unwrap();
    for gone in [&mobile[1..], &lead, "Ada", "word"] {
        assert!(!rows.contains(gone), "{gone} in {rows}");
    }
    // What is sent again says no more than that it was.
    let log = place.deliveries(hook.id.as_str()).await;
    let reply = log.iter().find(|one| one.kind == "sms.reply").unwrap();
    let path = format!("/api/webhooks/{}/deliveries/{}/resend", hook.id, reply.id);
    place
        .admin
        .call("POST", &path, &json!({}))
        .await
        .expect(200);
    let calls = receiver.until("/all", before + 1, 20).await;
    let again = calls.last().unwrap().json();
    let wanted = json!({"id": again["data"]["id"], "object": null, "recordId": null, "optOut": true, "erased": true,
        "from": null, "to": OURS, "text": null});
    assert_eq!(again["data"], wanted);
    // The number goes to be kept as a hash, and comes back: that is no change, and nobody is told.
    let lead = place.admin.lead(&mobile).await;
    let person: mitto_core::api::Person =
        place.admin.get(&format!("/api/leads/{lead}")).await.json();
    assert!(person.sms_opt_out);
    let changes = place
        .sql("SELECT count(*) AS n FROM webhook_delivery WHERE type = 'opt_out.changed'")
        .await;
    assert_eq!(changes[0]["n"], 0);
    place.end().await;
}
