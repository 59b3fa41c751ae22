use serde_json::json;

use super::*;

fn stored() -> Value {
    json!(Options {
        day_message_limit: Some(7),
        ..Options::default()
    })
}

fn after(changes: Value) -> Result<Options, Problem> {
    SetupInput::from_json(changes).unwrap().applied(stored())
}

#[track_caller]
fn refused(changes: Value, field: &str, limit: Option<u32>) {
    let why = after(changes.clone()).unwrap_err();
    let told = (why.field.as_deref(), why.limit);
    assert_eq!(told, (Some(field), limit), "{changes}");
}

#[test]
fn a_new_installation_is_within_its_limits_and_survives_being_stored() {
    let new = Options::default();
    assert_eq!(new.clone().checked(), Ok(new.clone()));
    assert_eq!(Options::from_json(json!(new)), Ok(new.clone()));
    assert_eq!(Options::from_json(json!({})), Ok(new.clone()));
    let names: Vec<String> = json!(new).as_object().unwrap().keys().cloned().collect();
    let mut listed = Options::NAMES.to_vec();
    listed.sort_unstable();
    assert_eq!(names, listed);
}

#[test]
fn every_option_is_read_and_said_as_serde_does() {
    let all = json!({
        "leadMobile": "Phone", "contactMobile": "HomePhone", "defaultRegion": "DE",
        "callbackPerMessage": false, "testMode": true, "optInKeywords": ["GO"],
        "optOutConfirmation": "Bye", "helpAnswer": "Call", "retentionDays": 30,
        "messagesPerSecond": 50, "bulk": true,
        "campaignMessageLimit": 1000, "userDayMessageLimit": null, "dayMessageLimit": 5000,
        "destinations": ["41"], "coolDownHours": 24, "confirmRecipients": 500,
        "timeZone": "Europe/Zurich", "quietFrom": "21:00", "quietUntil": "08:00",
        "leadTimeZone": "Zone__c", "contactTimeZone": "Z",
        "allowedOrigins": ["https://crm.example.com"],
        "gateway": "mitto", "account": "", "service": "",
    });
    assert_eq!(all.as_object().unwrap().len(), Options::NAMES.len());
    let read = Options::from_json(all.clone()).unwrap();
    assert_eq!(json!(read), all);
    assert_eq!(
        serde_json::from_value::<Options>(all.clone()).unwrap(),
        read
    );
    assert_eq!(after(all), Ok(read));
}

#[test]
fn what_is_named_changes_and_null_takes_a_limit_away() {
    let all = after(json!({
        "campaignMessageLimit": 0, "userDayMessageLimit": 500, "dayMessageLimit": null,
        "destinations": ["+41", " 49 "], "coolDownHours": 720, "confirmRecipients": 3,
        "retentionDays": 30, "messagesPerSecond": 1_000,
    }));
    let all = all.unwrap();
    let limits = Limits {
        campaign: Some(0),
        user: Some(500),
        day: None,
    };
    assert_eq!(all.limits(), limits);
    assert_eq!(all.destinations.codes(), ["41", "49"]);
    assert_eq!((all.cool_down_hours, all.confirm_recipients), (720, 3));
    let nothing = after(json!({})).unwrap();
    assert_eq!(nothing.day_message_limit, Some(7));
}

#[test]
fn what_is_typed_is_put_right() {
    let typed = after(json!({
        "leadMobile": " phone ", "defaultRegion": "de", "timeZone": " Europe/Zurich",
        "optInKeywords": [" Start ", "START", "yes please"],
        "optOutConfirmation": format!("  {}\n", "é".repeat(640)), "helpAnswer": " ",
        "quietFrom": " 21:00", "quietUntil": "08:00 ", "leadTimeZone": " Zone__c ",
        "allowedOrigins": ["https://CRM.example.com/"],
    }));
    let typed = typed.unwrap();
    assert_eq!(
        (typed.lead_mobile.as_str(), typed.default_region.as_str()),
        ("Phone", "DE")
    );
    assert_eq!(typed.opt_in_keywords, ["Start", "yes please"]);
    assert_eq!(typed.opt_out_confirmation.chars().count(), 640);
    assert_eq!(typed.help_answer, "");
    assert_eq!(
        (typed.time_zone.as_str(), typed.lead_time_zone.as_str()),
        ("Europe/Zurich", "Zone__c")
    );
    assert_eq!(
        (typed.quiet_from.as_str(), typed.quiet_until.as_str()),
        ("21:00", "08:00")
    );
    assert_eq!(
        json!(typed.allowed_origins),
        json!(["https://crm.example.com"])
    );
}

#[test]
fn what_cannot_be_names_its_field_and_limit() {
    refused(json!({"leadMobile": "City"}), "leadMobile", None);
    refused(json!({"leadMobile": null}), "leadMobile", None);
    refused(json!({"contactMobile": ""}), "contactMobile", None);
    refused(
        json!({"defaultRegion": "Switzerland"}),
        "defaultRegion",
        None,
    );
    #[cfg(feature = "phone-metadata")]
    refused(json!({"defaultRegion": "QQ"}), "defaultRegion", None);
    refused(json!({"optInKeywords": ["START!"]}), "optInKeywords", None);
    refused(json!({"optInKeywords": [" "]}), "optInKeywords", None);
    refused(
        json!({"optInKeywords": ["x".repeat(41)]}),
        "optInKeywords",
        Some(40),
    );
    let many: Vec<String> = (0..21).map(|n| n.to_string()).collect();
    refused(json!({"optInKeywords": many}), "optInKeywords", Some(20));
    refused(
        json!({"helpAnswer": "a".repeat(641)}),
        "helpAnswer",
        Some(640),
    );
    for days in [0, 3_651] {
        refused(json!({"retentionDays": days}), "retentionDays", Some(3_650));
    }
    for days in [json!("30"), json!(1.5), json!(-1)] {
        refused(json!({"retentionDays": days}), "retentionDays", None);
    }
    for pace in [0, 1_001] {
        refused(
            json!({"messagesPerSecond": pace}),
            "messagesPerSecond",
            Some(1_000),
        );
    }
    refused(json!({"coolDownHours": 721}), "coolDownHours", Some(720));
    refused(json!({"destinations": ["CH"]}), "destinations", None);
    refused(json!({"timeZone": "to morrow"}), "timeZone", None);
    refused(json!({"quietFrom": "21:00"}), "quietUntil", None);
    refused(
        json!({"leadTimeZone": "Time Zone"}),
        "leadTimeZone",
        Some(80),
    );
    refused(
        json!({"allowedOrigins": ["crm.example.com"]}),
        "allowedOrigins",
        None,
    );
    let many: Vec<String> = (0..51).map(|n| format!("https://{n}.example")).collect();
    refused(json!({"allowedOrigins": many}), "allowedOrigins", Some(50));
}

#[test]
fn a_name_that_is_no_option_is_refused_and_the_key_is_a_text() {
    let why = |input| {
        SetupInput::from_json(input)
            .map_err(Problem::from)
            .unwrap_err()
    };
    assert_eq!(
        why(json!({"leadMobil": "Phone"})).field.as_deref(),
        Some("leadMobil")
    );
    assert_eq!(
        why(json!({"productKey": 7})).field.as_deref(),
        Some("productKey")
    );
    assert_eq!(why(json!([])).field, None);
    let key = SetupInput::from_json(json!({"productKey": "k"})).unwrap();
    assert_eq!(
        (key.product_key.as_deref(), key.changes.len()),
        (Some("k"), 0)
    );
}
