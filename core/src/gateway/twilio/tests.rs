use hmac::{Hmac, Mac};
use proptest::prelude::*;
use sha1::Sha1;

use super::*;
use crate::count::Encoding;
use crate::gateway::Uncertainty;
use crate::ids::{Reference, SmsId};

const SID: &str = "SM00112233445566778899aabbccddeeff";

fn account(service: &str) -> Account {
    Account {
        id: "AC1".to_owned(),
        service: service.to_owned(),
        key: "token".to_owned(),
    }
}

fn submitted(from: &str, service: &str) -> Request {
    let sms = Submission {
        from: &from.parse().unwrap(),
        to: &"+41791234567".parse().unwrap(),
        text: "5 € & more",
        encoding: Encoding::Gsm7,
        reference: Some(Reference {
            sms: SmsId::new(7).unwrap(),
            attempt: 2,
        }),
        callback: Some("https://sms.example.com/callback/k/delivery"),
        test: false,
    };
    Twilio.submission(&account(service), &sms).unwrap()
}

#[test]
fn a_submission_as_twilio_reads_it() {
    let request = submitted("41790001122", "");
    assert_eq!(request.path, "/2010-04-01/Accounts/AC1/Messages.json");
    assert!(
        request
            .headers
            .contains(&("authorization", "Basic QUMxOnRva2Vu".to_owned()))
    );
    assert_eq!(
        request.body.as_deref(),
        Some(
            "To=%2B41791234567&From=%2B41790001122&Body=5+%E2%82%AC+%26+more&\
             StatusCallback=https%3A%2F%2Fsms.example.com%2Fcallback%2Fk%2Fdelivery%3Freference%3DSMS-000007.2"
        )
    );
    for (from, sent) in [
        ("MITTO-SMS", "From=MITTO-SMS&"),
        ("81234", "From=81234&"),
        ("+41791112233", "From=%2B41791112233&"),
    ] {
        assert!(submitted(from, "").body.unwrap().contains(sent), "{from}");
    }
    let through_a_service = submitted("MITTO", "MG2").body.unwrap();
    assert!(through_a_service.contains("From=MITTO&MessagingServiceSid=MG2&Body="));
}

fn outcome(status: u16, body: &str) -> Outcome {
    Twilio.outcome(Answer {
        status,
        retry_after: None,
        body: Some(body.as_bytes()),
    })
}

#[test]
fn accepted_refused_later_or_unknown() {
    let good = format!(r#"{{"sid":"{SID}","status":"queued","error_code":null}}"#);
    let gateway_id = Some(SID.to_owned());
    assert_eq!(outcome(201, &good), Outcome::Accepted { gateway_id });
    let refused = r#"{"code":21610,"message":"Attempt to send to unsubscribed recipient","more_info":"x","status":400}"#;
    let Outcome::Refused(refusal) = outcome(400, refused) else {
        panic!("not refused")
    };
    assert_eq!(
        refusal.to_string(),
        "the recipient has opted out at Twilio (“Attempt to send to unsubscribed recipient”, code 21610)"
    );
    let Outcome::Refused(key) = outcome(
        401,
        r#"{"code":20003,"message":"Authenticate","status":401}"#,
    ) else {
        panic!("not refused")
    };
    assert!(
        key.to_string()
            .starts_with("Account SID and auth token do not fit")
    );
    for (status, body) in [
        (429, r#"{"code":20429}"#),
        (429, ""),
        (400, r#"{"code":21611}"#),
    ] {
        let later = outcome(status, body);
        assert!(matches!(later, Outcome::RefusedForNow { .. }), "{later:?}");
    }
    for (status, body) in [
        (201, "<html>"),
        (201, "{}"),
        (200, r#"{"sid":"SM1"}"#),
        (400, "a proxy says no"),
        (404, "{}"),
        (302, good.as_str()),
        (500, good.as_str()),
        (503, r#"{"code":20503}"#),
    ] {
        let unknown = outcome(status, body);
        assert!(matches!(unknown, Outcome::Unknown(_)), "{status} {body}");
    }
    assert_eq!(
        outcome(502, ""),
        Outcome::Unknown(Uncertainty::GatewayError { status: 502 })
    );
}

#[test]
fn the_account_is_asked_whether_it_is_active() {
    let asked = |status, body: &str| {
        Twilio.test_outcome(Answer {
            status,
            retry_after: None,
            body: Some(body.as_bytes()),
        })
    };
    let yes = asked(200, r#"{"sid":"AC1","status":"active"}"#);
    assert_eq!(yes, Outcome::Accepted { gateway_id: None });
    let Outcome::Refused(suspended) = asked(200, r#"{"sid":"AC1","status":"suspended"}"#) else {
        panic!("not refused")
    };
    assert!(suspended.to_string().contains("The account is suspended"));
    assert!(matches!(
        asked(401, r#"{"code":20003}"#),
        Outcome::Refused(_)
    ));
    assert!(matches!(asked(200, "<html>"), Outcome::Unknown(_)));
}

fn callback<'a>(body: &'a str, query: &'a str) -> Callback<'a> {
    Callback {
        query,
        ..Callback::of(CallbackBody::Form(body.as_bytes()))
    }
}

fn report(body: &str, query: &str) -> Result<crate::gateway::Report, CallbackError> {
    match Twilio.reports(&callback(body, query)).unwrap().remove(0)? {
        Notice::Report(report) => Ok(report),
        Notice::Probe(_) => panic!("a probe"),
    }
}

#[test]
fn a_report_finds_its_sms_by_the_address_it_came_to() {
    let body = format!(
        "ErrorCode=30003&ApiVersion=2010-04-01&SmsSid={SID}&SmsStatus=undelivered&MessageSid={SID}&\
         MessageStatus=undelivered&To=%2B41791234567&From=%2B41790001122&AccountSid=AC1&RawDlrDoneDate=2611271012"
    );
    let report = report(&body, "reference=SMS-000007.2").unwrap();
    assert_eq!(report.gateway_id.as_deref(), Some(SID));
    assert_eq!(report.reference.unwrap().to_string(), "SMS-000007/2");
    assert_eq!(report.status, Some(Status::Undelivered));
    assert_eq!(report.error_code.as_deref(), Some("30003"));
    assert_eq!(report.segment, None);
    assert_eq!(
        report.extra.as_deref(),
        Some(r#"{"RawDlrDoneDate":"2611271012"}"#)
    );
}

#[test]
fn a_report_is_read_whatever_is_missing_or_too_much() {
    let plain = report(&format!("SmsSid={SID}&SmsStatus=delivered&ErrorCode=0"), "").unwrap();
    assert_eq!(plain.status, Some(Status::Delivered));
    assert_eq!((plain.reference, plain.error_code), (None, None));
    assert_eq!(report("MessageStatus=sent", ""), Err(CallbackError::NoId));
    assert_eq!(
        report(&format!("MessageSid={SID}"), ""),
        Err(CallbackError::NoStatus)
    );
    let odd = report(&format!("MessageSid={SID}&MessageStatus=teleported"), "").unwrap();
    assert_eq!(
        (odd.status, odd.gateway_status.as_str()),
        (None, "teleported")
    );
    // What is in the address is what we put there.
    let forged = format!("MessageSid={SID}&MessageStatus=sent&reference=SMS-000009%2F1");
    let reference = report(&forged, "reference=SMS-000007.1").unwrap().reference;
    assert_eq!(reference.unwrap().sms.number(), 7);
}

#[test]
fn every_status_word_means_something() {
    for (word, status) in [
        ("accepted", Status::Sent),
        ("queued", Status::Sent),
        ("sending", Status::Sent),
        ("sent", Status::Sent),
        ("delivered", Status::Delivered),
        ("undelivered", Status::Undelivered),
        ("failed", Status::Failed),
        ("canceled", Status::Failed),
    ] {
        assert_eq!(status_of_word(word), Some(status), "{word}");
    }
}

#[test]
fn a_reply_and_what_twilio_took_it_for() {
    let read = |body: &str| Twilio.replies(&callback(body, "")).unwrap().remove(0);
    let reply = read(&format!(
        "MessageSid={SID}&From=%2B41791234567&To=%2B41790001122&Body=Stop.+Thanks&NumMedia=0"
    ))
    .unwrap();
    assert_eq!(
        (reply.from.as_str(), reply.text.as_str()),
        ("+41791234567", "Stop. Thanks")
    );
    assert_eq!(
        (reply.gateway_id.as_deref(), reply.meaning),
        (Some(SID), None)
    );
    let arret = read("MessageSid=SM1&From=%2B33612345678&Body=ARRET&OptOutType=STOP").unwrap();
    assert_eq!(arret.meaning, Some(Meaning::OptOut));
    let picture = read("MessageSid=MM1&From=%2B33612345678&Body=&NumMedia=1").unwrap();
    assert_eq!(picture.text, NO_TEXT);
    assert_eq!(read("MessageSid=SM1&Body=x"), Err(CallbackError::NoFrom));
}

#[test]
fn our_own_test_of_the_callback_comes_back() {
    let probe = Probe::new("0123456789abcdef0123456789abcdef").unwrap();
    let (url, kind, body) = Twilio.probe("https://sms.example.com/callback/k/delivery", &probe);
    assert_eq!(kind, FORM);
    let query = url.split_once('?').unwrap().1;
    let read = Twilio.reports(&callback(&body, query)).unwrap();
    assert_eq!(read, [Ok(Notice::Probe(probe))]);
}

fn signature(key: &str, message: &str) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(message.as_bytes());
    Proof::written(&mac.finalize().into_bytes())
}

fn messages(url: &str, body: &str) -> Vec<String> {
    let urls = [url.to_owned()];
    let callback = Callback {
        urls: &urls,
        ..callback(body, "")
    };
    Twilio.proof(&callback).unwrap().messages
}

/// The example of twilio.com/docs/usage/security.
#[test]
fn the_signature_of_twilio_s_own_example() {
    let body = "Digits=1234&To=%2B18005551212&From=%2B14158675309&Caller=%2B14158675309&CallSid=CA1234567890ABCDE";
    let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    let signed = messages(url, body);
    assert_eq!(
        signature("12345", &signed[0]),
        "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    );
    assert_eq!(signed[1], signed[0].replace(".com/", ".com:443/"));
    let without = messages(&url.replace(".com/", ".com:8443/"), body);
    assert_eq!(without[1], signed[0]);
}

#[test]
fn only_what_is_signed_can_be_read() {
    let urls = ["https://a.example/callback/k/delivery".to_owned()];
    let json = Callback {
        urls: &urls,
        ..Callback::of(CallbackBody::Json(b"{}"))
    };
    assert_eq!(Twilio.proof(&json).unwrap().messages, [""; 0]);
    // Of a GET everything stands in the address.
    let get = Callback {
        posted: false,
        body: CallbackBody::Form(b"a=b"),
        query: "a=b",
        urls: &urls,
    };
    assert_eq!(Twilio.proof(&get).unwrap().messages[0], urls[0]);
    // Names in byte order, large before small letters; equal pairs once, other values of one name each.
    let mixed = messages("https://a.example/x", "b=2&B=1&a=3&b=2&b=1");
    assert_eq!(mixed[0], "https://a.example/xB1a3b1b2");
    // More than Twilio ever sends is not even sorted.
    let many: Vec<String> = (0..300).map(|number| format!("p{number}=1")).collect();
    assert_eq!(messages("https://a.example/x", &many.join("&")), [""; 0]);
}

proptest! {
    #[test]
    fn what_is_signed_does_not_hang_on_the_order(
        mut pairs in proptest::collection::btree_map("[A-Za-z]{1,8}", "[ -~]{0,12}", 0..8)
            .prop_map(|pairs| pairs.into_iter().collect::<Vec<_>>()),
        turn in 0_usize..8,
    ) {
        let form = |pairs: &[(String, String)]| {
            let mut form = String::new();
            pairs.iter().for_each(|(name, value)| pair(&mut form, name, value));
            form
        };
        let url = "https://sms.example.com/callback/k/delivery?reference=SMS-000007.1";
        let before = messages(url, &form(&pairs));
        if !pairs.is_empty() {
            let turn = turn % pairs.len();
            pairs.rotate_left(turn);
        }
        prop_assert_eq!(before, messages(url, &form(&pairs)));
    }

    #[test]
    fn any_bytes_are_read_or_refused(body in "[ -~]{0,200}", query in "[ -~]{0,80}") {
        let callback = callback(&body, &query);
        let _ = (Twilio.reports(&callback), Twilio.replies(&callback), Twilio.proof(&callback));
    }

    #[test]
    fn every_spelling_of_an_address_has_one_other(host in "[a-z]{1,9}\\.[a-z]{2,3}", path in "/[a-z/]{0,9}") {
        for scheme in ["https", "http"] {
            let url = format!("{scheme}://{host}{path}");
            let other = other_spelling(&url).unwrap();
            prop_assert_ne!(&other, &url);
            prop_assert_eq!(other_spelling(&other), Some(url));
        }
    }
}
