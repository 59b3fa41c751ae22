use super::*;

fn nothing() -> Filter {
    Filter {
        statuses: Vec::new(),
        object: None,
        record: None,
        campaign: None,
        to: None,
        sender: None,
        search: None,
        from: None,
        until: None,
        last_days: None,
        scope: None,
        now: NO_REPORT_AFTER_MS,
    }
}

#[test]
fn every_value_has_its_place() {
    let typed = || Typed {
        mobile: "+41791234567".parse().ok(),
        digits: Some("791234567".to_owned()),
    };
    let record: RecordId = "00Q1".parse().unwrap();
    let filter = Filter {
        statuses: vec![Shown::Stored(Status::Unknown)],
        object: Some(PersonObject::Lead),
        record: Some(record.clone()),
        campaign: Some(record.clone()),
        to: Some(typed()),
        sender: Some("MITTO".to_owned()),
        search: Some(("x".to_owned(), Some(typed()))),
        from: Some(1),
        until: Some(2),
        last_days: Some(3),
        scope: Some((RelatedObject::Lead, record, "me".to_owned())),
        ..nothing()
    };
    let all = filter.conditions();
    for place in 1..=all.values.len() {
        let place = ["?", &place.to_string()].concat();
        assert!(all.sql.contains(&place), "{place}");
    }
    assert!(!all.sql.contains("? "), "a value without a place");
    let campaign = Filter {
        scope: Some((
            RelatedObject::Campaign,
            "701".parse().unwrap(),
            "me".to_owned(),
        )),
        ..nothing()
    };
    assert!(
        campaign
            .conditions()
            .sql
            .ends_with("(campaign = ?1 OR created_by = ?2)")
    );
    let open = all.sql.matches('(').count();
    assert_eq!(open, all.sql.matches(')').count());
    assert!(
        all.sql
            .ends_with("((object = ?18 AND record_id = ?19) OR created_by = ?20)")
    );
}

#[test]
fn a_status_is_asked_for_as_its_index_wants_it() {
    let of = |word: &str| {
        let statuses = statuses(word).unwrap();
        let filter = Filter {
            statuses,
            ..nothing()
        };
        filter.conditions().sql
    };
    assert_eq!(nothing().conditions().sql, "");
    assert!(of("FAILED").contains(USUAL) && of("OPT-OUT").contains(USUAL));
    assert!(of("QUEUED").ends_with(WAITING));
    assert_eq!(of("DELIVERED"), " AND status = ?1");
    let failed = of("FAILED, UNKNOWN");
    let any = " AND (0 OR status = ?1 OR status = ?2 AND created_at >= ?3)";
    let indexed = [any, " AND status IN ('FAILED', 'UNKNOWN') AND ", USUAL];
    assert_eq!(failed, indexed.concat());
    let mixed = of("FAILED,QUEUED,NO REPORT");
    assert!(mixed.contains("status IN ('FAILED') AND") && mixed.contains("<> 'settled'"));
    assert!(mixed.contains(SILENT) && mixed.ends_with(')'));
    assert!(!of("FAILED,DELIVERED").contains(USUAL) && !of("NO REPORT,SENT").contains(SILENT));
    // What is shown as NO REPORT is not among those it is stored as.
    assert!(of("SENT").contains("created_at >= ?2"));
    let silent = of("NO REPORT");
    assert!(silent.contains("created_at < ?1 AND number IN (") && silent.contains(SILENT));
    assert!(silent.contains("created_at < ?2") && silent.ends_with(')'));
    assert!(statuses("SENTT").is_err() && statuses("SENT,").is_err());
}
