//! What the machine's effects do to a row, as `edge` has it in `store`.

use mitto_core::send::{Claim, Phase, SendState};
use mitto_core::status::Status;

use super::database::{Row, Statement, statement};
use super::ledger::Ledger;
use super::mutant::Mutant;
use super::world::{Failed, World};

/// A row, as dispatching needs it.
#[derive(Clone, Debug)]
pub(crate) struct Sms {
    pub(crate) number: u32,
    pub(crate) request_body: String,
    pub(crate) answer: Option<(u16, String)>,
    pub(crate) mobile: String,
    pub(crate) segments: u8,
    pub(crate) phase: String,
    pub(crate) due_at: i64,
    pub(crate) attempt: u32,
    pub(crate) status: Status,
    pub(crate) reason: Option<String>,
    pub(crate) gateway_id: Option<String>,
}

impl Sms {
    pub(crate) fn of(row: &Row) -> Sms {
        let status = row.number("answer_status");
        Sms {
            number: row.whole("number"),
            request_body: row.text("request_body").unwrap(),
            answer: status
                .map(|status| status.try_into().unwrap())
                .zip(row.text("answer_body")),
            mobile: row.text("mobile").unwrap(),
            segments: row.whole("segments").try_into().unwrap(),
            phase: row.text("phase").unwrap(),
            due_at: row.number("due_at").unwrap(),
            attempt: row.whole("attempt"),
            status: Status::from_word(&row.text("status").unwrap()).unwrap(),
            reason: row.text("reason"),
            gateway_id: row.text("gateway_id"),
        }
    }

    pub(crate) fn state(&self, world: &World) -> SendState {
        let expired = self.phase == "sending" && self.due_at <= world.now();
        let phase = match self.phase.as_str() {
            _ if expired && world.is(Mutant::ExpiredLeaseResubmits) => {
                Phase::Queued { not_before: 0 }
            }
            "queued" => Phase::Queued {
                not_before: self.due_at,
            },
            "sending" => Phase::Sending {
                lease_until: self.due_at,
            },
            _ => Phase::Settled,
        };
        SendState {
            phase,
            attempt: self.attempt,
            status: self.status,
            gateway_id: self.gateway_id.clone(),
            reason: None,
        }
    }
}

/// The rows of a query.
pub(crate) async fn look(world: &World, query: Vec<Statement>) -> Result<Vec<Row>, Failed> {
    let done = world.batch(query, |_, _| Ok(())).await?;
    Ok(done.into_iter().flat_map(|done| done.rows).collect())
}

pub(crate) async fn by_request(world: &World, request: &String) -> Result<Option<Sms>, Failed> {
    let rows = look(world, vec![statement!("by_request", request)]).await?;
    Ok(rows.first().map(Sms::of))
}

pub(crate) async fn load(world: &World, number: u32) -> Result<Sms, Failed> {
    let rows = look(world, vec![statement!("load", number)]).await?;
    rows.first().map(Sms::of).ok_or(Failed)
}

/// The claim, and why it was not ours.
pub(crate) async fn claim(
    world: &World,
    row: &Sms,
    attempt: u32,
    lease_until: i64,
) -> Result<Claim, Failed> {
    let number = row.number;
    let sending = Status::Sending;
    let take = statement!(
        "claim",
        number,
        attempt,
        lease_until,
        sending.as_str(),
        sending.rank(),
        world.now(),
    );
    let why_not = statement!("why_not_claimed", number, attempt);
    let mut was_opted_out = false;
    let claimed = |ledger: &mut Ledger, changes| {
        was_opted_out = ledger.has_opted_out(&row.mobile);
        match changes {
            0 => Ok(()),
            _ => ledger.claimed(number, attempt),
        }
    };
    let done = world.batch(vec![take, why_not], claimed).await?;
    if done.first().is_some_and(|take| take.changes > 0) {
        return Ok(Claim::Won);
    }
    let why = done.get(1).and_then(|done| done.rows.first());
    let yes = |name| why.is_some_and(|row| row.number(name) == Some(1));
    if !(yes("waiting") && yes("opted_out")) {
        return Ok(Claim::Taken);
    }
    world.judge(Ledger::barred(number, was_opted_out));
    Ok(Claim::OptedOut)
}

/// Stores a state, and the answer that follows from it.
pub(crate) fn save(row: &Sms, state: &SendState, answer: (u16, String), now: i64) -> Statement {
    let reason = state.reason.as_ref().map(ToString::to_string);
    let (status, body) = answer;
    let mut save = statement!(
        "save_settled",
        row.number,
        state.attempt,
        state.status.as_str(),
        state.status.rank(),
        reason.as_ref(),
        None::<i64>,
        state.gateway_id.as_ref(),
        i64::from(status),
        &body,
        now,
    );
    if let Phase::Queued { not_before } = state.phase {
        save.name = "save_queued";
        let more = statement!("save_queued", not_before, Status::Sending.rank());
        save.values.extend(more.values);
    }
    save
}
