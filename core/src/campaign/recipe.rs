//! A template made ready to be counted for many.

use super::classes::Measured;
use super::steps::Width;
use super::typography::Typography;
use crate::count::{Encoding, culprits, normalise};
use crate::template::{MergeField, Piece, Template};

/// Most characters of the text itself that are told.
const CULPRITS: usize = 5;

/// A template whose own text is measured once.
pub(super) struct Recipe {
    parts: Vec<Part>,
    /// The fields it names, each once.
    pub(super) fields: Vec<Named>,
    /// What makes the text itself unicode.
    pub(super) culprits: Vec<String>,
}

enum Part {
    Text(Width),
    Field {
        /// Where it stands in a row of the classes.
        place: usize,
        default: Option<Width>,
    },
}

/// A field that a template names.
pub(super) struct Named {
    pub(super) field: MergeField,
    /// Where it stands in a row of the classes.
    pub(super) place: usize,
    /// Whether it stands somewhere without a default.
    pub(super) bare: bool,
    /// Whether a default of it is unicode.
    pub(super) unicode_default: bool,
}

/// Nothing, where a blank has no default.
static NOTHING: Width = Width::NONE;

impl Recipe {
    /// Of a template; `None` where it names a field that the classes lack.
    pub(super) fn of(template: &Template, measured: &Measured) -> Option<Recipe> {
        let mut recipe = Recipe {
            parts: Vec::new(),
            fields: Vec::new(),
            culprits: Vec::new(),
        };
        for piece in template.pieces() {
            match piece {
                Piece::Text(text) => {
                    let text = normalise(text);
                    recipe.blame(&text);
                    recipe.parts.push(Part::Text(Width::of(&text)));
                }
                Piece::Field { field, default } => {
                    let place = measured.place(*field)?;
                    let default = default.as_deref().map(|text| Width::of(&normalise(text)));
                    recipe.name(*field, place, default.as_ref());
                    recipe.parts.push(Part::Field { place, default });
                }
            }
        }
        Some(recipe)
    }

    fn blame(&mut self, text: &str) {
        for culprit in culprits(text) {
            let known = self.culprits.iter().any(|one| one == culprit.sequence);
            if !known && self.culprits.len() < CULPRITS {
                self.culprits.push(culprit.sequence.to_owned());
            }
        }
    }

    fn name(&mut self, field: MergeField, place: usize, default: Option<&Width>) {
        let unicode = default.is_some_and(|width| !width.is_regular());
        match self.fields.iter_mut().find(|known| known.field == field) {
            Some(known) => {
                known.bare |= default.is_none();
                known.unicode_default |= unicode;
            }
            None => self.fields.push(Named {
                field,
                place,
                bare: default.is_none(),
                unicode_default: unicode,
            }),
        }
    }

    /// Characters of the text itself, one for each unit.
    pub(super) fn own(&self) -> u32 {
        self.parts.iter().fold(0, |sum, part| match part {
            Part::Text(width) => sum.saturating_add(width.steps(Encoding::Ucs2).units()),
            Part::Field { .. } => sum,
        })
    }

    /// The parts of a class's text, in order.
    pub(super) fn widths<'a>(
        &'a self,
        measured: &'a Measured,
        row: &'a [usize],
        typography: Typography,
    ) -> impl Iterator<Item = &'a Width> {
        self.parts.iter().map(move |part| match part {
            Part::Text(width) => width,
            Part::Field { place, default } => match measured.shape(row, *place) {
                Some(shape) if !shape.is_blank() => shape.width(typography),
                _ => default.as_ref().unwrap_or(&NOTHING),
            },
        })
    }
}
