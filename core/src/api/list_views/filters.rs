//! What of the SMS a view lets through: the filters of `GET /api/sms`, kept.

use serde::{Deserialize, Serialize};

use crate::api::problem::Problem;

/// The filters of a view. A member that is left out filters nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ViewFilters {
    /// Any of these statuses, as they are shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub status: Vec<String>,
    /// Created from this moment or day on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Created before this moment, or on this day at the latest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Created in the last so many times 24 hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_days: Option<u32>,
    /// From this sender id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
    /// To this number, in any notation, or to one with these digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// To a `lead` or a `contact`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// To the record with this id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record_id: Option<String>,
    /// Of this campaign.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// With this in its text, or in its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
}

crate::json_object!(ViewFilters only {
    status: "status" = (Vec::new()),
    from: "from",
    until: "until",
    last_days: "lastDays",
    sender: "sender",
    to: "to",
    object: "object",
    record_id: "recordId",
    campaign: "campaign",
    q: "q",
});

impl ViewFilters {
    /// What the parameters of `GET /api/sms` are called, in the order of [`ViewFilters::pairs`].
    pub const NAMES: [&'static str; 10] = [
        "status", "from", "until", "lastDays", "sender", "to", "object", "recordId", "campaign",
        "q",
    ];

    /// As parameters of `GET /api/sms`; blank where nothing is filtered.
    pub fn pairs(&self) -> [(&'static str, String); 10] {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let days = self.last_days.map(|days| days.to_string());
        let values = [
            self.status.join(","),
            text(&self.from),
            text(&self.until),
            text(&days),
            text(&self.sender),
            text(&self.to),
            text(&self.object),
            text(&self.record_id),
            text(&self.campaign),
            text(&self.q),
        ];
        let mut names = ViewFilters::NAMES.into_iter();
        values.map(|value| (names.next().unwrap_or_default(), value))
    }

    /// The filters that these parameters are; what they cannot be is left out.
    pub fn of(value: impl Fn(&str) -> String) -> ViewFilters {
        let text = |name: &str| Some(value(name).trim().to_owned()).filter(|it| !it.is_empty());
        ViewFilters {
            status: text("status").map_or_else(Vec::new, |words| {
                words
                    .split(',')
                    .map(|word| word.trim().to_owned())
                    .collect()
            }),
            from: text("from"),
            until: text("until"),
            last_days: text("lastDays").and_then(|days| days.parse().ok()),
            sender: text("sender"),
            to: text("to"),
            object: text("object"),
            record_id: text("recordId"),
            campaign: text("campaign"),
            q: text("q"),
        }
    }

    /// Trimmed, if it can be.
    pub(super) fn tidy(self) -> Result<ViewFilters, Problem> {
        if self.last_days.is_some() && (self.from.is_some() || self.until.is_some()) {
            let why = "Give either days (from, until) or lastDays.";
            return Err(Problem::field("filters.lastDays", why));
        }
        Ok(self.trimmed())
    }

    /// Without the blanks around a value, and without blank values.
    #[must_use]
    pub fn trimmed(&self) -> ViewFilters {
        let pairs = self.pairs();
        ViewFilters::of(|wanted| {
            let found = pairs.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        })
    }
}
