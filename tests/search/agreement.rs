//! Random queries over random small archives: every back end answers alike.

use morgue::{
    archive::{Archive, Fallback, SearchRequest},
    article::{Article, DateFrom, Paragraph, ParagraphKind, Quotation, QuotationKind},
    date::PublicationDate,
    span::Span,
};
use proptest::prelude::*;

use crate::support::{archives, request};

const WORDS: &[&str] = &[
    "talk", "talks", "talking", "oman", "Oman’s", "trust", "US", "us", "deal", "nuclear", "10", "über",
    "uber",
];

fn words(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<&'static str>> + Clone {
    prop::collection::vec(prop::sample::select(WORDS), count)
}

/// Paragraphs of words, some of them quoted.
fn article() -> impl Strategy<Value = Article> {
    let paragraphs = prop::collection::vec((words(0..8), any::<bool>(), 0..3_usize), 0..4);
    let lang = prop::sample::select(vec![None, Some("en"), Some("de"), Some("zh")]);
    let source = prop::sample::select(vec![None, Some("oman.example"), Some("talks.example")]);
    let date = prop::option::of((1..3_i8, 1..4_i8));
    (words(0..4), paragraphs, lang, source, date).prop_map(|(title, paragraphs, lang, source, date)| {
        let mut article = Article {
            title: (!title.is_empty()).then(|| title.join(" ")),
            lang: lang.map(str::to_owned),
            source: source.map(str::to_owned),
            date: date.and_then(|(month, day)| PublicationDate::day(2026, month, day)),
            ..Article::default()
        };
        for (words, heading, speaker) in paragraphs {
            let start = article.text.len();
            article.text.push_str(&words.join(" "));
            let span = Span::new(start, article.text.len());
            let kind = if heading { ParagraphKind::Heading } else { ParagraphKind::Paragraph };
            article.paragraphs.push(Paragraph { kind, span });
            article.text.push_str(".\n");
            article.quotations.extend(quotation(&article.text, span, speaker));
        }
        article
    })
}

/// A quotation of the inner words of a paragraph, with the middle one left out where there is room.
fn quotation(text: &str, paragraph: Span, speaker: usize) -> Option<Quotation> {
    let inner: Vec<Span> = paragraph
        .of(text)
        .split(' ')
        .scan(paragraph.start, |at, word| {
            let span = Span::new(*at, *at + word.len());
            *at = span.end + 1;
            Some(span)
        })
        .filter(|span| !span.is_empty())
        .collect();
    let content = match inner.len() {
        0..=1 => return None,
        2..=4 => vec![Span::new(inner[0].start, inner[1].end)],
        _ => vec![Span::new(inner[0].start, inner[1].end), Span::new(inner[3].start, inner[4].end)],
    };
    Some(Quotation {
        kind: QuotationKind::Direct,
        content,
        speaker: [None, Some("Oman Trust"), Some("Ada Deal")][speaker].map(str::to_owned),
        role: None,
        mention: Some(inner[0]),
        cue: None,
        confidence: 0.5 + inner.len() as f32 / 20.0,
        rule: "test".into(),
    })
}

fn word() -> impl Strategy<Value = String> {
    prop::sample::select(WORDS).prop_map(str::to_owned)
}

/// Queries of every operator that is executed.
fn query() -> impl Strategy<Value = String> {
    let phrase = words(1..4).prop_map(|words| words.join(" ")).boxed();
    let leaf = prop_oneof![
        4 => word(),
        2 => phrase.clone().prop_map(|phrase| format!("\"{phrase}\"")),
        1 => phrase.clone().prop_map(|phrase| format!("stem:\"{phrase}\"")),
        1 => (phrase, 1..4_u32).prop_map(|(phrase, slop)| format!("\"{phrase}\"~{slop}")),
        1 => prop::sample::select(vec!["tal*", "?man", "*er", "t*t", "trus?"]).prop_map(str::to_owned),
        1 => word().prop_map(|word| format!("title:{word}")),
        1 => word().prop_map(|word| format!("lead:{word}")),
        1 => word().prop_map(|word| format!("quote:{word}")),
        1 => word().prop_map(|word| format!("speaker:{word}")),
        1 => (word(), word()).prop_map(|(speaker, word)| format!("said({speaker}, {word})")),
        1 => prop::sample::select(vec![
            "source:oman", "source:talks.example", "lang:en", "date:2026-01", "date:2026-01-02..", "date:none",
            "speaker:none", "words:>5",
        ]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" "))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" OR "))),
            (inner.clone(), inner).prop_map(|(wanted, not)| format!("({wanted} NOT {not})")),
        ]
    })
}

/// Everything in an answer that must not depend on the back end.
fn answers(archive: &Archive, request: &SearchRequest) -> Vec<String> {
    let mut answers = Vec::new();
    match archive.search(request) {
        Ok(results) => {
            answers.push(format!("{:?}", results.summary));
            answers.extend(results.passages.iter().map(|hit| {
                format!(
                    "{} {} {:?} {} {:?} {:?} {:?}",
                    hit.rank,
                    hit.article.id,
                    hit.score,
                    hit.partial,
                    hit.span,
                    hit.highlights,
                    hit.title_highlights
                )
            }));
            for hit in &results.passages {
                let inside = hit.highlights.iter().all(|mark| {
                    hit.span.contains(*mark) && hit.article.text.get(mark.start..mark.end).is_some()
                });
                assert!(inside && hit.highlights.is_sorted(), "marks outside of the passage: {hit:?}");
            }
        }
        Err(error) => answers.push(error.to_string()),
    }
    match archive.quotes(request) {
        Ok(results) => {
            answers.push(format!("{:?}", results.summary));
            answers.extend(results.quotations.iter().map(|hit| {
                format!(
                    "{} {} {:?} {} {:?}",
                    hit.rank, hit.article.id, hit.score, hit.quotation, hit.highlights
                )
            }));
        }
        Err(error) => answers.push(error.to_string()),
    }
    answers
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    #[test]
    fn back_ends_agree(articles in prop::collection::vec(article(), 1..7), queries in prop::collection::vec(query(), 1..6)) {
        let articles: Vec<Article> = articles
            .into_iter()
            .enumerate()
            .map(|(number, article)| Article { id: format!("a{number}"), ..article })
            .collect();
        let archives = archives(&articles);
        for query in queries {
            let mut request = request(&query);
            request.per_article = 2;
            request.limit = Some(5);
            for fallback in [Fallback::Nothing, Fallback::Partial] {
                request.fallback = fallback;
                let expected = answers(&archives[0].archive, &request);
                for other in &archives[1..] {
                    prop_assert_eq!(&answers(&other.archive, &request), &expected, "`{}` on {}", query, other.name);
                }
            }
        }
    }
}

#[test]
fn where_dates_are_from_is_counted_over_live_articles() {
    let article = |id: &str, from: Option<DateFrom>| Article {
        id: id.to_owned(),
        text: "Talks in Oman.".to_owned(),
        date: from.and_then(|_| PublicationDate::day(2026, 2, 6)),
        date_from: from,
        ..Article::default()
    };
    let articles = [
        article("a", Some(DateFrom::Url)),
        article("b", Some(DateFrom::Record)),
        article("c", None),
        article("d", Some(DateFrom::Url)),
    ];
    for archive in archives(&articles) {
        let status = archive.archive.status().unwrap();
        assert_eq!(status.date_from, [(DateFrom::Record, 1), (DateFrom::Url, 2)], "{}", archive.name);
        assert_eq!(status.undated, 1, "{}", archive.name);
    }
}
