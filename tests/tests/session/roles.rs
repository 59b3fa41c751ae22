//! Every route with every role, from the table of routes itself: a new one is swept without anybody
//! thinking of it.

use mitto_core::api::{Access, Code, ROUTES, Role};
use serde_json::json;

use super::Configured;

/// Not JSON, so that what a role may do is refused for its body and changes nothing.
const BODY: &str = "{";

#[tokio::test]
async fn every_route_admits_whom_the_table_says() {
    let stack = Configured::start();
    let nobody = stack.nobody();
    let stranger = nobody.with_token("eyJhbGciOiJIUzI1NiJ9.e30.AAAA");
    let user = stack.with(json!({}));
    let admin = stack.with(json!({"role": "admin"}));
    for (method, pattern, access) in ROUTES {
        let id = match pattern {
            of_sms if of_sms.contains("/sms/") => "SMS-000001",
            of_job if of_job.contains("/jobs/") => "JOB-000001",
            _ => "x1",
        };
        let path = pattern
            .replace("{id}", id)
            .replace("{member}", "x2")
            .replace("{key}", "k");
        for (who, api, role) in [
            ("nobody", &nobody, None),
            ("a stranger", &stranger, None),
            ("a user", &user, Some(Role::User)),
            ("an admin", &admin, Some(Role::Admin)),
        ] {
            let method = method.as_str();
            let what = format!("{who}: {method} {path}");
            let body = (!matches!(method, "GET" | "DELETE")).then(|| BODY.as_bytes().to_vec());
            let headers = [("content-type", "application/json")];
            let answer = api.request(method, &path, &headers, body).await;
            let refused = matches!(answer.status, 401 | 403);
            match (access, role) {
                (Access::Everyone | Access::CallbackKey, _) => {
                    assert!(!refused, "{what} {}", answer.text());
                }
                (Access::Role(_), None) => {
                    assert_eq!(answer.status, 401, "{what} {}", answer.text());
                    assert_eq!(answer.problem().code, Code::NotSignedIn, "{what}");
                    let asks = answer.header("www-authenticate");
                    assert!(asks.starts_with("Bearer"), "{what}");
                }
                (Access::Role(needed), Some(role)) if role < *needed => {
                    assert_eq!(answer.status, 403, "{what} {}", answer.text());
                    assert_eq!(answer.problem().code, Code::NotAllowed, "{what}");
                }
                (Access::Role(_), Some(_)) => assert!(!refused, "{what} {}", answer.text()),
            }
            if *access == Access::CallbackKey {
                assert_eq!(answer.status, 404, "{what}: the key is not ours");
            }
        }
    }
}
