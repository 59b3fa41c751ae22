//! What a seed makes happen: who sends, who replies, what fails, and the way to the end.

use std::rc::Rc;

use serde_json::{Value, json};

use mitto_core::status::Status;

use super::database::{Database, Row};
use super::gateway::{Gateway, Manners};
use super::history::{Deed, act};
use super::inbound;
use super::mutant::Mutant;
use super::random::Random;
use super::worker::{Ask, GRACE_MS, MAILBOX_MS, post, sweep};
use super::world::{Counts, Faults, World};

/// A run that kept every rule.
#[derive(Debug)]
pub(crate) struct Sound {
    pub(crate) counts: Counts,
    /// All that happened, if it was asked for.
    pub(crate) trace: String,
}

/// A run that broke a rule.
#[derive(Debug)]
pub(crate) struct Broken {
    pub(crate) seed: u64,
    pub(crate) why: String,
    /// All that happened, if it was asked for.
    pub(crate) trace: String,
}

/// Our own number, as replies name it.
pub(crate) const OURS: &str = "41791112233";

/// Runs a seed from its first request to its rest.
///
/// # Errors
/// A rule was broken.
pub(crate) fn run(
    seed: u64,
    mutant: Option<Mutant>,
    database: &Rc<Database>,
    traced: bool,
) -> Result<Sound, Broken> {
    let gateway = Gateway::new(Manners::Any);
    let world = World::new(seed, mutant, database, gateway, traced);
    // Of its own, so that the script stays the same when the world asks more often.
    let mut random = Random::new(!seed);
    let asks = begin(&world, &mut random);
    world.run();
    rest(&world, &asks, random.chance(10));
    let trace = world.trace();
    match world.wrong() {
        None => Ok(Sound {
            counts: world.with(|inner| inner.counts),
            trace,
        }),
        Some(why) => Err(Broken { seed, why, trace }),
    }
}

/// Sets the world up and puts everybody on their way; the requests, each key once.
fn begin(world: &World, random: &mut Random) -> Vec<Ask> {
    let faults = Faults {
        crashes: random.pick(&[0, 5, 20, 60]),
        database: random.pick(&[0, 1, 3, 8]),
        stalls: random.pick(&[0, 0, 1, 4]),
    };
    world.with(|inner| {
        inner.counts.seeds = 1;
        inner.faults = faults;
        inner.queued = random.chance(50);
    });
    let mobiles: Vec<String> = (0..=random.below(PEOPLE)).map(mobile).collect();
    let mut asks = Vec::new();
    for key in 0..=random.below(3) {
        let ask = Ask {
            request: format!("key{key}"),
            body: "body".to_owned(),
            mobile: random.pick(&mobiles),
            segments: random.pick(&[1, 1, 2, 3]),
            queued: random.chance(50),
        };
        for _ in 0..=random.below(4) {
            let mut ask = ask.clone();
            if random.chance(5) {
                ask.body.push_str(", another");
            }
            let at = random.pick(&[0, 50, 2_000, 60_000]);
            asked(world, random.within(0, at), ask);
        }
        asks.push(ask);
    }
    for number in 0..random.below(5) {
        let from = random.pick(&mobiles);
        replies(world, random, number, &from);
    }
    for number in 0..random.below(3) {
        let id = format!("stranger{}", number % 2);
        let report = json!({"id": id, "status": random.pick(&["delivered", "sent"])});
        inbound::deliver(world, random.within(0, 60_000), vec![report]);
    }
    for _ in 0..random.below(4) {
        people_act(world, random, &asks);
    }
    for minute in 1..4 {
        for _ in 0..random.pick(&[0, 1, 1, 2]) {
            swept(world, minute * 60_000 + random.within(0, 500));
        }
    }
    asks
}

/// People there are.
pub(crate) const PEOPLE: usize = 3;

/// A handset's number.
pub(crate) fn mobile(number: usize) -> String {
    format!("+4179123450{number}")
}

fn asked(world: &World, after: i64, ask: Ask) {
    let client = world.clone();
    world.spawn(format!("client {}", ask.request), false, async move {
        client.sleep(after).await;
        let name = format!("post {}", ask.request);
        client.spawn(name, true, post(client.clone(), ask));
    });
}

/// Somebody looks at an SMS once it has come to something, and may press the button more than once.
fn people_act(world: &World, random: &mut Random, asks: &[Ask]) {
    let request = random.pick(asks).request;
    let deed = random.pick(&[
        Deed::Mark(Status::Sent),
        Deed::Mark(Status::Failed),
        Deed::Resend,
        Deed::Resend,
    ]);
    let at = random.within(0, 200_000);
    for _ in 0..random.pick(&[1, 2, 3]) {
        let after = at + random.pick(&[0, 0, 300, 20_000]);
        let (client, request) = (world.clone(), request.clone());
        world.spawn("person".to_owned(), false, async move {
            client.sleep(after).await;
            let name = format!("{deed:?} {request}");
            client.spawn(name, true, act(client.clone(), request, deed));
        });
    }
}

fn swept(world: &World, after: i64) {
    let clock = world.clone();
    world.spawn("clock".to_owned(), false, async move {
        clock.sleep(after).await;
        clock.spawn("sweep".to_owned(), true, sweep(clock.clone()));
    });
}

fn replies(world: &World, random: &mut Random, number: usize, from: &str) {
    const TEXTS: [&str; 9] = [
        "STOP",
        "Stop. Thanks",
        "stop!",
        "START",
        "start",
        "HELP",
        "hello",
        "no more texts",
        "UNSTOP",
    ];
    let mut fields = json!({
        "from": from.trim_start_matches('+'), "to": OURS, "text": random.pick(&TEXTS),
    });
    if !random.chance(20) {
        fields["id"] = Value::from(format!("mo{number}"));
    }
    let at = random.within(0, 100_000);
    // The gateway says it again, also long after somebody has changed their mind.
    for _ in 0..random.pick(&[1, 1, 2, 3]) {
        let later = random.pick(&[10, 5_000, 150_000]);
        inbound::reply(world, at + random.within(0, later), fields.clone());
    }
}

/// Nothing fails any more, everybody asks once more, and the sweep goes on until nothing is due; then
/// all that must hold is looked at.
pub(crate) fn rest(world: &World, asks: &[Ask], years_later: bool) {
    world.with(|inner| inner.faults = Faults::default());
    let everybody_asks = || {
        for ask in asks {
            asked(world, 0, ask.clone());
        }
        world.run();
    };
    everybody_asks();
    settle(world);
    everybody_asks();
    close(world);
    if years_later && world.wrong().is_none() {
        a_week_later(world);
    }
}

/// Sweeps until nothing is due.
pub(crate) fn settle(world: &World) {
    const ROUNDS: usize = 60;
    for _ in 0..ROUNDS {
        if world.wrong().is_some() {
            return;
        }
        let due = looked(
            world,
            "SELECT max(due_at) AS due FROM sms WHERE phase <> 'settled'",
        );
        let Some(due) = due.first().and_then(|row| row.number("due")) else {
            return;
        };
        world.with(|inner| inner.now = inner.now.max(due + GRACE_MS) + 1);
        swept(world, 0);
        world.run();
    }
    let rows = looked(world, "SELECT number, phase, status, attempt FROM sms");
    world.judge(Err(format!("it never comes to rest: {rows:?}")));
}

/// Looks at all that must hold.
pub(crate) fn close(world: &World) {
    if world.wrong().is_none() {
        let verdict = world.with(|inner| inner.ledger.close(&inner.database, &inner.gateway));
        world.judge(verdict);
    }
}

/// Reports of nobody's SMS are gone; nothing else has changed.
fn a_week_later(world: &World) {
    const ALL: &str = "SELECT * FROM sms ORDER BY number";
    let before = format!("{:?}", looked(world, ALL));
    world.with(|inner| inner.now += MAILBOX_MS + 1);
    swept(world, 0);
    world.run();
    let left = looked(world, "SELECT * FROM early_report");
    if !left.is_empty() {
        world.judge(Err(format!("a week later the mailbox holds {left:?}")));
    }
    if format!("{:?}", looked(world, ALL)) != before {
        world.judge(Err(
            "a week later the sweep has changed an SMS at rest".to_owned()
        ));
    }
}

fn looked(world: &World, sql: &str) -> Vec<Row> {
    world.with(|inner| inner.database.query(sql))
}
