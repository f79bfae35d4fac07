//! A file of the index, for reading. Small parts are copied: a search touches many files in a few places, and the first touch of a
//! mapped page costs as much as copying several kilobytes. Larger parts are mapped.

use std::{
    fs::File,
    io,
    ops::Range,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use tantivy::{
    HasLen,
    directory::{Directory as _, FileHandle, MmapDirectory, OwnedBytes, error::OpenReadError},
};

/// Largest part in bytes that is copied. Copying more costs more than the page faults of a mapping.
const LARGEST_COPY: usize = 8 << 10;

/// A file that is open for reading. Files of the index never change, and a file that is removed can still be read.
#[derive(Debug)]
pub(super) struct IndexFile {
    file: File,
    length: usize,
    folder: MmapDirectory,
    /// Its path in the folder.
    path: PathBuf,
    /// The mapped file, once it is needed; `None` if it was removed before.
    mapped: OnceLock<Option<Arc<dyn FileHandle>>>,
}

impl IndexFile {
    /// Opens the file with this path in `folder`, which is at `root`.
    pub(super) fn open(folder: &MmapDirectory, root: &Path, path: &Path) -> Result<Self, OpenReadError> {
        let open = || {
            let file = File::open(root.join(path))?;
            let length = file.metadata()?.len() as usize;
            Ok((file, length))
        };
        let (file, length) = open().map_err(|error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
            _ => OpenReadError::wrap_io_error(error, path.to_owned()),
        })?;
        Ok(Self { file, length, folder: folder.clone(), path: path.to_owned(), mapped: OnceLock::new() })
    }

    fn mapped(&self) -> Option<&dyn FileHandle> {
        self.mapped.get_or_init(|| self.folder.get_file_handle(&self.path).ok()).as_deref()
    }

    /// Returns a part of the file, which stays mapped only as long as what is returned.
    pub(super) fn mapped_once(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        match self.folder.get_file_handle(&self.path) {
            Ok(mapped) => mapped.read_bytes(range),
            // It was removed.
            Err(_) => self.copied(&range),
        }
    }

    /// Returns a copy of a part of the file.
    #[cfg(unix)]
    pub(super) fn copied(&self, range: &Range<usize>) -> io::Result<OwnedBytes> {
        use std::os::unix::fs::FileExt as _;
        let mut bytes = vec![0; range.len()];
        self.file.read_exact_at(&mut bytes, range.start as u64)?;
        Ok(OwnedBytes::new(bytes))
    }

    /// Returns a copy of a part of the file.
    #[cfg(windows)]
    pub(super) fn copied(&self, range: &Range<usize>) -> io::Result<OwnedBytes> {
        use std::os::windows::fs::FileExt as _;
        let mut bytes = vec![0; range.len()];
        let mut read = 0;
        while read < bytes.len() {
            match self.file.seek_read(&mut bytes[read..], (range.start + read) as u64)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                more => read += more,
            }
        }
        Ok(OwnedBytes::new(bytes))
    }
}

impl HasLen for IndexFile {
    fn len(&self) -> usize {
        self.length
    }
}

impl FileHandle for IndexFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.len() <= LARGEST_COPY {
            return self.copied(&range);
        }
        match self.mapped() {
            Some(mapped) => mapped.read_bytes(range),
            None => self.copied(&range),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn opened(content: &[u8]) -> (tempfile::TempDir, IndexFile) {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("a.idx"), content).unwrap();
        let folder = MmapDirectory::open(root.path()).unwrap();
        let file = IndexFile::open(&folder, root.path(), Path::new("a.idx")).unwrap();
        (root, file)
    }

    fn content() -> Vec<u8> {
        (0..3 * LARGEST_COPY as u32).map(|at| (at / 7) as u8).collect()
    }

    #[test]
    fn parts_of_all_sizes_are_read() {
        let content = content();
        let (_root, file) = opened(&content);
        assert_eq!(file.len(), content.len());
        for range in [0..0, 5..6, 1..LARGEST_COPY, 9..LARGEST_COPY + 10, 0..content.len()] {
            assert_eq!(file.read_bytes(range.clone()).unwrap().as_slice(), &content[range]);
        }
    }

    #[test]
    fn a_file_that_is_removed_can_still_be_read() {
        let content = content();
        let (root, file) = opened(&content);
        fs::remove_file(root.path().join("a.idx")).unwrap();
        for range in [3..9, 0..content.len()] {
            assert_eq!(file.read_bytes(range.clone()).unwrap().as_slice(), &content[range]);
        }
    }

    #[test]
    fn a_missing_file_is_told() {
        let root = tempfile::tempdir().unwrap();
        let folder = MmapDirectory::open(root.path()).unwrap();
        let error = IndexFile::open(&folder, root.path(), Path::new("b.idx")).unwrap_err();
        assert!(matches!(error, OpenReadError::FileDoesNotExist(_)));
    }
}
