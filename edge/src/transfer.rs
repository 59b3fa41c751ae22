//! `GET` and `POST /api/configuration`: the whole configuration as one file.

use crate::border::{Request, Tell, tell};
use mitto_core::api::{
    Action, CONFIGURATION_FORMAT, CONFIGURATION_VERSION, Claims, Draft, Fate, FromJson,
    ImportOutcome, ImportedItem, ItemKind, KeywordInput, Problem, SenderInput, SetupInput,
    TemplateInput, WebhookInput, as_value, draft_keyword, draft_sender, draft_template,
    draft_webhook, from_json, unique_field,
};
use mitto_core::ids::ItemId;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::editing::{self, Edit, State};
use crate::error::Failure;
use crate::items::{change, new_id};
use crate::outbound::endpoints::fresh;
use crate::query::Query;
use crate::router::{App, Reply, json_body};
use crate::setup;
use crate::stored_setup::StoredSetup;

const KINDS: &str = "[\"setup\",\"sender\",\"keyword\",\"template\",\"webhook\"]";

/// Most things that are said to be wrong with one file.
const TOLD: usize = 20;

/// A [`Configuration`](mitto_core::api::Configuration) whose items are as they are stored.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Exported {
    format: &'static str,
    version: u32,
    setup: Value,
    senders: Vec<Value>,
    opt_out_keywords: Vec<Value>,
    templates: Vec<Value>,
    webhooks: Vec<Value>,
}

/// `GET /api/configuration`, in one order always, so that two files can be compared.
pub(crate) async fn export(app: &App) -> Result<Reply, Failure> {
    let items = editing::items(&app.db, KINDS).await?;
    let setup = setup::stored(&items)?;
    let file = serde_json::to_vec(&Exported {
        format: CONFIGURATION_FORMAT,
        version: CONFIGURATION_VERSION,
        setup: as_value(&setup.options)?,
        senders: inputs(&items, ItemKind::Sender),
        opt_out_keywords: inputs(&items, ItemKind::Keyword),
        templates: inputs(&items, ItemKind::Template),
        webhooks: inputs(&items, ItemKind::Webhook),
    })?;
    let file: Value = serde_json::from_slice(&file)?;
    let file = serde_json::to_string(&file)?;
    let body = tell(Tell::OnLines, &[(&file).into()]).unwrap_or_default();
    let name = "attachment; filename=\"mitto-sms-configuration.json\"";
    Ok(Reply::body(200, body).with("content-disposition", name))
}

/// Items as they would be entered: without the id, which is this deployment's own.
fn inputs(items: &[editing::Item], kind: ItemKind) -> Vec<Value> {
    let of_kind = items.iter().filter(|item| item.kind == kind);
    of_kind
        .filter_map(|item| serde_json::from_slice(item.value.as_bytes()).ok())
        .map(|item: Value| {
            let Value::Object(members) = item else {
                return item;
            };
            let mut entered = Map::new();
            for (name, value) in members {
                if name != "id" {
                    entered.insert(name, value);
                }
            }
            Value::Object(entered)
        })
        .collect()
}

/// The file, its items not read yet: each is to say by itself what is wrong with it.
struct File {
    format: String,
    version: u32,
    setup: Value,
    senders: Vec<Value>,
    opt_out_keywords: Vec<Value>,
    templates: Vec<Value>,
    webhooks: Vec<Value>,
}

mitto_core::json_object!(File only {
    format: "format",
    version: "version",
    setup: "setup",
    senders: "senders",
    opt_out_keywords: "optOutKeywords",
    templates: "templates",
    // A file of before has none.
    webhooks: "webhooks" = (Vec::new()),
});

/// What is wrong with the file.
#[derive(Default)]
struct Wrong(Vec<Problem>);

impl Wrong {
    /// A part of the file, unless it is wrong. `place` is where it stands.
    fn part<T>(&mut self, place: &str, read: Result<T, Failure>) -> Result<Option<T>, Failure> {
        match read {
            Ok(part) => Ok(Some(part)),
            Err(why) => {
                let mut problem = why.problem()?;
                let field = problem.field.take();
                problem.field = Some(match field {
                    Some(field) => [place, ".", &field].concat(),
                    None => place.to_owned(),
                });
                self.0.push(problem);
                Ok(None)
            }
        }
    }

    /// One problem that tells all of them. Its field is that of the first.
    fn told(self) -> Result<(), Failure> {
        let count = self.0.len();
        let lines: Vec<String> = self.0.iter().take(TOLD).map(line).collect();
        let Some(mut first) = self.0.into_iter().next() else {
            return Ok(());
        };
        let mut detail = lines.join("\n");
        if count > TOLD {
            detail = [
                &detail,
                "\nand ",
                &count.saturating_sub(TOLD).to_string(),
                " more.",
            ]
            .concat();
        }
        first.detail = Some(detail);
        Err(first.into())
    }
}

fn line(problem: &Problem) -> String {
    let field = problem.field.as_deref().unwrap_or_default();
    let why = problem.detail.as_deref().unwrap_or(&problem.title);
    [field, ": ", why].concat()
}

/// `POST /api/configuration`. All of the file or nothing: it is read whole before anything is
/// written, and written as one change.
pub(crate) async fn import(
    app: &App,
    claims: &Claims,
    request: &mut Request,
) -> Result<Reply, Failure> {
    let query = Query::of(request, &["dryRun"])?;
    let dry = match query.get("dryRun") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(Problem::field("dryRun", "Choose true or false.").into()),
    };
    let file: File = from_json(&json_body(request).await?)?;
    let (setup, drafts) = read(app, file)?;
    editing::edit(app, &claims.sub, KINDS, &mut |state| {
        let (outcome, edits) = plan(app, state, &setup, &drafts)?;
        let reply = Reply::json(200, &outcome)?;
        Ok((if dry { Vec::new() } else { edits }, reply))
    })
    .await
}

/// Reads an item of one kind.
type ReadItem = fn(ItemId, Value) -> Result<Draft, Failure>;

/// Reads every part.
///
/// # Errors
/// One problem with everything that is wrong.
fn read(app: &App, file: File) -> Result<(SetupInput, Vec<Draft>), Failure> {
    if file.format != CONFIGURATION_FORMAT {
        let why = [
            "This is no file of ours: ",
            CONFIGURATION_FORMAT,
            " is expected.",
        ]
        .concat();
        return Err(Problem::field("format", why).into());
    }
    if file.version != CONFIGURATION_VERSION {
        let why = "This version of the file is not known here. Version 1 is.";
        return Err(Problem::field("version", why).into());
    }
    let mut wrong = Wrong::default();
    let input = typed::<SetupInput>(file.setup).and_then(without_secrets);
    // Its rules are those of Setup, tried on a new one.
    let tried = input.and_then(|input| {
        StoredSetup::default().apply(&app.settings, &input)?;
        Ok(input)
    });
    let setup = wrong.part("setup", tried)?;
    let mut drafts: Vec<Draft> = Vec::new();
    let lists: [(&str, Vec<Value>, ReadItem); 4] = [
        ("senders[", file.senders, |id, value| {
            Ok(draft_sender(id, &typed::<SenderInput>(value)?)?)
        }),
        ("optOutKeywords[", file.opt_out_keywords, |id, value| {
            Ok(draft_keyword(id, &typed::<KeywordInput>(value)?)?)
        }),
        ("templates[", file.templates, |id, value| {
            Ok(draft_template(id, &typed::<TemplateInput>(value)?)?)
        }),
        ("webhooks[", file.webhooks, |id, value| {
            let input = typed::<WebhookInput>(value)?;
            Ok(draft_webhook(id, input, cfg!(feature = "dev"))?)
        }),
    ];
    for (list, values, read) in lists {
        for (place, value) in values.into_iter().enumerate() {
            let place = [list, &place.to_string(), "]"].concat();
            let draft = new_id().and_then(|id| read(id, value));
            let draft = draft.and_then(|draft| once(&drafts, draft));
            drafts.extend(wrong.part(&place, draft)?);
        }
    }
    wrong.told()?;
    Ok((setup.unwrap_or_default(), drafts))
}

/// A product key is entered in Setup, and stands in no file.
fn without_secrets(input: SetupInput) -> Result<SetupInput, Failure> {
    match input.product_key {
        None => Ok(input),
        Some(_) => {
            let why = "A product key is not taken from a file. Enter it in Setup.";
            Err(Problem::field("productKey", why).into())
        }
    }
}

fn typed<T: FromJson>(value: Value) -> Result<T, Failure> {
    Ok(T::from_json(value).map_err(Problem::from)?)
}

/// An item that the file has not named before.
fn once(before: &[Draft], draft: Draft) -> Result<Draft, Failure> {
    let twice = before
        .iter()
        .any(|one| one.kind == draft.kind && one.unique == draft.unique);
    if !twice {
        return Ok(draft);
    }
    let (field, _) = unique_field(draft.kind);
    Err(Problem::field(field, "The file names it twice.").into())
}

/// What becomes of each item, and the edits that make it so.
fn plan(
    app: &App,
    state: &State,
    input: &SetupInput,
    drafts: &[Draft],
) -> Result<(ImportOutcome, Vec<Edit>), Failure> {
    let before = setup::stored(&state.items)?;
    let mut after = before.clone();
    after.apply(&app.settings, input)?;
    let mut edits: Vec<Edit> = Vec::new();
    edits.extend(setup::change(&before, &after, Action::Changed)?);
    let mut items = vec![ImportedItem {
        kind: ItemKind::Setup,
        name: "Setup".to_owned(),
        fate: match edits.is_empty() {
            true => Fate::Same,
            false => Fate::Changed,
        },
    }];
    let webhooks = state
        .items
        .iter()
        .filter(|item| item.kind == ItemKind::Webhook);
    let mut endpoints = webhooks.count();
    for draft in drafts {
        let here = state.with_key(draft.kind, &draft.unique);
        let here_already = here
            .map(|item| draft.over(&item.id, &item.value))
            .transpose()?;
        let draft = here_already.as_ref().unwrap_or(draft);
        let fate = match here {
            None => Fate::Added,
            Some(item) if item.value == draft.value => Fate::Same,
            Some(_) => Fate::Changed,
        };
        if fate != Fate::Same {
            let mut edit = change(draft, here);
            if fate == Fate::Added && draft.kind == ItemKind::Webhook {
                endpoints = endpoints.saturating_add(1);
                edit.secret = Some(fresh(app)?);
            }
            edits.push(edit);
        }
        items.push(ImportedItem {
            kind: draft.kind,
            name: draft.name.clone(),
            fate,
        });
    }
    WebhookInput::room(endpoints)?;
    Ok((ImportOutcome { items }, edits))
}
