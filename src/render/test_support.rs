//! Answers and helpers for the tests of the renderers.

use std::{
    io::{self, Write},
    sync::Arc,
    time::Duration,
};

use super::{Color, Hyperlinks, TestOutcome, TextStyle};
use crate::archive::{
    CopyCount, PassageHit, Per, QuotationHit, QuotationResults, Report, SearchResults, Summary, Timeline,
    TimelineRow, Warning, When,
};
use crate::article::{
    Article, DateFrom, InputPlace, InputRun, Paragraph, ParagraphKind, Quotation, QuotationKind, SourceFrom,
};
use crate::dates::PublicationDate;
use crate::eval::Expectation;
use crate::span::Span;

const TEXT: &str = "Harbour board\n\nThe harbour board of Port Ellis voted on Monday\nto reopen the ferry. “The ferry is <safe> & sound,” Ana Duarte, who chairs the board, said. “Nobody — nobody — should worry.”\n\nIslanders cheered.";

pub(crate) fn span_of(text: &str, part: &str) -> Span {
    let start = text.find(part).unwrap();
    Span::new(start, start + part.len())
}

/// Returns the style of text without links, with `/archive` as the base folder.
pub(crate) fn text_style(width: usize, color: Color) -> TextStyle {
    TextStyle { width, color, hyperlinks: Hyperlinks::Off, base: Some("/archive".into()) }
}

/// Returns what `write` writes.
pub(crate) fn written(write: impl Fn(&mut dyn Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Returns an article with a title, a heading, two paragraphs and an interrupted quotation.
pub(crate) fn article() -> Article {
    let span = |part| span_of(TEXT, part);
    let paragraph = |kind, span| Paragraph { kind, span };
    Article {
        id: "ferry-returns".into(),
        title: Some("Ferry returns to Port Ellis".into()),
        text: TEXT.into(),
        paragraphs: vec![
            paragraph(ParagraphKind::Heading, span("Harbour board")),
            paragraph(ParagraphKind::Paragraph, Span::new(15, span("\n\nIslanders").start)),
            paragraph(ParagraphKind::Paragraph, span("Islanders cheered.")),
        ],
        source: Some("islandpost.example".into()),
        source_from: Some(SourceFrom::Url),
        url: Some("https://www.islandpost.example/2026/03/ferry".into()),
        date: PublicationDate::day(2026, 3, 9),
        date_from: Some(DateFrom::Record),
        seen: 1_772_000_000,
        byline: vec!["Tom Reyes".into()],
        lang: Some("en".into()),
        path: "/archive/ferry.txt".into(),
        place: Some(InputPlace {
            encoding: None,
            runs: vec![InputRun { text_start: 0, input_start: 29, line: 3 }],
        }),
        quotations: vec![Quotation {
            kind: QuotationKind::Direct,
            content: vec![span("The ferry is <safe> & sound,"), span("Nobody — nobody — should worry.")],
            speaker: Some("Ana Duarte".into()),
            role: Some("chair of the harbour board".into()),
            mention: Some(span("Ana Duarte")),
            cue: Some(span("said")),
            denied: false,
            confidence: 0.97,
            rule: "words-then-speaker".into(),
        }],
        ..Article::default()
    }
}

/// Returns two passages of [`article`], and one passage of a record with the same text but without title and date.
pub(crate) fn search_results() -> SearchResults {
    let first = article();
    let text = first.text.clone();
    let nested = Article {
        id: "untitled-1".into(),
        title: None,
        source: None,
        source_from: None,
        url: None,
        date: None,
        date_from: None,
        path: "/elsewhere/all.jsonl".into(),
        record: Some(3),
        lines: Some((9, 9)),
        place: None,
        ..article()
    };
    let rewrite = Article { id: "ferry-back".into(), title: Some("Ferry is back".into()), ..article() };
    let (first, nested) = (Arc::new(first), Arc::new(nested));
    let hit = PassageHit {
        rank: 1,
        score: 4.25,
        partial: false,
        held: 2,
        lacks: Vec::new(),
        copies: CopyCount { count: 2, outlets: vec!["coast.example".into(), "isle.example".into()] },
        rewrites: vec![Arc::new(rewrite)],
        article: Arc::clone(&first),
        span: first.paragraphs[1].span,
        highlights: vec![span_of(&text, "harbour"), span_of(&text, "board of"), span_of(&text, "ferry")],
        heading: Some(first.paragraphs[0].span),
        title_highlights: vec![Span::new(0, 5)],
        explanation: None,
    };
    let second = PassageHit {
        span: first.paragraphs[2].span,
        highlights: vec![],
        title_highlights: vec![Span::new(0, 5)],
        ..hit.clone()
    };
    let third = PassageHit {
        rank: 2,
        score: 2.0,
        partial: true,
        held: 1,
        lacks: vec!["zebra".into()],
        copies: CopyCount::default(),
        rewrites: Vec::new(),
        article: nested,
        heading: None,
        title_highlights: vec![],
        ..hit.clone()
    };
    SearchResults {
        passages: vec![hit, second, third],
        summary: Summary {
            query: "harbour ferry".into(),
            total: 12,
            articles: 12,
            shown: 2,
            warnings: vec![Warning { code: "undated", message: "1 article has no date".into() }],
            ..Summary::default()
        },
    }
}

/// Returns the quotation of [`article`], reported by two outlets.
pub(crate) fn quotation_results() -> QuotationResults {
    let article = Arc::new(article());
    let highlights = vec![span_of(TEXT, "Nobody")];
    let copies = CopyCount { count: 1, outlets: Vec::new() };
    let isle = Article {
        id: "isle-ferry".into(),
        source: Some("isle.example".into()),
        date: PublicationDate::day(2026, 3, 8),
        path: "/archive/isle.txt".into(),
        place: None,
        text: TEXT.replace("Nobody — nobody — should worry.", "Nobody, truly nobody, should worry."),
        ..(*article).clone()
    };
    let reports = [(Arc::new(isle), true), (Arc::clone(&article), false)];
    let hit = QuotationHit {
        rank: 1,
        score: 1.5,
        partial: false,
        unsure: false,
        copies,
        quotation: 0,
        highlights,
        sentence: Span::new(span_of(TEXT, "“The ferry").start, span_of(TEXT, "worry.”").end),
        reported_by: reports.map(|(article, differs)| Report { article, quotation: 0, differs }).into(),
        article,
    };
    let summary = Summary { query: "nobody".into(), total: 1, articles: 1, shown: 1, ..Summary::default() };
    QuotationResults { quotations: vec![hit], summary }
}

/// Returns a passage of an article whose fields contain terminal escape sequences and markup.
pub(crate) fn hostile_results() -> SearchResults {
    let evil = "x\u{1b}[2J\u{1b}]0;t\u{7}\u{9b}31m\u{202e}gpj\u{8}\r\u{7f}<script>,\"=1+1";
    let article = Arc::new(Article {
        id: evil.into(),
        title: Some(evil.into()),
        text: evil.into(),
        source: Some(evil.into()),
        url: Some(format!("https://a.example/{evil}")),
        byline: vec![evil.into()],
        path: format!("/{evil}"),
        ..Article::default()
    });
    let span = Span::new(0, evil.len());
    let hit = PassageHit {
        rank: 1,
        score: 1.0,
        partial: false,
        held: 2,
        lacks: Vec::new(),
        copies: CopyCount { count: 1, outlets: vec![evil.into()] },
        rewrites: vec![Arc::clone(&article)],
        article,
        span,
        highlights: vec![Span::new(0, 5)],
        heading: Some(span),
        title_highlights: vec![],
        explanation: None,
    };
    SearchResults { passages: vec![hit], summary: Summary { query: evil.into(), ..Summary::default() } }
}

fn row(date: &str, articles: usize, folded: usize, all: Option<usize>) -> TimelineRow {
    let days = date.parse::<PublicationDate>().ok().map(PublicationDate::days);
    let when = match days {
        None => When::Undated,
        Some(days) if date.len() == 4 => When::Vague { label: date.to_owned(), days },
        Some(days) => When::Period { label: date.to_owned(), days },
    };
    TimelineRow { when, articles, folded, all }
}

/// Returns a timeline with months, a date that is only a year, and undated articles.
pub(crate) fn timeline(all: Option<usize>) -> Timeline {
    let rows = vec![
        row("2026-01", 12, 0, all),
        row("2026-02", 0, 0, all.map(|_| 0)),
        row("2026-03", 40, 2, all),
        row("2026", 1, 0, all),
        row("", 3, 1, all),
    ];
    let query = "ferry & <island>".to_owned();
    let summary = Summary { query, total: 59, articles: 59, folded: 3, shown: 56, ..Summary::default() };
    Timeline { per: Per::Month, rows, summary }
}

/// Returns a test that passed and one that failed.
pub(crate) fn test_outcomes() -> Vec<TestOutcome> {
    let outcome = |name: &str, failures: &[&str]| TestOutcome {
        file: "a<b>.toml".into(),
        expectation: Expectation { name: name.into(), line: 3, ..Expectation::default() },
        total: Some(1),
        failures: failures.iter().map(|&failure| failure.to_owned()).collect(),
        took: Duration::from_millis(2),
    };
    vec![outcome("talks #1", &[]), outcome("\"trust\" & more", &["expected `a`,\nfound `b`"])]
}
