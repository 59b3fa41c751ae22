//! How much memory workerd has, read from /proc.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The largest resident set among the workerd processes of a group, MB; 0 where the system does not say.
pub(super) fn of_workerd(group: i32) -> u64 {
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|process| std::fs::read_to_string(process.path().join("stat")).ok())
        .filter_map(|stat| of_stat(&stat, group))
        .max()
        .unwrap_or_default()
}

/// From a line of `/proc/*/stat` (proc(5)): the name in brackets, the group 3 places on, the pages 22.
fn of_stat(stat: &str, group: i32) -> Option<u64> {
    let (start, rest) = stat.rsplit_once(')')?;
    let (_, name) = start.split_once('(')?;
    let mut fields = rest.split_whitespace();
    let its_group: i32 = fields.nth(2)?.parse().ok()?;
    let pages: u64 = fields.nth(18)?.parse().ok()?;
    (name == "workerd" && its_group == group).then_some(pages * 4 / 1024)
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
        assert_eq!(of_stat(line, 40), Some(100));
        assert_eq!(of_stat(line, 41), None);
        assert_eq!(of_stat(&line.replace("workerd", "node"), 40), None);
        assert_eq!(of_stat("", 40), None);
    }
}
