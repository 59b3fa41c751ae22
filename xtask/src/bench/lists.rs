//! The SMS list with a million SMS in D1: how long the first page of each view takes through the Worker in workerd, how
//! SQLite finds it, and what an export of all of them does to the Worker's memory.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::memory;
use crate::build::{self, Effort, Variant};
use crate::error::{Error, Result};
use crate::run::Step;
use crate::stack::{Client, Stack};

/// SMS in the database.
const ROWS: u32 = 1_000_000;
/// Rows that one statement fills in.
const STRIDE: u32 = 100_000;
/// Leads and contacts they went to.
const PEOPLE: u32 = 50_000;
/// From one SMS to the next, milliseconds: all of them are of 200 days.
const APART_MS: u64 = 17_280;

/// What the first page of a view may take.
const BUDGET: Duration = Duration::from_millis(50);
/// A request that the Worker answers by itself.
const NOTHING: &str = "/api/list-views/all";
/// Times that each is asked for, and before that without a watch.
const RUNS: usize = 21;
const WARM_UP: usize = 3;

/// Fills the database, asks for each view, prints what it took. Returns whether every view with an index is in the budget.
pub(super) fn run() -> Result<bool> {
    build::all(&[Variant::Development], Effort::Full)?;
    println!();
    let mut stack = Stack::start_empty("bench-lists", &[])?;
    fill(&mut stack)?;
    let client = Client::new(stack.worker.base()).signed_in("admin", "bench")?;
    let saved = save_view(&client)?;
    let held = views(&client, &saved)?;
    let flat = export(&stack)?;
    stack.discard()?;
    Ok(held && flat)
}

/// A year of an organisation's SMS, as far as the list goes: most delivered, some of each kind, and what is looked for
/// seldom at the far end, where a search that walks would have to go through all.
fn fill(stack: &mut Stack) -> Result<()> {
    let step = Step::begin(format!("{ROWS} SMS in D1"));
    let now = now_ms();
    stack.worker.stop();
    let mut sql = format!(
        "INSERT INTO person (object, id, fields, opted_out, updated_at)
         WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {PEOPLE} - 1)
         SELECT iif(i % 4 = 0, 'contact', 'lead'), '00Q' || i, json_object('FirstName', 'Ada',
         'LastName', 'Number ' || i), 0, 0 FROM n;\n"
    );
    for first in (1..=ROWS).step_by(STRIDE as usize) {
        let last = first + STRIDE - 1;
        sql.push_str(&format!(
            "INSERT INTO sms (number, request, request_body, answer_status, answer_body, object, record_id, mobile,
             sender, text, encoding, segments, phase, due_at, attempt, status, rank, gateway_id, created_by, created_at,
             updated_at, campaign)
             WITH RECURSIVE n (i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last}),
             s AS (SELECT i, i * 7919 % {PEOPLE} AS p, CASE
             WHEN i > {ROWS} - 5 THEN 'SENDING' WHEN i > {ROWS} - 25 THEN 'QUEUED'
             WHEN i <= 10 THEN 'SENT' WHEN i <= 15 THEN 'CANCELLED' WHEN i % 20000 = 16 THEN 'UNKNOWN'
             WHEN i > {ROWS} - 15000 AND i % 20 = 0 THEN 'SENT'
             WHEN i % 1000 < 60 THEN 'UNDELIVERED' WHEN i % 1000 < 80 THEN 'FAILED' WHEN i % 1000 < 85 THEN 'REJECTED'
             WHEN i % 1000 < 90 THEN 'EXPIRED' WHEN i % 1000 < 95 THEN 'RECEIVED' WHEN i % 1000 < 97 THEN 'OPT-OUT'
             ELSE 'DELIVERED' END AS status FROM n)
             SELECT i, 'bench-' || i, hex(randomblob(32)), 201, '{{\"id\":\"SMS-' || printf('%06d', i) || '\"}}',
             iif(p % 4 = 0, 'contact', 'lead'), '00Q' || p, '+4179' || printf('%07d', p), 'MITTO-SMS',
             'Hello Ada, your order ' || i || ' is on its way to you and will be with you tomorrow.', 'GSM-7', 1,
             iif(status IN ('QUEUED', 'SENDING'), 'queued', 'settled'), 4102444800000, 1, status, 0, 'g-' || i, 'bench',
             {now} - ({ROWS} - i) * {APART_MS}, {now} - ({ROWS} - i) * {APART_MS},
             iif(i % 10 = 0, '701' || (i / 10 % 500), NULL) FROM s;\n"
        ));
    }
    let file = stack.state.join("fill.sql");
    crate::paths::write(&file, sql)?;
    stack.worker.execute(&file)?;
    stack.worker.restart()?;
    // It marks what is silent for too long, once for all of them.
    stack.worker.run_cron()?;
    step.done();
    Ok(())
}

fn now_ms() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| since.as_millis() as u64)
}

fn save_view(client: &Client) -> Result<String> {
    let body = json!({"name": "Failed this month", "shared": true, "filters": {"lastDays": 30,
        "status": ["REJECTED", "FAILED", "EXPIRED", "UNDELIVERED"]}, "sort": "created"});
    let made = client.must("POST", "/api/list-views", Some(&body))?;
    Ok(text(&made.body, "id"))
}

fn text(json: &str, name: &str) -> String {
    let value = serde_json::from_str::<Value>(json).unwrap_or_default();
    value
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn views(client: &Client, saved: &str) -> Result<bool> {
    println!(
        "First page (50 SMS) of {ROWS}, through the Worker, in turns with a request that asks D1 nothing;\n\
         budget of what it takes more: {} ms",
        BUDGET.as_millis()
    );
    println!(
        "  {:34} {:>9} {:>9} {:>9} {:>9} {:>5}",
        "view", "fastest", "median", "worst", "nothing", "rows"
    );
    let page: Value =
        serde_json::from_str(&client.must("GET", "/api/sms", None)?.body).unwrap_or_default();
    let cursor = page
        .get("cursor")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let day = day_in_the_middle(client)?;
    let mut held = true;
    let indexed: Vec<(String, String)> = [
        ("all", String::new()),
        ("all, the oldest first", "sort=created".to_owned()),
        ("all, the second page", format!("cursor={cursor}")),
        ("one record", "object=lead&recordId=00Q42".to_owned()),
        ("one number", "to=%2B41790000042".to_owned()),
        ("one campaign", "campaign=70142".to_owned()),
        ("a campaign that has none", "campaign=701X".to_owned()),
        ("the last 24 hours", "lastDays=1".to_owned()),
        ("a day in the middle", day),
        (
            "several: FAILED, REJECTED",
            "status=FAILED,REJECTED".to_owned(),
        ),
        (
            "several: QUEUED, UNKNOWN, CANCELLED",
            "status=QUEUED,UNKNOWN,CANCELLED".to_owned(),
        ),
        ("a saved view", format!("view={saved}")),
    ]
    .map(|(name, query)| (name.to_owned(), query))
    .into_iter()
    .chain(STATUSES.map(|word| {
        (
            word.to_owned(),
            format!("status={}", word.replace(' ', "%20")),
        )
    }))
    .collect();
    for (name, query) in indexed {
        held &= one(client, &name, &query)?;
    }
    println!("\nWithout an index, for comparison (these walk; no budget)");
    for (name, query) in [
        ("a part of a number", "to=9000042"),
        ("a word that is in no text", "q=zebra"),
        ("a sender that sent nothing", "sender=NOBODY"),
        ("DELIVERED or NO REPORT", "status=DELIVERED,NO%20REPORT"),
    ] {
        one(client, name, query)?;
    }
    let counted = timed(client, "/api/sms/counts?lastDays=1")?;
    println!("  counts of the last 24 hours {:.1} ms", ms(counted.median));
    Ok(held)
}

const STATUSES: [&str; 13] = [
    "QUEUED",
    "SENDING",
    "UNKNOWN",
    "SENT",
    "REJECTED",
    "FAILED",
    "EXPIRED",
    "UNDELIVERED",
    "DELIVERED",
    "CANCELLED",
    "RECEIVED",
    "OPT-OUT",
    "NO REPORT",
];

/// The day of the SMS in the middle.
fn day_in_the_middle(client: &Client) -> Result<String> {
    let path = format!("/api/sms/SMS-{:06}", ROWS / 2);
    let mut day = text(&client.must("GET", &path, None)?.body, "createdAt");
    day.truncate(10);
    Ok(format!("from={day}&until={day}"))
}

fn one(client: &Client, name: &str, query: &str) -> Result<bool> {
    let path = format!("/api/sms?{query}");
    let Timed {
        fastest,
        median,
        worst,
        nothing,
        rows,
    } = timed(client, &path)?;
    let over = if median > BUDGET + nothing {
        "  OVER"
    } else {
        ""
    };
    println!(
        "  {name:34} {:>6.1} ms {:>6.1} ms {:>6.1} ms {:>6.1} ms {rows:>5}{over}",
        ms(fastest),
        ms(median),
        ms(worst),
        ms(nothing)
    );
    let plan = client.must("GET", &format!("/dev/plan?{query}"), None)?;
    let plan = serde_json::from_str::<Vec<String>>(&plan.body).unwrap_or_default();
    for step in plan {
        println!("      {step}");
    }
    Ok(over.is_empty())
}

/// What a request took.
struct Timed {
    /// What it takes where nothing else is done meanwhile.
    fastest: Duration,
    median: Duration,
    worst: Duration,
    /// The median of a request that asks D1 nothing, in turns with it: what the machine, the proxy and the Worker take.
    nothing: Duration,
    rows: usize,
}

fn timed(client: &Client, path: &str) -> Result<Timed> {
    let (mut times, mut others) = (Vec::with_capacity(RUNS), Vec::with_capacity(RUNS));
    let mut rows = 0;
    for run in 0..WARM_UP + RUNS {
        let began = Instant::now();
        let answer = client.must("GET", path, None)?;
        let took = began.elapsed();
        let began = Instant::now();
        client.must("GET", NOTHING, None)?;
        if run >= WARM_UP {
            times.push(took);
            others.push(began.elapsed());
        }
        let body = serde_json::from_str::<Value>(&answer.body).unwrap_or_default();
        let items = body.get("items").and_then(Value::as_array);
        rows = items.map_or(0, Vec::len);
    }
    times.sort();
    others.sort();
    let at = |times: &[Duration], place: usize| times.get(place).copied().unwrap_or_default();
    Ok(Timed {
        fastest: at(&times, 0),
        median: at(&times, RUNS / 2),
        worst: at(&times, RUNS - 1),
        nothing: at(&others, RUNS / 2),
        rows,
    })
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// What the Worker's memory may be more with ten times the rows, MB: the heap of JavaScript is cleared when it likes.
const FLAT_MB: u64 = 50;

/// The same of our module's own memory, bytes.
const FLAT_BYTES: u64 = 1_000_000;

/// Exports a tenth, and everything; returns whether ten times the rows take the same memory, give or take.
fn export(stack: &Stack) -> Result<bool> {
    println!();
    let tenth = exported(stack, "&lastDays=20")?;
    let client = Client::new(stack.worker.base());
    let before = memory::told(&client, stack.worker.group())?;
    let all = exported(stack, "")?;
    let after = memory::told(&client, stack.worker.group())?;
    let whole = all.lines == u64::from(ROWS) + 1;
    if !whole {
        return Err(Error::Refused {
            request: "GET /api/sms.csv".to_owned(),
            status: 200,
            answer: format!("{} lines instead of {}", all.lines, ROWS + 1),
        });
    }
    // The whole file would be 200 MB.
    Ok(after <= before + FLAT_BYTES && all.most < tenth.most + FLAT_MB)
}

struct Exported {
    lines: u64,
    /// The most memory that workerd had, MB.
    most: u64,
}

fn exported(stack: &Stack, query: &str) -> Result<Exported> {
    let client = Client::new(stack.worker.base()).signed_in("admin", "bench")?;
    let before = memory::of_workerd(stack.worker.group());
    let began = Instant::now();
    let watch = memory::Watch::begin(stack.worker.group());
    let lines = client.lines(&format!("/api/sms.csv?sort=created{query}"))?;
    let most = watch.end();
    println!(
        "Export of {lines} lines in {:.0} s; memory of workerd {before} MB before, at most {most} MB while it ran",
        began.elapsed().as_secs_f64()
    );
    Ok(Exported { lines, most })
}
