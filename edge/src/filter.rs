//! The filters of the SMS list: what a query asks for, as conditions on the table `sms`. The list,
//! its counts and its export share them, so that all three speak of the same SMS.

mod words;

use mitto_core::api::{Claims, Problem};
use mitto_core::ids::RecordId;
use mitto_core::mobile::{Mobile, typed_digits};
use mitto_core::status::{NO_REPORT_AFTER_MS, Shown, Status};
use mitto_core::template::{PersonObject, RelatedObject};
use mitto_core::time;

use crate::db::{Db, Value};
use crate::error::Failure;
use crate::query::Query;
use crate::router::{App, ago, now};

use words::{Typed, id, last_days, moment, object, statuses, typed};

/// Statuses that the index sms_unusual has not, because every SMS would write them to it. The
/// planner takes a partial index only where the statement says the index's own condition.
const USUAL: &str = "status NOT IN ('QUEUED', 'SENDING', 'SENT', 'DELIVERED')";

/// What waits is in the index of the sweep, or among the numbers of a job that is not through; asked for
/// plainly, the planner would rather walk through all rows in the order that is wanted.
macro_rules! unsettled {
    () => {
        "SELECT number FROM sms WHERE phase <> 'settled' AND job IS NULL UNION ALL \
         SELECT sms.number FROM job CROSS JOIN sms ON sms.number > job.first \
         AND sms.number <= coalesce(job.last, 4294967295) WHERE job.state NOT IN ('done', 'failed') \
         AND +sms.job = job.number AND sms.phase <> 'settled'"
    };
}
const WAITING: &str = concat!(" AND number IN (", unsettled!(), ")");

/// What is shown as NO REPORT is among what the sweep has marked, and what it has not looked at yet; it
/// goes on with how far that goes.
const SILENT: &str = "SELECT number FROM sms WHERE silent = 1 UNION ALL SELECT number FROM sms \
    WHERE status IN ('SENT', 'UNKNOWN') AND number >= (SELECT number FROM silent_until)";

/// How far the order of numbers and that of times may differ, milliseconds: a number is given when
/// a row is stored, its time a little before.
pub(crate) const SKEW_MS: i64 = 3_600_000;

/// The first number of a moment, `?`. An index on the time would cost a row written with every
/// SMS; numbers rise with the time, so it is found by halving, at two rows a step.
pub(crate) const FIRST_SINCE: &str = "(WITH RECURSIVE span (low, high) AS ( \
    SELECT 1, coalesce(max(number), 0) + 1 FROM sms UNION ALL SELECT \
    iif((SELECT created_at FROM sms WHERE number >= (low + high) / 2 ORDER BY number LIMIT 1) \
    < ?, (low + high) / 2 + 1, low), \
    iif((SELECT created_at FROM sms WHERE number >= (low + high) / 2 ORDER BY number LIMIT 1) \
    < ?, high, (low + high) / 2) FROM span WHERE low < high) \
    SELECT low FROM span WHERE low >= high)";

/// What is asked for.
pub(crate) struct Filter {
    /// Any of these; all, if there is none.
    statuses: Vec<Shown>,
    object: Option<PersonObject>,
    record: Option<RecordId>,
    campaign: Option<RecordId>,
    to: Option<Typed>,
    sender: Option<String>,
    search: Option<(String, Option<Typed>)>,
    from: Option<i64>,
    until: Option<i64>,
    last_days: Option<u32>,
    /// A token of one record sees what `Claims::may_see_sms` lets it see.
    scope: Option<(RelatedObject, RecordId, String)>,
    pub(crate) now: i64,
}

/// Conditions, with what they bind.
pub(crate) struct Conditions<'a> {
    /// Each begins with `AND`.
    pub(crate) sql: String,
    pub(crate) values: Vec<Value<'a>>,
}

impl<'a> Conditions<'a> {
    /// Adds a condition; each `?` in it is this value.
    pub(crate) fn and(&mut self, sql: &str, value: impl Into<Value<'a>>) {
        self.add(" AND ", sql, value.into());
    }

    /// Binds a value; its place.
    pub(crate) fn bind(&mut self, value: impl Into<Value<'a>>) -> usize {
        self.values.push(value.into());
        self.values.len()
    }

    fn or(&mut self, sql: &str, value: impl Into<Value<'a>>) {
        self.add(" OR ", sql, value.into());
    }

    fn add(&mut self, joined: &str, sql: &str, value: Value<'a>) {
        let place = ["?", &self.bind(value).to_string()].concat();
        self.sql.push_str(joined);
        self.sql.push_str(&sql.replace('?', &place));
    }

    /// Not before this moment, to the millisecond.
    fn since(&mut self, moment: i64) {
        self.and("created_at >= ?", moment);
        self.and(
            &["number >= ", FIRST_SINCE].concat(),
            moment.saturating_sub(SKEW_MS),
        );
    }

    /// Before this moment, to the millisecond.
    fn before(&mut self, moment: i64) {
        self.and("created_at < ?", moment);
        self.and(
            &["number < ", FIRST_SINCE].concat(),
            moment.saturating_add(SKEW_MS),
        );
    }
}

impl Filter {
    /// Reads a query.
    ///
    /// # Errors
    /// `invalid-field` at the name whose value is none.
    pub(crate) async fn of(app: &App, claims: &Claims, query: &Query) -> Result<Filter, Failure> {
        let to = match query.get("to") {
            None => None,
            Some(written) => {
                let typed = typed(app, written).await?;
                Some(typed.map_err(|why| Problem::field("to", why))?)
            }
        };
        let search = match query.get("q") {
            None => None,
            // A text with a number in it is a text.
            Some(text) if typed_digits(text).is_none() => Some((text.to_owned(), None)),
            Some(text) => Some((text.to_owned(), typed(app, text).await?.ok())),
        };
        Ok(Filter {
            statuses: query.get("status").map_or(Ok(Vec::new()), statuses)?,
            object: query.get("object").map(object).transpose()?,
            record: id(query, "recordId")?,
            campaign: id(query, "campaign")?,
            to,
            sender: query.get("sender").map(str::to_owned),
            search,
            from: moment(query, "from", time::from_moment)?,
            until: moment(query, "until", time::until_moment)?,
            last_days: query.get("lastDays").map(last_days).transpose()?,
            scope: claims
                .scope()
                .map(|(object, id)| (object, id.clone(), claims.sub.clone())),
            now: now(),
        })
    }

    /// What was taken before this moment and is not reported yet is shown as NO REPORT.
    pub(crate) fn silent(&self) -> i64 {
        self.now.saturating_sub(NO_REPORT_AFTER_MS)
    }

    /// As SQL.
    pub(crate) fn conditions(&self) -> Conditions<'_> {
        let mut all = Conditions {
            sql: String::new(),
            values: Vec::new(),
        };
        match self.statuses[..] {
            [] => {}
            [status] => self.one_status(status, &mut all),
            _ => self.any_status(&mut all),
        }
        if let Some(object) = self.object {
            all.and("object = ?", object.as_str());
        }
        if let Some(record) = &self.record {
            all.and("record_id = ?", record.as_str());
        }
        if let Some(campaign) = &self.campaign {
            all.and("campaign = ?", campaign.as_str());
        }
        if let Some(sender) = &self.sender {
            all.and("sender = ?", sender);
        }
        match &self.to {
            None => {}
            Some(Typed {
                mobile: Some(mobile),
                ..
            }) => all.and("mobile = ?", mobile.as_str()),
            Some(Typed { digits, .. }) => all.and("instr(mobile, ?) > 0", digits.as_deref()),
        }
        if let Some((text, number)) = &self.search {
            // instr and not LIKE: D1 refuses patterns of more than 50 bytes.
            all.and("(instr(lower(text), lower(?)) > 0", text);
            if let Some(Typed { mobile, digits }) = number {
                let mobile = mobile.as_ref().map(Mobile::as_str);
                for part in [mobile, digits.as_deref()].into_iter().flatten() {
                    all.or("instr(mobile, ?) > 0", part);
                }
            }
            all.sql.push(')');
        }
        if let Some(from) = self.from {
            all.since(from);
        }
        if let Some(days) = self.last_days {
            let ago = i64::from(days).saturating_mul(24 * 3_600_000);
            all.since(self.now.saturating_sub(ago));
        }
        if let Some(until) = self.until {
            all.before(until);
        }
        if let Some((object, id, by)) = &self.scope {
            match object {
                RelatedObject::Campaign => all.and("(campaign = ?", id.as_str()),
                person => {
                    all.and("((object = ?", person.as_str());
                    all.and("record_id = ?)", id.as_str());
                }
            }
            all.or("created_by = ?)", by);
        }
        all
    }

    fn one_status(&self, status: Shown, all: &mut Conditions<'_>) {
        let silent = self.silent();
        let Shown::Stored(status) = status else {
            all.and("status IN ('SENT', 'UNKNOWN') AND created_at < ?", silent);
            all.sql.push_str(" AND number IN (");
            all.sql.push_str(SILENT);
            all.before(silent);
            return all.sql.push(')');
        };
        all.and("status = ?", status.as_str());
        match status {
            Status::Queued | Status::Sending => all.sql.push_str(WAITING),
            Status::Sent | Status::Delivered => {}
            _ => {
                all.sql.push_str(" AND ");
                all.sql.push_str(USUAL);
            }
        }
        if matches!(status, Status::Sent | Status::Unknown) {
            all.since(silent);
        }
    }

    fn any_status(&self, all: &mut Conditions<'_>) {
        let silent = self.silent();
        let (mut common, mut waiting, mut unheard) = (false, false, false);
        let mut unusual = Vec::new();
        all.sql.push_str(" AND (0");
        for status in &self.statuses {
            let Shown::Stored(status) = status else {
                unheard = true;
                all.or("status IN ('SENT', 'UNKNOWN') AND created_at < ?", silent);
                continue;
            };
            match status {
                Status::Sent | Status::Delivered => common = true,
                Status::Queued | Status::Sending => waiting = true,
                _ => unusual.push(["'", status.as_str(), "'"].concat()),
            }
            all.or("status = ?", status.as_str());
            if matches!(status, Status::Sent | Status::Unknown) {
                all.and("created_at >= ?", silent);
            }
        }
        all.sql.push(')');
        let unusual = ["status IN (", &unusual.join(", "), ") AND ", USUAL].concat();
        if common {
            // Found anywhere.
        } else if waiting || unheard {
            all.sql
                .push_str(" AND number IN (SELECT number FROM sms WHERE ");
            all.sql.push_str(&unusual);
            if waiting {
                all.sql.push_str(concat!(" UNION ALL ", unsettled!()));
            }
            if unheard {
                all.sql.push_str(" UNION ALL ");
                all.sql.push_str(SILENT);
                all.before(silent);
            }
            all.sql.push(')');
        } else {
            all.sql.push_str(" AND ");
            all.sql.push_str(&unusual);
        }
    }
}

/// Marks what has no final status and is 72 hours old: there the list looks for NO REPORT. Nothing that
/// is final then becomes anything else that is shown so.
pub(crate) async fn mark_silent(db: &Db) -> Result<(), Failure> {
    let silent = [ago(NO_REPORT_AFTER_MS).into()];
    let first = FIRST_SINCE.replace('?', "?1");
    let mark = [
        "UPDATE sms SET silent = 1 WHERE status IN ('QUEUED', 'SENDING', 'UNKNOWN', 'SENT') \
         AND number >= (SELECT number FROM silent_until) AND number < ",
        &first,
    ];
    let go_on = ["UPDATE silent_until SET number = max(number, ", &first, ")"];
    db.all([
        db.statement(mark.concat(), &silent),
        db.statement(go_on.concat(), &silent),
    ])
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests;
