//! Replies: the opt-out they make and take back, whose they are, what is answered, what is flagged.

use mitto_core::api::{Code, Fate, ImportOutcome, List, Person, Setup, SmsRow};
use mitto_tests::api::{Api, fresh_id, fresh_mobile};
use mitto_tests::simulator::behaviour::Answer;
use mitto_tests::simulator::client::SimulatorClient;
use serde_json::{Value, json};
use xtask::stack::Stack;

use super::{admin, nobody, user};

const OURS: &str = "41791112233";
const CONFIRMATION: &str = "You get no more SMS from us.";
const HELP: &str = "Call 044 123 45 67.";

/// The path of the reply callback, with its key.
pub(super) async fn inbound(admin: &Api) -> String {
    let setup: Setup = admin.get("/api/setup").await.json();
    let url = setup.callback.unwrap().inbound;
    format!("/callback/{}", url.split("/callback/").nth(1).unwrap())
}

/// A reply as the gateway reports it, with an id of its own.
pub(super) fn reply(mobile: &str, text: &str) -> Value {
    let from = mobile.trim_start_matches('+');
    json!({"id": fresh_id("mo-"), "from": from, "to": OURS, "text": text})
}

pub(super) async fn came(nobody: &Api, path: &str, reply: &Value) {
    nobody.call("POST", path, reply).await.expect(200);
}

async fn has_opted_out(user: &Api, lead: &str) -> bool {
    let person: Person = user.get(&format!("/api/leads/{lead}")).await.json();
    person.sms_opt_out
}

/// The SMS of a record, newest first.
async fn of_record(user: &Api, object: &str, id: &str) -> Vec<SmsRow> {
    let path = format!("/api/sms?object={object}&recordId={id}");
    user.get(&path)
        .await
        .expect(200)
        .json::<List<SmsRow>>()
        .items
}

#[tokio::test]
async fn stop_is_taken_back_by_start_and_an_old_stop_changes_nothing_after_it() {
    let (user, nobody) = (user().await, nobody());
    let path = inbound(&admin().await).await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    user.sent(&lead, "x").await;

    let stop = reply(&mobile, "STOP");
    came(&nobody, &path, &stop).await;
    assert!(has_opted_out(&user, &lead).await);
    let refused = user.send(&lead, "x").await;
    assert_eq!(refused.problem().code, Code::OptedOut);

    // Not the first clause.
    came(&nobody, &path, &reply(&mobile, "Start it up")).await;
    assert!(has_opted_out(&user, &lead).await);
    let start = reply(&mobile, "Start. Thanks");
    came(&nobody, &path, &start).await;
    assert!(!has_opted_out(&user, &lead).await);
    user.sent(&lead, "y").await;
    came(&nobody, &path, &stop).await;
    assert!(!has_opted_out(&user, &lead).await, "an old STOP, repeated");

    came(&nobody, &path, &reply(&mobile, "stop!")).await;
    assert!(has_opted_out(&user, &lead).await, "a new one counts");
    came(&nobody, &path, &start).await;
    assert!(has_opted_out(&user, &lead).await, "an old START, repeated");
    let words: Vec<&str> = of_record(&user, "lead", &lead)
        .await
        .iter()
        .filter(|row| row.from == OURS)
        .map(|row| row.status.as_str())
        .collect();
    assert_eq!(words, ["OPT-OUT", "RECEIVED", "RECEIVED", "OPT-OUT"]);
}

#[tokio::test]
async fn a_stop_that_cannot_be_told_from_an_earlier_one_counts() {
    let (user, nobody) = (user().await, nobody());
    let path = inbound(&admin().await).await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    let from = mobile.trim_start_matches('+');
    for (text, out) in [("STOP", true), ("START", false), ("STOP", true)] {
        came(&nobody, &path, &json!({"from": from, "text": text})).await;
        assert_eq!(has_opted_out(&user, &lead).await, out, "{text}");
    }
}

#[tokio::test]
async fn a_reply_is_from_the_record_that_was_last_written_to() {
    let (user, nobody) = (user().await, nobody());
    let path = inbound(&admin().await).await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    // Nobody has written to it yet.
    came(&nobody, &path, &reply(&mobile, "Hello?")).await;
    assert!(of_record(&user, "lead", &lead).await.is_empty());

    user.sent(&lead, "to the lead").await;
    came(&nobody, &path, &reply(&mobile, "from the lead")).await;
    let contact = fresh_id("003");
    let fields = json!({"LastName": "Lovelace", "MobilePhone": mobile});
    user.call(
        "PUT",
        &format!("/api/contacts/{contact}"),
        &json!({"fields": fields}),
    )
    .await;
    let to = json!({"object": "contact", "id": contact});
    let body = json!({"to": to, "from": "MITTO-SMS", "text": "to the contact"});
    user.call("POST", "/api/sms", &body).await.expect(201);
    came(&nobody, &path, &reply(&mobile, "from the contact")).await;

    let texts = async |object: &str, id: &str| {
        let rows = of_record(&user, object, id).await;
        rows.into_iter().map(|row| row.text).collect::<Vec<_>>()
    };
    assert_eq!(texts("lead", &lead).await, ["from the lead", "to the lead"]);
    assert_eq!(
        texts("contact", &contact).await,
        ["from the contact", "to the contact"]
    );
}

#[tokio::test]
async fn a_request_to_stop_in_other_words_is_flagged_and_opts_nobody_out() {
    let (user, nobody) = (user().await, nobody());
    let path = inbound(&admin().await).await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    user.sent(&lead, "x").await;
    for text in ["please stop texting me", "I stop by tomorrow", "Stop."] {
        came(&nobody, &path, &reply(&mobile, text)).await;
        assert_eq!(has_opted_out(&user, &lead).await, text == "Stop.", "{text}");
    }
    let rows = of_record(&user, "lead", &lead).await;
    let flagged: Vec<&SmsRow> = rows.iter().filter(|row| row.flagged).collect();
    assert_eq!(flagged.len(), 1, "{rows:?}");
    assert_eq!(flagged[0].text, "please stop texting me");
    for row in &rows {
        let id = row.id.to_string();
        assert_eq!(user.sms(&id).await.flagged, row.flagged);
        let raw = user.get(&format!("/api/sms/{id}")).await.text();
        assert_eq!(raw.contains("flagged"), row.flagged, "{raw}");
    }
}

#[tokio::test]
async fn replies_are_answered_once_and_only_the_confirmation_passes_the_opt_out() {
    let stack = tokio::task::spawn_blocking(|| Stack::start_with("replies", &[]))
        .await
        .unwrap()
        .unwrap();
    let nobody = Api::nobody(stack.worker.base());
    let admin = nobody.signed_in("role=admin&sub=replies-admin").await;
    let user = nobody.signed_in("role=user&sub=replies-user").await;
    let gateway = SimulatorClient::new(&stack.simulator.base);

    answers_are_set_up(&admin).await;
    let path = inbound(&admin).await;
    an_opt_out_is_confirmed_once(&user, &nobody, &gateway, &path).await;
    help_is_answered(&user, &nobody, &gateway, &path).await;
    a_gateway_that_fails_fails_no_callback(&user, &nobody, &gateway, &path).await;
    a_confirmation_that_waits_goes_with_the_opt_out(&user, &nobody, &gateway, &path).await;

    tokio::task::spawn_blocking(move || stack.discard())
        .await
        .unwrap()
        .unwrap();
}

async fn answers_are_set_up(admin: &Api) {
    let setup: Setup = admin.get("/api/setup").await.json();
    assert_eq!(setup.options.opt_in_keywords, ["START", "UNSTOP"]);
    assert_eq!(
        (
            setup.options.opt_out_confirmation,
            setup.options.help_answer
        ),
        Default::default()
    );
    for (body, field, limit) in [
        (json!({"optInKeywords": ["a.b"]}), "optInKeywords", None),
        (
            json!({"optInKeywords": (0..21).map(|n| n.to_string()).collect::<Vec<_>>()}),
            "optInKeywords",
            Some(20),
        ),
        (
            json!({"helpAnswer": "a".repeat(641)}),
            "helpAnswer",
            Some(640),
        ),
        (
            json!({"optOutConfirmation": "a".repeat(641)}),
            "optOutConfirmation",
            Some(640),
        ),
    ] {
        let refused = admin.call("PUT", "/api/setup", &body).await.expect(422);
        let problem = refused.problem();
        assert_eq!(problem.field.as_deref(), Some(field));
        assert_eq!(problem.limit, limit);
    }
    let body = json!({
        "optInKeywords": ["GO ON", "start"], "optOutConfirmation": CONFIRMATION, "helpAnswer": HELP
    });
    let setup: Setup = admin
        .call("PUT", "/api/setup", &body)
        .await
        .expect(200)
        .json();
    assert_eq!(setup.options.opt_in_keywords, ["GO ON", "start"]);
    // They move with the configuration; a file from before them changes none of them.
    let mut file: Value = admin.get("/api/configuration").await.expect(200).json();
    assert_eq!(file["setup"]["optInKeywords"], body["optInKeywords"]);
    assert_eq!(file["setup"]["helpAnswer"], HELP);
    let members = file["setup"].as_object_mut().unwrap();
    for new in ["optInKeywords", "optOutConfirmation", "helpAnswer"] {
        members.remove(new).unwrap();
    }
    let answer = admin.call("POST", "/api/configuration", &file).await;
    let outcome: ImportOutcome = answer.expect(200).json();
    assert_eq!(outcome.items[0].fate, Fate::Same);
}

/// What the handset got from us by itself, once `count` of it are there; and that no more comes.
async fn answers(gateway: &SimulatorClient, mobile: &str, count: usize) -> Vec<String> {
    for _ in 0..50 {
        let mut got = gateway.messages(mobile).await;
        got.retain(|message| message.from == OURS && !message.reply);
        if got.len() >= count {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let mut got = gateway.messages(mobile).await;
    got.retain(|message| message.from == OURS && !message.reply);
    assert_eq!(got.len(), count, "{got:?}");
    got.into_iter().map(|message| message.text).collect()
}

async fn an_opt_out_is_confirmed_once(
    user: &Api,
    nobody: &Api,
    gateway: &SimulatorClient,
    path: &str,
) {
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    user.sent(&lead, "x").await;
    let stop = reply(&mobile, "STOP");
    let again = nobody.clone();
    tokio::join!(
        came(nobody, path, &stop),
        came(&again, path, &stop),
        came(nobody, path, &stop)
    );
    came(nobody, path, &stop).await;
    // It is opted out already.
    came(nobody, path, &reply(&mobile, "Stop!")).await;
    let got = answers(gateway, &mobile, 1).await;
    assert_eq!(got[0], CONFIRMATION);
    assert!(has_opted_out(user, &lead).await);
    let refused = user.send(&lead, "x").await;
    assert_eq!(refused.problem().code, Code::OptedOut);
    let rows = of_record(user, "lead", &lead).await;
    let sent = rows.iter().find(|row| row.text == CONFIRMATION).unwrap();
    user.until_status(&sent.id.to_string(), "DELIVERED").await;

    came(nobody, path, &reply(&mobile, "go on")).await;
    assert!(!has_opted_out(user, &lead).await);
    came(nobody, path, &stop).await;
    answers(gateway, &mobile, 1).await;
    came(nobody, path, &reply(&mobile, "STOP")).await;
    answers(gateway, &mobile, 2).await;
}

async fn help_is_answered(user: &Api, nobody: &Api, gateway: &SimulatorClient, path: &str) {
    let mobile = fresh_mobile();
    user.lead(&mobile).await;
    let help = reply(&mobile, "Help?");
    came(nobody, path, &help).await;
    came(nobody, path, &help).await;
    assert_eq!(answers(gateway, &mobile, 1).await[0], HELP);
    came(nobody, path, &reply(&mobile, "help me")).await;
    answers(gateway, &mobile, 1).await;
    // Once a day: what asks may be a machine that we would talk with for ever.
    came(nobody, path, &reply(&mobile, "HELP")).await;
    answers(gateway, &mobile, 1).await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    let body = json!({"smsOptOut": true});
    let person = format!("/api/leads/{lead}");
    user.call("PATCH", &person, &body).await.expect(200);
    came(nobody, path, &reply(&mobile, "INFO")).await;
    answers(gateway, &mobile, 0).await;
}

async fn a_gateway_that_fails_fails_no_callback(
    user: &Api,
    nobody: &Api,
    gateway: &SimulatorClient,
    path: &str,
) {
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    user.sent(&lead, "x").await;
    gateway.answer(&mobile, Answer::Busy(1)).await;
    let stop = reply(&mobile, "STOP");
    came(nobody, path, &stop).await;
    answers(gateway, &mobile, 1).await;
    let rows = of_record(user, "lead", &lead).await;
    let waiting = rows.iter().find(|row| row.text == CONFIRMATION).unwrap();
    assert_eq!(waiting.status.as_str(), "QUEUED");
    // Once its time has come, the next who looks sends it.
    gateway.answer(&mobile, Answer::Ok).await;
    tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
    came(nobody, path, &stop).await;
    user.until_status(&waiting.id.to_string(), "DELIVERED")
        .await;
    answers(gateway, &mobile, 2).await;
}

async fn a_confirmation_that_waits_goes_with_the_opt_out(
    user: &Api,
    nobody: &Api,
    gateway: &SimulatorClient,
    path: &str,
) {
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    user.sent(&lead, "x").await;
    gateway.answer(&mobile, Answer::Busy(1)).await;
    came(nobody, path, &reply(&mobile, "STOP")).await;
    answers(gateway, &mobile, 1).await;
    let start = reply(&mobile, "start");
    came(nobody, path, &start).await;
    gateway.answer(&mobile, Answer::Ok).await;
    tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
    let rows = of_record(user, "lead", &lead).await;
    let waited = rows.iter().find(|row| row.text == CONFIRMATION).unwrap();
    let waited = user.sms(&waited.id.to_string()).await;
    assert_eq!(waited.status.as_str(), "FAILED");
    let why = waited.reason.unwrap();
    assert_eq!(why, "the opt-out was taken back");
    // Of the next one the same START, repeated, takes nothing back.
    came(nobody, path, &reply(&mobile, "STOP")).await;
    came(nobody, path, &start).await;
    answers(gateway, &mobile, 2).await;
}

#[tokio::test]
async fn a_no_counts_however_the_gateway_spells_the_number() {
    let (user, nobody) = (user().await, nobody());
    let path = inbound(&admin().await).await;
    let spellings: [fn(&str) -> String; 3] = [
        |digits| format!("+{digits}"),
        |digits| format!("00{digits}"),
        |digits| digits.replacen("41", "0", 1),
    ];
    for spelt in spellings {
        let mobile = fresh_mobile();
        let lead = user.lead(&mobile).await;
        let mut stop = reply(&mobile, "STOP");
        stop["from"] = spelt(mobile.trim_start_matches('+')).into();
        came(&nobody, &path, &stop).await;
        assert!(has_opted_out(&user, &lead).await, "{stop}");
    }
}
