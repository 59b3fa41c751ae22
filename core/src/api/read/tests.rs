//! Our readers of answers against serde's.

use serde_json::{Value, json};

use super::*;
use crate::api::{
    Campaign, CampaignResults, ClassesAnswer, Job, JobAccepted, JobRecipient, PlanAnswer,
    PlanChange, PreviewMember, Timing,
};

impl Source for Value {
    fn itself(&self) -> Option<String> {
        self.as_str().map(str::to_owned)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.get(name)?.as_str().map(str::to_owned)
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.get(name)?.as_bool()
    }

    fn number(&self, name: &str) -> Option<u32> {
        self.get(name)?.as_u64()?.try_into().ok()
    }

    fn object(&self, name: &str) -> Option<Value> {
        self.get(name).filter(|value| value.is_object()).cloned()
    }

    fn list(&self, name: &str) -> Option<Vec<Value>> {
        self.get(name)?.as_array().cloned()
    }

    fn members(&self) -> Vec<(String, Option<String>)> {
        let members = self.as_object().into_iter().flatten();
        members
            .map(|(name, value)| (name.clone(), value.as_str().map(str::to_owned)))
            .collect()
    }
}

/// What serde reads from this JSON, and what serde writes of it, our reader reads as well.
#[track_caller]
fn agrees<T>(json: Value)
where
    T: Read + serde::Serialize + serde::de::DeserializeOwned + PartialEq + core::fmt::Debug,
{
    let by_serde: T = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(T::read(&json).as_ref(), Some(&by_serde));
    assert_eq!(
        T::read(&serde_json::to_value(&by_serde).unwrap()),
        Some(by_serde)
    );
}

/// The same, and what serde refuses without one of its members, we refuse.
#[track_caller]
fn agrees_on_each<T>(json: Value)
where
    T: Read + serde::Serialize + serde::de::DeserializeOwned + PartialEq + core::fmt::Debug,
{
    agrees::<T>(json.clone());
    for name in json.as_object().unwrap().keys() {
        let mut less = json.clone();
        less.as_object_mut().unwrap().remove(name);
        let by_serde: Option<T> = serde_json::from_value(less.clone()).ok();
        assert_eq!(T::read(&less), by_serde, "without {name}");
    }
}

#[test]
fn every_reader_agrees_with_serde() {
    agrees::<SenderItem>(json!({"id": "1", "name": "MITTO", "type": "branded"}));
    agrees::<TemplateItem>(
        json!({"id": "t", "name": "n", "object": "contact", "from": "M1", "text": "x"}),
    );
    agrees::<TemplateItem>(json!({"id": "t", "name": "n", "object": "campaign", "text": "x"}));
    agrees::<Person>(json!({
        "object": "lead", "id": "00Q1", "fields": {"FirstName": "Ada", "Company": null},
        "smsOptOut": false, "mobile": "+41791234567", "mobileProblem": null,
    }));
    agrees::<Person>(json!({
        "object": "contact", "id": "1", "fields": {}, "smsOptOut": true, "mobile": null,
        "mobileProblem": "invalid-mobile",
    }));
    agrees::<MobileChecked>(json!({"mobile": "+41791234567", "optedOut": true}));
    agrees::<SendAnswer>(json!({"id": "SMS-000001", "numberOfMessages": 2, "status": "SENT"}));
    let row = json!({
        "id": "SMS-000001", "object": null, "recordId": null, "to": "+41791234567", "from": "M",
        "text": "x", "numberOfMessages": 2, "status": "RECEIVED", "flagged": true, "createdAt": "", "createdBy": "ada", "updatedAt": "",
    });
    agrees::<SmsRow>(row.clone());
    agrees::<List<SmsRow>>(json!({"items": [row], "cursor": "c"}));
    agrees::<SmsRecord>(json!({
        "id": "SMS-000001", "object": "lead", "recordId": "1", "recordName": "Ada", "to": "+41791234567",
        "from": "M", "text": "x", "encoding": "UCS-2", "numberOfMessages": 2,
        "status": "NO REPORT", "isFinal": true, "reason": "why", "deliveredSegments": 1,
        "createdAt": "", "updatedAt": "", "deliveryUpdates": [
            {"status": null, "gatewayStatus": "odd", "segment": null, "errorCode": null,
             "providerTime": null, "receivedAt": "now"},
            {"status": "UNDELIVERED", "gatewayStatus": "failed", "segment": 2, "errorCode": "27",
             "explanation": "off", "providerTime": "then", "receivedAt": "now"},
        ],
    }));
    for code in Code::ALL {
        let mut problem = Problem::new(code).because("why").about("to").over(11);
        problem.id = Some("SMS-000007".parse().unwrap());
        problem.sms_status = Some(Status::Unknown);
        problem.number_of_messages = Some(3);
        agrees::<Problem>(serde_json::to_value(&problem).unwrap());
    }
}

#[test]
fn the_news_of_an_sms_is_in_its_record() {
    let record: SmsRecord = serde_json::from_value(json!({
        "id": "SMS-000001", "object": "lead", "recordId": "1", "to": "+41791234567",
        "from": "M", "text": "x", "encoding": "GSM-7", "numberOfMessages": 2,
        "status": "NO REPORT", "isFinal": true, "reason": "why", "deliveredSegments": 1,
        "createdAt": "", "updatedAt": "", "deliveryUpdates": [],
    }))
    .unwrap();
    let news = SmsNews::read(&serde_json::to_value(&record).unwrap()).unwrap();
    assert_eq!(
        (news.id, news.status, news.delivered_segments),
        (record.id, record.status, 1)
    );
    assert_eq!((news.number_of_messages, news.reason), (2, record.reason));
}

#[test]
fn another_shape_is_no_value() {
    assert_eq!(
        SendAnswer::read(&json!({"id": "SMS-1", "numberOfMessages": 1, "status": "SENT"})),
        None
    );
    assert_eq!(SendAnswer::read(&json!({})), None);
    assert_eq!(read_items::<SenderItem>(&json!({"items": [{}]})), None);
    assert_eq!(
        read_items::<SenderItem>(&json!({"items": []})),
        Some(Vec::new())
    );
}

#[test]
fn answers_about_campaigns() {
    let zone = json!({"zone": "Europe/Zurich", "recipients": 2, "guessed": 1, "at": "x"});
    let plan = json!({
        "recipients": 2, "skipped": {"no-mobile": 1}, "totalMessages": 3,
        "spread": [{"segments": 1, "recipients": 2}], "longest": 20,
        "encodings": {"GSM-7": 1, "UCS-2": 1}, "blank": [{"field": "City", "recipients": 1}],
        "unicode": [{"field": "City", "character": "–", "recipients": 1}], "planHash": "h",
        "overLimit": "much", "confirm": true,
    });
    agrees_on_each::<Timing>(json!({
        "firstAt": "a", "firstInSeconds": 5, "lastAt": "b", "zones": [zone], "guessed": 1,
        "passed": 2, "held": 3, "heldUntil": "c",
    }));
    agrees_on_each::<PlanAnswer>(plan.clone());
    agrees_on_each::<PlanChange>(json!({"changed": ["x"], "plan": plan}));
    agrees_on_each::<ClassesAnswer>(json!({
        "fields": ["FirstName"], "classes": [{"shapes": ["b3"], "members": 1}], "recipients": 1,
        "skipped": {},
    }));
    agrees_on_each::<CampaignResults>(json!({
        "messages": 9, "sent": 1, "delivered": 2, "failed": 3, "unknown": 1, "skipped": 5,
        "optOuts": 2, "replies": 4,
        "failures": [{"reason": "The phone is off.", "sms": 3}],
    }));
    agrees_on_each::<Campaign>(json!({
        "id": "701", "name": "Spring", "members": {"leads": 1, "contacts": 2, "total": 3},
    }));
    agrees_on_each::<PreviewMember>(json!({"object": "lead", "id": "1", "fields": {"City": null}}));
    agrees_on_each::<JobAccepted>(json!({
        "job": "JOB-000001", "state": "queued", "recipients": 1, "totalMessages": 2,
    }));
    agrees_on_each::<Job>(json!({
        "id": "JOB-000001", "campaign": "701", "state": "running", "reason": "x", "from": "M",
        "recipients": 9, "totalMessages": 9, "queued": 1, "sent": 1, "delivered": 1, "failed": 1,
        "unknown": 1, "skipped": 1, "ratePerSecond": 5, "secondsLeft": 9, "waitsUntil": "z",
        "schedule": {"at": "2026-12-01T09:00", "zone": "recipient"}, "text": "Hi",
        "replaceLookAlikes": true, "createdBy": "ada",
        "createdAt": "2026-11-25T12:00:00Z", "startedAt": "x", "endedAt": "y",
    }));
    agrees_on_each::<JobRecipient>(json!({
        "object": "lead", "recordId": "1", "name": "Ada", "sms": "SMS-000001", "status": "SENT",
        "reason": "x",
    }));
}
