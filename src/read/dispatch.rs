//! One way for every kind of input. A stream with a name enters; its records leave, whatever it is packed in.
//!
//! The beginning of the stream tells what it is. Compressed data and archives lead back here with what is in them, at most
//! [`LEVELS`] deep; a [`Meter`] keeps them from growing without end.

use std::{
    fs::File,
    io::{self, BufReader, Cursor, Read, Seek},
    ops::ControlFlow,
    path::Path,
};

use encoding_rs::Encoding;

use super::{
    Context, Each, Format, HEAD, InputKind, RawRecord, ReadError, TEXT_LIMIT, Wrapping,
    classify::{self, Archive, Compression, behind_garbage, by_magic, classify, unpacked_name},
    limits::{Exceeded, HELD, LEVELS, Meter, PDF, WHOLE},
    messages::{read_mbox, read_trec, read_wire},
    read_json, read_json_lines,
    table::read_table,
    tar, unpack, web_archive,
    xml_items::read_xml,
    zip,
};

/// What was found out about an input while its records were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// What it is; for compressed data what is in them.
    pub kind: InputKind,
    /// How many things in it are no articles and were passed over: pictures, styles, requests.
    pub not_articles: u64,
}

/// A stream to be read.
pub(super) struct Source<'a> {
    /// Absolute path of the file it comes from; empty for standard input.
    pub(super) path: &'a str,
    /// The name that counts: the file's, the member's, or theirs without the ending of a compression.
    pub(super) name: String,
    pub(super) data: Data<'a>,
    /// How many archives and compressions it lies in.
    pub(super) level: u8,
    pub(super) meter: &'a Meter<'a>,
}

/// What reads a source.
type ReadSource = fn(Source<'_>, Each<'_>) -> Result<Outcome, ReadError>;

/// Where bytes come from.
pub(super) enum Data<'a> {
    /// A file on disk, of so many bytes.
    File(File, u64),
    /// A stream, its length if it is known.
    Stream(&'a mut dyn Read, Option<u64>),
    /// What follows an error that reading the beginning met; the error comes first.
    Behind(Option<io::Error>, Box<Self>),
}

impl Read for Data<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file, _) => file.read(into),
            Self::Stream(stream, _) => stream.read(into),
            Self::Behind(error, rest) => error.take().map_or_else(|| rest.read(into), Err),
        }
    }
}

impl Data<'_> {
    fn size(&self) -> Option<u64> {
        match self {
            Self::File(_, size) => Some(*size),
            Self::Stream(_, size) => *size,
            Self::Behind(_, rest) => rest.size(),
        }
    }

    /// Returns `bytes` and all that follow, at most `limit`, as bytes of the input at `path`.
    fn whole(
        self,
        path: &str,
        mut bytes: Vec<u8>,
        (what, limit): (&'static str, u64),
    ) -> Result<Vec<u8>, ReadError> {
        let too_large = |size| Err(ReadError::TooLarge { path: path.to_owned(), what, size, limit });
        if let Some(size) = self.size().filter(|size| *size > limit) {
            return too_large(size);
        }
        // One byte more than allowed tells that there is more.
        let room = (limit + 1).saturating_sub(bytes.len() as u64);
        self.take(room).read_to_end(&mut bytes).map_err(|error| ReadError::io(path, error))?;
        match bytes.len() as u64 {
            size if size > limit => too_large(size),
            _ => Ok(bytes),
        }
    }
}

/// Hands the records of `source` to `each` and returns what it is.
///
/// # Errors
/// As [`read_file`](super::read_file).
pub(super) fn read(source: Source<'_>, each: Each<'_>) -> Result<Outcome, ReadError> {
    let (source, mut head) = source.head()?;
    let mut kind = classify(Path::new(&source.name), &head);
    if let Some((start, found)) = behind_garbage(Path::new(&source.name), kind, &head) {
        kind = found;
        // Lines are counted as they stand in the file.
        let rest = head.split_off(start);
        head.retain(|byte| *byte == b'\n');
        head.extend(rest);
    }
    match kind {
        InputKind::Compressed(compression) => return source.compressed(compression, head, (read, each)),
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
        Some(InputKind::Compressed(compression)) => source.compressed(compression, head, (read_lines, each)),
        Some(_) => Err(source.unsupported("what is no JSON Lines")),
        None => {
            let path = source.path;
            read_json_lines(source.buffered(head), path, each)?;
            Ok(Outcome { kind: InputKind::JsonLines, not_articles: 0 })
        }
    }
}

impl<'a> Source<'a> {
    /// Reads its beginning. What stands before an error is kept: records in it may be whole.
    fn head(mut self) -> Result<(Self, Vec<u8>), ReadError> {
        let size = self.data.size().and_then(|size| usize::try_from(size).ok());
        let mut head = Vec::with_capacity(size.map_or(HEAD, |size| HEAD.min(size)) + 1);
        let result = self.data.by_ref().take(HEAD as u64).read_to_end(&mut head);
        match result {
            Err(error) if head.is_empty() || error.raw_os_error().is_some() => {
                return Err(ReadError::io(self.path, error));
            }
            Err(error) => self.data = Data::Behind(Some(error), Box::new(self.data)),
            Ok(_) => {}
        }
        Ok((self, head))
    }

    /// Reads what is neither packed nor an archive.
    fn plain(self, kind: InputKind, head: Vec<u8>, each: Each<'_>) -> Result<(), ReadError> {
        let path = self.path;
        let utf16 = Encoding::for_bom(&head).is_some_and(|(encoding, _)| encoding != encoding_rs::UTF_8);
        match kind {
            InputKind::Json | InputKind::JsonLines if utf16 => {
                let bytes = self.data.whole(path, head, ("JSON in UTF-16", HELD))?;
                // Nothing can be found in it byte by byte; places are then those of its UTF-8.
                let (json, _, _) = encoding_rs::UTF_8.decode(&bytes);
                // One reader serves both kinds: JSON Lines are objects one after the other.
                read_json(json.as_bytes(), path, each)
            }
            InputKind::Json => read_json(self.buffered(head), path, each),
            InputKind::JsonLines => read_json_lines(self.buffered(head), path, each),
            InputKind::Text => self.record(head, (Format::Text, "a text", TEXT_LIMIT), each),
            InputKind::Markdown => self.record(head, (Format::Markdown, "a text", TEXT_LIMIT), each),
            InputKind::Html => self.record(head, (Format::Html, "a web page", WHOLE), each),
            InputKind::Mhtml => self.record(head, (Format::Mhtml, "a saved web page", WHOLE), each),
            InputKind::Pdf => self.record(head, (Format::Pdf, "a PDF file", PDF), each),
            InputKind::Mail => self.record(head, (Format::Mail, "a mail", WHOLE), each),
            InputKind::Feed if head.trim_ascii_start().first() == Some(&b'{') => {
                read_json(self.buffered(head), path, each)
            }
            InputKind::Feed | InputKind::Nitf | InputKind::NewsMl | InputKind::Xml => {
                read_xml(self.buffered(head), path, each)
            }
            InputKind::Iptc7901 => read_wire(self.buffered(head), path, each),
            InputKind::Trec => read_trec(self.buffered(head), path, each),
            InputKind::Mbox => read_mbox(self.buffered(head), path, each),
            InputKind::Table => read_table(self.buffered(head), path, each),
            InputKind::Archive(_)
            | InputKind::WebArchive
            | InputKind::Compressed(_)
            | InputKind::NotArticle
            | InputKind::Unsupported(_) => Ok(()),
        }
    }

    /// Reads what compressed data hold: the file is that, without the ending that says that it is compressed.
    fn compressed(
        self,
        compression: Compression,
        head: Vec<u8>,
        (read, each): (ReadSource, Each<'_>),
    ) -> Result<Outcome, ReadError> {
        let (path, level, meter) = (self.path, self.deeper()?, self.meter);
        let name = unpacked_name(&self.name);
        let mut packed = self.buffered(head);
        let mut reader =
            unpack::unpacked(compression, &mut packed, meter).map_err(|error| ReadError::io(path, error))?;
        read(Source { path, name, data: Data::Stream(&mut *reader, None), level, meter }, each)
    }

    /// Reads the members of an archive, each as what it is.
    fn archive(self, archive: Archive, head: Vec<u8>, each: Each<'_>) -> Result<Outcome, ReadError> {
        let (path, level) = (self.path, self.deeper()?);
        let inner;
        let meter = match self.data.size() {
            Some(size) if self.level > 0 => {
                inner = self.meter.inside(size);
                &inner
            }
            _ => self.meter,
        };
        let mut members = Members { path, level, meter, each, records: 0, not_articles: 0 };
        match (archive, self.data) {
            (Archive::Tar, data) => tar::read(Cursor::new(head).chain(data), &mut members)?,
            (Archive::Zip, Data::File(mut file, _)) => {
                file.rewind().map_err(|error| ReadError::io(path, error))?;
                zip::read(BufReader::new(file), &mut members)?;
            }
            (Archive::Zip, data) => {
                let held = data.whole(path, head, ("an archive inside another", HELD))?;
                zip::read(Cursor::new(held), &mut members)?;
            }
        }
        Ok(Outcome { kind: InputKind::Archive(archive), not_articles: members.not_articles })
    }

    /// Reads what was fetched into a web archive.
    fn web_archive(self, head: Vec<u8>, each: Each<'_>) -> Result<Outcome, ReadError> {
        let (path, level, meter) = (self.path, self.deeper()?, self.meter);
        let mut members = Members { path, level, meter, each, records: 0, not_articles: 0 };
        let start = head[..head.len().min(16)].to_vec();
        web_archive::read(self.buffered(head), &start, &mut members)?;
        Ok(Outcome { kind: InputKind::WebArchive, not_articles: members.not_articles })
    }

    /// Hands all bytes to `each` as one record.
    fn record(
        self,
        head: Vec<u8>,
        (format, what, limit): (Format, &'static str, u64),
        each: Each<'_>,
    ) -> Result<(), ReadError> {
        let bytes = self.data.whole(self.path, head, (what, limit))?;
        let record = RawRecord::whole(self.path.to_owned(), format, bytes);
        // There is nothing behind the only record that could be stopped.
        let _ = each(Ok(record));
        Ok(())
    }

    fn buffered(self, head: Vec<u8>) -> BufReader<io::Chain<Cursor<Vec<u8>>, Data<'a>>> {
        BufReader::with_capacity(HEAD, Cursor::new(head).chain(self.data))
    }

    /// Returns the level of what lies in it.
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

/// A part of an archive.
pub(super) struct Part<'p> {
    /// The name by which it is classified.
    pub(super) name: &'p str,
    /// What it is called in messages.
    pub(super) label: &'p str,
    /// What the archive says of it.
    pub(super) context: Context,
}

/// Takes the members of an archive, one after the other.
pub(super) struct Members<'a, 'e> {
    pub(super) path: &'a str,
    /// Level of the members.
    level: u8,
    pub(super) meter: &'a Meter<'a>,
    each: Each<'e>,
    /// How many records were handed on.
    records: u64,
    pub(super) not_articles: u64,
}

impl Members<'_, '_> {
    /// Hands on the records of the member `name`, numbered within the archive.
    ///
    /// # Errors
    /// As [`part`](Self::part).
    pub(super) fn member(
        &mut self,
        name: &str,
        reader: &mut dyn Read,
        size: Option<u64>,
    ) -> Result<ControlFlow<()>, ReadError> {
        self.counted()?;
        let context = Context { member: Some(name.to_owned()), ..Context::default() };
        self.part(Part { name: name.rsplit('/').next().unwrap_or(name), label: name, context }, reader, size)
    }

    /// Hands on the records of a part of the archive, numbered within it.
    ///
    /// # Errors
    /// If a limit of the whole archive is reached; what else is wrong with the part is handed on.
    pub(super) fn part(
        &mut self,
        part: Part<'_>,
        reader: &mut dyn Read,
        size: Option<u64>,
    ) -> Result<ControlFlow<()>, ReadError> {
        let Self { path, level, meter, each, records, .. } = self;
        let (path, mut flow) = (*path, ControlFlow::Continue(()));
        let data = Data::Stream(reader, size);
        let source = Source { path, name: part.name.to_owned(), data, level: *level, meter };
        let result = read(source, &mut |item| {
            flow = each(match item {
                Ok(mut raw) => {
                    *records += 1;
                    raw.record = Some(*records);
                    raw.context = raw.context.within(&part.context);
                    Ok(raw)
                }
                Err(error) => Err(error.in_member(path, part.label)),
            });
            flow
        });
        match result {
            Ok(outcome) => self.not_articles += outcome.not_articles,
            Err(error) => {
                self.check()?;
                if flow.is_continue() {
                    flow = self.refused(part.label, error);
                }
            }
        }
        Ok(flow)
    }

    /// Hands on why the member `name` cannot be read.
    pub(super) fn refused(&mut self, name: &str, error: ReadError) -> ControlFlow<()> {
        (self.each)(Err(error.in_member(self.path, name)))
    }

    /// Counts a member.
    fn counted(&self) -> Result<(), ReadError> {
        let path = || self.path.to_owned();
        self.meter.member().map_err(|exceeded| ReadError::Exceeded { path: path(), exceeded })
    }

    /// Returns the error if a limit was reached.
    pub(super) fn check(&self) -> Result<(), ReadError> {
        let error = |exceeded| ReadError::Exceeded { path: self.path.to_owned(), exceeded };
        self.meter.exceeded().map_or(Ok(()), |exceeded| Err(error(exceeded)))
    }
}

/// Returns whether a member's name alone says that there is no article in it; a hidden one is none.
pub(super) fn is_no_article(name: &str) -> bool {
    let path = Path::new(name);
    let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    hidden || classify::is_no_article(path)
}

#[cfg(test)]
mod tests;
