//! What a person does by hand to somebody's record, with its row of the change log in the same
//! transaction. The row names the record, never its number.

use mitto_core::api::Action;
use mitto_core::change_log::Row;
use mitto_core::ids::RecordId;
use mitto_core::template::PersonObject;

use crate::db::{Done, Statement, Value};
use crate::editing::{Head, LAST};
use crate::error::Failure;
use crate::router::App;

/// Who does what to whom.
pub(crate) struct Deed<'a> {
    pub(crate) by: &'a str,
    pub(crate) object: PersonObject,
    pub(crate) id: &'a RecordId,
    pub(crate) action: Action,
    pub(crate) now: i64,
}

/// A statement's condition that the deed is done: its hash, `?5`, is the last of the log.
pub(crate) const DONE: &str = "(SELECT hash FROM change_log ORDER BY number DESC LIMIT 1) = ?5";

impl Deed<'_> {
    /// Its row of the log. It goes in if `head` is still the last one and `guard` (`AND …`) holds.
    /// The values of the guard are those of [`Deed::values`].
    pub(crate) fn log<'v>(
        &'v self,
        app: &App,
        head: &'v Head,
        guard: &str,
        values: &[Value<'v>; 5],
    ) -> Statement {
        let sql = [include_str!("../sql/log_deed.sql"), guard].concat();
        let more = [
            self.number(head).into(),
            self.by.into(),
            self.action.as_str().into(),
            (&head.hash).into(),
        ];
        app.db.statement(sql, &[values.as_slice(), &more].concat())
    }

    fn number(&self, head: &Head) -> u32 {
        head.number.saturating_add(1)
    }

    /// The hash of its row behind `head`.
    pub(crate) fn hash(&self, head: &Head) -> String {
        let row = Row {
            number: self.number(head),
            at: self.now,
            by: self.by,
            kind: self.object.as_str(),
            item: Some(self.id.as_str()),
            name: self.id.as_str(),
            action: self.action.as_str(),
            before: None,
            after: None,
        };
        row.hash(&head.hash)
    }

    /// What its statements bind: now, the object, the id, numbers (`opt_out::hashed`), the hash.
    pub(crate) fn values<'v>(&'v self, numbers: &'v str, hash: &'v str) -> [Value<'v>; 5] {
        [
            self.now.into(),
            self.object.as_str().into(),
            self.id.as_str().into(),
            numbers.into(),
            hash.into(),
        ]
    }
}

/// The last row of the log.
pub(crate) async fn head(app: &App) -> Result<Head, Failure> {
    Head::of(app.db.run(LAST, &[]).await?)
}

/// Whether a batch that begins with [`Deed::log`] has done it.
pub(crate) fn done(batch: &[Done]) -> bool {
    batch.first().is_some_and(|log| log.changes > 0)
}
