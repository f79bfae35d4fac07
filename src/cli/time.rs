//! `--timeout`: how long a question may take.

use morgue::deadline::{Deadline, Entered};
use std::time::Duration;

use clap::Args;
use jiff::SignedDuration;

/// The time that an answer is given.
#[derive(Debug, Args)]
pub(crate) struct TimeArgs {
    /// Give up where the answer takes longer than DURATION (500ms, 2s, 1m; a bare number is seconds; 0: no limit). What `--from` takes
    /// does not count.
    #[arg(long, value_name = "DURATION", value_parser = duration, help_heading = "Limits")]
    timeout: Option<Duration>,
}

impl TimeArgs {
    /// Returns what keeps the time of a question that begins now, as long as it lives; `None` where there is no limit.
    pub(crate) fn start(&self) -> Option<Entered> {
        self.timeout.filter(|limit| !limit.is_zero()).map(|limit| Deadline::after(limit).enter())
    }
}

/// Reads a length of time.
fn duration(text: &str) -> Result<Duration, String> {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let duration = match is_number(text) {
        true => text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()),
        false => text.parse::<SignedDuration>().ok().and_then(|duration| Duration::try_from(duration).ok()),
    };
    duration.ok_or_else(|| "expected a length of time as in `500ms`, `2s`, `1m`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read() {
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
