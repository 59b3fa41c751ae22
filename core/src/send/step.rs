//! The machine itself.

use core::fmt;

use crate::gateway::{Outcome, Refusal, Uncertainty};
use crate::status::Status;

/// How long a claim holds, milliseconds. Longer than the gateway's time-out (10 s) with room for a
/// slow database, so that a claim that has run out belongs to a dispatcher that is dead.
pub const LEASE_MS: i64 = 60_000;

/// Submissions the gateway may refuse "for now" before the SMS fails.
pub const MAX_ATTEMPTS: u32 = 6;

/// Where an SMS is on its way out. All times are milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Waits to be claimed, not before this time.
    Queued {
        /// Earliest time of the next attempt.
        not_before: i64,
    },
    /// Claimed by one dispatcher until the lease runs out.
    Sending {
        /// When the dispatcher counts as dead.
        lease_until: i64,
    },
    /// Nothing more is to be done for it. Reports may still arrive.
    Settled,
}

/// Everything the machine knows about one SMS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendState {
    /// Where it is.
    pub phase: Phase,
    /// Submissions begun.
    pub attempt: u32,
    /// What is known of it: only ever rises, except that a claim the gateway clearly refused for
    /// now is a queued SMS again.
    pub status: Status,
    /// The gateway's id, once told.
    pub gateway_id: Option<String>,
    /// Why it is refused, cancelled or unknown.
    pub reason: Option<Reason>,
}

/// Why an SMS is not simply on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The gateway refused it.
    Refused(Refusal),
    /// The gateway refused it for now, every time.
    GaveUp {
        /// What it said last.
        last: Refusal,
    },
    /// Its answer was lost.
    Uncertain(Uncertainty),
    /// It was not submitted, or not again.
    Cancelled(CancelReason),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Refused(refusal) => refusal.fmt(f),
            Reason::GaveUp { last } => {
                write!(
                    f,
                    "given up after {MAX_ATTEMPTS} attempts; last answer: {last}"
                )
            }
            Reason::Uncertain(why) => why.fmt(f),
            Reason::Cancelled(why) => why.fmt(f),
        }
    }
}

/// Why an SMS was not submitted, or not again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelReason {
    /// Its number opted out between the record and the claim.
    OptedOut,
    /// Its number had another SMS in between, and it is one of a campaign.
    CoolDown,
    /// Setup has ceased to list the country of its number, and it is one of a campaign.
    Country,
}

impl CancelReason {
    /// Every one.
    pub const ALL: [CancelReason; 3] = [
        CancelReason::OptedOut,
        CancelReason::CoolDown,
        CancelReason::Country,
    ];

    /// It in words, which go on in a sentence; stored so.
    pub const fn as_str(self) -> &'static str {
        match self {
            CancelReason::OptedOut => "the number has opted out",
            CancelReason::CoolDown => "the number had an SMS a short while ago",
            CancelReason::Country => "the number is in a country that Setup does not allow",
        }
    }
}

impl fmt::Display for CancelReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a claim came to. The claim and the opt-out check are one statement of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is ours.
    Won,
    /// Somebody else has it, or had it.
    Taken,
    /// Its number has opted out.
    OptedOut,
    /// Its number had an SMS a short while ago, which spares it one of a campaign.
    CoolDown,
    /// Setup does not list the country of its number any more, which spares it one of a campaign.
    Country,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody looks at it: the request that made it, the queue, or the sweep.
    Wake {
        /// The time.
        now: i64,
    },
    /// The claim asked for by [`Effect::Claim`] was decided.
    Claimed {
        /// How.
        claim: Claim,
        /// The time the claim was made with.
        now: i64,
    },
    /// The gateway answered, or did not, the submission of this attempt.
    Answered {
        /// The attempt that was submitted.
        attempt: u32,
        /// What came of it.
        outcome: Outcome,
        /// The time.
        now: i64,
    },
    /// Whoever claimed this attempt has not submitted it, and will not: the claim would run out first.
    NotSubmitted {
        /// The attempt.
        attempt: u32,
        /// The time.
        now: i64,
    },
    /// A delivery report says this.
    Reported(Status),
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Claim it in one conditional statement: still queued, and its number not opted out.
    Claim {
        /// The attempt this will be.
        attempt: u32,
        /// When the claim runs out.
        lease_until: i64,
    },
    /// Submit it to the gateway, once, with the reference of this attempt.
    Submit {
        /// The attempt.
        attempt: u32,
    },
    /// Store the state. The status column may only rise, unless the phase is queued again under
    /// the claim of this attempt.
    Store,
    /// Pick up reports that came under this gateway id before we knew whose it is.
    AdoptEarlyReports {
        /// The gateway's id.
        gateway_id: String,
    },
}

impl SendState {
    /// A new record.
    pub const fn new() -> SendState {
        SendState {
            phase: Phase::Queued { not_before: 0 },
            attempt: 0,
            status: Status::Queued,
            gateway_id: None,
            reason: None,
        }
    }
}

impl Default for SendState {
    fn default() -> Self {
        SendState::new()
    }
}

/// How long to wait before attempt `attempt + 1`, milliseconds: what the gateway asked for, else
/// 30 s doubling each time; at most an hour either way, so that one odd header parks nothing for good.
pub fn retry_delay_ms(attempt: u32, retry_after_s: Option<u32>) -> i64 {
    const HOUR_MS: i64 = 3_600_000;
    match retry_after_s {
        Some(seconds) => i64::from(seconds).saturating_mul(1000).clamp(1000, HOUR_MS),
        None => (30_000_i64 << attempt.saturating_sub(1).min(7)).min(HOUR_MS),
    }
}

/// The next state, and what to do. Events that make no sense in a state change nothing.
pub fn step(state: SendState, event: Event) -> (SendState, Vec<Effect>) {
    match event {
        Event::Wake { now } => wake(state, now),
        Event::Claimed { claim, now } => claimed(state, claim, now),
        Event::Answered {
            attempt,
            outcome,
            now,
        } => answered(state, attempt, outcome, now),
        Event::NotSubmitted { attempt, now } => not_submitted(state, attempt, now),
        Event::Reported(status) => reported(state, status),
    }
}

fn wake(state: SendState, now: i64) -> (SendState, Vec<Effect>) {
    match state.phase {
        // Refused for now, and then a report: the gateway had it after all, so it is never
        // submitted again.
        Phase::Queued { .. } if state.status > Status::Sending => {
            let known = state.status;
            settle(state, known, None)
        }
        Phase::Queued { not_before } if now >= not_before => {
            let claim = Effect::Claim {
                attempt: state.attempt.saturating_add(1),
                lease_until: now.saturating_add(LEASE_MS),
            };
            (state, vec![claim])
        }
        Phase::Sending { lease_until } if now >= lease_until => {
            // Its dispatcher died somewhere between the claim and the stored answer. The gateway
            // may have the SMS, so it is never queued again; a report will tell.
            settle(
                state,
                Status::Unknown,
                Some(Reason::Uncertain(Uncertainty::DispatcherDied)),
            )
        }
        _ => (state, Vec::new()),
    }
}

fn claimed(mut state: SendState, claim: Claim, now: i64) -> (SendState, Vec<Effect>) {
    let Phase::Queued { .. } = state.phase else {
        return (state, Vec::new());
    };
    match claim {
        Claim::Won => {
            state.attempt = state.attempt.saturating_add(1);
            state.phase = Phase::Sending {
                lease_until: now.saturating_add(LEASE_MS),
            };
            state.status = state.status.join(Status::Sending);
            let submit = Effect::Submit {
                attempt: state.attempt,
            };
            (state, vec![submit])
        }
        Claim::Taken => (state, Vec::new()),
        Claim::OptedOut | Claim::CoolDown | Claim::Country => {
            let reason = Reason::Cancelled(match claim {
                Claim::CoolDown => CancelReason::CoolDown,
                Claim::Country => CancelReason::Country,
                _ => CancelReason::OptedOut,
            });
            // Cancelled is for good. What has been submitted once, a report may still call delivered.
            let status = match state.attempt {
                0 => Status::Cancelled,
                _ => Status::Failed,
            };
            settle(state, status, Some(reason))
        }
    }
}

fn answered(
    mut state: SendState,
    attempt: u32,
    outcome: Outcome,
    now: i64,
) -> (SendState, Vec<Effect>) {
    if attempt != state.attempt || matches!(state.phase, Phase::Queued { .. }) {
        return (state, Vec::new());
    }
    match outcome {
        Outcome::Accepted { gateway_id } => {
            state.gateway_id = gateway_id.clone();
            let (state, mut effects) = settle(state, Status::Sent, None);
            effects.extend(gateway_id.map(|gateway_id| Effect::AdoptEarlyReports { gateway_id }));
            (state, effects)
        }
        Outcome::Refused(refusal) => {
            settle(state, Status::Rejected, Some(Reason::Refused(refusal)))
        }
        Outcome::RefusedForNow {
            refusal,
            retry_after_s,
        } => match state.phase {
            // A report for this very attempt says the gateway had it after all: never again then.
            Phase::Sending { .. } if state.status == Status::Sending && attempt < MAX_ATTEMPTS => {
                state.phase = Phase::Queued {
                    not_before: now.saturating_add(retry_delay_ms(attempt, retry_after_s)),
                };
                state.status = Status::Queued;
                state.reason = Some(Reason::Refused(refusal));
                (state, vec![Effect::Store])
            }
            _ => settle(
                state,
                Status::Failed,
                Some(Reason::GaveUp { last: refusal }),
            ),
        },
        Outcome::Unknown(why) => settle(state, Status::Unknown, Some(Reason::Uncertain(why))),
    }
}

fn not_submitted(mut state: SendState, attempt: u32, now: i64) -> (SendState, Vec<Effect>) {
    let Phase::Sending { lease_until } = state.phase else {
        return (state, Vec::new());
    };
    // Once the claim has run out, others may have settled it.
    if attempt != state.attempt || state.status != Status::Sending || now >= lease_until {
        return (state, Vec::new());
    }
    state.phase = Phase::Queued { not_before: now };
    state.status = Status::Queued;
    (state, vec![Effect::Store])
}

fn reported(mut state: SendState, status: Status) -> (SendState, Vec<Effect>) {
    let joined = state.status.join(status);
    if joined == state.status {
        return (state, Vec::new());
    }
    state.status = joined;
    // The lease stays: whoever holds the claim still stores its answer, and the phase with it.
    (state, vec![Effect::Store])
}

fn settle(
    mut state: SendState,
    status: Status,
    reason: Option<Reason>,
) -> (SendState, Vec<Effect>) {
    state.phase = Phase::Settled;
    let joined = state.status.join(status);
    // Keep the reason of what wins: a late "refused" must not explain away a delivery.
    if joined == status {
        state.reason = reason;
    }
    state.status = joined;
    (state, vec![Effect::Store])
}
