use super::*;
use crate::api::{Code, from_json};
use serde_json::json;

fn input(value: &serde_json::Value) -> Result<ListView, Problem> {
    let input = from_json::<ListViewInput>(value.to_string().as_bytes());
    input.and_then(|input| input.read("v1".to_owned()))
}

#[track_caller]
fn refused(value: serde_json::Value, field: &str) {
    let problem = input(&value).unwrap_err();
    assert_eq!(problem.code, Code::InvalidField);
    assert_eq!(problem.field.as_deref(), Some(field), "{problem:?}");
}

#[test]
fn a_name_is_enough() {
    let view = input(&json!({"name": " Mine "})).unwrap();
    assert_eq!((view.name.as_str(), view.shared), ("Mine", false));
    assert_eq!(view.columns, Column::USUAL);
    assert_eq!((view.filters, view.sort), Default::default());
    assert_eq!(view.version, 1);
}

#[test]
fn what_is_not_right_is_named() {
    refused(json!({"name": " "}), "name");
    refused(json!({"name": "x".repeat(81)}), "name");
    assert!(input(&json!({"name": "é".repeat(80)})).is_ok());
    refused(json!({"name": "two\nlines"}), "name");
    refused(json!({"name": "x", "columns": []}), "columns");
    refused(json!({"name": "x", "columns": ["to", "to"]}), "columns");
    refused(json!({"name": "x", "columns": ["number"]}), "columns");
    refused(json!({"name": "x", "sort": "name"}), "sort");
    refused(json!({"name": "x", "colour": "red"}), "colour");
    refused(
        json!({"name": "x", "filters": {"stauts": []}}),
        "filters.stauts",
    );
    let both = json!({"lastDays": 7, "from": "2026-11-01"});
    refused(json!({"name": "x", "filters": both}), "filters.lastDays");
}

#[test]
fn filters_are_parameters_and_the_other_way_round() {
    let filters = ViewFilters {
        status: vec!["SENT".to_owned(), "NO REPORT".to_owned()],
        last_days: Some(7),
        to: Some("079 123 45 67".to_owned()),
        ..ViewFilters::default()
    };
    let pairs = filters.pairs();
    assert_eq!(pairs.each_ref().map(|(name, _)| *name), ViewFilters::NAMES);
    assert_eq!(
        pairs.first(),
        Some(&("status", "SENT,NO REPORT".to_owned()))
    );
    let back = ViewFilters::of(|wanted| {
        let found = pairs.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    });
    assert_eq!(back, filters);
    let blank = input(&json!({"name": "x", "filters": {"q": " ", "to": " 1234 "}})).unwrap();
    assert_eq!(json!(blank.filters), json!({"to": "1234"}));
}

#[test]
fn every_column_and_order_has_its_word() {
    for column in Column::ALL {
        assert_eq!(Column::from_word(column.as_str()), Some(column));
        assert_eq!(json!(column), column.as_str());
    }
    for sort in [Sort::Newest, Sort::Oldest] {
        assert_eq!(Sort::read(sort.as_str()), Ok(sort));
    }
    let all = ListView::all();
    assert_eq!((all.id.as_str(), all.etag().as_str()), ("all", "\"0\""));
    let back: ListView = serde_json::from_value(json!(all)).unwrap();
    assert_eq!(back, all);
}

#[test]
fn a_view_is_changed_by_its_owner_or_an_admin_and_all_by_nobody() {
    let claims = |role: &str| -> Claims {
        serde_json::from_value(json!({"sub": "ada", "role": role})).unwrap()
    };
    let mut view = input(&json!({"name": "Mine"})).unwrap();
    view.owner = Some("ada".to_owned());
    view.mine = true;
    assert_eq!(view.admit_change(&claims("user")), Ok(()));
    view.owner = Some("bob".to_owned());
    view.mine = false;
    let why = view.admit_change(&claims("user")).unwrap_err();
    assert_eq!(why.code, Code::NotAllowed);
    assert_eq!(
        why.detail.as_deref(),
        Some("The view is bob’s. Save it as a view of your own.")
    );
    assert_eq!(view.admit_change(&claims("admin")), Ok(()));
    let all = ListView::all();
    assert!(all.admit_change(&claims("admin")).is_err());
}
