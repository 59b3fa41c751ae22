//! SMS: sending, reading, lists and views.

use serde_json::{Value, json};

use crate::api::Method::{Delete, Get, Post, Put};
use crate::api::{
    BatchAnswer, BatchRequest, List, ListView, ListViewInput, MarkInput, MobileCheck,
    MobileChecked, SendAnswer, SendRequest, SmsCounts, SmsRecord, SmsRow, Sort,
};
use crate::openapi::operation::{Operation, op};

const TAG: &str = "SMS";

fn text(limit: u32) -> Value {
    json!({"type": "string", "maxLength": limit})
}

/// The filters of a list of SMS.
fn filtered(operation: Operation) -> Operation {
    let days = json!({"type": "integer", "format": "int32", "minimum": 1});
    operation
        .query(
            "status",
            text(200),
            "Any of these statuses, separated by commas: SENT,DELIVERED.",
        )
        .query(
            "from",
            text(40),
            "Created from this moment or day on: 2026-12-01, or RFC 3339.",
        )
        .query(
            "until",
            text(40),
            "Created before this moment, or on this day at the latest.",
        )
        .query(
            "lastDays",
            days,
            "Created in the last so many times 24 hours, in place of from and until.",
        )
        .query("sender", text(20), "From this sender id.")
        .query(
            "to",
            text(40),
            "To this number in any notation, or to one with these digits.",
        )
        .query(
            "object",
            json!({"type": "string", "enum": ["lead", "contact"]}),
            "To leads or to contacts.",
        )
        .query("recordId", text(64), "To the record with this id.")
        .query("campaign", text(64), "Of this campaign.")
        .query("q", text(200), "With this in its text or number.")
        .query(
            "view",
            text(64),
            "The id of a list view, whose filters hold where nothing is said here.",
        )
}

pub(super) fn operations() -> Vec<Operation> {
    let sent = json!({"id": "SMS-000001", "numberOfMessages": 1, "status": "SENT"});
    let one = json!({"to": {"object": "lead", "id": "00Q000000000001"}, "from": "MITTO-SMS", "text": "Hello <%=FirstName|there%>"});
    let view = json!({"name": "Failed this week", "shared": true, "filters": {"status": ["FAILED", "UNDELIVERED"], "lastDays": 7}});
    vec![
        op(Post, "/api/sms", TAG, "sendSms", "Send an SMS")
            .about(
                "To a lead or a contact (object and id: the number is read from the record, and merge fields are filled from it), or to a number \
                 (mobile). Give either text or templateId. Sent once, however often it is asked with the same Idempotency-Key.",
            )
            .keyed()
            .body::<SendRequest>(one.clone())
            .answer::<SendAnswer>(201, "It was handed to the gateway.")
            .example(sent.clone())
            .refuses(&[404]),
        op(Post, "/api/sms/batch", TAG, "sendSmsBatch", "Send up to 100 SMS")
            .about(
                "Each message is as that of sendSms, and has a result of its own, in the order of the request. Asked again with the same \
                 Idempotency-Key, it goes on where it broke off and sends nothing twice.",
            )
            .keyed()
            .body::<BatchRequest>(json!({"messages": [one]}))
            .answer::<BatchAnswer>(200, "What became of each message.")
            .example(json!({"sent": 1, "refused": 0, "results": [{"status": 201, "sms": sent}]})),
        filtered(op(Get, "/api/sms", TAG, "listSms", "List SMS").about("What was sent and what was replied, newest first."))
            .query("sort", json!({"type": "string", "enum": [Sort::Newest.as_str(), Sort::Oldest.as_str()]}), "Which come first: -created the newest, created the oldest.")
            .paged(50, 200)
            .known()
            .answer::<List<SmsRow>>(200, "A page of the list."),
        filtered(op(Get, "/api/sms/counts", TAG, "countSms", "Count SMS by status").about("Those that the same filters of listSms let through."))
            .known()
            .answer::<SmsCounts>(200, "How many there are."),
        filtered(op(Get, "/api/sms.csv", TAG, "exportSms", "Export SMS as CSV").about("Those that the same filters of listSms let through, all of them."))
            .query("columns", text(200), "The columns, from left to right, separated by commas.")
            .query("sort", json!({"type": "string", "enum": [Sort::Newest.as_str(), Sort::Oldest.as_str()]}), "Which come first: -created the newest, created the oldest.")
            .table("The table."),
        op(Get, "/api/sms/{id}", TAG, "getSms", "Get an SMS")
            .about("With its status, which is the highest of all that is known, and its delivery updates.")
            .known()
            .answer::<SmsRecord>(200, "The SMS."),
        op(Post, "/api/sms/{id}/mark", TAG, "markSms", "Settle a doubt about an SMS")
            .about("Says what a person knows of an SMS that was maybe sent: SENT or FAILED. A report that comes later still counts.")
            .body::<MarkInput>(json!({"status": "SENT"}))
            .answer::<SmsRecord>(200, "The SMS as it is now."),
        op(Post, "/api/sms/{id}/resend", TAG, "resendSms", "Send an SMS again")
            .about("The same text to the same number, as an SMS of its own; one SMS is sent again once, however often it is asked.")
            .answer::<SendAnswer>(201, "It was handed to the gateway.")
            .example(json!({"id": "SMS-000002", "numberOfMessages": 1, "status": "SENT"}))
            .refuses(&[409, 422, 429, 502]),
        op(Post, "/api/mobiles", TAG, "checkMobile", "Check a mobile number")
            .about("Whether a typed number can be texted, and how it is spelled in E.164. Takes adHoc.")
            .body::<MobileCheck>(json!({"mobile": "079 123 45 67"}))
            .answer::<MobileChecked>(200, "It can."),
        op(Get, "/api/list-views", TAG, "listViews", "List the list views")
            .about("The one of all SMS, your own, and those that are shared.")
            .paged(200, 200)
            .answer::<List<ListView>>(200, "A page of the list."),
        op(Post, "/api/list-views", TAG, "addView", "Save a list view")
            .refuses(&[409, 429])
            .body::<ListViewInput>(view.clone())
            .answer::<ListView>(201, "It is saved."),
        op(Get, "/api/list-views/{id}", TAG, "getView", "Get a list view").answer::<ListView>(200, "The view."),
        op(Put, "/api/list-views/{id}", TAG, "putView", "Change a list view")
            .versioned()
            .body::<ListViewInput>(view)
            .answer::<ListView>(200, "It is changed.")
            .empty(204, "It is changed, and no longer for you to see."),
        op(Delete, "/api/list-views/{id}", TAG, "deleteView", "Delete a list view")
            .versioned()
            .empty(204, "It is gone."),
    ]
}
