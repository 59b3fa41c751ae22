//! How large the artefacts are, against their budgets.

use std::ffi::OsStr;
use std::path::PathBuf;

use super::{Variant, element, languages};
use crate::error::{Error, Result};
use crate::run::{Step, command};
use crate::{paths, setup};

/// Compresses with the zlib and brotli inside Node, which are the ones of the command lines.
const SCRIPT: &str = include_str!("sizes.mjs");

/// A limit on the sum of some artefacts.
#[derive(Debug)]
pub struct Budget {
    /// What is limited.
    pub name: &'static str,
    /// Bytes now.
    pub bytes: u64,
    /// Bytes allowed.
    pub limit: u64,
    /// Bytes above the limit that are known and owed: printed as OVER, and a run fails only beyond them.
    pub owed: u64,
}

impl Budget {
    /// Does it hold?
    pub const fn holds(&self) -> bool {
        self.bytes <= self.limit
    }

    /// Is it over by more than is owed and a hundredth? Less is told, and stops nobody: compilers differ by that much.
    pub const fn is_broken(&self) -> bool {
        self.bytes > self.limit + self.owed + self.limit / 100
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sizes {
    raw: u64,
    pub(super) gzip: u64,
    pub(super) brotli: u64,
}

/// Prints the table of the release artefacts.
///
/// # Errors
/// An artefact is missing, or [`Error::OverBudget`].
pub fn report() -> Result<()> {
    let files: [(&str, PathBuf); 10] = [
        ("dist/mitto-sms.js, with styles", element::ELEMENT.script()),
        ("dist/mitto-sms_bg.wasm", element::ELEMENT.wasm()),
        (
            "dist/mitto-sms-list.js, with styles",
            element::LIST.script(),
        ),
        ("dist/mitto-sms-list_bg.wasm", element::LIST.wasm()),
        (
            "dist/mitto-sms-campaign.js, with styles",
            element::CAMPAIGN.script(),
        ),
        ("dist/mitto-sms-campaign_bg.wasm", element::CAMPAIGN.wasm()),
        ("dist/mitto-sms-app.js, with styles", element::APP.script()),
        ("dist/mitto-sms-app_bg.wasm", element::APP.wasm()),
        ("dist/worker/index.js", Variant::Release.script()),
        (
            "dist/worker/index_bg.wasm",
            Variant::Release.dir().join("worker/index_bg.wasm"),
        ),
    ];
    let sizes = measure(files.each_ref().map(|(_, path)| path))?;
    let [
        script,
        wasm,
        list,
        list_wasm,
        campaign,
        campaign_wasm,
        _,
        _,
        _,
        worker_wasm,
    ] = sizes;
    println!(
        "\n  {:<41}{:>10}{:>10}{:>10}",
        "bytes", "raw", "gzip", "brotli"
    );
    for ((name, _), sizes) in files.iter().zip(sizes) {
        println!(
            "  {name:<41}{:>10}{:>10}{:>10}",
            sizes.raw, sizes.gzip, sizes.brotli
        );
    }
    let budgets = [
        Budget {
            name: "element (wasm + js + styles), brotli",
            bytes: script.brotli + wasm.brotli,
            limit: 45_000,
            owed: 0,
        },
        Budget {
            name: "list (wasm + js + styles), brotli",
            bytes: list.brotli + list_wasm.brotli,
            limit: 40_000,
            owed: 0,
        },
        Budget {
            name: "campaign (wasm + js + styles), brotli",
            bytes: campaign.brotli + campaign_wasm.brotli,
            limit: 67_000,
            owed: 0,
        },
        Budget {
            name: "Worker wasm, gzip",
            bytes: worker_wasm.gzip,
            limit: 350_000,
            owed: 0,
        },
    ];
    for name in languages::names()? {
        let [sizes] = measure([&languages::file(&name)])?;
        println!(
            "  {:<41}{:>10}{:>10}{:>10}",
            format!("dist/{}", languages::file_name(&name)),
            sizes.raw,
            sizes.gzip,
            sizes.brotli
        );
    }
    println!();
    for budget in &budgets {
        let Budget {
            name, bytes, limit, ..
        } = budget;
        let verdict = if budget.holds() { "ok" } else { "OVER" };
        println!("  {name:<40}{bytes:>8} of {limit:>7}  {verdict}");
    }
    println!();
    let over: Vec<String> = budgets
        .iter()
        .filter(|budget| budget.is_broken())
        .map(|budget| budget.name.to_owned())
        .collect();
    if over.is_empty() {
        Ok(())
    } else {
        Err(Error::OverBudget { names: over })
    }
}

fn measure<const N: usize>(files: [&PathBuf; N]) -> Result<[Sizes; N]> {
    let step = Step::begin("sizes");
    let sizes = of(&step, &files)?;
    step.done();
    sizes.try_into().map_err(|_| Error::Malformed {
        what: "The sizes printed by Node".to_owned(),
        why: format!("They are not {N}"),
    })
}

/// The sizes of each file.
pub(super) fn of(step: &Step, files: &[impl AsRef<OsStr>]) -> Result<Vec<Sizes>> {
    let text = step.run(
        command(setup::node()?, &paths::root())
            .args(["--input-type=module", "--eval", SCRIPT, "--"])
            .args(files),
    )?;
    let sizes: Option<Vec<Sizes>> = text.lines().map(parse).collect();
    sizes
        .filter(|sizes| sizes.len() == files.len())
        .ok_or(Error::Malformed {
            what: "The sizes printed by Node".to_owned(),
            why: text,
        })
}

fn parse(line: &str) -> Option<Sizes> {
    let (raw, gzip, brotli) = serde_json::from_str(line).ok()?;
    Some(Sizes { raw, gzip, brotli })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_sizes_is_read() {
        let sizes = Sizes {
            raw: 3,
            gzip: 2,
            brotli: 1,
        };
        assert_eq!(parse("[3,2,1]"), Some(sizes));
        assert_eq!(parse("Error: ENOENT"), None);
    }

    #[test]
    fn a_budget_holds_up_to_its_limit() {
        let budget = |bytes| Budget {
            name: "x",
            bytes,
            limit: 10,
            owed: 0,
        };
        assert!(budget(10).holds());
        assert!(!budget(11).holds());
        let budget = |bytes| Budget {
            name: "x",
            bytes,
            limit: 1_000,
            owed: 0,
        };
        assert!(!budget(1_010).is_broken() && budget(1_011).is_broken());
    }
}
