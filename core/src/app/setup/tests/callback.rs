//! The callback: its tests, its URLs, and what could not be stored.

use super::*;

#[test]
fn a_test_says_that_it_runs_and_where_it_stopped() {
    let mut hands = shown();
    hands.presses("test-gateway", "");
    assert_eq!(hands.request().1, "/api/setup/test-gateway");
    assert_eq!(hands.sheet().reads("test-gateway"), "Testing…");
    assert_eq!(hands.presses("test-gateway", "").effects, []);
    let steps = json!([
        {"name": "A product key is stored", "ok": true},
        {"name": "The gateway answers", "ok": false, "detail": "Check GATEWAY_URL."}
    ]);
    hands.answers(GATEWAY, 200, json!({"ok": false, "steps": steps}));
    let sheet = hands.sheet();
    assert!(
        sheet
            .reads("gateway-verdict")
            .contains("stopped at “The gateway answers”")
    );
    assert!(
        sheet
            .reads("gateway-steps")
            .ends_with("Failed The gateway answers Check GATEWAY_URL.")
    );
    hands
        .presses("test-gateway", "")
        .answers(GATEWAY, 0, Value::Null);
    assert!(hands.sheet().reads("gateway-verdict").contains("no answer"));
}

#[test]
fn what_came_in_is_asked_again_after_a_test() {
    let mut hands = shown();
    hands.answers(HEALTH, 200, json!({}));
    assert_eq!(hands.sheet().reads("health-state"), "Not proven yet");
    hands.presses("test-callback", "");
    hands.answers(CALLBACK, 200, json!({"ok": true, "steps": []}));
    assert_eq!(hands.request().1, "/api/setup/callback-health");
    let health = json!({
        "provenAt": "2026-11-24T17:24:00.000Z", "rejected": 2,
        "lastRejectedAt": "2026-11-24T18:00:00.000Z", "lastRejectedReason": "It is no JSON."
    });
    hands.answers(HEALTH, 200, health);
    let sheet = hands.sheet();
    assert_eq!(sheet.reads("health-state"), "Works");
    let said = sheet.reads("health");
    assert!(
        said.contains("Proven by Test callback 24 Nov 2026, 17:24 UTC"),
        "{said}"
    );
    assert!(
        said.contains("2, the last  24 Nov 2026, 18:00 UTC It is no JSON."),
        "{said}"
    );
    hands.answers(HEALTH, 500, problem(Code::Internal));
    assert!(hands.sheet().reads("health-problem").contains("our side"));
}

fn stuck(ids: &[&str]) -> Value {
    let one = |id: &&str| json!({"id": id, "at": "2026-11-24T18:00:00.000Z", "reason": "the message is no JSON", "excerpt": "<b>"});
    json!({"items": ids.iter().map(one).collect::<Vec<_>>(), "cursor": null})
}

#[test]
fn what_could_not_be_stored_is_shown_and_tried_again() {
    let mut hands = shown();
    hands.answers(HEALTH, 200, json!({}));
    assert!(!hands.sheet().shows("stuck") && hands.effects.is_empty());
    assert!(
        hands
            .sheet()
            .reads("health")
            .contains("by way of the queue none")
    );
    let health = json!({"stuck": 3, "queued": 7, "waiting": 2, "expired": 1});
    hands.answers(HEALTH, 200, health.clone());
    assert_eq!(hands.request().1, "/api/stuck-callbacks");
    hands.answers(STUCK, 200, stuck(&["m1", "m2"]));
    let sheet = hands.sheet();
    assert!(sheet.shows("stuck"));
    assert_eq!(
        sheet.reads("stuck-title"),
        "3 callbacks could not be stored"
    );
    assert!(
        sheet
            .reads("stuck-list")
            .contains("the message is no JSON <b>")
    );
    assert_eq!(sheet.reads("stuck-more"), "And 1 older.");
    assert!(sheet.reads("health").contains("by way of the queue 7"));
    hands.presses("stuck-retry", "m1");
    let asked = ("POST", "/api/stuck-callbacks/m1/retry", Value::Null);
    assert_eq!(hands.request(), asked);
    assert_eq!(hands.presses("stuck-dismiss", "m2").effects, []);
    let refused = json!(Problem::field("message", "the message is no JSON"));
    hands.answers_about(STUCK_RETRIED, "m1", 422, None, refused);
    assert!(hands.sheet().reads("stuck-problem").contains("is no JSON"));
    hands.presses("stuck-retry", "m1");
    assert!(!hands.sheet().shows("stuck-problem"));
    hands.answers_about(STUCK_RETRIED, "m1", 204, None, Value::Null);
    assert_eq!(hands.request().1, "/api/setup/callback-health");
    assert!(hands.sheet().reads("toast-text").contains("Stored"));
    assert!(!hands.sheet().shows("toast-undo"));
}

#[test]
fn a_dismissal_is_undone() {
    let mut hands = shown();
    hands
        .answers(HEALTH, 200, json!({"stuck": 1}))
        .answers(STUCK, 200, stuck(&["m1"]))
        .presses("stuck-dismiss", "m1")
        .answers_about(STUCK_DISMISSED, "m1", 204, None, Value::Null);
    assert_eq!(
        hands.sheet().reads("stuck-title"),
        "1 callback could not be stored"
    );
    hands.answers(HEALTH, 200, json!({"stuck": 0}));
    assert!(!hands.sheet().shows("stuck") && hands.sheet().shows("toast-undo"));
    hands.presses("undo", "");
    assert_eq!(hands.request().1, "/api/stuck-callbacks/m1/restore");
    hands.answers_about(STUCK_RESTORED, "m1", 204, None, Value::Null);
    hands.answers(HEALTH, 200, json!({"stuck": 1}));
    assert!(hands.sheet().shows("stuck"));
    hands.answers(STUCK, 0, Value::Null);
    assert!(hands.sheet().reads("stuck-problem").contains("no answer"));
}

#[test]
fn a_url_is_copied_and_says_so_or_why_not() {
    let mut hands = shown();
    let text = "https://x/callback/k/inbound".to_owned();
    assert_eq!(
        hands.presses("copy", "inbound").effects,
        [Effect::Copy { text }]
    );
    hands.answers(Effect::COPIED, 200, Value::Null);
    assert_eq!(hands.sheet().reads("copy-inbound"), "Copied");
    assert_eq!(hands.sheet().reads("copy-delivery"), "Copy");
    let what = Effect::COPIED.to_owned();
    hands.tell(Event::Elapsed { what });
    assert_eq!(hands.sheet().reads("copy-inbound"), "Copy");
    hands
        .presses("copy", "delivery")
        .answers(Effect::COPIED, 0, Value::Null);
    assert!(
        hands
            .sheet()
            .reads("copy-problem")
            .contains("Select the URL")
    );
    assert_eq!(hands.effects, [Effect::focus("delivery-url")]);
}

#[test]
fn the_callback_key_is_rotated_with_an_overlap() {
    let mut hands = shown();
    hands.presses("rotate", "").types("overlap", "0");
    assert!(hands.sheet().shows("overlap-warning"));
    hands.types("overlap", "168").presses("rotate-now", "");
    assert_eq!(hands.request().2, json!({"overlapHours": 168}));
    assert_eq!(hands.if_match(), Some("\"a\""));
    assert_eq!(hands.presses("rotate-now", "").effects, []);
    hands.answers(ROTATED, 0, Value::Null);
    assert!(hands.sheet().reads("rotate-problem").contains("no answer"));
    hands.presses("rotate-now", "");
    let until = "2026-12-01T17:24:00.000Z";
    hands.answers(ROTATED, 200, with("previousCallbackUntil", until));
    let sheet = hands.sheet();
    assert!(!sheet.shows("rotate-dialog"));
    assert!(sheet.reads("previous").contains("1 Dec 2026, 17:24 UTC"));
}
