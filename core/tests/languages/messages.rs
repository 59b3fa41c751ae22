//! Each message of the sources is in each file, and no other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use mitto_core::api::Code;
use mitto_core::campaign::Skip;
use mitto_core::status::{Shown, Status};
use mitto_core::template::{MergeField, RelatedObject};
use serde_json::Value;

use super::{File, files, message_files, read_all, root};

/// A string literal at the beginning of a text, read, and what follows it.
fn literal(text: &str) -> Option<(String, &str)> {
    let body = text.trim_start().strip_prefix('"')?;
    let mut said = String::new();
    let mut chars = body.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((said, &body[at + 1..])),
            '\\' => match chars.next()?.1 {
                'n' => said.push('\n'),
                '\n' => {
                    // A line that goes on in the next one.
                    let rest = chars.as_str();
                    let skipped = rest.len() - rest.trim_start().len();
                    for _ in 0..rest[..skipped].chars().count() {
                        chars.next();
                    }
                }
                other => said.push(other),
            },
            c => said.push(c),
        }
    }
    None
}

/// What stands behind each call of a function, up to the tests of the file.
fn calls<'s>(source: &'s str, function: &str) -> Vec<&'s str> {
    let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let call = format!("{function}(");
    let begins = |at: usize| {
        let before = source[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.')
    };
    source
        .match_indices(&call)
        .filter(|(at, _)| begins(*at))
        .map(|(at, _)| &source[at + call.len()..])
        .collect()
}

/// Whether a file says anything: it uses the module `language`, or is it.
fn speaks(source: &str) -> bool {
    source.contains("language::") || source.contains("pub type Language")
}

/// Every text of the sources that is shown in an element.
fn said() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let sources = read_all(&["core/src", "web-component/src"], ".rs");
    for source in sources.iter().filter(|one| speaks(one)) {
        for function in ["msg", "word", "say", "Say"] {
            let found = calls(source, function).into_iter().filter_map(literal);
            all.extend(found.map(|(text, _)| text));
        }
        let of = ["say_of", "counted"].map(|function| calls(source, function));
        for call in of.concat() {
            // The count, the form for one, the form for others.
            let mut texts = call.split_once(',').and_then(|(_, rest)| literal(rest));
            if let Some((_, rest)) = &texts {
                texts = rest.trim_start().strip_prefix(',').and_then(literal);
            }
            all.extend(texts.map(|(text, _)| text));
        }
    }
    for script in read_all(&["web-component/js"], ".js") {
        let script = script.replace(".word(", " word(");
        let found = calls(&script, "word").into_iter().filter_map(literal);
        all.extend(found.map(|(text, _)| text));
    }
    let web = root().join("web-component/html");
    let mut pages = vec![web.join("send-sms.html"), web.join("action.html")];
    files(&web.join("list"), ".html", &mut pages);
    files(&web.join("campaign"), ".html", &mut pages);
    for page in pages {
        all.extend(texts_of(&fs::read_to_string(page).unwrap()));
    }
    all.extend(Code::ALL.map(|code| code.title().to_owned()));
    all.extend(Skip::ALL.map(|skip| ["{0} ", skip.words(false)].concat()));
    all.extend(Status::ALL.map(|status| status.as_str().to_owned()));
    all.insert(Shown::NoReport.as_str().to_owned());
    // Shown in other words.
    all.remove(Status::Unknown.as_str());
    for object in [RelatedObject::Lead, RelatedObject::Contact] {
        all.extend(MergeField::of(object).map(|field| field.label().to_owned()));
    }
    all
}

/// What people read of our HTML, as `js/build.js` finds it.
fn texts_of(html: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        all.insert(text.split_whitespace().collect::<Vec<_>>().join(" "));
        let (tag, next) = after.split_once('>').unwrap();
        for name in ["aria-label", "placeholder", "title"] {
            if let Some((_, value)) = tag.split_once(&format!(" {name}=\"")) {
                all.insert(value.split('"').next().unwrap().to_owned());
            }
        }
        rest = next;
    }
    // Signs, like the cross of a button.
    all.retain(|text| text.contains(char::is_alphabetic));
    all
}

/// The places of a text: `{0}`, `{1}`.
fn places(text: &str) -> BTreeSet<char> {
    let pieces = text.split('{').skip(1);
    pieces.filter_map(|piece| piece.chars().next()).collect()
}

/// The plural forms a language has, of whole numbers (Unicode CLDR).
fn plural_forms(language: &str) -> &'static [&'static str] {
    match language {
        "de" => &["one", "other"],
        other => panic!("say here which plural forms {other} has"),
    }
}

/// What a message says: one text, or one for each plural form.
fn forms<'v>(file: &File, english: &str, said: &'v Value) -> Vec<&'v str> {
    match said {
        Value::String(text) => vec![text],
        Value::Object(forms) => {
            let names: Vec<&str> = forms.keys().map(String::as_str).collect();
            let wanted: BTreeMap<&str, ()> = plural_forms(&file.language)
                .iter()
                .map(|n| (*n, ()))
                .collect();
            assert!(
                names.iter().all(|name| wanted.contains_key(name)) && forms.contains_key("other"),
                "{english}: {names:?}"
            );
            forms.values().map(|form| form.as_str().unwrap()).collect()
        }
        other => panic!("{english}: {other}"),
    }
}

#[test]
fn a_message_file_has_every_message_and_no_other() {
    let said = said();
    assert!(said.len() > 200, "{}", said.len());
    for file in message_files() {
        let has: BTreeSet<String> = file.messages.keys().cloned().collect();
        let missing: Vec<_> = said.difference(&has).collect();
        let unknown: Vec<_> = has.difference(&said).collect();
        assert!(
            missing.is_empty() && unknown.is_empty(),
            "{}\nmissing: {missing:#?}\nnobody says: {unknown:#?}",
            file.language
        );
    }
}

#[test]
fn what_is_put_into_a_message_is_put_into_its_translation() {
    for file in message_files() {
        for (english, said) in file.messages.iter().chain(&file.sentences) {
            for form in forms(&file, english, said) {
                assert!(!form.trim().is_empty(), "{english}");
                // The ending of an English plural is no word of its own.
                let ending = |place: &char| *place == '3' && english.ends_with("{2}{3}");
                let wanted: BTreeSet<char> = places(english)
                    .into_iter()
                    .filter(|place| !ending(place))
                    .collect();
                assert_eq!(places(form), wanted, "{english}: {form}");
            }
        }
    }
}

#[test]
fn a_sentence_is_found_by_what_stands_in_it_in_order_and_ends_as_it_does() {
    for file in message_files() {
        for (english, said) in &file.sentences {
            let order: Vec<char> = english
                .split('{')
                .skip(1)
                .filter_map(|piece| piece.chars().next())
                .collect();
            let expected: Vec<char> = ('0'..='9').take(order.len()).collect();
            assert_eq!(order, expected, "{english}");
            for form in forms(&file, english, said) {
                assert_eq!(english.ends_with('.'), form.ends_with('.'), "{english}");
            }
        }
    }
}

/// Each stretch of a sentence, between what is put in and what stands in quotes or brackets, is in the sources: else
/// nobody says it any more.
#[test]
fn a_sentence_is_one_that_is_still_said() {
    let mut sources = read_all(&["core/src", "edge/src"], ".rs");
    sources.extend(read_all(&["edge/sql"], ".sql"));
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let all = words(&sources.concat().replace("\\\n", " "));
    for file in message_files() {
        for english in file.sentences.keys() {
            let between = |c: char| "{}“”()0123456789;.".contains(c);
            for stretch in english.split(between) {
                let stretch = stretch.trim();
                if stretch.contains(char::is_alphabetic) {
                    // `counted` makes the plural.
                    let one = stretch.strip_suffix('s').unwrap_or(stretch);
                    assert!(all.contains(one), "{english}: {stretch}");
                }
            }
        }
    }
}
