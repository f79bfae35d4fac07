//! What a record found in an input that is new or changed is to the archive.

use super::{At, Change, Found, Ledger, Loose, Order, Settled, blank, short};
use crate::update::{
    identity,
    manifest::{Record, Standing},
    matching::Mark,
    request::Clashes,
};

impl Ledger {
    /// Settles a record that its input did not hold before.
    ///
    /// It is the new state of what the same input gave under the same key; else what a gone file held; else it has a
    /// claim like any other. Files are settled in the order of their paths, the records of one in theirs.
    pub(crate) fn settle(&mut self, found: &Found) -> Settled {
        if let Some(at) = self.predecessor(found) {
            return self.succeed(at, found);
        }
        if let Some(at) = self.take_moved(found) {
            return self.move_here(at, found);
        }
        self.claim(found)
    }

    /// Settles a record from standard input: it replaces whatever has its id. It cannot wait, so it comes last.
    pub(crate) fn settle_stream(&mut self, found: &Found) -> Order {
        let holder = self.keys.get(&found.claim.key).or_else(|| self.ids.get(&short(&found.claim.id)));
        match holder.copied() {
            Some(at) => self.replace(at, found),
            None => self.add(found, found.claim.id.clone(), Change::Added),
        }
    }

    /// Returns the loose record of the same input that has the same key, the one at the same ordinal before others.
    fn predecessor(&mut self, found: &Found) -> Option<At> {
        let own = self.loose_of.get(&(found.input, found.claim.key))?;
        let same = |at: &&At| self.record(**at).ordinal == found.mark.ordinal;
        own.iter().find(same).or(own.first()).copied()
    }

    fn succeed(&mut self, at: At, found: &Found) -> Settled {
        let mut delete = None;
        if self.record(at).standing == Standing::Replaced {
            // What stands in its place is older than the change.
            let holder = self.ids.get(&short(&self.record(at).id)).copied();
            if holder.is_some_and(|holder| self.loose.contains_key(&holder)) {
                return self.wait(found);
            }
            if let Some(holder) = holder {
                delete = self.step_aside(holder);
                self.record_mut(at).turn = self.record(holder).turn + 1;
            }
            self.record_mut(at).standing = Standing::Live;
            self.forget_replaced(at);
            self.enter(at);
        }
        let delete = self.delete_before(at).or(delete);
        self.tie(at);
        let record = self.record_mut(at);
        (record.ordinal, record.hash, record.quotations) =
            (found.mark.ordinal, found.mark.hash, found.quotations);
        Settled::Write(Order { at, delete, change: Change::Changed })
    }

    /// Returns a record with the same content that a gone file held: one in the index before others, one with the same
    /// key before others.
    fn take_moved(&mut self, found: &Found) -> Option<At> {
        let rank = |at: &&At| {
            let record = self.record(**at);
            (record.standing != Standing::Live, record.key != found.claim.key)
        };
        let gone = self.moved_away.get(&found.mark.hash);
        if let Some(at) = gone.and_then(|places| places.iter().min_by_key(rank)) {
            return Some(*at);
        }
        let places = self.elsewhere.get(&found.mark.hash)?;
        let to = self.inputs[found.input].path.as_str();
        let left = |at: &&At| {
            let from = &self.inputs[at.input];
            let is_gone = from.is_gone_from_its_folder() || from.went_with_its_folder(to);
            self.record(**at).standing == Standing::Live && is_gone
        };
        let at = *places.iter().filter(left).min_by_key(rank)?;
        self.lose(at, Loose::FileGone);
        Some(at)
    }

    /// Gives what a loose record had to a record found elsewhere.
    pub(super) fn move_here(&mut self, from: At, found: &Found) -> Settled {
        self.tie(from);
        let before = self.record(from).clone();
        if before.standing == Standing::Replaced {
            self.forget_replaced(from);
            self.record_mut(from).standing = Standing::Removed;
            let Mark { ordinal, hash } = found.mark;
            self.inputs[found.input].records.push(Record { ordinal, hash, ..before });
            self.enter(self.last(found.input));
            return Settled::Aside;
        }
        let delete = self.delete_now(from);
        self.withdraw(from);
        self.record_mut(from).standing = Standing::Removed;
        let kept = Record {
            id: before.id,
            seen: before.seen,
            run: before.run,
            turn: before.turn,
            ..blank(found.mark)
        };
        self.push(found, kept);
        Settled::Write(Order { at: self.last(found.input), delete, change: Change::Moved })
    }

    /// Settles a claim that rests on nothing the archive had from the same place.
    pub(super) fn claim(&mut self, found: &Found) -> Settled {
        if self.clashes == Clashes::Replace
            && let Some(&holder) = self.keys.get(&found.claim.key)
        {
            if self.loose.contains_key(&holder) {
                return self.wait(found);
            }
            return Settled::Write(self.replace(holder, found));
        }
        let id = short(&found.claim.id);
        let order = match self.ids.get(&id).copied() {
            None if self.waiting_ids.contains(&id) => return self.wait(found),
            None => self.add(found, found.claim.id.clone(), Change::Added),
            Some(holder) if self.loose.contains_key(&holder) => return self.wait(found),
            Some(_) => {
                let path = &self.inputs[found.input].path;
                let taken = |id: &str| self.ids.contains_key(&short(id));
                let beside = identity::beside(&found.claim.id, path, found.mark.ordinal, taken);
                self.add(found, beside, Change::AddedBeside)
            }
        };
        Settled::Write(order)
    }

    fn wait(&mut self, found: &Found) -> Settled {
        self.waiting_ids.insert(short(&found.claim.id));
        self.open.insert(found.input);
        self.waiting.push(found.clone());
        Settled::Later
    }

    fn add(&mut self, found: &Found, id: String, change: Change) -> Order {
        let change = self.supersede(found, change);
        self.push(found, Record { id: id.into(), seen: found.seen, ..blank(found.mark) });
        Order { at: self.last(found.input), delete: None, change }
    }

    /// Where a file that is an article holds another one now, that is a change of one, not two changes.
    fn supersede(&mut self, found: &Found, change: Change) -> Change {
        if found.mark.ordinal.is_some() || change != Change::Added {
            return change;
        }
        let before =
            (0..self.inputs[found.input].records.len()).map(|record| At { input: found.input, record });
        match before.into_iter().find(|at| self.loose.get(at) == Some(&Loose::Dropped)) {
            Some(at) if self.record(at).standing == Standing::Live => {
                self.loose.insert(at, Loose::Superseded);
                Change::Changed
            }
            _ => change,
        }
    }

    /// Puts a record in the place of a live one, under its id.
    fn replace(&mut self, holder: At, found: &Found) -> Order {
        let before = self.record(holder).clone();
        let delete = self.step_aside(holder);
        let record = Record { id: before.id, seen: before.seen, turn: before.turn + 1, ..blank(found.mark) };
        self.push(found, record);
        Order { at: self.last(found.input), delete, change: Change::Changed }
    }

    /// Has a record that stayed the same replace the one of its key that an engine which began empty was given before it, where newer
    /// versions replace: both were kept by a run in which they did not. `None` if there is none.
    pub(super) fn follow(&mut self, at: At) -> Option<Settled> {
        let written = self.written.as_ref().filter(|_| self.clashes == Clashes::Replace)?;
        let given =
            self.holders(self.record(at).key).find(|other| *other != at && written.contains(other))?;
        let before = self.record(given).clone();
        let delete = self.step_aside(given);
        self.withdraw(at);
        let own = self.record(at).id.to_string();
        self.given_up.push(own);
        let record = self.record_mut(at);
        (record.id, record.seen, record.turn) = (before.id, before.seen, before.turn.max(record.turn) + 1);
        self.enter(at);
        if let Some(written) = &mut self.written {
            written.insert(at);
        }
        Some(Settled::Write(Order { at, delete, change: Change::Changed }))
    }

    /// Takes a live record's article out of the index; the record is remembered if it could be read again.
    pub(super) fn step_aside(&mut self, holder: At) -> Option<String> {
        let delete = self.delete_now(holder);
        self.withdraw(holder);
        let loose = self.loose.contains_key(&holder);
        self.tie(holder);
        if loose || self.inputs[holder.input].path.is_empty() {
            self.record_mut(holder).standing = Standing::Removed;
        } else {
            self.record_mut(holder).standing = Standing::Replaced;
            self.enter(holder);
        }
        delete
    }

    fn push(&mut self, found: &Found, record: Record) {
        let record = Record { key: found.claim.key, quotations: found.quotations, ..record };
        self.inputs[found.input].records.push(record);
        let at = self.last(found.input);
        self.enter(at);
        if let Some(written) = &mut self.written {
            written.insert(at);
        }
    }

    pub(super) fn last(&self, input: usize) -> At {
        At { input, record: self.inputs[input].records.len() - 1 }
    }

    /// Notes that a record is loose no more.
    pub(super) fn tie(&mut self, at: At) {
        if self.loose.remove(&at).is_none() {
            return;
        }
        let (key, hash) = (self.record(at).key, self.record(at).hash);
        if let Some(own) = self.loose_of.get_mut(&(at.input, key)) {
            own.retain(|other| *other != at);
            if own.is_empty() {
                self.loose_of.remove(&(at.input, key));
            }
        }
        if let Some(places) = self.moved_away.get_mut(&hash) {
            places.retain(|other| *other != at);
        }
    }

    pub(super) fn forget_replaced(&mut self, at: At) {
        if let Some(places) = self.replaced.get_mut(&self.inputs[at.input].records[at.record].key) {
            places.retain(|other| *other != at);
        }
    }
}
