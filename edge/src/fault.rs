//! For development only: calls of D1 that fail on demand, so that tests can be at every one of them.
//!
//! D1 itself stays the real one. A call "before" never reaches it; one "after" has done its work, and its answer is lost;
//! one that is held waits before it until something else has happened.

use std::cell::Cell;
use std::time::Duration;

use crate::border::Delay;
use crate::error::Failure;

/// What happens to a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum What {
    /// It fails, and D1 never hears of it.
    #[default]
    Before,
    /// It fails after its work is done.
    After,
    /// It waits until nothing is to fail any more.
    Held,
}

/// How often a held call looks whether it may go on, milliseconds.
const LOOK_MS: u64 = 20;

/// What is to happen, counted over all calls of this isolate.
#[derive(Clone, Copy, Debug, Default)]
struct Plan {
    /// Calls that still go well before the one that fails.
    spare: u32,
    what: What,
    /// Nothing is to fail, or it has failed already.
    done: bool,
}

thread_local! {
    static HOLDS: Cell<bool> = const { Cell::new(false) };
    static PLAN: Cell<Plan> = const { Cell::new(Plan { spare: 0, what: What::Before, done: true }) };
}

/// From now on this happens to one call, the one behind `spare` others.
pub(crate) fn arm(spare: u32, what: What) {
    HOLDS.set(what == What::Held);
    PLAN.set(Plan {
        spare,
        what,
        done: false,
    });
}

/// Whether it has happened.
pub(crate) fn struck() -> bool {
    PLAN.get().done
}

/// Nothing fails any more, and what is held goes on. Returns whether something has happened.
pub(crate) fn disarm() -> bool {
    HOLDS.set(false);
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
pub(crate) async fn call() -> Result<Call, Failure> {
    let mut plan = PLAN.get();
    let fails = !plan.done && plan.spare == 0;
    plan.done |= fails;
    plan.spare = plan.spare.saturating_sub(1);
    PLAN.set(plan);
    if fails && plan.what == What::Before {
        return Err(lost());
    }
    while fails && HOLDS.get() {
        Delay::from(Duration::from_millis(LOOK_MS)).await;
    }
    let fails_after = fails && plan.what == What::After;
    Ok(Call { fails_after })
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
