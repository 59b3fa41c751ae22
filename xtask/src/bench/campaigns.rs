//! Campaigns through the Worker in workerd: how fast members are taken in, how long the plan of 100,000 takes, and how
//! many SMS a second go to the simulator, which takes 20 ms an answer; and what the Worker needs of memory meanwhile.
//!
//! Callers reach the Worker itself, as on Cloudflare: the proxies of `wrangler dev` take more than it for each report.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::memory::{self, Watch};
use crate::build::{self, Effort, Variant};
use crate::error::Result;
use crate::stack::{Client, Stack};

/// Members of the campaign that is planned, and of the one that is sent.
const PLANNED: u32 = 100_000;
const SENT: u32 = 10_000;

/// SMS a second that must be sent at least.
const BUDGET: f64 = 500.0;

/// Names of members: their number in turn, so that there are as many classes as a real list has.
const NAMES: [&str; 12] = [
    "Ada",
    "Grace",
    "Zoë",
    "Łukasz",
    "Jo",
    "Anne-Marie",
    "Иван",
    "O’Neill",
    "Bartholomäus",
    "李",
    "Christina",
    "Max",
];

/// Measures it and prints it. Returns whether the budget holds.
pub(super) fn run() -> Result<bool> {
    build::all(&[Variant::Development], Effort::Full)?;
    println!();
    // workerd hands one message of a queue to one Worker at a time; Cloudflare to as many as there are messages.
    let stack = Stack::start_bare("bench-campaigns", &[("CAMPAIGN_LANES", "4")])?;
    let client = Client::new(stack.worker.base()).signed_in("admin", "bench")?;
    let simulator = Client::new(&stack.simulator.base);
    let watch = Watch::begin(stack.worker.group());

    println!(
        "One workerd, without wrangler: the Worker (development build) and Miniflare's D1, KV and queues. The simulator \
         and this program are processes of their own.\n"
    );
    println!("A campaign of {PLANNED} members, through the Worker in workerd");
    let file = members("P", PLANNED);
    taken("members, new", &client, "701P", &file)?;
    taken("the same, unchanged", &client, "701P", &file)?;
    let text =
        json!({"from": "MITTO-SMS", "text": "Hi <%=FirstName|there%>, 20 % off until Sunday."});
    for round in ["plan", "plan once more"] {
        let begun = Instant::now();
        let plan = client.upload(
            "/api/campaigns/701P/plan",
            "application/json",
            text.to_string().as_bytes(),
        )?;
        let took = begun.elapsed();
        let messages = number(&plan.body, "totalMessages");
        println!("  {round:28} {:>8.0} ms  ({messages} messages)", ms(took));
    }

    let group = stack.worker.group();
    println!(
        "\nCampaigns of {SENT}, sent to a simulator that takes 20 ms an answer (budget {BUDGET} a second)"
    );
    let mut held = true;
    let mut needed = None;
    for (campaign, what, reports, together) in RUNS {
        println!("\n  {what}");
        taken("members, new", &client, campaign, &members(campaign, SENT))?;
        let behaviour = json!({"behaviour": {"answer": {"slow": 20}, "reports": reports}});
        simulator.must("PUT", "/control/behaviour", Some(&behaviour))?;
        let settings = json!({"reportsTogether": together});
        simulator.must("PUT", "/control/settings", Some(&settings))?;
        let before = memory::time_of_workerd(group);
        let rate = sent(&client, campaign, &text, *reports != "never")?;
        held &= rate >= BUDGET;
        let time = memory::time_of_workerd(group).saturating_sub(before);
        let each = time as f64 / f64::from(SENT);
        println!("  {:28} {each:>8.2} ms an SMS", "processor time of workerd");
        // The second campaign of a kind may not need more than the first.
        let now = memory::told(&client, group)?;
        let first = needed.filter(|(kind, _)| kind == what);
        let (_, least) = *needed.insert(first.unwrap_or((*what, now)));
        held &= now <= least + FLAT_BYTES;
    }
    println!("\n  most memory of workerd: {} MB", watch.end());
    stack.discard()?;
    Ok(held)
}

/// How campaigns are sent: which, in words, what the simulator reports, and whether reports come a hundred a call. The last
/// kind is that of most calls, so it is sent again, to see what memory becomes.
const RUNS: &[(&str, &str, &str, bool)] = &[
    ("701S", "Nothing is reported", "never", false),
    ("701T", "Reports come together", "delivered", true),
    ("701U", SINGLE, "delivered", false),
    ("701V", SINGLE, "delivered", false),
    ("701W", SINGLE, "delivered", false),
];

const SINGLE: &str = "Each report is a call of its own";

/// What the module's memory may grow from one campaign to the next, bytes.
const FLAT_BYTES: u64 = 1_000_000;

/// A file of members whose ids begin so.
fn members(prefix: &str, count: u32) -> String {
    let mut file = String::new();
    for number in 0..count {
        let name = NAMES
            .get(number as usize % NAMES.len())
            .copied()
            .unwrap_or_default();
        let mobile = format!("+4179{number:07}");
        let id = format!("00Q{prefix}{number}");
        let fields = json!({"FirstName": name, "LastName": format!("Number {number}"), "Company": "Analytical Engines",
            "City": "Zürich", "MobilePhone": mobile});
        file.push_str(&json!({"object": "lead", "id": id, "fields": fields}).to_string());
        file.push('\n');
    }
    file
}

fn taken(what: &str, client: &Client, campaign: &str, file: &str) -> Result<()> {
    let path = format!("/api/campaigns/{campaign}");
    client.must("PUT", &path, Some(&json!({"name": "Bench"})))?;
    let begun = Instant::now();
    let kind = "application/x-ndjson";
    let answer = client.upload(&format!("{path}/members"), kind, file.as_bytes())?;
    let took = begun.elapsed();
    let lines = number(&answer.body, "received");
    let rate = f64::from(lines) / took.as_secs_f64();
    println!(
        "  {what:28} {:>8.0} ms  ({lines} lines, {rate:.0} a second)",
        ms(took)
    );
    Ok(())
}

/// Sends a campaign to its end; SMS a second.
fn sent(client: &Client, campaign: &str, text: &Value, reports: bool) -> Result<f64> {
    let path = format!("/api/campaigns/{campaign}");
    let plan = client.must("POST", &format!("{path}/plan"), Some(text))?;
    let plan: Value = serde_json::from_str(&plan.body).unwrap_or_default();
    let mut body = text.clone();
    if let Some(body) = body.as_object_mut() {
        let hash = plan.get("planHash").cloned().unwrap_or_default();
        body.insert("planHash".to_owned(), hash);
        let recipients = plan.get("recipients").cloned().unwrap_or_default();
        body.insert("confirmRecipients".to_owned(), recipients);
    }
    let begun = Instant::now();
    let job = client.must("POST", &format!("{path}/sms"), Some(&body))?;
    let job: Value = serde_json::from_str(&job.body).unwrap_or_default();
    let id = job.get("job").and_then(Value::as_str).unwrap_or_default();
    let mut running = None;
    let mut rate = None;
    loop {
        let job = client.must("GET", &format!("/api/jobs/{id}"), None)?;
        let job: Value = serde_json::from_str(&job.body).unwrap_or_default();
        let state = job.get("state").and_then(Value::as_str).unwrap_or_default();
        if state != "preparing" && running.is_none() {
            running = Some(Instant::now());
            println!("  {:28} {:>8.0} ms", "records made", ms(begun.elapsed()));
        }
        let took = running.map_or_else(|| begun.elapsed(), |from| from.elapsed());
        let now = f64::from(SENT) / took.as_secs_f64();
        if !matches!(state, "preparing" | "running") && rate.is_none() {
            rate = Some(now);
            println!(
                "  {:28} {:>8.0} ms  ({state}, {now:.0} a second)",
                "sent",
                ms(took)
            );
        }
        if let Some(rate) = rate {
            let waiting = job.get("sent").and_then(Value::as_u64) != Some(0);
            if !reports || !waiting || took > PATIENCE {
                if reports {
                    println!(
                        "  {:28} {:>8.0} ms  ({now:.0} a second)",
                        "reported",
                        ms(took)
                    );
                }
                return Ok(rate);
            }
        }
        std::thread::sleep(Duration::from_millis(500));
    }
}

/// Longest that reports are waited for.
const PATIENCE: Duration = Duration::from_secs(300);

fn number(json: &str, name: &str) -> u32 {
    let value = serde_json::from_str::<Value>(json).unwrap_or_default();
    let number = value.get(name).and_then(Value::as_u64);
    number
        .and_then(|number| number.try_into().ok())
        .unwrap_or_default()
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
