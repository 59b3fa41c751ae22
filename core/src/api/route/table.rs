//! Every address in one table.

use super::{Access, Method};
use crate::api::token::Role;

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
        (Get, "/api/list-views", USER),
        (Post, "/api/list-views", USER),
        (Get, "/api/list-views/{id}", USER),
        (Put, "/api/list-views/{id}", USER),
        (Delete, "/api/list-views/{id}", USER),
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
