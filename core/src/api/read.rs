//! The API's answers, read from an object of the host: what the browser's side does.
//!
//! The browser has parsed the JSON already. serde's derived readers cost 40 kB of WebAssembly
//! there; these say the same in 4. The names stand beside the types, and a test holds each reader
//! to what serde writes.

use super::items::{List, SenderItem, TemplateItem};
use super::people::{MobileChecked, MobileProblem, Person};
use super::problem::{Code, Problem};
use super::setup::Setup;
use super::sms::{DeliveryUpdate, SendAnswer, SmsNews, SmsRecord, SmsRow};
use crate::count::Encoding;
use crate::status::{Shown, Status};
use crate::template::{Fields, PersonObject, RelatedObject};

/// An object whose members can be read.
pub trait Source: Sized {
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

impl Read for Setup {
    fn read(source: &impl Source) -> Option<Setup> {
        Some(Setup {
            product_key_set: source.flag("productKeySet")?,
            product_key_last4: source.text("productKeyLast4"),
            lead_mobile: source.text("leadMobile")?,
            contact_mobile: source.text("contactMobile")?,
            default_region: source.text("defaultRegion")?,
            callback_per_message: source.flag("callbackPerMessage")?,
            test_mode: source.flag("testMode")?,
            // Who sends needs nothing of how replies are answered, and for how long all is kept.
            opt_in_keywords: Vec::new(),
            opt_out_confirmation: String::new(),
            help_answer: String::new(),
            retention_days: None,
            // Nor of when campaigns are sent.
            time_zone: String::new(),
            quiet_from: String::new(),
            quiet_until: String::new(),
            lead_time_zone: String::new(),
            contact_time_zone: String::new(),
            callback: None,
            previous_callback_until: None,
        })
    }
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
        Some(Problem {
            kind: source.text("type")?,
            code: Code::from_word(&source.text("code")?)?,
            title: source.text("title")?,
            status: source.number("status")?.try_into().ok()?,
            detail: source.text("detail"),
            field: source.text("field"),
            limit: source.number("limit"),
            position: source.number("position"),
            blank_fields: Vec::new(),
            used_by: Vec::new(),
            current: None,
            current_etag: None,
            id: word(source, "id"),
            sms_status: word(source, "smsStatus"),
            gateway_code: None,
            number_of_messages: source.number("numberOfMessages"),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::sms::SmsRecord;
    use super::*;

    impl Source for Value {
        fn text(&self, name: &str) -> Option<String> {
            self.get(name)?.as_str().map(str::to_owned)
        }

        fn flag(&self, name: &str) -> Option<bool> {
            self.get(name)?.as_bool()
        }

        fn number(&self, name: &str) -> Option<u32> {
            self.get(name)?.as_u64()?.try_into().ok()
        }

        fn object(&self, name: &str) -> Option<Value> {
            self.get(name).filter(|value| value.is_object()).cloned()
        }

        fn list(&self, name: &str) -> Option<Vec<Value>> {
            self.get(name)?.as_array().cloned()
        }

        fn members(&self) -> Vec<(String, Option<String>)> {
            let members = self.as_object().into_iter().flatten();
            members
                .map(|(name, value)| (name.clone(), value.as_str().map(str::to_owned)))
                .collect()
        }
    }

    /// What serde reads from this JSON, and what serde writes of it, our reader reads as well.
    #[track_caller]
    fn agrees<T>(json: Value)
    where
        T: Read + serde::Serialize + serde::de::DeserializeOwned + PartialEq + core::fmt::Debug,
    {
        let by_serde: T = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(T::read(&json).as_ref(), Some(&by_serde));
        assert_eq!(
            T::read(&serde_json::to_value(&by_serde).unwrap()),
            Some(by_serde)
        );
    }

    #[test]
    fn every_reader_agrees_with_serde() {
        agrees::<Setup>(json!({
            "productKeySet": true, "leadMobile": "MobilePhone", "contactMobile": "Phone",
            "defaultRegion": "CH", "callbackPerMessage": true, "testMode": false,
        }));
        agrees::<SenderItem>(json!({"id": "1", "name": "MITTO", "type": "branded"}));
        agrees::<TemplateItem>(
            json!({"id": "t", "name": "n", "object": "contact", "from": "M1", "text": "x"}),
        );
        agrees::<TemplateItem>(json!({"id": "t", "name": "n", "object": "campaign", "text": "x"}));
        agrees::<Person>(json!({
            "object": "lead", "id": "00Q1", "fields": {"FirstName": "Ada", "Company": null},
            "smsOptOut": false, "mobile": "+41791234567", "mobileProblem": null,
        }));
        agrees::<Person>(json!({
            "object": "contact", "id": "1", "fields": {}, "smsOptOut": true, "mobile": null,
            "mobileProblem": "invalid-mobile",
        }));
        agrees::<MobileChecked>(json!({"mobile": "+41791234567", "optedOut": true}));
        agrees::<SendAnswer>(json!({"id": "SMS-000001", "numberOfMessages": 2, "status": "SENT"}));
        let row = json!({
            "id": "SMS-000001", "object": null, "recordId": null, "to": "+41791234567", "from": "M",
            "text": "x", "numberOfMessages": 2, "status": "RECEIVED", "flagged": true, "createdAt": "", "createdBy": "ada", "updatedAt": "",
        });
        agrees::<SmsRow>(row.clone());
        agrees::<List<SmsRow>>(json!({"items": [row], "cursor": "c"}));
        agrees::<SmsRecord>(json!({
            "id": "SMS-000001", "object": "lead", "recordId": "1", "to": "+41791234567",
            "from": "M", "text": "x", "encoding": "UCS-2", "numberOfMessages": 2,
            "status": "NO REPORT", "isFinal": true, "reason": "why", "deliveredSegments": 1,
            "createdAt": "", "updatedAt": "", "deliveryUpdates": [
                {"status": null, "gatewayStatus": "odd", "segment": null, "errorCode": null,
                 "providerTime": null, "receivedAt": "now"},
                {"status": "UNDELIVERED", "gatewayStatus": "failed", "segment": 2, "errorCode": "27",
                 "explanation": "off", "providerTime": "then", "receivedAt": "now"},
            ],
        }));
        for code in Code::ALL {
            let mut problem = Problem::new(code).because("why").about("to").over(11);
            problem.id = Some("SMS-000007".parse().unwrap());
            problem.sms_status = Some(Status::Unknown);
            problem.number_of_messages = Some(3);
            agrees::<Problem>(serde_json::to_value(&problem).unwrap());
        }
    }

    #[test]
    fn the_news_of_an_sms_is_in_its_record() {
        let record: SmsRecord = serde_json::from_value(json!({
            "id": "SMS-000001", "object": "lead", "recordId": "1", "to": "+41791234567",
            "from": "M", "text": "x", "encoding": "GSM-7", "numberOfMessages": 2,
            "status": "NO REPORT", "isFinal": true, "reason": "why", "deliveredSegments": 1,
            "createdAt": "", "updatedAt": "", "deliveryUpdates": [],
        }))
        .unwrap();
        let news = SmsNews::read(&serde_json::to_value(&record).unwrap()).unwrap();
        assert_eq!(
            (news.id, news.status, news.delivered_segments),
            (record.id, record.status, 1)
        );
        assert_eq!((news.number_of_messages, news.reason), (2, record.reason));
    }

    #[test]
    fn another_shape_is_no_value() {
        assert_eq!(
            SendAnswer::read(&json!({"id": "SMS-1", "numberOfMessages": 1, "status": "SENT"})),
            None
        );
        assert_eq!(SendAnswer::read(&json!({})), None);
        assert_eq!(read_items::<SenderItem>(&json!({"items": [{}]})), None);
        assert_eq!(
            read_items::<SenderItem>(&json!({"items": []})),
            Some(Vec::new())
        );
    }
}
