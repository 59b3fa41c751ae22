//! One SMS on its way out of the composer.

use crate::api::{Problem, SendRequest};
use crate::ids::SmsId;
use crate::language::msg;
use crate::status::{Shown, Status};

use super::state::Notice;

/// An SMS the person has sent from here.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// Its `Idempotency-Key`: made before the first try and kept for every further one.
    pub key: String,
    /// What is sent.
    pub request: SendRequest,
    /// Whom to, as the person sees it.
    pub to: String,
    /// How far it is.
    pub progress: Progress,
}

/// How far an SMS is.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// Asked, not answered.
    Asked,
    /// The answer was lost: it may have been sent. Asking again under the same key is safe.
    Lost,
    /// Refused before there was a record; nothing was sent.
    Refused(Problem),
    /// There is a record of it.
    Recorded {
        /// Its id.
        id: SmsId,
        /// Its messages.
        messages: u32,
        /// What is known.
        status: Shown,
        /// Why it is not simply on its way.
        reason: Option<String>,
        /// Segments the handset confirmed.
        delivered: u32,
    },
}

impl Outgoing {
    /// Whether somebody waits for an answer.
    pub fn is_asked(&self) -> bool {
        matches!(self.progress, Progress::Asked)
    }

    /// Whether there is a record of it.
    pub fn is_recorded(&self) -> bool {
        matches!(self.progress, Progress::Recorded { .. })
    }

    /// Whether its status may still change.
    pub fn is_open(&self) -> bool {
        matches!(&self.progress, Progress::Recorded { status, .. } if !status.is_final())
    }

    /// The record's id.
    pub fn id(&self) -> Option<SmsId> {
        match &self.progress {
            Progress::Recorded { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// Whether the gateway has it, as far as is known.
    pub(super) fn went_out(&self) -> bool {
        let Progress::Recorded {
            status: Shown::Stored(status),
            ..
        } = &self.progress
        else {
            return matches!(
                self.progress,
                Progress::Recorded {
                    status: Shown::NoReport,
                    ..
                }
            );
        };
        !matches!(
            status,
            Status::Unknown | Status::Rejected | Status::Failed | Status::Cancelled
        )
    }

    pub(super) fn messages(&self) -> u32 {
        match &self.progress {
            Progress::Recorded { messages, .. } => *messages,
            _ => 0,
        }
    }

    /// What to say of one that has a record and did not go out.
    pub(super) fn failure(&self) -> Option<Notice> {
        let Progress::Recorded { status, reason, .. } = &self.progress else {
            return None;
        };
        if self.went_out() {
            return None;
        }
        let frame = match status {
            Shown::Stored(Status::Unknown) => {
                msg("Maybe sent. {0} The status below follows when the network reports.")
            }
            _ => msg("Not sent. {0}"),
        };
        Some(Notice {
            frame: Some(frame),
            ..Notice::plain(reason.as_deref().unwrap_or_default())
        })
    }
}
