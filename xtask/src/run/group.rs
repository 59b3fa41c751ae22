//! Programs started so that they, and whatever they start, end with us.
//!
//! Each runs in its own process group: `wrangler dev` starts `workerd` as a grandchild, and only a signal to the group
//! reaches it. Groups end when their [`Group`] is dropped (a failed start, a panicking test), and on Ctrl-C, SIGTERM or
//! a closed terminal, for which the first start installs a handler.

use std::collections::BTreeSet;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus};
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

/// Groups that run now, by the id of their first process.
static RUNNING: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());

/// Exit status after a signal. 130 is the shells' convention for Ctrl-C; `dev` ends that way in good order and sets 0.
static EXIT_STATUS: AtomicI32 = AtomicI32::new(130);

/// How long a program may take to end by itself when asked to.
const PATIENCE: Duration = Duration::from_secs(3);

/// A running program with its descendants.
#[derive(Debug)]
pub struct Group {
    child: Child,
    id: i32,
}

impl Group {
    /// Starts the program in a group of its own.
    ///
    /// # Errors
    /// What the system said when it could not be started.
    pub fn spawn(command: &mut Command) -> io::Result<Self> {
        stop_with_us();
        // Held across the start: the signal handler takes it too, so that no program starts unseen by it.
        let mut running = running();
        let child = command.process_group(0).spawn()?;
        let id = child.id().cast_signed();
        running.insert(id);
        Ok(Self { child, id })
    }

    /// The group's id.
    pub const fn id(&self) -> i32 {
        self.id
    }

    /// The first process's exit status, if it ended.
    ///
    /// # Errors
    /// What the system said when it could not be asked.
    pub fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }

    /// Waits until the first process ends.
    ///
    /// # Errors
    /// What the system said when it could not be asked.
    pub fn wait(&mut self) -> io::Result<ExitStatus> {
        let status = self.child.wait();
        running().remove(&self.id);
        status
    }

    /// Ends all of the group at once, as a power cut would (SIGKILL).
    pub fn kill(&mut self) {
        let _ = killpg(Pid::from_raw(self.id), Signal::SIGKILL);
        let _ = self.child.wait();
        running().remove(&self.id);
    }

    /// Asks the group to end (SIGTERM), and kills what is left after a moment.
    pub fn stop(&mut self) {
        let _ = killpg(Pid::from_raw(self.id), Signal::SIGTERM);
        wait_gone(&[self.id], PATIENCE, || {
            let _ = self.child.try_wait();
        });
        self.kill();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // While a signal is being handled this waits for ever, so that no error about a vanished program is printed.
        if running().contains(&self.id) {
            self.kill();
        }
    }
}

/// From now on a signal is the normal end of this program.
pub fn signal_is_normal_end() {
    EXIT_STATUS.store(0, Ordering::Relaxed);
}

fn running() -> MutexGuard<'static, BTreeSet<i32>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits until no process of the groups is left; `reap` collects those of our own children that ended.
fn wait_gone(ids: &[i32], patience: Duration, mut reap: impl FnMut()) {
    let until = Instant::now() + patience;
    while Instant::now() < until {
        reap();
        if ids
            .iter()
            .all(|id| killpg(Pid::from_raw(*id), None).is_err())
        {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// Installs the signal handler, once a process. If somebody else installed one, that one decides.
fn stop_with_us() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = ctrlc::set_handler(|| {
            // Never released: nothing may start any more.
            let running = running();
            let ids: Vec<i32> = running.iter().copied().collect();
            for id in &ids {
                let _ = killpg(Pid::from_raw(*id), Signal::SIGTERM);
            }
            wait_gone(&ids, PATIENCE, reap_children);
            for id in &ids {
                let _ = killpg(Pid::from_raw(*id), Signal::SIGKILL);
            }
            let status = EXIT_STATUS.load(Ordering::Relaxed);
            println!(
                "\nStopped{}.",
                if status == 0 {
                    " all that was started"
                } else {
                    ""
                }
            );
            std::process::exit(status);
        });
    });
}

/// A child that ended stays as a zombie, and counts as alive, until somebody asks for its status.
fn reap_children() {
    use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
    while let Ok(status) = waitpid(None, Some(WaitPidFlag::WNOHANG)) {
        if status == WaitStatus::StillAlive {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::process::Stdio;

    use super::*;

    /// A shell whose own child holds the other end of the pipe and would for ten minutes.
    fn family() -> (Group, std::process::ChildStdout) {
        let mut shell = Command::new("sh");
        shell.args(["-c", "sleep 600 & echo started; wait"]);
        let mut group = Group::spawn(shell.stdout(Stdio::piped())).unwrap();
        let mut pipe = group.child.stdout.take().unwrap();
        let mut started = [0; 8];
        pipe.read_exact(&mut started).unwrap();
        (group, pipe)
    }

    /// Ends only when nobody holds the other end any more.
    fn read_to_the_end(mut pipe: std::process::ChildStdout) {
        let mut rest = String::new();
        pipe.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
    }

    #[test]
    fn a_dropped_group_takes_its_grandchildren_along() {
        let (group, pipe) = family();
        drop(group);
        read_to_the_end(pipe);
    }

    #[test]
    fn a_stopped_group_takes_its_grandchildren_along() {
        let (mut group, pipe) = family();
        group.stop();
        read_to_the_end(pipe);
        assert!(!running().contains(&group.id));
    }

    #[test]
    fn a_program_that_ended_by_itself_is_not_signalled_later() {
        let mut group = Group::spawn(&mut Command::new("true")).unwrap();
        assert!(group.wait().unwrap().success());
        assert!(!running().contains(&group.id));
    }
}
