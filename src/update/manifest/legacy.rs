//! The manifest as a file.
//!
//! JSON Lines compressed with zstd: a header with the version, one line per root, then one line per input, each followed
//! by one line per record. Unknown fields are ignored and missing fields have defaults, so that the format can grow.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};

use serde::{Deserialize, Serialize};

use super::{Input, Manifest, Record, RecordStatus, Root};
use crate::{boilerplate::packed, store::StoreError};

const KIND: &str = "morgue manifest";
const VERSION: u32 = 1;
/// Compression level of zstd. Level 1 writes four times as fast as the default and makes the file a tenth larger.
const COMPRESSION: i32 = 1;

/// The first line of the file.
#[derive(Serialize, Deserialize)]
struct Head {
    kind: String,
    version: u32,
    /// Version of the format of packed edge lines.
    #[serde(default, rename = "ends")]
    edge_lines: u32,
    /// Number of root lines that follow.
    roots: usize,
    /// Number of inputs after the roots.
    inputs: usize,
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// If it cannot be read to its end, or has a later version.
    pub(crate) fn read(from: impl Read) -> Result<Self, ManifestError> {
        let (manifest, damage) = Self::read_beginning(from);
        damage.map_or(Ok(manifest), Err)
    }

    /// Reads a manifest up to its end or the first error. Returns what was read, and the error.
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

/// Writes a manifest without removed records. `inputs` must be sorted by path.
///
/// # Errors
/// Errors of `out`.
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
        input.records.iter().filter(|record| record.status != RecordStatus::Removed).collect();
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
    /// The file cannot be read, or is not zstd.
    #[error("the manifest of inputs cannot be read")]
    Io(#[from] io::Error),
    /// A line cannot be parsed.
    #[error("line {line} of the manifest of inputs cannot be read")]
    Line {
        /// Number of the line, from 1.
        line: usize,
        /// The parser's error.
        #[source]
        source: serde_json::Error,
    },
    /// A later version of morgue wrote it, or it is not a manifest.
    #[error("the manifest of inputs has version {version}, this morgue reads versions up to {VERSION}")]
    Version {
        /// Version of the file.
        version: u32,
    },
}

impl ManifestError {
    /// Returns the error that the store at `at` is damaged, with this error as the description.
    pub(crate) fn in_store(&self, at: String) -> StoreError {
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
mod tests {
    use super::*;
    use crate::update::manifest::{ChangeCheck, test_support::record};

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
        shut.check = ChangeCheck::Unfinished;
        let mut replaced = record(Some(2), "y", "id \"two\"");
        (replaced.status, replaced.version) = (RecordStatus::Replaced, 3);
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

        written.inputs[1].records[0].status = RecordStatus::Removed;
        let bytes = saved(&written);
        written.inputs[1].records.remove(0);
        assert_eq!(read(bytes), written);
    }

    #[test]
    fn unknown_fields_are_ignored_and_missing_ones_have_defaults() {
        let text = "{\"kind\":\"morgue manifest\",\"version\":1,\"roots\":0,\"inputs\":1,\"later\":[]}\n\
                    {\"input\":\"/a\",\"records\":1,\"later\":{}}\n\
                    {\"hash\":\"00000000000000000000000000000000\",\"later\":null}\n";
        let bytes = zstd::encode_all(text.as_bytes(), 0).unwrap();
        let manifest = Manifest::read(&*bytes).unwrap();
        assert_eq!(manifest.inputs[0].records[0].ordinal, None);
    }

    #[test]
    fn damage_is_reported() {
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
