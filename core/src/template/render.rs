//! A template with a record's data in it.

use core::ops::Range;

use super::fields::MergeField;
use super::object::Fields;
use super::parse::{Piece, Template};
use crate::count::{Count, Counter};

/// Characters a merge field counts as where there is no data (the manual's convention), all of
/// them regular.
pub const ESTIMATE_PER_FIELD: &str = "__________";

/// A rendered text, and where its parts come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The text, as it would be sent.
    pub text: String,
    /// What came from merge fields, in order. A blank one is an empty range.
    pub spans: Vec<Span>,
}

/// A part of a rendered text that came from a merge field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The bytes of the text.
    pub range: Range<usize>,
    /// The field.
    pub field: MergeField,
    /// Where the value is from.
    pub from: ValueFrom,
}

/// Where a merge field's value is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueFrom {
    /// The record.
    Record,
    /// The tag's default, because the record's field is blank.
    Default,
    /// Nowhere: blank, and the tag has no default.
    Nowhere,
}

impl Rendered {
    /// The fields that are blank and have no default, each once.
    pub fn blank(&self) -> Vec<MergeField> {
        let mut blank: Vec<MergeField> = Vec::new();
        for span in &self.spans {
            if span.from == ValueFrom::Nowhere && !blank.contains(&span.field) {
                blank.push(span.field);
            }
        }
        blank
    }
}

impl Template {
    /// The text for one record. Values are trimmed, their line ends made LF, and never expanded
    /// again: a value that looks like a tag stays text.
    pub fn render(&self, fields: &Fields) -> Rendered {
        let mut rendered = Rendered {
            text: String::new(),
            spans: Vec::new(),
        };
        self.each(fields, |text, field| {
            let start = rendered.text.len();
            // A piece may end in CR and the next begin with LF, so normalise what is joined.
            rendered.text.push_str(&crate::count::normalise(text));
            if let Some((field, from)) = field {
                rendered.spans.push(Span {
                    range: start..rendered.text.len(),
                    field,
                    from,
                });
            }
        });
        rendered
    }

    /// Counts the text for one record without making it.
    pub fn count(&self, fields: &Fields) -> Count {
        let mut counter = Counter::new();
        self.each(fields, |text, _| {
            // Rendering normalises each value by itself: a CR at its end is a line end of its own.
            counter.push_str(&crate::count::normalise(text));
        });
        counter.count()
    }

    /// The count without data: a merge field is ten regular characters. Exact where there is no
    /// merge field; otherwise approximate, as the counter then says.
    pub fn estimate(&self) -> Estimate {
        let mut counter = Counter::new();
        let mut approximate = false;
        for piece in self.pieces() {
            match piece {
                Piece::Text(text) => counter.push_str(text),
                Piece::Field { .. } => {
                    counter.push_str(ESTIMATE_PER_FIELD);
                    approximate = true;
                }
            }
        }
        Estimate {
            count: counter.count(),
            approximate,
        }
    }

    fn each<'a>(
        &'a self,
        fields: &'a Fields,
        mut put: impl FnMut(&'a str, Option<(MergeField, ValueFrom)>),
    ) {
        for piece in self.pieces() {
            match piece {
                Piece::Text(text) => put(text, None),
                Piece::Field { field, default } => match (fields.get(field.name()), default) {
                    ("", None) => put("", Some((*field, ValueFrom::Nowhere))),
                    ("", Some(default)) => put(default, Some((*field, ValueFrom::Default))),
                    (value, _) => put(value, Some((*field, ValueFrom::Record))),
                },
            }
        }
    }
}

/// A count without data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// The count.
    pub count: Count,
    /// Whether a merge field was guessed at.
    pub approximate: bool,
}

#[cfg(test)]
mod tests {
    use super::super::object::RelatedObject;
    use super::*;

    fn lead(source: &str) -> Template {
        Template::parse(source, RelatedObject::Lead).unwrap()
    }

    fn ada() -> Fields {
        [
            ("FirstName", " Ada "),
            ("LastName", ""),
            ("Company", "<%=FirstName%>"),
        ]
        .into_iter()
        .collect()
    }

    #[test]
    fn values_are_trimmed_and_never_expanded_again() {
        let rendered = lead("Hi <%=FirstName%> of <%=Company%>").render(&ada());
        assert_eq!(rendered.text, "Hi Ada of <%=FirstName%>");
        assert_eq!(rendered.blank(), []);
        assert_eq!(&rendered.text[rendered.spans[0].range.clone()], "Ada");
    }

    #[test]
    fn a_blank_field_is_reported_once_and_a_default_fills_it() {
        let rendered = lead("Hello <%=LastName%>, <%=LastName%>").render(&ada());
        assert_eq!(rendered.text, "Hello , ");
        assert_eq!(rendered.blank().len(), 1);
        let filled = lead("Hello <%=LastName|there%>,").render(&ada());
        assert_eq!(
            (filled.text.as_str(), filled.spans[0].from),
            ("Hello there,", ValueFrom::Default)
        );
        assert_eq!(filled.blank(), []);
    }

    #[test]
    fn the_count_is_the_count_of_the_text() {
        let template = lead("Hi <%=FirstName%>, 5 € from\r\n<%=Company%>");
        let rendered = template.render(&ada());
        assert_eq!(template.count(&ada()), crate::count::count(&rendered.text));
    }

    #[test]
    fn without_data_a_field_is_ten_regular_characters() {
        let estimate = lead("Hi <%=FirstName%>!").estimate();
        assert_eq!((estimate.count.units(), estimate.approximate), (14, true));
        assert!(!lead("Hi!").estimate().approximate);
        assert_eq!(ESTIMATE_PER_FIELD.len(), 10);
    }
}
