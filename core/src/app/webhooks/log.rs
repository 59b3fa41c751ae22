//! The deliveries of one endpoint: read page by page, sent again, and read anew while something is under way.

use serde_json::Value;

use super::super::answer::{Answer, why};
use super::super::collection::Item;
use super::super::event::Effect;
use super::super::query::address;
use super::{draw, path};
use crate::api::{List, Method, Webhook, WebhookDelivery};
use crate::webhook::DeliveryState;

const NEWEST: &str = "newest";
const OLDER: &str = "older";
const RESENT: &str = "resent";

/// The name of the wait.
pub(super) const LOOK: &str = "log";
/// From one look at what is under way to the next, milliseconds.
const LOOK_MS: u32 = 5_000;

/// The deliveries of an endpoint.
pub(super) struct Log {
    id: String,
    pub(super) name: String,
    pub(super) rows: Option<Vec<WebhookDelivery>>,
    pub(super) cursor: Option<String>,
    /// More than the newest page is shown: it is not read anew by itself.
    long: bool,
    pub(super) loading_more: bool,
    /// Which is being sent again.
    pub(super) resending: Option<String>,
    pub(super) problem: Option<String>,
}

impl Log {
    pub(super) fn open(hook: &Webhook) -> (Log, Vec<Effect>) {
        let mut log = Log {
            id: hook.id.as_str().to_owned(),
            name: hook.name().to_owned(),
            rows: None,
            cursor: None,
            long: false,
            loading_more: false,
            resending: None,
            problem: None,
        };
        let effects = log.reload();
        (log, effects)
    }

    pub(super) fn is_of(&self, id: &str) -> bool {
        self.id == id
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Reads the newest.
    pub(super) fn reload(&mut self) -> Vec<Effect> {
        self.long = false;
        let path = path(&self.id, "/deliveries");
        vec![Effect::request(
            NEWEST,
            &self.id,
            Method::Get,
            path,
            None,
            None,
        )]
    }

    pub(super) fn pressed(&mut self, name: &str, value: &str) -> Vec<Effect> {
        match name {
            "refresh" => {
                self.problem = None;
                self.reload()
            }
            "more" => self.more().into_iter().collect(),
            "resend" if self.resending.is_none() => {
                self.resending = Some(value.to_owned());
                self.problem = None;
                let path = path(&self.id, &["/deliveries/", value, "/resend"].concat());
                vec![Effect::request(
                    RESENT,
                    &self.id,
                    Method::Post,
                    path,
                    None,
                    None,
                )]
            }
            _ => Vec::new(),
        }
    }

    fn more(&mut self) -> Option<Effect> {
        let cursor = self.cursor.as_ref().filter(|_| !self.loading_more)?;
        let path = address(&path(&self.id, "/deliveries"), &[("cursor", cursor)]);
        self.loading_more = true;
        self.long = true;
        self.problem = None;
        Some(Effect::request(
            OLDER,
            &self.id,
            Method::Get,
            path,
            None,
            None,
        ))
    }

    pub(super) fn answered(
        &mut self,
        what: &str,
        about: &str,
        status: u16,
        body: Value,
    ) -> Vec<Effect> {
        // An answer about the endpoint that was shown before comes too late.
        if about != self.id {
            return Vec::new();
        }
        if what == RESENT {
            self.resending = None;
            let said = match Answer::<WebhookDelivery>::of(status, body).read() {
                Ok(delivery) => ["It ", &draw::outcome(&delivery), "."].concat(),
                Err(problem) => {
                    let said = why(problem.as_ref());
                    self.problem = Some(said);
                    return Vec::new();
                }
            };
            let mut effects = self.reload();
            effects.push(Effect::announce(said));
            return effects;
        }
        self.loading_more = false;
        match Answer::<List<WebhookDelivery>>::of(status, body).read() {
            Ok(list) if what == OLDER => {
                let said = [&list.items.len().to_string(), " more rows."].concat();
                self.rows.get_or_insert_default().extend(list.items);
                self.cursor = list.cursor;
                return vec![Effect::announce(said)];
            }
            // Older rows were asked for meanwhile.
            Ok(_) if self.long => {}
            Ok(list) => {
                self.rows = Some(list.items);
                self.cursor = list.cursor;
                let wait = Effect::Wait {
                    what: LOOK,
                    after_ms: LOOK_MS,
                };
                return self.is_under_way().then_some(wait).into_iter().collect();
            }
            Err(problem) => self.problem = Some(why(problem.as_ref())),
        }
        Vec::new()
    }

    fn is_under_way(&self) -> bool {
        let mut rows = self.rows.iter().flatten();
        rows.any(|one| one.state == DeliveryState::Pending && one.next_at.is_some())
    }

    /// The wait is over.
    pub(super) fn elapsed(&mut self) -> Vec<Effect> {
        match self.long {
            true => Vec::new(),
            false => self.reload(),
        }
    }
}
