//! The words of the HTTP API, used by the Worker, the element and the tests alike.
//!
//! JSON, camelCase, times in RFC 3339 UTC. What comes in is read in two steps: JSON to a request
//! type here (unknown fields refused), then the request to checked values where the rules live.

mod config;
mod json;
mod people;
mod problem;
mod read;
mod route;
mod sms;
mod token;

pub use config::{
    CallbackUrls, KeywordInput, KeywordItem, List, SenderInput, SenderItem, Setup, SetupInput,
    TemplateInput, TemplateItem,
};
pub use json::{MAX_BODY_BYTES, from_json};
pub use people::{MobileCheck, MobileChecked, MobileProblem, Person, PersonInput, PersonPatch};
pub use problem::{Code, Problem};
pub use read::{Read, Source, read_items};
pub use route::{Access, Method, Route, RouteError};
pub use sms::{DeliveryUpdate, Recipient, SendAnswer, SendRequest, SmsNews, SmsRecord, TextSource};
pub use token::{Claims, RecordClaim, Role};
