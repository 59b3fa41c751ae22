//! What is written, counted and previewed.

use super::*;

#[test]
fn a_template_fills_the_message_and_can_be_undone() {
    let mut state = typed("my own words");
    state.update(Event::Template(Some("t".parse().unwrap())));
    let view = state.view();
    assert_eq!(
        view.text,
        "Hello <%=FirstName%>, greetings to <%=Company%>!"
    );
    assert!(view.from[1].chosen, "the template's sender");
    assert!(view.can_undo);
    state.update(Event::Undone);
    assert_eq!(state.view().text, "my own words");
}

#[test]
fn the_preview_marks_values_and_blanks_and_the_count_is_exact() {
    let mut state = ready();
    state.update(Event::Template(Some("t".parse().unwrap())));
    let view = state.view();
    let preview = view.preview.unwrap();
    let parts: Vec<_> = preview.segments[0]
        .iter()
        .map(|part| (part.text.as_str(), part.tone))
        .collect();
    assert_eq!(
        parts,
        [
            ("Hello ", Tone::Plain),
            ("Ada", Tone::Value),
            (", greetings to ", Tone::Plain),
            ("Company", Tone::Blank),
            ("!", Tone::Plain)
        ]
    );
    assert_eq!(preview.blank, ["Company"]);
    assert_eq!(view.counter, "(regular) 25 / 160 [1] exact");
    assert_eq!(view.send_label, "Send anyway");
    assert!(press(&mut state, "r")[0].1.allow_blank_fields);
}

#[test]
fn a_long_message_is_previewed_segment_by_segment() {
    let state = typed(&"x".repeat(200));
    let segments = state.view().preview.unwrap().segments;
    let lengths: Vec<usize> = segments
        .iter()
        .map(|parts| parts.iter().map(|part| part.text.len()).sum())
        .collect();
    assert_eq!(lengths, [153, 47]);
}

#[test]
fn unicode_is_explained_and_replaced_with_one_press() {
    let mut state = typed("It’s 5 – ok ç");
    let view = state.view();
    assert_eq!(view.counter, "(unicode) 13 / 70 [1]");
    let named: Vec<_> = view
        .culprits
        .iter()
        .map(|one| (one.sequence.as_str(), one.replacement, one.changes_meaning))
        .collect();
    assert_eq!(
        named,
        [
            ("’", Some("'"), false),
            ("–", Some("-"), false),
            ("ç", Some("c"), true)
        ]
    );
    state.update(Event::Replaced(None));
    assert_eq!(
        state.text(),
        "It's 5 - ok ç",
        "what changes the meaning stays"
    );
    state.update(Event::Replaced(Some("ç".to_owned())));
    assert_eq!(state.text(), "It's 5 - ok c");
    state.update(Event::Undone);
    assert_eq!(state.text(), "It's 5 - ok ç");
}

#[test]
fn who_cannot_receive_is_told_and_nothing_can_be_sent() {
    for (change, reason) in [
        (
            json!({"smsOptOut": true}),
            "This lead has opted out of SMS and cannot receive any messages.",
        ),
        (
            json!({"mobile": null, "mobileProblem": "no-mobile"}),
            "This lead has no mobile number.",
        ),
        (
            json!({"mobile": null, "mobileProblem": "invalid-mobile"}),
            "This lead's mobile number is not valid. Correct it on the record.",
        ),
    ] {
        let mut state = open(lead(change));
        state.update(Event::Edited("Hi".to_owned()));
        let view = state.view();
        assert_eq!(
            (view.blocked.as_deref(), view.can_send, view.editable),
            (Some(reason), false, false)
        );
        assert_eq!(press(&mut state, "r").len(), 0);
    }
}

#[test]
fn a_wrong_merge_field_is_told_but_a_half_typed_one_is_not() {
    assert!(typed("Hi <%=Fir").view().notice.is_none());
    let mut wrong = typed("Hi <%=Nick%>");
    assert!(wrong.view().notice.unwrap().text.contains("Nick"));
    assert_eq!(press(&mut wrong, "r").len(), 0);
}

#[test]
fn nothing_and_blanks_cannot_be_sent() {
    for text in ["", " ", "\n\t"] {
        assert!(!typed(text).view().can_send, "{text:?}");
    }
    let long = typed(&"x".repeat(40_000)).view();
    assert!(!long.can_send);
    assert!(long.notice.unwrap().text.contains("255"));
}
