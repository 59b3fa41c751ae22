use super::super::testing::Hands;
use super::*;
use crate::api::{Problem, Role};

fn record(status: &str, is_final: bool, updates: Value) -> Value {
    json!({"id": "SMS-000001", "object": "lead", "recordId": "00Q1", "to": "+41791234567",
        "from": "MITTO", "text": "a".repeat(200), "encoding": "GSM-7", "numberOfMessages": 2,
        "status": status, "isFinal": is_final, "deliveredSegments": 1,
        "createdAt": "2026-11-24T10:00:00Z", "updatedAt": "2026-11-24T10:00:05Z",
        "deliveryUpdates": updates})
}

fn on() -> Hands<Message> {
    let mut start = Start::of(Role::User);
    start.item = Some("SMS-000001".to_owned());
    Hands::on(Message::new(start))
}

#[test]
fn a_record_is_watched_until_it_is_final() {
    let mut hands = on();
    assert_eq!(hands.request().1, "/api/sms/SMS-000001");
    hands.answers(RECORD, 200, record("SENT", false, json!([])));
    let wait = Effect::Wait {
        what: POLL,
        after_ms: POLL_MS,
    };
    assert_eq!(hands.effects, [wait]);
    let sheet = hands.sheet();
    assert!(sheet.shows("waiting") && sheet.shows("no-updates"));
    assert!(sheet.reads("details").contains("Record lead 00Q1"));
    assert_eq!(sheet.reads("text-title"), "Text: 2 messages");
    let what = POLL.to_owned();
    hands.tell(Event::Elapsed { what });
    assert_eq!(hands.request().0, "GET");
    let update = json!({"status": "DELIVERED", "gatewayStatus": "delivered", "segment": 1,
        "errorCode": null, "providerTime": null, "receivedAt": "2026-11-24T10:00:04Z"});
    hands.answers(RECORD, 200, record("DELIVERED", true, json!([update])));
    assert_eq!(hands.effects, [Effect::announce("1 of 2 delivered")]);
    let sheet = hands.sheet();
    assert_eq!(sheet.reads("status"), "1 of 2 delivered");
    assert!(sheet.reads("rows").contains("DELIVERED delivered 1 of 2"));
    assert!(!sheet.shows("waiting") && !sheet.shows("no-updates"));
}

#[test]
fn the_record_is_named_and_leads_to_all_its_sms() {
    let mut hands = on();
    let mut named = record("SENT", true, json!([]));
    named["recordName"] = json!("Ada Lovelace");
    named["campaign"] = json!("7011");
    hands.answers(RECORD, 200, named);
    let sheet = hands.sheet();
    let details = sheet.reads("details");
    let words = "Record Ada Lovelace lead 00Q1 All SMS of this lead";
    assert!(details.contains(words), "{details}");
    let drawn = format!("{:?}", sheet.marks());
    assert!(drawn.contains("/sms?object=lead&recordId=00Q1"), "{drawn}");
    assert!(
        details.contains("Campaign 7011 All SMS of this campaign"),
        "{details}"
    );
    assert!(drawn.contains("/sms?campaign=7011"), "{drawn}");
}

#[test]
fn a_request_to_stop_is_pointed_out() {
    let mut hands = on();
    let mut reply = record("RECEIVED", true, json!([]));
    hands.answers(RECORD, 200, reply.clone());
    assert!(!hands.sheet().shows("flagged"));
    reply["flagged"] = json!(true);
    hands.answers(RECORD, 200, reply);
    assert!(hands.sheet().shows("flagged"));
}

#[test]
fn an_erased_sms_says_so_and_is_not_sent_again() {
    let mut hands = on();
    let mut erased = record("FAILED", true, json!([]));
    hands.answers(RECORD, 200, erased.clone());
    let sheet = hands.sheet();
    assert!(sheet.shows("text-card") && sheet.shows("again") && !sheet.shows("erased"));
    erased["to"] = json!("erased");
    erased["text"] = json!("erased");
    erased["object"] = Value::Null;
    erased["erasedAt"] = json!("2026-11-25T10:00:00Z");
    hands.answers(RECORD, 200, erased);
    let sheet = hands.sheet();
    assert!(!sheet.shows("text-card") && !sheet.shows("again") && sheet.shows("erased"));
    let details = sheet.reads("details");
    assert!(details.contains("Record erased"), "{details}");
    assert!(
        details.contains("erased 25 Nov 2026, 10:00 UTC"),
        "{details}"
    );
}

#[test]
fn a_lost_answer_keeps_what_is_there_and_goes_on() {
    let mut hands = on();
    hands.answers(RECORD, 200, record("SENT", false, json!([])));
    hands.answers(RECORD, 0, Value::Null);
    assert_eq!(hands.effects.len(), 1);
    let sheet = hands.sheet();
    assert!(sheet.shows("record") && sheet.shows("problem"));
    hands.answers(RECORD, 200, record("SENT", false, json!([])));
    assert!(!hands.sheet().shows("problem"));
}

#[test]
fn a_doubt_is_settled_by_hand_and_a_double_click_asks_once() {
    let mut hands = on();
    hands.answers(RECORD, 200, record("UNKNOWN", false, json!([])));
    assert!(hands.sheet().shows("doubt") && hands.sheet().shows("again"));
    hands.presses("was-not-sent", "");
    let body = json!({"status": "FAILED"});
    assert_eq!(hands.request(), ("POST", "/api/sms/SMS-000001/mark", body));
    hands.presses("was-not-sent", "");
    assert!(hands.effects.is_empty());
    hands.answers(MARKED, 200, record("FAILED", true, json!([])));
    assert!(!hands.sheet().shows("doubt") && hands.sheet().shows("again"));
    assert_eq!(hands.effects, [Effect::announce("FAILED")]);
}

#[test]
fn sending_again_goes_on_to_the_new_record_also_where_it_failed() {
    let go = [Effect::Go {
        path: "/sms/SMS-000002".to_owned(),
    }];
    let mut hands = on();
    hands.answers(RECORD, 200, record("FAILED", true, json!([])));
    hands.presses("send-again", "");
    assert_eq!(hands.request().1, "/api/sms/SMS-000001/resend");
    let sent = json!({"id": "SMS-000002", "numberOfMessages": 2, "status": "SENT"});
    hands.answers(RESENT, 201, sent);
    assert_eq!(hands.effects, go);
    let mut refused = Problem::new(Code::GatewayRefused);
    refused.id = "SMS-000002".parse().ok();
    hands.presses("send-again", "");
    hands.answers(RESENT, 502, serde_json::to_value(refused).unwrap());
    assert_eq!(hands.effects, go);
    let opted_out = serde_json::to_value(Problem::new(Code::OptedOut)).unwrap();
    hands.presses("send-again", "");
    hands.answers(RESENT, 422, opted_out);
    assert!(hands.effects.is_empty() && hands.sheet().shows("problem"));
}

#[test]
fn an_error_code_is_explained() {
    let mut hands = on();
    let update = json!({"status": "UNDELIVERED", "gatewayStatus": "failed", "segment": null,
        "errorCode": "27", "explanation": "The handset was off.", "providerTime": null,
        "receivedAt": "2026-11-24T10:00:04Z"});
    hands.answers(RECORD, 200, record("UNDELIVERED", true, json!([update])));
    assert!(
        hands
            .sheet()
            .reads("rows")
            .contains("27 The handset was off.")
    );
}

#[test]
fn after_a_minute_it_looks_less_often() {
    let mut hands = on();
    for _ in 0..=POLLS {
        hands.answers(RECORD, 200, record("SENT", false, json!([])));
    }
    let wait = Effect::Wait {
        what: POLL,
        after_ms: POLL_LATER_MS,
    };
    assert_eq!(hands.effects, [wait]);
}

#[test]
fn what_is_not_there_is_said_and_what_has_no_answer_can_be_tried_again() {
    let mut hands = on();
    hands.answers(RECORD, 0, Value::Null);
    assert!(hands.sheet().shows("retry") && hands.effects.is_empty());
    hands.presses("retry", "");
    let gone = serde_json::to_value(Problem::new(Code::NotFound)).unwrap();
    hands.answers(RECORD, 404, gone);
    assert!(hands.sheet().shows("missing") && hands.effects.is_empty());
}
