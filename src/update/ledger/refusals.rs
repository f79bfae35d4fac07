//! Articles that could not be written.

use super::{Ledger, RecordRef};
use crate::update::manifest::{RecordId, RecordStatus};

impl Ledger {
    /// Removes a record whose article could not be written.
    pub(crate) fn abandon(&mut self, at: RecordRef) {
        if self.record(at).status == RecordStatus::Live {
            self.unregister(at);
        }
        self.record_mut(at).status = RecordStatus::Removed;
    }

    /// Makes a live record unreadable because the store refused its article. Returns whether the record was live.
    pub(crate) fn refuse(&mut self, at: RecordRef, reason: &str) -> bool {
        if self.record(at).status != RecordStatus::Live {
            return false;
        }
        let record_id = self.record(at).record_id();
        self.abandon(at);
        // Records of standard input are not read again.
        if self.inputs[at.input].path.is_empty() {
            return true;
        }
        if self.is_undecided(at.input) {
            // If the run is killed before the conclusion, the next run must not take the refused record for one that was
            // never an article: it would keep the article that the record supersedes.
            self.refused.push((at.input, record_id, reason.to_owned()));
        } else {
            self.add_refused(at.input, record_id, reason);
        }
        true
    }

    pub(super) fn add_refused(&mut self, input: usize, record_id: RecordId, reason: &str) {
        if record_id.ordinal.is_none() {
            self.input_mut(input).unreadable = Some(reason.to_owned());
        }
        self.add_without_article(input, record_id, RecordStatus::Unreadable, Some(reason));
    }
}
