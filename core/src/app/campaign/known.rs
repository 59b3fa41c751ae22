//! What is fetched when the composer opens, and why nothing can be sent, whatever is written.

use super::Composer;
use crate::api::{Campaign, Read, SenderItem, Source, TemplateItem};
use crate::language::msg;

pub(super) const SETUP: &str = "setup";
pub(super) const SENDERS: &str = "senders";
pub(super) const TEMPLATES: &str = "templates";
pub(super) const CAMPAIGN: &str = "campaign";
pub(super) const JOBS: &str = "jobs";

/// What is fetched when it opens.
#[derive(Default)]
pub(super) struct Known {
    pub(super) product_key_set: Option<bool>,
    /// The organisation's.
    pub(super) time_zone: String,
    pub(super) senders: Option<Vec<SenderItem>>,
    pub(super) templates: Option<Vec<TemplateItem>>,
    pub(super) campaign: Option<Campaign>,
    /// Whether the campaign's last job was asked for and is known, if there is one.
    pub(super) jobs: bool,
    /// Whether there was any job.
    pub(super) any_job: bool,
    /// Why it could not be fetched.
    pub(super) failed: Option<String>,
}

/// Of Setup: whether there is a product key, and the organisation's time zone.
pub(super) struct Installation {
    pub(super) product_key_set: bool,
    pub(super) time_zone: String,
}

impl Read for Installation {
    fn read(source: &impl Source) -> Option<Installation> {
        Some(Installation {
            product_key_set: source.flag("productKeySet")?,
            time_zone: source.text("timeZone").unwrap_or_else(|| "UTC".to_owned()),
        })
    }
}

impl Composer {
    /// Why nothing can be sent, whatever is written.
    pub(super) fn blocked(&self) -> Option<&'static str> {
        let known = &self.known;
        if known.product_key_set == Some(false) {
            return Some(msg(
                "Mitto SMS is not set up yet: an admin must enter the key of the gateway in Setup.",
            ));
        }
        if known.senders.as_ref().is_some_and(Vec::is_empty) {
            return Some(msg(
                "There is no sender yet: an admin must add one in Setup, Default Senders.",
            ));
        }
        if known
            .campaign
            .as_ref()
            .is_some_and(|one| one.members.total == 0)
        {
            return Some(msg("This campaign has no members yet."));
        }
        let nobody = self.crowd.measured().is_some() && self.crowd.recipients == 0;
        nobody.then_some(msg("Nobody in this campaign can be texted."))
    }
}
