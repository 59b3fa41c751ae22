//! A report in the shape that the database's statements read, one JSON object.

use serde_json::{Map, Value};

use super::json::Object;
use crate::gateway::{Report, is_opt_out};

/// Longest text that the queue may hold of what came with a report, bytes.
const SHORT: usize = 64;

/// So many digits may be somebody's number.
const DIGITS_OF_A_NUMBER: usize = 7;

/// What else may come with a report that is about no person: the network, the price.
const IMPERSONAL: [&str; 8] = [
    "mcc", "mnc", "network", "operator", "country", "parts", "price", "currency",
];

/// Says of a report that the person told the gateway to send nothing more.
const OPT_OUT: &str = "opt_out";

/// Whether there may be such a report among these, JSON as [`StoredReport::to_json`] writes it.
pub fn may_opt_out(reports: &str) -> bool {
    reports.contains("\"opt_out\":1")
}

/// A report as the statements read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReport<'a> {
    /// The SMS our reference names.
    sms: Option<u32>,
    gateway_id: Option<&'a str>,
    /// What makes it one and the same report.
    content: String,
    status: Option<&'static str>,
    rank: Option<u8>,
    gateway_status: &'a str,
    segment: Option<u8>,
    error_code: Option<&'a str>,
    provider_time: Option<i64>,
    extra: Option<String>,
    /// When it came to us, milliseconds since the epoch.
    received_at: i64,
}

impl<'a> StoredReport<'a> {
    /// A report that came at this time.
    pub fn of(report: &'a Report, received_at: i64) -> StoredReport<'a> {
        let segment = report
            .segment
            .map(|segment| segment.to_string())
            .unwrap_or_default();
        let time = report
            .provider_time
            .map(|time| time.to_string())
            .unwrap_or_default();
        StoredReport {
            sms: report.reference.map(|reference| reference.sms.number()),
            gateway_id: report.gateway_id.as_deref(),
            content: [
                &report.gateway_status.to_ascii_lowercase(),
                "|",
                &segment,
                "|",
                &time,
            ]
            .concat(),
            status: report.status.map(|status| status.as_str()),
            rank: report.status.map(|status| status.rank()),
            gateway_status: &report.gateway_status,
            segment: report.segment,
            error_code: report.error_code.as_deref(),
            provider_time: report.provider_time,
            extra: report.extra.clone(),
            received_at,
        }
    }

    /// As JSON. The names are those the statements read.
    pub fn to_json(&self) -> String {
        let mut json = Object::new();
        json.number("sms", self.sms.map(i64::from));
        json.text("gateway_id", self.gateway_id);
        json.text("content", Some(&self.content));
        json.text("status", self.status);
        json.number("rank", self.rank.map(i64::from));
        json.text("gateway_status", Some(self.gateway_status));
        json.number("segment", self.segment.map(i64::from));
        json.text("error_code", self.error_code);
        json.number("provider_time", self.provider_time);
        json.text("extra", self.extra.as_deref());
        json.number("received_at", Some(self.received_at));
        // Almost no report has it, so it is not written for nothing.
        if self.error_code.is_some_and(is_opt_out) {
            json.number(OPT_OUT, Some(1));
        }
        json.end()
    }

    /// The report without what may be somebody's number or text: what the queue may hold. `None`
    /// where it would not be the same report any more; it has to be stored at once.
    pub fn impersonal(&self) -> Option<StoredReport<'a>> {
        let words = [Some(self.gateway_status), self.error_code];
        if !words.into_iter().flatten().all(is_impersonal) {
            return None;
        }
        Some(StoredReport {
            extra: self.extra.as_deref().and_then(impersonal),
            ..self.clone()
        })
    }
}

fn is_impersonal(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() <= SHORT && digits < DIGITS_OF_A_NUMBER
}

/// Of what else came, the fields that are known to be about no person.
fn impersonal(extra: &str) -> Option<String> {
    let Ok(Value::Object(extra)) = serde_json::from_slice(extra.as_bytes()) else {
        return None;
    };
    let mut kept = Map::new();
    for (name, value) in extra {
        let fits = match &value {
            Value::String(text) => is_impersonal(text),
            Value::Number(number) => is_impersonal(&number.to_string()),
            _ => false,
        };
        if fits && IMPERSONAL.contains(&name.as_str()) {
            kept.insert(name, value);
        }
    }
    (!kept.is_empty()).then(|| serde_json::to_string(&kept).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::mitto::read_reports;
    use crate::gateway::{CallbackBody, Notice};

    fn report(json: &str) -> Report {
        match read_reports(CallbackBody::Json(json.as_bytes()))
            .unwrap()
            .remove(0)
        {
            Ok(Notice::Report(report)) => report,
            other => panic!("no report: {other:?}"),
        }
    }

    #[test]
    fn one_report_is_one_content_whatever_its_case() {
        let one = report(r#"{"id":"g","status":"DELIVRD","part":2,"timestamp":1764000000}"#);
        let other = report(r#"{"id":"h","status":"delivrd","part":"2","timestamp":1764000000000}"#);
        let one = StoredReport::of(&one, 1);
        assert_eq!(one.content, "delivrd|2|1764000000000");
        assert_eq!(one.content, StoredReport::of(&other, 2).content);
    }

    #[test]
    fn who_told_the_gateway_to_stop_is_told_from_the_others() {
        for (code, stops) in [
            ("21610", true),
            ("21611", false),
            ("27", false),
            ("", false),
        ] {
            let report = Report {
                error_code: Some(code.to_owned()),
                ..report(r#"{"id":"g","status":"failed"}"#)
            };
            let json = StoredReport::of(&report, 1).to_json();
            assert_eq!(may_opt_out(&json), stops, "{code}");
        }
    }

    #[test]
    fn the_queue_holds_nobody_s_number_or_text() {
        let report = report(
            r#"{"id":"g","reference":"SMS-000007/1","status":"delivered","errorCode":"0","to":"41791234567",
                "text":"Hello Ada","mcc":"228","price":0.07,"operator":"+41 79 123 45 67","note":{"from":"x"}}"#,
        );
        let stored = StoredReport::of(&report, 1);
        assert!(stored.extra.as_deref().unwrap().contains("Hello Ada"));
        let queued = stored.impersonal().unwrap();
        assert_eq!(
            queued.extra.as_deref(),
            Some(r#"{"mcc":"228","price":0.07}"#)
        );
        assert_eq!(
            StoredReport {
                extra: None,
                ..queued
            },
            StoredReport {
                extra: None,
                ..stored
            }
        );
    }

    #[test]
    fn a_status_that_is_no_word_is_not_for_the_queue() {
        for (field, value) in [
            ("status", "delivered to 41791234567"),
            ("status", &"x".repeat(65)),
            ("error", "0041 79 123 45 67"),
        ] {
            let mut json = serde_json::json!({"id": "g", "status": "delivered"});
            json[field] = value.into();
            let report = report(&json.to_string());
            assert_eq!(StoredReport::of(&report, 1).impersonal(), None, "{value}");
        }
    }
}
