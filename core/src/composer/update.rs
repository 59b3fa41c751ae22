//! What happens on each event.

use crate::api::{Code, MobileChecked, Problem, Recipient, SendAnswer, SendRequest, SmsNews};
use crate::count::{Replace, replace_culprits};
use crate::ids::{ItemId, SmsId};
use crate::language::{heard, messages, msg, say, word};
use crate::mobile::hint;
use crate::status::{Shown, Status};

use super::outgoing::{Outgoing, Progress};
use super::state::{Loaded, Notice, State};

/// First wait before a status is asked for, milliseconds.
const POLL_FIRST_MS: u32 = 700;
/// Longest wait: a change shows within two seconds.
const POLL_LONGEST_MS: u32 = 1_800;
/// Looks at the record at that pace: a minute's. A STOP follows soon after a message, or seldom.
const LIVELY_LOOKS: u32 = 34;
/// Between two looks after that.
const LOOK_LATER_MS: u32 = 6_000;

/// Something that happened in the page or came over the network.
#[derive(Clone, Debug)]
pub enum Event {
    /// The element is in a page, or somebody pressed "Try again" after loading had failed.
    Attached,
    /// Something was fetched.
    Loaded(Loaded),
    /// Something could not be fetched; none where there was no answer.
    LoadFailed(Option<Problem>),
    /// A sender was chosen.
    From(String),
    /// A template was chosen; none for "no template".
    Template(Option<ItemId>),
    /// The message was edited.
    Edited(String),
    /// The number box was edited.
    NumberTyped(String),
    /// "Add" was pressed.
    NumberAdded,
    /// The edge has looked at a number.
    NumberChecked(Result<MobileChecked, Option<Problem>>),
    /// The further number at this place was removed.
    NumberRemoved(usize),
    /// One look-alike, or all that keep the meaning, were replaced.
    Replaced(Option<String>),
    /// The text before the last template or replacement was asked back.
    Undone,
    /// Send was pressed. The id is unguessable and new.
    Send {
        /// Made by whoever forwards the press, before anything is sent.
        request_id: String,
    },
    /// A send was answered.
    Answered {
        /// Which.
        key: String,
        /// With what; none where the answer was lost.
        answer: Result<SendAnswer, Option<Problem>>,
    },
    /// The status of an SMS.
    Status(Box<SmsNews>),
    /// A status could not be asked for, or has not changed.
    StatusSame(SmsId),
    /// The page was hidden or shown.
    Hidden(bool),
    /// A reply to this number is to be answered: from there, if it is one of the senders.
    Answering(String),
    /// The record has changed, as the page knows.
    Changed,
}

/// Where the focus goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The message.
    Text,
    /// The number box.
    Number,
    /// The problem.
    Problem,
}

/// Something to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Fetch setup, senders, templates and the record.
    Load,
    /// Ask the edge about a typed number.
    CheckNumber(String),
    /// Post an SMS under this key.
    Send {
        /// The `Idempotency-Key`.
        key: String,
        /// The request.
        request: SendRequest,
    },
    /// Ask for the status of an SMS.
    Poll {
        /// Which.
        id: SmsId,
        /// After how long.
        after_ms: u32,
    },
    /// Fetch the record, because it may have opted out.
    Look {
        /// After how long.
        after_ms: u32,
    },
    /// Put the focus there.
    Focus(Field),
    /// Tell a screen reader.
    Announce(String),
    /// Tell the page that SMS were sent.
    EmitSent {
        /// Their ids.
        ids: Vec<SmsId>,
        /// Their messages together.
        number_of_messages: u32,
    },
    /// Tell the page that the record has opted out, or has no more.
    EmitOptOut(bool),
    /// Tell the page that something went wrong.
    EmitError(String),
    /// Tell the page of a status.
    EmitStatus {
        /// The SMS.
        id: SmsId,
        /// Its status.
        status: Shown,
    },
}

impl State {
    /// Takes an event in; what is to be done about it.
    pub fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Attached => {
                self.load_failed = None;
                vec![Effect::Load]
            }
            Event::Loaded(loaded) => self.loaded(loaded),
            Event::LoadFailed(problem) => self.load_failed(problem),
            Event::From(from) => {
                self.from = Some(from);
                self.settle_notice("from")
            }
            Event::Template(id) => self.choose_template(id),
            Event::Edited(text) => {
                self.looks = 0;
                self.before = None;
                self.set_text(text)
            }
            Event::NumberTyped(number) => {
                self.number_notice = hint(&number).message().map(word);
                self.typed_number = number;
                Vec::new()
            }
            Event::NumberAdded => self.add_number(),
            Event::NumberChecked(answer) => self.number_checked(answer),
            Event::NumberRemoved(at) => {
                if !self.is_sending() {
                    let mut place = 0..;
                    self.numbers.retain(|_| place.next() != Some(at));
                }
                vec![Effect::Focus(Field::Number)]
            }
            Event::Replaced(which) => {
                let which = which.as_deref().map_or(Replace::Same, Replace::Only);
                let replaced = replace_culprits(&self.text, which).into_owned();
                self.before = Some(core::mem::take(&mut self.text));
                let mut effects = self.set_text(replaced);
                effects.push(Effect::Announce(word("Replaced.")));
                effects
            }
            Event::Undone => match self.before.take() {
                Some(before) => {
                    let mut effects = self.set_text(before);
                    effects.push(Effect::Focus(Field::Text));
                    effects
                }
                None => Vec::new(),
            },
            Event::Send { request_id } => self.send(&request_id),
            Event::Answered { key, answer } => self.answered(&key, answer),
            Event::Status(record) => self.status(&record),
            Event::StatusSame(id) => self.poll(id, POLL_LONGEST_MS),
            Event::Hidden(hidden) => {
                self.hidden = hidden;
                // Whoever comes back wants to know now.
                let open = self.open_ids().flat_map(|id| self.poll(id, 0)).collect();
                self.look(0, open)
            }
            Event::Answering(from) => {
                for sender in self.senders.iter().flatten() {
                    let name = sender.name.as_str();
                    if bare(name) == bare(&from) {
                        self.from = Some(name.to_owned());
                    }
                }
                vec![Effect::Focus(Field::Text)]
            }
            Event::Changed => self.look(0, Vec::new()),
        }
    }

    fn loaded(&mut self, loaded: Loaded) -> Vec<Effect> {
        let mut effects = Vec::new();
        match loaded {
            Loaded::Setup { product_key_set } => self.product_key_set = Some(product_key_set),
            Loaded::Senders(senders) => {
                if self.from.is_none() {
                    self.from = senders.first().map(|sender| sender.name.to_string());
                }
                self.senders = Some(senders);
            }
            Loaded::Templates(templates) => self.templates = Some(templates),
            Loaded::Person(person) => {
                let opted_out = person.sms_opt_out;
                let before = self.person.replace(*person);
                if before.is_some_and(|before| before.sms_opt_out != opted_out) {
                    self.looks = 0;
                    let said = self.blocked().unwrap_or(msg("SMS can be sent again."));
                    effects.push(Effect::Announce(word(said)));
                    effects.push(Effect::EmitOptOut(opted_out));
                }
            }
        }
        self.look_again(effects)
    }

    /// Looks at the record besides, unless nobody looks at the page.
    fn look(&mut self, after_ms: u32, mut effects: Vec<Effect>) -> Vec<Effect> {
        if after_ms == 0 {
            self.looks = 0;
        }
        if !self.hidden && self.is_loaded() {
            effects.push(Effect::Look { after_ms });
        }
        effects
    }

    fn look_again(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        self.looks = self.looks.saturating_add(1);
        let after_ms = match self.looks {
            ..=LIVELY_LOOKS => POLL_LONGEST_MS,
            _ => LOOK_LATER_MS,
        };
        self.look(after_ms, effects)
    }

    fn load_failed(&mut self, problem: Option<Problem>) -> Vec<Effect> {
        // A look that failed takes nothing away.
        if self.is_loaded() {
            return self.look_again(Vec::new());
        }
        let notice = match problem {
            Some(problem) if problem.code == Code::NotFound => {
                Notice::plain(msg("This record is not known to Mitto SMS yet."))
            }
            Some(problem) => Notice::of(&problem),
            None => Notice::plain(msg("Mitto SMS cannot be reached. Check the connection.")),
        };
        let effect = Effect::EmitError(notice.text.clone());
        self.load_failed = Some(notice);
        vec![effect]
    }

    fn set_text(&mut self, text: String) -> Vec<Effect> {
        self.text = text;
        self.done = None;
        self.settle_notice("text")
    }

    /// A problem at a field is settled by changing that field; one of the whole by any change.
    fn settle_notice(&mut self, field: &str) -> Vec<Effect> {
        let about = self.notice.as_ref().map(|notice| notice.field.as_deref());
        if about.is_some_and(|about| about.is_none_or(|about| about == field)) {
            self.notice = None;
        }
        Vec::new()
    }

    fn choose_template(&mut self, id: Option<ItemId>) -> Vec<Effect> {
        if self.is_sending() {
            return Vec::new();
        }
        self.template = id;
        let chosen = self.template.as_ref().and_then(|id| {
            self.templates
                .as_ref()?
                .iter()
                .find(|template| template.id == *id)
                .cloned()
        });
        let Some(chosen) = chosen else {
            return Vec::new();
        };
        if let Some(from) = &chosen.from {
            self.from = Some(from.to_string());
        }
        let typed = core::mem::take(&mut self.text);
        self.before = (!typed.is_empty() && typed != chosen.text).then_some(typed);
        self.set_text(chosen.text)
    }

    fn add_number(&mut self) -> Vec<Effect> {
        let typed = self.typed_number.trim().to_owned();
        if typed.is_empty() || self.checking.is_some() || !self.ad_hoc {
            return Vec::new();
        }
        if let Some(wrong) = hint(&typed).message() {
            let wrong = word(wrong);
            self.number_notice = Some(wrong.clone());
            return vec![Effect::Announce(wrong), Effect::Focus(Field::Number)];
        }
        self.number_notice = None;
        self.checking = Some(typed.clone());
        vec![Effect::CheckNumber(typed)]
    }

    fn number_checked(&mut self, answer: Result<MobileChecked, Option<Problem>>) -> Vec<Effect> {
        let checked = self.checking.take();
        let own = self
            .person
            .as_ref()
            .and_then(|person| person.mobile.as_ref());
        let notice = match answer {
            Ok(one) if one.opted_out => word("This number has opted out of SMS."),
            Ok(one) if self.numbers.contains(&one.mobile) || own == Some(&one.mobile) => {
                word("This number is a recipient already.")
            }
            Ok(one) => {
                // Typing may have gone on meanwhile; only what was checked is taken away.
                if checked.as_deref() == Some(self.typed_number.trim()) {
                    self.typed_number.clear();
                }
                self.number_notice = None;
                let added = say("{0} added.", &[one.mobile.as_str()]);
                self.numbers.push(one.mobile);
                return vec![Effect::Announce(added), Effect::Focus(Field::Number)];
            }
            Err(Some(problem)) => {
                if problem.code == Code::AdHocNotAllowed {
                    self.ad_hoc = false;
                }
                heard(problem.detail.as_deref().unwrap_or(&problem.title))
            }
            Err(None) => word("The number could not be checked. Try again."),
        };
        self.number_notice = Some(notice.clone());
        vec![Effect::Announce(notice), Effect::Focus(Field::Number)]
    }

    fn send(&mut self, request_id: &str) -> Vec<Effect> {
        // The double click: the first press is still under way.
        if self.is_sending() {
            return Vec::new();
        }
        if self.has_lost() {
            return self.repeat_lost();
        }
        if !self.view().can_send {
            return Vec::new();
        }
        let (template, errors) = self.template_of_text();
        if let Some(error) = errors.first() {
            let text = heard(&error.to_string());
            self.notice = Some(Notice {
                text: text.clone(),
                field: Some("text".to_owned()),
            });
            return vec![Effect::Announce(text), Effect::Focus(Field::Text)];
        }
        if self.ad_hoc && !self.typed_number.trim().is_empty() {
            // It stands there as if it were a recipient.
            let text = word("This number is no recipient yet: add it, or clear the box.");
            self.number_notice = Some(text.clone());
            return vec![Effect::Announce(text), Effect::Focus(Field::Number)];
        }
        let blank = self
            .fields()
            .is_some_and(|fields| !template.render(fields).blank().is_empty());
        let Some(person) = &self.person else {
            return Vec::new();
        };
        let request = |to: Recipient| SendRequest {
            to,
            from: self.from.clone().unwrap_or_default(),
            text: Some(self.text.clone()),
            template_id: None,
            allow_blank_fields: blank,
        };
        let own = person
            .mobile
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let record = Recipient::Record {
            object: self.object,
            id: self.record.clone(),
        };
        let mut press = vec![(own, request(record))];
        press.extend(self.numbers.iter().map(|number| {
            (
                number.to_string(),
                request(Recipient::Number {
                    mobile: number.to_string(),
                }),
            )
        }));
        self.batch = press.len();
        self.looks = 0;
        self.done = None;
        self.notice = None;
        let outgoing = press
            .into_iter()
            .enumerate()
            .map(|(at, (to, request))| Outgoing {
                // One key an SMS, made from the press's own id.
                key: [request_id, "-", &at.to_string()].concat(),
                to,
                request,
                progress: Progress::Asked,
            });
        let mut outgoing: Vec<Outgoing> = outgoing.collect();
        outgoing.append(&mut self.outgoing);
        self.outgoing = outgoing;
        self.ask(|_| true)
    }

    /// Whether the last press has sends without an answer.
    pub(super) fn has_lost(&self) -> bool {
        let lost = |one: &Outgoing| matches!(one.progress, Progress::Lost);
        self.last_press().iter().any(lost)
    }

    fn repeat_lost(&mut self) -> Vec<Effect> {
        self.notice = None;
        self.ask(|progress| matches!(progress, Progress::Lost))
    }

    fn ask(&mut self, which: impl Fn(&Progress) -> bool) -> Vec<Effect> {
        let batch = self.batch;
        let mut effects = vec![Effect::Announce(word("Sending…"))];
        for one in self
            .outgoing
            .iter_mut()
            .take(batch)
            .filter(|one| which(&one.progress))
        {
            one.progress = Progress::Asked;
            effects.push(Effect::Send {
                key: one.key.clone(),
                request: one.request.clone(),
            });
        }
        effects
    }

    fn answered(&mut self, key: &str, answer: Result<SendAnswer, Option<Problem>>) -> Vec<Effect> {
        let Some(one) = self
            .outgoing
            .iter_mut()
            .find(|one| one.key == key && one.is_asked())
        else {
            return Vec::new();
        };
        let mut effects = Vec::new();
        one.progress = match answer {
            Ok(sent) => Progress::Recorded {
                id: sent.id,
                messages: sent.number_of_messages,
                status: Shown::Stored(sent.status),
                reason: None,
                delivered: 0,
            },
            // Being worked on, or our own fault: asking again under the same key is safe.
            Err(None) => Progress::Lost,
            Err(Some(problem)) if matches!(problem.code, Code::InProgress | Code::Internal) => {
                Progress::Lost
            }
            Err(Some(problem)) => match (problem.id, problem.sms_status) {
                (Some(id), Some(status)) => Progress::Recorded {
                    id,
                    messages: problem.number_of_messages.unwrap_or_default(),
                    status: Shown::Stored(status),
                    reason: problem.detail.clone(),
                    delivered: 0,
                },
                _ => Progress::Refused(problem),
            },
        };
        let open = one.is_open().then(|| one.id()).flatten();
        effects.extend(open.into_iter().flat_map(|id| self.poll(id, POLL_FIRST_MS)));
        if !self.is_sending() {
            effects.extend(self.finished());
        }
        effects
    }

    /// Every SMS of the press has its answer, or has lost it.
    fn finished(&mut self) -> Vec<Effect> {
        let press = self.last_press();
        let refused = press.iter().find_map(|one| match &one.progress {
            Progress::Refused(problem) => Some(problem),
            _ => None,
        });
        let taken: Vec<&Outgoing> = press.iter().filter(|one| one.went_out()).collect();
        let sent: u32 = taken.iter().map(|one| one.messages()).sum();
        let ids: Vec<SmsId> = taken.iter().filter_map(|one| one.id()).collect();
        let failed = press.iter().find_map(Outgoing::failure);
        let mut effects = Vec::new();
        let (notice, all_recorded) = if self.has_lost() {
            let text = msg(
                "The answer was lost, so it was maybe sent. Try again: it will not be sent twice.",
            );
            (Some(Notice::plain(text)), false)
        } else if let Some(problem) = refused {
            (Some(Notice::of(problem)), false)
        } else {
            (
                failed.map(|text| Notice { text, field: None }),
                press.iter().all(Outgoing::went_out),
            )
        };
        if !taken.is_empty() {
            let done = say("{0} sent", &[&messages(sent)]);
            effects.push(Effect::Announce(done.clone()));
            effects.push(Effect::EmitSent {
                ids,
                number_of_messages: sent,
            });
            self.done = Some(done);
        }
        match notice {
            Some(notice) => {
                effects.push(Effect::EmitError(notice.text.clone()));
                effects.push(Effect::Announce(notice.text.clone()));
                effects.push(Effect::Focus(Field::Problem));
                self.notice = Some(notice);
            }
            None if all_recorded => {
                self.text.clear();
                self.before = None;
                self.template = None;
                self.numbers.clear();
                effects.push(Effect::Focus(Field::Text));
            }
            None => {}
        }
        effects
    }

    fn status(&mut self, record: &SmsNews) -> Vec<Effect> {
        let Some(one) = self
            .outgoing
            .iter_mut()
            .find(|one| one.id() == Some(record.id))
        else {
            return Vec::new();
        };
        let before = one.progress.clone();
        let settled = matches!(
            &before,
            Progress::Recorded {
                status: Shown::Stored(Status::Unknown),
                ..
            }
        ) && record.status != Shown::Stored(Status::Unknown);
        one.progress = Progress::Recorded {
            id: record.id,
            messages: record.number_of_messages,
            status: record.status,
            reason: record.reason.clone(),
            delivered: record.delivered_segments,
        };
        let mut effects = Vec::new();
        let said = |progress: &Progress| match progress {
            Progress::Recorded { status, .. } => Some(*status),
            _ => None,
        };
        if said(&before) != Some(record.status) {
            effects.push(Effect::EmitStatus {
                id: record.id,
                status: record.status,
            });
            let words = crate::view::status_words(record.status);
            effects.push(Effect::Announce(
                [&record.id.to_string(), ": ", &words].concat(),
            ));
        }
        // "Maybe sent" has become certain: what was kept for another try is not needed any more.
        if settled && self.last_press().iter().all(Outgoing::went_out) {
            self.notice = None;
            if self
                .last_press()
                .iter()
                .all(|one| one.request.text.as_deref() == Some(&self.text))
            {
                self.text.clear();
                self.template = None;
            }
        }
        effects.extend(self.poll(record.id, POLL_LONGEST_MS.min(POLL_FIRST_MS * 2)));
        effects
    }

    fn open_ids(&self) -> impl Iterator<Item = SmsId> {
        self.outgoing
            .iter()
            .filter(|one| one.is_open())
            .filter_map(Outgoing::id)
    }

    /// Asks again, unless all is final or nobody looks.
    fn poll(&self, id: SmsId, after_ms: u32) -> Vec<Effect> {
        let wanted = !self.hidden && self.open_ids().any(|open| open == id);
        if wanted {
            vec![Effect::Poll { id, after_ms }]
        } else {
            Vec::new()
        }
    }
}

/// A number as gateways write it.
fn bare(number: &str) -> &str {
    number.strip_prefix('+').unwrap_or(number)
}

impl Outgoing {
    /// Whether the gateway has it, as far as is known.
    fn went_out(&self) -> bool {
        let Progress::Recorded {
            status: Shown::Stored(status),
            ..
        } = &self.progress
        else {
            return matches!(
                self.progress,
                Progress::Recorded {
                    status: Shown::NoReport,
                    ..
                }
            );
        };
        !matches!(
            status,
            Status::Unknown | Status::Rejected | Status::Failed | Status::Cancelled
        )
    }

    fn messages(&self) -> u32 {
        match &self.progress {
            Progress::Recorded { messages, .. } => *messages,
            _ => 0,
        }
    }

    /// What to say of one that has a record and did not go out.
    fn failure(&self) -> Option<String> {
        let Progress::Recorded { status, reason, .. } = &self.progress else {
            return None;
        };
        if self.went_out() {
            return None;
        }
        let reason = reason.as_deref().map(heard).unwrap_or_default();
        Some(match status {
            Shown::Stored(Status::Unknown) => say(
                "Maybe sent. {0} The status below follows when the network reports.",
                &[&reason],
            ),
            _ => say("Not sent. {0}", &[&reason]),
        })
    }
}
