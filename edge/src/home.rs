//! `GET /api/home`: how far the installation is, and what happened today.

use crate::border::Request;
use mitto_core::api::{Claims, Figures, Home, Installation, Problem, Role};
use mitto_core::status::Status;
use mitto_core::time::from_rfc3339;

use crate::db::{Done, row};
use crate::editing;
use crate::error::Failure;
use crate::filter::FIRST_SINCE;
use crate::query::Query;
use crate::router::{App, Reply, ago};
use crate::setup;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * 3_600_000;

/// SMS by status; it goes on with since when.
const TODAY: &str = "SELECT status, count(*) AS sms, sum(segments) AS messages FROM sms \
    WHERE number >= ";

/// What is there; since an hour ago, webhooks that fail are shown.
const INSTALLATION: &str = "SELECT \
    (SELECT count(*) FROM config_item WHERE kind = 'sender' AND value IS NOT NULL) AS senders, \
    (SELECT count(*) FROM config_item WHERE kind = 'keyword' AND value IS NOT NULL) AS keywords, \
    (SELECT count(*) FROM config_item WHERE kind = 'template' AND value IS NOT NULL) AS templates, \
    EXISTS (SELECT 1 FROM sms WHERE status IN ('SENT', 'EXPIRED', 'UNDELIVERED', 'DELIVERED')) \
    AS sent, (SELECT coalesce(proven_at, last_delivery_at, last_inbound_at) IS NOT NULL \
    FROM callback_health) AS proven, \
    (SELECT count(*) FROM webhook WHERE off_because IS NOT NULL OR failing_since < ?1) AS webhooks_failing, \
    (SELECT coalesce(iif(shown_from <= ?1 + 3600000, problem, NULL), \
    iif(EXISTS (SELECT 1 FROM crm_change WHERE attempts > 0 AND at < ?1 - 255600000), \
    'The org has refused to save the box of a record for three days.', NULL)) FROM crm) AS salesforce_problem";

row! {
    struct Group {
        status: String,
        sms: u32,
        messages: u32,
    }
}

row! {
    struct There {
        senders: u32,
        keywords: u32,
        templates: u32,
        sent: u32,
        proven: Option<u32>,
        webhooks_failing: u32,
        salesforce_problem: Option<String>,
    }
}

pub(crate) async fn show(app: &App, claims: &Claims, request: &Request) -> Result<Reply, Failure> {
    let query = Query::of(request, &["since"])?;
    let since = match query.get("since") {
        None => ago(DAY_MS),
        Some(text) => from_rfc3339(text).ok_or_else(|| {
            Problem::field("since", "Give a time like 2026-11-24T00:00:00+01:00.")
        })?,
    };
    let admin = claims.role == Role::Admin;
    let since_when = FIRST_SINCE.replace('?', "?1");
    let today = [TODAY, &since_when, " GROUP BY status"].concat();
    let mut statements = vec![app.db.statement(today, &[since.into()])];
    if admin {
        statements.push(app.db.statement(INSTALLATION, &[ago(HOUR_MS).into()]));
    }
    let mut results = app.db.batch(statements).await?.into_iter();
    let today = results.next().map(Done::rows).transpose()?;
    let home = Home {
        today: figures(today.unwrap_or_default()),
        installation: match results.next() {
            Some(there) => Some(installation(app, there).await?),
            None => None,
        },
    };
    Reply::json(200, &home)
}

fn figures(groups: Vec<Group>) -> Figures {
    let mut figures = Figures::default();
    for group in groups {
        match Status::from_word(&group.status) {
            Some(Status::Received) => {
                add(&mut figures.replies, group.sms);
                continue;
            }
            Some(Status::OptOut) => {
                add(&mut figures.replies, group.sms);
                add(&mut figures.opt_outs, group.sms);
                continue;
            }
            Some(Status::Cancelled) | None => continue,
            Some(Status::Queued | Status::Sending | Status::Sent) => {
                add(&mut figures.open, group.sms)
            }
            Some(Status::Unknown) => add(&mut figures.unknown, group.sms),
            Some(Status::Delivered) => add(&mut figures.delivered, group.sms),
            Some(Status::Rejected | Status::Failed | Status::Expired | Status::Undelivered) => {
                add(&mut figures.failed, group.sms);
            }
        }
        add(&mut figures.sms, group.sms);
        add(&mut figures.messages, group.messages);
    }
    figures
}

fn add(sum: &mut u32, more: u32) {
    *sum = sum.saturating_add(more);
}

async fn installation(app: &App, there: Done) -> Result<Installation, Failure> {
    let there: There = there
        .first()?
        .ok_or_else(|| Failure::internal("no row of what is installed"))?;
    let setup = setup::stored(&editing::items(&app.db, setup::KINDS).await?)?;
    Ok(Installation {
        product_key_set: setup.product_key(&app.settings)?.is_some(),
        senders: there.senders,
        callback_proven: there.proven == Some(1),
        keywords: there.keywords,
        templates: there.templates,
        first_sms_sent: there.sent != 0,
        webhooks_failing: there.webhooks_failing,
        salesforce_problem: there.salesforce_problem,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_is_counted_where_it_belongs() {
        let groups = Status::ALL.map(|status| Group {
            status: status.as_str().to_owned(),
            sms: 1,
            messages: 2,
        });
        let figures = figures(groups.into());
        // Twelve states: two of replies, one cancelled.
        assert_eq!((figures.sms, figures.messages), (9, 18));
        let parts = figures.open + figures.unknown + figures.delivered + figures.failed;
        assert_eq!(parts, figures.sms);
        assert_eq!((figures.replies, figures.opt_outs), (2, 1));
    }
}
