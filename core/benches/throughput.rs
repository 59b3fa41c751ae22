//! How fast counting is, natively: gigabytes of UTF-8 a second, and nanoseconds for one text.
//!
//! `cargo bench -p mitto-core` prints the tables. The build is `[profile.bench]`, optimised
//! for speed, while what ships is WebAssembly optimised for size: this says how fast the
//! algorithm is, not how fast a browser is. Figures of different machines do not compare;
//! the ratio to the naive implementation of the tests, taken in the same run, does.

// The tests read fields of it that are not measured here.
#[allow(dead_code)]
#[path = "../tests/naive/mod.rs"]
mod naive;

use std::hint::black_box;
use std::time::{Duration, Instant};

use mitto_core::count::{count, count_utf16, split};

/// Long enough that nothing but the loop matters, short enough for the cache.
const LONG: usize = 64 * 1024;
const ROUNDS: usize = 15;

fn main() {
    // `cargo test --all-targets` runs this as well, to see that it runs.
    let budget = match std::env::args().any(|arg| arg == "--bench") {
        true => Duration::from_millis(8),
        false => Duration::ZERO,
    };

    println!("Counting, native, {} kB a text", LONG / 1024);
    println!(
        "{:<38} {:>9} {:>9} {:>9} {:>8}",
        "", "count", "utf16", "naive", "ratio"
    );
    let mut ascii = None;
    for (name, pattern) in TEXTS {
        let text = repeat_to(pattern, LONG);
        let times = Times::measure(&text, budget);
        let gigabytes = |time: Duration| text.len() as f64 / time.as_nanos().max(1) as f64;
        // The first row is the one that has a budget.
        ascii.get_or_insert(gigabytes(times.count));
        println!(
            "{name:<38} {:>4.2} GB/s {:>4.2} GB/s {:>4.2} GB/s {:>7.0}x",
            gigabytes(times.count),
            gigabytes(times.utf16),
            gigabytes(times.naive),
            times.ratio(),
        );
    }
    let ascii = ascii.unwrap_or_default();
    println!("budget: at least 1 GB/s of long ASCII; measured {ascii:.2} GB/s\n");

    println!("Counting, native, one text");
    println!(
        "{:<38} {:>9} {:>9} {:>9} {:>9} {:>8}",
        "", "count", "utf16", "split", "naive", "ratio"
    );
    for (name, pattern, characters) in SHORT {
        let text: String = pattern.chars().cycle().take(*characters).collect();
        let times = Times::measure(&text, budget);
        println!(
            "{name:<38} {:>6} ns {:>6} ns {:>6} ns {:>6} ns {:>7.0}x",
            times.count.as_nanos(),
            times.utf16.as_nanos(),
            times.split.as_nanos(),
            times.naive.as_nanos(),
            times.ratio(),
        );
    }
}

const ASCII: &str = "Hello Anna, your parcel arrives on Monday at 10. Reply STOP to opt out. ";
const GERMAN: &str = "Grüße aus Zürich! Ihr Päckchen für 5 € kommt am Montag [10:30]. ";
const RUSSIAN: &str = "Здравствуйте, Анна! Ваша посылка придёт в понедельник. ";
const EMOJI: &str = "😀🎉👍🏽";

const TEXTS: &[(&str, &str)] = &[
    ("ASCII", ASCII),
    ("GSM-7, accents and extension", GERMAN),
    ("GSM-7, extension characters only", "[]{}€"),
    ("UCS-2, Cyrillic", RUSSIAN),
    ("UCS-2, emoji only", EMOJI),
    ("UCS-2, ASCII after one curly quote", "’"),
];

const SHORT: &[(&str, &str, usize)] = &[
    ("20 characters, ASCII", ASCII, 20),
    ("160 characters, ASCII", ASCII, 160),
    ("160 characters, GSM-7 with extension", GERMAN, 160),
    ("1,600 characters, ASCII", ASCII, 1_600),
    ("1,600 characters, Cyrillic", RUSSIAN, 1_600),
    ("1,600 characters, emoji", EMOJI, 1_600),
];

/// `pattern` again and again; a single character is followed by ASCII instead.
fn repeat_to(pattern: &str, bytes: usize) -> String {
    match pattern.chars().count() {
        1 => format!("{pattern}{}", repeat_to(ASCII, bytes)),
        _ => pattern.repeat(bytes / pattern.len()),
    }
}

struct Times {
    count: Duration,
    utf16: Duration,
    split: Duration,
    naive: Duration,
}

impl Times {
    fn measure(text: &str, budget: Duration) -> Self {
        let utf16: Vec<u16> = text.encode_utf16().collect();
        Self {
            count: median(budget, || count(black_box(text)).segments()),
            utf16: median(budget, || count_utf16(black_box(&utf16)).segments()),
            split: median(budget, || {
                split(black_box(text)).map_or(0, |segments| segments.iter().count())
            }),
            naive: median(budget, || naive::count(black_box(text)).segments.len()),
        }
    }

    fn ratio(&self) -> f64 {
        self.naive.as_secs_f64() / self.count.as_secs_f64().max(1e-9)
    }
}

/// The median time of one call, over rounds that take about `budget` each.
fn median(budget: Duration, mut call: impl FnMut() -> usize) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let mut calls = 0;
            let start = now();
            loop {
                // Enough calls between two looks at the clock that it does not count.
                (0..16).for_each(|_| {
                    black_box(call());
                });
                calls += 16;
                let elapsed = start.elapsed();
                if elapsed >= budget {
                    return elapsed / calls;
                }
            }
        })
        .collect();
    times.sort_unstable();
    times.get(ROUNDS / 2).copied().unwrap_or_default()
}

// Core has no clock; a benchmark is made of one, and runs natively only.
#[allow(clippy::disallowed_methods)]
fn now() -> Instant {
    Instant::now()
}
