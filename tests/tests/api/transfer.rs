//! The configuration as one file.

use mitto_core::api::{CONFIGURATION_FORMAT, Code, Configuration, Details, Fate, ImportOutcome};
use mitto_tests::api::{Api, fresh_id};
use serde_json::{Value, json};

use super::admin;

const PATH: &str = "/api/configuration";

async fn imported(admin: &Api, query: &str, file: &Value) -> ImportOutcome {
    let answer = admin.call("POST", &format!("{PATH}{query}"), file).await;
    answer.expect(200).json()
}

fn fates(outcome: &ImportOutcome) -> Vec<Fate> {
    outcome.items.iter().map(|item| item.fate).collect()
}

/// A file with this Setup and nothing else.
fn file() -> Value {
    json!({
        "format": CONFIGURATION_FORMAT,
        "version": 1,
        "setup": {
            "leadMobile": "MobilePhone", "contactMobile": "MobilePhone", "defaultRegion": "CH",
            "callbackPerMessage": true, "testMode": false,
        },
        "senders": [], "optOutKeywords": [], "templates": [],
    })
}

async fn refused(admin: &Api, file: &Value) -> Details {
    admin.call("POST", PATH, file).await.expect(422).problem()
}

#[tokio::test]
async fn the_file_is_one_to_keep_and_holds_no_secret() {
    let answer = admin().await.get(PATH).await.expect(200);
    let disposition = answer.header("content-disposition");
    assert!(
        disposition.starts_with("attachment; filename="),
        "{disposition}"
    );
    let text = answer.text();
    assert!(!text.contains("product") && !text.contains("callback/"));
    let file: Configuration = answer.json();
    assert_eq!(
        (file.format.as_str(), file.version),
        (CONFIGURATION_FORMAT, 1)
    );
    assert!(file.senders.iter().any(|sender| sender.name == "MITTO-SMS"));
    assert!(
        file.opt_out_keywords
            .iter()
            .any(|word| word.value == "STOP")
    );
    assert!(!file.templates.is_empty());
}

#[tokio::test]
async fn an_import_is_planned_made_and_then_has_nothing_to_do() {
    let admin = admin().await;
    let (word, name) = (fresh_id("IMP"), fresh_id("Imported "));
    let mut file = file();
    file["optOutKeywords"] = json!([{"value": word}, {"value": "stop"}]);
    file["templates"] = json!([{"name": name, "object": "lead", "text": "one"}]);
    let plan = imported(&admin, "?dryRun=true", &file).await;
    assert_eq!(
        fates(&plan),
        [Fate::Same, Fate::Added, Fate::Changed, Fate::Added]
    );
    let again = imported(&admin, "?dryRun=true", &file).await;
    assert_eq!(again, plan, "a plan changes nothing");

    file["optOutKeywords"] = json!([{"value": word}, {"value": "STOP"}]);
    let made = imported(&admin, "", &file).await;
    assert_eq!(
        fates(&made),
        [Fate::Same, Fate::Added, Fate::Same, Fate::Added]
    );
    let again = imported(&admin, "?dryRun=false", &file).await;
    assert_eq!(fates(&again), [Fate::Same; 4]);

    file["templates"][0]["text"] = json!("two");
    let changed = imported(&admin, "", &file).await;
    assert_eq!(
        fates(&changed),
        [Fate::Same, Fate::Same, Fate::Same, Fate::Changed]
    );
    let exported: Configuration = admin.get(PATH).await.json();
    let template = exported.templates.iter().find(|one| one.name == name);
    assert_eq!(template.unwrap().text, "two");
}

/// The whole file of the shared installation, taken by another one.
pub(super) async fn moves_to(new: &Api) {
    let file: Value = admin().await.get(PATH).await.expect(200).json();
    imported(new, "", &file).await;
    let again = imported(new, "?dryRun=true", &file).await;
    let different: Vec<_> = again
        .items
        .iter()
        .filter(|item| item.fate != Fate::Same)
        .collect();
    assert!(different.is_empty(), "{different:?}");
    let back: Value = new.get(PATH).await.expect(200).json();
    assert_eq!(back["setup"], file["setup"]);
    for list in ["senders", "optOutKeywords", "templates"] {
        let there = back[list].as_array().unwrap();
        for item in file[list].as_array().unwrap() {
            assert!(there.contains(item), "{item}");
        }
    }
    let urls = |file: &Value| -> Vec<Value> {
        let all = file["webhooks"].as_array().unwrap();
        all.iter().map(|one| one["url"].clone()).collect()
    };
    assert!(urls(&file).iter().all(|url| urls(&back).contains(url)));
}

/// The endpoint of this address, as it is shown.
async fn endpoint(admin: &Api, url: &str) -> Value {
    let all: Value = admin.get("/api/webhooks").await.expect(200).json();
    let mut items = all["items"].as_array().unwrap().iter();
    items.find(|one| one["url"] == *url).unwrap().clone()
}

#[tokio::test]
async fn an_imported_webhook_is_off_and_has_a_secret_of_its_own() {
    let admin = admin().await;
    let url = format!("https://hooks.example.com/{}", fresh_id("hook"));
    let mut file = file();
    file["webhooks"] = json!([
        {"url": url, "description": "Orders", "events": ["sms.status", "sms.reply"], "enabled": true},
    ]);
    let plan = imported(&admin, "?dryRun=true", &file).await;
    assert_eq!(fates(&plan), [Fate::Same, Fate::Added]);
    assert_eq!(plan.items[1].name, "Orders");
    imported(&admin, "", &file).await;
    let made = endpoint(&admin, &url).await;
    assert_eq!(
        made["enabled"], false,
        "nobody has said that it is told anything"
    );
    assert_eq!(made["secret"], Value::Null);
    let again = imported(&admin, "?dryRun=true", &file).await;
    assert_eq!(
        fates(&again),
        [Fate::Same; 2],
        "that it is off is no difference"
    );

    // Its secret is one that can be replaced, and it can be turned on.
    let path = format!("/api/webhooks/{}", made["id"].as_str().unwrap());
    let rotated = admin
        .call("POST", &format!("{path}/secret"), &json!({}))
        .await;
    let rotated: Value = rotated.expect(200).json();
    assert!(rotated["secret"].as_str().unwrap().starts_with("whsec_"));
    let on = json!({"url": url, "description": "Orders", "events": ["sms.status", "sms.reply"], "enabled": true});
    admin.call("PUT", &path, &on).await.expect(200);

    // What is here already keeps whether it is on.
    file["webhooks"][0]["events"] = json!(["opt_out.changed"]);
    file["webhooks"][0]["enabled"] = json!(false);
    let changed = imported(&admin, "", &file).await;
    assert_eq!(fates(&changed), [Fate::Same, Fate::Changed]);
    let now = endpoint(&admin, &url).await;
    assert_eq!(
        (&now["id"], &now["enabled"], &now["events"]),
        (&made["id"], &json!(true), &json!(["opt_out.changed"]))
    );

    let exported: Value = admin.get(PATH).await.expect(200).json();
    let webhooks = exported["webhooks"].as_array().unwrap();
    let ours = webhooks.iter().find(|one| one["url"] == *url).unwrap();
    let expected = json!({"url": url, "description": "Orders", "events": ["opt_out.changed"], "enabled": true});
    assert_eq!(*ours, expected, "and no secret, no id");

    // Each is in the log, which stays whole.
    let log: Value = admin.get("/api/changes?limit=50").await.expect(200).json();
    let rows = log["items"].as_array().unwrap().iter();
    let ours: Vec<_> = rows.filter(|row| row["item"] == made["id"]).collect();
    let actions: Vec<_> = ours.iter().rev().map(|row| &row["action"]).collect();
    assert_eq!(
        actions,
        ["added", "rotated", "changed", "changed"],
        "{ours:?}"
    );
    assert!(ours.iter().all(|row| !row.to_string().contains("whsec_")));
    let whole: Value = admin
        .get("/api/changes/verification")
        .await
        .expect(200)
        .json();
    assert_eq!(whole["ok"], true, "{whole}");
    admin.call("DELETE", &path, &json!(null)).await.expect(204);
}

#[tokio::test]
async fn a_webhook_of_a_file_keeps_to_the_rules() {
    let admin = admin().await;
    let mut file = file();
    let hook = |url: &str| json!({"url": url, "events": ["sms.reply"]});
    file["webhooks"] = json!([hook("ftp://example.com"), {"url": "https://a.example.com", "events": []},
        hook("https://b.example.com"), hook("https://b.example.com"),
        {"url": "https://c.example.com", "events": ["sms.reply"], "secret": "whsec_x"}]);
    let problem = refused(&admin, &file).await;
    let detail = problem.detail.unwrap();
    for place in [
        "webhooks[0].url: ",
        "webhooks[1].events: ",
        "webhooks[3].url: The file names it twice.",
        "webhooks[4].secret: ",
    ] {
        assert!(
            detail.lines().any(|line| line.starts_with(place)),
            "{place} in {detail}"
        );
    }
    let many: Vec<Value> = (0..11)
        .map(|n| hook(&format!("https://h{n}.example.com")))
        .collect();
    file["webhooks"] = json!(many);
    let problem = refused(&admin, &file).await;
    assert_eq!(
        (problem.field.as_deref(), problem.limit),
        (Some("url"), Some(10))
    );
    let all: Value = admin.get("/api/webhooks").await.expect(200).json();
    assert!(
        !all.to_string().contains("h0.example.com"),
        "nothing of it is stored"
    );
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once_and_nothing_is_stored() {
    let admin = admin().await;
    let word = fresh_id("NOT");
    let mut file = file();
    file["setup"]["defaultRegion"] = json!("Nowhere");
    file["senders"] = json!([{"name": "OK"}, {"name": "Two words"}, {"name": 7}]);
    file["optOutKeywords"] = json!([{"value": word}, {"value": word.to_lowercase()}]);
    file["templates"] = json!([
        {"name": "a", "object": "lead", "text": "x"},
        {"name": "b", "object": "lead", "text": "<%=Nick%>"},
        {"name": "c", "object": "lead", "text": "x", "id": "1"},
    ]);
    let problem = refused(&admin, &file).await;
    assert_eq!(problem.field.as_deref(), Some("setup.defaultRegion"));
    let detail = problem.detail.unwrap();
    for place in [
        "setup.defaultRegion: ",
        "senders[1].name: ",
        "senders[2].name: ",
        "optOutKeywords[1].value: The file names it twice.",
        "templates[1].text: ",
        "templates[2].id: ",
    ] {
        assert!(
            detail.lines().any(|line| line.starts_with(place)),
            "{place} in {detail}"
        );
    }
    assert_eq!(detail.lines().count(), 6);
    let words: Value = admin.get("/api/opt-out-keywords").await.json();
    let words = words["items"].as_array().unwrap();
    assert!(words.iter().all(|one| one["value"] != *word));
}

#[tokio::test]
async fn a_file_of_another_kind_is_refused() {
    let admin = admin().await;
    for (place, value, field) in [
        ("/format", json!("something-else"), "format"),
        ("/version", json!(2), "version"),
        ("/productKey", json!("secret"), "productKey"),
        ("/setup/productKey", json!("secret"), "setup.productKey"),
        ("/setup/leadMobile", json!("Nick"), "setup.leadMobile"),
    ] {
        let mut file = file();
        let (parent, name) = place.rsplit_once('/').unwrap();
        file.pointer_mut(parent).unwrap()[name] = value;
        let problem = refused(&admin, &file).await;
        assert_eq!(
            (problem.code, problem.field.as_deref()),
            (Code::InvalidField, Some(field)),
            "{place}"
        );
    }
}
