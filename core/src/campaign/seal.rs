//! The seal over a plan: whether what is to be sent is what the person saw.

use super::sip;
use super::typography::{Typography, trimmed};
use crate::count::normalise;
use crate::ids::RecordId;
use crate::sender::SenderId;
use crate::template::{PersonObject, Template};

/// A digest over sender, text and recipients, which may be added in any order and in any pages.
///
/// Each recipient - which record, which number, the merged values - is hashed with 128 bits under a key that is made of
/// the sender and the text; the hashes are added modulo 2^128. The rendered text follows from these, so it
/// need not be made for the seal. Two plans that differ have equal seals once in 2^128 times.
///
/// It resists every accident, a recipient added twice too. It is no defence against somebody who writes
/// records on purpose to keep the sum (that takes about 2^64 tries, fewer for whoever controls very many
/// records): who may write the records of a campaign may change them after the plan is checked as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    key: u128,
    sum: u128,
    recipients: u32,
    /// Where the next recipient is put together.
    bytes: Vec<u8>,
}

impl Seal {
    /// Over nobody yet.
    pub fn new(from: &SenderId, template: &Template, typography: Typography) -> Seal {
        let mut bytes = Vec::new();
        put(&mut bytes, from.gateway_form());
        put(&mut bytes, &template.to_string());
        bytes.push((typography == Typography::Replaced).into());
        Seal {
            key: sip::hash(0, &bytes),
            sum: 0,
            recipients: 0,
            bytes,
        }
    }

    /// Adds a recipient, with its values of the template's fields in the order of
    /// [`Template::fields`].
    pub fn add<'v>(
        &mut self,
        object: PersonObject,
        id: &RecordId,
        mobile: &str,
        values: impl IntoIterator<Item = &'v str>,
    ) {
        self.bytes.clear();
        self.bytes.push((object == PersonObject::Contact).into());
        put(&mut self.bytes, id.as_str());
        put(&mut self.bytes, mobile);
        for value in values {
            // As it is merged: blanks around it change nothing.
            put(&mut self.bytes, &normalise(trimmed(value)));
        }
        self.sum = self.sum.wrapping_add(sip::hash(self.key, &self.bytes));
        self.recipients = self.recipients.saturating_add(1);
    }

    /// Who was added so far, as a text to go on from in another request.
    pub fn progress(&self) -> String {
        [&hex(self.sum), "-", &self.recipients.to_string()].concat()
    }

    /// Goes on from there. `None` where the text is none of ours.
    #[must_use]
    pub fn resume(mut self, progress: &str) -> Option<Seal> {
        let (sum, recipients) = progress.split_once('-')?;
        self.sum = u128::from_str_radix(sum, 16).ok()?;
        self.recipients = recipients.parse().ok()?;
        Some(self)
    }

    /// The seal, as the API has it.
    pub fn hash(&self) -> String {
        let mut bytes = self.sum.to_le_bytes().to_vec();
        bytes.extend(self.recipients.to_le_bytes());
        hex(sip::hash(self.key, &bytes))
    }
}

/// A text with a byte behind it that is in none, so that no two lists of texts are the same bytes.
fn put(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend_from_slice(text.as_bytes());
    bytes.push(0xff);
}

fn hex(number: u128) -> String {
    let digit = |at: u32| char::from_digit((number >> at.saturating_mul(4)) as u32 & 15, 16);
    (0..32).rev().filter_map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::RelatedObject;

    fn seal(from: &str, text: &str) -> Seal {
        let template = Template::parse(text, RelatedObject::Campaign).unwrap();
        Seal::new(&from.parse().unwrap(), &template, Typography::Kept)
    }

    fn id(text: &str) -> RecordId {
        text.parse().unwrap()
    }

    fn two(seal: &Seal, order: [usize; 2]) -> String {
        let mut seal = seal.clone();
        for at in order {
            let name = ["Ada", "Eva"][at];
            seal.add(PersonObject::Lead, &id(name), "+41791234567", [name, " "]);
        }
        seal.hash()
    }

    #[test]
    fn the_order_does_not_count_and_everything_else_does() {
        let empty = seal("MITTO", "Hi <%=FirstName%> <%=LastName%>");
        let mut seen = vec![empty.hash()];
        assert_eq!(two(&empty, [0, 1]), two(&empty, [1, 0]));
        seen.push(two(&empty, [0, 1]));
        seen.push(two(&empty, [0, 0]));
        seen.push(two(
            &seal("MITTO2", "Hi <%=FirstName%> <%=LastName%>"),
            [0, 1],
        ));
        seen.push(two(
            &seal("MITTO", "Ho <%=FirstName%> <%=LastName%>"),
            [0, 1],
        ));
        let template = Template::parse("Hi <%=FirstName%> <%=LastName%>", RelatedObject::Campaign);
        let replaced = Seal::new(
            &"MITTO".parse().unwrap(),
            &template.unwrap(),
            Typography::Replaced,
        );
        seen.push(two(&replaced, [0, 1]));
        for (object, who, mobile, values) in [
            (PersonObject::Lead, "1", "+41791234567", ["Ada", ""]),
            (PersonObject::Contact, "1", "+41791234567", ["Ada", ""]),
            (PersonObject::Lead, "2", "+41791234567", ["Ada", ""]),
            (PersonObject::Lead, "1", "+41791234568", ["Ada", ""]),
            (PersonObject::Lead, "1", "+41791234567", ["Ad", "a"]),
            (PersonObject::Lead, "1", "+41791234567", ["", "Ada"]),
        ] {
            let mut seal = empty.clone();
            seal.add(object, &id(who), mobile, values);
            seen.push(seal.hash());
        }
        let all = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), all);
        assert!(seen.iter().all(|hash| hash.len() == 32));
    }

    #[test]
    fn blanks_around_a_value_are_not_sent_and_so_not_sealed() {
        let empty = seal("MITTO", "<%=FirstName%>");
        let with = |value: &str| {
            let mut seal = empty.clone();
            seal.add(PersonObject::Lead, &id("1"), "+41791234567", [value]);
            seal.hash()
        };
        assert_eq!(with("a\r\nb "), with("a\nb"));
        assert_ne!(with("a b"), with("a\nb"));
    }

    #[test]
    fn it_goes_on_where_another_request_ended() {
        let empty = seal("MITTO", "<%=FirstName%>");
        let mut one = empty.clone();
        one.add(PersonObject::Lead, &id("1"), "+41791234567", ["Ada"]);
        let mut here = empty.clone().resume(&one.progress()).unwrap();
        here.add(PersonObject::Lead, &id("2"), "+41791234568", ["Eva"]);
        one.add(PersonObject::Lead, &id("2"), "+41791234568", ["Eva"]);
        assert_eq!(here.hash(), one.hash());
        for bad in ["", "-", "x-1", "0", "0-x"] {
            assert_eq!(empty.clone().resume(bad), None, "{bad}");
        }
    }
}
