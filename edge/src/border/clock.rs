//! Time. The platform's clock stands still while we compute, so it is told us with everything that comes in.

use std::cell::Cell;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::deeds::{Call, Calling, Tell, call, tell, tell_number};

thread_local! {
    static NOW: Cell<i64> = const { Cell::new(0) };
}

/// The time, milliseconds since the epoch.
pub(crate) fn now() -> i64 {
    NOW.get()
}

/// The time so many milliseconds ago.
pub(crate) fn ago(milliseconds: i64) -> i64 {
    now().saturating_sub(milliseconds)
}

/// How far a time zone is ahead of UTC at an instant, milliseconds; none where there is no such zone.
pub(crate) fn ahead(zone: &str, at: i64) -> Option<i64> {
    // No zone is behind by a second.
    let seconds = Some(tell_number(Tell::Ahead, &[zone.into(), at.into()]));
    seconds
        .filter(|seconds| *seconds != -1)
        .map(|seconds| i64::from(seconds).saturating_mul(1000))
}

/// Only ever later.
pub(super) fn set(now: f64) {
    NOW.set(NOW.get().max(now as i64));
}

/// A while. Its clock is stopped where nobody waits any more.
pub(crate) struct Delay(Calling);

impl From<Duration> for Delay {
    fn from(duration: Duration) -> Delay {
        let ms = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Delay(call(Call::Sleep, &[ms.into()]))
    }
}

impl Future for Delay {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.0).poll(context).map(drop)
    }
}

impl Drop for Delay {
    fn drop(&mut self) {
        tell(Tell::StopClock, &[self.0.number().into()]);
    }
}
