//! Divides the work for one request among the cores. Input: items, and what is done with some of them. Output: the results in
//! the order of the items.

use std::{
    panic::resume_unwind,
    sync::{Mutex, PoisonError},
    thread::{self, Builder},
};

use crate::deadline::{Deadline, Entered};

/// Maximum number of threads.
const MOST_THREADS: usize = 4;

/// Calls `work` with parts of `items` of `part_size` each, the last one smaller. Returns the results in order.
///
/// The calling thread works too, and the deadlines that it entered apply on all threads. If there is only one part, or the
/// system starts no thread, it does all the work.
pub(crate) fn on_all_cores<T: Send, R: Send>(
    items: Vec<T>,
    part_size: usize,
    work: impl Fn(Vec<T>) -> R + Sync,
) -> Vec<R> {
    let mut parts = Vec::new();
    let mut items = items.into_iter();
    while items.len() > 0 {
        parts.push(items.by_ref().take(part_size.max(1)).collect::<Vec<T>>());
    }
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let threads = cores.min(MOST_THREADS).min(parts.len());
    if threads <= 1 {
        return parts.into_iter().map(work).collect();
    }
    let left = Mutex::new(parts.into_iter().enumerate());
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
    let run = || {
        let mut done = Vec::new();
        while let Some((number, part)) = next() {
            done.push((number, work(part)));
        }
        done
    };
    let deadlines = Deadline::entered();
    let run_elsewhere = || {
        let _entered: Vec<Entered> = deadlines.iter().map(Deadline::enter).collect();
        run()
    };
    let mut done = thread::scope(|scope| {
        let others: Vec<_> =
            (1..threads).filter_map(|_| Builder::new().spawn_scoped(scope, run_elsewhere).ok()).collect();
        let mut done = run();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::deadline::check;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        for (count, part_size) in [(0, 3), (1, 3), (3, 3), (1_000, 7), (5, 0)] {
            let sums = on_all_cores((0..count).collect(), part_size, |part: Vec<usize>| part);
            assert_eq!(sums.concat(), (0..count).collect::<Vec<_>>(), "{count} by {part_size}");
            assert!(sums.iter().all(|part| part.len() <= part_size.max(1)));
        }
    }

    #[test]
    fn deadlines_apply_to_all_parts() {
        let _entered = Deadline::after(Duration::ZERO).enter();
        let results = on_all_cores((0..100).collect(), 1, |_: Vec<usize>| check());
        assert!(results.iter().all(Result::is_err));
    }

    #[test]
    #[should_panic(expected = "part 70")]
    fn a_panic_is_passed_on() {
        on_all_cores((0..100).collect(), 1, |part: Vec<usize>| assert_ne!(part, [70], "part 70"));
    }
}
