//! What each route is called, and what there is to know of it.
//!
//! To describe a route: a line `op(method, path, tag, operationId, summary)`, as the route table spells it, with what goes in (`body`, `query`,
//! `keyed`, `versioned`) and what comes out (`answer`, `empty`, `table`). The refusals that follow from that are added by
//! themselves (401 and 403 of a role, 404 of an id, 400, 413, 415 and 422 of a body); `refuses` names others.

mod campaigns;
mod people;
mod sending;
mod setup;
mod webhooks;

use super::operation::Operation;

/// How operations are grouped.
pub(super) const TAGS: [(&str, &str); 6] = [
    ("SMS", "Sending SMS and looking what became of them."),
    ("Records", "Leads and contacts, and their opt-out."),
    ("Campaigns", "Campaigns, their members, and their sends."),
    ("Setup", "What is configured, and by whom."),
    ("Webhooks", "Servers that are told what happens."),
    ("Gateway", "What the gateway calls."),
];

/// Every operation.
pub(super) fn all() -> Vec<Operation> {
    [
        sending::operations(),
        people::operations(),
        campaigns::operations(),
        setup::operations(),
        webhooks::operations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
