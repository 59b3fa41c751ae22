//! What a text costs a whole campaign, exactly.

use super::classes::Measured;
use super::recipe::Recipe;
use super::typography::Typography;
use crate::api::Spread;
use crate::count::{Encoding, MAX_SEGMENTS, Place};
use crate::template::{MergeField, Template};

/// Most characters that somebody would cut for the sake of the bill.
pub(super) const MOST_CUT: usize = 30;

/// What a text costs a campaign: as if each recipient's own text had been counted, in the time of the classes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// How many get an SMS: those whose text is neither empty nor too long.
    pub recipients: u32,
    /// For how many nothing is left of the text.
    pub empty: u32,
    /// For how many it is more than 255 messages.
    pub too_long: u32,
    /// Messages (segments) in all.
    pub messages: u32,
    /// How many recipients get how many messages, ascending.
    pub spread: Vec<Spread>,
    /// The text of the most messages and units.
    pub longest: Longest,
    /// How many texts are regular.
    pub regular: u32,
    /// How many are unicode.
    pub unicode: u32,
    /// Fields without a default that are blank, with how many recipients.
    pub blank: Vec<(MergeField, u32)>,
    /// What makes texts unicode.
    pub causes: Vec<Cause>,
    /// How many recipients' texts would take a message less, were they so many characters shorter at the end.
    pub(super) shorter: [u32; MOST_CUT + 1],
    /// Characters of the text itself.
    pub(super) own: u32,
}

/// One text among those of a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Longest {
    /// How it is sent.
    pub encoding: Encoding,
    /// Its septets or UTF-16 units.
    pub units: u32,
    /// Its messages.
    pub segments: u32,
}

/// What makes texts unicode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The merge field; none: the text itself.
    pub field: Option<MergeField>,
    /// The character. None in a merge field for all but typography: a letter would tell a name.
    pub character: Option<String>,
    /// How many recipients' texts have it.
    pub recipients: u32,
}

/// One class's text, counted.
#[derive(Clone, Copy)]
struct Counted {
    encoding: Encoding,
    units: u32,
    segments: usize,
    /// So many characters less at the end, and it takes a message less.
    shorter: u32,
}

impl Tally {
    /// Counts a template for all recipients. `None` where it names a field that the classes lack.
    pub fn of(measured: &Measured, template: &Template, typography: Typography) -> Option<Tally> {
        let recipe = Recipe::of(template, measured)?;
        let mut tally = Tally::nobody();
        tally.own = recipe.own();
        let mut spread = vec![0_u32; MAX_SEGMENTS.saturating_add(1)];
        let mut causes = Causes::new(&recipe);
        let mut blank = vec![0_u32; recipe.fields.len()];
        let mut steps = Vec::new();
        for (row, members) in measured.classes() {
            steps.clear();
            steps.extend(recipe.widths(measured, row, typography));
            let counted = count(&steps);
            match spread.get_mut(counted.segments) {
                Some(_) if counted.segments == 0 => {
                    tally.empty = tally.empty.saturating_add(members);
                    continue;
                }
                Some(recipients) => *recipients = recipients.saturating_add(members),
                None => {
                    tally.too_long = tally.too_long.saturating_add(members);
                    continue;
                }
            }
            tally.add(counted, members);
            for (field, blank) in recipe.fields.iter().zip(&mut blank) {
                let shape = measured.shape(row, field.place);
                if field.bare && shape.is_some_and(super::shape::Shape::is_blank) {
                    *blank = blank.saturating_add(members);
                }
            }
            if counted.encoding == Encoding::Ucs2 {
                causes.add(measured, row, typography, members);
            }
        }
        tally.spread = (0_u32..)
            .zip(spread)
            .filter(|(_, recipients)| *recipients > 0)
            .map(|(segments, recipients)| Spread {
                segments,
                recipients,
            })
            .collect();
        tally.blank = recipe
            .fields
            .iter()
            .zip(blank)
            .filter(|(_, members)| *members > 0)
            .map(|(field, members)| (field.field, members))
            .collect();
        tally.causes = causes.found(tally.recipients);
        Some(tally)
    }

    const fn nobody() -> Tally {
        Tally {
            recipients: 0,
            empty: 0,
            too_long: 0,
            messages: 0,
            spread: Vec::new(),
            longest: Longest {
                encoding: Encoding::Gsm7,
                units: 0,
                segments: 0,
            },
            regular: 0,
            unicode: 0,
            blank: Vec::new(),
            causes: Vec::new(),
            shorter: [0; MOST_CUT + 1],
            own: 0,
        }
    }

    fn add(&mut self, counted: Counted, members: u32) {
        // At most 255.
        let segments = u32::try_from(counted.segments).unwrap_or(u32::MAX);
        self.recipients = self.recipients.saturating_add(members);
        self.messages = self
            .messages
            .saturating_add(segments.saturating_mul(members));
        let texts = match counted.encoding {
            Encoding::Gsm7 => &mut self.regular,
            Encoding::Ucs2 => &mut self.unicode,
        };
        *texts = texts.saturating_add(members);
        if (segments, counted.units) > (self.longest.segments, self.longest.units) {
            self.longest = Longest {
                encoding: counted.encoding,
                units: counted.units,
                segments,
            };
        }
        if segments > 1
            && let Some(recipients) = self.shorter.get_mut(counted.shorter as usize)
        {
            *recipients = recipients.saturating_add(members);
        }
    }

    /// The fewest and the most messages that one recipient gets.
    pub fn range(&self) -> Option<(u32, u32)> {
        Some((self.spread.first()?.segments, self.spread.last()?.segments))
    }
}

/// Counts one text by its parts.
fn count(parts: &[&super::steps::Width]) -> Counted {
    let encoding = match parts.iter().all(|part| part.is_regular()) {
        true => Encoding::Gsm7,
        false => Encoding::Ucs2,
    };
    let (mut units, mut plain) = (0_u32, true);
    for part in parts {
        let steps = part.steps(encoding);
        units = units.saturating_add(steps.units());
        plain = plain && steps.is_plain();
    }
    let one = u32::from(encoding.limit());
    if units <= one {
        return Counted {
            encoding,
            units,
            segments: usize::from(units > 0),
            shorter: 0,
        };
    }
    let limit = encoding.limit_of_several();
    let end = match plain {
        true => Place::default().fill(limit, units as usize),
        false => parts.iter().fold(Place::default(), |place, part| {
            part.steps(encoding).walk(place, limit)
        }),
    };
    Counted {
        encoding,
        units,
        segments: end.segments(),
        shorter: match end.segments() {
            2 => units.saturating_sub(one),
            _ if end.open() == 0 => limit.into(),
            _ => end.open().into(),
        },
    }
}

/// Counts what makes texts unicode.
struct Causes<'r> {
    recipe: &'r Recipe,
    /// By the place of the field in the recipe, none for a default; and the character.
    found: Vec<(Option<usize>, Option<char>, u32)>,
}

impl<'r> Causes<'r> {
    const fn new(recipe: &'r Recipe) -> Causes<'r> {
        Causes {
            recipe,
            found: Vec::new(),
        }
    }

    fn add(&mut self, measured: &Measured, row: &[usize], typography: Typography, members: u32) {
        let recipe = self.recipe;
        for (at, field) in recipe.fields.iter().enumerate() {
            let Some(shape) = measured.shape(row, field.place) else {
                continue;
            };
            if shape.is_blank() && field.unicode_default {
                self.note(None, None, members);
            }
            if shape.width(typography).is_regular() {
                continue;
            }
            match shape.typography() {
                [] => self.note(Some(at), None, members),
                characters => characters
                    .iter()
                    .for_each(|c| self.note(Some(at), Some(*c), members)),
            }
        }
    }

    fn note(&mut self, field: Option<usize>, character: Option<char>, members: u32) {
        let known = self
            .found
            .iter_mut()
            .find(|(f, c, _)| (*f, *c) == (field, character));
        match known {
            Some((.., sum)) => *sum = sum.saturating_add(members),
            None => self.found.push((field, character, members)),
        }
    }

    /// Those of the text first, then those of most recipients.
    fn found(self, recipients: u32) -> Vec<Cause> {
        // They are few: the standard library's sort is 4 kB.
        let mut found: Vec<(Option<usize>, Option<char>, u32)> = Vec::new();
        for cause in self.found {
            let at = found.partition_point(|(.., members)| *members >= cause.2);
            found.insert(at, cause);
        }
        let of_text = self.recipe.culprits.iter().filter(|_| recipients > 0);
        let of_text = of_text.map(|culprit| Cause {
            field: None,
            character: Some(culprit.clone()),
            recipients,
        });
        let of_fields = found.iter().map(|(at, character, members)| Cause {
            field: at.and_then(|at| Some(self.recipe.fields.get(at)?.field)),
            character: character.map(String::from),
            recipients: *members,
        });
        of_text.chain(of_fields).collect()
    }
}

#[cfg(test)]
#[path = "tally_tests.rs"]
mod tests;
