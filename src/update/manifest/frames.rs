//! The layout of a part of the manifest.
//!
//! ```text
//! magic · frames · offset of the last frame (8 bytes)
//! frame: length of its content (4 bytes) · hash of its content (16 bytes) · kind (1 byte) · data
//! ```
//!
//! The first frame is the header, with the roots. Frames with records and frames with inputs alternate. Then come the pages of the
//! look-up tables, and at last the directory, which knows where each frame begins. Numbers are little-endian. The hash of
//! the directory is the seal of the part. Each frame is checked against its hash whenever it is read.

use std::io::{self, Read as _, Write};

use serde::{Deserialize, Serialize};

use super::{ContentHash, ManifestError, Root};
use crate::store::{ManifestPart, RandomAccess};

pub(super) const MAGIC: &[u8; 8] = b"MORGUE-M";
/// Version of the layout. An index with another one is refused by its format version already.
pub(super) const VERSION: u32 = 2;
/// Length and hash before the content of a frame.
const FRAME_HEAD: usize = 20;
/// Compression level of zstd for records. Level 1 writes four times as fast as the default and makes the part a tenth larger.
const COMPRESSION: i32 = 1;
/// The level for inputs, which each run reads. Most of their bytes are hashes as text, of which a negative level compresses nothing but
/// reads three times as fast.
const INPUT_COMPRESSION: i32 = -1;
/// Number of bytes that are expected at most to come out of each compressed byte.
const MAX_RATIO: usize = 64;
/// Parts up to this size in bytes are checked as a whole when they are opened, which takes some milliseconds.
const CHECKED_WHOLE: u64 = 4 << 20;
/// Number of frames with inputs that are passed on together.
const FRAMES_AT_ONCE: usize = 16;

/// Kind of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FrameKind {
    Header,
    Records,
    Inputs,
    Page,
    Directory,
}

impl FrameKind {
    const ALL: [Self; 5] = [Self::Header, Self::Records, Self::Inputs, Self::Page, Self::Directory];

    fn of(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == byte)
    }
}

/// A table that finds records by a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    /// Live records by the hash of their id.
    Id,
    /// Records with an article, present or withdrawn, by their key.
    Key,
    /// Live records by the hash of their content.
    Content,
}

/// The header of a part.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) version: u32,
    /// Serial number of the part.
    pub(super) serial: u64,
    /// Version of the format of packed edge lines.
    pub(super) edge_lines: u32,
    /// All roots of the archive.
    pub(super) roots: Vec<Root>,
}

/// Where each frame of a part begins.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Directory {
    /// Frames with records: offset, and number of the first record.
    pub(super) records: Vec<(u64, u32)>,
    /// Number of records.
    pub(super) record_count: u32,
    /// Frames with inputs.
    pub(super) inputs: Vec<u64>,
    /// Number of inputs, gone ones included.
    pub(super) input_count: u32,
    /// The pages of each table: offset, and first hash.
    pub(super) tables: [Vec<(u64, u32)>; 3],
}

/// Writes frames.
pub(super) struct FrameWriter<'a> {
    out: &'a mut dyn Write,
    /// Number of bytes written.
    offset: u64,
}

impl<'a> FrameWriter<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> io::Result<Self> {
        out.write_all(MAGIC)?;
        Ok(Self { out, offset: MAGIC.len() as u64 })
    }

    /// Writes a frame. Returns its offset and the hash of its content.
    pub(super) fn frame(&mut self, kind: FrameKind, data: &[u8]) -> io::Result<(u64, ContentHash)> {
        let mut frame = Vec::with_capacity(FRAME_HEAD + 1 + data.len());
        let length = u32::try_from(data.len() + 1).map_err(io::Error::other)?;
        frame.extend(length.to_le_bytes());
        frame.extend([0; 16]);
        frame.push(kind as u8);
        frame.extend_from_slice(data);
        let hash = ContentHash::of(&frame[FRAME_HEAD..]);
        frame[4..FRAME_HEAD].copy_from_slice(&hash.bytes());
        self.out.write_all(&frame)?;
        let at = self.offset;
        self.offset += frame.len() as u64;
        Ok((at, hash))
    }

    /// Writes a frame with compressed data. Returns its offset.
    pub(super) fn packed(&mut self, kind: FrameKind, data: &[u8]) -> io::Result<u64> {
        let mut packed = (data.len() as u64).to_le_bytes().to_vec();
        let level = if kind == FrameKind::Inputs { INPUT_COMPRESSION } else { COMPRESSION };
        packed.extend(zstd::bulk::compress(data, level)?);
        Ok(self.frame(kind, &packed)?.0)
    }

    /// Writes the directory and what follows it. Returns the seal.
    pub(super) fn finish(mut self, directory: &Directory) -> io::Result<String> {
        let bytes = postcard::to_stdvec(directory).map_err(io::Error::other)?;
        let (at, hash) = self.frame(FrameKind::Directory, &bytes)?;
        self.out.write_all(&at.to_le_bytes())?;
        Ok(hash.to_string())
    }
}

/// Reads frames.
pub(super) struct FrameReader {
    bytes: Box<dyn RandomAccess>,
    /// Offset of the last frame.
    end: u64,
}

impl FrameReader {
    /// Opens a part. Returns it with its header and its directory. The other frames are not checked yet.
    pub(super) fn open(part: ManifestPart) -> Result<(Self, Header, Directory), ManifestError> {
        let mut frames = Self { bytes: part.bytes, end: 0 };
        let trailer = frames.bytes.size().checked_sub(8).ok_or(ManifestError::Changed)?;
        let mut offset = [0; 8];
        frames.bytes.read_at(trailer, &mut offset)?;
        frames.end = u64::from_le_bytes(offset);
        let (kind, content, end) = frames.frame(frames.end)?;
        if kind != FrameKind::Directory
            || end != trailer
            || ContentHash::of(&content).to_string() != part.seal
        {
            return Err(ManifestError::Changed);
        }
        let directory = postcard::from_bytes(&content[1..]).map_err(|_| ManifestError::Changed)?;
        let header = frames.header()?;
        Ok((frames, header, directory))
    }

    /// Returns whether the bytes begin like a part.
    pub(super) fn is_part(bytes: &dyn RandomAccess) -> bool {
        let mut magic = [0; 8];
        bytes.read_at(0, &mut magic).is_ok() && magic == *MAGIC
    }

    /// Returns a reader of a part that may be damaged.
    pub(super) fn of_remains(bytes: Box<dyn RandomAccess>) -> Self {
        Self { bytes, end: 0 }
    }

    /// Returns the offset of the first frame.
    pub(super) fn start() -> u64 {
        MAGIC.len() as u64
    }

    fn header(&self) -> Result<Header, ManifestError> {
        match self.frame(Self::start())? {
            (FrameKind::Header, content, _) => Self::header_of(&content),
            _ => Err(ManifestError::Changed),
        }
    }

    /// Returns the header with this content.
    pub(super) fn header_of(content: &[u8]) -> Result<Header, ManifestError> {
        let header: Header = serde_json::from_slice(&content[1..]).map_err(|_| ManifestError::Changed)?;
        if header.version != VERSION {
            return Err(ManifestError::Version { version: header.version });
        }
        Ok(header)
    }

    /// Calls `take` with the contents of the frames with inputs, some at a time, in order. Checks all frames of a part that is not
    /// large.
    pub(super) fn each_input_frame(
        &self,
        directory: &Directory,
        take: &mut dyn FnMut(Vec<Vec<u8>>) -> Result<(), ManifestError>,
    ) -> Result<(), ManifestError> {
        let mut contents = Vec::new();
        let mut add = |content| {
            contents.push(content);
            if contents.len() == FRAMES_AT_ONCE { take(std::mem::take(&mut contents)) } else { Ok(()) }
        };
        if self.bytes.size() > CHECKED_WHOLE {
            directory.inputs.iter().try_for_each(|at| add(self.frame(*at)?.1))?;
            return take(contents);
        }
        if !Self::is_part(&*self.bytes) {
            return Err(ManifestError::Changed);
        }
        let (mut at, mut inputs) = (Self::start(), directory.inputs.iter());
        while at < self.end {
            let (kind, content, end) = self.frame(at)?;
            if kind == FrameKind::Inputs {
                if inputs.next() != Some(&at) {
                    return Err(ManifestError::Changed);
                }
                add(content)?;
            }
            at = end;
        }
        if at != self.end || inputs.len() > 0 {
            return Err(ManifestError::Changed);
        }
        take(contents)
    }

    /// Returns the kind of the frame at `at`, its content, which begins with the kind, and the offset after it.
    pub(super) fn frame(&self, at: u64) -> Result<(FrameKind, Vec<u8>, u64), ManifestError> {
        let mut head = [0; FRAME_HEAD];
        let size = self.bytes.size();
        let start = at.checked_add(FRAME_HEAD as u64).filter(|start| *start < size);
        let start = start.ok_or(ManifestError::Changed)?;
        self.bytes.read_at(at, &mut head)?;
        let length = u32::from_le_bytes([head[0], head[1], head[2], head[3]]);
        let end = start + u64::from(length);
        if length == 0 || end > size {
            return Err(ManifestError::Changed);
        }
        let mut content = vec![0; length as usize];
        self.bytes.read_at(start, &mut content)?;
        if ContentHash::of(&content).bytes() != head[4..] {
            return Err(ManifestError::Changed);
        }
        let kind = FrameKind::of(content[0]).ok_or(ManifestError::Changed)?;
        Ok((kind, content, end))
    }
}

/// Returns the data of a frame with compressed data.
pub(super) fn unpacked(content: &[u8]) -> Result<Vec<u8>, ManifestError> {
    let (size, packed) = content[1..].split_first_chunk().ok_or(ManifestError::Changed)?;
    let size = usize::try_from(u64::from_le_bytes(*size)).map_err(|_| ManifestError::Changed)?;
    if size <= MAX_RATIO * packed.len() {
        return Ok(zstd::bulk::decompress(packed, size)?);
    }
    // The memory grows with what there is, not with what is said.
    let mut data = Vec::new();
    zstd::stream::read::Decoder::with_buffer(packed)?.take(size as u64).read_to_end(&mut data)?;
    if data.len() == size { Ok(data) } else { Err(ManifestError::Changed) }
}

/// Calls `take` with each row in `rows`.
pub(super) fn each_row<'a, R: Deserialize<'a>>(
    mut rows: &'a [u8],
    mut take: impl FnMut(R) -> Result<(), ManifestError>,
) -> Result<(), ManifestError> {
    while !rows.is_empty() {
        let (row, rest) = postcard::take_from_bytes(rows).map_err(|_| ManifestError::Changed)?;
        take(row)?;
        rows = rest;
    }
    Ok(())
}
