//! The few things we do to nodes. Each changes only what differs, so that a screen reader hears no
//! change that is none, and a text box keeps its caret.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, Node, ShadowRoot};

/// The element's own tree.
pub(crate) struct Dom {
    pub(crate) root: ShadowRoot,
    pub(crate) document: Document,
}

impl Dom {
    /// The node with this id, as this kind of element. Ids are those of our own `.html` files.
    pub(crate) fn get<T: JsCast>(&self, id: &str) -> Option<T> {
        self.root.get_element_by_id(id)?.dyn_into().ok()
    }

    pub(crate) fn text(&self, id: &str, text: &str) {
        let Some(node) = self.get::<Element>(id) else {
            return;
        };
        if node.text_content().as_deref() != Some(text) {
            node.set_text_content(Some(text));
        }
    }

    pub(crate) fn show(&self, id: &str, shown: bool) {
        self.flag(id, "hidden", !shown);
    }

    pub(crate) fn disable(&self, id: &str, disabled: bool) {
        self.flag(id, "disabled", disabled);
    }

    fn flag(&self, id: &str, name: &str, on: bool) {
        let Some(node) = self.get::<Element>(id) else {
            return;
        };
        if node.has_attribute(name) != on {
            let _ = node.toggle_attribute_with_force(name, on);
        }
    }

    pub(crate) fn set(&self, id: &str, name: &str, value: &str) {
        let Some(node) = self.get::<Element>(id) else {
            return;
        };
        if node.get_attribute(name).as_deref() != Some(value) {
            let _ = node.set_attribute(name, value);
        }
    }

    pub(crate) fn focus(&self, id: &str) {
        if let Some(node) = self.get::<HtmlElement>(id) {
            let _ = node.focus();
        }
    }

    /// A new element with a class and a text.
    pub(crate) fn make(&self, name: &str, class: &str, text: &str) -> Option<Element> {
        let node = self.document.create_element(name).ok()?;
        if !class.is_empty() {
            node.set_class_name(class);
        }
        if !text.is_empty() {
            node.set_text_content(Some(text));
        }
        Some(node)
    }

    /// Puts new children in the place of the old ones.
    pub(crate) fn fill(&self, id: &str, children: impl IntoIterator<Item = Element>) {
        let Some(parent) = self.get::<Element>(id) else {
            return;
        };
        parent.set_text_content(None);
        for child in children {
            append(&parent, &child);
        }
    }
}

pub(crate) fn append(parent: &Node, child: &Node) {
    let _ = parent.append_child(child);
}
