//! The server: routes, and connections that can be cut.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower::ServiceExt;

use super::state::{ReportForm, Settings, State};
use super::{control, gateway, twilio};

/// The product key of the sample data.
pub const SAMPLE_KEY: &str = "sample-product-key-of-the-simulator";

/// How to start.
#[derive(Clone, Debug)]
pub struct Config {
    /// The port; 0 for any free one.
    pub port: u16,
    /// The product key that is accepted.
    pub key: String,
    /// Where to report to when a message does not say.
    pub callback: Option<String>,
    /// How long after a submission it is reported.
    pub delay: Duration,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            port: 0,
            key: SAMPLE_KEY.to_owned(),
            callback: None,
            delay: Duration::from_millis(1_500),
        }
    }
}

/// A running simulator. It stops when it is dropped.
#[derive(Debug)]
pub struct Simulator {
    /// Where it answers.
    pub url: String,
    server: JoinHandle<()>,
}

impl Simulator {
    /// Starts one.
    ///
    /// # Errors
    /// The port is taken.
    pub async fn start(config: Config) -> io::Result<Simulator> {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], config.port))).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let state = Arc::new(State::new(Settings {
            key: config.key,
            token: twilio::SAMPLE_TOKEN.to_owned(),
            callback: config.callback,
            delay: config.delay,
            form: ReportForm::Json,
            together: false,
        }));
        let server = tokio::spawn(serve(listener, routes(state)));
        Ok(Simulator { url, server })
    }

    /// Runs until the process ends.
    pub async fn run(mut self) {
        let _ = (&mut self.server).await;
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn routes(state: Arc<State>) -> Router {
    Router::new()
        .route("/sms", post(gateway::send))
        .route("/smsbulk", post(gateway::send_many))
        .route(
            "/2010-04-01/Accounts/{sid}/Messages.json",
            post(twilio::send),
        )
        .route("/2010-04-01/Accounts/{sid}", get(twilio::account))
        .route("/control/messages", get(control::messages))
        .route("/control/behaviour", put(control::behave))
        .route("/control/presets", get(control::preset_list))
        .route("/control/reply", post(control::reply))
        .route("/control/report", post(control::report))
        .route("/control/settings", put(control::settings))
        .route("/control/reset", post(control::reset))
        .route("/control/callbacks", get(control::callbacks))
        .route(
            "/",
            get(|| async { page("text/html; charset=utf-8", include_str!("page/index.html")) }),
        )
        .route(
            "/phones.css",
            get(|| async { page("text/css", include_str!("page/phones.css")) }),
        )
        .route(
            "/phones.js",
            get(|| async { page("text/javascript", include_str!("page/phones.js")) }),
        )
        .with_state(state)
}

fn page(kind: &'static str, text: &'static str) -> Response {
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
        require-trusted-types-for 'script'";
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(policy),
        ),
    ];
    (headers, text).into_response()
}

/// A response that is none: the connection is closed instead.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut;

impl IntoResponse for Cut {
    fn into_response(self) -> Response {
        let mut response = Response::default();
        response.extensions_mut().insert(Cut);
        response
    }
}

async fn serve(listener: TcpListener, router: Router) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let router = router.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request: hyper::Request<Incoming>| {
                let router = router.clone();
                async move {
                    let Ok(response) = router.oneshot(request).await;
                    // An error from the service closes the connection without a byte.
                    match response.extensions().get::<Cut>() {
                        Some(_) => Err(io::Error::other("cut on purpose")),
                        None => Ok(response),
                    }
                }
            });
            let connection = hyper::server::conn::http1::Builder::new();
            // A client that goes away is its own business.
            let _ = connection
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}
