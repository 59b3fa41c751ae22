//! What happens to one SMS: a state machine without I/O.
//!
//! [`step`] takes a state and an event and gives the next state and the effects to perform. The
//! edge performs effects and feeds what came of them back in; tests feed anything in any order.
//!
//! The promise it keeps: at most one submission per SMS unless the gateway clearly refused the one
//! before, and every SMS ends as delivered, failed, cancelled or "we do not know". The steps, and
//! what a crash before and after each leaves behind:
//!
//! | step | crash before | crash after |
//! |---|---|---|
//! | record stored, [`Phase::Queued`] | nothing happened | the sweep wakes it |
//! | [`Effect::Claim`] | the sweep wakes it | [`Status::Unknown`] when the lease has run out |
//! | [`Effect::Submit`] | as above | as above, settled by a report that carries our reference |
//! | [`Effect::Store`] | as above | done |
//!
//! [`Status::Unknown`]: crate::status::Status::Unknown

mod step;

pub use step::{
    CancelReason, Claim, Effect, Event, LEASE_MS, MAX_ATTEMPTS, Phase, Reason, SendState,
    retry_delay_ms, step,
};
