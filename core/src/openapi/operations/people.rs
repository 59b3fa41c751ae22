//! Leads and contacts, which have the same operations.

use serde_json::json;

use crate::api::Method::{Get, Patch, Post, Put};
use crate::api::{
    ConvertInput, Converted, EraseInput, Erased, List, Person, PersonExport, PersonInput,
    PersonPatch,
};
use crate::openapi::operation::{Operation, op};

const TAG: &str = "Records";

/// What an object's operations are called.
struct Named {
    list: [&'static str; 3],
    one: &'static str,
    get: [&'static str; 2],
    put: [&'static str; 2],
    patch: [&'static str; 2],
    export: [&'static str; 3],
    erase: [&'static str; 3],
}

const LEADS: Named = Named {
    list: ["/api/leads", "listLeads", "List leads"],
    one: "/api/leads/{id}",
    get: ["getLead", "Get a lead"],
    put: ["putLead", "Store a lead"],
    patch: ["patchLead", "Change a lead"],
    export: [
        "/api/leads/{id}/export",
        "exportLead",
        "Export all that is known of a lead",
    ],
    erase: ["/api/leads/{id}/erase", "eraseLead", "Erase a lead"],
};

const CONTACTS: Named = Named {
    list: ["/api/contacts", "listContacts", "List contacts"],
    one: "/api/contacts/{id}",
    get: ["getContact", "Get a contact"],
    put: ["putContact", "Store a contact"],
    patch: ["patchContact", "Change a contact"],
    export: [
        "/api/contacts/{id}/export",
        "exportContact",
        "Export all that is known of a contact",
    ],
    erase: [
        "/api/contacts/{id}/erase",
        "eraseContact",
        "Erase a contact",
    ],
};

fn of(named: &Named) -> Vec<Operation> {
    let Named {
        list: [list, list_id, list_what],
        one,
        get,
        put,
        patch,
        export,
        erase,
    } = named;
    let fields = json!({"FirstName": "Ada", "LastName": "Lovelace", "MobilePhone": "+41791234567"});
    vec![
        op(Get, list, TAG, list_id, list_what)
            .about("Those that were stored last come first.")
            .paged(20, 200)
            .answer::<List<Person>>(200, "A page of the list."),
        op(Get, one, TAG, get[0], get[1]).known().answer::<Person>(200, "The record."),
        op(Put, one, TAG, put[0], put[1])
            .about("The whole record, as the CRM has it. Fields that are left out are blank; the opt-out stays as it was if it is left out.")
            .body::<PersonInput>(json!({"fields": fields, "smsOptOut": false}))
            .answer::<Person>(200, "It was known, and is changed.")
            .answer::<Person>(201, "It is new.")
            .refuses(&[409, 429]),
        op(Patch, one, TAG, patch[0], patch[1])
            .about("Only what is named changes: fields, or the opt-out.")
            .body::<PersonPatch>(json!({"smsOptOut": true}))
            .answer::<Person>(200, "It is changed.")
            .refuses(&[409, 429]),
        op(Get, export[0], TAG, export[1], export[2])
            .about("The record, the opt-out of its number, the campaigns it is a member of, and every SMS to and from it.")
            .answer::<PersonExport>(200, "All of it."),
        op(Post, erase[0], TAG, erase[1], erase[2])
            .about("The record, and the texts and numbers of its SMS. It cannot be undone; its opt-out outlives it.")
            .body::<EraseInput>(json!({"confirm": "00Q000000000001"}))
            .answer::<Erased>(200, "It is erased.")
            .refuses(&[409, 429]),
    ]
}

pub(super) fn operations() -> Vec<Operation> {
    let mut operations = of(&LEADS);
    operations.push(
        op(
            Post,
            "/api/leads/{id}/convert",
            TAG,
            "convertLead",
            "Turn a lead into a contact",
        )
        .about("Its SMS and its opt-out go with it.")
        .body::<ConvertInput>(json!({"contactId": "003000000000001"}))
        .answer::<Converted>(200, "They have moved."),
    );
    operations.extend(of(&CONTACTS));
    operations
}
