//! Is a reply an opt-out?
//!
//! The first clause of the reply decides: what stands before the first of `. , ! ? ; :` or a line
//! end, trimmed and without regard to case. It must *be* a keyword, not hold one: "Stop. Thank
//! you" opts out, "STOP this bill" does not.

use core::fmt;
use core::str::FromStr;

mod meaning;

pub use meaning::{Meaning, asks_to_stop, meaning};

/// The keywords of a new installation: those of the carriers' and CTIA's list, with REVOKE and
/// OPTOUT from the FCC's rule of 2025 (47 CFR 64.1200(a)(10)).
pub const DEFAULT_KEYWORDS: [&str; 8] = [
    "STOP",
    "STOPALL",
    "UNSUBSCRIBE",
    "CANCEL",
    "END",
    "QUIT",
    "REVOKE",
    "OPTOUT",
];

/// The keywords that take an opt-out back, of a new installation.
pub const DEFAULT_OPT_IN: [&str; 2] = ["START", "UNSTOP"];

/// What asks who is writing.
pub const HELP_KEYWORDS: [&str; 2] = ["HELP", "INFO"];

/// Most characters of a keyword.
pub const KEYWORD_LIMIT: usize = 40;

/// An opt-out keyword, in the admin's spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyword(String);

/// Why a text is no keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeywordError {
    /// Nothing there.
    Empty,
    /// More than [`KEYWORD_LIMIT`] characters.
    TooLong,
    /// A character that ends a clause, so that no reply could ever match.
    Separator {
        /// The first such character.
        found: char,
    },
}

impl KeywordError {
    /// The limit that was broken, in characters.
    pub fn limit(self) -> Option<u32> {
        match self {
            KeywordError::TooLong => u32::try_from(KEYWORD_LIMIT).ok(),
            _ => None,
        }
    }
}

impl fmt::Display for KeywordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeywordError::Empty => f.write_str("A keyword is needed."),
            KeywordError::TooLong => write!(f, "A keyword may have {KEYWORD_LIMIT} characters."),
            KeywordError::Separator { found } => write!(
                f,
                "A keyword cannot hold “{found}”: a reply is read up to the first of . , ! ? ; : or a line end."
            ),
        }
    }
}

impl core::error::Error for KeywordError {}

impl FromStr for Keyword {
    type Err = KeywordError;

    fn from_str(text: &str) -> Result<Self, KeywordError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(KeywordError::Empty);
        }
        if let Some(found) = text.chars().find(|c| ends_clause(*c)) {
            return Err(KeywordError::Separator { found });
        }
        if text.chars().count() > KEYWORD_LIMIT {
            return Err(KeywordError::TooLong);
        }
        Ok(Keyword(text.to_owned()))
    }
}

impl Keyword {
    /// In the admin's spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether two keywords are one: case does not count.
    pub fn is_same_as(&self, other: &str) -> bool {
        same(&self.0, other)
    }

    /// The same text for every spelling of one keyword.
    pub fn folded(&self) -> String {
        self.0.chars().map(fold).collect()
    }
}

/// The keyword that makes this reply an opt-out, if one does.
pub fn matching<'k, K: AsRef<str>>(reply: &str, keywords: &'k [K]) -> Option<&'k str> {
    let clause = first_clause(reply);
    if clause.is_empty() {
        return None;
    }
    keywords
        .iter()
        .map(AsRef::as_ref)
        .find(|keyword| same(clause, keyword.trim()))
}

/// How a reply is judged, for whoever wants to know why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict<'a> {
    /// The part of the reply that decides.
    pub clause: &'a str,
    /// What ends that part; none: the end of the reply.
    pub ended_by: Option<char>,
    /// The keyword it is, if it is one.
    pub keyword: Option<&'a str>,
}

/// Judges a reply and says by which rule.
pub fn judge<'a, K: AsRef<str>>(reply: &'a str, keywords: &'a [K]) -> Verdict<'a> {
    let (clause, ended_by) = cut(reply);
    Verdict {
        clause,
        ended_by,
        keyword: matching(reply, keywords),
    }
}

impl Verdict<'_> {
    /// The rule, in words.
    pub fn in_words(&self) -> String {
        let end = match self.ended_by {
            None => "The whole reply".to_owned(),
            Some('\n' | '\r' | '\u{2028}' | '\u{2029}') => "The reply’s first line".to_owned(),
            Some(end) => {
                let mut words = "What stands before the first “".to_owned();
                words.push(end);
                words.push('”');
                words
            }
        };
        match self.keyword {
            Some(keyword) => [&end, " is the keyword ", keyword, "."].concat(),
            None if self.clause.is_empty() => [&end, " is empty."].concat(),
            None => [
                &end,
                " is “",
                self.clause,
                "”, which is no keyword. It must be a keyword, not only hold one.",
            ]
            .concat(),
        }
    }
}

/// What stands before the first separator, trimmed.
fn first_clause(reply: &str) -> &str {
    cut(reply).0
}

/// The first clause, and what ends it.
fn cut(reply: &str) -> (&str, Option<char>) {
    let reply = reply.trim();
    let end = reply.find(ends_clause).unwrap_or(reply.len());
    let clause = reply.get(..end).unwrap_or_default();
    let rest = reply.get(end..).unwrap_or_default();
    (clause.trim(), rest.chars().next())
}

fn ends_clause(c: char) -> bool {
    matches!(
        c,
        '.' | ',' | '!' | '?' | ';' | ':' | '\n' | '\r' | '\u{2028}' | '\u{2029}'
    )
}

/// A text with the case of its letters folded away, as for comparing keywords. Also what lists are
/// in order of: the tables of all of Unicode are 10 kB of the compressed Worker.
pub fn without_case(text: &str) -> String {
    text.chars().map(fold).collect()
}

fn same(one: &str, other: &str) -> bool {
    one.chars().map(fold).eq(other.chars().map(fold))
}

/// Lower case of the letters that keywords are written with: Latin (Basic, Latin-1, Extended-A),
/// Greek and Cyrillic; one character to one (Unicode CaseFolding.txt, status C and S). The whole
/// table of Unicode would be 11 kB in every browser.
fn fold(c: char) -> char {
    let code = u32::from(c);
    let folded = match code {
        // In these runs the capitals are odd, in the others even.
        0x139..=0x148 | 0x179..=0x17E => code.saturating_add(code % 2),
        0x178 => 0xFF,
        0x130 => 0x69,
        0x138 | 0x149 | 0x17F => code,
        0x100..=0x177 | 0x460..=0x481 | 0x48A..=0x4BF => code | 1,
        0x41..=0x5A | 0xC0..=0xD6 | 0xD8..=0xDE => code.saturating_add(32),
        0x391..=0x3A1 | 0x3A3..=0x3AB | 0x410..=0x42F => code.saturating_add(32),
        0x386 => 0x3AC,
        0x388..=0x38A => code.saturating_add(37),
        0x38C => 0x3CC,
        0x38E | 0x38F => code.saturating_add(63),
        0x3C2 => 0x3C3,
        0x400..=0x40F => code.saturating_add(80),
        _ => code,
    };
    char::from_u32(folded).unwrap_or(c)
}

impl AsRef<str> for Keyword {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_clause_must_be_a_keyword() {
        for yes in [
            "STOP",
            "stop",
            "Stop. Thank you",
            "stop!",
            "  STOP  ",
            "\nstop\nplease",
            "STOP\r\nJohn",
            "End; please",
            "quit?",
            "Stop, now",
            "OptOut:",
            "stop.",
        ] {
            assert!(matching(yes, &DEFAULT_KEYWORDS).is_some(), "{yes:?}");
        }
        for no in [
            "STOP this bill",
            "STOP 12345",
            "please stop",
            "STOPP",
            "",
            "  ",
            "!",
            ". stop",
            "\"STOP\"",
            "stop-it",
            "Don't stop",
            "ＳＴＯＰ",
            "st op",
            "stop 👍",
        ] {
            assert_eq!(matching(no, &DEFAULT_KEYWORDS), None, "{no:?}");
        }
    }

    #[test]
    fn folding_agrees_with_unicode_where_it_folds() {
        for c in (0..0x500).filter_map(char::from_u32) {
            let lower: Vec<char> = c.to_lowercase().collect();
            // The two that Unicode itself treats specially: dotted capital I, and final sigma.
            let expected = match c {
                'İ' => 'i',
                'ς' => 'σ',
                _ => lower[0],
            };
            let covered =
                !matches!(u32::from(c), 0x180..=0x385 | 0x3CF..=0x3FF | 0x482..=0x48F | 0x4C0..);
            if covered {
                assert_eq!(fold(c), expected, "U+{:04X}", u32::from(c));
            }
        }
    }

    #[test]
    fn it_says_which() {
        assert_eq!(matching("cancel.", &DEFAULT_KEYWORDS), Some("CANCEL"));
        assert_eq!(matching("ARRÊT", &["arrêt"]), Some("arrêt"));
        assert_eq!(matching("opt out", &["opt out"]), Some("opt out"));
    }

    #[test]
    fn a_verdict_names_its_rule() {
        let why = |reply| judge(reply, &DEFAULT_KEYWORDS).in_words();
        assert_eq!(why("stop"), "The whole reply is the keyword STOP.");
        assert_eq!(
            why("Stop. Thank you"),
            "What stands before the first “.” is the keyword STOP."
        );
        assert_eq!(
            why("end\nplease"),
            "The reply’s first line is the keyword END."
        );
        assert_eq!(
            why("STOP this bill!"),
            "What stands before the first “!” is “STOP this bill”, which is no keyword. It must be \
             a keyword, not only hold one."
        );
        assert_eq!(why("! stop"), "What stands before the first “!” is empty.");
    }

    #[test]
    fn a_keyword_no_reply_could_match_is_refused() {
        assert_eq!("".parse::<Keyword>(), Err(KeywordError::Empty));
        assert_eq!(
            "st.op".parse::<Keyword>(),
            Err(KeywordError::Separator { found: '.' })
        );
        assert_eq!(
            "x".repeat(41).parse::<Keyword>(),
            Err(KeywordError::TooLong)
        );
        let keyword: Keyword = " Stop ".parse().unwrap();
        assert_eq!(keyword.as_str(), "Stop");
        assert!(keyword.is_same_as("STOP"));
        assert_eq!(keyword.folded(), "stop");
    }
}
