//! Writes a part of the manifest. Input: inputs in the order of their paths. Output: the part's bytes.

use std::io::{self, Write};

use super::{
    Input, Record, RecordStatus, Root, StoredManifest, Summary, Table,
    frames::{Directory, FrameKind, FrameWriter, Header, VERSION},
    hash::ContentHash,
    rows::{InputRow, ROWS, RecordRow},
    summary::Run,
};
use crate::boilerplate::packed;

/// Number of entries in a page of a table.
const PAGE_ENTRIES: usize = 4096;

/// What a new part holds.
pub(crate) struct NewPart<'a> {
    /// All roots.
    pub(crate) roots: &'a [Root],
    /// The inputs that it has, sorted by the paths by which they are stored, each with its index.
    pub(crate) inputs: &'a [(usize, &'a Input)],
    /// Paths of inputs of kept parts that are gone.
    pub(crate) gone: &'a [String],
    /// The manifest before.
    pub(crate) stored: &'a StoredManifest,
    /// Number of its parts that stay.
    pub(crate) kept: usize,
    /// This machine, if several write to the archive.
    pub(crate) machine: Option<&'a str>,
}

/// Where the new part has an input.
#[derive(Debug)]
pub(crate) struct WrittenInput {
    /// Index of the input.
    pub(crate) index: usize,
    pub(super) runs: Vec<Run>,
    pub(super) summary: Summary,
    /// Index of the first record that is stored in another place than in memory.
    pub(super) reordered_from: Option<usize>,
}

/// Writes a part to `out`. Returns its seal, and where it has each input.
///
/// # Errors
/// Errors of `out`, and those of the manifest before, whose records are copied.
pub(crate) fn write_part(out: &mut dyn Write, new: &NewPart<'_>) -> io::Result<(String, Vec<WrittenInput>)> {
    let mut writer = PartWriter::new(out, new)?;
    let mut written = Vec::with_capacity(new.inputs.len());
    let mut gone = new.gone.iter().peekable();
    for (index, input) in new.inputs {
        let stored = input.stored_path(new.machine);
        while let Some(path) = gone.next_if(|path| ***path < *stored) {
            writer.input(&InputRow { path, input: None })?;
        }
        let mut placed = writer.records_of(input)?;
        placed.index = *index;
        writer.input(&InputRow::of(&stored, input, placed.runs.clone(), placed.summary))?;
        written.push(placed);
    }
    for path in gone {
        writer.input(&InputRow { path, input: None })?;
    }
    Ok((writer.finish()?, written))
}

struct PartWriter<'a> {
    frames: FrameWriter<'a>,
    new: &'a NewPart<'a>,
    serial: u64,
    directory: Directory,
    /// Rows of the next frame with records, and their number.
    records: (Vec<u8>, usize),
    /// Rows of the next frame with inputs, and their number.
    inputs: (Vec<u8>, usize),
    /// Entries of the tables: upper half of a hash, number of the record.
    tables: [Vec<(u32, u32)>; 3],
}

impl<'a> PartWriter<'a> {
    fn new(out: &'a mut dyn Write, new: &'a NewPart<'a>) -> io::Result<Self> {
        let mut frames = FrameWriter::new(out)?;
        let serial = new.stored.next_serial();
        let roots = new.roots.iter().map(|root| root.stored(new.machine)).collect();
        let header = Header { version: VERSION, serial, edge_lines: packed::VERSION, roots };
        frames.frame(FrameKind::Header, &serde_json::to_vec(&header)?)?;
        let (records, inputs) = Default::default();
        let (directory, tables) = Default::default();
        Ok(Self { frames, new, serial, directory, records, inputs, tables })
    }

    /// Stores the records of an input, unless a kept part has them.
    fn records_of(&mut self, input: &Input) -> io::Result<WrittenInput> {
        let present = || input.records.iter().filter(|record| record.status != RecordStatus::Removed);
        let (mut before, mut from) = input.stored.unchanged_runs();
        let first = input.loaded().start;
        let removed = input.records.iter().position(|record| record.status == RecordStatus::Removed);
        let mut reordered_from = removed.map(|removed| first + removed);
        let is_ordered = present().is_sorted_by_key(|record| record.ordinal);
        if !input.stored.unloaded && !is_ordered {
            // The ordinals of records that are left out are lower.
            (before, from) = input.stored.runs_until(first);
            reordered_from = Some(first);
        }
        let mut runs = Vec::new();
        for run in before {
            if self.new.stored.is_kept(run.part, self.new.kept) {
                add(&mut runs, run);
            } else {
                let mut copied = Ok(());
                self.new.stored.each_record(run, &mut |record| {
                    if copied.is_ok() {
                        copied = self.record(record, &mut runs);
                    }
                })?;
                copied?;
            }
        }
        if !input.stored.unloaded {
            let mut rest: Vec<&Record> = input.records[from - first..].iter().collect();
            rest.retain(|record| record.status != RecordStatus::Removed);
            rest.sort_by_key(|record| record.ordinal);
            rest.into_iter().try_for_each(|record| self.record(record, &mut runs))?;
        }
        Ok(WrittenInput { index: 0, runs, summary: input.summary(), reordered_from })
    }

    /// Adds a record, also to the end of `runs`.
    fn record(&mut self, record: &Record, runs: &mut Vec<Run>) -> io::Result<()> {
        let number = self.directory.record_count;
        self.directory.record_count =
            number.checked_add(1).ok_or_else(|| io::Error::other("too many records"))?;
        add(runs, Run { part: self.serial, first: number, count: 1 });
        let mut enter =
            |table: Table, hash: u64| self.tables[table as usize].push(((hash >> 32) as u32, number));
        match record.status {
            RecordStatus::Live => {
                enter(Table::Id, ContentHash::of(record.id.as_bytes()).short());
                enter(Table::Key, record.key);
                enter(Table::Content, record.hash.short());
            }
            RecordStatus::Replaced | RecordStatus::Notice => enter(Table::Key, record.key),
            RecordStatus::Unreadable | RecordStatus::NoArticle | RecordStatus::Removed => {}
        }
        push_row(&mut self.records, &RecordRow::of(record))?;
        if self.records.1 == ROWS { self.flush_records() } else { Ok(()) }
    }

    fn input(&mut self, row: &InputRow<'_>) -> io::Result<()> {
        self.directory.input_count += 1;
        push_row(&mut self.inputs, row)?;
        if self.inputs.1 == ROWS { self.flush_inputs() } else { Ok(()) }
    }

    fn flush_records(&mut self) -> io::Result<()> {
        let (rows, count) = std::mem::take(&mut self.records);
        if count > 0 {
            let first = self.directory.record_count - count as u32;
            let mut data = first.to_le_bytes().to_vec();
            data.extend(rows);
            self.directory.records.push((self.frames.packed(FrameKind::Records, &data)?, first));
        }
        Ok(())
    }

    fn flush_inputs(&mut self) -> io::Result<()> {
        let (rows, count) = std::mem::take(&mut self.inputs);
        if count > 0 {
            self.directory.inputs.push(self.frames.packed(FrameKind::Inputs, &rows)?);
        }
        Ok(())
    }

    fn finish(mut self) -> io::Result<String> {
        self.flush_records()?;
        self.flush_inputs()?;
        for (entries, pages) in self.tables.iter_mut().zip(&mut self.directory.tables) {
            entries.sort_unstable();
            for page in entries.chunks(PAGE_ENTRIES) {
                let bytes: Vec<u8> = page
                    .iter()
                    .flat_map(|(hash, number)| [hash.to_le_bytes(), number.to_le_bytes()])
                    .flatten()
                    .collect();
                pages.push((self.frames.frame(FrameKind::Page, &bytes)?.0, page[0].0));
            }
        }
        self.frames.finish(&self.directory)
    }
}

/// Adds a run at the end of `runs`.
fn add(runs: &mut Vec<Run>, run: Run) {
    match runs.last_mut() {
        Some(last) if last.part == run.part && last.first + last.count == run.first => {
            last.count += run.count
        }
        _ => runs.push(run),
    }
}

fn push_row(rows: &mut (Vec<u8>, usize), row: &impl serde::Serialize) -> io::Result<()> {
    let bytes = std::mem::take(&mut rows.0);
    rows.0 = postcard::to_extend(row, bytes).map_err(io::Error::other)?;
    rows.1 += 1;
    Ok(())
}
