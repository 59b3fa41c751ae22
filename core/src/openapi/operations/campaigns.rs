//! Campaigns and the jobs that send them.

use serde_json::json;

use crate::api::Method::{Delete, Get, Post, Put};
use crate::api::{
    Campaign, CampaignInput, CampaignResults, ClassesAnswer, ClassesRequest, Job, JobAccepted,
    JobPart, JobRecipient, List, MemberRow, MembersAnswer, PlanAnswer, PlanRequest,
    PlanSendRequest, PreviewMember, SendAnswer, TestNumber, TestRequest,
};
use crate::openapi::operation::{Operation, op};

const TAG: &str = "Campaigns";

pub(super) fn operations() -> Vec<Operation> {
    let plan = json!({"from": "MITTO-SMS", "text": "Hello <%=FirstName|there%>"});
    let send = json!({"from": "MITTO-SMS", "text": "Hello <%=FirstName|there%>", "planHash": "3.4.0123456789abcdef"});
    let ndjson =
        "{\"object\":\"lead\",\"id\":\"00Q000000000001\",\"fields\":{\"FirstName\":\"Ada\"}}\n";
    let csv = "object,id,FirstName\nlead,00Q000000000001,Ada\n";
    let parts = json!({"type": "string", "enum": JobPart::ALL.map(JobPart::as_str)});
    vec![
        op(Get, "/api/campaigns/{id}", TAG, "getCampaign", "Get a campaign")
            .about("With how many members it has.")
            .known()
            .answer::<Campaign>(200, "The campaign."),
        op(Put, "/api/campaigns/{id}", TAG, "putCampaign", "Store a campaign")
            .body::<CampaignInput>(json!({"name": "Spring"}))
            .answer::<Campaign>(200, "It was known, and is changed.")
            .answer::<Campaign>(201, "It is new."),
        op(Get, "/api/campaigns/{id}/members", TAG, "listMembers", "List the members of a campaign")
            .paged(50, 200)
            .answer::<List<MemberRow>>(200, "A page of the list."),
        op(Post, "/api/campaigns/{id}/members", TAG, "addMembers", "Add members to a campaign")
            .about("A file of any length, NDJSON or CSV with a header row. It is stored as it arrives; the same file once more writes nothing. A line that is not right is told, and does not stop the others.")
            .raw_body(&[
                ("application/x-ndjson", json!({"schema": {"type": "string"}, "example": ndjson})),
                ("text/csv", json!({"schema": {"type": "string"}, "example": csv})),
            ])
            .answer::<MembersAnswer>(200, "What was read.")
            .refuses(&[400, 413, 415, 422]),
        op(Delete, "/api/campaigns/{id}/leads/{member}", TAG, "removeLead", "Take a lead out of a campaign").empty(204, "It is no member."),
        op(Delete, "/api/campaigns/{id}/contacts/{member}", TAG, "removeContact", "Take a contact out of a campaign").empty(204, "It is no member."),
        op(Post, "/api/campaigns/{id}/plan", TAG, "planCampaign", "Plan a campaign")
            .about("Who would get how many messages, and who none and why. Nothing is sent. Its planHash goes with sendCampaign.")
            .body::<PlanRequest>(plan)
            .answer::<PlanAnswer>(200, "The plan."),
        op(Post, "/api/campaigns/{id}/classes", TAG, "classesOfCampaign", "Get the shapes of a campaign's values")
            .about("All that counting needs at each key, and nobody's data.")
            .body::<ClassesRequest>(json!({"fields": ["FirstName"]}))
            .answer::<ClassesAnswer>(200, "The shapes."),
        op(Get, "/api/campaigns/{id}/preview", TAG, "previewMember", "Preview a campaign's recipient")
            .about("One recipient with its values, and with its cursor the next.")
            .query("cursor", json!({"type": "string", "maxLength": 200}), "The cursor of the one before; left out: the first.")
            .answer::<List<PreviewMember>>(200, "One recipient, or none."),
        op(Get, "/api/campaigns/{id}/test", TAG, "getTestNumber", "Get where a test of a campaign goes")
            .answer::<TestNumber>(200, "The number."),
        op(Post, "/api/campaigns/{id}/test", TAG, "testCampaign", "Send a test of a campaign")
            .about("What one member would get, to one's own number, outside the campaign.")
            .keyed()
            .body::<TestRequest>(json!({"from": "MITTO-SMS", "text": "Hello <%=FirstName%>", "mobile": "+41791234567"}))
            .answer::<SendAnswer>(201, "It was handed to the gateway."),
        op(Post, "/api/campaigns/{id}/sms", TAG, "sendCampaign", "Send a campaign")
            .about("Sends the very plan that was seen, as a job. If it has moved, the answer is 409 with what changed, and nothing is sent.")
            .keyed()
            .body::<PlanSendRequest>(send)
            .answer::<JobAccepted>(202, "It is on its way."),
        op(Get, "/api/campaigns/{id}/jobs", TAG, "listJobs", "List the jobs of a campaign")
            .paged(20, 50)
            .answer::<List<Job>>(200, "A page of the list."),
        op(Get, "/api/campaigns/{id}/results", TAG, "getCampaignResults", "Get the results of a campaign")
            .known()
            .answer::<CampaignResults>(200, "All its jobs together."),
        op(Get, "/api/campaigns/{id}/failures.csv", TAG, "exportCampaignFailures", "Export the failures of a campaign as CSV").table("The table."),
        op(Get, "/api/jobs/{id}", TAG, "getJob", "Get a job").about("How far it is.").known().answer::<Job>(200, "The job."),
        op(Get, "/api/jobs/{id}/recipients", TAG, "listJobRecipients", "List the recipients of a job")
            .query("state", parts, "Those in this part only.")
            .paged(50, 200)
            .answer::<List<JobRecipient>>(200, "A page of the list."),
        op(Post, "/api/jobs/{id}/stop", TAG, "stopJob", "Stop a job")
            .about("Halts it within seconds; what the gateway has been given is being finished.")
            .answer::<Job>(200, "The job as it is now.")
            .refuses(&[422]),
        op(Post, "/api/jobs/{id}/resume", TAG, "resumeJob", "Resume a job")
            .about("Goes on with what is not sent.")
            .answer::<Job>(200, "The job as it is now.")
            .refuses(&[422, 429]),
        op(Post, "/api/jobs/{id}/retry", TAG, "retryJob", "Send anew to those whose SMS failed")
            .answer::<Job>(202, "The new job.")
            .refuses(&[409, 422, 429]),
    ]
}
