//! Records by a hash of their ids or keys. A run may find millions of them, so each takes few bytes.

use rustc_hash::FxHashMap;

use super::RecordRef;

/// Records by a hash.
#[derive(Debug, Default)]
pub(super) struct RecordTable(FxHashMap<u64, (u32, u32)>);

impl RecordTable {
    /// Returns the record with this hash.
    pub(super) fn get(&self, hash: u64) -> Option<RecordRef> {
        self.0.get(&hash).map(|&(input, record)| RecordRef { input: input as usize, record: record as usize })
    }

    /// Returns whether there is a record with this hash.
    pub(super) fn contains(&self, hash: u64) -> bool {
        self.0.contains_key(&hash)
    }

    /// Replaces the record with this hash.
    ///
    /// # Panics
    /// If the index of its input or its own index has more than 32 bits.
    pub(super) fn insert(&mut self, hash: u64, at: RecordRef) {
        let narrow = |index: usize| u32::try_from(index).expect("there are fewer inputs and records");
        self.0.insert(hash, (narrow(at.input), narrow(at.record)));
    }

    /// Removes the record with this hash.
    pub(super) fn remove(&mut self, hash: u64) {
        self.0.remove(&hash);
    }

    /// Returns the number of records.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Removes all records.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}
