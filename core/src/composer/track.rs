//! What becomes of an SMS after it is recorded: asked for until it is final.

use crate::api::SmsNews;
use crate::ids::SmsId;
use crate::status::{Shown, Status};

use super::event::Effect;
use super::outgoing::{Outgoing, Progress};
use super::state::State;

/// First wait before a status is asked for, milliseconds.
pub(super) const POLL_FIRST_MS: u32 = 700;
/// Longest wait: a change shows within two seconds.
pub(super) const POLL_LONGEST_MS: u32 = 1_800;

impl State {
    pub(super) fn status(&mut self, record: &SmsNews) -> Vec<Effect> {
        let Some(one) = self
            .outgoing
            .iter_mut()
            .find(|one| one.id() == Some(record.id))
        else {
            return Vec::new();
        };
        let before = one.progress.clone();
        let settled = matches!(
            &before,
            Progress::Recorded {
                status: Shown::Stored(Status::Unknown),
                ..
            }
        ) && record.status != Shown::Stored(Status::Unknown);
        one.progress = Progress::Recorded {
            id: record.id,
            messages: record.number_of_messages,
            status: record.status,
            reason: record.reason.clone(),
            delivered: record.delivered_segments,
        };
        let mut effects = Vec::new();
        let said = |progress: &Progress| match progress {
            Progress::Recorded { status, .. } => Some(*status),
            _ => None,
        };
        if said(&before) != Some(record.status) {
            effects.push(Effect::EmitStatus {
                id: record.id,
                status: record.status,
            });
            let words = crate::view::status_words(record.status);
            effects.push(Effect::Announce(
                [&record.id.to_string(), ": ", &words].concat(),
            ));
        }
        // "Maybe sent" has become certain: what was kept for another try is not needed any more.
        if settled && self.last_press().iter().all(Outgoing::went_out) {
            self.notice = None;
            if self
                .last_press()
                .iter()
                .all(|one| one.request.text.as_deref() == Some(&self.text))
            {
                self.text.clear();
                self.template = None;
            }
        }
        effects.extend(self.poll(record.id, POLL_LONGEST_MS.min(POLL_FIRST_MS * 2)));
        effects
    }

    pub(super) fn open_ids(&self) -> impl Iterator<Item = SmsId> {
        self.outgoing
            .iter()
            .filter(|one| one.is_open())
            .filter_map(Outgoing::id)
    }

    /// Asks again, unless all is final or nobody looks.
    pub(super) fn poll(&self, id: SmsId, after_ms: u32) -> Vec<Effect> {
        let wanted = !self.hidden && self.open_ids().any(|open| open == id);
        if wanted {
            vec![Effect::Poll { id, after_ms }]
        } else {
            Vec::new()
        }
    }
}
