//! Moments in words. No clock and no time zone: where the browser's side knows better, it says it.

/// `2026-11-24T17:24:05.000Z` as `24 Nov 2026, 17:24 UTC`; what is no such moment, as it is.
pub(super) fn utc(text: &str) -> String {
    read(text).unwrap_or_else(|| text.to_owned())
}

/// Whether the text is a moment.
pub(super) fn is_moment(text: &str) -> bool {
    read(text).is_some()
}

fn read(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let mut parts = date.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let month = month.parse::<usize>().ok()?.checked_sub(1)?;
    let minute = time.get(..5)?;
    let words = [
        day.trim_start_matches('0'),
        " ",
        MONTHS.get(month)?,
        " ",
        year,
        ", ",
        minute,
        " UTC",
    ];
    Some(words.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_in_words() {
        assert_eq!(utc("2026-11-24T17:24:05.000Z"), "24 Nov 2026, 17:24 UTC");
        assert_eq!(utc("2026-01-02T03:04:05Z"), "2 Jan 2026, 03:04 UTC");
        for no_moment in ["", "yesterday", "2026-13-01T00:00:00Z", "2026-01-01TZ"] {
            assert_eq!(utc(no_moment), no_moment);
            assert!(!is_moment(no_moment));
        }
    }
}
