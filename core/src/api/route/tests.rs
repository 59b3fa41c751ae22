use super::*;
use crate::api::token::Role;
use crate::template::PersonObject;

#[test]
fn addresses_are_read_into_values() {
    assert_eq!(Route::find("GET", "/healthz"), Ok(Route::Health));
    assert_eq!(Route::find("HEAD", "/healthz"), Ok(Route::Health));
    assert_eq!(
        Route::find("PUT", "/api/leads/00Q1"),
        Ok(Route::PutPerson(
            PersonObject::Lead,
            "00Q1".parse().unwrap()
        ))
    );
    assert_eq!(
        Route::find("GET", "/api/sms/SMS-000001"),
        Ok(Route::GetSms("SMS-000001".parse().unwrap()))
    );
    assert_eq!(
        Route::find("GET", "/callback/k/delivery"),
        Ok(Route::Delivery {
            key: "k".to_owned()
        })
    );
}

#[test]
fn the_table_says_what_the_routes_do() {
    for (method, pattern, access) in TABLE {
        let path = an_address(pattern);
        let route = Route::find(method.as_str(), &path);
        let found = route.map(|route| route.access());
        assert_eq!(found, Ok(*access), "{method:?} {path}");
    }
    // And the other way round: no method that the table lacks is answered at its addresses.
    for (_, pattern, _) in TABLE {
        let path = an_address(pattern);
        for method in Method::ALL {
            let listed = TABLE.iter().any(|(m, p, _)| (*m, *p) == (method, *pattern));
            let found = Route::find(method.as_str(), &path).is_ok();
            assert_eq!(found, listed, "{method:?} {path}");
        }
    }
}

#[test]
fn anything_else_is_not_there() {
    for path in [
        "/",
        "",
        "/api",
        "/api/",
        "/api/sms/",
        "/api/sms/1",
        "/api/leads/a%2Fb",
        "/api/leads/1/2",
        "/api/campaigns/1/leads/2/3",
        "/api/campaigns/1/members/2",
        "/api/jobs/1",
        "/healthz/",
        "/callback/k",
        "/dev/token",
    ] {
        assert_eq!(
            Route::find("GET", path),
            Err(RouteError::NotFound),
            "{path}"
        );
    }
}

#[test]
fn a_wrong_method_is_told_the_right_ones() {
    assert_eq!(
        Route::find("DELETE", "/api/sms"),
        Err(RouteError::MethodNotAllowed(vec![
            Method::Get,
            Method::Post
        ]))
    );
    assert_eq!(
        Route::find("PROPFIND", "/api/leads/1"),
        Err(RouteError::MethodNotAllowed(vec![
            Method::Get,
            Method::Put,
            Method::Patch
        ]))
    );
}

#[test]
fn only_admins_write_configuration() {
    for (method, path) in [
        ("PUT", "/api/setup"),
        ("POST", "/api/senders"),
        ("DELETE", "/api/templates/1"),
    ] {
        assert_eq!(
            Route::find(method, path).unwrap().access(),
            Access::Role(Role::Admin),
            "{path}"
        );
    }
    assert_eq!(
        Route::find("POST", "/api/sms").unwrap().access(),
        Access::Role(Role::User)
    );
}

#[test]
fn only_who_asks_for_a_page_is_shown_that_there_is_none() {
    let page = "text/html,application/xhtml+xml,*/*;q=0.8";
    assert!(Route::shows_nothing_here("GET", "/setpu", page));
    for (method, path, accept) in [
        ("POST", "/setpu", page),
        ("GET", "/setpu", "*/*"),
        ("GET", "/setpu", ""),
        ("GET", "/api/setpu", page),
        ("GET", "/callback/key/delivery", page),
    ] {
        assert!(
            !Route::shows_nothing_here(method, path, accept),
            "{method} {path}"
        );
    }
}
