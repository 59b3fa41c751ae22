//! From a method and a path to a route.

use super::{Method, Route, RouteError};
use crate::api::setup::StuckAction;
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

    fn at(method: Method, path: &str) -> Option<Route> {
        use Method::{Delete, Get, Patch, Post, Put};
        let mut parts = path.strip_prefix('/')?.split('/');
        let segments = [parts.next(), parts.next(), parts.next(), parts.next()];
        if parts.next().is_some() {
            return None;
        }
        Some(match (method, segments) {
            (Get, [Some("healthz"), None, ..]) => Route::Health,
            (Get, [Some("setup" | "templates" | "sms"), ..]) => Route::AppPage,
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
                (Get, "stuck-callbacks", None) => Route::ListStuck,
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
                (Get, "sms", Some("counts")) => Route::CountSms,
                (Get, "sms.csv", None) => Route::ExportSms,
                (Get, "sms", Some(id)) => Route::GetSms(id.parse().ok()?),
                _ => return None,
            },
            (method, [Some("api"), Some(collection), Some(id), Some(action)]) => {
                match (method, collection, action) {
                    (Post, "stuck-callbacks", action) => {
                        Route::ActOnStuck(id.parse().ok()?, StuckAction::from_word(action)?)
                    }
                    (Post, "leads", "convert") => Route::ConvertLead(id.parse().ok()?),
                    (Post, "sms", "mark") => Route::MarkSms(id.parse().ok()?),
                    (Post, "sms", "resend") => Route::ResendSms(id.parse().ok()?),
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

fn person(collection: &str) -> Option<PersonObject> {
    match collection {
        "leads" => Some(PersonObject::Lead),
        "contacts" => Some(PersonObject::Contact),
        _ => None,
    }
}
