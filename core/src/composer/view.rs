//! Everything that is drawn.

use crate::count::{Count, Meaning, Precision, culprits, split};
use crate::sender::SenderId;
use crate::status::{Shown, Status};
use crate::template::{Rendered, ValueFrom, is_half_typed};

use super::outgoing::{Outgoing, Progress};
use super::state::{Notice, State};

/// Most characters that are named in the hint about unicode.
const CULPRITS_SHOWN: usize = 5;

/// Rows of the list of sent SMS.
const ROWS: usize = 8;

/// A choice of a select.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its value.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

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

/// A character that makes the message unicode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Culprit {
    /// The character.
    pub sequence: String,
    /// How often it is there.
    pub times: usize,
    /// What could stand for it.
    pub replacement: Option<&'static str>,
    /// Whether that would change what is said.
    pub changes_meaning: bool,
}

/// How good the news of a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentTone {
    /// On its way.
    Open,
    /// Arrived.
    Good,
    /// Not known.
    Doubt,
    /// Failed.
    Bad,
}

/// A row of the list of sent SMS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentRow {
    /// Its id, or nothing yet.
    pub id: String,
    /// Whom to.
    pub to: String,
    /// Its status in words.
    pub status: String,
    /// Why.
    pub reason: Option<String>,
    /// How good the news is.
    pub tone: SentTone,
}

/// The whole element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Still fetching.
    pub loading: bool,
    /// Fetching failed, with what to say.
    pub load_failed: Option<String>,
    /// Why nothing can be sent, whatever is typed.
    pub blocked: Option<&'static str>,
    /// The senders.
    pub from: Vec<Choice>,
    /// The record's own number.
    pub to: String,
    /// Further numbers.
    pub numbers: Vec<String>,
    /// Whether numbers may be typed.
    pub ad_hoc: bool,
    /// What stands in the number box.
    pub typed_number: String,
    /// What to say about it.
    pub number_notice: Option<String>,
    /// A number is being checked.
    pub checking: bool,
    /// The templates; empty if there are none.
    pub templates: Vec<Choice>,
    /// The message.
    pub text: String,
    /// Whether it can be edited.
    pub editable: bool,
    /// `(regular) 24 / 160 [1]`
    pub counter: String,
    /// The counter for a screen reader.
    pub counter_spoken: String,
    /// The preview, once there is something to see.
    pub preview: Option<Preview>,
    /// Why the message is unicode, if it is.
    pub culprits: Vec<Culprit>,
    /// Whether some of them can be replaced without changing what is said.
    pub can_replace_all: bool,
    /// Whether an earlier text can be brought back.
    pub can_undo: bool,
    /// What the Send button says.
    pub send_label: &'static str,
    /// Whether it works.
    pub can_send: bool,
    /// An answer is awaited.
    pub sending: bool,
    /// A problem.
    pub notice: Option<Notice>,
    /// What the last press came to.
    pub done: Option<String>,
    /// What was sent from here, newest first.
    pub sent: Vec<SentRow>,
}

impl State {
    /// What is drawn now.
    pub fn view(&self) -> View {
        let (template, errors) = self.template_of_text();
        let rendered = self.fields().map(|fields| template.render(fields));
        let text = rendered
            .as_ref()
            .map_or(self.text.as_str(), |rendered| rendered.text.as_str());
        let count = match &rendered {
            Some(rendered) => crate::count::count(&rendered.text),
            None => template.estimate().count,
        };
        let has_fields = !template.fields().is_empty();
        let sending = self.is_sending();
        let blocked = self.blocked();
        let loading = !self.is_loaded() && self.load_failed.is_none();
        let writable = self.is_loaded() && blocked.is_none();
        let blank = rendered
            .as_ref()
            .is_some_and(|rendered| !rendered.blank().is_empty());
        let found = if text.is_empty() {
            Vec::new()
        } else {
            culprits(text)
        };
        let notice = match (&self.notice, errors.first()) {
            (None, Some(error)) if !is_half_typed(&self.text) => Some(Notice {
                text: error.to_string(),
                field: Some("text".to_owned()),
            }),
            (notice, _) => notice.clone(),
        };
        let lost = self.has_lost() && !sending;
        View {
            loading,
            load_failed: self.load_failed.as_ref().map(|notice| notice.text.clone()),
            blocked,
            from: self.senders_view(),
            to: self
                .person
                .as_ref()
                .and_then(|person| person.mobile.as_ref())
                .map(ToString::to_string)
                .unwrap_or_default(),
            numbers: self.numbers.iter().map(ToString::to_string).collect(),
            ad_hoc: self.ad_hoc && writable,
            typed_number: self.typed_number.clone(),
            number_notice: self.number_notice.clone(),
            checking: self.checking.is_some(),
            templates: self.templates_view(),
            text: self.text.clone(),
            editable: writable && !sending,
            counter: counter(&count, has_fields, rendered.is_some()),
            counter_spoken: spoken(&count),
            preview: rendered
                .as_ref()
                .filter(|_| !text.trim().is_empty())
                .map(preview),
            can_replace_all: found.iter().any(|one| {
                one.replacement
                    .as_ref()
                    .is_some_and(|with| with.meaning == Meaning::Same)
            }),
            culprits: found
                .into_iter()
                .take(CULPRITS_SHOWN)
                .map(culprit)
                .collect(),
            can_undo: self.before.is_some() && !sending,
            send_label: match () {
                () if sending => "Sending…",
                () if lost => "Try again",
                () if blank => "Send anyway",
                () => "Send",
            },
            can_send: writable
                && !sending
                && (lost || !text.trim().is_empty() && !count.too_long() && self.from.is_some()),
            sending,
            notice: if count.too_long() {
                Some(too_long(&count))
            } else {
                notice
            },
            done: self.done.clone(),
            sent: self.outgoing.iter().take(ROWS).map(row).collect(),
        }
    }

    fn senders_view(&self) -> Vec<Choice> {
        let senders = self.senders.as_deref().unwrap_or_default();
        let mut choices: Vec<Choice> = senders
            .iter()
            .map(|sender| Choice {
                value: sender.name.to_string(),
                label: label(&sender.name),
                chosen: self.from.as_deref() == Some(sender.name.as_str()),
            })
            .collect();
        // A template may suggest a sender that is no default one.
        let listed = choices.iter().any(|choice| choice.chosen);
        let other = self
            .from
            .as_deref()
            .filter(|_| !listed)
            .and_then(|from| from.parse().ok());
        choices.extend(other.map(|from: SenderId| Choice {
            value: from.to_string(),
            label: label(&from),
            chosen: true,
        }));
        choices
    }

    fn templates_view(&self) -> Vec<Choice> {
        let templates = self.templates.as_deref().unwrap_or_default();
        let choice = |template: &crate::api::TemplateItem| Choice {
            value: template.id.to_string(),
            label: template.name.clone(),
            chosen: self.template.as_ref() == Some(&template.id),
        };
        templates.iter().map(choice).collect()
    }
}

fn label(sender: &SenderId) -> String {
    [sender.as_str(), " · ", sender.kind().label()].concat()
}

fn counter(count: &Count, has_fields: bool, has_data: bool) -> String {
    let precision = match (has_fields, has_data) {
        (false, _) => return count.display().to_string(),
        (true, true) => Precision::Exact,
        (true, false) => Precision::Approximate,
    };
    count.display().precision(precision).to_string()
}

fn spoken(count: &Count) -> String {
    let units = count.units().to_string();
    let limit = count.limit().to_string();
    let kind = count.encoding().on_screen();
    let messages = count.segments().to_string();
    let unit = if count.segments() == 1 {
        " message"
    } else {
        " messages"
    };
    [
        &units,
        " of ",
        &limit,
        " ",
        kind,
        " characters, ",
        &messages,
        unit,
    ]
    .concat()
}

fn too_long(count: &Count) -> Notice {
    let text = [
        "This takes ",
        &count.segments().to_string(),
        " messages; 255 is the most.",
    ]
    .concat();
    Notice {
        text,
        field: Some("text".to_owned()),
    }
}

fn culprit(one: crate::count::Culprit<'_>) -> Culprit {
    Culprit {
        sequence: one.sequence.to_owned(),
        times: one.positions.len(),
        replacement: one.replacement.as_ref().map(|with| with.text),
        changes_meaning: one
            .replacement
            .as_ref()
            .is_some_and(|with| with.meaning == Meaning::Changes),
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

/// Cuts the rendered text at the ends of segments and of merged values.
fn preview(rendered: &Rendered) -> Preview {
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
    let mut start = 0;
    let segments = cut
        .iter()
        .map(|segment| {
            let end = start + segment.len();
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
    let to = end.min(at + text.len()).checked_sub(at)?;
    let text = text.get(from..to).filter(|text| !text.is_empty())?;
    Some(PreviewPart {
        text: text.to_owned(),
        tone,
    })
}

fn row(one: &Outgoing) -> SentRow {
    let (id, status, reason, tone) = match &one.progress {
        Progress::Asked => (String::new(), "Sending…".to_owned(), None, SentTone::Open),
        Progress::Lost => (
            String::new(),
            "Maybe sent".to_owned(),
            None,
            SentTone::Doubt,
        ),
        Progress::Refused(problem) => (
            String::new(),
            "Not sent".to_owned(),
            Some(problem.title.clone()),
            SentTone::Bad,
        ),
        Progress::Recorded {
            id,
            messages,
            status,
            reason,
            delivered,
        } => {
            let words = match status {
                Shown::Stored(Status::Delivered) if *messages > 1 && delivered < messages => {
                    let of = [&delivered.to_string(), " of ", &messages.to_string()].concat();
                    [of.as_str(), " delivered"].concat()
                }
                status => status_words(*status).to_owned(),
            };
            (id.to_string(), words, reason.clone(), tone(*status))
        }
    };
    SentRow {
        id,
        to: one.to.clone(),
        status,
        reason,
        tone,
    }
}

fn tone(status: Shown) -> SentTone {
    match status {
        Shown::NoReport | Shown::Stored(Status::Unknown) => SentTone::Doubt,
        Shown::Stored(Status::Delivered) => SentTone::Good,
        Shown::Stored(Status::Queued | Status::Sending | Status::Sent) => SentTone::Open,
        Shown::Stored(_) => SentTone::Bad,
    }
}

/// A status as it is read by people.
pub(super) fn status_words(status: Shown) -> &'static str {
    match status {
        Shown::Stored(Status::Unknown) => "Maybe sent",
        shown => shown.as_str(),
    }
}
