//! A test send to one's own number: what the member that is shown would get.

use super::answer::{Refusal, read};
use super::draft::Draft;
use super::effect::{Body, Effect};
use crate::api::{MemberKey, PreviewMember, Read, Source, TestNumber, TestRequest};
use crate::app::sheet::Sheet;
use crate::language::{Say, heard, msg, say};

/// Where a test may go.
pub(super) const TEST_NUMBER: &str = "test-number";
/// The test itself.
pub(super) const TEST: &str = "test";

/// The box and the button.
#[derive(Default)]
pub(super) struct TestSend {
    /// Where a test may go, once that is known.
    number: Option<TestNumber>,
    typed: String,
    /// What was sent and is not answered: repeated, it is the same request.
    sent: Option<(String, TestRequest)>,
    waiting: bool,
    /// What came of the last one.
    told: String,
    problem: Option<String>,
}

/// That there is a record of it: more is not needed here.
struct Sent;

impl Read for Sent {
    fn read(source: &impl Source) -> Option<Sent> {
        source.text("id").map(|_| Sent)
    }
}

impl TestSend {
    pub(super) fn ask(path: &str) -> Effect {
        Effect::get(TEST_NUMBER, "", [path, "/test"].concat())
    }

    /// What is not known offers no test; the rest of the page goes on.
    pub(super) fn came(&mut self, status: u32, body: &impl Source) {
        if let Ok(number) = read::<TestNumber>(status, body) {
            if self.typed.is_empty() {
                self.typed = number.mobile.clone().unwrap_or_default();
            }
            self.number = Some(number);
        }
    }

    pub(super) fn typed(&mut self, value: &str) {
        value.clone_into(&mut self.typed);
        self.told.clear();
        self.problem = None;
    }

    /// Whether one may be sent at all: to any number, or to the one that is known.
    fn is_offered(&self) -> bool {
        let number = self.number.as_ref();
        number.is_some_and(|number| number.any_number || number.mobile.is_some())
    }

    /// Sends it, once however often it is pressed. `key` is new at each press.
    pub(super) fn press(
        &mut self,
        draft: &Draft,
        member: Option<&PreviewMember>,
        path: &str,
        key: &str,
    ) -> Vec<Effect> {
        if self.waiting || !draft.is_ready() || !self.is_offered() {
            return Vec::new();
        }
        self.told.clear();
        if self.typed.trim().is_empty() {
            self.problem = Some(msg("Type the number that the test goes to.").to_owned());
            return vec![Effect::Focus { id: "test-to" }];
        }
        let plan = draft.request();
        let body = TestRequest {
            from: plan.from,
            text: plan.text,
            template_id: plan.template_id,
            replace_look_alikes: plan.replace_look_alikes,
            mobile: self.typed.trim().to_owned(),
            member: member.map(|member| MemberKey {
                object: member.object,
                id: member.id.clone(),
            }),
        };
        // Another text or number is another request.
        let key = match self.sent.take() {
            Some((key, sent)) if sent == body => key,
            _ => key.to_owned(),
        };
        self.sent = Some((key.clone(), body.clone()));
        self.problem = None;
        self.waiting = true;
        vec![Effect::Request {
            what: TEST,
            about: key.clone(),
            path: [path, "/test"].concat(),
            body: Some(Body::Test(body)),
            key: Some(key),
        }]
    }

    pub(super) fn answered(&mut self, about: &str, status: u32, body: &impl Source) -> Vec<Effect> {
        if self.sent.as_ref().is_none_or(|(key, _)| key != about) {
            return Vec::new();
        }
        self.waiting = false;
        let (id, title) = (body.text("id"), body.text("title"));
        let told = match (title, &id) {
            // That the gateway refused it, or maybe has it, is an answer too: there is a record of it.
            (Some(title), Some(_)) => Err(title),
            _ => match read::<Sent>(status, body) {
                Ok(_) => Ok(()),
                Err(Refusal::None) => Err(String::new()),
                Err(refusal) => Err(refusal.words()),
            },
        };
        match told {
            Ok(()) => {
                self.sent = None;
                let id = id.unwrap_or_default();
                self.told = id;
                self.said().map(Effect::announce).into_iter().collect()
            }
            Err(words) => {
                let lost = words.is_empty();
                let words = match lost {
                    true => {
                        msg("The answer was lost. Try again; nothing is sent twice.").to_owned()
                    }
                    false => words,
                };
                if !lost {
                    self.sent = None;
                }
                let said = Effect::announce(heard(&words));
                self.problem = Some(words);
                vec![said, Effect::Focus { id: "test-to" }]
            }
        }
    }

    /// What is said of one that is sent.
    fn said(&self) -> Option<String> {
        let id = self.told.as_str();
        (!id.is_empty()).then(|| say("The test is sent: {0}.", &[id]))
    }

    pub(super) fn draw(&self, sheet: &mut Sheet, writes: bool, ready: bool) {
        let any = self.number.as_ref().is_some_and(|number| number.any_number);
        sheet
            .show("test-box", writes && self.is_offered())
            .value("test-to", self.typed.as_str())
            .set("test-to", "readonly", if any { "" } else { "true" })
            .problem("test-to", "test-problem", self.problem.as_deref())
            .note("test-told", self.said().as_deref())
            .text(
                "test",
                Say(match self.waiting {
                    true => msg("Sending…"),
                    false => msg("Send a test"),
                }),
            )
            .rest("test", self.waiting || !ready);
    }
}
