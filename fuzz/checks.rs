//! What must hold for any input, however hostile. `fuzz/fuzz_targets` calls these functions with what libFuzzer makes up, and
//! `tests/hostile` with damaged fixtures, so that a stable toolchain runs them too.
//!
//! A function panics if something does not hold. Errors that the library returns are right answers.

pub(crate) mod manifest;

use std::{cell::RefCell, fs, ops::ControlFlow, path::PathBuf};

use morgue::{
    analyzed_article::{analyze_as_is, find_quotations},
    archive::{Archive, SearchRequest},
    article::Article,
    copies::Signature,
    extract::{self, ExtractOptions, extract},
    passage::{passages, sentences},
    query::{
        Color, JoinedBy, ParseOptions, Parsed, QueryError, parse, parse_factiva, parse_lexis, parse_lucene,
    },
    read::{RawRecord, read_file},
    span::Span,
};

/// Records of one input that are looked at. Archives may hold many small ones.
const RECORDS: usize = 64;

/// Length of the longest query that is searched for, in bytes.
const LONGEST_QUERY: usize = 1_000;

fn now() -> jiff::Zoned {
    "2026-02-10T12:00:00Z[UTC]".parse().expect("a valid time")
}

thread_local! {
    /// A folder for the input of this thread.
    static FOLDER: RefCell<Option<tempfile::TempDir>> = const { RefCell::new(None) };
}

/// Writes `content` to a file with this name and returns its path.
fn input_file(name: &str, content: &[u8]) -> PathBuf {
    FOLDER.with_borrow_mut(|folder| {
        let folder = folder.get_or_insert_with(|| tempfile::tempdir().expect("a temporary folder"));
        let path = folder.path().join(name);
        fs::write(&path, content).expect("the temporary folder takes files");
        path
    })
}

/// Reads the content of a file called `name`: its records become articles whose spans are inside their texts.
pub(crate) fn reading(name: &str, content: &[u8]) {
    let path = input_file(name, content);
    let options = ExtractOptions::new(now());
    let mut seen = 0;
    // An error is a right answer for damaged input.
    let _ = read_file(&path, &mut |record| {
        seen += 1;
        if let Ok(record) = record {
            extraction(&record, &options);
        }
        if seen < RECORDS { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
}

fn extraction(record: &RawRecord, options: &ExtractOptions) {
    // PDF files go to another program.
    if record.format == morgue::read::RecordFormat::Pdf {
        return;
    }
    if let Ok(extracted) = extract(record, options) {
        spans(extracted.article);
    }
}

/// Finds the quotations and passages of `text` in one of several languages.
pub(crate) fn quotations(language: u8, text: &str) {
    let languages =
        [None, Some("en"), Some("de"), Some("fr"), Some("es"), Some("ar"), Some("it"), Some("ja")];
    let lang = languages[usize::from(language) % languages.len()].map(str::to_owned);
    let (title, byline) = (text.lines().next().map(str::to_owned), vec!["Ada Quill".to_owned()]);
    let paragraphs = extract::paragraphs(text);
    spans(Article {
        id: "a".into(),
        title,
        text: text.to_owned(),
        paragraphs,
        lang,
        byline,
        ..Article::default()
    });
}

/// Checks every span that morgue finds in an article.
fn spans(mut article: Article) {
    let text = article.text.clone();
    ordered("paragraphs", &text, article.paragraphs.iter().map(|paragraph| paragraph.span));
    let sentences = sentences(&text, &article.paragraphs);
    ordered("sentences", &text, sentences.iter().copied());
    ordered("passages", &text, passages(&article, &sentences).iter().map(|passage| passage.span));
    article.quotations = find_quotations(&article, &sentences);
    for quotation in &article.quotations {
        assert!(!quotation.content.is_empty(), "a quotation without words in {text:?}");
        ordered("the words of a quotation", &text, quotation.content.iter().copied());
        for span in quotation.mention.iter().chain(&quotation.cue) {
            inside("speaker and cue", &text, *span);
        }
        assert!((0.0..=1.0).contains(&quotation.confidence), "confidence {}", quotation.confidence);
    }
    let starts: Vec<usize> = article.quotations.iter().map(|quotation| quotation.content[0].start).collect();
    assert!(starts.is_sorted(), "quotations out of order in {text:?}");
    drop(analyze_as_is(article));
}

fn inside(what: &str, text: &str, span: Span) {
    assert!(
        span.start <= span.end && text.get(span.start..span.end).is_some(),
        "{what}: {span:?} is not inside {text:?} on character boundaries"
    );
}

fn ordered(what: &str, text: &str, spans: impl Iterator<Item = Span>) {
    let mut end = 0;
    for span in spans {
        inside(what, text, span);
        assert!(span.start >= end && !span.is_empty(), "{what}: {span:?} is empty or overlaps in {text:?}");
        end = span.end;
    }
}

/// Reads a signature from its numbers, or finds that they are none.
pub(crate) fn signature(bytes: &[u8]) {
    let (numbers, _) = bytes.as_chunks::<8>();
    let numbers: Vec<u64> = numbers.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect();
    if let Ok(signature) = Signature::from_numbers(&numbers) {
        let share = signature.similarity(&signature);
        assert!(share.is_none_or(|share| (0.0..=1.0).contains(&share)), "{share:?}");
        let _ = signature.agrees(&signature);
    }
}

/// Parses a query in all languages: errors point into it, and the canonical form of a tree parses to the same tree.
pub(crate) fn query(text: &str) {
    type Parse = fn(&str, &ParseOptions) -> Result<Parsed, QueryError>;
    let parsers: [Parse; 4] = [parse, parse_lucene, parse_factiva, parse_lexis];
    // The canonical form is in morgue's language with its usual meaning of words side by side.
    let usual = ParseOptions { now: now(), joined_by: JoinedBy::And };
    for joined_by in [JoinedBy::And, JoinedBy::Or] {
        let options = ParseOptions { now: now(), joined_by };
        for (number, parser) in parsers.iter().enumerate() {
            match parser(text, &options) {
                Ok(parsed) => {
                    let canonical = parsed.ast.to_string();
                    let again = parse(&canonical, &usual).unwrap_or_else(|error| {
                        panic!("{canonical:?} of {text:?} (language {number}): {error}")
                    });
                    assert_eq!(again.ast.to_string(), canonical, "of {text:?} (language {number})");
                }
                Err(error) => {
                    assert!(
                        error.at_code_point(text) <= text.chars().count(),
                        "{error:?} points behind {text:?}"
                    );
                    assert!(!error.render(text, Color::Off).is_empty());
                }
            }
        }
    }
}

/// Searches a text for a query: highlights are in order inside the passage.
///
/// The archive in memory compares each word of a query with all its words, so longer queries would only cost time.
pub(crate) fn highlights(query: &str, text: &str) {
    if query.len() > LONGEST_QUERY {
        return;
    }
    let mut archive = Archive::in_memory();
    let title = text.lines().next().map(str::to_owned);
    archive.add(Article { id: "a".into(), title, text: text.to_owned(), ..Article::default() });
    let request = SearchRequest::new(query, now());
    if let Ok(results) = archive.search(&request) {
        for hit in &results.passages {
            inside("a passage", &hit.article.text, hit.span);
            ordered("highlights", &hit.article.text, hit.highlights.iter().copied());
            assert!(
                hit.highlights.iter().all(|span| hit.span.contains(*span)),
                "a highlight outside its passage"
            );
            let title = hit.article.title.as_deref().unwrap_or_default();
            ordered("highlights of the title", title, hit.title_highlights.iter().copied());
        }
    }
    if let Ok(results) = archive.quotes(&request) {
        for hit in &results.quotations {
            inside("a sentence", &hit.article.text, hit.sentence);
            ordered("highlights", &hit.article.text, hit.highlights.iter().copied());
        }
    }
}
