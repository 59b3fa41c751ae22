//! Times as the API writes them. No clock: what time it is, is an argument everywhere.
//!
//! The calendar is the proleptic Gregorian one, by arithmetic on days since the epoch: all that
//! RFC 3339 in UTC takes. A crate that knows every calendar would be 3 kB of the Worker; the tests
//! hold this one to such a crate.

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const DAY: i64 = 24 * 60 * MINUTE;

/// Days of 400 years, after which the calendar repeats.
const DAYS_PER_ERA: i64 = 146_097;

/// Days from 0000-03-01, where an era begins, to 1970-01-01.
const EPOCH: i64 = 719_468;

/// Milliseconds since the Unix epoch as RFC 3339 in UTC, to the millisecond:
/// `2026-11-24T10:00:00.000Z`. Times outside the years 0 to 9999 come out as the epoch.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "a place is not 0, and a digit is 9 at most"
)]
pub fn to_rfc3339(milliseconds: i64) -> String {
    let (year, month, day) = date(milliseconds.div_euclid(DAY));
    if !(0..=9999).contains(&year) {
        return to_rfc3339(0);
    }
    let in_day = milliseconds.rem_euclid(DAY);
    let mut text = String::with_capacity(24);
    for (value, mut place, after) in [
        (year, 1_000, '-'),
        (month, 10, '-'),
        (day, 10, 'T'),
        (in_day / (60 * MINUTE), 10, ':'),
        (in_day / MINUTE % 60, 10, ':'),
        (in_day / SECOND % 60, 10, '.'),
        (in_day % SECOND, 100, 'Z'),
    ] {
        while place > 0 {
            let digit = value / place % 10;
            text.push(char::from(b'0' + digit as u8));
            place /= 10;
        }
        text.push(after);
    }
    text
}

/// An RFC 3339 time as milliseconds since the Unix epoch; finer fractions are cut.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "no part of a time has more than four digits"
)]
pub fn from_rfc3339(text: &str) -> Option<i64> {
    let mut rest = text.as_bytes();
    let year = number(&mut rest, 4)?;
    one_of(&mut rest, b"-")?;
    let month = number(&mut rest, 2)?;
    one_of(&mut rest, b"-")?;
    let day = number(&mut rest, 2)?;
    one_of(&mut rest, b"Tt ")?;
    let hour = number(&mut rest, 2)?;
    one_of(&mut rest, b":")?;
    let minute = number(&mut rest, 2)?;
    one_of(&mut rest, b":")?;
    let second = number(&mut rest, 2)?;
    let millisecond = fraction(&mut rest)?;
    let offset = offset(&mut rest)?;
    let days = days(year, month, day);
    // A day that the month lacks would come out as one of the next.
    let real = date(days) == (year, month, day) && hour < 24 && minute < 60;
    // A leap second is the last of its day in UTC; it counts as the one before it.
    let leap = second == 60 && (hour * 60 + minute - offset).rem_euclid(24 * 60) == 24 * 60 - 1;
    if !real || !rest.is_empty() || second > 59 && !leap {
        return None;
    }
    let millisecond = if leap { 999 } else { millisecond };
    let in_day = (hour * 60 + minute - offset) * MINUTE + second.min(59) * SECOND + millisecond;
    Some(days * DAY + in_day)
}

/// A moment that a period begins with: an RFC 3339 time, or a date, meaning its first moment in
/// UTC.
pub fn from_moment(text: &str) -> Option<i64> {
    from_rfc3339(text).or_else(|| from_rfc3339(&[text, "T00:00:00Z"].concat()))
}

/// A moment that a period ends before: an RFC 3339 time, or a date, which belongs to the period as a
/// whole.
pub fn until_moment(text: &str) -> Option<i64> {
    from_rfc3339(text).or_else(|| from_moment(text)?.checked_add(DAY))
}

/// Year, month and day, from days since the epoch.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "a day of an i64 of milliseconds has 37 bits"
)]
pub(crate) fn date(days: i64) -> (i64, i64, i64) {
    // A year begins in March here, so that a leap day is its last.
    let day = days + EPOCH;
    let (era, day) = (day.div_euclid(DAYS_PER_ERA), day.rem_euclid(DAYS_PER_ERA));
    // Every 4 years a day more, every 100 one less, every 400 one more.
    let year = (day - day / 1460 + day / 36_524 - day / (DAYS_PER_ERA - 1)) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - days_before(month) + 1;
    let (month, next) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    (era * 400 + year + next, month, day)
}

/// Days since the epoch; nonsense for what is no date.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "the year has four digits, month and day have two"
)]
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let in_year = days_before(month) + day - 1;
    era * DAYS_PER_ERA + 365 * year + year / 4 - year / 100 + in_year - EPOCH
}

/// Days of a year before its month, March being month 0: five months have 153 days.
#[expect(clippy::arithmetic_side_effects, reason = "a month has two digits")]
fn days_before(month: i64) -> i64 {
    (153 * month + 2) / 5
}

/// Takes exactly so many digits.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "four digits are asked for at most"
)]
fn number(rest: &mut &[u8], digits: usize) -> Option<i64> {
    let (number, after) = rest.split_at_checked(digits)?;
    *rest = after;
    number.iter().try_fold(0, |value, byte| {
        byte.is_ascii_digit()
            .then(|| value * 10 + i64::from(byte - b'0'))
    })
}

/// Takes one byte, if it is one of these.
fn one_of(rest: &mut &[u8], allowed: &[u8]) -> Option<u8> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    Some(*first).filter(|byte| allowed.contains(byte))
}

/// Takes a fraction of a second, if there is one, as milliseconds.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "a digit is subtracted from, and three places are filled"
)]
fn fraction(rest: &mut &[u8]) -> Option<i64> {
    let Some((b'.', after)) = rest.split_first() else {
        return Some(0);
    };
    let digits = after
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let (fraction, after) = after.split_at_checked(digits)?;
    *rest = after;
    let places = [100, 10, 1].into_iter().zip(fraction);
    let milliseconds = places
        .map(|(place, digit)| place * i64::from(digit - b'0'))
        .sum();
    (digits > 0).then_some(milliseconds)
}

/// Takes `Z` or an offset, as minutes before UTC.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "hours and minutes have two digits"
)]
fn offset(rest: &mut &[u8]) -> Option<i64> {
    let sign = match one_of(rest, b"Zz+-")? {
        b'+' => 1,
        b'-' => -1,
        _ => return Some(0),
    };
    let hours = number(rest, 2)?;
    one_of(rest, b":")?;
    let minutes = number(rest, 2)?;
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use ::time::OffsetDateTime;
    use ::time::format_description::well_known::Rfc3339;
    use proptest::prelude::*;

    use super::*;

    /// The same by the crate `time`.
    fn read_by_time(text: &str) -> Option<i64> {
        let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        i64::try_from(moment.unix_timestamp_nanos().div_euclid(1_000_000)).ok()
    }

    #[test]
    fn there_and_back() {
        for ms in [0, 1, 1_764_000_000_000, 1_764_000_000_123] {
            assert_eq!(from_rfc3339(&to_rfc3339(ms)), Some(ms));
        }
        assert_eq!(to_rfc3339(1_764_000_000_123), "2025-11-24T16:00:00.123Z");
        assert_eq!(
            from_rfc3339("2025-11-24T17:00:00.123+01:00"),
            Some(1_764_000_000_123)
        );
        assert_eq!(from_rfc3339("yesterday"), None);
    }

    #[test]
    fn a_date_is_a_whole_day_of_a_period() {
        let day = from_rfc3339("2024-02-29T00:00:00Z").unwrap();
        assert_eq!(from_moment("2024-02-29"), Some(day));
        assert_eq!(until_moment("2024-02-29"), Some(day + 86_400_000));
        for read in [from_moment, until_moment] {
            assert_eq!(read("2024-02-29T01:00:00.5+01:00"), Some(day + 500));
            for bad in [
                "",
                "2023-02-29",
                "2024-2-29",
                "24.2.2024",
                "2024-02-29T",
                "today",
            ] {
                assert_eq!(read(bad), None, "{bad}");
            }
        }
    }

    #[test]
    fn outside_four_digit_years_it_is_the_epoch() {
        let (first, last) = (-62_167_219_200_000, 253_402_300_799_999);
        assert_eq!(to_rfc3339(first), "0000-01-01T00:00:00.000Z");
        assert_eq!(to_rfc3339(last), "9999-12-31T23:59:59.999Z");
        for outside in [first - 1, last + 1, i64::MIN, i64::MAX] {
            assert_eq!(to_rfc3339(outside), "1970-01-01T00:00:00.000Z");
        }
    }

    #[test]
    fn what_is_no_time_is_refused_and_odd_ones_are_read_as_elsewhere() {
        for text in [
            "2025-02-28T00:00:00Z",
            "2025-02-29T00:00:00Z",
            "2024-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2000-02-29T00:00:00Z",
            "2025-04-31T00:00:00Z",
            "2025-13-01T00:00:00Z",
            "2025-00-01T00:00:00Z",
            "2025-01-00T00:00:00Z",
            "2025-01-01T24:00:00Z",
            "2025-01-01T00:60:00Z",
            "2025-01-01T00:00:60Z",
            "2016-12-31T23:59:60Z",
            "2017-01-01T00:59:60.5+01:00",
            "2025-01-01T00:00:61Z",
            "2025-01-01t00:00:00z",
            "2025-01-01 00:00:00Z",
            "2025-01-01T00:00:00",
            "2025-01-01T00:00:00.Z",
            "2025-01-01T00:00:00.1234567891Z",
            "2025-01-01T00:00:00.9-23:59",
            "2025-01-01T00:00:00+24:00",
            "2025-01-01T00:00:00+0100",
            "2025-01-01T00:00:00Z ",
            "+2025-01-01T00:00:00Z",
            "2025-1-1T00:00:00Z",
            "1969-12-31T23:59:59.999Z",
            "",
        ] {
            assert_eq!(from_rfc3339(text), read_by_time(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_moment_is_written_and_read_as_time_does(
            ms in -62_167_219_200_000_i64..253_402_300_800_000,
        ) {
            let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * 1_000_000);
            let text = to_rfc3339(ms);
            prop_assert_eq!(from_rfc3339(&text), Some(ms));
            let by_time = moment.unwrap().format(&Rfc3339).unwrap();
            prop_assert_eq!(from_rfc3339(&by_time), Some(ms));
            prop_assert_eq!(read_by_time(&text), Some(ms));
        }

        #[test]
        fn whatever_looks_like_a_time_is_read_as_time_does(
            text in "[0-2][0-9]{3}-[01][0-9]-[0-3][0-9][Tt][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{0,5})?(Z|[+-][0-2][0-9]:[0-6][0-9])",
        ) {
            prop_assert_eq!(from_rfc3339(&text), read_by_time(&text));
        }

        #[test]
        fn nothing_makes_it_panic(text in "\\PC{0,40}", ms: i64) {
            let _ = (from_rfc3339(&text), to_rfc3339(ms));
        }
    }
}
