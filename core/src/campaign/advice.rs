//! What would make a campaign cheaper, with what it would save.

use core::fmt;

use super::classes::Measured;
use super::shape::Typography;
use super::tally::Tally;
use super::words::{capital, counted, number};
use crate::template::{MergeField, Template};

/// What would make a campaign cheaper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Advice {
    /// A shorter text.
    Cut(Cut),
    /// Regular look-alikes for the typography of merged values.
    Replace(Replace),
}

/// So many characters less of the text save so many messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Characters to cut at the end of the text.
    pub characters: u32,
    /// What that saves.
    pub messages: u32,
}

/// What look-alikes in merged values would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replace {
    /// The typography, by field, with how many recipients have it.
    pub found: Vec<(MergeField, char, u32)>,
    /// How many texts become regular.
    pub texts: u32,
    /// How many messages that saves.
    pub messages: u32,
}

impl Advice {
    /// What could be done about a text, the best first; none where it is good as it is. `tally` is what it
    /// comes to with its typography kept.
    pub fn of(measured: &Measured, template: &Template, tally: &Tally) -> Vec<Advice> {
        let replace = Replace::of(measured, template, tally).map(Advice::Replace);
        let cut = Cut::of(tally).map(Advice::Cut);
        replace.into_iter().chain(cut).collect()
    }
}

impl Cut {
    /// The cut that saves most for each character; none that saves less than one message in a hundred, or takes
    /// more than a third of the text itself.
    pub fn of(tally: &Tally) -> Option<Cut> {
        let mut best: Option<Cut> = None;
        let mut messages = 0_u32;
        for (characters, less) in (0_u32..).zip(tally.shorter) {
            messages = messages.saturating_add(less);
            let cut = Cut {
                characters,
                messages,
            };
            let worth = messages > 0
                && u64::from(messages).saturating_mul(100) >= u64::from(tally.messages)
                && characters.saturating_mul(3) <= tally.own;
            if worth && best.is_none_or(|best| cut.beats(best)) {
                best = Some(cut);
            }
        }
        best
    }

    /// Whether it saves more for each character, or as much for each and more in all.
    fn beats(self, other: Cut) -> bool {
        let rate = |cut: Cut, by: Cut| u64::from(cut.messages).saturating_mul(by.characters.into());
        rate(self, other) >= rate(other, self)
    }
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let characters = counted(self.characters, "character");
        let messages = counted(self.messages, "message");
        write!(f, "Cut {characters} and save {messages}.")
    }
}

impl Replace {
    /// What look-alikes would do; none where no text would become regular by them.
    pub fn of(measured: &Measured, template: &Template, tally: &Tally) -> Option<Replace> {
        let found: Vec<_> = tally
            .causes
            .iter()
            .filter_map(|cause| {
                let character = cause.character.as_ref()?.chars().next()?;
                Some((cause.field?, character, cause.recipients))
            })
            .collect();
        if found.is_empty() {
            return None;
        }
        let after = Tally::of(measured, template, Typography::Replaced)?;
        let texts = after.regular.saturating_sub(tally.regular);
        (texts > 0).then(|| Replace {
            found,
            texts,
            messages: tally.messages.saturating_sub(after.messages),
        })
    }
}

/// Most of the typography that is told one by one.
const TOLD: usize = 2;

impl fmt::Display for Replace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (field, character, people)) in self.found.iter().take(TOLD).enumerate() {
            let name = called(*character);
            match at {
                0 => f.write_str(&capital(&name))?,
                _ => write!(f, " and {name}")?,
            }
            let label = field.label().to_ascii_lowercase();
            write!(f, " in {}", counted(*people, &label))?;
        }
        if self.found.len() > TOLD {
            f.write_str(" and more")?;
        }
        let make = match self.found.len() {
            1 => "makes",
            _ => "make",
        };
        write!(f, " {make} {} unicode.", counted(self.texts, "message"))?;
        match self.messages {
            0 => Ok(()),
            saved => write!(f, " Replacing saves {}.", number(saved)),
        }
    }
}

/// What people call a character of typography.
fn called(c: char) -> String {
    let name = match c {
        '–' => "an en dash",
        '—' => "an em dash",
        '‐' | '\u{2011}' => "a typographic hyphen",
        '−' => "a minus sign",
        '‘' | '’' | '‚' | 'ʼ' | 'ʻ' => "a curly apostrophe",
        '`' | '´' => "an accent for an apostrophe",
        '“' | '”' | '„' | '«' | '»' => "a curly quotation mark",
        '…' => "an ellipsis",
        '•' | '·' => "a bullet",
        '\t' => "a tab",
        '\u{a0}' | '\u{202f}' => "a no-break space",
        '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' => "a typographic space",
        '\u{ad}' => "a soft hyphen",
        '\u{200b}'
        | '\u{2060}'
        | '\u{feff}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}' => "an invisible character",
        c if c.is_control() => "an invisible character",
        c => return ["the character “", c.encode_utf8(&mut [0; 4]), "”"].concat(),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::Classes;
    use super::*;
    use crate::template::RelatedObject;

    fn advice(text: &str, people: &[&str]) -> Vec<String> {
        let template = Template::parse(text, RelatedObject::Campaign).unwrap();
        let mut classes = Classes::of(template.fields());
        people.iter().for_each(|last| classes.add([*last]));
        let measured = classes.measure();
        let tally = Tally::of(&measured, &template, Typography::Kept).unwrap();
        Advice::of(&measured, &template, &tally)
            .iter()
            .map(|advice| match advice {
                Advice::Cut(cut) => cut.to_string(),
                Advice::Replace(replace) => replace.to_string(),
            })
            .collect()
    }

    #[test]
    fn the_cut_that_saves_most_for_each_character_is_told() {
        let text = format!("{}<%=LastName%>", "a".repeat(156));
        // 5, 6 and 10 letters: of two people it is one too long, of one two, of one six.
        let people = ["Smith", "Brown", "Taylor", "Richardson"];
        assert_eq!(
            advice(&text, &people),
            ["Cut 1 character and save 2 messages."]
        );
        let people = ["Richardson", "Richardsen", "Ng"];
        assert_eq!(
            advice(&text, &people),
            ["Cut 6 characters and save 2 messages."]
        );
        assert_eq!(advice(&text, &["Ng"]), [""; 0]);
    }

    #[test]
    fn a_cut_is_told_only_where_it_is_worth_it() {
        let text = format!("{}<%=LastName%>", "a".repeat(156));
        let few: Vec<&str> = [["Ng"; 150].as_slice(), &["Smith"]].concat();
        assert_eq!(advice(&text, &few), [""; 0]);
        // Nobody cuts what is mostly somebody's own data.
        let long = "x".repeat(170);
        assert_eq!(advice("Hi <%=LastName%>!", &[&long]), [""; 0]);
    }

    #[test]
    fn typography_is_named_with_what_it_costs() {
        let text = format!("{}<%=LastName%>", "a".repeat(66));
        let people = ["Smith–Li", "Ng–Li", "Ng", "Łuk"];
        assert_eq!(
            advice(&text, &people)[0],
            "An en dash in 2 last names makes 2 messages unicode. Replacing saves 2."
        );
        let people = ["Smith–Li", "O’Neil", "Ng“", "Ng"];
        assert_eq!(
            advice("Hi <%=LastName%>", &people),
            [
                "A curly quotation mark in 1 last name and an en dash in 1 last name and more make 3 messages unicode."
            ]
        );
    }

    #[test]
    fn nothing_is_advised_that_would_not_help() {
        assert_eq!(advice("ж <%=LastName%>", &["Smith–Li"]), [""; 0]);
        assert_eq!(advice("Hi <%=LastName%>", &["Łukasz–Li"]), [""; 0]);
    }
}
