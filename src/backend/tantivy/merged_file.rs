//! A file of the index, for the writer, which reads it from start to end when its segment is merged. Its pages do not stay
//! mapped until the merge ends: they would count as memory of the process, as much as the merged segments are long.

use std::{
    io,
    ops::Range,
    path::Path,
    sync::{Mutex, PoisonError},
};

use tantivy::{
    HasLen,
    directory::{FileHandle, MmapDirectory, OwnedBytes, error::OpenReadError},
};

use super::index_file::IndexFile;

/// Number of bytes that are read at once when the file is read from start to end. Larger parts are mapped.
pub(super) const WINDOW: usize = 256 << 10;

/// A file that is open for reading.
#[derive(Debug)]
pub(super) struct MergedFile {
    file: IndexFile,
    /// The last bytes that were read ahead, and where they are in the file.
    ahead: Mutex<(usize, OwnedBytes)>,
}

impl MergedFile {
    /// Opens the file with this path in `folder`, which is at `root`.
    pub(super) fn open(folder: &MmapDirectory, root: &Path, path: &Path) -> Result<Self, OpenReadError> {
        let file = IndexFile::open(folder, root, path)?;
        Ok(Self { file, ahead: Mutex::new((0, OwnedBytes::empty())) })
    }
}

impl HasLen for MergedFile {
    fn len(&self) -> usize {
        self.file.len()
    }
}

impl FileHandle for MergedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.len() > WINDOW {
            return self.file.mapped_once(range);
        }
        let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        let (start, bytes) = &*ahead;
        let end = start + bytes.len();
        if *start <= range.start && range.end <= end {
            return Ok(bytes.slice(range.start - start..range.end - start));
        }
        // Only what continues the last part is read ahead: a look-up of a term touches one place.
        let continues = (*start..=end).contains(&range.start);
        let last = if continues { (range.start + WINDOW).min(self.len()) } else { range.end };
        *ahead = (range.start, self.file.copied(&(range.start..last))?);
        Ok(ahead.1.slice(0..range.len()))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    use super::*;

    fn content() -> Vec<u8> {
        (0..5 * WINDOW as u32 / 2).map(|at| (at / 7) as u8).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn parts_are_read_in_any_order(
            starts in prop::collection::vec((0..5 * WINDOW / 2, prop_oneof![0..100_usize, 0..2 * WINDOW]), 1..8),
        ) {
            let content = content();
            let root = tempfile::tempdir().unwrap();
            fs::write(root.path().join("a.idx"), &content).unwrap();
            let folder = MmapDirectory::open(root.path()).unwrap();
            let file = MergedFile::open(&folder, root.path(), Path::new("a.idx")).unwrap();
            prop_assert_eq!(file.len(), content.len());
            for (start, length) in starts {
                let mut start = start;
                // Each part, and those that follow it.
                for _ in 0..3 {
                    let range = start..(start + length).min(content.len());
                    let read = file.read_bytes(range.clone()).unwrap();
                    prop_assert_eq!(read.as_slice(), &content[range.clone()]);
                    start = range.end;
                }
            }
        }
    }
}
