//! From the composer to what is to be seen.

mod bill;
mod job;

use super::Composer;
use super::chart::results;
use super::draft::Draft;
use super::stage::Stage;
use crate::app::node::Node;
use crate::app::pieces::{bubbles, culprits};
use crate::app::sheet::Sheet;
use crate::campaign::{Advice, Skipped, Typography};
use crate::language::{
    Say, counted, heard, messages, msg, number, recipients as everybody, say, word,
};
use crate::view::{Culprit, Preview, Unicode};
use bill::confirm;
use job::job;

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
