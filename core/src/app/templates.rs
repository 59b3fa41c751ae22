//! SMS Templates: the list.

use serde_json::Value;

use super::Page;
use super::answer::{Answer, UNREACHED, done, sentence};
use super::event::{Effect, Event, Start};
use super::node::Node;
use super::objects::{OBJECTS, label, word};
use super::query::{address, value};
use super::sheet::Sheet;
use super::toast::{self, Toast};
use crate::api::{Code, List, Method, Role, TemplateInput, TemplateItem};
use crate::template::Template;

const COLLECTION: &str = "/api/templates";
const LIST_PAGE: &str = "/templates";

const LIST: &str = "list";
const REMOVED: &str = "removed";
const RESTORED: &str = "restored";

/// The page.
pub(super) struct Templates {
    role: Role,
    list: Option<Vec<TemplateItem>>,
    problem: Option<String>,
    /// What is looked for in names and texts.
    search: String,
    /// The word of the object that is shown; blank for all.
    object: String,
    toast: Toast<TemplateItem>,
    /// What is being brought back; kept until it is.
    returning: Option<TemplateItem>,
}

impl Templates {
    pub(super) fn new(start: Start) -> Templates {
        Templates {
            role: start.role,
            list: None,
            problem: None,
            search: value(&start.path, "q"),
            object: value(&start.path, "object"),
            toast: Toast::new(),
            returning: None,
        }
    }

    /// The address says what is looked for, so that it can be kept and given on.
    fn moved(&self) -> Effect {
        let filters = [("object", self.object.as_str()), ("q", self.search.trim())];
        Effect::Moved {
            path: address(LIST_PAGE, &filters),
        }
    }

    fn pressed(&mut self, name: &str, value: &str) -> Vec<Effect> {
        match name {
            "retry" => {
                self.problem = None;
                vec![Effect::get(LIST, COLLECTION)]
            }
            "clear" => {
                self.search.clear();
                self.object.clear();
                vec![self.moved(), Effect::focus("search")]
            }
            "remove" if self.role == Role::Admin => {
                let path = [COLLECTION, "/", value].concat();
                let delete = Method::Delete;
                vec![Effect::request(REMOVED, value, delete, path, None, None)]
            }
            "undo" => {
                self.returning = self.toast.take_undo();
                self.returning.as_ref().map(restore).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn removed(&mut self, id: &str, status: u16, body: Value) -> Vec<Effect> {
        let list = Effect::get(LIST, COLLECTION);
        match done(status, body) {
            // Somebody else was first.
            Answer::Refused(problem) if problem.code == Code::NotFound => vec![list],
            Answer::Refused(problem) => {
                self.problem = Some(sentence(&problem));
                Vec::new()
            }
            Answer::None if status == 0 => {
                self.problem = Some(UNREACHED.to_owned());
                Vec::new()
            }
            Answer::Good(_) | Answer::None => {
                self.problem = None;
                // Not when the list comes again: it may still hold what is gone.
                let mut gone = None;
                if let Some(items) = &mut self.list {
                    let at = items.iter().position(|item| item.id.as_str() == id);
                    gone = at.map(|at| items.remove(at));
                }
                let name = gone.as_ref().map_or(id, |item| item.name.as_str());
                let said = ["“", name, "” is deleted."].concat();
                vec![self.toast.say(said, gone), Effect::focus("search")]
            }
        }
    }

    fn restored(&mut self, status: u16, body: Value) -> Vec<Effect> {
        let why = match Answer::<TemplateItem>::of(status, body) {
            Answer::Good(item) => {
                self.returning = None;
                let said = ["“", &item.name, "” is back."].concat();
                let toast = self.toast.say(said, None);
                return vec![toast, Effect::get(LIST, COLLECTION)];
            }
            Answer::Refused(problem) => sentence(&problem),
            Answer::None => UNREACHED.to_owned(),
        };
        // It can be tried again: only here is it left.
        let said = ["It is not back yet. ", &why].concat();
        vec![self.toast.say(said, self.returning.take())]
    }

    fn found(&self) -> Vec<&TemplateItem> {
        let wanted = self.search.trim().to_lowercase();
        let holds = |text: &str| text.to_lowercase().contains(&wanted);
        let all = self.list.iter().flatten();
        all.filter(|item| self.object.is_empty() || word(item.object) == self.object)
            .filter(|item| holds(&item.name) || holds(&item.text))
            .collect()
    }
}

/// A template that was removed is made anew; it has another id then.
fn restore(item: &TemplateItem) -> Effect {
    let input = TemplateInput {
        name: item.name.clone(),
        object: item.object,
        from: item.from.as_ref().map(ToString::to_string),
        text: item.text.clone(),
    };
    let body = serde_json::to_value(input).ok();
    Effect::request(RESTORED, "", Method::Post, COLLECTION, body, None)
}

impl Page for Templates {
    fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Started => vec![Effect::get(LIST, COLLECTION)],
            Event::Input { name, value } => {
                match name.as_str() {
                    "search" => self.search = value,
                    "filter" => self.object = value,
                    _ => return Vec::new(),
                }
                vec![self.moved()]
            }
            Event::Pressed { name, value, .. } => self.pressed(&name, &value),
            Event::Answered {
                what,
                about,
                status,
                body,
                ..
            } => match what.as_str() {
                LIST => {
                    match Answer::<List<TemplateItem>>::of(status, body) {
                        Answer::Good(list) => {
                            self.list = Some(list.items);
                            self.problem = None;
                        }
                        Answer::Refused(problem) => self.problem = Some(sentence(&problem)),
                        Answer::None => self.problem = Some(UNREACHED.to_owned()),
                    }
                    Vec::new()
                }
                REMOVED => self.removed(&about, status, body),
                RESTORED => self.restored(status, body),
                _ => Vec::new(),
            },
            Event::Elapsed { what } => {
                if what == toast::ELAPSED {
                    self.toast.clear();
                }
                Vec::new()
            }
        }
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new();
        let admin = self.role == Role::Admin;
        let found = self.found();
        let there = self.list.as_ref().is_some_and(|list| !list.is_empty());
        let empty = self.list.is_some() && !there;
        let all = ("", "All objects");
        let objects = OBJECTS.iter().map(|(_, word, label)| (*word, *label));
        let new = match self.object.as_str() {
            "" => "/templates/new".to_owned(),
            object => ["/templates/new?object=", object].concat(),
        };
        sheet
            .show("new", admin)
            .show("actions", admin)
            .set("new", "href", new)
            .show("loading", self.list.is_none() && self.problem.is_none())
            .note("problem", self.problem.as_deref())
            .show("retry", self.problem.is_some())
            .show("empty", empty)
            .show("empty-new", admin)
            .show("card", there || empty)
            .show("filters", there)
            .value("search", self.search.as_str())
            .choices("filter", core::iter::once(all).chain(objects), &self.object)
            .show("none-found", there && found.is_empty())
            .show("table", there && !found.is_empty())
            .nodes(
                "rows",
                found.into_iter().map(|item| row(item, admin)).collect(),
            );
        self.toast.draw(&mut sheet);
        sheet
    }
}

fn row(item: &TemplateItem, admin: bool) -> Node {
    let (template, _) = Template::parse_lenient(&item.text, item.object);
    let estimate = template.estimate();
    let mut messages = estimate.count.segments().to_string();
    if estimate.approximate {
        messages.push_str(" approx.");
    }
    let path = [LIST_PAGE, "/", item.id.as_str()].concat();
    let name = Node::new("th")
        .set("scope", "row")
        .with(Node::link(item.name.as_str(), path.as_str()))
        .with(Node::text("p", item.text.as_str()).class("excerpt"));
    let from = item.from.as_ref().map_or("", |from| from.as_str());
    let row = Node::new("tr")
        .with(name)
        .with(Node::text("td", label(item.object)))
        .with(Node::text("td", from).class("whole"))
        .with(Node::text("td", messages).class("num whole"));
    if !admin {
        return row;
    }
    let labelled = |node: Node, does: &str| {
        node.set("aria-label", [does, " ", &item.name].concat())
            .class("link")
    };
    row.with(
        Node::new("td")
            .class("actions")
            .with(labelled(Node::link("Edit", path), "Edit"))
            .with(labelled(
                Node::button("Delete", "remove", item.id.as_str()),
                "Delete",
            )),
    )
}

#[cfg(test)]
mod tests {
    use super::super::testing::Hands;
    use super::*;
    use serde_json::json;

    fn items() -> Value {
        json!({"items": [
            {"id": "t1", "name": "Thanks", "object": "lead", "from": "MITTO",
             "text": "Hello <%=FirstName%>, thank you"},
            {"id": "t2", "name": "Birthday", "object": "contact", "text": "Happy birthday 🎂"},
        ], "cursor": null})
    }

    fn listed(role: Role) -> Hands<Templates> {
        let mut hands = Hands::on(Templates::new(Start::of(role)));
        hands.answers(LIST, 200, items());
        hands
    }

    #[test]
    fn the_list_says_what_each_is_for_and_what_it_costs() {
        let rows = listed(Role::Admin).sheet().reads("rows");
        assert!(rows.contains("Thanks Hello <%=FirstName%>, thank you Lead MITTO 1 approx. Edit"));
        assert!(rows.contains("Contact 1 Edit Delete"), "{rows}");
    }

    #[test]
    fn a_user_reads_and_does_not_edit() {
        let mut hands = listed(Role::User);
        let sheet = hands.sheet();
        assert!(!sheet.reads("rows").contains("Edit") && !sheet.shows("new"));
        assert_eq!(hands.presses("remove", "t1").effects, []);
    }

    #[test]
    fn it_is_searched_by_name_text_and_object_and_the_address_keeps_that() {
        let mut hands = listed(Role::Admin);
        hands.types("search", "THANK YOU");
        let path = "/templates?q=THANK+YOU".to_owned();
        assert_eq!(hands.effects, [Effect::Moved { path }]);
        assert!(!hands.sheet().reads("rows").contains("Birthday"));
        hands.types("filter", "contact");
        assert!(hands.sheet().shows("none-found"));
        hands.presses("clear", "");
        assert!(hands.sheet().reads("rows").contains("Birthday"));

        let mut start = Start::of(Role::Admin);
        start.path = "/templates?object=contact".to_owned();
        let mut hands = Hands::on(Templates::new(start));
        hands.answers(LIST, 200, items());
        assert!(!hands.sheet().reads("rows").contains("Thanks"));
    }

    #[test]
    fn what_is_deleted_is_gone_at_once_and_can_be_brought_back() {
        let mut hands = listed(Role::Admin);
        hands.presses("remove", "t1");
        assert_eq!(hands.request().1, "/api/templates/t1");
        hands.answers_about(REMOVED, "t1", 204, None, Value::Null);
        assert!(!hands.sheet().reads("rows").contains("Thanks"));
        assert_eq!(hands.sheet().reads("toast-text"), "“Thanks” is deleted.");
        hands.presses("undo", "");
        let (method, path, body) = hands.request();
        assert_eq!((method, path), ("POST", COLLECTION));
        assert_eq!(body["from"], "MITTO");
        hands.answers(RESTORED, 0, Value::Null);
        assert!(hands.sheet().reads("toast-text").contains("no answer"));
        hands.presses("undo", "");
        assert_eq!(hands.request().2["name"], "Thanks");
        hands.answers(RESTORED, 201, items()["items"][0].clone());
        assert_eq!(hands.sheet().reads("toast-text"), "“Thanks” is back.");
    }

    #[test]
    fn nothing_yet_and_no_answer_are_two_things() {
        let mut hands = Hands::on(Templates::new(Start::of(Role::Admin)));
        hands.answers(LIST, 0, Value::Null);
        let sheet = hands.sheet();
        assert!(sheet.shows("retry") && !sheet.shows("empty"));
        hands.presses("retry", "");
        hands.answers(LIST, 200, json!({"items": [], "cursor": null}));
        let sheet = hands.sheet();
        assert!(sheet.shows("empty") && sheet.shows("empty-new") && !sheet.shows("filters"));
    }
}
