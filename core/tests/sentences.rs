//! Holds what the API says against the message files: whatever the user of an element can be told is known in each.
//!
//! Two ways, because neither sees everything: each sentence that stands in the sources is looked for in the files, and what
//! is put together of parts is put together and recognised as an element does it (`web-component/js/language.js`).

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

use std::fs;
use std::path::{Path, PathBuf};

use mitto_core::api::{Claims, JobDeed, JobState, SmsText};
use mitto_core::campaign::{Destinations, Figures, OverLimit, Skip};
use mitto_core::gateway::{Failure, GATEWAYS, Refusal, Uncertainty, explain_error_code, sentence};
use mitto_core::mobile::Mobile;
use mitto_core::send::{CancelReason, Reason};
use mitto_core::sender::SenderId;
use mitto_core::session;
use mitto_core::status::Status;
use mitto_core::template::{Fields, RelatedObject, Template};
use serde_json::{Map, Value};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What an element makes of a sentence of the API.
struct Known {
    language: String,
    messages: Map<String, Value>,
    /// What says more is looked for first.
    sentences: Vec<String>,
}

fn message_files() -> Vec<Known> {
    let folder = root().join("web-component/languages");
    let read = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.unwrap().path();
        let file: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let part = |name: &str| file[name].as_object().unwrap().clone();
        let mut sentences: Vec<String> = part("sentences").keys().cloned().collect();
        sentences.sort_by_key(|one| core::cmp::Reverse(one.encode_utf16().count()));
        Known {
            language: path.file_stem().unwrap().to_str().unwrap().to_owned(),
            messages: part("messages"),
            sentences,
        }
    };
    fs::read_dir(folder).unwrap().map(read).collect()
}

/// What stands in the places of a pattern, each as short as can be; case does not count.
fn put_in<'t>(pattern: &str, text: &'t str) -> Option<Vec<&'t str>> {
    let mut pieces = pattern.split(['{', '}']).step_by(2);
    let rest = begins(text, pieces.next().unwrap())?;
    found(&pieces.collect::<Vec<_>>(), rest)
}

fn begins<'t>(text: &'t str, piece: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(piece.len())?;
    (head.to_lowercase() == piece.to_lowercase()).then_some(rest)
}

fn found<'t>(pieces: &[&str], text: &'t str) -> Option<Vec<&'t str>> {
    let Some((piece, others)) = pieces.split_first() else {
        // What a reason has for a sentence is a full stop.
        return matches!(text, "" | ".").then(Vec::new);
    };
    let after_first = text.char_indices().skip(1).map(|(at, _)| at);
    for at in after_first.chain([text.len()]) {
        let put = text.get(..at).filter(|put| !put.is_empty());
        if let Some((put, rest)) = put.zip(begins(&text[at..], piece))
            && let Some(mut more) = found(others, rest)
        {
            more.insert(0, put);
            return Some(more);
        }
    }
    None
}

/// Whether something put in is words of ours: names, labels and numbers are nothing that a language knows.
fn is_english(put: &str) -> bool {
    let small = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    put.contains(' ') && put.split(' ').any(small)
}

impl Known {
    /// Whether nothing of it stays English: as a whole, or else its first sentence, and the rest in the same way.
    fn hears(&self, english: &str) -> bool {
        if self.messages.contains_key(english) || self.knows(english) {
            return true;
        }
        let mut spaces = english.match_indices(' ').map(|(at, _)| at);
        let end = spaces.find(|at| english[..*at].ends_with(['.', '?', '!']));
        end.is_some_and(|end| self.hears(&english[..end]) && self.hears(&english[end + 1..]))
    }

    fn knows(&self, english: &str) -> bool {
        let mut matching = self.sentences.iter();
        let put = matching.find_map(|pattern| put_in(pattern, english));
        put.is_some_and(|put| put.iter().all(|one| !is_english(one) || self.knows(one)))
    }
}

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
    for file in message_files() {
        let mut unknown = told();
        unknown.retain(|english| !file.hears(english));
        unknown.sort();
        unknown.dedup();
        assert!(unknown.is_empty(), "{}: {unknown:#?}", file.language);
    }
}

#[test]
fn the_recogniser_is_that_of_the_element() {
    for (pattern, text, expected) in [
        ("{0} of {1}", "3 of 4", Some(vec!["3", "4"])),
        ("{0} of {1}.", "3 of 4 of 5.", Some(vec!["3", "4 of 5"])),
        ("It is {0}", "it is late.", Some(vec!["late"])),
        ("It is {0}", "It is ", None),
        ("It is", "It is not", None),
        ("“{0}” ({1})", "“ä” (b)", Some(vec!["ä", "b"])),
    ] {
        assert_eq!(put_in(pattern, text), expected, "{pattern}: {text}");
    }
}

/// Files whose sentences nobody reads in an element, and why.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "core/src/api/api_key.rs",
        "API keys are made by admins and used by programs",
    ),
    (
        "core/src/api/draft.rs",
        "Senders, keywords and templates are edited by admins",
    ),
    ("core/src/api/embed.rs", "Setup"),
    ("core/src/api/list_views/", "The app's list of SMS"),
    ("core/src/api/options.rs", "Setup"),
    ("core/src/api/privacy.rs", "The page Privacy"),
    ("core/src/api/setup.rs", "Setup"),
    ("core/src/api/sms_batch.rs", "Programs send batches"),
    ("core/src/api/webhooks.rs", "The page Webhooks"),
    (
        "core/src/app/",
        "Said by the pages themselves: tests/languages.rs holds those that are an element's",
    ),
    ("core/src/change_log.rs", "The page Changes"),
    ("core/src/gateway/account.rs", "Setup"),
    ("core/src/gateway/mitto.rs", "Setup"),
    ("core/src/gateway/switch.rs", "Setup"),
    ("core/src/gateway/twilio.rs", "Setup"),
    ("core/src/members/", "Members come from programs, as files"),
    ("core/src/openapi/", "The description, for developers"),
    ("core/src/opt_out.rs", "The page Opt-Out Keywords"),
    ("core/src/salesforce.rs", "Setup"),
    ("core/src/schedule/quiet.rs", "Setup"),
    ("core/src/webhook/", "The page Webhooks"),
    (
        "edge/src/api_keys.rs",
        "API keys are made by admins and used by programs",
    ),
    (
        "edge/src/campaign/import.rs",
        "Members come from programs, as files",
    ),
    ("edge/src/changes.rs", "The page Changes"),
    ("edge/src/dev.rs", "Not in a deployed Worker"),
    ("edge/src/home.rs", "The page Home"),
    (
        "edge/src/items.rs",
        "Senders, keywords and templates are edited by admins",
    ),
    ("edge/src/list_views.rs", "The app's list of SMS"),
    ("edge/src/outbound/salesforce.rs", "Setup"),
    ("edge/src/privacy.rs", "The page Privacy"),
    ("edge/src/proof.rs", "Setup"),
    ("edge/src/retention.rs", "Setup"),
    ("edge/src/transfer.rs", "Export and Import"),
];

/// Sentences in files that speak to elements too, and why an element is not told these.
const NEVER_TOLD: &[&str] = &[
    // One form of a message that a file names by its other.
    "{0} makes {1} unicode.",
    // Only who writes a request by hand.
    "A campaign's name has 1 to 80 characters, on one line.",
    "A region is two letters, like CH (ISO 3166).",
    "An object names a field twice.",
    "Choose SENT or FAILED.",
    "Give a text or a templateId.",
    "Give either object and id, or mobile.",
    "Give either text or templateId, not both.",
    "Give the cursor of the page before as it is.",
    "It is given twice.",
    "This is no shape of a value.",
    // The gateway.
    "The callback could not be read.",
    // Setup.
    "At most 300 calling codes.",
    "” is no calling code. Give digits without zeros before them, like 41 for Switzerland.",
    // The page of one SMS.
    "Its text and number are erased.",
    // The app's list of SMS.
    "Choose lead or contact.",
    "Give a date like 2026-11-24 or a time like 2026-11-24T00:00:00Z.",
];

/// The sources, without comments and tests: path and text.
fn sources() -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut folders = vec![root().join("core/src"), root().join("edge/src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root()).unwrap().to_str().unwrap();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
                let text = fs::read_to_string(&path).unwrap();
                let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
                let code = text
                    .lines()
                    .filter(|line| !line.trim_start().starts_with("//"));
                all.push((name.to_owned(), code.collect::<Vec<_>>().join("\n")));
            }
        }
    }
    all
}

/// The string literals of a source.
fn literals(source: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // A character, which may be a quotation mark.
            '\'' if chars.peek() == Some(&'"') => {
                chars.next();
            }
            '"' => {
                let mut said = String::new();
                while let Some(c) = chars.next().filter(|c| *c != '"') {
                    match c {
                        // The next line goes on with this one; a line's end is a word's.
                        '\\' => match chars.next().unwrap() {
                            '\n' => while chars.next_if(|c| c.is_whitespace()).is_some() {},
                            'n' => said.push(' '),
                            other => said.push(other),
                        },
                        c => said.push(c),
                    }
                }
                all.push(said);
            }
            _ => {}
        }
    }
    all
}

/// What stands between the places of a sentence.
fn stretches(sentence: &str) -> Vec<String> {
    let mut all = Vec::new();
    for piece in sentence.split('{') {
        let words = piece.split_once('}').map_or(piece, |(_, words)| words);
        all.push(words.trim_matches([' ', '.']).to_lowercase());
    }
    all.retain(|words| words.contains(char::is_alphabetic));
    all
}

#[test]
fn each_sentence_of_the_sources_is_known_or_said_elsewhere() {
    let sources = sources();
    // The end of a sentence: it may begin in another literal.
    let ends = |text: &String| text.trim_end().ends_with('.') && text.trim().contains(' ');
    for file in message_files() {
        let known = file.messages.keys().chain(&file.sentences);
        let known: Vec<String> = known.map(|one| one.to_lowercase()).collect();
        let is_known = |sentence: &str| {
            let mut words = stretches(sentence).into_iter();
            words.all(|words| known.iter().any(|one| one.contains(&words)))
        };
        // By the sentence: two that stand in one literal are two in the file.
        let unknown = |text: &String| {
            let whole = is_known(text);
            !whole && !text.split_inclusive(". ").all(is_known)
        };
        let (mut missing, mut excused) = (Vec::new(), Vec::new());
        for (path, source) in &sources {
            for text in literals(source).into_iter().filter(ends).filter(unknown) {
                let mut elsewhere = ELSEWHERE.iter().map(|(place, _)| *place);
                let place = elsewhere.find(|place| path.starts_with(place));
                let said = NEVER_TOLD.iter().copied().find(|one| *one == text);
                match place.or(said) {
                    Some(excuse) => excused.push(excuse),
                    None => missing.push(format!("{path}: {text}")),
                }
            }
        }
        assert!(missing.is_empty(), "{}: {missing:#?}", file.language);
        let mut excuses = ELSEWHERE
            .iter()
            .map(|(place, _)| *place)
            .collect::<Vec<_>>();
        excuses.extend(NEVER_TOLD);
        excuses.retain(|excuse| !excused.contains(excuse));
        assert!(excuses.is_empty(), "no longer needed: {excuses:#?}");
    }
}
