//! Our readers of JSON against serde's, member by member.

use core::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::FromJson;
use crate::api::{
    CallbackKeyInput, CampaignInput, ClassesRequest, ConvertInput, EraseInput, KeywordInput,
    ListViewInput, MarkInput, MemberInput, MobileCheck, PersonInput, PersonPatch, PlanRequest,
    PlanSendRequest, PortableSetup, Recipient, RecordClaim, SendRequest, SenderInput, SenderItem,
    SetupInput, TemplateInput, TemplateItem, ViewFilters,
};
use crate::ids::{ItemId, RecordId};
use crate::mobile::Region;
use crate::sender::SenderId;
use crate::template::{PersonObject, RelatedObject};

/// What a member may hold that it should not.
fn others() -> [Value; 13] {
    [
        json!(null),
        json!(true),
        json!(0),
        json!(30),
        json!(-1),
        json!(1.5),
        json!(4_294_967_296_u64),
        json!(""),
        json!("lead"),
        json!(["x"]),
        json!([7]),
        json!({}),
        json!({"x": null}),
    ]
}

#[track_caller]
fn agree<T: FromJson + DeserializeOwned + PartialEq + Debug>(json: &Value) -> bool {
    let by_serde: Option<T> = serde_json::from_value(json.clone()).ok();
    let ours = T::from_json(json.clone()).ok();
    assert_eq!(ours, by_serde, "{json}");
    ours.is_some()
}

/// Both read this whole, without each of its members, with anything in the place of each, and with one more.
#[track_caller]
fn reads<T>(whole: Value)
where
    T: FromJson + Serialize + DeserializeOwned + PartialEq + Debug,
{
    assert!(agree::<T>(&whole), "{whole}");
    let read = T::from_json(whole.clone()).unwrap();
    let back = serde_json::to_value(&read).unwrap();
    assert_eq!(T::from_json(back).unwrap(), read, "what serde writes");
    let members = whole.as_object().unwrap();
    let mut refused = 0;
    for name in members.keys() {
        let mut less = members.clone();
        less.remove(name);
        refused += usize::from(!agree::<T>(&less.into()));
        for other in others() {
            let mut changed = members.clone();
            changed.insert(name.clone(), other);
            refused += usize::from(!agree::<T>(&changed.into()));
        }
    }
    assert!(refused > 0, "nothing is refused of {whole}");
    let mut more = members.clone();
    more.insert("more".to_owned(), json!(1));
    agree::<T>(&more.into());
    for other in others().into_iter().filter(|other| !other.is_array()) {
        agree::<T>(&other);
    }
}

#[test]
fn every_type_is_read_as_serde_reads_it() {
    let record = json!({"object": "lead", "id": "00Q1"});
    reads::<Recipient>(record.clone());
    reads::<Recipient>(json!({"mobile": "079"}));
    reads::<SendRequest>(json!({
        "to": record, "from": "M", "text": "x", "templateId": "t", "allowBlankFields": true,
    }));
    reads::<SenderItem>(json!({"id": "s", "name": "MITTO", "type": "branded"}));
    reads::<CampaignInput>(json!({"name": "n"}));
    reads::<MemberInput>(json!({"object": "lead", "id": "1", "fields": {"City": null}}));
    reads::<ClassesRequest>(json!({"fields": ["FirstName"]}));
    let plan = json!({
        "from": "M", "text": "x", "templateId": "t", "allowBlankFields": true,
        "replaceLookAlikes": false,
    });
    let mut plan = plan;
    plan["schedule"] = json!({"at": "2026-12-01T09:00", "zone": "recipient"});
    reads::<PlanRequest>(plan.clone());
    let mut send = plan;
    send["planHash"] = json!("h");
    send["confirmRecipients"] = json!(3);
    send["replaces"] = json!("JOB-000001");
    reads::<PlanSendRequest>(send);
    reads::<MarkInput>(json!({"status": "SENT"}));
    reads::<EraseInput>(json!({"confirm": "00Q1"}));
    reads::<PersonInput>(json!({"fields": {"FirstName": "Ada", "City": null}, "smsOptOut": true}));
    reads::<PersonPatch>(json!({"fields": {"FirstName": "Ada"}, "smsOptOut": false}));
    reads::<ConvertInput>(json!({"contactId": "0031"}));
    reads::<MobileCheck>(json!({"mobile": "079"}));
    reads::<SenderInput>(json!({"name": "M", "type": "branded"}));
    reads::<KeywordInput>(json!({"value": "STOP"}));
    reads::<TemplateInput>(json!({"name": "n", "object": "campaign", "from": "M", "text": "x"}));
    reads::<TemplateItem>(
        json!({"id": "t1", "name": "n", "object": "lead", "from": "MITTO", "text": "x"}),
    );
    reads::<RecordClaim>(json!({"object": "contact", "id": "0031", "fields": {"City": "Bern"}}));
    reads::<CallbackKeyInput>(json!({"overlapHours": 24}));
    let setup = json!({
        "gateway": "twilio", "account": "AC1", "service": "",
        "leadMobile": "Phone", "contactMobile": "Phone", "defaultRegion": "CH",
        "callbackPerMessage": true, "testMode": false, "optInKeywords": ["START"],
        "optOutConfirmation": "Bye", "helpAnswer": "Call", "retentionDays": 30,
        "messagesPerSecond": 50, "bulk": true,
        "campaignMessageLimit": 1000, "userDayMessageLimit": null, "dayMessageLimit": 5000,
        "destinations": ["41"], "coolDownHours": 24, "confirmRecipients": 500,
        "timeZone": "Europe/Zurich", "quietFrom": "21:00", "quietUntil": "08:00",
        "leadTimeZone": "Zone__c", "contactTimeZone": "",
    });
    reads::<PortableSetup>(setup.clone());
    let mut input = setup;
    input["productKey"] = json!("key");
    reads::<SetupInput>(input);
    let filters = json!({
        "status": ["SENT"], "from": "2026-11-01", "until": "2026-11-02", "lastDays": 7,
        "sender": "M", "to": "079", "object": "lead", "recordId": "1", "campaign": "c", "q": "x",
    });
    reads::<ViewFilters>(filters.clone());
    reads::<ListViewInput>(json!({
        "name": "n", "shared": true, "filters": filters, "columns": ["to"], "sort": "created",
    }));
}

#[test]
fn words_and_ids_are_read_as_serde_reads_them() {
    for word in [
        "lead", "contact", "campaign", "Lead", "", "CH", "ch", "C", "a/b", "MITTO",
    ] {
        let word = json!(word);
        agree::<PersonObject>(&word);
        agree::<RelatedObject>(&word);
        agree::<Region>(&word);
        agree::<RecordId>(&word);
        agree::<ItemId>(&word);
        agree::<SenderId>(&word);
    }
}
