//! Which fields hold the mobile numbers, where numbers are from, and how SMS are sent.

use serde_json::json;

use super::super::editing::Editing;
use super::super::event::Effect;
use super::super::node::Node;
use super::super::regions::REGIONS;
use super::super::sheet::Sheet;
use super::{PATH, SAVED};
use crate::api::{PortableSetup, Setup};
use crate::template::{MergeField, PersonObject};

/// The choices that can be refused: their names in the API, and their ids.
const FIELDS: [(&str, &str); 3] = [
    ("leadMobile", "lead-mobile"),
    ("contactMobile", "contact-mobile"),
    ("defaultRegion", "default-region"),
];

/// This part of Setup.
pub(super) fn of(setup: &Setup) -> PortableSetup {
    PortableSetup {
        lead_mobile: setup.lead_mobile.clone(),
        contact_mobile: setup.contact_mobile.clone(),
        default_region: setup.default_region.clone(),
        callback_per_message: setup.callback_per_message,
        test_mode: setup.test_mode,
    }
}

/// A choice was made.
pub(super) fn input(draft: &mut PortableSetup, name: &str, value: String) {
    match name {
        "lead-mobile" => draft.lead_mobile = value,
        "contact-mobile" => draft.contact_mobile = value,
        "default-region" => draft.default_region = value,
        "per-message" => draft.callback_per_message = value == "true",
        "test-mode" => draft.test_mode = value == "true",
        _ => {}
    }
}

/// What is typed, put onto what somebody else has saved.
pub(super) struct Merged {
    pub(super) options: PortableSetup,
    /// Both changed the same, and not to the same.
    pub(super) clash: bool,
}

/// What this person has not touched is as somebody else has made it.
pub(super) fn merge(editing: &Editing<PortableSetup>, theirs: &PortableSetup) -> Merged {
    fn one<T: Clone + PartialEq>(began: &T, mine: &T, theirs: &T, clash: &mut bool) -> T {
        if mine == began {
            return theirs.clone();
        }
        *clash |= theirs != began && theirs != mine;
        mine.clone()
    }
    let (began, mine) = (&editing.began, &editing.draft);
    let mut clash = false;
    let clashes = &mut clash;
    let options = PortableSetup {
        lead_mobile: one(
            &began.lead_mobile,
            &mine.lead_mobile,
            &theirs.lead_mobile,
            clashes,
        ),
        contact_mobile: one(
            &began.contact_mobile,
            &mine.contact_mobile,
            &theirs.contact_mobile,
            clashes,
        ),
        default_region: one(
            &began.default_region,
            &mine.default_region,
            &theirs.default_region,
            clashes,
        ),
        callback_per_message: one(
            &began.callback_per_message,
            &mine.callback_per_message,
            &theirs.callback_per_message,
            clashes,
        ),
        test_mode: one(
            &began.test_mode,
            &mine.test_mode,
            &theirs.test_mode,
            clashes,
        ),
    };
    Merged { options, clash }
}

/// Sends it: once, however often it is pressed.
pub(super) fn save(editing: &mut Editing<PortableSetup>) -> Option<Effect> {
    let body = json!(editing.draft);
    editing.save_only(SAVED, PATH, body)
}

/// Where a person goes on after a refusal, if it is about one choice.
pub(super) fn focus(editing: &Editing<PortableSetup>) -> Option<Effect> {
    let refused = FIELDS
        .iter()
        .find(|(field, _)| editing.problem_of(field).is_some());
    refused.map(|(_, id)| Effect::focus(*id))
}

pub(super) fn draw(sheet: &mut Sheet, editing: &Editing<PortableSetup>) {
    let draft = &editing.draft;
    let changed = editing.is_changed();
    let theirs = editing.theirs().flatten();
    sheet
        .choices(
            "lead-mobile",
            fields(PersonObject::Lead),
            &draft.lead_mobile,
        )
        .choices(
            "contact-mobile",
            fields(PersonObject::Contact),
            &draft.contact_mobile,
        )
        .choices(
            "default-region",
            REGIONS.iter().copied(),
            &draft.default_region,
        )
        .check("per-message", draft.callback_per_message)
        .check("test-mode", draft.test_mode)
        .problem(
            "lead-mobile",
            "lead-mobile-problem",
            editing.problem_of("leadMobile"),
        )
        .problem(
            "contact-mobile",
            "contact-mobile-problem",
            editing.problem_of("contactMobile"),
        )
        .problem(
            "default-region",
            "default-region-problem",
            editing.problem_of("defaultRegion"),
        )
        .note(
            "options-problem",
            editing.problem_beside(&FIELDS.map(|(field, _)| field)),
        )
        .show("conflict", theirs.is_some())
        .nodes(
            "conflict-rows",
            theirs
                .map(|theirs| differences(theirs, draft))
                .unwrap_or_default(),
        )
        .show("discard", changed && !editing.saving)
        .show("not-saved", changed && !editing.saving)
        .rest("save", editing.saving || !changed)
        .text("save", if editing.saving { "Saving…" } else { "Save" });
}

fn fields(object: PersonObject) -> impl Iterator<Item = (&'static str, &'static str)> {
    MergeField::phones(object).map(|field| (field.name(), field.label()))
}

/// One row for each part in which two versions differ: what it is, theirs, mine.
fn differences(theirs: &PortableSetup, mine: &PortableSetup) -> Vec<Node> {
    [
        (
            "Lead Mobile",
            label(PersonObject::Lead, &theirs.lead_mobile),
            label(PersonObject::Lead, &mine.lead_mobile),
        ),
        (
            "Contact Mobile",
            label(PersonObject::Contact, &theirs.contact_mobile),
            label(PersonObject::Contact, &mine.contact_mobile),
        ),
        (
            "Default region",
            region(&theirs.default_region),
            region(&mine.default_region),
        ),
        (
            "Callback in each message",
            on(theirs.callback_per_message),
            on(mine.callback_per_message),
        ),
        ("Test mode", on(theirs.test_mode), on(mine.test_mode)),
    ]
    .into_iter()
    .filter(|(_, theirs, mine)| theirs != mine)
    .map(|(what, theirs, mine)| {
        Node::new("tr")
            .with(Node::text("th", what).set("scope", "row"))
            .with(Node::text("td", theirs))
            .with(Node::text("td", mine))
    })
    .collect()
}

fn label(object: PersonObject, name: &str) -> &str {
    let known = MergeField::find(name, object.into());
    known.map_or(name, |field| field.label())
}

fn region(code: &str) -> &str {
    let known = REGIONS.iter().find(|(known, _)| *known == code);
    known.map_or(code, |(_, name)| name)
}

const fn on(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}
