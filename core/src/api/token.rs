//! Who is asking: the claims of a session token, and what a role may do.

use serde::{Deserialize, Serialize};

use crate::ids::RecordId;
use crate::template::{Fields, PersonObject};

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Sends, reads SMS records, uses templates and senders.
    User,
    /// Everything.
    Admin,
}

/// The claims of a session token (RFC 7519), signed by the host page's back end. `exp`, `nbf` and
/// `iat` are checked where the signature is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Claims {
    /// Who, in the host's words.
    pub sub: String,
    /// What they may do.
    pub role: Role,
    /// Whether they may text typed numbers, not only the record's own.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub ad_hoc: bool,
    /// The lead or contact the page shows, as the host knows it. Trusted, because the host signed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordClaim>,
}

/// A record inside a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordClaim {
    /// Lead or contact.
    pub object: PersonObject,
    /// The CRM's id.
    pub id: RecordId,
    /// Its fields.
    #[serde(default)]
    pub fields: Fields,
}
