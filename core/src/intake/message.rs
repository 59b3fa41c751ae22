//! What travels through the queue: the reports of one callback, as the statements read them.

use core::fmt;

use serde_json::Value;

use super::report::StoredReport;

/// Most bytes of one message. The queue takes 128 kB and counts some of its own in.
pub const MAX_MESSAGE_BYTES: usize = 100_000;

/// How a message of this version begins. The next shape has another number, so that neither
/// version of the Worker stores half of what the other one meant.
const BEGIN: &str = r#"{"version":1,"reports":["#;
const END: &str = "]}";
const VERSION: u64 = 1;

/// The messages that hold these reports: one, or several of a very long callback.
///
/// # Errors
/// That of serde, which has none for these.
pub fn messages(reports: &[StoredReport<'_>]) -> Result<Vec<String>, serde_json::Error> {
    let mut all = Vec::new();
    let mut message = String::new();
    for report in reports {
        let json = serde_json::to_string(report)?;
        if message.len() + json.len() + END.len() >= MAX_MESSAGE_BYTES {
            message.push_str(END);
            all.push(core::mem::take(&mut message));
        }
        message.push_str(if message.is_empty() { BEGIN } else { "," });
        message.push_str(&json);
    }
    if !message.is_empty() {
        message.push_str(END);
        all.push(message);
    }
    Ok(all)
}

/// Why a message cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// No text, or no JSON.
    NotJson,
    /// Another version of the Worker wrote it.
    OtherVersion,
    /// A report lacks what every report has.
    NoReport,
}

impl Unreadable {
    /// What is wrong, as an admin reads it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Unreadable::NotJson => "the message is no JSON",
            Unreadable::OtherVersion => "another version of the Worker wrote the message",
            Unreadable::NoReport => "a report in the message lacks its status or time",
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl core::error::Error for Unreadable {}

/// The reports in a message.
///
/// # Errors
/// [`Unreadable`]: nothing of the message may be stored then.
pub fn read_message(text: &str) -> Result<Vec<Value>, Unreadable> {
    let Ok(mut message) = serde_json::from_str::<Value>(text) else {
        return Err(Unreadable::NotJson);
    };
    if message.get("version").and_then(Value::as_u64) != Some(VERSION) {
        return Err(Unreadable::OtherVersion);
    }
    let Some(Value::Array(reports)) = message.get_mut("reports").map(Value::take) else {
        return Err(Unreadable::NoReport);
    };
    let is_report = |report: &Value| {
        let has = |name| report.get(name).is_some_and(Value::is_string);
        has("content")
            && has("gateway_status")
            && report.get("received_at").is_some_and(Value::is_i64)
    };
    match !reports.is_empty() && reports.iter().all(is_report) {
        true => Ok(reports),
        false => Err(Unreadable::NoReport),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mitto::{CallbackBody, Notice, Report, read_reports};

    fn reports(count: usize, id: &str) -> Vec<Report> {
        let one = format!(r#"{{"id":"{id}","status":"delivered"}}"#);
        let body = format!("[{}]", vec![one; count].join(","));
        read_reports(CallbackBody::Json(body.as_bytes()))
            .unwrap()
            .into_iter()
            .map(|notice| match notice {
                Ok(Notice::Report(report)) => report,
                other => panic!("no report: {other:?}"),
            })
            .collect()
    }

    fn sent(reports: &[Report]) -> Vec<String> {
        let stored: Vec<_> = reports.iter().map(|it| StoredReport::of(it, 7)).collect();
        messages(&stored).unwrap()
    }

    #[test]
    fn a_message_there_and_back() {
        assert_eq!(sent(&[]), [""; 0]);
        let sent = sent(&reports(2, "g1"));
        assert_eq!(sent.len(), 1);
        let read = read_message(&sent[0]).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read[1]["gateway_id"], "g1");
        assert_eq!(read[1]["content"], "delivered||");
        assert_eq!(read[1]["received_at"], 7);
    }

    #[test]
    fn a_long_callback_is_several_messages_and_loses_none() {
        let many = reports(1_500, "0123456789");
        let sent = sent(&many);
        assert!(sent.len() > 1 && sent.iter().all(|it| it.len() <= MAX_MESSAGE_BYTES));
        let read: usize = sent.iter().map(|it| read_message(it).unwrap().len()).sum();
        assert_eq!(read, many.len());
    }

    #[test]
    fn what_is_not_ours_is_told_apart() {
        for (text, why) in [
            ("", Unreadable::NotJson),
            ("{", Unreadable::NotJson),
            ("[]", Unreadable::OtherVersion),
            (r#"{"version":2,"reports":[]}"#, Unreadable::OtherVersion),
            (r#"{"version":1}"#, Unreadable::NoReport),
            (r#"{"version":1,"reports":[]}"#, Unreadable::NoReport),
            (r#"{"version":1,"reports":[7]}"#, Unreadable::NoReport),
            (
                r#"{"version":1,"reports":[{"content":"x","gateway_status":"x"}]}"#,
                Unreadable::NoReport,
            ),
        ] {
            assert_eq!(read_message(text), Err(why), "{text}");
        }
    }
}
