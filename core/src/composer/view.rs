//! Everything that is drawn.

use crate::count::Count;
use crate::language::{heard, messages, msg, say, word};
use crate::sender::SenderId;
use crate::template::{Fields, is_half_typed};
use crate::view::{
    Culprit, Preview, SentTone, Unicode, counter, delivered_words, spoken, tone, too_long_words,
};

use super::outgoing::{Outgoing, Progress};
use super::state::{Notice, State};

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
    pub blocked: Option<String>,
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
    pub send_label: String,
    /// Whether it works.
    pub can_send: bool,
    /// An answer is awaited.
    pub sending: bool,
    /// What the element is called among the landmarks of a page, which may have several.
    pub region: String,
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
        let unicode = Unicode::of(text);
        let notice = match (&self.notice, errors.first()) {
            (None, Some(error)) if !is_half_typed(&self.text) => Some(Notice {
                field: Some("text".to_owned()),
                ..Notice::plain(heard(&error.to_string()))
            }),
            (notice, _) => notice.as_ref().map(Notice::said),
        };
        let lost = self.has_lost() && !sending;
        View {
            loading,
            load_failed: self.load_failed.as_ref().map(Notice::words),
            blocked: blocked.map(word),
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
            number_notice: self.number_notice.as_deref().map(heard),
            checking: self.checking.is_some(),
            templates: self.templates_view(),
            text: self.text.clone(),
            editable: writable && !sending,
            counter: counter(&count, has_fields, rendered.is_some()),
            counter_spoken: spoken(&count),
            preview: rendered
                .as_ref()
                .filter(|_| !text.trim().is_empty() && !count.too_long())
                .map(Preview::of),
            can_replace_all: unicode.can_replace_all,
            culprits: unicode.culprits,
            can_undo: self.before.is_some() && !sending,
            send_label: word(match () {
                () if sending => msg("Sending…"),
                () if lost => msg("Try again"),
                () if blank => msg("Send anyway"),
                () => msg("Send"),
            }),
            can_send: writable
                && !sending
                && (lost || !text.trim().is_empty() && !count.too_long() && self.from.is_some()),
            sending,
            region: say("Send SMS to {0}", &[&self.whom()]),
            notice: if count.too_long() {
                Some(too_long(&count))
            } else {
                notice
            },
            done: self.done.map(done_words),
            sent: self.outgoing.iter().take(ROWS).map(row).collect(),
        }
    }

    /// The record's name, or else its id.
    fn whom(&self) -> String {
        let name = self.fields().and_then(Fields::name);
        name.unwrap_or_else(|| self.record.to_string())
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
    [sender.as_str(), " · ", &word(sender.kind().label())].concat()
}

/// What a press of Send came to.
pub(super) fn done_words(sent: u32) -> String {
    say("{0} sent", &[&messages(sent)])
}

fn too_long(count: &Count) -> Notice {
    Notice {
        field: Some("text".to_owned()),
        ..Notice::plain(too_long_words(count))
    }
}

fn row(one: &Outgoing) -> SentRow {
    let (id, status, reason, tone) = match &one.progress {
        Progress::Asked => (String::new(), word("Sending…"), None, SentTone::Open),
        Progress::Lost => (String::new(), word("Maybe sent"), None, SentTone::Doubt),
        Progress::Refused(problem) => (
            String::new(),
            word("Not sent"),
            Some(heard(&problem.title)),
            SentTone::Bad,
        ),
        Progress::Recorded {
            id,
            messages,
            status,
            reason,
            delivered,
        } => {
            let words = delivered_words(*status, *messages, *delivered);
            let reason = reason.as_deref().map(heard);
            (id.to_string(), words, reason, tone(*status))
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
