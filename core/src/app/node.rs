//! What fills a list: nodes with texts and attributes, never markup.

use serde::Serialize;

#[cfg(not(target_family = "wasm"))]
use super::moment;
use crate::language::{Say, word};

/// What can be said in a node or a mark. Not `Into<String>`, because the standard library's way from a `&str` is written
/// anew at each of some hundred calls.
pub trait Words {
    /// The text.
    fn words(self) -> String;
}

impl Words for String {
    fn words(self) -> String {
        self
    }
}

impl Words for &str {
    #[inline(never)]
    fn words(self) -> String {
        self.to_owned()
    }
}

impl Words for Say {
    #[inline(never)]
    fn words(self) -> String {
        word(self.0)
    }
}

impl Words for &String {
    fn words(self) -> String {
        self.as_str().words()
    }
}

/// A node. Its texts become text nodes; what they hold is never read as markup.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Node {
    tag: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    text: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attributes: Vec<(&'static str, String)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    children: Vec<Node>,
}

impl Node {
    /// An empty node.
    pub fn new(tag: &'static str) -> Node {
        Node::saying(tag, String::new())
    }

    /// A node with a text.
    pub fn text(tag: &'static str, text: impl Words) -> Node {
        Node::saying(tag, text.words())
    }

    #[inline(never)]
    fn saying(tag: &'static str, text: String) -> Node {
        Node {
            tag,
            text,
            attributes: Vec::new(),
            children: Vec::new(),
        }
    }

    /// A button that does something: its `data-do` and `data-value`.
    pub fn button(label: impl Words, does: &'static str, value: impl Words) -> Node {
        Node::text("button", label)
            .set("type", "button")
            .set("data-do", does)
            .set("data-value", value)
    }

    /// A link to a page of the app.
    pub fn link(label: impl Words, path: impl Words) -> Node {
        Node::text("a", label).set("href", path)
    }

    /// A moment, RFC 3339. The browser's side shows it in the person's own time zone.
    pub fn time(at: &str) -> Node {
        // Words for where there is no browser to write them are nothing to be downloaded by one.
        #[cfg(not(target_family = "wasm"))]
        let words = moment::utc(at);
        #[cfg(target_family = "wasm")]
        let words = at;
        Node::text("time", words).set("datetime", at)
    }

    /// With an attribute.
    #[must_use]
    pub fn set(self, name: &'static str, value: impl Words) -> Node {
        self.having(name, value.words())
    }

    #[inline(never)]
    fn having(mut self, name: &'static str, value: String) -> Node {
        self.attributes.push((name, value));
        self
    }

    /// With a class.
    #[must_use]
    pub fn class(self, class: &'static str) -> Node {
        self.set("class", class)
    }

    /// With a child.
    #[must_use]
    #[inline(never)]
    pub fn with(mut self, child: Node) -> Node {
        self.children.push(child);
        self
    }

    /// With children.
    #[must_use]
    pub fn with_all(mut self, children: impl IntoIterator<Item = Node>) -> Node {
        self.children.extend(children);
        self
    }

    /// All texts in it, for tests and screen readers.
    pub fn all_text(&self) -> String {
        let mut all = self.text.clone();
        for child in &self.children {
            let text = child.all_text();
            if !all.is_empty() && !text.is_empty() {
                all.push(' ');
            }
            all.push_str(&text);
        }
        all
    }
}
