//! Which way a callback's reports take: stored by its own request, stored by another request with those of others, or
//! taken by the queue.
//!
//! A storing takes one call of the database, however many reports it has. So while as many are under way as may be,
//! who comes waits in a line, and the first in it stores the whole line as soon as one of them is done. Each is
//! acknowledged after its own reports are stored and not before; who waits in vain goes to the queue.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use super::sift::PIECE_BYTES;

/// How many storings are under way at once in one isolate: while one is in the database, another is on its way there.
pub const MOST_STORING: usize = 2;

/// How many callbacks wait at once for one of those to be done. What comes beyond goes to the queue.
pub const MOST_WAITING: usize = 64;

/// How long a storing may take, and a wait for one, before its reports go to the queue as well, milliseconds. A report
/// that is kept twice is kept once, so nothing is lost or doubled by giving up early.
pub const PATIENCE_MS: u64 = 5_000;

/// How long a place stays taken that nobody gives back, milliseconds: its storing failed, and the
/// database gets a rest; or its request was broken off, and then nothing of it runs any more.
const HELD_MS: i64 = 10_000;

/// The places of one isolate, and the line before them.
#[derive(Debug)]
pub struct Places {
    places: [Option<Taken>; MOST_STORING],
    line: Vec<Rc<Ticket>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Taken {
    since: i64,
    /// Its storing has failed.
    rests: bool,
}

/// A place that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    number: usize,
    since: i64,
}

/// What a callback does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It stores its reports.
    Store(Place),
    /// It waits in the line: [`Places::wait`].
    Wait,
    /// It gives them to the queue.
    Queue,
}

/// A callback in the line.
pub struct Ticket {
    /// What it is woken by.
    number: u32,
    /// Its reports, JSON separated by commas.
    pub reports: String,
    told: Cell<Option<Told>>,
}

/// What became of a wait.
#[derive(Debug)]
pub enum Told {
    /// Its reports are stored.
    Stored,
    /// They are not.
    Failed,
    /// It has the place now, and stores the reports of these as well.
    Store(Place, Vec<Rc<Ticket>>),
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Ticket").field(&self.number).finish()
    }
}

impl Ticket {
    /// What became of it, once; none while it waits.
    pub fn told(&self) -> Option<Told> {
        self.told.take()
    }
}

impl Places {
    /// All free.
    pub const fn new() -> Places {
        Places {
            places: [None; MOST_STORING],
            line: Vec::new(),
        }
    }

    /// The way of a callback with so many bytes of reports that comes now.
    pub fn way(&mut self, now: i64, bytes: usize) -> Way {
        let held = |taken: &Taken| now.saturating_sub(taken.since) < HELD_MS;
        for (number, place) in self.places.iter_mut().enumerate() {
            if !place.as_ref().is_some_and(held) {
                return Way::Store(take(number, place, now));
            }
        }
        let mut waiting = bytes;
        for ticket in &self.line {
            waiting = waiting.saturating_add(ticket.reports.len());
        }
        let room = self.line.len() < MOST_WAITING && waiting <= PIECE_BYTES;
        match room && self.works() {
            true => Way::Wait,
            false => Way::Queue,
        }
    }

    /// Whether any storing is under way, at whose end somebody looks at the line.
    fn works(&self) -> bool {
        self.places.iter().flatten().any(|taken| !taken.rests)
    }

    /// Waits in the line, to be woken by this number.
    pub fn wait(&mut self, number: u32, reports: String) -> Rc<Ticket> {
        let ticket = Rc::new(Ticket {
            number,
            reports,
            told: Cell::new(None),
        });
        self.line.push(Rc::clone(&ticket));
        ticket
    }

    /// Waits no longer.
    pub fn leave(&mut self, ticket: &Rc<Ticket>) {
        self.line.retain(|other| !Rc::ptr_eq(other, ticket));
    }

    /// The storing at a place has ended, of its own reports and of those of others. Returns whom to wake.
    pub fn done(
        &mut self,
        place: Place,
        stored: bool,
        others: &[Rc<Ticket>],
        now: i64,
    ) -> Vec<u32> {
        let mut woken = Vec::new();
        let mut tell = |ticket: &Ticket, told| {
            ticket.told.set(Some(told));
            woken.push(ticket.number);
        };
        let told = |stored| match stored {
            true => Told::Stored,
            false => Told::Failed,
        };
        for ticket in others {
            tell(ticket, told(stored));
        }
        // One that was held too long may be somebody else's by now.
        let taken = self.places.get_mut(place.number);
        if let Some(taken) = taken.filter(|taken| taken.is_some_and(|it| it.since == place.since)) {
            if !stored {
                // A database that fails is asked less often.
                *taken = Some(Taken {
                    since: place.since,
                    rests: true,
                });
            } else if self.line.is_empty() {
                *taken = None;
            } else {
                let first = self.line.remove(0);
                let others = std::mem::take(&mut self.line);
                tell(&first, Told::Store(take(place.number, taken, now), others));
            }
        }
        if !self.works() {
            for ticket in std::mem::take(&mut self.line) {
                tell(&ticket, Told::Failed);
            }
        }
        woken
    }
}

fn take(number: usize, place: &mut Option<Taken>, now: i64) -> Place {
    *place = Some(Taken {
        since: now,
        rests: false,
    });
    Place { number, since: now }
}

impl Default for Places {
    fn default() -> Places {
        Places::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(way: Way) -> Place {
        match way {
            Way::Store(place) => place,
            other => panic!("{other:?}"),
        }
    }

    /// All places taken at this time.
    fn full(places: &mut Places, now: i64) -> Vec<Place> {
        (0..MOST_STORING)
            .map(|_| place(places.way(now, 1)))
            .collect()
    }

    fn wait(places: &mut Places, number: u32) -> Rc<Ticket> {
        assert_eq!(places.way(7, 1), Way::Wait);
        places.wait(number, number.to_string())
    }

    #[test]
    fn the_first_in_the_line_stores_all_of_it() {
        let mut places = Places::new();
        let taken = full(&mut places, 7);
        let line: Vec<_> = (0..3).map(|number| wait(&mut places, number)).collect();
        assert!(line.iter().all(|ticket| ticket.told().is_none()));
        assert_eq!(places.done(taken[0], true, &[], 8), [0]);
        let Some(Told::Store(place, others)) = line[0].told() else {
            panic!("the first does not store");
        };
        assert_eq!(others.len(), 2);
        assert!(others.iter().all(|ticket| ticket.told().is_none()));
        // Who comes meanwhile is of the next line.
        let next = wait(&mut places, 3);
        assert_eq!(places.done(place, true, &others, 9), [1, 2, 3]);
        assert!(matches!(line[1].told(), Some(Told::Stored)));
        assert!(matches!(line[2].told(), Some(Told::Stored)));
        let Some(Told::Store(place, others)) = next.told() else {
            panic!("the next does not store");
        };
        assert!(others.is_empty());
        assert_eq!(places.done(place, true, &[], 10), [0_u32; 0]);
        assert_eq!(places.done(taken[1], true, &[], 10), [0_u32; 0]);
        assert_eq!(full(&mut places, 11).len(), MOST_STORING);
    }

    #[test]
    fn a_failure_is_told_to_those_it_concerns() {
        let mut places = Places::new();
        let taken = full(&mut places, 7);
        let line: Vec<_> = (0..2).map(|number| wait(&mut places, number)).collect();
        places.done(taken[0], true, &[], 8);
        let Some(Told::Store(place, others)) = line[0].told() else {
            panic!("the first does not store");
        };
        let next = wait(&mut places, 2);
        // The other storing goes on: the line waits for that.
        assert_eq!(places.done(place, false, &others, 9), [1]);
        assert!(matches!(line[1].told(), Some(Told::Failed)));
        assert!(next.told().is_none());
        // Nothing is under way any more: nobody would look at the line.
        assert_eq!(places.done(taken[1], false, &[], 9), [2]);
        assert!(matches!(next.told(), Some(Told::Failed)));
        assert_eq!(places.way(9, 1), Way::Queue);
        assert!(matches!(places.way(7 + HELD_MS, 1), Way::Store(_)));
    }

    #[test]
    fn so_many_wait_and_no_more() {
        let mut places = Places::new();
        full(&mut places, 7);
        assert_eq!(places.way(7, PIECE_BYTES + 1), Way::Queue);
        let line: Vec<_> = (0..MOST_WAITING)
            .map(|number| wait(&mut places, number as u32))
            .collect();
        assert_eq!(places.way(7, 1), Way::Queue);
        places.leave(&line[5]);
        assert_eq!(places.way(7, 1), Way::Wait);
        assert_eq!(places.way(7, PIECE_BYTES), Way::Queue);
    }

    #[test]
    fn a_place_that_nobody_gives_back_is_free_again() {
        let mut places = Places::new();
        let first = full(&mut places, 0)[0];
        assert_eq!(places.way(HELD_MS - 1, 1), Way::Wait);
        let heir = place(places.way(HELD_MS, 1));
        assert_eq!(heir.number, first.number);
        // Its first holder comes late, and must not free the heir's.
        places.done(first, true, &[], HELD_MS);
        let others = (1..MOST_STORING).map(|_| place(places.way(HELD_MS, 1)));
        assert_eq!(others.count(), MOST_STORING - 1);
        assert_eq!(places.way(HELD_MS, 1), Way::Wait);
    }
}
