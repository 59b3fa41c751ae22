//! What an API key needs to use a route.

use super::{Access, Route};
use crate::api::Scope;

impl Route {
    /// The scope that an API key needs. None: no key may use it, whatever its scopes. That is what only admins may do, and
    /// what is somebody's own.
    pub fn scope(&self) -> Option<Scope> {
        if !matches!(self.access(), Access::Role(crate::api::Role::User)) {
            return None;
        }
        match self {
            Route::Send
            | Route::SendBatch
            | Route::ResendSms(_)
            | Route::MarkSms(_)
            | Route::CheckMobile => Some(Scope::Send),
            Route::PutPerson(..) | Route::PatchPerson(..) | Route::ConvertLead(_) => {
                Some(Scope::Records)
            }
            Route::PutCampaign(_)
            | Route::AddMembers(_)
            | Route::DeleteMember(..)
            | Route::PlanCampaign(_)
            | Route::CampaignClasses(_)
            | Route::TestCampaign(_)
            | Route::SendCampaign(_)
            | Route::ActOnJob(..) => Some(Scope::Campaigns),
            Route::GetSetup
            | Route::ListSenders
            | Route::GetSender(_)
            | Route::ListKeywords
            | Route::GetKeyword(_)
            | Route::ListTemplates
            | Route::GetTemplate(_)
            | Route::ListViews
            | Route::GetView(_)
            | Route::ListPeople(_)
            | Route::GetPerson(..)
            | Route::ListSms
            | Route::CountSms
            | Route::ExportSms
            | Route::GetSms(_)
            | Route::GetHome
            | Route::GetCampaign(_)
            | Route::ListMembers(_)
            | Route::PreviewMember(_)
            | Route::GetTestNumber(_)
            | Route::ListJobs(_)
            | Route::CampaignResults(_)
            | Route::CampaignFailures(_)
            | Route::GetJob(_)
            | Route::ListJobRecipients(_) => Some(Scope::Read),
            _ => None,
        }
    }
}
