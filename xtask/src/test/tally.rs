//! Adding up what test runners print.

use std::fmt;

/// How many tests and checks passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Passed.
    pub passed: u32,
    /// Failed.
    pub failed: u32,
}

impl Tally {
    /// Of one check that is no test of its own: formatting, a lint run, a size budget.
    pub const fn check(passed: bool) -> Self {
        Self {
            passed: passed as u32,
            failed: !passed as u32,
        }
    }

    /// Of what `cargo test` or `node --test` printed and whether it ended well. What failed without a test that did
    /// (code that does not compile, a crash), and a run that ran nothing though it `must`, counts as one failure.
    pub fn of_tests(output: &str, success: bool, must: bool) -> Self {
        let mut sum = output
            .lines()
            .filter_map(line)
            .fold(Self::default(), |sum, one| sum.and(one));
        let silent = sum.failed == 0 && !success;
        let empty = must && sum == Self::default();
        if silent || empty {
            sum.failed += 1;
        }
        sum
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// `test result: ok. 12 passed; 0 failed; …` of cargo; `# pass 12` and `# fail 0` of Node (TAP).
fn line(line: &str) -> Option<Tally> {
    if let Some(result) = line.strip_prefix("test result: ") {
        let (_, counts) = result.split_once(". ")?;
        let mut counts = counts.split("; ");
        return Some(Tally {
            passed: counts.next()?.strip_suffix(" passed")?.parse().ok()?,
            failed: counts.next()?.strip_suffix(" failed")?.parse().ok()?,
        });
    }
    let (word, count) = line.strip_prefix("# ")?.split_once(' ')?;
    let count = count.parse().ok()?;
    match word {
        "pass" => Some(Tally {
            passed: count,
            failed: 0,
        }),
        "fail" | "cancelled" => Some(Tally {
            passed: 0,
            failed: count,
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn tally(output: &str, success: bool, passed: u32, failed: u32) {
        let found = Tally::of_tests(output, success, true);
        assert_eq!(found, Tally { passed, failed });
    }

    #[test]
    fn cargo_s_results_are_added_up() {
        let output = "running 2 tests\ntest a ... ok\n\
            test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
            test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n";
        tally(output, false, 5, 1);
    }

    #[test]
    fn node_s_results_are_added_up() {
        tally(
            "# tests 3\n# suites 0\n# pass 2\n# fail 1\n# cancelled 0\n# duration_ms 9.1",
            false,
            2,
            1,
        );
    }

    #[test]
    fn a_failure_without_a_failed_test_counts_as_one() {
        tally("error: could not compile `x`", false, 0, 1);
        tally(
            "test result: ok. 2 passed; 0 failed; 0 ignored",
            false,
            2,
            1,
        );
    }

    #[test]
    fn nothing_run_is_a_failure_unless_a_filter_may_leave_all_out() {
        let output = "test result: ok. 0 passed; 0 failed; 0 ignored";
        assert_eq!(Tally::of_tests(output, true, true).failed, 1);
        assert_eq!(Tally::of_tests(output, true, false).failed, 0);
    }

    #[test]
    fn the_closing_line_has_the_form_that_ci_reads() {
        let tally = Tally {
            passed: 312,
            failed: 0,
        };
        assert_eq!(tally.to_string(), "312 passed, 0 failed");
    }
}
