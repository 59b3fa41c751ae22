//! From a method and a path to a route.

use super::{Method, Route, RouteError};
use crate::api::campaign::JobDeed;
use crate::api::setup::StuckAction;
use crate::ids::RecordId;
use crate::template::PersonObject;

impl Route {
    /// The route of a request. `path` is the URL's path, without the query.
    ///
    /// # Errors
    /// See [`RouteError`].
    pub fn find(method: &str, path: &str) -> Result<Route, RouteError> {
        if let Some(route) = Method::from_name(method).and_then(|m| Route::at(m, path)) {
            return Ok(route);
        }
        let allowed: Vec<Method> = Method::ALL
            .into_iter()
            .filter(|m| Route::at(*m, path).is_some())
            .collect();
        Err(match allowed.is_empty() {
            true => RouteError::NotFound,
            false => RouteError::MethodNotAllowed(allowed),
        })
    }

    /// Whether somebody who came to an address that is not there is to be shown so: a person with a browser, who asks for a
    /// page. Programs get a problem, wherever what they ask for is; so does who looks at an address of the API.
    pub fn shows_nothing_here(method: &str, path: &str, accept: &str) -> bool {
        let of_programs = ["/api/", "/callback/", "/dev/"];
        method == "GET"
            && accept.contains("text/html")
            && !of_programs.iter().any(|under| path.starts_with(under))
    }

    fn at(method: Method, path: &str) -> Option<Route> {
        use Method::{Delete, Get, Patch, Post, Put};
        let mut parts = path.strip_prefix('/')?.split('/');
        let segments = [parts.next(), parts.next(), parts.next(), parts.next()];
        if let Some(member) = parts.next() {
            if let ([Some("api"), Some("webhooks"), Some(id), Some("deliveries")], Post) =
                (segments, method)
            {
                return match (parts.next(), parts.next()) {
                    (Some("resend"), None) => Some(Route::ResendDelivery(
                        id.parse().ok()?,
                        member.parse().ok()?,
                    )),
                    _ => None,
                };
            }
            let ([Some("api"), Some("campaigns"), Some(id), Some(of)], Delete, None) =
                (segments, method, parts.next())
            else {
                return None;
            };
            return Some(Route::DeleteMember(
                id.parse().ok()?,
                person(of)?,
                member.parse().ok()?,
            ));
        }
        Some(match (method, segments) {
            (Get, [Some("healthz"), None, ..]) => Route::Health,
            (Get, [Some("setup" | "templates" | "sms"), ..]) => Route::AppPage,
            (Get, [Some("embed"), Some("send-sms"), None, _]) => {
                Route::Embedded("/framed/send-sms")
            }
            (Get, [Some("embed"), Some("sms-list"), None, _]) => {
                Route::Embedded("/framed/sms-list")
            }
            (Get | Post, [Some("callback"), Some(key), Some("delivery"), None]) => {
                Route::Delivery {
                    key: key.to_owned(),
                }
            }
            (Get | Post, [Some("callback"), Some(key), Some("inbound"), None]) => Route::Inbound {
                key: key.to_owned(),
            },
            (method, [Some("api"), Some(collection), id, None]) => match (method, collection, id) {
                (Get, "setup", None) => Route::GetSetup,
                (Put, "setup", None) => Route::PutSetup,
                (Post, "setup", Some("callback-key")) => Route::RotateCallbackKey,
                (Get, "setup", Some("callback-health")) => Route::GetCallbackHealth,
                (Post, "setup", Some("test-callback")) => Route::TestCallback,
                (Post, "setup", Some("test-gateway")) => Route::TestGateway,
                (Get, "setup", Some("retention")) => Route::CountRetention,
                (Get, "setup", Some("salesforce")) => Route::GetSalesforce,
                (Get, "webhooks", None) => Route::ListWebhooks,
                (Post, "webhooks", None) => Route::AddWebhook,
                (Get, "webhooks", Some(id)) => Route::GetWebhook(id.parse().ok()?),
                (Put, "webhooks", Some(id)) => Route::PutWebhook(id.parse().ok()?),
                (Delete, "webhooks", Some(id)) => Route::DeleteWebhook(id.parse().ok()?),
                (Get, "stuck-callbacks", None) => Route::ListStuck,
                (Get, "api-keys", None) => Route::ListApiKeys,
                (Post, "api-keys", None) => Route::AddApiKey,
                (Delete, "api-keys", Some(id)) => Route::DeleteApiKey(id.parse().ok()?),
                (Get, "home", None) => Route::GetHome,
                (Get, "changes", None) => Route::ListChanges,
                (Get, "changes", Some("verification")) => Route::VerifyChanges,
                (Get, "configuration", None) => Route::ExportConfiguration,
                (Post, "configuration", None) => Route::ImportConfiguration,
                (Get, "senders", None) => Route::ListSenders,
                (Post, "senders", None) => Route::AddSender,
                (Get, "senders", Some(id)) => Route::GetSender(id.parse().ok()?),
                (Put, "senders", Some(id)) => Route::PutSender(id.parse().ok()?),
                (Delete, "senders", Some(id)) => Route::DeleteSender(id.parse().ok()?),
                (Get, "opt-out-keywords", None) => Route::ListKeywords,
                (Post, "opt-out-keywords", None) => Route::AddKeyword,
                (Get, "opt-out-keywords", Some(id)) => Route::GetKeyword(id.parse().ok()?),
                (Put, "opt-out-keywords", Some(id)) => Route::PutKeyword(id.parse().ok()?),
                (Delete, "opt-out-keywords", Some(id)) => Route::DeleteKeyword(id.parse().ok()?),
                (Get, "templates", None) => Route::ListTemplates,
                (Post, "templates", None) => Route::AddTemplate,
                (Get, "templates", Some(id)) => Route::GetTemplate(id.parse().ok()?),
                (Put, "templates", Some(id)) => Route::PutTemplate(id.parse().ok()?),
                (Delete, "templates", Some(id)) => Route::DeleteTemplate(id.parse().ok()?),
                (Get, "list-views", None) => Route::ListViews,
                (Post, "list-views", None) => Route::AddView,
                (Get, "list-views", Some(id)) => Route::GetView(id.parse().ok()?),
                (Put, "list-views", Some(id)) => Route::PutView(id.parse().ok()?),
                (Delete, "list-views", Some(id)) => Route::DeleteView(id.parse().ok()?),
                (Get, "leads" | "contacts", None) => Route::ListPeople(person(collection)?),
                (Get, "leads" | "contacts", Some(id)) => {
                    Route::GetPerson(person(collection)?, id.parse().ok()?)
                }
                (Put, "leads" | "contacts", Some(id)) => {
                    Route::PutPerson(person(collection)?, id.parse().ok()?)
                }
                (Patch, "leads" | "contacts", Some(id)) => {
                    Route::PatchPerson(person(collection)?, id.parse().ok()?)
                }
                (Post, "mobiles", None) => Route::CheckMobile,
                (Post, "sms", None) => Route::Send,
                (Get, "sms", None) => Route::ListSms,
                (Post, "sms", Some("batch")) => Route::SendBatch,
                (Get, "sms", Some("counts")) => Route::CountSms,
                (Get, "sms.csv", None) => Route::ExportSms,
                (Get, "sms", Some(id)) => Route::GetSms(id.parse().ok()?),
                (Get, "campaigns", Some(id)) => Route::GetCampaign(id.parse().ok()?),
                (Put, "campaigns", Some(id)) => Route::PutCampaign(id.parse().ok()?),
                (Get, "jobs", Some(id)) => Route::GetJob(id.parse().ok()?),
                _ => return None,
            },
            (method, [Some("api"), Some(collection), Some(id), Some(action)]) => {
                match (method, collection, action) {
                    (Post, "stuck-callbacks", action) => {
                        Route::ActOnStuck(id.parse().ok()?, StuckAction::from_word(action)?)
                    }
                    (Post, "webhooks", "secret") => Route::RotateWebhookSecret(id.parse().ok()?),
                    (Post, "webhooks", "test") => Route::TestWebhook(id.parse().ok()?),
                    (Get, "webhooks", "deliveries") => Route::ListDeliveries(id.parse().ok()?),
                    (Post, "leads", "convert") => Route::ConvertLead(id.parse().ok()?),
                    (Post, "sms", "mark") => Route::MarkSms(id.parse().ok()?),
                    (Post, "sms", "resend") => Route::ResendSms(id.parse().ok()?),
                    (_, "campaigns", action) => campaign(method, action, id.parse().ok()?)?,
                    (Get, "jobs", "recipients") => Route::ListJobRecipients(id.parse().ok()?),
                    (Post, "jobs", action) => {
                        Route::ActOnJob(id.parse().ok()?, JobDeed::from_word(action)?)
                    }
                    (Get, _, "export") => {
                        Route::ExportPerson(person(collection)?, id.parse().ok()?)
                    }
                    (Post, _, "erase") => Route::ErasePerson(person(collection)?, id.parse().ok()?),
                    _ => return None,
                }
            }
            _ => return None,
        })
    }
}

/// What is done with a campaign.
fn campaign(method: Method, action: &str, id: RecordId) -> Option<Route> {
    Some(match (method, action) {
        (Method::Get, "members") => Route::ListMembers(id),
        (Method::Post, "members") => Route::AddMembers(id),
        (Method::Post, "plan") => Route::PlanCampaign(id),
        (Method::Post, "classes") => Route::CampaignClasses(id),
        (Method::Get, "preview") => Route::PreviewMember(id),
        (Method::Get, "test") => Route::GetTestNumber(id),
        (Method::Post, "test") => Route::TestCampaign(id),
        (Method::Post, "sms") => Route::SendCampaign(id),
        (Method::Get, "jobs") => Route::ListJobs(id),
        (Method::Get, "results") => Route::CampaignResults(id),
        (Method::Get, "failures.csv") => Route::CampaignFailures(id),
        _ => return None,
    })
}

fn person(collection: &str) -> Option<PersonObject> {
    match collection {
        "leads" => Some(PersonObject::Lead),
        "contacts" => Some(PersonObject::Contact),
        _ => None,
    }
}
