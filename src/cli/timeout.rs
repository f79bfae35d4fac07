//! `--timeout`: the time limit of a query.

use std::time::Duration;

use clap::Args;
use jiff::SignedDuration;
use morgue::deadline::{Deadline, Entered};

/// The time limit of a query.
#[derive(Debug, Args)]
pub(crate) struct TimeoutFlag {
    /// Give up after DURATION (500ms, 2s, 1m; a plain number means seconds; 0: no limit). The time for `--from` does not count.
    #[arg(long, value_name = "DURATION", value_parser = duration, help_heading = "Limits")]
    timeout: Option<Duration>,
}

impl TimeoutFlag {
    /// Starts the time limit, which applies until the returned value is dropped; `None` if there is no limit.
    pub(crate) fn start(&self) -> Option<Entered> {
        self.timeout.filter(|limit| !limit.is_zero()).map(|limit| Deadline::after(limit).enter())
    }
}

/// Parses a duration.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let duration = match is_number(text) {
        true => text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()),
        false => text.parse::<SignedDuration>().ok().and_then(|duration| Duration::try_from(duration).ok()),
    };
    duration.ok_or_else(|| "expected a duration such as `500ms`, `2s` or `1m`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_parsed() {
        for (text, milliseconds) in [
            ("500ms", Some(500)),
            ("2s", Some(2_000)),
            ("1m", Some(60_000)),
            ("1m 30s", Some(90_000)),
            ("2", Some(2_000)),
            ("0.25", Some(250)),
            ("0", Some(0)),
            ("", None),
            (".", None),
            ("-2", None),
            ("-2s", None),
            ("2 parsecs", None),
            ("1d", None),
            ("1e3", None),
            ("99999999999999999999", None),
        ] {
            let read = duration(text).ok().map(|duration| duration.as_millis());
            assert_eq!(read, milliseconds, "{text}");
        }
    }
}
