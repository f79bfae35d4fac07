//! Commits what was applied so far, in the middle of a run and at its end.

use super::Applier;
use crate::{
    store::{State, Versions},
    update::{
        error::UpdateError,
        ledger::Saved,
        manifest::{Input, ManifestError, Root},
        paths::{is_gone, is_under},
        request::Mode,
    },
};

impl Applier<'_> {
    /// Commits everything so far if enough time has passed.
    pub(super) fn commit_if_due(&mut self) -> Result<(), UpdateError> {
        let is_due = self.mode == Mode::Incremental && self.batch.since_commit() >= self.commit_every;
        if is_due { self.commit_so_far() } else { Ok(()) }
    }

    /// Commits everything so far, in the middle of a run.
    fn commit_so_far(&mut self) -> Result<(), UpdateError> {
        let saved = self.commit()?;
        let damaged = |at: String| move |damage: ManifestError| UpdateError::from(damage.in_store(at));
        let name = self.store.name();
        let part = self.writer()?.committed()?.and_then(|committed| committed.manifest.into_iter().last());
        let part = part.ok_or(ManifestError::Changed).map_err(damaged(name.clone()))?;
        self.ledger.note_saved(saved, part).map_err(damaged(name))?;
        self.batch.note_commit();
        Ok(())
    }

    /// Commits everything so far.
    pub(crate) fn commit(&mut self) -> Result<Saved, UpdateError> {
        self.settle()?;
        self.check_loaded()?;
        let roots = remaining_roots(self.roots, self.ledger.inputs());
        let state = State { run: self.report.run, versions: Versions::OURS };
        Ok(self.ledger.save(self.batch.writer(), &state, &roots, &self.gone)?)
    }

    /// Returns an error if stored records could not be loaded.
    fn check_loaded(&mut self) -> Result<(), UpdateError> {
        let damage = self.ledger.take_damage();
        damage.map_or(Ok(()), |damage| Err(damage.in_store(self.store.name()).into()))
    }
}

/// Returns `roots` without each root that does not exist and whose records are all gone or moved elsewhere.
pub(crate) fn remaining_roots(roots: &[Root], inputs: &[Input]) -> Vec<Root> {
    let is_spent = |root: &Root| {
        let mut under = inputs.iter().filter(|input| is_under(&input.path, &root.path)).peekable();
        under.peek().is_some() && under.all(Input::is_spent)
    };
    let is_left = |root: &&Root| root.elsewhere || !is_gone(&root.path) || !is_spent(root);
    roots.iter().filter(is_left).cloned().collect()
}
