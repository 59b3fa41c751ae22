//! The elements in pages of every kind: several of them, moved, taken out a thousand times, and in every state of their stories.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod dialog;
mod leaks;
mod moved;
mod several;
mod stories;

/// What axe-core finds wrong, but for landmarks of one name: where the same element stands many times, its regions are called
/// alike.
async fn violations(browser: &mitto_tests::browser::Browser) -> Vec<serde_json::Value> {
    let found = browser.violations().await;
    let found = found.as_array().unwrap().iter();
    found
        .filter(|one| one[0] != "landmark-unique")
        .cloned()
        .collect()
}

/// The stack the tests share.
fn base() -> String {
    mitto_tests::variable("MITTO_BASE_URL")
}
