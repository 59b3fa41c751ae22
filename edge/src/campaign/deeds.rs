//! What a person does with a job: stops it, goes on with it, sends what failed once more.

use mitto_core::api::{Claims, JobDeed, JobState, Problem, Turn};
use mitto_core::ids::JobId;
use mitto_core::status::Status;

use super::claim::allowed;
use super::job::{Row, by_request, find, shown};
use super::queue;
use crate::crypto;
use crate::db::{Value, last, row};
use crate::error::Failure;
use crate::router::{App, Reply, now};
use crate::spend::{Brake, give_back};

/// `POST /api/jobs/{id}/stop`, `/resume`, `/retry`. Each can be repeated.
pub(crate) async fn act(
    app: &App,
    claims: &Claims,
    id: JobId,
    deed: JobDeed,
) -> Result<Reply, Failure> {
    let job = find(app, claims, id).await?;
    let state = job.state()?;
    let number: [Value<'_>; 2] = [job.number.into(), now().into()];
    match (state.take(deed)?, deed) {
        (Turn::Do, JobDeed::Stop) => {
            // What is being prepared stands still at once; what the gateway has been given is finished first.
            let sql = "UPDATE job SET state = iif(state = 'running', 'stopping', 'stopped'), \
                ended_at = iif(state = 'running', NULL, ?2), touched_at = ?2 \
                WHERE number = ?1 AND state IN ('queued', 'preparing', 'running')";
            let stop = app.db.statement(sql, &number);
            let end = include_str!("../../sql/job/end.sql");
            let end = app.db.statement(end, &number);
            let back = give_back(app, job.number);
            app.db.perform(vec![stop, end, back]).await?;
        }
        (Turn::Do, JobDeed::Resume) => {
            resume(app, claims, &job).await?;
            queue::begin(job.number, JobState::Running).await;
        }
        (Turn::Do, JobDeed::Retry) => return retry(app, claims, &job).await,
        (Turn::Done, _) => {}
    }
    let job = find(app, claims, id).await?;
    Reply::json(200, &shown(app, &job).await?)
}

/// Goes on with a stopped job. What is left of it was given back, so it is counted anew, today and for whoever goes on.
async fn resume(app: &App, claims: &Claims, job: &Row) -> Result<(), Failure> {
    row! {
        struct Unsent {
            messages: u32,
        }
    }
    let spending = app.config.setup().await?;
    let brake = Brake::of(spending.limits().of_single(), &claims.sub);
    let [day, ..] = brake.values();
    let number = job.number.into();
    let sql = "UPDATE job SET state = iif(last IS NULL, 'preparing', 'running'), reason = NULL, \
        ended_at = NULL, touched_at = ?2 WHERE number = ?1 AND (state = 'stopping' OR state = 'stopped' \
        AND (?3 IS NULL OR EXISTS (SELECT 1 FROM reservation WHERE job = ?1 AND open = 1)))";
    let on = app.db.statement(sql, &[number, now().into(), day]);
    let rest = brake.reserve_rest(app, job.number);
    let left = include_str!("../../sql/spend/unsent.sql");
    let left = app.db.statement(left, &[number]);
    let back = give_back(app, job.number);
    let mut done = app.db.batch(vec![back, rest, on, left]).await?;
    let left: Option<Unsent> = last(&mut done)?.first()?;
    let on = last(&mut done)?;
    match left {
        Some(left) if on.changes == 0 => brake.hold(app, left.messages).await,
        _ => Ok(()),
    }
}

/// A new job of new SMS to those whose SMS failed, each once. The failed ones stay as they are.
async fn retry(app: &App, claims: &Claims, old: &Row) -> Result<Reply, Failure> {
    let request = crypto::hex(&crypto::digest(&[b"retry", crypto::random_id().as_bytes()]));
    let now = now();
    let [number, first, last] = old.range(old.first);
    let spending = app.config.setup().await?;
    let brake = Brake::of_campaign(&spending, &claims.sub);
    let [day, user, all] = brake.values();
    let allowed = allowed(spending.destinations.codes(), "old");
    let failed = include_str!("../../sql/spend/failed.sql").replace("ALLOWED", &allowed);
    let make = [
        "INSERT INTO job (request, request_body, campaign, sender, text, replaces, plan, recipients, \
         messages, state, first, touched_at, created_by, created_at, time_zone) \
         SELECT ?4, '', campaign, sender, text, replaces, plan, 0, 0, 'preparing', \
         (SELECT max(number) FROM sms), ?5, ?6, ?5, time_zone FROM job, (",
        &failed,
        ") AS failed WHERE job.number = ?1 AND (?10 IS NULL OR failed.messages <= ?10) \
         AND (?8 IS NULL OR failed.messages \
         + coalesce((SELECT messages FROM spend WHERE day = ?7 AND who = ?6), 0) <= ?8) \
         AND (?9 IS NULL OR failed.messages \
         + coalesce((SELECT messages FROM spend WHERE day = ?7 AND who = ''), 0) <= ?9)",
    ];
    let make = app.db.statement(
        make.concat(),
        &[
            number,
            first,
            last,
            (&request).into(),
            now.into(),
            (&claims.sub).into(),
            day,
            user,
            all,
            spending.campaign_message_limit.map(i64::from).into(),
        ],
    );
    let fill = app.db.statement(
        include_str!("../../sql/job/retry.sql").replace("ALLOWED", &allowed),
        &[
            number,
            first,
            last,
            now.into(),
            Status::Queued.as_str().into(),
            Status::Queued.rank().into(),
            (&claims.sub).into(),
            (&request).into(),
        ],
    );
    let run = app.db.statement(
        "UPDATE job SET state = 'running', last = (SELECT max(number) FROM sms), \
         recipients = (SELECT count(*) FROM sms WHERE number > job.first AND job = job.number), \
         messages = (SELECT coalesce(sum(segments), 0) FROM sms \
         WHERE number > job.first AND job = job.number) WHERE request = ?1",
        &[(&request).into()],
    );
    // Nobody is left whose SMS failed and was not sent again.
    let none = app.db.statement(
        "DELETE FROM job WHERE request = ?1 AND recipients = 0",
        &[(&request).into()],
    );
    let reserve = brake.reserve(app, &request);
    app.db.perform(vec![make, fill, run, none, reserve]).await?;
    let Some(job) = by_request(app, &request).await? else {
        row! {
            struct Failed {
                messages: u32,
            }
        }
        let failed: Option<Failed> = app.db.first(&failed, &[number, first, last]).await?;
        brake
            .hold(app, failed.map_or(0, |failed| failed.messages))
            .await?;
        let why = "No SMS of this job has failed that was not sent again already.";
        return Err(Problem::field("state", why).into());
    };
    queue::begin(job.number, JobState::Running).await;
    Reply::json(202, &shown(app, &job).await?)
}
