//! What is chosen in Setup: each choice with its box, and what is said of it.

use serde_json::Value;

use super::super::calling_codes::in_words;
use super::super::editing::Editing;
use super::super::event::Effect;
use super::super::node::Node;
use super::super::regions::REGIONS;
use super::super::sheet::Sheet;
use super::draft::{Draft, items};
use super::{PATH, SAVED};
use crate::campaign::words::{counted, number};
use crate::template::{MergeField, PersonObject};

/// One choice.
struct Choice {
    /// Its name in the API.
    name: &'static str,
    /// Its box, and where its problem is told.
    id: &'static str,
    problem: &'static str,
    /// What people call it.
    label: &'static str,
    kind: Kind,
}

/// What can be chosen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    PhoneField(PersonObject),
    Region,
    Flag,
    Text,
    Words,
    Countries,
    /// A whole number of these; a blank box is said so.
    Number(&'static str, Blank),
}

/// What a blank box of a number means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Blank {
    /// That there is none, which has this word.
    None(&'static str),
    Zero,
    /// That a number is missing.
    Missing,
}

const fn of(
    name: &'static str,
    [id, problem]: [&'static str; 2],
    label: &'static str,
    kind: Kind,
) -> Choice {
    Choice {
        name,
        id,
        problem,
        label,
        kind,
    }
}

/// The ids of a box and of what is said of it.
macro_rules! ids {
    ($id:literal) => {
        [$id, concat!($id, "-problem")]
    };
}

const NO_LIMIT: Kind = Kind::Number("message", Blank::None("no limit"));

/// In the order of the page: where several are wrong, the first has the focus.
static CHOICES: [Choice; 23] = [
    of(
        "leadMobile",
        ids!("lead-mobile"),
        "Lead Mobile",
        Kind::PhoneField(PersonObject::Lead),
    ),
    of(
        "contactMobile",
        ids!("contact-mobile"),
        "Contact Mobile",
        Kind::PhoneField(PersonObject::Contact),
    ),
    of(
        "defaultRegion",
        ids!("default-region"),
        "Default region",
        Kind::Region,
    ),
    of(
        "callbackPerMessage",
        ids!("per-message"),
        "Callback in each message",
        Kind::Flag,
    ),
    of("testMode", ids!("test-mode"), "Test mode", Kind::Flag),
    of(
        "optInKeywords",
        ids!("opt-in-keywords"),
        "Opt-in keywords",
        Kind::Words,
    ),
    of(
        "optOutConfirmation",
        ids!("opt-out-confirmation"),
        "Confirmation of an opt-out",
        Kind::Text,
    ),
    of(
        "helpAnswer",
        ids!("help-answer"),
        "Answer to HELP",
        Kind::Text,
    ),
    of(
        "messagesPerSecond",
        ids!("messages-per-second"),
        "Messages a second",
        Kind::Number("", Blank::None("as fast as it goes")),
    ),
    of(
        "bulk",
        ids!("bulk"),
        "Same text submitted together",
        Kind::Flag,
    ),
    of("timeZone", ids!("time-zone"), "Time zone", Kind::Text),
    of(
        "quietFrom",
        ids!("quiet-from"),
        "Quiet hours from",
        Kind::Text,
    ),
    of(
        "quietUntil",
        ids!("quiet-until"),
        "Quiet hours until",
        Kind::Text,
    ),
    of(
        "leadTimeZone",
        ids!("lead-time-zone"),
        "Lead field of the time zone",
        Kind::Text,
    ),
    of(
        "contactTimeZone",
        ids!("contact-time-zone"),
        "Contact field of the time zone",
        Kind::Text,
    ),
    of(
        "campaignMessageLimit",
        ids!("campaign-limit"),
        "Messages of a campaign",
        NO_LIMIT,
    ),
    of(
        "userDayMessageLimit",
        ids!("user-limit"),
        "Messages of a user a day",
        NO_LIMIT,
    ),
    of(
        "dayMessageLimit",
        ids!("day-limit"),
        "Messages of all a day",
        NO_LIMIT,
    ),
    of(
        "destinations",
        ids!("destinations"),
        "Allowed countries",
        Kind::Countries,
    ),
    of(
        "coolDownHours",
        ids!("cool-down"),
        "Cool-down",
        Kind::Number("hour", Blank::Zero),
    ),
    of(
        "confirmRecipients",
        ids!("confirm-recipients"),
        "Recipients without typing their number",
        Kind::Number("", Blank::Missing),
    ),
    of(
        "retentionDays",
        ids!("retention-days"),
        "Texts and numbers are kept",
        Kind::Number("day", Blank::None("for good")),
    ),
    of(
        "allowedOrigins",
        ids!("allowed-origins"),
        "Pages that may embed the elements",
        Kind::Words,
    ),
];

/// What people call each choice, by its name in the API.
pub(in crate::app) fn labels() -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
    CHOICES.iter().map(|choice| (choice.name, choice.label))
}

/// A number as it is stored, with its unit; none for what is no number of ours.
pub(in crate::app) fn number_in_words(name: &str, value: &Value) -> Option<String> {
    let choice = CHOICES.iter().find(|choice| choice.name == name)?;
    match (choice.kind, value) {
        (Kind::Number(..), Value::Null | Value::Number(_)) => {
            let mut draft = Draft::default();
            draft.set(name, value.clone());
            Some(said(choice, &draft))
        }
        _ => None,
    }
}

/// The box that has its own reading, with a question before it is saved.
const RETENTION: &str = "retention-days";

/// The boxes of the options, and what stands in them that is no number: the draft keeps what it was then, and cannot be
/// saved.
#[derive(Default)]
pub(super) struct Boxes {
    unreadable: Vec<(&'static str, String)>,
}

impl Boxes {
    /// A choice was made, or something was typed.
    pub(super) fn input(&mut self, draft: &mut Draft, id: &str, value: String) {
        let Some(choice) = CHOICES.iter().find(|choice| choice.id == id) else {
            return;
        };
        match choice.kind {
            Kind::Flag => draft.set(choice.name, value == "true"),
            Kind::Number(_, blank) => {
                self.unreadable.retain(|(known, _)| *known != choice.id);
                // As it is read: with a comma between thousands.
                let digits = value.trim().replace(',', "");
                match (digits.parse::<u32>(), digits.is_empty(), blank) {
                    (Ok(number), ..) => draft.set(choice.name, number),
                    (Err(_), true, Blank::None(_)) => draft.set(choice.name, None::<u32>),
                    (Err(_), true, Blank::Zero) => draft.set(choice.name, 0),
                    (Err(_), ..) => self.unreadable.push((choice.id, value)),
                }
            }
            _ => draft.set(choice.name, value),
        }
    }

    /// Where a person goes on before this can be saved.
    pub(super) fn before_save(&self) -> Option<Effect> {
        self.unreadable.first().map(|(id, _)| Effect::focus(*id))
    }

    /// `busy`: something is asked before it is saved.
    pub(super) fn draw(&self, sheet: &mut Sheet, editing: &Editing<Draft>, busy: bool) {
        let draft = &editing.draft;
        for choice in &CHOICES {
            self.draw_box(sheet, draft, choice);
            if choice.id != RETENTION && choice.kind != Kind::Flag {
                let unreadable = self.unreadable(choice.id).map(|_| "Give a whole number.");
                let why = unreadable.or_else(|| editing.problem_of(choice.name));
                sheet.problem(choice.id, choice.problem, why);
            }
        }
        let told: Vec<&str> = CHOICES
            .iter()
            .filter(|choice| choice.kind != Kind::Flag)
            .map(|choice| choice.name)
            .collect();
        let changed = editing.is_changed();
        let theirs = editing.theirs().flatten();
        let rows = theirs.map(|theirs| differences(theirs, draft));
        sheet
            .text(
                "destinations-names",
                in_words(&items(draft.text("destinations"))),
            )
            .note("options-problem", editing.problem_beside(&told))
            .show("conflict", theirs.is_some())
            .nodes("conflict-rows", rows.unwrap_or_default())
            .show("discard", changed && !editing.saving)
            .show("not-saved", changed && !editing.saving)
            .rest("save", editing.saving || busy || !changed)
            .text("save", if editing.saving { "Saving…" } else { "Save" });
    }

    fn draw_box(&self, sheet: &mut Sheet, draft: &Draft, choice: &Choice) {
        let (id, text) = (choice.id, draft.text(choice.name));
        match choice.kind {
            Kind::PhoneField(object) => sheet.choices(id, fields(object), text),
            Kind::Region => sheet.choices(id, REGIONS.iter().copied(), text),
            Kind::Flag => sheet.check(id, draft.is_on(choice.name)),
            Kind::Number(..) if id == RETENTION => sheet,
            Kind::Number(_, blank) => {
                let number = draft.number(choice.name);
                let shown = number.filter(|it| *it > 0 || blank != Blank::Zero);
                let shown = shown.map(|it| it.to_string()).unwrap_or_default();
                sheet.value(id, self.unreadable(id).map_or(shown, str::to_owned))
            }
            Kind::Text | Kind::Words | Kind::Countries => sheet.value(id, text),
        };
    }

    fn unreadable(&self, id: &str) -> Option<&str> {
        let found = self.unreadable.iter().find(|(known, _)| *known == id);
        found.map(|(_, typed)| typed.as_str())
    }
}

/// Sends it: once, however often it is pressed.
pub(super) fn save(editing: &mut Editing<Draft>) -> Option<Effect> {
    let body = editing.draft.body();
    editing.save_only(SAVED, PATH, body)
}

/// Where a person goes on after a refusal, if it is about one choice.
pub(super) fn focus(editing: &Editing<Draft>) -> Option<Effect> {
    let refused = CHOICES
        .iter()
        .find(|choice| editing.problem_of(choice.name).is_some());
    refused.map(|choice| Effect::focus(choice.id))
}

fn fields(object: PersonObject) -> impl Iterator<Item = (&'static str, &'static str)> {
    MergeField::phones(object).map(|field| (field.name(), field.label()))
}

/// One row for each choice in which two versions differ: what it is, theirs, mine.
fn differences(theirs: &Draft, mine: &Draft) -> Vec<Node> {
    CHOICES
        .iter()
        .map(|choice| (choice.label, said(choice, theirs), said(choice, mine)))
        .filter(|(_, theirs, mine)| theirs != mine)
        .map(|(what, theirs, mine)| {
            Node::new("tr")
                .with(Node::text("th", what).set("scope", "row"))
                .with(Node::text("td", theirs))
                .with(Node::text("td", mine))
        })
        .collect()
}

/// A choice as a person reads it.
fn said(choice: &Choice, draft: &Draft) -> String {
    let text = draft.text(choice.name);
    match choice.kind {
        Kind::PhoneField(object) => {
            let known = MergeField::find(text, object.into());
            known.map_or(text, |field| field.label()).to_owned()
        }
        Kind::Region => {
            let known = REGIONS.iter().find(|(known, _)| *known == text);
            known.map_or(text, |(_, name)| name).to_owned()
        }
        Kind::Flag if draft.is_on(choice.name) => "on".to_owned(),
        Kind::Flag => "off".to_owned(),
        Kind::Text => text.to_owned(),
        Kind::Words => items(text).join(", "),
        Kind::Countries => in_words(&items(text)),
        Kind::Number(unit, blank) => match (draft.number(choice.name), blank) {
            (None, Blank::None(word)) => word.to_owned(),
            (count, _) if unit.is_empty() => number(count.unwrap_or_default()),
            (count, _) => counted(count.unwrap_or_default(), unit),
        },
    }
}
