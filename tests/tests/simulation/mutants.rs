//! Each deliberate mistake is caught, by seeds that find nothing wrong without it.

use std::rc::Rc;

use crate::model::database::Database;
use crate::model::mutant::Mutant;
use crate::model::script::run;

/// Seeds in which a mistake must show.
const SEEDS: u64 = 400;

fn is_caught(mutant: Mutant) {
    let wrong = Rc::new(Database::new(Some(mutant)));
    let right = Rc::new(Database::new(None));
    for seed in 0..SEEDS {
        let sound = run(seed, None, &right, false);
        assert!(sound.is_ok(), "{:?}", sound.map_err(|broken| broken.why));
        if let Err(broken) = run(seed, Some(mutant), &wrong, false) {
            println!("{mutant:?} is caught by seed {seed}: {}", broken.why);
            return;
        }
    }
    panic!("{mutant:?} survives {SEEDS} seeds");
}

macro_rules! caught {
    ($($name:ident: $mutant:ident,)+) => {
        $(#[test]
        fn $name() {
            is_caught(Mutant::$mutant);
        })+
    };
}

caught! {
    a_claim_that_excludes_nobody: NoClaim,
    a_claim_of_any_attempt: ClaimOfAnyAttempt,
    two_records_of_one_request: NoUniqueRequest,
    delivered_below_undelivered: DeliveredBelowUndelivered,
    a_queue_that_is_trusted_alone: NoSweep,
    an_opt_out_that_is_asked_for_once: OptOutOnlyWhenMade,
    an_expired_lease_that_is_submitted_again: ExpiredLeaseResubmits,
    a_time_out_taken_for_a_refusal: TimeOutIsRefusal,
    a_time_out_taken_for_come_again: TimeOutIsBusy,
    early_reports_that_nobody_fetches: EarlyReportsStay,
    updates_that_are_stored_twice: UpdatesNotUnique,
    a_stop_that_counts_again_after_start: OldStopCounts,
    a_start_that_counts_again_after_stop: OldStartCounts,
    back_into_the_queue_without_a_look: BackInQueueBlindly,
    another_answer_to_a_repeat: LastAnswerWins,
    an_acknowledgement_before_the_store: AcknowledgedUnstored,
    a_batch_that_is_no_transaction: StatementsApart,
    a_mark_that_outranks_a_receipt: MarkOutranksReceipt,
    a_mark_that_looks_at_nothing: MarkAnyway,
    a_button_that_sends_each_time: ResendEachTime,
}
