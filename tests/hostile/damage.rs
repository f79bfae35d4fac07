//! Random damage to bytes, and packing of files.

use std::io::Write;

use proptest::prelude::*;

/// One change to some bytes.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    /// Replaces one byte.
    Set(prop::sample::Index, u8),
    /// Cuts everything after a place.
    Cut(prop::sample::Index),
    /// Removes up to this many bytes.
    Remove(prop::sample::Index, usize),
    /// Inserts bytes.
    Insert(prop::sample::Index, Vec<u8>),
    /// Repeats up to 60 bytes this many times.
    Repeat(prop::sample::Index, usize),
}

/// Bytes that mean something to some format.
const MEANINGFUL: &[&[u8]] = &[
    b"\"",
    b"<",
    b">",
    b"&",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\0",
    b"\r\n",
    b"\n\n",
    b"<script>",
    b"<!--",
    b"]]>",
    b"&#x110000;",
    b"\\u0000",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xe2\x80\x8f",
    b"\xe2\x80\x9c",
    b"\xe2\x80\x9d",
    b"\xc3",
    b"\x1b[31m",
    b"=?utf-8?B?",
    b"--",
    b"99999-01-01",
    b"1e999",
    b"</text>",
    b"said",
    b"\xcc\x88",
    b"\xf0\x9f\x98\x80",
];

pub(crate) fn changes() -> impl Strategy<Value = Vec<Change>> {
    let at = any::<prop::sample::Index>;
    let change = prop_oneof![
        4 => (at(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        1 => at().prop_map(Change::Cut),
        2 => (at(), 1..40_usize).prop_map(|(at, length)| Change::Remove(at, length)),
        4 => (at(), prop::sample::select(MEANINGFUL)).prop_map(|(at, bytes)| Change::Insert(at, bytes.to_vec())),
        1 => (at(), 2..50_usize).prop_map(|(at, times)| Change::Repeat(at, times)),
    ];
    prop::collection::vec(change, 0..8)
}

pub(crate) fn apply(content: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut content = content.to_vec();
    for change in changes {
        let place =
            |at: &prop::sample::Index, content: &[u8]| at.index(content.len().max(1)).min(content.len());
        match change {
            Change::Set(at, byte) => {
                let at = place(at, &content);
                if let Some(old) = content.get_mut(at) {
                    *old = *byte;
                }
            }
            Change::Cut(at) => content.truncate(place(at, &content)),
            Change::Remove(at, length) => {
                let at = place(at, &content);
                content.drain(at..(at + length).min(content.len()));
            }
            Change::Insert(at, bytes) => {
                let at = place(at, &content);
                content.splice(at..at, bytes.iter().copied());
            }
            Change::Repeat(at, times) => {
                let at = place(at, &content);
                let piece = content[at..(at + 60).min(content.len())].repeat(*times);
                content.splice(at..at, piece);
            }
        }
    }
    content
}

/// How a file is packed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Packing {
    Gzip,
    Zstd,
    Zip,
    Tar,
}

pub(crate) fn packing() -> impl Strategy<Value = Packing> {
    prop::sample::select(&[Packing::Gzip, Packing::Zstd, Packing::Zip, Packing::Tar][..])
}

/// Returns the name and the bytes of the packed file.
pub(crate) fn pack(name: &str, content: &[u8], packing: Packing) -> (String, Vec<u8>) {
    match packing {
        Packing::Gzip => {
            let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            writer.write_all(content).expect("a vector takes bytes");
            (format!("{name}.gz"), writer.finish().expect("a vector takes bytes"))
        }
        Packing::Zstd => (format!("{name}.zst"), zstd::encode_all(content, 1).expect("a vector takes bytes")),
        Packing::Zip => {
            let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
            writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("a vector takes bytes");
            writer.write_all(content).expect("a vector takes bytes");
            ("a.zip".to_owned(), writer.finish().expect("a vector takes bytes").into_inner())
        }
        Packing::Tar => {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            let mut builder = tar::Builder::new(Vec::new());
            builder.append_data(&mut header, name, content).expect("a vector takes bytes");
            ("a.tar".to_owned(), builder.into_inner().expect("a vector takes bytes"))
        }
    }
}
