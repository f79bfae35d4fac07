//! Loads records from the stored manifest.
//!
//! The tables of the ledger have only loaded records. Whoever looks something up in them first loads the inputs that may hold
//! it: then the answer is the same as if all records were loaded.

use std::{collections::BTreeSet, ops::Range};

use super::{Claimant, Ledger, RecordRef, short};
use crate::update::{
    manifest::{ContentHash, ManifestError, RecordStatus, StoredManifest, Table},
    request::Clashes,
};

/// Where the article with a claimed id is, if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IdHolder {
    /// Its record is loaded.
    Loaded,
    /// Its record belongs to an input that is being read, and is not loaded.
    LeftOut,
}

impl Ledger {
    /// Returns why stored records could not be loaded. What was decided since is wrong then.
    pub(crate) fn take_damage(&mut self) -> Option<ManifestError> {
        self.damage.take()
    }

    /// Loads the records of an input.
    pub(crate) fn load(&mut self, input: usize) {
        if self.inputs[input].stored.is_loaded() {
            return;
        }
        match self.stored.records_of(&self.inputs[input]) {
            Ok(records) => {
                let count = self.inputs[input].set_records(records);
                self.register_range(input, 0..count);
            }
            Err(damage) => {
                self.damage.get_or_insert(damage);
                // What is decided from now on is not stored.
                if !self.inputs[input].stored.is_partly_loaded() {
                    self.inputs[input].set_records(Vec::new());
                }
            }
        }
        if self.is_outside.get(input) == Some(&true) {
            self.note_outside(input);
        }
    }

    /// Adds the records of an input to the lookup tables.
    pub(super) fn register_all(&mut self, input: usize) {
        self.register_range(input, self.inputs[input].loaded());
    }

    fn register_range(&mut self, input: usize, records: Range<usize>) {
        for record in records {
            let at = RecordRef { input, record };
            self.register(at);
            self.prefer_first(at);
        }
    }

    /// Among live records with the same key and version, lets the first in the order of inputs be the holder, in whatever
    /// order they were loaded.
    fn prefer_first(&mut self, at: RecordRef) {
        let record = self.record(at);
        let (key, version) = (record.key, record.version);
        if record.status != RecordStatus::Live {
            return;
        }
        let Some(holder) = self.keys.get(key).filter(|holder| *holder > at) else { return };
        if self.record(holder).version == version
            && let Some(others) = self.other_holders.get_mut(&key)
        {
            others.retain(|other| *other != at);
            others.push(holder);
            others.sort_unstable();
            self.keys.insert(key, at);
        }
    }

    /// Stores that an input lies outside the walk. If its file is gone, the content of its live records may turn up elsewhere.
    pub(crate) fn may_have_moved(&mut self, input: usize) {
        if self.is_outside.len() <= input {
            self.is_outside.resize(input + 1, false);
        }
        self.is_outside[input] = true;
        self.note_outside(input);
    }

    /// Adds the loaded live records of an input to `outside`.
    fn note_outside(&mut self, input: usize) {
        for (record, entry) in self.inputs[input].loaded().zip(&self.inputs[input].records) {
            if entry.status == RecordStatus::Live {
                self.outside.entry(entry.hash).or_default().push(RecordRef { input, record });
            }
        }
    }

    /// Loads the inputs that hold an article with an id with this hash.
    pub(super) fn load_id(&mut self, hash: u64) {
        self.left_out(Table::Id, hash).into_iter().for_each(|input| self.load(input));
    }

    /// Loads the inputs that hold records with this key.
    pub(super) fn load_key(&mut self, key: u64) {
        self.left_out(Table::Key, key).into_iter().for_each(|input| self.load(input));
    }

    /// Loads the inputs outside the walk that hold a record with this content.
    pub(super) fn load_outside(&mut self, content: ContentHash) {
        if self.is_outside.is_empty() {
            return;
        }
        for input in self.left_out(Table::Content, content.short()) {
            if self.is_outside.get(input) == Some(&true) {
                self.load(input);
            }
        }
    }

    /// Loads the inputs that hold an article with the id that a record claims, or records with its key. If both articles of a clash
    /// are kept, it does not matter which record of an input that is being read has them: such inputs may be large, and stay as
    /// they are. Returns whether one of them has the id.
    pub(super) fn load_rivals(&mut self, claimant: &Claimant) -> IdHolder {
        self.load_rivals_with(Table::Key, claimant.claim.key);
        self.load_rivals_with(Table::Id, short(&claimant.claim.id))
    }

    fn load_rivals_with(&mut self, table: Table, hash: u64) -> IdHolder {
        let mut holder = IdHolder::Loaded;
        for input in self.left_out(table, hash) {
            if self.clashes == Clashes::KeepBoth && self.inputs[input].stored.is_partly_loaded() {
                holder = IdHolder::LeftOut;
            } else {
                self.load(input);
            }
        }
        holder
    }

    /// Loads the records of an input and, if notices among them may withdraw articles now, these articles.
    pub(crate) fn load_with_spared(&mut self, input: usize) {
        self.load(input);
        if self.clashes == Clashes::KeepBoth || !self.inputs[input].summary().has_spared {
            return;
        }
        let spared = |status| status == RecordStatus::Unreadable;
        let records = self.inputs[input].records.iter();
        let keys: Vec<u64> = records
            .filter(|record| spared(record.status) && record.key != 0)
            .map(|record| record.key)
            .collect();
        keys.into_iter().for_each(|key| self.load_key(key));
    }

    /// Returns the inputs, in ascending order, with stored records with this hash that are not loaded.
    pub(super) fn left_out(&mut self, table: Table, hash: u64) -> BTreeSet<usize> {
        match self.stored.find(table, hash, &self.inputs) {
            Ok(inputs) => inputs,
            Err(damage) => {
                self.damage.get_or_insert(damage);
                BTreeSet::new()
            }
        }
    }

    /// Forgets the stored manifest, because a new archive begins.
    pub(super) fn leave_stored(&mut self) {
        self.stored = StoredManifest::default();
        for input in &mut self.inputs {
            input.set_unstored();
            input.stored.mark();
        }
    }
}
