//! What is decided once every input was read: who gets what loose records leave behind.

use std::collections::{BTreeMap, BTreeSet};

use super::{At, Change, Found, Ledger, Loose, Order, Settled, short};
use crate::update::{
    hash::ContentHash,
    manifest::{Standing, Trust},
    matching::Mark,
};

/// What is left to do once every input was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Conclusion {
    /// Ids to delete.
    pub(crate) delete: Vec<String>,
    /// Ids of the articles that are no longer there.
    pub(crate) removed: Vec<String>,
    /// What must be read once more and written, by input, in the order of paths.
    pub(crate) promises: BTreeMap<usize, Vec<Promise>>,
}

/// An id that waits for its article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Promise {
    /// The record that must be read again: its ordinal.
    pub(crate) ordinal: Option<u64>,
    /// The hash it had.
    pub(crate) hash: ContentHash,
    /// What to do with it.
    pub(crate) order: Order,
}

impl Promise {
    /// Returns the ordinal and hash of the record.
    pub(crate) fn mark(&self) -> Mark {
        Mark { ordinal: self.ordinal, hash: self.hash }
    }
}

impl Ledger {
    /// Decides what had to wait. Nothing is loose and nothing waits afterwards.
    pub(crate) fn conclude(&mut self) -> Conclusion {
        let mut conclusion = Conclusion::default();
        let mut waiting = std::mem::take(&mut self.waiting);
        self.waiting_ids.clear();
        waiting.sort_by(|a, b| self.place(a).cmp(&self.place(b)));
        let waiting = self.move_loose(waiting, &mut conclusion);
        self.release(&mut conclusion);
        self.promise_plain_ids(&mut conclusion);
        for found in waiting {
            // Nothing is loose any more, so nobody is told to wait again.
            let settled = self.claim(&found);
            promise(&mut conclusion, &found, settled);
        }
        self.open.clear();
        // One that was promised an id may have been replaced by a later claim.
        for promises in conclusion.promises.values_mut() {
            promises.retain(|promise| self.record(promise.order.at).standing == Standing::Live);
        }
        conclusion.promises.retain(|_, promises| !promises.is_empty());
        conclusion
    }

    fn place(&self, found: &Found) -> (&str, Option<u64>) {
        (&self.inputs[found.input].path, found.mark.ordinal)
    }

    /// Gives loose records to the claims with the same content; returns the other claims.
    fn move_loose(&mut self, waiting: Vec<Found>, conclusion: &mut Conclusion) -> Vec<Found> {
        let mut left = Vec::new();
        let mut by_content: BTreeMap<ContentHash, Vec<At>> = BTreeMap::new();
        let mut loose: Vec<At> = self.loose.keys().copied().collect();
        loose.sort_unstable_by(|a, b| b.cmp(a));
        for at in loose.into_iter().filter(|at| self.record(*at).standing == Standing::Live) {
            by_content.entry(self.record(at).hash).or_default().push(at);
        }
        for found in waiting {
            match by_content.get_mut(&found.mark.hash).and_then(Vec::pop) {
                Some(at) => {
                    let settled = self.move_here(at, &found);
                    promise(conclusion, &found, settled);
                }
                None => left.push(found),
            }
        }
        left
    }

    /// Removes what is still loose. Where a newer version goes, the one it had replaced comes back.
    fn release(&mut self, conclusion: &mut Conclusion) {
        let mut loose: Vec<(At, Loose)> = self.loose.drain().collect();
        self.loose_of.clear();
        self.moved_away.clear();
        // Replaced ones first, they must not come back; then the notices that keep others out.
        let rank = |at: At| match self.record(at).standing {
            Standing::Replaced => 0,
            Standing::Notice => 1,
            _ => 2,
        };
        loose.sort_unstable_by_key(|(at, _)| (rank(*at), *at));
        for (at, why) in loose {
            if self.record(at).standing == Standing::Replaced {
                self.forget_replaced(at);
                self.record_mut(at).standing = Standing::Removed;
                continue;
            }
            if self.record(at).standing == Standing::Notice {
                self.forget_notice(at);
                let key = self.record(at).key;
                let out = self.replaced.get(&key).into_iter().flatten();
                let ids: BTreeSet<u64> = out.map(|at| short(&self.record(*at).id)).collect();
                for id in ids {
                    self.bring_back(key, id, conclusion);
                }
                continue;
            }
            conclusion.delete.extend(self.delete_now(at));
            self.withdraw(at);
            self.record_mut(at).standing = Standing::Removed;
            let key = self.record(at).key;
            if self.bring_back(key, short(&self.record(at).id), conclusion) {
                continue;
            }
            let id = self.record(at).id.to_string();
            if why == Loose::Superseded { self.given_up.push(id) } else { conclusion.removed.push(id) }
        }
    }

    /// Promises the last record that was replaced under this key and id its place; returns whether there was one.
    fn bring_back(&mut self, key: u64, id: u64, conclusion: &mut Conclusion) -> bool {
        let Some(places) = self.replaced.get(&key) else { return false };
        let of_id = places.iter().filter(|at| short(&self.record(**at).id) == id);
        let Some(&at) = of_id.max_by_key(|at| self.record(**at).turn) else { return false };
        if self.ids.contains_key(&id) || self.is_under_notice(at) {
            return false;
        }
        self.forget_replaced(at);
        self.record_mut(at).standing = Standing::Live;
        self.enter(at);
        if let Some(written) = &mut self.written {
            written.insert(at);
        }
        let record = self.record(at);
        let (ordinal, hash) = (record.ordinal, record.hash);
        let order = Order { at, delete: None, change: Change::Changed };
        conclusion.promises.entry(at.input).or_default().push(Promise { ordinal, hash, order });
        true
    }

    /// Takes back a promise whose record could not be read: the input is read again next time.
    pub(crate) fn break_promise(&mut self, promise: &Promise) {
        self.abandon(promise.order.at);
        self.input_mut(promise.order.at.input).trust = Trust::Unfinished;
    }
}

fn promise(conclusion: &mut Conclusion, found: &Found, settled: Settled) {
    if let Settled::Write(order) = settled {
        let promise = Promise { ordinal: found.mark.ordinal, hash: found.mark.hash, order };
        conclusion.promises.entry(found.input).or_default().push(promise);
    }
}
