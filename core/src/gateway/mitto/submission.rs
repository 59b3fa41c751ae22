//! What Mitto's gateway is sent.

use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::count::Encoding;
use crate::gateway::{Account, BulkSubmission, Request, Submission};

/// The header that carries the product key.
pub const KEY_HEADER: &str = "X-Mitto-API-Key";

/// The path of a single send, behind the base URL.
pub const SEND_PATH: &str = "/sms";

/// The path of a submission to many, behind the base URL.
pub const BULK_PATH: &str = "/smsbulk";

/// The body of either: an SMS, and the number or numbers.
pub(super) struct Body<'a>(&'a Submission<'a>, &'a str);

impl<'a> Body<'a> {
    /// Of `POST /sms`. "Only numbers": E.164 without the plus.
    pub(super) fn one(sms: &'a Submission<'a>) -> Body<'a> {
        Body(sms, sms.to.digits())
    }
}

/// The request with a body to a path.
pub(super) fn request(account: &Account, path: &str, body: &Body<'_>) -> Request {
    Request {
        path: path.to_owned(),
        headers: vec![
            ("content-type", "application/json".to_owned()),
            ("accept", "application/json".to_owned()),
            (KEY_HEADER, account.key.clone()),
        ],
        // Texts and numbers: there is nothing in it that JSON could not hold.
        body: serde_json::to_string(body).ok(),
    }
}

/// One `reference` for all of them could not tell the recipients apart: so there is none.
pub(super) fn bulk(account: &Account, sms: &BulkSubmission<'_>) -> Request {
    let common = Submission {
        reference: None,
        ..sms.common
    };
    request(account, BULK_PATH, &Body(&common, sms.to))
}

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Body(sms, to) = *self;
        let mut body = serializer.serialize_struct("Submission", 7)?;
        body.serialize_field("from", &sms.from.gateway_form())?;
        body.serialize_field("to", to)?;
        body.serialize_field("text", sms.text)?;
        // Characters outside GSM-7 are refused with code 4 unless the type is `Unicode`.
        let kind = match sms.encoding {
            Encoding::Gsm7 => "GSM",
            Encoding::Ucs2 => "Unicode",
        };
        body.serialize_field("type", kind)?;
        match sms.reference {
            Some(reference) => body.serialize_field("reference", &reference.to_string())?,
            None => body.skip_field("reference")?,
        }
        match sms.callback {
            Some(url) => body.serialize_field("callback", url)?,
            None => body.skip_field("callback")?,
        }
        match sms.test {
            true => body.serialize_field("test", &true)?,
            false => body.skip_field("test")?,
        }
        body.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{Reference, SmsId};

    #[test]
    fn the_body_as_the_gateway_reads_it() {
        let submission = Submission {
            from: &"+41791112233".parse().unwrap(),
            to: &"+41791234567".parse().unwrap(),
            text: "Grüezi",
            encoding: Encoding::Gsm7,
            reference: Some(Reference {
                sms: SmsId::new(1).unwrap(),
                attempt: 1,
            }),
            callback: Some("https://example.test/callback/k/delivery"),
            test: false,
        };
        assert_eq!(
            serde_json::to_value(Body::one(&submission)).unwrap(),
            serde_json::json!({
                "from": "41791112233",
                "to": "41791234567",
                "text": "Grüezi",
                "type": "GSM",
                "reference": "SMS-000001/1",
                "callback": "https://example.test/callback/k/delivery",
            })
        );
        let plain = Submission {
            encoding: Encoding::Ucs2,
            callback: None,
            test: true,
            ..submission
        };
        let body = serde_json::to_value(Body::one(&plain)).unwrap();
        assert_eq!(
            (body["type"].as_str(), body["test"].as_bool()),
            (Some("Unicode"), Some(true))
        );
        assert!(body.get("callback").is_none());
        let many = BulkSubmission {
            common: submission,
            to: "41791234567,41791234568",
        };
        let body = bulk(&Account::default(), &many).body.unwrap();
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["to"], "41791234567,41791234568");
        assert!(body.get("reference").is_none());
        assert_eq!(body["text"], "Gr\u{fc}ezi");
    }
}
