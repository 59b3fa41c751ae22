//! Who may do what: session tokens of every kind, good and bad, and every route with every role.
//! Each with a Worker of its own variables, beside the one that `cargo xtask test` starts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![allow(clippy::disallowed_methods)]

mod bad;
mod examples;
mod forge;
mod good;
mod key_set;
mod roles;
mod scope;

use std::sync::{Arc, Mutex, Weak};

use mitto_tests::api::Api;
use mitto_tests::simulator::client::SimulatorClient;
use serde_json::{Value, json};
use xtask::stack::Stack;

use forge::{PREVIOUS_SECRET, keys};

const ISSUER: &str = "https://crm.example";
const AUDIENCE: &str = "mitto-sms";

/// A Worker with all that can be configured for tokens: two secrets, a key set in a variable, an
/// issuer and an audience.
struct Configured(Option<Stack>);

impl Configured {
    /// The one that runs, or a new one. It ends with the last test that uses it.
    fn start() -> Arc<Configured> {
        static RUNNING: Mutex<Weak<Configured>> = Mutex::new(Weak::new());
        let mut running = RUNNING.lock().unwrap();
        if let Some(stack) = running.upgrade() {
            return stack;
        }
        let vars = [
            ("SESSION_SECRET_PREVIOUS", PREVIOUS_SECRET.to_owned()),
            ("SESSION_PUBLIC_KEYS", keys().set().to_string()),
            ("SESSION_ISSUER", ISSUER.to_owned()),
            ("SESSION_AUDIENCE", AUDIENCE.to_owned()),
        ];
        let stack = Arc::new(Configured(Some(start("session", vars))));
        *running = Arc::downgrade(&stack);
        stack
    }

    fn stack(&self) -> &Stack {
        self.0.as_ref().unwrap()
    }

    fn secret(&self) -> String {
        self.stack().worker.session_secret().unwrap()
    }

    fn nobody(&self) -> Api {
        Api::nobody(self.stack().worker.base())
    }

    fn gateway(&self) -> SimulatorClient {
        SimulatorClient::new(&self.stack().simulator.base)
    }

    /// Somebody with a good token that has these claims besides.
    fn with(&self, claims: Value) -> Api {
        let token = forge::hs256(self.secret().as_bytes(), &json!({}), &good_claims(claims));
        self.nobody().with_token(&token)
    }
}

impl Drop for Configured {
    fn drop(&mut self) {
        // After a failure its log and database stay.
        if let Some(stack) = self.0.take()
            && !std::thread::panicking()
        {
            let _ = stack.discard();
        }
    }
}

fn start<const N: usize>(name: &str, vars: [(&str, String); N]) -> Stack {
    let vars = vars.each_ref().map(|(name, value)| (*name, value.as_str()));
    Stack::start_with(name, &vars).unwrap_or_else(|why| panic!("{why}"))
}

/// Claims that [`Configured`] takes, with these put in; `null` takes one away.
fn good_claims(change: Value) -> Value {
    let now = forge::now();
    let mut claims = json!({
        "sub": "ada", "role": "user", "iat": now, "exp": now + 600, "iss": ISSUER, "aud": AUDIENCE,
    });
    for (name, value) in change.as_object().unwrap() {
        match value {
            Value::Null => claims.as_object_mut().unwrap().remove(name),
            value => claims
                .as_object_mut()
                .unwrap()
                .insert(name.clone(), value.clone()),
        };
    }
    claims
}
