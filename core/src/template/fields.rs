//! The field catalogue: what a template may name, per object.
//!
//! API names and labels of Salesforce's standard Lead and Contact objects, which other CRMs map
//! onto. A campaign's members are leads and contacts, so its catalogue is what the two share; it
//! is computed, never written down. Custom fields (`…__c`) are kept with a record but are not in
//! the catalogue, so no template can name one yet.

use super::object::{PersonObject, RelatedObject};

/// A field a template may name.
#[derive(Debug, PartialEq, Eq)]
pub struct FieldInfo {
    /// The API name, in the CRM's spelling.
    pub name: &'static str,
    /// What people call it.
    pub label: &'static str,
    lead: bool,
    contact: bool,
    phone: bool,
}

const fn both(name: &'static str, label: &'static str) -> FieldInfo {
    FieldInfo {
        name,
        label,
        lead: true,
        contact: true,
        phone: false,
    }
}

const fn lead(name: &'static str, label: &'static str) -> FieldInfo {
    FieldInfo {
        name,
        label,
        lead: true,
        contact: false,
        phone: false,
    }
}

const fn contact(name: &'static str, label: &'static str) -> FieldInfo {
    FieldInfo {
        name,
        label,
        lead: false,
        contact: true,
        phone: false,
    }
}

const fn phone(of: FieldInfo) -> FieldInfo {
    FieldInfo {
        name: of.name,
        label: of.label,
        lead: of.lead,
        contact: of.contact,
        phone: true,
    }
}

static CATALOGUE: &[FieldInfo] = &[
    both("Salutation", "Salutation"),
    both("FirstName", "First Name"),
    both("LastName", "Last Name"),
    both("Name", "Full Name"),
    both("Title", "Title"),
    both("Email", "Email"),
    both("Department", "Department"),
    both("LeadSource", "Lead Source"),
    both("Description", "Description"),
    phone(both("MobilePhone", "Mobile Phone")),
    phone(both("Phone", "Phone")),
    phone(both("Fax", "Fax")),
    lead("Company", "Company"),
    lead("Industry", "Industry"),
    lead("Rating", "Rating"),
    lead("Status", "Lead Status"),
    lead("Website", "Website"),
    lead("Street", "Street"),
    lead("City", "City"),
    lead("State", "State/Province"),
    lead("PostalCode", "Zip/Postal Code"),
    lead("Country", "Country"),
    contact("AccountName", "Account Name"),
    contact("Birthdate", "Birthdate"),
    phone(contact("HomePhone", "Home Phone")),
    phone(contact("OtherPhone", "Other Phone")),
    phone(contact("AssistantPhone", "Asst. Phone")),
    contact("AssistantName", "Assistant"),
    contact("MailingStreet", "Mailing Street"),
    contact("MailingCity", "Mailing City"),
    contact("MailingState", "Mailing State/Province"),
    contact("MailingPostalCode", "Mailing Zip/Postal Code"),
    contact("MailingCountry", "Mailing Country"),
];

impl FieldInfo {
    const fn belongs_to(&self, object: RelatedObject) -> bool {
        match object {
            RelatedObject::Lead => self.lead,
            RelatedObject::Contact => self.contact,
            RelatedObject::Campaign => self.lead && self.contact,
        }
    }
}

/// A field that exists and that the related object has.
#[derive(Clone, Copy, Debug)]
pub struct MergeField(&'static FieldInfo);

impl MergeField {
    /// The field with this name, whatever its case.
    ///
    /// # Errors
    /// `None` inside: there is no such field; otherwise the field exists but `object` lacks it.
    pub fn find(name: &str, object: RelatedObject) -> Result<MergeField, Option<MergeField>> {
        let known = CATALOGUE
            .iter()
            .find(|field| field.name.eq_ignore_ascii_case(name));
        match known {
            Some(field) if field.belongs_to(object) => Ok(MergeField(field)),
            lacking => Err(lacking.map(MergeField)),
        }
    }

    /// Every field of an object, in the order a picker shows them.
    pub fn of(object: RelatedObject) -> impl Iterator<Item = MergeField> + Clone {
        CATALOGUE
            .iter()
            .filter(move |field| field.belongs_to(object))
            .map(MergeField)
    }

    /// The phone fields of a person's object: Setup chooses the mobile among them.
    pub fn phones(object: PersonObject) -> impl Iterator<Item = MergeField> + Clone {
        MergeField::of(object.into()).filter(|field| field.0.phone)
    }

    /// The API name, in the CRM's spelling.
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// What people call it.
    pub const fn label(self) -> &'static str {
        self.0.label
    }
}

impl PartialEq for MergeField {
    fn eq(&self, other: &MergeField) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for MergeField {}

/// The field that holds a record's country, for reading its number.
pub const fn country_field(object: PersonObject) -> &'static str {
    match object {
        PersonObject::Lead => "Country",
        PersonObject::Contact => "MailingCountry",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_case_and_keep_their_spelling() {
        let field = MergeField::find("firstname", RelatedObject::Lead).unwrap();
        assert_eq!((field.name(), field.label()), ("FirstName", "First Name"));
    }

    #[test]
    fn a_campaign_has_what_leads_and_contacts_share() {
        let shared: Vec<_> = MergeField::of(RelatedObject::Campaign)
            .map(MergeField::name)
            .collect();
        assert!(shared.contains(&"FirstName"));
        assert!(!shared.contains(&"Company") && !shared.contains(&"Birthdate"));
        let lacking = MergeField::find("Company", RelatedObject::Campaign).unwrap_err();
        assert_eq!(lacking.map(MergeField::name), Some("Company"));
        assert_eq!(MergeField::find("Nickname", RelatedObject::Lead), Err(None));
    }

    #[test]
    fn the_mobile_is_chosen_among_phone_fields() {
        let phones: Vec<_> = MergeField::phones(PersonObject::Lead)
            .map(MergeField::name)
            .collect();
        assert_eq!(phones, ["MobilePhone", "Phone", "Fax"]);
        assert!(
            MergeField::find(country_field(PersonObject::Contact), RelatedObject::Contact).is_ok()
        );
    }

    #[test]
    fn no_name_stands_twice() {
        let mut names: Vec<_> = CATALOGUE
            .iter()
            .map(|field| field.name.to_lowercase())
            .collect();
        names.sort();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
