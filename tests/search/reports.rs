//! Reports of the same words, and counts of speakers.
//!
//! 1. Each of two reports lists the other, in whatever order the articles were added.
//! 2. `total` counts all matches: those that are shown, skipped and folded. Pages fit together.
//! 3. Each quotation counts in one row of `top speaker`. A search for the name of a row finds all quotations of the row. Other
//!    quotations that it finds are marked as unsure, unless a shorter name fits several rows.
//! 4. All back ends give the same answers.

use std::collections::{BTreeMap, BTreeSet};

use morgue::{
    archive::{Archive, Copies, QuotationHit, SearchRequest, TopField, TopRequest},
    article::{Article, Paragraph, ParagraphKind, Quotation, QuotationKind},
    dates::PublicationDate,
    span::Span,
};
use proptest::prelude::*;

use crate::support::{archives, request};

const SPEAKERS: &[Option<&str>] = &[
    None,
    Some("Abbas Araghchi"),
    Some("Araqchi"),
    Some("Mohammad Araghchi"),
    Some("J. Holt"),
    Some("Jane Holt"),
    Some("John Holt"),
    Some("World Bank"),
    Some("Bank"),
    Some("Xi Jinping"),
    Some("Xi"),
];

const SAID: &[&str] = &[
    "we will finish the new bridge before winter comes",
    "we will finish the bridge before winter comes",
    "we will not finish the new bridge before winter comes",
    "we will finish the new bridge before winter comes and open it in spring",
    "the ferry has been late every single day of the week",
    "no comment",
];

/// An article with some of the quotations `SAID`. Each is in a paragraph of its own, after words that no other article has.
/// In every second article, they are inside the words of another speaker.
fn article() -> impl Strategy<Value = Article> {
    let said = prop::collection::vec((0..SAID.len(), 0..SPEAKERS.len(), 50..100_u32), 1..4);
    (said, prop::option::of(1..9_i8), any::<u32>()).prop_map(|(said, day, salt)| {
        let mut article = Article {
            date: day.and_then(|day| PublicationDate::day(2026, 3, day)),
            lang: Some("en".into()),
            ..Article::default()
        };
        for (number, (said, speaker, sure)) in said.into_iter().enumerate() {
            let start = article.text.len();
            article.text.push_str(&format!("Own{salt} words{number} an official said "));
            let content = Span::new(article.text.len(), article.text.len() + SAID[said].len());
            article.text.push_str(SAID[said]);
            let span = Span::new(start, article.text.len());
            article.paragraphs.push(Paragraph { kind: ParagraphKind::Paragraph, span });
            article.text.push('\n');
            let mention =
                article.text[start..].find("an official").map(|at| Span::new(start + at, start + at + 11));
            if salt % 2 == 0 {
                article.quotations.push(Quotation {
                    kind: QuotationKind::Indirect,
                    content: vec![span],
                    speaker: None,
                    role: None,
                    mention: None,
                    cue: None,
                    denied: false,
                    confidence: 0.5,
                    rule: "test".into(),
                });
            }
            article.quotations.push(Quotation {
                kind: [QuotationKind::Direct, QuotationKind::Mixed][said % 2],
                content: vec![content],
                speaker: SPEAKERS[speaker].map(str::to_owned),
                role: None,
                mention,
                cue: None,
                denied: false,
                confidence: sure as f32 / 100.0,
                rule: "test".into(),
            });
        }
        article
    })
}

fn numbered(articles: Vec<Article>) -> Vec<Article> {
    (0..).zip(articles).map(|(number, article)| Article { id: format!("a{number}"), ..article }).collect()
}

fn all(query: &str) -> SearchRequest {
    SearchRequest { limit: None, ..request(query) }
}

type Place = (String, usize);

/// Returns the reports of each quotation.
fn reports(archive: &Archive) -> BTreeMap<Place, BTreeSet<Place>> {
    let request = SearchRequest { copies: Copies::Show, ..all("") };
    let results = archive.quotes(&request).unwrap();
    let hits = results.quotations.into_iter();
    hits.map(|hit| {
        let reports = hit.reported_by.iter().map(|report| (report.article.id.clone(), report.quotation));
        ((hit.article.id.clone(), hit.quotation), reports.collect())
    })
    .collect()
}

fn check_reports(archive: &Archive) -> Result<(), TestCaseError> {
    let reports = reports(archive);
    for (place, others) in &reports {
        prop_assert!(others.contains(place));
        for other in others {
            let back = &reports[other];
            // Only one report per article is listed, even if the article reports the words twice.
            prop_assert!(back.iter().any(|(id, _)| *id == place.0), "{:?} {:?} {:?}", place, other, back);
        }
    }
    Ok(())
}

fn check_totals(archive: &Archive) -> Result<(), TestCaseError> {
    let whole = archive.quotes(&all("")).unwrap();
    let summary = &whole.summary;
    prop_assert_eq!(summary.shown + summary.folded, summary.total);
    prop_assert_eq!(archive.count_quotes(&all("")).unwrap().total, summary.total);
    let mut paged = Vec::new();
    for offset in 0..summary.shown {
        let page = SearchRequest { limit: Some(1), offset, ..all("") };
        let page = archive.quotes(&page).unwrap();
        paged.extend(page.quotations.into_iter().map(|hit| (hit.article.id.clone(), hit.quotation)));
    }
    let shown: Vec<Place> =
        whole.quotations.iter().map(|hit| (hit.article.id.clone(), hit.quotation)).collect();
    prop_assert_eq!(paged, shown);
    for hit in &whole.quotations {
        let dates: Vec<_> =
            hit.reported_by.iter().map(|report| report.article.date.map(|date| date.order())).collect();
        let ordered = dates.windows(2).all(|pair| match (pair[0], pair[1]) {
            (Some(one), Some(next)) => one <= next,
            (one, next) => next.is_none() || one.is_some(),
        });
        prop_assert!(ordered, "{:?}", dates);
    }
    Ok(())
}

fn check_top(archive: &Archive) -> Result<(), TestCaseError> {
    let top = TopRequest { field: TopField::Speaker, of: all("") };
    let top = archive.top(&top).unwrap();
    let counted: usize = top.rows.iter().map(|row| row.count).sum();
    prop_assert_eq!(counted + top.summary.unnamed.unwrap(), top.summary.total);
    for row in &top.rows {
        let mut by = SearchRequest { copies: Copies::Show, ..all("") };
        by.only.speaker = row.value.clone();
        let found = archive.quotes(&by).unwrap();
        prop_assert_eq!(archive.count_quotes(&by).unwrap().total, found.summary.total);
        let sure: Vec<_> = found.quotations.iter().filter(|hit| !hit.unsure).collect();
        let name =
            |hit: &&QuotationHit| hit.article.quotations[hit.quotation].speaker.clone().unwrap_or_default();
        let names: Vec<String> = row.value.iter().chain(&row.names).cloned().collect();
        let ours = sure.iter().filter(|hit| names.contains(&name(hit))).count();
        prop_assert_eq!(ours, row.count, "{:?}", row);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn reports_and_counts_are_consistent(articles in prop::collection::vec(article(), 1..7)) {
        let articles = numbered(articles);
        let named = archives(&articles);
        for named in &named {
            check_reports(&named.archive)?;
            check_totals(&named.archive)?;
            check_top(&named.archive)?;
        }
        let top = TopRequest { field: TopField::Speaker, of: all("kind:direct confidence:0.6") };
        for other in &named[1..] {
            prop_assert_eq!(reports(&named[0].archive), reports(&other.archive), "{}", other.name);
            let (expected, found) = (named[0].archive.top(&top), other.archive.top(&top));
            prop_assert_eq!(expected.unwrap(), found.unwrap(), "{}", other.name);
        }
        let mut turned = articles;
        turned.reverse();
        prop_assert_eq!(reports(&named[0].archive), reports(&archives(&turned)[1].archive));
    }
}
