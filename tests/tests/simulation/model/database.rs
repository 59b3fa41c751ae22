//! D1: SQLite in memory, with the real migrations and the real statements.

use std::collections::BTreeMap;
use std::fmt;

use mitto_tests::database::schema;
use rusqlite::Connection;
use rusqlite::types::Value;

use super::mutant::Mutant;
use super::script::{PEOPLE, mobile};

macro_rules! files {
    ($folder:literal, $ending:literal, $($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../../../edge/", $folder, "/", $name, $ending)))),+]
    };
}

const STATEMENTS: [(&str, &str); 25] = files!(
    "sql",
    ".sql",
    "adopt_status",
    "adopt_updates",
    "adopted",
    "answer_once",
    "by_request",
    "claim",
    "create",
    "has_opted_out",
    "load",
    "mark_status",
    "mark_update",
    "reply",
    "reply_answer",
    "reply_opt_in",
    "reply_opt_in_cancels",
    "reply_opt_out",
    "reports",
    "reports_early",
    "reports_status",
    "reports_updates",
    "save_queued",
    "save_settled",
    "sweep_due",
    "sweep_mailbox",
    "why_not_claimed",
);

/// The tables of the simulation, children first.
const TABLES: [&str; 4] = ["delivery_update", "early_report", "opt_out", "sms"];

/// A statement by its file's name, with its values.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) name: &'static str,
    pub(crate) values: Vec<Value>,
}

/// What binds as D1 binds it: every number is a JavaScript number.
pub(crate) trait Bind {
    fn bind(self) -> Value;
}

impl Bind for i64 {
    fn bind(self) -> Value {
        Value::Real(self as f64)
    }
}

impl Bind for u32 {
    fn bind(self) -> Value {
        i64::from(self).bind()
    }
}

impl Bind for u8 {
    fn bind(self) -> Value {
        i64::from(self).bind()
    }
}

impl Bind for bool {
    fn bind(self) -> Value {
        i64::from(self).bind()
    }
}

impl Bind for &str {
    fn bind(self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl Bind for &String {
    fn bind(self) -> Value {
        self.as_str().bind()
    }
}

impl<T: Bind> Bind for Option<T> {
    fn bind(self) -> Value {
        self.map_or(Value::Null, Bind::bind)
    }
}

/// A statement: `statement!("claim", number, attempt)`.
macro_rules! statement {
    ($name:literal $(, $value:expr)* $(,)?) => {
        $crate::model::database::Statement {
            name: $name,
            values: vec![$($crate::model::database::Bind::bind($value)),*],
        }
    };
}
pub(crate) use statement;

/// A row, column by column.
#[derive(Clone)]
pub(crate) struct Row(Vec<(String, Value)>);

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = self.0.iter().filter(|(_, value)| *value != Value::Null);
        let told: Vec<String> = known
            .map(|(name, value)| format!("{name}: {}", shown(value)))
            .collect();
        write!(f, "{{{}}}", told.join(", "))
    }
}

/// A value as a person reads it.
pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Blob(_) => "blob".to_owned(),
    }
}

impl Row {
    fn value(&self, name: &str) -> &Value {
        let found = self.0.iter().find(|(column, _)| column == name);
        &found.unwrap_or_else(|| panic!("no column {name}")).1
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        match self.value(name) {
            Value::Text(text) => Some(text.clone()),
            Value::Null => None,
            other => panic!("{name} is {other:?}"),
        }
    }

    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        match self.value(name) {
            Value::Integer(number) => Some(*number),
            Value::Null => None,
            other => panic!("{name} is {other:?}"),
        }
    }

    pub(crate) fn whole(&self, name: &str) -> u32 {
        self.number(name).unwrap().try_into().unwrap()
    }
}

/// What a statement did.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) rows: Vec<Row>,
    pub(crate) changes: usize,
}

/// The database.
pub(crate) struct Database {
    connection: Connection,
    statements: BTreeMap<&'static str, String>,
}

impl Database {
    /// A new one, with the schema and the statements as this mutant has them.
    pub(crate) fn new(mutant: Option<Mutant>) -> Database {
        let rewritten = |name: &str, text: &str| match mutant {
            Some(mutant) => mutant.rewrite(name, text),
            None => text.to_owned(),
        };
        let connection = Connection::open_in_memory().unwrap();
        connection.set_prepared_statement_cache_capacity(64);
        let schema = schema();
        connection
            .execute_batch(&rewritten("schema", &schema))
            .unwrap();
        let mut statements: BTreeMap<&str, String> = STATEMENTS
            .iter()
            .map(|(name, text)| (*name, rewritten(name, text)))
            .collect();
        let reports = statements["reports"].clone();
        for name in ["reports_updates", "reports_status", "reports_early"] {
            statements
                .entry(name)
                .and_modify(|text| text.insert_str(0, &reports));
        }
        Database {
            connection,
            statements,
        }
    }

    /// Empty again, as new, but for those who are texted: whoever is erased gets nothing.
    pub(crate) fn clear(&self) {
        for table in TABLES {
            self.query(&["DELETE FROM ", table].concat());
        }
        let known = "INSERT OR IGNORE INTO person (object, id, fields, opted_out, updated_at) \
             VALUES ('lead', ?1, '{}', 0, 0)";
        for mobile in (0..PEOPLE).map(mobile) {
            self.execute(known, &[Value::Text(mobile)]).unwrap();
        }
    }

    /// Runs statements as one transaction.
    pub(crate) fn batch(&self, statements: &[Statement]) -> rusqlite::Result<Vec<Done>> {
        let transaction = self.connection.unchecked_transaction()?;
        let done: rusqlite::Result<Vec<Done>> =
            statements.iter().map(|one| self.run(one)).collect();
        match done {
            Ok(done) => transaction.commit().map(|()| done),
            Err(why) => Err(why),
        }
    }

    fn run(&self, statement: &Statement) -> rusqlite::Result<Done> {
        self.execute(&self.statements[statement.name], &statement.values)
    }

    /// Looks at the tables, beside everything.
    pub(crate) fn query(&self, sql: &str) -> Vec<Row> {
        self.execute(sql, &[]).unwrap().rows
    }

    fn execute(&self, sql: &str, values: &[Value]) -> rusqlite::Result<Done> {
        let mut prepared = self.connection.prepare_cached(sql)?;
        if prepared.column_count() == 0 {
            let changes = prepared.execute(rusqlite::params_from_iter(values))?;
            return Ok(Done {
                rows: Vec::new(),
                changes,
            });
        }
        let names: Vec<String> = prepared.column_names().map(str::to_owned).collect();
        let rows = prepared.query_map(rusqlite::params_from_iter(values), |row| {
            let columns = names.iter().enumerate();
            let read = columns.map(|(at, name)| Ok((name.clone(), row.get(at)?)));
            read.collect::<rusqlite::Result<Vec<_>>>().map(Row)
        })?;
        Ok(Done {
            rows: rows.collect::<rusqlite::Result<_>>()?,
            changes: 0,
        })
    }
}
