//! Notices of publishers that an article is withdrawn.
//!
//! Where newer versions replace older ones, a notice is one: it takes all articles that are known by the same key out of the index, from
//! whatever inputs they came, and stands in their place until its own input is gone. Elsewhere it concerns its own input alone.

use super::{At, Ledger, blank};
use crate::update::{
    identity::Claim,
    manifest::{Record, Standing},
    matching::Mark,
    request::Clashes,
};

/// What a notice does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Notice {
    /// No article of another input is known by its key.
    Nothing,
    /// This article of another input is, and stays: newer versions replace nothing.
    Leaves(At),
    /// It takes articles out, or goes on keeping them out: the ids to delete, of those that the engine holds.
    Takes(Vec<String>),
}

/// Why a notice is no article.
const NOTICE: &str = "it withdraws an article";

impl Ledger {
    /// Settles a notice found in an input, and remembers it.
    pub(crate) fn settle_notice(&mut self, input: usize, mark: Mark, claim: &Claim) -> Notice {
        let holders: Vec<At> = self.holders(claim.key).filter(|at| at.input != input).collect();
        let holder = holders.first().copied();
        if self.clashes == Clashes::KeepBoth {
            // With its key, so that it is read again once newer versions replace.
            let key = if holder.is_some() { claim.key } else { 0 };
            self.inputs[input].records.push(Record {
                key,
                standing: Standing::Unreadable,
                reason: Some(NOTICE.into()),
                ..blank(mark)
            });
            return holder.map_or(Notice::Nothing, Notice::Leaves);
        }
        let Some(before) = holder.or_else(|| self.last_out(claim.key)) else {
            self.add_aside(input, mark, Standing::Unreadable, Some(NOTICE));
            return Notice::Nothing;
        };
        let Record { id, turn, .. } = self.record(before).clone();
        let turn = holders.iter().map(|at| self.record(*at).turn).fold(turn, u32::max);
        let deleted = holders.into_iter().filter_map(|holder| self.step_aside(holder)).collect();
        let notice = Record { key: claim.key, id, turn: turn + 1, standing: Standing::Notice, ..blank(mark) };
        self.inputs[input].records.push(notice);
        self.enter(self.last(input));
        Notice::Takes(deleted)
    }

    /// Returns whether a record is a notice that left an article in the index which it would take out now.
    pub(crate) fn is_due_notice(&self, at: At) -> bool {
        let record = self.record(at);
        let left = || self.holders(record.key).any(|holder| holder.input != at.input);
        let waits = record.standing == Standing::Unreadable && record.key != 0;
        waits && self.clashes == Clashes::Replace && left()
    }

    /// Returns whether an input holds such a notice.
    pub(crate) fn has_due_notice(&self, input: usize) -> bool {
        let records = self.inputs[input].records.len();
        self.clashes == Clashes::Replace
            && (0..records).any(|record| self.is_due_notice(At { input, record }))
    }

    /// Returns the last of the records of a key that are kept out of the index.
    fn last_out(&self, key: u64) -> Option<At> {
        let out = [&self.replaced, &self.notices].into_iter().filter_map(|places| places.get(&key));
        out.flatten().copied().max_by_key(|at| self.record(*at).turn)
    }

    /// Returns whether a notice stands in the place of a record that was replaced.
    pub(super) fn is_under_notice(&self, at: At) -> bool {
        let record = self.record(at);
        let notices = self.notices.get(&record.key).into_iter().flatten().map(|notice| self.record(*notice));
        notices.into_iter().any(|notice| notice.turn > record.turn)
    }

    /// Takes a notice out for good.
    pub(super) fn forget_notice(&mut self, at: At) {
        if let Some(places) = self.notices.get_mut(&self.inputs[at.input].records[at.record].key) {
            places.retain(|other| *other != at);
        }
        self.record_mut(at).standing = Standing::Removed;
    }
}
