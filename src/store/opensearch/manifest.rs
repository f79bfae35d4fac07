//! The parts of the manifest of inputs, as documents beside the state document.

use std::{
    io::{self, Write as _},
    sync::{Mutex, PoisonError},
};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::{Value, json};

use crate::{
    opensearch::{
        Client, ClientError, Method,
        layout::{Names, PartEntry, StateDocument},
    },
    store::{ManifestPart, RandomAccess, StoreError, WritePart},
};

/// Size of a chunk in bytes, before it is encoded.
const CHUNK: usize = 3 << 20;

/// A part on the server. The chunk that was read last is kept.
struct RemotePart {
    client: Client,
    index: String,
    entry: PartEntry,
    last: Mutex<Option<(u64, Vec<u8>)>>,
}

/// Returns the parts that a state names.
pub(super) fn parts(client: &Client, names: &Names, state: &StateDocument) -> Vec<ManifestPart> {
    let part = |entry: &PartEntry| {
        let (client, index) = (client.clone(), names.state());
        let part = RemotePart { client, index, entry: entry.clone(), last: Mutex::default() };
        ManifestPart { seal: entry.seal.clone(), bytes: Box::new(part) }
    };
    state.manifest.iter().map(part).collect()
}

impl RemotePart {
    fn chunk(&self, number: u64) -> io::Result<Vec<u8>> {
        let path = format!("/{}/_doc/{}-{number}?_source_includes=chunk", self.index, self.entry.name);
        let answer = self.client.succeed(Method::Get, &path, b"");
        let body: Value = answer.and_then(|answer| answer.json()).map_err(io::Error::other)?;
        let bytes = body["_source"]["chunk"].as_str().and_then(|text| BASE64_STANDARD.decode(text).ok());
        bytes.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "a chunk is not base64"))
    }
}

impl RandomAccess for RemotePart {
    fn size(&self) -> u64 {
        self.entry.size
    }

    fn read_at(&self, mut at: u64, mut into: &mut [u8]) -> io::Result<()> {
        if at + into.len() as u64 > self.entry.size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        while !into.is_empty() {
            let number = at / CHUNK as u64;
            if last.as_ref().is_none_or(|(kept, _)| *kept != number) {
                *last = Some((number, self.chunk(number)?));
            }
            let bytes = &last.as_ref().expect("read above").1;
            let rest = bytes.get((at % CHUNK as u64) as usize..).unwrap_or_default();
            let taken = rest.len().min(into.len());
            if taken == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            into[..taken].copy_from_slice(&rest[..taken]);
            (at, into) = (at + taken as u64, &mut into[taken..]);
        }
        Ok(())
    }
}

/// Sends a part in chunks while it is written.
struct Chunks<'a> {
    client: &'a Client,
    index: String,
    name: &'a str,
    waiting: Vec<u8>,
    sent: u64,
}

impl Chunks<'_> {
    fn send(&mut self) -> Result<(), ClientError> {
        let number = self.sent / CHUNK as u64;
        let path = format!("/{}/_doc/{}-{number}", self.index, self.name);
        let body = json!({"part": self.name, "chunk": BASE64_STANDARD.encode(&self.waiting)}).to_string();
        self.client.succeed(Method::Put, &path, body.as_bytes())?;
        self.sent += self.waiting.len() as u64;
        self.waiting.clear();
        Ok(())
    }
}

impl io::Write for Chunks<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(CHUNK - self.waiting.len());
        self.waiting.extend_from_slice(&bytes[..taken]);
        if self.waiting.len() == CHUNK {
            self.send().map_err(io::Error::other)?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() { Ok(()) } else { self.send().map_err(io::Error::other) }
    }
}

/// Writes a part of which the state document does not know yet.
pub(super) fn write(
    client: &Client,
    names: &Names,
    name: &str,
    part: &WritePart<'_>,
) -> Result<PartEntry, StoreError> {
    let mut chunks = Chunks { client, index: names.state(), name, waiting: Vec::new(), sent: 0 };
    let written = part(&mut chunks).and_then(|seal| chunks.flush().map(|()| seal));
    let seal = written.map_err(|error| match error.downcast::<ClientError>() {
        Ok(error) => error.into(),
        Err(source) => StoreError::Io { action: "write", at: names.state(), source },
    })?;
    Ok(PartEntry { name: name.to_owned(), seal, size: chunks.sent })
}
