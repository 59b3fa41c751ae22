//! Sample data, filled in through the HTTP API as a CRM and its admin would.

use std::path::Path;

use serde_json::Value;

use super::{Client, Worker};
use crate::error::{Error, Result};
use crate::paths;
use crate::run::Step;

/// Requests in order: `[{"method", "path", "body"}, …]`.
const DATA: &str = include_str!("../../sample-data.json");

/// Fills the data in, once for a state folder, and again where it has become more.
///
/// # Errors
/// The Worker refused a request.
pub fn fill(worker: &Worker, state: &Path) -> Result<()> {
    let marker = state.join("sample-data");
    if std::fs::read_to_string(&marker).is_ok_and(|filled_in| filled_in == DATA) {
        return Ok(());
    }
    let step = Step::begin("sample data");
    let client = Client::new(worker.base()).signed_in("admin", "sample-data")?;
    for request in requests()? {
        let answer = client.send(&request.method, &request.path, Some(&request.body))?;
        // 409: an earlier run was stopped half-way, and this item is there already.
        if !answer.ok() && answer.status != 409 {
            return Err(Error::Refused {
                request: format!("{} {} (sample data)", request.method, request.path),
                status: answer.status,
                answer: answer.body,
            });
        }
    }
    paths::write(&marker, DATA)?;
    step.done();
    Ok(())
}

struct Request {
    method: String,
    path: String,
    body: Value,
}

fn requests() -> Result<Vec<Request>> {
    let malformed = |why: String| Error::Malformed {
        what: "xtask/sample-data.json".to_owned(),
        why,
    };
    let items: Vec<Value> = serde_json::from_str(DATA).map_err(|it| malformed(it.to_string()))?;
    items
        .into_iter()
        .map(|mut item| {
            let word = |key| Some(item.get(key)?.as_str()?.to_owned());
            let (method, path) = word("method").zip(word("path"))?;
            let body = item.get_mut("body")?.take();
            Some(Request { method, path, body })
        })
        .collect::<Option<_>>()
        .ok_or_else(|| malformed("an item lacks its method, path or body".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_data_has_what_the_readme_promises() {
        let requests = requests().unwrap();
        let count = |start: &str| {
            let begins = |it: &&Request| it.path.starts_with(start);
            requests.iter().filter(begins).count()
        };
        assert_eq!(count("/api/setup"), 1);
        assert_eq!(count("/api/leads/00Q"), 3);
        assert_eq!(count("/api/contacts/003"), 2);
        for some in ["/api/senders", "/api/opt-out-keywords", "/api/templates"] {
            assert!(count(some) > 0, "{some}");
        }
    }
}
