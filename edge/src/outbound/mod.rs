//! What is told to other servers: webhooks ([`endpoints`], [`deliver`]) and opt-outs to Salesforce ([`salesforce`]). What
//! there is to tell is written by triggers, in the transaction that makes it (migration 0014); here it is sent.
//!
//! | step | if we die right after it |
//! |---|---|
//! | D1: the event, with what it tells | the sweep finds it |
//! | queue: "there may be something" | it is looked at twice, which is harmless |
//! | D1: claimed, with a lease | tried again when the lease is over |
//! | the call | told twice; the receiver knows it by its id |
//! | D1: what came of it | done |

pub(crate) mod deliver;
pub(crate) mod deliveries;
pub(crate) mod endpoints;
pub(crate) mod salesforce;

use std::cell::Cell;

use crate::border::{self, Call, ago, now, spawn_after};
use crate::callback::told;
use crate::db::row;
use crate::error::Failure;
use crate::queue::enqueue;
use crate::router::App;
use crate::settings::Settings;

/// The binding's name in wrangler.toml.
const BINDING: &str = "WEBHOOKS";

/// The name of the queue.
pub(crate) const NAME: &str = "mitto-sms-webhooks";

/// The key in KV that says whether anybody is told anything: a copy, so that nobody asks D1 for it.
const SWITCH: &str = "webhooks";

/// How long an isolate believes its copy of that, milliseconds.
const REMEMBERED_MS: i64 = 30_000;

/// How long one message is worked on, milliseconds, before the next goes on.
const TURN_MS: i64 = 25_000;

/// Messages of the queue are handed over after a second at least; who has something to tell within less is covered by the one
/// that is on its way.
const COVERED_MS: i64 = 900;

/// What is due later than this is left to the sweep, milliseconds.
const SOON_MS: i64 = 55_000;

/// How long the log of deliveries is kept, milliseconds: 30 days.
const KEPT_MS: i64 = 30 * 24 * 3_600_000;

thread_local! {
    /// Whether anybody is told anything, and when that was looked up.
    static IS_ON: Cell<(bool, i64)> = const { Cell::new((false, 0)) };
    /// Until when a message is on its way that covers whatever happens.
    static COVERED: Cell<i64> = const { Cell::new(0) };
}

/// Something may have happened that others want to hear of. Costs nothing while nobody does.
pub(crate) fn kick() {
    let (on, looked_at) = IS_ON.get();
    let now = now();
    let fresh = looked_at.saturating_add(REMEMBERED_MS) > now;
    if fresh && (!on || COVERED.get() > now) {
        return;
    }
    spawn_after(async {
        if let Err(failure) = pass_on().await {
            told("not told at once, left to the sweep", failure);
        }
    });
}

async fn pass_on() -> Result<(), Failure> {
    let (mut on, looked_at) = IS_ON.get();
    if looked_at.saturating_add(REMEMBERED_MS) <= now() {
        on = Settings::read().salesforce.is_some() || is_switched_on().await?;
        IS_ON.set((on, now()));
    }
    if on && COVERED.get() <= now() {
        COVERED.set(now().saturating_add(COVERED_MS));
        enqueue(BINDING, "look", 1).await?;
    }
    Ok(())
}

async fn is_switched_on() -> Result<bool, Failure> {
    let switch = border::text(Call::GetItem, &[SWITCH.into()]).await?;
    Ok(switch.as_deref() == Some("on"))
}

/// Says everywhere whether anybody is told anything, if it is said otherwise.
async fn switch(app: &App) -> Result<(), Failure> {
    let any = app.db.run("SELECT 1 FROM webhook WHERE enabled = 1", &[]);
    let on = any.await?.found();
    if is_switched_on().await? != on {
        let word = if on { "on" } else { "off" };
        border::perform(Call::PutItem, &[SWITCH.into(), word.into()]).await?;
    }
    IS_ON.set((on || app.settings.salesforce.is_some(), now()));
    Ok(())
}

/// Works on a message of the queue.
pub(crate) async fn consume() {
    let app = App::open(None);
    if let Err(failure) = turn(&app).await {
        told("not told, left to the sweep", failure);
    }
}

/// Tells what is due for a while. What is due soon after is looked at again then.
async fn turn(app: &App) -> Result<(), Failure> {
    row! {
        struct Next { at: Option<i64> }
    }
    let until = now().saturating_add(TURN_MS);
    salesforce::tell(app).await?;
    while deliver::some(app).await? {
        if now() > until {
            return enqueue(BINDING, "look", 1).await;
        }
    }
    let sql = "SELECT min(at) AS at FROM (SELECT (SELECT min(next_at) FROM webhook_delivery \
        WHERE webhook = webhook.id AND next_at IS NOT NULL) AS at FROM webhook WHERE enabled = 1 UNION ALL SELECT \
        iif(connected = 1 AND EXISTS (SELECT 1 FROM crm_change WHERE attempts = 0), next_at, NULL) FROM crm)";
    let next: Option<Next> = app.db.first(sql, &[]).await?;
    let wait = next
        .and_then(|next| next.at)
        .map(|at| at.saturating_sub(now()));
    match wait {
        Some(wait) if wait < SOON_MS => {
            enqueue(BINDING, "look", (wait / 1000).saturating_add(1).max(1)).await
        }
        _ => Ok(()),
    }
}

/// Once a minute: what was not told, what is old, and whether anybody is told anything.
pub(crate) async fn sweep(app: &App) -> Result<(), Failure> {
    salesforce::connect(app).await?;
    switch(app).await?;
    if IS_ON.get().0 {
        turn(app).await?;
    }
    // The oldest are the first; some at a time.
    let sql = "DELETE FROM webhook_delivery WHERE at < ?1 AND number IN \
        (SELECT number FROM webhook_delivery ORDER BY number LIMIT 5000)";
    app.db.run(sql, &[ago(KEPT_MS).into()]).await?;
    Ok(())
}
