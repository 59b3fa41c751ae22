//! Choosing columns, and their order.

use super::super::event::Effect;
use super::super::node::Node;
use crate::api::Column;

/// What the buttons of a column do.
const ADD: &str = "add-column";
const REMOVE: &str = "remove-column";
const UP: &str = "column-up";
const DOWN: &str = "column-down";

/// Presses a button of a column; what is to be done, if that changed anything.
pub(super) fn press(columns: &mut Vec<Column>, does: &str, word: &str) -> Option<Vec<Effect>> {
    let column = Column::from_word(word)?;
    let place = columns.iter().position(|it| *it == column);
    let last = columns.len().checked_sub(1)?;
    let (said, focus) = match (does, place) {
        (ADD, None) => {
            columns.push(column);
            (" is shown".to_owned(), REMOVE)
        }
        // At least one stays.
        (REMOVE, Some(place)) if last > 0 => {
            columns.remove(place);
            (" is not shown".to_owned(), ADD)
        }
        (UP, Some(place)) if place > 0 => {
            columns.swap(place, place.checked_sub(1)?);
            // At the end of its way a button is gone.
            (at(place, last), if place > 1 { UP } else { DOWN })
        }
        (DOWN, Some(place)) if place < last => {
            let to = place.checked_add(1)?;
            columns.swap(place, to);
            let said = at(to.checked_add(1)?, last);
            (said, if to < last { DOWN } else { UP })
        }
        _ => return None,
    };
    let said = [column.label(), &said].concat();
    Some(vec![
        Effect::announce(said),
        Effect::focus([focus, "-", word].concat()),
    ])
}

fn at(place: usize, last: usize) -> String {
    let all = last.saturating_add(1).to_string();
    [" is column ", &place.to_string(), " of ", &all].concat()
}

/// The columns that are shown, in their order.
pub(super) fn chosen(columns: &[Column]) -> Vec<Node> {
    let last = columns.len().saturating_sub(1);
    let item = |(place, column): (usize, &Column)| {
        let button = |on: bool, label, says, does| on.then(|| button(label, says, does, *column));
        Node::new("li")
            .with(Node::text("span", column.label()))
            .with_all(button(place > 0, "↑", "Move up", UP))
            .with_all(button(place < last, "↓", "Move down", DOWN))
            .with_all(button(last > 0, "Remove", "Remove", REMOVE))
    };
    columns.iter().enumerate().map(item).collect()
}

/// Those that are not shown.
pub(super) fn further(columns: &[Column]) -> Vec<Node> {
    let rest = Column::ALL.into_iter().filter(|it| !columns.contains(it));
    rest.map(|column| {
        Node::new("li")
            .with(Node::text("span", column.label()))
            .with(button("Add", "Add", ADD, column))
    })
    .collect()
}

fn button(label: &'static str, says: &str, does: &'static str, column: Column) -> Node {
    Node::button(label, does, column.as_str())
        .class("link")
        .set("id", [does, "-", column.as_str()].concat())
        .set("aria-label", [says, " ", column.label()].concat())
}
