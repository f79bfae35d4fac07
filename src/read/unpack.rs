//! Compressed data. Input: a reader of compressed bytes. Output: a reader of their content. Errors describe what is broken, and reading
//! stops when a limit is reached.

use std::io::{self, BufRead, BufReader, Read};

use super::{
    Compression, gzip,
    limits::{Exceeded, UnpackBudget},
    xz_memory::XzMemoryLimit,
};

/// The largest window that zstd data may ask for, as a power of two: 128 MiB, like the `zstd` program.
const ZSTD_WINDOW: u32 = 27;
/// Buffer after a decoder, in bytes.
const BUFFER: usize = 1 << 16;

/// Returns a reader of the content of the compressed data in `reader`; `budget` counts its bytes.
///
/// # Errors
/// If the decoder cannot be set up.
pub(super) fn unpacked<'a>(
    compression: Compression,
    reader: &'a mut dyn BufRead,
    budget: &'a UnpackBudget<'a>,
) -> io::Result<Box<dyn BufRead + 'a>> {
    let decoder: Box<dyn Read + 'a> = match compression {
        Compression::Gzip => Box::new(gzip::GzipReader::new(reader)),
        Compression::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(reader)),
        Compression::Xz => Box::new(lzma_rust2::XzReader::new(XzMemoryLimit::new(reader), true)),
        Compression::Zstd => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(reader)?;
            decoder.window_log_max(ZSTD_WINDOW)?;
            Box::new(decoder)
        }
    };
    Ok(Box::new(BufReader::with_capacity(BUFFER, CountedReader::new(decoder, compression.name(), budget))))
}

/// Output of a decoder: bytes are counted and errors explained.
pub(super) struct CountedReader<'a, R> {
    reader: R,
    /// Name of the compression, for messages.
    what: &'static str,
    budget: &'a UnpackBudget<'a>,
    bytes: u64,
}

impl<'a, R: Read> CountedReader<'a, R> {
    pub(super) fn new(reader: R, what: &'static str, budget: &'a UnpackBudget<'a>) -> Self {
        Self { reader, what, budget, bytes: 0 }
    }
}

impl<R: Read> Read for CountedReader<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.reader.read(into).map_err(|error| broken(error, self.what, self.bytes))?;
        self.bytes += length as u64;
        self.budget.count(length).map_err(io::Error::other)?;
        Ok(length)
    }
}

/// Data that a decoder cannot read.
#[derive(Debug, thiserror::Error)]
#[error("broken {what} data after byte {after} of its content: {reason}")]
struct Broken {
    what: &'static str,
    after: u64,
    reason: String,
}

/// Adds an explanation to the error of a decoder. Errors of the system and errors with an explanation stay as they are.
fn broken(error: io::Error, what: &'static str, after: u64) -> io::Error {
    let explained = error.get_ref().is_some_and(|inner| inner.is::<Broken>() || inner.is::<Exceeded>());
    if explained || error.raw_os_error().is_some() || error.kind() == io::ErrorKind::Interrupted {
        return error;
    }
    let reason = if error.kind() == io::ErrorKind::UnexpectedEof {
        "it ends too early".to_owned()
    } else {
        error.to_string()
    };
    io::Error::new(io::ErrorKind::InvalidData, Broken { what, after, reason })
}
