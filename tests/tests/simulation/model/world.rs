//! The world: a clock, actors that take turns as the seed has it, and everything that can fail.
//!
//! An actor is a future. It gives way before and after each thing it does to the world, so that any
//! other may come in between, and so that it can die there: a future that is dropped has lost all it
//! had in memory, and the database stays.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use mitto_core::mitto::Report;

use super::database::{Database, Done, Statement};
use super::gateway::Gateway;
use super::ledger::Ledger;
use super::mutant::Mutant;
use super::random::Random;

/// How much goes wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Faults {
    /// In a thousand turns of an actor of the Worker: it dies.
    pub(crate) crashes: usize,
    /// In a hundred calls of the database: it fails before the commit, and as often after it.
    pub(crate) database: usize,
    /// In a hundred waits: it takes longer than any lease.
    pub(crate) stalls: usize,
}

/// The database or the queue said that it failed; whether it did what was asked, nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Failed;

/// What was run, for those who want to know whether it was much.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) seeds: u64,
    pub(crate) turns: u64,
    pub(crate) statements: u64,
    pub(crate) crashes: u64,
    pub(crate) failures: u64,
    pub(crate) submissions: u64,
    pub(crate) reports: u64,
    pub(crate) replies: u64,
}

impl Counts {
    /// Both together.
    pub(crate) fn and(self, more: Counts) -> Counts {
        Counts {
            seeds: self.seeds + more.seeds,
            turns: self.turns + more.turns,
            statements: self.statements + more.statements,
            crashes: self.crashes + more.crashes,
            failures: self.failures + more.failures,
            submissions: self.submissions + more.submissions,
            reports: self.reports + more.reports,
            replies: self.replies + more.replies,
        }
    }
}

type Life = Pin<Box<dyn Future<Output = ()>>>;

struct Actor {
    name: String,
    /// Whether it is part of the Worker, which may die. The network and the gateway do not.
    mortal: bool,
    life: Life,
    /// Not before this time.
    wake: Option<i64>,
}

/// What all actors share.
pub(crate) struct Inner {
    pub(crate) now: i64,
    pub(crate) random: Random,
    pub(crate) faults: Faults,
    pub(crate) mutant: Option<Mutant>,
    pub(crate) database: Rc<Database>,
    pub(crate) gateway: Gateway,
    pub(crate) ledger: Ledger,
    /// Whether Setup has texts that answer a STOP and a HELP.
    pub(crate) answers_replies: bool,
    /// Whether reports pass through a queue before they are stored.
    pub(crate) queued: bool,
    /// Reports that the queue has taken and nobody has stored yet, each under a number of its own.
    pub(crate) queue: Vec<(u64, Vec<Report>)>,
    pub(crate) counts: Counts,
    trace: Option<Vec<String>>,
    actor: String,
    wake: Option<i64>,
    born: Vec<Actor>,
    wrong: Option<String>,
}

/// A handle of it.
#[derive(Clone)]
pub(crate) struct World(Rc<RefCell<Inner>>);

/// When every run begins.
const MORNING: i64 = 1_764_000_000_000;

impl World {
    pub(crate) fn new(
        seed: u64,
        mutant: Option<Mutant>,
        database: &Rc<Database>,
        gateway: Gateway,
        traced: bool,
    ) -> World {
        database.clear();
        World(Rc::new(RefCell::new(Inner {
            now: MORNING,
            random: Random::new(seed),
            faults: Faults::default(),
            mutant,
            database: Rc::clone(database),
            gateway,
            ledger: Ledger::default(),
            answers_replies: true,
            queued: false,
            queue: Vec::new(),
            counts: Counts::default(),
            trace: traced.then(Vec::new),
            actor: String::new(),
            wake: None,
            born: Vec::new(),
            wrong: None,
        })))
    }

    /// Looks at it, or changes it, in one go.
    pub(crate) fn with<T>(&self, at_it: impl FnOnce(&mut Inner) -> T) -> T {
        at_it(&mut self.0.borrow_mut())
    }

    pub(crate) fn now(&self) -> i64 {
        self.with(|inner| inner.now)
    }

    /// Whether it is this mistake that is to be caught.
    pub(crate) fn is(&self, mutant: Mutant) -> bool {
        self.with(|inner| inner.mutant == Some(mutant))
    }

    /// A line of the trace.
    pub(crate) fn tell(&self, line: impl FnOnce() -> String) {
        self.with(|inner| inner.tell(line));
    }

    /// The first thing that was wrong.
    pub(crate) fn wrong(&self) -> Option<String> {
        self.with(|inner| inner.wrong.clone())
    }

    /// All that happened.
    pub(crate) fn trace(&self) -> String {
        self.with(|inner| inner.trace.clone().unwrap_or_default().join("\n"))
    }

    /// Says that something was wrong, if it was.
    pub(crate) fn judge(&self, verdict: Result<(), String>) {
        self.with(|inner| inner.judge(verdict));
    }

    /// One more actor. A mortal one is part of the Worker.
    pub(crate) fn spawn(
        &self,
        name: String,
        mortal: bool,
        life: impl Future<Output = ()> + 'static,
    ) {
        self.with(|inner| {
            inner.born.push(Actor {
                name,
                mortal,
                life: Box::pin(life),
                wake: None,
            });
        });
    }

    /// Gives way to others; now and then for very long.
    pub(crate) async fn pause(&self) {
        let stalled = self.with(|inner| {
            let stalls = inner.faults.stalls;
            let long = inner.random.chance(stalls);
            long.then(|| inner.random.within(20_000, 150_000))
        });
        match stalled {
            Some(ms) => self.sleep(ms).await,
            None => self.sleep(0).await,
        }
    }

    /// Waits.
    pub(crate) fn sleep(&self, ms: i64) -> Sleep {
        Sleep {
            world: self.clone(),
            until: self.now() + ms,
            seen: false,
        }
    }

    /// Runs statements as one transaction. What follows from its commit is noted at once, also where
    /// the caller never hears of it.
    pub(crate) async fn batch(
        &self,
        statements: Vec<Statement>,
        committed: impl FnOnce(&mut Ledger, usize) -> Result<(), String>,
    ) -> Result<Vec<Done>, Failed> {
        self.pause().await;
        if self.fails("before") {
            self.pause().await;
            return Err(Failed);
        }
        let done = if self.is(Mutant::StatementsApart) {
            let mut committed = Some(committed);
            let mut all = Vec::new();
            for statement in statements {
                let noted = committed.take();
                all.extend(self.execute(&[statement], |ledger, changes| {
                    noted.map_or(Ok(()), |noted| noted(ledger, changes))
                }));
                self.pause().await;
            }
            all
        } else {
            self.execute(&statements, committed)
        };
        let failed = self.fails("after");
        self.pause().await;
        match failed {
            true => Err(Failed),
            false => Ok(done),
        }
    }

    fn execute(
        &self,
        statements: &[Statement],
        committed: impl FnOnce(&mut Ledger, usize) -> Result<(), String>,
    ) -> Vec<Done> {
        self.with(|inner| {
            inner.counts.statements += statements.len() as u64;
            let database = Rc::clone(&inner.database);
            let done = match database.batch(statements) {
                Ok(done) => done,
                Err(why) => {
                    inner.judge(Err(format!("the database refuses {statements:?}: {why}")));
                    return Vec::new();
                }
            };
            let changes = done.first().map_or(0, |first| first.changes);
            inner.tell(|| told(statements, &done));
            let verdict = committed(&mut inner.ledger, changes);
            inner.judge(verdict);
            if done.iter().any(|one| one.changes > 0) {
                let verdict = inner.ledger.watch(&database);
                inner.judge(verdict);
            }
            done
        })
    }

    /// Whether this call fails.
    pub(crate) fn fails(&self, when: &str) -> bool {
        self.with(|inner| {
            let fails = inner.faults.database;
            let failed = inner.random.chance(fails);
            if failed {
                inner.counts.failures += 1;
                inner.tell(|| format!("… fails, {when} the commit"));
            }
            failed
        })
    }

    /// Everybody's turns, one after another, until nobody is left or something is wrong.
    pub(crate) fn run(&self) {
        let mut actors = Vec::new();
        while self.turn(&mut actors) {}
    }

    fn turn(&self, actors: &mut Vec<Actor>) -> bool {
        let chosen = self.with(|inner| {
            actors.append(&mut inner.born);
            if inner.wrong.is_some() || actors.is_empty() {
                return None;
            }
            let ready = |now: i64| {
                let awake = |actor: &&(usize, &Actor)| actor.1.wake.is_none_or(|wake| wake <= now);
                let all: Vec<(usize, &Actor)> = actors.iter().enumerate().collect();
                all.iter()
                    .filter(awake)
                    .map(|(at, _)| *at)
                    .collect::<Vec<usize>>()
            };
            let mut able = ready(inner.now);
            if able.is_empty() {
                let next = actors.iter().filter_map(|actor| actor.wake).min();
                inner.now = next.unwrap_or(inner.now);
                able = ready(inner.now);
            }
            inner.counts.turns += 1;
            if inner.random.chance(20) {
                inner.now += inner.random.within(1, 40);
            }
            let chosen = inner.random.pick(&able);
            let mortal = actors.get(chosen).is_some_and(|actor| actor.mortal);
            let crashes = inner.faults.crashes;
            let dies = mortal && crashes > 0 && inner.random.below(1000) < crashes;
            let all = dies && inner.random.chance(25);
            Some((chosen, dies, all))
        });
        let Some((chosen, dies, all)) = chosen else {
            return false;
        };
        if dies {
            self.with(|inner| {
                inner.counts.crashes += 1;
                inner.actor.clone_from(&actors[chosen].name);
                inner.tell(|| if all { "dies, and all with it" } else { "dies" }.to_owned());
            });
            // What is dropped may look at the world.
            if all {
                actors.retain(|actor| !actor.mortal);
            } else {
                drop(actors.swap_remove(chosen));
            }
            return true;
        }
        let actor = &mut actors[chosen];
        self.with(|inner| {
            inner.actor.clone_from(&actor.name);
            inner.wake = None;
        });
        let over = actor
            .life
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
        match over {
            Poll::Ready(()) => drop(actors.swap_remove(chosen)),
            Poll::Pending => actor.wake = self.with(|inner| inner.wake),
        }
        true
    }
}

impl Inner {
    fn tell(&mut self, line: impl FnOnce() -> String) {
        let at = self.now - MORNING;
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{at:>9} {}: {}", self.actor, line()));
        }
    }

    fn judge(&mut self, verdict: Result<(), String>) {
        if let Err(why) = verdict {
            self.tell(|| format!("WRONG: {why}"));
            self.wrong.get_or_insert(why);
        }
    }
}

fn told(statements: &[Statement], done: &[Done]) -> String {
    let each = statements.iter().zip(done).map(|(statement, done)| {
        let values: Vec<String> = statement.values.iter().map(shown).collect();
        let came = match done.rows.first() {
            Some(row) => format!("{} rows, {row:?}", done.rows.len()),
            None => format!("{} changed", done.changes),
        };
        format!("{}({}) {came}", statement.name, values.join(", "))
    });
    each.collect::<Vec<String>>().join("; ")
}

fn shown(value: &rusqlite::types::Value) -> String {
    use rusqlite::types::Value;
    match value {
        Value::Null => "null".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Blob(_) => "blob".to_owned(),
    }
}

/// A wait, of one turn at least.
pub(crate) struct Sleep {
    world: World,
    until: i64,
    seen: bool,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.seen && self.world.now() >= self.until {
            return Poll::Ready(());
        }
        self.seen = true;
        let until = self.until;
        self.world.with(|inner| inner.wake = Some(until));
        Poll::Pending
    }
}
