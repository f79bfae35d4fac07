//! What must hold for the manifest of an index, whatever is in it: it is read, or refused with an error, never with a panic.
//!
//! Random bytes would be refused by their checksums and reach nothing. So the input is a list of frames without checksums, from
//! which parts of a manifest with right checksums are made:
//!
//! ```text
//! tag (1 byte) · length (2 bytes) · data
//! ```

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use morgue::{
    backend::{Backend, BackendError},
    extract::{FieldMap, Overrides},
    read::Links,
    store::{
        Change, Committed, FileCheck, LastRun, ManifestPart, MemoryStore, Owner, Stamp, State, Store,
        StoreError, Versions, WritePart, Writer,
    },
    update::{Absent, Clashes, Inputs, Mode, UpdateRequest, check, contents, update},
};

const MAGIC: &[u8; 8] = b"MORGUE-M";
/// Kinds of frames, and what else a tag may say.
const RECORDS: u8 = 1;
const INPUTS: u8 = 2;
const PAGE: u8 = 3;
const DIRECTORY: u8 = 4;
/// Another part begins.
const NEXT_PART: u8 = 5;
/// The data stand in the part as they are.
const BYTES: u8 = 6;
/// Added to a tag: the data are not compressed.
const AS_IT_IS: u8 = 8;
/// Parts of one manifest.
const PARTS: usize = 4;

/// Where each frame begins, as a part stores it.
type Directory = (Vec<(u64, u32)>, u32, Vec<u64>, u32, [Vec<(u64, u32)>; 3]);
/// The seal and the bytes of a part.
type Part = (String, Arc<[u8]>);

/// Reads the manifest that these frames make, checks it, and brings its archive up to date.
pub(crate) fn manifest(frames: &[u8]) {
    let parts = parts(frames);
    let store = Fabricated::new(parts);
    // Errors are right answers.
    let _ = contents(&store);
    let _ = check(&store, &|_| ());
    let named = super::input_file("manifest.txt", b"Ferry strike\n\nThe ferry is late, said Ada Quill.\n");
    let _ = update(request(Inputs::Files(vec![named])), &store, &|_| ());
    let _ = contents(&store);
}

/// Returns the number of articles that the manifest these frames make has.
#[allow(dead_code)] // for the tests
pub(crate) fn read(frames: &[u8]) -> u64 {
    contents(&Fabricated::new(parts(frames))).expect("a right manifest").articles
}

pub(crate) fn request(inputs: Inputs) -> UpdateRequest {
    UpdateRequest {
        inputs,
        mode: Mode::Incremental,
        clashes: Clashes::Replace,
        absent: Absent::Keep,
        links: Links::Report,
        pdf_to_text: None,
        fields: FieldMap::default(),
        overrides: Overrides::default(),
        now: super::now().timestamp(),
        memory: 64 << 20,
        threads: 1,
        owner: Owner::default(),
        lock_wait: Duration::ZERO,
        list_changes: true,
    }
}

/// Returns the parts that frames make.
fn parts(mut frames: &[u8]) -> Vec<Part> {
    let (mut parts, mut part) = (Vec::new(), PartMaker::default());
    while let [tag, one, two, rest @ ..] = frames {
        let (data, rest) = rest.split_at(usize::from(u16::from_le_bytes([*one, *two])).min(rest.len()));
        frames = rest;
        if *tag == NEXT_PART {
            parts.push(std::mem::take(&mut part).finish());
            if parts.len() == PARTS {
                return parts;
            }
        } else {
            part.add(*tag, data);
        }
    }
    parts.push(part.finish());
    parts
}

struct PartMaker {
    bytes: Vec<u8>,
    directory: Directory,
    pages: usize,
    /// The directory to write in place of the right one.
    given: Option<Vec<u8>>,
}

impl Default for PartMaker {
    fn default() -> Self {
        Self { bytes: MAGIC.to_vec(), directory: Directory::default(), pages: 0, given: None }
    }
}

impl PartMaker {
    fn add(&mut self, tag: u8, data: &[u8]) {
        let at = self.bytes.len() as u64;
        let first = data.first_chunk().map_or(0, |first| u32::from_le_bytes(*first));
        let is_packed = tag & AS_IT_IS == 0;
        match tag % AS_IT_IS {
            RECORDS => self.directory.0.push((at, first)),
            INPUTS => self.directory.2.push(at),
            PAGE => {
                self.directory.4[self.pages % 3].push((at, first));
                self.pages += 1;
            }
            DIRECTORY => return self.given = Some(data.to_vec()),
            BYTES => return self.bytes.extend_from_slice(data),
            _ => {}
        }
        let kind = tag % AS_IT_IS;
        if is_packed && (kind == RECORDS || kind == INPUTS) {
            let mut packed = (data.len() as u64).to_le_bytes().to_vec();
            packed.extend(zstd::bulk::compress(data, 1).expect("memory"));
            self.frame(kind, &packed);
        } else {
            self.frame(kind, data);
        }
    }

    /// Adds a frame. Returns the hash of its content.
    fn frame(&mut self, kind: u8, data: &[u8]) -> [u8; 16] {
        let content = [&[kind], data].concat();
        let hash = *blake3::hash(&content).as_bytes().first_chunk().expect("a hash has 32 bytes");
        self.bytes.extend((content.len() as u32).to_le_bytes());
        self.bytes.extend(hash);
        self.bytes.extend(content);
        hash
    }

    fn finish(mut self) -> Part {
        let at = self.bytes.len() as u64;
        // Numbers of records and inputs that are right in the parts that morgue writes, up to 512 rows.
        (self.directory.1, self.directory.3) = (512, 512);
        let right = postcard::to_stdvec(&self.directory).expect("a directory is plain data");
        let directory = self.given.take().unwrap_or(right);
        let hash = self.frame(DIRECTORY, &directory);
        self.bytes.extend(at.to_le_bytes());
        (format!("{:032x}", u128::from_be_bytes(hash)), self.bytes.into())
    }
}

/// Returns the frames of a part that morgue wrote, as [`manifest`] takes them.
#[allow(dead_code)] // for the tests and the seeds
pub(crate) fn frames_of(part: &ManifestPart) -> Vec<u8> {
    let mut bytes = vec![0; part.bytes.size() as usize];
    part.bytes.read_at(0, &mut bytes).expect("a whole part");
    let (mut frames, mut rest) = (Vec::new(), &bytes[MAGIC.len()..bytes.len() - 8]);
    while let [a, b, c, d, after @ ..] = rest {
        let (content, next) = after[16..].split_at(u32::from_le_bytes([*a, *b, *c, *d]) as usize);
        rest = next;
        let data = match content[0] {
            DIRECTORY => continue,
            RECORDS | INPUTS => zstd::decode_all(&content[9..]).expect("a compressed frame"),
            _ => content[1..].to_vec(),
        };
        frames.push(content[0]);
        frames.extend((data.len() as u16).to_le_bytes());
        frames.extend(data);
    }
    frames
}

/// An archive without articles whose manifest was made up.
#[derive(Clone)]
struct Fabricated {
    parts: Arc<Mutex<Vec<Part>>>,
    articles: MemoryStore,
}

const STATE: State = State { run: 5, versions: Versions::OURS };

impl Fabricated {
    fn new(parts: Vec<Part>) -> Self {
        let articles = MemoryStore::default();
        let mut writer = articles.writer(&Owner::default(), Duration::ZERO, 0).expect("a new store");
        writer.commit(&STATE, 0, &|_| Ok(String::new())).expect("memory");
        drop(writer);
        Self { parts: Arc::new(Mutex::new(parts)), articles }
    }

    fn parts(&self) -> MutexGuard<'_, Vec<Part>> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn manifest(&self) -> Vec<ManifestPart> {
        let part =
            |(seal, bytes): &Part| ManifestPart { seal: seal.clone(), bytes: Box::new(Arc::clone(bytes)) };
        self.parts().iter().map(part).collect()
    }
}

impl Store for Fabricated {
    fn name(&self) -> String {
        "fabricated".to_owned()
    }

    fn committed(&self) -> Result<Committed, StoreError> {
        Ok(Committed { state: STATE, manifest: self.manifest() })
    }

    fn reader(&self) -> Result<Box<dyn Backend>, StoreError> {
        self.articles.reader()
    }

    fn check(&self, _: &mut dyn FnMut(u64)) -> Result<FileCheck, StoreError> {
        Ok(FileCheck::default())
    }

    fn stamp(&self) -> Stamp {
        self.articles.stamp()
    }

    fn last_run(&self) -> LastRun {
        self.articles.last_run()
    }

    fn writer(&self, owner: &Owner, wait: Duration, memory: usize) -> Result<Box<dyn Writer>, StoreError> {
        Ok(Box::new(FabricatedWriter {
            store: self.clone(),
            inner: self.articles.writer(owner, wait, memory)?,
        }))
    }
}

struct FabricatedWriter {
    store: Fabricated,
    inner: Box<dyn Writer>,
}

impl Writer for FabricatedWriter {
    fn committed(&mut self) -> Result<Option<Committed>, StoreError> {
        self.store.committed().map(Some)
    }

    fn manifest_left(&self) -> Vec<ManifestPart> {
        self.store.manifest()
    }

    fn reader(&self) -> Result<Box<dyn Backend>, StoreError> {
        self.inner.reader()
    }

    fn start_anew(&mut self) -> Result<(), StoreError> {
        self.store.parts().clear();
        self.inner.start_anew()
    }

    fn apply(&mut self, changes: Vec<Change>) -> Result<Vec<Result<(), BackendError>>, StoreError> {
        self.inner.apply(changes)
    }

    fn commit(&mut self, state: &State, kept: usize, part: &WritePart<'_>) -> Result<(), StoreError> {
        let mut bytes = Vec::new();
        let failed = |source: io::Error| StoreError::Io { action: "write", at: self.store.name(), source };
        let seal = part(&mut bytes).map_err(failed)?;
        self.inner.commit(state, 0, &|_| Ok(String::new()))?;
        let mut parts = self.store.parts();
        parts.truncate(kept);
        parts.push((seal, bytes.into()));
        Ok(())
    }

    fn close(self: Box<Self>, did: &LastRun) -> Result<(), StoreError> {
        self.inner.close(did)
    }
}
