//! What is true, kept beside the database from what was committed and what the gateway did, and the
//! rules that both must keep.

use std::collections::{BTreeMap, BTreeSet};

use mitto_core::mitto::Outcome;
use mitto_core::opt_out::Meaning;
use mitto_core::send::{CancelReason, MAX_ATTEMPTS, Reason, SendState};
use mitto_core::status::{Fact, Status, fold};

use super::database::{Database, Row};
use super::gateway::{Gateway, Sent};

/// One submission of ours, from its claim on.
#[derive(Clone, Debug)]
struct Attempt {
    number: u32,
    /// What its dispatcher was told.
    outcome: Option<Outcome>,
    /// Whether that came into the database.
    stored: bool,
}

#[derive(Clone, Debug, Default)]
struct Known {
    attempts: Vec<Attempt>,
    cancelled: bool,
    /// The lease ran out before anything was stored.
    doubted: bool,
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
    sms: BTreeMap<u32, Known>,
    rows: BTreeMap<u32, Seen>,
    opted_out: BTreeSet<String>,
    replies: BTreeSet<String>,
    /// The replies that must have an answer.
    confirmed: BTreeSet<String>,
    answers: BTreeMap<String, (u16, String)>,
}

type Verdict = Result<(), String>;

fn hold(right: bool, why: impl FnOnce() -> String) -> Verdict {
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
            Meaning::Help => !self.opted_out.contains(&mobile),
            _ => false,
        };
        if answered && reply.answerable {
            self.confirmed.insert(reply.content.to_owned());
        }
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

    /// At the end, when all has come to rest.
    pub(crate) fn close(&self, database: &Database, gateway: &Gateway) -> Verdict {
        let rows = database.query("SELECT * FROM sms ORDER BY number");
        let updates = database.query("SELECT * FROM delivery_update ORDER BY number");
        let mailbox = database.query("SELECT * FROM early_report");
        let ids: BTreeMap<String, u32> = rows
            .iter()
            .filter(|row| row.text("created_by").as_deref() != Some("reply"))
            .filter_map(|row| Some((row.text("gateway_id")?, row.whole("number"))))
            .collect();
        let stored: Vec<Stored> = updates
            .iter()
            .map(|row| Stored::of(row, Place::Sms(row.whole("sms"))))
            .chain(
                mailbox
                    .iter()
                    .map(|row| Stored::of(row, Place::Mailbox(row.text("gateway_id").unwrap()))),
            )
            .collect();
        each_report_once(&stored, &gateway.sent, &ids)?;
        for row in &rows {
            self.settled(row, &stored)?;
        }
        self.opt_outs(database, &rows)
    }

    /// One SMS: at rest, answered, and in the one state that follows from all that is known.
    fn settled(&self, row: &Row, stored: &[Stored]) -> Verdict {
        let number = row.whole("number");
        if row.text("created_by").as_deref() == Some("reply") {
            return Ok(());
        }
        let status = Status::from_word(&row.text("status").unwrap()).unwrap();
        let phase = row.text("phase").unwrap();
        hold(phase == "settled" && status > Status::Sending, || {
            format!("{number} is {phase} and {status} at the end")
        })?;
        hold(
            row.text("answer_body").is_some() && row.number("answer_status").is_some(),
            || format!("{number} is at rest without an answer"),
        )?;
        let facts: Vec<Fact> = stored
            .iter()
            .filter(|one| one.place == Place::Sms(number))
            .filter_map(|one| {
                one.status.map(|status| Fact {
                    status,
                    segment: one.content.1,
                })
            })
            .collect();
        let delivered = facts.iter().any(|fact| fact.status == Status::Delivered);
        hold(delivered == (status == Status::Delivered), || {
            format!("{number} is {status}, and the gateway reports {facts:?}")
        })?;
        let own = self.own(number);
        let folded = fold(own, row.whole("segments"), &facts).status;
        hold(status == folded, || {
            format!("{number} is {status}; {own:?} of its sending and {facts:?} make {folded}")
        })
    }

    /// What our own sending knows of an SMS.
    fn own(&self, number: u32) -> Status {
        let Some(known) = self.sms.get(&number) else {
            return Status::Queued;
        };
        let last = known.attempts.last();
        let told = last
            .filter(|last| last.stored)
            .and_then(|last| last.outcome.as_ref());
        let sent = match (told, last) {
            (_, None) => Status::Queued,
            // Only a death between the claim and the stored answer leaves a doubt of this kind.
            (None, Some(_)) => Status::Unknown,
            (Some(Outcome::Accepted { .. }), _) => Status::Sent,
            (Some(Outcome::Refused(_)), _) => Status::Rejected,
            (Some(Outcome::Unknown(_)), _) => Status::Unknown,
            (Some(Outcome::RefusedForNow { .. }), Some(last)) if last.number >= MAX_ATTEMPTS => {
                Status::Failed
            }
            (Some(Outcome::RefusedForNow { .. }), _) => Status::Queued,
        };
        let doubt = if known.doubted {
            Status::Unknown
        } else {
            Status::Queued
        };
        let cancelled = match (known.cancelled, last) {
            (false, _) => Status::Queued,
            (true, None) => Status::Cancelled,
            (true, Some(_)) => Status::Failed,
        };
        sent.join(doubt).join(cancelled)
    }

    /// The numbers that have opted out, and the answers to replies, each once.
    fn opt_outs(&self, database: &Database, rows: &[Row]) -> Verdict {
        let out = database.query("SELECT mobile FROM opt_out");
        let out: BTreeSet<String> = out.iter().filter_map(|row| row.text("mobile")).collect();
        hold(out == self.opted_out, || {
            format!("{out:?} have opted out; it should be {:?}", self.opted_out)
        })?;
        let automatic = rows
            .iter()
            .filter(|row| row.text("created_by").as_deref() == Some("automatic"));
        let answers: Vec<String> = automatic.filter_map(|row| row.text("request")).collect();
        let wanted: Vec<String> = self
            .confirmed
            .iter()
            .map(|content| answer_to(content))
            .collect();
        let sorted: BTreeSet<&String> = answers.iter().collect();
        hold(
            answers.len() == wanted.len() && sorted.iter().copied().eq(&wanted),
            || format!("{answers:?} answer replies; it should be {wanted:?}"),
        )
    }
}

/// The request of the SMS that answers a reply.
pub(crate) fn answer_to(content: &str) -> String {
    format!("answer|{content}")
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Sms(u32),
    Mailbox(String),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Stored {
    place: Place,
    content: (String, Option<u8>, Option<i64>),
    status: Option<Status>,
}

impl Stored {
    fn of(row: &Row, place: Place) -> Stored {
        let status = row.text("status");
        Stored {
            place,
            content: (
                row.text("gateway_status").unwrap().to_ascii_lowercase(),
                row.number("segment").map(|part| part.try_into().unwrap()),
                row.number("provider_time"),
            ),
            status: status.map(|word| Status::from_word(&word).unwrap()),
        }
    }
}

/// Each distinct report is in one place, once: with its SMS, if that can be known, else in the mailbox.
fn each_report_once(stored: &[Stored], sent: &[Sent], ids: &BTreeMap<String, u32>) -> Verdict {
    let wanted: BTreeSet<Stored> = sent
        .iter()
        .map(|report| {
            let by_id = || report.id.as_ref().and_then(|id| ids.get(id).copied());
            let sms = report.sms.or_else(by_id);
            Stored {
                place: match sms {
                    Some(sms) => Place::Sms(sms),
                    None => Place::Mailbox(report.id.clone().unwrap_or_default()),
                },
                content: report.content.clone(),
                status: report.status,
            }
        })
        .collect();
    let found: BTreeSet<Stored> = stored.iter().cloned().collect();
    hold(found.len() == stored.len(), || {
        format!("a report is stored twice: {stored:?}")
    })?;
    let lost: Vec<&Stored> = wanted.difference(&found).collect();
    let strange: Vec<&Stored> = found.difference(&wanted).collect();
    hold(lost.is_empty() && strange.is_empty(), || {
        format!("reports that are missing: {lost:?}; that should not be there: {strange:?}")
    })
}
