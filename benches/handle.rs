//! Measures the cost of many searches through one handle, one at a time and on several threads.
//!
//! `cargo bench --bench handle -- INDEX [THREADS]` runs 1,000 searches for words, phrases and quotations on an index of English news: five
//! times, alternately one at a time and on THREADS threads (2 by default). It prints the lowest wall-clock time, because other work on
//! the machine only adds to it, and the lowest processor time if the system has `/proc`. Without an index, it measures
//! nothing.

#![expect(clippy::print_stdout, reason = "figures are what it is for")]

use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use morgue::archive::{ArchiveHandle, SearchRequest};

const SEARCHES: usize = 1_000;
const ROUNDS: usize = 5;

const WORDS: [&str; 24] = [
    "budget",
    "deficit",
    "interest",
    "rates",
    "oil",
    "prices",
    "trade",
    "talks",
    "bank",
    "shares",
    "government",
    "market",
    "exports",
    "dollar",
    "president",
    "agreement",
    "workers",
    "strike",
    "wheat",
    "company",
    "tax",
    "foreign",
    "debt",
    "growth",
];

const PHRASES: [&str; 8] = [
    "interest rates",
    "oil prices",
    "trade deficit",
    "central bank",
    "foreign exchange",
    "last year",
    "first quarter",
    "prime minister",
];

/// Runs the search with this number. A third of the searches are for quotations, and a third have a phrase.
fn search(handle: &ArchiveHandle, number: usize, now: &jiff::Zoned) -> usize {
    let word = |step: usize| WORDS[(number * step + number / WORDS.len()) % WORDS.len()];
    let archive = handle.archive().expect("the index can be read");
    let request = |query: String| SearchRequest::new(query, now.clone());
    let total = match number % 3 {
        0 => archive.search(&request(format!("{} {}", word(5), word(7)))).map(|found| found.summary.total),
        1 => {
            let phrase = PHRASES[number % PHRASES.len()];
            archive.search(&request(format!("\"{phrase}\" {}", word(5)))).map(|found| found.summary.total)
        }
        _ => archive.quotes(&request(word(5).to_owned())).map(|found| found.summary.total),
    };
    total.expect("the index can be read")
}

/// Runs all searches on this number of threads. Returns the wall-clock time and the processor time.
fn asked(handle: &ArchiveHandle, threads: usize, now: &jiff::Zoned) -> (Duration, Option<Duration>) {
    let (next, found) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (start, processor) = (Instant::now(), processor_time());
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= SEARCHES {
                        break;
                    }
                    found.fetch_add(search(handle, number, now), Ordering::Relaxed);
                }
            });
        }
    });
    assert!(found.load(Ordering::Relaxed) > 0, "nothing is found in this index");
    (start.elapsed(), processor_time().zip(processor).map(|(after, before)| after - before))
}

/// Returns the processor time of this process so far, to a hundredth of a second.
fn processor_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(Duration::from_millis(10 * (user + system)))
}

fn least(times: impl Iterator<Item = Duration>) -> f64 {
    times.min().map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
}

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
    let Some(index) = arguments.next() else { return };
    let threads = arguments.next().map_or(2, |threads| threads.parse().expect("a number of threads"));
    let now: jiff::Zoned = "2026-12-01T00:00:00Z[UTC]".parse().expect("a valid time");
    let handle = ArchiveHandle::open(Path::new(&index)).expect("the index can be read");
    let start = Instant::now();
    (0..SEARCHES).for_each(|_| drop(handle.archive().expect("the index can be read")));
    println!("look for a newer state    {:8.1} us", start.elapsed().as_secs_f64() * 1e6 / SEARCHES as f64);
    asked(&handle, threads, &now);
    let (mut single, mut several) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        single.push(asked(&handle, 1, &now));
        several.push(asked(&handle, threads, &now));
    }
    let wall = |times: &[(Duration, Option<Duration>)]| least(times.iter().map(|(wall, _)| *wall));
    let processor =
        |times: &[(Duration, Option<Duration>)]| least(times.iter().filter_map(|(_, processor)| *processor));
    for (name, times) in [("one at a time", &single), ("on several threads", &several)] {
        println!("{name:<20} {:8.0} ms, {:8.0} ms of processor time", wall(times), processor(times));
    }
    println!("{threads} threads: {:.2} times as fast", wall(&single) / wall(&several));
}
