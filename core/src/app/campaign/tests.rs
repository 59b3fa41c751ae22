//! The composer in the hands of a test: what a person does, what the API answers, what is to be seen.

use serde_json::{Value, json};

use super::crowd::CLASSES;
use super::leaf::PREVIEW;
use super::progress::JOB;
use super::stage::PLAN;
use super::*;
use crate::api::Problem;

mod jobs;
mod sending;
mod timing;
mod writing;

/// A composer, and what it wanted last.
struct Hands {
    composer: Composer,
    /// The place of the member that is awaited.
    leaf_asked: usize,
    effects: Vec<Effect>,
}

fn class(shapes: &[&str], members: u32) -> Value {
    json!({"shapes": shapes, "members": members})
}

fn classes(fields: &[&str], classes: &[Value], recipients: u32) -> Value {
    json!({"fields": fields, "classes": classes, "recipients": recipients,
        "skipped": {"no-mobile": 1, "opted-out": 2}})
}

fn plan(recipients: u32, hash: &str) -> Value {
    json!({"recipients": recipients, "skipped": {"opted-out": 2}, "totalMessages": recipients,
        "spread": [{"segments": 1, "recipients": recipients}], "longest": 10,
        "encodings": {"GSM-7": recipients, "UCS-2": 0}, "blank": [], "unicode": [], "planHash": hash})
}

fn job(state: &str, queued: u32, sent: u32) -> Value {
    json!({"id": "JOB-000007", "campaign": "701", "state": state, "from": "MITTO",
        "recipients": queued + sent, "totalMessages": queued + sent, "queued": queued, "sent": sent,
        "delivered": 0, "failed": 0, "unknown": 0, "skipped": 0, "ratePerSecond": 20,
        "createdBy": "ada", "createdAt": "2026-11-25T12:00:00Z"})
}

fn member(first: &str, last: &str) -> Value {
    json!({"object": "lead", "id": "1", "fields": {"FirstName": first, "LastName": last}})
}

impl Hands {
    fn new() -> Hands {
        let mut composer = Composer::of("701").unwrap();
        let effects = composer.start();
        Hands {
            composer,
            leaf_asked: 0,
            effects,
        }
    }

    /// With four recipients, and all that it asks for when it opens answered.
    fn ready() -> Hands {
        let mut hands = Hands::new();
        let everybody = classes(&[], &[class(&[], 4)], 4);
        hands
            .answers(SETUP, 200, json!({"productKeySet": true}))
            .answers(SENDERS, 200, json!({"items": [
                {"id": "s", "name": "MITTO", "type": "branded"},
                {"id": "t", "name": "ACME", "type": "branded"},
            ], "cursor": null}))
            .answers(TEMPLATES, 200, json!({"items": [
                {"id": "t1", "name": "Hello", "object": "campaign", "from": "ACME", "text": "Hi <%=FirstName|there%>!"},
            ], "cursor": null}))
            .answers(CAMPAIGN, 200, json!({"id": "701", "name": "Spring",
                "members": {"leads": 3, "contacts": 4, "total": 7}}))
            .answers(JOBS, 200, json!({"items": [], "cursor": null}))
            .answers_last(CLASSES, 200, everybody)
            .answers(PREVIEW, 200, json!({"items": [member("Ada", "Ng")], "cursor": "c1"}));
        hands
    }

    /// Ready, and its plan in front of the person.
    fn planned(answer: Value) -> Hands {
        let mut hands = Hands::ready();
        hands
            .types("Hello")
            .presses("plan", "")
            .answers(PLAN, 200, answer);
        hands
    }

    fn answers(&mut self, what: &str, status: u32, body: Value) -> &mut Hands {
        let about = match what {
            PREVIEW => self.leaf_asked.to_string(),
            JOB => "JOB-000007".to_owned(),
            _ => String::new(),
        };
        self.effects = self.composer.answered(what, &about, status, &body);
        self
    }

    /// The last question of this kind is answered.
    fn answers_last(&mut self, what: &str, status: u32, body: Value) -> &mut Hands {
        let turn = (0..99).rev().map(|turn: u32| turn.to_string());
        let about = turn
            .into_iter()
            .find(|about| self.composer.crowd.awaits(about));
        self.effects = self.composer.answered(what, &about.unwrap(), status, &body);
        self
    }

    fn types(&mut self, text: &str) -> &mut Hands {
        self.effects = self.composer.input("text", text);
        self
    }

    fn presses(&mut self, name: &str, value: &str) -> &mut Hands {
        self.effects = self.composer.pressed(name, value);
        self
    }

    fn reads(&self, id: &str) -> String {
        self.composer.sheet().reads(id)
    }

    fn shows(&self, id: &str) -> bool {
        self.composer.sheet().shows(id)
    }

    /// What was posted: the path, the body and the key.
    fn posts(&self) -> Vec<(&str, Value, Option<&str>)> {
        let effects = self.effects.iter();
        effects
            .filter_map(|effect| match effect {
                Effect::Request {
                    path,
                    body: Some(body),
                    key,
                    ..
                } => {
                    let body = serde_json::to_value(body).unwrap();
                    Some((path.as_str(), body, key.as_deref()))
                }
                _ => None,
            })
            .collect()
    }

    fn asks(&self) -> Vec<&str> {
        let effects = self.effects.iter();
        effects
            .filter_map(|effect| match effect {
                Effect::Request { path, .. } => Some(path.as_str()),
                _ => None,
            })
            .collect()
    }

    fn said(&self) -> String {
        let effects = self.effects.iter();
        let said: Vec<&str> = effects
            .filter_map(|effect| match effect {
                Effect::Announce { text } => Some(text.as_str()),
                _ => None,
            })
            .collect();
        said.join(" ")
    }
}

/// Every id of the sheet is in the HTML, and everything that can be pressed there is known.
#[test]
fn the_composer_and_its_html_agree() {
    let html = include_str!("../../../../web-component/html/campaign/campaign.html");
    let mut hands = Hands::planned(plan(4, "h"));
    let sheet = hands.composer.sheet();
    for mark in sheet.marks() {
        let id = ["id=\"", mark.id(), "\""].concat();
        assert_eq!(html.matches(&id).count(), 1, "{id}");
    }
    for deed in ["stop", "resume", "retry"] {
        assert!(
            html.contains(&["data-do=\"", deed, "\""].concat()),
            "{deed}"
        );
    }
    hands.presses("nothing that is known", "");
    assert_eq!(hands.effects, []);
}

#[test]
fn each_campaign_has_a_name_of_its_own_among_the_landmarks() {
    let region = |hands: &Hands| {
        let sheet = hands.composer.sheet();
        sheet.attribute("card", "aria-label").to_owned()
    };
    assert_eq!(region(&Hands::new()), "Send SMS to 701");
    assert_eq!(region(&Hands::ready()), "Send SMS to Spring");
}
