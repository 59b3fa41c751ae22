//! Each sentence of the sources is known in each file, or is nothing that an element is told.

use std::fs;

use super::recogniser::Known;
use super::root;

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
        "Said by the pages themselves: messages.rs holds those that are an element's",
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
    for file in Known::all() {
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
