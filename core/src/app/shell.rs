//! The frame of the app: its tabs, the page that an address names, and leaving with something
//! unsaved.

use super::Page;
use super::event::{Effect, Event, Start};
use super::sheet::Sheet;
use crate::api::Role;

/// A tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// What is set up, what happened today.
    Home,
    /// Setup, Default Senders, Opt-Out Keywords, and what admins need besides.
    Setup,
    /// SMS Templates.
    Templates,
    /// SMS.
    Sms,
}

impl Tab {
    /// The tabs that a role sees, in order.
    pub fn of(role: Role) -> impl Iterator<Item = Tab> {
        [Tab::Home, Tab::Setup, Tab::Templates, Tab::Sms]
            .into_iter()
            .filter(move |tab| role >= tab.role())
    }

    /// Whom it is for.
    const fn role(self) -> Role {
        match self {
            Tab::Setup => Role::Admin,
            Tab::Home | Tab::Templates | Tab::Sms => Role::User,
        }
    }

    /// The id of its link, and of its place in the bar.
    const fn id(self) -> &'static str {
        match self {
            Tab::Home => "tab-home",
            Tab::Setup => "tab-setup",
            Tab::Templates => "tab-templates",
            Tab::Sms => "tab-sms",
        }
    }
}

/// What an address names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The page's name.
    pub page: &'static str,
    /// The tab it is under.
    pub tab: Tab,
    /// What the window is called.
    pub title: &'static str,
    /// The item, if the address names one.
    pub item: Option<String>,
}

impl Place {
    /// What an address names, for a role. An address of nothing, or of a page that the role may not
    /// see, is the page that says so.
    pub fn at(path: &str, role: Role) -> Place {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let mut parts = path.trim_matches('/').split('/');
        let parts = [parts.next(), parts.next(), parts.next()];
        let (page, tab, title, item) = match parts {
            [Some(""), None, _] => ("home", Tab::Home, "Home", None),
            [Some("setup"), None, _] => ("setup", Tab::Setup, "Setup", None),
            [Some("setup"), Some("senders"), None] => {
                ("senders", Tab::Setup, "Default Senders", None)
            }
            [Some("setup"), Some("opt-out-keywords"), None] => {
                ("keywords", Tab::Setup, "Opt-Out Keywords", None)
            }
            [Some("setup"), Some("api-keys"), None] => ("api-keys", Tab::Setup, "API Keys", None),
            [Some("setup"), Some("privacy"), None] => ("privacy", Tab::Setup, "Privacy", None),
            [Some("setup"), Some("webhooks"), None] => ("webhooks", Tab::Setup, "Webhooks", None),
            [Some("setup"), Some("changes"), None] => ("changes", Tab::Setup, "Change Log", None),
            [Some("setup"), Some("transfer"), None] => {
                ("transfer", Tab::Setup, "Export and Import", None)
            }
            [Some("templates"), None, _] => ("templates", Tab::Templates, "SMS Templates", None),
            [Some("templates"), Some(id), None] => {
                ("template", Tab::Templates, "SMS Template", Some(id))
            }
            [Some("sms"), None, _] => ("messages", Tab::Sms, "SMS", None),
            [Some("sms"), Some(id), None] => ("message", Tab::Sms, "SMS", Some(id)),
            _ => ("nowhere", Tab::Home, "Not found", None),
        };
        if role < tab.role() {
            return Place {
                page: "nowhere",
                tab: Tab::Home,
                title: "Not found",
                item: None,
            };
        }
        Place {
            page,
            tab,
            title,
            item: item.map(str::to_owned),
        }
    }
}

/// The frame.
pub(super) struct Shell {
    role: Role,
    who: String,
    path: String,
    place: Place,
    /// Where the person wants to go while something is unsaved.
    wanted: Option<String>,
}

impl Shell {
    pub(super) fn new(start: Start) -> Shell {
        Shell {
            place: Place::at(&start.path, start.role),
            role: start.role,
            who: start.who,
            path: start.path,
            wanted: None,
        }
    }

    fn mount(&self) -> Effect {
        Effect::Mount {
            page: self.place.page,
            path: self.path.clone(),
            item: self.place.item.clone(),
            title: [self.place.title, " · Mitto SMS"].concat(),
        }
    }

    fn go(&mut self, path: String) -> Vec<Effect> {
        self.wanted = None;
        self.place = Place::at(&path, self.role);
        self.path.clone_from(&path);
        vec![Effect::Go { path }, self.mount()]
    }
}

impl Page for Shell {
    fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Started => vec![self.mount()],
            Event::Pressed { name, value, .. } => match name.as_str() {
                "go" => self.go(value),
                "skip" => vec![Effect::focus("page")],
                // As "go", while something typed would be lost.
                "ask" => {
                    self.wanted = Some(value);
                    Vec::new()
                }
                "leave" => match self.wanted.take() {
                    Some(path) => self.go(path),
                    None => Vec::new(),
                },
                "stay" | "cancel" => {
                    self.wanted = None;
                    Vec::new()
                }
                _ => Vec::new(),
            },
            Event::Input { .. } | Event::Answered { .. } | Event::Elapsed { .. } => Vec::new(),
        }
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new();
        for tab in [Tab::Home, Tab::Setup, Tab::Templates, Tab::Sms] {
            let here = tab == self.place.tab && self.place.page != "nowhere";
            sheet.show(tab.id(), self.role >= tab.role()).set(
                tab.id(),
                "aria-current",
                if here { "page" } else { "" },
            );
        }
        // Setup has pages of its own.
        let in_setup = self.place.tab == Tab::Setup && self.place.page != "nowhere";
        sheet.show("subtabs", in_setup);
        for (id, page) in [
            ("subtab-setup", "setup"),
            ("subtab-senders", "senders"),
            ("subtab-keywords", "keywords"),
            ("subtab-api-keys", "api-keys"),
            ("subtab-privacy", "privacy"),
            ("subtab-webhooks", "webhooks"),
            ("subtab-changes", "changes"),
            ("subtab-transfer", "transfer"),
        ] {
            let here = self.place.page == page;
            sheet.set(id, "aria-current", if here { "page" } else { "" });
        }
        sheet
            .text("who", self.who.as_str())
            .text(
                "role",
                if self.role == Role::Admin {
                    "Admin"
                } else {
                    "User"
                },
            )
            .show("page", self.place.page != "nowhere")
            .show("nowhere", self.place.page == "nowhere")
            .open("leave-dialog", self.wanted.is_some());
        sheet
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_page() {
        let page = |path| Place::at(path, Role::Admin).page;
        assert_eq!(page("/"), "home");
        assert_eq!(page("/setup"), "setup");
        assert_eq!(page("/setup/"), "setup");
        assert_eq!(page("/setup/senders?x=1"), "senders");
        assert_eq!(page("/setup/privacy"), "privacy");
        assert_eq!(page("/setup/webhooks"), "webhooks");
        assert_eq!(page("/templates"), "templates");
        let place = Place::at("/templates/t1", Role::Admin);
        assert_eq!(
            (place.page, place.item.as_deref()),
            ("template", Some("t1"))
        );
        assert_eq!(page("/sms/SMS-000001"), "message");
        assert_eq!(page("/nothing"), "nowhere");
        assert_eq!(page("/setup/senders/1"), "nowhere");
    }

    #[test]
    fn a_user_has_no_setup() {
        let tabs: Vec<Tab> = Tab::of(Role::User).collect();
        assert_eq!(tabs, [Tab::Home, Tab::Templates, Tab::Sms]);
        assert_eq!(Place::at("/setup/senders", Role::User).page, "nowhere");
    }

    #[test]
    fn leaving_with_something_unsaved_asks() {
        let mut shell = Shell::new(Start::of(Role::Admin));
        let press = |name: &str, value: &str| Event::Pressed {
            name: name.to_owned(),
            value: value.to_owned(),
            caret: None,
        };
        assert_eq!(shell.update(press("ask", "/sms")), []);
        assert!(shell.sheet().shows("leave-dialog"));
        shell.update(press("stay", ""));
        assert!(!shell.sheet().shows("leave-dialog"));
        shell.update(press("ask", "/sms"));
        let effects = shell.update(press("leave", ""));
        let path = "/sms".to_owned();
        assert_eq!(effects.first(), Some(&Effect::Go { path }));
        assert_eq!(shell.place.page, "messages");
    }
}
