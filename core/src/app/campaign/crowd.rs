//! The members of the campaign, as far as the browser knows them: how many, and in what shapes.

use super::effect::{Body, Effect};
use crate::api::{ClassesAnswer, ClassesRequest};
use crate::campaign::{Measured, Skipped};
use crate::template::{MergeField, Template};

pub(super) const CLASSES: &str = "classes";

/// The members, without their names and numbers.
#[derive(Default)]
pub(super) struct Crowd {
    measured: Option<Measured>,
    pub(super) recipients: u32,
    pub(super) skipped: Skipped,
    /// The fields whose shapes were asked for last.
    asked: Vec<MergeField>,
    /// Counts the questions: an answer to an earlier one comes too late.
    turn: u32,
}

impl Crowd {
    /// Asks for the shapes of what the template names, unless they are known or asked for.
    pub(super) fn want(&mut self, template: &Template, path: &str) -> Option<Effect> {
        let mut fields = self.asked.clone();
        fields.extend(
            template
                .fields()
                .iter()
                .filter(|field| !self.asked.contains(field)),
        );
        (fields.len() > self.asked.len()).then(|| self.ask(fields, path))
    }

    /// Asks anew: who is a member may have changed.
    pub(super) fn again(&mut self, path: &str) -> Effect {
        self.ask(self.asked.clone(), path)
    }

    fn ask(&mut self, fields: Vec<MergeField>, path: &str) -> Effect {
        self.turn = self.turn.wrapping_add(1);
        let names = fields.iter().map(|field| field.name().to_owned());
        let body = ClassesRequest {
            fields: names.collect(),
        };
        self.asked = fields;
        Effect::post(
            CLASSES,
            self.turn.to_string(),
            [path, "/classes"].concat(),
            Body::Classes(body),
        )
    }

    /// Whether an answer about this is still wanted.
    pub(super) fn awaits(&self, about: &str) -> bool {
        about == self.turn.to_string()
    }

    /// Nothing is known of the last question: it is asked again with the next key.
    pub(super) fn lost(&mut self) {
        self.asked.clear();
    }

    pub(super) fn came(&mut self, answer: ClassesAnswer) {
        self.measured = Measured::read(&answer).ok();
        self.recipients = answer.recipients;
        self.skipped = answer.skipped;
    }

    /// The shapes, once they are there.
    pub(super) fn measured(&self) -> Option<&Measured> {
        self.measured.as_ref()
    }
}
