//! Reads the stored manifest: inputs at once, records when they are needed.
//!
//! Input: the parts of the manifest. Output: inputs without records, the records of an input, and the inputs that hold a record
//! with a given id, key or content.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet, HashMap},
    io,
    rc::Rc,
    sync::Arc,
};

use super::{
    Input, ManifestError, Record, Root, Table, WrittenInput,
    frames::{Directory, FrameReader, Header, each_row, unpacked},
    machines::localize,
    rows::{InputRow, ROWS, RecordRow},
    summary::{LeftOut, Run},
};
use crate::{all_cores::on_all_cores, boilerplate::packed, store::ManifestPart};

/// Number of pages of tables that are kept in memory, each of 32 KB.
const CACHED_PAGES: usize = 1024;
/// Number of records for which memory is taken at once.
const MAX_RESERVED: usize = 1 << 16;
/// Number of frames with inputs that one core unpacks at a time.
const FRAMES_IN_PART: usize = 4;
/// A new part takes in each earlier part that has at most this many times as many rows as all that follow it. So there are few
/// parts, and each row is written again only a few times.
const MERGE_FACTOR: u64 = 2;

/// The stored manifest.
#[derive(Default)]
pub(crate) struct StoredManifest {
    /// In the order in which they were written.
    parts: Vec<Part>,
    /// Stored paths of gone inputs, each with the serial number of the part that says so.
    gone: Vec<(String, u64)>,
    /// Which input has which records, for each part; computed when first needed.
    places: RefCell<Option<Rc<Vec<Vec<Place>>>>>,
    /// The frame with records that was read last.
    last: RefCell<Option<LastFrame>>,
    /// Number of pages in memory.
    cached: Cell<usize>,
}

/// Serial number of the part, index of the frame, its records.
type LastFrame = (u64, usize, Rc<Vec<Record>>);

/// Takes the inputs in a frame of a part with this serial number.
type TakeInputs<'a> = dyn FnMut(u64, FrameInputs) + 'a;

/// The inputs in a frame.
#[derive(Default)]
pub(super) struct FrameInputs {
    pub(super) held: Vec<Input>,
    /// Paths of inputs that are gone.
    pub(super) gone: Vec<String>,
}

struct Part {
    serial: u64,
    frames: FrameReader,
    directory: Directory,
    /// Pages of tables, by offset.
    pages: RefCell<HashMap<u64, Rc<Vec<u8>>>>,
}

/// Records of a part that belong to an input.
#[derive(Debug, Clone, Copy)]
struct Place {
    first: u32,
    count: u32,
    input: usize,
    /// Index of the first of them among the records of the input.
    index: usize,
}

/// A manifest that was opened.
#[derive(Default)]
pub(crate) struct OpenedManifest {
    pub(crate) stored: StoredManifest,
    /// Sorted by path.
    pub(crate) roots: Vec<Root>,
    /// Sorted by path, without their records.
    pub(crate) inputs: Vec<Input>,
}

impl OpenedManifest {
    /// Replaces inputs by what later parts say of them; `None` if an input is gone.
    fn overlay(&mut self, later: BTreeMap<String, Option<Input>>) {
        let (count, mut are_gone) = (self.inputs.len(), false);
        for (path, input) in later {
            let at = self.inputs[..count].binary_search_by(|input| input.path.as_str().cmp(&path));
            match (at, input) {
                (Ok(at), Some(input)) => self.inputs[at] = input,
                // A stored input is in a part.
                (Ok(at), None) => (self.inputs[at].stored.part, are_gone) = (None, true),
                (Err(_), Some(input)) => self.inputs.push(input),
                (Err(_), None) => {}
            }
        }
        if self.inputs.len() > count {
            self.inputs.sort_by(|a, b| a.path.cmp(&b.path));
        }
        if are_gone {
            self.inputs.retain(|input| input.stored.is_stored());
        }
        // An input may be back after it was gone.
        let inputs = &self.inputs;
        let is_back = |path: &str| inputs.binary_search_by(|input| input.path.as_str().cmp(path)).is_ok();
        self.stored.gone.retain(|(path, _)| !is_back(path));
    }
}

impl StoredManifest {
    /// Opens a manifest. `machine` is this machine, if several write to the archive.
    ///
    /// # Errors
    /// If a part cannot be read, or is not the one that was committed.
    pub(crate) fn open(
        parts: Vec<ManifestPart>,
        machine: Option<&str>,
    ) -> Result<OpenedManifest, ManifestError> {
        let mut opened = OpenedManifest::default();
        let mut later: BTreeMap<String, Option<Input>> = BTreeMap::new();
        let parts: Result<Vec<_>, _> = parts.into_iter().map(FrameReader::open).collect();
        let parts = parts?;
        // A damaged directory may state any number.
        let most =
            |directory: &Directory| (directory.input_count as usize).min(directory.inputs.len() * ROWS);
        opened.inputs.reserve_exact(parts.iter().map(|(_, _, directory)| most(directory)).sum());
        for part in parts {
            // The first part has most inputs, and none is gone.
            let is_first = opened.stored.parts.is_empty();
            let OpenedManifest { inputs, stored, roots } = &mut opened;
            let mut gone = Vec::new();
            *roots = stored.add_part(part, &mut |serial, mut of_frame| {
                if is_first {
                    inputs.append(&mut of_frame.held);
                }
                later.extend(of_frame.held.into_iter().map(|input| (input.path.clone(), Some(input))));
                later.extend(of_frame.gone.iter().map(|path| (path.clone(), None)));
                gone.extend(of_frame.gone.into_iter().map(|path| (path, serial)));
            })?;
            stored.gone.extend(gone);
        }
        opened.overlay(later);
        localize(&mut opened.roots, &mut opened.inputs, machine);
        Ok(opened)
    }

    /// Adds a part. Calls `take` with its inputs. Returns the roots.
    fn add_part(
        &mut self,
        (frames, header, directory): (FrameReader, Header, Directory),
        take: &mut TakeInputs<'_>,
    ) -> Result<Vec<Root>, ManifestError> {
        let serial = header.serial;
        frames.each_input_frame(&directory, &mut |contents| {
            let decoded = on_all_cores(contents, FRAMES_IN_PART, |contents| {
                contents.iter().map(|content| inputs_in(content, &header)).collect::<Vec<_>>()
            });
            decoded.into_iter().flatten().try_for_each(|inputs| {
                take(serial, inputs?);
                Ok(())
            })
        })?;
        self.parts.push(Part { serial, frames, directory, pages: RefCell::default() });
        Ok(header.roots)
    }

    /// Replaces the parts after the first `kept` by the part that was written after them.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn replace_parts(&mut self, kept: usize, part: ManifestPart) -> Result<u64, ManifestError> {
        let (frames, header, directory) = FrameReader::open(part)?;
        frames.each_input_frame(&directory, &mut |_| Ok(()))?;
        self.parts.truncate(kept);
        self.parts.push(Part { serial: header.serial, frames, directory, pages: RefCell::default() });
        *self.places.get_mut() = None;
        *self.last.get_mut() = None;
        self.cached.set(0);
        self.parts.iter_mut().for_each(|part| part.pages.get_mut().clear());
        Ok(header.serial)
    }

    /// Returns the serial number of the next part.
    pub(super) fn next_serial(&self) -> u64 {
        self.parts.last().map_or(1, |part| part.serial.saturating_add(1))
    }

    /// Returns the number of parts that stay if a part with `rows` rows is added. If no part has to stay, the new part
    /// has the whole manifest.
    pub(crate) fn kept_for(&self, rows: u64) -> usize {
        let (mut kept, mut rows) = (self.parts.len(), rows);
        while let Some(part) = kept.checked_sub(1) {
            let of_part = self.parts[part].rows();
            if of_part > MERGE_FACTOR * rows {
                break;
            }
            (kept, rows) = (part, rows + of_part);
        }
        kept
    }

    /// Returns whether the part with this serial number is among the first `kept` ones.
    pub(crate) fn is_kept(&self, serial: u64, kept: usize) -> bool {
        self.parts[..kept].last().is_some_and(|last| serial <= last.serial)
    }

    /// Returns the paths of gone inputs that a new part must name if the first `kept` parts stay.
    pub(crate) fn gone_after(&self, kept: usize) -> impl Iterator<Item = &str> {
        let gone = self.gone.iter().filter(move |(_, part)| kept > 0 && !self.is_kept(*part, kept));
        gone.map(|(path, _)| path.as_str())
    }

    /// Stores that the newest part names these inputs as gone.
    pub(crate) fn add_gone(&mut self, paths: Vec<String>) {
        let serial = self.parts.last().map_or(0, |part| part.serial);
        self.gone.retain(|(path, _)| !paths.contains(path));
        self.gone.extend(paths.into_iter().map(|path| (path, serial)));
    }

    /// Returns the stored records of an input.
    ///
    /// # Errors
    /// If they cannot be read.
    pub(crate) fn records_of(&self, input: &Input) -> Result<Vec<Record>, ManifestError> {
        let count = input.stored.runs.iter().map(|run| run.count as usize).sum::<usize>();
        let mut records = Vec::with_capacity(count.min(MAX_RESERVED));
        for run in &input.stored.runs {
            self.each_record(*run, &mut |record| records.push(record.clone()))?;
        }
        Ok(records)
    }

    /// Calls `take` with the records of a run.
    pub(super) fn each_record(&self, run: Run, take: &mut dyn FnMut(&Record)) -> Result<(), ManifestError> {
        let part = self.part(run.part)?;
        let (mut number, end) = (run.first, run.end().ok_or(ManifestError::Changed)?);
        while number < end {
            let frame = part.directory.records.partition_point(|(_, first)| *first <= number);
            let frame = frame.checked_sub(1).ok_or(ManifestError::Changed)?;
            let first = part.directory.records[frame].1;
            let records = self.frame_records(part, frame)?;
            let skipped = number.checked_sub(first).ok_or(ManifestError::Changed)?;
            let here = records.get(skipped as usize..).unwrap_or_default();
            let here = &here[..here.len().min((end - number) as usize)];
            if here.is_empty() {
                return Err(ManifestError::Changed);
            }
            here.iter().for_each(&mut *take);
            number += here.len() as u32;
        }
        Ok(())
    }

    fn part(&self, serial: u64) -> Result<&Part, ManifestError> {
        let at = self.parts.binary_search_by_key(&serial, |part| part.serial);
        Ok(&self.parts[at.map_err(|_| ManifestError::Changed)?])
    }

    fn frame_records(&self, part: &Part, frame: usize) -> Result<Rc<Vec<Record>>, ManifestError> {
        if let Some((serial, index, records)) = &*self.last.borrow()
            && (*serial, *index) == (part.serial, frame)
        {
            return Ok(Rc::clone(records));
        }
        let (_, content, _) = part.frames.frame(part.directory.records[frame].0)?;
        let records = Rc::new(records_in(&content)?.1);
        *self.last.borrow_mut() = Some((part.serial, frame, Rc::clone(&records)));
        Ok(records)
    }

    /// Returns the indices, in ascending order, of the inputs with stored records with this hash that are not loaded.
    ///
    /// # Errors
    /// If records cannot be read.
    pub(crate) fn find(
        &self,
        table: Table,
        hash: u64,
        inputs: &[Input],
    ) -> Result<BTreeSet<usize>, ManifestError> {
        let mut found = BTreeSet::new();
        for (index, part) in self.parts.iter().enumerate() {
            for number in self.numbers(part, table, (hash >> 32) as u32)? {
                let places = self.places(inputs);
                let at = places[index].partition_point(|place| place.first <= number);
                // The records of an input that changed since are not found here.
                let place = at.checked_sub(1).map(|at| places[index][at]);
                let has = |place: &Place| number.wrapping_sub(place.first) < place.count;
                let Some(place) = place.filter(has) else { continue };
                let record = place.index + (number - place.first) as usize;
                if found.contains(&place.input) || !inputs[place.input].stored.leaves_out(record) {
                    continue;
                }
                // The table has half of each hash.
                let mut is_meant = false;
                let run = Run { part: part.serial, first: number, count: 1 };
                self.each_record(run, &mut |record| is_meant = record.has(table, hash))?;
                if is_meant {
                    found.insert(place.input);
                }
            }
        }
        Ok(found)
    }

    fn places(&self, inputs: &[Input]) -> Rc<Vec<Vec<Place>>> {
        if let Some(places) = &*self.places.borrow() {
            return Rc::clone(places);
        }
        let mut places: Vec<Vec<Place>> = self.parts.iter().map(|_| Vec::new()).collect();
        for (index, input) in inputs.iter().enumerate() {
            let mut before = 0;
            for Run { part, first, count } in &input.stored.runs {
                if let Ok(at) = self.parts.binary_search_by_key(part, |part| part.serial) {
                    places[at].push(Place { first: *first, count: *count, input: index, index: before });
                }
                before += *count as usize;
            }
        }
        places.iter_mut().for_each(|places| places.sort_unstable_by_key(|place| place.first));
        let places = Rc::new(places);
        *self.places.borrow_mut() = Some(Rc::clone(&places));
        places
    }

    /// Returns the numbers of records with this upper half of a hash in a table of a part.
    fn numbers(&self, part: &Part, table: Table, hash: u32) -> Result<Vec<u32>, ManifestError> {
        let pages = &part.directory.tables[table as usize];
        let start = pages.partition_point(|(_, first)| *first < hash).saturating_sub(1);
        let mut numbers = Vec::new();
        for (at, _) in pages[start.min(pages.len())..].iter().take_while(|(_, first)| *first <= hash) {
            let page = self.page(part, *at)?;
            let (entries, _) = page[1..].as_chunks::<8>();
            let of = |entry: &[u8; 8]| u32::from_le_bytes([entry[0], entry[1], entry[2], entry[3]]);
            let first = entries.partition_point(|entry| of(entry) < hash);
            let same = entries[first..].iter().take_while(|entry| of(entry) == hash);
            numbers.extend(same.map(|entry| u32::from_le_bytes([entry[4], entry[5], entry[6], entry[7]])));
        }
        Ok(numbers)
    }

    fn page(&self, part: &Part, at: u64) -> Result<Rc<Vec<u8>>, ManifestError> {
        if let Some(page) = part.pages.borrow().get(&at) {
            return Ok(Rc::clone(page));
        }
        if self.cached.get() >= CACHED_PAGES {
            self.parts.iter().for_each(|part| part.pages.borrow_mut().clear());
            self.cached.set(0);
        }
        let page = Rc::new(part.frames.frame(at)?.1);
        part.pages.borrow_mut().insert(at, Rc::clone(&page));
        self.cached.set(self.cached.get() + 1);
        Ok(page)
    }
}

impl Part {
    /// Returns the number of records and inputs in it.
    fn rows(&self) -> u64 {
        u64::from(self.directory.record_count) + u64::from(self.directory.input_count)
    }
}

impl Input {
    /// Stores the records that [`StoredManifest::records_of`] returned and that are not loaded. Returns their number.
    pub(crate) fn set_records(&mut self, mut records: Vec<Record>) -> usize {
        if let Some(left_out) = self.stored.left_out.take() {
            records.truncate(left_out.count);
        }
        let count = records.len();
        records.append(&mut self.records);
        self.records = records;
        self.stored.unloaded = false;
        count
    }

    /// Drops the stored records of a container that is being read and only grows. If they differ from the stored ones or are stored
    /// in another order, nothing is dropped.
    pub(crate) fn unload_read(&mut self) {
        let stored = &self.stored;
        let can_be =
            stored.only_grows && stored.is_stored() && !stored.is_changed && stored.changed_from.is_none();
        if !can_be {
            return;
        }
        let (summary, count) = (self.summary(), self.loaded().end);
        if summary.has_ordinals {
            self.records = Vec::new();
            self.stored.left_out = Some(Box::new(LeftOut { count, summary }));
        }
    }

    /// Drops its records, unless they differ from the stored ones or are stored in another order.
    pub(crate) fn unload(&mut self) {
        let stored = &mut self.stored;
        if stored.is_stored() && !stored.is_changed && stored.changed_from.is_none() {
            self.records = Vec::new();
            (stored.unloaded, stored.left_out) = (true, None);
        }
    }

    /// Stores where the part with this serial number has the input.
    pub(crate) fn set_written(&mut self, written: WrittenInput, part: u64) {
        let stored = &mut self.stored;
        (stored.runs, stored.summary, stored.part) = (written.runs, written.summary, Some(part));
        (stored.is_changed, stored.changed_from) = (false, written.reordered_from);
    }

    /// Stores that no part has the input.
    pub(crate) fn set_unstored(&mut self) {
        let stored = &mut self.stored;
        (stored.runs, stored.part, stored.is_changed, stored.changed_from) =
            (Vec::new(), None, false, Some(0));
    }
}

/// Returns the inputs in a frame of a part with this header.
pub(super) fn inputs_in(content: &[u8], header: &Header) -> Result<FrameInputs, ManifestError> {
    // Most inputs have the same root as the one before.
    let (mut inputs, mut root) = (FrameInputs::default(), Arc::default());
    inputs.held.reserve(ROWS);
    each_row(&unpacked(content)?, |row: InputRow<'_>| {
        match row.input {
            Some(input) => {
                let mut input = input.into_input(row.path, header.serial, &mut root)?;
                input.edge_lines = input.edge_lines.filter(|_| header.edge_lines == packed::VERSION);
                inputs.held.push(input);
            }
            None => inputs.gone.push(row.path.to_owned()),
        }
        Ok(())
    })?;
    Ok(inputs)
}

/// Returns the number of the first record in a frame, and its records.
pub(super) fn records_in(content: &[u8]) -> Result<(u32, Vec<Record>), ManifestError> {
    let data = unpacked(content)?;
    let (first, rows) = data.split_first_chunk().ok_or(ManifestError::Changed)?;
    let mut records = Vec::new();
    each_row(rows, |row: RecordRow<'_>| {
        records.push(row.into_record());
        Ok(())
    })?;
    Ok((u32::from_le_bytes(*first), records))
}

impl From<ManifestError> for io::Error {
    fn from(error: ManifestError) -> Self {
        match error {
            ManifestError::Io(error) => error,
            other => Self::other(other),
        }
    }
}
