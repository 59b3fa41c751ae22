//! Running checks and tests one after another, and remembering what failed.

use std::process::Command;

use super::Tally;
use crate::error::Result;
use crate::run::{Output, Step, tail};

/// How much of a failed step is shown; its log has all.
const SHOWN_LINES: usize = 300;

/// All steps of one run.
#[derive(Debug)]
pub(super) struct Suite {
    filter: Option<String>,
    tally: Tally,
    failed: Vec<String>,
}

impl Suite {
    pub(super) const fn new(filter: Option<String>) -> Self {
        Self {
            filter,
            tally: Tally {
                passed: 0,
                failed: 0,
            },
            failed: Vec::new(),
        }
    }

    pub(super) const fn tally(&self) -> Tally {
        self.tally
    }

    /// The names of the steps that failed.
    pub(super) fn failed(&self) -> &[String] {
        &self.failed
    }

    pub(super) fn filter(&self) -> Option<&str> {
        self.filter.as_deref()
    }

    /// Something around the tests failed, which was told already.
    pub(super) fn broken(&mut self) {
        self.count("set-up or build", Tally::check(false));
    }

    /// Runs a program whose success is one check.
    pub(super) fn check(&mut self, name: &str, mut command: Command) -> Result<()> {
        let step = Step::begin(name);
        let output = step.output(&mut command)?;
        self.count(name, Tally::check(output.success));
        if output.success {
            step.done();
        } else {
            drop(step);
            show(&output);
        }
        Ok(())
    }

    /// Runs a program that runs tests, only those that match the filter if there is one (a program of cargo's takes it
    /// as its last word).
    pub(super) fn tests(&mut self, name: &str, mut command: Command) -> Result<()> {
        let step = Step::begin(name);
        if let Some(filter) = &self.filter
            && command.get_program() == "cargo"
        {
            command.args(["--", filter]);
        }
        // A failed assertion says where it stands; forty lines of the test runner's own frames say nothing.
        let output = step.output(command.env("RUST_BACKTRACE", "0"))?;
        let tally = Tally::of_tests(&output.text, output.success, self.filter.is_none());
        self.count(name, tally);
        if tally.failed == 0 {
            step.end(&format!("{} passed", tally.passed));
        } else {
            step.end(&tally.to_string());
            show(&output);
        }
        Ok(())
    }

    /// The size budgets are one check: a broken one fails the run, which goes on, because what is
    /// too large can still be right.
    pub(super) fn budgets(&mut self, report: Result<()>) {
        self.count("size budgets", Tally::check(report.is_ok()));
        if let Err(error) = report {
            println!("  {error}");
        }
    }

    fn count(&mut self, name: &str, tally: Tally) {
        self.tally = self.tally.and(tally);
        if tally.failed > 0 {
            self.failed.push(name.to_owned());
        }
    }
}

/// Prints a failed program's output without the tests that passed.
fn show(output: &Output) {
    let told: Vec<&str> = output
        .text
        .lines()
        .filter(|line| !line.ends_with(" ... ok") && !line.starts_with("   Compiling "))
        .collect();
    println!("\n{}\n", tail(&told.join("\n"), SHOWN_LINES));
    println!("  All of it: {}\n", output.log.display());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[test]
    fn a_broken_budget_is_one_failed_check() {
        let mut suite = Suite::new(None);
        suite.budgets(Ok(()));
        assert_eq!((suite.tally().passed, suite.tally().failed), (1, 0));
        let names = vec!["element".to_owned(), "Worker".to_owned()];
        suite.budgets(Err(Error::OverBudget { names }));
        assert_eq!((suite.tally().passed, suite.tally().failed), (1, 1));
        assert_eq!(suite.failed(), ["size budgets"]);
    }
}
