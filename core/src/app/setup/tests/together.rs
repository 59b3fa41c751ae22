//! Two admins at a time, and two parts of the page.

use super::*;

#[test]
fn somebody_elses_numbers_are_put_before_the_person() {
    let mut hands = shown();
    hands.types("lead-mobile", "Phone").presses("save", "");
    hands.answers(SAVED, 412, stale(with("leadMobile", "Fax")));
    let sheet = hands.sheet();
    assert_eq!(sheet.reads("conflict-rows"), "Lead Mobile Fax Phone");
    hands.presses("keep-mine", "").presses("save", "");
    assert_eq!(hands.if_match(), Some("\"b\""));
    assert_eq!(hands.request().2["leadMobile"], "Phone");
    let mut hands = shown();
    hands.types("lead-mobile", "Phone").presses("save", "");
    hands.answers(SAVED, 412, stale(with("leadMobile", "Fax")));
    hands.presses("take-theirs", "");
    assert!(!hands.sheet().shows("conflict") && !hands.sheet().is_unsaved());
}

#[test]
fn what_only_somebody_else_changed_stays_as_they_made_it() {
    let mut hands = shown();
    hands.types("lead-mobile", "Phone").presses("save", "");
    let mut theirs = with("testMode", true);
    hands.answers(SAVED, 412, stale(theirs.clone()));
    let sent = hands.request().2;
    assert_eq!(
        (&sent["leadMobile"], &sent["testMode"]),
        (&json!("Phone"), &json!(true))
    );
    assert_eq!(hands.if_match(), Some("\"b\""));
    theirs["leadMobile"] = json!("Fax");
    hands.answers(SAVED, 412, stale(theirs));
    assert_eq!(
        hands.sheet().reads("conflict-rows"),
        "Lead Mobile Fax Phone"
    );
}

#[test]
fn somebody_elses_change_of_another_part_stops_no_save() {
    let mut hands = shown();
    hands.types("lead-mobile", "Phone").presses("save", "");
    hands.answers(SAVED, 412, stale(with("productKeyLast4", "9999")));
    assert_eq!(hands.request().2["leadMobile"], "Phone");
    assert_eq!(hands.if_match(), Some("\"b\""));
    assert!(!hands.sheet().shows("conflict"));
    assert_eq!(hands.sheet().reads("key-state"), "•••• 9999");
}

#[test]
fn a_key_does_not_silently_replace_somebody_elses() {
    let mut hands = shown();
    hands
        .types("product-key", "mine")
        .presses("save-key", "")
        .presses("replace-key", "");
    // Somebody changed another part: it goes on.
    hands.answers(KEY_SAVED, 412, stale(with("testMode", true)));
    assert_eq!(hands.if_match(), Some("\"b\""));
    hands.answers(KEY_SAVED, 412, stale(with("productKeyLast4", "9999")));
    let sheet = hands.sheet();
    assert!(sheet.reads("product-key-problem").contains("Somebody else"));
    assert_eq!(sheet.reads("key-state"), "•••• 9999");
    hands.presses("save-key", "");
    assert!(hands.sheet().shows("replace-dialog"));
}

#[test]
fn saving_the_key_leaves_what_is_chosen_below_as_it_is() {
    let mut hands = shown();
    hands.types("lead-mobile", "Phone");
    hands
        .types("product-key", "k")
        .presses("save-key", "")
        .presses("replace-key", "");
    hands.answers_about(KEY_SAVED, "", 200, Some("\"b\""), setup());
    assert!(hands.sheet().is_unsaved());
    hands.presses("save", "");
    assert_eq!(hands.if_match(), Some("\"b\""));
    assert_eq!(hands.request().2["leadMobile"], "Phone");
}

#[test]
fn two_admins_do_not_rotate_twice() {
    let mut hands = shown();
    hands.presses("rotate", "").presses("rotate-now", "");
    // Somebody changed another part: it goes on.
    hands.answers(ROTATED, 412, stale(with("testMode", true)));
    assert_eq!(hands.if_match(), Some("\"b\""));
    let urls = json!({"delivery": "https://x/callback/n/delivery", "inbound": "https://x/callback/n/inbound"});
    hands.answers(ROTATED, 412, stale(with("callback", urls)));
    let sheet = hands.sheet();
    assert!(!sheet.shows("rotate-dialog"));
    assert!(sheet.reads("problem").contains("Somebody else has rotated"));
    assert!(!sheet.shows("retry"));
}
