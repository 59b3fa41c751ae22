//! What is under way: a task for each event, gone on with whenever one of its calls is answered.
//!
//! A task is known by the number of its event, and a call knows its task; so nobody needs a waker, and none is made.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::task::{Context, Waker};

use super::clock::now;
use super::deeds::{Tell, tell, tell_number};
use crate::error::Failure;

/// How long a task may wait for one answer, milliseconds, before it counts as given up: its caller went away, and the
/// platform with him, so that no answer will ever come. The longest the platform itself lets anything run.
const GIVEN_UP_MS: i64 = 15 * 60_000;

/// So many tasks are not looked through for those.
const FEW: usize = 64;

/// Something under way, behind a pointer, and nothing of it borrowed. An `async fn` would be a waiting of its own in
/// everything that waits for it.
pub(crate) type Asked<T> = Pin<Box<dyn Future<Output = Result<T, Failure>>>>;

type Work = Pin<Box<dyn Future<Output = ()>>>;

struct Task {
    event: u32,
    /// When it last went on.
    at: i64,
    /// Not here while it runs.
    work: Option<Work>,
}

thread_local! {
    static TASKS: RefCell<Vec<Task>> = const { RefCell::new(Vec::new()) };
    static RUNNING: Cell<u32> = const { Cell::new(0) };
}

/// The event that is worked for at this moment.
pub(super) fn running() -> u32 {
    RUNNING.get()
}

/// Begins to work for an event.
pub(super) fn spawn(event: u32, work: impl Future<Output = ()> + 'static) {
    give_up();
    let work: Work = Box::pin(work);
    let task = Task {
        event,
        at: now(),
        work: Some(work),
    };
    TASKS.with_borrow_mut(|tasks| tasks.push(task));
    poll(event);
}

/// Goes on with a task.
pub(super) fn poll(event: u32) {
    let work = TASKS.with_borrow_mut(|tasks| {
        let task = tasks.iter_mut().find(|task| task.event == event)?;
        task.at = now();
        task.work.take()
    });
    let Some(mut work) = work else { return };
    let before = RUNNING.replace(event);
    let mut context = Context::from_waker(Waker::noop());
    let mut work = match work.as_mut().poll(&mut context).is_ready() {
        true => None,
        false => Some(work),
    };
    RUNNING.set(before);
    TASKS.with_borrow_mut(|tasks| match &work {
        None => tasks.retain(|task| task.event != event),
        Some(_) => {
            if let Some(task) = tasks.iter_mut().find(|task| task.event == event) {
                task.work = work.take();
            }
        }
    });
}

/// Forgets tasks that nothing will ever go on with, and what they hold.
fn give_up() {
    let before = now().saturating_sub(GIVEN_UP_MS);
    let old = |task: &mut Task| task.at < before && task.work.is_some();
    let given_up: Vec<Task> = TASKS.with_borrow_mut(|tasks| match tasks.len() > FEW {
        true => tasks.extract_if(.., old).collect(),
        false => Vec::new(),
    });
    for task in given_up {
        let running = RUNNING.replace(task.event);
        tell(Tell::Done, &[]);
        drop(task);
        RUNNING.set(running);
    }
}

/// Work whose event has no other answer than that it is done.
pub(super) async fn to_its_end(work: impl Future<Output = ()>) {
    work.await;
    tell(Tell::Done, &[]);
}

/// The work for this event goes on to its end if the caller goes away.
pub(crate) fn keep_going() {
    tell(Tell::KeepGoing, &[]);
}

/// Goes on with something after this event is answered.
pub(crate) fn spawn_after(work: impl Future<Output = ()> + 'static) {
    let event = tell_number(Tell::After, &[]);
    if let Ok(event) = u32::try_from(event) {
        spawn(event, to_its_end(work));
    }
}
