//! Reads what is left of a damaged manifest, for a rebuild.

use std::{
    collections::BTreeMap,
    io::{self, Read},
};

use super::{
    Input, Manifest, ManifestError, Record, Root,
    frames::{FrameKind, FrameReader},
    machines::localize,
    stored::{FrameInputs, inputs_in, records_in},
    summary::Run,
};
use crate::store::{ManifestPart, RandomAccess};

impl Manifest {
    /// Reads a manifest with all its records, as far as it can be read. Returns the error if there was one. `machine` is this
    /// machine, if several write to the archive.
    pub(crate) fn salvage(parts: Vec<ManifestPart>, machine: Option<&str>) -> (Self, Option<ManifestError>) {
        if let Some(file) = parts.iter().find(|part| !FrameReader::is_part(&*part.bytes)) {
            return Self::read_legacy(Sequential { bytes: &*file.bytes, at: 0 });
        }
        let is_named = parts.iter().any(|part| !part.seal.is_empty());
        let mut remains = Remains::default();
        let mut damage = None;
        for part in parts.into_iter().filter(|part| !is_named || !part.seal.is_empty()) {
            damage = remains.read(&FrameReader::of_remains(part.bytes)).err().or(damage);
        }
        let (mut manifest, is_complete) = remains.into_manifest();
        localize(&mut manifest.roots, &mut manifest.inputs, machine);
        (manifest, damage.or((!is_complete).then_some(ManifestError::Changed)))
    }
}

/// What can be read of parts that may be damaged.
#[derive(Default)]
struct Remains {
    roots: Vec<Root>,
    inputs: BTreeMap<String, Option<Input>>,
    /// Records of frames, by serial number of the part and number of the first record.
    records: BTreeMap<(u64, u32), Vec<Record>>,
}

impl Remains {
    fn read(&mut self, frames: &FrameReader) -> Result<(), ManifestError> {
        let (kind, content, mut at) = frames.frame(FrameReader::start())?;
        if kind != FrameKind::Header {
            return Err(ManifestError::Changed);
        }
        let header = FrameReader::header_of(&content)?;
        self.roots.clone_from(&header.roots);
        loop {
            let (kind, content, end) = frames.frame(at)?;
            at = end;
            match kind {
                FrameKind::Records => {
                    let (first, records) = records_in(&content)?;
                    self.records.insert((header.serial, first), records);
                }
                FrameKind::Inputs => {
                    let FrameInputs { held, gone } = inputs_in(&content, &header)?;
                    self.inputs.extend(held.into_iter().map(|input| (input.path.clone(), Some(input))));
                    self.inputs.extend(gone.into_iter().map(|path| (path, None)));
                }
                FrameKind::Header | FrameKind::Page => {}
                FrameKind::Directory => return Ok(()),
            }
        }
    }

    /// Returns the manifest of all inputs whose records were read, and whether these are all.
    fn into_manifest(mut self) -> (Manifest, bool) {
        let (mut inputs, mut is_complete) = (Vec::new(), true);
        for mut input in std::mem::take(&mut self.inputs).into_values().flatten() {
            match self.records_of(&input) {
                Some(records) => {
                    input.set_records(records);
                    inputs.push(input);
                }
                None => is_complete = false,
            }
        }
        (Manifest { roots: self.roots, inputs }, is_complete)
    }

    fn records_of(&self, input: &Input) -> Option<Vec<Record>> {
        let mut records = Vec::new();
        for run @ Run { part, first, .. } in &input.stored.runs {
            for number in *first..run.end()? {
                let ((_, before), frame) = self.records.range((*part, 0)..=(*part, number)).next_back()?;
                records.push(frame.get((number - before) as usize)?.clone());
            }
        }
        Some(records)
    }
}

/// Reads bytes from their beginning.
struct Sequential<'a> {
    bytes: &'a dyn RandomAccess,
    at: u64,
}

impl Read for Sequential<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = self.bytes.size().saturating_sub(self.at);
        let length = into.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        self.bytes.read_at(self.at, &mut into[..length])?;
        self.at += length as u64;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::update::manifest::test_support::record;

    #[test]
    fn records_of_another_part_are_not_those_of_an_input() {
        let remains = Remains {
            records: BTreeMap::from([((1, 7), vec![record(None, "a", "a"), record(None, "b", "b")])]),
            ..Remains::default()
        };
        let records_of = |part, first, count| {
            let mut input = Input::default();
            input.stored.runs.push(Run { part, first, count });
            remains.records_of(&input).map(|records| records.len())
        };
        assert_eq!(records_of(1, 7, 2), Some(2));
        for (part, first, count) in [(2, 0, 1), (2, 8, 1), (1, 0, 1), (1, 8, 2), (1, u32::MAX, 2)] {
            assert_eq!(records_of(part, first, count), None, "{part} {first} {count}");
        }
    }
}
