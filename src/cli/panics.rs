//! What is printed when the program, or the engine on damaged data, panics.

use std::panic::{self, PanicHookInfo};

use morgue::backend::catches_panics;

use super::notes::print_line;

/// Beginnings of the names of the engine's threads. The engine turns their panics into errors.
const ENGINE_THREADS: [&str; 3] = ["thrd-tantivy", "merge_thread", "segment_updater"];

/// Replaces the message of a panic by one for users. Panics that become errors print nothing.
pub(crate) fn report_briefly() {
    panic::set_hook(Box::new(|panic| {
        if !catches_panics() && !is_of_engine() {
            print_line(&message(panic));
        }
    }));
}

fn is_of_engine() -> bool {
    let thread = std::thread::current();
    thread.name().is_some_and(|name| ENGINE_THREADS.iter().any(|engine| name.starts_with(engine)))
}

fn message(panic: &PanicHookInfo<'_>) -> String {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let payload = panic.payload();
    let text = payload.downcast_ref::<&str>().copied();
    let what = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
    format!(
        "error: morgue stopped unexpectedly at {place}: {what}\nhint: this is a bug; the index is in the state of its last commit"
    )
}
