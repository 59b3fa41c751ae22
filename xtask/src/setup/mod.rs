//! What must be on the machine before anything is built. Each part is installed only if it is missing, and every
//! function here returns at once, silently, if there is nothing to do.

mod browser;
mod cargo_tools;
mod debian;
mod npm;
mod python;

pub use browser::{Browser, browser};
pub use cargo_tools::{Tools, rust_version, tools, wasm_target};
pub use npm::{bundled_node, node, npm, salesforce};
pub use python::{python, python_tools};

/// Did the program fail because it has no network?
///
/// npm and cargo have no exit status for it, only words.
fn looks_offline(output: &str) -> bool {
    [
        "ENOTFOUND",
        "EAI_AGAIN",
        "ECONNREFUSED",
        "ETIMEDOUT",
        "ECONNRESET",
        "Could not resolve host",
        "failed to download",
        "spurious network error",
        "Couldn't connect to server",
        "download of config.json failed",
        "Failed to establish a new connection",
    ]
    .iter()
    .any(|sign| output.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::looks_offline;

    #[test]
    fn a_missing_network_is_told_from_a_broken_build() {
        assert!(looks_offline(
            "npm error code EAI_AGAIN\nnpm error syscall getaddrinfo"
        ));
        assert!(looks_offline(
            "Caused by:\n  [6] Could not resolve hostname (Could not resolve host: index.crates.io)"
        ));
        assert!(!looks_offline(
            "error[E0308]: mismatched types\nerror: could not compile `x`"
        ));
    }
}
