//! Compressed data. A reader of it enters; a reader of what it holds leaves, whose errors say what is broken and which stops where a
//! limit is reached.

use std::io::{self, BufRead, BufReader, Read};

use super::{
    classify::Compression,
    gzip,
    limits::{Exceeded, Meter},
};

/// The largest window that zstd data may ask for, as a power of two: 128 MiB, what its own tool allows.
const ZSTD_WINDOW: u32 = 27;
/// Buffer behind a decoder, in bytes.
const BUFFER: usize = 1 << 16;

/// Returns a reader of what the compressed data in `reader` hold, counted by `meter`.
///
/// # Errors
/// If the decoder cannot be set up.
pub(super) fn unpacked<'a>(
    compression: Compression,
    reader: &'a mut dyn BufRead,
    meter: &'a Meter<'a>,
) -> io::Result<Box<dyn BufRead + 'a>> {
    let decoder: Box<dyn Read + 'a> = match compression {
        Compression::Gzip => Box::new(gzip::Members::new(reader)),
        Compression::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(reader)),
        Compression::Xz => Box::new(lzma_rust2::XzReader::new(reader, true)),
        Compression::Zstd => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(reader)?;
            decoder.window_log_max(ZSTD_WINDOW)?;
            Box::new(decoder)
        }
    };
    Ok(Box::new(BufReader::with_capacity(BUFFER, Counted::new(decoder, compression.name(), meter))))
}

/// A decoder's output: counted, and its errors explained.
pub(super) struct Counted<'a, R> {
    reader: R,
    /// What is decoded, for messages.
    what: &'static str,
    meter: &'a Meter<'a>,
    bytes: u64,
}

impl<'a, R: Read> Counted<'a, R> {
    pub(super) fn new(reader: R, what: &'static str, meter: &'a Meter<'a>) -> Self {
        Self { reader, what, meter, bytes: 0 }
    }
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.reader.read(into).map_err(|error| broken(error, self.what, self.bytes))?;
        self.bytes += length as u64;
        self.meter.count(length).map_err(io::Error::other)?;
        Ok(length)
    }
}

/// Data that a decoder cannot read.
#[derive(Debug, thiserror::Error)]
#[error("broken {what} data behind byte {behind} of its contents: {reason}")]
struct Broken {
    what: &'static str,
    behind: u64,
    reason: String,
}

/// Returns a decoder's error with what it decoded; the system's errors and those explained already stay as they are.
fn broken(error: io::Error, what: &'static str, behind: u64) -> io::Error {
    let explained = error.get_ref().is_some_and(|inner| inner.is::<Broken>() || inner.is::<Exceeded>());
    if explained || error.raw_os_error().is_some() || error.kind() == io::ErrorKind::Interrupted {
        return error;
    }
    let reason = if error.kind() == io::ErrorKind::UnexpectedEof {
        "it ends too early".to_owned()
    } else {
        error.to_string()
    };
    io::Error::new(io::ErrorKind::InvalidData, Broken { what, behind, reason })
}
