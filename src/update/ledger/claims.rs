//! Decides about records that were found in new and changed inputs.

use super::{
    ChangeKind, Claimant, Decision, Ledger, Orphan, PlannedWrite, RecordRef, blank, identity,
    lookup::IdHolder, short,
};
use crate::update::{
    manifest::{Record, RecordStatus},
    request::Clashes,
};

impl Ledger {
    /// Decides about a record that its input did not hold before.
    ///
    /// The first case that applies decides: a new version of an orphan with the same input and key; content moved from a
    /// gone file; the same article in another machine's input; an ordinary claim. Claimants must be passed in the order of paths and ordinals.
    pub(crate) fn decide(&mut self, claimant: &Claimant) -> Decision {
        let id_holder = self.load_rivals(claimant);
        self.load_outside(claimant.record_id.hash);
        if let Some(at) = self.predecessor(claimant) {
            return self.succeed(at, claimant);
        }
        if let Some(at) = self.moved_from(claimant) {
            return self.move_here(at, claimant);
        }
        if let Some(at) = self.held_elsewhere(claimant) {
            return self.share(at, claimant);
        }
        self.decide_claim(claimant, id_holder)
    }

    /// Decides about a record from standard input: it replaces the article with its key, else with its id. Standard input
    /// comes after all files.
    pub(crate) fn decide_stream(&mut self, claimant: &Claimant) -> PlannedWrite {
        self.load_all_rivals(claimant);
        let holder = self.keys.get(claimant.claim.key).or_else(|| self.ids.get(short(&claimant.claim.id)));
        match holder {
            Some(at) => self.replace(at, claimant),
            None => self.add(claimant, claimant.claim.id.clone(), ChangeKind::Added),
        }
    }

    /// Loads the records with the key or id that a record claims.
    pub(super) fn load_all_rivals(&mut self, claimant: &Claimant) {
        self.load_key(claimant.claim.key);
        self.load_id(short(&claimant.claim.id));
    }

    /// Returns an orphan with the same input and key, preferably with the same ordinal.
    fn predecessor(&mut self, claimant: &Claimant) -> Option<RecordRef> {
        let own = self.orphans_by_key.get(&(claimant.input, claimant.claim.key))?;
        let same = |at: &&RecordRef| self.record(**at).ordinal == claimant.record_id.ordinal;
        own.iter().find(same).or(own.first()).copied()
    }

    /// Makes a record the new version of an orphan of the same input.
    fn succeed(&mut self, at: RecordRef, claimant: &Claimant) -> Decision {
        let mut delete = None;
        if self.record(at).status == RecordStatus::Replaced {
            // This change is newer than the version that replaced the record.
            let id = short(&self.record(at).id);
            self.load_id(id);
            let holder = self.ids.get(id);
            if holder.is_some_and(|holder| self.orphans.contains_key(&holder)) {
                return self.wait(claimant);
            }
            if let Some(holder) = holder.filter(|holder| self.is_held_elsewhere(*holder, claimant)) {
                return self.share_again(at, holder, claimant);
            }
            if let Some(holder) = holder {
                delete = self.step_aside(holder);
                self.record_mut(at).version = self.record(holder).version + 1;
            }
            self.record_mut(at).status = RecordStatus::Live;
            self.forget_replaced(at);
            self.register(at);
        }
        let delete = self.delete_before(at).or(delete);
        self.reclaim(at);
        let record = self.record_mut(at);
        (record.ordinal, record.hash, record.quotations) =
            (claimant.record_id.ordinal, claimant.record_id.hash, claimant.quotations);
        Decision::Write(PlannedWrite { at, delete, change: ChangeKind::Changed })
    }

    /// Decides about a claim to a key and an id, which `id_holder` may have.
    pub(super) fn decide_claim(&mut self, claimant: &Claimant, id_holder: IdHolder) -> Decision {
        if self.clashes == Clashes::Replace
            && let Some(holder) = self.keys.get(claimant.claim.key)
        {
            if self.orphans.contains_key(&holder) {
                return self.wait(claimant);
            }
            return Decision::Write(self.replace(holder, claimant));
        }
        let id = short(&claimant.claim.id);
        let write = match self.ids.get(id) {
            Some(holder) if self.orphans.contains_key(&holder) => return self.wait(claimant),
            None if id_holder == IdHolder::Loaded => {
                if self.waiting_ids.contains(&id) {
                    return self.wait(claimant);
                }
                self.add(claimant, claimant.claim.id.clone(), ChangeKind::Added)
            }
            _ => {
                let path = self.inputs[claimant.input].path.clone();
                let is_taken = |id: &str| self.holds(id);
                let ordinal = claimant.record_id.ordinal;
                let suffixed = identity::suffixed_id(&claimant.claim.id, &path, ordinal, is_taken);
                self.add(claimant, suffixed, ChangeKind::AddedWithSuffix)
            }
        };
        Decision::Write(write)
    }

    fn wait(&mut self, claimant: &Claimant) -> Decision {
        self.waiting_ids.insert(short(&claimant.claim.id));
        self.undecided.insert(claimant.input);
        self.waiting.push(claimant.clone());
        Decision::Wait
    }

    fn add(&mut self, claimant: &Claimant, id: String, change: ChangeKind) -> PlannedWrite {
        let change = self.supersede(claimant, change);
        self.push(claimant, Record { id: id.into(), seen: claimant.seen, ..blank(claimant.record_id) });
        PlannedWrite { at: self.last(claimant.input), delete: None, change }
    }

    /// Returns how a new article counts. If its file held another article before, both together count as one change.
    fn supersede(&mut self, claimant: &Claimant, change: ChangeKind) -> ChangeKind {
        if claimant.record_id.ordinal.is_some() || change != ChangeKind::Added {
            return change;
        }
        let input = claimant.input;
        let mut records = self.inputs[input].loaded().map(|record| RecordRef { input, record });
        match records.find(|at| self.orphans.get(at) == Some(&Orphan::RecordGone)) {
            Some(at) if self.record(at).status == RecordStatus::Live => {
                self.orphans.insert(at, Orphan::Superseded);
                ChangeKind::Changed
            }
            _ => change,
        }
    }

    /// Replaces a live record by a claimant, under the same id.
    fn replace(&mut self, holder: RecordRef, claimant: &Claimant) -> PlannedWrite {
        let before = self.record(holder).clone();
        let delete = self.step_aside(holder);
        let (id, seen, version) = (before.id, before.seen, before.version + 1);
        self.push(claimant, Record { id, seen, version, ..blank(claimant.record_id) });
        PlannedWrite { at: self.last(claimant.input), delete, change: ChangeKind::Changed }
    }

    /// In a rebuild with [`Clashes::Replace`], an unchanged record replaces a record with the same key that this run wrote
    /// before. Both were live because an earlier run kept both. Returns `None` if no such record was written.
    pub(super) fn replace_rebuilt(&mut self, at: RecordRef) -> Option<Decision> {
        let written = self.written.as_ref().filter(|_| self.clashes == Clashes::Replace)?;
        let holder =
            self.holders(self.record(at).key).find(|other| *other != at && written.contains(other))?;
        let before = self.record(holder).clone();
        let delete = self.step_aside(holder);
        self.unregister(at);
        let own = self.record(at).id.to_string();
        self.given_up.push(own);
        let record = self.record_mut(at);
        let version = before.version.max(record.version) + 1;
        (record.id, record.seen, record.version) = (before.id, before.seen, version);
        self.register(at);
        if let Some(written) = &mut self.written {
            written.insert(at);
        }
        Some(Decision::Write(PlannedWrite { at, delete, change: ChangeKind::Changed }))
    }

    /// Takes the article of a live record out of the index. Returns the id to delete.
    ///
    /// The record stays as a replaced one, unless it is an orphan or came from standard input.
    pub(super) fn step_aside(&mut self, holder: RecordRef) -> Option<String> {
        let delete = self.delete_now(holder);
        self.unregister(holder);
        let is_orphan = self.orphans.contains_key(&holder);
        self.reclaim(holder);
        if is_orphan || self.inputs[holder.input].is_stream() {
            self.record_mut(holder).status = RecordStatus::Removed;
        } else {
            self.record_mut(holder).status = RecordStatus::Replaced;
            self.register(holder);
        }
        delete
    }

    pub(super) fn push(&mut self, claimant: &Claimant, record: Record) {
        let record = Record { key: claimant.claim.key, quotations: claimant.quotations, ..record };
        self.add_record(claimant.input, record);
        let at = self.last(claimant.input);
        self.register(at);
        if let Some(written) = &mut self.written {
            written.insert(at);
        }
    }

    pub(super) fn last(&self, input: usize) -> RecordRef {
        RecordRef { input, record: self.inputs[input].loaded().end - 1 }
    }

    /// Removes a record from the orphans.
    pub(super) fn reclaim(&mut self, at: RecordRef) {
        if self.orphans.remove(&at).is_none() {
            return;
        }
        let (key, hash) = (self.record(at).key, self.record(at).hash);
        if let Some(own) = self.orphans_by_key.get_mut(&(at.input, key)) {
            own.retain(|other| *other != at);
            if own.is_empty() {
                self.orphans_by_key.remove(&(at.input, key));
            }
        }
        if let Some(moved) = self.moved_away.get_mut(&hash) {
            moved.retain(|other| *other != at);
        }
    }

    /// Removes a record from the list of replaced records.
    pub(super) fn forget_replaced(&mut self, at: RecordRef) {
        if let Some(replaced) = self.replaced.get_mut(&self.inputs[at.input].record(at.record).key) {
            replaced.retain(|other| *other != at);
        }
    }
}
