//! From a request to a response: the route, who may use it, the handler, the headers.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;

use mitto_core::api::{
    Access, Claims, Code, FromJson, ItemKind, MAX_BODY_BYTES, Problem, Route, RouteError, from_json,
};
use serde::Serialize;
use worker::wasm_bindgen::JsValue;
use worker::wasm_bindgen_futures::future_to_promise;
use worker::{Context, Env, Headers, Request, Response, ResponseBuilder, web_sys};

use crate::address::Address;
use crate::config::Config;
use crate::db::Db;
use crate::error::Failure;
use crate::outgoing::{self, Unread};
use crate::settings::Settings;
use crate::{
    auth, callback, campaign, changes, export, health, history, home, items, js, list_views,
    people, privacy, proof, reply, retention, roster, send, setup, sms, stuck, transfer,
};

/// What a handler works with.
pub(crate) struct App {
    pub(crate) settings: Settings,
    pub(crate) db: Db,
    pub(crate) config: Config,
    /// The other bindings.
    pub(crate) env: Env,
    /// The address we are reached at, without a slash at the end.
    pub(crate) origin: Option<String>,
}

impl App {
    /// Opens the bindings. `origin` is that of the request, if there is one.
    pub(crate) fn open(
        env: &Env,
        settings: Settings,
        origin: Option<String>,
    ) -> Result<App, Failure> {
        Ok(App {
            db: Db::open(env)?,
            config: Config::open(env)?,
            env: env.clone(),
            origin: settings.public_url.clone().or(origin),
            settings,
        })
    }
}

/// The time, milliseconds since the epoch.
pub(crate) fn now() -> i64 {
    worker::js_sys::Date::now() as i64
}

/// What a handler answers.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    /// A body that is still being written, instead.
    pub(crate) stream: Option<web_sys::ReadableStream>,
}

impl Reply {
    pub(crate) fn empty(status: u16) -> Reply {
        Reply {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            stream: None,
        }
    }

    pub(crate) fn json(status: u16, value: &impl Serialize) -> Result<Reply, Failure> {
        Ok(Reply::body(status, serde_json::to_vec(value)?))
    }

    /// JSON that is written already.
    pub(crate) fn body(status: u16, body: Vec<u8>) -> Reply {
        let kind = if status < 400 {
            "application/json"
        } else {
            "application/problem+json"
        };
        Reply {
            status,
            headers: vec![("content-type", kind.to_owned())],
            body,
            stream: None,
        }
    }

    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Reply {
        self.headers.push((name, value.into()));
        self
    }

    fn of_problem(problem: &Problem) -> Reply {
        let reply = Reply::body(
            problem.status,
            serde_json::to_vec(problem).unwrap_or_default(),
        );
        match problem.code {
            Code::NotSignedIn => reply.with("www-authenticate", "Bearer realm=\"mitto-sms\""),
            Code::InProgress | Code::TooManyRequests => reply.with("retry-after", "2"),
            _ => reply,
        }
    }
}

/// Answers a request; whatever goes wrong becomes a problem document.
pub(crate) async fn answer(
    request: Request,
    env: Env,
    context: Context,
) -> worker::Result<Response> {
    let method = request.inner().method();
    let path = request.path();
    let route = Route::find(&method, &path);
    let settings = match route {
        Ok(Route::Delivery { .. }) => Settings::of_reports(&env),
        _ => Settings::read(&env),
    };
    let cors = cors(&request, &settings);
    if method == "OPTIONS" {
        return respond(Reply::empty(204), &cors);
    }
    let reply = match route {
        Ok(Route::AppPage) => match page(&request, &env).await {
            Ok(page) => return Ok(page),
            Err(failure) => Err(failure),
        },
        Ok(route) => handle(route, request, env, settings, context).await,
        Err(RouteError::MethodNotAllowed(allowed)) => {
            let allowed: Vec<&str> = allowed.into_iter().map(|method| method.as_str()).collect();
            let reply = Reply::of_problem(&Problem::new(Code::MethodNotAllowed));
            Ok(reply.with("allow", allowed.join(", ")))
        }
        #[cfg(feature = "dev")]
        Err(RouteError::NotFound) if path.starts_with("/dev/") => {
            crate::dev::answer(&path, request, &env, &settings).await
        }
        Err(RouteError::NotFound) => Err(Code::NotFound.into()),
    };
    let reply = reply.unwrap_or_else(|failure| Reply::of_problem(&failure.into_problem()));
    respond(reply, &cors)
}

/// A page of the app. Its address is made in the browser, so all of them are the one at `/`, with
/// the headers that the site gives it.
async fn page(request: &Request, env: &Env) -> Result<Response, Failure> {
    let url = [Address::of(request).origin(), "/"].concat();
    let init = web_sys::RequestInit::new();
    // With what the browser has of it already.
    init.set_headers(request.headers().as_ref());
    let wanted = web_sys::Request::new_with_str_and_init(&url, &init)?;
    let page = env.assets("ASSETS")?.fetch_request(wanted).await?;
    match page.status_code() {
        404 => Err(Code::NotFound.into()),
        _ => Ok(page),
    }
}

thread_local! {
    /// See [`always`].
    static ALWAYS: Cell<Option<web_sys::Headers>> = const { Cell::new(None) };
}

/// The headers of every answer, copied from those of the one before: to set each of them anew would
/// be a call into JavaScript with two texts.
fn always() -> worker::Result<Headers> {
    let known = match ALWAYS.take() {
        Some(known) => known,
        None => {
            let headers = Headers::new();
            for (name, value) in [
                ("cache-control", "no-store"),
                ("x-content-type-options", "nosniff"),
                ("referrer-policy", "no-referrer"),
                (
                    "content-security-policy",
                    "default-src 'none'; frame-ancestors 'none'",
                ),
                ("vary", "Origin"),
            ] {
                headers.set(name, value)?;
            }
            headers.0
        }
    };
    let copy = web_sys::Headers::new_with_headers(&known)?;
    ALWAYS.set(Some(known));
    Ok(Headers(copy))
}

fn respond(reply: Reply, cors: &[(&'static str, String)]) -> worker::Result<Response> {
    let mut response = ResponseBuilder::new()
        .with_status(reply.status)
        .with_headers(always()?);
    for (name, value) in cors.iter().chain(&reply.headers) {
        response = response.with_header(name, value)?;
    }
    Ok(match reply.stream {
        Some(stream) => response.stream(stream),
        None if reply.body.is_empty() => response.empty(),
        None => response.fixed(reply.body),
    })
}

/// CORS for the pages on the list, compared whole. On errors too, or the page could not read them.
fn cors(request: &Request, settings: &Settings) -> Vec<(&'static str, String)> {
    let mut headers = Vec::new();
    let origin = request
        .headers()
        .get("origin")
        .ok()
        .flatten()
        .unwrap_or_default();
    if settings.allowed_origins.contains(&origin) {
        headers.extend([
            ("access-control-allow-origin", origin),
            (
                "access-control-allow-methods",
                "GET, POST, PUT, PATCH, DELETE".to_owned(),
            ),
            (
                "access-control-allow-headers",
                "authorization, content-type, idempotency-key, if-match, if-none-match".to_owned(),
            ),
            (
                "access-control-expose-headers",
                "content-disposition, etag, location, retry-after".to_owned(),
            ),
            ("access-control-max-age", "7200".to_owned()),
        ]);
    }
    headers
}

async fn handle(
    route: Route,
    mut request: Request,
    env: Env,
    settings: Settings,
    context: Context,
) -> Result<Reply, Failure> {
    let origin = Address::of(&request).origin().to_owned();
    let app = App::open(&env, settings, Some(origin))?;
    let authorization = request.headers().get("authorization")?;
    let claims = match route.access() {
        Access::Role(role) => {
            let session = &app.settings.session;
            Some(auth::admit(role, authorization.as_deref(), session).await?)
        }
        Access::Everyone | Access::CallbackKey => None,
    };
    match route {
        Route::Health => well(&app).await,
        Route::Delivery { key } => callback::delivery(&app, &env, &key, &mut request).await,
        Route::Inbound { key } => reply::inbound(app, &key, &mut request, &context).await,
        signed_in => {
            let claims = claims.ok_or(Code::NotSignedIn)?;
            api(signed_in, app, claims, request, context).await
        }
    }
}

async fn api(
    route: Route,
    app: App,
    claims: Claims,
    mut request: Request,
    context: Context,
) -> Result<Reply, Failure> {
    let request = &mut request;
    if route == Route::Send {
        let key = request.headers().get("idempotency-key")?;
        let wanted = json(request).await?;
        let sent = Box::pin(async move { send::post(&app, &claims, key, wanted).await });
        return to_the_end(sent, context).await;
    }
    if let Route::ResendSms(id) = route {
        let sent = Box::pin(async move { history::resend(&app, &claims, id).await });
        return to_the_end(sent, context).await;
    }
    if route == Route::ExportSms {
        return Box::pin(export::csv(app, claims, request)).await;
    }
    if let Route::ExportPerson(object, id) = route {
        return Box::pin(privacy::export(app, claims, object, id)).await;
    }
    let (app, by) = (&app, &claims);
    // Each handler is a future of its own, behind one pointer: all of them in this one would be code
    // that waits in fifty places.
    let handler: Pin<Box<dyn Future<Output = Result<Reply, Failure>> + '_>> = match &route {
        Route::GetSetup => Box::pin(setup::show(app, by)),
        Route::PutSetup => Box::pin(setup::put(app, by, request)),
        Route::RotateCallbackKey => Box::pin(setup::rotate(app, by, request)),
        Route::GetCallbackHealth => Box::pin(health::show(app)),
        Route::ListStuck => Box::pin(stuck::list(app, request)),
        Route::ActOnStuck(id, action) => Box::pin(stuck::act(app, id, *action)),
        Route::TestCallback => Box::pin(proof::callback(app)),
        Route::TestGateway => Box::pin(proof::gateway(app)),
        Route::GetHome => Box::pin(home::show(app, by, request)),
        Route::ListChanges => Box::pin(changes::list(app, request)),
        Route::VerifyChanges => Box::pin(changes::verify(app)),
        Route::ExportConfiguration => Box::pin(transfer::export(app)),
        Route::ImportConfiguration => Box::pin(transfer::import(app, by, request)),
        Route::ListViews => Box::pin(list_views::list(app, by, request)),
        Route::AddView => Box::pin(list_views::put(app, by, None, request)),
        Route::GetView(id) => Box::pin(list_views::get(app, by, id)),
        Route::PutView(id) => Box::pin(list_views::put(app, by, Some(id), request)),
        Route::DeleteView(id) => Box::pin(list_views::delete(app, by, id, request)),
        Route::ListPeople(object) => Box::pin(roster::list(app, by, *object, request)),
        Route::GetPerson(object, id) => Box::pin(people::get(app, by, *object, id, request)),
        Route::PutPerson(object, id) => Box::pin(people::put(app, by, *object, id, request)),
        Route::PatchPerson(object, id) => Box::pin(people::patch(app, by, *object, id, request)),
        Route::CheckMobile => Box::pin(people::check_mobile(app, by, request)),
        Route::GetSms(id) => Box::pin(sms::get(app, by, *id, request)),
        Route::ErasePerson(object, id) => Box::pin(privacy::erase(app, by, *object, id, request)),
        Route::CountRetention => Box::pin(retention::count(app, request)),
        Route::ConvertLead(id) => Box::pin(history::convert(app, by, id, request)),
        Route::MarkSms(id) => Box::pin(history::mark(app, by, *id, request)),
        Route::ListSms => Box::pin(sms::list(app, by, request)),
        Route::CountSms => Box::pin(sms::counts(app, by, request)),
        Route::ListSenders => Box::pin(items::list(app, by, ItemKind::Sender, request)),
        Route::ListKeywords => Box::pin(items::list(app, by, ItemKind::Keyword, request)),
        Route::ListTemplates => Box::pin(items::list(app, by, ItemKind::Template, request)),
        Route::AddSender => Box::pin(items::put(app, by, ItemKind::Sender, None, request)),
        Route::AddKeyword => Box::pin(items::put(app, by, ItemKind::Keyword, None, request)),
        Route::AddTemplate => Box::pin(items::put(app, by, ItemKind::Template, None, request)),
        Route::GetSender(id) => Box::pin(items::get(app, by, ItemKind::Sender, id)),
        Route::GetKeyword(id) => Box::pin(items::get(app, by, ItemKind::Keyword, id)),
        Route::GetTemplate(id) => Box::pin(items::get(app, by, ItemKind::Template, id)),
        Route::PutSender(id) => Box::pin(items::put(app, by, ItemKind::Sender, Some(id), request)),
        Route::PutKeyword(id) => {
            Box::pin(items::put(app, by, ItemKind::Keyword, Some(id), request))
        }
        Route::PutTemplate(id) => {
            Box::pin(items::put(app, by, ItemKind::Template, Some(id), request))
        }
        Route::DeleteSender(id) => Box::pin(items::delete(app, by, ItemKind::Sender, id, request)),
        Route::DeleteKeyword(id) => {
            Box::pin(items::delete(app, by, ItemKind::Keyword, id, request))
        }
        Route::DeleteTemplate(id) => {
            Box::pin(items::delete(app, by, ItemKind::Template, id, request))
        }
        Route::GetCampaign(id) => Box::pin(campaign::get(app, by, id, request)),
        Route::PutCampaign(id) => Box::pin(campaign::put(app, by, id, request)),
        Route::ListMembers(id) => Box::pin(campaign::members::list(app, by, id, request)),
        Route::AddMembers(id) => Box::pin(campaign::import::post(app, by, id, request)),
        Route::DeleteMember(id, object, member) => {
            Box::pin(campaign::members::delete(app, by, id, *object, member))
        }
        Route::PreviewMember(id) => Box::pin(campaign::members::preview(app, by, id, request)),
        Route::PlanCampaign(id) => Box::pin(campaign::plan::post(app, by, id, request)),
        Route::CampaignClasses(id) => Box::pin(campaign::plan::classes(app, by, id, request)),
        Route::ListJobs(id) => Box::pin(campaign::job::list(app, by, id, request)),
        Route::GetJob(id) => Box::pin(campaign::job::get(app, by, *id, request)),
        Route::ListJobRecipients(id) => Box::pin(campaign::job::recipients(app, by, *id, request)),
        Route::ActOnJob(id, deed) => Box::pin(campaign::job::act(app, by, *id, *deed)),
        Route::SendCampaign(id) => Box::pin(campaign::send::post(app, by, id, request)),
        // Not made yet.
        Route::CampaignResults(_)
        | Route::CampaignFailures(_)
        // Answered before.
        | Route::Send
        | Route::ResendSms(_)
        | Route::ExportSms
        | Route::ExportPerson(..)
        | Route::AppPage
        | Route::Health
        | Route::Delivery { .. }
        | Route::Inbound { .. } => return Err(Code::NotFound.into()),
    };
    handler.await
}

/// Sends. Somebody who closes the page must not stop a send half-way: the work belongs to the
/// Worker, the request only waits for it.
async fn to_the_end(
    work: Pin<Box<dyn Future<Output = Result<Reply, Failure>>>>,
    context: Context,
) -> Result<Reply, Failure> {
    let reply = Rc::new(Cell::new(None));
    let place = Rc::clone(&reply);
    let done = future_to_promise(async move {
        // Nobody looks there once the page is gone; the answer is stored for a repeat.
        place.set(Some(work.await));
        Ok(JsValue::UNDEFINED)
    });
    let work = done.clone();
    context.wait_until(async move {
        // It never fails: what goes wrong is in the reply.
        let _ = js::settled(Ok(work)).await;
    });
    js::settled(Ok(done)).await?;
    reply
        .take()
        .ok_or_else(|| Failure::internal("the send was dropped"))?
}

async fn well(app: &App) -> Result<Reply, Failure> {
    let database = app.db.run("SELECT 1", &[]).await.is_ok();
    let configuration = app.config.answers().await;
    let ok = database && configuration;
    let body = serde_json::json!({"ok": ok, "bindings": {"DB": database, "CONFIG": configuration}});
    let reply = Reply::json(200, &body)?;
    Ok(Reply {
        status: if ok { 200 } else { 503 },
        ..reply
    })
}

/// Reads a JSON body of one of the API's types.
pub(crate) async fn json<T: FromJson>(request: &mut Request) -> Result<T, Failure> {
    Ok(from_json(&json_body(request).await?)?)
}

/// A body that says it is JSON.
pub(crate) async fn json_body(request: &mut Request) -> Result<Vec<u8>, Failure> {
    let kind = request.headers().get("content-type")?.unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Code::UnsupportedMediaType.into());
    }
    body(request, MAX_BODY_BYTES).await
}

/// Reads a body up to a limit.
pub(crate) async fn body(request: &mut Request, limit: usize) -> Result<Vec<u8>, Failure> {
    let length = request
        .headers()
        .get("content-length")?
        .and_then(|text| text.parse::<usize>().ok());
    let too_large = || {
        let limit = u32::try_from(limit).unwrap_or(u32::MAX);
        Problem::new(Code::TooLarge)
            .because(format!("The limit is {limit} bytes."))
            .over(limit)
    };
    match length {
        Some(length) if length > limit => return Err(too_large().into()),
        // In one piece, which is one wait instead of three. It can be no longer than it says.
        Some(_) => return Ok(request.bytes().await?),
        None => {}
    }
    outgoing::read(request.inner().body(), limit)
        .await
        .map_err(|why| match why {
            Unread::TooLong => too_large().into(),
            Unread::BrokenOff => Failure::internal("a request's body broke off"),
        })
}
