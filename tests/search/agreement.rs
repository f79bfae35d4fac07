//! Random queries over small random archives get the same answers from every back end.

use std::ops::ControlFlow;

use morgue::{
    archive::{Archive, Copies, Expand, ExportOrder, Fallback, JoinedBy, SearchRequest, SimilarRequest},
    article::{Article, DateFrom, Paragraph, ParagraphKind, Quotation, QuotationKind},
    dates::PublicationDate,
    span::Span,
};
use proptest::prelude::*;

use crate::support::{archives, cases, request};

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

/// Returns a quotation of the first two words of a paragraph, and of the fourth and fifth if there are five or more.
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
        denied: false,
        confidence: 0.5 + inner.len() as f32 / 20.0,
        rule: "test".into(),
    })
}

fn word() -> impl Strategy<Value = String> {
    prop::sample::select(WORDS).prop_map(str::to_owned)
}

/// An operand of a proximity.
fn operand() -> impl Strategy<Value = String> + Clone {
    let phrase = words(2..4).prop_map(|words| words.join(" "));
    prop_oneof![
        6 => prop::sample::select(WORDS).prop_map(str::to_owned),
        1 => phrase.clone().prop_map(|phrase| format!("\"{phrase}\"")),
        1 => (phrase, 1..3_u32).prop_map(|(phrase, slop)| format!("stem:\"{phrase}\"~{slop}")),
        1 => (words(2..4)).prop_map(|words| format!("({})", words.join(" OR "))),
        1 => prop::sample::select(vec!["tal*", "?man", "t*t", "uber~1", "talk~2", "us~1", "/t.*k?/", "/[a-o].+/"])
            .prop_map(str::to_owned),
    ]
}

/// Queries with proximity operators.
fn positional() -> impl Strategy<Value = String> + Clone {
    let operator = prop::sample::select(vec![
        "W/1",
        "W/2",
        "W/5",
        "PRE/1",
        "PRE/3",
        "W/S",
        "W/P",
        "NOT W/1",
        "NOT W/3",
        "NOT PRE/2",
        "NOT W/S",
        "NOT W/P",
        "near/4",
        "ADJ/2",
    ]);
    let near = |operand: BoxedStrategy<String>| {
        (operand.clone(), operator.clone(), operand)
            .prop_map(|(left, operator, right)| format!("({left} {operator} {right})"))
    };
    let flat = near(operand().boxed());
    let nested = near(prop_oneof![flat.clone(), operand()].boxed());
    let group = prop::collection::vec(operand(), 1..3).prop_map(|operands| operands.join(" OR "));
    let many = (1..4_u32, group).prop_map(|(count, group)| format!("atleast{count}({group})"));
    prop_oneof![3 => flat, 2 => nested, 2 => many.boxed()]
}

/// Queries with every operator.
fn query() -> impl Strategy<Value = String> {
    let phrase = words(1..4).prop_map(|words| words.join(" ")).boxed();
    let leaf = prop_oneof![
        4 => word(),
        2 => phrase.clone().prop_map(|phrase| format!("\"{phrase}\"")),
        1 => phrase.clone().prop_map(|phrase| format!("stem:\"{phrase}\"")),
        1 => (phrase, 1..4_u32).prop_map(|(phrase, slop)| format!("\"{phrase}\"~{slop}")),
        1 => prop::sample::select(vec!["tal*", "?man", "*er", "t*t", "trus?"]).prop_map(str::to_owned),
        6 => positional(),
        2 => operand(),
        2 => (prop::sample::select(vec!["title", "lead", "quote", "source", "speaker"]), positional())
            .prop_map(|(field, positional)| format!("{field}:({positional})")),
        1 => (word(), positional())
            .prop_filter("no function inside another", |(_, positional)| !positional.contains("atleast"))
            .prop_map(|(speaker, positional)| format!("said({speaker}, {positional})")),
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

/// Long articles, some of which are copies of others: shortened, with an added paragraph, or with changed words.
fn copied_articles() -> impl Strategy<Value = Vec<Article>> {
    let story = prop::collection::vec(0..400_u32, 60..160);
    let edit = (0..4_usize, 0..3_usize, 0..3_u32);
    (prop::collection::vec(story, 1..3), prop::collection::vec(edit, 3..8)).prop_map(|(stories, edits)| {
        let article = |(number, (story, edit, day)): (usize, (usize, usize, u32))| {
            let story = &stories[story % stories.len()];
            let word =
                |n: &u32| if n.is_multiple_of(9) { n.to_string() } else { format!("talk{}word{n}", n % 7) };
            let mut words: Vec<String> = story.iter().map(word).collect();
            match edit {
                0 => words.truncate(words.len() / 2),
                1 => words.extend((0..30).map(|n| format!("added{number}more{n}"))),
                _ => words[3] = format!("changed{number}"),
            }
            let text = format!("{} oman trust.", words.join(" "));
            let span = Span::new(0, text.len());
            Article {
                id: format!("a{number}"),
                lang: Some("en".into()),
                date: PublicationDate::day(2026, 1, 1 + day as i8),
                paragraphs: vec![Paragraph { kind: ParagraphKind::Paragraph, span }],
                quotations: quotation(&text, span, 1).into_iter().collect(),
                text,
                ..Article::default()
            }
        };
        edits.into_iter().enumerate().map(article).collect()
    })
}

/// Returns everything in an answer that must not depend on the back end.
fn answers(archive: &Archive, request: &SearchRequest) -> Vec<String> {
    let mut answers = Vec::new();
    match archive.search(request) {
        Ok(results) => {
            answers.push(format!("{:?}", results.summary));
            answers.extend(results.passages.iter().map(|hit| {
                format!(
                    "{} {:?} {} {:?} {} {:?} {:?} {:?}",
                    hit.rank,
                    hit.copies,
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
                assert!(inside && hit.highlights.is_sorted(), "highlights outside of the passage: {hit:?}");
            }
        }
        Err(error) => answers.push(error.to_string()),
    }
    match archive.quotes(request) {
        Ok(results) => {
            answers.push(format!("{:?}", results.summary));
            answers.extend(results.quotations.iter().map(|hit| {
                format!(
                    "{} {:?} {} {:?} {} {:?}",
                    hit.rank, hit.copies, hit.article.id, hit.score, hit.quotation, hit.highlights
                )
            }));
        }
        Err(error) => answers.push(error.to_string()),
    }
    answers
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(60), ..ProptestConfig::default() })]

    #[test]
    fn back_ends_agree(articles in prop::collection::vec(article(), 1..7), queries in prop::collection::vec(query(), 15..25)) {
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
            for (fallback, expand, joined_by) in [
                (Fallback::Nothing, Expand::Nothing, JoinedBy::And),
                (Fallback::Partial, Expand::ForOrder, JoinedBy::And),
                (Fallback::Nothing, Expand::ForOrder, JoinedBy::Or),
                (Fallback::Nothing, Expand::ByFeedback, JoinedBy::Or),
            ] {
                (request.fallback, request.expand, request.joined_by) = (fallback, expand, joined_by);
                let expected = answers(&archives[0].archive, &request);
                for other in &archives[1..] {
                    prop_assert_eq!(&answers(&other.archive, &request), &expected, "`{}` on {}", query, other.name);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(30), ..ProptestConfig::default() })]

    #[test]
    fn back_ends_agree_on_copies(articles in copied_articles(), offset in 0..3_usize, limit in 1..4_usize) {
        let archives = archives(&articles);
        for copies in [Copies::Hide, Copies::Show, Copies::Only] {
            for query in ["oman", "trust talk1*", "oman date:2026-01-02"] {
                let mut request = request(query);
                (request.copies, request.offset, request.limit) = (copies, offset, Some(limit));
                let expected = answers(&archives[0].archive, &request);
                for other in &archives[1..] {
                    prop_assert_eq!(&answers(&other.archive, &request), &expected, "`{}` on {}", query, other.name);
                }
            }
            let similar = SimilarRequest { limit: None, copies };
            let expected = archives[0].archive.similar(&articles[0], &similar).unwrap();
            for other in &archives[1..] {
                prop_assert_eq!(&other.archive.similar(&articles[0], &similar).unwrap(), &expected);
            }
        }
    }

    #[test]
    fn pages_fit_together_and_nothing_is_lost(articles in copied_articles(), limit in 1..4_usize) {
        for named in archives(&articles) {
            let mut shown: Vec<String> = Vec::new();
            loop {
                let mut request = request("oman");
                (request.offset, request.limit) = (shown.len(), Some(limit));
                let results = named.archive.search(&request).unwrap();
                let summary = results.summary;
                prop_assert_eq!(summary.total, articles.len());
                let ids: Vec<&str> = results.passages.iter().map(|hit| hit.article.id.as_str()).collect();
                prop_assert_eq!(summary.shown, ids.len());
                for id in ids {
                    prop_assert!(!shown.iter().any(|earlier| earlier == id), "{} twice", id);
                    shown.push(id.to_owned());
                }
                let met = summary.offset + summary.shown + summary.folded;
                prop_assert!(met <= summary.total);
                if met == summary.total {
                    break;
                }
                prop_assert!(summary.shown == limit, "every page but the last is full");
            }
            let mut request = request("oman");
            request.limit = None;
            let whole = named.archive.search(&request).unwrap();
            let ids: Vec<String> = whole.passages.iter().map(|hit| hit.article.id.clone()).collect();
            prop_assert_eq!(&shown, &ids);
            prop_assert_eq!(whole.summary.folded, articles.len() - ids.len());
        }
    }
}

#[test]
fn articles_are_counted_by_the_evidence_for_their_dates() {
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

#[test]
fn whole_articles_come_in_the_order_of_their_ids() {
    /// More than one page.
    const COUNT: u32 = 600;
    let article = |number: u32| Article {
        id: format!("a{:03}", number * 77 % COUNT),
        text: format!("The {} ferry sailed.", if number.is_multiple_of(2) { "north" } else { "south" }),
        ..Article::default()
    };
    let articles: Vec<Article> = (0..COUNT).map(article).collect();
    let request = SearchRequest { limit: Some(280), ..request("north") };
    for archive in archives(&articles) {
        let ids = |asked| {
            let mut ids = Vec::new();
            let count = archive.archive.export(asked, &mut |article| {
                ids.push(article.id);
                ControlFlow::Continue(())
            });
            assert_eq!(count.unwrap(), ids.len(), "{}", archive.name);
            ids
        };
        let all: Vec<String> = (0..COUNT).map(|number| format!("a{number:03}")).collect();
        assert_eq!(ids(None), all, "{}", archive.name);
        let north: Vec<String> = (0..280).map(|number| format!("a{:03}", number * 2)).collect();
        assert_eq!(ids(Some((&request, ExportOrder::ById))), north, "{}", archive.name);
        let asked = ids(Some((&request, ExportOrder::AsAsked)));
        assert_eq!(asked, north, "{}", archive.name);
    }
}
