//! One element in a page: forwards events to the composer, draws its view, performs its effects.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Array;
use mitto_core::api::{MobileCheck, Problem, Read, SendRequest, read_items};
use mitto_core::composer::{Effect, Event, Field, Loaded, State, View};
use mitto_core::ids::{ItemId, SmsId};
use mitto_core::template::PersonObject;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Element, HtmlDialogElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement,
    KeyboardEvent, ShadowRoot,
};

use crate::client::{Answer, Client};
use crate::dom::Dom;
use crate::draw::draw;
use crate::html;
use crate::json::{Js, mobile_check, object, send_request};

/// Wait after the last key before the counter is spoken, milliseconds.
const SPEAK_AFTER_MS: u32 = 1_000;

/// Events we listen to inside the element.
const EVENTS: [&str; 5] = ["input", "change", "click", "submit", "keydown"];

type Listener = Closure<dyn FnMut(web_sys::Event)>;

/// The Rust side of one `<mitto-send-sms>`.
#[wasm_bindgen]
pub struct SendSms(Rc<Inner>);

struct Inner {
    dom: Dom,
    client: Client,
    object: PersonObject,
    record: String,
    state: RefCell<State>,
    last: RefCell<Option<View>>,
    listener: RefCell<Option<Listener>>,
    /// Which keystroke is the last; an older one's pause is over for nothing.
    keystroke: Cell<u32>,
    /// Gone from the page: answers that still come are for nobody.
    gone: Cell<bool>,
}

#[wasm_bindgen]
impl SendSms {
    /// Draws the element into an empty shadow root and starts it.
    #[wasm_bindgen(constructor)]
    pub fn new(
        root: ShadowRoot,
        client: Client,
        object: &str,
        record: &str,
        ad_hoc: bool,
        action: bool,
    ) -> Result<SendSms, JsError> {
        let object = PersonObject::from_word(object)
            .ok_or_else(|| JsError::new("the attribute object is lead or contact"))?;
        let id = record
            .parse()
            .map_err(|why: mitto_core::ids::IdError| JsError::new(&why.to_string()))?;
        let document = root
            .owner_document()
            .ok_or_else(|| JsError::new("no document"))?;
        let inner = Rc::new(Inner {
            dom: Dom { root, document },
            client,
            object,
            record: record.to_owned(),
            state: RefCell::new(State::new(object, id, ad_hoc)),
            last: RefCell::new(None),
            listener: RefCell::new(None),
            keystroke: Cell::new(0),
            gone: Cell::new(false),
        });
        inner.build(action);
        inner.listen();
        inner.dispatch(Event::Attached);
        Ok(SendSms(inner))
    }

    /// The page was hidden or shown.
    pub fn hidden(&self, hidden: bool) {
        self.0.dispatch(Event::Hidden(hidden));
    }

    /// Takes the element out of the page.
    pub fn disconnect(&self) {
        self.0.gone.set(true);
        // Detach first: the closure must not be called once it is dropped.
        if let Some(listener) = self.0.listener.borrow_mut().take() {
            for name in EVENTS {
                let function = listener.as_ref().unchecked_ref();
                let _ = self
                    .0
                    .dom
                    .root
                    .remove_event_listener_with_callback(name, function);
            }
        }
        self.0.dom.root.set_text_content(None);
    }
}

impl Inner {
    fn build(&self, action: bool) {
        let Dom { root, document } = &self.dom;
        if !action {
            html::build(document, root, html::SEND_SMS);
            return;
        }
        html::build(document, root, html::ACTION);
        if let Some(dialog) = self.dom.get::<Element>("dialog") {
            html::build(document, &dialog, html::SEND_SMS);
        }
    }

    fn listen(self: &Rc<Self>) {
        let inner = Rc::downgrade(self);
        let listener = Listener::new(move |event| {
            if let Some(inner) = inner.upgrade() {
                inner.heard(&event);
            }
        });
        for name in EVENTS {
            let function = listener.as_ref().unchecked_ref();
            let _ = self
                .dom
                .root
                .add_event_listener_with_callback(name, function);
        }
        *self.listener.borrow_mut() = Some(listener);
    }

    /// Takes an event to the composer, draws, performs.
    fn dispatch(self: &Rc<Self>, event: Event) {
        if self.gone.get() {
            return;
        }
        let (effects, view) = {
            let mut state = self.state.borrow_mut();
            (state.update(event), state.view())
        };
        draw(&self.dom, &view, self.last.borrow().as_ref());
        *self.last.borrow_mut() = Some(view);
        for effect in effects {
            self.perform(effect);
        }
    }

    fn heard(self: &Rc<Self>, event: &web_sys::Event) {
        let Some(target) = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
        else {
            return;
        };
        match (event.type_().as_str(), target.id().as_str()) {
            ("input", "text") => {
                if let Ok(text) = target.dyn_into::<HtmlTextAreaElement>() {
                    self.dispatch(Event::Edited(text.value()));
                    self.speak_later();
                }
            }
            ("input", "number") => {
                if let Ok(number) = target.dyn_into::<HtmlInputElement>() {
                    self.dispatch(Event::NumberTyped(number.value()));
                }
            }
            ("change", "from") => {
                if let Ok(select) = target.dyn_into::<HtmlSelectElement>() {
                    self.dispatch(Event::From(select.value()));
                }
            }
            ("change", "template") => {
                if let Ok(select) = target.dyn_into::<HtmlSelectElement>() {
                    self.dispatch(Event::Template(select.value().parse::<ItemId>().ok()));
                    self.speak_later();
                }
            }
            ("submit", _) => {
                event.prevent_default();
                self.send();
            }
            ("keydown", id) => {
                if let Some(key) = event.dyn_ref::<KeyboardEvent>()
                    && key.key() == "Enter"
                    && !key.is_composing()
                {
                    if id == "number" {
                        event.prevent_default();
                        self.dispatch(Event::NumberAdded);
                    } else if id == "text" && (key.ctrl_key() || key.meta_key()) {
                        event.prevent_default();
                        self.send();
                    }
                }
            }
            ("click", _) => self.clicked(&target),
            _ => {}
        }
    }

    fn clicked(self: &Rc<Self>, target: &Element) {
        let Ok(Some(button)) = target.closest("button") else {
            return;
        };
        let dialog = || self.dom.get::<HtmlDialogElement>("dialog");
        match button.id().as_str() {
            "add" => self.dispatch(Event::NumberAdded),
            "undo" => self.dispatch(Event::Undone),
            "replace-all" => self.dispatch(Event::Replaced(None)),
            "reload" => self.dispatch(Event::Attached),
            "open" => {
                let _ = dialog().map(|dialog| dialog.show_modal());
            }
            "close" => {
                if let Some(dialog) = dialog() {
                    dialog.close();
                }
            }
            _ => {
                if let Some(sequence) = button.get_attribute("data-replace") {
                    self.dispatch(Event::Replaced(Some(sequence)));
                    self.dom.focus("text");
                } else if let Some(at) = button.get_attribute("data-remove") {
                    self.dispatch(Event::NumberRemoved(at.parse().unwrap_or(usize::MAX)));
                }
            }
        }
    }

    fn send(self: &Rc<Self>) {
        // Made before anything is sent, so that every try of this press has the same one.
        self.dispatch(Event::Send {
            request_id: self.client.id(),
        });
    }

    /// The counter is read out once typing pauses, not at every key.
    fn speak_later(self: &Rc<Self>) {
        let keystroke = self.keystroke.get().wrapping_add(1);
        self.keystroke.set(keystroke);
        let inner = Rc::clone(self);
        spawn_local(async move {
            let _ = inner.client.sleep(SPEAK_AFTER_MS).await;
            if inner.keystroke.get() == keystroke && !inner.gone.get() {
                let spoken = inner.state.borrow().view().counter_spoken;
                inner.dom.text("counter-spoken", &spoken);
                inner.dom.text("live", &spoken);
            }
        });
    }

    fn perform(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::Load => self.load(),
            Effect::CheckNumber(number) => self.check(number),
            Effect::Send { key, request } => self.post(key, &request),
            Effect::Poll { id, after_ms } => self.poll(id, after_ms),
            Effect::Focus(field) => self.dom.focus(match field {
                Field::Text => "text",
                Field::Number => "number",
                Field::Problem => "problem",
            }),
            Effect::Announce(words) => self.dom.text("live", &words),
            Effect::EmitSent {
                ids,
                number_of_messages,
            } => {
                let list: Array = ids.iter().map(|id| JsValue::from(id.to_string())).collect();
                let members = [
                    ("ids", list.into()),
                    ("numberOfMessages", number_of_messages.into()),
                ];
                self.client.emit("mitto-sms-sent", object(members));
            }
            Effect::EmitError(message) => {
                self.client
                    .emit("mitto-sms-error", object([("message", message.into())]));
            }
            Effect::EmitStatus { id, status } => {
                let members = [
                    ("id", id.to_string().into()),
                    ("status", status.as_str().into()),
                ];
                self.client.emit("mitto-sms-status", object(members));
            }
        }
    }

    fn load(self: &Rc<Self>) {
        let object = self.object.as_str();
        for (then, path) in [
            (Then::Setup, "/api/setup".to_owned()),
            (Then::Senders, "/api/senders".to_owned()),
            (Then::Templates, ["/api/templates?object=", object].concat()),
            (Then::Person, ["/api/", object, "s/", &self.record].concat()),
        ] {
            self.call(
                Call {
                    after_ms: 0,
                    method: "GET",
                    path,
                    key: None,
                    body: JsValue::UNDEFINED,
                },
                then,
            );
        }
    }

    fn check(self: &Rc<Self>, mobile: String) {
        let body = mobile_check(&MobileCheck { mobile });
        let path = "/api/mobiles".to_owned();
        self.call(
            Call {
                after_ms: 0,
                method: "POST",
                path,
                key: None,
                body,
            },
            Then::Checked,
        );
    }

    fn post(self: &Rc<Self>, key: String, request: &SendRequest) {
        let body = send_request(request);
        let path = "/api/sms".to_owned();
        let call = Call {
            after_ms: 0,
            method: "POST",
            path,
            key: Some(key.clone()),
            body,
        };
        self.call(call, Then::Answered(key));
    }

    fn poll(self: &Rc<Self>, id: SmsId, after_ms: u32) {
        let path = ["/api/sms/", &id.to_string()].concat();
        let call = Call {
            after_ms,
            method: "GET",
            path,
            key: None,
            body: JsValue::UNDEFINED,
        };
        self.call(call, Then::Polled(id));
    }

    /// Calls the API and takes the answer to the composer.
    fn call(self: &Rc<Self>, call: Call, then: Then) {
        let inner = Rc::clone(self);
        spawn_local(async move {
            if call.after_ms > 0 {
                let _ = inner.client.sleep(call.after_ms).await;
            }
            if inner.gone.get() {
                return;
            }
            let answer = inner
                .client
                .call(call.method, &call.path, call.key, call.body)
                .await;
            inner.dispatch(then.event(Fetched::read(answer)));
        });
    }
}

/// A call of the API.
struct Call {
    after_ms: u32,
    method: &'static str,
    path: String,
    key: Option<String>,
    body: JsValue,
}

/// What an answer is for.
enum Then {
    Setup,
    Senders,
    Templates,
    Person,
    Checked,
    Answered(String),
    Polled(SmsId),
}

/// An answer: a value, a problem, or none.
struct Fetched(Result<JsValue, Option<Box<Problem>>>);

impl Fetched {
    fn read(answer: Result<Answer, JsValue>) -> Fetched {
        let Ok(answer) = answer else {
            return Fetched(Err(None));
        };
        Fetched(match (200..300).contains(&answer.status()) {
            true => Ok(answer.body()),
            false => Err(Problem::read(&Js(answer.body())).map(Box::new)),
        })
    }

    /// As a value of one of the API's types. A proxy's page with status 200 is no answer of ours.
    fn get<T: Read>(self) -> Result<T, Option<Box<Problem>>> {
        T::read(&Js(self.0?)).ok_or(None)
    }
}

impl Fetched {
    /// As the items of a list.
    fn items<T: Read>(self) -> Result<Vec<T>, Option<Box<Problem>>> {
        read_items(&Js(self.0?)).ok_or(None)
    }
}

impl Then {
    fn event(self, answer: Fetched) -> Event {
        let loaded = match self {
            Then::Setup => answer.get().map(Loaded::Setup),
            Then::Senders => answer.items().map(Loaded::Senders),
            Then::Templates => answer.items().map(Loaded::Templates),
            Then::Person => answer.get().map(|person| Loaded::Person(Box::new(person))),
            Then::Checked => return Event::NumberChecked(answer.get()),
            Then::Answered(key) => {
                return Event::Answered {
                    key,
                    answer: answer.get(),
                };
            }
            Then::Polled(id) => {
                // Not to be had just now: ask again.
                let same = Event::StatusSame(id);
                return answer
                    .get()
                    .map_or(same, |record| Event::Status(Box::new(record)));
            }
        };
        match loaded {
            Ok(loaded) => Event::Loaded(loaded),
            Err(problem) => Event::LoadFailed(problem),
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.gone.set(true);
    }
}
