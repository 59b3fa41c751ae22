//! What people write for a phone number, down to its digits.
//!
//! What counts as written is what libphonenumber takes for it, to which the tests of `read.rs` hold it: digits of any
//! script, the punctuation of every country, a `tel:` address (RFC 3966), an extension, which is left out. Beyond that,
//! every kind of space and the invisible marks of address books; and short of it, letters: libphonenumber dials them, so
//! that "(home)" behind a number makes another person's number of it.

/// The digits of a number, and whether a `+` stands before them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) digits: String,
    pub(super) plus: bool,
}

/// Fewer digits are no number.
const LEAST: usize = 3;

/// More digits than a number has with every prefix that may stand before it.
const MOST: usize = 40;

/// The zeros of every script's digits (Unicode general category Nd): its other nine stand behind it.
#[rustfmt::skip]
const ZEROS: [char; 66] = [
    '0', '\u{660}', '\u{6f0}', '\u{7c0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}',
    '\u{c66}', '\u{ce6}', '\u{d66}', '\u{de6}', '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}', '\u{1090}',
    '\u{17e0}', '\u{1810}', '\u{1946}', '\u{19d0}', '\u{1a80}', '\u{1a90}', '\u{1b50}', '\u{1bb0}', '\u{1c40}',
    '\u{1c50}', '\u{a620}', '\u{a8d0}', '\u{a900}', '\u{a9d0}', '\u{a9f0}', '\u{aa50}', '\u{abf0}', '\u{ff10}',
    '\u{104a0}', '\u{10d30}', '\u{11066}', '\u{110f0}', '\u{11136}', '\u{111d0}', '\u{112f0}', '\u{11450}',
    '\u{114d0}', '\u{11650}', '\u{116c0}', '\u{11730}', '\u{118e0}', '\u{11950}', '\u{11c50}', '\u{11d50}',
    '\u{11da0}', '\u{16a60}', '\u{16ac0}', '\u{16b50}', '\u{1d7ce}', '\u{1d7d8}', '\u{1d7e2}', '\u{1d7ec}',
    '\u{1d7f6}', '\u{1e140}', '\u{1e2f0}', '\u{1e950}', '\u{1fbf0}',
];

/// Reads what somebody wrote; none where it is no number.
pub(super) fn read(text: &str) -> Option<Written> {
    let mut plain = match text.split_once(";phone-context=") {
        None => plain(text),
        Some((number, context)) => {
            let context = context.split(';').next().unwrap_or_default();
            if !is_context(context) {
                return None;
            }
            let number = number
                .split_once("tel:")
                .map_or(number, |(_, number)| number);
            // A domain says nothing about the country.
            match context.starts_with('+') {
                true => plain(&[context, number].concat()),
                false => plain(number),
            }
        }
    };
    if let Some(at) = plain.find(";isub=") {
        plain.truncate(at);
    }
    let before = extension(&plain).and_then(|at| plain.get(..at));
    let number = before.filter(|number| is_number(number)).unwrap_or(&plain);
    if !is_number(number) {
        return None;
    }
    let behind = number.trim_start_matches('+');
    let digits: String = behind.chars().filter(char::is_ascii_digit).collect();
    (digits.len() <= MOST).then_some(Written {
        digits,
        plus: behind.len() < number.len(),
    })
}

/// Whether this may stand behind `phone-context=`: a number with its plus, or a domain (RFC 3966). A calling code without
/// a plus is neither, and to leave it out would make another country's number of it.
fn is_context(context: &str) -> bool {
    let sound = |c: char| c.is_ascii_alphanumeric() || "+-.()".contains(c);
    let domain = context.strip_suffix('.').unwrap_or(context);
    let (_, last) = domain.rsplit_once('.').unwrap_or(("", domain));
    context.chars().all(sound)
        && (context.starts_with('+') || last.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// From the first digit or plus to the last letter or digit, in ASCII: digits as such, letters small, most marks as `*`.
/// What can stand in no number stays as it is.
fn plain(text: &str) -> String {
    let begins = |c: char| digit_of(c).is_some() || "+＋".contains(c);
    let text = text.find(begins).and_then(|at| text.get(at..));
    let ends = |c: char| c != '#' && !c.is_alphanumeric();
    let text = text.unwrap_or_default().trim_end_matches(ends);
    let plain: String = text.chars().map(ascii).collect();
    // "x302/x303" are two numbers.
    let second = |(at, _): &(usize, char)| {
        let behind = plain.get(*at..).unwrap_or_default();
        let behind = behind.trim_start_matches(['/', '\\']);
        behind.trim_start_matches(' ').starts_with('x')
    };
    let slashes = plain
        .char_indices()
        .rev()
        .filter(|(_, c)| "/\\".contains(*c));
    match slashes.into_iter().find(second) {
        Some((at, _)) => plain.get(..at).unwrap_or_default().to_owned(),
        None => plain,
    }
}

fn ascii(c: char) -> char {
    match c {
        '＋' => '+',
        '／' => '/',
        '．' => '.',
        '＃' => '#',
        '～' | '⁓' | '∼' => '~',
        '(' | ')' | '[' | ']' | '（' | '）' | '［' | '］' => '*',
        '‐'..='―' | '−' | 'ー' | '－' => '*',
        // Soft hyphens, and marks of direction, which address books put around numbers.
        '\u{ad}' | '\u{200b}'..='\u{200f}' => '*',
        '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' => '*',
        ' ' | '\n' | '\r' => c,
        c if c.is_whitespace() => '\t',
        c => digit_of(c).unwrap_or(c.to_ascii_lowercase()),
    }
}

/// The ASCII digit of a digit of any script.
fn digit_of(c: char) -> Option<char> {
    if c.is_ascii() {
        return c.is_ascii_digit().then_some(c);
    }
    let after = ZEROS.partition_point(|zero| *zero <= c);
    let zero = *ZEROS.get(after.checked_sub(1)?)?;
    let value = u32::from(c).checked_sub(u32::from(zero))?;
    char::from_digit(value, 10)
}

/// Whether there are digits and marks, and nothing else. An x is a mark too: some write it for the digits that their
/// carrier puts there.
fn is_number(plain: &str) -> bool {
    let number = plain.trim_start_matches('+');
    let mark = |c: char| "x*- \t./~".contains(c);
    let digits = number.chars().filter(char::is_ascii_digit).count();
    // Two digits and not even a mark are one in some place, where an extension stands behind them.
    let enough = digits >= LEAST || (digits == 2 && plain.len() == 2);
    enough && number.chars().all(|c| c.is_ascii_digit() || mark(c))
}

/// Where an extension begins, if there is one: what is dialled once somebody has answered, which no SMS can.
fn extension(plain: &str) -> Option<usize> {
    let short = plain.strip_suffix('#').unwrap_or(plain);
    let number = short.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = short.len().saturating_sub(number.len());
    let gap = |c: char| " \t,-".contains(c);
    let found = |before: &str, most: usize| (1..=most).contains(&digits).then_some(before.len());
    // "- 503#", as Americans write it.
    let dashes = number.trim_end_matches([' ', '-']);
    if short.len() < plain.len() && dashes.len() < number.len() && digits <= 6 {
        return found(dashes, 6);
    }
    if let Some(before) = number.strip_suffix(";ext=") {
        return found(before, 20);
    }
    let before = number.trim_end_matches(gap);
    let before = before.strip_suffix([':', '.']).unwrap_or(before);
    for (labels, most) in [(&EXPLICIT[..], 20), (&AMBIGUOUS[..], 9)] {
        if let Some(rest) = labels.iter().find_map(|label| before.strip_suffix(label)) {
            return found(rest.trim_end_matches([' ', '\t', ',']), most);
        }
    }
    // What a phone dials by itself after a while.
    let marks = number.trim_end_matches([' ', '\t', ',', '-', ':', '.', ';']);
    let between = number.get(marks.len()..)?;
    if between.contains(";") || between.contains(",,") {
        return found(marks, 15);
    }
    between.contains(',').then(|| found(marks, 9))?
}

/// What stands before an extension and nothing else; longer ones first, where one ends with another.
#[rustfmt::skip]
const EXPLICIT: [&str; 19] = [
    "extension", "extensión", "extensio\u{301}n", "extensio", "extensió", "extensio\u{301}", "extensi", "extn", "ext", "xtn",
    "xt", "ｅｘｔｎ", "ｅｘｔ", "ｘｔｎ", "ｘｔ", "anexo", "доб", "Доб", "ДОБ",
];

/// What may stand there for something else.
const AMBIGUOUS: [&str; 6] = ["int", "ｉｎｔ", "x", "ｘ", "#", "~"];

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> Option<String> {
        let Written { digits, plus } = read(text)?;
        Some([if plus { "+" } else { "" }, &digits].concat())
    }

    #[test]
    fn what_people_write() {
        for (text, is) in [
            ("079 123 45 67", "0791234567"),
            ("Tel. +41 (0)79/123.45-67", "+410791234567"),
            ("＋４１ ７９", "+4179"),
            ("٠٧٩ ١٢٣", "079123"),
            ("tel:+41-79-123;isub=12", "+4179123"),
            ("tel:79123;phone-context=+41", "+4179123"),
            ("tel:079123;phone-context=example.com", "079123"),
            ("079\u{202f}123\t45", "07912345"),
            ("\u{202a}+41 79\u{202c}", "+4179"),
            ("(850) 644-4200 x302/x2303", "8506444200"),
            ("0791234567.", "0791234567"),
            ("0xx79 123", "079123"),
        ] {
            assert_eq!(digits(text).as_deref(), Some(is), "{text}");
        }
    }

    #[test]
    fn extensions_are_left_out() {
        for behind in [
            " ext. 12",
            " Ext 12",
            "x12",
            " #12",
            ";ext=12",
            ",,12",
            ";12",
            ", 12",
            " - 12#",
            " xtn 12",
            "~8",
            " ｅｘｔ 12",
            "ｘ12",
            " доб. 12",
            " ДОБ 12",
            " extensio\u{301}n 12",
            " anexo 12",
            " int 12",
            " extensión 12",
            " extension 12345678901234567890",
        ] {
            let text = ["079 123 45 67", behind].concat();
            assert_eq!(digits(&text).as_deref(), Some("0791234567"), "{text}");
        }
    }

    #[test]
    fn what_is_no_number() {
        for text in [
            "",
            "1",
            "call me",
            "079 123 45 67 (home)",
            "079 123 45 67 or 68",
            "1-800-FLOWERS",
            "0791234567, 0791234568",
            "0791234567\n0791234568",
            "79;phone-context=",
            "79123;phone-context=+41,",
            "tel:79123;phone-context=41",
            "tel:79123;phone-context=example.4",
            "079$123",
        ] {
            assert_eq!(digits(text), None, "{text}");
        }
        assert_eq!(digits(&"1".repeat(41)), None);
    }

    #[test]
    fn zeros_are_in_order_for_the_search() {
        assert!(ZEROS.is_sorted());
        assert_eq!(digit_of('\u{1d7d7}'), Some('9'));
        assert_eq!(digit_of('é'), None);
        assert_eq!(digit_of('٩'), Some('9'));
        assert_eq!(digit_of('\u{66a}'), None);
    }
}
