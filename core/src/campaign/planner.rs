//! A plan, made page by page.

use super::classes::Classes;
use super::figures::Figures;
use super::seal::Seal;
use super::skip::{Skip, Skipped};
use super::tally::Tally;
use super::typography::Typography;
use crate::api::{BlankField, PlanAnswer, TextsByEncoding, UnicodeCause};
use crate::ids::RecordId;
use crate::sender::SenderId;
use crate::template::{MergeField, PersonObject, Template};

/// Takes a campaign's members one after the other, in any order, and says what would be sent. It takes the room of
/// the classes, not of the members.
#[derive(Clone, Debug)]
pub struct Planner {
    template: Template,
    typography: Typography,
    classes: Classes,
    skipped: Skipped,
    seal: Seal,
}

impl Planner {
    /// Nobody yet.
    pub fn new(from: &SenderId, template: Template, typography: Typography) -> Planner {
        Planner {
            seal: Seal::new(from, &template, typography),
            classes: Classes::of(template.fields()),
            skipped: Skipped::new(),
            template,
            typography,
        }
    }

    /// The fields whose values are wanted, in this order.
    pub fn fields(&self) -> &[MergeField] {
        self.classes.fields()
    }

    /// Adds a member that can be texted, with its values of [`Planner::fields`].
    pub fn add<'v, V>(&mut self, object: PersonObject, id: &RecordId, mobile: &str, values: V)
    where
        V: IntoIterator<Item = &'v str> + Clone,
    {
        self.seal.add(object, id, mobile, values.clone());
        self.classes.add(values);
    }

    /// Adds members that cannot.
    pub fn skip(&mut self, skip: Skip, members: u32) {
        self.skipped.add(skip, members);
    }

    /// What would be sent.
    pub fn answer(&self) -> PlanAnswer {
        // The classes have the template's own fields.
        let tally = Tally::of(&self.classes.measure(), &self.template, self.typography);
        tally.map_or_else(PlanAnswer::default, |tally| {
            let mut skipped = self.skipped.clone();
            skipped.add(Skip::EmptyText, tally.empty);
            skipped.add(Skip::TextTooLong, tally.too_long);
            let mut answer = answer(tally, skipped, self.seal.hash());
            answer.plan_hash = Figures::of(&answer).beside(&answer.plan_hash);
            answer
        })
    }
}

fn answer(tally: Tally, skipped: Skipped, plan_hash: String) -> PlanAnswer {
    PlanAnswer {
        recipients: tally.recipients,
        skipped,
        total_messages: tally.messages,
        spread: tally.spread,
        longest: tally.longest.units,
        encodings: TextsByEncoding {
            gsm7: tally.regular,
            ucs2: tally.unicode,
        },
        blank: tally
            .blank
            .iter()
            .map(|(field, recipients)| BlankField {
                field: field.name().to_owned(),
                recipients: *recipients,
            })
            .collect(),
        unicode: tally
            .causes
            .into_iter()
            .map(|cause| UnicodeCause {
                field: cause.field.map(|field| field.name().to_owned()),
                character: cause.character,
                recipients: cause.recipients,
            })
            .collect(),
        plan_hash,
        over_limit: None,
        confirm: false,
        timing: None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::figures::seal_of;
    use super::*;
    use crate::template::RelatedObject;

    fn planner(text: &str) -> Planner {
        let template = Template::parse(text, RelatedObject::Campaign).unwrap();
        Planner::new(&"MITTO".parse().unwrap(), template, Typography::Kept)
    }

    fn add(planner: &mut Planner, id: &str, name: &str) {
        let id: RecordId = id.parse().unwrap();
        planner.add(PersonObject::Lead, &id, "+41791234567", [name]);
    }

    #[test]
    fn a_plan_tells_who_gets_how_much() {
        let mut planner = planner("<%=FirstName%>");
        add(&mut planner, "1", "Ada");
        add(&mut planner, "2", "Иван");
        add(&mut planner, "3", "");
        add(&mut planner, "4", &"x".repeat(161));
        planner.skip(Skip::NoMobile, 2);
        let mut answer = planner.answer();
        assert_eq!(seal_of(&answer.plan_hash), planner.seal.hash());
        answer.plan_hash.clear();
        let json = serde_json::json!({
            "recipients": 3,
            "skipped": {"no-mobile": 2, "empty-text": 1},
            "totalMessages": 4,
            "spread": [{"segments": 1, "recipients": 2}, {"segments": 2, "recipients": 1}],
            "longest": 161,
            "encodings": {"GSM-7": 2, "UCS-2": 1},
            "blank": [],
            "unicode": [{"field": "FirstName", "recipients": 1}],
            "planHash": "",
        });
        assert_eq!(serde_json::to_value(&answer).unwrap(), json);
    }
}
