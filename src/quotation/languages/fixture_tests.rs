//! Quotations found in languages other than English: the articles of `fixtures/languages`, in which the quotations
//! are marked.

use crate::{
    article::{Quotation, QuotationKind},
    quotation::test_support::quoted,
    span::Span,
};

/// How an article of the fixtures reports a part of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reporting {
    /// Words inside quotation marks.
    Direct,
    /// A paraphrase, perhaps with some words inside quotation marks.
    Indirect,
    /// It may be found as a quotation or not; both are right.
    Open,
}

/// A marked quotation or a part of one.
#[derive(Debug)]
struct MarkedQuotation {
    span: Span,
    reporting: Reporting,
    speaker: Option<String>,
}

/// An article with its quotations marked: `{=Anna Holt|…}` direct, `{~Anna Holt|…}` indirect, `{+|…}` a continuation,
/// `{?|…}` open.
#[derive(Debug)]
struct MarkedArticle {
    name: String,
    text: String,
    quotations: Vec<MarkedQuotation>,
}

fn marked_articles(fixture: &str) -> Vec<MarkedArticle> {
    fixture.split("# ").skip(1).map(article).collect()
}

fn article(article: &str) -> MarkedArticle {
    let (name, marked) = article.split_once('\n').expect("a name precedes each article");
    let mut found = MarkedArticle { name: name.to_owned(), text: String::new(), quotations: Vec::new() };
    let mut rest = marked.trim_end();
    while let Some((before, after)) = rest.split_once('{') {
        found.text.push_str(before);
        let (words, after_brace) = after.split_once('}').expect("a brace is closed");
        let (head, words) = words.split_once('|').expect("a bar precedes the words");
        let start = found.text.len();
        found.text.push_str(words);
        let span = bare(&found.text, Span::new(start, found.text.len()));
        let marked = marked_quotation(head, span, found.quotations.last());
        found.quotations.push(marked);
        rest = after_brace;
    }
    found.text.push_str(rest);
    found
}

fn marked_quotation(head: &str, span: Span, before: Option<&MarkedQuotation>) -> MarkedQuotation {
    let speaker = Some(head[1..].to_owned()).filter(|name| !name.is_empty());
    match (&head[..1], before) {
        ("=", _) => MarkedQuotation { span, reporting: Reporting::Direct, speaker },
        ("~", _) => MarkedQuotation { span, reporting: Reporting::Indirect, speaker },
        ("+", Some(before)) => {
            MarkedQuotation { span, reporting: before.reporting, speaker: before.speaker.clone() }
        }
        _ => MarkedQuotation { span, reporting: Reporting::Open, speaker },
    }
}

/// Returns the span without the punctuation and spaces at its ends.
fn bare(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let edge = |c: char| !c.is_alphanumeric();
    let start = span.start + (words.len() - words.trim_start_matches(edge).len());
    Span::new(start, start.max(span.start + words.trim_end_matches(edge).len()))
}

/// Counts for one kind of quotation.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    all: usize,
    words: usize,
    speakers: usize,
}

/// Counts for several articles.
#[derive(Debug, Default, Clone, Copy)]
struct Score {
    direct: Count,
    indirect: Count,
    /// Number of quotations found where nothing is said.
    wrong: usize,
}

impl Score {
    fn add(&mut self, article: &MarkedArticle, found: &[Quotation]) {
        for marked in &article.quotations {
            let count = match marked.reporting {
                Reporting::Direct => &mut self.direct,
                Reporting::Indirect => &mut self.indirect,
                Reporting::Open => continue,
            };
            let same = found.iter().find(|quotation| has(article, quotation, marked));
            count.all += 1;
            count.words += usize::from(same.is_some());
            count.speakers += usize::from(same.is_some_and(|quotation| quotation.speaker == marked.speaker));
        }
        let spans = found.iter().flat_map(|quotation| &quotation.content);
        let wrong = |span: &&Span| !article.quotations.iter().any(|marked| marked.span.overlaps(**span));
        self.wrong += spans.filter(wrong).count();
    }
}

/// Returns whether the found quotation has exactly the words of `marked`, and is direct if `marked` is.
fn has(article: &MarkedArticle, quotation: &Quotation, marked: &MarkedQuotation) -> bool {
    (marked.reporting != Reporting::Direct || quotation.kind == QuotationKind::Direct)
        && quotation.content.iter().any(|span| bare(&article.text, *span) == marked.span)
}

fn score(lang: &str, fixture: &str, group: &str) -> Score {
    let mut score = Score::default();
    for article in marked_articles(fixture).iter().filter(|article| article.name.starts_with(group)) {
        score.add(article, &quoted(&article.text, Some(lang)));
    }
    score
}

/// The results for a group of articles: the number of its direct quotations, of found ones, of found ones with the
/// right speaker, and of found parts outside all marked quotations.
type Figures = (&'static str, [usize; 4]);

/// Language, articles, and results by group. The articles called `seen` were written together with the rules, the
/// others before.
const FIGURES: &[(&str, &str, &[Figures])] = &[
    (
        "de",
        include_str!("../../../fixtures/languages/de.txt"),
        &[("seen", [31, 31, 29, 0]), ("held out", [33, 33, 31, 0]), ("later", [14, 14, 14, 0])],
    ),
    (
        "fr",
        include_str!("../../../fixtures/languages/fr.txt"),
        &[("seen", [35, 35, 33, 0]), ("held out", [33, 31, 27, 0]), ("later", [29, 29, 28, 0])],
    ),
    (
        "es",
        include_str!("../../../fixtures/languages/es.txt"),
        &[("seen", [34, 34, 34, 1]), ("held out", [35, 35, 34, 1]), ("later", [29, 29, 28, 1])],
    ),
    (
        "ar",
        include_str!("../../../fixtures/languages/ar.txt"),
        &[("seen", [20, 20, 20, 0]), ("held out", [20, 20, 18, 0])],
    ),
];

#[test]
fn articles_give_the_expected_counts() {
    let mut fallen = Vec::new();
    for (lang, fixture, groups) in FIGURES {
        for (group, [all, words, speakers, wrong]) in *groups {
            let score = score(lang, fixture, group);
            let direct = score.direct;
            assert_eq!(direct.all, *all, "{lang} {group}");
            if direct.words < *words || direct.speakers < *speakers || score.wrong > *wrong {
                fallen.push(format!("{lang} {group}: {score:?}"));
            }
        }
    }
    assert!(fallen.is_empty(), "{}", fallen.join("\n"));
}
