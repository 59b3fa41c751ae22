//! The pages of the app: what each shows, and what it does about what happens. No DOM, no clock, no
//! network.
//!
//! A page is a [`Page`]: an [`Event`] goes in, [`Effect`]s come out, and [`Page::sheet`] says all
//! that is to be seen. The browser's side draws sheets and performs effects without knowing what
//! they mean. The ids are those of `web-component/html/app/`; a test holds the two together.
//!
//! What several pages have is in [`collection`], a list whose items are edited and removed, and in what that is made of:
//! [`listing`], [`editing`], [`removal`]; then [`question`], [`secret`], [`toast`].
//!
//! [`related_list`] and [`campaign`] are no pages of the app: they stand on record pages, with bundles of their own.
//! [`shell`] is the frame around the pages: tabs, the address bar, who is signed in.

mod answer;
mod api_keys;
mod calling_codes;
pub mod campaign;
mod changes;
mod collection;
mod editing;
mod element;
mod event;
mod home;
mod keywords;
mod listing;
mod message;
mod messages;
mod moment;
mod node;
mod objects;
mod pieces;
mod privacy;
mod query;
mod question;
mod regions;
pub mod related_list;
mod removal;
mod secret;
mod senders;
mod setup;
mod sheet;
pub mod shell;
mod template;
mod templates;
#[cfg(test)]
mod testing;
mod toast;
mod transfer;
mod webhooks;

pub use event::{Caret, Effect, Event, Start};
pub use node::{Node, Words};
pub use sheet::{Mark, Sheet};

/// A page of the app.
pub trait Page {
    /// Takes an event in; what is to be done about it.
    fn update(&mut self, event: Event) -> Vec<Effect>;

    /// All that is to be seen now.
    fn sheet(&self) -> Sheet;
}

/// The page with this name; `None` where there is none, or the role may not see it.
pub fn open(name: &str, start: Start) -> Option<Box<dyn Page>> {
    Some(match name {
        "app" => Box::new(shell::Shell::new(start)),
        "api-keys" => Box::new(api_keys::ApiKeys::new()),
        "changes" => Box::new(changes::Changes::new()),
        "keywords" => Box::new(keywords::Keywords::new()),
        "privacy" => Box::new(privacy::Privacy::new()),
        "senders" => Box::new(senders::Senders::new()),
        "setup" => Box::new(setup::SetupPage::new()),
        "transfer" => Box::new(transfer::Transfer::new()),
        "webhooks" => Box::new(webhooks::Webhooks::new()),
        "home" => Box::new(home::Home::new(start)),
        "messages" => Box::new(messages::Messages::new(start)),
        "message" => Box::new(message::Message::new(start)),
        "template" => Box::new(template::Template::new(start)),
        "templates" => Box::new(templates::Templates::new(start)),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Role;

    /// Every id a page names is in its HTML, and everything in its HTML that can be pressed is known.
    #[test]
    fn pages_and_their_html_agree() {
        let frame = include_str!("../../../web-component/html/app/frame.html");
        for (name, html) in [
            (
                "app",
                include_str!("../../../web-component/html/app/app.html"),
            ),
            (
                "api-keys",
                include_str!("../../../web-component/html/app/api-keys.html"),
            ),
            (
                "changes",
                include_str!("../../../web-component/html/app/changes.html"),
            ),
            (
                "keywords",
                include_str!("../../../web-component/html/app/keywords.html"),
            ),
            (
                "privacy",
                include_str!("../../../web-component/html/app/privacy.html"),
            ),
            (
                "senders",
                include_str!("../../../web-component/html/app/senders.html"),
            ),
            (
                "setup",
                include_str!("../../../web-component/html/app/setup.html"),
            ),
            (
                "transfer",
                include_str!("../../../web-component/html/app/transfer.html"),
            ),
            (
                "webhooks",
                include_str!("../../../web-component/html/app/webhooks.html"),
            ),
            (
                "home",
                include_str!("../../../web-component/html/app/home.html"),
            ),
            (
                "messages",
                include_str!("../../../web-component/html/app/messages.html"),
            ),
            (
                "message",
                include_str!("../../../web-component/html/app/message.html"),
            ),
            (
                "template",
                include_str!("../../../web-component/html/app/template.html"),
            ),
            (
                "templates",
                include_str!("../../../web-component/html/app/templates.html"),
            ),
        ] {
            let page = open(name, Start::of(Role::Admin)).unwrap();
            for mark in page.sheet().marks() {
                let id = ["id=\"", mark.id(), "\""].concat();
                assert!(
                    html.contains(&id) || frame.contains(&id),
                    "{name}.html lacks {id}"
                );
            }
        }
    }
}
