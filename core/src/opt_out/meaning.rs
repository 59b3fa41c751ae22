//! What a reply is to us: a "no", a "yes again", a question, or something for a person to read.

use super::{HELP_KEYWORDS, fold, matching};

/// What a reply is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// It opts its number out.
    OptOut,
    /// It takes its number's opt-out back.
    OptIn,
    /// It asks who is writing.
    Help,
    /// Something else, which may still be a request to stop: a person should read it.
    MayAskToStop,
    /// Something else.
    Other,
}

/// What a reply is, by its first clause. What is both an opt-out and an opt-in keyword opts out.
pub fn meaning<O: AsRef<str>, I: AsRef<str>>(reply: &str, opt_out: &[O], opt_in: &[I]) -> Meaning {
    if matching(reply, opt_out).is_some() {
        Meaning::OptOut
    } else if matching(reply, opt_in).is_some() {
        Meaning::OptIn
    } else if matching(reply, &HELP_KEYWORDS).is_some() {
        Meaning::Help
    } else if asks_to_stop(reply) {
        Meaning::MayAskToStop
    } else {
        Meaning::Other
    }
}

/// Requests, wherever they stand.
const ANYWHERE: [&str; 40] = [
    " unsubscribe ",
    " optout ",
    " opt out ",
    " opt me out ",
    " opting out ",
    " remove me ",
    " remove my number ",
    " delete my number ",
    " lose my number ",
    " take me off ",
    " leave me alone ",
    " do not contact ",
    " do not text ",
    " do not message ",
    " do not send me ",
    " dont contact ",
    " dont text ",
    " dont message ",
    " dont send me ",
    " no more texts ",
    " no more messages ",
    " no more sms ",
    " stop texting ",
    " stop sending ",
    " stop messaging ",
    " stop contacting ",
    " stop calling ",
    " stop writing ",
    " stop spamming ",
    " stop bothering ",
    " stop messages ",
    " stop it ",
    " stop now ",
    " stop please ",
    " stopp ",
    " arrêtez ",
    " désabonner ",
    " abmelden ",
    " keine sms ",
    " nicht mehr schreiben ",
];

/// Requests, if nothing follows.
const AT_THE_END: [&str; 4] = [" please stop ", " pls stop ", " plz stop ", " just stop "];

/// Requests, if there is nothing else.
const ALONE: [&str; 3] = [" stop ", " arrêt ", " arrêt sms "];

/// Whether a reply that is no keyword looks like a request to stop all the same: whole words, in
/// the wordings people use most. It is a hint for a person and decides nothing.
pub fn asks_to_stop(reply: &str) -> bool {
    let text = words(reply);
    ANYWHERE.iter().any(|phrase| text.contains(phrase))
        || AT_THE_END.iter().any(|phrase| text.ends_with(phrase))
        || ALONE.contains(&without_number(&text))
}

/// The words of a text in lower case, each between two blanks. What is not to stop is no "stop".
fn words(text: &str) -> String {
    let mut words = " ".to_owned();
    for word in text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’')) {
        let letters = word.chars().filter(|c| c.is_alphanumeric());
        let word: String = letters.map(fold).collect();
        let negated = [" not ", " dont ", " never ", " wont "];
        if word.is_empty() || (word == "stop" && negated.iter().any(|no| words.ends_with(no))) {
            continue;
        }
        words.push_str(&word);
        words.push(' ');
    }
    words
}

/// Without the number behind it, as in "STOP 12345".
fn without_number(words: &str) -> &str {
    let kept = words.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    words.get(..=kept.len()).unwrap_or(words)
}

#[cfg(test)]
mod tests {
    use super::super::{DEFAULT_KEYWORDS, DEFAULT_OPT_IN};
    use super::*;

    #[test]
    fn the_first_clause_says_what_it_is_and_a_no_comes_first() {
        let of = |reply| meaning(reply, &DEFAULT_KEYWORDS, &DEFAULT_OPT_IN);
        assert_eq!(of("Stop. Thank you"), Meaning::OptOut);
        assert_eq!(of("start!"), Meaning::OptIn);
        assert_eq!(of("Unstop"), Meaning::OptIn);
        assert_eq!(of("start the car"), Meaning::Other);
        assert_eq!(of("Help?"), Meaning::Help);
        assert_eq!(of("info"), Meaning::Help);
        assert_eq!(of("help me"), Meaning::Other);
        assert_eq!(of("please stop"), Meaning::MayAskToStop);
        assert_eq!(of(""), Meaning::Other);
        let both = ["start"];
        assert_eq!(meaning("START", &both, &DEFAULT_OPT_IN), Meaning::OptOut);
        assert_eq!(meaning("HELP", &["help"], &both), Meaning::OptOut);
    }

    #[test]
    fn a_request_in_other_words_is_seen() {
        for yes in [
            "please stop",
            "PLEASE STOP!!!",
            "Stop texting me",
            "can you stop sending these",
            "remove me from your list",
            "Unsubscribe me",
            "do not contact me again",
            "Don't text me",
            "Don’t text me",
            "leave me alone",
            "I want to opt out",
            "opt-out",
            "Stopp",
            "ARRÊT",
            "stop 👍",
            "\"STOP\"",
            "STOP 12345",
            "stop-it",
            "Bitte keine SMS mehr",
        ] {
            assert!(asks_to_stop(yes), "{yes}");
        }
    }

    #[test]
    fn a_mention_is_no_request() {
        for no in [
            "",
            "I will stop by tomorrow",
            "Can you stop by at 5?",
            "Don't stop",
            "Never stop sending these",
            "please do not stop texting me",
            "STOP this bill",
            "the bus stop",
            "the next stop is mine",
            "a nonstop flight",
            "à l’arrêt de bus",
            "12345",
            "The shop opted for outdoor seats",
            "Yes, remove the old one",
            "We stopped",
        ] {
            assert!(!asks_to_stop(no), "{no}");
        }
    }
}
