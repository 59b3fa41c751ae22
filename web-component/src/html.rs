//! Trees from the `.html` files, built node by node.

use web_sys::{Document, Element, Node};

/// A step in building a tree.
pub(crate) enum Step {
    /// Begin an element.
    Open(&'static str, &'static [(&'static str, &'static str)]),
    /// Text inside the current element.
    Text(&'static str),
    /// End the current element.
    Close,
}

include!(concat!(env!("OUT_DIR"), "/html.rs"));

/// Builds what the steps say inside `parent`. The DOM refuses nothing here: names and attributes
/// are those of our own files.
pub(crate) fn build(document: &Document, parent: &Node, steps: &[Step]) {
    let mut at: Vec<Node> = vec![parent.clone()];
    for step in steps {
        match (step, at.last()) {
            (Step::Open(name, attributes), Some(parent)) => {
                let Ok(element) = document.create_element(name) else {
                    return;
                };
                set_all(&element, attributes);
                let _ = parent.append_child(&element);
                at.push(element.into());
            }
            (Step::Text(text), Some(parent)) => {
                let _ = parent.append_child(&document.create_text_node(text));
            }
            (Step::Close, _) => {
                at.pop();
            }
            (_, None) => return,
        }
    }
}

fn set_all(element: &Element, attributes: &[(&str, &str)]) {
    for (name, value) in attributes {
        let _ = element.set_attribute(name, value);
    }
}
