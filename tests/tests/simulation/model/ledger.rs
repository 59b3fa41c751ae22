//! What is true, kept beside the database from what was committed and what the gateway did, and the
//! rules that both must keep.

use std::collections::{BTreeMap, BTreeSet};

use mitto_core::gateway::Outcome;
use mitto_core::opt_out::Meaning;
use mitto_core::send::{CancelReason, Reason, SendState};
use mitto_core::status::Status;

use super::database::Database;

/// One submission of ours, from its claim on.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    pub(super) number: u32,
    /// What its dispatcher was told.
    pub(super) outcome: Option<Outcome>,
    /// Whether that came into the database.
    pub(super) stored: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub(super) attempts: Vec<Attempt>,
    pub(super) cancelled: bool,
    /// The lease ran out before anything was stored.
    pub(super) doubted: bool,
    /// The most that a report has said that carried our reference.
    reported: Option<Status>,
}

/// A row as it was after the last commit.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    request: String,
    mobile: String,
    phase: String,
    rank: i64,
    passes: bool,
}

/// A reply that was committed.
pub(crate) struct Replied<'a> {
    pub(crate) content: &'a str,
    pub(crate) meaning: Meaning,
    pub(crate) mobile: &'a str,
    /// Without id and time: a repeat of it cannot be told from the same words said again.
    pub(crate) nameless: bool,
    /// Whether Setup has a text that answers it.
    pub(crate) answerable: bool,
}

/// The truth.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(super) sms: BTreeMap<u32, Known>,
    rows: BTreeMap<u32, Seen>,
    pub(super) opted_out: BTreeSet<String>,
    replies: BTreeSet<String>,
    /// The SMS that were sent again.
    resent: BTreeSet<u32>,
    /// The replies that must have an answer.
    pub(super) confirmed: BTreeSet<String>,
    /// The numbers whose HELP was answered: once in 24 hours, and no script takes that long.
    helped: BTreeSet<String>,
    answers: BTreeMap<String, (u16, String)>,
}

pub(super) type Verdict = Result<(), String>;

/// Says why something is wrong, if it is.
pub(super) fn hold(right: bool, why: impl FnOnce() -> String) -> Verdict {
    right.then_some(()).ok_or_else(why)
}

impl Ledger {
    /// Whether the number has opted out.
    pub(crate) fn has_opted_out(&self, mobile: &str) -> bool {
        self.opted_out.contains(mobile)
    }

    /// A claim was committed.
    pub(crate) fn claimed(&mut self, sms: u32, attempt: u32) -> Verdict {
        let row = self.rows.get(&sms).ok_or("a claim of no row")?;
        let barred = !row.passes && self.opted_out.contains(&row.mobile);
        hold(!barred, || {
            format!("{sms} was claimed after its number had opted out")
        })?;
        let known = self.sms.entry(sms).or_default();
        for earlier in &known.attempts {
            let busy = matches!(earlier.outcome, Some(Outcome::RefusedForNow { .. }));
            hold(busy && earlier.number < attempt, || {
                format!("attempt {attempt} of {sms} was claimed after {earlier:?}")
            })?;
        }
        if let Some(reported) = known.reported.filter(|status| *status > Status::Sending) {
            return Err(format!(
                "{sms} was claimed after it was reported {reported}"
            ));
        }
        known.attempts.push(Attempt {
            number: attempt,
            outcome: None,
            stored: false,
        });
        Ok(())
    }

    /// A claim was refused because of the opt-out, or so it says.
    pub(crate) fn barred(sms: u32, was_opted_out: bool) -> Verdict {
        hold(was_opted_out, || {
            format!("{sms} is cancelled and its number had not opted out")
        })
    }

    /// The dispatcher of an attempt heard from the gateway.
    pub(crate) fn told(&mut self, sms: u32, attempt: u32, outcome: &Outcome) {
        let known = self.sms.entry(sms).or_default();
        let found = known.attempts.iter_mut().find(|one| one.number == attempt);
        if let Some(found) = found {
            found.outcome = Some(outcome.clone());
        }
    }

    /// A state was stored. `answered`: it is the answer of this attempt.
    ///
    /// # Errors
    /// It is called doubtful although it was known to be refused for now.
    pub(crate) fn saved(&mut self, sms: u32, state: &SendState, answered: bool) -> Verdict {
        let was_queued = self.rows.get(&sms).is_some_and(|row| row.phase == "queued");
        let known = self.sms.entry(sms).or_default();
        if let Some(Reason::Cancelled(CancelReason::OptedOut)) = &state.reason {
            known.cancelled = true;
        } else if answered {
            let found = known
                .attempts
                .iter_mut()
                .find(|one| one.number == state.attempt);
            if let Some(found) = found {
                found.stored = true;
            }
        } else if matches!(state.reason, Some(Reason::Uncertain(_))) {
            known.doubted = true;
            return hold(!was_queued, || {
                format!("{sms} was queued, and is called doubtful")
            });
        }
        Ok(())
    }

    /// A report was stored that carries our reference.
    pub(crate) fn reported(&mut self, sms: u32, status: Option<Status>) {
        let known = self.sms.entry(sms).or_default();
        known.reported = known.reported.max(status);
    }

    /// A reply was committed.
    pub(crate) fn replied(&mut self, reply: &Replied<'_>) {
        let new = self.replies.insert(reply.content.to_owned());
        let mobile = reply.mobile.to_owned();
        let answered = match reply.meaning {
            Meaning::OptOut => (new || reply.nameless) && self.opted_out.insert(mobile),
            Meaning::OptIn => {
                if new {
                    self.opted_out.remove(&mobile);
                }
                false
            }
            Meaning::Help => {
                !self.opted_out.contains(&mobile) && reply.answerable && self.helped.insert(mobile)
            }
            _ => false,
        };
        if answered && reply.answerable {
            self.confirmed.insert(reply.content.to_owned());
        }
    }

    /// An SMS was recorded that sends this one again.
    pub(crate) fn resent(&mut self, sms: u32) -> Verdict {
        hold(self.resent.insert(sms), || {
            format!("{sms} was sent again twice")
        })
    }

    /// A request was answered: always the same.
    pub(crate) fn answered(&mut self, request: &str, answer: (u16, String)) -> Verdict {
        let first = self
            .answers
            .entry(request.to_owned())
            .or_insert(answer.clone());
        hold(*first == answer, || {
            format!("{request} was answered {first:?}, and then {answer:?}")
        })
    }

    /// After each commit: a row a request, nothing leaves its rest, and a rank falls only where the
    /// holder of a claim puts it back.
    pub(crate) fn watch(&mut self, database: &Database) -> Verdict {
        let rows =
            database.query("SELECT number, request, mobile, phase, rank, passes_opt_out FROM sms");
        let mut requests = BTreeSet::new();
        for row in rows {
            let number = row.whole("number");
            let seen = Seen {
                request: row.text("request").unwrap(),
                mobile: row.text("mobile").unwrap(),
                phase: row.text("phase").unwrap(),
                rank: row.number("rank").unwrap(),
                passes: row.number("passes_opt_out") == Some(1),
            };
            hold(requests.insert(seen.request.clone()), || {
                format!("two rows have the request {}", seen.request)
            })?;
            if let Some(before) = self.rows.get(&number) {
                let settled = before.phase == "settled" && seen.phase != "settled";
                hold(!settled, || {
                    format!("{number} was at rest and is {}", seen.phase)
                })?;
                let back = before.phase == "sending" && seen.phase == "queued";
                let fenced = back && before.rank == i64::from(Status::Sending.rank());
                hold(seen.rank >= before.rank || fenced, || {
                    format!(
                        "the rank of {number} fell from {} to {}",
                        before.rank, seen.rank
                    )
                })?;
            }
            self.rows.insert(number, seen);
        }
        Ok(())
    }
}

/// The request of the SMS that answers a reply.
pub(crate) fn answer_to(content: &str) -> String {
    format!("answer|{content}")
}
