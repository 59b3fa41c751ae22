//! Parameter names of callbacks. **Assumed** where no public source says; tolerant in what is read.

/// The gateway's message id.
pub const ID: &[&str] = &["id", "messageId"];
/// The delivery status.
pub const STATUS: &[&str] = &["status", "dlrStatus", "deliveryStatus"];
/// Our reference, as we sent it.
pub const REFERENCE: &[&str] = &["reference"];
/// The network's error code.
pub const ERROR: &[&str] = &["errorCode", "error"];
/// When it happened: RFC 3339, epoch seconds or milliseconds.
pub const TIME: &[&str] = &["timestamp"];
/// Which segment, from 1.
pub const PART: &[&str] = &["part"];
/// The sender of a reply.
pub const FROM: &[&str] = &["from"];
/// Our number, which was replied to.
pub const TO: &[&str] = &["to"];
/// The text of a reply.
pub const TEXT: &[&str] = &["text"];
