//! Who gets in, and what everybody else is told.

use mitto_core::api::{Code, Role};
use serde_json::json;

use super::{admin, nobody, user};

#[tokio::test]
async fn the_worker_says_it_is_well() {
    let health = nobody().get("/healthz").await.expect(200);
    assert_eq!(health.json::<serde_json::Value>()["ok"], true);
}

#[tokio::test]
async fn without_a_token_nothing_opens() {
    for (method, path) in [
        ("GET", "/api/setup"),
        ("GET", "/api/leads/00Q1"),
        ("POST", "/api/sms"),
        ("GET", "/api/sms/SMS-000001"),
        ("DELETE", "/api/templates/1"),
    ] {
        let answer = nobody().request(method, path, &[], None).await.expect(401);
        assert_eq!(answer.problem().code, Code::NotSignedIn, "{method} {path}");
        assert!(
            answer.header("www-authenticate").starts_with("Bearer"),
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn a_token_that_does_not_hold_is_no_token() {
    // Header {"alg":"none"}, claims {"sub":"x","role":"admin","exp":9999999999}, no signature.
    let none = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4Iiwicm9sZSI6ImFkbWluIiwiZXhwIjo5OTk5OTk5OTk5fQ.";
    let good = admin().await;
    let mut edited = good.token().unwrap().to_owned();
    edited.truncate(edited.len() - 4);
    let expired = nobody().signed_in("role=admin&sub=late&ttl=-120").await;
    for (what, token) in [
        ("alg none", none),
        ("cut signature", &edited),
        ("nonsense", "x.y.z"),
        ("expired", expired.token().unwrap()),
    ] {
        let answer = nobody()
            .with_token(token)
            .get("/api/setup")
            .await
            .expect(401);
        assert_eq!(answer.problem().code, Code::NotSignedIn, "{what}");
    }
}

#[tokio::test]
async fn a_user_reads_configuration_and_does_not_write_it() {
    let user = user().await;
    for path in [
        "/api/setup",
        "/api/senders",
        "/api/opt-out-keywords",
        "/api/templates",
    ] {
        user.get(path).await.expect(200);
    }
    for (method, path, body) in [
        ("PUT", "/api/setup", json!({})),
        ("POST", "/api/senders", json!({"name": "NOPE"})),
        ("POST", "/api/opt-out-keywords", json!({"value": "NOPE"})),
        (
            "POST",
            "/api/templates",
            json!({"name": "n", "object": "lead", "text": "t"}),
        ),
        ("DELETE", "/api/templates/1", json!({})),
    ] {
        let answer = user.call(method, path, &body).await.expect(403);
        assert_eq!(answer.problem().code, Code::NotAllowed, "{method} {path}");
    }
    let setup: serde_json::Value = user.get("/api/setup").await.json();
    assert!(
        setup.get("callback").is_none(),
        "the callback URL is the admin's: {setup}"
    );
    assert!(Role::Admin > Role::User);
}

#[tokio::test]
async fn a_person_at_an_address_that_is_not_there_gets_a_page_and_a_program_a_problem() {
    let nobody = nobody();
    let asked = async |path, accept| {
        let answer = nobody
            .request("GET", path, &[("accept", accept)], None)
            .await;
        let answer = answer.expect(404);
        let kind = answer.header("content-type").to_owned();
        (kind, answer.text().contains("<mitto-sms-app"))
    };
    let browser = "text/html,application/xhtml+xml,*/*;q=0.8";
    let page = ("text/html; charset=utf-8".to_owned(), true);
    let problem = ("application/problem+json".to_owned(), false);
    assert_eq!(asked("/setpu", browser).await, page);
    assert_eq!(asked("/setpu", "*/*").await, problem);
    assert_eq!(asked("/favicon.ico", "image/*").await, problem);
    assert_eq!(asked("/api/nothing", browser).await, problem);
    assert_eq!(asked("/callback/x", browser).await, problem);
}

#[tokio::test]
async fn an_address_that_is_not_there_is_a_problem_too() {
    let user = user().await;
    assert_eq!(
        user.get("/api/nothing").await.expect(404).problem().code,
        Code::NotFound
    );
    assert_eq!(
        user.get("/api/sms/SMS-999999")
            .await
            .expect(404)
            .problem()
            .code,
        Code::NotFound
    );
    assert_eq!(
        user.get("/api/sms/17").await.expect(404).problem().code,
        Code::NotFound
    );
    let wrong = user
        .request("DELETE", "/api/sms", &[], None)
        .await
        .expect(405);
    assert_eq!(wrong.header("allow"), "GET, POST");
    assert_eq!(wrong.problem().code, Code::MethodNotAllowed);
}

#[tokio::test]
async fn a_foreign_page_is_let_in_only_from_the_list() {
    let ask = |origin: &'static str| async move {
        let headers = [
            ("origin", origin),
            ("access-control-request-method", "POST"),
            (
                "access-control-request-headers",
                "authorization,content-type,idempotency-key",
            ),
        ];
        nobody()
            .request("OPTIONS", "/api/sms", &headers, None)
            .await
    };
    let stranger = ask("https://evil.example").await;
    assert_eq!(stranger.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn the_apps_pages_are_the_one_at_the_root() {
    let root = nobody().get("/").await;
    for path in [
        "/setup",
        "/setup/opt-out-keywords",
        "/templates/x1?y=2",
        "/sms/SMS-000001",
    ] {
        let page = nobody().get(path).await;
        assert_eq!(page.status, root.status, "{path}");
        assert_eq!(page.body, root.body, "{path}");
        assert_eq!(
            page.header("content-type"),
            root.header("content-type"),
            "{path}"
        );
    }
    nobody()
        .request("POST", "/setup", &[], None)
        .await
        .expect(405);
}
