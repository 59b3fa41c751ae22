//! The route table: every address the Worker answers, who may use it, and nothing else.

use crate::ids::{ItemId, RecordId, SmsId};
use crate::template::PersonObject;

use super::setup::StuckAction;
use super::token::Role;

/// An HTTP method this API uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Read.
    Get,
    /// Make, or do.
    Post,
    /// Put the whole thing.
    Put,
    /// Change a part.
    Patch,
    /// Remove.
    Delete,
}

impl Method {
    /// Every method, in the order an `Allow` header lists them.
    pub const ALL: [Method; 5] = [
        Method::Get,
        Method::Post,
        Method::Put,
        Method::Patch,
        Method::Delete,
    ];

    /// The method with this name. HEAD is answered like GET, without the body.
    pub fn from_name(name: &str) -> Option<Method> {
        Some(match name {
            "GET" | "HEAD" => Method::Get,
            "POST" => Method::Post,
            "PUT" => Method::Put,
            "PATCH" => Method::Patch,
            "DELETE" => Method::Delete,
            _ => return None,
        })
    }

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Everyone,
    /// A token with at least this role.
    Role(Role),
    /// Whoever knows the callback key in the path.
    CallbackKey,
}

/// An address the Worker answers, its path read into values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// `GET /healthz`
    Health,
    /// `GET` of a page of the app, whose address is made in the browser: `/setup`, `/templates/…`
    AppPage,
    /// `GET /api/setup`
    GetSetup,
    /// `PUT /api/setup`
    PutSetup,
    /// `POST /api/setup/callback-key`
    RotateCallbackKey,
    /// `GET /api/setup/callback-health`
    GetCallbackHealth,
    /// `POST /api/setup/test-callback`
    TestCallback,
    /// `POST /api/setup/test-gateway`
    TestGateway,
    /// `GET /api/setup/retention`
    CountRetention,
    /// `GET /api/stuck-callbacks`
    ListStuck,
    /// `POST /api/stuck-callbacks/{id}/retry`, `/dismiss`, `/restore`
    ActOnStuck(ItemId, StuckAction),
    /// `GET /api/home`
    GetHome,
    /// `GET /api/changes`
    ListChanges,
    /// `GET /api/changes/verification`
    VerifyChanges,
    /// `GET /api/configuration`
    ExportConfiguration,
    /// `POST /api/configuration`
    ImportConfiguration,
    /// `GET /api/senders`
    ListSenders,
    /// `POST /api/senders`
    AddSender,
    /// `GET /api/senders/{id}`
    GetSender(ItemId),
    /// `PUT /api/senders/{id}`
    PutSender(ItemId),
    /// `DELETE /api/senders/{id}`
    DeleteSender(ItemId),
    /// `GET /api/opt-out-keywords`
    ListKeywords,
    /// `POST /api/opt-out-keywords`
    AddKeyword,
    /// `GET /api/opt-out-keywords/{id}`
    GetKeyword(ItemId),
    /// `PUT /api/opt-out-keywords/{id}`
    PutKeyword(ItemId),
    /// `DELETE /api/opt-out-keywords/{id}`
    DeleteKeyword(ItemId),
    /// `GET /api/templates`
    ListTemplates,
    /// `POST /api/templates`
    AddTemplate,
    /// `GET /api/templates/{id}`
    GetTemplate(ItemId),
    /// `PUT /api/templates/{id}`
    PutTemplate(ItemId),
    /// `DELETE /api/templates/{id}`
    DeleteTemplate(ItemId),
    /// `GET /api/leads`, `/api/contacts`
    ListPeople(PersonObject),
    /// `GET /api/leads/{id}`, `/api/contacts/{id}`
    GetPerson(PersonObject, RecordId),
    /// `PUT` of the same
    PutPerson(PersonObject, RecordId),
    /// `PATCH` of the same
    PatchPerson(PersonObject, RecordId),
    /// `POST /api/leads/{id}/convert`
    ConvertLead(RecordId),
    /// `GET /api/leads/{id}/export`, `/api/contacts/{id}/export`
    ExportPerson(PersonObject, RecordId),
    /// `POST /api/leads/{id}/erase`, `/api/contacts/{id}/erase`
    ErasePerson(PersonObject, RecordId),
    /// `POST /api/mobiles`
    CheckMobile,
    /// `POST /api/sms`
    Send,
    /// `GET /api/sms`
    ListSms,
    /// `GET /api/sms/counts`
    CountSms,
    /// `GET /api/sms.csv`
    ExportSms,
    /// `GET /api/sms/{id}`
    GetSms(SmsId),
    /// `POST /api/sms/{id}/mark`
    MarkSms(SmsId),
    /// `POST /api/sms/{id}/resend`
    ResendSms(SmsId),
    /// `POST` or `GET /callback/{key}/delivery`
    Delivery {
        /// The key as it stands in the path; to be hashed before it is compared, and never logged.
        key: String,
    },
    /// `POST` or `GET /callback/{key}/inbound`
    Inbound {
        /// As above.
        key: String,
    },
}

/// Why a request has no route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteError {
    /// No such address, or an id no record can have.
    NotFound,
    /// The address exists; these methods it takes.
    MethodNotAllowed(Vec<Method>),
}

/// Every address of the API with who may use it, for whoever walks them all: the sweep of roles, the
/// API's description. `{…}` stands for an id.
pub const TABLE: &[(Method, &str, Access)] = {
    use Access::{CallbackKey, Everyone};
    use Method::{Delete, Get, Patch, Post, Put};
    const USER: Access = Access::Role(Role::User);
    const ADMIN: Access = Access::Role(Role::Admin);
    &[
        (Get, "/healthz", Everyone),
        (Get, "/api/setup", USER),
        (Put, "/api/setup", ADMIN),
        (Post, "/api/setup/callback-key", ADMIN),
        (Get, "/api/setup/callback-health", ADMIN),
        (Post, "/api/setup/test-callback", ADMIN),
        (Post, "/api/setup/test-gateway", ADMIN),
        (Get, "/api/setup/retention", ADMIN),
        (Get, "/api/stuck-callbacks", ADMIN),
        (Post, "/api/stuck-callbacks/{id}/retry", ADMIN),
        (Post, "/api/stuck-callbacks/{id}/dismiss", ADMIN),
        (Post, "/api/stuck-callbacks/{id}/restore", ADMIN),
        (Get, "/api/home", USER),
        (Get, "/api/changes", ADMIN),
        (Get, "/api/changes/verification", ADMIN),
        (Get, "/api/configuration", ADMIN),
        (Post, "/api/configuration", ADMIN),
        (Get, "/api/senders", USER),
        (Post, "/api/senders", ADMIN),
        (Get, "/api/senders/{id}", USER),
        (Put, "/api/senders/{id}", ADMIN),
        (Delete, "/api/senders/{id}", ADMIN),
        (Get, "/api/opt-out-keywords", USER),
        (Post, "/api/opt-out-keywords", ADMIN),
        (Get, "/api/opt-out-keywords/{id}", USER),
        (Put, "/api/opt-out-keywords/{id}", ADMIN),
        (Delete, "/api/opt-out-keywords/{id}", ADMIN),
        (Get, "/api/templates", USER),
        (Post, "/api/templates", ADMIN),
        (Get, "/api/templates/{id}", USER),
        (Put, "/api/templates/{id}", ADMIN),
        (Delete, "/api/templates/{id}", ADMIN),
        (Get, "/api/leads", USER),
        (Get, "/api/leads/{id}", USER),
        (Put, "/api/leads/{id}", USER),
        (Patch, "/api/leads/{id}", USER),
        (Post, "/api/leads/{id}/convert", USER),
        (Get, "/api/leads/{id}/export", ADMIN),
        (Post, "/api/leads/{id}/erase", ADMIN),
        (Get, "/api/contacts", USER),
        (Get, "/api/contacts/{id}", USER),
        (Put, "/api/contacts/{id}", USER),
        (Patch, "/api/contacts/{id}", USER),
        (Get, "/api/contacts/{id}/export", ADMIN),
        (Post, "/api/contacts/{id}/erase", ADMIN),
        (Post, "/api/mobiles", USER),
        (Get, "/api/sms", USER),
        (Post, "/api/sms", USER),
        (Get, "/api/sms/counts", USER),
        (Get, "/api/sms.csv", USER),
        (Get, "/api/sms/{id}", USER),
        (Post, "/api/sms/{id}/mark", USER),
        (Post, "/api/sms/{id}/resend", USER),
        (Get, "/callback/{key}/delivery", CallbackKey),
        (Post, "/callback/{key}/delivery", CallbackKey),
        (Get, "/callback/{key}/inbound", CallbackKey),
        (Post, "/callback/{key}/inbound", CallbackKey),
    ]
};

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

    /// Who may use it. Deny by default: a route without an entry does not compile.
    pub fn access(&self) -> Access {
        match self {
            Route::Health | Route::AppPage => Access::Everyone,
            Route::Delivery { .. } | Route::Inbound { .. } => Access::CallbackKey,
            Route::PutSetup
            | Route::RotateCallbackKey
            | Route::GetCallbackHealth
            | Route::ListStuck
            | Route::ActOnStuck(..)
            | Route::TestCallback
            | Route::TestGateway
            | Route::CountRetention
            | Route::ExportPerson(..)
            | Route::ErasePerson(..)
            | Route::ListChanges
            | Route::VerifyChanges
            | Route::ExportConfiguration
            | Route::ImportConfiguration
            | Route::AddSender
            | Route::PutSender(_)
            | Route::DeleteSender(_)
            | Route::AddKeyword
            | Route::PutKeyword(_)
            | Route::DeleteKeyword(_)
            | Route::AddTemplate
            | Route::PutTemplate(_)
            | Route::DeleteTemplate(_) => Access::Role(Role::Admin),
            Route::GetSetup
            | Route::GetHome
            | Route::ListSenders
            | Route::GetSender(_)
            | Route::ListKeywords
            | Route::GetKeyword(_)
            | Route::ListTemplates
            | Route::GetTemplate(_)
            | Route::ListPeople(_)
            | Route::GetPerson(..)
            | Route::PutPerson(..)
            | Route::PatchPerson(..)
            | Route::CheckMobile
            | Route::Send
            | Route::ListSms
            | Route::ConvertLead(_)
            | Route::MarkSms(_)
            | Route::ResendSms(_)
            | Route::CountSms
            | Route::ExportSms
            | Route::GetSms(_) => Access::Role(Role::User),
        }
    }
}

fn person(collection: &str) -> Option<PersonObject> {
    match collection {
        "leads" => Some(PersonObject::Lead),
        "contacts" => Some(PersonObject::Contact),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_into_values() {
        assert_eq!(Route::find("GET", "/healthz"), Ok(Route::Health));
        assert_eq!(Route::find("HEAD", "/healthz"), Ok(Route::Health));
        assert_eq!(
            Route::find("PUT", "/api/leads/00Q1"),
            Ok(Route::PutPerson(
                PersonObject::Lead,
                "00Q1".parse().unwrap()
            ))
        );
        assert_eq!(
            Route::find("GET", "/api/sms/SMS-000001"),
            Ok(Route::GetSms("SMS-000001".parse().unwrap()))
        );
        assert_eq!(
            Route::find("GET", "/callback/k/delivery"),
            Ok(Route::Delivery {
                key: "k".to_owned()
            })
        );
    }

    #[test]
    fn the_table_says_what_the_routes_do() {
        for (method, pattern, access) in TABLE {
            let id = if pattern.contains("/sms/") {
                "SMS-000001"
            } else {
                "x1"
            };
            let path = pattern.replace("{id}", id).replace("{key}", "k");
            let route = Route::find(method.as_str(), &path);
            let found = route.map(|route| route.access());
            assert_eq!(found, Ok(*access), "{method:?} {path}");
        }
        // And the other way round: no method that the table lacks is answered at its addresses.
        for (_, pattern, _) in TABLE {
            let id = if pattern.contains("/sms/") {
                "SMS-000001"
            } else {
                "x1"
            };
            let path = pattern.replace("{id}", id).replace("{key}", "k");
            for method in Method::ALL {
                let listed = TABLE.iter().any(|(m, p, _)| (*m, *p) == (method, *pattern));
                let found = Route::find(method.as_str(), &path).is_ok();
                assert_eq!(found, listed, "{method:?} {path}");
            }
        }
    }

    #[test]
    fn anything_else_is_not_there() {
        for path in [
            "/",
            "",
            "/api",
            "/api/",
            "/api/sms/",
            "/api/sms/1",
            "/api/leads/a%2Fb",
            "/api/leads/1/2",
            "/healthz/",
            "/callback/k",
            "/dev/token",
        ] {
            assert_eq!(
                Route::find("GET", path),
                Err(RouteError::NotFound),
                "{path}"
            );
        }
    }

    #[test]
    fn a_wrong_method_is_told_the_right_ones() {
        assert_eq!(
            Route::find("DELETE", "/api/sms"),
            Err(RouteError::MethodNotAllowed(vec![
                Method::Get,
                Method::Post
            ]))
        );
        assert_eq!(
            Route::find("PROPFIND", "/api/leads/1"),
            Err(RouteError::MethodNotAllowed(vec![
                Method::Get,
                Method::Put,
                Method::Patch
            ]))
        );
    }

    #[test]
    fn only_admins_write_configuration() {
        for (method, path) in [
            ("PUT", "/api/setup"),
            ("POST", "/api/senders"),
            ("DELETE", "/api/templates/1"),
        ] {
            assert_eq!(
                Route::find(method, path).unwrap().access(),
                Access::Role(Role::Admin),
                "{path}"
            );
        }
        assert_eq!(
            Route::find("POST", "/api/sms").unwrap().access(),
            Access::Role(Role::User)
        );
    }
}
