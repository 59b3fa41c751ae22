//! Items that are removed with a way back: what is under way, what its answer says, and the toast that takes it back.

use serde_json::Value;

use super::answer::why_not;
use super::event::Effect;
use super::toast::Toast;
use crate::api::{Code, Method, Problem};
use crate::ids::ItemId;

pub(super) const REMOVED: &str = "removed";
pub(super) const RESTORED: &str = "restored";

/// What an answer came to that has no body of interest.
type Answered = Result<Value, Option<Problem>>;

/// What is left of an item that goes.
#[derive(Clone, Debug)]
pub(super) struct Going {
    pub(super) id: ItemId,
    pub(super) name: String,
    /// What makes it anew; it has another id then. Nothing: it does not come back.
    pub(super) body: Option<Value>,
}

/// The removals of a page.
pub(super) struct Removal {
    /// The address of the items.
    at: &'static str,
    /// What is being removed or brought back; an answer says which, by its id.
    under_way: Vec<Going>,
    pub(super) toast: Toast<Going>,
}

impl Removal {
    pub(super) const fn new(at: &'static str) -> Removal {
        Removal {
            at,
            under_way: Vec::new(),
            toast: Toast::new(),
        }
    }

    /// Whether it is under way: once, however often it is pressed.
    pub(super) fn is_going(&self, id: &str) -> bool {
        self.place_of(id).is_some()
    }

    fn place_of(&self, id: &str) -> Option<usize> {
        self.under_way.iter().position(|it| it.id.as_str() == id)
    }

    /// Removes it.
    pub(super) fn remove(&mut self, item: Going) -> Effect {
        let id = item.id.as_str();
        let (delete, path) = (Method::Delete, [self.at, "/", id].concat());
        let request = Effect::request(REMOVED, id, delete, path, None, None);
        self.under_way.push(item);
        request
    }

    /// What was under way, now that it is answered.
    pub(super) fn answered(&mut self, id: &str) -> Option<Going> {
        let at = self.place_of(id)?;
        Some(self.under_way.swap_remove(at))
    }

    /// Its removal was answered: what to do, with the list beside it.
    ///
    /// # Errors
    /// What to say of the list.
    pub(super) fn removed(
        &mut self,
        id: &str,
        answer: Answered,
        list: Effect,
        words: &str,
    ) -> Result<Vec<Effect>, String> {
        let Some(item) = self.answered(id) else {
            return Ok(Vec::new());
        };
        match answer {
            Ok(_) => {
                let said = ["“", &item.name, "” ", words].concat();
                let undo = Some(item).filter(|item| item.body.is_some());
                Ok(self.gone(said, undo, list))
            }
            // Somebody else was faster: the list is old.
            Err(Some(problem)) if problem.code == Code::NotFound => Ok(vec![list]),
            Err(problem) => Err(why_not(problem.as_ref())),
        }
    }

    /// It is gone, perhaps with a way back.
    pub(super) fn gone(&mut self, said: String, undo: Option<Going>, list: Effect) -> Vec<Effect> {
        vec![self.toast.say(said, undo), list, Effect::focus("add")]
    }

    /// Makes anew what the toast says is gone.
    pub(super) fn undo(&mut self) -> Option<Effect> {
        let item = self.toast.take_undo()?;
        let (id, body) = (item.id.as_str(), item.body.clone());
        let request = Effect::request(RESTORED, id, Method::Post, self.at, body, None);
        self.under_way.push(item);
        Some(request)
    }

    /// That was answered.
    pub(super) fn restored(&mut self, id: &str, answer: Answered, list: Effect) -> Vec<Effect> {
        let Some(item) = self.answered(id) else {
            return Vec::new();
        };
        let named = ["“", &item.name, "” is "].concat();
        match answer {
            // The way back stays open.
            Err(problem) if problem.as_ref().is_none_or(|it| it.code != Code::Duplicate) => {
                let said = [&named, "not back yet. ", &why_not(problem.as_ref())].concat();
                vec![self.toast.say(said, Some(item))]
            }
            // Or whoever made it anew was faster.
            _ => vec![list, Effect::announce([&named, "back."].concat())],
        }
    }
}
