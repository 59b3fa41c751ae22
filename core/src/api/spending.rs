//! What Setup says of spending.

use serde::Serialize;

use super::problem::Problem;
use super::setup::SetupInput;
use crate::campaign::{Destinations, Limits};

/// The rules of spending, as they are stored. What an older version has not stored is as it was then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Spending {
    /// See [`Setup::campaign_message_limit`](super::Setup::campaign_message_limit).
    pub campaign_message_limit: Option<u32>,
    /// See [`Setup::user_day_message_limit`](super::Setup::user_day_message_limit).
    pub user_day_message_limit: Option<u32>,
    /// See [`Setup::day_message_limit`](super::Setup::day_message_limit).
    pub day_message_limit: Option<u32>,
    /// See [`Setup::destinations`](super::Setup::destinations).
    pub destinations: Destinations,
    /// See [`Setup::cool_down_hours`](super::Setup::cool_down_hours).
    pub cool_down_hours: u32,
    /// See [`Setup::confirm_recipients`](super::Setup::confirm_recipients).
    pub confirm_recipients: u32,
}

crate::json_object!(Spending among {
    campaign_message_limit: "campaignMessageLimit",
    user_day_message_limit: "userDayMessageLimit",
    day_message_limit: "dayMessageLimit",
    destinations: "destinations" = (Destinations::default()),
    cool_down_hours: "coolDownHours" = 0,
    confirm_recipients: "confirmRecipients" = (Spending::CONFIRM),
});

impl Default for Spending {
    fn default() -> Spending {
        Spending {
            campaign_message_limit: None,
            user_day_message_limit: None,
            day_message_limit: None,
            destinations: Destinations::default(),
            cool_down_hours: 0,
            confirm_recipients: Spending::CONFIRM,
        }
    }
}

impl Spending {
    /// Recipients above whom their number is typed, unless Setup says otherwise.
    pub const CONFIRM: u32 = 1_000;
    /// Longest cool-down, hours: 30 days.
    pub const COOL_DOWN_LIMIT_HOURS: u32 = 720;

    /// Changes what the input names.
    ///
    /// # Errors
    /// `invalid-field`, for the first field that cannot be.
    pub fn apply(&mut self, input: &SetupInput) -> Result<(), Problem> {
        if let Some(limit) = input.campaign_message_limit {
            self.campaign_message_limit = limit;
        }
        if let Some(limit) = input.user_day_message_limit {
            self.user_day_message_limit = limit;
        }
        if let Some(limit) = input.day_message_limit {
            self.day_message_limit = limit;
        }
        if let Some(codes) = &input.destinations {
            self.destinations = Destinations::of(codes.iter().map(String::as_str))?;
        }
        if let Some(hours) = input.cool_down_hours {
            if hours > Spending::COOL_DOWN_LIMIT_HOURS {
                let why = "Give 0 to 720 hours; 0 is no cool-down.";
                let problem = Problem::field("coolDownHours", why);
                return Err(problem.over(Spending::COOL_DOWN_LIMIT_HOURS));
            }
            self.cool_down_hours = hours;
        }
        self.confirm_recipients = input.confirm_recipients.unwrap_or(self.confirm_recipients);
        Ok(())
    }

    /// How many messages may be sent.
    pub const fn limits(&self) -> Limits {
        Limits {
            campaign: self.campaign_message_limit,
            user: self.user_day_message_limit,
            day: self.day_message_limit,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::api::FromJson;

    fn after(input: serde_json::Value) -> Result<Spending, Problem> {
        let mut spending = Spending {
            day_message_limit: Some(7),
            ..Spending::default()
        };
        let input = SetupInput::from_json(input).unwrap();
        spending.apply(&input).map(|()| spending)
    }

    #[test]
    fn what_is_named_changes_and_null_takes_a_limit_away() {
        let all = after(json!({
            "campaignMessageLimit": 0, "userDayMessageLimit": 500, "dayMessageLimit": null,
            "destinations": ["+41", " 49 "], "coolDownHours": 720, "confirmRecipients": 3,
        }));
        let all = all.unwrap();
        let limits = Limits {
            campaign: Some(0),
            user: Some(500),
            day: None,
        };
        assert_eq!(all.limits(), limits);
        assert_eq!(all.destinations.codes(), ["41", "49"]);
        assert_eq!((all.cool_down_hours, all.confirm_recipients), (720, 3));
        assert_eq!(after(json!({})).unwrap().day_message_limit, Some(7));
        let read = Spending::from_json(json!(all)).unwrap();
        assert_eq!(read, all);
        let nothing = Spending::from_json(json!({})).unwrap();
        assert_eq!(nothing, Spending::default());
    }

    #[test]
    fn what_cannot_be_names_its_field() {
        for (input, field, limit) in [
            (json!({"coolDownHours": 721}), "coolDownHours", Some(720)),
            (json!({"destinations": ["CH"]}), "destinations", None),
        ] {
            let why = after(input).unwrap_err();
            assert_eq!((why.field.as_deref(), why.limit), (Some(field), limit));
        }
    }
}
