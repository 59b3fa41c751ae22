//! Writing the JSON of a report. Reports come by the thousand: serde's way, through a writer and a
//! formatter for each piece of each text, takes several times as long.

/// An object that is being written.
pub(super) struct Object(String);

impl Object {
    pub(super) fn new() -> Object {
        Object("{".to_owned())
    }

    pub(super) fn text(&mut self, name: &str, text: Option<&str>) {
        self.name(name);
        match text {
            Some(text) => push_text(&mut self.0, text),
            None => self.0.push_str("null"),
        }
    }

    pub(super) fn number(&mut self, name: &str, number: Option<i64>) {
        self.name(name);
        match number {
            Some(number) => self.0.push_str(&number.to_string()),
            None => self.0.push_str("null"),
        }
    }

    pub(super) fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }

    /// Our own names need no escape.
    fn name(&mut self, name: &str) {
        let before = if self.0.len() == 1 { "\"" } else { ",\"" };
        for piece in [before, name, "\":"] {
            self.0.push_str(piece);
        }
    }
}

fn push_text(json: &mut String, text: &str) {
    json.push('"');
    let mut rest = text;
    while let Some((plain, escaped, after)) = next_escape(rest) {
        json.push_str(plain);
        match escaped {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            control => {
                let [high, low] = [u32::from(control) >> 4, u32::from(control) & 15];
                json.push_str("\\u00");
                json.extend([high, low].map(|digit| char::from_digit(digit, 16).unwrap_or('0')));
            }
        }
        rest = after;
    }
    json.push_str(rest);
    json.push('"');
}

/// What stands before the first character that needs an escape, that, and what follows.
fn next_escape(text: &str) -> Option<(&str, char, &str)> {
    let at = text
        .bytes()
        .position(|byte| byte < b' ' || byte == b'"' || byte == b'\\')?;
    let (plain, rest) = text.split_at_checked(at)?;
    let mut rest = rest.chars();
    rest.next().map(|escaped| (plain, escaped, rest.as_str()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    proptest! {
        #[test]
        fn it_is_what_serde_reads(text in ".*", control in "[\\x00-\\x1f\"\\\\]{0,4}", number: Option<i64>) {
            let text = [&control, text.as_str(), &control].concat();
            let mut object = Object::new();
            object.text("text", Some(&text));
            object.number("number", number);
            object.text("none", None);
            let read: Value = serde_json::from_str(&object.end()).unwrap();
            prop_assert_eq!(read, json!({"text": text, "number": number, "none": null}));
        }
    }
}
