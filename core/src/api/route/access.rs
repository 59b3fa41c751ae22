//! Who may use which route.

use super::Route;
use crate::api::token::Role;

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

impl Route {
    /// Who may use it. Deny by default: a route without an entry does not compile.
    pub fn access(&self) -> Access {
        match self {
            Route::Health | Route::AppPage | Route::Embedded(_) => Access::Everyone,
            Route::Delivery { .. } | Route::Inbound { .. } => Access::CallbackKey,
            Route::PutSetup
            | Route::RotateCallbackKey
            | Route::GetCallbackHealth
            | Route::TestCallback
            | Route::ListStuck
            | Route::ActOnStuck(..)
            | Route::TestGateway
            | Route::CountRetention
            | Route::ExportPerson(..)
            | Route::ErasePerson(..)
            | Route::ListApiKeys
            | Route::AddApiKey
            | Route::DeleteApiKey(_)
            | Route::ListChanges
            | Route::VerifyChanges
            | Route::ExportConfiguration
            | Route::ImportConfiguration
            | Route::ListWebhooks
            | Route::AddWebhook
            | Route::GetWebhook(_)
            | Route::PutWebhook(_)
            | Route::DeleteWebhook(_)
            | Route::RotateWebhookSecret(_)
            | Route::TestWebhook(_)
            | Route::ListDeliveries(_)
            | Route::ResendDelivery(..)
            | Route::GetSalesforce
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
            | Route::ListViews
            | Route::AddView
            | Route::GetView(_)
            | Route::PutView(_)
            | Route::DeleteView(_)
            | Route::ListPeople(_)
            | Route::GetPerson(..)
            | Route::PutPerson(..)
            | Route::PatchPerson(..)
            | Route::CheckMobile
            | Route::Send
            | Route::SendBatch
            | Route::ListSms
            | Route::ConvertLead(_)
            | Route::MarkSms(_)
            | Route::ResendSms(_)
            | Route::CountSms
            | Route::ExportSms
            | Route::GetCampaign(_)
            | Route::PutCampaign(_)
            | Route::ListMembers(_)
            | Route::AddMembers(_)
            | Route::DeleteMember(..)
            | Route::PlanCampaign(_)
            | Route::CampaignClasses(_)
            | Route::PreviewMember(_)
            | Route::GetTestNumber(_)
            | Route::TestCampaign(_)
            | Route::SendCampaign(_)
            | Route::ListJobs(_)
            | Route::CampaignResults(_)
            | Route::CampaignFailures(_)
            | Route::GetJob(_)
            | Route::ListJobRecipients(_)
            | Route::ActOnJob(..)
            | Route::GetSms(_) => Access::Role(Role::User),
        }
    }
}
