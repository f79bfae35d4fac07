//! The engine's folder for reading: nothing is written, locked or watched. The list of files, which only a writer needs, is
//! never read, so reading works even if that list is damaged.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use tantivy::directory::{
    Directory, FileHandle, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
    error::{DeleteError, OpenReadError, OpenWriteError},
};

use super::{index_file::IndexFile, sealed};

/// Name of the engine's list of its files.
pub(super) const FILE_LIST: &str = ".managed.json";

/// A folder of the engine, for reading.
#[derive(Debug, Clone)]
pub(super) struct ReadOnly {
    pub(super) folder: MmapDirectory,
    /// Where the folder is.
    pub(super) root: PathBuf,
}

fn refused() -> io::Error {
    io::ErrorKind::ReadOnlyFilesystem.into()
}

impl Directory for ReadOnly {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        Ok(Arc::new(IndexFile::open(&self.folder, &self.root, path)?))
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.folder.exists(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        if path == Path::new(FILE_LIST) {
            return Err(OpenReadError::FileDoesNotExist(PathBuf::from(FILE_LIST)));
        }
        sealed::read(&self.folder, path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(refused()), filepath: path.into() })
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::wrap_io_error(refused(), path.into()))
    }

    fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(refused())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Err(refused())
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}
