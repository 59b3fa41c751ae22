//! Which fields hold the mobile numbers, where numbers are from, and how SMS are sent.

use serde_json::json;

use super::super::editing::Editing;
use super::super::event::Effect;
use super::super::node::Node;
use super::super::regions::REGIONS;
use super::super::sheet::Sheet;
use super::{PATH, SAVED, spending};
use crate::api::{PortableSetup, Setup};
use crate::template::{MergeField, PersonObject};

/// The choices that can be refused: their names in the API, and their ids.
const FIELDS: [(&str, &str); 19] = [
    ("leadMobile", "lead-mobile"),
    ("contactMobile", "contact-mobile"),
    ("defaultRegion", "default-region"),
    ("optInKeywords", "opt-in-keywords"),
    ("optOutConfirmation", "opt-out-confirmation"),
    ("helpAnswer", "help-answer"),
    ("retentionDays", "retention-days"),
    ("messagesPerSecond", "messages-per-second"),
    ("campaignMessageLimit", "campaign-limit"),
    ("userDayMessageLimit", "user-limit"),
    ("dayMessageLimit", "day-limit"),
    ("destinations", "destinations"),
    ("coolDownHours", "cool-down"),
    ("confirmRecipients", "confirm-recipients"),
    ("timeZone", "time-zone"),
    ("quietFrom", "quiet-from"),
    ("quietUntil", "quiet-until"),
    ("leadTimeZone", "lead-time-zone"),
    ("contactTimeZone", "contact-time-zone"),
];

/// This part of Setup.
pub(super) fn of(setup: &Setup) -> PortableSetup {
    PortableSetup {
        // Saved with their key.
        gateway: None,
        account: None,
        service: None,
        lead_mobile: setup.lead_mobile.clone(),
        contact_mobile: setup.contact_mobile.clone(),
        default_region: setup.default_region.clone(),
        callback_per_message: setup.callback_per_message,
        test_mode: setup.test_mode,
        opt_in_keywords: Some(typed(&setup.opt_in_keywords.join(", "))),
        opt_out_confirmation: Some(setup.opt_out_confirmation.clone()),
        help_answer: Some(setup.help_answer.clone()),
        retention_days: Some(setup.retention_days),
        messages_per_second: Some(setup.messages_per_second),
        bulk: Some(setup.bulk),
        campaign_message_limit: Some(setup.campaign_message_limit),
        user_day_message_limit: Some(setup.user_day_message_limit),
        day_message_limit: Some(setup.day_message_limit),
        destinations: Some(typed(&setup.destinations.join(", "))),
        cool_down_hours: Some(setup.cool_down_hours),
        confirm_recipients: Some(setup.confirm_recipients),
        time_zone: Some(setup.time_zone.clone()),
        quiet_from: Some(setup.quiet_from.clone()),
        quiet_until: Some(setup.quiet_until.clone()),
        lead_time_zone: Some(setup.lead_time_zone.clone()),
        contact_time_zone: Some(setup.contact_time_zone.clone()),
    }
}

/// Keywords or calling codes while they are typed, with their blanks: put together again they are what stands in
/// the box, and the cursor stays where it is.
pub(super) fn typed(text: &str) -> Vec<String> {
    match text.is_empty() {
        true => Vec::new(),
        false => text.split(',').map(str::to_owned).collect(),
    }
}

fn in_box(keywords: Option<&Vec<String>>) -> String {
    keywords.map(|words| words.join(",")).unwrap_or_default()
}

/// A choice was made.
pub(super) fn input(draft: &mut PortableSetup, name: &str, value: String) {
    match name {
        "lead-mobile" => draft.lead_mobile = value,
        "contact-mobile" => draft.contact_mobile = value,
        "default-region" => draft.default_region = value,
        "per-message" => draft.callback_per_message = value == "true",
        "test-mode" => draft.test_mode = value == "true",
        "opt-in-keywords" => draft.opt_in_keywords = Some(typed(&value)),
        "opt-out-confirmation" => draft.opt_out_confirmation = Some(value),
        "help-answer" => draft.help_answer = Some(value),
        "messages-per-second" => draft.messages_per_second = Some(typed_pace(&value)),
        "bulk" => draft.bulk = Some(value == "true"),
        "time-zone" => draft.time_zone = Some(value),
        "quiet-from" => draft.quiet_from = Some(value),
        "quiet-until" => draft.quiet_until = Some(value),
        "lead-time-zone" => draft.lead_time_zone = Some(value),
        "contact-time-zone" => draft.contact_time_zone = Some(value),
        _ => {}
    }
}

/// What is no number becomes one that cannot be saved.
fn typed_pace(value: &str) -> Option<u32> {
    let value = value.trim();
    (!value.is_empty()).then(|| value.parse().unwrap_or_default())
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
        gateway: None,
        account: None,
        service: None,
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
        opt_in_keywords: one(
            &began.opt_in_keywords,
            &mine.opt_in_keywords,
            &theirs.opt_in_keywords,
            clashes,
        ),
        opt_out_confirmation: one(
            &began.opt_out_confirmation,
            &mine.opt_out_confirmation,
            &theirs.opt_out_confirmation,
            clashes,
        ),
        help_answer: one(
            &began.help_answer,
            &mine.help_answer,
            &theirs.help_answer,
            clashes,
        ),
        retention_days: one(
            &began.retention_days,
            &mine.retention_days,
            &theirs.retention_days,
            clashes,
        ),
        messages_per_second: one(
            &began.messages_per_second,
            &mine.messages_per_second,
            &theirs.messages_per_second,
            clashes,
        ),
        bulk: one(&began.bulk, &mine.bulk, &theirs.bulk, clashes),
        campaign_message_limit: one(
            &began.campaign_message_limit,
            &mine.campaign_message_limit,
            &theirs.campaign_message_limit,
            clashes,
        ),
        user_day_message_limit: one(
            &began.user_day_message_limit,
            &mine.user_day_message_limit,
            &theirs.user_day_message_limit,
            clashes,
        ),
        day_message_limit: one(
            &began.day_message_limit,
            &mine.day_message_limit,
            &theirs.day_message_limit,
            clashes,
        ),
        destinations: one(
            &began.destinations,
            &mine.destinations,
            &theirs.destinations,
            clashes,
        ),
        cool_down_hours: one(
            &began.cool_down_hours,
            &mine.cool_down_hours,
            &theirs.cool_down_hours,
            clashes,
        ),
        confirm_recipients: one(
            &began.confirm_recipients,
            &mine.confirm_recipients,
            &theirs.confirm_recipients,
            clashes,
        ),
        time_zone: one(
            &began.time_zone,
            &mine.time_zone,
            &theirs.time_zone,
            clashes,
        ),
        quiet_from: one(
            &began.quiet_from,
            &mine.quiet_from,
            &theirs.quiet_from,
            clashes,
        ),
        quiet_until: one(
            &began.quiet_until,
            &mine.quiet_until,
            &theirs.quiet_until,
            clashes,
        ),
        lead_time_zone: one(
            &began.lead_time_zone,
            &mine.lead_time_zone,
            &theirs.lead_time_zone,
            clashes,
        ),
        contact_time_zone: one(
            &began.contact_time_zone,
            &mine.contact_time_zone,
            &theirs.contact_time_zone,
            clashes,
        ),
    };
    Merged { options, clash }
}

/// Sends it: once, however often it is pressed.
pub(super) fn save(editing: &mut Editing<PortableSetup>) -> Option<Effect> {
    let mut wanted = editing.draft.clone();
    for words in [&mut wanted.opt_in_keywords, &mut wanted.destinations]
        .into_iter()
        .flatten()
    {
        *words = words.iter().map(|word| word.trim().to_owned()).collect();
        words.retain(|word| !word.is_empty());
    }
    let body = json!(wanted);
    editing.save_only(SAVED, PATH, body)
}

/// Where a person goes on after a refusal, if it is about one choice.
pub(super) fn focus(editing: &Editing<PortableSetup>) -> Option<Effect> {
    let refused = FIELDS
        .iter()
        .find(|(field, _)| editing.problem_of(field).is_some());
    refused.map(|(_, id)| Effect::focus(*id))
}

/// `busy`: something is asked before it is saved.
pub(super) fn draw(sheet: &mut Sheet, editing: &Editing<PortableSetup>, busy: bool) {
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
        .value("opt-in-keywords", in_box(draft.opt_in_keywords.as_ref()))
        .value("opt-out-confirmation", text(&draft.opt_out_confirmation))
        .value("help-answer", text(&draft.help_answer))
        .value("messages-per-second", in_pace_box(draft))
        .check("bulk", draft.bulk == Some(true))
        .problem(
            "messages-per-second",
            "messages-per-second-problem",
            editing.problem_of("messagesPerSecond"),
        )
        .problem(
            "opt-in-keywords",
            "opt-in-keywords-problem",
            editing.problem_of("optInKeywords"),
        )
        .problem(
            "opt-out-confirmation",
            "opt-out-confirmation-problem",
            editing.problem_of("optOutConfirmation"),
        )
        .problem(
            "help-answer",
            "help-answer-problem",
            editing.problem_of("helpAnswer"),
        )
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
        .value("time-zone", text(&draft.time_zone))
        .value("quiet-from", text(&draft.quiet_from))
        .value("quiet-until", text(&draft.quiet_until))
        .value("lead-time-zone", text(&draft.lead_time_zone))
        .value("contact-time-zone", text(&draft.contact_time_zone))
        .problem(
            "time-zone",
            "time-zone-problem",
            editing.problem_of("timeZone"),
        )
        .problem(
            "quiet-from",
            "quiet-from-problem",
            editing.problem_of("quietFrom"),
        )
        .problem(
            "quiet-until",
            "quiet-until-problem",
            editing.problem_of("quietUntil"),
        )
        .problem(
            "lead-time-zone",
            "lead-time-zone-problem",
            editing.problem_of("leadTimeZone"),
        )
        .problem(
            "contact-time-zone",
            "contact-time-zone-problem",
            editing.problem_of("contactTimeZone"),
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
        .rest("save", editing.saving || busy || !changed)
        .text("save", if editing.saving { "Saving…" } else { "Save" });
}

fn fields(object: PersonObject) -> impl Iterator<Item = (&'static str, &'static str)> {
    MergeField::phones(object).map(|field| (field.name(), field.label()))
}

/// One row for each part in which two versions differ: what it is, theirs, mine.
fn differences(theirs: &PortableSetup, mine: &PortableSetup) -> Vec<Node> {
    let keywords = |setup: &PortableSetup| in_box(setup.opt_in_keywords.as_ref());
    let (their_keywords, my_keywords) = (keywords(theirs), keywords(mine));
    let (their_days, my_days) = (days(theirs), days(mine));
    let (their_pace, my_pace) = (pace(theirs), pace(mine));
    let spending = spending::rows(theirs, mine);
    let spending = spending
        .iter()
        .map(|(what, [theirs, mine])| (*what, theirs.as_str(), mine.as_str()));
    let (their_quiet, my_quiet) = (quiet(theirs), quiet(mine));
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
        ("Opt-in keywords", &their_keywords, &my_keywords),
        (
            "Confirmation of an opt-out",
            text(&theirs.opt_out_confirmation),
            text(&mine.opt_out_confirmation),
        ),
        (
            "Answer to HELP",
            text(&theirs.help_answer),
            text(&mine.help_answer),
        ),
        ("Texts and numbers are kept", &their_days, &my_days),
        ("Messages a second", &their_pace, &my_pace),
        (
            "Same text submitted together",
            on(theirs.bulk == Some(true)),
            on(mine.bulk == Some(true)),
        ),
        ("Time zone", text(&theirs.time_zone), text(&mine.time_zone)),
        ("Quiet hours", &their_quiet, &my_quiet),
        (
            "Lead field of the time zone",
            text(&theirs.lead_time_zone),
            text(&mine.lead_time_zone),
        ),
        (
            "Contact field of the time zone",
            text(&theirs.contact_time_zone),
            text(&mine.contact_time_zone),
        ),
    ]
    .into_iter()
    .chain(spending)
    .filter(|(_, theirs, mine)| theirs != mine)
    .map(|(what, theirs, mine)| {
        Node::new("tr")
            .with(Node::text("th", what).set("scope", "row"))
            .with(Node::text("td", theirs))
            .with(Node::text("td", mine))
    })
    .collect()
}

fn days(setup: &PortableSetup) -> String {
    match setup.retention_days.flatten() {
        Some(days) => [&days.to_string(), " days"].concat(),
        None => "for good".to_owned(),
    }
}

fn pace(setup: &PortableSetup) -> String {
    match setup.messages_per_second.flatten() {
        Some(messages) => messages.to_string(),
        None => "as fast as it goes".to_owned(),
    }
}

/// What stands in the box: 0 is what could not be read, and is said to be wrong when it is saved.
fn in_pace_box(setup: &PortableSetup) -> String {
    let messages = setup.messages_per_second.flatten();
    messages.map(|it| it.to_string()).unwrap_or_default()
}

fn quiet(setup: &PortableSetup) -> String {
    match (text(&setup.quiet_from), text(&setup.quiet_until)) {
        ("", "") => "none".to_owned(),
        (from, until) => [from, " to ", until].concat(),
    }
}

fn text(typed: &Option<String>) -> &str {
    typed.as_deref().unwrap_or_default()
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
