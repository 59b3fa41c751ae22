//! Home: how far the installation is, and what happened today.

use serde_json::Value;

use super::Page;
use super::answer::{Answer, UNREACHED, sentence};
use super::event::{Effect, Event, Start};
use super::node::Node;
use super::query::address;
use super::sheet::Sheet;
use crate::api::{Figures, Home as Answered, Installation};
use crate::campaign::words::number;
use crate::view::SentTone;

const HOME: &str = "home";

/// The name of the wait.
const REFRESH: &str = "refresh";
/// From one look to the next, milliseconds.
const REFRESH_MS: u32 = 30_000;

/// The page.
pub(super) struct Home {
    today: String,
    answer: Option<Answered>,
    problem: Option<String>,
}

/// A step of the installation.
struct Step {
    name: &'static str,
    done: bool,
    /// What it is for, or how to do it.
    why: &'static str,
    /// What the link says and where it leads; none where the step is not done in the app.
    link: Option<(&'static str, &'static str)>,
}

/// The steps of an installation, in the order in which they are done.
fn steps(there: &Installation) -> [Step; 6] {
    let step = |name, done, why, link| Step {
        name,
        done,
        why,
        link,
    };
    [
        step(
            "Product key",
            there.product_key_set,
            "The gateway knows your organisation by it. Your Account Manager at Mitto gives it to you; another gateway has its own key.",
            Some(("Enter the product key", "/setup")),
        ),
        step(
            "Default sender",
            there.senders > 0,
            "The number or name that handsets show as the sender of an SMS.",
            Some(("Add a sender", "/setup/senders")),
        ),
        step(
            "Callback",
            there.callback_proven,
            "Delivery reports and replies come back by it. Give its URLs to the gateway, then test it.",
            Some(("Test the callback", "/setup")),
        ),
        step(
            "Opt-out keywords",
            there.keywords > 0,
            "Whoever replies with one of them gets no more SMS.",
            Some(("Add a keyword", "/setup/opt-out-keywords")),
        ),
        step(
            "First template",
            there.templates > 0,
            "A text to choose when sending, with a record’s own data in it.",
            Some(("Write a template", "/templates/new")),
        ),
        step(
            "First SMS",
            there.first_sms_sent,
            "Open a lead or a contact in your CRM, and send it one from there.",
            None,
        ),
    ]
}

impl Home {
    pub(super) fn new(start: Start) -> Home {
        Home {
            today: start.today,
            answer: None,
            problem: None,
        }
    }

    fn ask(&self) -> Effect {
        Effect::get(HOME, address("/api/home", &[("since", &self.today)]))
    }
}

impl Page for Home {
    fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Started | Event::Elapsed { .. } => vec![self.ask()],
            Event::Pressed { name, .. } if name == "retry" => {
                self.problem = None;
                vec![self.ask()]
            }
            Event::Answered { status, body, .. } => {
                self.answered(status, body);
                vec![Effect::Wait {
                    what: REFRESH,
                    after_ms: REFRESH_MS,
                }]
            }
            Event::Pressed { .. } | Event::Input { .. } => Vec::new(),
        }
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new();
        let answer = self.answer.as_ref();
        sheet
            .show("loading", answer.is_none() && self.problem.is_none())
            .note("problem", self.problem.as_deref())
            .show("retry", self.problem.is_some())
            .show("today", answer.is_some())
            .nodes(
                "tiles",
                answer
                    .map(|answer| tiles(&answer.today))
                    .unwrap_or_default(),
            );
        let installation = answer.and_then(|answer| answer.installation.as_ref());
        let troubles = installation.map(troubles).unwrap_or_default();
        sheet
            .show("troubles", !troubles.is_empty())
            .nodes("troubles", troubles);
        draw_steps(&mut sheet, installation);
        sheet
    }
}

impl Home {
    fn answered(&mut self, status: u16, body: Value) {
        match Answer::<Answered>::of(status, body) {
            Answer::Good(answer) => {
                self.answer = Some(answer);
                self.problem = None;
            }
            Answer::Refused(problem) => self.problem = Some(sentence(&problem)),
            Answer::None => self.problem = Some(UNREACHED.to_owned()),
        }
    }
}

/// What an admin has to look at: others are no longer told of what happens here.
fn troubles(there: &Installation) -> Vec<Node> {
    let trouble = |said: String| {
        Node::new("li")
            .class("notice")
            .set("data-tone", "bad")
            .with(Node::text("p", said).with(Node::link("Look at webhooks", "/setup/webhooks")))
    };
    let failing = match there.webhooks_failing {
        0 => None,
        1 => Some("A webhook fails, or was turned off because it failed. ".to_owned()),
        count => Some(
            [
                &count.to_string(),
                " webhooks fail, or were turned off because they failed. ",
            ]
            .concat(),
        ),
    };
    let salesforce = there.salesforce_problem.as_deref();
    let salesforce =
        salesforce.map(|why| ["Salesforce is not told of opt-outs. ", why, " "].concat());
    failing.into_iter().chain(salesforce).map(trouble).collect()
}

fn draw_steps(sheet: &mut Sheet, installation: Option<&Installation>) {
    let steps = installation.map(steps);
    let all = steps.as_ref().map_or(0, |steps| steps.len());
    let open = steps.iter().flatten().filter(|step| !step.done).count();
    let done = all.saturating_sub(open);
    let next = steps
        .iter()
        .flatten()
        .find(|step| !step.done)
        .map(|step| step.name);
    let first_sms_open = installation.is_some_and(|there| !there.first_sms_sent);
    sheet
        .show("installation", open > 0)
        .show("complete", all > 0 && open == 0)
        .text(
            "progress-words",
            [&done.to_string(), " of ", &all.to_string()].concat(),
        )
        .set("progress", "value", done.to_string())
        .set("progress", "max", all.to_string())
        .show("how", first_sms_open)
        .nodes(
            "steps",
            steps
                .into_iter()
                .flatten()
                .map(|step| {
                    let is_next = next == Some(step.name);
                    row(&step, is_next)
                })
                .collect(),
        );
}

fn row(step: &Step, is_next: bool) -> Node {
    // The sign is for the eye, the word for everyone.
    let (class, sign, word, tone) = match (step.done, is_next) {
        (true, _) => ("step done", "✓", "Done", "badge good"),
        (false, true) => ("step next", "→", "Next", "badge open"),
        (false, false) => ("step", "○", "Missing", "badge doubt"),
    };
    let row = Node::new("li").class(class);
    let row = if is_next {
        row.set("aria-current", "step")
    } else {
        row
    };
    let link = step.link.filter(|_| !step.done);
    row.with(
        Node::text("span", sign)
            .class("sign")
            .set("aria-hidden", "true"),
    )
    .with(
        Node::new("div")
            .with(Node::text("strong", step.name))
            .with(Node::text("p", step.why).class("quiet")),
    )
    .with(Node::text("span", word).class(tone))
    .with_all(
        link.map(|(label, path)| {
            Node::link(label, path).class(if is_next { "brand" } else { "go" })
        }),
    )
}

/// The figures of today. A tile leads to the SMS of the last day that are in the states it counts; messages are no SMS.
fn tiles(figures: &Figures) -> Vec<Node> {
    let open = SentTone::Open;
    [
        ("SMS", figures.sms, open, Some("/sms?lastDays=1")),
        ("Messages", figures.messages, open, None),
        (
            "Delivered",
            figures.delivered,
            SentTone::Good,
            Some("/sms?status=DELIVERED&lastDays=1"),
        ),
        (
            "On their way",
            figures.open,
            open,
            Some("/sms?status=QUEUED,SENDING,SENT&lastDays=1"),
        ),
        (
            "Maybe sent",
            figures.unknown,
            SentTone::Doubt,
            Some("/sms?status=UNKNOWN&lastDays=1"),
        ),
        (
            "Failed",
            figures.failed,
            SentTone::Bad,
            Some("/sms?status=REJECTED,FAILED,EXPIRED,UNDELIVERED&lastDays=1"),
        ),
        (
            "Replies",
            figures.replies,
            open,
            Some("/sms?status=RECEIVED,OPT-OUT&lastDays=1"),
        ),
        (
            "Opt-outs",
            figures.opt_outs,
            SentTone::Doubt,
            Some("/sms?status=OPT-OUT&lastDays=1"),
        ),
    ]
    .map(|(label, count, tone, path)| {
        // Nothing happened: nothing to worry or to be glad about.
        let class = match tone {
            _ if count == 0 => "tile none",
            SentTone::Open => "tile",
            SentTone::Good => "tile is-good",
            SentTone::Doubt => "tile is-doubt",
            SentTone::Bad => "tile is-bad",
        };
        let tile = match path {
            Some(path) => Node::new("a").set("href", path),
            None => Node::new("div"),
        };
        let tile = tile
            .class(class)
            .with(Node::text("strong", number(count)))
            .with(Node::text("span", label));
        Node::new("li").with(tile)
    })
    .into()
}

#[cfg(test)]
mod tests {
    use super::super::testing::Hands;
    use super::*;
    use crate::api::Role;
    use serde_json::json;

    fn on() -> Hands<Home> {
        let mut start = Start::of(Role::Admin);
        start.today = "2026-11-24T23:00:00.000Z".to_owned();
        Hands::on(Home::new(start))
    }

    fn home(callback_proven: bool, first_sms_sent: bool) -> Value {
        json!({"installation": {"productKeySet": true, "senders": 2,
                "callbackProven": callback_proven, "keywords": 8, "templates": 1,
                "firstSmsSent": first_sms_sent},
            "today": {"sms": 12, "messages": 15, "delivered": 9, "open": 1, "unknown": 1,
                "failed": 1, "replies": 2, "optOuts": 1}})
    }

    #[test]
    fn the_next_open_step_stands_out() {
        let mut hands = on();
        let path = "/api/home?since=2026-11-24T23%3A00%3A00.000Z";
        assert_eq!(hands.request().1, path);
        hands.answers(HOME, 200, home(false, false));
        let sheet = hands.sheet();
        assert_eq!(sheet.reads("progress-words"), "4 of 6");
        let steps = sheet.reads("steps");
        assert!(steps.contains("✓ Product key") && !steps.contains("Enter the product key"));
        assert!(steps.contains("→ Callback") && steps.contains("Next Test the callback"));
        assert!(steps.contains("○ First SMS") && steps.contains("Missing"));
        assert!(sheet.shows("how"));
    }

    #[test]
    fn a_whole_installation_is_one_line() {
        let mut hands = on();
        hands.answers(HOME, 200, home(true, true));
        let sheet = hands.sheet();
        assert!(sheet.shows("complete") && !sheet.shows("installation") && !sheet.shows("how"));
        assert!(sheet.reads("tiles").contains("9 Delivered"));
    }

    #[test]
    fn what_others_are_not_told_is_said_first() {
        let mut hands = on();
        let mut answer = home(true, true);
        answer["installation"]["webhooksFailing"] = json!(2);
        answer["installation"]["salesforceProblem"] = json!("It is not deployed.");
        hands.answers(HOME, 200, answer);
        let said = hands.sheet().reads("troubles");
        assert!(
            said.contains("2 webhooks fail") && said.contains("It is not deployed."),
            "{said}"
        );
        hands.answers(HOME, 200, home(true, true));
        assert!(!hands.sheet().shows("troubles"));
    }

    #[test]
    fn a_tile_leads_to_the_sms_of_the_day_that_it_counts() {
        let figures = Figures {
            sms: 1_234,
            ..Figures::default()
        };
        let tiles = tiles(&figures);
        let said = |tile: &Node| json!(tile).to_string();
        assert!(tiles[0].all_text().contains("1,234"), "{:?}", tiles[0]);
        let leads_on = |tile: &&Node| said(tile).contains("lastDays=1");
        let none: Vec<&Node> = tiles.iter().filter(|tile| !leads_on(tile)).collect();
        assert!(matches!(none[..], [one] if one.all_text().contains("Messages")));
        // Every state but those of nothing sent is in one tile.
        for status in crate::status::Status::ALL {
            let word = status.as_str();
            let counted = tiles.iter().any(|tile| said(tile).contains(word));
            assert_eq!(counted, word != "CANCELLED", "{word}");
        }
    }

    #[test]
    fn a_user_sees_figures_only() {
        let mut hands = on();
        let mut figures = home(true, true);
        figures.as_object_mut().unwrap().remove("installation");
        hands.answers(HOME, 200, figures);
        let sheet = hands.sheet();
        assert!(!sheet.shows("complete") && !sheet.shows("installation"));
        assert!(sheet.shows("today") && sheet.reads("tiles").contains("12 SMS"));
    }

    #[test]
    fn figures_stay_while_there_is_no_answer_and_come_again() {
        let mut hands = on();
        hands.answers(HOME, 0, Value::Null);
        assert!(hands.sheet().shows("retry") && !hands.sheet().shows("today"));
        hands.answers(HOME, 200, home(true, true));
        hands.answers(HOME, 0, Value::Null);
        assert!(hands.sheet().shows("today") && hands.sheet().shows("problem"));
        let what = REFRESH.to_owned();
        hands.tell(Event::Elapsed { what });
        assert_eq!(hands.request().0, "GET");
    }
}
