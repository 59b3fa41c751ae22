//! The gateways that an SMS can go through, each in a module of its own, and what all of them have in common.
//!
//! A gateway says how a submission is written and its answer read, what a report, a reply and an error code mean, and how a
//! callback proves that it is genuine. It decides and does nothing: the edge makes the calls, and what became of an SMS
//! is the machine's to say (`crate::send`). One more gateway is one more module and its name in `gateways!` below;
//! `docs/gateways.md` goes through it step by step.

mod account;
mod callback;
mod explanation;
mod failure;
pub mod mitto;
mod outcome;
mod probe;
mod submission;
mod switch;
pub mod twilio;

pub use account::{About, Account, Field, usable_key};
pub use callback::{
    Callback, CallbackBody, CallbackError, MAX_CALLBACK_BYTES, Names, Notice, Proof, Reply, Report,
};
pub use explanation::Explanation;
pub use failure::{Failure, sentence};
pub use outcome::{Answer, MAX_ANSWER_BYTES, NoAnswer, Outcome, Refusal, Uncertainty};
pub use probe::{NoProbe, Probe};
pub use submission::{BulkSubmission, Request, Submission};
pub use switch::{KeptAccount, StoredKey, chosen};

/// Most numbers of one call that submits to many. Assumed of Mitto: no public source gives a limit.
pub const BULK_LIMIT: usize = 100;

/// Reports or replies, each read by itself; an error where the callback as a whole cannot be read.
pub type Read<T> = Result<Vec<Result<T, CallbackError>>, CallbackError>;

/// A gateway.
pub trait Gateway: Sync {
    /// What people and Setup have to know of it.
    fn about(&self) -> &'static About;

    /// How one SMS is submitted; none for a test, where the gateway has no test mode: nothing may leave then.
    fn submission(&self, account: &Account, sms: &Submission<'_>) -> Option<Request>;

    /// What the answer to it means.
    fn outcome(&self, answer: Answer<'_>) -> Outcome;

    /// How one text is submitted to many; none where the gateway does not do that ([`About::bulk`]).
    fn bulk(&self, _account: &Account, _sms: &BulkSubmission<'_>) -> Option<Request> {
        None
    }

    /// What the answer to that means, of so many recipients: the gateway's ids in their order, or what became of all.
    fn bulk_outcome(&self, answer: Answer<'_>, _recipients: usize) -> Result<Vec<String>, Outcome> {
        Err(self.outcome(answer))
    }

    /// Asks whether it knows the account; nobody gets an SMS, nothing is charged. `sms`: one in test mode, for a gateway
    /// that cannot be asked otherwise.
    fn test(&self, account: &Account, sms: &Submission<'_>) -> Request;

    /// What the answer to that means: accepted is yes.
    fn test_outcome(&self, answer: Answer<'_>) -> Outcome {
        self.outcome(answer)
    }

    /// What else than the key in its address proves a callback genuine; none where nothing does.
    fn proof(&self, _callback: &Callback<'_>) -> Option<Proof> {
        None
    }

    /// Reads delivery reports.
    ///
    /// # Errors
    /// Where the callback as a whole cannot be read.
    fn reports(&self, callback: &Callback<'_>) -> Read<Notice>;

    /// Reads replies.
    ///
    /// # Errors
    /// Where the callback as a whole cannot be read.
    fn replies(&self, callback: &Callback<'_>) -> Read<Reply>;

    /// The body that a reply is acknowledged with, and its type; none: an empty one.
    fn thanks(&self) -> Option<(&'static str, &'static str)> {
        None
    }

    /// The report that we send ourselves to prove the callback at this address: address, type and body.
    fn probe(&self, url: &str, probe: &Probe) -> (String, &'static str, String);

    /// The error code of a report, in words. No two gateways know the same code: one whose codes are another's as well
    /// puts something before them where it reads a report.
    fn explain(&self, code: &str) -> Option<Explanation>;

    /// The code of a refused submission, in words that go on in a sentence.
    fn refusal(&self, code: i32) -> Option<&'static str>;

    /// Whether the code says that the person told the gateway to send nothing more.
    fn is_opt_out(&self, _code: &str) -> bool {
        false
    }
}

/// Lists the gateways. The first is that of a new installation.
macro_rules! gateways {
    ($($module:ident::$gateway:ident),+) => {
        /// Every gateway.
        pub static GATEWAYS: &[&dyn Gateway] = &[$(&$module::$gateway),+];

        /// What people and Setup have to know of each.
        pub const ABOUT: &[&About] = &[$(&$module::ABOUT),+];
    };
}

gateways!(mitto::Mitto, twilio::Twilio);

/// The gateway of this name.
pub fn find(name: &str) -> Option<&'static dyn Gateway> {
    let mut all = GATEWAYS.iter().copied();
    all.find(|gateway| gateway.about().name == name)
}

/// The error code of a report in words, whichever gateway it is from.
pub fn explain_error_code(code: &str) -> Option<Explanation> {
    GATEWAYS.iter().find_map(|gateway| gateway.explain(code))
}

/// The code of a refused submission in words, whichever gateway it is from.
fn explain_refusal(code: i32) -> Option<&'static str> {
    GATEWAYS.iter().find_map(|gateway| gateway.refusal(code))
}

/// Whether a code says that the person told the gateway to send nothing more.
pub fn is_opt_out(code: &str) -> bool {
    GATEWAYS.iter().any(|gateway| gateway.is_opt_out(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_gateway_is_found_by_its_name_and_described_once() {
        for (gateway, about) in GATEWAYS.iter().zip(ABOUT) {
            assert_eq!(&gateway.about(), about);
            assert_eq!(find(about.name).unwrap().about(), *about);
        }
        assert!(find("").is_none() && find("Mitto").is_none());
        assert_eq!(ABOUT[0].name, "mitto");
    }

    #[test]
    fn no_code_means_something_at_two_gateways() {
        let known = |of: &dyn Fn(&dyn Gateway) -> bool| {
            GATEWAYS.iter().filter(|gateway| of(**gateway)).count()
        };
        for code in 0..100_000 {
            let text = code.to_string();
            assert!(
                known(&|gateway| gateway.explain(&text).is_some()) <= 1,
                "{code}"
            );
            assert!(
                known(&|gateway| gateway.refusal(code).is_some()) <= 1,
                "{code}"
            );
        }
    }

    #[test]
    fn who_signs_is_not_heard_without_a_secret() {
        for gateway in GATEWAYS {
            let callback = Callback::of(CallbackBody::Form(b""));
            let about = gateway.about();
            assert_eq!(gateway.proof(&callback).is_some(), about.signs);
            assert!(about.is_heard(true));
            assert_eq!(about.is_heard(false), !about.signs, "{}", about.name);
        }
    }

    #[test]
    fn nothing_leaves_in_test_mode_where_the_gateway_has_none() {
        let account = Account::default();
        let (from, to) = ("MITTO".parse().unwrap(), "+41791234567".parse().unwrap());
        for gateway in GATEWAYS {
            let sms = Submission {
                from: &from,
                to: &to,
                text: "Hi",
                encoding: crate::count::Encoding::Gsm7,
                reference: None,
                callback: None,
                test: true,
            };
            let submitted = gateway.submission(&account, &sms);
            assert_eq!(submitted.is_some(), gateway.about().test_mode);
        }
    }
}
