//! For development only; not compiled into a deployed Worker.

use std::borrow::Cow;

use mitto_core::api::{Claims, Code, Problem, Role, from_json};
use mitto_core::count;

use crate::border::Request;
use crate::db::row;
use crate::error::Failure;
use crate::filter::Filter;
use crate::router::{App, Reply, body, now};
use crate::settings::Settings;
use crate::{auth, fault, list_views, queue, sms};

/// Most bytes of the texts to count at once.
const TEXTS_LIMIT: usize = 8 * 1024 * 1024;

pub(crate) async fn answer(
    path: &str,
    mut request: Request,
    settings: &Settings,
) -> Result<Reply, Failure> {
    match path {
        "/dev/plan" => plan(&request).await,
        "/dev/memory" => Reply::json(200, &serde_json::json!({"wasm": memory()})),
        "/dev/token" => token(&request, settings),
        "/dev/queue" => queued(&mut request).await,
        "/dev/count" => count_all(&mut request).await,
        "/dev/fault" => fault(&request),
        "/dev/panic" => panics(),
        _ => Err(Code::NotFound.into()),
    }
}

/// `GET /dev/memory`: the bytes of our memory, which never become fewer. For the benchmarks.
fn memory() -> usize {
    #[cfg(target_arch = "wasm32")]
    let pages = core::arch::wasm32::memory_size::<0>();
    #[cfg(not(target_arch = "wasm32"))]
    let pages = 0_usize;
    pages.saturating_mul(65_536)
}

/// `GET /dev/token?role=user|admin&sub=…[&adHoc=true][&mobile=…][&ttl=seconds]`
fn token(request: &Request, settings: &Settings) -> Result<Reply, Failure> {
    let address = request.address();
    let query = |name: &str| address.parameter(name).map(Cow::into_owned);
    let role = match query("role") {
        None => Role::User,
        Some(name) => auth::role_named(&name)
            .ok_or_else(|| Problem::field("role", "Choose user or admin."))?,
    };
    let claims = Claims {
        sub: query("sub").unwrap_or_else(|| "dev".to_owned()),
        role,
        ad_hoc: query("adHoc").as_deref() == Some("true"),
        mobile: query("mobile"),
        record: query("record")
            .map(|json| from_json(json.as_bytes()))
            .transpose()?,
        issued_at: None,
    };
    let seconds = query("ttl").and_then(|ttl| ttl.parse().ok()).unwrap_or(600);
    let token = auth::sign(&claims, &settings.session, now(), seconds)?;
    Reply::json(200, &serde_json::json!({"token": token}))
}

/// `POST /dev/queue`: any text as a message of the callbacks' queue.
async fn queued(request: &mut Request) -> Result<Reply, Failure> {
    let bytes = body(request, TEXTS_LIMIT).await?;
    queue::send(&String::from_utf8_lossy(&bytes)).await?;
    Ok(Reply::empty(204))
}

row! {
    struct Step {
        detail: String,
    }
}

/// `GET /dev/plan`, with the query of `GET /api/sms`: how SQLite finds the first page. For the
/// benchmark of the list.
async fn plan(request: &Request) -> Result<Reply, Failure> {
    let app = App::open(None);
    let claims = Claims {
        sub: "dev".to_owned(),
        role: Role::Admin,
        ad_hoc: false,
        mobile: None,
        record: None,
        issued_at: None,
    };
    let query = list_views::asked(&app, &claims, request, &["cursor", "sort"]).await?;
    let filter = Filter::of(&app, &claims, &query).await?;
    let (sql, wanted) = sms::question(&filter, query.cursor()?, sms::rising(&query)?, 50);
    let sql = ["EXPLAIN QUERY PLAN ", &sql].concat();
    let steps: Vec<Step> = app.db.rows(&sql, &wanted.values).await?;
    let steps: Vec<String> = steps.into_iter().map(|step| step.detail).collect();
    Reply::json(200, &steps)
}

/// `POST /dev/fault?spare=N[&after=true|&held=true]` makes one call of D1 fail or wait, the one behind `N` others; `GET`
/// says whether one has, and ends it but with `?look=true`.
fn fault(request: &Request) -> Result<Reply, Failure> {
    let address = request.address();
    if request.method() == "GET" {
        let failed = match address.parameter("look") {
            Some(_) => fault::struck(),
            None => fault::disarm(),
        };
        return Reply::json(200, &serde_json::json!({"failed": failed}));
    }
    let spare = address
        .parameter("spare")
        .and_then(|spare| spare.parse().ok())
        .ok_or_else(|| Problem::field("spare", "How many calls go well first?"))?;
    let wanted = |name| address.parameter(name).as_deref() == Some("true");
    let what = match (wanted("held"), wanted("after")) {
        (true, _) => fault::What::Held,
        (_, true) => fault::What::After,
        _ => fault::What::Before,
    };
    fault::arm(spare, what);
    Ok(Reply::empty(204))
}

/// `GET /dev/panic`: what the lints keep out of everything else, so that a test can say what it would do.
#[allow(clippy::panic)]
fn panics() -> Result<Reply, Failure> {
    panic!("asked to panic")
}

/// `POST /dev/count`: an array of texts; how each is counted and cut in this very Worker. For the
/// golden vectors.
async fn count_all(request: &mut Request) -> Result<Reply, Failure> {
    let bytes = body(request, TEXTS_LIMIT).await?;
    let texts: Vec<String> = serde_json::from_slice(&bytes)?;
    let counted: Vec<serde_json::Value> = texts
        .iter()
        .map(|text| {
            let count = count::count(text);
            let segments: Option<Vec<String>> = count::split(text)
                .ok()
                .map(|cut| cut.iter().map(str::to_owned).collect());
            serde_json::json!({
                "encoding": count.encoding().as_str(),
                "characters": count.characters(),
                "units": count.units(),
                "segments": count.segments(),
                "unitsPerSegment": count.units_per_segment(),
                "split": segments,
            })
        })
        .collect();
    Reply::json(200, &counted)
}
