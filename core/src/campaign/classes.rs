//! A campaign's recipients, grouped by the shapes of their values.

use std::collections::BinaryHeap;

use super::counts::Counts;
use super::shape::{Shape, ShapeError};
use crate::api::{Class, ClassesAnswer};
use crate::template::{MergeField, RelatedObject};

/// Recipients grouped by the shapes of some fields' values: all that counting needs, and nobody's data.
///
/// Made by adding one after the other; it takes the room of its classes, not of the recipients.
/// 100,000 people are a few hundred classes of first and last name.
///
/// ```
/// use mitto_core::campaign::Classes;
/// use mitto_core::template::{MergeField, RelatedObject};
///
/// let first = MergeField::find("FirstName", RelatedObject::Campaign).unwrap();
/// let mut classes = Classes::of(vec![first]);
/// for name in ["Anna", "Rosa", "Łukasz", "Juraj"] {
///     classes.add([name]);
/// }
/// let groups: Vec<_> = classes.iter().collect();
/// assert_eq!(groups, [("b4", 2), ("b5", 1), ("u6", 1)]);
/// ```
#[derive(Clone, Debug)]
pub struct Classes {
    fields: Vec<MergeField>,
    /// By the shapes, with a space between two: no shape holds one.
    members: Counts,
    /// Where the next member's shapes are put together.
    key: String,
}

const BETWEEN: char = ' ';

impl Classes {
    /// Nobody yet, in the shapes of these fields.
    pub const fn of(fields: Vec<MergeField>) -> Classes {
        Classes {
            fields,
            members: Counts::new(),
            key: String::new(),
        }
    }

    /// The fields.
    pub fn fields(&self) -> &[MergeField] {
        &self.fields
    }

    /// Adds a recipient by its values of the fields, in their order. One that is left out is blank.
    pub fn add<'v>(&mut self, values: impl IntoIterator<Item = &'v str>) {
        self.key.clear();
        let mut values = values.into_iter();
        for at in 0..self.fields.len() {
            if at > 0 {
                self.key.push(BETWEEN);
            }
            Shape::write(values.next().unwrap_or_default(), &mut self.key);
        }
        self.members.add(&self.key, 1);
    }

    /// Adds all recipients of classes of the same fields.
    pub fn merge(&mut self, others: Classes) {
        for (shapes, more) in others.members.iter() {
            self.members.add(shapes, more);
        }
    }

    /// Each class, by its shapes, with how many recipients it has. Sorted, so that equal campaigns give equal
    /// answers.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        // By way of a heap: each other kind of sort is 4 kB of the Worker for each type.
        let classes: BinaryHeap<_> = self.members.iter().collect();
        classes.into_sorted_vec().into_iter()
    }

    /// How many classes there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many recipients there are.
    pub fn recipients(&self) -> u32 {
        self.members
            .iter()
            .fold(0, |sum, (_, members)| sum.saturating_add(members))
    }

    /// For the API.
    pub fn answer(&self, skipped: super::Skipped) -> ClassesAnswer {
        let class = |(shapes, members): (&str, u32)| Class {
            // The shapes of no fields are none; split would say one.
            shapes: shapes
                .split(BETWEEN)
                .take(self.fields.len())
                .map(str::to_owned)
                .collect(),
            members,
        };
        ClassesAnswer {
            fields: self
                .fields
                .iter()
                .map(|field| field.name().to_owned())
                .collect(),
            classes: self.iter().map(class).collect(),
            recipients: self.recipients(),
            skipped,
        }
    }

    /// Ready to be counted, again and again.
    pub fn measure(&self) -> Measured {
        let mut measured = Measured::of(self.fields.clone());
        for (shapes, members) in self.iter() {
            // What was written is read.
            let _ = measured.add(shapes.split(BETWEEN), members);
        }
        measured
    }
}

/// Classes whose shapes are read.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    fields: Vec<MergeField>,
    /// Each once.
    shapes: Vec<Shape>,
    known: Counts,
    /// For each class a shape for each field, by its place in `shapes`.
    rows: Vec<usize>,
    members: Vec<u32>,
}

impl Measured {
    fn of(fields: Vec<MergeField>) -> Measured {
        Measured {
            fields,
            ..Measured::default()
        }
    }

    fn add<'s>(
        &mut self,
        shapes: impl Iterator<Item = &'s str>,
        members: u32,
    ) -> Result<(), ShapeError> {
        let row = self.rows.len();
        for shape in shapes.take(self.fields.len()) {
            let at = self.known.add(shape, 1);
            if at == self.shapes.len() {
                self.shapes.push(shape.parse()?);
            }
            self.rows.push(at);
        }
        if self.rows.len().saturating_sub(row) != self.fields.len() {
            return Err(ShapeError);
        }
        self.members.push(members);
        Ok(())
    }

    /// Of the API's answer.
    ///
    /// # Errors
    /// A shape or a field that is none.
    pub fn read(answer: &ClassesAnswer) -> Result<Measured, ShapeError> {
        let find = |name: &String| MergeField::find(name, RelatedObject::Campaign);
        let fields: Result<Vec<_>, _> = answer.fields.iter().map(find).collect();
        let mut measured = Measured::of(fields.map_err(|_| ShapeError)?);
        for class in &answer.classes {
            measured.add(class.shapes.iter().map(String::as_str), class.members)?;
        }
        Ok(measured)
    }

    /// Where a field stands in a row.
    pub(super) fn place(&self, field: MergeField) -> Option<usize> {
        self.fields.iter().position(|known| *known == field)
    }

    /// Each class: its row, and how many recipients it has.
    pub(super) fn classes(&self) -> impl Iterator<Item = (&[usize], u32)> {
        let width = self.fields.len();
        let rows = self.members.iter().enumerate();
        rows.map(move |(n, members)| {
            let from = n.saturating_mul(width);
            let row = self.rows.get(from..from.saturating_add(width));
            (row.unwrap_or_default(), *members)
        })
    }

    /// The shape of a field in a row.
    pub(super) fn shape(&self, row: &[usize], place: usize) -> Option<&Shape> {
        self.shapes.get(*row.get(place)?)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Skipped;
    use super::*;

    fn fields(names: &[&str]) -> Vec<MergeField> {
        let find = |name: &&str| MergeField::find(name, RelatedObject::Campaign).unwrap();
        names.iter().map(find).collect()
    }

    #[test]
    fn members_of_equal_shapes_are_one_class_in_whatever_order_they_come() {
        let people = [["Ada", "Ng"], ["Eva", "Li"], ["Ada", ""], ["Jo", "Łuk"]];
        let mut forth = Classes::of(fields(&["FirstName", "LastName"]));
        people.iter().for_each(|values| forth.add(*values));
        let (first, rest) = people.split_first().unwrap();
        let mut back = Classes::of(fields(&["FirstName", "LastName"]));
        rest.iter().rev().for_each(|values| back.add(*values));
        let mut other = Classes::of(fields(&["FirstName", "LastName"]));
        other.add(*first);
        back.merge(other);
        let listed: Vec<_> = forth.iter().collect();
        assert_eq!(listed, [("b2 u3", 1), ("b3 ", 1), ("b3 b2", 2)]);
        assert_eq!(back.iter().collect::<Vec<_>>(), listed);
        assert_eq!((forth.recipients(), forth.len()), (4, 3));
    }

    #[test]
    fn the_answer_says_all_that_counting_needs() {
        let mut classes = Classes::of(fields(&["FirstName", "LastName"]));
        classes.add(["Ada", "Smith–Li"]);
        classes.add(["Ada"]);
        let answer = classes.answer(Skipped::new());
        let json = serde_json::json!({
            "fields": ["FirstName", "LastName"],
            "classes": [
                {"shapes": ["b3", ""], "members": 1},
                {"shapes": ["b3", "b5–b2"], "members": 1},
            ],
            "recipients": 2,
            "skipped": {},
        });
        assert_eq!(serde_json::to_value(&answer).unwrap(), json);
        let read = Measured::read(&answer).unwrap();
        assert_eq!(read.members, [1, 1]);
        assert_eq!(read.rows, classes.measure().rows);
    }

    #[test]
    fn without_a_field_all_are_one_class() {
        let mut classes = Classes::of(Vec::new());
        classes.add([]);
        classes.add(["never looked at"]);
        let answer = classes.answer(Skipped::new());
        assert_eq!(
            answer.classes,
            [Class {
                shapes: Vec::new(),
                members: 2
            }]
        );
        assert_eq!(Measured::read(&answer).unwrap().members, [2]);
    }

    #[test]
    fn an_answer_that_makes_no_sense_is_refused() {
        let mut answer = Classes::of(fields(&["FirstName"])).answer(Skipped::new());
        answer.classes = vec![Class {
            shapes: Vec::new(),
            members: 1,
        }];
        assert_eq!(Measured::read(&answer).unwrap_err(), ShapeError);
        answer.classes = vec![Class {
            shapes: vec!["?".to_owned()],
            members: 1,
        }];
        assert_eq!(Measured::read(&answer).unwrap_err(), ShapeError);
        answer.classes.clear();
        answer.fields = vec!["Company".to_owned()];
        assert_eq!(Measured::read(&answer).unwrap_err(), ShapeError);
    }
}
