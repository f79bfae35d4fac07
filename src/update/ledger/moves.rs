//! Finds out where a record was moved from: content that is new in one file and gone from another keeps its id.

use super::{ChangeKind, Claimant, Decision, Ledger, Orphan, PlannedWrite, RecordRef, blank};
use crate::update::manifest::{Record, RecordStatus};

impl Ledger {
    /// Returns a record of a gone file with the same content. Prefers live records, then records with the same key.
    pub(super) fn moved_from(&mut self, claimant: &Claimant) -> Option<RecordRef> {
        let rank = |at: &&RecordRef| {
            let record = self.record(**at);
            (record.status != RecordStatus::Live, record.key != claimant.claim.key)
        };
        let gone = self.moved_away.get(&claimant.record_id.hash);
        if let Some(at) = gone.and_then(|records| records.iter().min_by_key(rank)) {
            return Some(*at);
        }
        let outside = self.outside.get(&claimant.record_id.hash)?;
        let to = self.inputs[claimant.input].path.as_str();
        let is_gone = |at: &&RecordRef| {
            let from = &self.inputs[at.input];
            let is_gone = from.is_gone_from_folder() || from.moved_with_folder(to);
            self.record(**at).status == RecordStatus::Live && is_gone
        };
        let at = *outside.iter().filter(is_gone).min_by_key(rank)?;
        self.orphan(at, Orphan::FileGone);
        Some(at)
    }

    /// Moves the id and history of an orphan to a record of another input.
    pub(super) fn move_here(&mut self, from: RecordRef, claimant: &Claimant) -> Decision {
        self.reclaim(from);
        let before = self.record(from).clone();
        if before.status == RecordStatus::Replaced {
            self.forget_replaced(from);
            self.record_mut(from).status = RecordStatus::Removed;
            let ordinal = claimant.record_id.ordinal;
            self.add_record(claimant.input, Record { ordinal, ..before });
            self.register(self.last(claimant.input));
            return Decision::Skip;
        }
        let delete = self.delete_now(from);
        self.unregister(from);
        self.record_mut(from).status = RecordStatus::Removed;
        let moved = Record {
            id: before.id,
            seen: before.seen,
            run: before.run,
            version: before.version,
            ..blank(claimant.record_id)
        };
        self.push(claimant, moved);
        let at = self.last(claimant.input);
        Decision::Write(PlannedWrite { at, delete, change: ChangeKind::Moved })
    }
}
