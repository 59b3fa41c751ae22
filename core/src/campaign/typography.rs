//! Regular look-alikes for the typography of merged values.

use std::borrow::Cow;

use crate::count::{Replace, classify, normalise, replace_culprits};
use crate::template::Fields;

/// Whether look-alikes stand in a message for the typography of merged values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Typography {
    /// Values go into the message as they are.
    #[default]
    Kept,
    /// See [`regular`].
    Replaced,
}

impl Typography {
    /// By the flag of a request.
    pub const fn replaced(flag: bool) -> Typography {
        match flag {
            true => Typography::Replaced,
            false => Typography::Kept,
        }
    }

    /// A recipient's fields as they are merged, for [`Template::render`](crate::template::Template::render).
    pub fn apply(self, fields: &Fields) -> Cow<'_, Fields> {
        if self == Typography::Kept {
            return Cow::Borrowed(fields);
        }
        let merged = fields.iter().map(|(name, value)| {
            let value = normalise(trimmed(value.unwrap_or_default()));
            let value = regular(&value).unwrap_or_else(|| value.into_owned());
            (name, value)
        });
        Cow::Owned(merged.collect())
    }
}

/// A merged value with regular look-alikes for its typography; `None` where that would not make it regular, so that
/// nothing is changed in vain.
///
/// ```
/// use mitto_core::campaign::regular;
///
/// assert_eq!(regular("Smith–O’Neil").as_deref(), Some("Smith-O'Neil"));
/// assert_eq!(regular("Łukasz – Warszawa"), None);
/// assert_eq!(regular("Anna"), None);
/// ```
#[must_use]
pub fn regular(value: &str) -> Option<String> {
    match replace_culprits(value, Replace::Same) {
        Cow::Borrowed(_) => None,
        // One that is left with blanks around it, or with nothing, would be trimmed or be blank after all.
        Cow::Owned(text) => {
            let whole = !text.is_empty() && text.trim().len() == text.len();
            let regular = text.chars().all(|c| classify(c).septets().is_some());
            (whole && regular).then_some(text)
        }
    }
}

/// The value without blanks around it. A look at its ends is enough for most.
pub(super) fn trimmed(value: &str) -> &str {
    let is_ink = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    match is_ink(value.as_bytes().first()) && is_ink(value.as_bytes().last()) {
        true => value,
        false => value.trim(),
    }
}
