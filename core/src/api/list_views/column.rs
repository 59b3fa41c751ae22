//! The columns of the SMS list, and its two orders.

use serde::{Deserialize, Serialize};

use crate::api::problem::Problem;

/// A column of the SMS list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub enum Column {
    /// `SMS-000001`.
    Id,
    /// The text.
    Text,
    /// What is known of it.
    Status,
    /// How many messages it is.
    Messages,
    /// The number it went to.
    To,
    /// The sender id.
    From,
    /// The lead.
    Lead,
    /// The contact.
    Contact,
    /// The campaign.
    Campaign,
    /// When the record was made.
    Created,
    /// Who sent it.
    CreatedBy,
    /// When something about it last changed.
    Updated,
}

impl Column {
    /// Every column.
    pub const ALL: [Column; 12] = [
        Column::Id,
        Column::Text,
        Column::Status,
        Column::Messages,
        Column::To,
        Column::From,
        Column::Lead,
        Column::Contact,
        Column::Campaign,
        Column::Created,
        Column::CreatedBy,
        Column::Updated,
    ];

    /// Those that are shown where nobody has chosen.
    pub const USUAL: [Column; 10] = [
        Column::Id,
        Column::Text,
        Column::Status,
        Column::Messages,
        Column::To,
        Column::From,
        Column::Lead,
        Column::Contact,
        Column::Campaign,
        Column::Created,
    ];

    /// Its word in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Column::Id => "id",
            Column::Text => "text",
            Column::Status => "status",
            Column::Messages => "messages",
            Column::To => "to",
            Column::From => "from",
            Column::Lead => "lead",
            Column::Contact => "contact",
            Column::Campaign => "campaign",
            Column::Created => "created",
            Column::CreatedBy => "createdBy",
            Column::Updated => "updated",
        }
    }

    /// What people read above it.
    pub const fn label(self) -> &'static str {
        match self {
            Column::Id => "SMS ID",
            Column::Text => "Text",
            Column::Status => "Delivery status",
            Column::Messages => "Sent messages",
            Column::To => "To",
            Column::From => "From",
            Column::Lead => "Lead",
            Column::Contact => "Contact",
            Column::Campaign => "Campaign",
            Column::Created => "Created",
            Column::CreatedBy => "Created by",
            Column::Updated => "Last change",
        }
    }

    /// The column with this word.
    pub fn from_word(word: &str) -> Option<Column> {
        Column::ALL
            .into_iter()
            .find(|column| column.as_str() == word)
    }

    /// Columns by their words, in this order.
    ///
    /// # Errors
    /// `invalid-field` at `columns`: a word is no column, comes twice, or there is none.
    pub fn read<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Vec<Column>, Problem> {
        let mut columns = Vec::new();
        for word in words {
            let column = Column::from_word(word).ok_or_else(|| {
                let known = Column::ALL.map(Column::as_str).join(", ");
                Problem::field("columns", ["Choose among: ", &known, "."].concat())
            })?;
            if columns.contains(&column) {
                return Err(Problem::field("columns", "A column is there twice."));
            }
            columns.push(column);
        }
        match columns.is_empty() {
            true => Err(Problem::field("columns", "Choose at least one column.")),
            false => Ok(columns),
        }
    }
}

/// Which SMS come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub enum Sort {
    /// The newest.
    #[default]
    Newest,
    /// The oldest.
    Oldest,
}

impl Sort {
    /// Its word in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Sort::Newest => "-created",
            Sort::Oldest => "created",
        }
    }

    /// The order with this word.
    ///
    /// # Errors
    /// `invalid-field` at `sort`.
    pub fn read(word: &str) -> Result<Sort, Problem> {
        let known = [Sort::Newest, Sort::Oldest].into_iter();
        let mut found = known.filter(|sort| sort.as_str() == word);
        found.next().ok_or_else(|| {
            let why = "Choose -created (newest first) or created (oldest first).";
            Problem::field("sort", why)
        })
    }
}

impl From<Column> for &'static str {
    fn from(column: Column) -> &'static str {
        column.as_str()
    }
}

impl From<Sort> for &'static str {
    fn from(sort: Sort) -> &'static str {
        sort.as_str()
    }
}

impl TryFrom<String> for Column {
    type Error = &'static str;

    fn try_from(word: String) -> Result<Column, &'static str> {
        Column::from_word(&word).ok_or("not a column of the SMS list")
    }
}

impl TryFrom<String> for Sort {
    type Error = &'static str;

    fn try_from(word: String) -> Result<Sort, &'static str> {
        Sort::read(&word).map_err(|_| "not an order of the SMS list")
    }
}
