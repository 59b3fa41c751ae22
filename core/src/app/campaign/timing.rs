//! When it goes out: what was chosen, and what that means in words.

use super::progress::duration;
use crate::api::{Job, JobState, Schedule, ScheduleZone, Timing};
use crate::app::node::Node;
use crate::app::sheet::Sheet;
use crate::campaign::words::{counted, number};
use crate::schedule::WallTime;

/// Most zones that are listed.
const ZONES: usize = 40;

/// What was chosen.
#[derive(Clone)]
pub(super) struct Choice {
    later: bool,
    /// As the browser gives it: blank until it is whole.
    at: String,
    zone: ScheduleZone,
    /// Why it cannot be.
    pub(super) problem: Option<&'static str>,
}

impl Choice {
    pub(super) const fn now() -> Choice {
        Choice {
            later: false,
            at: String::new(),
            zone: ScheduleZone::Recipient,
            problem: None,
        }
    }

    pub(super) fn of(schedule: Option<Schedule>) -> Choice {
        schedule.map_or(Choice::now(), |Schedule { at, zone }| Choice {
            later: true,
            at: at.to_string(),
            zone,
            problem: None,
        })
    }

    /// One of its controls was used; whether it is one of them.
    pub(super) fn input(&mut self, name: &str, value: &str) -> bool {
        match name {
            "when" => self.later = value == "later",
            "at" => value.clone_into(&mut self.at),
            "zone" => self.zone = ScheduleZone::from_word(value).unwrap_or_default(),
            _ => return false,
        }
        self.problem = None;
        true
    }

    fn time(&self) -> Option<WallTime> {
        self.at.parse().ok().filter(|_| self.later)
    }

    /// Whether it can be planned; says why not.
    pub(super) fn check(&mut self) -> bool {
        let whole = !self.later || self.time().is_some();
        self.problem = (!whole).then_some("Choose a day and a time.");
        whole
    }

    /// Whether a time was chosen.
    pub(super) fn is_later(&self) -> bool {
        self.later
    }

    /// What a request says of it.
    pub(super) fn request(&self) -> Option<Schedule> {
        Some(Schedule {
            at: self.time()?,
            zone: self.zone,
        })
    }

    pub(super) fn draw(&self, organisation: &str, sheet: &mut Sheet) {
        let said = self.time().map(|at| {
            [
                &shown(at, self.zone, organisation),
                ". Texts are made now. Who opts out until then gets none.",
            ]
            .concat()
        });
        let ours = ["The organisation (", organisation, ")"].concat();
        sheet
            .check("when-now", !self.later)
            .check("when-later", self.later)
            .show("when-row", self.later)
            .value("at", self.at.as_str())
            .choices(
                "zone",
                [
                    ("recipient", "Each recipient"),
                    ("organisation", ours.as_str()),
                ],
                self.zone.as_str(),
            )
            .note("when-words", said.as_deref())
            .problem("at", "when-problem", self.problem);
    }

    /// When it goes out, of a plan in front of the person; none where it goes out now.
    pub(super) fn bill(&self, timing: Option<&Timing>, organisation: &str) -> Option<String> {
        let first = timing.map(|timing| match timing.first_in_seconds {
            0..60 => "; the first goes out at once".to_owned(),
            seconds => ["; the first goes out in ", &duration(seconds)].concat(),
        });
        match (self.time(), timing) {
            (Some(at), _) => {
                let at = shown(at, self.zone, organisation);
                Some([at.as_str(), first.as_deref().unwrap_or_default()].concat())
            }
            (None, Some(timing)) if timing.held > 0 => Some(
                [
                    "Now, but not in quiet hours",
                    first.as_deref().unwrap_or_default(),
                ]
                .concat(),
            ),
            _ => None,
        }
    }
}

/// `Tuesday, 1 December 2026, 09:00 in each recipient's time zone`.
fn shown(at: WallTime, zone: ScheduleZone, organisation: &str) -> String {
    let whose = match zone {
        ScheduleZone::Recipient => "each recipient’s time zone",
        ScheduleZone::Organisation if organisation.is_empty() => "the organisation’s time zone",
        ScheduleZone::Organisation => organisation,
    };
    [&at.in_words(), " in ", whose].concat()
}

/// What a person should know of when it goes out, besides.
pub(super) fn notes(timing: &Timing) -> Vec<Node> {
    let people = |people: u32, one: &str, many: &str| {
        let verb = if people == 1 { one } else { many };
        [&counted(people, "recipient"), " ", verb].concat()
    };
    let mut notes = Vec::new();
    if timing.passed > 0 {
        let who = ["For ", &counted(timing.passed, "recipient")].concat();
        notes.push(Node::text(
            "li",
            [&who, " this time is over already: theirs go out at once."].concat(),
        ));
    }
    if let Some(until) = timing.held_until.as_deref().filter(|_| timing.held > 0) {
        let who = people(timing.held, "is", "are");
        let said = [
            &who,
            " in quiet hours then and wait for their end, the last until ",
        ]
        .concat();
        notes.push(
            Node::new("li")
                .with(Node::text("span", said))
                .with(Node::time(until)),
        );
    }
    if timing.guessed > 0 {
        let who = ["The time zone of ", &counted(timing.guessed, "recipient")].concat();
        notes.push(Node::text(
            "li",
            [&who, " is a guess, from the country of the number."].concat(),
        ));
    }
    notes
}

/// Who lives where, and when theirs go out, in the viewer's own time.
pub(super) fn zones(timing: &Timing) -> Vec<Node> {
    let zone = |zone: &crate::api::TimingZone| {
        let mut who = [zone.zone.as_str(), ": ", &number(zone.recipients)].concat();
        if zone.guessed > 0 {
            let guessed = match zone.guessed == zone.recipients {
                true => " (a guess)".to_owned(),
                false => [" (", &number(zone.guessed), " of them a guess)"].concat(),
            };
            who.push_str(&guessed);
        }
        Node::new("li")
            .with(Node::text("span", who).class("name"))
            .with(Node::time(&zone.at))
            .with(Node::text("span", "your time"))
    };
    timing.zones.iter().take(ZONES).map(zone).collect()
}

/// What a job waits for.
pub(super) fn scheduled(job: &Job, organisation: &str) -> String {
    let people = counted(job.recipients, "recipient");
    match job.schedule {
        Some(Schedule { at, zone }) => [
            &shown(at, zone, organisation),
            ", to ",
            &people,
            ". Nothing is sent yet.",
        ]
        .concat(),
        None => [
            &people,
            " wait for the end of quiet hours. Nothing is sent yet.",
        ]
        .concat(),
    }
}

/// Until when, in the viewer's own time.
pub(super) fn waits(job: &Job) -> Vec<Node> {
    let said = match job.state {
        JobState::Scheduled => "The first goes out",
        _ => "The next go out",
    };
    let until = job.waits_until.as_deref().map(|until| {
        [
            Node::text("span", [said, " "].concat()),
            Node::time(until),
            Node::text("span", ", your time"),
        ]
    });
    until.into_iter().flatten().collect()
}
