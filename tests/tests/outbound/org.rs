//! A Salesforce org that is not there: its login, which verifies the assertion, and the class `MittoOptOut`, by the rules of
//! `salesforce/README.md`. It misbehaves when it is told to.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use base64ct::{Base64UrlUnpadded, Encoding};
use mitto_core::time::from_rfc3339;
use mitto_tests::receiver::{Call, Reaction, Receiver};
use rand_core::OsRng;
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::pkcs8::{EncodePrivateKey, LineEnding};
use rsa::signature::Verifier;
use rsa::{RsaPrivateKey, RsaPublicKey};
use serde_json::{Value, json};
use sha2::Sha256;

pub(super) const CLIENT: &str = "3MVG9.consumer-key";
pub(super) const USER: &str = "mitto@acme.example";
const TOKEN: &str = "/services/oauth2/token";
const OPT_OUTS: &str = "/services/apexrest/mitto-sms/v1/opt-outs";

/// A record's box, and when it last changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ticked {
    pub(super) on: bool,
    at: i64,
}

#[derive(Default)]
struct State {
    boxes: BTreeMap<String, Ticked>,
    /// Tokens that hold.
    tokens: Vec<String>,
    logins: usize,
    /// What the next callers of the class get instead.
    next: VecDeque<Reaction>,
    refuses_logins: bool,
    /// Records that a validation rule will not have saved.
    locked: Vec<String>,
}

pub(super) struct Org {
    receiver: Receiver,
    state: Arc<Mutex<State>>,
    pem: String,
}

impl Org {
    pub(super) async fn start() -> Org {
        let key = RsaPrivateKey::new(&mut OsRng, 2048).unwrap();
        let pem = key
            .to_pkcs8_pem(LineEnding::LF)
            .unwrap()
            .replace('\n', "\\n");
        let public = RsaPublicKey::from(&key);
        let state = Arc::new(Mutex::new(State::default()));
        let base = Arc::new(Mutex::new(String::new()));
        let (ours, known) = (state.clone(), base.clone());
        let receiver = Receiver::with(move |call| {
            let base = known.lock().unwrap().clone();
            let mut state = ours.lock().unwrap();
            match call.path.as_str() {
                TOKEN => state.login(call, &public, &base),
                OPT_OUTS => state.told(call),
                _ => Reaction::status(404),
            }
        })
        .await;
        receiver.base().clone_into(&mut base.lock().unwrap());
        Org {
            receiver,
            state,
            pem,
        }
    }

    /// What the Worker has to know of it.
    pub(super) fn vars(&self) -> Vec<(&'static str, String)> {
        vec![
            ("SALESFORCE_LOGIN_URL", self.receiver.base().to_owned()),
            ("SALESFORCE_CLIENT_ID", CLIENT.to_owned()),
            ("SALESFORCE_USER", USER.to_owned()),
            ("SALESFORCE_PRIVATE_KEY", self.pem.clone()),
        ]
    }

    /// There is a record, whose box was never touched.
    pub(super) fn record(&self, id: &str) {
        let new = Ticked { on: false, at: 0 };
        self.state.lock().unwrap().boxes.insert(id.to_owned(), new);
    }

    pub(super) fn ticked(&self, id: &str) -> bool {
        self.state.lock().unwrap().boxes[id].on
    }

    /// Somebody changes the box by hand.
    pub(super) fn by_hand(&self, id: &str, on: bool) {
        let at = now_ms();
        self.state
            .lock()
            .unwrap()
            .boxes
            .insert(id.to_owned(), Ticked { on, at });
    }

    pub(super) fn next(&self, reactions: impl IntoIterator<Item = Reaction>) {
        self.state.lock().unwrap().next.extend(reactions);
    }

    /// All tokens end.
    pub(super) fn end_tokens(&self) {
        self.state.lock().unwrap().tokens.clear();
    }

    pub(super) fn refuse_logins(&self, refuses: bool) {
        self.state.lock().unwrap().refuses_logins = refuses;
    }

    pub(super) fn lock(&self, id: &str) {
        self.state.lock().unwrap().locked.push(id.to_owned());
    }

    pub(super) fn logins(&self) -> usize {
        self.state.lock().unwrap().logins
    }

    /// The changes of each call of the class that are about records of this org; those of the sample data are not.
    pub(super) fn calls(&self) -> Vec<Vec<Value>> {
        let calls = self.receiver.calls(OPT_OUTS);
        let state = self.state.lock().unwrap();
        let ours = |change: &Value| {
            state
                .boxes
                .contains_key(change["recordId"].as_str().unwrap())
        };
        let mut all = Vec::new();
        for call in calls {
            let changes = call.json()["changes"].as_array().unwrap().clone();
            all.push(changes.into_iter().filter(ours).collect::<Vec<_>>());
        }
        all.retain(|changes| !changes.is_empty());
        all
    }

    /// Waits until so many of these came, at most 20 seconds.
    pub(super) async fn until_calls(&self, wanted: usize) {
        for _ in 0..100 {
            if self.calls().len() >= wanted {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
        panic!("{wanted} calls: {:?}", self.calls());
    }

    /// Waits until a box is so, at most 20 seconds.
    pub(super) async fn until_ticked(&self, id: &str, on: bool) {
        for _ in 0..100 {
            if self.ticked(id) == on {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
        panic!("the box of {id} is not {on}: {:?}", self.calls());
    }
}

impl State {
    fn login(&mut self, call: &Call, public: &RsaPublicKey, base: &str) -> Reaction {
        self.logins += 1;
        if self.refuses_logins || !good_assertion(call, public, base) {
            let why = json!({"error": "invalid_grant", "error_description": "user Ada has not approved this"});
            return Reaction::Status(400, Vec::new(), why.to_string());
        }
        let token = format!("token-{}", self.logins);
        self.tokens.push(token.clone());
        let answer = json!({"access_token": token, "instance_url": base, "token_type": "Bearer"});
        Reaction::Status(200, Vec::new(), answer.to_string())
    }

    fn told(&mut self, call: &Call) -> Reaction {
        if let Some(reaction) = self.next.pop_front() {
            return reaction;
        }
        let token = call.header("authorization").strip_prefix("Bearer ");
        if !token.is_some_and(|token| self.tokens.iter().any(|known| known == token)) {
            return Reaction::Status(
                401,
                Vec::new(),
                "[{\"errorCode\":\"INVALID_SESSION_ID\"}]".to_owned(),
            );
        }
        let body = call.json();
        let changes = body["changes"].as_array().unwrap();
        let mut seen: Vec<&str> = changes
            .iter()
            .map(|it| it["id"].as_str().unwrap())
            .collect();
        seen.sort_unstable();
        let all = seen.len();
        seen.dedup();
        if all > 200 || all == 0 || seen.len() < all || body.as_object().unwrap().len() != 1 {
            return Reaction::Status(400, Vec::new(), "{\"error\":\"malformed\"}".to_owned());
        }
        let results: Vec<Value> = changes.iter().map(|change| self.apply(change)).collect();
        Reaction::Status(200, Vec::new(), json!({"results": results}).to_string())
    }

    fn apply(&mut self, change: &Value) -> Value {
        let id = change["recordId"].as_str().unwrap();
        let on = change["optedOut"].as_bool().unwrap();
        let at = from_rfc3339(change["at"].as_str().unwrap()).unwrap();
        let word = match self.boxes.get_mut(id) {
            None => "not-found",
            Some(_) if self.locked.iter().any(|locked| locked == id) => "failed",
            Some(known) if at / 1000 < known.at / 1000 => "stale",
            Some(known) if known.on == on => "unchanged",
            Some(known) => {
                *known = Ticked { on, at };
                "changed"
            }
        };
        json!({"id": change["id"], "result": word})
    }
}

fn now_ms() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(now.as_millis()).unwrap()
}

/// Signature, issuer, user, audience, and an end within three minutes.
fn good_assertion(call: &Call, public: &RsaPublicKey, base: &str) -> bool {
    if call.header("content-type") != "application/x-www-form-urlencoded" {
        return false;
    }
    let form: BTreeMap<String, String> = form_urlencoded::parse(&call.body).into_owned().collect();
    if form.get("grant_type").map(String::as_str)
        != Some("urn:ietf:params:oauth:grant-type:jwt-bearer")
    {
        return false;
    }
    let Some((signed, signature)) = form.get("assertion").and_then(|it| it.rsplit_once('.')) else {
        return false;
    };
    let decode = |part: &str| Base64UrlUnpadded::decode_vec(part).unwrap_or_default();
    let Ok(signature) = Signature::try_from(decode(signature).as_slice()) else {
        return false;
    };
    let verifier = VerifyingKey::<Sha256>::new(public.clone());
    let Some((header, claims)) = signed.split_once('.') else {
        return false;
    };
    let header: Value = serde_json::from_slice(&decode(header)).unwrap_or_default();
    let claims: Value = serde_json::from_slice(&decode(claims)).unwrap_or_default();
    let left = claims["exp"].as_i64().unwrap_or_default() - now_ms() / 1000;
    verifier.verify(signed.as_bytes(), &signature).is_ok()
        && header["alg"] == "RS256"
        && claims["iss"] == CLIENT
        && claims["sub"] == USER
        && claims["aud"] == base
        && (1..=180).contains(&left)
}
