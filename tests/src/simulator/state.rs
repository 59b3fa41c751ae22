//! What the simulator remembers.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::behaviour::{Behaviour, preset};

/// How reports travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ReportForm {
    /// POST, JSON.
    #[default]
    Json,
    /// POST, form.
    Form,
    /// GET, query.
    Query,
}

/// One message somebody submitted, accepted or not.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// The gateway's id.
    pub id: String,
    /// The caller's reference.
    pub reference: Option<String>,
    /// The sender.
    pub from: String,
    /// The number, digits only.
    pub to: String,
    /// The text.
    pub text: String,
    /// `GSM` or `Unicode`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where the caller wants reports.
    pub callback: Option<String>,
    /// Whose it is: Mitto's, where nothing is said.
    #[serde(default)]
    pub gateway: String,
    /// Whether the gateway took it.
    pub accepted: bool,
    /// A reply from the handset instead of a message to it.
    pub reply: bool,
    /// When, milliseconds since the epoch.
    pub at: u64,
    /// The status words reported so far.
    pub reports: Vec<String>,
}

/// One call of a callback.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Called {
    /// `delivery` or `inbound`: the path's last part; the rest holds a key.
    pub what: String,
    /// The HTTP status; none where the connection failed.
    pub status: Option<u16>,
}

/// What can be set.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    /// The product key that is accepted.
    pub key: String,
    /// The auth token of Twilio's account.
    pub token: String,
    /// Where to report to when a message does not say.
    pub callback: Option<String>,
    /// How long after a submission it is reported.
    pub delay: Duration,
    /// How reports travel.
    pub form: ReportForm,
    /// Whether those that are due at the same time travel together, as a JSON array.
    pub together: bool,
}

#[derive(Debug)]
struct Memory {
    settings: Settings,
    messages: Vec<Message>,
    behaviours: HashMap<String, Behaviour>,
    everybody: Option<Behaviour>,
    calls: Vec<Called>,
    /// The one seen last, and whose it is.
    last_callback: Option<(String, String)>,
    next: u64,
    /// Reports that wait to travel together, each with its address.
    due: Vec<(String, Map<String, Value>)>,
}

/// The simulator's memory, shared by its handlers.
#[derive(Debug)]
pub(super) struct State {
    memory: Mutex<Memory>,
    /// One for all calls: a gateway keeps its connections open, and a new one a report would be most of its cost.
    client: reqwest::Client,
}

impl State {
    pub(super) fn new(settings: Settings) -> State {
        State {
            memory: Mutex::new(Memory {
                settings,
                messages: Vec::new(),
                behaviours: HashMap::new(),
                everybody: None,
                calls: Vec::new(),
                last_callback: None,
                next: 1,
                due: Vec::new(),
            }),
            client: reqwest::Client::new(),
        }
    }

    /// What calls callbacks.
    pub(super) fn client(&self) -> &reqwest::Client {
        &self.client
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        // A handler that panicked has changed nothing half-way: every change below is one step.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn settings(&self) -> Settings {
        self.memory().settings.clone()
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.memory().settings);
    }

    /// An id nobody has.
    pub(super) fn next_id(&self) -> String {
        format!("sim-{:x}", self.next_number())
    }

    /// A number nobody has, over restarts too.
    pub(super) fn next_number(&self) -> u128 {
        let mut memory = self.memory();
        memory.next += 1;
        (u128::from(now_ms()) << 32) + u128::from(memory.next)
    }

    pub(super) fn add(&self, message: Message) {
        let mut memory = self.memory();
        if let Some(callback) = &message.callback {
            memory.last_callback = Some((callback.clone(), message.gateway.clone()));
        }
        memory.messages.push(message);
    }

    pub(super) fn messages(&self, to: Option<&str>) -> Vec<Message> {
        let wanted = to.map(digits);
        let about = |message: &&Message| wanted.as_ref().is_none_or(|to| *to == message.to);
        self.memory()
            .messages
            .iter()
            .filter(about)
            .cloned()
            .collect()
    }

    pub(super) fn reported(&self, id: &str, status: &str) {
        let mut memory = self.memory();
        // It is among the last.
        if let Some(message) = memory.messages.iter_mut().rev().find(|it| it.id == id) {
            message.reports.push(status.to_owned());
        }
    }

    /// Puts a report by; whether it is the first, and somebody has to call for all of them.
    pub(super) fn put_by(&self, url: &str, report: Map<String, Value>) -> bool {
        let due = &mut self.memory().due;
        due.push((url.to_owned(), report));
        due.len() == 1
    }

    /// Those that were put by.
    pub(super) fn take_due(&self) -> Vec<(String, Map<String, Value>)> {
        std::mem::take(&mut self.memory().due)
    }

    pub(super) fn called(&self, call: Called) {
        self.memory().calls.push(call);
    }

    pub(super) fn calls(&self) -> Vec<Called> {
        self.memory().calls.clone()
    }

    /// Where replies go, beside the delivery callback last seen, and through whom.
    pub(super) fn inbound_callback(&self) -> Option<(String, String)> {
        let memory = self.memory();
        let (delivery, gateway) = memory
            .last_callback
            .clone()
            .or_else(|| Some((memory.settings.callback.clone()?, String::new())))?;
        let delivery = delivery.split('?').next()?;
        Some((
            delivery.strip_suffix("/delivery")?.to_owned() + "/inbound",
            gateway,
        ))
    }

    pub(super) fn behave(&self, to: Option<&str>, behaviour: Behaviour) {
        let mut memory = self.memory();
        match to {
            Some(to) => {
                memory.behaviours.insert(digits(to), behaviour);
            }
            None => memory.everybody = Some(behaviour),
        }
    }

    /// How to treat the next submission to a number.
    pub(super) fn behaviour(&self, to: &str) -> Behaviour {
        let mut memory = self.memory();
        let set = memory.behaviours.get_mut(to);
        match set {
            Some(Behaviour { times: Some(0), .. }) => {
                memory.behaviours.remove(to);
            }
            Some(behaviour) => {
                let now = *behaviour;
                behaviour.times = behaviour.times.map(|times| times.saturating_sub(1));
                return now;
            }
            None => {}
        }
        memory.everybody.unwrap_or_else(|| preset(to))
    }

    /// Forgets a number, or everything.
    pub(super) fn reset(&self, to: Option<&str>) {
        let mut memory = self.memory();
        match to.map(digits) {
            Some(to) => {
                memory.messages.retain(|message| message.to != to);
                memory.behaviours.remove(&to);
            }
            None => {
                memory.messages.clear();
                memory.behaviours.clear();
                memory.everybody = None;
                memory.calls.clear();
            }
        }
    }
}

/// The digits of a number.
pub(super) fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

/// Milliseconds since the epoch.
pub(super) fn now_ms() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or_default()
}
