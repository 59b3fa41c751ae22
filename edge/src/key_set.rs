//! The key set that the host publishes at `SESSION_JWKS_URL`, kept for some minutes.

use std::cell::RefCell;
use std::time::Duration;

use mitto_core::session::{Freshness, Key, KeySetCache, Step, read_key_set};

use crate::border::{Delay, log_warning, now};
use crate::outgoing::{self, Call, Unread};

/// Milliseconds until a key set counts as not to be had. Shorter than [`KeySetCache`] expects.
const TIMEOUT_MS: u64 = 3_000;

/// Longest key set that is read, bytes. Those of the large identity providers have 2 to 10 kB.
const LIMIT: usize = 64 * 1024;

/// How often a request looks whether the set has come that another request fetches, milliseconds.
const LOOK_MS: u64 = 25;

/// How long a request waits for a set, milliseconds: its own fetch, or that of somebody who is cut off
/// and then its own.
const PATIENCE_MS: i64 = 8_000;

thread_local! {
    /// Of this isolate. Never borrowed across an await.
    static CACHE: RefCell<KeySetCache> = const { RefCell::new(KeySetCache::new()) };
}

/// The keys of the host, and which generation of them.
pub(crate) struct KeySet {
    pub(crate) keys: Vec<Key>,
    pub(crate) generation: u32,
}

/// The key set as fresh as it is needed, or as it can be had.
pub(crate) async fn get(url: &str, need: Freshness) -> KeySet {
    let began = now();
    while now().saturating_sub(began) < PATIENCE_MS {
        match CACHE.with_borrow(|cache| cache.step(need, now())) {
            Step::Use => break,
            Step::Wait => Delay::from(Duration::from_millis(LOOK_MS)).await,
            Step::Fetch => {
                CACHE.with_borrow_mut(|cache| cache.begin(now()));
                let keys = fetch(url).await;
                if let Err(why) = &keys {
                    log_warning(&["SESSION_JWKS_URL: ", why].concat());
                }
                CACHE.with_borrow_mut(|cache| cache.end(need, keys.ok(), now()));
                break;
            }
        }
    }
    CACHE.with_borrow(|cache| KeySet {
        keys: cache.keys().to_vec(),
        generation: cache.generation(),
    })
}

/// Fetches the set.
async fn fetch(url: &str) -> Result<Vec<Key>, String> {
    let call = Call {
        url,
        headers: &[("accept", "application/jwk-set+json, application/json")],
        body: None,
        timeout_ms: TIMEOUT_MS,
        limit: LIMIT,
    };
    let answer = outgoing::call(call).await.map_err(|why| why.to_string())?;
    if answer.status != 200 {
        return Err(["answered ", &answer.status.to_string()].concat());
    }
    let body = answer.body.map_err(|why| match why {
        Unread::BrokenOff => "broke off".to_owned(),
        Unread::TooLong => "is longer than any key set".to_owned(),
    })?;
    read_key_set(&body).map_err(|why| why.to_string())
}
