//! A key set that the host publishes, and rotates while people work.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

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
    /// Starts it; also its address. It ends with the tests.
    fn start() -> (Arc<Host>, String) {
        let host = Arc::new(Host::default());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/keys", listener.local_addr().unwrap());
        let asked = host.clone();
        thread::spawn(move || {
            for caller in listener.incoming().flatten() {
                let host = asked.clone();
                // Whoever hangs up early has heard enough.
                thread::spawn(move || host.serve(caller));
            }
        });
        (host, url)
    }

    fn serve(&self, caller: TcpStream) -> std::io::Result<()> {
        let mut lines = BufReader::new(&caller).lines();
        let request = lines.next().transpose()?.unwrap_or_default();
        while lines
            .next()
            .transpose()?
            .is_some_and(|line| !line.is_empty())
        {}
        let keys = |keys: Vec<Value>| ("200 OK", json!({ "keys": keys }).to_string());
        let answer = self.answer.lock().unwrap().clone();
        let (status, body) = match (request.starts_with("GET /keys "), answer) {
            (true, answer) => {
                self.asked.fetch_add(1, Ordering::SeqCst);
                match answer {
                    Answer::Broken => ("502 Bad Gateway", String::new()),
                    Answer::Keys(list) => keys(list),
                    Answer::Redirect(_) => ("302 Found\r\nLocation: /elsewhere", String::new()),
                    Answer::Endless => ("200 OK", "[".repeat(1024 * 1024)),
                }
            }
            (false, Answer::Redirect(list)) => keys(list),
            (false, _) => ("404 Not Found", String::new()),
        };
        let length = body.len();
        write!(
            &caller,
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
             Connection: close\r\n\r\n{body}"
        )
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
}

async fn status(nobody: &Api, key: &EcKey) -> u16 {
    let token = key.token(&good_claims(json!({})));
    nobody.with_token(&token).get("/api/senders").await.status
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_rotation_at_the_host_fails_no_good_call() {
    let (host, url) = Host::start();
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

/// Five rotations while four people work, some calls apart. The host signs with a new key as soon as
/// it is published.
async fn rotate_under_load(host: &Host, nobody: &Api, first: Arc<EcKey>) {
    let current = Arc::new(Mutex::new(first.clone()));
    let calls = Arc::new(AtomicU32::new(0));
    let over = Arc::new(AtomicBool::new(false));
    let people: Vec<_> = (0..4)
        .map(|_| {
            let (nobody, current) = (nobody.clone(), current.clone());
            let (calls, over) = (calls.clone(), over.clone());
            tokio::spawn(async move {
                while !over.load(Ordering::SeqCst) {
                    let key = current.lock().unwrap().clone();
                    assert_eq!(status(&nobody, &key).await, 200, "{calls:?}");
                    calls.fetch_add(1, Ordering::SeqCst);
                }
            })
        })
        .collect();
    let mut before = first;
    for turn in 1..=5 {
        let made = calls.load(Ordering::SeqCst);
        while calls.load(Ordering::SeqCst) < made + 12 && !people.iter().all(|it| it.is_finished())
        {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let new = Arc::new(EcKey::new(&format!("key-{turn}")));
        host.publish(&[&before, &new]);
        *current.lock().unwrap() = new.clone();
        before = new;
    }
    tokio::time::sleep(Duration::from_millis(400)).await;
    over.store(true, Ordering::SeqCst);
    for person in people {
        person.await.unwrap();
    }
    let asked = host.asked();
    assert!((5..=8).contains(&asked), "{asked}: one fetch a rotation");
}
