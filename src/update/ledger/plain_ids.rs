//! Restores plain ids: in a rebuild, an article loses the suffix of its id if no other article has the plain id.

use super::{ChangeKind, Ledger, PlannedWrite, RecordRef, conclusion::Conclusion, short};
use crate::update::manifest::{ContentHash, Record, RecordStatus};

/// Number of hexadecimal digits in a suffix.
const SUFFIX: usize = 6;

impl Ledger {
    /// Renames articles that a rebuild wrote under an id with a suffix, in the order of paths, if the plain id is free.
    pub(super) fn restore_plain_ids(&mut self, conclusion: &mut Conclusion) {
        let Some(written) = &self.written else { return };
        let plain = |at: &RecordRef| {
            let record = self.record(*at);
            let deferred = conclusion.deferred.get(&at.input).into_iter().flatten();
            let is_free = record.status == RecordStatus::Live && !self.inputs[at.input].path.is_empty();
            let is_free = is_free && deferred.into_iter().all(|deferred| deferred.write.at != *at);
            is_free.then(|| plain_id(record).map(|id| (*at, id.to_owned()))).flatten()
        };
        let mut suffixed: Vec<(RecordRef, String)> = written.iter().filter_map(plain).collect();
        suffixed.sort_by(|(a, _), (b, _)| {
            let place = |at: &RecordRef| (&self.inputs[at.input].path, self.record(*at).ordinal);
            place(a).cmp(&place(b))
        });
        for (at, id) in suffixed {
            if self.ids.contains(short(&id)) {
                continue;
            }
            let before = self.record(at).id.to_string();
            self.given_up.push(before.clone());
            self.unregister(at);
            self.record_mut(at).id = id.into();
            self.register(at);
            let write = PlannedWrite { at, delete: Some(before), change: ChangeKind::Renamed };
            conclusion.defer(self.record(at).record_id(), write);
        }
    }
}

/// Returns the id without its suffix, if the record's id has one.
fn plain_id(record: &Record) -> Option<&str> {
    let (claimed, suffix) = record.id.rsplit_once('-')?;
    let is_suffix = suffix.len() == SUFFIX && suffix.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_own = ContentHash::of(format!("id\0{claimed}").as_bytes()).short() == record.key;
    let is_made = claimed.ends_with(&format!("-{:08x}", record.key >> 32));
    (is_suffix && (is_own || is_made)).then_some(claimed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::update::manifest::test_support::record;

    #[test]
    fn only_suffixes_are_removed() {
        let with = |id: &str, key: u64| Record { key, ..record(None, "x", id) };
        let own = ContentHash::of(b"id\0AP-7").short();
        let made = 0x0123_4567_89ab_cdef;
        for (id, key, expected) in [
            ("AP-7-a1b2c3", own, Some("AP-7")),
            ("AP-7", own, None),
            ("AP-8-a1b2c3", own, None),
            ("talks-01234567-a1b2c3", made, Some("talks-01234567")),
            ("talks-01234567", made, None),
            ("talks-89abcdef-a1b2c3", made, None),
        ] {
            assert_eq!(plain_id(&with(id, key)), expected, "{id}");
        }
    }
}
