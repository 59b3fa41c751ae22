//! Every order of a few reports and the gateway's own answer, through the real statements: one state.

use mitto_core::status::Status;
use serde_json::json;

use crate::model::database::{Database, Statement, statement};
use crate::model::script::mobile;

/// What comes in: reports by the gateway's id alone, one of them twice, and the answer that says whose
/// id it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comes {
    Report(Status),
    Answer,
}

fn statements(comes: Comes) -> Vec<Statement> {
    match comes {
        Comes::Report(status) => {
            let word = status.as_str();
            let json = json!([{
                "gateway_id": "g", "content": word, "status": word, "rank": status.rank(),
                "gateway_status": word,
            }])
            .to_string();
            vec![
                statement!("reports_updates", &json, 2_i64),
                statement!("reports_status", &json, 2_i64),
                statement!("reports_early", &json, 2_i64),
            ]
        }
        Comes::Answer => {
            let sent = Status::Sent;
            let (word, rank) = (sent.as_str(), sent.rank());
            let (none, id) = (None::<&str>, "g");
            vec![
                statement!(
                    "save_settled",
                    1_i64,
                    1_i64,
                    word,
                    rank,
                    none,
                    none,
                    id,
                    201_i64,
                    "{}",
                    3_i64
                ),
                statement!("adopt_updates", 1_i64, id),
                statement!("adopt_status", 1_i64, id),
                statement!("adopted", id),
            ]
        }
    }
}

/// Calls with every order.
fn each_order(rest: &[Comes], order: &mut Vec<Comes>, tried: &mut impl FnMut(&[Comes])) {
    if rest.is_empty() {
        tried(order);
    }
    for at in 0..rest.len() {
        let mut left = rest.to_vec();
        order.push(left.remove(at));
        each_order(&left, order, tried);
        order.pop();
    }
}

#[test]
fn every_order_of_reports_and_answer_is_one_state() {
    let database = Database::new(None);
    let comes = [
        Comes::Report(Status::Undelivered),
        Comes::Report(Status::Delivered),
        Comes::Report(Status::Delivered),
        Comes::Report(Status::Sent),
        Comes::Answer,
    ];
    let mut orders = 0;
    each_order(&comes, &mut Vec::new(), &mut |order| {
        database.clear();
        let queued = Status::Queued;
        let create = statement!(
            "create",
            "key",
            "body",
            "lead",
            &mobile(0),
            &mobile(0),
            "X",
            "text",
            "GSM-7",
            1_i64,
            1_i64,
            queued.as_str(),
            queued.rank(),
            "somebody",
            None::<u32>,
            None::<u32>,
            None::<u32>,
            None::<u32>,
            None::<&str>,
            None::<&str>,
        );
        let sending = Status::Sending;
        let claim = statement!(
            "claim",
            1_i64,
            1_i64,
            60_000_i64,
            sending.as_str(),
            sending.rank(),
            1_i64
        );
        database.batch(&[create, claim]).unwrap();
        for one in order {
            database.batch(&statements(*one)).unwrap();
        }
        let row = &database.query("SELECT status, phase, rank FROM sms")[0];
        let state = (row.text("status"), row.text("phase"), row.number("rank"));
        let delivered = Status::Delivered;
        let wanted = (
            delivered.as_str().to_owned(),
            "settled".to_owned(),
            delivered.rank().into(),
        );
        assert_eq!(
            state,
            (Some(wanted.0), Some(wanted.1), Some(wanted.2)),
            "{order:?}"
        );
        let updates = database.query("SELECT content FROM delivery_update ORDER BY content");
        let updates: Vec<String> = updates
            .iter()
            .filter_map(|row| row.text("content"))
            .collect();
        assert_eq!(updates, ["DELIVERED", "SENT", "UNDELIVERED"], "{order:?}");
        assert!(
            database.query("SELECT * FROM early_report").is_empty(),
            "{order:?}"
        );
        orders += 1;
    });
    assert_eq!(orders, 120);
}
