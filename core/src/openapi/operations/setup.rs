//! Configuration, who changed it, keys of the API, and what the gateway calls.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use crate::api::Method::{Delete, Get, Post, Put};
use crate::api::{
    ApiKey, ApiKeyInput, ApiKeyMade, CallbackHealth, CallbackKeyInput, Change, Configuration, Home,
    ImportOutcome, KeywordInput, KeywordItem, List, RetentionCount, SenderInput, SenderItem, Setup,
    SetupInput, StuckCallback, TemplateInput, TemplateItem, TestOutcome, Verification,
};
use crate::openapi::operation::{Operation, op};

const TAG: &str = "Setup";

/// What the Worker needs, and whether it answers.
#[derive(Serialize, JsonSchema)]
struct Health {
    /// Whether all of it answers.
    ok: bool,
    /// Which does.
    bindings: Bindings,
    /// Secrets that are not set, and migrations, if the database is older than this Worker.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lacks: Vec<String>,
}

/// What the Worker keeps things in.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
struct Bindings {
    /// The database.
    db: bool,
    /// The configuration.
    config: bool,
}

/// What an item's operations are called: get, put, delete, each with its summary.
struct Named {
    tag_list: [&'static str; 3],
    add: [&'static str; 2],
    one: &'static str,
    get: [&'static str; 2],
    put: [&'static str; 2],
    delete: [&'static str; 2],
}

const SENDERS: Named = Named {
    tag_list: ["/api/senders", "listSenders", "List the default senders"],
    add: ["addSender", "Add a default sender"],
    one: "/api/senders/{id}",
    get: ["getSender", "Get a default sender"],
    put: ["putSender", "Change a default sender"],
    delete: ["deleteSender", "Remove a default sender"],
};

const KEYWORDS: Named = Named {
    tag_list: [
        "/api/opt-out-keywords",
        "listKeywords",
        "List the opt-out keywords",
    ],
    add: ["addKeyword", "Add an opt-out keyword"],
    one: "/api/opt-out-keywords/{id}",
    get: ["getKeyword", "Get an opt-out keyword"],
    put: ["putKeyword", "Change an opt-out keyword"],
    delete: ["deleteKeyword", "Remove an opt-out keyword"],
};

const TEMPLATES: Named = Named {
    tag_list: ["/api/templates", "listTemplates", "List the templates"],
    add: ["addTemplate", "Add a template"],
    one: "/api/templates/{id}",
    get: ["getTemplate", "Get a template"],
    put: ["putTemplate", "Change a template"],
    delete: ["deleteTemplate", "Remove a template"],
};

fn of<Item: JsonSchema, Input: JsonSchema>(
    named: &Named,
    example: &Value,
    by_object: bool,
) -> [Operation; 5] {
    let Named {
        tag_list: [list, list_id, list_what],
        add,
        one,
        get,
        put,
        delete,
    } = named;
    let mut all = op(Get, list, TAG, list_id, list_what)
        .answer::<List<Item>>(200, "All of them.")
        .refuses(&[422]);
    if by_object {
        let objects = json!({"type": "string", "enum": ["lead", "contact", "campaign"]});
        all = all.query("object", objects, "Those for such records only.");
    }
    [
        all,
        op(Post, list, TAG, add[0], add[1])
            .refuses(&[409, 429])
            .body::<Input>(example.clone())
            .answer::<Item>(201, "It is added."),
        op(Get, one, TAG, get[0], get[1]).answer::<Item>(200, "The item."),
        op(Put, one, TAG, put[0], put[1])
            .versioned()
            .body::<Input>(example.clone())
            .answer::<Item>(200, "It is changed."),
        op(Delete, one, TAG, delete[0], delete[1])
            .versioned()
            .empty(204, "It is gone."),
    ]
}

fn configuration() -> Vec<Operation> {
    let file = json!({
        "format": "mitto-sms-configuration", "version": 1,
        "setup": {"leadMobile": "MobilePhone", "contactMobile": "MobilePhone", "defaultRegion": "CH", "callbackPerMessage": false, "testMode": false},
        "senders": [{"name": "MITTO-SMS"}], "optOutKeywords": [{"value": "STOP"}], "templates": [],
        "webhooks": [{"url": "https://hooks.example.com/mitto", "events": ["sms.reply"]}],
    });
    vec![
        op(Get, "/api/setup", TAG, "getSetup", "Get Setup")
            .about("The product key is never in it; some of it is for admins only.")
            .answer::<Setup>(200, "Setup."),
        op(Put, "/api/setup", TAG, "putSetup", "Change Setup")
            .about("What is left out stays as it is.")
            .versioned()
            .body::<SetupInput>(json!({"defaultRegion": "CH", "dayMessageLimit": 10000}))
            .answer::<Setup>(200, "It is changed."),
        op(
            Post,
            "/api/setup/callback-key",
            TAG,
            "rotateCallbackKey",
            "Change the callback key",
        )
        .about("The one before it is still taken for as long as is said.")
        .versioned()
        .body::<CallbackKeyInput>(json!({"overlapHours": 24}))
        .answer::<Setup>(200, "It is changed."),
        op(
            Get,
            "/api/setup/callback-health",
            TAG,
            "getCallbackHealth",
            "Get what came in at the callback",
        )
        .answer::<CallbackHealth>(200, "What came."),
        op(
            Post,
            "/api/setup/test-callback",
            TAG,
            "testCallback",
            "Test the callback",
        )
        .answer::<TestOutcome>(200, "The steps, up to the first that failed."),
        op(
            Post,
            "/api/setup/test-gateway",
            TAG,
            "testGateway",
            "Test the gateway",
        )
        .answer::<TestOutcome>(200, "The steps, up to the first that failed."),
        op(
            Get,
            "/api/setup/retention",
            TAG,
            "countRetention",
            "Count what a retention would erase",
        )
        .query(
            "days",
            json!({"type": "integer", "format": "int32", "minimum": 1, "maximum": 3650}),
            "How many days SMS would be kept.",
        )
        .answer::<RetentionCount>(200, "How many SMS."),
        op(Get, "/api/home", TAG, "getHome", "Get today's figures")
            .query(
                "since",
                json!({"type": "string", "format": "date-time"}),
                "Since when; left out: the last 24 hours.",
            )
            .answer::<Home>(200, "The figures."),
        op(
            Get,
            "/api/changes",
            TAG,
            "listChanges",
            "List the change log",
        )
        .about("Who changed what, newest first.")
        .paged(50, 200)
        .answer::<List<Change>>(200, "A page of the list."),
        op(
            Get,
            "/api/changes/verification",
            TAG,
            "verifyChanges",
            "Verify the change log",
        )
        .answer::<Verification>(200, "Whether it is whole."),
        op(
            Get,
            "/api/configuration",
            TAG,
            "exportConfiguration",
            "Export the configuration",
        )
        .answer::<Configuration>(200, "The file."),
        op(
            Post,
            "/api/configuration",
            TAG,
            "importConfiguration",
            "Import a configuration",
        )
        .about("All of the file or nothing. New webhooks are turned off, each with a secret of its own.")
        .query(
            "dryRun",
            json!({"type": "boolean"}),
            "Only tells what would change.",
        )
        .body::<Configuration>(file)
        .answer::<ImportOutcome>(200, "What became of each item.")
        .refuses(&[409, 429]),
    ]
}

fn keys_and_stuck() -> Vec<Operation> {
    let key = json!({"name": "Order flow", "scopes": ["send", "read"], "expiresAt": "2027-12-31T00:00:00Z"});
    vec![
        op(
            Get,
            "/api/api-keys",
            TAG,
            "listApiKeys",
            "List the API keys",
        )
        .answer::<List<ApiKey>>(200, "All of them, without their secrets."),
        op(Post, "/api/api-keys", TAG, "addApiKey", "Make an API key")
            .about("The key is shown this once.")
            .body::<ApiKeyInput>(key)
            .answer::<ApiKeyMade>(201, "It is made.")
            .refuses(&[409, 429]),
        op(
            Delete,
            "/api/api-keys/{id}",
            TAG,
            "deleteApiKey",
            "Revoke an API key",
        )
        .about("It is dead at once.")
        .empty(204, "It is revoked.")
        .refuses(&[429]),
        op(
            Get,
            "/api/stuck-callbacks",
            TAG,
            "listStuckCallbacks",
            "List callbacks that could not be stored",
        )
        .paged(20, 100)
        .answer::<List<StuckCallback>>(200, "A page of the list."),
        op(
            Post,
            "/api/stuck-callbacks/{id}/retry",
            TAG,
            "retryStuckCallback",
            "Try once more to store a callback",
        )
        .empty(204, "It is stored.")
        .refuses(&[422]),
        op(
            Post,
            "/api/stuck-callbacks/{id}/dismiss",
            TAG,
            "dismissStuckCallback",
            "Show a callback no longer",
        )
        .empty(204, "It is dismissed."),
        op(
            Post,
            "/api/stuck-callbacks/{id}/restore",
            TAG,
            "restoreStuckCallback",
            "Take a dismissal back",
        )
        .empty(204, "It is shown again."),
    ]
}

fn gateway() -> Vec<Operation> {
    let any = json!({"schema": {"type": "object"}});
    let kinds = [
        ("application/json", any.clone()),
        ("application/x-www-form-urlencoded", any),
    ];
    let report = |method, path, id, what| {
        op(method, path, "Gateway", id, what)
            .empty(200, "It is stored.")
            .refuses(&[400, 413, 415, 422])
    };
    vec![
        op(
            Get,
            "/healthz",
            "Gateway",
            "getHealth",
            "Ask whether the Worker is well",
        )
        .answer::<Health>(200, "It is.")
        .answer::<Health>(503, "Something it needs does not answer."),
        report(
            Get,
            "/callback/{key}/delivery",
            "reportDelivery",
            "Take a delivery report from a query",
        ),
        report(
            Post,
            "/callback/{key}/delivery",
            "postDelivery",
            "Take delivery reports",
        )
        .raw_body(&kinds),
        report(
            Get,
            "/callback/{key}/inbound",
            "reportInbound",
            "Take a reply from a query",
        ),
        report(
            Post,
            "/callback/{key}/inbound",
            "postInbound",
            "Take replies",
        )
        .raw_body(&kinds),
    ]
}

pub(super) fn operations() -> Vec<Operation> {
    let template =
        json!({"name": "Thanks", "object": "lead", "text": "Thanks, <%=FirstName|there%>!"});
    let mut operations = configuration();
    operations.extend(of::<SenderItem, SenderInput>(
        &SENDERS,
        &json!({"name": "MITTO-SMS"}),
        false,
    ));
    operations.extend(of::<KeywordItem, KeywordInput>(
        &KEYWORDS,
        &json!({"value": "STOP"}),
        false,
    ));
    operations.extend(of::<TemplateItem, TemplateInput>(
        &TEMPLATES, &template, true,
    ));
    operations.extend(keys_and_stuck());
    operations.extend(gateway());
    operations
}
