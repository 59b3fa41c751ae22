//! The world: a clock, a database, a gateway, and everything that can fail.

use std::cell::RefCell;
use std::rc::Rc;

use mitto_core::gateway::Report;

use super::database::{Database, Done, Statement, shown};
use super::gateway::Gateway;
use super::ledger::Ledger;
use super::mutant::Mutant;
use super::random::Random;
use super::turns::{Actor, Sleep};

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
    pub(super) actor: String,
    pub(super) wake: Option<i64>,
    pub(super) born: Vec<Actor>,
    pub(super) wrong: Option<String>,
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
            inner.born.push(Actor::new(name, mortal, life));
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

    /// Waits, and gives others the time to do much.
    pub(crate) async fn sleep_a_while(&self) {
        let ms = self.with(|inner| inner.random.pick(&[0, 0, 2_000, 60_000]));
        self.sleep(ms).await;
    }

    /// Waits.
    pub(crate) fn sleep(&self, ms: i64) -> Sleep {
        Sleep::until(self, self.now() + ms)
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
}

impl Inner {
    pub(super) fn tell(&mut self, line: impl FnOnce() -> String) {
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
