//! What travels through the queue: the reports of one callback, as the statements read them.

use super::report::StoredReport;

/// Most bytes of one message. The queue takes 128 kB and counts some of its own in.
pub const MAX_MESSAGE_BYTES: usize = 100_000;

/// How a message of this version begins. The next shape has another number, so that neither
/// version of the Worker stores half of what the other one meant.
const BEGIN: &str = r#"{"version":1,"reports":["#;
const END: &str = "]}";

/// The messages that hold these reports: one, or several of a very long callback.
pub fn messages(reports: &[StoredReport<'_>]) -> Vec<String> {
    let mut all = Vec::new();
    let mut message = String::new();
    for report in reports {
        let json = report.to_json();
        let longer = message.len().saturating_add(json.len());
        if longer.saturating_add(END.len()) >= MAX_MESSAGE_BYTES {
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
    all
}

/// What is said of a message that is not of this version.
pub const UNREADABLE: &str = "the message is not one of this version of the Worker";

/// The reports in a message, as JSON separated by commas, ready to stand in one list with those of
/// others; none where the message is not of this version. The statements read the JSON, and refuse
/// what is none.
pub fn reports_of(message: &str) -> Option<&str> {
    let reports = message.strip_prefix(BEGIN)?.strip_suffix(END)?;
    (!reports.is_empty()).then_some(reports)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::mitto::read_reports;
    use crate::gateway::{CallbackBody, Notice, Report};

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
        messages(&stored)
    }

    fn read(message: &str) -> Vec<serde_json::Value> {
        let list = ["[", reports_of(message).unwrap(), "]"].concat();
        serde_json::from_str(&list).unwrap()
    }

    #[test]
    fn a_message_there_and_back() {
        assert_eq!(sent(&[]), [""; 0]);
        let sent = sent(&reports(2, "g1"));
        assert_eq!(sent.len(), 1);
        let read = read(&sent[0]);
        assert_eq!(read.len(), 2);
        assert_eq!(read[1]["gateway_id"], "g1");
        assert_eq!(read[1]["content"], "delivered||");
        assert_eq!(read[1]["received_at"], 7);
        // And the whole of it is JSON, for whoever looks at it.
        let whole: serde_json::Value = serde_json::from_str(&sent[0]).unwrap();
        assert_eq!(whole["version"], 1);
    }

    #[test]
    fn a_long_callback_is_several_messages_and_loses_none() {
        let many = reports(1_500, "0123456789");
        let sent = sent(&many);
        assert!(sent.len() > 1 && sent.iter().all(|it| it.len() <= MAX_MESSAGE_BYTES));
        let read: usize = sent.iter().map(|it| read(it).len()).sum();
        assert_eq!(read, many.len());
    }

    #[test]
    fn what_is_not_of_this_version_is_told_apart() {
        for text in [
            "",
            "{",
            "[]",
            r#"{"version":2,"reports":[{"content":"x"}]}"#,
            r#"{"version":1}"#,
            r#"{"version":1,"reports":[]}"#,
            r#"{"version":1,"reports":[{"content":"x"}],"more":1}"#,
        ] {
            assert_eq!(reports_of(text), None, "{text}");
        }
    }
}
