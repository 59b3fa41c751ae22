//! Saved views of the SMS list: which SMS, which of their columns, in which order.

mod column;
mod filters;

pub use column::{Column, Sort};
pub use filters::ViewFilters;

use serde::{Deserialize, Serialize};

use super::code::Code;
use super::problem::Problem;
use super::token::{Claims, Role};

/// One view, in `GET /api/list-views` and by itself. Its `ETag` is its version in quotes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ListView {
    /// Its id; [`ListView::ALL`] is built in.
    pub id: String,
    /// What people choose it by.
    pub name: String,
    /// Whether everybody sees it.
    pub shared: bool,
    /// Whether it is the asker's own.
    pub mine: bool,
    /// Whose it is; nobody's, if it is built in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Which SMS.
    pub filters: ViewFilters,
    /// Which columns, from left to right.
    pub columns: Vec<Column>,
    /// Which SMS come first.
    pub sort: Sort,
    /// Counts its changes, from 1.
    pub version: u32,
    /// When it was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<String>,
}

impl ListView {
    /// The id of the view that always exists: every SMS.
    pub const ALL: &str = "all";

    /// The view that always exists.
    pub fn all() -> ListView {
        ListView {
            id: ListView::ALL.to_owned(),
            name: "All".to_owned(),
            shared: true,
            mine: false,
            owner: None,
            filters: ViewFilters::default(),
            columns: Column::USUAL.to_vec(),
            sort: Sort::Newest,
            version: 0,
            changed_at: None,
        }
    }

    /// Holds that somebody may change or delete it: its owner, or an admin.
    ///
    /// # Errors
    /// `not-allowed`, with whose it is.
    pub fn admit_change(&self, claims: &Claims) -> Result<(), Problem> {
        let why = match &self.owner {
            None => "The view All is built in: nobody changes or deletes it. Save what you want to see as a view of your own."
                .to_owned(),
            Some(_) if self.mine || claims.role == Role::Admin => return Ok(()),
            Some(owner) => ["The view is ", owner, "’s. Save it as a view of your own."].concat(),
        };
        Err(Problem::new(Code::NotAllowed).because(why))
    }

    /// The `ETag` of this version.
    pub fn etag(&self) -> String {
        ["\"", &self.version.to_string(), "\""].concat()
    }
}

/// `POST` and `PUT` of a view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListViewInput {
    /// What people choose it by: 1 to [`ListViewInput::NAME_LIMIT`] characters, unlike those of the
    /// owner's other views.
    pub name: String,
    /// Whether everybody sees it.
    #[serde(default)]
    pub shared: bool,
    /// Which SMS; left out: all.
    #[serde(default)]
    pub filters: ViewFilters,
    /// The words of the columns, from left to right; left out: the usual ones.
    #[serde(default)]
    pub columns: Option<Vec<String>>,
    /// `-created` (newest first; also if it is left out) or `created`.
    #[serde(default)]
    pub sort: Option<String>,
}

crate::json_object!(ListViewInput only {
    name: "name",
    shared: "shared" = false,
    filters: "filters" = (ViewFilters::default()),
    columns: "columns",
    sort: "sort",
});

impl ListViewInput {
    /// Most characters of a name.
    pub const NAME_LIMIT: usize = 80;

    /// Most views that one person may have.
    pub const VIEWS_LIMIT: u32 = 100;

    /// What is stored of a view.
    pub fn of(view: &ListView) -> ListViewInput {
        let words = view.columns.iter().map(|column| column.as_str().to_owned());
        ListViewInput {
            name: view.name.clone(),
            shared: view.shared,
            filters: view.filters.clone(),
            columns: Some(words.collect()),
            sort: Some(view.sort.as_str().to_owned()),
        }
    }

    /// The view that it asks for, with this id. The values of its filters are for whoever reads the
    /// list's query to check: there the rules are.
    ///
    /// # Errors
    /// `invalid-field` at the one that is not right.
    pub fn read(self, id: String) -> Result<ListView, Problem> {
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > ListViewInput::NAME_LIMIT {
            let why = "A name has 1 to 80 characters.";
            return Err(Problem::field("name", why).over(ListViewInput::NAME_LIMIT as u32));
        }
        if name.contains(char::is_control) {
            return Err(Problem::field("name", "A name is one line of text."));
        }
        let columns = match &self.columns {
            None => Column::USUAL.to_vec(),
            Some(words) => Column::read(words.iter().map(String::as_str))?,
        };
        Ok(ListView {
            id,
            name: name.to_owned(),
            shared: self.shared,
            mine: true,
            owner: None,
            filters: self.filters.tidy()?,
            columns,
            sort: self.sort.as_deref().map_or(Ok(Sort::Newest), Sort::read)?,
            version: 1,
            changed_at: None,
        })
    }
}

#[cfg(test)]
mod tests;
