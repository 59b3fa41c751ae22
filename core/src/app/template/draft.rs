//! What is typed of a template, and what can be done to its text.

use serde_json::Value;

use super::super::event::Caret;
use crate::api::{Code, TemplateInput, TemplateItem};
use crate::template::{RelatedObject, Template, TemplateError, TemplateErrorKind, tags};
use crate::view::too_long_words;

/// What is typed of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) object: RelatedObject,
    pub(super) name: String,
    /// Blank: the template suggests no sender.
    pub(super) from: String,
    pub(super) text: String,
}

/// What would be refused, said before it is sent.
pub(super) struct Complaint {
    pub(super) field: &'static str,
    pub(super) position: Option<usize>,
    pub(super) text: String,
}

/// Why a default cannot stand in a tag.
pub(super) const DEFAULT_PROBLEM: &str = "This text cannot hold <%= or %>.";

impl Draft {
    pub(super) fn new(object: RelatedObject) -> Draft {
        Draft {
            object,
            name: String::new(),
            from: String::new(),
            text: String::new(),
        }
    }

    pub(super) fn of(item: TemplateItem) -> Draft {
        Draft {
            object: item.object,
            name: item.name,
            from: item.from.map(String::from).unwrap_or_default(),
            text: item.text,
        }
    }

    /// As the API takes it.
    pub(super) fn body(&self) -> Value {
        let from = self.from.trim();
        let input = TemplateInput {
            name: self.name.trim().to_owned(),
            object: self.object,
            from: (!from.is_empty()).then(|| from.to_owned()),
            text: self.text.clone(),
        };
        serde_json::to_value(input).unwrap_or_default()
    }

    /// The text as a template; a tag that is not right counts as text.
    pub(super) fn read(&self) -> (Template, Vec<TemplateError>) {
        Template::parse_lenient(&self.text, self.object)
    }

    /// What is wrong with the name while it is typed: nothing before something stands there.
    pub(super) fn name_too_long(&self) -> Option<String> {
        let length = self.name.trim().chars().count();
        (length > TemplateInput::NAME_LIMIT).then(|| {
            let limit = TemplateInput::NAME_LIMIT.to_string();
            [
                "The name has ",
                &length.to_string(),
                " characters; ",
                &limit,
                " is the most.",
            ]
            .concat()
        })
    }

    /// The first thing that would be refused. The Worker checks it again; here it saves a round
    /// trip.
    pub(super) fn complaint(&self) -> Option<Complaint> {
        let plain = |field, text: String| Complaint {
            field,
            position: None,
            text,
        };
        if self.name.trim().is_empty() {
            let why = "Give the template a name: people choose it by that.";
            return Some(plain("name", why.to_owned()));
        }
        if let Some(why) = self.name_too_long() {
            return Some(plain("name", why));
        }
        if self.text.trim().is_empty() {
            return Some(plain("text", Code::EmptyText.title().to_owned()));
        }
        let (template, errors) = self.read();
        if let Some(first) = errors.first() {
            return Some(Complaint {
                field: "text",
                position: Some(first.position.utf16),
                text: first.to_string(),
            });
        }
        let count = template.estimate().count;
        count
            .too_long()
            .then(|| plain("text", too_long_words(&count)))
    }

    /// What is wrong with the tags. A tag at the end of the text that is still being typed is no
    /// error yet, unless `all` are wanted.
    pub(super) fn tag_errors(&self, all: bool) -> Vec<TemplateError> {
        let (_, mut errors) = self.read();
        let half_typed = crate::template::is_half_typed(&self.text);
        let unclosed = |last: &TemplateError| last.kind == TemplateErrorKind::Unclosed;
        if !all && half_typed && errors.last().is_some_and(unclosed) {
            errors.pop();
        }
        errors
    }

    /// The selection of the tag that begins here: the caret itself where there is no wrong tag.
    pub(super) fn wrong_tag_at(&self, utf16: usize) -> Caret {
        let (_, errors) = self.read();
        let found = errors.iter().find(|error| error.position.utf16 == utf16);
        let length = found.map_or(0, |error| error.length_utf16);
        Caret {
            start: utf16,
            end: utf16.saturating_add(length),
        }
    }

    /// Puts a tag in place of the selection, or at the end where the text box never had the caret.
    /// A caret inside a tag goes behind it: a tag in a tag is none. Where the caret goes then.
    pub(super) fn insert(&mut self, field: &str, default: &str, caret: Option<Caret>) -> Caret {
        let (mut start, mut end) = match caret {
            Some(caret) => (
                byte_at(&self.text, caret.start.min(caret.end)),
                byte_at(&self.text, caret.start.max(caret.end)),
            ),
            None => (self.text.len(), self.text.len()),
        };
        if start == end {
            let places = tags(&self.text);
            let around = places
                .iter()
                .find(|tag| tag.range.start < start && start < tag.range.end);
            if let Some(tag) = around {
                (start, end) = (tag.range.end, tag.range.end);
            }
        }
        let bar = if default.is_empty() { "" } else { "|" };
        let tag = ["<%=", field, bar, default, "%>"].concat();
        self.replace(start, end, &tag);
        let behind = utf16_at(&self.text, start.saturating_add(tag.len()));
        Caret {
            start: behind,
            end: behind,
        }
    }

    /// Opens the place of a default in the first tag of this field that has none.
    pub(super) fn open_default(&mut self, field: &str) -> Option<Caret> {
        let places = tags(&self.text);
        let wanted = places
            .iter()
            .find(|tag| !tag.has_default && tag.field.is_some_and(|known| known.name() == field))?;
        let at = wanted.range.end.checked_sub("%>".len())?;
        let tag = self.text.get(wanted.range.start..at)?;
        // What stands there may end in a `|` already, and in spaces.
        let kept = tag.trim_end().trim_end_matches('|').trim_end();
        let kept = wanted.range.start.saturating_add(kept.len());
        self.replace(kept, at, "|");
        let caret = utf16_at(&self.text, kept.saturating_add(1));
        Some(Caret {
            start: caret,
            end: caret,
        })
    }

    fn replace(&mut self, start: usize, end: usize, by: &str) {
        let before = self.text.get(..start).unwrap_or_default();
        let after = self.text.get(end..).unwrap_or_default();
        self.text = [before, by, after].concat();
    }
}

/// Whether a text can be the default in a tag.
pub(super) fn can_be_default(text: &str) -> bool {
    !text.contains("%>") && !text.contains("<%=")
}

/// The byte at a place that is counted in UTF-16 units; the end of the text beyond it.
fn byte_at(text: &str, utf16: usize) -> usize {
    let mut units = 0_usize;
    for (at, c) in text.char_indices() {
        if units >= utf16 {
            return at;
        }
        units = units.saturating_add(c.len_utf16());
    }
    text.len()
}

fn utf16_at(text: &str, byte: usize) -> usize {
    let before = text.get(..byte).unwrap_or(text);
    before.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(text: &str) -> Draft {
        Draft {
            text: text.to_owned(),
            ..Draft::new(RelatedObject::Lead)
        }
    }

    const fn at(start: usize, end: usize) -> Option<Caret> {
        Some(Caret { start, end })
    }

    #[test]
    fn a_field_goes_where_the_caret_stands() {
        for (text, caret, expected, behind) in [
            ("", None, "<%=Name%>", 9),
            ("Hi !", at(3, 3), "Hi <%=Name%>!", 12),
            ("Hi you!", at(3, 6), "Hi <%=Name%>!", 12),
            ("Hi you!", at(6, 3), "Hi <%=Name%>!", 12),
            // Two units, and a caret beyond the end.
            ("😀!", at(2, 2), "😀<%=Name%>!", 11),
            ("é", at(9, 9), "é<%=Name%>", 10),
            // Inside another tag.
            ("<%=City%>!", at(5, 5), "<%=City%><%=Name%>!", 18),
        ] {
            let mut draft = draft(text);
            let caret = draft.insert("Name", "", caret);
            assert_eq!(draft.text, expected);
            assert_eq!((caret.start, caret.end), (behind, behind), "{text}");
        }
        let mut draft = draft("Hi ");
        draft.insert("FirstName", "there", None);
        assert_eq!(draft.text, "Hi <%=FirstName|there%>");
    }

    #[test]
    fn a_default_is_opened_in_the_first_tag_that_has_none() {
        let mut draft = draft("é <%=City|x%> <%= city %>!");
        let caret = draft.open_default("City").unwrap();
        assert_eq!(draft.text, "é <%=City|x%> <%= city|%>!");
        assert_eq!(caret.start, 23);
        draft.open_default("City").unwrap();
        assert_eq!(draft.text, "é <%=City|x%> <%= city|%>!");
        assert_eq!(draft.open_default("Name"), None);
    }

    #[test]
    fn what_would_be_refused_is_said_first() {
        let complaint = |name: &str, text: &str| {
            let name = name.to_owned();
            let complaint = Draft {
                name,
                ..draft(text)
            }
            .complaint();
            complaint.map(|one| (one.field, one.position))
        };
        assert_eq!(complaint(" ", "x"), Some(("name", None)));
        assert_eq!(complaint(&"x".repeat(81), "x"), Some(("name", None)));
        assert_eq!(complaint("n", " \n"), Some(("text", None)));
        assert_eq!(complaint("n", "Hé <%=Nick%>"), Some(("text", Some(3))));
        assert_eq!(complaint("n", &"x".repeat(40_000)), Some(("text", None)));
        assert_eq!(complaint(&"é".repeat(80), "Hi <%=City%>"), None);
    }
}
