//! Keys of the API: made, listed and revoked by admins, and let in. In D1, so that a revoked key is dead at once; with their rows of the
//! change log in the same transaction.

use mitto_core::api::{
    API_KEY_PREFIX, Action, ApiKeyInput, ApiKeyMade, Changed, Claims, Code, Problem, Route,
    admit_api_key,
};
use mitto_core::change_log::Row as LogRow;
use mitto_core::ids::ItemId;
use mitto_core::opt_out::without_case;

use crate::border::Request;
use crate::db::{Value, row};
use crate::deed;
use crate::editing::{Head, LAST, TRIES, crowded, pause};
use crate::error::Failure;
use crate::items::new_id;
use crate::router::{App, Reply, json, now};
use crate::{auth, crypto};

/// How exact the last use is, milliseconds: it must not cost a row written with each request.
const USED_MS: i64 = 60_000;

/// What SMS are from, what it may be used for, and what it became: as the change log tells it.
const TOLD: &str = "json_object('id', id, 'name', name, 'scopes', json('[\"' || replace(scopes, ' ', '\",\"') || '\"]'), \
    'expiresAt', strftime('%Y-%m-%dT%H:%M:%fZ', expires_at / 1000.0, 'unixepoch')";

/// Lets a key in.
///
/// # Errors
/// `not-signed-in` for a key that is unknown, revoked or over; `not-allowed` without the scope.
pub(crate) async fn admit(
    app: &App,
    route: &Route,
    id: &str,
    secret: &str,
) -> Result<Claims, Failure> {
    row! {
        struct Key {
            name: String,
            scopes: String,
            hash: String,
            expires_at: Option<i64>,
            last_used_at: Option<i64>,
        }
    }
    let now = now();
    let sql = "SELECT name, scopes, hash, expires_at, last_used_at FROM api_key WHERE id = ?1";
    let key: Option<Key> = app.db.first(sql, &[id.into()]).await?;
    // Of an unknown key a hash is compared as well.
    let hash = key.as_ref().map_or("", |key| key.hash.as_str());
    let same = crypto::same(&hashed(secret), hash);
    let Some(key) = key.filter(|_| same) else {
        let why = "This API key is not known here. It may have been revoked.";
        return Err(auth::not_signed_in(why));
    };
    if key.expires_at.is_some_and(|at| at <= now) {
        return Err(auth::not_signed_in("This API key has expired."));
    }
    let claims = admit_api_key(&key.name, &key.scopes, route)?;
    if key
        .last_used_at
        .is_none_or(|at| now.saturating_sub(at) >= USED_MS)
    {
        let sql = "UPDATE api_key SET last_used_at = ?2 WHERE id = ?1";
        // Whoever may send is not refused because this cannot be written.
        app.db.run(sql, &[id.into(), now.into()]).await.ok();
    }
    Ok(claims)
}

fn hashed(secret: &str) -> String {
    crypto::hex(&crypto::digest(&[secret.as_bytes()]))
}

row! {
    struct Text {
        text: String,
    }
}

/// `GET /api/api-keys`. The database writes the JSON (`ApiKey`).
pub(crate) async fn list(app: &App) -> Result<Reply, Failure> {
    let sql = [
        "SELECT json_object('items', json_group_array(json(one)), 'cursor', NULL) AS text FROM (SELECT ",
        TOLD,
        ", 'createdBy', created_by, 'createdAt', strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch'), \
         'lastUsedAt', strftime('%Y-%m-%dT%H:%M:%fZ', last_used_at / 1000.0, 'unixepoch')) AS one \
         FROM api_key ORDER BY name_key)",
    ];
    let list: Option<Text> = app.db.first(&sql.concat(), &[]).await?;
    let list = list.ok_or_else(|| Failure::internal("a list has no row"))?;
    Ok(Reply::body(200, list.text.into_bytes()))
}

/// `POST /api/api-keys`.
pub(crate) async fn add(
    app: &App,
    claims: &Claims,
    request: &mut Request,
) -> Result<Reply, Failure> {
    let input: ApiKeyInput = json(request).await?;
    let (name, scopes) = (input.name()?, input.scopes()?);
    let now = now();
    let expires_at = input.expires_at(now)?;
    let id = new_id()?;
    let secret = crypto::hex(&crypto::random::<32>());
    let hash = hashed(&secret);
    let name_key = without_case(name);
    let after = serde_json::to_string(&input)?;
    for _ in 0..TRIES {
        let key = Logged {
            id: id.as_str(),
            name,
            action: Action::Added,
            before: None,
            after: Some(&after),
        };
        let [others, head] = app
            .db
            .all([
                app.db.statement(OTHERS, &[name_key.as_str().into()]),
                app.db.statement(LAST, &[]),
            ])
            .await?;
        let head = Head::of(head)?;
        match others.first()?.unwrap_or(Others { keys: 0, same: 0 }) {
            Others { same, .. } if same > 0 => {
                let why = "Choose another name: a key with this one exists already.";
                return Err(Problem::new(Code::Duplicate)
                    .about("name")
                    .because(why)
                    .into());
            }
            Others { keys, .. } if keys >= ApiKeyInput::KEYS_LIMIT => {
                let why = "There are 100 keys. Revoke one first.";
                let problem = Problem::field("name", why);
                return Err(problem.over(ApiKeyInput::KEYS_LIMIT).into());
            }
            Others { .. } => {}
        }
        let insert = "INSERT INTO api_key (name, name_key, scopes, id, hash, created_by, created_at, expires_at) \
            SELECT ?1, ?2, ?3, ?4, ?6, ?7, ?8, ?9 WHERE ";
        let values = [
            name.into(),
            name_key.as_str().into(),
            scopes.as_str().into(),
            id.as_str().into(),
            // ?5 is the log's.
            "".into(),
            hash.as_str().into(),
            claims.sub.as_str().into(),
            now.into(),
            expires_at.into(),
        ];
        if key.write(app, claims, &head, now, insert, &values).await? {
            let key = [API_KEY_PREFIX, id.as_str(), "_", &secret].concat();
            let place = ["/api/api-keys/", id.as_str()].concat();
            return Ok(Reply::json(201, &ApiKeyMade { id, key })?.with("location", place));
        }
        pause().await;
    }
    Err(crowded())
}

/// `DELETE /api/api-keys/{id}`.
pub(crate) async fn delete(app: &App, claims: &Claims, id: &ItemId) -> Result<Reply, Failure> {
    row! {
        struct Known {
            name: String,
            text: String,
        }
    }
    let sql = [
        "SELECT name, ",
        TOLD,
        ") AS text FROM api_key WHERE id = ?1",
    ]
    .concat();
    for _ in 0..TRIES {
        let [known, head] = app
            .db
            .all([
                app.db.statement(sql.clone(), &[id.as_str().into()]),
                app.db.statement(LAST, &[]),
            ])
            .await?;
        let head = Head::of(head)?;
        let known: Option<Known> = known.first()?;
        let known = known.ok_or(Code::NotFound)?;
        let key = Logged {
            id: id.as_str(),
            name: &known.name,
            action: Action::Removed,
            before: Some(&known.text),
            after: None,
        };
        let remove = "DELETE FROM api_key WHERE id = ?4 AND ";
        let none = [Value::Null; 3];
        let values = [none.as_slice(), &[id.as_str().into(), "".into()]].concat();
        if key
            .write(app, claims, &head, now(), remove, &values)
            .await?
        {
            return Ok(Reply::empty(204));
        }
        pause().await;
    }
    Err(crowded())
}

row! {
    /// How many keys there are, and how many of them have a name.
    struct Others {
        keys: u32,
        same: u32,
    }
}

const OTHERS: &str =
    "SELECT count(*) AS keys, coalesce(sum(name_key = ?1), 0) AS same FROM api_key";

/// What is done to a key, as the change log tells it: never with the key or its hash.
struct Logged<'a> {
    id: &'a str,
    name: &'a str,
    action: Action,
    before: Option<&'a str>,
    after: Option<&'a str>,
}

impl Logged<'_> {
    /// Writes the log's row, if `head` is still the last, and with it what is done: a statement that ends where its condition goes on.
    /// Of its values `?4` is the id and `?5` is left for the log. Whether it is done; if not, another change came first.
    async fn write(
        &self,
        app: &App,
        claims: &Claims,
        head: &Head,
        now: i64,
        deed: &str,
        values: &[Value<'_>],
    ) -> Result<bool, Failure> {
        let number = head.number.saturating_add(1);
        let row = LogRow {
            number,
            at: now,
            by: &claims.sub,
            kind: Changed::API_KEY,
            item: Some(self.id),
            name: self.name,
            action: self.action.as_str(),
            before: self.before,
            after: self.after,
        };
        let hash = row.hash(&head.hash);
        let log = "INSERT INTO change_log (number, at, changed_by, kind, item, name, action, value_before, value_after, hash) \
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 \
            WHERE coalesce((SELECT hash FROM change_log ORDER BY number DESC LIMIT 1), ?11) = ?11";
        let log = app.db.statement(
            log,
            &[
                number.into(),
                now.into(),
                row.by.into(),
                row.kind.into(),
                row.item.into(),
                row.name.into(),
                row.action.into(),
                row.before.into(),
                row.after.into(),
                hash.as_str().into(),
                head.hash.as_str().into(),
            ],
        );
        let sql = [deed, deed::DONE].concat();
        let mut values = values.to_vec();
        if let Some(place) = values.get_mut(4) {
            *place = hash.as_str().into();
        }
        let done = app
            .db
            .batch(vec![log, app.db.statement(sql, &values)])
            .await?;
        Ok(deed::done(&done))
    }
}
