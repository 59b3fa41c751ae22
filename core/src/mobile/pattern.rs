//! Patterns of digits, as they stand in `plans/table.rs`: `860d{9}|[2-9]d{7,8}`.
//!
//! They are regular expressions of few words: digits, `d` (any digit), `[13-5]`, `(…)`, `|`, `?`, `{n}`, `{n,m}`, `$` (the
//! end), and `(a…)` and `(b…)` for groups whose digits are asked for. A general engine for regular expressions is a
//! fifth of the Worker; what follows is one hundredth. It reads a pattern from left to right and, where a choice turns
//! out wrong, goes back to it, as Perl does: the first alternative that leads to the end wins. No pattern repeats
//! without a limit and no number has more than some forty digits, so it ends soon.

/// Most groups with a number that a pattern has.
const GROUPS: usize = 2;

/// What a pattern found at the beginning of some digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found<'d> {
    /// All that it took.
    pub(super) whole: &'d str,
    /// What its groups took; none where a group took no part.
    pub(super) groups: [Option<&'d str>; GROUPS],
}

/// Whether the digits are, as a whole, what the pattern says.
pub(super) fn is_all(pattern: &str, digits: &str) -> bool {
    search(pattern, digits, true).is_some()
}

/// What the pattern finds at the beginning.
pub(super) fn at_start<'d>(pattern: &str, digits: &'d str) -> Option<Found<'d>> {
    search(pattern, digits, false)
}

fn search<'d>(pattern: &str, digits: &'d str, whole: bool) -> Option<Found<'d>> {
    let mut run = Run {
        digits: digits.as_bytes(),
        whole,
        groups: [None; GROUPS],
    };
    let end = run.any(pattern.as_bytes(), 0, None)?;
    let took = |span: Option<(usize, usize)>| span.and_then(|(from, to)| digits.get(from..to));
    Some(Found {
        whole: digits.get(..end)?,
        groups: run.groups.map(took),
    })
}

struct Run<'d> {
    digits: &'d [u8],
    /// Whether nothing may be left behind the end.
    whole: bool,
    groups: [Option<(usize, usize)>; GROUPS],
}

/// What comes behind a group: the same once more, or what follows it.
struct Behind<'p> {
    group: Group<'p>,
    /// Where this turn of it began.
    from: usize,
    /// How often it must and may come again.
    times: Times,
    after: &'p [u8],
    outer: Option<&'p Behind<'p>>,
}

#[derive(Clone, Copy)]
struct Group<'p> {
    inside: &'p [u8],
    /// Its place among those with a number.
    number: Option<usize>,
}

#[derive(Clone, Copy)]
struct Times {
    least: u8,
    most: u8,
}

enum Atom<'p> {
    /// A digit of a set: bit n is the digit n.
    Digit(u16),
    Group(Group<'p>),
    /// Nothing comes behind.
    End,
}

impl Run<'_> {
    /// The first of the alternatives that leads to the end, and where that is.
    fn any(&mut self, pattern: &[u8], at: usize, behind: Option<&Behind<'_>>) -> Option<usize> {
        let mut rest = pattern;
        loop {
            let (alternative, others) = cut(rest, b'|');
            if let Some(end) = self.all(alternative, at, behind) {
                return Some(end);
            }
            rest = others?;
        }
    }

    /// One alternative, and what comes behind it.
    fn all(&mut self, pattern: &[u8], at: usize, behind: Option<&Behind<'_>>) -> Option<usize> {
        let Some((atom, rest)) = atom(pattern) else {
            return match behind {
                Some(behind) => self.turn(behind, at),
                None => (!self.whole || at == self.digits.len()).then_some(at),
            };
        };
        let (times, rest) = times(rest);
        match atom {
            Atom::End if at == self.digits.len() => self.all(rest, at, behind),
            Atom::End => None,
            Atom::Group(group) => self.group(group, times, at, rest, behind),
            Atom::Digit(set) => {
                let left = self.digits.get(at..).unwrap_or_default();
                let most = left.iter().take(usize::from(times.most));
                let mut took = most.take_while(|digit| has(set, **digit)).count();
                // As many as possible first.
                while took >= usize::from(times.least) {
                    let end = self.all(rest, at.saturating_add(took), behind);
                    if end.is_some() {
                        return end;
                    }
                    took = took.checked_sub(1)?;
                }
                None
            }
        }
    }

    /// A group: another turn of it if that leads to the end, else what comes after it.
    fn group(
        &mut self,
        group: Group<'_>,
        times: Times,
        at: usize,
        after: &[u8],
        outer: Option<&Behind<'_>>,
    ) -> Option<usize> {
        if times.most > 0 {
            let behind = Behind {
                group,
                from: at,
                times: Times {
                    least: times.least.saturating_sub(1),
                    most: times.most.saturating_sub(1),
                },
                after,
                outer,
            };
            let end = self.any(group.inside, at, Some(&behind));
            if end.is_some() {
                return end;
            }
        }
        match times.least {
            0 => self.all(after, at, outer),
            _ => None,
        }
    }

    /// At the end of a group's turn.
    fn turn(&mut self, behind: &Behind<'_>, at: usize) -> Option<usize> {
        let Behind { group, from, .. } = *behind;
        let before = self.groups;
        if let Some(place) = group.number.and_then(|number| self.groups.get_mut(number)) {
            *place = Some((from, at));
        }
        let end = self.group(group, behind.times, at, behind.after, behind.outer);
        if end.is_none() {
            self.groups = before;
        }
        end
    }
}

fn has(set: u16, digit: u8) -> bool {
    let bit = 1_u16.checked_shl(u32::from(digit.wrapping_sub(b'0')));
    set & bit.unwrap_or(0) != 0
}

/// What stands before `mark` outside of all brackets, and what behind it.
fn cut(pattern: &[u8], mark: u8) -> (&[u8], Option<&[u8]>) {
    let mut depth = 0_u32;
    for (at, byte) in pattern.iter().enumerate() {
        if depth == 0 && *byte == mark {
            let behind = pattern.get(at.saturating_add(1)..);
            return (pattern.get(..at).unwrap_or_default(), behind);
        }
        match byte {
            b'(' => depth = depth.saturating_add(1),
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    (pattern, None)
}

/// The first atom, and what follows; none at the end of a pattern, and at what is none.
fn atom(pattern: &[u8]) -> Option<(Atom<'_>, &[u8])> {
    Some(match pattern {
        [b'd', rest @ ..] => (Atom::Digit(0x3ff), rest),
        [digit @ b'0'..=b'9', rest @ ..] => (Atom::Digit(bit(*digit)), rest),
        [b'[', rest @ ..] => {
            let (inside, rest) = cut(rest, b']');
            (Atom::Digit(set(inside)), rest?)
        }
        [b'(', rest @ ..] => {
            let (inside, rest) = cut(rest, b')');
            let (number, inside) = match inside {
                [b'a', inside @ ..] => (Some(0), inside),
                [b'b', inside @ ..] => (Some(1), inside),
                _ => (None, inside),
            };
            (Atom::Group(Group { inside, number }), rest?)
        }
        [b'$', rest @ ..] => (Atom::End, rest),
        _ => return None,
    })
}

/// How often an atom comes, and what follows that.
fn times(pattern: &[u8]) -> (Times, &[u8]) {
    let (least, most, rest) = match pattern {
        [b'?', rest @ ..] => (0, 1, rest),
        [b'{', rest @ ..] => {
            let (least, rest) = number(rest);
            match rest {
                [b',', rest @ ..] => {
                    let (most, rest) = number(rest);
                    (least, most, rest.strip_prefix(b"}").unwrap_or_default())
                }
                rest => (least, least, rest.strip_prefix(b"}").unwrap_or_default()),
            }
        }
        rest => (1, 1, rest),
    };
    (Times { least, most }, rest)
}

fn number(text: &[u8]) -> (u8, &[u8]) {
    let (mut number, mut rest) = (0_u8, text);
    while let [digit @ b'0'..=b'9', behind @ ..] = rest {
        number = number
            .saturating_mul(10)
            .saturating_add(digit.wrapping_sub(b'0'));
        rest = behind;
    }
    (number, rest)
}

fn bit(digit: u8) -> u16 {
    1_u16
        .checked_shl(u32::from(digit.wrapping_sub(b'0')))
        .unwrap_or(0)
}

/// The digits of `13-5`.
fn set(inside: &[u8]) -> u16 {
    let (mut all, mut rest) = (0, inside);
    loop {
        rest = match rest {
            [from, b'-', to, behind @ ..] => {
                all |= (*from..=*to).fold(0, |all, digit| all | bit(digit));
                behind
            }
            [digit, behind @ ..] => {
                all |= bit(*digit);
                behind
            }
            [] => return all,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_pattern() {
        for (pattern, digits) in [
            ("12", "12"),
            ("d{3}", "907"),
            ("[13-5]d", "45"),
            ("1?2", "2"),
            ("(1|23){2}4", "1234"),
            ("(1|12)3", "123"),
            ("1{2,3}1", "1111"),
            ("(a1d{2})$|9", "123"),
            ("", ""),
        ] {
            assert!(is_all(pattern, digits), "{pattern} {digits}");
        }
        for (pattern, digits) in [
            ("12", "123"),
            ("12", "1"),
            ("[13-5]", "2"),
            ("(1|23){2}4", "14"),
            ("1{2,3}", "1"),
            ("", "1"),
        ] {
            assert!(!is_all(pattern, digits), "{pattern} {digits}");
        }
    }

    #[test]
    fn what_stands_at_the_beginning_and_in_groups() {
        let found = at_start("0(a1d)?", "0123").unwrap();
        assert_eq!((found.whole, found.groups), ("012", [Some("12"), None]));
        let found = at_start("0(a1d)?", "0923").unwrap();
        assert_eq!((found.whole, found.groups), ("0", [None, None]));
        let found = at_start("(0|90)((a1[245])(bd{3,4}))?", "9014567").unwrap();
        assert_eq!(found.groups, [Some("14"), Some("567")]);
        // The first that leads on, not the longest.
        assert_eq!(at_start("0|01", "01").unwrap().whole, "0");
        // What a group took in a way that led nowhere is forgotten.
        assert_eq!(at_start("(a12)3|1", "124").unwrap().groups, [None, None]);
        assert_eq!(at_start("1", "2"), None);
    }
}
