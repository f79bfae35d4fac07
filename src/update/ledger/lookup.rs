//! Loads records from the stored manifest.
//!
//! The tables of the ledger have only loaded records. Whoever looks something up in them first loads the inputs that may hold
//! it: then the answer is the same as if all records were loaded.

use super::{Ledger, RecordRef};
use crate::update::{
    manifest::{ContentHash, ManifestError, RecordStatus, StoredManifest, Table},
    request::Clashes,
};

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
        let records = match self.stored.records_of(&self.inputs[input]) {
            Ok(records) => records,
            Err(damage) => {
                self.damage.get_or_insert(damage);
                Vec::new()
            }
        };
        self.inputs[input].set_records(records);
        self.register_all(input);
        if self.is_outside.get(input) == Some(&true) {
            self.note_outside(input);
        }
    }

    /// Adds the records of an input to the lookup tables.
    pub(super) fn register_all(&mut self, input: usize) {
        for record in 0..self.inputs[input].records.len() {
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
        for (record, entry) in self.inputs[input].records.iter().enumerate() {
            if entry.status == RecordStatus::Live {
                self.outside.entry(entry.hash).or_default().push(RecordRef { input, record });
            }
        }
    }

    /// Loads the inputs that may hold an article with an id with this hash.
    pub(super) fn load_id(&mut self, hash: u64) {
        self.load_found(Table::Id, hash);
    }

    /// Loads the inputs that may hold records with this key.
    pub(super) fn load_key(&mut self, key: u64) {
        self.load_found(Table::Key, key);
    }

    /// Loads the inputs outside the walk that may hold a record with this content.
    pub(super) fn load_outside(&mut self, content: ContentHash) {
        if !self.is_outside.is_empty() {
            self.load_found(Table::Content, content.short());
        }
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

    fn load_found(&mut self, table: Table, hash: u64) {
        match self.stored.find(table, hash, &self.inputs) {
            Ok(inputs) => inputs.into_iter().for_each(|input| self.load(input)),
            Err(damage) => drop(self.damage.get_or_insert(damage)),
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
