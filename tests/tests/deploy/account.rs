//! A Cloudflare account as wrangler sees it over HTTP: queues, a database that is a real SQLite, and a Worker's secrets.
//! It holds what was made, and answers as Cloudflare does to what is not there.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse, Response};
use rusqlite::Connection;
use rusqlite::fallible_iterator::FallibleIterator as _;
use rusqlite::types::ValueRef;
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

const ID: &str = "0123456789abcdef0123456789abcdef";

/// What is in the account.
#[derive(Default)]
pub(crate) struct Held {
    pub(crate) queues: BTreeSet<String>,
    pub(crate) workers: BTreeMap<String, BTreeSet<String>>,
    databases: BTreeMap<String, Connection>,
    /// What was asked that nothing here answers.
    pub(crate) unknown: Vec<String>,
}

impl Held {
    /// The tables of a database.
    pub(crate) fn tables(&self, database: &str) -> Vec<String> {
        let database = self.databases.get(database).expect("such a database");
        let names = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
        let mut statement = database.prepare(names).unwrap();
        let names = statement.query_map([], |row| row.get(0)).unwrap();
        names.map(Result::unwrap).collect()
    }
}

type Shared = Arc<Mutex<Held>>;

/// The account, at an address.
pub(crate) struct Account {
    address: SocketAddr,
    pub(crate) held: Shared,
    server: JoinHandle<()>,
}

impl Account {
    pub(crate) async fn open() -> Account {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)));
        let listener = listener.await.unwrap();
        let address = listener.local_addr().unwrap();
        let held = Shared::default();
        let routes = Router::new().fallback(answer).with_state(held.clone());
        let server = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Account {
            address,
            held,
            server,
        }
    }

    /// What makes wrangler use this account.
    pub(crate) fn variables(&self) -> [(&'static str, String); 3] {
        let base = format!("http://{}/client/v4", self.address);
        [
            ("CLOUDFLARE_API_BASE_URL", base),
            ("CLOUDFLARE_API_TOKEN", "a-token".to_owned()),
            ("CLOUDFLARE_ACCOUNT_ID", ID.to_owned()),
        ]
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn done(result: Value) -> Response {
    let count = result.as_array().map_or(1, Vec::len);
    let page =
        json!({"page": 1, "per_page": 100, "count": count, "total_count": count, "total_pages": 1});
    let body = json!({"success": true, "errors": [], "messages": [], "result": result, "result_info": page});
    axum::Json(body).into_response()
}

fn missing(code: u32, message: &str) -> Response {
    let errors = json!([{"code": code, "message": message}]);
    let body = json!({"success": false, "errors": errors, "messages": [], "result": null});
    (StatusCode::NOT_FOUND, axum::Json(body)).into_response()
}

async fn answer(State(held): State<Shared>, request: Request<Body>) -> Response {
    let method = request.method().as_str().to_owned();
    let path = request
        .uri()
        .path()
        .trim_start_matches("/client/v4")
        .to_owned();
    let query: BTreeMap<String, String> =
        form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
    let body = to_bytes(request.into_body(), 10_000_000).await.unwrap();
    let json: Value = serde_json::from_slice(&body).unwrap_or_default();
    let account = format!("/accounts/{ID}");
    let rest = path.strip_prefix(&account).unwrap_or(&path);
    let parts: Vec<&str> = rest.trim_start_matches('/').split('/').collect();
    let mut held = held.lock().unwrap();
    match (method.as_str(), parts.as_slice()) {
        ("GET", ["user", "tokens", "verify"]) => done(json!({"id": "t", "status": "active"})),
        ("GET", ["user"]) => done(json!({"id": "u", "email": "admin@example.com"})),
        ("GET", ["accounts"]) => done(json!([{"id": ID, "name": "Example"}])),
        ("GET", ["memberships"]) => {
            done(json!([{"id": "m", "account": {"id": ID, "name": "Example"}}]))
        }
        ("GET", ["queues"]) => {
            let wanted = query.get("name");
            let queues = held
                .queues
                .iter()
                .filter(|name| wanted.is_none_or(|it| it == *name));
            done(queues.map(|name| queue(name)).collect())
        }
        ("POST", ["queues"]) => {
            let name = json["queue_name"].as_str().unwrap().to_owned();
            held.queues.insert(name.clone());
            done(queue(&name))
        }
        ("GET", ["queues", id, "metrics"]) => {
            let _ = id;
            done(json!({"backlog_bytes": 0, "backlog_count": 0, "oldest_message_timestamp_ms": 0}))
        }
        ("GET", ["queues", id]) => done(queue(id.trim_start_matches("id-"))),
        ("GET", ["workers", "scripts", name, "secrets"]) => match held.workers.get(*name) {
            Some(secrets) => done(
                secrets
                    .iter()
                    .map(|name| json!({"name": name, "type": "secret_text"}))
                    .collect(),
            ),
            None => missing(10_007, "This Worker does not exist on your account."),
        },
        ("PUT", ["workers", "scripts", name, "secrets"]) => match held.workers.get_mut(*name) {
            Some(secrets) => {
                assert!(json["text"].as_str().unwrap().len() >= 32, "a short secret");
                secrets.insert(json["name"].as_str().unwrap().to_owned());
                done(json!({"name": json["name"], "type": "secret_text"}))
            }
            None => missing(10_007, "This Worker does not exist on your account."),
        },
        ("PUT", ["workers", "scripts", name]) => {
            held.workers.entry((*name).to_owned()).or_default();
            done(json!({"id": name}))
        }
        ("GET", ["d1", "database"]) => done(
            held.databases
                .keys()
                .map(|name| json!({"uuid": name, "name": name}))
                .collect(),
        ),
        ("POST", ["d1", "database"]) => {
            let name = json["name"].as_str().unwrap().to_owned();
            let made = Connection::open_in_memory().unwrap();
            held.databases.insert(name.clone(), made);
            done(json!({"uuid": name, "name": name, "version": "production"}))
        }
        ("GET", ["d1", "database", name]) => match held.databases.contains_key(*name) {
            true => done(json!({"uuid": name, "name": name, "version": "production"})),
            false => missing(7404, "The database was not found"),
        },
        ("POST", ["d1", "database", name, "query" | "raw"]) => {
            let database = held.databases.get(*name).unwrap();
            done(execute(database, json["sql"].as_str().unwrap()))
        }
        _ => {
            held.unknown.push(format!("{method} {path}"));
            missing(
                7003,
                "Could not route to it, perhaps your object identifier is invalid?",
            )
        }
    }
}

fn queue(name: &str) -> Value {
    json!({
        "queue_id": format!("id-{name}"), "queue_name": name, "created_on": "2026-11-27T00:00:00Z",
        "modified_on": "2026-11-27T00:00:00Z", "producers": [], "consumers": [],
        "producers_total_count": 0, "consumers_total_count": 0,
        "settings": {"delivery_delay": 0, "message_retention_period": 345_600},
    })
}

/// Runs statements as D1 does; a result for each.
fn execute(database: &Connection, sql: &str) -> Value {
    let mut results = Vec::new();
    let mut batch = rusqlite::Batch::new(database, sql);
    while let Some(mut statement) = batch.next().unwrap_or_else(|why| panic!("{why} in {sql}")) {
        let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query([]).unwrap();
        let mut found = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            let columns = names.iter().enumerate().map(|(place, name)| {
                let value = match row.get_ref(place).unwrap() {
                    ValueRef::Null => Value::Null,
                    ValueRef::Integer(number) => number.into(),
                    ValueRef::Real(number) => number.into(),
                    ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned().into(),
                    ValueRef::Blob(_) => panic!("a blob"),
                };
                (name.clone(), value)
            });
            found.push(Value::Object(columns.collect::<Map<_, _>>()));
        }
        results.push(json!({"results": found, "success": true, "meta": {"duration": 1}}));
    }
    results.into()
}
