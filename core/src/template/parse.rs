//! Text with merge fields, read once.

use core::fmt;
use core::ops::Range;

use super::error::{Position, TemplateError, TemplateErrorKind};
use super::fields::MergeField;
use super::object::RelatedObject;
use crate::count::normalise;

const OPEN: &str = "<%=";
const CLOSE: &str = "%>";

/// Where a tag's beginning or end first stands. The standard library's search for any text in any
/// other would be 1 kB of the compressed element.
fn find(text: &str, tag: &str) -> Option<usize> {
    let windows = &mut text.as_bytes().windows(tag.len());
    windows.position(|window| window == tag.as_bytes())
}

/// Whether the text ends in a tag that is still being typed.
pub(crate) fn is_half_typed(text: &str) -> bool {
    let (mut rest, mut opened) = (text, false);
    while let Some(inside) =
        find(rest, OPEN).and_then(|at| rest.get(at.saturating_add(OPEN.len())..))
    {
        (rest, opened) = (inside, true);
    }
    opened && find(rest, CLOSE).is_none()
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text as it stands.
    Text(String),
    /// A merge field.
    Field {
        /// Which.
        field: MergeField,
        /// What stands there for a record in which the field is blank. Trimmed; `None` where the
        /// tag has no `|` or nothing behind it.
        default: Option<String>,
    },
}

/// A template: read once, rendered for many records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pieces: Vec<Piece>,
}

impl Template {
    /// Reads a template for saving or sending. Line ends become LF, as they are sent.
    ///
    /// # Errors
    /// Every tag that is not right, in order.
    pub fn parse(source: &str, object: RelatedObject) -> Result<Template, Vec<TemplateError>> {
        let (template, errors) = Template::parse_lenient(source, object);
        if errors.is_empty() {
            Ok(template)
        } else {
            Err(errors)
        }
    }

    /// Reads a template while it is being typed: a tag that is not right counts as text. The
    /// errors are what [`Template::parse`] would say.
    pub fn parse_lenient(source: &str, object: RelatedObject) -> (Template, Vec<TemplateError>) {
        let source = normalise(source);
        let source = source.as_ref();
        let mut pieces = Vec::new();
        let mut errors = Vec::new();
        // `text` is where the text not yet put away begins, `at` where the search goes on.
        let (mut text, mut at) = (0, 0);
        while let Some(tag) = Tag::next(source, at) {
            match tag.read(object) {
                Ok((field, default)) => {
                    push_text(&mut pieces, source.get(text..tag.start).unwrap_or_default());
                    pieces.push(Piece::Field { field, default });
                    text = tag.end;
                }
                Err(kind) => errors.push(TemplateError {
                    kind,
                    position: Position::of(source, tag.start),
                    length_utf16: tag.whole(source).encode_utf16().count(),
                }),
            }
            at = tag.end;
        }
        push_text(&mut pieces, source.get(text..).unwrap_or_default());
        (Template { pieces }, errors)
    }

    /// The pieces, in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The fields named, each once, in order of appearance.
    pub fn fields(&self) -> Vec<MergeField> {
        let mut fields: Vec<MergeField> = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Field { field, .. } if !fields.contains(field) => fields.push(*field),
                _ => {}
            }
        }
        fields
    }
}

/// A tag where it stands in a text, for an editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagPlace {
    /// The bytes of the text, from `<%=` to behind `%>`.
    pub range: Range<usize>,
    /// The field it names; `None` where no object has such a field.
    pub field: Option<MergeField>,
    /// Whether something stands behind its `|`.
    pub has_default: bool,
}

/// The closed tags of a text, whatever they name.
pub fn tags(source: &str) -> Vec<TagPlace> {
    let mut places = Vec::new();
    let mut at = 0;
    while let Some(tag) = Tag::next(source, at) {
        at = tag.end;
        if let Some((name, default)) = tag.name_and_default() {
            // A lead's fields and a contact's are all fields there are.
            let find = |object| MergeField::find(name, object).ok();
            places.push(TagPlace {
                range: tag.start..tag.end,
                field: find(RelatedObject::Lead).or_else(|| find(RelatedObject::Contact)),
                has_default: !default.is_empty(),
            });
        }
    }
    places
}

fn push_text(pieces: &mut Vec<Piece>, text: &str) {
    if !text.is_empty() {
        pieces.push(Piece::Text(text.to_owned()));
    }
}

/// `<%= … %>`, or an open tag without an end.
struct Tag<'a> {
    start: usize,
    end: usize,
    /// What stands inside; `None` without a closing `%>`.
    inside: Option<&'a str>,
}

impl<'a> Tag<'a> {
    fn next(source: &'a str, from: usize) -> Option<Tag<'a>> {
        let start = from.saturating_add(find(source.get(from..)?, OPEN)?);
        let inside_at = start.saturating_add(OPEN.len());
        let rest = source.get(inside_at..)?;
        // A tag that is still being typed ends where the next one opens, so that it does not
        // swallow it.
        let limit = find(rest, OPEN).unwrap_or(rest.len());
        match find(rest, CLOSE) {
            Some(close) if close < limit => Some(Tag {
                start,
                end: inside_at.saturating_add(close).saturating_add(CLOSE.len()),
                inside: rest.get(..close),
            }),
            _ => Some(Tag {
                start,
                end: inside_at,
                inside: None,
            }),
        }
    }

    fn whole(&self, source: &'a str) -> &'a str {
        source.get(self.start..self.end).unwrap_or_default()
    }

    /// What stands before and behind the `|`; `None` without a closing `%>`.
    fn name_and_default(&self) -> Option<(&'a str, &'a str)> {
        let inside = self.inside?;
        Some(match inside.split_once('|') {
            Some((name, default)) => (name.trim(), default.trim()),
            None => (inside.trim(), ""),
        })
    }

    fn read(
        &self,
        object: RelatedObject,
    ) -> Result<(MergeField, Option<String>), TemplateErrorKind> {
        let (name, default) = self.name_and_default().ok_or(TemplateErrorKind::Unclosed)?;
        if name.is_empty() {
            return Err(TemplateErrorKind::NoName);
        }
        match MergeField::find(name, object) {
            Ok(field) => Ok((field, (!default.is_empty()).then(|| default.to_owned()))),
            Err(Some(field)) => Err(TemplateErrorKind::LackingField { field, object }),
            Err(None) => Err(TemplateErrorKind::UnknownField(name.to_owned())),
        }
    }
}

impl fmt::Display for Template {
    /// The template as text again, its tags in canonical spelling.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => f.write_str(text)?,
                Piece::Field {
                    field,
                    default: None,
                } => {
                    write!(f, "{OPEN}{}{CLOSE}", field.name())?;
                }
                Piece::Field {
                    field,
                    default: Some(default),
                } => {
                    write!(f, "{OPEN}{}|{default}{CLOSE}", field.name())?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lead(source: &str) -> Result<Template, Vec<TemplateError>> {
        Template::parse(source, RelatedObject::Lead)
    }

    #[test]
    fn tags_in_every_allowed_spelling() {
        for source in [
            "<%=FirstName%>",
            "<%= firstname %>",
            "<%=FIRSTNAME|%>",
            "<%=FirstName | %>",
        ] {
            assert_eq!(
                lead(source).unwrap().to_string(),
                "<%=FirstName%>",
                "{source}"
            );
        }
        let with_default = lead("Hi <%= FirstName | dear friend %>!").unwrap();
        assert_eq!(with_default.to_string(), "Hi <%=FirstName|dear friend%>!");
        assert_eq!(with_default.pieces().len(), 3);
    }

    #[test]
    fn what_looks_like_a_tag_and_is_none_is_text() {
        for source in [
            "50 % off",
            "a < b %> c",
            "<%FirstName%>",
            "%>",
            "<%",
            "<% =FirstName%>",
        ] {
            assert_eq!(
                lead(source).unwrap().pieces(),
                [Piece::Text(source.to_owned())],
                "{source}"
            );
        }
    }

    #[test]
    fn every_wrong_tag_is_told_with_its_place() {
        let errors = lead("Hé <%=Nick%> <%=%>\n<%=Birthdate%> <%=FirstName").unwrap_err();
        let told: Vec<_> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "There is no field “Nick” (line 1, character 4).",
                "The merge field names no field (line 1, character 14).",
                "A lead has no field Birthdate (line 2, character 1).",
                "The merge field has no closing %> (line 2, character 16).",
            ]
        );
        assert_eq!((errors[0].position.utf16, errors[0].length_utf16), (3, 9));
    }

    #[test]
    fn a_campaign_takes_only_shared_fields() {
        let errors = Template::parse("<%=Company%>", RelatedObject::Campaign).unwrap_err();
        assert_eq!(
            errors[0].to_string(),
            "Leads and contacts do not both have the field Company (line 1, character 1)."
        );
    }

    #[test]
    fn a_tag_is_half_typed_while_its_end_is_missing() {
        for text in ["<%=", "Hi <%=Na", "<%=A%> <%=", "<%=A <%=B"] {
            assert!(is_half_typed(text), "{text}");
        }
        for text in ["", "Hi", "%>", "<%", "<%=A%>", "<%=A <%=B%>", "%> é<%=É%>"] {
            assert!(!is_half_typed(text), "{text}");
        }
    }

    #[test]
    fn an_editor_finds_the_tags_of_a_text() {
        let text = "é <%=FirstName%> <%= birthdate | soon %><%=Nick%> <%=Fir";
        let found = tags(text);
        let said: Vec<_> = found
            .iter()
            .map(|tag| (tag.field.map(MergeField::name), tag.has_default))
            .collect();
        assert_eq!(
            said,
            [
                (Some("FirstName"), false),
                (Some("Birthdate"), true),
                (None, false)
            ]
        );
        assert_eq!(&text[found[0].range.clone()], "<%=FirstName%>");
    }

    #[test]
    fn a_half_typed_tag_is_text_and_does_not_swallow_the_next() {
        let (template, errors) =
            Template::parse_lenient("Hi <%=Fir and <%=LastName%>", RelatedObject::Lead);
        assert_eq!(errors.len(), 1);
        assert_eq!(template.to_string(), "Hi <%=Fir and <%=LastName%>");
        assert_eq!(template.fields().len(), 1);
    }
}
