//! From a request to a response: the route, who may use it, the handler, the headers.

use std::pin::Pin;
use std::rc::Rc;

use mitto_core::api::{
    Access, Claims, Code, ItemKind, Origin, Problem, Route, RouteError, framed_policy,
};

use crate::border::{self, Call, Request, keep_going};
pub(crate) use crate::border::{ago, now};
use crate::config::Config;
use crate::db::Db;
use crate::error::Failure;
use crate::outbound::{deliveries, endpoints};
use crate::settings::Settings;
use crate::{
    api_keys, auth, batch, callback, campaign, changes, export, health, history, home, items,
    lacks, list_views, outbound, people, privacy, proof, reply, retention, roster, send, setup,
    sms, stuck, transfer,
};

mod answer;
mod body;

pub(crate) use answer::Reply;
pub(crate) use body::{body, json, json_body};

/// What a handler works with.
pub(crate) struct App {
    pub(crate) settings: Rc<Settings>,
    pub(crate) db: Db,
    pub(crate) config: Config,
    /// The address we are reached at, without a slash at the end.
    pub(crate) origin: Option<String>,
}

impl App {
    /// `origin` is that of the request, if there is one.
    pub(crate) fn open(origin: Option<&str>) -> App {
        let settings = Settings::read();
        App {
            db: Db,
            config: Config,
            origin: settings.public_url.clone().or(origin.map(str::to_owned)),
            settings,
        }
    }
}

/// Answers a request; whatever goes wrong becomes a problem document.
pub(crate) async fn answer(request: Request) {
    let path = request.address().path().to_owned();
    let route = Route::find(request.method(), &path);
    let settings = Settings::read();
    let cors = cors(&request, &settings).await;
    let may_change = request.method() != "GET" || path.starts_with("/callback/");
    if request.method() == "OPTIONS" {
        return respond(Reply::empty(204), &cors).await;
    }
    let reply = match route {
        Ok(route @ (Route::AppPage | Route::Embedded(_))) => {
            match page(&request, Some(&route)).await {
                Ok(true) => return,
                Ok(false) => Err(Code::NotFound.into()),
                Err(failure) => Err(failure),
            }
        }
        Ok(route) => handle(route, request).await,
        Err(RouteError::MethodNotAllowed(allowed)) => {
            let allowed: Vec<&str> = allowed.into_iter().map(|method| method.as_str()).collect();
            let reply = Reply::of_problem(&Problem::new(Code::MethodNotAllowed));
            Ok(reply.with("allow", allowed.join(", ")))
        }
        #[cfg(feature = "dev")]
        Err(RouteError::NotFound) if path.starts_with("/dev/") => {
            crate::dev::answer(&path, request, &settings).await
        }
        Err(RouteError::NotFound) => {
            let accept = request.header("accept").unwrap_or_default();
            let shown = Route::shows_nothing_here(request.method(), &path, &accept);
            if shown && matches!(page(&request, None).await, Ok(true)) {
                return;
            }
            Err(Code::NotFound.into())
        }
    };
    let reply = reply.unwrap_or_else(|failure| Reply::of_problem(&failure.into_problem()));
    if may_change {
        outbound::kick();
    }
    respond(reply, &cors).await;
}

/// Answers with a page, if there are any. The address of one of the app's is made in the browser, so all of them are the
/// one at `/`, with the headers that the site gives it; one for a frame says who may have it. Without a route it says that
/// there is nothing.
async fn page(request: &Request, route: Option<&Route>) -> Result<bool, Failure> {
    let (path, policy) = match route {
        Some(Route::Embedded(page)) => {
            let chosen = Config.origins().await?;
            let named = &Settings::read().allowed_origins;
            (*page, Some(framed_policy(named.iter().chain(&chosen))))
        }
        _ => ("/", None),
    };
    let url = [request.address().origin(), path].concat();
    let status = if route.is_some() { 200_u32 } else { 404 };
    let values = [(&url).into(), policy.as_deref().into(), status.into()];
    let found = border::call(Call::AnswerWithPage, &values).await?;
    Ok(found.is_some())
}

async fn respond(reply: Reply, cors: &[(&'static str, String)]) {
    let headers = cors.iter().chain(&reply.headers);
    border::respond(reply.status, reply.file.is_some(), &reply.body, headers);
    if let Some(file) = reply.0.file {
        file.await;
    }
}

/// CORS for the pages on the deployment's list or Setup's, compared whole. On errors too, or the page could not read them.
async fn cors(request: &Request, settings: &Settings) -> Vec<(&'static str, String)> {
    let mut headers = Vec::new();
    let origin = request.header("origin").unwrap_or_default();
    // What our own pages ask needs none, and no look into Setup.
    if origin.is_empty() || origin == request.address().origin() {
        return headers;
    }
    let covers = |list: &[Origin]| list.iter().any(|one| one.covers(&origin));
    let allowed = covers(&settings.allowed_origins)
        || Config.origins().await.is_ok_and(|chosen| covers(&chosen));
    if allowed {
        headers.extend([
            ("access-control-allow-origin", origin),
            // A cache must not give one page the answer for another.
            ("vary", "origin".to_owned()),
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

async fn handle(route: Route, mut request: Request) -> Result<Reply, Failure> {
    let app = App::open(Some(request.address().origin()));
    let claims = match route.access() {
        Access::Role(role) => {
            let authorization = request.header("authorization");
            Some(auth::admit(&app, &route, role, authorization.as_deref()).await?)
        }
        Access::Everyone | Access::CallbackKey => None,
    };
    match route {
        Route::Health => lacks::show(&app).await,
        Route::Delivery { key } => callback::delivery(&app, &key, &mut request).await,
        Route::Inbound { key } => reply::inbound(app, &key, &mut request).await,
        signed_in => {
            let claims = claims.ok_or(Code::NotSignedIn)?;
            api(signed_in, app, claims, request).await
        }
    }
}

async fn api(
    route: Route,
    app: App,
    claims: Claims,
    mut request: Request,
) -> Result<Reply, Failure> {
    let request = &mut request;
    // Somebody who closes the page must not stop a send half-way: the work belongs to the Worker, the
    // request only waits for it.
    if route == Route::Send {
        let key = request.header("idempotency-key");
        let wanted = json(request).await?;
        keep_going();
        return Box::pin(send::post(&app, &claims, key, wanted)).await;
    }
    if route == Route::SendBatch {
        let key = request.header("idempotency-key");
        let wanted = json(request).await?;
        keep_going();
        return Box::pin(batch::post(&app, &claims, key, wanted)).await;
    }
    if let Route::TestCampaign(id) = &route {
        keep_going();
        return Box::pin(campaign::test_send::post(&app, &claims, id, request)).await;
    }
    if let Route::ResendSms(id) = route {
        keep_going();
        return Box::pin(history::resend(&app, &claims, id)).await;
    }
    if route == Route::ExportSms {
        return Box::pin(export::csv(app, claims, request)).await;
    }
    if let Route::ExportPerson(object, id) = route {
        return Box::pin(privacy::export(app, claims, object, id)).await;
    }
    if let Route::CampaignFailures(id) = route {
        return Box::pin(campaign::results::csv(app, claims, id)).await;
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
        Route::ListApiKeys => Box::pin(api_keys::list(app)),
        Route::AddApiKey => Box::pin(api_keys::add(app, by, request)),
        Route::DeleteApiKey(id) => Box::pin(api_keys::delete(app, by, id)),
        Route::GetHome => Box::pin(home::show(app, by, request)),
        Route::ListChanges => Box::pin(changes::list(app, request)),
        Route::VerifyChanges => Box::pin(changes::verify(app)),
        Route::ExportConfiguration => Box::pin(transfer::export(app)),
        Route::ImportConfiguration => Box::pin(transfer::import(app, by, request)),
        Route::ListWebhooks => Box::pin(endpoints::list(app, request)),
        Route::AddWebhook => Box::pin(endpoints::put(app, by, None, request)),
        Route::GetWebhook(id) => Box::pin(endpoints::get(app, id)),
        Route::PutWebhook(id) => Box::pin(endpoints::put(app, by, Some(id), request)),
        Route::DeleteWebhook(id) => Box::pin(endpoints::delete(app, by, id, request)),
        Route::RotateWebhookSecret(id) => Box::pin(endpoints::rotate(app, by, id, request)),
        Route::TestWebhook(id) => Box::pin(deliveries::test(app, id)),
        Route::ListDeliveries(id) => Box::pin(deliveries::list(app, id, request)),
        Route::ResendDelivery(id, one) => Box::pin(deliveries::resend(app, id, one)),
        Route::GetSalesforce => Box::pin(outbound::salesforce::show(app)),
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
        Route::ActOnJob(id, deed) => Box::pin(campaign::deeds::act(app, by, *id, *deed)),
        Route::GetTestNumber(id) => Box::pin(campaign::test_send::number(app, by, id)),
        Route::SendCampaign(id) => Box::pin(campaign::send::post(app, by, id, request)),
        Route::CampaignResults(id) => Box::pin(campaign::results::get(app, by, id, request)),
        // Answered before.
        Route::Send
        | Route::SendBatch
        | Route::ResendSms(_)
        | Route::TestCampaign(_)
        | Route::ExportSms
        | Route::ExportPerson(..)
        | Route::CampaignFailures(_)
        | Route::AppPage
        | Route::Embedded(_)
        | Route::Health
        | Route::Delivery { .. }
        | Route::Inbound { .. } => return Err(Code::NotFound.into()),
    };
    handler.await
}
