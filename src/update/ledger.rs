//! Who holds which id: the rules of identity.
//!
//! The manifest's inputs enter; then, in the order of paths, what records were found in inputs that are new or changed.
//! For each, an [`Order`] leaves that says what the engine must do. The ledger is at any time the manifest of what the
//! engine was told so far.
//!
//! A record that is no longer found is *loose*: its article stays until all inputs were read, because its content may
//! turn up elsewhere (a move). Whoever claims the id of a loose article waits until then, too. So ids depend neither on
//! the order in which inputs are read nor on chance.

mod claims;
mod conclusion;
mod notices;
mod plain_ids;

use std::collections::{HashMap, HashSet};

pub(crate) use conclusion::{Conclusion, Promise};
pub(crate) use notices::Notice;

use super::{
    hash::ContentHash,
    identity::Claim,
    manifest::{Input, Record, Standing},
    matching::Mark,
    request::Clashes,
};

/// A record's place in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct At {
    /// Index of its input.
    pub(crate) input: usize,
    /// Index among the input's records.
    pub(crate) record: usize,
}

/// What the engine must do for a record: delete, then add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    /// The record.
    pub(crate) at: At,
    /// The id to delete first.
    pub(crate) delete: Option<String>,
    /// What it is to the archive.
    pub(crate) change: Change,
}

/// What an article written is to the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// New.
    Added,
    /// New, and another one has the id it claims.
    AddedBeside,
    /// A new state of one that was there.
    Changed,
    /// The same at another path.
    Moved,
    /// The same.
    Same,
    /// The same under its plain id.
    Renamed,
}

/// The answer to a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Settled {
    /// Write it.
    Write(Order),
    /// Leave it: a newer version from another input stands in its place.
    Aside,
    /// It depends on what is still to be read; [`Ledger::conclude`] decides.
    Later,
}

/// Why a record is loose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loose {
    /// Its file is gone.
    FileGone,
    /// Its file is there and no longer holds it.
    Dropped,
    /// Its file holds another article instead, which is counted as its change.
    Superseded,
}

/// A record found, with what it asks for.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// Index of its input.
    pub(crate) input: usize,
    /// Its ordinal and hash.
    pub(crate) mark: Mark,
    /// What it asks to be known by.
    pub(crate) claim: Claim,
    /// How many quotations it has.
    pub(crate) quotations: u32,
    /// When it was first indexed, if it is new.
    pub(crate) seen: i64,
}

/// Whether the engine holds the articles that are live when the run begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    /// It does: what is written again is deleted before.
    Holds,
    /// It is new and empty.
    Empty,
}

/// Who holds which id.
#[derive(Debug)]
pub(crate) struct Ledger {
    inputs: Vec<Input>,
    clashes: Clashes,
    /// Live records by the hash of their id.
    ids: HashMap<u64, At>,
    /// Live records by key; where several have one, the one with the most turns.
    keys: HashMap<u64, At>,
    /// Live records beside the one that `keys` has of their key.
    beside: HashMap<u64, Vec<At>>,
    /// Records in whose place a newer version stands, by key.
    replaced: HashMap<u64, Vec<At>>,
    /// Notices that took an article out of the index, by its key.
    notices: HashMap<u64, Vec<At>>,
    loose: HashMap<At, Loose>,
    /// Loose records of an input by key, in order.
    loose_of: HashMap<(usize, u64), Vec<At>>,
    /// Loose records of gone files by content, in order.
    moved_away: HashMap<ContentHash, Vec<At>>,
    /// Live records of inputs that were not gone over, by content, in order.
    elsewhere: HashMap<ContentHash, Vec<At>>,
    waiting: Vec<Found>,
    waiting_ids: HashSet<u64>,
    /// Inputs with records that were loose, or that wait: their state is not final until the conclusion.
    open: HashSet<usize>,
    /// Records whose articles this run gave to the engine; only kept for an engine that began empty.
    written: Option<HashSet<At>>,
    /// Ids that articles gave up, and that nothing else tells of.
    given_up: Vec<String>,
}

impl Ledger {
    /// Returns the ledger of inputs sorted by path.
    pub(crate) fn new(inputs: Vec<Input>, clashes: Clashes, engine: Engine) -> Self {
        let records: usize = inputs.iter().map(|input| input.records.len()).sum();
        let mut ledger = Self {
            inputs,
            clashes,
            ids: HashMap::with_capacity(records),
            keys: HashMap::with_capacity(records),
            beside: HashMap::new(),
            replaced: HashMap::new(),
            notices: HashMap::new(),
            loose: HashMap::new(),
            loose_of: HashMap::new(),
            moved_away: HashMap::new(),
            elsewhere: HashMap::new(),
            waiting: Vec::new(),
            waiting_ids: HashSet::new(),
            open: HashSet::new(),
            written: (engine == Engine::Empty).then(HashSet::new),
            given_up: Vec::new(),
        };
        for input in 0..ledger.inputs.len() {
            for record in 0..ledger.inputs[input].records.len() {
                ledger.enter(At { input, record });
            }
        }
        ledger
    }

    /// Returns the inputs as the engine knows them now.
    pub(crate) fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// Returns the inputs; what identifies records must not be changed.
    pub(crate) fn input_mut(&mut self, input: usize) -> &mut Input {
        &mut self.inputs[input]
    }

    /// Adds an input and returns its index. Inputs must be added in the order of their paths.
    pub(crate) fn add_input(&mut self, input: Input) -> usize {
        self.inputs.push(input);
        self.inputs.len() - 1
    }

    /// Returns a record.
    pub(crate) fn record(&self, at: At) -> &Record {
        &self.inputs[at.input].records[at.record]
    }

    fn record_mut(&mut self, at: At) -> &mut Record {
        &mut self.inputs[at.input].records[at.record]
    }

    /// Enters a record into the tables by which it is found.
    fn enter(&mut self, at: At) {
        let record = &self.inputs[at.input].records[at.record];
        let (key, turn) = (record.key, record.turn);
        match record.standing {
            Standing::Live => {
                self.ids.insert(short(&record.id), at);
                let holder = self.keys.get(&key).copied().filter(|other| *other != at);
                let older = match holder {
                    Some(other) if self.record(other).turn >= turn => Some(at),
                    other => {
                        self.keys.insert(key, at);
                        other
                    }
                };
                if let Some(older) = older {
                    self.beside.entry(key).or_default().push(older);
                }
            }
            Standing::Replaced => self.replaced.entry(key).or_default().push(at),
            Standing::Notice => self.notices.entry(key).or_default().push(at),
            Standing::Unreadable | Standing::NoArticle | Standing::Removed => {}
        }
    }

    /// Takes a live record out of the tables.
    fn withdraw(&mut self, at: At) {
        let (id, key) = (short(&self.record(at).id), self.record(at).key);
        if self.ids.get(&id) == Some(&at) {
            self.ids.remove(&id);
        }
        let mut others = self.beside.remove(&key).unwrap_or_default();
        others.retain(|other| *other != at);
        if self.keys.get(&key) == Some(&at) {
            self.keys.remove(&key);
            let newest = (0..others.len()).rev().max_by_key(|other| self.record(others[*other]).turn);
            if let Some(newest) = newest {
                self.keys.insert(key, others.remove(newest));
            }
        }
        if !others.is_empty() {
            self.beside.insert(key, others);
        }
    }

    /// Returns the live records of a key, the one with the most turns first.
    fn holders(&self, key: u64) -> impl Iterator<Item = At> {
        self.keys.get(&key).into_iter().chain(self.beside.get(&key).into_iter().flatten()).copied()
    }

    /// Returns whether an input's state depends on the conclusion: a manifest written before must have it read again.
    pub(crate) fn is_open(&self, input: usize) -> bool {
        self.open.contains(&input)
    }

    /// Notes that a record was not found any more. Records are passed in order.
    pub(crate) fn lose(&mut self, at: At, why: Loose) {
        let record = self.record(at);
        let (key, hash, standing) = (record.key, record.hash, record.standing);
        match standing {
            Standing::Unreadable | Standing::NoArticle => {
                return self.record_mut(at).standing = Standing::Removed;
            }
            Standing::Removed => return,
            Standing::Live | Standing::Replaced | Standing::Notice => {}
        }
        self.open.insert(at.input);
        self.loose.insert(at, why);
        if standing == Standing::Notice {
            return;
        }
        self.loose_of.entry((at.input, key)).or_default().push(at);
        if why == Loose::FileGone {
            self.moved_away.entry(hash).or_default().push(at);
        }
    }

    /// Notes that all of an input's records were not found any more.
    pub(crate) fn lose_input(&mut self, input: usize, why: Loose) {
        for record in 0..self.inputs[input].records.len() {
            self.lose(At { input, record }, why);
        }
    }

    /// Notes an input that was not gone over: if its file turns out to be gone, its content may turn up elsewhere.
    pub(crate) fn may_have_moved(&mut self, input: usize) {
        for (record, entry) in self.inputs[input].records.iter().enumerate() {
            if entry.standing == Standing::Live {
                self.elsewhere.entry(entry.hash).or_default().push(At { input, record });
            }
        }
    }

    /// Takes back that a file's only record was not found: what it holds now cannot be read.
    pub(crate) fn keep_after_all(&mut self, input: usize) {
        for record in 0..self.inputs[input].records.len() {
            self.tie(At { input, record });
        }
    }

    /// Settles a record that stayed the same and is now at `ordinal`. Another may stand in its place by now.
    pub(crate) fn same(&mut self, at: At, ordinal: Option<u64>, quotations: u32) -> Settled {
        let record = self.record_mut(at);
        (record.ordinal, record.quotations) = (ordinal, quotations);
        if record.standing != Standing::Live {
            return Settled::Aside;
        }
        if let Some(settled) = self.follow(at) {
            return settled;
        }
        let delete = self.delete_before(at);
        Settled::Write(Order { at, delete, change: Change::Same })
    }

    /// Notes the run that added a record's article or changed it.
    pub(crate) fn set_run(&mut self, at: At, run: i64) {
        self.record_mut(at).run = run;
    }

    /// Notes when a record's article was first indexed, where the record itself says so.
    pub(crate) fn set_seen(&mut self, at: At, seen: i64) {
        self.record_mut(at).seen = seen;
    }

    /// Returns whether a file that is an article could not be read as it is now.
    pub(crate) fn ends_unreadable(&self, input: usize) -> bool {
        let records = &self.inputs[input].records;
        records.iter().any(|record| record.standing.is_unreadable() && record.ordinal.is_none())
    }

    /// Notes that a record could not be read, for this reason, or is no article, as `standing` says.
    pub(crate) fn add_aside(&mut self, input: usize, mark: Mark, standing: Standing, reason: Option<&str>) {
        let record = Record { standing, reason: reason.map(Into::into), ..blank(mark) };
        self.inputs[input].records.push(record);
    }

    /// Returns the live records that the engine was not given in this run, if it began empty.
    pub(crate) fn unwritten(&self) -> Vec<At> {
        let Some(written) = &self.written else { return Vec::new() };
        let places = self
            .inputs
            .iter()
            .enumerate()
            .flat_map(|(input, entry)| (0..entry.records.len()).map(move |record| At { input, record }));
        places.filter(|at| self.record(*at).standing == Standing::Live && !written.contains(at)).collect()
    }

    /// Takes a record out for good whose article could not be written.
    pub(crate) fn abandon(&mut self, at: At) {
        if self.record(at).standing == Standing::Live {
            self.withdraw(at);
        }
        self.record_mut(at).standing = Standing::Removed;
    }

    /// Notes that the article of a record was refused, and returns whether it is still that of the record: then it is remembered as one
    /// that cannot be read.
    pub(crate) fn refuse(&mut self, at: At, reason: &str) -> bool {
        if self.record(at).standing != Standing::Live {
            return false;
        }
        let mark = Mark { ordinal: self.record(at).ordinal, hash: self.record(at).hash };
        self.abandon(at);
        // What came from standard input is not read again.
        if !self.inputs[at.input].path.is_empty() {
            if mark.ordinal.is_none() {
                self.inputs[at.input].unreadable = Some(reason.to_owned());
            }
            self.add_aside(at.input, mark, Standing::Unreadable, Some(reason));
        }
        true
    }

    /// Returns whether an article has this id.
    pub(crate) fn holds(&self, id: &str) -> bool {
        self.ids.contains_key(&short(id))
    }

    /// Returns ids that articles gave up for another one, or that went with what another article in its file took the place of.
    pub(crate) fn given_up(&mut self) -> Vec<String> {
        std::mem::take(&mut self.given_up)
    }

    /// Returns the id to delete before a record's article is written, and notes that it will be.
    fn delete_before(&mut self, at: At) -> Option<String> {
        let held = self.written.as_mut().is_none_or(|written| !written.insert(at));
        held.then(|| self.record(at).id.to_string())
    }

    /// Returns the id to delete when a record's article leaves the engine.
    fn delete_now(&mut self, at: At) -> Option<String> {
        let held = self.written.as_mut().is_none_or(|written| written.remove(&at));
        held.then(|| self.record(at).id.to_string())
    }
}

fn blank(mark: Mark) -> Record {
    Record {
        ordinal: mark.ordinal,
        hash: mark.hash,
        key: 0,
        id: "".into(),
        seen: 0,
        run: 0,
        reason: None,
        quotations: 0,
        standing: Standing::Live,
        turn: 0,
    }
}

/// Returns 64 bits of an id's hash: enough to tell ids apart.
fn short(id: &str) -> u64 {
    ContentHash::of(id.as_bytes()).short()
}

#[cfg(test)]
mod tests;
