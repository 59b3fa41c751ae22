//! The results, drawn: each bar beside its figure and in words, so that nothing is told by a length or a colour alone.

use super::results::Results;
use crate::api::CampaignResults;
use crate::app::node::Node;
use crate::app::sheet::Sheet;
use crate::language::{Say, counted, heard, msg, number, say, word};

/// Over the bars.
const WHAT: &str = msg("What became of {0} SMS");
/// Over the reasons.
const WHY: &str = msg("Why {0} failed");

/// The results onto the sheet. `any`: whether there is anything to have results of.
pub(super) fn results(results: &Results, any: bool, sheet: &mut Sheet) {
    let known = results.known.as_ref().filter(|_| results.shown);
    let failed = known.map_or(0, |known| known.failed);
    let note = match (&results.problem, known) {
        (Some(problem), _) => Some(problem.clone()),
        (None, None) if results.shown => Some(word("Loading…")),
        (None, Some(known)) if known.sms() == 0 => Some(word("Nothing is sent yet.")),
        _ => None,
    };
    let some = known.filter(|known| known.sms() > 0);
    let all = some.map(|known| {
        let sms = known.sms();
        counted(sms, WHAT, WHAT)
    });
    sheet
        .show("results-box", any)
        .set(
            "results",
            "aria-expanded",
            if results.shown { "true" } else { "false" },
        )
        .show("results-panel", results.shown)
        .note("results-note", note.as_deref())
        .show("results-chart", some.is_some())
        .nodes("tiles", some.map(tiles).unwrap_or_default())
        .text("outcomes-title", all.unwrap_or_default())
        .nodes("outcomes", some.map(outcomes).unwrap_or_default())
        .show("reasons-box", failed > 0)
        .text("reasons-title", counted(failed, WHY, WHY))
        .nodes("reasons", some.map(reasons).unwrap_or_default())
        .text(
            "failures",
            Say(match results.saving {
                true => msg("Saving…"),
                false => msg("Save failures as CSV"),
            }),
        )
        .rest("failures", results.saving);
}

/// What is no part of a whole.
fn tiles(known: &CampaignResults) -> Vec<Node> {
    [
        (msg("Messages"), known.messages),
        (msg("Replies"), known.replies),
        (msg("Opted out since"), known.opt_outs),
        (msg("Not sent after all"), known.skipped),
    ]
    .into_iter()
    .map(|(name, n)| {
        Node::new("li")
            .with(Node::text("span", Say(name)))
            .with(Node::text("b", number(n)))
    })
    .collect()
}

fn outcomes(known: &CampaignResults) -> Vec<Node> {
    let all = known.sms();
    [
        ("good", msg("Delivered"), known.delivered),
        ("open", msg("Sent, no report yet"), known.sent),
        ("bad", msg("Failed"), known.failed),
        ("doubt", msg("Maybe sent"), known.unknown),
    ]
    .into_iter()
    .map(|(tone, name, n)| bar(&word(name), n, all).class(tone))
    .collect()
}

fn reasons(known: &CampaignResults) -> Vec<Node> {
    let told = known.failures.iter();
    let mut bars: Vec<Node> = told
        .clone()
        .map(|one| bar(&heard(&one.reason), one.sms, known.failed).class("bad"))
        .collect();
    let rest = told.fold(known.failed, |left, one| left.saturating_sub(one.sms));
    if rest > 0 {
        bars.push(bar(&word("Other reasons"), rest, known.failed).class("bad"));
    }
    bars
}

/// A bar with its name, its figure and its share.
fn bar(name: &str, n: u32, of: u32) -> Node {
    Node::new("li")
        .with(Node::text("span", name))
        .with(Node::text("b", number(n)))
        .with(Node::text("span", share(n, of)).class("share"))
        .with(
            Node::new("progress")
                .set("max", of.max(1).to_string())
                .set("value", n.to_string())
                // What it shows stands before it.
                .set("aria-hidden", "true"),
        )
}

/// A share in whole per cent. Not all is never said to be all, nor some to be none.
fn share(n: u32, of: u32) -> String {
    let percent = |n: u32| {
        let whole = u64::from(of.max(1));
        let rounded = u64::from(n).saturating_mul(200).saturating_add(whole);
        rounded.checked_div(whole.saturating_mul(2)).unwrap_or(0)
    };
    match percent(n) {
        0 if n > 0 => word("under 1 %"),
        100.. if n < of => word("over 99 %"),
        percent => say("{0} %", &[&percent.to_string()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_whole_and_honest() {
        for (n, of, expected) in [
            (0, 0, "0 %"),
            (0, 7, "0 %"),
            (7, 7, "100 %"),
            (1, 3, "33 %"),
            (2, 3, "67 %"),
            (1, 1000, "under 1 %"),
            (999, 1000, "over 99 %"),
            (u32::MAX - 1, u32::MAX, "over 99 %"),
        ] {
            assert_eq!(share(n, of), expected, "{n} of {of}");
        }
    }
}
