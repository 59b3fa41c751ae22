//! Scripts in which nothing fails but the gateway, step by step, so that the Worker in workerd can
//! follow them as well and must end as the simulation does.

use std::collections::BTreeMap;
use std::rc::Rc;

use mitto_core::ids::SmsId;
use mitto_tests::simulator::behaviour::Answer as Manner;
use serde_json::{Map, Value, json};

use super::database::Database;
use super::gateway::{Gateway, Manners};
use super::inbound;
use super::random::Random;
use super::script::{OURS, close, mobile};
use super::worker::{Ask, GRACE_MS, post, sweep};
use super::world::World;

/// One step; the next begins when all that follows from it is done.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Send is pressed, again if it has been, and the gateway treats what comes like this.
    Send { sms: usize, manner: Manner },
    /// The gateway reports of the submission that it has taken, if there is one.
    Report {
        sms: usize,
        word: &'static str,
        by_id: bool,
        by_reference: bool,
        time: Option<i64>,
    },
    /// The handset replies; the same id is the same reply.
    Reply { text: &'static str, id: usize },
    /// What was refused for now may come again, and gets this; then the sweep.
    Sweep { manner: Manner },
}

/// What it comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct End {
    /// The status of each SMS and how many updates it has; none where none was made.
    pub(crate) sms: Vec<Option<(String, usize)>>,
    /// Submissions that reached the gateway, and those of them that it has taken.
    pub(crate) submitted: usize,
    pub(crate) taken: usize,
    pub(crate) opted_out: bool,
}

/// SMS of a script.
pub(crate) const SMS: usize = 3;

const MANNERS: [Manner; 15] = [
    Manner::Ok,
    Manner::Ok,
    Manner::Ok,
    Manner::Refuse(6),
    Manner::Unauthorized,
    Manner::TooMany(1),
    Manner::TooMany(1),
    Manner::Busy(1),
    Manner::BusyAfter(1),
    Manner::BusyAfter(1),
    Manner::ErrorAfter,
    Manner::CutAfter,
    Manner::CutBefore,
    Manner::Malformed,
    Manner::Redirect,
];

/// The script of a seed. All of them sweep at the same steps, because one Worker follows them all.
pub(crate) fn script(seed: u64) -> Vec<Step> {
    let mut random = Random::new(seed);
    let mut steps = Vec::new();
    for part in 0..3 {
        for _ in 0..2 + random.below(4) {
            steps.push(step(&mut random));
        }
        if part < 2 {
            let manner =
                random.pick(&[Manner::Ok, Manner::Ok, Manner::CutAfter, Manner::TooMany(1)]);
            steps.push(Step::Sweep { manner });
        }
    }
    steps
}

fn step(random: &mut Random) -> Step {
    const WORDS: [&str; 6] = [
        "delivered",
        "undelivered",
        "expired",
        "rejected",
        "sent",
        "zap",
    ];
    const TEXTS: [&str; 5] = ["STOP", "Stop. Thanks", "START", "HELP", "hello"];
    let sms = random.below(SMS);
    match random.below(10) {
        0..5 => Step::Send {
            sms,
            // Seldom: each is waited for.
            manner: match random.chance(4) {
                true => Manner::Hang,
                false => random.pick(&MANNERS),
            },
        },
        5..8 => {
            let named = random.below(3);
            Step::Report {
                sms,
                word: random.pick(&WORDS),
                by_id: named != 0,
                by_reference: named != 1,
                time: random.pick(&[None, Some(1_764_000_000_000), Some(1_764_000_000_001)]),
            }
        }
        _ => Step::Reply {
            text: random.pick(&TEXTS),
            id: random.below(3),
        },
    }
}

/// A report's body.
pub(crate) fn report(
    word: &str,
    id: Option<&str>,
    reference: Option<&str>,
    time: Option<i64>,
) -> Value {
    let mut fields = Map::new();
    fields.insert("status".to_owned(), word.into());
    for (name, value) in [("id", id), ("reference", reference)] {
        if let Some(value) = value {
            fields.insert(name.to_owned(), value.into());
        }
    }
    if let Some(time) = time {
        fields.insert("timestamp".to_owned(), time.into());
    }
    fields.into()
}

/// A reply's body.
pub(crate) fn reply(from: &str, text: &str, id: &str) -> Value {
    json!({"from": from.trim_start_matches('+'), "to": OURS, "text": text, "id": id})
}

/// What the simulation comes to.
///
/// # Panics
/// A rule was broken.
pub(crate) fn simulated(script: &[Step]) -> End {
    let database = Rc::new(Database::new(None));
    let gateway = Gateway::new(Manners::Set(BTreeMap::new()));
    let world = World::new(1, None, &database, gateway, true);
    world.with(|inner| inner.answers_replies = false);
    for step in script {
        take(&world, step);
        world.run();
    }
    let unsettled = "SELECT number FROM sms WHERE phase <> 'settled'";
    if database.query(unsettled).is_empty() {
        close(&world);
    }
    if let Some(why) = world.wrong() {
        panic!("{}\n\n{why} in {script:#?}", world.trace());
    }
    end(&world, &database)
}

fn key(sms: usize) -> String {
    format!("key{sms}")
}

fn number(database: &Database, sms: usize) -> Option<u32> {
    let rows = database.query("SELECT number, request FROM sms");
    let found = rows
        .iter()
        .find(|row| row.text("request") == Some(key(sms)));
    found.map(|row| row.whole("number"))
}

fn take(world: &World, step: &Step) {
    let mobile = mobile(0);
    match *step {
        Step::Send { sms, manner } => {
            world.with(|inner| inner.gateway.set(&mobile, manner));
            let ask = Ask {
                request: key(sms),
                body: "body".to_owned(),
                mobile,
                segments: 1,
                queued: false,
            };
            world.spawn(format!("post {sms}"), true, post(world.clone(), ask));
        }
        Step::Report {
            sms,
            word,
            by_id,
            by_reference,
            time,
        } => {
            let taken = world.with(|inner| {
                let id = SmsId::new(number(&inner.database, sms)?)?;
                let mut all = inner.gateway.submissions.iter();
                all.rfind(|one| one.taken && one.reference.sms == id)
                    .cloned()
            });
            if let Some(taken) = taken {
                let reference = taken.reference.to_string();
                let id = by_id.then_some(taken.id.as_str());
                let body = report(word, id, by_reference.then_some(&reference), time);
                inbound::deliver(world, 0, vec![body]);
            }
        }
        Step::Reply { text, id } => {
            inbound::reply(world, 0, reply(&mobile, text, &format!("mo{id}")));
        }
        Step::Sweep { manner } => {
            world.with(|inner| {
                inner.gateway.set(&mobile, manner);
                inner.now += GRACE_MS + 2_000;
            });
            world.spawn("sweep".to_owned(), true, sweep(world.clone()));
        }
    }
}

fn end(world: &World, database: &Database) -> End {
    let updates = database.query("SELECT sms FROM delivery_update");
    let one = |sms| {
        let number = number(database, sms)?;
        let rows = database.query("SELECT number, status FROM sms");
        let row = rows.iter().find(|row| row.whole("number") == number)?;
        let updates = updates.iter().filter(|row| row.whole("sms") == number);
        Some((row.text("status")?, updates.count()))
    };
    world.with(|inner| {
        let all = &inner.gateway.submissions;
        End {
            sms: (0..SMS).map(one).collect(),
            submitted: all.len(),
            taken: all.iter().filter(|one| one.taken).count(),
            opted_out: inner.ledger.has_opted_out(&mobile(0)),
        }
    })
}
