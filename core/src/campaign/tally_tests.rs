//! The tally against counting member by member.

use proptest::prelude::*;

use super::super::{Classes, Typography};
use super::*;
use crate::count::count as count_text;
use crate::template::{Fields, RelatedObject};

/// Of every kind that counting tells apart, and those at which values are trimmed or replaced.
const CHARACTERS: [&str; 16] = [
    "a", "é", "€", "[", "ж", "中", "😀", "–", "’", "…", "\u{200b}", "ﬁ", "𝐀", "e\u{301}", " ",
    "\r\n",
];

fn template(text: &str) -> Template {
    Template::parse(text, RelatedObject::Campaign).unwrap()
}

/// What counting each member's own text says: the rule that the classes are held to.
fn one_by_one(people: &[Fields], template: &Template, typography: Typography) -> Vec<(u32, u32)> {
    let mut spread = vec![0; 300];
    for person in people {
        let text = template.render(&typography.apply(person)).text;
        spread[count_text(&text).segments().min(299)] += 1;
    }
    (0..).zip(spread).filter(|(_, n)| *n > 0).collect()
}

fn classes(people: &[Fields], template: &Template) -> Classes {
    let mut classes = Classes::of(template.fields());
    for person in people {
        let fields = classes.fields().to_vec();
        classes.add(fields.iter().map(|field| person.get(field.name())));
    }
    classes
}

fn tally(people: &[Fields], text: &str) -> Tally {
    let template = template(text);
    let measured = classes(people, &template).measure();
    Tally::of(&measured, &template, Typography::Kept).unwrap()
}

fn named(first: &str, last: &str) -> Fields {
    [("FirstName", first), ("LastName", last)]
        .into_iter()
        .collect()
}

fn a_text(longest: usize) -> impl Strategy<Value = String> {
    // Runs, so that the limits of segments are met at every offset.
    let run = (0..CHARACTERS.len(), 1..longest);
    prop::collection::vec(run, 0..4).prop_map(|runs| {
        let run = |(at, times): (usize, usize)| CHARACTERS[at].repeat(times);
        runs.into_iter().map(run).collect()
    })
}

fn a_regular_text(longest: usize) -> impl Strategy<Value = String> {
    let run = (0..4_usize, 1..longest);
    prop::collection::vec(run, 0..5).prop_map(|runs| {
        let run = |(at, times): (usize, usize)| CHARACTERS[at].repeat(times);
        runs.into_iter().map(run).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn classes_count_as_member_by_member_does(
        people in prop::collection::vec((a_text(6), a_text(80)), 0..12),
        regular_people in prop::collection::vec((a_regular_text(4), a_regular_text(90)), 0..12),
        before in prop_oneof![a_regular_text(160), a_text(80)],
        between in prop_oneof![a_regular_text(90), a_text(40)],
        default in prop_oneof![Just(String::new()), Just("|there".to_owned()), Just("|€ ж".to_owned())],
    ) {
        let people: Vec<Fields> = people
            .iter()
            .chain(&regular_people)
            .map(|(first, last)| named(first, last))
            .collect();
        let text = format!("{before}<%=FirstName%>{between}<%=LastName{default}%>€<%=FirstName%>");
        let template = template(&text);
        let measured = classes(&people, &template).measure();
        for typography in [Typography::Kept, Typography::Replaced] {
            let tally = Tally::of(&measured, &template, typography).unwrap();
            let expected = one_by_one(&people, &template, typography);
            let spread: Vec<_> = tally.spread.iter().map(|s| (s.segments, s.recipients)).collect();
            prop_assert_eq!(&spread, &expected);
            let total: u32 = expected.iter().map(|(segments, people)| segments * people).sum();
            prop_assert_eq!(tally.messages, total);
            prop_assert_eq!(tally.recipients as usize, people.len());
            prop_assert_eq!(tally.regular + tally.unicode, tally.recipients);
        }
    }

    #[test]
    fn so_many_characters_less_at_the_end_are_a_message_less(
        value in a_regular_text(60),
        plain in 31_usize..200,
    ) {
        let people = [named("x", &value)];
        let text = format!("<%=LastName%>{}", "a".repeat(plain));
        let whole = tally(&people, &text);
        for cut in 1..=MOST_CUT {
            let shorter = tally(&people, &text[..text.len() - cut]);
            let said: u32 = whole.shorter[..=cut].iter().sum();
            prop_assert_eq!(whole.messages - shorter.messages, said, "cut {}", cut);
        }
    }
}

#[test]
fn the_classes_travel_without_loss() {
    let people = [named("Ada", "Ng–Li"), named("", "😀"), named("Eva", "[x]")];
    let template = template("Hi <%=FirstName|you%> <%=LastName%>");
    let classes = classes(&people, &template);
    let json = serde_json::to_string(&classes.answer(Default::default())).unwrap();
    let read = Measured::read(&serde_json::from_str(&json).unwrap()).unwrap();
    let here = Tally::of(&classes.measure(), &template, Typography::Kept);
    assert_eq!(Tally::of(&read, &template, Typography::Kept), here);
}

#[test]
fn a_field_that_the_classes_lack_cannot_be_counted() {
    let classes = classes(&[named("Ada", "Ng")], &template("<%=FirstName%>"));
    let other = template("<%=LastName%>");
    assert_eq!(
        Tally::of(&classes.measure(), &other, Typography::Kept),
        None
    );
}

#[test]
fn the_bill_is_told_in_full() {
    let people = [
        named("Ada", "Ng"),
        named("", "Smith–Li"),
        named("Иван", ""),
        named("Eva", "O’Neil–Ng"),
    ];
    let tally = tally(&people, "Hi <%=FirstName|you%> <%=LastName%>");
    assert_eq!((tally.recipients, tally.messages), (4, 4));
    assert_eq!((tally.regular, tally.unicode), (1, 3));
    assert_eq!(tally.range(), Some((1, 1)));
    assert_eq!(
        tally.longest,
        Longest {
            encoding: Encoding::Ucs2,
            units: 16,
            segments: 1
        }
    );
    let blank: Vec<_> = tally
        .blank
        .iter()
        .map(|(field, n)| (field.name(), *n))
        .collect();
    assert_eq!(blank, [("LastName", 1)]);
    let causes: Vec<_> = tally
        .causes
        .iter()
        .map(|cause| {
            (
                cause.field.unwrap().name(),
                cause.character.as_deref(),
                cause.recipients,
            )
        })
        .collect();
    assert_eq!(
        causes,
        [
            ("LastName", Some("–"), 2),
            ("LastName", Some("’"), 1),
            ("FirstName", None, 1)
        ]
    );
}

#[test]
fn the_text_itself_is_blamed_for_what_it_holds() {
    let tally = tally(
        &[named("Ada", "Ng"), named("", "")],
        "“Hi” <%=FirstName|ж%>",
    );
    let causes: Vec<_> = tally
        .causes
        .iter()
        .map(|cause| {
            (
                cause.field.is_none(),
                cause.character.as_deref(),
                cause.recipients,
            )
        })
        .collect();
    assert_eq!(
        causes,
        [(true, Some("“"), 2), (true, Some("”"), 2), (true, None, 1)]
    );
}

#[test]
fn nobody_gets_nothing_or_too_much() {
    let long = "x".repeat(200);
    let people = [named("", ""), named(&long, "")];
    let tally = tally(&people, &"<%=FirstName%>".repeat(250));
    assert_eq!((tally.empty, tally.too_long, tally.recipients), (1, 1, 0));
    assert_eq!(
        (tally.messages, tally.range(), tally.causes.len()),
        (0, None, 0)
    );
}
