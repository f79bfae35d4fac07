//! Publishers' notices that an article is withdrawn.
//!
//! With [`Clashes::Replace`], a notice counts as a newer version: it removes the articles with its key from the index,
//! whatever input they came from, and keeps them out while its own file holds it. With [`Clashes::KeepBoth`], it spares
//! the articles of other inputs.

use super::{Ledger, RecordRef, blank, identity::Claim};
use crate::update::{
    manifest::{Record, RecordId, RecordStatus},
    request::Clashes,
};

/// What a notice does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoticeEffect {
    /// Nothing, because no article of another input has its key.
    None,
    /// It spares this article of another input, because of [`Clashes::KeepBoth`].
    Spares(RecordRef),
    /// It withdraws articles, or keeps replaced ones out of the index. Holds the ids to delete.
    Withdraws(Vec<String>),
}

/// Why a notice is no article.
const NOTICE: &str = "it withdraws an article";

impl Ledger {
    /// Decides what a notice does, and adds its record.
    pub(crate) fn decide_notice(&mut self, input: usize, record_id: RecordId, claim: &Claim) -> NoticeEffect {
        self.load_key(claim.key);
        let holders: Vec<RecordRef> = self.holders(claim.key).filter(|at| at.input != input).collect();
        let holder = holders.first().copied();
        if self.clashes == Clashes::KeepBoth {
            // Because of the stored key, a later run with `Clashes::Replace` reads the notice again.
            let key = if holder.is_some() { claim.key } else { 0 };
            let (status, reason) = (RecordStatus::Unreadable, Some(NOTICE.into()));
            self.add_record(input, Record { key, status, reason, ..blank(record_id) });
            return holder.map_or(NoticeEffect::None, NoticeEffect::Spares);
        }
        let Some(before) = holder.or_else(|| self.last_kept_out(claim.key)) else {
            self.add_without_article(input, record_id, RecordStatus::Unreadable, Some(NOTICE));
            return NoticeEffect::None;
        };
        let Record { id, version, .. } = self.record(before).clone();
        let version = holders.iter().map(|at| self.record(*at).version).fold(version, u32::max) + 1;
        let deleted = holders.into_iter().filter_map(|holder| self.step_aside(holder)).collect();
        let status = RecordStatus::Notice;
        let notice = Record { key: claim.key, id, version, status, ..blank(record_id) };
        self.add_record(input, notice);
        self.register(self.last(input));
        NoticeEffect::Withdraws(deleted)
    }

    /// Returns whether a record is a notice that spared an article in an earlier run and would withdraw it now. The input
    /// must be loaded by [`load_with_spared`](Self::load_with_spared).
    pub(crate) fn is_due_notice(&self, at: RecordRef) -> bool {
        let record = self.record(at);
        let has_holder = || self.holders(record.key).any(|holder| holder.input != at.input);
        let has_spared = record.status == RecordStatus::Unreadable && record.key != 0;
        has_spared && self.clashes == Clashes::Replace && has_holder()
    }

    /// Returns whether an input holds a notice for which [`Self::is_due_notice`] is true.
    pub(crate) fn has_due_notice(&mut self, input: usize) -> bool {
        if self.clashes == Clashes::KeepBoth || !self.inputs[input].summary().has_spared {
            return false;
        }
        self.load_with_spared(input);
        self.inputs[input].loaded().any(|record| self.is_due_notice(RecordRef { input, record }))
    }

    /// Returns the newest replaced record or notice with a key.
    fn last_kept_out(&self, key: u64) -> Option<RecordRef> {
        let out = [&self.replaced, &self.notices].into_iter().filter_map(|records| records.get(&key));
        out.flatten().copied().max_by_key(|at| self.record(*at).version)
    }

    /// Returns whether a notice keeps a replaced record out of the index.
    pub(super) fn is_under_notice(&self, at: RecordRef) -> bool {
        let record = self.record(at);
        let notices = self.notices.get(&record.key).into_iter().flatten().map(|notice| self.record(*notice));
        notices.into_iter().any(|notice| notice.version > record.version)
    }

    /// Removes a notice, so that it keeps no record out.
    pub(super) fn forget_notice(&mut self, at: RecordRef) {
        if let Some(notices) = self.notices.get_mut(&self.inputs[at.input].record(at.record).key) {
            notices.retain(|other| *other != at);
        }
        self.record_mut(at).status = RecordStatus::Removed;
    }
}
