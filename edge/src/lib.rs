//! The Worker: the events, and nothing else. Each calls one plain function that cannot fail. [`border`] brings them in.
//!
//! Read it as one SMS travelling: [`router`] finds the route and who is asking, [`send`] takes the
//! request to an SMS record and drives it, [`gateway`] submits it, [`callback`] hears what became
//! of it, by way of the [`mod@queue`] in a flood, [`sms`] shows it. [`sweep`] finishes what a crash left behind. Admins change [`setup`] and
//! [`items`] by way of [`editing`]. What is decided, is decided in `mitto_core`; this crate reads,
//! stores and calls.
//!
//! A panic would fail every request its isolate is serving, so nothing here may panic: the lints
//! forbid it, and handlers return [`error::Failure`].

// Tests may count as they like.
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]
// Natively nobody calls in: there the tests are.
#![cfg_attr(not(target_family = "wasm"), allow(dead_code))]

mod address;
mod api_keys;
mod auth;
mod batch;
mod border;
mod callback;
mod campaign;
mod changes;
mod config;
mod crypto;
mod db;
mod deed;
#[cfg(feature = "dev")]
mod dev;
mod editing;
mod error;
mod etag;
mod export;
#[cfg(feature = "dev")]
mod fault;
mod filter;
mod gateway;
mod health;
mod history;
mod home;
mod items;
mod key_set;
mod lacks;
mod list_views;
mod opt_out;
mod outbound;
mod outgoing;
mod people;
mod privacy;
mod proof;
mod query;
mod queue;
mod reply;
mod retention;
mod roster;
mod router;
mod send;
mod settings;
mod setup;
mod sms;
mod spend;
mod store;
mod stored_setup;
mod stuck;
mod sweep;
mod transfer;

/// Small, and constant in time.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: rlsf::GlobalTlsf<SmallAndThrifty> = rlsf::GlobalTlsf::new();

#[cfg(target_family = "wasm")]
struct SmallAndThrifty;

#[cfg(target_family = "wasm")]
impl rlsf::GlobalTlsfOptions for SmallAndThrifty {
    /// What grows is copied.
    const ENABLE_REALLOCATION: bool = false;
    /// Memory got in pieces is one piece: else a text that grows would leave pieces behind that are too small for it.
    const COALESCE_POOLS: bool = true;
}

/// Once, before anything else.
fn start() {
    std::panic::set_hook(Box::new(|info| {
        // Its words may hold what somebody wrote.
        let place = info
            .location()
            .map_or(0, std::panic::Location::line)
            .to_string();
        let file = info.location().map_or("", std::panic::Location::file);
        border::log_error(&["panic at ", file, ":", &place].concat());
    }));
}

async fn fetch(request: border::Request) {
    router::answer(request).await;
}

async fn scheduled() {
    sweep::sweep().await;
}

async fn queue(batch: Vec<u8>) {
    queue::consume(&batch).await;
}
