//! What went wrong, as a word.

use serde::{Deserialize, Serialize};

use crate::send::CancelReason;
use crate::status::Status;

/// What went wrong, as a stable word for programs. Each has one HTTP status and one title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Code {
    /// The body is no JSON, or not UTF-8.
    MalformedBody,
    /// A header, a path or a query could not be read.
    MalformedRequest,
    /// No token, or one that does not hold.
    NotSignedIn,
    /// The role may not do this.
    NotAllowed,
    /// A typed number needs a token with `adHoc`.
    AdHocNotAllowed,
    /// No such route or thing.
    NotFound,
    /// The path exists, the method does not.
    MethodNotAllowed,
    /// The same `Idempotency-Key` came with another body.
    IdempotencyConflict,
    /// The request with this key is still being worked on.
    InProgress,
    /// What would be sent is not what the person saw.
    PlanMoved,
    /// Another item has this name or value already.
    Duplicate,
    /// Other items use it, so it cannot be removed.
    InUse,
    /// Somebody else changed it in between.
    StaleEdit,
    /// The body is larger than the limit.
    TooLarge,
    /// Not `application/json`.
    UnsupportedMediaType,
    /// Valid JSON that breaks a rule of one field.
    InvalidField,
    /// Setup lacks something that sending needs.
    NotSetUp,
    /// The message has no text.
    EmptyText,
    /// The message needs more than 255 segments.
    TextTooLong,
    /// The template or text names a field wrongly.
    InvalidTemplate,
    /// A merge field is blank for this record and has no default.
    BlankFields,
    /// The record's mobile field is empty.
    NoMobile,
    /// The number is no valid mobile.
    InvalidMobile,
    /// The number has opted out.
    OptedOut,
    /// The number is of a country that Setup does not list.
    CountryNotAllowed,
    /// More than Setup's limits of spending allow.
    OverLimit,
    /// The SMS was cancelled before it was sent.
    Cancelled,
    /// The gateway refused the SMS.
    GatewayRefused,
    /// The gateway may or may not have taken the SMS.
    GatewayUnknown,
    /// Too many requests.
    TooManyRequests,
    /// Our fault.
    Internal,
}

impl Code {
    /// Every code.
    pub const ALL: [Code; 31] = [
        Code::MalformedBody,
        Code::MalformedRequest,
        Code::NotSignedIn,
        Code::NotAllowed,
        Code::AdHocNotAllowed,
        Code::NotFound,
        Code::MethodNotAllowed,
        Code::IdempotencyConflict,
        Code::InProgress,
        Code::PlanMoved,
        Code::Duplicate,
        Code::InUse,
        Code::StaleEdit,
        Code::TooLarge,
        Code::UnsupportedMediaType,
        Code::InvalidField,
        Code::NotSetUp,
        Code::EmptyText,
        Code::TextTooLong,
        Code::InvalidTemplate,
        Code::BlankFields,
        Code::NoMobile,
        Code::InvalidMobile,
        Code::OptedOut,
        Code::CountryNotAllowed,
        Code::OverLimit,
        Code::Cancelled,
        Code::GatewayRefused,
        Code::GatewayUnknown,
        Code::TooManyRequests,
        Code::Internal,
    ];

    /// What the sender of an SMS is answered; none where it is sent, or is about to be. `reason`: why it is in that status.
    pub fn of_status(status: Status, reason: Option<&str>) -> Option<Code> {
        match status {
            Status::Rejected | Status::Failed => Some(Code::GatewayRefused),
            Status::Unknown => Some(Code::GatewayUnknown),
            Status::Cancelled if reason == Some(CancelReason::OptedOut.as_str()) => {
                Some(Code::OptedOut)
            }
            Status::Cancelled => Some(Code::Cancelled),
            _ => None,
        }
    }

    /// The code with this word.
    pub fn from_word(word: &str) -> Option<Code> {
        Code::ALL.into_iter().find(|code| code.as_str() == word)
    }

    /// The HTTP status this problem is answered with.
    pub const fn status(self) -> u16 {
        match self {
            Code::MalformedBody | Code::MalformedRequest => 400,
            Code::NotSignedIn => 401,
            Code::NotAllowed | Code::AdHocNotAllowed => 403,
            Code::NotFound => 404,
            Code::MethodNotAllowed => 405,
            Code::IdempotencyConflict
            | Code::InProgress
            | Code::PlanMoved
            | Code::Duplicate
            | Code::InUse
            | Code::Cancelled => 409,
            Code::StaleEdit => 412,
            Code::TooLarge => 413,
            Code::UnsupportedMediaType => 415,
            Code::InvalidField
            | Code::NotSetUp
            | Code::EmptyText
            | Code::TextTooLong
            | Code::InvalidTemplate
            | Code::BlankFields
            | Code::NoMobile
            | Code::InvalidMobile
            | Code::OptedOut
            | Code::CountryNotAllowed
            | Code::OverLimit => 422,
            Code::TooManyRequests => 429,
            Code::Internal => 500,
            Code::GatewayRefused | Code::GatewayUnknown => 502,
        }
    }

    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Code::MalformedBody => "malformed-body",
            Code::MalformedRequest => "malformed-request",
            Code::NotSignedIn => "not-signed-in",
            Code::NotAllowed => "not-allowed",
            Code::AdHocNotAllowed => "ad-hoc-not-allowed",
            Code::NotFound => "not-found",
            Code::MethodNotAllowed => "method-not-allowed",
            Code::IdempotencyConflict => "idempotency-conflict",
            Code::InProgress => "in-progress",
            Code::PlanMoved => "plan-moved",
            Code::Duplicate => "duplicate",
            Code::InUse => "in-use",
            Code::StaleEdit => "stale-edit",
            Code::TooLarge => "too-large",
            Code::UnsupportedMediaType => "unsupported-media-type",
            Code::InvalidField => "invalid-field",
            Code::NotSetUp => "not-set-up",
            Code::EmptyText => "empty-text",
            Code::TextTooLong => "text-too-long",
            Code::InvalidTemplate => "invalid-template",
            Code::BlankFields => "blank-fields",
            Code::NoMobile => "no-mobile",
            Code::InvalidMobile => "invalid-mobile",
            Code::OptedOut => "opted-out",
            Code::CountryNotAllowed => "country-not-allowed",
            Code::OverLimit => "over-limit",
            Code::Cancelled => "cancelled",
            Code::GatewayRefused => "gateway-refused",
            Code::GatewayUnknown => "gateway-unknown",
            Code::TooManyRequests => "too-many-requests",
            Code::Internal => "internal",
        }
    }

    /// One sentence a person understands.
    pub const fn title(self) -> &'static str {
        match self {
            Code::MalformedBody => "The request body is not readable JSON.",
            Code::MalformedRequest => "A part of the request could not be read.",
            Code::NotSignedIn => "You are not signed in, or your sign-in has expired.",
            Code::NotAllowed => "Your role may not do this.",
            Code::AdHocNotAllowed => "You may only text the record's own number.",
            Code::NotFound => "There is nothing here.",
            Code::MethodNotAllowed => "This address does not take that method.",
            Code::IdempotencyConflict => "This Idempotency-Key was used with a different request.",
            Code::InProgress => "The same request is still being worked on.",
            Code::PlanMoved => "What would be sent has changed since you saw it.",
            Code::Duplicate => "That exists already.",
            Code::InUse => "Something else uses this.",
            Code::StaleEdit => "Somebody else changed this in the meantime.",
            Code::TooLarge => "The request body is too large.",
            Code::UnsupportedMediaType => "The request body must be application/json.",
            Code::InvalidField => "A field is not right.",
            Code::NotSetUp => "Mitto SMS is not set up yet.",
            Code::EmptyText => "The message has no text.",
            Code::TextTooLong => "The message is too long.",
            Code::InvalidTemplate => "A merge field in the text is not right.",
            Code::BlankFields => "The record has no value for a merge field.",
            Code::NoMobile => "The record has no mobile number.",
            Code::InvalidMobile => "This is not a valid mobile number.",
            Code::OptedOut => "This number has opted out of SMS.",
            Code::CountryNotAllowed => "Setup does not allow SMS to this country.",
            Code::OverLimit => "This is more than Setup allows to be sent.",
            Code::Cancelled => "This SMS was cancelled before it was sent.",
            Code::GatewayRefused => "The gateway refused the SMS.",
            Code::GatewayUnknown => "The SMS was maybe sent: the gateway's answer was lost.",
            Code::TooManyRequests => "Too many requests.",
            Code::Internal => "Something went wrong on our side.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sender_of_an_sms_is_told_what_became_of_it() {
        let opted_out = CancelReason::OptedOut.to_string();
        for status in Status::ALL {
            let expected = match status.as_str() {
                "REJECTED" | "FAILED" => Some(Code::GatewayRefused),
                "UNKNOWN" => Some(Code::GatewayUnknown),
                "CANCELLED" => Some(Code::Cancelled),
                _ => None,
            };
            assert_eq!(Code::of_status(status, Some("no reason")), expected);
        }
        let code = Code::of_status(Status::Cancelled, Some(&opted_out));
        assert_eq!(code, Some(Code::OptedOut));
    }

    #[test]
    fn the_code_on_the_wire_is_the_code_in_the_type() {
        for code in [
            Code::MalformedBody,
            Code::AdHocNotAllowed,
            Code::GatewayUnknown,
            Code::OptedOut,
        ] {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }
}
