//! Merges only segments whose files are what was written: otherwise the damage would get a valid checksum. Very large segments stay
//! as they are.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tantivy::{
    index::{SegmentComponent, SegmentId, SegmentMeta},
    merge_policy::{MergeCandidate, MergePolicy},
};

use super::checksums::{self, Checksums};
use crate::backend::BackendError;

/// Maximum size in bytes of the stored articles of a segment that is merged. The engine copies those of a segment in one piece,
/// which takes as much memory. Few segments of an archive are as large as this.
const LARGEST_STORE: u64 = 64 << 20;

/// A merge policy that reads the segments of each merge to the end first, and merges none that is damaged or very large.
#[derive(Debug)]
pub(super) struct SoundMerges<P> {
    policy: P,
    folder: PathBuf,
    /// Segments that this process has read already.
    sound: Mutex<HashSet<SegmentId>>,
    damage: Damage,
}

/// The first damage that was found, shared with the writer.
#[derive(Debug, Clone, Default)]
pub(super) struct Damage(Arc<Mutex<Option<BackendError>>>);

impl Damage {
    /// Returns the damage as an error. Later calls return `Ok` until more is found.
    pub(super) fn check(&self) -> Result<(), BackendError> {
        lock(&self.0).take().map_or(Ok(()), Err)
    }
}

impl<P: MergePolicy> SoundMerges<P> {
    /// Returns `policy` restricted to sound segments of the index in `folder`.
    pub(super) fn new(policy: P, folder: &Path) -> Self {
        Self { policy, folder: folder.to_owned(), sound: Mutex::default(), damage: Damage::default() }
    }

    /// Returns the damage, which is filled in later.
    pub(super) fn damage(&self) -> Damage {
        self.damage.clone()
    }

    /// Returns whether merging a segment takes little memory, or frees the room of articles that are gone.
    fn is_mergeable(&self, segment: &SegmentMeta) -> bool {
        let path = self.folder.join(segment.relative_path(SegmentComponent::Store));
        segment.has_deletes() || fs::metadata(path).map_or(0, |metadata| metadata.len()) <= LARGEST_STORE
    }

    fn is_sound(&self, segment: &SegmentMeta) -> Result<(), BackendError> {
        if lock(&self.sound).contains(&segment.id()) {
            return Ok(());
        }
        let checksums = Checksums::read(&self.folder);
        for name in checksums::files(segment) {
            checksums.verify_content(&name)?;
        }
        lock(&self.sound).insert(segment.id());
        Ok(())
    }
}

impl<P: MergePolicy> MergePolicy for SoundMerges<P> {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let mergeable: Vec<SegmentMeta> =
            segments.iter().filter(|segment| self.is_mergeable(segment)).cloned().collect();
        let mut candidates = self.policy.compute_merge_candidates(&mergeable);
        candidates.retain(|MergeCandidate(ids)| {
            let mut merged = segments.iter().filter(|segment| ids.contains(&segment.id()));
            match merged.try_for_each(|segment| self.is_sound(segment)) {
                Ok(()) => true,
                Err(error) => {
                    lock(&self.damage.0).get_or_insert(error);
                    false
                }
            }
        });
        candidates
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;

    use tantivy::{directory::MmapDirectory, indexer::LogMergePolicy};

    use super::*;
    use crate::{analyzed_article::analyze, article::Article, backend::tantivy::Writer};

    #[test]
    fn very_large_segments_are_left_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::open(folder.path(), 15_000_000).unwrap();
        // Too few for the writer to merge them.
        for number in 0..7 {
            let text = "The ferry is late.".to_owned();
            writer.add(analyze(Article { id: number.to_string(), text, ..Article::default() })).unwrap();
            writer.commit("").unwrap();
        }
        writer.finish().unwrap();
        let directory = MmapDirectory::open(folder.path()).unwrap();
        let segments = checksums::segments(&checksums::open(&directory, folder.path()).unwrap()).unwrap();
        let merged = || {
            let mut policy = LogMergePolicy::default();
            policy.set_min_num_segments(2);
            let policy = SoundMerges::new(policy, folder.path());
            let candidates = policy.compute_merge_candidates(&segments);
            candidates.iter().map(|MergeCandidate(ids)| ids.len()).collect::<Vec<_>>()
        };
        assert_eq!((segments.len(), merged()), (7, vec![7]));
        let store = folder.path().join(segments[0].relative_path(SegmentComponent::Store));
        OpenOptions::new().append(true).open(store).unwrap().set_len(LARGEST_STORE + 1).unwrap();
        assert_eq!(merged(), [6]);
    }
}
