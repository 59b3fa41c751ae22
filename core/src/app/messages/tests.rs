use super::super::testing::Hands;
use super::listing::{
    COUNTED_OFTEN, COUNTS, EXPORTED, FILE_NAME, LIST, LOOKS, MORE, REFRESH, REFRESH_MS,
    REFRESH_SOON_MS,
};
use super::*;
use crate::api::{Method, Role};
use crate::app::pieces::MAY_ASK_TO_STOP;
use serde_json::json;

pub(super) fn page(id: &str, status: &str, cursor: Option<&str>) -> Value {
    let at = "2026-11-24T10:00:00Z";
    let row = json!({"id": id, "object": "lead", "recordId": "00Q1", "recordName": "Ada Lovelace",
        "to": "+41791234567", "from": "MITTO", "text": "Hello", "numberOfMessages": 2,
        "status": status, "createdAt": at, "createdBy": "ada", "updatedAt": at});
    json!({"items": [row], "cursor": cursor})
}

fn none() -> Value {
    json!({"items": [], "cursor": null})
}

pub(super) fn on(path: &str) -> Hands<Messages> {
    let mut start = Start::of(Role::User);
    start.path = path.to_owned();
    Hands::on(Messages::new(start))
}

/// What the list is asked for; the counts and the views are asked for besides.
pub(super) fn listed(hands: &Hands<Messages>) -> &str {
    let of_list = |effect: &'_ Effect| matches!(effect, Effect::Request { what: LIST, .. });
    match hands.effects.iter().find(|effect| of_list(effect)) {
        Some(Effect::Request { path, .. }) => path,
        _ => "",
    }
}

fn elapsed(what: &str) -> Event {
    let what = what.to_owned();
    Event::Elapsed { what }
}

#[test]
fn each_sms_says_what_became_of_it() {
    let mut hands = on("/sms");
    assert_eq!(listed(&hands), "/api/sms");
    hands.answers_about(LIST, "1", 200, None, page("SMS-000001", "UNKNOWN", None));
    let rows = hands.sheet().reads("rows");
    let expected = "SMS-000001 Hello Maybe sent 2 +41791234567 MITTO Ada Lovelace 00Q1";
    assert!(rows.starts_with(expected), "{rows}");
    assert!(!hands.sheet().shows("more-bar"));
    let heads = hands.sheet().reads("heads");
    assert!(heads.starts_with("SMS ID\nText\nDelivery status\nSent messages\nTo"));
}

#[test]
fn a_request_to_stop_is_pointed_out() {
    let mut hands = on("/sms");
    let mut list = page("SMS-000001", "RECEIVED", None);
    hands.answers_about(LIST, "1", 200, None, list.clone());
    assert!(!hands.sheet().reads("rows").contains(MAY_ASK_TO_STOP));
    list["items"][0]["flagged"] = json!(true);
    hands.presses("refresh", "");
    hands.answers_about(LIST, "2", 200, None, list);
    assert!(hands.sheet().reads("rows").contains(MAY_ASK_TO_STOP));
}

#[test]
fn the_address_filters_and_filters_are_in_the_address() {
    let mut hands = on("/sms?status=NO+REPORT&q=a%26b");
    assert_eq!(listed(&hands), "/api/sms?status=NO+REPORT&q=a%26b");
    hands.types("status", "SENT");
    let path = "/sms?status=SENT&q=a%26b".to_owned();
    assert_eq!(hands.effects[0], Effect::Moved { path });
    // The answer to the first question comes late.
    hands.answers_about(LIST, "1", 200, None, page("SMS-000001", "SENT", None));
    assert!(hands.sheet().shows("loading"));
    hands.answers_about(LIST, "2", 200, None, none());
    assert!(hands.sheet().shows("none-found") && !hands.sheet().shows("empty"));
    hands.presses("clear", "");
    hands.answers_about(LIST, "3", 200, None, none());
    assert!(hands.sheet().shows("empty"));
}

#[test]
fn typing_is_waited_for() {
    let mut hands = on("/sms");
    for (name, value, path) in [
        ("search", "hel", "/api/sms?q=hel"),
        ("to", " 079 ", "/api/sms?to=079&q=hel"),
    ] {
        hands.types(name, value);
        let wait = Effect::Wait {
            what: SEARCH,
            after_ms: SEARCH_MS,
        };
        assert_eq!(hands.effects, [wait]);
        hands.tell(elapsed(SEARCH));
        assert_eq!(listed(&hands), path);
    }
    assert_eq!(hands.sheet().reads("show-filters"), "Filters (1)");
}

#[test]
fn a_period_is_so_many_days_or_two_days() {
    let mut hands = on("/sms?lastDays=14");
    assert_eq!(listed(&hands), "/api/sms?lastDays=14");
    assert!(hands.sheet().reads("period").contains("Last 14 days"));
    hands.types("period", "30");
    assert_eq!(listed(&hands), "/api/sms?lastDays=30");
    assert!(!hands.sheet().shows("days"));
    hands.types("period", "days");
    assert_eq!(listed(&hands), "/api/sms");
    assert!(hands.sheet().shows("days"));
    hands.types("from", "2026-11-01");
    hands.types("until", "2026-11-30").tell(elapsed(SEARCH));
    assert_eq!(listed(&hands), "/api/sms?from=2026-11-01&until=2026-11-30");
    assert_eq!(hands.sheet().reads("show-filters"), "Filters (1)");
    hands.types("period", "");
    assert_eq!(listed(&hands), "/api/sms");
}

#[test]
fn several_statuses_are_ticked() {
    let mut hands = on("/sms?status=SENT");
    hands.types("status-failed", "true");
    assert_eq!(listed(&hands), "/api/sms?status=SENT%2CFAILED");
    assert!(hands.sheet().reads("status").contains("2 statuses"));
    hands.types("status-sent", "false");
    assert_eq!(listed(&hands), "/api/sms?status=FAILED");
    hands.types("status", "");
    assert_eq!(listed(&hands), "/api/sms");
}

#[test]
fn further_pages_are_added_and_stay() {
    let mut hands = on("/sms?status=SENT");
    hands.answers_about(LIST, "1", 200, None, page("SMS-000002", "SENT", Some("c1")));
    hands.presses("more", "");
    assert_eq!(hands.request().1, "/api/sms?status=SENT&cursor=c1");
    assert_eq!(hands.presses("more", "").effects, [], "once");
    hands.answers_about(MORE, "1", 0, None, Value::Null);
    assert!(hands.sheet().reads("problem").contains("no answer"));
    assert!(hands.sheet().shows("table"), "what is there stays");
    hands.presses("more", "");
    hands.answers_about(MORE, "1", 200, None, page("SMS-000001", "SENT", None));
    let rows = hands.sheet().reads("rows");
    assert!(rows.contains("SMS-000002") && rows.contains("SMS-000001"));
    assert!(hands.effects.contains(&Effect::focus("refresh")));
    // A look at the first page changes what is there and keeps what is further down.
    hands.tell(elapsed(REFRESH));
    assert_eq!(hands.request().1, "/api/sms?status=SENT");
    hands.answers_about(LIST, "2", 200, None, page("SMS-000003", "SENT", Some("c2")));
    let rows = hands.sheet().reads("rows");
    assert!(
        !rows.contains("SMS-000003"),
        "between it and the next is more: {rows}"
    );
    let failed = page("SMS-000002", "FAILED", Some("c1"));
    hands.answers_about(LIST, "2", 200, None, failed);
    let rows = hands.sheet().reads("rows");
    assert!(
        rows.contains("FAILED") && rows.contains("SMS-000001"),
        "{rows}"
    );
    assert!(!hands.sheet().shows("more-bar"), "the end stays known");
}

#[test]
fn with_the_oldest_first_news_come_in_at_the_end() {
    let mut hands = on("/sms?sort=created");
    assert_eq!(listed(&hands), "/api/sms?sort=created");
    hands.answers_about(LIST, "1", 200, None, page("SMS-000001", "SENT", Some("c1")));
    hands.presses("more", "");
    hands.answers_about(MORE, "1", 200, None, page("SMS-000002", "SENT", None));
    hands.tell(elapsed(REFRESH));
    assert_eq!(hands.request().1, "/api/sms?sort=created&cursor=c1");
    let mut last = page("SMS-000002", "DELIVERED", Some("c2"));
    let news = page("SMS-000003", "SENT", None)["items"][0].clone();
    last["items"].as_array_mut().unwrap().push(news);
    hands.answers_about(LIST, "2", 200, None, last);
    let rows = hands.sheet().reads("rows");
    let places = ["SMS-000001", "SMS-000002", "SMS-000003"].map(|id| rows.find(id));
    assert!(places.is_sorted() && places[0].is_some(), "{rows}");
    assert!(rows.contains("DELIVERED") && hands.sheet().shows("more-bar"));
}

#[test]
fn the_first_page_looks_again_by_itself() {
    let mut hands = on("/sms");
    hands.answers_about(LIST, "1", 200, None, page("SMS-000001", "SENT", None));
    hands.tell(elapsed(REFRESH));
    assert_eq!(hands.request().1, "/api/sms");
    assert!(hands.sheet().shows("table"));
    hands.answers_about(LIST, "2", 200, None, page("SMS-000001", "DELIVERED", None));
    assert!(hands.sheet().reads("rows").contains("DELIVERED"));
}

#[test]
fn what_is_under_way_is_looked_at_soon_but_not_for_ever() {
    let mut hands = on("/sms");
    let wait = |after_ms| {
        [Effect::Wait {
            what: REFRESH,
            after_ms,
        }]
    };
    hands.answers_about(LIST, "1", 200, None, page("SMS-000001", "DELIVERED", None));
    assert_eq!(hands.effects, wait(REFRESH_MS));
    hands.answers_about(LIST, "1", 200, None, page("SMS-000001", "SENT", None));
    assert_eq!(hands.effects, wait(REFRESH_SOON_MS));
    for _ in 0..=LOOKS {
        hands.answers_about(LIST, "1", 200, None, page("SMS-000001", "SENT", None));
    }
    assert_eq!(hands.effects, wait(REFRESH_MS));
    hands.answers_about(LIST, "1", 200, None, page("SMS-000002", "QUEUED", None));
    assert_eq!(hands.effects, wait(REFRESH_SOON_MS), "news");
}

#[test]
fn the_view_is_counted_and_news_are_counted_again_while_it_is_small() {
    let path = "/api/sms/counts?status=SENT";
    let mut hands = on("/sms?status=SENT");
    let count = Effect::request(COUNTS, path, Method::Get, path, None, None);
    assert!(hands.effects.contains(&count));
    assert!(!hands.sheet().shows("counts"));
    hands.answers_about(LIST, "1", 200, None, page("SMS-000001", "SENT", None));
    let few = json!({"total": 3, "byStatus": {"SENT": 2, "NO REPORT": 1}});
    hands.answers_about(COUNTS, "/api/sms/counts", 200, None, few.clone());
    assert!(!hands.sheet().shows("counts"), "of another view");
    hands.answers_about(COUNTS, path, 200, None, few);
    let words = hands.sheet().reads("counts");
    assert!(
        words.starts_with("3 SMS\n") && words.ends_with(" 1"),
        "{words}"
    );
    hands.answers_about(LIST, "1", 200, None, page("SMS-000002", "SENT", None));
    assert!(hands.effects.contains(&count));
    hands.answers_about(LIST, "1", 200, None, page("SMS-000002", "SENT", None));
    assert!(!hands.effects.contains(&count), "no news");
    let many = json!({"total": COUNTED_OFTEN + 1, "byStatus": {}});
    hands.answers_about(COUNTS, path, 200, None, many);
    hands.answers_about(LIST, "1", 200, None, page("SMS-000003", "SENT", None));
    assert!(!hands.effects.contains(&count));
    assert!(hands.presses("refresh", "").effects.contains(&count));
}

#[test]
fn a_view_is_exported_once_at_a_time() {
    let mut hands = on("/sms?q=50%25");
    let save = Effect::Save {
        what: EXPORTED,
        path: "/api/sms.csv?q=50%25".to_owned(),
        name: FILE_NAME,
    };
    assert_eq!(
        hands.presses("export", "").effects,
        std::slice::from_ref(&save)
    );
    assert_eq!(hands.presses("export", "").effects, []);
    hands.answers(EXPORTED, 0, Value::Null);
    assert!(hands.sheet().shows("export-problem"));
    assert_eq!(hands.presses("export", "").effects, [save]);
    hands.answers(EXPORTED, 200, Value::Null);
    assert!(!hands.sheet().shows("export-problem"));
    assert_eq!(hands.sheet().reads("export"), "Export CSV");
}

#[test]
fn columns_are_chosen_and_put_in_order() {
    let mut hands = on("/sms?columns=id,to,status");
    hands.answers_about(LIST, "1", 200, None, page("SMS-000001", "SENT", None));
    let heads = |hands: &Hands<Messages>| hands.sheet().reads("heads").replace('\n', ", ");
    assert_eq!(heads(&hands), "SMS ID, To, Delivery status");
    assert_eq!(hands.sheet().reads("rows"), "SMS-000001 +41791234567 SENT");
    hands.presses("columns", "");
    assert!(hands.sheet().shows("columns"));
    hands.presses("column-up", "to");
    assert!(
        hands.effects.contains(&Effect::focus("column-down-to")),
        "at the top"
    );
    assert_eq!(heads(&hands), "To, SMS ID, Delivery status");
    hands
        .presses("column-down", "to")
        .presses("column-down", "to");
    assert!(
        hands.effects.contains(&Effect::focus("column-up-to")),
        "at the end"
    );
    assert!(
        hands
            .effects
            .contains(&Effect::announce("To is column 3 of 3"))
    );
    assert_eq!(hands.presses("column-down", "to").effects, []);
    hands.presses("add-column", "createdBy");
    let path = "/sms?columns=id%2Cstatus%2Cto%2CcreatedBy".to_owned();
    assert!(hands.effects.contains(&Effect::Moved { path }));
    assert_eq!(
        hands.sheet().reads("rows"),
        "SMS-000001 SENT +41791234567 ada"
    );
    for word in ["id", "to", "createdBy", "status"] {
        hands.presses("remove-column", word);
    }
    assert_eq!(heads(&hands), "Delivery status", "the last one stays");
    let save = hands.presses("export", "").effects.clone();
    let path = "/api/sms.csv?columns=status".to_owned();
    assert!(matches!(&save[..], [Effect::Save { path: asked, .. }] if *asked == path));
    hands
        .presses("usual-columns", "")
        .presses("close-columns", "");
    assert!(heads(&hands).ends_with("Created") && !hands.sheet().shows("columns"));
}
