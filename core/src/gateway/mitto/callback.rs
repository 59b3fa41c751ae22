//! What Mitto's gateway posts to us.

use super::words::status_of_word;
use crate::gateway::callback::{CallbackBody, Names, Notice, Reply, items, notice, reply};
use crate::gateway::{Probe, Read};

/// Parameter names of callbacks. **Assumed** where no public source says; tolerant in what is read.
pub const NAMES: Names = Names {
    id: &["id", "messageId"],
    status: &["status", "dlrStatus", "deliveryStatus"],
    status_of_word,
    reference: &["reference"],
    error: &["errorCode", "error"],
    time: &["timestamp"],
    part: &["part"],
    from: &["from"],
    to: &["to"],
    text: &["text"],
};

/// Reads delivery reports, each by itself.
///
/// # Errors
/// Where the body as a whole cannot be read.
pub fn read_reports(body: CallbackBody<'_>) -> Read<Notice> {
    let items = items(body)?.into_iter();
    Ok(items.map(|item| notice(item, &NAMES)).collect())
}

/// Reads replies, each by itself.
///
/// # Errors
/// Where the body as a whole cannot be read.
pub fn read_replies(body: CallbackBody<'_>) -> Read<Reply> {
    let items = items(body)?.into_iter();
    Ok(items.map(|item| reply(item, &NAMES)).collect())
}

/// The report that proves the callback.
pub(super) fn probe(probe: &Probe) -> String {
    [
        "{\"id\":\"test\",\"status\":\"delivered\",\"reference\":\"",
        &probe.reference(),
        "\"}",
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::{CallbackBody, CallbackError, MAX_CALLBACK_BYTES, Probe, Report};
    use crate::status::Status;

    fn one(body: CallbackBody<'_>) -> Report {
        let mut reports = read_reports(body).unwrap();
        assert_eq!(reports.len(), 1);
        report_of(reports.remove(0))
    }

    fn report_of(notice: Result<Notice, CallbackError>) -> Report {
        match notice {
            Ok(Notice::Report(report)) => report,
            other => panic!("no report: {other:?}"),
        }
    }

    #[test]
    fn a_test_of_the_callback_is_no_report() {
        let probe = Probe::new("0123456789abcdef0123456789abcdef").unwrap();
        let read = read_reports(CallbackBody::Json(super::probe(&probe).as_bytes())).unwrap();
        assert_eq!(read, [Ok(Notice::Probe(probe))]);
        let forged = br#"{"status":"delivered","reference":"mitto-sms-test/1"}"#;
        let read = read_reports(CallbackBody::Json(forged)).unwrap();
        assert_eq!(read, [Err(CallbackError::NoId)]);
    }

    #[test]
    fn the_same_report_in_three_forms() {
        let json = one(CallbackBody::Json(
            br#"{"id":"g1","status":"DELIVRD","reference":"SMS-000007/1","timestamp":1764000000,"part":2,"errorCode":0,"mcc":"228"}"#,
        ));
        let form = one(CallbackBody::Form(
            b"messageId=g1&dlrStatus=DELIVRD&reference=SMS-000007%2F1&timestamp=1764000000000&part=2&error=0&mcc=228",
        ));
        assert_eq!(json, form);
        assert_eq!(json.status, Some(Status::Delivered));
        assert_eq!(json.reference.unwrap().to_string(), "SMS-000007/1");
        assert_eq!(json.segment, Some(2));
        assert_eq!(json.error_code.as_deref(), Some("0"));
        assert_eq!(json.provider_time, Some(1_764_000_000_000));
        assert_eq!(json.extra.as_deref(), Some(r#"{"mcc":"228"}"#));
        let rfc = one(CallbackBody::Json(
            br#"{"id":"g1","status":"x","timestamp":"2025-11-24T16:00:00Z"}"#,
        ));
        assert_eq!(rfc.provider_time, Some(1_764_000_000_000));
    }

    #[test]
    fn one_bad_report_leaves_the_good_ones() {
        let reports = read_reports(CallbackBody::Json(
            br#"[{"id":"1","status":"sent"},{"status":"sent"},{"id":"2"},{"reference":"SMS-000001/1","status":"zap"}]"#,
        ))
        .unwrap();
        assert_eq!(report_of(reports[0].clone()).status, Some(Status::Sent));
        assert_eq!(reports[1], Err(CallbackError::NoId));
        assert_eq!(reports[2], Err(CallbackError::NoStatus));
        assert_eq!(report_of(reports[3].clone()).status, None);
    }

    #[test]
    fn nonsense_is_told_apart() {
        assert_eq!(
            read_reports(CallbackBody::Json(b"7")),
            Err(CallbackError::NotJson)
        );
        assert_eq!(
            read_reports(CallbackBody::Json(b"{")),
            Err(CallbackError::NotJson)
        );
        let huge = vec![b'a'; MAX_CALLBACK_BYTES + 1];
        assert_eq!(
            read_reports(CallbackBody::Form(&huge)),
            Err(CallbackError::TooLarge)
        );
        assert_eq!(
            read_reports(CallbackBody::Form(b"")).unwrap(),
            [Err(CallbackError::NoId)]
        );
    }

    #[test]
    fn a_foreign_reference_is_kept_but_not_believed() {
        let report = one(CallbackBody::Json(
            br#"{"id":"g","status":"sent","reference":"theirs-9"}"#,
        ));
        assert_eq!(report.reference, None);
        assert_eq!(report.extra.as_deref(), Some(r#"{"reference":"theirs-9"}"#));
    }

    #[test]
    fn a_reply() {
        let replies = read_replies(CallbackBody::Form(
            b"from=41791234567&to=41790000000&text=Stop.+Thank+you&id=r1",
        ))
        .unwrap();
        let reply = replies[0].as_ref().unwrap();
        assert_eq!(
            (reply.from.as_str(), reply.text.as_str()),
            ("41791234567", "Stop. Thank you")
        );
        let empty =
            read_replies(CallbackBody::Json(br#"{"from":"41791234567","text":" "}"#)).unwrap();
        assert_eq!(empty, [Err(CallbackError::NoText)]);
    }
}
