//! The manifest: what an index remembers of its inputs, and how that is written.
//!
//! Bytes enter or leave. They are JSON Lines under zstd: a head with the version, a line for each folder
//! named, then a line for each input, followed by a line for each of its records. Unknown fields are passed over and
//! absent ones have defaults, so that later versions read it.

use std::{
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
    path::Path,
};

use serde::{Deserialize, Serialize};

use super::{hash::ContentHash, matching::Mark, survey::relative};
use crate::{boilerplate::packed, read::InputKind, store::StoreError};

const KIND: &str = "morgue manifest";
const VERSION: u32 = 1;
/// Level 1 writes four times as fast as the default and grows this file by a tenth.
const COMPRESSION: i32 = 1;

/// What an index remembers of its inputs.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Manifest {
    /// Folders and files named so far, sorted by path.
    pub(crate) roots: Vec<Root>,
    /// Inputs sorted by the bytes of their paths; standard input has the empty path.
    pub(crate) inputs: Vec<Input>,
}

/// A folder or file that was named, and is gone over when none is named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Root {
    /// Its absolute path.
    pub(crate) path: String,
    /// Unusual names of fields that were given with it, each `FIELD=NAME`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) fields: Vec<String>,
    /// What its articles are said to be, whatever they say themselves, each `FIELD=VALUE`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) set: Vec<String>,
    /// Whether it is gone over, or passed over inside another one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) role: RootRole,
}

/// What a root is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RootRole {
    /// It is gone over when none is named.
    #[default]
    Read,
    /// It lies inside another root and was dropped: it is passed over until it is named again.
    Forgotten,
}

/// A file that was read, or standard input.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Input {
    /// Its absolute path; empty for standard input.
    #[serde(rename = "input")]
    pub(crate) path: String,
    /// The folder by which its articles are named.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) root: String,
    /// Its size in bytes when it was last read.
    #[serde(default)]
    pub(crate) size: u64,
    /// Nanoseconds from 1970-01-01T00:00Z to its last change when it was last read.
    #[serde(default)]
    pub(crate) mtime: i64,
    /// What the system said of its last change of any kind when it was last read; 0: nothing.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) stamp: u64,
    /// Whether equal size, mtime and stamp mean that it is unchanged.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) trust: Trust,
    /// Why it could not be read, if so. Then `records` are what it held before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) unreadable: Option<String>,
    /// Whether articles were looked for and the file is none.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) kind: Kind,
    /// How many things in it are no articles; 1 where it is none itself.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) passed_over: u64,
    /// How many parts of it could not be read at all: rows, members of archives, records of web archives.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) refused: u64,
    /// Its packed edge lines, empty if it is not a text. `None` if it was not scanned.
    #[serde(default, rename = "ends", skip_serializing_if = "Option::is_none")]
    pub(crate) edge_lines: Option<Box<str>>,
    /// Packed hashes of its lines that were boilerplate when its article was made, because they recurred in its folder.
    #[serde(default, rename = "marked", skip_serializing_if = "str::is_empty")]
    pub(crate) recurring: Box<str>,
    /// How many of the following lines are its records.
    #[serde(default, rename = "records")]
    pub(super) count: usize,
    /// Its records, by ordinal.
    #[serde(skip)]
    pub(crate) records: Vec<Record>,
}

/// Whether equal size, mtime and stamp mean that an input is unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Trust {
    /// They do.
    #[default]
    Stat,
    /// It was read so soon after its last change that another may have left its mtime as it is: compare its content.
    Content,
    /// It was not read to its end: read it again.
    Unfinished,
}

/// What an input turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// It holds articles, or may.
    #[default]
    Articles,
    /// Its content shows that it is no article.
    Other,
    /// The walk could not read it: a link to nothing, a folder that is shut, a name that is not UTF-8.
    Nothing,
}

impl From<InputKind> for Kind {
    fn from(kind: InputKind) -> Self {
        if kind == InputKind::NotArticle { Self::Other } else { Self::Articles }
    }
}

/// One record of an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Ordinal in a container; `None` where the file is the record.
    #[serde(default, rename = "record", skip_serializing_if = "Option::is_none")]
    pub(crate) ordinal: Option<u64>,
    /// Hash of its bytes.
    pub(crate) hash: ContentHash,
    /// What makes two states of it the same article; 0 if it could not be read.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) key: u64,
    /// The article's id; empty if it could not be read.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub(crate) id: Box<str>,
    /// When the article was first indexed, in seconds since 1970-01-01T00:00Z.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) seen: i64,
    /// The run that added the article or last changed it: when it began, in seconds since 1970-01-01T00:00Z.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) run: i64,
    /// Why it cannot be read, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<Box<str>>,
    /// How many quotations the article has.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) quotations: u32,
    /// Whether the article is in the index.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) standing: Standing,
    /// How many versions of the article from other inputs it came after.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) turn: u32,
}

/// Whether a record's article is in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Standing {
    /// It is.
    #[default]
    Live,
    /// A newer version from another input stands in its place, under the same id.
    Replaced,
    /// The record could not be read, or is a notice that withdraws an article none of which is known.
    Unreadable,
    /// The record is a notice that took an article of another input out of the index; that one is `Replaced`.
    Notice,
    /// The record is no article.
    NoArticle,
    /// It is no longer there. Never written.
    Removed,
}

impl Standing {
    /// Returns whether the record holds no article that can be read, and was named for it.
    pub(crate) fn is_unreadable(self) -> bool {
        matches!(self, Self::Unreadable | Self::Notice)
    }
}

impl Input {
    /// Returns its records as far as matching goes.
    pub(crate) fn marks(&self) -> Vec<Mark> {
        self.records.iter().map(|record| Mark { ordinal: record.ordinal, hash: record.hash }).collect()
    }
}

impl Input {
    /// Returns how many things in it are no articles.
    pub(crate) fn not_articles(&self) -> u64 {
        let records = self.records.iter().filter(|record| record.standing == Standing::NoArticle);
        self.passed_over + records.count() as u64
    }

    /// Returns how many of itself, its records and its other parts cannot be read.
    pub(crate) fn unreadable(&self) -> u64 {
        let unreadable = |record: &&Record| record.standing.is_unreadable() && record.ordinal.is_some();
        u64::from(self.unreadable.is_some())
            + self.refused
            + self.records.iter().filter(unreadable).count() as u64
    }

    /// Returns whether its file is gone together with the folder it was named by, and `to` is where it would be if that was moved.
    pub(crate) fn went_with_its_folder(&self, to: &str) -> bool {
        let is_gone =
            !self.path.is_empty() && !Path::new(&self.root).exists() && !Path::new(&self.path).exists();
        is_gone && to.ends_with(&format!("/{}", relative(&self.path, &self.root)))
    }

    /// Returns whether nothing is left of it: none of the records it had, and no file.
    pub(crate) fn is_spent(&self) -> bool {
        let is_removed = |record: &Record| record.standing == Standing::Removed;
        !self.records.is_empty() && self.records.iter().all(is_removed) && !Path::new(&self.path).exists()
    }

    /// Returns whether its file is gone while the folder it was named by is there.
    pub(crate) fn is_gone_from_its_folder(&self) -> bool {
        !self.path.is_empty() && Path::new(&self.root).is_dir() && !Path::new(&self.path).exists()
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the form serde asks for
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// The first line.
#[derive(Serialize, Deserialize)]
struct Head {
    kind: String,
    version: u32,
    /// Version of packed edge lines.
    #[serde(default, rename = "ends")]
    edge_lines: u32,
    /// How many of the following lines are roots.
    roots: usize,
    /// How many inputs follow them.
    inputs: usize,
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// When it cannot be read to its end, or is of a later version.
    pub(crate) fn read(from: impl Read) -> Result<Self, ManifestError> {
        let (manifest, damage) = Self::read_beginning(from);
        damage.map_or(Ok(manifest), Err)
    }

    /// Reads a manifest as far as it can be read; returns why not further.
    pub(crate) fn read_beginning(from: impl Read) -> (Self, Option<ManifestError>) {
        let mut manifest = Self::default();
        let damage = manifest.read_from(from).err();
        (manifest, damage)
    }

    fn read_from(&mut self, from: impl Read) -> Result<(), ManifestError> {
        let decoder = zstd::stream::read::Decoder::new(from)?;
        let mut lines =
            Lines { reader: BufReader::with_capacity(1 << 18, decoder), line: Vec::new(), number: 0 };
        let head: Head = lines.read()?;
        if head.kind != KIND || head.version > VERSION {
            return Err(ManifestError::Version { version: head.version });
        }
        self.inputs.reserve(head.inputs.min(1 << 20));
        for _ in 0..head.roots {
            self.roots.push(lines.read()?);
        }
        for _ in 0..head.inputs {
            let mut input: Input = lines.read()?;
            if head.edge_lines != packed::VERSION {
                input.edge_lines = None;
            }
            input.records = (0..input.count).map(|_| lines.read()).collect::<Result<_, _>>()?;
            self.inputs.push(input);
        }
        Ok(())
    }
}

/// Writes a manifest; `inputs` are sorted by path.
///
/// Removed records are left out.
///
/// # Errors
/// Those of `out`.
pub(crate) fn write(out: &mut dyn Write, roots: &[Root], inputs: &[&Input]) -> io::Result<()> {
    let mut writer = BufWriter::with_capacity(1 << 18, zstd::stream::write::Encoder::new(out, COMPRESSION)?);
    let head = Head {
        kind: KIND.to_owned(),
        version: VERSION,
        edge_lines: packed::VERSION,
        roots: roots.len(),
        inputs: inputs.len(),
    };
    write_line(&mut writer, &head)?;
    for root in roots {
        write_line(&mut writer, root)?;
    }
    for input in inputs {
        write_input(&mut writer, input)?;
    }
    let encoder = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
    encoder.finish().map(drop)
}

fn write_input(writer: &mut impl Write, input: &Input) -> io::Result<()> {
    let mut records: Vec<&Record> =
        input.records.iter().filter(|record| record.standing != Standing::Removed).collect();
    records.sort_by_key(|record| record.ordinal);
    let head = Input {
        path: input.path.clone(),
        root: input.root.clone(),
        unreadable: input.unreadable.clone(),
        edge_lines: input.edge_lines.clone(),
        recurring: input.recurring.clone(),
        count: records.len(),
        records: Vec::new(),
        ..*input
    };
    write_line(writer, &head)?;
    records.into_iter().try_for_each(|record| write_line(writer, record))
}

fn write_line(writer: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *writer, value)?;
    writer.write_all(b"\n")
}

/// Why a manifest could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ManifestError {
    /// The disk refused, or what it gave is no zstd.
    #[error("the manifest of inputs cannot be read")]
    Io(#[from] io::Error),
    /// A line is not what was written.
    #[error("line {line} of the manifest of inputs cannot be read")]
    Line {
        /// From 1.
        line: usize,
        /// Why not.
        #[source]
        source: serde_json::Error,
    },
    /// A later version wrote it, or it is something else.
    #[error("the manifest of inputs has version {version}, this morgue reads versions up to {VERSION}")]
    Version {
        /// Of the file.
        version: u32,
    },
}

impl ManifestError {
    /// Returns the error of a store at `at` whose manifest cannot be read.
    pub(crate) fn of(&self, at: String) -> StoreError {
        StoreError::Damaged { at, what: self.to_string() }
    }
}

struct Lines<R> {
    reader: R,
    line: Vec<u8>,
    number: usize,
}

impl<R: BufRead> Lines<R> {
    fn read<T: for<'a> Deserialize<'a>>(&mut self) -> Result<T, ManifestError> {
        self.line.clear();
        self.number += 1;
        self.reader.read_until(b'\n', &mut self.line)?;
        serde_json::from_slice(&self.line).map_err(|source| ManifestError::Line { line: self.number, source })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn record(ordinal: Option<u64>, content: &str, id: &str) -> Record {
        let hash = ContentHash::of(content.as_bytes());
        let key = ContentHash::of(id.as_bytes()).short();
        let standing = Standing::Live;
        let (run, reason) = (5, None);
        Record { ordinal, hash, key, id: id.into(), seen: 5, run, reason, quotations: 1, standing, turn: 0 }
    }

    fn manifest() -> Manifest {
        let input = |path: &str, records| Input {
            path: path.to_owned(),
            root: "/news".to_owned(),
            size: 10,
            mtime: -3,
            records,
            ..Input::default()
        };
        let mut shut = input("/news/c.html", Vec::new());
        shut.unreadable = Some("HTML is not supported yet".to_owned());
        shut.trust = Trust::Unfinished;
        let mut replaced = record(Some(2), "y", "id \"two\"");
        (replaced.standing, replaced.turn) = (Standing::Replaced, 3);
        let fields = vec!["title=headline_en".to_owned()];
        Manifest {
            roots: vec![Root { path: "/news".to_owned(), fields, ..Root::default() }],
            inputs: vec![
                input("/news/a.txt", vec![record(None, "x", "one")]),
                input("/news/b.jsonl", vec![record(Some(1), "z", "three"), replaced]),
                shut,
            ],
        }
    }

    fn saved(manifest: &Manifest) -> Vec<u8> {
        let mut out = Vec::new();
        write(&mut out, &manifest.roots, &manifest.inputs.iter().collect::<Vec<_>>()).unwrap();
        out
    }

    fn without_counts(mut manifest: Manifest) -> Manifest {
        manifest.inputs.iter_mut().for_each(|input| input.count = 0);
        manifest
    }

    #[test]
    fn manifests_are_written_and_read_back() {
        let mut written = manifest();
        let read = |bytes: Vec<u8>| without_counts(Manifest::read(&*bytes).unwrap());
        assert_eq!(read(saved(&written)), written);

        written.inputs[1].records[0].standing = Standing::Removed;
        let bytes = saved(&written);
        written.inputs[1].records.remove(0);
        assert_eq!(read(bytes), written);
    }

    #[test]
    fn unknown_fields_are_passed_over_and_absent_ones_have_defaults() {
        let text = "{\"kind\":\"morgue manifest\",\"version\":1,\"roots\":0,\"inputs\":1,\"later\":[]}\n\
                    {\"input\":\"/a\",\"records\":1,\"later\":{}}\n\
                    {\"hash\":\"00000000000000000000000000000000\",\"later\":null}\n";
        let bytes = zstd::encode_all(text.as_bytes(), 0).unwrap();
        let manifest = Manifest::read(&*bytes).unwrap();
        assert_eq!(manifest.inputs[0].records[0].ordinal, None);
    }

    #[test]
    fn damage_is_told() {
        let bytes = saved(&manifest());
        assert!(Manifest::read(&bytes[..bytes.len() - 20]).is_err());
        let later = "{\"kind\":\"morgue manifest\",\"version\":2,\"roots\":0,\"inputs\":0}\n";
        let bytes = zstd::encode_all(later.as_bytes(), 0).unwrap();
        assert_eq!(
            Manifest::read(&*bytes).unwrap_err().to_string(),
            "the manifest of inputs has version 2, this morgue reads versions up to 1"
        );
    }
}
