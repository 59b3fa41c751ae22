//! What is to be seen of webhooks: the list, the editor, the questions, the secret, the log, Salesforce.

use super::super::collection::Item;
use super::super::moment;
use super::super::node::Node;
use super::super::secret::Secret;
use super::super::sheet::Sheet;
use super::draft::Draft;
use super::{Asked, Webhooks};
use crate::api::{SalesforceState, Webhook, WebhookDelivery};
use crate::webhook::{DeliveryState, EventType};

/// What people call an event.
const fn label(event: EventType) -> &'static str {
    match event {
        EventType::SmsStatus => "Status",
        EventType::SmsReply => "Replies",
        EventType::OptOutChanged => "Opt-outs",
    }
}

/// What became of a delivery, as the end of a sentence.
pub(super) fn outcome(delivery: &WebhookDelivery) -> String {
    let answer = match delivery.last_status {
        Some(status) => ["was answered with ", &status.to_string()].concat(),
        None => "had no answer".to_owned(),
    };
    match (delivery.state, delivery.next_at.is_some()) {
        (DeliveryState::Delivered, _) => ["was delivered: it ", &answer].concat(),
        (DeliveryState::Pending, true) => [&answer, ", and will be sent again"].concat(),
        _ => answer,
    }
}

fn badge(words: &'static str, class: &'static str) -> Node {
    Node::text("span", words).class(class)
}

/// How an endpoint does: a badge, and more about it.
fn condition(hook: &Webhook) -> Vec<Node> {
    let since = hook.failing_since.as_deref().map(|since| {
        let text = Node::text("span", "since ").class("quiet beneath");
        text.with(Node::time(since))
    });
    let beneath = |text: &'static str| Node::text("span", text).class("quiet beneath");
    match (hook.enabled, hook.off_because.as_deref()) {
        (false, Some("gone")) => vec![
            badge("Turned off", "badge bad"),
            beneath("It answered 410: it wants nothing any more."),
        ],
        (false, Some(_)) => vec![
            badge("Turned off", "badge bad"),
            beneath("It has failed for five days."),
        ],
        (false, None) => vec![badge("Off", "badge doubt")],
        (true, _) if since.is_some() => {
            let mut said = vec![badge("Failing", "badge bad")];
            said.extend(since);
            said
        }
        (true, _) => vec![badge("On", "badge good")],
    }
}

impl Webhooks {
    pub(super) fn draw(&self, sheet: &mut Sheet) {
        self.draw_editor(sheet);
        self.draw_question(sheet);
        self.draw_secret(sheet);
        self.draw_log(sheet);
        draw_salesforce(sheet, self.salesforce.as_ref());
    }

    fn row(&self, hook: &Webhook) -> Node {
        let id = hook.id.as_str();
        let button = |label: &'static str, does| {
            Node::button(label, does, id)
                .class("link")
                .set("aria-label", [label, " ", hook.name()].concat())
        };
        let address = match hook.description.is_empty() {
            true => None,
            false => Some(Node::text("span", hook.url.as_str()).class("quiet beneath")),
        };
        let waiting = (hook.waiting > 0).then(|| {
            let words = [&hook.waiting.to_string(), " waiting"].concat();
            Node::text("span", words).class("quiet beneath")
        });
        let events: Vec<&str> = hook.events.iter().map(|it| label(*it)).collect();
        let testing = self.testing.as_deref() == Some(id);
        Node::new("tr")
            .with(
                Node::text("th", hook.name())
                    .set("scope", "row")
                    .with_all(address),
            )
            .with(Node::text("td", events.join(", ")))
            .with(Node::new("td").with_all(condition(hook)).with_all(waiting))
            .with(
                Node::new("td")
                    .class("actions")
                    .with(button("Deliveries", "open-log"))
                    .with(match testing {
                        true => button("Testing…", "test"),
                        false => button("Test", "test"),
                    })
                    .with(button("Edit", "edit"))
                    .with(button("New secret", "rotate"))
                    .with(button("Remove", "remove")),
            )
    }

    fn draw_editor(&self, sheet: &mut Sheet) {
        let Some(editing) = self.hooks.draw(sheet, |it| self.row(it)) else {
            return;
        };
        let draft = &editing.draft;
        let hears = |event| draft.events.contains(&event);
        sheet
            .value("url", draft.url.as_str())
            .problem("url", "url-problem", editing.problem_of("url"))
            .value("description", draft.description.as_str())
            .problem(
                "description",
                "description-problem",
                editing.problem_of("description"),
            )
            .check("event-status", hears(EventType::SmsStatus))
            .check("event-reply", hears(EventType::SmsReply))
            .check("event-opt-out", hears(EventType::OptOutChanged))
            .note("events-problem", editing.problem_of("events"))
            .check("enabled", draft.enabled);
    }

    fn draw_question(&self, sheet: &mut Sheet) {
        sheet.open("question", self.question.is_some());
        let Some(question) = &self.question else {
            return;
        };
        let (asked, about) = &question.about;
        let (title, text, go_on) = match asked {
            Asked::Remove => (
                "Remove this endpoint?",
                "is told nothing any more. Its log goes, what waits for it is not sent, and its secret does not come back.",
                "Remove",
            ),
            Asked::Rotate => (
                "Make a new secret?",
                "gets another secret. For 24 hours each call is signed with both, so that you can change it there in peace.",
                "Make a new secret",
            ),
        };
        sheet
            .text("question-title", title)
            .text("question-text", ["“", about.name(), "” ", text].concat());
        question.draw(sheet, ["question-problem", "go-on"], [go_on, "One moment…"]);
    }

    fn draw_secret(&self, sheet: &mut Sheet) {
        sheet.open("secret-dialog", self.secret.is_some());
        Secret::draw(self.secret.as_ref(), sheet, "secret");
    }

    fn draw_log(&self, sheet: &mut Sheet) {
        sheet.show("log", self.log.is_some());
        let Some(log) = &self.log else { return };
        let rows = log.rows.as_deref();
        let busy = log.resending.as_deref();
        sheet
            .text("log-title", ["Deliveries to ", &log.name].concat())
            .set("log-test", "data-value", log.id())
            .rest("log-test", self.testing.is_some())
            .text(
                "log-test",
                if self.testing.is_some() {
                    "Testing…"
                } else {
                    "Send a test"
                },
            )
            .note("log-problem", log.problem.as_deref())
            .show("log-loading", rows.is_none() && log.problem.is_none())
            .show("log-empty", rows.is_some_and(<[_]>::is_empty))
            .show("log-table", rows.is_some_and(|rows| !rows.is_empty()))
            .nodes(
                "log-rows",
                rows.unwrap_or_default()
                    .iter()
                    .map(|it| delivery(it, busy))
                    .collect(),
            )
            .show("log-end", log.cursor.is_some())
            .rest("more", log.loading_more)
            .text(
                "more",
                if log.loading_more {
                    "Loading…"
                } else {
                    "Load more"
                },
            );
    }
}

pub(super) fn in_words(theirs: &Draft) -> String {
    let events: Vec<&str> = theirs.events.iter().map(|it| label(*it)).collect();
    let on = if theirs.enabled { "on" } else { "off" };
    [
        "Somebody else has changed this endpoint in the meantime: ",
        &theirs.url,
        ", “",
        &theirs.description,
        "”, ",
        &events.join(", "),
        ", ",
        on,
        ".",
    ]
    .concat()
}

fn delivery(one: &WebhookDelivery, busy: Option<&str>) -> Node {
    let (words, class) = match (one.state, &one.next_at) {
        (DeliveryState::Delivered, _) => ("Delivered", "badge good"),
        (DeliveryState::Failed, _) => ("Given up", "badge bad"),
        (DeliveryState::Pending, None) => ("Held", "badge doubt"),
        (DeliveryState::Pending, Some(_)) => ("Under way", "badge open"),
    };
    let status = one.status.as_deref();
    let about = one.sms.as_ref().map(|sms| {
        let path = ["/sms/", sms].concat();
        Node::link(sms.as_str(), path).class("beneath")
    });
    let answer = match (one.last_status, one.attempts) {
        (Some(status), _) => status.to_string(),
        (None, 0) => "–".to_owned(),
        (None, _) => "none".to_owned(),
    };
    let attempts = match one.attempts {
        1 => "1 attempt".to_owned(),
        count => [&count.to_string(), " attempts"].concat(),
    };
    let next = one
        .next_at
        .as_deref()
        .filter(|_| one.state == DeliveryState::Pending);
    let next = next.map(|next| {
        Node::text("span", "next ")
            .class("quiet beneath")
            .with(Node::time(next))
    });
    let this = busy == Some(one.id.as_str());
    let label = if this { "Sending…" } else { "Send again" };
    let what = match status {
        Some(status) => [&one.kind, " ", status].concat(),
        None => one.kind.clone(),
    };
    let spoken = [label, " ", &what, " of ", &moment::utc(&one.at)].concat();
    Node::new("tr")
        .with(
            Node::new("th")
                .set("scope", "row")
                .with(Node::time(&one.at)),
        )
        .with(Node::text("td", what).with_all(about))
        .with(Node::new("td").with(badge(words, class)).with_all(next))
        .with(Node::text("td", answer).with(Node::text("span", attempts).class("quiet beneath")))
        .with(
            Node::new("td").class("actions").with(
                Node::button(label, "resend", one.id.as_str())
                    .class("link")
                    .set("aria-label", spoken),
            ),
        )
}

fn draw_salesforce(sheet: &mut Sheet, state: Option<&SalesforceState>) {
    let state = state.filter(|state| state.configured);
    sheet.show("salesforce", state.is_some());
    let Some(state) = state else { return };
    let (tone, said) = match &state.problem {
        Some(problem) => ("bad", problem.clone()),
        None if state.refused > 0 => (
            "doubt",
            "The org would not save the box of some records: a validation rule or a lock. They are tried again.".to_owned(),
        ),
        None if state.last_told_at.is_some() => ("good", "Opt-outs reach Salesforce.".to_owned()),
        None => ("open", "Nothing was to be told yet.".to_owned()),
    };
    let pair = |what: &'static str, said: Node| {
        let pair = Node::new("div").with(Node::text("dt", what));
        pair.with(Node::new("dd").with(said))
    };
    let time = |what, at: &Option<String>| at.as_deref().map(|at| pair(what, Node::time(at)));
    let count = |what, count: u32| pair(what, Node::text("span", count.to_string()));
    let mut details = vec![count("Records to be told", state.waiting)];
    if state.refused > 0 {
        details.push(count("Not saved by the org", state.refused));
    }
    details.extend(time("Told last", &state.last_told_at));
    details.extend(time("Failing since", &state.failing_since));
    sheet
        .text("salesforce-said", said)
        .set("salesforce-said", "data-tone", tone)
        .nodes("salesforce-details", details);
}
