//! The words of the HTTP API, used by the Worker, the element and the tests alike.
//!
//! JSON, camelCase, times in RFC 3339 UTC. What comes in is read in two steps: JSON to a request
//! type here (unknown fields refused), then the request to checked values where the rules live.

mod api_key;
mod campaign;
mod change;
mod code;
mod draft;
mod embed;
mod home;
mod items;
mod json;
mod list_views;
mod options;
mod people;
mod privacy;
mod problem;
mod read;
mod route;
mod setup;
mod sms;
mod sms_batch;
mod sms_counts;
mod sms_text;
mod token;
mod transfer;
mod webhooks;

pub use api_key::{
    API_KEY_PREFIX, ApiKey, ApiKeyInput, ApiKeyMade, Scope, admit_api_key, read_api_key,
};
pub use campaign::{
    BlankField, Campaign, CampaignInput, CampaignResults, Class, ClassesAnswer, ClassesRequest,
    FailureReason, Job, JobAccepted, JobDeed, JobPart, JobRecipient, JobState, MemberCounts,
    MemberInput, MemberKey, MemberRow, MembersAnswer, PlanAnswer, PlanChange, PlanRequest,
    PlanSendRequest, PreviewMember, RejectedLine, Schedule, ScheduleZone, Skipped, Spread,
    TestNumber, TestRequest, TextsByEncoding, Timing, TimingZone, Turn, UnicodeCause,
};
pub use change::{Action, Change, Changed, Machine, Verification};
pub use code::Code;
pub use draft::{
    Draft, keyword as draft_keyword, read_template, sender as draft_sender,
    template as draft_template, unique_field, webhook as draft_webhook,
};
pub use embed::{NoOrigin, Origin, framed_policy};
pub use home::{Figures, Home, Installation};
pub use items::{
    ItemUse, KeywordInput, KeywordItem, List, SenderInput, SenderItem, TemplateInput, TemplateItem,
};
pub use json::{FromJson, MAX_BODY_BYTES, Members, Mismatch, as_value, from_json, read_object};
pub use list_views::{Column, ListView, ListViewInput, Sort, ViewFilters};
pub use options::{Options, SetupInput, no_zone, retention};
pub use people::{
    ConvertInput, Converted, MobileCheck, MobileChecked, MobileProblem, Person, PersonInput,
    PersonPatch,
};
pub use privacy::{CampaignOf, ERASED, EraseInput, Erased, OptedOut, PersonExport, RetentionCount};
pub use problem::{Details, Problem};
pub use read::{Member, Read, Source, read_items};
#[cfg(feature = "schema")]
pub(crate) use route::an_address;
pub use route::{Access, Method, Route, RouteError, TABLE as ROUTES};
pub use setup::{
    CallbackHealth, CallbackKeyInput, CallbackUrls, Setup, StuckAction, StuckCallback, TestOutcome,
    TestStep,
};
pub use sms::{
    DeliveryUpdate, MarkInput, Recipient, SendAnswer, SendRequest, SmsNews, SmsRecord, SmsRow,
    TextSource,
};
pub use sms_batch::{BatchAnswer, BatchRequest, BatchResult};
pub use sms_counts::SmsCounts;
pub use sms_text::SmsText;
pub use token::{Claims, RecordClaim, Role};
pub use transfer::{
    CONFIGURATION_FORMAT, CONFIGURATION_VERSION, Configuration, Fate, ImportOutcome, ImportedItem,
    ItemKind,
};
pub use webhooks::{SalesforceState, Webhook, WebhookDelivery, WebhookInput, WebhookSecret};
