//! What is written, and what it comes to.

use super::crowd::Crowd;
use super::timing::Choice;
use crate::api::{Job, TemplateItem};
use crate::campaign::{Advice, Tally, Typography};
use crate::count::{Precision, Replace, replace_culprits};
use crate::ids::JobId;
use crate::language::word;
use crate::template::{RelatedObject, Template, is_half_typed};

/// The message.
pub(super) struct Draft {
    pub(super) from: Option<String>,
    pub(super) template: String,
    pub(super) text: String,
    /// What stood there before a template or a replacement took its place.
    pub(super) before: Option<String>,
    /// Whether look-alikes stand for the typography of merged values.
    pub(super) typography: Typography,
    /// When it goes out.
    pub(super) when: Choice,
    /// The scheduled job that it is to take the place of.
    pub(super) replaces: Option<JobId>,
    /// The text, read.
    pub(super) read: Template,
    /// What is wrong with it, once no tag is being typed.
    pub(super) wrong: Option<String>,
    /// What it comes to; none while the members are not known.
    pub(super) tally: Option<Tally>,
    pub(super) advice: Vec<Advice>,
}

impl Draft {
    pub(super) fn new() -> Draft {
        Draft {
            from: None,
            template: String::new(),
            text: String::new(),
            before: None,
            typography: Typography::Kept,
            when: Choice::now(),
            replaces: None,
            read: Template::parse_lenient("", RelatedObject::Campaign).0,
            wrong: None,
            tally: None,
            advice: Vec::new(),
        }
    }

    /// A scheduled job, to be changed.
    pub(super) fn of(job: &Job) -> Draft {
        let mut draft = Draft::new();
        draft.from = Some(job.from.clone());
        draft.typography = Typography::replaced(job.replace_look_alikes);
        draft.when = Choice::of(job.schedule);
        draft.replaces = Some(job.id);
        draft.set(job.text.clone().unwrap_or_default());
        draft
    }

    /// Begins the next message, from the same sender.
    pub(super) fn clear(&mut self) {
        let from = self.from.take();
        *self = Draft::new();
        self.from = from;
    }

    pub(super) fn set(&mut self, text: String) {
        let (read, errors) = Template::parse_lenient(&text, RelatedObject::Campaign);
        let wrong = errors.first().filter(|_| !is_half_typed(&text));
        self.wrong = wrong.map(ToString::to_string);
        self.read = read;
        self.text = text;
    }

    /// Puts another text in the place of what was typed, which can be brought back.
    fn put(&mut self, text: String) {
        let typed = core::mem::take(&mut self.text);
        self.before = (!typed.is_empty() && typed != text).then_some(typed);
        self.set(text);
    }

    pub(super) fn choose(&mut self, template: &TemplateItem) {
        if let Some(from) = &template.from {
            self.from = Some(from.to_string());
        }
        self.put(template.text.clone());
    }

    /// One look-alike in the text, or with an empty text all that keep the meaning.
    pub(super) fn replace(&mut self, which: &str) {
        let which = match which {
            "" => Replace::Same,
            one => Replace::Only(one),
        };
        let replaced = replace_culprits(&self.text, which).into_owned();
        self.put(replaced);
    }

    pub(super) fn undo(&mut self) {
        if let Some(before) = self.before.take() {
            self.set(before);
        }
    }

    /// Counts it for everybody.
    pub(super) fn recount(&mut self, crowd: &Crowd) {
        let measured = crowd.measured();
        self.tally = measured.and_then(|all| Tally::of(all, &self.read, self.typography));
        self.advice = match (measured, &self.tally) {
            (Some(all), Some(tally)) => Advice::of(all, &self.read, tally),
            _ => Vec::new(),
        };
    }

    /// `(regular) 24 / 160 [1] 4`: the longest text, what one SMS holds, messages for a person, messages in all.
    pub(super) fn counter(&self) -> String {
        let has_fields = !self.read.fields().is_empty();
        let Some(tally) = &self.tally else {
            let count = self.read.estimate().count;
            let shown = count.display();
            return match has_fields {
                true => shown.precision(Precision::Approximate).to_string(),
                false => shown.to_string(),
            };
        };
        let longest = tally.longest;
        let mut parts = vec![
            ["(", &word(longest.encoding.on_screen()), ")"].concat(),
            longest.units.to_string(),
            "/".to_owned(),
            longest.encoding.limit().to_string(),
        ];
        if let Some((fewest, most)) = tally.range() {
            let range = match fewest == most {
                true => most.to_string(),
                false => [&fewest.to_string(), "–", &most.to_string()].concat(),
            };
            parts.push(["[", &range, "]"].concat());
            parts.push(tally.messages.to_string());
            if has_fields {
                parts.push(word(Precision::Exact.on_screen()));
            }
        }
        parts.join(" ")
    }

    /// Whether there is something to send, and somebody who would get it.
    pub(super) fn is_ready(&self) -> bool {
        let empty = self.text.trim().is_empty();
        let nobody = self
            .tally
            .as_ref()
            .is_some_and(|tally| tally.recipients == 0);
        !empty && !nobody && self.from.is_some()
    }
}
