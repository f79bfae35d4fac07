//! What is found in articles of languages other than English: texts of `fixtures/languages` with the words said
//! marked in them, and tables of single sentences.

use super::{Quotation, tests::quoted};
use crate::{article::QuotationKind, span::Span};

/// How an article of the fixtures reports a piece of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// Words inside marks.
    Direct,
    /// Words that are told without marks, or partly.
    Indirect,
    /// Either answer is right: found or passed over.
    Open,
}

/// One piece of the words said in an article.
#[derive(Debug)]
struct Piece {
    span: Span,
    told: Told,
    speaker: Option<String>,
}

/// An article with the words said in it: `{=Anna Holt|…}` direct, `{~Anna Holt|…}` indirect, `{+|…}` goes on,
/// `{?|…}` open.
#[derive(Debug)]
struct Paper {
    name: String,
    text: String,
    pieces: Vec<Piece>,
}

fn papers(fixture: &str) -> Vec<Paper> {
    fixture.split("# ").skip(1).map(paper).collect()
}

fn paper(article: &str) -> Paper {
    let (name, marked) = article.split_once('\n').expect("a name stands above each article");
    let mut found = Paper { name: name.to_owned(), text: String::new(), pieces: Vec::new() };
    let mut rest = marked.trim_end();
    while let Some((before, after)) = rest.split_once('{') {
        found.text.push_str(before);
        let (words, behind) = after.split_once('}').expect("a brace is closed");
        let (head, words) = words.split_once('|').expect("a bar stands before the words");
        let start = found.text.len();
        found.text.push_str(words);
        let span = bare(&found.text, Span::new(start, found.text.len()));
        let piece = piece(head, span, found.pieces.last());
        found.pieces.push(piece);
        rest = behind;
    }
    found.text.push_str(rest);
    found
}

fn piece(head: &str, span: Span, before: Option<&Piece>) -> Piece {
    let speaker = Some(head[1..].to_owned()).filter(|name| !name.is_empty());
    match (&head[..1], before) {
        ("=", _) => Piece { span, told: Told::Direct, speaker },
        ("~", _) => Piece { span, told: Told::Indirect, speaker },
        ("+", Some(before)) => Piece { span, told: before.told, speaker: before.speaker.clone() },
        _ => Piece { span, told: Told::Open, speaker },
    }
}

/// Returns the span without the marks, spaces and stops at its ends.
fn bare(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let edge = |c: char| !c.is_alphanumeric();
    let start = span.start + (words.len() - words.trim_start_matches(edge).len());
    Span::new(start, start.max(span.start + words.trim_end_matches(edge).len()))
}

/// What was found of one kind of words.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    all: usize,
    words: usize,
    speakers: usize,
}

/// What was found in several articles.
#[derive(Debug, Default, Clone, Copy)]
struct Score {
    direct: Count,
    indirect: Count,
    wrong: usize,
    wrong_speakers: usize,
}

impl Score {
    fn add(&mut self, paper: &Paper, found: &[Quotation], shown: bool) {
        for piece in &paper.pieces {
            let count = match piece.told {
                Told::Direct => &mut self.direct,
                Told::Indirect => &mut self.indirect,
                Told::Open => continue,
            };
            count.all += 1;
            let same = found.iter().find(|quotation| has(paper, quotation, piece));
            let speaker = same.is_some_and(|quotation| quotation.speaker == piece.speaker);
            count.words += usize::from(same.is_some());
            count.speakers += usize::from(speaker);
            if shown && !speaker {
                let said = same.map(|quotation| (&quotation.speaker, &quotation.rule));
                println!("  {} {:?} {:?}: {said:?}", piece.span.of(&paper.text), piece.told, piece.speaker);
            }
        }
        for quotation in found {
            for span in &quotation.content {
                if !paper.pieces.iter().any(|piece| piece.span.overlaps(*span)) {
                    self.wrong += 1;
                    self.wrong_speakers += usize::from(quotation.speaker.is_some());
                    if shown {
                        println!("  wrong: {} {:?}", span.of(&paper.text), quotation);
                    }
                }
            }
        }
    }
}

/// Returns whether the quotation holds just these words, reported as the piece says.
fn has(paper: &Paper, quotation: &Quotation, piece: &Piece) -> bool {
    (piece.told != Told::Direct || quotation.kind == QuotationKind::Direct)
        && quotation.content.iter().any(|span| bare(&paper.text, *span) == piece.span)
}

fn score(lang: &str, fixture: &str, half: &str) -> Score {
    let shown = std::env::var("SHOW").is_ok_and(|shown| half.starts_with(&shown));
    let mut score = Score::default();
    for paper in papers(fixture).iter().filter(|paper| paper.name.starts_with(half)) {
        if shown {
            println!("{lang} {}", paper.name);
        }
        score.add(paper, &quoted(&paper.text, Some(lang)), shown);
    }
    println!("{lang} {half}: {score:?}");
    score
}

#[test]
fn articles_keep_their_figures() {
    let fixtures = [
        ("de", include_str!("../../fixtures/languages/de.txt")),
        ("fr", include_str!("../../fixtures/languages/fr.txt")),
        ("es", include_str!("../../fixtures/languages/es.txt")),
        ("ar", include_str!("../../fixtures/languages/ar.txt")),
    ];
    for (lang, fixture) in fixtures {
        for half in ["seen", "held out"] {
            let score = score(lang, fixture, half);
            assert!(score.direct.all > 10, "{score:?}");
        }
    }
}
