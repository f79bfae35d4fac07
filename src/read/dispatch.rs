//! Choice of the reader for every kind of input. Input: a stream with a name. Output: its records.
//!
//! The first bytes and the name of the stream decide. The content of compressed data and archives is read in the same way, at most
//! [`LEVELS`] deep, and an [`UnpackBudget`] limits its size.

use std::{
    fs::File,
    io::{self, BufReader, Cursor, Read, Seek},
    ops::ControlFlow,
    path::Path,
};

use encoding_rs::Encoding;

use super::{
    ArchiveKind, Compression, Context, Each, HEAD, InputKind, RawRecord, ReadError, RecordFormat, Wrapping,
    classify,
    delimited_messages::{read_mbox, read_trec, read_wire},
    limits::{Exceeded, HELD, LEVELS, UnpackBudget},
    read_json, read_json_lines,
    table::read_table,
    tar, unpack, web_archive,
    xml_items::read_xml,
    zip,
};
use crate::formats::{self, Reader, SizeLimit, by_magic, document_after_garbage, unpacked_name};

/// Result of reading an input, besides its records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Kind of the input; for compressed data the kind of its content.
    pub kind: InputKind,
    /// Number of parts of the input that are not articles and were skipped: pictures, styles, requests.
    pub not_articles: u64,
}

/// A stream to read.
pub(super) struct Source<'a> {
    /// Absolute path of the file it comes from; empty for standard input.
    pub(super) path: &'a str,
    /// Name by which it is classified: the name of the file or member, without the ending for a compression.
    pub(super) name: String,
    pub(super) data: Data<'a>,
    /// Number of archives and compressions around it.
    pub(super) level: u8,
    pub(super) budget: &'a UnpackBudget<'a>,
}

/// A function that reads a source.
type ReadSource = fn(Source<'_>, Each<'_>) -> Result<Outcome, ReadError>;

/// Where bytes come from.
pub(super) enum Data<'a> {
    /// A file on disk, and its size in bytes.
    File(File, u64),
    /// A stream, and its length in bytes if known.
    Stream(&'a mut dyn Read, Option<u64>),
    /// An error that occurred while the head was read, and the data after it.
    AfterError(Option<io::Error>, Box<Self>),
}

impl Read for Data<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file, _) => file.read(into),
            Self::Stream(stream, _) => stream.read(into),
            Self::AfterError(error, rest) => error.take().map_or_else(|| rest.read(into), Err),
        }
    }
}

impl Data<'_> {
    fn size(&self) -> Option<u64> {
        match self {
            Self::File(_, size) => Some(*size),
            Self::Stream(_, size) => *size,
            Self::AfterError(_, rest) => rest.size(),
        }
    }

    /// Returns `bytes` and all bytes that follow. A size over the limit is an error.
    fn whole(self, path: &str, mut bytes: Vec<u8>, limit: SizeLimit) -> Result<Vec<u8>, ReadError> {
        let SizeLimit { what, bytes: limit } = limit;
        let too_large = |size| Err(ReadError::TooLarge { path: path.to_owned(), what, size, limit });
        if let Some(size) = self.size().filter(|size| *size > limit) {
            return too_large(size);
        }
        // One byte more than allowed shows that there is more.
        let room = (limit + 1).saturating_sub(bytes.len() as u64);
        self.take(room).read_to_end(&mut bytes).map_err(|error| ReadError::io(path, error))?;
        match bytes.len() as u64 {
            size if size > limit => too_large(size),
            _ => Ok(bytes),
        }
    }
}

/// Hands the records of `source` to `each` and returns its kind.
///
/// # Errors
/// As [`read_file`](super::read_file).
pub(super) fn read(source: Source<'_>, each: Each<'_>) -> Result<Outcome, ReadError> {
    let (source, mut head) = source.head()?;
    let mut kind = classify(Path::new(&source.name), &head);
    if let Some((start, found)) = document_after_garbage(Path::new(&source.name), kind, &head) {
        kind = found;
        // The line breaks are kept, so that line numbers count from the start of the file.
        let rest = head.split_off(start);
        head.retain(|byte| *byte == b'\n');
        head.extend(rest);
    }
    match kind {
        InputKind::Compressed(compression) => return source.compressed(compression, head, read, each),
        InputKind::Archive(archive) => return source.archive(archive, head, each),
        InputKind::WebArchive => return source.web_archive(head, each),
        InputKind::NotArticle => return Ok(Outcome { kind, not_articles: 1 }),
        InputKind::Unsupported(what) => return Err(source.unsupported(what)),
        _ => {}
    }
    if source.level == 0 {
        source.plain(kind, head, each)?;
    } else {
        source.plain(kind, head, &mut |item| {
            each(item.map(|mut raw| {
                raw.context.wrapping = Wrapping::Packed;
                raw
            }))
        })?;
    }
    Ok(Outcome { kind, not_articles: 0 })
}

/// Hands the JSON Lines in `source`, compressed or not, to `each`.
///
/// # Errors
/// As [`read`].
pub(super) fn read_lines(source: Source<'_>, each: Each<'_>) -> Result<Outcome, ReadError> {
    let (source, head) = source.head()?;
    match by_magic(&head) {
        Some(InputKind::Compressed(compression)) => source.compressed(compression, head, read_lines, each),
        Some(_) => Err(source.unsupported("input other than JSON Lines")),
        None => {
            let path = source.path;
            read_json_lines(source.buffered(head), path, each)?;
            Ok(Outcome { kind: InputKind::JsonLines, not_articles: 0 })
        }
    }
}

impl<'a> Source<'a> {
    /// Reads the first bytes. Bytes before an error are kept, because they may contain whole records.
    fn head(mut self) -> Result<(Self, Vec<u8>), ReadError> {
        let size = self.data.size().and_then(|size| usize::try_from(size).ok());
        let mut head = Vec::with_capacity(size.map_or(HEAD, |size| HEAD.min(size)) + 1);
        let result = self.data.by_ref().take(HEAD as u64).read_to_end(&mut head);
        match result {
            Err(error) if head.is_empty() || error.raw_os_error().is_some() => {
                return Err(ReadError::io(self.path, error));
            }
            Err(error) => self.data = Data::AfterError(Some(error), Box::new(self.data)),
            Ok(_) => {}
        }
        Ok((self, head))
    }

    /// Reads an input that is not a container of files.
    fn plain(self, kind: InputKind, head: Vec<u8>, each: Each<'_>) -> Result<(), ReadError> {
        let path = self.path;
        let utf16 = Encoding::for_bom(&head).is_some_and(|(encoding, _)| encoding != encoding_rs::UTF_8);
        match formats::reader_of(kind) {
            Reader::Json | Reader::JsonLines if utf16 => {
                let bytes = self.data.whole(path, head, SizeLimit { what: "JSON in UTF-16", bytes: HELD })?;
                // Byte positions then refer to the text in UTF-8.
                let (json, _, _) = encoding_rs::UTF_8.decode(&bytes);
                // One reader serves both: JSON Lines are objects one after the other.
                read_json(json.as_bytes(), path, each)
            }
            Reader::WholeFile(format, limit) => self.record(head, format, limit, each),
            Reader::Json => read_json(self.buffered(head), path, each),
            Reader::JsonLines => read_json_lines(self.buffered(head), path, each),
            Reader::Xml => read_xml(self.buffered(head), path, each),
            Reader::Table => read_table(self.buffered(head), path, each),
            Reader::Wire => read_wire(self.buffered(head), path, each),
            Reader::Trec => read_trec(self.buffered(head), path, each),
            Reader::Mbox => read_mbox(self.buffered(head), path, each),
            // Containers have been read before.
            Reader::Compressed | Reader::Archive | Reader::WebArchive | Reader::None => Ok(()),
        }
    }

    /// Reads the content of compressed data. The content has the name of the file without the ending for the compression.
    fn compressed(
        self,
        compression: Compression,
        head: Vec<u8>,
        read: ReadSource,
        each: Each<'_>,
    ) -> Result<Outcome, ReadError> {
        let (path, level, budget) = (self.path, self.deeper()?, self.budget);
        let name = unpacked_name(&self.name);
        let mut packed = self.buffered(head);
        let mut reader =
            unpack::unpacked(compression, &mut packed, budget).map_err(|error| ReadError::io(path, error))?;
        read(Source { path, name, data: Data::Stream(&mut *reader, None), level, budget }, each)
    }

    /// Reads the members of an archive, each according to its own kind.
    fn archive(self, archive: ArchiveKind, head: Vec<u8>, each: Each<'_>) -> Result<Outcome, ReadError> {
        let (path, level) = (self.path, self.deeper()?);
        let inner;
        let budget = match self.data.size() {
            Some(size) if self.level > 0 => {
                inner = self.budget.inside(size);
                &inner
            }
            _ => self.budget,
        };
        let mut members = MemberReader { path, level, budget, each, records: 0, not_articles: 0 };
        match (archive, self.data) {
            (ArchiveKind::Tar, data) => tar::read(Cursor::new(head).chain(data), &mut members)?,
            (ArchiveKind::Zip, Data::File(mut file, _)) => {
                file.rewind().map_err(|error| ReadError::io(path, error))?;
                zip::read(BufReader::new(file), &mut members)?;
            }
            (ArchiveKind::Zip, data) => {
                let held =
                    data.whole(path, head, SizeLimit { what: "an archive inside another", bytes: HELD })?;
                zip::read(Cursor::new(held), &mut members)?;
            }
        }
        Ok(Outcome { kind: InputKind::Archive(archive), not_articles: members.not_articles })
    }

    /// Reads the records of a web archive.
    fn web_archive(self, head: Vec<u8>, each: Each<'_>) -> Result<Outcome, ReadError> {
        let (path, level, budget) = (self.path, self.deeper()?, self.budget);
        let mut members = MemberReader { path, level, budget, each, records: 0, not_articles: 0 };
        let start = head[..head.len().min(16)].to_vec();
        web_archive::read(self.buffered(head), &start, &mut members)?;
        Ok(Outcome { kind: InputKind::WebArchive, not_articles: members.not_articles })
    }

    /// Hands all bytes to `each` as one record.
    fn record(
        self,
        head: Vec<u8>,
        format: RecordFormat,
        limit: SizeLimit,
        each: Each<'_>,
    ) -> Result<(), ReadError> {
        let bytes = self.data.whole(self.path, head, limit)?;
        let record = RawRecord::whole(self.path.to_owned(), format, bytes);
        // This is the only record: there is nothing to stop.
        let _ = each(Ok(record));
        Ok(())
    }

    fn buffered(self, head: Vec<u8>) -> BufReader<io::Chain<Cursor<Vec<u8>>, Data<'a>>> {
        BufReader::with_capacity(HEAD, Cursor::new(head).chain(self.data))
    }

    /// Returns the level of the content of this source.
    fn deeper(&self) -> Result<u8, ReadError> {
        if self.level == LEVELS {
            let exceeded = Exceeded::Levels(LEVELS);
            return Err(ReadError::Exceeded { path: self.path.to_owned(), exceeded });
        }
        Ok(self.level + 1)
    }

    fn unsupported(&self, what: &'static str) -> ReadError {
        ReadError::Unsupported { path: self.path.to_owned(), what }
    }
}

/// A member of an archive, or a record of a web archive.
pub(super) struct Member<'p> {
    /// The name by which it is classified.
    pub(super) name: &'p str,
    /// Its name in messages.
    pub(super) label: &'p str,
    /// What the archive states about it.
    pub(super) context: Context,
}

/// Reads the members of an archive one by one.
pub(super) struct MemberReader<'a, 'e> {
    pub(super) path: &'a str,
    /// Level of the members.
    level: u8,
    pub(super) budget: &'a UnpackBudget<'a>,
    each: Each<'e>,
    /// Number of records that were handed on.
    records: u64,
    pub(super) not_articles: u64,
}

impl MemberReader<'_, '_> {
    /// Hands on the records of the file `name` in the archive, numbered within the archive.
    ///
    /// # Errors
    /// As [`member`](Self::member).
    pub(super) fn file(
        &mut self,
        name: &str,
        reader: &mut dyn Read,
        size: Option<u64>,
    ) -> Result<ControlFlow<()>, ReadError> {
        self.count_member()?;
        let context = Context { member: Some(name.to_owned()), ..Context::default() };
        self.member(
            Member { name: name.rsplit('/').next().unwrap_or(name), label: name, context },
            reader,
            size,
        )
    }

    /// Hands on the records of a member, numbered within the archive.
    ///
    /// # Errors
    /// If a limit of the whole archive is reached. Other errors of the member are handed on.
    pub(super) fn member(
        &mut self,
        member: Member<'_>,
        reader: &mut dyn Read,
        size: Option<u64>,
    ) -> Result<ControlFlow<()>, ReadError> {
        let Self { path, level, budget, each, records, .. } = self;
        let (path, mut flow) = (*path, ControlFlow::Continue(()));
        let data = Data::Stream(reader, size);
        let source = Source { path, name: member.name.to_owned(), data, level: *level, budget };
        let result = read(source, &mut |item| {
            flow = each(match item {
                Ok(mut raw) => {
                    *records += 1;
                    raw.record = Some(*records);
                    raw.context = raw.context.within(&member.context);
                    Ok(raw)
                }
                Err(error) => Err(error.in_member(path, member.label)),
            });
            flow
        });
        match result {
            Ok(outcome) => self.not_articles += outcome.not_articles,
            Err(error) => {
                self.check()?;
                if flow.is_continue() {
                    flow = self.refused(member.label, error);
                }
            }
        }
        Ok(flow)
    }

    /// Hands on the error of the member `name`.
    pub(super) fn refused(&mut self, name: &str, error: ReadError) -> ControlFlow<()> {
        (self.each)(Err(error.in_member(self.path, name)))
    }

    /// Counts a member.
    fn count_member(&self) -> Result<(), ReadError> {
        let path = || self.path.to_owned();
        self.budget.member().map_err(|exceeded| ReadError::Exceeded { path: path(), exceeded })
    }

    /// Returns the error if a limit was reached.
    pub(super) fn check(&self) -> Result<(), ReadError> {
        let error = |exceeded| ReadError::Exceeded { path: self.path.to_owned(), exceeded };
        self.budget.exceeded().map_or(Ok(()), |exceeded| Err(error(exceeded)))
    }
}

/// Returns whether the name of a member alone shows that it is not an article. Hidden files are not articles.
pub(super) fn is_never_article(name: &str) -> bool {
    let path = Path::new(name);
    let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    hidden || formats::is_never_article(path)
}

#[cfg(test)]
mod tests;
