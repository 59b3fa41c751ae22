//! Setup, Export and Import: the configuration as a file, and what a file would change before it
//! does.

mod complaint;

use serde_json::Value;

use super::Page;
use super::answer::{Answer, NO_ANSWER, sentence, why};
use super::event::{Effect, Event};
use super::node::Node;
use super::sheet::Sheet;
use super::toast::{self, Toast};
use crate::api::{
    Code, Configuration, Fate, ImportOutcome, ImportedItem, ItemKind, MAX_BODY_BYTES, Method,
    Problem,
};
use complaint::Complaint;

const PATH: &str = "/api/configuration";
const DRY_RUN: &str = "/api/configuration?dryRun=true";
const FILE_NAME: &str = "mitto-sms-configuration-{date}.json";

const EXPORTED: &str = "exported";
const PLANNED: &str = "planned";
const IMPORTED: &str = "imported";

/// The page.
pub(super) struct Transfer {
    exporting: bool,
    export_problem: Option<String>,
    import: Import,
    /// The name of the file that was chosen last.
    file_name: String,
    /// How many files were chosen: an answer about an earlier one is of no interest.
    chosen: u32,
    /// What went wrong with an import, besides the file.
    problem: Option<String>,
    toast: Toast<()>,
}

/// How far an import is.
enum Import {
    /// No file is chosen.
    Nothing,
    /// The file cannot be imported.
    Wrong(Vec<Complaint>),
    /// What the file would change is not known yet.
    Asking { file: Value, waiting: bool },
    /// What the file would change.
    Planned {
        file: Value,
        plan: ImportOutcome,
        importing: bool,
    },
    /// What it changed.
    Done(ImportOutcome),
}

impl Transfer {
    pub(super) const fn new() -> Transfer {
        Transfer {
            exporting: false,
            export_problem: None,
            import: Import::Nothing,
            file_name: String::new(),
            chosen: 0,
            problem: None,
            toast: Toast::new(),
        }
    }

    /// Reads a file far enough to ask about it.
    fn choose(&mut self, text: &str) -> Vec<Effect> {
        if matches!(
            self.import,
            Import::Planned {
                importing: true,
                ..
            }
        ) {
            return Vec::new();
        }
        self.chosen = self.chosen.wrapping_add(1);
        self.problem = None;
        let complaint = match serde_json::from_str(text) {
            _ if text.len() > MAX_BODY_BYTES => {
                let size = text.len().to_string();
                ["The file has ", &size, " bytes; the limit is 262,144."].concat()
            }
            Ok(file) => {
                self.import = Import::Asking {
                    file,
                    waiting: false,
                };
                return self.ask();
            }
            Err(error) => ["The file is no readable JSON: ", &error.to_string(), "."].concat(),
        };
        self.import = Import::Wrong(vec![Complaint::of_all(complaint)]);
        Vec::new()
    }

    /// Asks what the file would change.
    fn ask(&mut self) -> Vec<Effect> {
        let Import::Asking { file, waiting } = &mut self.import else {
            return Vec::new();
        };
        if core::mem::replace(waiting, true) {
            return Vec::new();
        }
        self.problem = None;
        let about = self.chosen.to_string();
        let body = Some(file.clone());
        let post = Method::Post;
        vec![Effect::request(PLANNED, &about, post, DRY_RUN, body, None)]
    }

    fn import(&mut self) -> Vec<Effect> {
        let Import::Planned {
            file, importing, ..
        } = &mut self.import
        else {
            return Vec::new();
        };
        if core::mem::replace(importing, true) {
            return Vec::new();
        }
        self.problem = None;
        let body = Some(file.clone());
        let post = Method::Post;
        vec![Effect::request(IMPORTED, "", post, PATH, body, None)]
    }

    fn pressed(&mut self, name: &str) -> Vec<Effect> {
        match name {
            "export" if !self.exporting => {
                self.exporting = true;
                self.export_problem = None;
                vec![Effect::get(EXPORTED, PATH)]
            }
            "ask-again" => self.ask(),
            "import" => self.import(),
            "discard" => {
                self.import = Import::Nothing;
                self.file_name = String::new();
                self.problem = None;
                vec![Effect::focus("file")]
            }
            _ => Vec::new(),
        }
    }

    fn exported(&mut self, status: u16, body: Value) -> Vec<Effect> {
        self.exporting = false;
        let file = Answer::<Configuration>::of(status, body).read();
        // In the order of the type, so that two files can be compared line by line.
        let text = file.map(|file| serde_json::to_string_pretty(&file));
        match text {
            Ok(Ok(text)) => {
                let name = FILE_NAME.to_owned();
                let wait = self.toast.say("The configuration is exported.", None);
                return vec![Effect::Download { name, text }, wait];
            }
            Ok(Err(_)) => self.export_problem = Some(NO_ANSWER.to_owned()),
            Err(problem) => self.export_problem = Some(why(problem.as_ref())),
        }
        Vec::new()
    }

    fn planned(&mut self, status: u16, body: Value) -> Vec<Effect> {
        let Import::Asking { file, waiting } = &mut self.import else {
            return Vec::new();
        };
        *waiting = false;
        match Answer::<ImportOutcome>::of(status, body).read() {
            Ok(plan) => {
                let said = counted(&plan);
                self.import = Import::Planned {
                    file: file.take(),
                    plan,
                    importing: false,
                };
                vec![Effect::announce(said)]
            }
            Err(problem) => {
                self.refused(problem);
                Vec::new()
            }
        }
    }

    fn imported(&mut self, status: u16, body: Value) -> Vec<Effect> {
        let Import::Planned { importing, .. } = &mut self.import else {
            return Vec::new();
        };
        *importing = false;
        match Answer::<ImportOutcome>::of(status, body).read() {
            Ok(outcome) => {
                self.import = Import::Done(outcome);
                let said = "The file is imported. It is in use everywhere within a minute.";
                vec![self.toast.say(said, None), Effect::focus("plan-title")]
            }
            Err(problem) => {
                self.refused(problem);
                Vec::new()
            }
        }
    }

    /// What is wrong with the file is told place by place; anything else may be tried again.
    fn refused(&mut self, problem: Option<Problem>) {
        match problem {
            Some(problem) if is_of_the_file(problem.code) => {
                self.import = Import::Wrong(complaint::read(&problem));
            }
            Some(problem) => self.problem = Some(sentence(&problem)),
            None => self.problem = Some(NO_ANSWER.to_owned()),
        }
    }
}

fn is_of_the_file(code: Code) -> bool {
    matches!(
        code,
        Code::InvalidField | Code::MalformedBody | Code::InvalidTemplate | Code::TooLarge
    )
}

impl Page for Transfer {
    fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Started => {}
            Event::Input { name, value } => match name.as_str() {
                "file-name" => self.file_name = value,
                "file" => return self.choose(&value),
                _ => {}
            },
            Event::Pressed { name, .. } => return self.pressed(&name),
            Event::Answered {
                what,
                about,
                status,
                body,
                ..
            } => match what.as_str() {
                EXPORTED => return self.exported(status, body),
                PLANNED if about == self.chosen.to_string() => return self.planned(status, body),
                IMPORTED => return self.imported(status, body),
                _ => {}
            },
            Event::Elapsed { what } => {
                if what == toast::ELAPSED {
                    self.toast.clear();
                }
            }
        }
        Vec::new()
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new();
        sheet
            .rest("export", self.exporting)
            .text(
                "export",
                if self.exporting {
                    "Exporting…"
                } else {
                    "Export"
                },
            )
            .note("export-problem", self.export_problem.as_deref())
            .note("import-problem", self.problem.as_deref());
        let waiting = matches!(self.import, Import::Asking { waiting: true, .. });
        let again = matches!(self.import, Import::Asking { waiting: false, .. });
        let complaints = match &self.import {
            Import::Wrong(complaints) => complaints.iter().map(Complaint::drawn).collect(),
            _ => Vec::new(),
        };
        sheet
            .show("file-name", !self.file_name.is_empty())
            .text("file-name", self.file_name.as_str())
            .show("reading", waiting)
            .show("ask-again", again)
            .show("wrong", !complaints.is_empty())
            .nodes("complaints", complaints);
        self.draw_plan(&mut sheet);
        self.toast.draw(&mut sheet);
        sheet
    }
}

impl Transfer {
    fn draw_plan(&self, sheet: &mut Sheet) {
        let (outcome, done, importing) = match &self.import {
            Import::Planned {
                plan, importing, ..
            } => (Some(plan), false, *importing),
            Import::Done(outcome) => (Some(outcome), true, false),
            Import::Nothing | Import::Wrong(_) | Import::Asking { .. } => (None, false, false),
        };
        let items = outcome.map_or(&[][..], |outcome| &outcome.items);
        let nothing_new = items.iter().all(|item| item.fate == Fate::Same);
        sheet
            .show("plan", outcome.is_some())
            .text(
                "plan-title",
                if done {
                    "Imported"
                } else {
                    "What the import would do"
                },
            )
            .text("plan-counts", outcome.map(counted).unwrap_or_default())
            .show("plan-nothing", !done && nothing_new)
            .nodes("plan-rows", items.iter().map(row).collect())
            .show("plan-buttons", !done)
            .show("import", !nothing_new)
            .rest("import", importing)
            .text("import", if importing { "Importing…" } else { "Import" })
            .disable("file", importing);
    }
}

/// `2 added, 1 changed, 3 the same`
fn counted(outcome: &ImportOutcome) -> String {
    [
        (Fate::Added, " added"),
        (Fate::Changed, " changed"),
        (Fate::Same, " the same"),
    ]
    .map(|(fate, word)| {
        let count = outcome.items.iter().filter(|item| item.fate == fate);
        [&count.count().to_string(), word].concat()
    })
    .join(", ")
}

fn row(item: &ImportedItem) -> Node {
    let kind = match item.kind {
        ItemKind::Setup => "Setup",
        ItemKind::Sender => "Sender",
        ItemKind::Keyword => "Keyword",
        ItemKind::Template => "Template",
        ItemKind::Webhook => "Webhook",
    };
    let (class, fate) = match item.fate {
        // Whoever is to be told must be turned on.
        Fate::Added if item.kind == ItemKind::Webhook => ("badge good", "Added, turned off"),
        Fate::Added => ("badge good", "Added"),
        Fate::Changed => ("badge doubt", "Changed"),
        Fate::Same => ("badge open", "The same"),
    };
    Node::new("tr")
        .with(Node::text("th", item.name.as_str()).set("scope", "row"))
        .with(Node::text("td", kind))
        .with(Node::new("td").with(Node::text("span", fate).class(class)))
}

#[cfg(test)]
mod tests;
