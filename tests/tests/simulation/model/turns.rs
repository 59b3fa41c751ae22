//! Who does something, and whose turn it is.
//!
//! An actor is a future. It gives way before and after each thing it does to the world, so that any
//! other may come in between, and so that it can die there: a future that is dropped has lost all it
//! had in memory, and the database stays.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::world::World;

type Life = Pin<Box<dyn Future<Output = ()>>>;

/// Somebody who does something.
pub(super) struct Actor {
    name: String,
    /// Whether it is part of the Worker, which may die. The network and the gateway do not.
    mortal: bool,
    life: Life,
    /// Not before this time.
    wake: Option<i64>,
}

impl Actor {
    pub(super) fn new(
        name: String,
        mortal: bool,
        life: impl Future<Output = ()> + 'static,
    ) -> Actor {
        Actor {
            name,
            mortal,
            life: Box::pin(life),
            wake: None,
        }
    }
}

impl World {
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

/// A wait, of one turn at least.
pub(crate) struct Sleep {
    world: World,
    until: i64,
    seen: bool,
}

impl Sleep {
    pub(super) fn until(world: &World, until: i64) -> Sleep {
        Sleep {
            world: world.clone(),
            until,
            seen: false,
        }
    }
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
