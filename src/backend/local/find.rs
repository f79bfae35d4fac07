//! Finds the article that a reference names.

use crate::{
    article::Article,
    backend::{BackendError, FindAnswer, KeyField, NotFound, Reader, Reference},
    url::canonical_url,
};

/// Maximum number of ids or paths that are listed if a reference is ambiguous.
const MAX_NAMED: usize = 5;

/// Returns what `reference` names.
pub(super) fn answer(reader: &dyn Reader, reference: &Reference) -> Result<FindAnswer, BackendError> {
    match reference {
        Reference::Any(reference) => by_reference(reader, reference),
        Reference::FileName(name) => by_file_name(reader, name),
    }
}

/// Which article of an input is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// The only article.
    Only,
    /// The article of this record (`news.jsonl#3`).
    Record(u64),
    /// The article at this line of the file (`news.txt:12`, `news.jsonl:3:1`: the output of `--vimgrep`).
    Line(u64),
}

/// Splits `news.txt:12` into path and number.
fn at_line(reference: &str) -> Option<(&str, u64)> {
    let (path, number) = reference.rsplit_once(':')?;
    Some((path, number.parse().ok()?))
}

/// Returns the path of the input at `location`.
fn file_of(place: &str) -> &str {
    place.rsplit_once('#').map_or(place, |(file, _)| file)
}

fn found(article: Article) -> FindAnswer {
    FindAnswer::Found(Box::new(article))
}

/// Returns the answer for `article`; [`NotFound::Nothing`] if it is `None`.
fn found_or_nothing(article: Option<Article>) -> FindAnswer {
    article.map_or(FindAnswer::NotFound(NotFound::Nothing), found)
}

/// Returns the article that `reference` names: an id, a path, a URL, or the beginning of one id. `path#3` is a record of a
/// container; `path:12` and `path:12:5` are the article at a line.
fn by_reference(reader: &dyn Reader, reference: &str) -> Result<FindAnswer, BackendError> {
    if reference.is_empty() {
        return Ok(FindAnswer::NotFound(NotFound::Nothing));
    }
    if let Some(article) = by_id(reader, reference)? {
        return Ok(found(article));
    }
    if let Some(answer) = by_path(reader, reference)? {
        return Ok(answer);
    }
    if let Some(article) = by_url(reader, reference)? {
        return Ok(found(article));
    }
    let mut candidates = reader.ids_by_key(KeyField::Id, reference, MAX_NAMED)?;
    Ok(match candidates.len() {
        0 => FindAnswer::NotFound(NotFound::Nothing),
        1 => found_or_nothing(by_id(reader, &candidates.remove(0))?),
        _ => FindAnswer::NotFound(NotFound::Ambiguous(candidates)),
    })
}

/// Returns the article whose input has a path that ends with `name` (`oman.txt`, `2026/oman.txt`, `news.jsonl#3`). All paths are
/// compared.
fn by_file_name(reader: &dyn Reader, name: &str) -> Result<FindAnswer, BackendError> {
    let ids = reader.ids_by_path_end(&[name, file_of(name)])?;
    let references: Vec<&str> = ids.iter().map(String::as_str).collect();
    let places = reader.locations(&references)?;
    let is_named = |path: &str| path.strip_suffix(name).is_some_and(|folder| folder.ends_with(['/', '\\']));
    let named = ids.iter().zip(places).filter_map(|(id, place)| {
        let place = place?;
        (is_named(&place) || is_named(file_of(&place))).then_some((id, place))
    });
    let named: Vec<(&String, String)> = named.collect();
    let mut paths: Vec<String> = named.iter().map(|(_, place)| file_of(place).to_owned()).collect();
    paths.dedup();
    match (named.as_slice(), paths.len()) {
        ([], _) => Ok(FindAnswer::NotFound(NotFound::Nothing)),
        ([(id, _)], _) => Ok(found_or_nothing(by_id(reader, id)?)),
        (_, 1) => by_reference(reader, &paths[0]),
        _ => {
            paths.truncate(MAX_NAMED);
            Ok(FindAnswer::NotFound(NotFound::SeveralFiles(paths)))
        }
    }
}

fn by_id(reader: &dyn Reader, id: &str) -> Result<Option<Article>, BackendError> {
    Ok(reader.articles(&[id])?.pop().flatten())
}

/// Returns the answer for a path, which may have a record or line number; `None` if no article has it.
fn by_path(reader: &dyn Reader, reference: &str) -> Result<Option<FindAnswer>, BackendError> {
    let numbered = reference
        .rsplit_once('#')
        .and_then(|(path, record)| Some((path, Wanted::Record(record.parse().ok()?))));
    let line = at_line(reference);
    // If there are two numbers, the first is the line.
    let line_and_column = line.and_then(|(path, _)| at_line(path));
    let lines = [line, line_and_column].into_iter().flatten().map(|(path, line)| (path, Wanted::Line(line)));
    for (path, wanted) in [(reference, Wanted::Only)].into_iter().chain(numbered).chain(lines) {
        if let Some(answer) = at_path(reader, path, wanted)? {
            return Ok(Some(answer));
        }
    }
    Ok(None)
}

fn at_path(reader: &dyn Reader, path: &str, wanted: Wanted) -> Result<Option<FindAnswer>, BackendError> {
    let record = if let Wanted::Record(number) = wanted { Some(number) } else { None };
    let there = reader.records_at(path, record)?;
    let numbered = |number: u64| there.iter().find(|(_, record)| *record == Some(number));
    let article = match (wanted, there.as_slice()) {
        (_, []) => None,
        (Wanted::Record(number), _) => {
            numbered(number).map(|(id, _)| by_id(reader, id)).transpose()?.flatten()
        }
        (_, [(only, _)]) => by_id(reader, only)?,
        (Wanted::Line(line), several) => at_line_of(reader, several, line)?,
        (Wanted::Only, several) => {
            let example = several.iter().filter_map(|(_, record)| *record).max().unwrap_or(1);
            let (path, articles) = (path.to_owned(), several.len());
            let why = NotFound::SeveralRecords { path, articles, example };
            return Ok(Some(FindAnswer::NotFound(why)));
        }
    };
    Ok(article.map(found))
}

/// Returns the article of a container whose record is at this line of the file.
fn at_line_of(
    reader: &dyn Reader,
    several: &[(String, Option<u64>)],
    line: u64,
) -> Result<Option<Article>, BackendError> {
    let mut by_record: Vec<_> = several.iter().collect();
    by_record.sort_by_key(|(_, record)| *record);
    let mut found = None;
    // The records of a file are in order of their lines.
    let (mut low, mut high) = (0, by_record.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        let article = by_id(reader, &by_record[middle].0)?;
        let lines = article.as_ref().and_then(|article| article.lines);
        if lines.is_some_and(|(first, _)| first <= line) {
            found = article.filter(|_| lines.is_some_and(|(_, last)| line <= last));
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(found)
}

/// Returns the article whose URL names the same page as `reference`.
fn by_url(reader: &dyn Reader, reference: &str) -> Result<Option<Article>, BackendError> {
    /// Maximum number of URLs with the same beginning that are compared.
    const ALIKE: usize = 20;
    let wanted = canonical_url(reference);
    let Some((host, path)) = wanted.split_once('/').filter(|(host, _)| host.contains('.')) else {
        return Ok(None);
    };
    let path = path.split('?').next().unwrap_or_default();
    for scheme in ["https://", "http://"] {
        for front in ["", "www.", "m.", "amp."] {
            let beginning = format!("{scheme}{front}{host}/{path}");
            for id in reader.ids_by_key(KeyField::Url, beginning.trim_end_matches('/'), ALIKE)? {
                let article = by_id(reader, &id)?;
                let same = |article: &Article| {
                    article.url.as_deref().is_some_and(|url| canonical_url(url) == wanted)
                };
                if let Some(article) = article.filter(same) {
                    return Ok(Some(article));
                }
            }
        }
    }
    Ok(None)
}
