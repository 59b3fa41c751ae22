//! A rendered text as the handset will show it: cut into segments, merged values marked.

use crate::count::split;
use crate::language::{counted, msg, say, word};
use crate::template::{Rendered, ValueFrom};

/// Over a message of several segments.
const SEVERAL: &str = msg("Preview: {0} messages");

/// A piece of the preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewPart {
    /// The text; for a blank field its label.
    pub text: String,
    /// How it is marked.
    pub tone: Tone,
}

/// How a piece of the preview is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Typed.
    Plain,
    /// From the record.
    Value,
    /// A default, because the record's field is blank.
    Default,
    /// Blank, without a default.
    Blank,
}

/// The message as the person will read it, by segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// The segments, each in pieces.
    pub segments: Vec<Vec<PreviewPart>>,
    /// The labels of fields that are blank for this record.
    pub blank: Vec<&'static str>,
}

impl Preview {
    /// Cuts a rendered text at the ends of segments and of merged values.
    pub fn of(rendered: &Rendered) -> Preview {
        let blank = rendered
            .blank()
            .into_iter()
            .map(|field| field.label())
            .collect();
        let Ok(cut) = split(&rendered.text) else {
            return Preview {
                segments: Vec::new(),
                blank,
            };
        };
        let stretches = stretches(rendered);
        let whole = rendered.text.len();
        let mut start = 0_usize;
        let segments = cut
            .iter()
            .map(|segment| {
                let end = start.saturating_add(segment.len());
                let parts = stretches
                    .iter()
                    .filter_map(|stretch| part(stretch, start, end, whole));
                let parts = parts.collect();
                start = end;
                parts
            })
            .collect();
        Preview { segments, blank }
    }

    /// What stands over it.
    pub fn title(&self) -> String {
        match self.segments.len() {
            0 | 1 => word("Preview"),
            count => counted(u32::try_from(count).unwrap_or(u32::MAX), SEVERAL, SEVERAL),
        }
    }

    /// Which fields are blank, if any.
    pub fn blank_words(&self) -> String {
        match self.blank.as_slice() {
            [] => String::new(),
            fields => {
                let fields: Vec<String> = fields.iter().map(|field| word(field)).collect();
                say("Blank for this record: {0}.", &[&fields.join(", ")])
            }
        }
    }
}

impl PreviewPart {
    /// What is read of it: a blank field says that it is one.
    pub fn words(&self) -> String {
        match self.tone {
            Tone::Blank => say("{0} is blank", &[&word(&self.text)]),
            Tone::Plain | Tone::Value | Tone::Default => self.text.clone(),
        }
    }
}

/// A stretch of the rendered text with one tone.
struct Stretch<'a> {
    start: usize,
    text: &'a str,
    tone: Tone,
}

/// The rendered text as stretches. A blank field has no text of its own; its label stands for it.
fn stretches(rendered: &Rendered) -> Vec<Stretch<'_>> {
    let mut stretches = Vec::new();
    let mut at = 0;
    let whole = rendered.text.as_str();
    for span in &rendered.spans {
        let text = whole.get(at..span.range.start).unwrap_or_default();
        stretches.push(Stretch {
            start: at,
            text,
            tone: Tone::Plain,
        });
        let value = whole.get(span.range.clone()).unwrap_or_default();
        let (text, tone) = match span.from {
            ValueFrom::Record => (value, Tone::Value),
            ValueFrom::Default => (value, Tone::Default),
            ValueFrom::Nowhere => (span.field.label(), Tone::Blank),
        };
        stretches.push(Stretch {
            start: span.range.start,
            text,
            tone,
        });
        at = span.range.end;
    }
    let text = whole.get(at..).unwrap_or_default();
    stretches.push(Stretch {
        start: at,
        text,
        tone: Tone::Plain,
    });
    stretches.retain(|stretch| !stretch.text.is_empty());
    stretches
}

/// What of a stretch lies in the segment from `start` to `end`.
fn part(stretch: &Stretch<'_>, start: usize, end: usize, whole: usize) -> Option<PreviewPart> {
    let Stretch {
        start: at,
        text,
        tone,
    } = *stretch;
    if tone == Tone::Blank {
        // At the very end of the text it belongs to the last segment.
        let here = (start..end).contains(&at) || (at == whole && end == whole);
        return here.then(|| PreviewPart {
            text: text.to_owned(),
            tone,
        });
    }
    let from = start.max(at).checked_sub(at)?;
    let to = end.min(at.saturating_add(text.len())).checked_sub(at)?;
    let text = text.get(from..to).filter(|text| !text.is_empty())?;
    Some(PreviewPart {
        text: text.to_owned(),
        tone,
    })
}
