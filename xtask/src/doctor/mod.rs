//! `cargo xtask doctor`: what a deployment lacks, and the command that gives it.
//!
//! Three places are looked at: what `cargo xtask build` has made, the Cloudflare account as wrangler sees it, and the
//! running Worker at its own address. Each is asked; nothing is changed.

mod account;
mod artefacts;
mod configuration;
mod running;

use crate::error::Result;
use crate::setup;

pub use configuration::{Configuration, Environment};

/// What is asked of `doctor`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doctor {
    /// An environment of `wrangler.toml`.
    pub environment: String,
    /// The running Worker's address.
    pub url: Option<String>,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub what: String,
    /// What came of it.
    pub verdict: Verdict,
}

/// What came of one look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is as it should be.
    Well,
    /// It is not; what to do about it.
    Lacks(String),
    /// It could not be found out; why.
    Unknown(String),
}

impl Finding {
    fn new(what: impl Into<String>, verdict: Verdict) -> Self {
        Self {
            what: what.into(),
            verdict,
        }
    }

    fn well(what: impl Into<String>) -> Self {
        Self::new(what, Verdict::Well)
    }

    fn lacks(what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::new(what, Verdict::Lacks(fix.into()))
    }

    fn unknown(what: impl Into<String>, why: impl Into<String>) -> Self {
        Self::new(what, Verdict::Unknown(why.into()))
    }

    /// A line for the screen, with what to do below it.
    pub fn told(&self) -> String {
        let what = &self.what;
        match &self.verdict {
            Verdict::Well => format!("  ok       {what}"),
            Verdict::Lacks(fix) => format!("  LACKS    {what}\n           {fix}"),
            Verdict::Unknown(why) => format!("  unknown  {what}\n           {why}"),
        }
    }
}

/// Looks at everything and tells it. Whether nothing lacks and nothing stayed unknown.
///
/// # Errors
/// `wrangler.toml` cannot be read or has no such environment, or there is no Node.
pub fn run(options: &Doctor) -> Result<bool> {
    setup::npm()?;
    let configuration = Configuration::read()?;
    let environment = configuration.environment(&options.environment)?;
    println!("The environment {}:", environment.name);
    let mut findings = artefacts::look();
    findings.extend(account::look(&environment));
    findings.extend(running::look(options.url.as_deref()));
    for finding in &findings {
        println!("{}", finding.told());
    }
    let count = |wanted: fn(&Verdict) -> bool| {
        findings
            .iter()
            .filter(|finding| wanted(&finding.verdict))
            .count()
    };
    let lacks = count(|verdict| matches!(verdict, Verdict::Lacks(_)));
    let unknown = count(|verdict| matches!(verdict, Verdict::Unknown(_)));
    println!(
        "{}",
        match (lacks, unknown) {
            (0, 0) => "Nothing lacks.".to_owned(),
            (0, _) => format!("Nothing is known to lack; {unknown} could not be found out."),
            (_, 0) => format!("{lacks} to do."),
            _ => format!("{lacks} to do; {unknown} could not be found out."),
        }
    );
    Ok(lacks == 0 && unknown == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lacks_is_told_with_what_to_do() {
        assert_eq!(Finding::well("Database").told(), "  ok       Database");
        assert_eq!(
            Finding::lacks("Database", "npx wrangler d1 create x").told(),
            "  LACKS    Database\n           npx wrangler d1 create x"
        );
    }
}
