//! The servers that the tests use, and what the tests of searches need.

pub(crate) use crate::archives::{Named, archives, request};

/// Returns the addresses of the servers that `MORGUE_TEST_CLUSTER` names. Without it, says that the test is skipped.
#[allow(clippy::disallowed_methods, clippy::print_stderr)] // the tests' own environment
pub(crate) fn nodes() -> Option<Vec<String>> {
    match std::env::var("MORGUE_TEST_CLUSTER") {
        Ok(nodes) => Some(nodes.split(',').map(str::to_owned).collect()),
        Err(_) => {
            eprintln!("skipped: MORGUE_TEST_CLUSTER names no server; tests/cluster/run.sh starts some");
            None
        }
    }
}

/// Returns how many random cases are tried: a tenth of `usual`, since each takes hundreds of requests; none without servers.
pub(crate) fn cases(usual: u32) -> u32 {
    if nodes().is_some() { usual.div_ceil(10) } else { 0 }
}
