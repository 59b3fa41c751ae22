//! What of a merged value matters to counting, and nothing else of it.

mod kind;
mod write;

use core::fmt;
use core::str::FromStr;

use super::steps::Width;
use super::typography::Typography;
use kind::Kind;

/// The shape of a merged value: its characters by how they are counted, without which they are.
///
/// In JSON a short text: letters for kinds, each with how many follow (`1` is left out). `Anna` is `b4`,
/// `[Q] Anna` is `ebeb5`, a blank is empty. What makes a message unicode comes in two sorts:
///
/// - Typography that has a regular look-alike (an en dash, a curly quote) stands for itself, so that advice can
///   name it and count what replacing it would save: `Müller–Lüdenscheid` is `b6–b11`. Letters with a
///   look-alike (a full-width `Ａ`, an `ﬁ` in one) are kinds of their own, without their identity.
/// - A value with anything else in it is unicode whatever one does, so only units are left of the whole value:
///   `Łukasz` is `u6`, as `Иванов` is. No name can be read out of a shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// As it is.
    as_is: Width,
    /// With regular look-alikes in it, where there are some.
    replaced: Option<Width>,
    /// The typography in it, each once.
    typography: Vec<char>,
    blank: bool,
}

/// A text that is no shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShapeError;

impl fmt::Display for ShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("This is no shape of a value.")
    }
}

impl core::error::Error for ShapeError {}

impl Shape {
    /// How the value goes into a message.
    pub(super) fn width(&self, typography: Typography) -> &Width {
        match (&self.replaced, typography) {
            (Some(replaced), Typography::Replaced) => replaced,
            _ => &self.as_is,
        }
    }

    /// Whether the value is blank, so that a default stands for it.
    pub(super) const fn is_blank(&self) -> bool {
        self.blank
    }

    /// The typography in it, each once.
    pub(super) fn typography(&self) -> &[char] {
        &self.typography
    }
}

impl FromStr for Shape {
    type Err = ShapeError;

    fn from_str(text: &str) -> Result<Shape, ShapeError> {
        let (mut as_is, mut replaced) = (Width::NONE, Width::NONE);
        let mut typography = Vec::new();
        let mut rest = text.chars();
        while let Some(letter) = rest.next() {
            let kind = Kind::of_letter(letter).ok_or(ShapeError)?;
            let after = rest
                .as_str()
                .trim_start_matches(|c: char| c.is_ascii_digit());
            let digits = rest.as_str().strip_suffix(after).unwrap_or_default();
            let times = match digits {
                "" => 1,
                digits => digits.parse().map_err(|_| ShapeError)?,
            };
            if let Kind::Typography(c, _) = kind
                && !typography.contains(&c)
            {
                typography.push(c);
            }
            kind.push(times, &mut as_is, &mut replaced);
            rest = after.chars();
        }
        Ok(Shape {
            replaced: (replaced != as_is).then_some(replaced),
            as_is,
            typography,
            blank: text.is_empty(),
        })
    }
}

#[cfg(test)]
mod tests;
