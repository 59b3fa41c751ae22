//! The API's answers, read from an object of the host: what the browser's side does.
//!
//! The browser has parsed the JSON already. serde's derived readers cost 40 kB of WebAssembly
//! there; these say the same in 4. The names stand beside the types, and a test holds each reader
//! to what serde writes.

mod member;

pub use member::Member;

use super::code::Code;
use super::items::{List, SenderItem, TemplateItem};
use super::people::{MobileChecked, MobileProblem, Person};
use super::problem::{Details, Problem};
use super::sms::{DeliveryUpdate, SendAnswer, SmsNews, SmsRecord, SmsRow};
use crate::count::Encoding;
use crate::status::{Shown, Status};
use crate::template::{Fields, PersonObject, RelatedObject};

/// An object whose members can be read.
pub trait Source: Sized {
    /// What it is itself, where it is no object but a text: an item of a list.
    fn itself(&self) -> Option<String>;
    /// A member that is a text.
    fn text(&self, name: &str) -> Option<String>;
    /// A member that is true or false.
    fn flag(&self, name: &str) -> Option<bool>;
    /// A member that is a whole number.
    fn number(&self, name: &str) -> Option<u32>;
    /// A member that is an object.
    fn object(&self, name: &str) -> Option<Self>;
    /// A member that is a list of objects.
    fn list(&self, name: &str) -> Option<Vec<Self>>;
    /// All members, as texts; blank where they are null.
    fn members(&self) -> Vec<(String, Option<String>)>;
}

/// A type that can be read from an object.
pub trait Read: Sized {
    /// The value; `None` where the object is of another shape.
    fn read(source: &impl Source) -> Option<Self>;
}

/// A member that is a text of a type of ours.
fn word<T: TryFrom<String>>(source: &impl Source, name: &str) -> Option<T> {
    source.text(name)?.try_into().ok()
}

impl Read for SenderItem {
    fn read(source: &impl Source) -> Option<SenderItem> {
        let name: crate::sender::SenderId = word(source, "name")?;
        Some(SenderItem {
            id: word(source, "id")?,
            kind: name.kind(),
            name,
        })
    }
}

impl Read for TemplateItem {
    fn read(source: &impl Source) -> Option<TemplateItem> {
        Some(TemplateItem {
            id: word(source, "id")?,
            name: source.text("name")?,
            object: RelatedObject::from_word(&source.text("object")?)?,
            from: word(source, "from"),
            text: source.text("text")?,
        })
    }
}

/// The items of a list.
pub fn read_items<T: Read>(source: &impl Source) -> Option<Vec<T>> {
    source.list("items")?.iter().map(T::read).collect()
}

impl Read for Fields {
    fn read(source: &impl Source) -> Option<Fields> {
        let mut fields = Fields::new();
        for (name, value) in source.members() {
            fields.set(&name, value);
        }
        Some(fields)
    }
}

impl Read for Person {
    fn read(source: &impl Source) -> Option<Person> {
        Some(Person {
            object: person_object(source)?,
            id: word(source, "id")?,
            fields: Fields::read(&source.object("fields")?)?,
            sms_opt_out: source.flag("smsOptOut")?,
            mobile: word(source, "mobile"),
            mobile_problem: source
                .text("mobileProblem")
                .and_then(|word| MobileProblem::from_word(&word)),
        })
    }
}

impl Read for MobileChecked {
    fn read(source: &impl Source) -> Option<MobileChecked> {
        Some(MobileChecked {
            mobile: word(source, "mobile")?,
            opted_out: source.flag("optedOut")?,
        })
    }
}

impl Read for SendAnswer {
    fn read(source: &impl Source) -> Option<SendAnswer> {
        Some(SendAnswer {
            id: word(source, "id")?,
            number_of_messages: source.number("numberOfMessages")?,
            status: Status::from_word(&source.text("status")?)?,
        })
    }
}

impl Read for SmsNews {
    fn read(source: &impl Source) -> Option<SmsNews> {
        Some(SmsNews {
            id: word(source, "id")?,
            number_of_messages: source.number("numberOfMessages")?,
            status: word::<Shown>(source, "status")?,
            reason: source.text("reason"),
            delivered_segments: source.number("deliveredSegments")?,
        })
    }
}

/// A page of a list.
impl<T: Read> Read for List<T> {
    fn read(source: &impl Source) -> Option<List<T>> {
        Some(List {
            items: read_items(source)?,
            cursor: source.text("cursor"),
        })
    }
}

impl Read for SmsRow {
    fn read(source: &impl Source) -> Option<SmsRow> {
        Some(SmsRow {
            id: word(source, "id")?,
            object: person_object(source),
            record_id: word(source, "recordId"),
            record_name: source.text("recordName"),
            campaign: source.text("campaign"),
            to: source.text("to")?,
            from: source.text("from")?,
            text: source.text("text")?,
            number_of_messages: source.number("numberOfMessages")?,
            status: word(source, "status")?,
            flagged: source.flag("flagged").unwrap_or_default(),
            created_at: source.text("createdAt")?,
            created_by: source.text("createdBy")?,
            updated_at: source.text("updatedAt")?,
            erased_at: source.text("erasedAt"),
        })
    }
}

impl Read for SmsRecord {
    fn read(source: &impl Source) -> Option<SmsRecord> {
        let updates = source.list("deliveryUpdates")?;
        Some(SmsRecord {
            id: word(source, "id")?,
            object: person_object(source),
            record_id: word(source, "recordId"),
            record_name: source.text("recordName"),
            campaign: source.text("campaign"),
            to: source.text("to")?,
            from: source.text("from")?,
            text: source.text("text")?,
            encoding: match source.text("encoding")? == Encoding::Ucs2.as_str() {
                true => Encoding::Ucs2,
                false => Encoding::Gsm7,
            },
            number_of_messages: source.number("numberOfMessages")?,
            status: word(source, "status")?,
            is_final: source.flag("isFinal")?,
            reason: source.text("reason"),
            flagged: source.flag("flagged").unwrap_or_default(),
            delivered_segments: source.number("deliveredSegments")?,
            created_at: source.text("createdAt")?,
            updated_at: source.text("updatedAt")?,
            erased_at: source.text("erasedAt"),
            delivery_updates: updates.iter().map(Read::read).collect::<Option<_>>()?,
        })
    }
}

impl Read for DeliveryUpdate {
    fn read(source: &impl Source) -> Option<DeliveryUpdate> {
        Some(DeliveryUpdate {
            status: word(source, "status"),
            gateway_status: source.text("gatewayStatus")?,
            segment: source
                .number("segment")
                .and_then(|segment| segment.try_into().ok()),
            error_code: source.text("errorCode"),
            explanation: source.text("explanation"),
            provider_time: source.text("providerTime"),
            received_at: source.text("receivedAt")?,
        })
    }
}

fn person_object(source: &impl Source) -> Option<PersonObject> {
    PersonObject::from_word(&source.text("object")?)
}

impl Read for Problem {
    fn read(source: &impl Source) -> Option<Problem> {
        // The document says its title and status itself: the browser need not hold those of every code.
        let details = Details {
            kind: source.text("type")?,
            code: Code::from_word(&source.text("code")?)?,
            title: source.text("title")?,
            status: source.number("status")?.try_into().ok()?,
            detail: source.text("detail"),
            field: source.text("field"),
            limit: source.number("limit"),
            retry_after: source.number("retryAfter"),
            position: source.number("position"),
            blank_fields: Vec::new(),
            used_by: Vec::new(),
            current: None,
            current_etag: None,
            id: word(source, "id"),
            sms_status: word(source, "smsStatus"),
            gateway_code: None,
            number_of_messages: source.number("numberOfMessages"),
        };
        Some(details.into())
    }
}

#[cfg(test)]
mod tests;
