//! Leads, contacts and campaigns in a select.

use crate::template::RelatedObject;

/// Every related object: itself, its word in the API, and what people read.
pub(super) const OBJECTS: [(RelatedObject, &str, &str); 3] = [
    (RelatedObject::Lead, "lead", "Lead"),
    (RelatedObject::Contact, "contact", "Contact"),
    (RelatedObject::Campaign, "campaign", "Campaign"),
];

/// Its word in the API.
pub(super) fn word(object: RelatedObject) -> &'static str {
    let found = OBJECTS.iter().find(|(known, ..)| *known == object);
    found.map_or("", |(_, word, _)| word)
}

/// What people read.
pub(super) fn label(object: RelatedObject) -> &'static str {
    let found = OBJECTS.iter().find(|(known, ..)| *known == object);
    found.map_or("", |(.., label)| label)
}
