//! Keys for machines: made and revoked by admins, and what they may do.

use mitto_core::api::{
    Action, ApiKey, ApiKeyMade, Change, Changed, Code, List, Machine, SmsRecord, SmsRow,
};
use mitto_tests::api::{Api, Response, fresh_id, fresh_mobile};
use serde_json::{Value, json};

use super::{admin, gateway, nobody, user};

async fn make(name: &str, scopes: &Value) -> Response {
    let body = json!({"name": name, "scopes": scopes});
    admin().await.call("POST", "/api/api-keys", &body).await
}

/// A key with these scopes, and somebody who uses it.
async fn key(scopes: &Value) -> (String, String, Api) {
    let name = fresh_id("Key ");
    let made: ApiKeyMade = make(&name, scopes).await.expect(201).json();
    let api = nobody().with_token(&made.key);
    (name, made.id.to_string(), api)
}

async fn listed(id: &str) -> Option<ApiKey> {
    let list: List<ApiKey> = admin().await.get("/api/api-keys").await.expect(200).json();
    list.items.into_iter().find(|key| key.id.as_str() == id)
}

#[tokio::test]
async fn a_key_sends_reads_and_is_who_the_sms_is_from() {
    let mobile = fresh_mobile();
    let lead = user().await.lead(&mobile).await;
    let (name, id, machine) = key(&json!(["read", "send"])).await;
    assert_eq!(listed(&id).await.unwrap().last_used_at, None);
    let sent = machine.sent(&lead, "From a machine").await;
    let record: SmsRecord = machine
        .until_status(&sent.id.to_string(), "DELIVERED")
        .await;
    assert_eq!(record.text, "From a machine");
    assert_eq!(gateway().messages(&mobile).await.len(), 1);
    let path = format!("/api/sms?recordId={lead}");
    let rows: List<SmsRow> = machine.get(&path).await.expect(200).json();
    assert_eq!(rows.items[0].created_by, format!("key:{name}"));
    let key = listed(&id).await.unwrap();
    assert_eq!((key.name, key.created_by), (name, "e2e-admin".to_owned()));
    assert!(key.last_used_at.is_some() && key.expires_at.is_none());
    assert_eq!(json!(key.scopes), json!(["send", "read"]));
}

#[tokio::test]
async fn what_its_scopes_do_not_say_it_may_not_do_and_is_told_which_is_missing() {
    let lead = user().await.lead(&fresh_mobile()).await;
    let (_, _, reader) = key(&json!(["read"])).await;
    for (answer, scope) in [
        (reader.send(&lead, "x").await, "send"),
        (
            reader
                .call("PUT", "/api/campaigns/701K", &json!({"name": "x"}))
                .await,
            "campaigns",
        ),
        (
            reader
                .call("PUT", &format!("/api/leads/{lead}"), &json!({"fields": {}}))
                .await,
            "records",
        ),
    ] {
        let problem = answer.expect(403).problem();
        assert_eq!(problem.code, Code::NotAllowed);
        let why = problem.detail.unwrap();
        assert!(why.contains(&format!("scope {scope},")), "{why}");
    }
    // A typed number takes one more.
    let typed = json!({"to": {"mobile": fresh_mobile()}, "from": "MITTO-SMS", "text": "x"});
    let (_, _, sender) = key(&json!(["send"])).await;
    let refused = sender.call("POST", "/api/sms", &typed).await.expect(403);
    assert_eq!(refused.problem().code, Code::AdHocNotAllowed);
    let (_, _, anywhere) = key(&json!(["send", "ad-hoc"])).await;
    anywhere.call("POST", "/api/sms", &typed).await.expect(201);
}

#[tokio::test]
async fn no_key_is_an_admin() {
    let all = json!(["send", "ad-hoc", "read", "campaigns", "records"]);
    let (_, id, machine) = key(&all).await;
    for (method, path) in [
        ("GET", "/api/api-keys"),
        ("DELETE", &format!("/api/api-keys/{id}")),
        ("PUT", "/api/setup"),
        ("GET", "/api/changes"),
        ("POST", "/api/list-views"),
    ] {
        let answer = machine.request(method, path, &[], None).await.expect(403);
        assert_eq!(answer.problem().code, Code::NotAllowed, "{method} {path}");
    }
    let setup: Value = machine.get("/api/setup").await.expect(200).json();
    assert!(setup.get("callback").is_none(), "what admins see: {setup}");
}

#[tokio::test]
async fn a_revoked_key_is_dead_at_once_and_the_log_tells_of_it() {
    let (name, id, machine) = key(&json!(["read"])).await;
    machine.get("/api/senders").await.expect(200);
    let path = format!("/api/api-keys/{id}");
    let revoke = || async { admin().await.request("DELETE", &path, &[], None).await };
    revoke().await.expect(204);
    let refused = machine.get("/api/senders").await.expect(401);
    assert_eq!(refused.problem().code, Code::NotSignedIn);
    assert!(refused.header("www-authenticate").starts_with("Bearer"));
    revoke().await.expect(404);
    assert_eq!(listed(&id).await, None);
    let changes = admin()
        .await
        .get("/api/changes?limit=200")
        .await
        .expect(200);
    let text = changes.text();
    let mut log = changes.json::<List<Change>>().items;
    log.retain(|change| change.name == name);
    let deeds: Vec<Action> = log.iter().map(|change| change.action).collect();
    assert_eq!(deeds, [Action::Removed, Action::Added]);
    assert!(
        log.iter()
            .all(|it| it.kind == Changed::Machine(Machine::ApiKey))
    );
    assert_eq!(log[1].after.as_ref().unwrap()["scopes"], json!(["read"]));
    let secret = machine.token().unwrap().rsplit('_').next().unwrap();
    assert!(!text.contains(secret), "the log holds no key");
    let whole = admin().await.get("/api/changes/verification").await;
    assert_eq!(whole.json::<Value>()["ok"], true);
}

#[tokio::test]
// It is the Worker's clock that is asked here.
#[allow(clippy::disallowed_methods)]
async fn a_key_that_is_not_whole_or_is_over_is_no_key() {
    let (_, _, machine) = key(&json!(["read"])).await;
    let good = machine.token().unwrap();
    let (head, secret) = good.rsplit_once('_').unwrap();
    let other = if secret.ends_with('0') { '1' } else { '0' };
    let changed = format!("{head}_{}{other}", &secret[..63]);
    for bad in [
        changed.as_str(),
        head,
        "mitto_sk_",
        "mitto_sk__",
        &format!("mitto_sk_0000000000000000_{secret}"),
        &good[..good.len() - 1],
    ] {
        let answer = nobody()
            .with_token(bad)
            .get("/api/senders")
            .await
            .expect(401);
        assert_eq!(answer.problem().code, Code::NotSignedIn, "{bad}");
    }
    let soon = std::time::SystemTime::now() + std::time::Duration::from_secs(2);
    let soon = soon
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_millis();
    let expires_at = mitto_core::time::to_rfc3339(i64::try_from(soon).unwrap());
    let body = json!({"name": fresh_id("Short "), "scopes": ["read"], "expiresAt": expires_at});
    let made = admin().await.call("POST", "/api/api-keys", &body).await;
    let short = nobody().with_token(&made.expect(201).json::<ApiKeyMade>().key);
    for _ in 0..100 {
        if short.get("/api/senders").await.status == 401 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("it has not expired");
}

#[tokio::test]
async fn what_cannot_be_a_key_is_said_at_its_field() {
    let name = fresh_id("Once ");
    make(&name, &json!(["read"])).await.expect(201);
    let twice = make(&name.to_uppercase(), &json!(["read"]))
        .await
        .expect(409);
    assert_eq!(twice.problem().code, Code::Duplicate);
    for (body, field) in [
        (json!({"name": " ", "scopes": ["read"]}), "name"),
        (json!({"name": "x", "scopes": []}), "scopes"),
        (json!({"name": "x", "scopes": ["ad-hoc"]}), "scopes"),
        (json!({"name": "x", "scopes": ["admin"]}), "scopes"),
        (
            json!({"name": "x", "scopes": ["read"], "expiresAt": "2020-01-01T00:00:00Z"}),
            "expiresAt",
        ),
        (
            json!({"name": "x", "scopes": ["read"], "role": "admin"}),
            "role",
        ),
    ] {
        let answer = admin().await.call("POST", "/api/api-keys", &body).await;
        assert_eq!(
            answer.expect(422).problem().field.as_deref(),
            Some(field),
            "{body}"
        );
    }
}
