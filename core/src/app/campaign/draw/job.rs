//! The job that sends: how far it is, what can be done with it, whom it has sent to.

use super::super::progress::{Progress, title, words};
use super::super::timing;
use crate::api::{Job, JobDeed, JobPart, JobRecipient, JobState};
use crate::app::node::Node;
use crate::app::pieces::badge;
use crate::app::sheet::Sheet;
use crate::campaign::words::capital;
use crate::language::{Say, heard, msg, number, word};
use crate::view::status_words;

pub(super) fn job(progress: Option<&Progress>, organisation: &str, sheet: &mut Sheet) {
    let job = progress.and_then(|progress| progress.job.as_ref());
    let pressed = progress.and_then(|progress| progress.deed);
    let state = job.map(|job| job.state);
    let can = |deed: JobDeed| {
        job.is_some_and(|job| match deed {
            JobDeed::Stop => job.state.can_stop(),
            JobDeed::Resume => job.state.can_resume(),
            JobDeed::Retry => !job.state.is_under_way() && job.failed > 0,
        })
    };
    let told = match (progress, job) {
        (None, _) => String::new(),
        (_, None) => word("Starting…"),
        (_, Some(job)) => words(job, organisation),
    };
    let scheduled = state == Some(JobState::Scheduled);
    let waits = job.map(timing::waits).unwrap_or_default();
    sheet
        .show("job-waits", !waits.is_empty())
        .nodes("job-waits", waits)
        .show("edit", job.is_some_and(|job| job.text.is_some()))
        .rest("edit", pressed.is_some())
        .show("bar", !scheduled)
        .show("counts", !scheduled);
    sheet
        .show("job-box", progress.is_some())
        .text("job-title", Say(state.map_or("Sending", title)))
        .text("job-words", told)
        .set(
            "bar",
            "max",
            job.map_or(1, |job| job.recipients.max(1)).to_string(),
        )
        .set("bar", "value", job.map_or(0, Job::through).to_string())
        .nodes("counts", job.map(counts).unwrap_or_default())
        .note(
            "job-problem",
            progress.and_then(|progress| progress.problem.as_deref()),
        )
        .show(
            "again",
            state.is_some_and(|state| !state.is_under_way() || scheduled),
        );
    people(progress, sheet);
    for (id, deed, label, busy) in [
        (
            "stop",
            JobDeed::Stop,
            if scheduled {
                msg("Cancel")
            } else {
                msg("Stop")
            },
            if scheduled {
                msg("Cancelling…")
            } else {
                msg("Stopping…")
            },
        ),
        ("resume", JobDeed::Resume, msg("Resume"), msg("Resuming…")),
        (
            "retry",
            JobDeed::Retry,
            msg("Retry failed"),
            msg("Retrying…"),
        ),
    ] {
        let is_pressed = pressed == Some(deed);
        sheet
            .show(id, can(deed))
            .text(id, Say(if is_pressed { busy } else { label }))
            .rest(id, pressed.is_some());
    }
}

/// Who was sent to and who was not, once that does not change any more.
fn people(progress: Option<&Progress>, sheet: &mut Sheet) {
    let job = progress.and_then(|progress| progress.job.as_ref());
    let shown = progress.and_then(|progress| progress.people.as_ref());
    let rests = job.is_some_and(|job| !job.state.is_under_way());
    for (id, part) in [
        ("part-sent", JobPart::Sent),
        ("part-not-sent", JobPart::NotSent),
        ("part-maybe", JobPart::Maybe),
        ("part-failed", JobPart::Failed),
    ] {
        let is_shown = shown.is_some_and(|people| people.part == part);
        sheet.set(id, "aria-pressed", if is_shown { "true" } else { "false" });
    }
    let rows = shown.map(|people| people.rows.iter().map(person).collect());
    let rows: Vec<Node> = rows.unwrap_or_default();
    let told = shown.and_then(|people| match (&people.problem, people.asked) {
        (Some(problem), _) => Some(problem.clone()),
        (None, true) => Some(word("Loading…")),
        (None, false) if rows.is_empty() => Some(word("Nobody.")),
        _ => None,
    });
    sheet
        .show("parts", rests)
        .note("people-note", told.as_deref())
        .show("people", !rows.is_empty())
        .nodes("people", rows)
        .show("more", shown.is_some_and(|people| people.next.is_some()));
}

fn person(one: &JobRecipient) -> Node {
    let name = one.name.as_deref().unwrap_or(one.record_id.as_str());
    Node::new("li")
        .with(Node::text("span", name).class("name"))
        .with(badge(one.status, status_words(one.status)))
        .with_all(
            one.reason
                .as_deref()
                .map(|why| Node::text("p", capital(&heard(why)))),
        )
}

/// Each recipient in one of these.
fn counts(job: &Job) -> Vec<Node> {
    [
        ("open", msg("Not sent yet"), job.queued),
        ("open", msg("Sent"), job.sent),
        ("good", msg("Delivered"), job.delivered),
        ("bad", msg("Failed"), job.failed),
        ("doubt", msg("Maybe sent"), job.unknown),
        ("quiet", msg("Skipped"), job.skipped),
    ]
    .into_iter()
    .map(|(tone, name, people)| {
        Node::new("li")
            .class(tone)
            .with(Node::text("span", Say(name)))
            .with(Node::text("b", number(people)))
    })
    .collect()
}
