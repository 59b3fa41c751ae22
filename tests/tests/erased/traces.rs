//! What is left of an erased person in the database: nothing that names them, and nothing from which whoever has the database and
//! not our secret could find their number by trying all there are.

use mitto_core::api::{PersonExport, SendRequest};
use rusqlite::types::Value as Cell;
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};

use super::*;

/// All that stands in the database, a line a row, with the table's name in front.
fn everything(place: &Place) -> Vec<String> {
    let folder = place
        .stack
        .state
        .join("data/v3/d1/miniflare-D1DatabaseObject");
    let mut files = std::fs::read_dir(folder).unwrap();
    let is_ours = |path: &std::path::PathBuf| {
        path.extension().is_some_and(|end| end == "sqlite") && !path.ends_with("metadata.sqlite")
    };
    let file = files.find_map(|file| Some(file.unwrap().path()).filter(is_ours));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let db = Connection::open_with_flags(file.unwrap(), flags).unwrap();
    db.busy_timeout(Duration::from_secs(10)).unwrap();
    let sql =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'";
    let mut tables = db.prepare(sql).unwrap();
    let tables = tables.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let mut lines = Vec::new();
    for table in tables {
        let table = table.unwrap();
        let mut rows = db.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let columns = rows.column_count();
        let mut rows = rows.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells = (0..columns).map(|at| match row.get_unwrap::<_, Cell>(at) {
                Cell::Null => String::new(),
                Cell::Integer(number) => number.to_string(),
                Cell::Real(number) => number.to_string(),
                Cell::Text(text) => text,
                Cell::Blob(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            });
            let cells: Vec<String> = cells.collect();
            lines.push(format!("{table}: {}", cells.join(" | ")));
        }
    }
    lines
}

/// A hash of several parts, as the Worker makes it: nothing about it is secret.
fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let bytes: [u8; 32] = hash.finalize().into();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[track_caller]
fn holds_none(lines: &[String], gone: &[&str]) {
    for gone in gone {
        let left: Vec<&String> = lines.iter().filter(|line| line.contains(gone)).collect();
        assert!(left.is_empty(), "{gone} in {left:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_in_the_database_leads_to_an_erased_person() {
    let place = Place::open("erased-traces").await;
    let (user, admin) = (&place.user, &place.admin);
    let confirmed = json!({"optOutConfirmation": "No more SMS from us."});
    admin
        .call("PUT", "/api/setup", &confirmed)
        .await
        .expect(200);
    let setup: Value = admin.get("/api/setup").await.expect(200).json();
    let callback = |what: &str| {
        let url = setup["callback"][what].as_str().unwrap();
        format!("/callback/{}", url.split("/callback/").nth(1).unwrap())
    };
    let hook = json!({"url": "http://127.0.0.1:9/", "events": ["sms.status", "sms.reply", "opt_out.changed"]});
    admin.call("POST", "/api/webhooks", &hook).await.expect(201);
    let template = json!({"name": "Hello", "object": "campaign", "text": "Hello from us"});
    let template = admin.call("POST", "/api/templates", &template).await;
    let template = template.expect(201).json::<Value>()["id"].take();

    let (mobile, word) = (fresh_mobile(), fresh_id("word"));
    let digits = mobile.trim_start_matches('+');
    let silent = Behaviour {
        answer: Answer::Ok,
        reports: Reports::Never,
        times: None,
    };
    place.gateway.behave(&mobile, silent).await;
    let lead = user.lead(&mobile).await;
    let path = format!("/api/leads/{lead}");
    let change = json!({"fields": {"FirstName": word}});
    user.call("PATCH", &path, &change).await.expect(200);
    let sent = user.sent(&lead, "For <%=FirstName%>").await;
    // To the number as it was typed, with a template that everybody knows.
    let sms = json!({"to": {"mobile": mobile}, "from": "MITTO-SMS", "templateId": template});
    user.call("POST", "/api/sms", &sms).await.expect(201);
    let batch = json!({"messages": [sms]});
    user.call("POST", "/api/sms/batch", &batch)
        .await
        .expect(200);
    let view =
        |name: &str, filters: Value| json!({"name": name, "filters": filters, "columns": ["id"]});
    let national = format!("0{} {}", &digits[2..4], &digits[4..]);
    for (name, filters) in [
        ("to", json!({ "to": national })),
        ("q", json!({ "q": national })),
        ("plus", json!({ "q": mobile })),
    ] {
        let added = user
            .call("POST", "/api/list-views", &view(name, filters))
            .await;
        added.expect(201);
    }
    // What a gateway says besides, and in the wrong places.
    let report = json!({"reference": format!("{}/1", sent.id), "id": "g", "status": format!("sent to {digits}"),
        "errorCode": format!("to {digits}"), "note": {"to": digits, "text": word}});
    let path = callback("delivery");
    place.nobody.call("POST", &path, &report).await.expect(200);
    let path = callback("inbound");
    let reply = json!({"id": "mo-1", "from": digits, "to": "41791112233", "text": word});
    place.nobody.call("POST", &path, &reply).await.expect(200);
    // Without an id and a time, as some gateways write them.
    let stop = json!({"from": digits, "to": "41791112233", "text": "STOP"});
    place.nobody.call("POST", &path, &stop).await.expect(200);
    for _ in 0..50 {
        if place.found(&format!("to={digits}")).await == 6 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for _ in 0..50 {
        let erased = place.erase(&lead).await;
        if erased.status != 409 {
            erased.expect(200);
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }

    let lines = everything(&place);
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("opt_out_erased: "))
    );
    holds_none(&lines, &[&digits[2..], &word, national.as_str()]);
    // Whoever tries all numbers finds this one among them, and what else was asked for is the same for everybody.
    let wanted: SendRequest = serde_json::from_value(sms).unwrap();
    let one = serde_json::to_vec(&wanted).unwrap();
    let many = serde_json::to_vec(&[wanted]).unwrap();
    let content = digest(&[b"reply", b"", mobile.as_bytes(), b"STOP", b""]);
    let answer = digest(&[b"answer", content.as_bytes()]);
    let tried = [digest(&[&one]), digest(&[&many]), content, answer];
    holds_none(&lines, &tried.each_ref().map(String::as_str));
    place.stack.discard().unwrap();
}

/// A test of a campaign shows a member's data, on somebody else's phone: it is erased with the member, and the member's data
/// with it, and the phone's owner keeps the number and its opt-out.
#[tokio::test(flavor = "multi_thread")]
async fn a_test_of_a_campaign_is_erased_with_the_member_whose_data_it_shows() {
    let place = Place::open("erased-tests").await;
    let own = fresh_mobile();
    let query = format!(
        "role=user&sub=eva&ttl=3600&mobile={}",
        own.replace('+', "%2B")
    );
    let user = place.nobody.signed_in(&query).await;
    let campaign = format!("/api/campaigns/{}", fresh_id("701"));
    let named = json!({"name": "Spring"});
    user.call("PUT", &campaign, &named).await.expect(201);
    // The member that is asked for, or the first; as it was, or a contact by now, of a test that was sent twice.
    for (chosen, later) in [(true, false), (false, false), (true, true)] {
        let (mobile, word) = (fresh_mobile(), fresh_id("word"));
        let lead = fresh_id("00Q");
        let fields = json!({"FirstName": word, "LastName": "L", "MobilePhone": mobile});
        let line = json!({"object": "lead", "id": lead, "fields": fields});
        let kind = [("content-type", "application/x-ndjson")];
        let file = Some(line.to_string().into_bytes());
        user.request("POST", &format!("{campaign}/members"), &kind, file)
            .await
            .expect(200);
        let mut body = json!({"from": "MITTO-SMS", "text": "Hi <%=FirstName%>", "mobile": own});
        if chosen {
            body["member"] = json!({"object": "lead", "id": lead});
        }
        let (mut whose, mut all) = (format!("/api/leads/{lead}"), Vec::new());
        let mut gone = vec![lead.clone()];
        let test = format!("{campaign}/test");
        if later {
            place.gateway.answer(&own, Answer::Refuse(8)).await;
            let refused = user.call("POST", &test, &body).await.expect(502);
            let first = refused.problem().id.unwrap().to_string();
            place.gateway.answer(&own, Answer::Ok).await;
            let path = format!("/api/sms/{first}/resend");
            let again = user.call("POST", &path, &json!({})).await.expect(201);
            all.extend([first, again.json::<SendAnswer>().id.to_string()]);
            let contact = fresh_id("003");
            let path = format!("{whose}/convert");
            let became = json!({ "contactId": contact });
            user.call("POST", &path, &became).await.expect(200);
            whose = format!("/api/contacts/{contact}");
            gone.push(contact);
        } else {
            let sent = user.call("POST", &test, &body).await.expect(201);
            all.push(sent.json::<SendAnswer>().id.to_string());
        }
        for id in &all {
            assert_eq!(user.sms(id).await.text, format!("Hi {word}"));
        }
        // Theirs is what is written of them.
        let told = place.admin.get(&format!("{whose}/export")).await;
        let told: PersonExport = told.expect(200).json();
        let ids: Vec<String> = told.sms.iter().map(|sms| sms.id.to_string()).collect();
        assert_eq!(ids, all);
        let names = told.campaigns.iter();
        let names: Vec<_> = names
            .map(|one| (one.id.as_str(), one.name.as_str()))
            .collect();
        assert_eq!(names, [(campaign.rsplit('/').next().unwrap(), "Spring")]);

        let confirm = json!({"confirm": whose.rsplit('/').next().unwrap()});
        let erase = format!("{whose}/erase");
        let mut erased = place.admin.call("POST", &erase, &confirm).await;
        while erased.status == 409 {
            tokio::time::sleep(Duration::from_millis(200)).await;
            erased = place.admin.call("POST", &erase, &confirm).await;
        }
        erased.expect(200);
        for id in &all {
            let record = user.sms(id).await;
            let left = (record.text.as_str(), record.to.as_str());
            assert_eq!(left, ("erased", "erased"));
        }
        // The change log says who was erased.
        let mut lines = everything(&place);
        lines.retain(|line| !line.starts_with("change_log: "));
        gone.extend([mobile[1..].to_owned(), word]);
        let gone: Vec<&str> = gone.iter().map(String::as_str).collect();
        holds_none(&lines, &gone);
    }
    // The phone's owner is somebody else, and may be texted as before.
    let owner = user.lead(&own).await;
    user.sent(&owner, "Hello").await;
    place.stack.discard().unwrap();
}
