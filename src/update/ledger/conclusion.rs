//! Decides what had to wait until every input was read: which records get the ids and histories of orphans.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    ChangeKind, Claimant, Decision, Ledger, Orphan, PlannedWrite, RecordRef, lookup::IdHolder, short,
};
use crate::update::manifest::{ChangeCheck, ContentHash, RecordId, RecordStatus};

/// What remains to be done after every input was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Conclusion {
    /// Ids to delete.
    pub(crate) delete: Vec<String>,
    /// Ids of articles that the report counts as removed.
    pub(crate) removed: Vec<String>,
    /// Writes whose record must be read once more, by input.
    pub(crate) deferred: BTreeMap<usize, Vec<DeferredWrite>>,
}

/// A write whose record must be read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeferredWrite {
    /// The expected ordinal and hash of the record.
    pub(crate) record_id: RecordId,
    /// What to write.
    pub(crate) write: PlannedWrite,
}

impl Conclusion {
    /// Defers the write of a record.
    pub(super) fn defer(&mut self, record_id: RecordId, write: PlannedWrite) {
        self.deferred.entry(write.at.input).or_default().push(DeferredWrite { record_id, write });
    }
}

impl Ledger {
    /// Decides everything that had to wait. Afterwards there are no orphans and no waiting records.
    pub(crate) fn conclude(&mut self) -> Conclusion {
        let mut conclusion = Conclusion::default();
        self.load_rivals_of_orphans();
        let mut waiting = std::mem::take(&mut self.waiting);
        self.waiting_ids.clear();
        // A commit since may have unloaded who holds the key or id.
        waiting.iter().for_each(|claimant| self.load_all_rivals(claimant));
        waiting.sort_by(|a, b| self.place(a).cmp(&self.place(b)));
        let waiting = self.move_orphans(waiting, &mut conclusion);
        self.remove_orphans(&mut conclusion);
        self.restore_plain_ids(&mut conclusion);
        for claimant in waiting {
            // Without orphans, no claim has to wait.
            if let Decision::Write(write) = self.decide_claim(&claimant, IdHolder::Loaded) {
                conclusion.defer(claimant.record_id, write);
            }
        }
        self.undecided.clear();
        for (input, record_id, reason) in std::mem::take(&mut self.refused) {
            self.add_refused(input, record_id, &reason);
        }
        // A later claim may have replaced a record whose write is deferred.
        for deferred in conclusion.deferred.values_mut() {
            deferred.retain(|deferred| self.record(deferred.write.at).status == RecordStatus::Live);
        }
        conclusion.deferred.retain(|_, deferred| !deferred.is_empty());
        conclusion
    }

    /// Loads the records that may be restored when orphans are removed.
    fn load_rivals_of_orphans(&mut self) {
        let orphans: Vec<RecordRef> = self.orphans.keys().copied().collect();
        for at in orphans {
            let (key, id) = (self.record(at).key, short(&self.record(at).id));
            self.load_key(key);
            self.load_id(id);
            // A restored record may have another id than the orphan.
            let replaced: Vec<u64> =
                self.replaced.get(&key).into_iter().flatten().map(|at| short(&self.record(*at).id)).collect();
            replaced.into_iter().for_each(|id| self.load_id(id));
        }
    }

    fn place(&self, claimant: &Claimant) -> (&str, Option<u64>) {
        (&self.inputs[claimant.input].path, claimant.record_id.ordinal)
    }

    /// Moves live orphans to claimants with the same content. Returns the other claimants.
    fn move_orphans(&mut self, waiting: Vec<Claimant>, conclusion: &mut Conclusion) -> Vec<Claimant> {
        let mut left = Vec::new();
        let mut by_content: BTreeMap<ContentHash, Vec<RecordRef>> = BTreeMap::new();
        let mut orphans: Vec<RecordRef> = self.orphans.keys().copied().collect();
        orphans.sort_unstable_by(|a, b| b.cmp(a));
        for at in orphans.into_iter().filter(|at| self.record(*at).status == RecordStatus::Live) {
            by_content.entry(self.record(at).hash).or_default().push(at);
        }
        for claimant in waiting {
            match by_content.get_mut(&claimant.record_id.hash).and_then(Vec::pop) {
                Some(at) => {
                    if let Decision::Write(write) = self.move_here(at, &claimant) {
                        conclusion.defer(claimant.record_id, write);
                    }
                }
                None => left.push(claimant),
            }
        }
        left
    }

    /// Removes the remaining orphans. A record that an orphan had replaced is restored.
    fn remove_orphans(&mut self, conclusion: &mut Conclusion) {
        let mut orphans: Vec<(RecordRef, Orphan)> = self.orphans.drain().collect();
        self.orphans_by_key.clear();
        self.moved_away.clear();
        // Replaced records go first, so that they are not restored. Notices go next, because they keep other records out.
        let rank = |at: RecordRef| match self.record(at).status {
            RecordStatus::Replaced => 0,
            RecordStatus::Notice => 1,
            _ => 2,
        };
        orphans.sort_unstable_by_key(|(at, _)| (rank(*at), *at));
        for (at, why) in orphans {
            match self.record(at).status {
                RecordStatus::Replaced => {
                    self.forget_replaced(at);
                    self.record_mut(at).status = RecordStatus::Removed;
                }
                RecordStatus::Notice => self.remove_notice(at, conclusion),
                _ => self.remove_article(at, why, conclusion),
            }
        }
    }

    fn remove_notice(&mut self, at: RecordRef, conclusion: &mut Conclusion) {
        self.forget_notice(at);
        let key = self.record(at).key;
        let withdrawn = self.replaced.get(&key).into_iter().flatten();
        let ids: BTreeSet<u64> = withdrawn.map(|at| short(&self.record(*at).id)).collect();
        for id in ids {
            self.restore_replaced(key, id, conclusion);
        }
    }

    fn remove_article(&mut self, at: RecordRef, why: Orphan, conclusion: &mut Conclusion) {
        if self.hand_over(at) {
            return;
        }
        conclusion.delete.extend(self.delete_now(at));
        self.unregister(at);
        self.record_mut(at).status = RecordStatus::Removed;
        let (key, id) = (self.record(at).key, self.record(at).id.to_string());
        if self.restore_replaced(key, short(&id), conclusion) {
            return;
        }
        if why == Orphan::Superseded { self.given_up.push(id) } else { conclusion.removed.push(id) }
    }

    /// Restores the newest replaced record with this key and id. Returns whether it did: not if the id is taken or a notice
    /// keeps the record out.
    fn restore_replaced(&mut self, key: u64, id: u64, conclusion: &mut Conclusion) -> bool {
        let Some(replaced) = self.replaced.get(&key) else { return false };
        let of_id = replaced.iter().filter(|at| short(&self.record(**at).id) == id);
        let Some(&at) = of_id.max_by_key(|at| self.record(**at).version) else { return false };
        if self.ids.contains(id) || self.is_under_notice(at) {
            return false;
        }
        self.forget_replaced(at);
        if self.inputs[at.input].elsewhere {
            self.leave_to_its_machine(at);
            return false;
        }
        self.record_mut(at).status = RecordStatus::Live;
        self.register(at);
        if let Some(written) = &mut self.written {
            written.insert(at);
        }
        let write = PlannedWrite { at, delete: None, change: ChangeKind::Changed };
        conclusion.defer(self.record(at).record_id(), write);
        true
    }

    /// Cancels a deferred write whose record could not be read. The next run reads its input again.
    pub(crate) fn cancel_deferred(&mut self, deferred: &DeferredWrite) {
        self.abandon(deferred.write.at);
        self.input_mut(deferred.write.at.input).check = ChangeCheck::Unfinished;
    }
}
