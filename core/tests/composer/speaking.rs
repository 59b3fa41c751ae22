//! In which language it speaks, and what it is called.

use super::*;

#[test]
fn each_element_has_a_name_of_its_own_among_the_landmarks() {
    let mut state = State::new(PersonObject::Lead, "00Q1".parse().unwrap(), true);
    assert_eq!(state.view().region, "Send SMS to 00Q1");
    state = ready();
    assert_eq!(state.view().region, "Send SMS to Ada");
}

/// The language becomes another while something is shown.
#[cfg(feature = "languages")]
#[test]
fn what_was_said_before_is_said_in_the_language_of_now() {
    use mitto_core::language::{Ask, speaking};

    fn loud(what: Ask<'_>) -> Option<String> {
        match what {
            Ask::Message(english) | Ask::Of(english, _) | Ask::Sentence(english) => {
                Some(english.to_uppercase())
            }
            _ => None,
        }
    }
    let mut state = typed("Hi");
    let asked = press(&mut state, "r");
    let problem = Problem::field("from", "No such sender.");
    refused(&mut state, &asked[0].0, problem);
    state.update(Event::NumberTyped("+".to_owned()));
    state.update(Event::NumberAdded);
    let said = |view: mitto_core::composer::View| {
        [view.notice.map(|it| it.text), view.number_notice].map(Option::unwrap)
    };
    let english = said(state.view());
    let other = said(speaking(Some(loud), || state.view()));
    assert_eq!(other, english.clone().map(|text| text.to_uppercase()));
    assert_eq!(said(state.view()), english, "and back");
    assert_ne!(other, english);

    let mut state = typed("Hi");
    let asked = press(&mut state, "r");
    answered(&mut state, &asked[0].0, sent(1, Status::Sent));
    let done = |view: mitto_core::composer::View| view.done.unwrap();
    assert_eq!(
        done(speaking(Some(loud), || state.view())),
        "1 MESSAGES SENT"
    );
    assert_eq!(done(state.view()), "1 message sent");

    let mut state = State::new(PersonObject::Lead, "00Q1".parse().unwrap(), true);
    state.update(Event::LoadFailed(None));
    let failed = speaking(Some(loud), || state.view()).load_failed.unwrap();
    assert_eq!(failed, "MITTO SMS CANNOT BE REACHED. CHECK THE CONNECTION.");
}
