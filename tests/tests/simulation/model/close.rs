//! The end, when all has come to rest: the tables against what is true.

use std::collections::{BTreeMap, BTreeSet};

use mitto_core::gateway::Outcome;
use mitto_core::send::MAX_ATTEMPTS;
use mitto_core::status::{Fact, Status, fold};

use super::database::{Database, Row};
use super::gateway::{Gateway, Sent};
use super::history::MARKED;
use super::ledger::{Ledger, Verdict, answer_to, hold};

impl Ledger {
    /// Looks at all that must hold then.
    pub(crate) fn close(&self, database: &Database, gateway: &Gateway) -> Verdict {
        let rows = database.query("SELECT * FROM sms ORDER BY number");
        let updates =
            database.query("SELECT * FROM delivery_update ORDER BY sms, received_at, place");
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
        // A confirmation that START cancelled: nobody asks for its answer.
        let taken_back = row.text("reason").as_deref() == Some("the opt-out was taken back");
        hold(
            taken_back
                || row.text("answer_body").is_some() && row.number("answer_status").is_some(),
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
        let own = self.own(number, taken_back);
        let folded = fold(own, row.whole("segments"), &facts).status;
        hold(status == folded, || {
            format!("{number} is {status}; {own:?} of its sending and {facts:?} make {folded}")
        })
    }

    /// What our own sending knows of an SMS.
    fn own(&self, number: u32, taken_back: bool) -> Status {
        let Some(known) = self.sms.get(&number) else {
            return match taken_back {
                true => Status::Cancelled,
                false => Status::Queued,
            };
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
        let cancelled = match (known.cancelled || taken_back, last) {
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
    let strange: Vec<&Stored> = found
        .difference(&wanted)
        .filter(|one| one.content.0 != MARKED)
        .collect();
    hold(lost.is_empty() && strange.is_empty(), || {
        format!("reports that are missing: {lost:?}; that should not be there: {strange:?}")
    })
}
