//! Records of other machines that write to the same archive.
//!
//! Their files cannot be looked at, so nothing of theirs is taken as changed or gone. If an input of this machine has the same
//! record as one of theirs, with the same key, the article is in the archive already: the record is stored as a replaced one. When the
//! machine that holds the article loses its record, the other one takes the article over as it is.

use super::{Claimant, Decision, Ledger, RecordRef, blank};
use crate::update::manifest::{ChangeCheck, Record, RecordStatus};

impl Ledger {
    /// Returns whether a live record is another machine's, and has the content of a claimant.
    pub(super) fn is_held_elsewhere(&self, holder: RecordRef, claimant: &Claimant) -> bool {
        self.inputs[holder.input].elsewhere && self.record(holder).hash == claimant.record_id.hash
    }

    /// Returns a live record of another machine with the key and content of a claimant.
    pub(super) fn held_elsewhere(&self, claimant: &Claimant) -> Option<RecordRef> {
        self.holders(claimant.claim.key).find(|holder| self.is_held_elsewhere(*holder, claimant))
    }

    /// Stores that a claimant is the same article as a record of another machine.
    pub(super) fn share(&mut self, holder: RecordRef, claimant: &Claimant) -> Decision {
        let Record { id, seen, run, version, .. } = self.record(holder).clone();
        let (key, quotations) = (claimant.claim.key, claimant.quotations);
        let status = RecordStatus::Replaced;
        let shared = Record { key, id, seen, run, version, quotations, status, ..blank(claimant.record_id) };
        self.add_record(claimant.input, shared);
        self.register(self.last(claimant.input));
        Decision::Known
    }

    /// Stores that a replaced record has a new version, which is that of another machine.
    pub(super) fn share_again(&mut self, at: RecordRef, holder: RecordRef, claimant: &Claimant) -> Decision {
        self.reclaim(at);
        let version = self.record(holder).version;
        let record = self.record_mut(at);
        (record.ordinal, record.hash, record.quotations, record.version) =
            (claimant.record_id.ordinal, claimant.record_id.hash, claimant.quotations, version);
        Decision::Known
    }

    /// Lets another machine's record of the same article take over the article of a record that is gone. Returns whether there is
    /// one.
    pub(super) fn hand_over(&mut self, gone: RecordRef) -> bool {
        if self.written.as_ref().is_some_and(|written| written.contains(&gone)) {
            return false;
        }
        let Record { key, id, hash, .. } = self.record(gone).clone();
        let is_same = |at: &RecordRef| {
            let record = self.record(*at);
            self.inputs[at.input].elsewhere && record.id == id && record.hash == hash
        };
        let Some(heir) = self.replaced.get(&key).into_iter().flatten().copied().find(is_same) else {
            return false;
        };
        self.unregister(gone);
        self.record_mut(gone).status = RecordStatus::Removed;
        self.forget_replaced(heir);
        self.record_mut(heir).status = RecordStatus::Live;
        self.register(heir);
        true
    }

    /// Forgets a record of another machine that would be restored. That machine reads its input again.
    pub(super) fn leave_to_its_machine(&mut self, at: RecordRef) {
        self.record_mut(at).status = RecordStatus::Removed;
        self.input_mut(at.input).check = ChangeCheck::Unfinished;
    }
}
