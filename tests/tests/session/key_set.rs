//! A key set that the host publishes, and rotates while people work.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use mitto_tests::api::Api;
use serde_json::{Value, json};

use super::forge::EcKey;
use super::{good_claims, start};

/// The host: what it answers when asked for its keys, and how often it was asked.
#[derive(Default)]
struct Host {
    answer: Mutex<Answer>,
    asked: AtomicU32,
}

#[derive(Clone, Default)]
enum Answer {
    #[default]
    Broken,
    Keys(Vec<Value>),
    /// 302 to `/elsewhere`, where these are.
    Redirect(Vec<Value>),
    /// More than a key set can be.
    Endless,
}

impl Host {
    /// Starts it; also its address.
    async fn start() -> (Arc<Host>, String) {
        let host = Arc::new(Host::default());
        let (keys, elsewhere) = (host.clone(), host.clone());
        let app = Router::new()
            .route("/keys", get(async move || keys.keys()))
            .route("/elsewhere", get(async move || elsewhere.elsewhere()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/keys", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        (host, url)
    }

    fn answer(&self, answer: Answer) {
        *self.answer.lock().unwrap() = answer;
    }

    fn publish(&self, keys: &[&EcKey]) {
        self.answer(Answer::Keys(keys.iter().map(|key| key.jwk()).collect()));
    }

    fn asked(&self) -> u32 {
        self.asked.load(Ordering::SeqCst)
    }

    fn keys(&self) -> axum::response::Response {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let answer = self.answer.lock().unwrap().clone();
        match answer {
            Answer::Broken => StatusCode::BAD_GATEWAY.into_response(),
            Answer::Keys(keys) => axum::Json(json!({ "keys": keys })).into_response(),
            Answer::Redirect(_) => {
                (StatusCode::FOUND, [(header::LOCATION, "/elsewhere")]).into_response()
            }
            Answer::Endless => "[".repeat(1024 * 1024).into_response(),
        }
    }

    fn elsewhere(&self) -> axum::response::Response {
        match self.answer.lock().unwrap().clone() {
            Answer::Redirect(keys) => axum::Json(json!({ "keys": keys })).into_response(),
            _ => StatusCode::NOT_FOUND.into_response(),
        }
    }
}

async fn status(nobody: &Api, key: &EcKey) -> u16 {
    let token = key.token(&good_claims(json!({})));
    nobody.with_token(&token).get("/api/senders").await.status
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_rotation_at_the_host_fails_no_good_call() {
    let (host, url) = Host::start().await;
    // Starting blocks, and takes its time.
    let stack = tokio::task::spawn_blocking(move || start("key-set", [("SESSION_JWKS_URL", url)]))
        .await
        .unwrap();
    let nobody = Api::nobody(stack.worker.base());
    assert_eq!(host.asked(), 0, "HS256 needs no key set");

    // The first call of all fetches it, also when many come at the same moment.
    let first = Arc::new(EcKey::new("key-0"));
    host.publish(&[&first]);
    let calls = (0..20).map(|_| {
        let (nobody, key) = (nobody.clone(), first.clone());
        tokio::spawn(async move { status(&nobody, &key).await })
    });
    for call in calls.collect::<Vec<_>>() {
        assert_eq!(call.await.unwrap(), 200);
    }
    assert_eq!(host.asked(), 1, "the others waited for the first");

    rotate_under_load(&host, &nobody, first).await;

    // The host is down, or worse: the keys that are known go on.
    let last = EcKey::new("last");
    host.publish(&[&last]);
    assert_eq!(status(&nobody, &last).await, 200);
    let stranger = EcKey::new("stranger");
    for (what, answer) in [
        ("a redirect", Answer::Redirect(vec![stranger.jwk()])),
        ("without end", Answer::Endless),
        ("down", Answer::Broken),
    ] {
        host.answer(answer);
        let asked = host.asked();
        for _ in 0..20 {
            assert_eq!(status(&nobody, &stranger).await, 401, "{what}");
        }
        assert_eq!(
            host.asked(),
            asked + 1,
            "{what}: one look for invented keys"
        );
        assert_eq!(status(&nobody, &last).await, 200, "{what}");
        // The pause after a look in vain.
        tokio::time::sleep(Duration::from_millis(10_200)).await;
    }
    host.publish(&[&last, &stranger]);
    assert_eq!(
        status(&nobody, &stranger).await,
        200,
        "once it is published"
    );
    stack.discard().unwrap();
}

/// Five rotations while four people work. The host signs with a new key as soon as it is published.
async fn rotate_under_load(host: &Host, nobody: &Api, first: Arc<EcKey>) {
    let current = Arc::new(Mutex::new(first.clone()));
    let over = Arc::new(AtomicBool::new(false));
    let people: Vec<_> = (0..4)
        .map(|_| {
            let (nobody, current, over) = (nobody.clone(), current.clone(), over.clone());
            tokio::spawn(async move {
                let mut calls = 0;
                while !over.load(Ordering::SeqCst) {
                    let key = current.lock().unwrap().clone();
                    assert_eq!(status(&nobody, &key).await, 200, "call {calls}");
                    calls += 1;
                }
                calls
            })
        })
        .collect();
    let mut before = first;
    for turn in 1..=5 {
        tokio::time::sleep(Duration::from_millis(400)).await;
        let new = Arc::new(EcKey::new(&format!("key-{turn}")));
        host.publish(&[&before, &new]);
        *current.lock().unwrap() = new.clone();
        before = new;
    }
    tokio::time::sleep(Duration::from_millis(400)).await;
    over.store(true, Ordering::SeqCst);
    let mut calls = 0;
    for person in people {
        calls += person.await.unwrap();
    }
    assert!(calls > 50, "{calls}");
    assert_eq!(host.asked(), 6, "one fetch a rotation, whoever asks");
}
