//! The manifest of archives of format 3 and earlier: JSON Lines compressed with zstd. Only a rebuild reads it, so that articles
//! keep their ids and times of first indexing.
//!
//! A header with the version, one line per root, then one line per input, each followed by one line per record.

use std::io::{BufRead, BufReader, Read};

use serde::Deserialize;

use super::{Input, Manifest, error::ManifestError};
use crate::boilerplate::packed;

const KIND: &str = "morgue manifest";
const VERSION: u32 = 1;
/// Maximum length of a line in bytes. A longer one is damage: compressed bytes may stand for any number of others.
const LONGEST_LINE: u64 = 256 << 20;

/// The first line of the file.
#[derive(Deserialize)]
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
    /// Reads a manifest up to its end or the first error. Returns what was read, and the error.
    pub(super) fn read_legacy(from: impl Read) -> (Self, Option<ManifestError>) {
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

struct Lines<R> {
    reader: R,
    line: Vec<u8>,
    number: usize,
}

impl<R: BufRead> Lines<R> {
    fn read<T: for<'a> Deserialize<'a>>(&mut self) -> Result<T, ManifestError> {
        self.line.clear();
        self.number += 1;
        self.reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut self.line)?;
        serde_json::from_slice(&self.line).map_err(|_| ManifestError::Line { line: self.number })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::update::manifest::RecordStatus;

    const TEXT: &str = "{\"kind\":\"morgue manifest\",\"version\":1,\"roots\":1,\"inputs\":2,\"later\":[]}\n\
        {\"path\":\"/news\"}\n\
        {\"input\":\"/news/a\",\"records\":1,\"root\":\"/news\",\"size\":7,\"mtime\":-3,\"later\":{}}\n\
        {\"hash\":\"00000000000000000000000000000000\",\"id\":\"a\",\"seen\":5,\"later\":null}\n\
        {\"input\":\"/news/b\",\"records\":1,\"unreadable\":\"shut\"}\n\
        {\"hash\":\"00000000000000000000000000000001\",\"record\":3,\"standing\":\"replaced\"}\n";

    fn read(text: &str) -> (Manifest, Option<ManifestError>) {
        Manifest::read_legacy(&*zstd::encode_all(text.as_bytes(), 0).unwrap())
    }

    #[test]
    fn manifests_of_earlier_versions_are_read() {
        let (manifest, damage) = read(TEXT);
        assert!(damage.is_none(), "{damage:?}");
        assert_eq!(manifest.roots[0].path, "/news");
        let [a, b] = &manifest.inputs[..] else { panic!("{manifest:?}") };
        assert_eq!(
            (&*a.root, a.size, a.mtime, &*a.records[0].id, a.records[0].seen),
            ("/news", 7, -3, "a", 5)
        );
        assert_eq!((b.records[0].ordinal, b.records[0].status), (Some(3), RecordStatus::Replaced));
    }

    #[test]
    fn a_cut_manifest_is_read_up_to_its_end() {
        let (manifest, damage) = read(&TEXT[..TEXT.len() - 20]);
        assert_eq!((manifest.roots.len(), manifest.inputs.len()), (1, 1));
        assert_eq!(damage.unwrap().to_string(), "line 6 of the manifest of inputs cannot be read");
        let (_, damage) = read(&TEXT.replace("\"version\":1", "\"version\":2"));
        assert_eq!(
            damage.unwrap().to_string(),
            "the manifest of inputs has version 2, which this morgue does not read"
        );
    }
}
