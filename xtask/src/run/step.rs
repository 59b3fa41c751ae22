//! One step: a line on the screen, a program that runs to its end, its output in a log file.

use std::fs::File;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::Group;
use crate::error::{Error, Result};
use crate::paths;

/// Longest time any step may take. A cold `cargo install` on two cores takes four minutes; CI gives 90 for everything.
const LIMIT: Duration = Duration::from_secs(40 * 60);

/// How much of a failed step's output is shown.
const SHOWN_LINES: usize = 80;

/// A program to be started in `dir`: no stdin, npm's programs (and its Node 22) first on PATH, no questions asked.
pub fn command(program: impl AsRef<Path>, dir: &Path) -> Command {
    let mut first = Vec::new();
    if let Some(node) =
        crate::setup::bundled_node().and_then(|node| Some(node.parent()?.to_path_buf()))
    {
        first.push(node);
    }
    first.push(paths::npm_bin());
    let mut command = Command::new(program.as_ref());
    command
        .current_dir(dir)
        .stdin(Stdio::null())
        .env("PATH", paths::path_with(&first))
        .env("CI", "true")
        .env("NO_COLOR", "1")
        .env("CARGO_TERM_COLOR", "never");
    command
}

/// A line on the screen that tells what is going on, and how long it took.
#[derive(Debug)]
pub struct Step {
    name: String,
    began: Instant,
    /// Whether the line has been ended.
    told: bool,
}

/// What a step's program left.
#[derive(Debug)]
pub struct Output {
    /// Whether it ended with status 0.
    pub success: bool,
    /// What it printed, both streams.
    pub text: String,
    /// The file that holds the same.
    pub log: PathBuf,
}

impl Step {
    /// Begins a line: `  npm packages …`.
    pub fn begin(name: impl Into<String>) -> Self {
        let name = name.into();
        print!("  {name} …");
        let _ = io::stdout().flush();
        Self {
            name,
            began: Instant::now(),
            told: false,
        }
    }

    /// Ends the line: ` done in 12 s`.
    pub fn done(self) {
        self.end("done");
    }

    /// Ends the line with `what` and the time it took.
    pub fn end(mut self, what: &str) {
        self.redraw("");
        println!(" {what} in {}", seconds(self.began.elapsed()));
        self.told = true;
    }

    /// Runs the program to its end and returns what it printed.
    ///
    /// # Errors
    /// It could not be started, took too long, or its log could not be written.
    pub fn output(&self, command: &mut Command) -> Result<Output> {
        let log = paths::logs().join(format!("{}.log", file_name(&self.name)));
        paths::write(&log, "")?;
        let file = File::options()
            .append(true)
            .open(&log)
            .map_err(Error::file(&log))?;
        let both = file.try_clone().map_err(Error::file(&log))?;
        let program = command.get_program().to_string_lossy().into_owned();
        let mut group = Group::spawn(command.stdout(file).stderr(both))
            .map_err(|source| Error::Start { program, source })?;
        let status = loop {
            if let Some(status) = group.ended().map_err(Error::file(&log))? {
                break status;
            }
            if self.began.elapsed() > LIMIT {
                return Err(Error::TooLong {
                    step: self.name.clone(),
                    limit: LIMIT,
                    log,
                });
            }
            self.tick();
            thread::sleep(Duration::from_millis(25));
        };
        let bytes = std::fs::read(&log).map_err(Error::file(&log))?;
        Ok(Output {
            success: status.success(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
            log,
        })
    }

    /// Runs the program to its end; its failure is the step's.
    ///
    /// # Errors
    /// As [`Self::output`], and a status other than 0.
    pub fn run(&self, command: &mut Command) -> Result<String> {
        self.checked(self.output(command)?)
    }

    /// Turns a program's failure into the step's.
    ///
    /// # Errors
    /// The program's status was not 0.
    pub fn checked(&self, output: Output) -> Result<String> {
        if output.success {
            return Ok(output.text);
        }
        Err(Error::Step {
            step: self.name.clone(),
            output: tail(&output.text, SHOWN_LINES),
            log: output.log,
        })
    }

    /// On a terminal, shows that a long step is alive.
    fn tick(&self) {
        let elapsed = self.began.elapsed();
        if elapsed > Duration::from_secs(2) && elapsed.subsec_millis() < 25 {
            self.redraw(&format!(" {}", seconds(elapsed)));
        }
    }

    fn redraw(&self, more: &str) {
        if io::stdout().is_terminal() {
            // Erase to the end of the line, so that a shorter text leaves nothing behind.
            print!("\r  {} …{more}\x1b[K", self.name);
            let _ = io::stdout().flush();
        }
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        if !self.told {
            self.redraw("");
            println!(" failed after {}", seconds(self.began.elapsed()));
        }
    }
}

fn seconds(time: Duration) -> String {
    if time < Duration::from_secs(10) {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} s", time.as_secs())
    }
}

/// A step's name as a file name.
fn file_name(step: &str) -> String {
    let mut name = String::new();
    for part in step
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '.')
        .filter(|part| !part.is_empty())
    {
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(&part.to_ascii_lowercase());
    }
    name
}

/// The last lines of a text.
pub fn tail(text: &str, lines: usize) -> String {
    let all: Vec<&str> = text.trim_end().lines().collect();
    let skip = all.len().saturating_sub(lines);
    all.into_iter().skip(skip).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_s_log_has_a_plain_name() {
        assert_eq!(file_name("Worker (development)"), "worker-development");
        assert_eq!(file_name("wasm-bindgen 0.2.130"), "wasm-bindgen-0.2.130");
    }

    #[test]
    fn the_tail_keeps_the_last_lines() {
        assert_eq!(tail("a\nb\nc\n\n", 2), "b\nc");
        assert_eq!(tail("a", 2), "a");
        assert_eq!(tail("", 2), "");
    }
}
