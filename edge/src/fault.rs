//! For development only: calls of D1 that fail on demand, so that tests can be at every one of them.
//!
//! D1 itself stays the real one. A call "before" never reaches it; one "after" has done its work, and its answer is lost.

use std::cell::Cell;

use crate::error::Failure;

/// What is to happen, counted over all calls of this isolate.
#[derive(Clone, Copy, Debug, Default)]
struct Plan {
    /// Calls that still go well before the one that fails.
    spare: u32,
    /// Whether it fails after its work is done.
    after: bool,
    /// Nothing is to fail, or it has failed already.
    done: bool,
}

thread_local! {
    static PLAN: Cell<Plan> = const { Cell::new(Plan { spare: 0, after: false, done: true }) };
}

/// From now on one call fails, the one behind `spare` others.
pub(crate) fn arm(spare: u32, after: bool) {
    PLAN.set(Plan {
        spare,
        after,
        done: false,
    });
}

/// Nothing fails any more. Returns whether something has.
pub(crate) fn disarm() -> bool {
    PLAN.replace(Plan {
        done: true,
        ..Plan::default()
    })
    .done
}

/// One call of D1.
#[must_use]
pub(crate) struct Call {
    fails_after: bool,
}

/// Begins a call.
pub(crate) fn call() -> Result<Call, Failure> {
    let mut plan = PLAN.get();
    let fails = !plan.done && plan.spare == 0;
    plan.done |= fails;
    plan.spare = plan.spare.saturating_sub(1);
    PLAN.set(plan);
    match fails && !plan.after {
        true => Err(lost()),
        false => Ok(Call { fails_after: fails }),
    }
}

impl Call {
    /// Its answer is there.
    pub(crate) fn answered(self) -> Result<(), Failure> {
        match self.fails_after {
            true => Err(lost()),
            false => Ok(()),
        }
    }
}

fn lost() -> Failure {
    Failure::internal("D1 was made to fail")
}
