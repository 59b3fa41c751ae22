//! How many SMS a view of the list has.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// `GET /api/sms/counts`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SmsCounts {
    /// All of them.
    pub total: u32,
    /// By the status that is shown; a status without any is not there.
    pub by_status: BTreeMap<String, u32>,
}
