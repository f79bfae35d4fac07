//! The ledger decides which record has which article id.
//!
//! Input: the inputs of the manifest; then, in the order of paths, the records found in new and changed inputs.
//! Output: for each record a [`Decision`]. At any time, the ledger holds the manifest of what was decided so far.
//!
//! Records are loaded from the stored manifest when a decision may depend on them (`lookup`): those of new and changed inputs,
//! and those with the id, key or content of a record that was found. After a commit in the middle of a run, those that are
//! decided are unloaded (`save`).
//!
//! A record that its input no longer holds is an *orphan*. Its article stays until all inputs are read, because its
//! content may turn up elsewhere (a move). A record that claims the id of an orphan waits as long. So ids do not depend
//! on the order in which inputs are read.

mod claims;
mod conclusion;
mod identity;
mod lookup;
mod machines;
mod moves;
mod notices;
mod plain_ids;
mod record_table;
mod refusals;
mod save;

use std::collections::{HashMap, HashSet};

use self::record_table::RecordTable;
pub(crate) use self::{
    conclusion::{Conclusion, DeferredWrite},
    identity::{Claim, claim, claim_of_withdrawn},
    notices::NoticeEffect,
    save::Saved,
};
use super::{
    manifest::{ContentHash, Input, ManifestError, Record, RecordId, RecordStatus, StoredManifest, Table},
    request::{Clashes, Mode},
};

/// Identifies a record in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct RecordRef {
    /// Index of its input.
    pub(crate) input: usize,
    /// Its index among the records of the input.
    pub(crate) record: usize,
}

/// What to write for a record: a deletion, then the article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlannedWrite {
    /// The record.
    pub(crate) at: RecordRef,
    /// The id to delete first.
    pub(crate) delete: Option<String>,
    /// How the article changes the archive.
    pub(crate) change: ChangeKind,
}

/// What a written article changes in the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    /// A new article.
    Added,
    /// A new article whose id has a suffix, because another article has the claimed id.
    AddedWithSuffix,
    /// A new version of an article.
    Changed,
    /// The same article at another path.
    Moved,
    /// An unchanged article, written again.
    Unchanged,
    /// The same article under its id without a suffix.
    Renamed,
}

/// What happens to a record's article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decision {
    /// It is written.
    Write(PlannedWrite),
    /// It is not written, because another machine's input holds the same article.
    Known,
    /// It is not written, because its record is not live. Usually, a newer version from another input replaced it.
    Skip,
    /// The decision depends on inputs that are not read yet. [`Ledger::conclude`] makes it.
    Wait,
}

/// Why a record is an orphan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Orphan {
    /// Its file is gone.
    FileGone,
    /// Its file no longer holds it.
    RecordGone,
    /// Its file holds another article instead, which is counted as a change.
    Superseded,
}

/// A record that was found, and what it claims.
#[derive(Debug, Clone)]
pub(crate) struct Claimant {
    /// Index of its input.
    pub(crate) input: usize,
    /// Its ordinal and hash.
    pub(crate) record_id: RecordId,
    /// The key and id that it claims.
    pub(crate) claim: Claim,
    /// Number of its quotations.
    pub(crate) quotations: u32,
    /// Time of first indexing if the article is new, in seconds since 1970-01-01T00:00Z.
    pub(crate) seen: i64,
}

/// Which record has which id. The tables have the records that are loaded.
pub(crate) struct Ledger {
    inputs: Vec<Input>,
    stored: StoredManifest,
    /// This machine, if several write to the archive.
    machine: Option<String>,
    /// Why stored records could not be loaded. Nothing is committed then.
    damage: Option<ManifestError>,
    clashes: Clashes,
    /// Live records by the hash of their id.
    ids: RecordTable,
    /// The live record of each key. If several have the same key, the one with the highest version.
    keys: RecordTable,
    /// The other live records with a key, if there are several.
    other_holders: HashMap<u64, Vec<RecordRef>>,
    /// Records replaced by a newer version, by key.
    replaced: HashMap<u64, Vec<RecordRef>>,
    /// Notices that withdrew an article, by the article's key.
    notices: HashMap<u64, Vec<RecordRef>>,
    orphans: HashMap<RecordRef, Orphan>,
    /// Orphans by input and key, each list in the order of records.
    orphans_by_key: HashMap<(usize, u64), Vec<RecordRef>>,
    /// Orphans of gone files by content, each list in the order of records.
    moved_away: HashMap<ContentHash, Vec<RecordRef>>,
    /// Live records of inputs outside the walk, by content; each list in the order of records.
    outside: HashMap<ContentHash, Vec<RecordRef>>,
    /// Whether an input lies outside the walk, by its index. Shorter if the others do not.
    is_outside: Vec<bool>,
    waiting: Vec<Claimant>,
    /// Hashes of the ids that waiting records claim.
    waiting_ids: HashSet<u64>,
    /// Inputs that had orphans or have waiting records. Their state is final only after the conclusion.
    undecided: HashSet<usize>,
    /// Records whose articles this run wrote; `None` unless it is a rebuild.
    written: Option<HashSet<RecordRef>>,
    /// Records of undecided inputs that the store refused, with the reason.
    refused: Vec<(usize, RecordId, String)>,
    /// Former ids of articles that have another id now, and ids of superseded articles.
    given_up: Vec<String>,
}

impl Ledger {
    /// Returns the ledger for inputs sorted by path. In a rebuild the index is empty; otherwise it holds the live articles.
    ///
    /// `stored` has the records of inputs that are not loaded. In a rebuild, all must be loaded.
    pub(crate) fn new(inputs: Vec<Input>, stored: StoredManifest, clashes: Clashes, mode: Mode) -> Self {
        let mut ledger = Self {
            inputs,
            stored,
            machine: None,
            damage: None,
            clashes,
            ids: RecordTable::default(),
            keys: RecordTable::default(),
            other_holders: HashMap::new(),
            replaced: HashMap::new(),
            notices: HashMap::new(),
            orphans: HashMap::new(),
            orphans_by_key: HashMap::new(),
            moved_away: HashMap::new(),
            outside: HashMap::new(),
            is_outside: Vec::new(),
            waiting: Vec::new(),
            waiting_ids: HashSet::new(),
            undecided: HashSet::new(),
            written: (mode == Mode::Rebuild).then(HashSet::new),
            refused: Vec::new(),
            given_up: Vec::new(),
        };
        for input in 0..ledger.inputs.len() {
            ledger.register_all(input);
        }
        if mode == Mode::Rebuild {
            ledger.leave_stored();
        }
        ledger
    }

    /// Returns the ledger for an archive to which several machines write, of which this is one.
    pub(crate) fn on_machine(self, machine: Option<&str>) -> Self {
        Self { machine: machine.map(str::to_owned), ..self }
    }

    /// Returns the inputs with everything decided so far.
    pub(crate) fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// Returns an input, to change it. Its records must not be changed.
    pub(crate) fn input_mut(&mut self, input: usize) -> &mut Input {
        let entry = &mut self.inputs[input];
        entry.stored.mark();
        entry
    }

    /// Adds an input and returns its index. Inputs must be added in the order of their paths.
    pub(crate) fn add_input(&mut self, mut input: Input) -> usize {
        input.stored.mark_new();
        self.inputs.push(input);
        self.inputs.len() - 1
    }

    /// Adds a record to an input, which must be loaded.
    fn add_record(&mut self, input: usize, record: Record) {
        let entry = &mut self.inputs[input];
        entry.stored.mark_record(entry.loaded().end);
        entry.records.push(record);
    }

    /// Stores the present ordinal of a record.
    pub(crate) fn set_ordinal(&mut self, at: RecordRef, ordinal: Option<u64>) {
        if self.record(at).ordinal != ordinal {
            self.record_mut(at).ordinal = ordinal;
        }
    }

    /// Returns a record.
    pub(crate) fn record(&self, at: RecordRef) -> &Record {
        self.inputs[at.input].record(at.record)
    }

    fn record_mut(&mut self, at: RecordRef) -> &mut Record {
        self.inputs[at.input].record_mut(at.record)
    }

    /// Adds a record to the lookup tables.
    fn register(&mut self, at: RecordRef) {
        let record = self.record(at);
        let (key, version) = (record.key, record.version);
        match record.status {
            RecordStatus::Live => {
                let id = short(&record.id);
                self.ids.insert(id, at);
                let holder = self.keys.get(key).filter(|other| *other != at);
                let older = match holder {
                    Some(other) if self.record(other).version >= version => Some(at),
                    other => {
                        self.keys.insert(key, at);
                        other
                    }
                };
                if let Some(older) = older {
                    self.other_holders.entry(key).or_default().push(older);
                }
            }
            RecordStatus::Replaced => self.replaced.entry(key).or_default().push(at),
            RecordStatus::Notice => self.notices.entry(key).or_default().push(at),
            RecordStatus::Unreadable | RecordStatus::NoArticle | RecordStatus::Removed => {}
        }
    }

    /// Removes a live record from the lookup tables.
    fn unregister(&mut self, at: RecordRef) {
        let (id, key) = (short(&self.record(at).id), self.record(at).key);
        if self.ids.get(id) == Some(at) {
            self.ids.remove(id);
        }
        let mut others = self.other_holders.remove(&key).unwrap_or_default();
        others.retain(|other| *other != at);
        if self.keys.get(key) == Some(at) {
            self.keys.remove(key);
            let newest = (0..others.len()).rev().max_by_key(|other| self.record(others[*other]).version);
            if let Some(newest) = newest {
                self.keys.insert(key, others.remove(newest));
            }
        }
        if !others.is_empty() {
            self.other_holders.insert(key, others);
        }
    }

    /// Returns the live records with a key. The first has the highest version.
    fn holders(&self, key: u64) -> impl Iterator<Item = RecordRef> {
        self.keys.get(key).into_iter().chain(self.other_holders.get(&key).into_iter().flatten().copied())
    }

    /// Returns whether an input's state depends on the conclusion. Until then, the manifest must store it as unfinished.
    pub(crate) fn is_undecided(&self, input: usize) -> bool {
        self.undecided.contains(&input)
    }

    /// Makes a record an orphan, or removes it if it has no article. Records of an input must be passed in order.
    pub(crate) fn orphan(&mut self, at: RecordRef, why: Orphan) {
        let record = self.record(at);
        let (key, hash, status) = (record.key, record.hash, record.status);
        match status {
            RecordStatus::Unreadable | RecordStatus::NoArticle => {
                return self.record_mut(at).status = RecordStatus::Removed;
            }
            RecordStatus::Removed => return,
            RecordStatus::Live | RecordStatus::Replaced | RecordStatus::Notice => {}
        }
        self.undecided.insert(at.input);
        self.orphans.insert(at, why);
        if status == RecordStatus::Notice {
            return;
        }
        self.orphans_by_key.entry((at.input, key)).or_default().push(at);
        if why == Orphan::FileGone {
            self.moved_away.entry(hash).or_default().push(at);
        }
    }

    /// Makes all records of an input orphans.
    pub(crate) fn orphan_input(&mut self, input: usize, why: Orphan) {
        self.load(input);
        for record in self.inputs[input].loaded() {
            self.orphan(RecordRef { input, record }, why);
        }
    }

    /// Turns the orphans of an input into ordinary records again, because its file cannot be read now.
    pub(crate) fn reclaim_input(&mut self, input: usize) {
        for record in self.inputs[input].loaded() {
            self.reclaim(RecordRef { input, record });
        }
    }

    /// Decides about a record whose content is unchanged, and stores its present ordinal and number of quotations.
    pub(crate) fn keep(&mut self, at: RecordRef, ordinal: Option<u64>, quotations: u32) -> Decision {
        let record = self.record(at);
        if (record.ordinal, record.quotations) != (ordinal, quotations) {
            let record = self.record_mut(at);
            (record.ordinal, record.quotations) = (ordinal, quotations);
        }
        if self.record(at).status != RecordStatus::Live {
            return Decision::Skip;
        }
        if let Some(decision) = self.replace_rebuilt(at) {
            return decision;
        }
        let delete = self.delete_before(at);
        Decision::Write(PlannedWrite { at, delete, change: ChangeKind::Unchanged })
    }

    /// Stores the run that added or changed a record's article.
    pub(crate) fn set_run(&mut self, at: RecordRef, run: i64) {
        if self.record(at).run != run {
            self.record_mut(at).run = run;
        }
    }

    /// Stores when a record's article was first indexed.
    pub(crate) fn set_seen(&mut self, at: RecordRef, seen: i64) {
        if self.record(at).seen != seen {
            self.record_mut(at).seen = seen;
        }
    }

    /// Returns whether an input is a single record that could not be read or is a withdrawal notice.
    pub(crate) fn is_unreadable_file(&self, input: usize) -> bool {
        let records = &self.inputs[input].records;
        records.iter().any(|record| record.status.is_unreadable() && record.ordinal.is_none())
    }

    /// Adds a record that has no article, with this status and reason.
    pub(crate) fn add_without_article(
        &mut self,
        input: usize,
        record_id: RecordId,
        status: RecordStatus,
        reason: Option<&str>,
    ) {
        let record = Record { status, reason: reason.map(Into::into), ..blank(record_id) };
        self.add_record(input, record);
    }

    /// Returns the live records that a rebuild has not written yet.
    pub(crate) fn unwritten(&self) -> Vec<RecordRef> {
        let Some(written) = &self.written else { return Vec::new() };
        let records = self
            .inputs
            .iter()
            .enumerate()
            .flat_map(|(input, entry)| entry.loaded().map(move |record| RecordRef { input, record }));
        records.filter(|at| self.record(*at).status == RecordStatus::Live && !written.contains(at)).collect()
    }

    /// Returns whether an article has this id.
    pub(crate) fn holds(&mut self, id: &str) -> bool {
        self.ids.contains(short(id)) || !self.left_out(Table::Id, short(id)).is_empty()
    }

    /// Takes the ids in `given_up`.
    pub(crate) fn take_given_up(&mut self) -> Vec<String> {
        std::mem::take(&mut self.given_up)
    }

    /// Counts a record as written. Returns its id if the index holds an older version to delete first.
    fn delete_before(&mut self, at: RecordRef) -> Option<String> {
        let is_in_index = self.written.as_mut().is_none_or(|written| !written.insert(at));
        is_in_index.then(|| self.record(at).id.to_string())
    }

    /// Counts a record as not written. Returns its id if the index holds its article, which is to be deleted.
    fn delete_now(&mut self, at: RecordRef) -> Option<String> {
        let is_in_index = self.written.as_mut().is_none_or(|written| written.remove(&at));
        is_in_index.then(|| self.record(at).id.to_string())
    }
}

fn blank(record_id: RecordId) -> Record {
    Record {
        ordinal: record_id.ordinal,
        hash: record_id.hash,
        key: 0,
        id: "".into(),
        seen: 0,
        run: 0,
        reason: None,
        quotations: 0,
        status: RecordStatus::Live,
        version: 0,
    }
}

/// Returns 64 bits of an id's hash. Different ids are assumed to have different hashes.
fn short(id: &str) -> u64 {
    ContentHash::of(id.as_bytes()).short()
}

#[cfg(test)]
mod tests;
