//! D1: the one place that binds values.
//!
//! A JavaScript number bound to D1 is REAL; STRICT INTEGER columns store whole ones as integers.

use std::borrow::Cow;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use mitto_core::api::ItemKind;
use serde_json::{Map, Value as Json};

pub(crate) use crate::border::Value;
use crate::border::{self, Asked, Call};
use crate::error::Failure;

/// The database.
pub(crate) struct Db;

/// The values of several statements, `?1` first: a long text among them goes over once.
#[derive(Clone)]
pub(crate) struct Values(Rc<[Owned]>);

/// A value that waits for its statement to be run.
enum Owned {
    Text(String),
    Number(i64),
    Null,
}

impl Values {
    pub(crate) fn of(values: &[Value<'_>]) -> Values {
        let owned = |value: &Value<'_>| match *value {
            Value::Text(text) => Owned::Text(text.to_owned()),
            Value::Number(number) => Owned::Number(number),
            // There is no column of bytes.
            Value::Bytes(_) | Value::Null => Owned::Null,
        };
        Values(values.iter().map(owned).collect())
    }
}

/// A statement with its values: one pointer, as batches of them are put together in many places.
pub(crate) struct Statement(Box<Bound>);

struct Bound {
    sql: Cow<'static, str>,
    values: Values,
}

/// Statements as they go over.
fn wire(statements: &[Statement]) -> Vec<Value<'_>> {
    let mut wire = Vec::new();
    for Statement(bound) in statements {
        let Bound { sql, values } = bound.as_ref();
        wire.extend([Value::Text(sql), Value::Number(values.0.len() as i64)]);
        wire.extend(values.0.iter().map(|value| match value {
            Owned::Text(text) => Value::Text(text),
            Owned::Number(number) => Value::Number(*number),
            Owned::Null => Value::Null,
        }));
    }
    wire
}

/// What a statement did.
pub(crate) struct Done(Box<Outcome>);

pub(crate) struct Outcome {
    rows: Vec<Json>,
    /// How many rows it changed.
    pub(crate) changes: u64,
}

impl core::ops::Deref for Done {
    type Target = Outcome;

    fn deref(&self) -> &Outcome {
        &self.0
    }
}

impl Done {
    /// Reads what D1 answers to one statement.
    fn read(mut answer: Json) -> Done {
        let rows = match answer.get_mut("results").map(Json::take) {
            Some(Json::Array(rows)) => rows,
            _ => Vec::new(),
        };
        let changes = answer
            .get("meta")
            .and_then(|meta| meta.get("changes")?.as_u64());
        Done(Box::new(Outcome {
            rows,
            changes: changes.unwrap_or_default(),
        }))
    }

    /// Its rows.
    pub(crate) fn rows<T: FromRow>(self) -> Result<Vec<T>, Failure> {
        // A loop, and one way out: to collect results is several times its code, for each type.
        let mut rows = Vec::with_capacity(self.rows.len());
        let mut left = Rows::of(self);
        while left.next() {
            rows.push(T::from_row(&mut left.row));
        }
        left.sound().map(|()| rows)
    }

    /// Its first row.
    pub(crate) fn first<T: FromRow>(self) -> Result<Option<T>, Failure> {
        let mut left = Rows::of(self);
        let first = left.next().then(|| T::from_row(&mut left.row));
        left.sound().map(|()| first)
    }

    /// Whether it has any row.
    pub(crate) fn found(&self) -> bool {
        !self.rows.is_empty()
    }
}

/// The columns of a row.
pub(crate) struct Row {
    columns: Map<String, Json>,
    unreadable: Option<&'static str>,
}

impl Row {
    /// Takes a column out. What cannot be read is remembered, and blank: a way out after each
    /// column would be longer than the reading.
    pub(crate) fn take<T: Column>(&mut self, name: &'static str) -> T {
        let value = self.columns.get_mut(name).map(Json::take);
        T::of(value.unwrap_or_default()).unwrap_or_else(|| {
            self.unreadable = Some(name);
            T::BLANK
        })
    }
}

/// Rows that are read one after the other. Nothing here depends on their type, so it is there once.
struct Rows {
    left: std::vec::IntoIter<Json>,
    row: Row,
}

impl Rows {
    fn of(done: Done) -> Rows {
        Rows {
            left: done.0.rows.into_iter(),
            row: Row {
                columns: Map::new(),
                unreadable: None,
            },
        }
    }

    /// Goes to the next row, if there is one.
    fn next(&mut self) -> bool {
        match self.left.next() {
            None => return false,
            Some(Json::Object(columns)) => self.row.columns = columns,
            Some(_) => self.row.unreadable = Some("column: it is no object"),
        }
        true
    }

    /// That every column that was taken could be read.
    fn sound(&self) -> Result<(), Failure> {
        match self.row.unreadable {
            None => Ok(()),
            Some(name) => Err(Failure::internal(["a row has no readable ", name].concat())),
        }
    }
}

/// A type that is read from a row. [`row!`] makes one.
pub(crate) trait FromRow: Sized {
    /// A column that cannot be read is blank here, and the row remembers it.
    fn from_row(row: &mut Row) -> Self;
}

/// A struct whose fields are the columns of a row.
macro_rules! row {
    ($(#[$about:meta])* $seen:vis struct $name:ident {
        $($(#[$field_about:meta])* $field_seen:vis $field:ident: $type:ty),+ $(,)?
    }) => {
        $(#[$about])*
        $seen struct $name {
            $($(#[$field_about])* $field_seen $field: $type),+
        }

        impl $crate::db::FromRow for $name {
            fn from_row(row: &mut $crate::db::Row) -> Self {
                $name {
                    $($field: row.take(stringify!($field))),+
                }
            }
        }
    };
}
pub(crate) use row;

/// A type that a column can have.
pub(crate) trait Column: Sized {
    /// What stands in the place of a value that cannot be read, in a row that is refused.
    const BLANK: Self;

    /// The value; `None` where the column holds something else.
    fn of(value: Json) -> Option<Self>;
}

impl Column for String {
    const BLANK: String = String::new();

    fn of(value: Json) -> Option<String> {
        match value {
            Json::String(text) => Some(text),
            _ => None,
        }
    }
}

impl Column for i64 {
    const BLANK: i64 = 0;

    fn of(value: Json) -> Option<i64> {
        value.as_i64()
    }
}

impl<T: Column> Column for Option<T> {
    const BLANK: Option<T> = None;

    fn of(value: Json) -> Option<Option<T>> {
        match value {
            Json::Null => Some(None),
            value => T::of(value).map(Some),
        }
    }
}

/// Whole numbers that are smaller.
macro_rules! columns {
    ($($type:ty),+) => {
        $(impl Column for $type {
            const BLANK: $type = 0;

            fn of(value: Json) -> Option<$type> {
                i64::of(value)?.try_into().ok()
            }
        })+
    };
}
columns!(u8, u16, u32, i32);

impl Column for ItemKind {
    const BLANK: ItemKind = ItemKind::Setup;

    fn of(value: Json) -> Option<ItemKind> {
        ItemKind::from_word(value.as_str()?)
    }
}

impl Db {
    /// A statement with its values, `?1` first.
    pub(crate) fn statement(
        &self,
        sql: impl Into<Cow<'static, str>>,
        values: &[Value<'_>],
    ) -> Statement {
        self.bound(sql, &Values::of(values))
    }

    /// A statement with values that others have as well.
    pub(crate) fn bound(&self, sql: impl Into<Cow<'static, str>>, values: &Values) -> Statement {
        Statement(Box::new(Bound {
            sql: sql.into(),
            values: values.clone(),
        }))
    }

    /// Runs statements as one transaction.
    pub(crate) fn batch(&self, statements: Vec<Statement>) -> Asked<Vec<Done>> {
        Box::pin(query(statements))
    }

    /// Runs statements as one transaction whose answers are of no interest, and so not read.
    pub(crate) fn perform(&self, statements: Vec<Statement>) -> Asked<()> {
        Box::pin(perform(statements))
    }

    /// Runs statements as one transaction, `N` of them.
    pub(crate) fn all<const N: usize>(
        &self,
        statements: [Statement; N],
    ) -> Then<Vec<Done>, [Done; N]> {
        Then {
            asked: self.batch(statements.into()),
            read: |done| {
                let missing = |_| Failure::internal("a batch has other answers than statements");
                done.try_into().map_err(missing)
            },
        }
    }

    /// Runs one statement.
    pub(crate) fn run(&self, sql: &str, values: &[Value<'_>]) -> Asked<Done> {
        Box::pin(run(self.statement(sql.to_owned(), values)))
    }

    /// The rows of one query.
    pub(crate) fn rows<T: FromRow>(&self, sql: &str, values: &[Value<'_>]) -> Then<Done, Vec<T>> {
        Then {
            asked: self.run(sql, values),
            read: Done::rows,
        }
    }

    /// The first row of one query.
    pub(crate) fn first<T: FromRow>(
        &self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Then<Done, Option<T>> {
        Then {
            asked: self.run(sql, values),
            read: Done::first,
        }
    }
}

/// Takes the last answer of a batch. Where many statements are asked and the last answers are wanted, it is less code than an
/// array of its own length.
pub(crate) fn last(done: &mut Vec<Done>) -> Result<Done, Failure> {
    let missing = || Failure::internal("a batch has fewer answers than statements");
    done.pop().ok_or_else(missing)
}

/// A call of D1 whose answer is read when it is there.
pub(crate) struct Then<D, T> {
    asked: Asked<D>,
    read: fn(D) -> Result<T, Failure>,
}

impl<D, T> Future for Then<D, T> {
    type Output = Result<T, Failure>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let done = ready!(self.asked.as_mut().poll(context));
        Poll::Ready(done.and_then(self.read))
    }
}

async fn query(statements: Vec<Statement>) -> Result<Vec<Done>, Failure> {
    #[cfg(feature = "dev")]
    let call = crate::fault::call().await?;
    let answers = border::json(Call::Query, &wire(&statements)).await?;
    #[cfg(feature = "dev")]
    call.answered()?;
    match answers {
        Json::Array(answers) => Ok(answers.into_iter().map(Done::read).collect()),
        _ => Err(Failure::internal("a batch has no answers")),
    }
}

async fn run(statement: Statement) -> Result<Done, Failure> {
    let done = query(vec![statement]).await?;
    let missing = || Failure::internal("a statement has no answer");
    done.into_iter().next().ok_or_else(missing)
}

async fn perform(statements: Vec<Statement>) -> Result<(), Failure> {
    #[cfg(feature = "dev")]
    let call = crate::fault::call().await?;
    border::perform(Call::Perform, &wire(&statements)).await?;
    #[cfg(feature = "dev")]
    call.answered()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    row! {
        #[derive(Debug, PartialEq)]
        struct Known { number: u32, text: String, at: Option<i64>, kind: Option<ItemKind> }
    }

    fn known(row: Json) -> Result<Option<Known>, Failure> {
        Done::read(json!({"results": [row], "meta": {"changes": 2}})).first()
    }

    #[test]
    fn a_row_is_read_column_by_column() {
        let row = json!({"number": 7, "text": "x", "at": 1_764_000_000_000_i64, "kind": "sender"});
        let read = known(row).unwrap().unwrap();
        assert_eq!((read.number, read.at), (7, Some(1_764_000_000_000)));
        assert_eq!(read.kind, Some(ItemKind::Sender));
        let blank = known(json!({"number": 0, "text": "", "at": null, "more": 1})).unwrap();
        assert_eq!(blank.map(|row| (row.at, row.kind)), Some((None, None)));
        for bad in [
            json!({"text": "x"}),
            json!({"number": -1, "text": "x"}),
            json!({"number": 1.5, "text": "x"}),
            json!({"number": "1", "text": "x"}),
            json!({"number": 1, "text": null}),
            json!({"number": 1, "text": "x", "kind": "sendr"}),
        ] {
            assert!(known(bad.clone()).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_not_there_is_nothing() {
        let done = Done::read(json!({"success": true}));
        assert_eq!((done.found(), done.changes), (false, 0));
        let done = Done::read(json!({"results": [], "meta": {"changes": 3}}));
        assert_eq!((done.found(), done.changes), (false, 3));
    }
}
