//! Templates: merge fields, estimates, rendering.
//!
//! `<%=FirstName%>` puts a record's field into the text, `<%=FirstName|there%>` says what stands
//! there when the field is blank. Spaces inside a tag are allowed, names are those of the CRM in
//! any case. A template is read once ([`Template::parse`], or [`Template::parse_lenient`] while it
//! is being typed) and rendered for many records.
//!
//! ```
//! use mitto_core::template::{Fields, RelatedObject, Template};
//!
//! let template = Template::parse("Hi <%=FirstName|there%>!", RelatedObject::Lead).unwrap();
//! let ada: Fields = [("FirstName", "Ada")].into_iter().collect();
//! assert_eq!(template.render(&ada).text, "Hi Ada!");
//! assert_eq!(template.render(&Fields::new()).text, "Hi there!");
//! ```

mod error;
mod fields;
mod object;
mod parse;
mod render;

pub use error::{Position, TemplateError, TemplateErrorKind};
pub use fields::{FieldInfo, MergeField, country_field};
pub use object::{Fields, PersonObject, RelatedObject};
pub(crate) use parse::is_half_typed;
pub use parse::{Piece, TagPlace, Template, tags};
pub use render::{ESTIMATE_PER_FIELD, Estimate, Rendered, Span, ValueFrom};
