//! Ids that lose their suffix: a rebuild gives an article the id it claimed once, as soon as nobody else has it.

use super::{At, Change, Ledger, Order, short};
use crate::update::{
    hash::ContentHash,
    ledger::conclusion::{Conclusion, Promise},
    manifest::{Record, Standing},
};

/// How many hexadecimal digits a suffix has.
const SUFFIX: usize = 6;

impl Ledger {
    /// Promises their plain ids to the articles that an engine which began empty was given under one with a suffix, in the order of
    /// their places.
    pub(super) fn promise_plain_ids(&mut self, conclusion: &mut Conclusion) {
        let Some(written) = &self.written else { return };
        let plain = |at: &At| {
            let record = self.record(*at);
            let promised = conclusion.promises.get(&at.input).into_iter().flatten();
            let is_free = record.standing == Standing::Live && !self.inputs[at.input].path.is_empty();
            let is_free = is_free && promised.into_iter().all(|promise| promise.order.at != *at);
            is_free.then(|| plain_id(record).map(|id| (*at, id.to_owned()))).flatten()
        };
        let mut suffixed: Vec<(At, String)> = written.iter().filter_map(plain).collect();
        suffixed.sort_by(|(a, _), (b, _)| {
            let place = |at: &At| (&self.inputs[at.input].path, self.record(*at).ordinal);
            place(a).cmp(&place(b))
        });
        for (at, id) in suffixed {
            if self.ids.contains_key(&short(&id)) {
                continue;
            }
            let before = self.record(at).id.to_string();
            self.given_up.push(before.clone());
            self.withdraw(at);
            self.record_mut(at).id = id.into();
            self.enter(at);
            let record = self.record(at);
            let order = Order { at, delete: Some(before), change: Change::Renamed };
            let promise = Promise { ordinal: record.ordinal, hash: record.hash, order };
            conclusion.promises.entry(at.input).or_default().push(promise);
        }
    }
}

/// Returns the id that a record claimed, if the one it has is that with a suffix.
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
    use crate::update::manifest::tests::record;

    #[test]
    fn only_suffixes_are_taken_off() {
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
