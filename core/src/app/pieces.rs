//! Pieces that several pages show, as nodes: a status, a message as the handset will show it, why
//! it is unicode. The words and the rules are [`crate::view`]'s.

use super::node::{Node, Words};
use crate::language::msg;
use crate::status::Shown;
use crate::view::{Culprit, Preview, PreviewPart, SentTone, Tone, tone};

/// A status, as a badge.
pub(super) fn badge(status: Shown, words: impl Words) -> Node {
    Node::text("span", words).class(match tone(status) {
        SentTone::Open => "badge open",
        SentTone::Good => "badge good",
        SentTone::Doubt => "badge doubt",
        SentTone::Bad => "badge bad",
    })
}

/// Beside a reply that may be a request to stop.
pub(super) const MAY_ASK_TO_STOP: &str = msg("May be a request to stop");

/// A message as bubbles, one a segment.
pub(super) fn bubbles(preview: &Preview) -> Vec<Node> {
    let bubble = |parts: &Vec<PreviewPart>| Node::new("li").with_all(parts.iter().map(part));
    preview.segments.iter().map(bubble).collect()
}

fn part(part: &PreviewPart) -> Node {
    match part.tone {
        Tone::Plain => Node::text("span", part.words()),
        Tone::Value => Node::text("span", part.words()).class("value"),
        Tone::Default => Node::text("span", part.words()).class("default"),
        Tone::Blank => Node::text("mark", part.words()).class("blank"),
    }
}

/// What makes a message unicode, with buttons that put the look-alike in its place.
pub(super) fn culprits(list: &[Culprit]) -> Vec<Node> {
    list.iter()
        .map(|one| Node::new("li").with(culprit(one)))
        .collect()
}

fn culprit(one: &Culprit) -> Node {
    let Some(with) = one.replacement else {
        return Node::text("span", one.no_look_alike()).class("none");
    };
    let pieces = one
        .offer(with)
        .into_iter()
        .map(|(is_character, text)| Node::text(if is_character { "kbd" } else { "span" }, text));
    Node::button("", "replace", one.sequence.as_str()).with_all(pieces)
}
