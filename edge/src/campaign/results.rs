//! What became of a campaign, all its jobs together.

use mitto_core::api::{CampaignResults, Claims, FailureReason};
use mitto_core::csv::{BOM, push_line};
use mitto_core::gateway;
use mitto_core::ids::{RecordId, SmsId};
use mitto_core::status::Status;
use mitto_core::time::to_rfc3339;

use super::admit;
use crate::border::Request;
use crate::db::row;
use crate::error::Failure;
use crate::etag;
use crate::export::{self, File};
use crate::router::{App, Reply};

/// Reasons that are told.
const REASONS: usize = 20;

row! {
    /// An SMS that was refused, or did not arrive.
    struct Failed {
        number: u32,
        object: Option<String>,
        record_id: Option<String>,
        mobile: String,
        status: String,
        reason: Option<String>,
        updated_at: i64,
        /// The network's.
        code: Option<String>,
    }
}

impl Failed {
    fn why(&self) -> gateway::Failure<'_> {
        gateway::Failure {
            status: Status::from_word(&self.status),
            reason: self.reason.as_deref(),
            code: self.code.as_deref(),
        }
    }
}

async fn failed(app: &App, campaign: &RecordId, after: u32) -> Result<Vec<Failed>, Failure> {
    let sql = include_str!("../../sql/campaign/failures.sql");
    app.db
        .rows(sql, &[campaign.as_str().into(), after.into()])
        .await
}

/// The most frequent first. There are few: each is put where it belongs.
fn most_first(failures: Vec<FailureReason>) -> Vec<FailureReason> {
    let mut sorted: Vec<FailureReason> = Vec::with_capacity(failures.len());
    for failure in failures {
        let at = sorted.partition_point(|more| more.sms >= failure.sms);
        sorted.insert(at, failure);
    }
    sorted
}

/// `GET /api/campaigns/{id}/results`.
pub(crate) async fn get(
    app: &App,
    claims: &Claims,
    campaign: &RecordId,
    request: &Request,
) -> Result<Reply, Failure> {
    row! {
        struct Counts {
            messages: u32,
            sent: u32,
            delivered: u32,
            unknown: u32,
            skipped: u32,
            failed: u32,
            opt_outs: u32,
            replies: u32,
        }
    }
    admit(app, claims, campaign).await?;
    let sql = include_str!("../../sql/campaign/results.sql");
    let counts: Option<Counts> = app.db.first(sql, &[campaign.as_str().into()]).await?;
    let counts = counts.ok_or_else(|| Failure::internal("a count has no row"))?;
    let mut failures: Vec<FailureReason> = Vec::new();
    let mut after = 0;
    loop {
        let page = failed(app, campaign, after).await?;
        for sms in &page {
            let reason = sms.why().kind();
            match failures.iter_mut().find(|known| known.reason == reason) {
                Some(known) => known.sms = known.sms.saturating_add(1),
                None => failures.push(FailureReason { reason, sms: 1 }),
            }
        }
        match page.last() {
            Some(last) => after = last.number,
            None => break,
        }
    }
    let mut failures = most_first(failures);
    failures.truncate(REASONS);
    let results = CampaignResults {
        messages: counts.messages,
        sent: counts.sent,
        delivered: counts.delivered,
        failed: counts.failed,
        unknown: counts.unknown,
        skipped: counts.skipped,
        opt_outs: counts.opt_outs,
        replies: counts.replies,
        failures,
    };
    etag::unless_known(request, Reply::json(200, &results)?)
}

/// `GET /api/campaigns/{id}/failures.csv`, written while it is read.
pub(crate) async fn csv(app: App, claims: Claims, campaign: RecordId) -> Result<Reply, Failure> {
    admit(&app, &claims, &campaign).await?;
    let name = [
        "attachment; filename=\"failures-",
        campaign.as_str(),
        ".csv\"",
    ];
    export::file(
        "text/csv; charset=utf-8",
        name.concat(),
        async move |file: &File| {
            let mut piece = BOM.to_owned();
            push_line(
                &mut piece,
                &["SMS", "Object", "Record ID", "To", "Status", "Reason", "At"],
            );
            let mut after = 0;
            loop {
                let page = failed(&app, &campaign, after).await?;
                for sms in &page {
                    after = sms.number;
                    let id = SmsId::new(sms.number).map(|id| id.to_string());
                    push_line(
                        &mut piece,
                        &[
                            &id.unwrap_or_default(),
                            sms.object.as_deref().unwrap_or_default(),
                            sms.record_id.as_deref().unwrap_or_default(),
                            &sms.mobile,
                            &sms.status,
                            &sms.why().in_words(),
                            &to_rfc3339(sms.updated_at),
                        ],
                    );
                }
                if piece.is_empty() {
                    return Ok(());
                }
                file.write(&piece).await?;
                piece.clear();
            }
        },
    )
}
