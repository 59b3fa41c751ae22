//! The route table: every address the Worker answers, who may use it, and nothing else.

mod access;
mod find;
mod method;
mod scope;
mod table;

pub use access::Access;
pub use method::Method;
pub use table::TABLE;

use super::campaign::JobDeed;
use super::setup::StuckAction;
use crate::ids::{ItemId, JobId, RecordId, SmsId};
use crate::template::PersonObject;

/// An address the Worker answers, its path read into values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// `GET /healthz`
    Health,
    /// `GET` of a page of the app, whose address is made in the browser: `/setup`, `/templates/…`
    AppPage,
    /// `GET /embed/send-sms`, `/embed/sms-list`: an element as a page of its own, for a frame
    Embedded(&'static str),
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
    /// `GET /api/api-keys`
    ListApiKeys,
    /// `POST /api/api-keys`
    AddApiKey,
    /// `DELETE /api/api-keys/{id}`
    DeleteApiKey(ItemId),
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
    /// `GET /api/webhooks`
    ListWebhooks,
    /// `POST /api/webhooks`
    AddWebhook,
    /// `GET /api/webhooks/{id}`
    GetWebhook(ItemId),
    /// `PUT /api/webhooks/{id}`
    PutWebhook(ItemId),
    /// `DELETE /api/webhooks/{id}`
    DeleteWebhook(ItemId),
    /// `POST /api/webhooks/{id}/secret`: another one
    RotateWebhookSecret(ItemId),
    /// `POST /api/webhooks/{id}/test`
    TestWebhook(ItemId),
    /// `GET /api/webhooks/{id}/deliveries`
    ListDeliveries(ItemId),
    /// `POST /api/webhooks/{id}/deliveries/{member}/resend`
    ResendDelivery(ItemId, ItemId),
    /// `GET /api/setup/salesforce`
    GetSalesforce,
    /// `GET /api/list-views`
    ListViews,
    /// `POST /api/list-views`
    AddView,
    /// `GET /api/list-views/{id}`
    GetView(ItemId),
    /// `PUT /api/list-views/{id}`
    PutView(ItemId),
    /// `DELETE /api/list-views/{id}`
    DeleteView(ItemId),
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
    /// `POST /api/sms/batch`
    SendBatch,
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
    /// `GET /api/campaigns/{id}`
    GetCampaign(RecordId),
    /// `PUT /api/campaigns/{id}`
    PutCampaign(RecordId),
    /// `GET /api/campaigns/{id}/members`
    ListMembers(RecordId),
    /// `POST /api/campaigns/{id}/members`: NDJSON, or CSV with a header row
    AddMembers(RecordId),
    /// `DELETE /api/campaigns/{id}/leads/{member}`, `…/contacts/{member}`
    DeleteMember(RecordId, PersonObject, RecordId),
    /// `POST /api/campaigns/{id}/plan`
    PlanCampaign(RecordId),
    /// `POST /api/campaigns/{id}/classes`
    CampaignClasses(RecordId),
    /// `GET /api/campaigns/{id}/preview`
    PreviewMember(RecordId),
    /// `GET /api/campaigns/{id}/test`
    GetTestNumber(RecordId),
    /// `POST /api/campaigns/{id}/test`: the text of one member to one's own number
    TestCampaign(RecordId),
    /// `POST /api/campaigns/{id}/sms`
    SendCampaign(RecordId),
    /// `GET /api/campaigns/{id}/jobs`
    ListJobs(RecordId),
    /// `GET /api/campaigns/{id}/results`
    CampaignResults(RecordId),
    /// `GET /api/campaigns/{id}/failures.csv`
    CampaignFailures(RecordId),
    /// `GET /api/jobs/{id}`
    GetJob(JobId),
    /// `GET /api/jobs/{id}/recipients`
    ListJobRecipients(JobId),
    /// `POST /api/jobs/{id}/stop`, `/resume`, `/retry`
    ActOnJob(JobId, JobDeed),
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

/// An address of a pattern of the table, with an id in each place.
#[cfg(any(test, feature = "schema"))]
pub(crate) fn an_address(pattern: &str) -> String {
    let id = match pattern {
        _ if pattern.starts_with("/api/sms/") => "SMS-000001",
        _ if pattern.starts_with("/api/jobs/") => "JOB-000001",
        _ => "x1",
    };
    let path = pattern.replace("{id}", id).replace("{member}", "x2");
    path.replace("{key}", "k")
}

#[cfg(test)]
mod tests;
