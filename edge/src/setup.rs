//! Setup: what an admin enters once, shown and changed.

use crate::border::Request;
use mitto_core::api::{
    Action, CallbackKeyInput, Claims, Code, ItemKind, Problem, Role, SetupInput, as_value,
    read_object,
};
use mitto_core::time::to_rfc3339;
use serde_json::Value;

use crate::editing::{self, Edit, Item, State};
use crate::error::Failure;
use crate::etag::{self, IfMatch};
use crate::router::{App, Reply, json, now};
use crate::stored_setup::StoredSetup;

/// Its one id.
pub(crate) const ID: &str = "setup";

/// What is read to change it.
pub(crate) const KINDS: &str = "[\"setup\"]";

/// Setup among what a change is made from.
pub(crate) fn stored(items: &[Item]) -> Result<StoredSetup, Failure> {
    let item = items.iter().find(|item| item.kind == ItemKind::Setup);
    let stored = item.map(|item| read_object(item.value.as_bytes()));
    Ok(stored.transpose()?.unwrap_or_default())
}

/// The edit from one to the other; none where they are the same.
pub(crate) fn change(
    before: &StoredSetup,
    after: &StoredSetup,
    action: Action,
) -> Result<Option<Edit>, Failure> {
    if before == after {
        return Ok(None);
    }
    Ok(Some(Edit {
        kind: ItemKind::Setup,
        id: ID.to_owned(),
        name: "Setup".to_owned(),
        action,
        unique: None,
        value: Some(serde_json::to_string(&after.to_json()?)?),
        before: Some(serde_json::to_string(&before.logged()?)?),
        after: Some(serde_json::to_string(&after.logged()?)?),
        secret: None,
    }))
}

/// `GET /api/setup`. The callback URL and the key's last four are the admin's, who is also shown
/// what is stored this moment: what is edited must not be a minute old.
pub(crate) async fn show(app: &App, claims: &Claims) -> Result<Reply, Failure> {
    let setup = match claims.role {
        Role::Admin => stored(&editing::items(&app.db, KINDS).await?)?,
        Role::User => *app.config.setup().await?,
    };
    answer(&setup, app, claims.role)
}

fn answer(setup: &StoredSetup, app: &App, role: Role) -> Result<Reply, Failure> {
    let reply = Reply::json(200, &shown(setup, app, role)?)?;
    Ok(reply.with("etag", tag(setup)?))
}

fn tag(setup: &StoredSetup) -> Result<String, Failure> {
    Ok(etag::of(&serde_json::to_vec(&setup.to_json()?)?))
}

/// What [`Setup`](mitto_core::api::Setup) is.
fn shown(setup: &StoredSetup, app: &App, role: Role) -> Result<Value, Failure> {
    let set = setup.product_key(&app.settings)?.is_some().into();
    let mut of_all = [("productKeySet", set)];
    if role != Role::Admin {
        return setup.with(&mut of_all);
    }
    let [of_all] = of_all;
    let mut members = vec![of_all];
    if let Some(last4) = &setup.key.last4 {
        members.push(("productKeyLast4", last4.as_str().into()));
    }
    if let Some(urls) = setup.callback_urls(app)? {
        members.push(("callback", as_value(&urls)?));
    }
    if let Some(until) = setup.previous_until(now()) {
        members.push(("previousCallbackUntil", to_rfc3339(until).into()));
    }
    setup.with(&mut members)
}

/// `PUT /api/setup`. What the input names is changed in whatever is there at that moment, so two
/// admins who change different fields both get their way.
pub(crate) async fn put(
    app: &App,
    claims: &Claims,
    request: &mut Request,
) -> Result<Reply, Failure> {
    let version = IfMatch::of(request)?;
    let input: SetupInput = json(request).await?;
    editing::edit(app, &claims.sub, KINDS, &mut |state| {
        let before = current(app, state, &version)?;
        let mut after = before.clone();
        after.apply(&app.settings, &input)?;
        let has_key = after.product_key(&app.settings)?.is_some();
        after.can_follow(&before, has_key)?;
        after.origin.clone_from(&app.origin);
        let edit = change(&before, &after, Action::Changed)?;
        Ok((
            edit.into_iter().collect(),
            answer(&after, app, Role::Admin)?,
        ))
    })
    .await
}

/// `POST /api/setup/callback-key`: a new key in the callback's URLs; the one before it lives on for
/// as long as the gateway needs to be told.
pub(crate) async fn rotate(
    app: &App,
    claims: &Claims,
    request: &mut Request,
) -> Result<Reply, Failure> {
    let version = IfMatch::of(request)?;
    let input: CallbackKeyInput = json(request).await?;
    let input = input.checked()?;
    let mut first = None;
    editing::edit(app, &claims.sub, KINDS, &mut |state| {
        let before = current(app, state, &version)?;
        // Two admins at once must not rotate twice: the key that the gateway has would be dead.
        if *first.get_or_insert(before.callback_generation) != before.callback_generation {
            return Err(stale(app, &before)?);
        }
        let mut after = before.clone();
        after.callback_generation = before.callback_generation.saturating_add(1);
        after.previous_callback_until = Some(now().saturating_add(input.overlap_ms()));
        let edit = change(&before, &after, Action::Rotated)?;
        Ok((
            edit.into_iter().collect(),
            answer(&after, app, Role::Admin)?,
        ))
    })
    .await
}

/// Setup as it is, provided it is the version that the request is about.
fn current(app: &App, state: &State, version: &IfMatch) -> Result<StoredSetup, Failure> {
    let setup = stored(&state.items)?;
    match version.holds(&tag(&setup)?) {
        true => Ok(setup),
        false => Err(stale(app, &setup)?),
    }
}

fn stale(app: &App, setup: &StoredSetup) -> Result<Failure, Failure> {
    let mut problem = Problem::new(Code::StaleEdit);
    problem.current = Some(shown(setup, app, Role::Admin)?);
    problem.current_etag = Some(tag(setup)?);
    Ok(problem.into())
}
