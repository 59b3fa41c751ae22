//! What is wrong with a template, and where.

use core::fmt;

use super::fields::MergeField;
use super::object::RelatedObject;

/// A place in a text, counted as each side needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Bytes of UTF-8 from the start.
    pub byte: usize,
    /// UTF-16 units from the start, as a text box counts.
    pub utf16: usize,
    /// The line, from 1.
    pub line: usize,
    /// The character within the line, from 1.
    pub column: usize,
}

impl Position {
    /// The place `byte` bytes into `text`.
    pub fn of(text: &str, byte: usize) -> Position {
        let before = text.get(..byte).unwrap_or(text);
        let mut position = Position {
            byte,
            utf16: 0,
            line: 1,
            column: 1,
        };
        for c in before.chars() {
            position.utf16 = position.utf16.saturating_add(c.len_utf16());
            if c == '\n' {
                (position.line, position.column) = (position.line.saturating_add(1), 1);
            } else {
                position.column = position.column.saturating_add(1);
            }
        }
        position
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateErrorKind {
    /// `<%=` without `%>`.
    Unclosed,
    /// `<%= %>`.
    NoName,
    /// A name that is in no catalogue.
    UnknownField(String),
    /// A field that exists but that the related object lacks.
    LackingField {
        /// The field.
        field: MergeField,
        /// The object that lacks it.
        object: RelatedObject,
    },
}

/// An error of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// What is wrong.
    pub kind: TemplateErrorKind,
    /// Where its tag begins.
    pub position: Position,
    /// How long its tag is, UTF-16 units.
    pub length_utf16: usize,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            TemplateErrorKind::Unclosed => f.write_str("The merge field has no closing %>")?,
            TemplateErrorKind::NoName => f.write_str("The merge field names no field")?,
            TemplateErrorKind::UnknownField(name) => write!(f, "There is no field “{name}”")?,
            TemplateErrorKind::LackingField { field, object } => {
                let of = match object {
                    RelatedObject::Lead => "A lead has",
                    RelatedObject::Contact => "A contact has",
                    RelatedObject::Campaign => "Leads and contacts do not both have the",
                };
                let not = if *object == RelatedObject::Campaign {
                    ""
                } else {
                    " no"
                };
                write!(f, "{of}{not} field {}", field.name())?;
            }
        }
        write!(
            f,
            " (line {}, character {}).",
            self.position.line, self.position.column
        )
    }
}

impl core::error::Error for TemplateError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_every_count() {
        let text = "é😀\nab";
        assert_eq!(
            Position::of(text, text.len()),
            Position {
                byte: 9,
                utf16: 6,
                line: 2,
                column: 3
            }
        );
        assert_eq!(
            Position::of(text, 0),
            Position {
                byte: 0,
                utf16: 0,
                line: 1,
                column: 1
            }
        );
    }
}
