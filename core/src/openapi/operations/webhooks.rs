//! Servers that are told what happens, and the call to Salesforce.

use serde_json::json;

use crate::api::Method::{Delete, Get, Post, Put};
use crate::api::{List, SalesforceState, Webhook, WebhookDelivery, WebhookInput, WebhookSecret};
use crate::openapi::operation::{Operation, op};

const TAG: &str = "Webhooks";

pub(super) fn operations() -> Vec<Operation> {
    let input = json!({
        "url": "https://warehouse.example.com/sms", "description": "Warehouse",
        "events": ["sms.status", "sms.reply"], "enabled": true,
    });
    vec![
        op(
            Get,
            "/api/webhooks",
            TAG,
            "listWebhooks",
            "List the endpoints",
        )
        .answer::<List<Webhook>>(200, "All of them, without their secrets."),
        op(
            Post,
            "/api/webhooks",
            TAG,
            "addWebhook",
            "Register an endpoint",
        )
        .about("Its secret is shown this once.")
        .body::<WebhookInput>(input.clone())
        .answer::<Webhook>(201, "It is registered.")
        .refuses(&[409, 429]),
        op(
            Get,
            "/api/webhooks/{id}",
            TAG,
            "getWebhook",
            "Get an endpoint",
        )
        .answer::<Webhook>(200, "The endpoint."),
        op(
            Put,
            "/api/webhooks/{id}",
            TAG,
            "putWebhook",
            "Change an endpoint",
        )
        .body::<WebhookInput>(input)
        .versioned()
        .answer::<Webhook>(200, "It is changed."),
        op(
            Delete,
            "/api/webhooks/{id}",
            TAG,
            "deleteWebhook",
            "Remove an endpoint",
        )
        .versioned()
        .empty(204, "It is removed, with its deliveries."),
        op(
            Post,
            "/api/webhooks/{id}/secret",
            TAG,
            "rotateWebhookSecret",
            "Give an endpoint another secret",
        )
        .about("The one before it signs as well for a day.")
        .versioned()
        .answer::<WebhookSecret>(200, "The secret, shown this once."),
        op(
            Post,
            "/api/webhooks/{id}/test",
            TAG,
            "testWebhook",
            "Send an endpoint a test event",
        )
        .answer::<WebhookDelivery>(200, "What became of it.")
        .refuses(&[409]),
        op(
            Get,
            "/api/webhooks/{id}/deliveries",
            TAG,
            "listWebhookDeliveries",
            "List what an endpoint was told",
        )
        .about("Newest first.")
        .paged(20, 100)
        .answer::<List<WebhookDelivery>>(200, "A page of the list."),
        op(
            Post,
            "/api/webhooks/{id}/deliveries/{member}/resend",
            TAG,
            "resendWebhookDelivery",
            "Tell an endpoint once more",
        )
        .about("Under the same webhook-id, so that the endpoint can tell that it is a repeat.")
        .answer::<WebhookDelivery>(200, "What became of it.")
        .refuses(&[409]),
        op(
            Get,
            "/api/setup/salesforce",
            TAG,
            "getSalesforce",
            "Ask how telling Salesforce of opt-outs does",
        )
        .answer::<SalesforceState>(200, "How it does."),
    ]
}
