//! Compression of stored articles. Each article is compressed by itself (Zstandard), so that one article is read without
//! its neighbours, and carries a checksum, which is verified whenever it is read. All articles of a folder share a
//! dictionary, which is trained on the first of them: alone, an article is too short to be compressed well.
//!
//! Merging segments copies the compressed bytes. Articles stored before there was a dictionary have none.

use std::{
    fs::{self, File},
    io::{self, Read as _, Seek as _, Write as _},
    path::Path,
    sync::{Mutex, OnceLock, PoisonError},
};

use zstd::{
    bulk::{Compressor, Decompressor},
    zstd_safe::{CParameter, compress_bound, get_frame_content_size},
};

use crate::backend::BackendError;

/// Name of the file with the dictionary. It is followed by its checksum.
pub(super) const DICTIONARY: &str = "articles.dictionary";

/// Name of the file while it is written.
const UNFINISHED: &str = ".tmp.dictionary";

/// Number of bytes of the BLAKE3 hash that are kept as the checksum of the dictionary.
const CHECKSUM_BYTES: usize = 8;

/// Size of a dictionary in bytes. On newswire, stored articles take 8 % less with it than in blocks of 16 KiB.
const DICTIONARY_BYTES: usize = 112_640;

/// Number of bytes on which a dictionary is trained. Training takes .2 seconds.
const TRAINING_BYTES: usize = 512_000;

/// Maximum number of bytes that one article adds to the training.
const SAMPLE_BYTES: usize = 16_384;

/// Compression level. Higher levels take more time, but with a dictionary no less space.
const LEVEL: i32 = 3;

/// Maximum room for a frame that is kept, in bytes.
const MOST_ROOM: usize = 1 << 20;

/// The first bytes of each frame of Zstandard. They are not stored.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// First byte of a stored article that was compressed without or with the dictionary.
const PLAIN: u8 = 0;
const WITH_DICTIONARY: u8 = 1;

/// Maximum size of an article in bytes. A larger size is damage.
const LARGEST: u64 = 1 << 31;

/// Compresses articles.
pub(super) struct Packer {
    compressor: Compressor<'static>,
    first: u8,
    /// Room for a frame, so that it is not allocated for each article.
    frame: Vec<u8>,
}

impl Packer {
    /// Returns a packer that uses no dictionary.
    pub(super) fn plain() -> io::Result<Self> {
        Self::new(&[], PLAIN)
    }

    /// Returns a packer that uses the dictionary of `folder`; `None` if there is none.
    ///
    /// # Errors
    /// If the dictionary cannot be read or is damaged.
    pub(super) fn of_folder(folder: &Path) -> io::Result<Option<Self>> {
        let mut file = match File::open(folder.join(DICTIONARY)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let dictionary = verified(&read(&mut file)?)?.to_vec();
        Self::new(&dictionary, WITH_DICTIONARY).map(Some)
    }

    /// Trains a dictionary on articles, stores it in `folder`, and returns a packer that uses it; `None` if they are too
    /// few or too short.
    ///
    /// # Errors
    /// If the dictionary cannot be written.
    pub(super) fn trained(folder: &Path, articles: &[&[u8]]) -> io::Result<Option<Self>> {
        let length = |article: &&[u8]| article.len().min(SAMPLE_BYTES);
        let step = (articles.iter().map(length).sum::<usize>() / TRAINING_BYTES + 1).max(1);
        let samples: Vec<&[u8]> =
            articles.iter().step_by(step).map(|article| &article[..length(article)]).collect();
        let Ok(mut dictionary) = zstd::dict::from_samples(&samples, DICTIONARY_BYTES) else {
            return Ok(None);
        };
        let packer = Self::new(&dictionary, WITH_DICTIONARY)?;
        let checksum = checksum(&dictionary);
        dictionary.extend(checksum);
        let unfinished = folder.join(UNFINISHED);
        let mut file = File::create(&unfinished)?;
        file.write_all(&dictionary)?;
        file.sync_all()?;
        fs::rename(unfinished, folder.join(DICTIONARY))?;
        File::open(folder)?.sync_all()?;
        Ok(Some(packer))
    }

    fn new(dictionary: &[u8], first: u8) -> io::Result<Self> {
        let mut compressor = Compressor::with_dictionary(LEVEL, dictionary)?;
        compressor.set_parameter(CParameter::ChecksumFlag(true))?;
        compressor.set_parameter(CParameter::ContentSizeFlag(true))?;
        compressor.set_parameter(CParameter::DictIdFlag(false))?;
        Ok(Self { compressor, first, frame: Vec::new() })
    }

    /// Returns the compressed bytes of an article.
    pub(super) fn pack(&mut self, article: &[u8]) -> io::Result<Vec<u8>> {
        self.frame.clear();
        self.frame.reserve(compress_bound(article.len()));
        self.compressor.compress_to_buffer(article, &mut self.frame)?;
        let mut packed = Vec::with_capacity(self.frame.len());
        packed.push(self.first);
        packed.extend_from_slice(self.frame.strip_prefix(&MAGIC).unwrap_or_default());
        self.frame.shrink_to(MOST_ROOM);
        Ok(packed)
    }
}

fn checksum(dictionary: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let mut checksum = [0; CHECKSUM_BYTES];
    checksum.copy_from_slice(&blake3::hash(dictionary).as_bytes()[..CHECKSUM_BYTES]);
    checksum
}

fn read(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(DICTIONARY_BYTES + CHECKSUM_BYTES);
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Returns the dictionary in the content of its file.
fn verified(content: &[u8]) -> io::Result<&[u8]> {
    let parts = content.split_last_chunk::<CHECKSUM_BYTES>();
    let whole = parts.filter(|(dictionary, known)| checksum(dictionary) == **known);
    whole.map(|(dictionary, _)| dictionary).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// Restores what [`Packer`] compressed. Several threads can use it at once.
#[derive(Default)]
pub(super) struct Unpacker {
    /// The open file with the dictionary, so that it can still be read when a rebuild has removed it.
    file: Mutex<Option<File>>,
    dictionary: OnceLock<Vec<u8>>,
    idle: Mutex<Vec<Prepared>>,
}

/// A decompressor with its dictionary, which takes time to prepare.
struct Prepared {
    first: u8,
    decompressor: Decompressor<'static>,
}

impl Unpacker {
    /// Returns the unpacker for the articles of `folder`.
    pub(super) fn open(folder: &Path) -> Self {
        Self { file: Mutex::new(File::open(folder.join(DICTIONARY)).ok()), ..Self::default() }
    }

    /// Returns the bytes of an article.
    ///
    /// # Errors
    /// [`BackendError::Damaged`] if they are not the bytes that were compressed.
    pub(super) fn unpack(&self, packed: &[u8]) -> Result<Vec<u8>, BackendError> {
        let Some((&first, frame)) = packed.split_first() else { return Err(damaged("it is empty")) };
        let mut prepared = match self.idle(first) {
            Some(prepared) => prepared,
            None => Prepared { first, decompressor: self.decompressor(first)? },
        };
        let frame = [&MAGIC, frame].concat();
        let size = get_frame_content_size(&frame).ok().flatten().filter(|size| *size <= LARGEST);
        let size = size.ok_or_else(|| damaged("its size is unknown"))?;
        let mut article = Vec::new();
        article.try_reserve_exact(size as usize).map_err(|_| damaged("its size is impossible"))?;
        match prepared.decompressor.decompress_to_buffer(&frame, &mut article) {
            Ok(_) => {
                if let Ok(mut idle) = self.idle.try_lock() {
                    idle.push(prepared);
                }
                Ok(article)
            }
            Err(_) if first == WITH_DICTIONARY && verified(self.content()?).is_err() => {
                Err(damaged("the dictionary of all articles is damaged"))
            }
            Err(_) => Err(damaged("it does not have its checksum")),
        }
    }

    /// Returns a decompressor that is not in use. No thread waits for another: if the list is taken, there is none.
    fn idle(&self, first: u8) -> Option<Prepared> {
        let mut idle = self.idle.try_lock().ok()?;
        let at = idle.iter().position(|prepared| prepared.first == first)?;
        Some(idle.swap_remove(at))
    }

    fn decompressor(&self, first: u8) -> Result<Decompressor<'static>, BackendError> {
        let prepared = match first {
            PLAIN => Decompressor::new(),
            WITH_DICTIONARY => {
                let content = self.content()?;
                Decompressor::with_dictionary(&content[..content.len().saturating_sub(CHECKSUM_BYTES)])
            }
            _ => return Err(damaged("it is in another format")),
        };
        prepared.map_err(|_| damaged("the dictionary of all articles is damaged"))
    }

    /// Returns the content of the file with the dictionary, read when first needed.
    fn content(&self) -> Result<&[u8], BackendError> {
        if let Some(known) = self.dictionary.get() {
            return Ok(known);
        }
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let file = file.as_mut().ok_or_else(|| damaged("the dictionary of all articles is missing"))?;
        let content = file.rewind().and_then(|()| read(file));
        let content = content.map_err(|_| damaged("the dictionary of all articles cannot be read"))?;
        Ok(self.dictionary.get_or_init(|| content))
    }
}

fn damaged(why: &str) -> BackendError {
    BackendError::Damaged { what: format!("a stored article: {why}") }
}
