//! Checksums of the engine's files, and of the stem tables beside them.
//!
//! The file `checksums` has a line for each of them: checksum, size, modification time and name. A search verifies a file
//! only if its size or modification time is not the recorded one, which costs one call of the system per file. So a file
//! that was cut or written to is found before a word of it is believed; of files with another time but the recorded size, a
//! search reads at most 64 MiB. What a disk changes on its own,
//! without a new modification time, is found by `morgue check` and before segments are merged.
//!
//! A file that is not recorded, such as a new one of a run that is not finished, is verified by the engine's own
//! checksum.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs::{self, File, Metadata},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::UNIX_EPOCH,
};

use tantivy::{
    Directory as _, HasLen as _, Index,
    directory::{FileSlice, MmapDirectory, footer::Footer},
    index::{
        SegmentComponent::{Delete, FastFields, FieldNorms, Positions, Postings, Store, Terms},
        SegmentMeta,
    },
};

use super::{
    engine,
    merged_file::{MergedFile, WINDOW},
    read_only::ReadOnly,
};
use crate::{backend::BackendError, deadline::check};

/// Name of the file in the engine's folder.
pub(super) const CHECKSUMS: &str = "checksums";
/// Number of bytes that are hashed at once.
const CHUNK: usize = 1 << 20;
/// Maximum number of bytes that a search reads to verify files. A copied index has new modification times, and every search
/// of it would read it all until the next run records them anew.
const MAX_READ: u64 = 64 << 20;

/// What is recorded of the files in a folder.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Checksums {
    folder: PathBuf,
    files: BTreeMap<String, Recorded>,
}

/// What is recorded of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Recorded {
    /// BLAKE3 hash in hexadecimal.
    hash: String,
    stat: Stat,
}

/// Size in bytes, and modification time in nanoseconds since 1970-01-01T00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stat {
    size: u64,
    modified: u128,
}

/// Whether a file was read to verify it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verified {
    /// Size and modification time are the recorded ones.
    ByStat,
    /// All bytes were read.
    ByContent,
}

/// What a commit is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To search it.
    Search,
    /// To copy articles by their ids from an index that may be damaged.
    Copy,
    /// To change it.
    Change,
}

impl Purpose {
    fn needs(self, name: &str) -> bool {
        let end = name.rsplit('.').next().unwrap_or_default();
        self != Self::Copy || ["store", "term", "idx", "del"].contains(&end)
    }
}

impl Checksums {
    /// Reads the file in `folder`. Returns an empty value if it is missing or damaged; then all files are verified by the
    /// engine's checksums.
    pub(super) fn read(folder: &Path) -> Self {
        let text = fs::read_to_string(folder.join(CHECKSUMS)).ok();
        let files = text.and_then(|text| Self::parse(&text)).unwrap_or_default();
        Self { folder: folder.to_owned(), files }
    }

    /// Returns the folder of the files.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    fn parse(text: &str) -> Option<BTreeMap<String, Recorded>> {
        let (lines, sum) = text.strip_suffix('\n')?.rsplit_once('\n')?;
        if sum != blake3::hash(lines.as_bytes()).to_hex().as_str() {
            return None;
        }
        let mut files = BTreeMap::new();
        for line in lines.lines() {
            let mut parts = line.splitn(4, ' ');
            let hash = parts.next()?.to_owned();
            let stat = Stat { size: parts.next()?.parse().ok()?, modified: parts.next()?.parse().ok()? };
            files.insert(parts.next()?.to_owned(), Recorded { hash, stat });
        }
        Some(files)
    }

    /// Writes the file.
    pub(super) fn write(&self) -> Result<(), BackendError> {
        let mut lines = String::new();
        for (name, Recorded { hash, stat }) in &self.files {
            let _ = writeln!(lines, "{hash} {} {} {name}", stat.size, stat.modified);
        }
        let sum = blake3::hash(lines.trim_end().as_bytes()).to_hex();
        let text = format!("{}\n{sum}\n", lines.trim_end());
        let directory =
            MmapDirectory::open(&self.folder).map_err(engine("opening the folder of the index"))?;
        directory.atomic_write(Path::new(CHECKSUMS), text.as_bytes()).map_err(engine("writing checksums"))
    }

    /// Verifies the files of `segments` of the index in this folder: all, or those that are needed to `purpose`.
    ///
    /// # Errors
    /// [`BackendError::Damaged`] for the first file that is not what was written.
    pub(super) fn verify(
        &self,
        segments: &[SegmentMeta],
        purpose: Purpose,
    ) -> Result<Verified, BackendError> {
        let mut verified = Verified::ByStat;
        let mut budget = if purpose == Purpose::Search { MAX_READ } else { u64::MAX };
        for segment in segments {
            for name in files(segment).into_iter().filter(|name| purpose.needs(name)) {
                if self.verify_file(&name, &mut budget)? == Verified::ByContent {
                    verified = Verified::ByContent;
                }
            }
        }
        Ok(verified)
    }

    /// Verifies a file: by its recorded size and time, otherwise by its content. Of a file with the recorded size, no more
    /// than `budget` bytes are read; what was read is taken from it.
    fn verify_file(&self, name: &str, budget: &mut u64) -> Result<Verified, BackendError> {
        let path = self.folder.join(name);
        let stat = Stat::of(&fs::metadata(&path).map_err(unreadable(&path))?);
        let recorded = self.files.get(name).map(|recorded| recorded.stat);
        if recorded == Some(stat) {
            return Ok(Verified::ByStat);
        }
        match recorded {
            Some(recorded) if recorded.size != stat.size => Err(damaged(&path, "is not what was written")),
            Some(_) if stat.size > *budget => Ok(Verified::ByStat),
            _ => {
                *budget = budget.saturating_sub(stat.size);
                self.verify_content(name).map(|_| Verified::ByContent)
            }
        }
    }

    /// Reads a file to its end, and returns its hash. It must be the recorded one; a file that is not recorded must have
    /// the engine's checksum.
    pub(super) fn verify_content(&self, name: &str) -> Result<String, BackendError> {
        let path = self.folder.join(name);
        let found = hash(&path)?;
        let is_right = match self.files.get(name) {
            Some(recorded) => recorded.hash == found,
            None => has_engine_checksum(&self.folder, name)?,
        };
        if is_right { Ok(found) } else { Err(damaged(&path, "is not what was written")) }
    }

    /// Returns whether a file beside those of the engine is recorded and was not changed since.
    pub(super) fn has(&self, name: &str) -> bool {
        let Some(recorded) = self.files.get(name) else { return false };
        let stat = fs::metadata(self.folder.join(name)).map(|metadata| Stat::of(&metadata));
        stat.is_ok_and(|stat| stat == recorded.stat) || self.has_content(name)
    }

    /// Returns whether the file is recorded.
    pub(super) fn is_recorded(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// Returns whether nothing is recorded: the file is missing or damaged.
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Returns whether a file beside those of the engine is recorded and has the recorded content.
    pub(super) fn has_content(&self, name: &str) -> bool {
        let recorded = self.files.get(name);
        recorded.is_some_and(|recorded| hash(&self.folder.join(name)).is_ok_and(|hash| hash == recorded.hash))
    }

    /// Returns this record with the files of `newer` in it.
    pub(super) fn with(&self, newer: &Self) -> Self {
        let mut all = self.clone();
        all.files.extend(newer.files.clone());
        all
    }

    /// Returns the record of the present files: those of the segments of `index`, each verified, and `others`.
    pub(super) fn of_present(&self, index: &Index, others: &[String]) -> Result<Self, BackendError> {
        let mut present = BTreeMap::new();
        let of_engine = segments(index)?.iter().flat_map(files).collect::<Vec<_>>();
        for (name, is_engine_s) in
            of_engine.iter().map(|name| (name, true)).chain(others.iter().map(|name| (name, false)))
        {
            let path = self.folder.join(name);
            let stat = Stat::of(&fs::metadata(&path).map_err(unreadable(&path))?);
            let hash = match self.files.get(name) {
                Some(recorded) if recorded.stat == stat => recorded.hash.clone(),
                _ if is_engine_s => self.verify_content(name)?,
                _ => hash(&path)?,
            };
            present.insert(name.clone(), Recorded { hash, stat });
        }
        Ok(Self { folder: self.folder.clone(), files: present })
    }
}

impl Stat {
    fn of(metadata: &Metadata) -> Self {
        let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Self { size: metadata.len(), modified: modified.unwrap_or_default().as_nanos() }
    }
}

/// Opens the last commit in `folder`, which is at `root`, for reading.
pub(super) fn open(folder: &MmapDirectory, root: &Path) -> Result<Index, BackendError> {
    let directory = ReadOnly { folder: folder.clone(), root: root.to_owned() };
    Index::open(directory).map_err(engine("opening the index"))
}

/// Returns the segments of the last commit. Reads and parses its file.
pub(super) fn segments(index: &Index) -> Result<Vec<SegmentMeta>, BackendError> {
    index.searchable_segment_metas().map_err(engine("reading the last commit"))
}

/// Returns the names of the files of a segment.
pub(super) fn files(segment: &SegmentMeta) -> Vec<String> {
    let components = [Terms, Postings, Positions, FastFields, FieldNorms, Store];
    let deletions = segment.has_deletes().then_some(Delete);
    let mut files: Vec<String> = components
        .into_iter()
        .chain(deletions)
        .map(|component| segment.relative_path(component).to_string_lossy().into_owned())
        .collect();
    files.sort();
    files
}

/// Returns whether the content of a file in `folder` has the engine's checksum at its end.
fn has_engine_checksum(folder: &Path, name: &str) -> Result<bool, BackendError> {
    let doing = "verifying a file";
    let directory = MmapDirectory::open(folder).map_err(engine(doing))?;
    let file = MergedFile::open(&directory, folder, Path::new(name)).map_err(engine(doing))?;
    let (footer, body) = match Footer::extract_footer(FileSlice::new(Arc::new(file))) {
        Ok(parts) => parts,
        // The end of the file is cut off or overwritten.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof) => {
            return Ok(false);
        }
        Err(error) => return Err(engine(doing)(error)),
    };
    // Not all at once: a file may be larger than the memory.
    let mut hasher = crc32fast::Hasher::new();
    let mut start = 0;
    while start < body.len() {
        check()?;
        let end = body.len().min(start + WINDOW);
        hasher.update(&body.read_bytes_slice(start..end).map_err(engine(doing))?);
        start = end;
    }
    Ok(footer.crc == hasher.finalize())
}

/// Returns the BLAKE3 hash of a file in hexadecimal.
pub(super) fn hash(path: &Path) -> Result<String, BackendError> {
    let mut file = File::open(path).map_err(unreadable(path))?;
    let mut hasher = blake3::Hasher::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        check()?;
        match io::Read::read(&mut file, &mut chunk) {
            Ok(0) => return Ok(hasher.finalize().to_hex()[..32].to_owned()),
            Ok(read) => hasher.update(&chunk[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unreadable(path)(error)),
        };
    }
}

fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> BackendError {
    let path = path.to_owned();
    move |source| match source.kind() {
        io::ErrorKind::NotFound => damaged(&path, "is missing"),
        kind => {
            let source = Box::new(io::Error::new(kind, format!("`{}`: {source}", path.display())));
            BackendError::Engine { doing: "reading a file of the index", source }
        }
    }
}

fn damaged(path: &Path, what: &str) -> BackendError {
    BackendError::Damaged { what: format!("the file `{}` {what}", path.display()) }
}
