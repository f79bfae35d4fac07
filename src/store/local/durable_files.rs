//! Files and folders whose names and contents survive a power failure.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::store::StoreError;

/// Suffix of a file that is renamed once it is complete.
pub(super) const UNFINISHED: &str = ".tmp";

/// Replaces a file atomically: it has the old or the new content, even if the process is killed.
pub(super) fn replace_file(path: &Path, content: &[u8]) -> Result<(), StoreError> {
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(UNFINISHED);
    let unfinished = PathBuf::from(unfinished);
    write_synced(&unfinished, content)?;
    fs::rename(&unfinished, path).map_err(|source| StoreError::io("replace", path, source))?;
    path.parent().map_or(Ok(()), sync_folder)
}

fn write_synced(path: &Path, content: &[u8]) -> Result<(), StoreError> {
    let write = || {
        let mut file = fs::File::create(path)?;
        io::Write::write_all(&mut file, content)?;
        file.sync_all()
    };
    write().map_err(|source| StoreError::io("write", path, source))
}

/// Returns the content of a small file in the index folder; `None` if there is none, or it is damaged.
pub(super) fn read_note(index: &Path, name: &str) -> Option<String> {
    let text = fs::read_to_string(index.join(name)).ok()?;
    let (note, sum) = text.strip_suffix('\n')?.rsplit_once('\n')?;
    (sum == short_hash(note.as_bytes())).then(|| note.to_owned())
}

/// Returns whether a small file in the index folder is there, but damaged.
pub(super) fn note_is_damaged(index: &Path, name: &str) -> bool {
    index.join(name).exists() && read_note(index, name).is_none()
}

/// Writes a small file in the index folder, with a line for its checksum.
pub(super) fn write_note(index: &Path, name: &str, text: &str) -> Result<(), StoreError> {
    replace_file(&index.join(name), format!("{text}\n{}\n", short_hash(text.as_bytes())).as_bytes())
}

/// Returns 64 bits of the BLAKE3 hash in hexadecimal.
pub(super) fn short_hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..16].to_owned()
}

/// Creates a folder and those above it, and makes their names durable.
pub(super) fn make_folder(folder: &Path) -> Result<(), StoreError> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|path| !path.exists()).collect();
    fs::create_dir_all(folder).map_err(|source| StoreError::io("create", folder, source))?;
    for made in missing {
        // The parent of a relative path is the present folder.
        let parent =
            made.parent().map(|path| if path.as_os_str().is_empty() { Path::new(".") } else { path });
        // A folder that may be entered but not read cannot be synced.
        let _ = parent.map(sync_folder);
    }
    Ok(())
}

/// Makes file names in a folder durable. Only Unix has a call for this.
pub(super) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    if cfg!(unix) {
        let sync = || fs::File::open(folder)?.sync_all();
        sync().map_err(|source| StoreError::io("sync", folder, source))?;
    }
    Ok(())
}
