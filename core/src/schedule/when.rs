//! When the SMS of a campaign are due.

use super::clock::{Clock, instant_of};
use super::quiet::Quiet;
use super::wall::WallTime;

/// When a person wants them to go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// At once.
    Now,
    /// At an instant, milliseconds since the epoch.
    At(i64),
    /// When the recipient's clock shows this.
    Shown(WallTime),
}

/// When they go out: what is wanted, and when nobody is texted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// What is wanted.
    pub wanted: Wanted,
    /// The quiet hours, by each recipient's clock.
    pub quiet: Option<Quiet>,
}

/// When the SMS to people of one zone are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Not before this instant. It is in no quiet hours, and not before now.
    pub at: i64,
    /// When their next quiet hours begin: from then on it has to be asked again.
    pub closes: Option<i64>,
    /// What was wanted is over by now.
    pub passed: bool,
    /// They wait for the end of quiet hours.
    pub held: bool,
}

impl When {
    /// Whether there is nothing to wait for, whoever the recipients are.
    pub const fn is_now(&self) -> bool {
        matches!(self.wanted, Wanted::Now) && self.quiet.is_none()
    }

    /// Whether it depends on the recipient's zone.
    pub const fn is_by_zone(&self) -> bool {
        matches!(self.wanted, Wanted::Shown(_)) || self.quiet.is_some()
    }

    /// When it is due for who lives by this clock. A time that is over by now goes at once: they are sent the same
    /// day, late, and not a day later than all others.
    pub fn due(&self, now: i64, clock: &Clock<'_>) -> Due {
        let wanted = match self.wanted {
            Wanted::Now => now,
            Wanted::At(instant) => instant,
            Wanted::Shown(time) => instant_of(time.shown(), clock),
        };
        let from = wanted.max(now);
        let at = self.quiet.map_or(from, |quiet| quiet.opens(from, clock));
        Due {
            at,
            closes: self.quiet.map(|quiet| quiet.closes(at, clock)),
            passed: wanted < now,
            held: at > from,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::schedule::zones::{all, clock, named};
    use crate::schedule::{DAY, HOUR};
    use crate::time::from_rfc3339;

    fn at(text: &str) -> i64 {
        from_rfc3339(text).unwrap()
    }

    #[test]
    fn each_zone_has_its_own_nine_oclock_and_its_own_night() {
        let nine = Wanted::Shown("2026-12-01T09:00".parse().unwrap());
        let when = When {
            wanted: nine,
            quiet: None,
        };
        let now = at("2026-12-01T10:00:00Z");
        for (zone, due, passed) in [
            ("America/Los_Angeles", "2026-12-01T17:00:00Z", false),
            ("Etc/GMT+12", "2026-12-01T21:00:00Z", false),
            ("Europe/Zurich", "2026-12-01T10:00:00Z", true),
            ("Pacific/Kiritimati", "2026-12-01T10:00:00Z", true),
        ] {
            let found = when.due(now, &clock(&named(zone)));
            assert_eq!((found.at, found.passed), (at(due), passed), "{zone}");
            assert_eq!((found.closes, found.held), (None, false));
        }
        // Past nine in Kiritimati: it is midnight there.
        let when = When {
            wanted: nine,
            quiet: "21:00-08:00".parse().ok(),
        };
        let found = when.due(now, &clock(&named("Pacific/Kiritimati")));
        assert_eq!(found.at, at("2026-12-01T18:00:00Z"));
        assert!(found.passed && found.held);
        assert_eq!(found.closes, Some(at("2026-12-02T07:00:00Z")));
    }

    proptest! {
        #[test]
        fn nothing_is_due_in_quiet_hours_nor_before_what_is_wanted(
            name in prop::sample::select(all()),
            hours in (0_i64..24, 1_i64..24),
            now in 29_000_000_i64..36_000_000,
            ahead in -DAY..30 * DAY,
            how in 0_usize..3,
        ) {
            let (from, length) = hours;
            let text = |hour: i64| format!("{:02}:30", hour % 24);
            let quiet = Quiet::read(&text(from), &text(from + length)).unwrap();
            let now = now * 60_000;
            let shown = crate::time::to_rfc3339(now + ahead)[..16].parse().unwrap();
            let wanted = [Wanted::Now, Wanted::At(now + ahead), Wanted::Shown(shown)][how];
            let zone = named(&name);
            let clock = clock(&zone);
            let due = When { wanted, quiet }.due(now, &clock);
            prop_assert!(!quiet.unwrap().is_quiet(due.at, &clock));
            prop_assert!(due.at >= now && due.closes > Some(due.at));
            let free = When { wanted, quiet: None }.due(now, &clock);
            prop_assert_eq!(due.held, due.at > free.at);
            prop_assert!(due.at - free.at <= 2 * DAY + 2 * HOUR);
            // Asked again when it is due, nothing has changed.
            let again = When { wanted, quiet }.due(due.at, &clock);
            prop_assert_eq!((again.at, again.closes, again.held), (due.at, due.closes, false));
        }
    }
}
