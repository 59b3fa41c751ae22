//! Templates: merge fields, estimates, rendering.

mod object;

pub use object::{Fields, PersonObject, RelatedObject};
