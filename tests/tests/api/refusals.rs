//! What is refused, one line each: request, status, code, field.

use mitto_core::api::Code;
use mitto_tests::api::{Api, fresh_id};

use super::{admin, nobody, user};

const JSON: (&str, &str) = ("content-type", "application/json");

/// What a request without a body, or with one, gets.
struct Case {
    method: &'static str,
    path: &'static str,
    body: &'static str,
    status: u16,
    code: Code,
    field: Option<&'static str>,
}

const fn case(
    method: &'static str,
    path: &'static str,
    body: &'static str,
    status: u16,
    code: Code,
    field: Option<&'static str>,
) -> Case {
    Case {
        method,
        path,
        body,
        status,
        code,
        field,
    }
}

/// Holds the API to all of them, and tells every one that it does not keep.
async fn hold(api: &Api, cases: &[Case]) {
    let mut broken = Vec::new();
    for case in cases {
        let body = (!case.body.is_empty()).then(|| case.body.as_bytes().to_vec());
        let answer = api.request(case.method, case.path, &[JSON], body).await;
        let kept = answer.status == case.status && {
            let problem = answer.problem();
            (problem.code, problem.field.as_deref()) == (case.code, case.field)
        };
        if !kept {
            let (method, path, body) = (case.method, case.path, case.body);
            broken.push(format!("{method} {path} {body}: {}", answer.text()));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[tokio::test]
async fn admins_are_told_what_is_wrong() {
    use Code::{
        EmptyText, InvalidField, InvalidTemplate, MalformedBody, MethodNotAllowed, NotFound,
    };
    let field = |method, path, body, name| case(method, path, body, 422, InvalidField, Some(name));
    hold(
        &admin().await,
        &[
            // Setup.
            case("PUT", "/api/setup", "{", 400, MalformedBody, None),
            case("PUT", "/api/setup", "[]", 422, InvalidField, None),
            field("PUT", "/api/setup", r#"{"productKye":"x"}"#, "productKye"),
            field("PUT", "/api/setup", r#"{"productKey":"a b"}"#, "productKey"),
            field(
                "PUT",
                "/api/setup",
                r#"{"leadMobile":"FirstName"}"#,
                "leadMobile",
            ),
            field(
                "PUT",
                "/api/setup",
                r#"{"contactMobile":""}"#,
                "contactMobile",
            ),
            field(
                "PUT",
                "/api/setup",
                r#"{"defaultRegion":"Switzerland"}"#,
                "defaultRegion",
            ),
            field(
                "PUT",
                "/api/setup",
                r#"{"defaultRegion":"ZZ"}"#,
                "defaultRegion",
            ),
            case(
                "PUT",
                "/api/setup",
                r#"{"testMode":"yes"}"#,
                422,
                InvalidField,
                Some("testMode"),
            ),
            case("DELETE", "/api/setup", "", 405, MethodNotAllowed, None),
            case(
                "POST",
                "/api/setup/callback-key",
                "",
                400,
                MalformedBody,
                None,
            ),
            field("POST", "/api/setup/callback-key", "{}", "overlapHours"),
            field(
                "POST",
                "/api/setup/callback-key",
                r#"{"overlapHours":721}"#,
                "overlapHours",
            ),
            case(
                "POST",
                "/api/setup/callback-key",
                r#"{"overlapHours":-1}"#,
                422,
                InvalidField,
                Some("overlapHours"),
            ),
            case("GET", "/api/setup/nothing", "", 404, NotFound, None),
            // Senders.
            case("POST", "/api/senders", "", 400, MalformedBody, None),
            field("POST", "/api/senders", "{}", "name"),
            field("POST", "/api/senders", r#"{"name":""}"#, "name"),
            field("POST", "/api/senders", r#"{"name":"ABCDEFGHIJKL"}"#, "name"),
            field(
                "POST",
                "/api/senders",
                r#"{"name":"1234567890123456"}"#,
                "name",
            ),
            field("POST", "/api/senders", r#"{"name":"Two words"}"#, "name"),
            field("POST", "/api/senders", r#"{"name":"Zürich"}"#, "name"),
            field(
                "POST",
                "/api/senders",
                r#"{"name":"MITTO","type":"numeric"}"#,
                "type",
            ),
            field("POST", "/api/senders", r#"{"name":"MITTO","id":"1"}"#, "id"),
            case(
                "POST",
                "/api/senders",
                r#"{"name":"MITTO-SMS"}"#,
                409,
                Code::Duplicate,
                Some("name"),
            ),
            case(
                "POST",
                "/api/senders",
                r#"{"name":"41791112233"}"#,
                409,
                Code::Duplicate,
                Some("name"),
            ),
            case("GET", "/api/senders/none", "", 404, NotFound, None),
            case("GET", "/api/senders/a%20b", "", 404, NotFound, None),
            case(
                "PUT",
                "/api/senders/none",
                r#"{"name":"OK"}"#,
                404,
                NotFound,
                None,
            ),
            case("DELETE", "/api/senders/none", "", 404, NotFound, None),
            case(
                "PATCH",
                "/api/senders/none",
                "{}",
                405,
                MethodNotAllowed,
                None,
            ),
            field("GET", "/api/senders?sort=name", "", "sort"),
            // Keywords.
            field("POST", "/api/opt-out-keywords", r#"{"value":""}"#, "value"),
            field(
                "POST",
                "/api/opt-out-keywords",
                r#"{"value":"ST.OP"}"#,
                "value",
            ),
            case(
                "POST",
                "/api/opt-out-keywords",
                r#"{"value":"stop"}"#,
                409,
                Code::Duplicate,
                Some("value"),
            ),
            case(
                "PUT",
                "/api/opt-out-keywords/none",
                r#"{"value":"OK"}"#,
                404,
                NotFound,
                None,
            ),
            case(
                "DELETE",
                "/api/opt-out-keywords/none",
                "",
                404,
                NotFound,
                None,
            ),
            // Templates.
            field(
                "POST",
                "/api/templates",
                r#"{"name":"","object":"lead","text":"x"}"#,
                "name",
            ),
            field(
                "POST",
                "/api/templates",
                r#"{"object":"lead","text":"x"}"#,
                "name",
            ),
            case(
                "POST",
                "/api/templates",
                r#"{"name":"n","object":"case","text":"x"}"#,
                422,
                InvalidField,
                Some("object"),
            ),
            case(
                "POST",
                "/api/templates",
                r#"{"name":"n","object":"lead","text":" "}"#,
                422,
                EmptyText,
                Some("text"),
            ),
            case(
                "POST",
                "/api/templates",
                r#"{"name":"n","object":"lead","text":"<%=No%>"}"#,
                422,
                InvalidTemplate,
                Some("text"),
            ),
            field(
                "POST",
                "/api/templates",
                r#"{"name":"n","object":"lead","from":"Two words","text":"x"}"#,
                "from",
            ),
            case(
                "PUT",
                "/api/templates/none",
                r#"{"name":"n","object":"lead","text":"x"}"#,
                404,
                NotFound,
                None,
            ),
            case("DELETE", "/api/templates/none", "", 404, NotFound, None),
            field("GET", "/api/templates?object=case", "", "object"),
            // Change log, home.
            field("GET", "/api/changes?limit=0", "", "limit"),
            field("GET", "/api/changes?limit=201", "", "limit"),
            field("GET", "/api/changes?cursor=!", "", "cursor"),
            field("GET", "/api/changes?by=ada", "", "by"),
            field("GET", "/api/home?since=yesterday", "", "since"),
            field("GET", "/api/home?until=2026-01-01T00:00:00Z", "", "until"),
            // The configuration as one file.
            case("POST", "/api/configuration", "{", 400, MalformedBody, None),
            field("POST", "/api/configuration", "{}", "format"),
            field("POST", "/api/configuration?dryRun=maybe", "{}", "dryRun"),
            field("POST", "/api/configuration?dry=true", "{}", "dry"),
            case(
                "PUT",
                "/api/configuration",
                "{}",
                405,
                MethodNotAllowed,
                None,
            ),
            // Lists.
            field("GET", "/api/sms?limit=x", "", "limit"),
            field("GET", "/api/sms?cursor=-1", "", "cursor"),
            field("GET", "/api/sms?status=GONE", "", "status"),
            field("GET", "/api/sms?object=campaign", "", "object"),
            field("GET", "/api/sms?recordId=a%2Fb", "", "recordId"),
            field("GET", "/api/sms?to=12", "", "to"),
            field("GET", "/api/sms?from=yesterday", "", "from"),
            field("GET", "/api/sms?until=2026-02-30", "", "until"),
            field("GET", "/api/sms?sort=status", "", "sort"),
            field("GET", "/api/sms?statsu=SENT", "", "statsu"),
            field("GET", "/api/sms?q=a&q=b", "", "q"),
            field("GET", "/api/leads?limit=201", "", "limit"),
            field("GET", "/api/leads?cursor=xyz", "", "cursor"),
            field("GET", "/api/contacts?q=a", "", "q"),
        ],
    )
    .await;
}

#[tokio::test]
async fn everybody_else_is_kept_out_of_what_is_an_admins() {
    for (method, path, access) in mitto_core::api::ROUTES {
        let mitto_core::api::Access::Role(role) = access else {
            continue;
        };
        let id = match path.starts_with("/api/jobs/") {
            true => "JOB-000001",
            false => "SMS-000001",
        };
        let path = path.replace("{id}", id).replace("{member}", "x");
        let answer = nobody().request(method.as_str(), &path, &[], None).await;
        assert_eq!(answer.status, 401, "{method:?} {path}");
        assert_eq!(answer.problem().code, Code::NotSignedIn);
        if *role == mitto_core::api::Role::Admin {
            let answer = user()
                .await
                .request(method.as_str(), &path, &[], None)
                .await;
            assert_eq!(answer.status, 403, "{method:?} {path}");
            assert_eq!(answer.problem().code, Code::NotAllowed);
        }
    }
}

#[tokio::test]
async fn a_body_must_be_json_and_of_some_size() {
    let admin = admin().await;
    for (method, path) in [
        ("PUT", "/api/setup"),
        ("POST", "/api/setup/callback-key"),
        ("POST", "/api/senders"),
        ("PUT", "/api/opt-out-keywords/none"),
        ("POST", "/api/templates"),
        ("POST", "/api/configuration"),
    ] {
        let plain = [("content-type", "text/plain")];
        let answer = admin
            .request(method, path, &plain, Some("{}".into()))
            .await
            .expect(415);
        assert_eq!(answer.problem().code, Code::UnsupportedMediaType, "{path}");
        let huge = vec![b' '; 300 * 1024];
        let answer = admin
            .request(method, path, &[JSON], Some(huge))
            .await
            .expect(413);
        let problem = answer.problem();
        assert_eq!(
            (problem.code, problem.limit),
            (Code::TooLarge, Some(262_144)),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_name_has_its_limits() {
    let admin = admin().await;
    let name = fresh_id(&"n".repeat(81));
    let body = serde_json::json!({"name": name, "object": "lead", "text": "x"});
    let problem = admin
        .call("POST", "/api/templates", &body)
        .await
        .expect(422)
        .problem();
    assert_eq!(
        (problem.field.as_deref(), problem.limit),
        (Some("name"), Some(80))
    );
    let long =
        serde_json::json!({"name": fresh_id("L"), "object": "lead", "text": "a".repeat(40_000)});
    let problem = admin
        .call("POST", "/api/templates", &long)
        .await
        .expect(422)
        .problem();
    assert_eq!(
        (problem.code, problem.limit),
        (Code::TextTooLong, Some(255))
    );
}
