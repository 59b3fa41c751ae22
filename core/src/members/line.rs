//! One line: a person, or why it is none.

use core::fmt;

use super::lines::LINE_LIMIT;
use crate::api::MemberInput;
use crate::api::{Mismatch, Problem, read_object};
use crate::csv::read_line;
use crate::template::{Fields, PersonObject};

/// Why a line is no member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineError {
    /// Longer than [`LINE_LIMIT`].
    TooLong,
    /// Bytes that are no text in UTF-8.
    NotUtf8,
    /// No JSON, or of another shape.
    Shape(Mismatch),
    /// A column that must say something is blank or wrong.
    Column {
        /// The column.
        name: &'static str,
        /// What belongs there.
        needed: &'static str,
    },
    /// Other cells than the header has columns.
    Cells {
        /// Cells of the line.
        has: usize,
        /// Columns of the header.
        columns: usize,
    },
    /// A quotation mark is not closed.
    Quotes,
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LineError::TooLong => write!(f, "A line may have {LINE_LIMIT} bytes."),
            LineError::NotUtf8 => f.write_str("Not text in UTF-8."),
            LineError::Shape(why) => {
                let problem = Problem::from(why.clone()).into_details();
                for part in [problem.field, problem.detail].into_iter().flatten() {
                    match part.ends_with('.') {
                        true => f.write_str(&part)?,
                        false => f.write_str(&[&part, ": "].concat())?,
                    }
                }
                Ok(())
            }
            LineError::Column { name, needed } => write!(f, "{name}: {needed}"),
            LineError::Cells { has, columns } => {
                write!(f, "{has} cells, and the header has {columns} columns.")
            }
            LineError::Quotes => f.write_str("A quotation mark is not closed."),
        }
    }
}

/// A line of NDJSON.
pub(super) fn of_json(line: &str) -> Result<MemberInput, LineError> {
    read_object(line.as_bytes()).map_err(LineError::Shape)
}

/// What the columns of a CSV file are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    delimiter: char,
    columns: Vec<String>,
}

impl Header {
    /// The first row. A spreadsheet in much of Europe writes semicolons.
    pub(super) fn of(line: &str) -> Option<Header> {
        let count = |letter| line.matches(letter).count();
        let delimiter = if count(';') > count(',') { ';' } else { ',' };
        let mut columns = read_line(line, delimiter)?;
        for name in &mut columns {
            *name = name.trim().to_owned();
        }
        let has = |wanted: &str| columns.iter().any(|name| name.eq_ignore_ascii_case(wanted));
        (has("object") && has("id")).then_some(Header { delimiter, columns })
    }

    /// A row after it.
    pub(super) fn member(&self, line: &str) -> Result<MemberInput, LineError> {
        let cells = read_line(line, self.delimiter).ok_or(LineError::Quotes)?;
        if cells.len() != self.columns.len() {
            return Err(LineError::Cells {
                has: cells.len(),
                columns: self.columns.len(),
            });
        }
        let (mut object, mut id, mut fields) = (None, None, Fields::new());
        for (name, cell) in self.columns.iter().zip(cells) {
            if name.eq_ignore_ascii_case("object") {
                object = PersonObject::from_word(&cell.trim().to_ascii_lowercase());
            } else if name.eq_ignore_ascii_case("id") {
                id = cell.trim().parse().ok();
            } else if !name.is_empty() && !cell.is_empty() {
                fields.set(name, Some(cell));
            }
        }
        Ok(MemberInput {
            object: object.ok_or(LineError::Column {
                name: "object",
                needed: "lead or contact.",
            })?,
            id: id.ok_or(LineError::Column {
                name: "id",
                needed: "the record's id in the CRM.",
            })?,
            fields,
        })
    }
}
