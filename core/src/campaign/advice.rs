//! What would make a campaign cheaper, with what it would save.

use super::classes::Measured;
use super::tally::Tally;
use super::typography::Typography;
use super::words::capital;
use crate::language::{counted, messages, msg, number, say, say_of, within, word};
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

impl Cut {
    /// In a sentence.
    pub fn in_words(self) -> String {
        let n = self.characters;
        let characters = counted(n, "{0} character", "{0} characters");
        say(
            "Cut {0} and save {1}.",
            &[&characters, &messages(self.messages)],
        )
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

/// Behind it.
const SAVES: &str = msg("Replacing saves {0}.");

impl Replace {
    /// In a sentence or two.
    pub fn in_words(&self) -> String {
        let found = |(at, (field, character, people)): (usize, &(MergeField, char, u32))| {
            let mut name = called(*character);
            if at == 0 {
                name = capital(&name);
            }
            let people = *people;
            let label = within(field.label());
            let ending = if label.ends_with('x') { "es" } else { "s" };
            say_of(
                people,
                "{0} in {1} {2}",
                "{0} in {1} {2}{3}",
                &[&name, &number(people), &label, ending],
            )
        };
        let told = self.found.iter().take(TOLD).enumerate();
        let mut told = told.map(found);
        let first = told.next().unwrap_or_default();
        let all = match (told.next(), self.found.len() > TOLD) {
            (None, _) => first,
            (Some(second), false) => say("{0} and {1}", &[&first, &second]),
            (Some(second), true) => say("{0} and {1} and more", &[&first, &second]),
        };
        let found = u32::try_from(self.found.len()).unwrap_or(u32::MAX);
        let made = say_of(
            found,
            "{0} makes {1} unicode.",
            "{0} make {1} unicode.",
            &[&all, &messages(self.texts)],
        );
        match self.messages {
            0 => made,
            saved => {
                let saves = counted(saved, SAVES, SAVES);
                [&made, " ", &saves].concat()
            }
        }
    }
}

/// What people call a character of typography.
fn called(c: char) -> String {
    let name = match c {
        '–' => msg("an en dash"),
        '—' => msg("an em dash"),
        '‐' | '\u{2011}' => msg("a typographic hyphen"),
        '−' => msg("a minus sign"),
        '‘' | '’' | '‚' | 'ʼ' | 'ʻ' => msg("a curly apostrophe"),
        '`' | '´' => msg("an accent for an apostrophe"),
        '“' | '”' | '„' | '«' | '»' => msg("a curly quotation mark"),
        '…' => msg("an ellipsis"),
        '•' | '·' => msg("a bullet"),
        '\t' => msg("a tab"),
        '\u{a0}' | '\u{202f}' => msg("a no-break space"),
        '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' => msg("a typographic space"),
        '\u{ad}' => msg("a soft hyphen"),
        '\u{200b}'
        | '\u{2060}'
        | '\u{feff}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}' => msg("an invisible character"),
        c if c.is_control() => msg("an invisible character"),
        c => return say("the character “{0}”", &[c.encode_utf8(&mut [0; 4])]),
    };
    word(name)
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
                Advice::Cut(cut) => cut.in_words(),
                Advice::Replace(replace) => replace.in_words(),
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
