//! Numbers and parts of numbers, as they are typed into a search.

/// Fewer digits would find half of all numbers.
const LEAST: usize = 4;

/// E.164 has 15, the international prefix 2.
const MOST: usize = 17;

/// The digits that a number in E.164 must have in a row to be the one that is meant, in whatever
/// notation: `+41 79 123`, `(079) 123-45.67`, `0041/79…`. Zeros in front are those of the
/// international or the national prefix, which E.164 has not. `None` for anything else: words, and
/// fewer than 4 digits.
pub fn typed_digits(written: &str) -> Option<String> {
    let is_mark = |letter: &char| "+()-./ \u{a0}".contains(*letter);
    let digits: String = written.chars().filter(|letter| !is_mark(letter)).collect();
    let sound = digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.len() <= MOST;
    let digits = digits.trim_start_matches('0');
    (sound && digits.len() >= LEAST).then(|| digits.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notation_of_a_number_has_its_digits() {
        for written in [
            "+41791234567",
            "0041791234567",
            "00 41 79 123 45 67",
            "41 79 123.45.67",
            " +41/79-123 (45) 67",
        ] {
            assert_eq!(
                typed_digits(written).as_deref(),
                Some("41791234567"),
                "{written}"
            );
        }
        assert_eq!(
            typed_digits("(079) 123 45 67").as_deref(),
            Some("791234567")
        );
        assert_eq!(typed_digits("45 67").as_deref(), Some("4567"));
    }

    #[test]
    fn what_is_no_number_has_none() {
        for written in [
            "",
            "12",
            "0012",
            "+",
            "call 0791234567",
            "50 %",
            "٤٥٦٧",
            "123456789012345678",
        ] {
            assert_eq!(typed_digits(written), None, "{written}");
        }
    }
}
