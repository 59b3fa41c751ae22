//! What the API tells an element, put together of its parts, is recognised as a whole.

use mitto_core::api::{Claims, JobDeed, JobState, SmsText};
use mitto_core::campaign::{Destinations, Figures, OverLimit, Skip};
use mitto_core::gateway::{Failure, GATEWAYS, Refusal, Uncertainty, explain_error_code, sentence};
use mitto_core::mobile::Mobile;
use mitto_core::send::{CancelReason, Reason};
use mitto_core::sender::SenderId;
use mitto_core::session;
use mitto_core::status::Status;
use mitto_core::template::{Fields, RelatedObject, Template};

use super::recogniser::Known;

/// Whatever reaches an element, put together of real parts.
fn told() -> Vec<String> {
    let mut all = Vec::new();
    // What gateways answer and report.
    let mut refusals = Vec::new();
    for status in [400, 401, 403, 413, 429, 500, 503] {
        for (code, words) in [(None, None), (None, Some("NO")), (Some(-7), None)] {
            refusals.push(Refusal {
                status,
                code,
                words: words.map(str::to_owned),
            });
        }
    }
    for code in 0..70_000 {
        if GATEWAYS.iter().any(|one| one.refusal(code).is_some()) && code != 0 {
            refusals.push(Refusal {
                status: 400,
                code: Some(code),
                words: Some("NO".to_owned()),
            });
        }
        all.extend(explain_error_code(&code.to_string()).map(|one| one.in_words()));
    }
    assert!(refusals.len() > 60 && all.len() > 40, "{}", refusals.len());
    let mut reasons = Vec::new();
    for refusal in refusals {
        let last = refusal.clone();
        reasons.extend([Reason::Refused(refusal), Reason::GaveUp { last }]);
    }
    reasons.extend(
        [
            Uncertainty::TimedOut,
            Uncertainty::ConnectionLost,
            Uncertainty::Unreadable { status: 200 },
            Uncertainty::GatewayError { status: 500 },
            Uncertainty::Redirect,
            Uncertainty::OneOfMany,
            Uncertainty::DispatcherDied,
        ]
        .map(Reason::Uncertain),
    );
    reasons.extend(CancelReason::ALL.map(Reason::Cancelled));
    for reason in &reasons {
        let words = reason.to_string();
        let failed = |status| Failure {
            status: Some(status),
            reason: Some(&words),
            code: None,
        };
        all.push(sentence(&words));
        all.push(failed(Status::Rejected).kind());
        all.push(words);
    }
    for status in Status::ALL {
        for code in [None, Some("999")] {
            let status = Some(status);
            let reason = None;
            all.push(
                Failure {
                    status,
                    reason,
                    code,
                }
                .in_words(),
            );
        }
    }
    // Who may.
    use session::Refusal as Token;
    all.extend(
        [
            Token::TooLong { limit: 8192 },
            Token::Parts,
            Token::Encrypted,
            Token::Encoding { part: "claims" },
            Token::Json { part: "header" },
            Token::Unsigned,
            Token::Extension { member: "crit" },
            Token::Algorithm,
            Token::UnknownKey,
            Token::SignatureLength {
                algorithm: "RS256",
                expected: "…",
            },
            Token::Signature,
            Token::Claim {
                claim: "sub",
                expected: "must be user or admin",
            },
            Token::Expired,
            Token::NotYet,
            Token::FromTheFuture,
            Token::TooLongLived,
        ]
        .map(|one| one.to_string()),
    );
    let claims = serde_json::json!({"sub": "ada", "role": "user", "record": {"object": "lead", "id": "00Q1"}});
    let claims: Claims = serde_json::from_value(claims).unwrap();
    let mobile: Mobile = "+41791234567".parse().unwrap();
    let mut problems = vec![
        claims.admit_to_all().unwrap_err(),
        claims.admit_typed("mobile").unwrap_err(),
        claims.admit_test(&mobile, None).unwrap_err(),
    ];
    // What is written, to whom and when.
    for from in ["", "1234567890123456", "MITTO-SMS-CH", "A B", "Ü", "1-2"] {
        all.push(from.parse::<SenderId>().unwrap_err().to_string());
    }
    for mobile in ["", "12"] {
        all.push(mobile.parse::<Mobile>().unwrap_err().to_string());
    }
    for object in [RelatedObject::Lead, RelatedObject::Campaign] {
        for text in [
            "<%=A",
            "<%=%>",
            "<%=Shoe%>",
            "<%=Company%>",
            "<%=AccountName%>",
        ] {
            let errors = Template::parse(text, object).err().unwrap_or_default();
            all.extend(errors.iter().map(ToString::to_string));
        }
    }
    for text in ["<%=FirstName%>".to_owned(), "x".repeat(40_000)] {
        let template = Template::parse(&text, RelatedObject::Lead).unwrap();
        problems.push(SmsText::of(template.render(&Fields::new()), false).unwrap_err());
    }
    let destinations = Destinations::of(["49", "43"]).unwrap();
    problems.push(destinations.admit(&mobile).unwrap_err());
    // Campaigns.
    for (limit, wanted) in [(1_000, 1), (1, 1_200)] {
        let used = limit - 1;
        for over in [
            OverLimit::Campaign { limit, wanted },
            OverLimit::User {
                limit,
                used,
                wanted,
            },
            OverLimit::Day {
                limit,
                used: 0,
                wanted,
            },
        ] {
            all.push(over.in_words());
        }
    }
    for state in JobState::ALL {
        problems.extend(state.admit_replacement(true).err());
        for deed in [JobDeed::Stop, JobDeed::Resume, JobDeed::Retry] {
            problems.extend(state.take(deed).err());
        }
    }
    // The figures stand behind the seal, each of them.
    let hash =
        |figure: &str| ["seal", &["-", figure].concat().repeat(3 + Skip::ALL.len())].concat();
    for count in ["1", "3", "1200"] {
        let figures = Figures::in_hash(&hash(count)).unwrap();
        for before in [hash("2"), hash(count), "seal".to_owned()] {
            all.extend(figures.moved_from(&before));
        }
    }
    for problem in problems {
        // As an element shows it.
        let detail = problem.detail.as_deref();
        all.extend(detail.map(|detail| [&problem.title, " ", detail].concat()));
        all.extend(problem.detail.clone());
        all.push(problem.title.clone());
    }
    all
}

#[test]
fn whatever_an_element_is_told_it_says_in_each_language() {
    for file in Known::all() {
        let mut unknown = told();
        unknown.retain(|english| !file.hears(english));
        unknown.sort();
        unknown.dedup();
        assert!(unknown.is_empty(), "{}: {unknown:#?}", file.language);
    }
}
