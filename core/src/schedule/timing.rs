//! The recipients of a campaign by the zones they live in, and when each zone is due.

use super::clock::Clock;
use super::guess::zone_of_number;
use super::when::{Due, When};
use crate::api::{Timing, TimingZone};
use crate::time::to_rfc3339;

/// A zone, and who lives there.
#[derive(Clone, Debug)]
struct Zone {
    name: String,
    due: Due,
    recipients: u32,
    guessed: u32,
}

/// Takes recipients one after the other; when each is due, and what that comes to.
#[derive(Clone, Debug)]
pub struct Timings {
    when: When,
    now: i64,
    zones: Vec<Zone>,
}

impl Timings {
    /// Nobody yet.
    pub const fn new(when: When, now: i64) -> Timings {
        Timings {
            when,
            now,
            zones: Vec::new(),
        }
    }

    /// Whether there is nothing to wait for, whoever the recipients are.
    pub const fn is_now(&self) -> bool {
        self.when.is_now()
    }

    /// The zone of a recipient, and whether it is a guess: what the record says, if that is a zone; else that of the
    /// number's country; else the organisation's.
    pub fn zone<'a>(
        written: &'a str,
        mobile: &str,
        organisation: &'a str,
        is_zone: impl FnOnce(&str) -> bool,
    ) -> (&'a str, bool) {
        match super::looks_like_zone(written) && is_zone(written) {
            true => (written, false),
            false => (zone_of_number(mobile).unwrap_or(organisation), true),
        }
    }

    /// Adds a recipient; when it is due.
    pub fn add(&mut self, zone: &str, guessed: bool, clock: &Clock<'_>) -> Due {
        let place = match self.zones.iter().position(|one| one.name == zone) {
            Some(place) => place,
            None => {
                let due = self.when.due(self.now, clock);
                self.zones.push(Zone {
                    name: zone.to_owned(),
                    due,
                    recipients: 0,
                    guessed: 0,
                });
                self.zones.len().saturating_sub(1)
            }
        };
        match self.zones.get_mut(place) {
            Some(zone) => {
                zone.recipients = zone.recipients.saturating_add(1);
                zone.guessed = zone.guessed.saturating_add(guessed.into());
                zone.due
            }
            None => self.when.due(self.now, clock),
        }
    }

    /// Whether what was wanted is over for everybody by more than so many milliseconds.
    pub fn is_over(&self, grace: i64, clock: impl Fn(&str, i64) -> i64) -> bool {
        let then = Timings::new(self.when, self.now.saturating_sub(grace));
        !self.zones.is_empty()
            && self
                .zones
                .iter()
                .all(|zone| then.when.due(then.now, &|at| clock(&zone.name, at)).passed)
    }

    /// When all are due, from the first to the last; none where nobody has to wait.
    pub fn answer(&self) -> Option<Timing> {
        let first = self.zones.iter().map(|zone| zone.due.at).min()?;
        let last = self.zones.iter().map(|zone| zone.due.at).max()?;
        if self.is_now() {
            return None;
        }
        let sum = |of: fn(&Zone) -> u32| {
            let all = self.zones.iter().map(of);
            all.fold(0, u32::saturating_add)
        };
        let held = self.zones.iter().filter(|zone| zone.due.held);
        let held_until = held.map(|zone| zone.due.at).max();
        let seconds = first.saturating_sub(self.now).max(0).div_euclid(1_000);
        Some(Timing {
            first_at: to_rfc3339(first),
            first_in_seconds: u32::try_from(seconds).unwrap_or(u32::MAX),
            last_at: to_rfc3339(last),
            zones: self
                .zones
                .iter()
                .map(|zone| TimingZone {
                    zone: zone.name.clone(),
                    recipients: zone.recipients,
                    guessed: zone.guessed,
                    at: to_rfc3339(zone.due.at),
                })
                .collect(),
            guessed: sum(|zone| zone.guessed),
            passed: sum(|zone| if zone.due.passed { zone.recipients } else { 0 }),
            held: sum(|zone| if zone.due.held { zone.recipients } else { 0 }),
            held_until: held_until.map(to_rfc3339),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::Wanted;
    use crate::schedule::zones::{clock, named};
    use crate::time::from_rfc3339;

    #[test]
    fn a_zone_is_read_guessed_or_the_organisations() {
        let zone =
            |written, mobile| Timings::zone(written, mobile, "UTC", |name| name != "No/Where");
        assert_eq!(zone("Asia/Tokyo", "+41791234567"), ("Asia/Tokyo", false));
        for written in ["", "No/Where", "+01:00"] {
            assert_eq!(zone(written, "+41791234567"), ("Europe/Zurich", true));
        }
        assert_eq!(zone("", "+999"), ("UTC", true));
    }

    #[test]
    fn recipients_are_told_by_zone_with_who_is_late_and_who_is_held() {
        let when = When {
            wanted: Wanted::Shown("2026-12-01T22:00".parse().unwrap()),
            quiet: "21:00-08:00".parse().ok(),
        };
        let now = from_rfc3339("2026-12-01T21:30:00Z").unwrap();
        let mut timings = Timings::new(when, now);
        assert_eq!(timings.answer(), None);
        for (zone, guessed) in [
            ("Europe/Zurich", true),
            ("America/New_York", false),
            ("Europe/Zurich", false),
        ] {
            timings.add(zone, guessed, &clock(&named(zone)));
        }
        let over = |timings: &Timings| timings.is_over(0, |zone, at| clock(&named(zone))(at));
        let told = timings.answer().unwrap();
        assert_eq!((told.guessed, told.passed, told.held), (1, 2, 3));
        // Zurich: past ten already, and quiet till eight.
        assert_eq!(told.first_at, "2026-12-02T07:00:00.000Z");
        assert_eq!(told.first_in_seconds, 9 * 3600 + 1800);
        assert_eq!(told.last_at, "2026-12-02T13:00:00.000Z");
        assert_eq!(told.held_until.as_deref(), Some("2026-12-02T13:00:00.000Z"));
        let zurich = &told.zones[0];
        assert_eq!((zurich.recipients, zurich.guessed), (2, 1));
        assert!(!over(&timings));
        let mut late = Timings::new(when, now + 86_400_000);
        late.add("Europe/Zurich", true, &clock(&named("Europe/Zurich")));
        assert!(over(&late));
        let mut now = Timings::new(
            When {
                wanted: Wanted::Now,
                quiet: None,
            },
            now,
        );
        now.add("UTC", true, &|_| 0);
        assert_eq!(now.answer(), None);
        assert!(!over(&now));
    }
}
