//! How much memory workerd has: all of it, read from /proc, and the heaps of its isolates, which its inspector tells. The
//! first is mostly what V8 has not given back, and what hangs on objects that it has not collected yet.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde_json::Value;

use crate::error::{Error, Result};
use crate::run::command;
use crate::stack::Client;
use crate::{paths, setup};

/// Prints the heaps of the isolates that a campaign goes through, garbage among them, and what our own module
/// has had at most, which is given back; bytes. Its memory never becomes smaller.
///
/// # Errors
/// Node could not be started, or the Worker does not answer.
pub(super) fn told(client: &Client, group: i32) -> Result<u64> {
    let node = setup::node()?;
    let script = Path::new("tests/bench/heaps.mjs");
    let output = command(node, &paths::root())
        .arg(script)
        .arg(group.to_string())
        .output();
    let program = "node".to_owned();
    let output = output.map_err(|source| Error::Start { program, source })?;
    let heaps: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let mb = |bytes: u64| format!("{:.1}", bytes as f64 / 1e6);
    let heap = |heap: &Value| {
        let name = heap.get("name")?.as_str()?;
        Some(format!(", {name} {}", mb(heap.get("heap")?.as_u64()?)))
    };
    let heaps: String = heaps.iter().filter_map(heap).collect();
    let own = client.must("GET", "/dev/memory", None)?;
    let own: Value = serde_json::from_str(&own.body).unwrap_or_default();
    let own = own.get("wasm").and_then(Value::as_u64).unwrap_or_default();
    let all = of_workerd(group);
    println!(
        "  memory, MB: our module {}, workerd in all {all}; heaps{heaps}",
        mb(own)
    );
    Ok(own)
}

/// What a process has used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Used {
    /// Its resident set, MB.
    memory: u64,
    /// Its processor time, milliseconds.
    time: u64,
}

/// The largest resident set among the workerd processes of a group, MB; 0 where the system does not say.
pub(super) fn of_workerd(group: i32) -> u64 {
    let all = used(group);
    all.iter().map(|it| it.memory).max().unwrap_or_default()
}

/// The processor time of the workerd processes of a group, milliseconds; 0 where the system does not say.
pub(super) fn time_of_workerd(group: i32) -> u64 {
    used(group).iter().map(|it| it.time).sum()
}

fn used(group: i32) -> Vec<Used> {
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|process| std::fs::read_to_string(process.path().join("stat")).ok())
        .filter_map(|stat| of_stat(&stat, group))
        .collect()
}

/// From a line of `/proc/*/stat` (proc(5)): the name in brackets, the group 3 places on, the times 12 and 13, the pages 22.
/// A tick is 10 ms, a page 4 kB.
fn of_stat(stat: &str, group: i32) -> Option<Used> {
    let (start, rest) = stat.rsplit_once(')')?;
    let (_, name) = start.split_once('(')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let number = |place: usize| fields.get(place)?.parse::<u64>().ok();
    let its_group: i32 = fields.get(2)?.parse().ok()?;
    let used = Used {
        memory: number(21)? * 4 / 1024,
        time: (number(11)? + number(12)?) * 10,
    };
    (name == "workerd" && its_group == group).then_some(used)
}

/// Watches it until it is told to end.
pub(super) struct Watch {
    done: Arc<AtomicBool>,
    thread: JoinHandle<u64>,
}

impl Watch {
    pub(super) fn begin(group: i32) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        let end = Arc::clone(&done);
        let thread = thread::spawn(move || {
            let mut most = 0;
            while !end.load(Ordering::Relaxed) {
                most = most.max(of_workerd(group));
                thread::sleep(Duration::from_millis(100));
            }
            most
        });
        Self { done, thread }
    }

    /// The most it had.
    pub(super) fn end(self) -> u64 {
        self.done.store(true, Ordering::Relaxed);
        self.thread.join().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_stat() {
        let line = "42 (workerd) S 41 40 39 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 9 0 123 456 25600 18446744073709551615 1";
        let used = Used {
            memory: 100,
            time: 110,
        };
        assert_eq!(of_stat(line, 40), Some(used));
        assert_eq!(of_stat(line, 41), None);
        assert_eq!(of_stat(&line.replace("workerd", "node"), 40), None);
        assert_eq!(of_stat("", 40), None);
    }
}
