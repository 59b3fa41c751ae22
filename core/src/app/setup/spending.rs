//! How much may be sent, to where and how often, and what of it is typed to confirm.

use super::super::calling_codes::in_words;
use super::super::editing::Editing;
use super::super::event::Effect;
use super::super::sheet::Sheet;
use crate::api::PortableSetup;
use crate::campaign::words::{counted, number};

/// The boxes of numbers: their ids, and the problem's.
const BOXES: [(&str, &str, &str); 5] = [
    (
        "campaign-limit",
        "campaign-limit-problem",
        "campaignMessageLimit",
    ),
    ("user-limit", "user-limit-problem", "userDayMessageLimit"),
    ("day-limit", "day-limit-problem", "dayMessageLimit"),
    ("cool-down", "cool-down-problem", "coolDownHours"),
    (
        "confirm-recipients",
        "confirm-recipients-problem",
        "confirmRecipients",
    ),
];

/// What stands in boxes and is no number. The draft keeps what it was, and cannot be saved.
#[derive(Default)]
pub(super) struct Spending {
    unreadable: Vec<(&'static str, String)>,
}

/// What the draft has for a box.
fn value(draft: &PortableSetup, id: &str) -> Option<u32> {
    match id {
        "campaign-limit" => draft.campaign_message_limit.flatten(),
        "user-limit" => draft.user_day_message_limit.flatten(),
        "day-limit" => draft.day_message_limit.flatten(),
        "cool-down" => draft.cool_down_hours.filter(|hours| *hours > 0),
        _ => draft.confirm_recipients,
    }
}

impl Spending {
    /// Takes what is typed, if it is of this part.
    pub(super) fn input(&mut self, draft: &mut PortableSetup, name: &str, value: &str) -> bool {
        if name == "destinations" {
            draft.destinations = Some(super::options::typed(value));
            return true;
        }
        let Some((id, ..)) = BOXES.iter().find(|(id, ..)| *id == name) else {
            return false;
        };
        self.unreadable.retain(|(known, _)| known != id);
        // As it is read: with a comma between thousands.
        let digits = value.trim().replace(',', "");
        let read = match digits.as_str() {
            "" => None,
            digits => match digits.parse::<u32>() {
                Ok(read) => Some(read),
                Err(_) => {
                    self.unreadable.push((id, value.to_owned()));
                    return true;
                }
            },
        };
        match (*id, read) {
            ("campaign-limit", limit) => draft.campaign_message_limit = Some(limit),
            ("user-limit", limit) => draft.user_day_message_limit = Some(limit),
            ("day-limit", limit) => draft.day_message_limit = Some(limit),
            ("cool-down", hours) => draft.cool_down_hours = Some(hours.unwrap_or_default()),
            (_, Some(recipients)) => draft.confirm_recipients = Some(recipients),
            (_, None) => self.unreadable.push((id, value.to_owned())),
        }
        true
    }

    /// Where a person goes on before this can be saved.
    pub(super) fn before_save(&self) -> Option<Effect> {
        self.unreadable.first().map(|(id, _)| Effect::focus(*id))
    }

    pub(super) fn draw(&self, sheet: &mut Sheet, editing: &Editing<PortableSetup>) {
        for (id, problem, field) in BOXES {
            let typed = self.unreadable.iter().find(|(known, _)| *known == id);
            let shown = match typed {
                Some((_, typed)) => typed.clone(),
                None => value(&editing.draft, id).map_or_else(String::new, |one| one.to_string()),
            };
            let why = match typed {
                Some(_) => Some("Give a whole number."),
                None => editing.problem_of(field),
            };
            sheet.value(id, shown).problem(id, problem, why);
        }
        let codes = editing.draft.destinations.as_deref().unwrap_or_default();
        sheet
            .value("destinations", codes.join(","))
            .problem(
                "destinations",
                "destinations-problem",
                editing.problem_of("destinations"),
            )
            .text("destinations-names", in_words(codes));
    }
}

/// What differs between two versions can be: what it is, and how each says it.
pub(super) fn rows(
    theirs: &PortableSetup,
    mine: &PortableSetup,
) -> [(&'static str, [String; 2]); 6] {
    let limit = |limit: Option<Option<u32>>| match limit.flatten() {
        Some(limit) => counted(limit, "message"),
        None => "no limit".to_owned(),
    };
    let both = |read: &dyn Fn(&PortableSetup) -> String| [read(theirs), read(mine)];
    [
        (
            "Messages of a campaign",
            both(&|setup| limit(setup.campaign_message_limit)),
        ),
        (
            "Messages of a user a day",
            both(&|setup| limit(setup.user_day_message_limit)),
        ),
        (
            "Messages of all a day",
            both(&|setup| limit(setup.day_message_limit)),
        ),
        (
            "Allowed countries",
            both(&|setup| in_words(setup.destinations.as_deref().unwrap_or_default())),
        ),
        (
            "Cool-down",
            both(&|setup| counted(setup.cool_down_hours.unwrap_or_default(), "hour")),
        ),
        (
            "Recipients without typing their number",
            both(&|setup| number(setup.confirm_recipients.unwrap_or_default())),
        ),
    ]
}
