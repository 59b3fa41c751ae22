//! What a person meets in the composer, one journey a test; and what holds whatever happens.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use mitto_core::api::{
    Code, Person, Problem, Recipient, SendAnswer, SenderItem, SmsNews, TemplateItem,
};
use mitto_core::composer::{Effect, Event, Loaded, SentTone, State, Tone};
use mitto_core::ids::SmsId;
use mitto_core::status::Status;
use mitto_core::template::PersonObject;
use proptest::prelude::*;
use serde_json::json;

mod looking;
mod sending;
mod speaking;
mod whatever;
mod writing;

fn senders() -> Vec<SenderItem> {
    serde_json::from_value(json!([
        {"id": "1", "name": "MITTO-SMS", "type": "branded"},
        {"id": "2", "name": "+41791112233", "type": "numeric"},
    ]))
    .unwrap()
}

fn templates() -> Vec<TemplateItem> {
    serde_json::from_value(json!([
        {"id": "t", "name": "Hello", "object": "lead", "from": "+41791112233",
         "text": "Hello <%=FirstName%>, greetings to <%=Company%>!"},
    ]))
    .unwrap()
}

fn lead(change: serde_json::Value) -> Person {
    let mut lead = json!({
        "object": "lead", "id": "00Q1", "fields": {"FirstName": "Ada", "Company": ""},
        "smsOptOut": false, "mobile": "+41791234567", "mobileProblem": null,
    });
    lead.as_object_mut()
        .unwrap()
        .extend(change.as_object().unwrap().clone());
    serde_json::from_value(lead).unwrap()
}

fn open(person: Person) -> State {
    let mut state = State::new(PersonObject::Lead, "00Q1".parse().unwrap(), true);
    assert_eq!(state.update(Event::Attached), [Effect::Load]);
    assert!(state.view().loading);
    for loaded in [
        Loaded::Setup {
            product_key_set: true,
        },
        Loaded::Senders(senders()),
        Loaded::Templates(templates()),
        Loaded::Person(Box::new(person)),
    ] {
        state.update(Event::Loaded(loaded));
    }
    state
}

fn ready() -> State {
    open(lead(json!({})))
}

fn typed(text: &str) -> State {
    let mut state = ready();
    state.update(Event::Edited(text.to_owned()));
    state
}

fn press(state: &mut State, id: &str) -> Vec<(String, mitto_core::api::SendRequest)> {
    let effects = state.update(Event::Send {
        request_id: id.to_owned(),
    });
    effects
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::Send { key, request } => Some((key, request)),
            _ => None,
        })
        .collect()
}

fn sent(number: u32, status: Status) -> SendAnswer {
    SendAnswer {
        id: SmsId::new(number).unwrap(),
        number_of_messages: 1,
        status,
    }
}

fn answered(state: &mut State, key: &str, answer: SendAnswer) -> Vec<Effect> {
    state.update(Event::Answered {
        key: key.to_owned(),
        answer: Ok(answer),
    })
}

fn refused(state: &mut State, key: &str, problem: Problem) -> Vec<Effect> {
    let answer = Err(Some(problem));
    state.update(Event::Answered {
        key: key.to_owned(),
        answer,
    })
}

fn record(number: u32, status: Status) -> SmsNews {
    SmsNews {
        id: SmsId::new(number).unwrap(),
        number_of_messages: 1,
        status: status.into(),
        reason: None,
        delivered_segments: 0,
    }
}
