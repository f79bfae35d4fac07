//! The present time and the local time zone.

use std::time::SystemTime;

use anyhow::Context as _;
use jiff::{Zoned, tz::TimeZone};
use morgue::query::parse_now;

use super::error::CommandError;

/// Returns the present time, or the value of `--now`.
pub(crate) fn now(value: Option<&str>) -> anyhow::Result<Zoned> {
    match value {
        Some(text) => parse_now(text, local_zone()).map_err(|error| {
            let message = format!("`{text}` is not a valid value for --now: {}", error.message);
            CommandError::new("option_value", message)
                .hint("write 2026-02-08, 2026-02-08T12:00 or 2026-02-08T12:00Z")
                .into()
        }),
        None => {
            let zone = local_zone().unwrap_or(TimeZone::UTC);
            let time = jiff::Timestamp::try_from(SystemTime::now())
                .context(CommandError::new("clock", "the clock of this machine is wrong"))?;
            Ok(time.to_zoned(zone))
        }
    }
}

/// Returns the time zone of this machine.
///
/// If `/etc/localtime` names the zone, only that file is read. This saves time: the library lists all zones before it looks
/// one up.
fn local_zone() -> Option<TimeZone> {
    const LOCAL: &str = "/etc/localtime";
    let named = || {
        let target = std::fs::read_link(LOCAL).ok()?;
        let (_, name) = target.to_str()?.rsplit_once("zoneinfo/")?;
        TimeZone::tzif(name, &std::fs::read(LOCAL).ok()?).ok()
    };
    let named = if std::env::var_os("TZ").is_none() { named() } else { None };
    named.or_else(|| TimeZone::try_system().ok())
}
