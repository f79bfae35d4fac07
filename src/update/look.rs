//! A first look at files that are new or changed: what the ends of the texts among them consist of.
//!
//! Files enter; what was seen of each leaves. It is a fraction of the work of indexing, and has to be done before: what an article is
//! depends on the lines that recur in its folder, the files that are read last included.

use std::{
    fs::File,
    io::{self, Read as _},
    panic::{AssertUnwindSafe, catch_unwind},
};

use super::{ends, hash::ContentHash, pipeline::each_file};
use crate::{
    extract,
    read::{FoundFile, HEAD, InputKind, RawRecord, RecordFormat, classify},
};

/// What was seen of a file that is a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Of the whole file.
    pub(crate) hash: ContentHash,
    /// Its ends, as the manifest keeps them.
    pub(crate) ends: Box<str>,
}

/// Returns what is seen of each file, given what was seen of it last time; `None` for what is no text, or cannot be read.
pub(crate) fn look(files: &[(&FoundFile, Option<Seen>)], threads: usize) -> Vec<Option<Seen>> {
    each_file(files, threads, |(file, before)| {
        // What panics here does so again when the file is read, and is told then.
        catch_unwind(AssertUnwindSafe(|| text(file, before.as_ref()).ok().flatten())).unwrap_or_default()
    })
}

fn text(found: &FoundFile, before: Option<&Seen>) -> io::Result<Option<Seen>> {
    let path = &found.path;
    let mut file = File::open(path)?;
    // With room for one byte more, a small file is read in one step.
    let room = usize::try_from(found.size.min(extract::LARGEST_TEXT)).unwrap_or(HEAD) + 1;
    let mut bytes = Vec::with_capacity(room);
    file.by_ref().take(HEAD as u64).read_to_end(&mut bytes)?;
    let format = match classify(path, &bytes) {
        InputKind::Text => RecordFormat::Text,
        InputKind::Markdown => RecordFormat::Markdown,
        _ => return Ok(None),
    };
    if bytes.len() >= HEAD {
        file.take(extract::LARGEST_TEXT).read_to_end(&mut bytes)?;
    }
    if bytes.len() as u64 > extract::LARGEST_TEXT {
        return Ok(None);
    }
    let hash = ContentHash::of(&bytes);
    if let Some(before) = before.filter(|before| before.hash == hash) {
        return Ok(Some(before.clone()));
    }
    let ends = extract::ends(&RawRecord::whole(path.to_string_lossy().into_owned(), format, bytes));
    Ok(Some(Seen { hash, ends: ends::write(&ends) }))
}
