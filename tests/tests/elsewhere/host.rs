//! Somebody else's page, on an origin of its own: it signs its users' tokens and has a strict policy.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A page of a CRM that is reached at `url`.
pub(crate) struct Host {
    pub(crate) url: String,
    worker: Arc<std::sync::OnceLock<String>>,
    server: JoinHandle<()>,
}

type Shared = Arc<std::sync::OnceLock<String>>;

impl Host {
    /// Listens already, because the Worker is told the origin before it starts; it serves once it knows the Worker.
    pub(crate) async fn open() -> Host {
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let listener = TcpListener::bind(address).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let worker = Shared::default();
        let routes = Router::new()
            .route(
                "/element",
                get(|state| page(state, include_str!("element.html"))),
            )
            .route(
                "/frame",
                get(|state| page(state, include_str!("frame.html"))),
            )
            .route(
                "/element.js",
                get(|state| script(state, include_str!("element.js"))),
            )
            .route(
                "/frame.js",
                get(|state| script(state, include_str!("frame.js"))),
            )
            .route("/samples/{name}/{*file}", get(sample))
            .route("/token", get(token))
            .with_state(worker.clone());
        let server = tokio::spawn(async move {
            axum::serve(listener, routes).await.unwrap();
        });
        Host {
            url,
            worker,
            server,
        }
    }

    pub(crate) fn of(&self, worker: &str) {
        self.worker.set(worker.to_owned()).unwrap();
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// A page under the strictest policy that the README says is enough.
async fn page(State(worker): State<Shared>, html: &'static str) -> impl IntoResponse {
    let worker = worker.get().unwrap();
    let policy = format!(
        "default-src 'none'; script-src 'self' {worker} 'wasm-unsafe-eval'; connect-src 'self' {worker}; \
         frame-src {worker}; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CONTENT_SECURITY_POLICY, policy),
    ];
    (headers, html.replace("WORKER", worker))
}

async fn script(State(worker): State<Shared>, text: &'static str) -> impl IntoResponse {
    let worker = worker.get().unwrap();
    (
        [(header::CONTENT_TYPE, "text/javascript")],
        text.replace("WORKER", worker),
    )
}

/// A file of a built sample. Its page asks only its own site for scripts, and only the Worker for data.
async fn sample(
    State(worker): State<Shared>,
    Path((name, file)): Path<(String, String)>,
) -> Result<impl IntoResponse, StatusCode> {
    let worker = worker.get().unwrap();
    let folder = xtask::build::samples_folder().join(&name);
    let built = folder.join("dist");
    let folder = if built.is_dir() { built } else { folder };
    let bytes = std::fs::read(folder.join(&file)).map_err(|_| StatusCode::NOT_FOUND)?;
    let kind = match file.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    };
    // Vue asks for a policy of its own, whether it needs one or not.
    let types = if name == "vue" { "vue" } else { "'none'" };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' {worker}; \
         base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types {types}"
    );
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_SECURITY_POLICY, policy),
    ];
    Ok((headers, bytes))
}

/// What the CRM's back end would sign.
async fn token(State(worker): State<Shared>) -> String {
    let worker = worker.get().unwrap();
    let url = format!("{worker}/dev/token?role=user&sub=elsewhere");
    let signed: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    signed["token"].as_str().unwrap().to_owned()
}
