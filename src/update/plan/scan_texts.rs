//! Reads the edge lines of files that are new or may have changed.
//!
//! Input: files. Output: the content hash and edge lines of each text.
//!
//! This comes before extraction, because an article depends on the lines that recur in its folder, even in files that are
//! read later. It is a small part of the work of indexing.

use std::{
    fs::File,
    io::{self, Read as _},
    panic::{AssertUnwindSafe, catch_unwind},
};

use crate::{
    boilerplate::packed,
    extract,
    read::{FoundFile, HEAD, InputKind, RawRecord, RecordFormat, classify},
    update::{manifest::ContentHash, pipeline::parallel_map},
};

/// A text file, scanned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ScannedText {
    /// Hash of the whole file.
    pub(crate) hash: ContentHash,
    /// Its packed edge lines.
    pub(crate) edge_lines: Box<str>,
}

/// Scans files, each given with the result of its last scan. Returns `None` for a file that is no text or cannot be read.
pub(super) fn scan_texts(
    files: &[(&FoundFile, Option<ScannedText>)],
    threads: usize,
) -> Vec<Option<ScannedText>> {
    parallel_map(files, threads, |(file, before)| {
        // A panic here happens again when the file is read, and is reported then.
        catch_unwind(AssertUnwindSafe(|| text(file, before.as_ref()).ok().flatten())).unwrap_or_default()
    })
}

fn text(found: &FoundFile, before: Option<&ScannedText>) -> io::Result<Option<ScannedText>> {
    let path = &found.path;
    let mut file = File::open(path)?;
    // With room for one byte more than its size, a small file is read in one step.
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
    let lines = extract::edge_lines(&RawRecord::whole(path.to_string_lossy().into_owned(), format, bytes));
    Ok(Some(ScannedText { hash, edge_lines: packed::pack(&lines) }))
}
