//! For characters outside GSM-7: what could stand in their place and keep a text regular.
//!
//! Our own choice; no standard makes it. Letters are the base letters of their canonical
//! decomposition, ligatures, full-width forms and styled letters those of their
//! compatibility decomposition (Unicode Character Database, `UnicodeData.txt`). Punctuation
//! is what the same key gives on a keyboard. Greek capitals are written with the Latin
//! capitals of the same shape, which is how 3GPP TS 23.038 can leave those out.
//!
//! Not here, on purpose: emoji, currency signs (a code is no look-alike), and Cyrillic
//! letters of Latin shape (swapping some letters of a word would not make it regular).

/// Whether a replacement says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// Nobody will miss anything: typography, or nothing visible at all.
    Same,
    /// Another letter, number or sign than was written, so a person decides.
    Changes,
}

/// What could stand in the place of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Replacement {
    /// GSM-7 text; empty where the character would be removed.
    pub text: &'static str,
    /// Whether it says the same.
    pub meaning: Meaning,
}

/// Replacement and the characters it stands for, where the meaning stays.
const SAME: &[(&str, &str)] = &[
    ("'", "‘’‚‛‹›′‵`´ʹʻʼʽˈ"),
    ("\"", "“”„‟«»″‶❝❞〝〞ʺˮ"),
    // Hyphens, dashes, minus; bullets, which begin a line as a dash does.
    ("-", "‐\u{2011}‒–—―−⁃﹘﹣•‣◦▪▫●○■□∙"),
    (".", "․·"),
    ("..", "‥"),
    ("...", "…"),
    // Tab and the spaces of a typesetter. None is in the alphabet, not even the tab.
    (
        " ",
        "\t\u{a0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\
         \u{2008}\u{2009}\u{200a}\u{202f}\u{205f}\u{3000}",
    ),
    // Line and paragraph separators, and the soft line break of word processors.
    ("\n", "\u{b}\u{85}\u{2028}\u{2029}"),
    // Invisible: soft hyphen, zero-width space, word joiner and its kin, byte order mark.
    (
        "",
        "\u{ad}\u{180e}\u{200b}\u{2060}\u{2061}\u{2062}\u{2063}\u{2064}\u{feff}",
    ),
    // Invisible: marks of writing direction, which come along with copied phone numbers.
    (
        "",
        "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\
         \u{2066}\u{2067}\u{2068}\u{2069}",
    ),
    ("/", "⁄∕"),
    ("*", "∗"),
    (":", "∶"),
    ("|", "¦"),
    ("^", "ˆ"),
    ("~", "˜∼"),
    ("!!", "‼"),
    ("??", "⁇"),
    ("?!", "⁈"),
    ("!?", "⁉"),
    ("(c)", "©"),
    ("(R)", "®"),
    ("(TM)", "™"),
    ("No", "№"),
    ("c/o", "℅"),
    ("x", "×"),
    ("/", "÷"),
    ("+/-", "±"),
    ("<=", "≤"),
    (">=", "≥"),
    ("->", "→"),
    ("<-", "←"),
    ("<->", "↔"),
    ("=>", "⇒"),
    ("£", "₤￡"),
    ("¥", "￥"),
    ("Ω", "\u{2126}"), // ohm sign
    ("Δ", "∆"),        // increment
    ("Å", "\u{212b}"), // angstrom sign
    ("A", "Α"),
    ("B", "Β"),
    ("E", "Ε"),
    ("Z", "Ζ"),
    ("H", "Η"),
    ("I", "Ι"),
    ("K", "Κ\u{212a}"), // and kelvin sign
    ("M", "Μ"),
    ("N", "Ν"),
    ("O", "Ο"),
    ("P", "Ρ"),
    ("T", "Τ"),
    ("Y", "Υ"),
    ("X", "Χ"),
    ("ff", "ﬀ"),
    ("fi", "ﬁ"),
    ("fl", "ﬂ"),
    ("ffi", "ﬃ"),
    ("ffl", "ﬄ"),
    ("st", "ﬅﬆ"),
    ("IJ", "Ĳ"),
    ("ij", "ĳ"),
    ("'n", "ŉ"),
];

/// Replacement and the characters it stands for, where the meaning changes.
const CHANGES: &[(&str, &str)] = &[
    ("OE", "Œ"),
    ("oe", "œ"),
    ("TH", "Þ"),
    ("th", "þ"),
    ("SS", "ẞ"),
    // "1½" would become "11/2", and "10²" "102".
    ("1/4", "¼"),
    ("1/2", "½"),
    ("3/4", "¾"),
    ("1/3", "⅓"),
    ("2/3", "⅔"),
    ("1/5", "⅕"),
    ("1/6", "⅙"),
    ("1/8", "⅛"),
    ("3/8", "⅜"),
    ("5/8", "⅝"),
    ("7/8", "⅞"),
    ("0", "⁰₀"),
    ("1", "¹₁"),
    ("2", "²₂"),
    ("3", "³₃"),
    ("4", "⁴₄"),
    ("5", "⁵₅"),
    ("6", "⁶₆"),
    ("7", "⁷₇"),
    ("8", "⁸₈"),
    ("9", "⁹₉"),
    ("a", "ª"),
    ("o", "º°"),
    ("u", "µ"),
    ("c", "¢"),
    // They join letters or emoji, or choose how one looks.
    ("", "\u{200c}\u{200d}\u{fe0e}\u{fe0f}\u{20e3}"),
];

/// From U+00C0: the nearest letter, a space where there is none.
#[rustfmt::skip]
const LATIN: &str = concat!(
    "AAAA    E EEIIIID OOOO   UUU Y  ", // U+00C0
    " aaa   c  ee iiid  ooo    uu y y", // U+00E0
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGg", // U+0100
    "GgGgHhHhIiIiIiIiIi  JjKkkLlLlLlL", // U+0120
    "lLlNnNnNn NnOoOoÖö  RrRrRrSsSsSs", // U+0140
    "SsTtTtTtUuUuUuUuÜüUuWwYyYZzZzZzs", // U+0160
    "bB       DD       f    IKk      ", // U+0180
    "Oo             Uu  YyZz         ", // U+01A0
    "             AaIiOoUuÜüÜüÜüÜü Ää", // U+01C0
    "AaÆæ  GgKkOoOo  j   Gg  NnÅåÆæØø", // U+01E0
    "AaAaEeEeIiIiOoOoRrRrUuUuSsTt  Hh", // U+0200
    "      AaEeÖöOoOoOoYy",             // U+0220
);

/// From U+1E00.
#[rustfmt::skip]
const LATIN_ADDITIONAL: &str = concat!(
    "AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFf", // U+1E00
    "GgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMm", // U+1E20
    "MmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRr", // U+1E40
    "SsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVv", // U+1E60
    "WwWwWwWwWwXxXxYyZzZzZzhtwy      ", // U+1E80
    "AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEe", // U+1EA0
    "EeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOo", // U+1EC0
    "OoOoUuUuUuUuUuUuUuYyYyYyYy",       // U+1EE0
);

/// From U+0386: the capital without its accent.
const GREEK: &str = "A EHI O YΩIAB  EZH IK MN O P  TY X  IYAEHIYABΓΔEZHΘIKΛMNΞOΠPΣΣTYΦXΨΩIYOYΩ";

/// U+0020 to U+007E, as slices of what they are. The grave accent is not in the alphabet.
const ASCII: &str = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_\
                     'abcdefghijklmnopqrstuvwxyz{|}~";

/// What could stand for `c`, which is not in GSM-7.
pub(super) fn look_alike(c: char) -> Option<Replacement> {
    same(c).or_else(|| changes(c))
}

/// What could stand for `base` with the combining mark `mark` after it: the letter in one
/// piece, if that is in GSM-7, else the bare letter. `None` if `base` is no ASCII letter.
pub(super) fn look_alike_of_pair(base: char, mark: char) -> Option<Replacement> {
    if !base.is_ascii_alphabetic() || !is_combining_mark(mark) {
        return None;
    }
    let (from, to) = match mark {
        '\u{300}' => ("aeiou", "àèìòù"),
        '\u{301}' => ("eE", "éÉ"),
        '\u{303}' => ("nN", "ñÑ"),
        '\u{308}' => ("aouAOU", "äöüÄÖÜ"),
        '\u{30a}' => ("aA", "åÅ"),
        '\u{327}' => ("C", "Ç"),
        _ => ("", ""),
    };
    match from.chars().position(|c| c == base) {
        Some(n) => with(Meaning::Same, nth(to, n)?),
        None => with(Meaning::Changes, nth(ASCII, offset(base, ' ')?)?),
    }
}

/// Combining Diacritical Marks, the block that Latin letters are decomposed with.
pub(super) const fn is_combining_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

fn same(c: char) -> Option<Replacement> {
    let text = match c {
        // Full-width forms repeat ASCII from `!` on.
        '\u{ff01}'..='\u{ff5e}' => nth(ASCII, offset(c, '\u{ff00}')?)?,
        // Mathematical alphanumerics, the bold and italic of social media: A-Z and a-z in
        // thirteen styles, then digits in five.
        '\u{1d400}'..='\u{1d6a3}' => match offset(c, '\u{1d400}')? % 52 {
            n @ 0..26 => nth(ASCII, n.saturating_add(33))?,
            n => nth(ASCII, n.saturating_add(65 - 26))?,
        },
        '\u{1d7ce}'..='\u{1d7ff}' => {
            let digit = offset(c, '\u{1d7ce}')? % 10;
            nth(ASCII, digit.saturating_add(16))?
        }
        // Control characters show nothing. ESC is one: it is no character of the alphabet.
        _ => match find(SAME, c) {
            Some(text) => text,
            None if c.is_control() => "",
            None => return None,
        },
    };
    with(Meaning::Same, text)
}

fn changes(c: char) -> Option<Replacement> {
    let text = find(CHANGES, c).or_else(|| {
        let letter = match c {
            '\u{c0}'..='\u{24f}' => nth(LATIN, offset(c, '\u{c0}')?),
            '\u{1e00}'..='\u{1eff}' => nth(LATIN_ADDITIONAL, offset(c, '\u{1e00}')?),
            '\u{386}'..='\u{3ce}' => nth(GREEK, offset(c, '\u{386}')?),
            _ if is_combining_mark(c) => Some(""),
            _ => None,
        };
        letter.filter(|&letter| letter != " ")
    })?;
    with(Meaning::Changes, text)
}

const fn with(meaning: Meaning, text: &'static str) -> Option<Replacement> {
    Some(Replacement { text, meaning })
}

fn find(table: &'static [(&str, &str)], c: char) -> Option<&'static str> {
    table
        .iter()
        .find(|(_, stands_for)| stands_for.chars().any(|other| other == c))
        .map(|(text, _)| *text)
}

fn offset(c: char, from: char) -> Option<usize> {
    usize::try_from(u32::from(c).checked_sub(u32::from(from))?).ok()
}

/// The `n`th character of a table, as a slice of it.
fn nth(table: &'static str, n: usize) -> Option<&'static str> {
    let mut chars = table.char_indices();
    let (at, _) = chars.nth(n)?;
    table.get(at..chars.offset())
}

#[cfg(test)]
mod tests;
