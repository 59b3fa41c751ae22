//! What is wrong with a file, and where in it.

use super::super::answer::sentence;
use super::super::node::Node;
use crate::api::Problem;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Complaint {
    /// `templates[3].text`; none where it is the file as a whole.
    place: Option<String>,
    why: String,
}

impl Complaint {
    /// The file as a whole.
    pub(super) fn of_all(why: String) -> Complaint {
        Complaint { place: None, why }
    }

    pub(super) fn drawn(&self) -> Node {
        let place = self.place.as_deref().map(|place| Node::text("code", place));
        Node::new("li")
            .with_all(place)
            .with(Node::text("span", self.why.as_str()))
    }
}

/// Everything that a refusal names: a line each, `place: why`.
pub(super) fn read(problem: &Problem) -> Vec<Complaint> {
    let Some(detail) = &problem.detail else {
        return vec![Complaint {
            place: problem.field.clone(),
            why: sentence(problem),
        }];
    };
    let lines = detail.lines().map(line);
    let mut complaints: Vec<Complaint> = lines.collect();
    // Only the problem itself knows the place.
    if let [only] = complaints.as_mut_slice()
        && only.place.is_none()
    {
        only.place.clone_from(&problem.field);
    }
    complaints
}

fn line(line: &str) -> Complaint {
    match line.split_once(": ") {
        Some((place, why)) if is_place(place) => Complaint {
            place: Some(place.to_owned()),
            why: why.to_owned(),
        },
        _ => Complaint::of_all(line.to_owned()),
    }
}

/// Whether it is a path into the file, and not the beginning of a sentence.
fn is_place(text: &str) -> bool {
    let first = text.chars().next();
    first.is_some_and(|c| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '[' | ']'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(field: Option<&str>, detail: &str) -> Vec<String> {
        let mut problem = Problem::field("x", detail);
        problem.field = field.map(str::to_owned);
        let complaints = read(&problem);
        complaints.iter().map(|it| it.drawn().all_text()).collect()
    }

    #[test]
    fn each_line_has_its_place() {
        let detail = "senders[0].name: Branded: the limit is 11 characters.\ntemplates[3].text: It is empty.\nand 4 more.";
        let said = said(Some("senders[0].name"), detail);
        assert_eq!(
            said,
            [
                "senders[0].name Branded: the limit is 11 characters.",
                "templates[3].text It is empty.",
                "and 4 more."
            ]
        );
    }

    #[test]
    fn a_sentence_is_no_place() {
        assert_eq!(
            said(Some("format"), "No file: of ours."),
            ["format No file: of ours."]
        );
        assert_eq!(said(None, "It is no object."), ["It is no object."]);
    }
}
