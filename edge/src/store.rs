//! SMS records in D1: what the send machine's effects do to a row.
//!
//! `rank` only rises, in every statement here and in `callback`: that is `Status::join`, and it is
//! why reports and answers may come in any order. The one exception is a claim that the gateway
//! clearly refused for now, which becomes queued again under the fence of its own attempt.
//!
//! The statements are files in `edge/sql`: the simulation in `tests` runs these very ones.

use mitto_core::campaign::Limits;
use mitto_core::count::Encoding;
use mitto_core::ids::{RecordId, Reference, SmsId};
use mitto_core::mobile::Mobile;
use mitto_core::send::{Claim, Phase, Reason, SendState};
use mitto_core::sender::SenderId;
use mitto_core::status::Status;
use mitto_core::template::PersonObject;

use crate::campaign::Key;
use crate::db::{Db, Statement, last, row};
use crate::error::Failure;
use crate::opt_out::recall;
use crate::router::App;
use crate::spend::Brake;

/// An SMS that is about to be recorded.
pub(crate) struct NewSms {
    pub(crate) about: Option<(PersonObject, RecordId)>,
    /// Whose data a test shows to somebody else.
    pub(crate) shows: Option<Key>,
    pub(crate) to: Mobile,
    pub(crate) from: SenderId,
    pub(crate) text: String,
    pub(crate) encoding: Encoding,
    pub(crate) segments: u32,
    pub(crate) by: String,
    /// The number of the SMS whose text is sent once more.
    pub(crate) again: Option<u32>,
    /// How much may be sent. Those of single SMS: there is no campaign among them.
    pub(crate) limits: Limits,
}

row! {
    /// What dispatching needs of a row.
    #[derive(Clone)]
    pub(crate) struct Row {
        pub(crate) number: u32,
        pub(crate) request_body: String,
        pub(crate) answer_status: Option<u16>,
        pub(crate) answer_body: Option<String>,
        mobile: String,
        sender: String,
        pub(crate) text: String,
        encoding: String,
        pub(crate) segments: u32,
        phase: String,
        due_at: i64,
        attempt: u32,
        status: String,
        pub(crate) reason: Option<String>,
        pub(crate) gateway_code: Option<i32>,
        gateway_id: Option<String>,
    }
}

const BY_REQUEST: &str = include_str!("../sql/by_request.sql");

fn broken(what: &str) -> Failure {
    Failure::internal(["an SMS row has no readable ", what].concat())
}

impl Row {
    pub(crate) fn id(&self) -> Result<SmsId, Failure> {
        SmsId::new(self.number).ok_or_else(|| broken("number"))
    }

    pub(crate) fn to(&self) -> Result<Mobile, Failure> {
        self.mobile.parse().map_err(|_| broken("mobile"))
    }

    pub(crate) fn from(&self) -> Result<SenderId, Failure> {
        self.sender.parse().map_err(|_| broken("sender"))
    }

    pub(crate) fn encoding(&self) -> Encoding {
        if self.encoding == Encoding::Ucs2.as_str() {
            Encoding::Ucs2
        } else {
            Encoding::Gsm7
        }
    }

    pub(crate) fn status(&self) -> Result<Status, Failure> {
        Status::from_word(&self.status).ok_or_else(|| broken("status"))
    }

    pub(crate) fn reference(&self, attempt: u32) -> Result<Reference, Failure> {
        Ok(Reference {
            sms: self.id()?,
            attempt,
        })
    }

    /// The machine's state. Its reason is stored in words and not read back.
    pub(crate) fn state(&self) -> Result<SendState, Failure> {
        Ok(SendState {
            phase: match self.phase.as_str() {
                "queued" => Phase::Queued {
                    not_before: self.due_at,
                },
                "sending" => Phase::Sending {
                    lease_until: self.due_at,
                },
                _ => Phase::Settled,
            },
            attempt: self.attempt,
            status: self.status()?,
            gateway_id: self.gateway_id.clone(),
            reason: None,
        })
    }
}

/// The row of a request, if it has been seen.
pub(crate) async fn by_request(db: &Db, request: &str) -> Result<Option<Row>, Failure> {
    db.first(BY_REQUEST, &[request.into()]).await
}

/// One row.
pub(crate) async fn load(db: &Db, number: u32) -> Result<Row, Failure> {
    db.first(include_str!("../sql/load.sql"), &[number.into()])
        .await?
        .ok_or_else(|| Failure::internal("an SMS row is gone"))
}

/// Records an SMS under its request, unless the request has one already or it is more than may be sent; the row. None, if
/// what it was made from has been erased meanwhile: its person, whose data it shows, or the SMS that it repeats. Otherwise
/// their name, number and words would be here again. A typed number has no person: what was typed is stored, as it would be
/// a moment later.
///
/// If the number comes back with it, so does its opt-out: the claim is to see it.
pub(crate) async fn create(
    app: &App,
    request: &str,
    request_body: &str,
    sms: &NewSms,
    now: i64,
) -> Result<Option<Row>, Failure> {
    let db = &app.db;
    let brake = Brake::of(sms.limits, &sms.by);
    let [day, user, all] = brake.values();
    let shown = sms.shows.as_ref().map(|key| key.object.as_str()).into();
    let shown_id = sms.shows.as_ref().map(|key| key.id.as_str()).into();
    let insert = db.statement(
        include_str!("../sql/create.sql"),
        &[
            request.into(),
            request_body.into(),
            sms.about.as_ref().map(|(object, _)| object.as_str()).into(),
            sms.about.as_ref().map(|(_, id)| id.as_str()).into(),
            sms.to.as_str().into(),
            sms.from.as_str().into(),
            (&sms.text).into(),
            sms.encoding.as_str().into(),
            sms.segments.into(),
            now.into(),
            Status::Queued.as_str().into(),
            Status::Queued.rank().into(),
            (&sms.by).into(),
            sms.again.into(),
            day,
            user,
            all,
            shown,
            shown_id,
        ],
    );
    let [recall, recalled] = recall(app, &sms.to, Some(request))?;
    let mut batch = vec![insert, recall, recalled];
    if sms.shows.is_some() || sms.again.is_some() {
        let values = [
            request.into(),
            request_body.into(),
            shown,
            shown_id,
            sms.again.into(),
        ];
        batch.push(db.statement(include_str!("../sql/test_of.sql"), &values));
    }
    batch.push(db.statement(BY_REQUEST, &[request.into()]));
    let row: Option<Row> = last(&mut db.batch(batch).await?)?.first()?;
    if row.is_none() {
        brake.hold(app, sms.segments).await?;
    }
    Ok(row)
}

/// The claim: still queued, this very attempt, and its number not opted out, in one statement. Only
/// the confirmation of an opt-out passes it.
pub(crate) async fn claim(
    db: &Db,
    number: u32,
    attempt: u32,
    lease_until: i64,
    now: i64,
) -> Result<Claim, Failure> {
    row! {
        struct OptedOut {
            waiting: i64,
            opted_out: i64,
        }
    }
    let take = db.statement(
        include_str!("../sql/claim.sql"),
        &[
            number.into(),
            attempt.into(),
            lease_until.into(),
            Status::Sending.as_str().into(),
            Status::Sending.rank().into(),
            now.into(),
        ],
    );
    let why_not = db.statement(
        include_str!("../sql/why_not_claimed.sql"),
        &[number.into(), attempt.into()],
    );
    let [take, why_not] = db.all([take, why_not]).await?;
    if take.changes > 0 {
        return Ok(Claim::Won);
    }
    let why: Option<OptedOut> = why_not.first()?;
    let opted_out = why.is_some_and(|row| row.waiting != 0 && row.opted_out != 0);
    Ok(if opted_out {
        Claim::OptedOut
    } else {
        Claim::Taken
    })
}

/// Stores a state, and the answer that follows from it for whoever repeats the request.
pub(crate) fn save(
    db: &Db,
    number: u32,
    state: &SendState,
    answer: Option<&(u16, String)>,
    now: i64,
) -> Statement {
    let reason = state.reason.as_ref().map(ToString::to_string);
    let gateway_code = match &state.reason {
        Some(Reason::Refused(refusal) | Reason::GaveUp { last: refusal }) => refusal.code,
        _ => None,
    };
    let values = [
        number.into(),
        state.attempt.into(),
        state.status.as_str().into(),
        state.status.rank().into(),
        reason.as_deref().into(),
        gateway_code.map(i64::from).into(),
        state.gateway_id.as_deref().into(),
        answer.map(|(status, _)| *status).into(),
        answer.map(|(_, body)| body.as_str()).into(),
        now.into(),
    ];
    match state.phase {
        // Refused for now: the only way down, and only for the holder of this claim. Where a report
        // came while it was being submitted, the gateway had it after all, and there is no next time.
        Phase::Queued { not_before } => db.statement(
            include_str!("../sql/save_queued.sql"),
            &[
                values.as_slice(),
                &[not_before.into(), Status::Sending.rank().into()],
            ]
            .concat(),
        ),
        // UNKNOWN (2) only of what is claimed: a sweep that saw a lease run out may come after the
        // answer "not now", and then there is no doubt.
        Phase::Sending { .. } | Phase::Settled => {
            db.statement(include_str!("../sql/save_settled.sql"), &values)
        }
    }
}

/// Opts out the numbers of these SMS, whose people told the gateway to send nothing more.
pub(crate) fn opt_out(db: &Db, numbers: &[u32], now: i64) -> Statement {
    let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
    let list = ["[", &numbers.join(","), "]"].concat();
    db.statement(
        include_str!("../sql/gateway_opt_out.sql"),
        &[(&list).into(), now.into()],
    )
}

/// Stores the answer of a row that came to rest without one; the first answer stays.
pub(crate) async fn answer_once(
    db: &Db,
    number: u32,
    answer: &(u16, String),
) -> Result<(), Failure> {
    db.run(
        include_str!("../sql/answer_once.sql"),
        &[number.into(), answer.0.into(), (&answer.1).into()],
    )
    .await
    .map(|_| ())
}

/// Takes the reports out of the mailbox that came under this gateway id.
pub(crate) fn adopt(db: &Db, number: u32, gateway_id: &str) -> [Statement; 3] {
    let values = [number.into(), gateway_id.into()];
    [
        db.statement(include_str!("../sql/adopt_updates.sql"), &values),
        db.statement(include_str!("../sql/adopt_status.sql"), &values),
        db.statement(include_str!("../sql/adopted.sql"), &[gateway_id.into()]),
    ]
}
