//! The words of a query, read: what each name of a filter takes.

use mitto_core::api::Problem;
use mitto_core::ids::{IdError, RecordId};
use mitto_core::mobile::{Mobile, MobileError, typed_digits};
use mitto_core::status::{Shown, Status};
use mitto_core::template::PersonObject;

use crate::error::Failure;
use crate::query::Query;
use crate::router::App;

/// Ten years: longer than anybody looks back.
const DAYS_LIMIT: u32 = 3_650;

/// A number as it was typed.
pub(super) struct Typed {
    /// The number, if it is a whole one.
    pub(super) mobile: Option<Mobile>,
    /// The digits that the number must have in a row.
    pub(super) digits: Option<String>,
}

/// Reads a number or a part of one. Without the metadata's help a number that has the national 0
/// in its middle, like `+41 (0)79 …`, would not be found.
pub(super) async fn typed(app: &App, written: &str) -> Result<Result<Typed, MobileError>, Failure> {
    let digits = typed_digits(written);
    let region = app.config.setup().await?.default_region;
    Ok(match (Mobile::parse(written, region), digits) {
        (Err(why), None) => Err(why),
        (mobile, digits) => Ok(Typed {
            mobile: mobile.ok(),
            digits,
        }),
    })
}

pub(super) fn moment(
    query: &Query,
    name: &str,
    read: fn(&str) -> Option<i64>,
) -> Result<Option<i64>, Problem> {
    let Some(text) = query.get(name) else {
        return Ok(None);
    };
    let why = "Give a date like 2026-11-24 or a time like 2026-11-24T00:00:00Z.";
    let read = read(text).ok_or_else(|| Problem::field(name, why))?;
    Ok(Some(read))
}

/// One status, or several with commas between them.
pub(super) fn statuses(words: &str) -> Result<Vec<Shown>, Problem> {
    let read = |word: &str| Shown::try_from(word.trim().to_owned());
    let read: Result<_, _> = words.split(',').map(read).collect();
    read.map_err(|_| {
        let words = Status::ALL.map(Status::as_str).join(", ");
        let why = ["Choose among: ", &words, ", NO REPORT."].concat();
        Problem::field("status", why)
    })
}

pub(super) fn last_days(days: &str) -> Result<u32, Problem> {
    match days.parse() {
        Ok(days) if (1..=DAYS_LIMIT).contains(&days) => Ok(days),
        _ => {
            let why = ["Give 1 to ", &DAYS_LIMIT.to_string(), " days."].concat();
            Err(Problem::field("lastDays", why).over(DAYS_LIMIT))
        }
    }
}

pub(super) fn object(word: &str) -> Result<PersonObject, Problem> {
    PersonObject::from_word(word).ok_or_else(|| Problem::field("object", "Choose lead or contact."))
}

pub(super) fn id(query: &Query, name: &str) -> Result<Option<RecordId>, Problem> {
    let id = query.get(name).map(str::parse).transpose();
    id.map_err(|why: IdError| Problem::field(name, why))
}
