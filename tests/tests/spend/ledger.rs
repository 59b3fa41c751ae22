//! The statements of `edge/sql` on the tables of `edge/migrations`, in any order: whoever sends, stops, goes on and dies
//! when, no limit is ever passed, nothing that was sent is missing in the counters, and what comes to rest is counted exactly.

use mitto_tests::database::migrated;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

const USER_LIMIT: i64 = 40;
const DAY_LIMIT: i64 = 70;
const USERS: [&str; 3] = ["ada", "eva", "joe"];

/// Random numbers that a seed repeats.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: i64) -> i64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        i64::try_from(self.0 >> 33).unwrap() % limit
    }

    fn user(&mut self) -> &'static str {
        USERS[usize::try_from(self.below(3)).unwrap()]
    }
}

struct Ledger {
    db: Connection,
    random: Random,
    day: i64,
    requests: i64,
}

fn number(n: i64) -> Value {
    // As D1 binds it.
    Value::Real(n as f64)
}

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

const CLAIMABLE: &str = "phase = 'queued' AND rank <= 1";

impl Ledger {
    fn new(seed: u64) -> Ledger {
        Ledger {
            db: migrated(),
            random: Random(seed),
            day: 20_000,
            requests: 0,
        }
    }

    /// One transaction of statements with their values.
    fn batch(&self, statements: &[(&str, Vec<Value>)]) {
        self.db.execute_batch("BEGIN").unwrap();
        for (sql, values) in statements {
            let mut statement = self.db.prepare(sql).unwrap();
            // Of what is there more than the statement names, as much as it takes.
            let count = statement.parameter_count();
            statement
                .execute(params_from_iter(values.iter().take(count)))
                .unwrap();
        }
        self.db.execute_batch("COMMIT").unwrap();
    }

    fn run(&self, sql: &str) {
        self.db.execute_batch(sql).unwrap();
    }

    fn one(&self, sql: &str) -> i64 {
        self.db
            .query_row(sql, [], |row| {
                Ok(row.get::<_, Option<i64>>(0)?.unwrap_or(0))
            })
            .unwrap()
    }

    fn any_job(&mut self, state: &str) -> Option<i64> {
        let sql = format!("SELECT count(*) FROM job WHERE state IN ({state})");
        let count = self.one(&sql);
        let place = (count > 0).then(|| self.random.below(count))?;
        Some(self.one(&format!(
            "SELECT number FROM job WHERE state IN ({state}) ORDER BY number LIMIT 1 OFFSET {place}"
        )))
    }

    /// A single SMS; now and then the same request once more.
    fn single(&mut self) {
        if self.random.below(4) > 0 {
            self.requests += 1;
        }
        let who = self.random.user();
        let segments = 1 + self.random.below(4);
        let request = format!("single {}", self.requests);
        let create = [
            text(request),
            text(""),
            Value::Null,
            Value::Null,
            text("+41791234567"),
            text("M"),
            text("x"),
            text("GSM-7"),
            number(segments),
            number(1),
            text("QUEUED"),
            number(0),
            text(who),
            Value::Null,
            number(self.day),
            number(USER_LIMIT),
            number(DAY_LIMIT),
            Value::Null,
            Value::Null,
        ];
        self.batch(&[(
            include_str!("../../../edge/sql/create.sql"),
            create.to_vec(),
        )]);
    }

    fn reservation(&self, request: &str, who: &str) -> Vec<Value> {
        vec![text(request), number(self.day), text(who)]
    }

    /// A job, or the same request once more.
    fn job(&mut self) {
        if self.random.below(4) > 0 {
            self.requests += 1;
        }
        let who = self.random.user();
        let request = format!("job {}", self.requests);
        let messages = 1 + self.random.below(30);
        let make = [
            text(request.clone()),
            text(""),
            text("701"),
            text("M"),
            text("x"),
            number(0),
            text("seal"),
            number(messages),
            number(messages),
            number(1),
            text(who),
            number(self.day),
            number(USER_LIMIT),
            number(DAY_LIMIT),
            // At once, in nobody's quiet hours, in nothing's place.
            Value::Null,
            Value::Null,
            text("UTC"),
            text(""),
            Value::Null,
        ];
        let reserve = self.reservation(&request, who);
        self.batch(&[
            (
                include_str!("../../../edge/sql/job/make.sql"),
                make.to_vec(),
            ),
            (
                include_str!("../../../edge/sql/spend/reserve_made.sql"),
                reserve,
            ),
        ]);
    }

    fn close(job: i64) -> (&'static str, Vec<Value>) {
        (
            include_str!("../../../edge/sql/spend/close.sql"),
            vec![number(job)],
        )
    }

    /// Its SMS are made, and it runs; or its list has moved.
    fn prepare(&mut self, job: i64) {
        if self.random.below(4) == 0 {
            let moved =
                format!("UPDATE job SET state = 'moved', last = first WHERE number = {job}");
            self.batch(&[(moved.as_str(), vec![]), Ledger::close(job)]);
            return;
        }
        self.run(&format!(
            "UPDATE job SET first = (SELECT coalesce(max(number), 0) FROM sms) WHERE number = {job};
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
                WHERE i < (SELECT messages FROM job WHERE number = {job}))
             INSERT INTO sms (request, request_body, mobile, sender, text, encoding, segments, phase, due_at, attempt,
                status, rank, created_by, created_at, updated_at, job)
             SELECT 'of {job} ' || i, '', '+4179', 'M', 'x', 'GSM-7', 1, 'queued', 0, 0, 'QUEUED', 0, 'x', 0, 0, {job} FROM n;
             UPDATE job SET state = 'running', last = (SELECT max(number) FROM sms) WHERE number = {job}"
        ));
    }

    /// Some of its SMS are claimed; some of those that are claimed come to rest; some are not sent after all.
    fn send(&mut self, job: i64) {
        let some = 1 + self.random.below(8);
        let (rest, back, out) = (
            self.random.below(3),
            self.random.below(4) == 0,
            self.random.below(4) == 0,
        );
        if self.one(&format!(
            "SELECT state = 'running' FROM job WHERE number = {job}"
        )) == 1
        {
            self.run(&format!(
                "UPDATE sms SET phase = 'sending', attempt = attempt + 1, status = 'SENDING', rank = 1
                 WHERE number IN (SELECT number FROM sms WHERE job = {job} AND {CLAIMABLE} LIMIT {some})"
            ));
            if out {
                self.run(&format!(
                    "UPDATE sms SET phase = 'settled', status = iif(attempt = 0, 'CANCELLED', 'FAILED'), rank = 9
                     WHERE number IN (SELECT number FROM sms WHERE job = {job} AND {CLAIMABLE} LIMIT 2)"
                ));
            }
        }
        if back {
            // Refused for now.
            self.run(&format!(
                "UPDATE sms SET phase = 'queued', status = 'QUEUED', rank = 0
                 WHERE number IN (SELECT number FROM sms WHERE job = {job} AND phase = 'sending' LIMIT 2)"
            ));
        }
        if rest > 0 {
            self.run(&format!(
                "UPDATE sms SET phase = 'settled', status = 'SENT', rank = 3 WHERE job = {job} AND phase = 'sending'"
            ));
        }
        let end = vec![number(job), number(1)];
        self.batch(&[
            (include_str!("../../../edge/sql/job/end.sql"), end),
            Ledger::close(job),
        ]);
    }

    fn stop(&mut self, job: i64) {
        let stop = format!(
            "UPDATE job SET state = iif(state = 'running', 'stopping', 'stopped') WHERE number = {job}"
        );
        let end = vec![number(job), number(1)];
        let mut batch = vec![
            (stop.as_str(), vec![]),
            (include_str!("../../../edge/sql/job/end.sql"), end),
        ];
        // Or the Worker dies before it is closed.
        if self.random.below(3) > 0 {
            batch.push(Ledger::close(job));
        }
        self.batch(&batch);
    }

    fn resume(&mut self, job: i64) {
        let who = self.random.user();
        let rest = vec![
            number(job),
            number(self.day),
            text(who),
            number(USER_LIMIT),
            number(DAY_LIMIT),
        ];
        let on = "UPDATE job SET state = iif(last IS NULL, 'preparing', 'running') WHERE number = ?1 \
            AND (state = 'stopping' OR state = 'stopped' \
            AND EXISTS (SELECT 1 FROM reservation WHERE job = ?1 AND open = 1))";
        self.batch(&[
            Ledger::close(job),
            (
                include_str!("../../../edge/sql/spend/reserve_rest.sql"),
                rest,
            ),
            (on, vec![number(job)]),
        ]);
    }

    fn step(&mut self) -> String {
        let what = self.random.below(20);
        match what {
            0..5 => self.single(),
            5..8 => self.job(),
            8 => self.day += 1,
            9 => {
                // The sweep.
                for job in 0..=self.one("SELECT max(number) FROM job") {
                    self.batch(&[Ledger::close(job)]);
                }
            }
            _ => {
                let job = match what {
                    10 | 11 => self.any_job("'preparing'"),
                    12..16 => self.any_job("'running', 'stopping'"),
                    16 | 17 => self.any_job("'preparing', 'running'"),
                    _ => self.any_job("'stopping', 'stopped'"),
                };
                match (job, what) {
                    (None, _) => {}
                    (Some(job), 10 | 11) => self.prepare(job),
                    (Some(job), 12..16) => self.send(job),
                    (Some(job), 16 | 17) => self.stop(job),
                    (Some(job), _) => self.resume(job),
                }
            }
        }
        what.to_string()
    }

    fn hold(&self, story: &str) {
        let over = format!(
            "SELECT count(*) FROM spend WHERE messages > iif(who = '', {DAY_LIMIT}, {USER_LIMIT}) OR messages < 0"
        );
        assert_eq!(self.one(&over), 0, "a limit is passed: {story}");
        let sums = "SELECT count(*) FROM spend WHERE messages <> \
            (SELECT coalesce(sum(segments), 0) FROM sms WHERE spend_day = day AND (who = '' OR created_by = who)) \
            + (SELECT coalesce(sum(r.messages), 0) FROM reservation AS r WHERE r.day = spend.day \
            AND (spend.who = '' OR r.who = spend.who))";
        assert_eq!(self.one(sums), 0, "a counter is another sum: {story}");
        let sent = format!(
            "(SELECT coalesce(sum(segments), 0) FROM sms WHERE job = job.number AND attempt > 0 AND NOT ({CLAIMABLE}))"
        );
        let sent = sent.replace("job = job.number", "sms.job = job.number");
        let reserved = "(SELECT coalesce(sum(messages), 0) FROM reservation WHERE reservation.job = job.number)";
        let missing = format!("SELECT count(*) FROM job WHERE {sent} > {reserved}");
        assert_eq!(self.one(&missing), 0, "sent and not counted: {story}");
        let rests = format!(
            "SELECT count(*) FROM job WHERE {sent} <> {reserved} AND state IN ('done', 'moved', 'stopped') \
             AND NOT EXISTS (SELECT 1 FROM reservation WHERE reservation.job = job.number AND open = 1)"
        );
        assert_eq!(self.one(&rests), 0, "not given back exactly: {story}");
    }
}

#[test]
fn no_order_of_things_passes_a_limit_or_loses_a_message() {
    let (mut stopped, mut done, mut resumed, mut reached) = (0, 0, 0, 0);
    for seed in 0..60 {
        let mut ledger = Ledger::new(seed);
        let mut story = format!("seed {seed}:");
        for _ in 0..120 {
            story.push(' ');
            story.push_str(&ledger.step());
            ledger.hold(&story);
        }
        stopped += ledger.one("SELECT count(*) FROM job WHERE state = 'stopped'");
        done += ledger.one("SELECT count(*) FROM job WHERE state = 'done'");
        resumed += ledger.one(
            "SELECT count(*) FROM (SELECT 1 FROM reservation GROUP BY job HAVING count(*) > 1)",
        );
        reached += ledger.one(&format!(
            "SELECT count(*) FROM spend WHERE messages = iif(who = '', {DAY_LIMIT}, {USER_LIMIT})"
        ));
    }
    // The orders that matter came up.
    assert!(
        stopped > 50 && done > 50 && resumed > 50 && reached > 5,
        "{stopped} {done} {resumed} {reached}"
    );
}

#[test]
fn a_trigger_counts_under_an_upsert_too() {
    let mut ledger = Ledger::new(1);
    for _ in 0..3 {
        ledger.requests = 1;
        ledger.random = Random(0);
        let before = ledger.one("SELECT sum(messages) FROM spend");
        ledger.requests -= 1;
        ledger.single();
        assert!(before == 0 || before == ledger.one("SELECT sum(messages) FROM spend"));
    }
    assert_eq!(ledger.one("SELECT count(*) FROM sms"), 1);
    assert_eq!(
        ledger.one("SELECT count(*) FROM spend WHERE messages = (SELECT segments FROM sms)"),
        2
    );
}
