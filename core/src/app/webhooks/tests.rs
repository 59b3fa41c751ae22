use serde_json::json;

use super::super::testing::Hands;
use super::*;

fn hook(id: &str, enabled: bool) -> Value {
    json!({
        "id": id, "url": "https://hooks.example.com/a", "description": "Warehouse", "events": ["sms.status"],
        "enabled": enabled, "createdAt": "2026-11-24T17:24:00.000Z", "waiting": 0,
    })
}

fn listed(hooks: &[Value]) -> Hands<Webhooks> {
    let mut hands = Hands::on(Webhooks::new());
    hands.answers(LIST, 200, json!({"items": hooks, "cursor": null}));
    hands
}

fn delivery(id: &str, state: &str, next: Option<&str>, status: Option<u16>) -> Value {
    json!({
        "id": id, "message": "msg_1", "type": "sms.status", "sms": "SMS-000001", "status": "DELIVERED",
        "at": "2026-11-24T17:24:00.000Z", "state": state, "attempts": 1, "lastStatus": status, "nextAt": next,
    })
}

#[test]
fn the_list_says_how_each_endpoint_does() {
    let mut failing = hook("w2", true);
    failing["failingSince"] = json!("2026-11-24T17:24:00.000Z");
    failing["waiting"] = json!(3);
    let mut gone = hook("w3", false);
    gone["offBecause"] = json!("gone");
    let said = listed(&[hook("w1", true), failing, gone, hook("w4", false)])
        .sheet()
        .reads("rows");
    let rows: Vec<&str> = said.lines().collect();
    assert!(
        rows[0].contains("Warehouse https://hooks.example.com/a Status On"),
        "{said}"
    );
    assert!(
        rows[1].contains("Failing since  24 Nov 2026, 17:24 UTC 3 waiting"),
        "{said}"
    );
    assert!(rows[2].contains("Turned off It answered 410"), "{said}");
    assert!(
        rows[3].contains("Off") && !rows[3].contains("Turned"),
        "{said}"
    );
    assert!(listed(&[]).sheet().shows("empty"));
}

#[test]
fn a_new_endpoint_shows_its_secret_once() {
    let mut hands = listed(&[]);
    hands.presses("add", "");
    assert!(hands.sheet().shows("editor"));
    // What is wrong is said before it is sent.
    hands.types("url", "http://example.com").presses("save", "");
    assert!(hands.sheet().reads("url-problem").contains("https://"));
    hands.types("url", "https://hooks.example.com/a");
    for name in ["event-status", "event-reply", "event-opt-out"] {
        hands.types(name, "false");
    }
    hands.presses("save", "");
    assert!(
        hands
            .sheet()
            .reads("events-problem")
            .contains("at least one")
    );
    hands
        .types("event-reply", "true")
        .types("event-status", "true")
        .presses("save", "");
    let (method, path, body) = hands.request();
    assert_eq!((method, path), ("POST", Webhook::AT));
    assert_eq!(body["events"], json!(["sms.status", "sms.reply"]));
    assert_eq!(hands.presses("save", "").effects, [], "once");
    let mut made = hook("w1", true);
    made["secret"] = json!("whsec_x");
    hands.answers(SAVED, 201, made);
    assert!(hands.sheet().shows("secret-dialog") && !hands.sheet().shows("editor"));
    let text = "whsec_x".to_owned();
    assert_eq!(hands.presses("copy", "").effects, [Effect::Copy { text }]);
    hands.answers(Effect::COPIED, 0, Value::Null);
    assert!(hands.sheet().shows("copy-problem"));
    hands.presses("cancel", "");
    assert!(!hands.sheet().shows("secret-dialog"));
    assert!(!format!("{:?}", hands.sheet()).contains("whsec_x"));
}

#[test]
fn two_admins_lose_nothing() {
    let mut hands = listed(&[hook("w1", true)]);
    hands.presses("edit", "w1");
    hands.answers_about(ITEM, "w1", 200, Some("\"1\""), hook("w1", true));
    hands.types("description", "Mine").presses("save", "");
    assert_eq!(hands.if_match(), Some("\"1\""));
    let mut theirs = hook("w1", false);
    theirs["description"] = json!("Theirs");
    let stale = json!({"type": "about:blank", "code": "stale-edit", "title": "x", "status": 412,
        "current": theirs, "currentEtag": "\"2\""});
    hands.answers(SAVED, 412, stale);
    let said = hands.sheet().reads("conflict-text");
    assert!(said.contains("“Theirs”") && said.contains("off"), "{said}");
    hands.presses("keep-mine", "").presses("save", "");
    assert_eq!(hands.if_match(), Some("\"2\""));
    assert_eq!(hands.request().2["description"], "Mine");
}

#[test]
fn removing_and_a_new_secret_are_asked_first() {
    let mut hands = listed(&[hook("w1", true)]);
    hands.presses("remove", "w1");
    assert!(hands.sheet().reads("question-text").contains("Warehouse"));
    hands.presses("go-on", "");
    let (method, path, _) = hands.request();
    assert_eq!((method, path), ("DELETE", "/api/webhooks/w1"));
    assert_eq!(hands.presses("go-on", "").effects, [], "once");
    hands.answers(REMOVED, 0, Value::Null);
    assert!(hands.sheet().shows("question-problem"));
    hands
        .presses("go-on", "")
        .answers(REMOVED, 204, Value::Null);
    assert!(!hands.sheet().shows("question"));
    hands.presses("rotate", "w1").presses("go-on", "");
    assert_eq!(hands.request().1, "/api/webhooks/w1/secret");
    let made = json!({"secret": "whsec_y", "previousSecretUntil": "2026-11-25T17:24:00.000Z"});
    hands.answers(ROTATED, 200, made);
    assert!(hands.sheet().shows("secret-dialog"));
}

#[test]
fn the_log_is_looked_at_while_something_is_under_way() {
    let mut hands = listed(&[hook("w1", true)]);
    hands.presses("open-log", "w1");
    assert_eq!(hands.request().1, "/api/webhooks/w1/deliveries");
    let later = Some("2026-11-24T17:29:00.000Z");
    let items = [
        delivery("2", "pending", later, Some(503)),
        delivery("1", "delivered", None, Some(204)),
    ];
    hands.answers_about(
        "newest",
        "w1",
        200,
        None,
        json!({"items": items, "cursor": "a"}),
    );
    let waits = |hands: &Hands<Webhooks>| {
        hands
            .effects
            .iter()
            .any(|it| matches!(it, Effect::Wait { .. }))
    };
    assert!(waits(&hands));
    let said = hands.sheet().reads("log-rows");
    assert!(
        said.contains(
            "sms.status DELIVERED SMS-000001 Under way next  24 Nov 2026, 17:29 UTC 503 1 attempt"
        ),
        "{said}"
    );
    hands.tell(Event::Elapsed {
        what: "log".to_owned(),
    });
    let items = [delivery("1", "delivered", None, Some(204))];
    hands.answers_about(
        "newest",
        "w1",
        200,
        None,
        json!({"items": items, "cursor": "a"}),
    );
    assert!(!waits(&hands));
    hands.presses("more", "");
    assert_eq!(hands.request().1, "/api/webhooks/w1/deliveries?cursor=a");
    hands.answers_about(
        "older",
        "w1",
        200,
        None,
        json!({"items": [delivery("0", "failed", None, None)], "cursor": null}),
    );
    assert_eq!(hands.sheet().reads("log-rows").lines().count(), 2);
    hands.presses("resend", "0");
    assert_eq!(hands.request().1, "/api/webhooks/w1/deliveries/0/resend");
    assert_eq!(hands.presses("resend", "1").effects, [], "one at a time");
    hands.answers_about(
        "resent",
        "w1",
        200,
        None,
        delivery("0", "delivered", None, Some(200)),
    );
    assert_eq!(hands.request().1, "/api/webhooks/w1/deliveries");
    // Of another endpoint: too late.
    hands.answers_about(
        "newest",
        "w9",
        200,
        None,
        json!({"items": [], "cursor": null}),
    );
    assert!(!hands.sheet().shows("log-empty"));
}

#[test]
fn a_test_says_what_it_was_answered_with() {
    let mut hands = listed(&[hook("w1", true)]);
    hands.presses("test", "w1");
    assert_eq!(hands.request().1, "/api/webhooks/w1/test");
    assert_eq!(hands.presses("test", "w1").effects, [], "one at a time");
    hands.answers_about(
        TESTED,
        "w1",
        200,
        None,
        delivery("1", "delivered", None, Some(204)),
    );
    assert_eq!(
        hands.sheet().reads("toast-text"),
        "The test was delivered: it was answered with 204."
    );
    hands.presses("test", "w1");
    let later = Some("2026-11-24T17:29:00.000Z");
    hands.answers_about(
        TESTED,
        "w1",
        200,
        None,
        delivery("1", "pending", later, None),
    );
    assert_eq!(
        hands.sheet().reads("toast-text"),
        "The test had no answer, and will be sent again."
    );
}

#[test]
fn salesforce_is_shown_where_it_is_set_up() {
    let mut hands = listed(&[]);
    hands.answers(
        SALESFORCE,
        200,
        json!({"configured": false, "waiting": 0, "refused": 0}),
    );
    assert!(!hands.sheet().shows("salesforce"));
    let state = json!({"configured": true, "waiting": 2, "refused": 0, "problem": "It is not deployed.",
        "failingSince": "2026-11-24T17:24:00.000Z"});
    hands.answers(SALESFORCE, 200, state);
    assert_eq!(
        hands.sheet().reads("salesforce-said"),
        "It is not deployed."
    );
    assert!(
        hands
            .sheet()
            .reads("salesforce-details")
            .contains("Records to be told 2")
    );
}
