//! Everything that is to be seen of a page, as marks on the ids of its HTML.

use serde::Serialize;

use super::node::{Node, Words};
use crate::language::heard;

/// One thing to be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "mark", rename_all = "camelCase")]
pub enum Mark {
    /// The text of a node.
    Text {
        /// The node.
        id: &'static str,
        /// Its text.
        text: String,
    },
    /// Whether a node is there to be seen.
    Shown {
        /// The node.
        id: &'static str,
        /// Whether it is.
        on: bool,
    },
    /// Whether a control is off.
    Disabled {
        /// The control.
        id: &'static str,
        /// Whether it is.
        on: bool,
    },
    /// What stands in a box, or is chosen.
    Value {
        /// The control.
        id: &'static str,
        /// What.
        value: String,
    },
    /// Whether a box is ticked.
    Checked {
        /// The box.
        id: &'static str,
        /// Whether it is.
        on: bool,
    },
    /// An attribute; an empty value removes it.
    Attribute {
        /// The node.
        id: &'static str,
        /// The attribute.
        name: &'static str,
        /// Its value.
        value: String,
    },
    /// The content of a list.
    Nodes {
        /// The list.
        id: &'static str,
        /// Its content.
        nodes: Vec<Node>,
    },
    /// Whether a dialog is open.
    Open {
        /// The dialog.
        id: &'static str,
        /// Whether it is.
        on: bool,
    },
}

impl Mark {
    /// What it is a mark on.
    pub const fn id(&self) -> &'static str {
        match self {
            Mark::Text { id, .. }
            | Mark::Shown { id, .. }
            | Mark::Disabled { id, .. }
            | Mark::Value { id, .. }
            | Mark::Checked { id, .. }
            | Mark::Attribute { id, .. }
            | Mark::Nodes { id, .. }
            | Mark::Open { id, .. } => id,
        }
    }
}

/// Everything that is to be seen of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sheet {
    marks: Vec<Mark>,
    /// Something is typed that would be lost by leaving.
    unsaved: bool,
}

impl Sheet {
    /// Nothing yet.
    pub fn new() -> Sheet {
        Sheet::default()
    }

    /// The marks, in order.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Whether something is typed that would be lost by leaving.
    pub fn is_unsaved(&self) -> bool {
        self.unsaved
    }

    #[inline(never)]
    fn mark(&mut self, mark: Mark) -> &mut Sheet {
        self.marks.push(mark);
        self
    }

    /// The text of a node.
    pub fn text(&mut self, id: &'static str, text: impl Words) -> &mut Sheet {
        let text = text.words();
        self.mark(Mark::Text { id, text })
    }

    /// Whether a node is there to be seen.
    pub fn show(&mut self, id: &'static str, on: bool) -> &mut Sheet {
        self.mark(Mark::Shown { id, on })
    }

    /// A box that is there only with something to say. What the API has said is kept in English, and said here in the
    /// language of this moment.
    pub fn note(&mut self, id: &'static str, text: Option<&str>) -> &mut Sheet {
        self.show(id, text.is_some())
            .text(id, text.map(heard).unwrap_or_default())
    }

    /// Whether a control is off.
    pub fn disable(&mut self, id: &'static str, on: bool) -> &mut Sheet {
        self.mark(Mark::Disabled { id, on })
    }

    /// Whether a button does nothing for now. It keeps the focus, which a disabled one would lose.
    pub fn rest(&mut self, id: &'static str, on: bool) -> &mut Sheet {
        self.set(id, "aria-disabled", if on { "true" } else { "" })
    }

    /// What stands in a box, or is chosen.
    pub fn value(&mut self, id: &'static str, value: impl Words) -> &mut Sheet {
        let value = value.words();
        self.mark(Mark::Value { id, value })
    }

    /// Whether a box is ticked.
    pub fn check(&mut self, id: &'static str, on: bool) -> &mut Sheet {
        self.mark(Mark::Checked { id, on })
    }

    /// An attribute; an empty value removes it.
    pub fn set(&mut self, id: &'static str, name: &'static str, value: impl Words) -> &mut Sheet {
        let value = value.words();
        self.mark(Mark::Attribute { id, name, value })
    }

    /// A problem at a control: its text in `problem`, and the control marked for a screen reader.
    pub fn problem(
        &mut self,
        control: &'static str,
        problem: &'static str,
        text: Option<&str>,
    ) -> &mut Sheet {
        let invalid = if text.is_some() { "true" } else { "" };
        self.set(control, "aria-invalid", invalid)
            .note(problem, text)
    }

    /// The content of a list.
    pub fn nodes(&mut self, id: &'static str, nodes: Vec<Node>) -> &mut Sheet {
        self.mark(Mark::Nodes { id, nodes })
    }

    /// The choices of a select: value and label, and which is chosen.
    pub fn choices<'a>(
        &mut self,
        id: &'static str,
        choices: impl IntoIterator<Item = (&'a str, &'a str)>,
        chosen: &str,
    ) -> &mut Sheet {
        let option = |(value, label)| Node::text("option", label).set("value", value);
        let nodes = choices.into_iter().map(option).collect();
        self.nodes(id, nodes).value(id, chosen)
    }

    /// Whether a dialog is open.
    pub fn open(&mut self, id: &'static str, on: bool) -> &mut Sheet {
        self.mark(Mark::Open { id, on })
    }

    /// Says that something typed would be lost by leaving.
    pub fn unsaved(&mut self, unsaved: bool) -> &mut Sheet {
        self.unsaved = unsaved;
        self
    }

    /// What a node says: its text, or the texts of its content. For tests.
    pub fn reads(&self, wanted: &str) -> String {
        let said = |mark: &Mark| match mark {
            Mark::Text { id, text } if *id == wanted => Some(text.clone()),
            Mark::Nodes { id, nodes } if *id == wanted => {
                let texts: Vec<String> = nodes.iter().map(Node::all_text).collect();
                Some(texts.join("\n"))
            }
            _ => None,
        };
        self.marks.iter().find_map(said).unwrap_or_default()
    }

    /// An attribute of a node, blank where it has none. For tests.
    pub fn attribute(&self, wanted: &str, called: &str) -> &str {
        let set = |mark: &'_ Mark| match mark {
            Mark::Attribute { id, name, .. } => *id == wanted && *name == called,
            _ => false,
        };
        match self.marks.iter().find(|mark| set(mark)) {
            Some(Mark::Attribute { value, .. }) => value,
            _ => "",
        }
    }

    /// Whether a node is shown, a dialog open. For tests.
    pub fn shows(&self, wanted: &str) -> bool {
        self.marks.iter().any(|mark| match mark {
            Mark::Shown { id, on } | Mark::Open { id, on } => *id == wanted && *on,
            _ => false,
        })
    }
}
