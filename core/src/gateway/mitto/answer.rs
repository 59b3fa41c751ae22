//! What the answers of Mitto's gateway mean.

use serde_json::Value;

use crate::gateway::outcome::{
    Answer, Outcome, Refusal, Uncertainty, for_now, integer, object, text, words,
};

/// What an answer to `POST /sms` means.
pub fn classify(answer: Answer<'_>) -> Outcome {
    let Answer { status, .. } = answer;
    let body = object(answer);
    let code = body
        .as_ref()
        .and_then(|body| body.get("responseCode"))
        .and_then(integer);
    let refusal = || Refusal {
        status,
        code,
        words: body
            .as_ref()
            .and_then(|body| body.get("responseText"))
            .and_then(words),
    };
    match (status, code) {
        (300..=399, _) => Outcome::Unknown(Uncertainty::Redirect),
        (200..=299, Some(0)) => {
            let id = body.as_ref().and_then(|body| body.get("id")).and_then(text);
            Outcome::Accepted { gateway_id: id }
        }
        (_, Some(2..=8)) => Outcome::Refused(refusal()),
        (429, _) => for_now(refusal(), answer.retry_after),
        (503, _) if answer.retry_after.is_some() => for_now(refusal(), answer.retry_after),
        (400 | 401 | 403 | 404 | 413 | 422, _) if body.is_some() => Outcome::Refused(refusal()),
        (500..=599, _) | (200..=299, Some(1)) => {
            Outcome::Unknown(Uncertainty::GatewayError { status })
        }
        _ => Outcome::Unknown(Uncertainty::Unreadable { status }),
    }
}

/// What an answer to `POST /smsbulk` means, of so many recipients: the gateway's ids in the order of the recipients, or
/// what became of all of them. Where it is not clear of each whether it was taken, and as what, all are unknown.
pub fn classify_bulk(answer: Answer<'_>, recipients: usize) -> Result<Vec<String>, Outcome> {
    let unreadable = Outcome::Unknown(Uncertainty::Unreadable {
        status: answer.status,
    });
    match classify(answer) {
        Outcome::Accepted { .. } => {}
        // 7 and 8 are about a number.
        Outcome::Refused(Refusal {
            code: Some(7 | 8), ..
        }) if recipients > 1 => return Err(Outcome::Unknown(Uncertainty::OneOfMany)),
        outcome => return Err(outcome),
    }
    let body = answer
        .body
        .and_then(|bytes| serde_json::from_slice::<Value>(bytes).ok());
    let messages = body
        .as_ref()
        .and_then(|body| body.get("messages")?.as_array());
    let ids: Option<Vec<String>> = messages.and_then(|messages| {
        let id = |message: &Value| message.get("id").and_then(text);
        messages.iter().map(id).collect()
    });
    match ids {
        Some(ids) if ids.len() == recipients && all_differ(&ids) => Ok(ids),
        _ => Err(unreadable),
    }
}

fn all_differ(ids: &[String]) -> bool {
    let before = |place| ids.get(..place).unwrap_or_default();
    ids.iter()
        .enumerate()
        .all(|(place, id)| !before(place).contains(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::NoAnswer;

    fn answer(status: u16, body: &str) -> Outcome {
        classify(Answer {
            status,
            retry_after: None,
            body: Some(body.as_bytes()),
        })
    }

    fn accepted(id: &str) -> Outcome {
        Outcome::Accepted {
            gateway_id: Some(id.to_owned()),
        }
    }

    #[test]
    fn accepted_in_every_spelling_seen() {
        let documented = r#"{"id":"a-1","timestamp":"2026-11-24T10:00:00Z","responseCode":0,"textLength":" 13","responseText":"Sent"}"#;
        assert_eq!(answer(200, documented), accepted("a-1"));
        assert_eq!(
            answer(201, r#"{"id":77,"responseCode":"0"}"#),
            accepted("77")
        );
        let test_mode = r#"{"responseCode":0,"test":true}"#;
        assert_eq!(
            answer(200, test_mode),
            Outcome::Accepted { gateway_id: None }
        );
    }

    #[test]
    fn refused_with_its_reason_in_words() {
        let Outcome::Refused(refusal) = answer(
            200,
            r#"{"responseCode":6,"responseText":"Invalid sender\u0007"}"#,
        ) else {
            panic!("not refused")
        };
        assert_eq!(
            refusal.to_string(),
            "the sender is invalid: 3 to 11 letters and digits, or 3 to 14 digits (“Invalid sender”, code 6)"
        );
        let Outcome::Refused(key) = answer(401, "{}") else {
            panic!("not refused")
        };
        assert_eq!(
            key.to_string(),
            "the product key is not accepted (HTTP 401)"
        );
    }

    #[test]
    fn one_answer_for_many_is_clear_of_each_or_unknown_of_all() {
        let bulk = |status, body: &str, recipients| {
            let answer = Answer {
                status,
                retry_after: Some("3"),
                body: Some(body.as_bytes()),
            };
            classify_bulk(answer, recipients)
        };
        let two = r#"{"responseCode":0,"messages":[{"id":"a","timestamp":1},{"id":7}]}"#;
        assert_eq!(bulk(200, two, 2), Ok(vec!["a".to_owned(), "7".to_owned()]));
        let unreadable = Err(Outcome::Unknown(Uncertainty::Unreadable { status: 200 }));
        for (body, recipients) in [
            (two, 3),
            (two, 1),
            (r#"{"responseCode":0}"#, 2),
            (
                r#"{"responseCode":0,"messages":[{"id":"a"},{"id":"a"}]}"#,
                2,
            ),
            (r#"{"responseCode":0,"messages":[{"id":"a"},{}]}"#, 2),
            ("<html>", 2),
        ] {
            assert_eq!(bulk(200, body, recipients), unreadable, "{body}");
        }
        let one = r#"{"responseCode":8,"responseText":"Invalid receiver"}"#;
        let of_many = Err(Outcome::Unknown(Uncertainty::OneOfMany));
        assert_eq!(bulk(200, one, 2), of_many);
        // Of one number it is clear, and so is what is about the text or the sender.
        for (code, recipients) in [(8, 1), (6, 2), (4, 100)] {
            let body = format!(r#"{{"responseCode":{code}}}"#);
            let refused = bulk(200, &body, recipients);
            assert!(matches!(refused, Err(Outcome::Refused(_))), "{refused:?}");
        }
        let busy = bulk(429, "{}", 2);
        assert!(
            matches!(busy, Err(Outcome::RefusedForNow { .. })),
            "{busy:?}"
        );
        let lost = bulk(500, two, 2);
        assert!(matches!(lost, Err(Outcome::Unknown(_))), "{lost:?}");
    }

    #[test]
    fn busy_is_refused_for_now() {
        let busy = |status, retry_after| {
            classify(Answer {
                status,
                retry_after,
                body: Some(b""),
            })
        };
        let seconds = |outcome| match outcome {
            Outcome::RefusedForNow { retry_after_s, .. } => retry_after_s,
            other => panic!("{other:?}"),
        };
        assert_eq!(seconds(busy(429, Some("7"))), Some(7));
        assert_eq!(seconds(busy(429, None)), None);
        assert_eq!(
            seconds(busy(503, Some("Wed, 21 Oct 2026 07:28:00 GMT"))),
            None
        );
        assert_eq!(
            busy(503, None),
            Outcome::Unknown(Uncertainty::GatewayError { status: 503 })
        );
    }

    #[test]
    fn whatever_proves_nothing_is_unknown() {
        let unknown = |why| Outcome::Unknown(why);
        assert_eq!(
            answer(500, "{}"),
            unknown(Uncertainty::GatewayError { status: 500 })
        );
        assert_eq!(
            answer(200, r#"{"responseCode":1}"#),
            unknown(Uncertainty::GatewayError { status: 200 })
        );
        assert_eq!(
            answer(200, "<html>"),
            unknown(Uncertainty::Unreadable { status: 200 })
        );
        assert_eq!(
            answer(200, "{}"),
            unknown(Uncertainty::Unreadable { status: 200 })
        );
        assert_eq!(
            answer(200, "[0]"),
            unknown(Uncertainty::Unreadable { status: 200 })
        );
        assert_eq!(
            answer(400, "proxy says no"),
            unknown(Uncertainty::Unreadable { status: 400 })
        );
        assert_eq!(
            answer(307, r#"{"responseCode":0}"#),
            unknown(Uncertainty::Redirect)
        );
        let cut = classify(Answer {
            status: 200,
            retry_after: None,
            body: None,
        });
        assert_eq!(cut, unknown(Uncertainty::Unreadable { status: 200 }));
        assert_eq!(
            Outcome::from(NoAnswer::TimedOut),
            unknown(Uncertainty::TimedOut)
        );
    }
}
