//! Who has opted out, also where the number itself is erased.
//!
//! An opt-out stands in the table `opt_out` under its number. When a person is erased and nothing
//! else holds the number, it moves to `opt_out_erased`, under a hash that only our secret makes.
//! Whatever stores the number again (a person, an SMS, a reply) moves it back in the same
//! transaction ([`recall`]), so that all that decides about the number, the claim first of all, has
//! one place to look at. Whoever only asks looks at both.

use mitto_core::mobile::Mobile;
use serde::Serialize;

use crate::crypto;
use crate::db::Statement;
use crate::error::Failure;
use crate::router::App;

/// Whether a number has opted out.
pub(crate) async fn has_opted_out(app: &App, mobile: &Mobile) -> Result<bool, Failure> {
    let sql = include_str!("../sql/has_opted_out.sql");
    let hash = hash(app, mobile.as_str())?;
    let values = [mobile.as_str().into(), (&hash).into()];
    Ok(app.db.run(sql, &values).await?.found())
}

/// Brings the opt-out of a number that is stored again back from its hash: in any case, or only if the SMS of this
/// request is there to hold the number.
pub(crate) fn recall(
    app: &App,
    mobile: &Mobile,
    request: Option<&str>,
) -> Result<[Statement; 2], Failure> {
    let hash = hash(app, mobile.as_str())?;
    let back = include_str!("../sql/recall_opt_out.sql");
    let gone = "DELETE FROM opt_out_erased WHERE hash = ?2 AND ?1 IN (SELECT mobile FROM opt_out)";
    let values = [mobile.as_str().into(), (&hash).into(), request.into()];
    let [mobile, hash, _] = values;
    Ok([
        app.db.statement(back, &values),
        app.db.statement(gone, &[mobile, hash]),
    ])
}

/// A number and its hash.
#[derive(Serialize)]
struct Hashed<'a> {
    mobile: &'a str,
    hash: String,
}

/// Numbers with their hashes, as the statements read them: `[{"mobile":…,"hash":…}]`.
pub(crate) fn hashed(app: &App, numbers: &[&str]) -> Result<String, Failure> {
    let mut all = Vec::with_capacity(numbers.len());
    for mobile in numbers {
        all.push(Hashed {
            mobile,
            hash: hash(app, mobile)?,
        });
    }
    Ok(serde_json::to_string(&all)?)
}

/// What is left of an erased number. Without the secret nobody can try all numbers on it.
pub(crate) fn hash(app: &App, mobile: &str) -> Result<String, Failure> {
    let secret = app.settings.config_secret()?;
    Ok(crypto::keyed(secret, "opt-out-erased", mobile))
}
