//! What we send.

use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::count::Encoding;
use crate::ids::Reference;
use crate::mobile::Mobile;
use crate::sender::SenderId;

/// The header that carries the product key.
pub const KEY_HEADER: &str = "X-Mitto-API-Key";

/// The path of a single send, behind the base URL.
pub const SEND_PATH: &str = "/sms";

/// The body of `POST /sms`.
#[derive(Clone, Copy, Debug)]
pub struct Submission<'a> {
    /// The sender id.
    pub from: &'a SenderId,
    /// The number.
    pub to: &'a Mobile,
    /// The text.
    pub text: &'a str,
    /// Its encoding, which decides the gateway's `type`: characters outside GSM-7 are refused
    /// with code 4 unless the type is `Unicode`.
    pub encoding: Encoding,
    /// Comes back in reports; `None` for a test, which gets none.
    pub reference: Option<Reference>,
    /// Where to report to; `None`: the URL registered with the account.
    pub callback: Option<&'a str>,
    /// Test mode: nothing is delivered or charged.
    pub test: bool,
}

/// The path of a submission to many, behind the base URL.
pub const BULK_PATH: &str = "/smsbulk";

/// Most numbers of one call. Assumed: no public source gives a limit.
pub const BULK_LIMIT: usize = 100;

/// The body of `POST /smsbulk`: one text to several numbers, with one `reference` for all of them, which
/// could not tell them apart. So it has none, and reports find their SMS by the gateway's id.
#[derive(Clone, Copy, Debug)]
pub struct BulkSubmission<'a> {
    /// What all have in common; its own number and reference do not count.
    pub common: Submission<'a>,
    /// The numbers, digits only, with commas in between.
    pub to: &'a str,
}

impl Serialize for BulkSubmission<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let common = Submission {
            reference: None,
            ..self.common
        };
        common.write(self.to, serializer)
    }
}

impl Serialize for Submission<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // "Only numbers": E.164 without the plus.
        self.write(self.to.digits(), serializer)
    }
}

impl Submission<'_> {
    fn write<S: Serializer>(&self, to: &str, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_struct("Submission", 7)?;
        body.serialize_field("from", &self.from.gateway_form())?;
        body.serialize_field("to", to)?;
        body.serialize_field("text", self.text)?;
        let kind = match self.encoding {
            Encoding::Gsm7 => "GSM",
            Encoding::Ucs2 => "Unicode",
        };
        body.serialize_field("type", kind)?;
        match self.reference {
            Some(reference) => body.serialize_field("reference", &reference.to_string())?,
            None => body.skip_field("reference")?,
        }
        match self.callback {
            Some(url) => body.serialize_field("callback", url)?,
            None => body.skip_field("callback")?,
        }
        match self.test {
            true => body.serialize_field("test", &true)?,
            false => body.skip_field("test")?,
        }
        body.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::SmsId;

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
            serde_json::to_value(submission).unwrap(),
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
        let body = serde_json::to_value(plain).unwrap();
        assert_eq!(
            (body["type"].as_str(), body["test"].as_bool()),
            (Some("Unicode"), Some(true))
        );
        assert!(body.get("callback").is_none());
        let many = BulkSubmission {
            common: submission,
            to: "41791234567,41791234568",
        };
        let body = serde_json::to_value(many).unwrap();
        assert_eq!(body["to"], "41791234567,41791234568");
        assert!(body.get("reference").is_none());
        assert_eq!(body["text"], "Gr\u{fc}ezi");
    }
}
