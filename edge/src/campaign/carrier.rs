//! Submitting the SMS of a chunk: a few at once, and in one call where texts are equal and Setup allows it.

use std::cell::{Cell, RefCell};

use futures_util::future::{join, join3};
use mitto_core::campaign::Destinations;
use mitto_core::count::Encoding;
use mitto_core::gateway::{BULK_LIMIT, BulkSubmission, Outcome, Submission};
use mitto_core::ids::{Reference, SmsId};
use mitto_core::mobile::Mobile;
use mitto_core::send::{Effect, Event, Phase, SendState, step};
use mitto_core::sender::SenderId;
use mitto_core::status::Status;

use super::answers::Answer;
use super::claim::Claimed;
use crate::error::Failure;
use crate::gateway::{self, Line};
use crate::router::{App, now};

/// What is left of a claim at least after the gateway's time-out, milliseconds: its answer is stored then.
const MARGIN_MS: i64 = 5_000;

/// Whatever all submissions of a lane have in common.
pub(super) struct Carrier {
    line: Line,
    callback: Option<String>,
    test: bool,
    bulk: bool,
    /// Messages (segments) a second.
    pub(super) pace: Option<u32>,
    pub(super) cool_down_hours: u32,
    pub(super) destinations: Destinations,
}

/// The state of a claimed SMS.
fn sending(sms: &Claimed) -> SendState {
    SendState {
        phase: Phase::Sending {
            lease_until: sms.due_at,
        },
        attempt: sms.attempt,
        status: Status::Sending,
        gateway_id: None,
        reason: None,
    }
}

/// What the machine makes of an event, if that is to be stored.
fn answer(sms: &Claimed, event: Event) -> Option<Answer> {
    let (state, effects) = step(sending(sms), event);
    let stored = effects.contains(&Effect::Store);
    stored.then(|| Answer::of(sms.number, state))
}

impl Carrier {
    pub(super) async fn of(app: &App) -> Result<Carrier, Failure> {
        let mut setup = app.config.setup().await?;
        let line = setup.line(&app.settings)?;
        Ok(Carrier {
            callback: match setup.callback_per_message {
                true => setup.callback_urls(app)?.map(|urls| urls.delivery),
                false => None,
            },
            test: setup.test_mode,
            // A test has no ids, and many ids are what tells the recipients of one call apart.
            bulk: setup.bulk && !setup.test_mode && line.gateway.about().bulk,
            line,
            pace: setup.messages_per_second,
            cool_down_hours: setup.cool_down_hours,
            destinations: std::mem::take(&mut setup.options.destinations),
        })
    }

    /// Submits a chunk, six calls at once: so many connections a Worker may have open.
    pub(super) async fn submit(&self, app: &App, claimed: &[Claimed]) -> Vec<Answer> {
        let groups = self.groups(claimed);
        let next = Cell::new(0);
        let answers = RefCell::new(Vec::with_capacity(claimed.len()));
        let lane = async || {
            while let Some(group) = groups.get(next.get()) {
                next.set(next.get().saturating_add(1));
                // What cannot even be submitted is left to its lease.
                if let Ok(group) = self.group(app, group).await {
                    answers.borrow_mut().extend(group);
                }
            }
        };
        join(join3(lane(), lane(), lane()), join3(lane(), lane(), lane())).await;
        answers.into_inner()
    }

    /// What goes in one call each.
    fn groups<'a>(&self, claimed: &'a [Claimed]) -> Vec<Vec<&'a Claimed>> {
        let mut groups: Vec<Vec<&Claimed>> = Vec::with_capacity(claimed.len());
        for sms in claimed {
            let fits = |group: &&mut Vec<&Claimed>| {
                group.len() < BULK_LIMIT
                    && group.first().is_some_and(|one| {
                        one.text == sms.text
                            && one.sender == sms.sender
                            && one.encoding == sms.encoding
                    })
            };
            match groups.iter_mut().filter(|_| self.bulk).find(fits) {
                Some(group) => group.push(sms),
                None => groups.push(vec![sms]),
            }
        }
        groups
    }

    async fn group(&self, app: &App, group: &[&Claimed]) -> Result<Vec<Answer>, Failure> {
        let Some(sms) = group.first() else {
            return Ok(Vec::new());
        };
        let to: Mobile = sms.mobile.parse().map_err(Failure::internal)?;
        let from: SenderId = sms.sender.parse().map_err(Failure::internal)?;
        let id = SmsId::new(sms.number).ok_or_else(|| Failure::internal("an SMS has no number"))?;
        let submission = Submission {
            from: &from,
            to: &to,
            text: &sms.text,
            encoding: match sms.encoding == Encoding::Ucs2.as_str() {
                true => Encoding::Ucs2,
                false => Encoding::Gsm7,
            },
            reference: Some(Reference {
                sms: id,
                attempt: sms.attempt,
            }),
            callback: self.callback.as_deref(),
            test: self.test,
        };
        let timeout = i64::try_from(app.settings.gateway_timeout_ms).unwrap_or(i64::MAX);
        let latest = sms.due_at.saturating_sub(timeout).saturating_sub(MARGIN_MS);
        if now() > latest {
            let back = |sms: &&Claimed| {
                let (attempt, now) = (sms.attempt, now());
                answer(sms, Event::NotSubmitted { attempt, now })
            };
            return Ok(group.iter().filter_map(back).collect());
        }
        let outcomes = match group {
            [_] => Err(gateway::submit(&app.settings, &self.line, &submission).await?),
            _ => {
                let digits = |sms: &&Claimed| sms.mobile.trim_start_matches('+').to_owned();
                let to: Vec<String> = group.iter().map(digits).collect();
                let submission = BulkSubmission {
                    common: submission,
                    to: &to.join(","),
                };
                gateway::submit_many(&app.settings, &self.line, &submission, to.len()).await?
            }
        };
        let answered = |(place, sms): (usize, &&Claimed)| {
            let outcome = match &outcomes {
                Ok(ids) => Outcome::Accepted {
                    gateway_id: ids.get(place).cloned(),
                },
                Err(outcome) => outcome.clone(),
            };
            let attempt = sms.attempt;
            let now = now();
            answer(
                sms,
                Event::Answered {
                    attempt,
                    outcome,
                    now,
                },
            )
        };
        Ok(group.iter().enumerate().filter_map(answered).collect())
    }
}
