//! From the composer to what is to be seen.

use super::Composer;
use super::chart::results;
use super::draft::Draft;
use super::progress::{Progress, title as state_title, words};
use super::stage::{Confirming, Stage};
use super::timing;
use crate::api::{BlankField, Job, JobDeed, JobPart, JobRecipient, JobState};
use crate::app::node::Node;
use crate::app::pieces::{badge, bubbles, culprits};
use crate::app::sheet::Sheet;
use crate::campaign::words::{capital, spread};
use crate::campaign::{Advice, Skipped, Typography};
use crate::language::{
    Say, counted, heard, messages, msg, number, recipients as everybody, say, word,
};
use crate::template::{MergeField, RelatedObject};
use crate::view::{Culprit, Preview, Unicode, status_words};

pub(super) fn sheet(of: &Composer) -> Sheet {
    let mut sheet = Sheet::new();
    let known = &of.known;
    let loaded = of.is_loaded();
    let failed = known.failed.as_deref().filter(|_| !loaded);
    let blocked = of.blocked().filter(|_| loaded && of.progress.is_none());
    let writes = loaded && blocked.is_none() && of.progress.is_none();
    let campaign = known.campaign.as_ref();
    let id = of.path.rsplit('/').next().unwrap_or_default();
    let name = campaign.map_or(id, |campaign| &campaign.name);
    // A page may have several elements: this is what each is called among its landmarks.
    sheet
        .set("card", "aria-label", say("Send SMS to {0}", &[name]))
        .show("loading", !loaded && failed.is_none())
        .show("failed", failed.is_some())
        .text("failed-text", failed.map(heard).unwrap_or_default())
        .note("blocked", blocked.map(word).as_deref())
        .show("form", writes);
    recipients(of, &mut sheet, loaded);
    draft(of, &mut sheet);
    preview(of, &mut sheet);
    of.draft.when.draw(&known.time_zone, &mut sheet);
    sheet.show("changing", of.changing.is_some());
    let planning = matches!(of.stage, Stage::Planning);
    sheet
        .note("problem", of.problem.as_deref())
        .text(
            "plan",
            Say(match planning {
                true => msg("Counting…"),
                false => msg("Review and send"),
            }),
        )
        .rest("plan", planning || !of.draft.is_ready());
    of.test.draw(&mut sheet, writes, of.draft.is_ready());
    confirm(of, &mut sheet);
    job(of.progress.as_ref(), &known.time_zone, &mut sheet);
    let any = loaded && (of.progress.is_some() || known.any_job);
    results(&of.results, any, &mut sheet);
    sheet
}

/// How many get none.
const SKIPPED: &str = msg("{0} skipped");

/// "4 recipients", and the skipped one press away.
fn recipients(of: &Composer, sheet: &mut Sheet, loaded: bool) {
    let skipped = &of.crowd.skipped;
    let some = skipped.total() > 0;
    let people = everybody(of.crowd.recipients);
    sheet
        .show("who", loaded && of.progress.is_none())
        .text("recipients", people)
        .show("skipped", some)
        .text("skipped", counted(skipped.total(), SKIPPED, SKIPPED))
        .set(
            "skipped",
            "aria-expanded",
            if of.shows_skipped { "true" } else { "false" },
        )
        .show("skipped-list", some && of.shows_skipped)
        .nodes("skipped-list", reasons(skipped));
}

fn reasons(skipped: &Skipped) -> Vec<Node> {
    let reason =
        |(skip, members): (crate::campaign::Skip, u32)| Node::text("li", skip.said(members));
    skipped.iter().map(reason).collect()
}

fn draft(of: &Composer, sheet: &mut Sheet) {
    let draft = &of.draft;
    let senders = of.known.senders.as_deref().unwrap_or_default();
    let senders = senders
        .iter()
        .map(|one| (one.name.as_str(), one.name.as_str()));
    let templates = of.known.templates.as_deref().unwrap_or_default();
    let named = templates
        .iter()
        .map(|one| (one.id.as_str(), one.name.as_str()));
    let unicode = Unicode::of(&draft.text);
    let advice: Vec<Node> = draft.advice.iter().map(advice).chain(kept(draft)).collect();
    sheet
        .choices("from", senders, draft.from.as_deref().unwrap_or_default())
        .show("template-row", !templates.is_empty())
        .choices(
            "template",
            [("", word("No template").as_str())]
                .into_iter()
                .chain(named),
            &draft.template,
        )
        .value("text", draft.text.as_str())
        .show("undo", draft.before.is_some())
        .text("counter", draft.counter())
        .text("counter-spoken", spoken(draft))
        .problem("text", "text-problem", draft.wrong.as_deref())
        .show("hint", !unicode.culprits.is_empty())
        .text("hint-text", Culprit::hint(&unicode.culprits))
        .nodes("culprits", culprits(&unicode.culprits))
        .show("replace-all", unicode.can_replace_all)
        .show("advice", !advice.is_empty())
        .nodes("advice", advice);
}

fn advice(advice: &Advice) -> Node {
    match advice {
        Advice::Cut(cut) => Node::text("li", cut.in_words()),
        Advice::Replace(replace) => Node::text("li", replace.in_words()).with(
            Node::button(Say("Replace in the message"), "look-alikes", "")
                .set("part", "link look-alikes"),
        ),
    }
}

/// What was replaced can be kept after all.
fn kept(draft: &Draft) -> Option<Node> {
    let said =
        || Say("Look-alikes stand for the typography of merged values, in the message only.");
    let keep = || Node::button(Say("Keep as in the records"), "keep", "").set("part", "link keep");
    (draft.typography == Typography::Replaced).then(|| Node::text("li", said()).with(keep()))
}

/// The counter in words.
pub(super) fn spoken(draft: &Draft) -> String {
    let Some(tally) = draft.tally.as_ref().filter(|_| !draft.text.is_empty()) else {
        return String::new();
    };
    let longest = tally.longest;
    let messages = messages(tally.messages);
    let people = everybody(tally.recipients);
    say(
        "{0} of {1} {2} characters, {3} to {4}",
        &[
            &number(longest.units),
            &longest.encoding.limit().to_string(),
            &word(longest.encoding.on_screen()),
            &messages,
            &people,
        ],
    )
}

fn preview(of: &Composer, sheet: &mut Sheet) {
    let member = of.leaf.member.as_ref();
    let shown = member.filter(|_| !of.draft.text.trim().is_empty());
    let rendered = shown.map(|member| {
        let fields = of.draft.typography.apply(&member.fields);
        Preview::of(&of.draft.read.render(&fields))
    });
    let at = u32::try_from(of.leaf.at().saturating_add(1)).unwrap_or(u32::MAX);
    let who = shown.map(|member| {
        let name = member.fields.name().unwrap_or_default();
        say(
            "{0} of {1}: {2}",
            &[&number(at), &number(of.crowd.recipients), &name],
        )
    });
    let preview = rendered.unwrap_or_default();
    sheet
        .show("preview-box", shown.is_some())
        .text("preview-title", preview.title())
        .text("preview-who", who.unwrap_or_default())
        .rest("previous", of.leaf.at() == 0)
        .rest("next", !of.leaf.has_next())
        .nodes("preview", bubbles(&preview))
        .note(
            "blank",
            Some(preview.blank_words().as_str()).filter(|words| !words.is_empty()),
        );
}

fn confirm(of: &Composer, sheet: &mut Sheet) {
    let confirming = match &of.stage {
        Stage::Confirming(confirming) => Some(confirming),
        _ => None,
    };
    sheet.open("confirm", confirming.is_some());
    let Some(confirming) = confirming else {
        return;
    };
    let plan = &confirming.plan;
    let from = of.draft.from.as_deref().unwrap_or_default();
    let moved = confirming
        .moved
        .iter()
        .map(|one| Node::text("li", heard(one)))
        .collect();
    let over = plan.over_limit.as_deref().map(heard);
    let over = over.as_deref();
    let wanted = number(plan.recipients);
    let problem = confirming
        .problem
        .as_deref()
        .map(|english| say(&heard(english), &[&wanted]));
    let timing = plan.timing.as_ref();
    let when = of.draft.when.bill(timing, &of.known.time_zone);
    let noted = timing.filter(|_| when.is_some());
    let notes = noted.map(timing::notes).unwrap_or_default();
    let zones = noted.map(timing::zones).unwrap_or_default();
    sheet
        .show("bill-timing", !notes.is_empty())
        .nodes("bill-timing", notes)
        .show("bill-zones", !zones.is_empty())
        .nodes("bill-zones", zones);
    sheet
        .text("confirm-title", title(confirming, of.draft.when.is_later()))
        .show("moved-box", !confirming.moved.is_empty())
        .nodes("moved", moved)
        .nodes("bill", bill(confirming, from, when))
        .nodes("bill-skipped", reasons(&plan.skipped))
        .show("bill-skipped", plan.skipped.total() > 0)
        .note("bill-blank", blank(&plan.blank).as_deref())
        .show("typed-row", plan.confirm && over.is_none())
        .text("typed-label", say("Type {0} to confirm", &[&wanted]))
        .value("typed", confirming.typed.as_str())
        .problem("typed", "confirm-problem", over.or(problem.as_deref()))
        .text("send", confirming.label(of.draft.when.is_later()))
        .rest("send", confirming.waiting || over.is_some())
        .rest("cancel", confirming.is_sent());
}

fn title(confirming: &Confirming, later: bool) -> String {
    match confirming.moved.is_empty() {
        true => {
            let people = everybody(confirming.plan.recipients);
            match later {
                true => say("Schedule for {0}?", &[&people]),
                false => say("Send to {0}?", &[&people]),
            }
        }
        false => word("This has changed since you looked"),
    }
}

/// What is sent, in rows.
fn bill(confirming: &Confirming, from: &str, when: Option<String>) -> Vec<Node> {
    let plan = &confirming.plan;
    let encodings = plan.encodings;
    let encoding = match (encodings.gsm7, encodings.ucs2) {
        (_, 0) => word("all regular"),
        (0, _) => word("all unicode"),
        (regular, unicode) => say(
            "{0} regular, {1} unicode",
            &[&number(regular), &number(unicode)],
        ),
    };
    let row = |name: &'static str, value: String| {
        Node::new("div")
            .with(Node::text("dt", Say(name)))
            .with(Node::text("dd", value))
    };
    let mut rows = vec![
        row(msg("From"), from.to_owned()),
        row(msg("Recipients"), number(plan.recipients)),
        row(msg("Messages in all"), number(plan.total_messages)),
        row(msg("People × messages"), spread(&plan.spread)),
        row(msg("Texts"), encoding),
    ];
    rows.extend(when.map(|when| row(msg("When"), when)));
    rows
}

/// Who would read a gap.
fn blank(fields: &[BlankField]) -> Option<String> {
    let one = |blank: &BlankField| {
        let label = match MergeField::find(&blank.field, RelatedObject::Campaign) {
            Ok(field) => field.label(),
            Err(_) => blank.field.as_str(),
        };
        say(
            "{0} is blank for {1}",
            &[&word(label), &number(blank.recipients)],
        )
    };
    let all: Vec<String> = fields.iter().map(one).collect();
    let said = || say("{0}: their text has a gap there.", &[&all.join(", ")]);
    (!all.is_empty()).then(said)
}

fn job(progress: Option<&Progress>, organisation: &str, sheet: &mut Sheet) {
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
        .text("job-title", Say(state.map_or("Sending", state_title)))
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
