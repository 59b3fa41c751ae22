//! A gateway that misbehaves, and knows what is true.

use std::collections::BTreeMap;

use mitto_core::gateway::{Answer, NoAnswer, Outcome, mitto::classify};
use mitto_core::ids::Reference;
use mitto_core::status::Status;
use mitto_tests::simulator::behaviour::Answer as Manner;
use serde_json::{Map, Value, json};

use super::random::Random;

/// How long the Worker waits for an answer, milliseconds.
pub(crate) const TIME_OUT_MS: i64 = 10_000;

/// How the gateway treats submissions.
#[derive(Clone, Debug)]
pub(crate) enum Manners {
    /// As the seed has it, and it reports by itself.
    Any,
    /// As was set last for each number; it reports nothing by itself.
    Set(BTreeMap<String, Manner>),
}

/// One submission that reached it.
#[derive(Clone, Debug)]
pub(crate) struct Submission {
    pub(crate) reference: Reference,
    pub(crate) mobile: String,
    /// Its id there.
    pub(crate) id: String,
    pub(crate) taken: bool,
    /// What the answer means to whoever gets it.
    pub(crate) outcome: Outcome,
}

/// A report it has sent, whoever it reached.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sent {
    /// By our reference, if it had one.
    pub(crate) sms: Option<u32>,
    pub(crate) id: Option<String>,
    /// The word in small letters, the segment, the time: what makes it one and the same.
    pub(crate) content: (String, Option<u8>, Option<i64>),
    pub(crate) status: Option<Status>,
}

/// What it does with a submission.
#[derive(Clone, Debug)]
pub(crate) struct Reaction {
    /// Milliseconds until the answer.
    pub(crate) after: i64,
    pub(crate) outcome: Outcome,
    /// Bodies of callbacks, each with the milliseconds until it is sent.
    pub(crate) reports: Vec<(i64, Vec<Value>)>,
}

/// The gateway.
#[derive(Clone, Debug)]
pub(crate) struct Gateway {
    manners: Manners,
    next: u32,
    pub(crate) submissions: Vec<Submission>,
    pub(crate) sent: Vec<Sent>,
}

const MANNERS: [Manner; 24] = [
    Manner::Ok,
    Manner::Ok,
    Manner::Ok,
    Manner::Ok,
    Manner::Ok,
    Manner::Slow(3_000),
    Manner::Slow(12_000),
    Manner::Refuse(6),
    Manner::Unauthorized,
    Manner::TooMany(1),
    Manner::TooMany(45),
    Manner::Busy(2),
    Manner::Busy(90),
    Manner::BusyAfter(2),
    Manner::BusyAfter(20),
    Manner::BusyAfter(60),
    Manner::ErrorBefore,
    Manner::ErrorAfter,
    Manner::Hang,
    Manner::Hang,
    Manner::CutAfter,
    Manner::CutBefore,
    Manner::Malformed,
    Manner::Redirect,
];

impl Gateway {
    pub(crate) fn new(manners: Manners) -> Gateway {
        Gateway {
            manners,
            next: 0,
            submissions: Vec::new(),
            sent: Vec::new(),
        }
    }

    /// From now on, submissions to this number get this.
    pub(crate) fn set(&mut self, mobile: &str, manner: Manner) {
        if let Manners::Set(all) = &mut self.manners {
            all.insert(mobile.to_owned(), manner);
        }
    }

    /// Takes a submission, or not.
    ///
    /// # Errors
    /// It must never have come.
    pub(crate) fn submit(
        &mut self,
        reference: Reference,
        mobile: &str,
        segments: u8,
        now: i64,
        random: &mut Random,
    ) -> Result<Reaction, String> {
        self.only_once(reference)?;
        self.next += 1;
        let id = format!("g{}", self.next);
        let manner = match &mut self.manners {
            Manners::Any => random.pick(&MANNERS),
            Manners::Set(all) => all.get(mobile).copied().unwrap_or_default(),
        };
        let (after, outcome) = answer(manner, &id);
        let taken = manner.accepts();
        let reports = match (&self.manners, taken) {
            (Manners::Any, true) => reports(reference, &id, segments, now, random),
            _ => Vec::new(),
        };
        self.submissions.push(Submission {
            reference,
            mobile: mobile.to_owned(),
            id,
            taken,
            outcome: outcome.clone(),
        });
        Ok(Reaction {
            after,
            outcome,
            reports,
        })
    }

    /// An SMS comes again only after the gateway has clearly refused it for now, and each attempt
    /// comes once.
    fn only_once(&self, reference: Reference) -> Result<(), String> {
        let before = self
            .submissions
            .iter()
            .filter(|one| one.reference.sms == reference.sms);
        for one in before {
            let earlier = one.reference;
            if earlier.attempt >= reference.attempt {
                return Err(format!("{reference} comes after {earlier} has come"));
            }
            if !matches!(one.outcome, Outcome::RefusedForNow { .. }) {
                return Err(format!(
                    "{reference} comes although {earlier} was not refused for now: {:?}",
                    one.outcome
                ));
            }
        }
        Ok(())
    }

    /// Notes what a body of reports says.
    pub(crate) fn sends(&mut self, items: &[Value]) {
        for item in items {
            let text = |name: &str| item.get(name).and_then(Value::as_str).map(str::to_owned);
            let Some(word) = text("status") else { continue };
            let ours = text("reference").and_then(|text| text.parse::<Reference>().ok());
            let part = item.get("part").and_then(Value::as_u64);
            self.sent.push(Sent {
                sms: ours.map(|reference| reference.sms.number()),
                id: text("id"),
                content: (
                    word.to_ascii_lowercase(),
                    part.map(|part| part.try_into().unwrap()),
                    item.get("timestamp").and_then(Value::as_i64),
                ),
                status: mitto_core::gateway::mitto::status_of_word(&word),
            });
        }
    }
}

/// What comes back, and when.
fn answer(manner: Manner, id: &str) -> (i64, Outcome) {
    let accepted = json!({"id": id, "responseCode": 0, "responseText": "Sent"});
    let http = |status: u16, retry_after: Option<u32>, body: &Value| {
        let retry_after = retry_after.map(|seconds| seconds.to_string());
        classify(Answer {
            status,
            retry_after: retry_after.as_deref(),
            body: Some(body.to_string().as_bytes()),
        })
    };
    let no = json!({"responseText": "no"});
    let outcome = match manner {
        // SMS of people go out one by one.
        Manner::Ok | Manner::BulkShort => http(200, None, &accepted),
        Manner::Slow(ms) if i64::try_from(ms).unwrap() < TIME_OUT_MS => {
            return (ms.try_into().unwrap(), http(200, None, &accepted));
        }
        Manner::Slow(_) | Manner::Hang => return (TIME_OUT_MS, NoAnswer::TimedOut.into()),
        Manner::BulkRefusesOne => http(200, None, &json!({"responseCode": 8})),
        Manner::Refuse(code) => http(200, None, &json!({"responseCode": code})),
        Manner::Unauthorized => http(401, None, &no),
        Manner::TooMany(seconds) => http(429, Some(seconds), &no),
        Manner::Busy(seconds) | Manner::BusyAfter(seconds) => http(503, Some(seconds), &no),
        Manner::ErrorBefore | Manner::ErrorAfter => http(500, None, &no),
        Manner::CutAfter | Manner::CutBefore => NoAnswer::Connection.into(),
        Manner::Malformed => http(200, None, &json!("<html>")),
        Manner::Huge => classify(Answer {
            status: 200,
            retry_after: None,
            body: None,
        }),
        Manner::Redirect => http(307, None, &no),
    };
    (5, outcome)
}

/// What it reports of a message it has taken: all, nothing, too early, late, twice, without our
/// reference, with somebody else's, of each segment.
fn reports(
    reference: Reference,
    id: &str,
    segments: u8,
    now: i64,
    random: &mut Random,
) -> Vec<(i64, Vec<Value>)> {
    const WORDS: [&str; 9] = [
        "DELIVRD",
        "delivered",
        "delivered",
        "undelivered",
        "expired",
        "rejected",
        "sent",
        "buffered",
        "zap",
    ];
    let mut bodies = Vec::new();
    for _ in 0..random.below(5) {
        let mut item = Map::new();
        item.insert("status".to_owned(), random.pick(&WORDS).into());
        let named = random.below(10);
        if named != 0 {
            item.insert("id".to_owned(), id.into());
        }
        match named {
            1..=3 => {}
            4 => drop(item.insert("reference".to_owned(), "theirs-1".into())),
            _ => drop(item.insert("reference".to_owned(), reference.to_string().into())),
        }
        if segments > 1 && random.chance(70) {
            item.insert(
                "part".to_owned(),
                (1 + random.below(segments.into())).into(),
            );
        }
        if random.chance(70) {
            item.insert("timestamp".to_owned(), (now + random.within(0, 2)).into());
        }
        // Before the answer, soon, or long after.
        let latest = random.pick(&[4, 2_000, 40_000, 100_000]);
        let mut body = vec![Value::Object(item)];
        if random.chance(10) {
            // One that can never be right must not take the good one with it.
            body.push(json!({"what": "is this?"}));
        }
        for _ in 0..random.pick(&[1, 1, 1, 2, 3]) {
            bodies.push((random.within(0, latest), body.clone()));
        }
    }
    bodies
}
