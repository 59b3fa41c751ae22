//! Campaigns over HTTP: members, the plan, the job that sends it.

mod deed;
mod job;
mod job_recipients;
mod job_state;
mod members;
mod plan;
mod results;
mod schedule;
mod test_send;

pub use deed::{JobDeed, Turn};
pub use job::{Job, JobAccepted};
pub use job_recipients::{JobPart, JobRecipient};
pub use job_state::JobState;
pub use members::{
    Campaign, CampaignInput, MemberCounts, MemberInput, MemberRow, MembersAnswer, PreviewMember,
    RejectedLine,
};
pub use plan::{
    BlankField, Class, ClassesAnswer, ClassesRequest, PlanAnswer, PlanChange, PlanRequest,
    PlanSendRequest, Spread, TextsByEncoding, UnicodeCause,
};
pub use results::{CampaignResults, FailureReason};
pub use schedule::{Schedule, ScheduleZone, Timing, TimingZone};
pub use test_send::{MemberKey, TestNumber, TestRequest};

pub use crate::campaign::Skipped;
