//! Scores: their explanation, their agreement between back ends, and the effects of feedback and age.

use morgue::{
    archive::{Archive, Expand, Explain, ExplainedPart, JoinedBy, SearchRequest, SearchResults, Sort},
    article::Article,
    dates::PublicationDate,
    rank::PartKind,
};

use crate::support::{archives, request};

fn article(id: &str, title: &str, text: &str) -> Article {
    Article {
        id: id.into(),
        title: Some(title.into()),
        text: text.into(),
        lang: Some("en".into()),
        ..Article::default()
    }
}

fn harbour() -> Vec<Article> {
    let mut articles = vec![
        article(
            "strike",
            "Dockers strike at Port Ellis",
            "Dockers at Port Ellis began a strike on Monday. The pilots of the harbour joined the strike of the dockers.\n\n\
             Cranes stood still, and the stevedores marched with their union.",
        ),
        article(
            "pay",
            "Union wants more pay",
            "The union of the stevedores asks for more pay. A strike of dockers is possible, said the stevedores.",
        ),
        article("stevedores", "A guild", "The stevedores of Port Ellis have had their own union since 1880."),
        article(
            "bread",
            "Bakers rest",
            "Bakers in Norland close their shops on Sundays, as bakers did before.",
        ),
        article("norland", "Norland votes", "Kenya and Norland hold elections. The Kenyan strike is over."),
    ];
    articles[0].date = PublicationDate::day(2026, 2, 10);
    articles[1].date = PublicationDate::day(2025, 2, 10);
    articles
}

fn ids(results: &SearchResults) -> Vec<&str> {
    results.passages.iter().map(|hit| hit.article.id.as_str()).collect()
}

fn asked(archive: &Archive, request: &SearchRequest) -> SearchResults {
    archive.search(request).unwrap()
}

#[test]
fn parts_add_up_to_the_score_on_every_back_end() {
    let mut expected: Option<Vec<(String, Vec<ExplainedPart>)>> = None;
    for archive in archives(&harbour()) {
        for query in ["dockers strike", "\"port ellis\"", "strik* OR union", "kenya strikes"] {
            for (expand, recency) in [
                (Expand::Nothing, None),
                (Expand::ForOrder, None),
                (Expand::ForOrder, Some("30d".to_owned())),
                (Expand::ByFeedback, Some("30d".to_owned())),
            ] {
                let request = SearchRequest { explain: Explain::Scores, expand, recency, ..request(query) };
                let results = asked(&archive.archive, &request);
                assert!(!results.passages.is_empty(), "{query} in {}", archive.name);
                for hit in &results.passages {
                    let sum: f64 = hit.explanation.iter().flatten().map(ExplainedPart::value).sum();
                    assert!((sum - hit.score).abs() < 1e-9, "{query}: {sum} is not {}", hit.score);
                }
            }
        }
        let request = SearchRequest { explain: Explain::Scores, ..request("dockers strike") };
        let hits = asked(&archive.archive, &request).passages;
        let explained = hits.into_iter().map(|hit| (hit.article.id.clone(), hit.explanation.unwrap()));
        let explained: Vec<_> = explained.collect();
        assert_eq!(*expected.get_or_insert(explained.clone()), explained, "{}", archive.name);
    }
}

#[test]
fn only_requested_scores_are_explained() {
    for archive in archives(&harbour()) {
        let plain = asked(&archive.archive, &request("strike"));
        assert!(plain.passages.iter().all(|hit| hit.explanation.is_none()));
        let newest = SearchRequest { explain: Explain::Scores, sort: Sort::Newest, ..request("strike") };
        assert!(asked(&archive.archive, &newest).passages.iter().all(|hit| hit.explanation.is_none()));
    }
}

#[test]
fn demonyms_count_but_do_not_match() {
    for archive in archives(&harbour()) {
        let request = SearchRequest { explain: Explain::Scores, ..request("kenyan") };
        let results = asked(&archive.archive, &request);
        assert_eq!(ids(&results), ["norland"]);
        let words = &results.passages[0].explanation.as_ref().unwrap()[0];
        assert_eq!((words.kind, words.words.as_deref()), (PartKind::Words, Some("kenyan")));
        // `sundays` occurs once; `kenyan` occurs once beside the related word `Kenya`.
        let alone = SearchRequest { query: "sundays".into(), ..request };
        let alone = asked(&archive.archive, &alone).passages.remove(0).explanation.unwrap()[0].clone();
        assert!(words.amount > alone.amount, "{} {}", words.amount, alone.amount);
    }
}

#[test]
fn feedback_finds_related_words() {
    let mut expected = None;
    for archive in archives(&harbour()) {
        let any = SearchRequest { joined_by: JoinedBy::Or, ..request("dockers pilots") };
        assert_eq!(ids(&asked(&archive.archive, &any)).len(), 2);
        let results = asked(&archive.archive, &SearchRequest { expand: Expand::ByFeedback, ..any });
        let related = &results.summary.related;
        assert!(related.iter().any(|related| related.word == "stevedores"), "{related:?}");
        assert!(
            related.iter().all(|related| related.weight > 0.0 && related.word != "dockers"),
            "{related:?}"
        );
        assert!(related.windows(2).all(|two| two[0].weight >= two[1].weight));
        let found = ids(&results);
        assert!(found.contains(&"stevedores") && !found.contains(&"bread"), "{found:?}");
        assert_eq!(found[0], "strike");
        let all: Vec<(String, f64)> =
            results.passages.iter().map(|hit| (hit.article.id.clone(), hit.score)).collect();
        assert_eq!(*expected.get_or_insert((related.clone(), all.clone())), (related.clone(), all));
    }
}

#[test]
fn feedback_reads_only_the_quotations() {
    let text = "“The sanctions hurt the ferries,” said Ana Duarte.\n\n\
                “Sanctions and tolls are to blame,” said Ben Ode. The mayor of Port Ellis left.\n\n\
                “The tolls must go,” said Cleo Marsh. “The mayor knows,” said Ana Duarte.";
    let copy = |id: &str, more: &str| article(id, "Words", &format!("{text}\n\n“{more},” said Dan Pike."));
    let articles = [copy("one", "Sanctions bring tolls"), copy("two", "Nothing about tolls")];
    for archive in archives(&articles) {
        let request =
            SearchRequest { joined_by: JoinedBy::Or, expand: Expand::ByFeedback, ..request("sanctions") };
        let results = archive.archive.quotes(&request).unwrap();
        let related: Vec<&str> = results.summary.related.iter().map(|word| word.word.as_str()).collect();
        assert!(related.contains(&"tolls") && !related.contains(&"mayor"), "{related:?} in {}", archive.name);
        assert!(results.summary.total > 2, "{:?}", results.summary);
    }
}

#[test]
fn feedback_on_a_query_for_all_words_finds_no_more_articles() {
    for archive in archives(&harbour()) {
        let plain = request("dockers strike");
        let expanded = SearchRequest { expand: Expand::ByFeedback, ..plain.clone() };
        let (plain, expanded) = (asked(&archive.archive, &plain), asked(&archive.archive, &expanded));
        assert_eq!(plain.summary.total, expanded.summary.total);
        assert!(plain.summary.related.is_empty() && !expanded.summary.related.is_empty());
        let nothing = SearchRequest { expand: Expand::ByFeedback, ..request("dockers bakers pilots guild") };
        assert!(asked(&archive.archive, &nothing).summary.related.is_empty());
    }
}

#[test]
fn age_counts_only_if_requested() {
    for archive in archives(&harbour()) {
        // Without feedback: if age counts, feedback reads other articles.
        let plain = SearchRequest { expand: Expand::Nothing, ..request("union OR strike") };
        let score = |request: &SearchRequest, id: &str| {
            let results = asked(&archive.archive, request);
            results.passages.iter().find(|hit| hit.article.id == id).unwrap().score
        };
        let recent = SearchRequest { recency: Some("1y".into()), ..plain.clone() };
        // `strike` is dated today, `pay` is 365.5 days older, `stevedores` has no date.
        let kept = |id| score(&recent, id) / score(&plain, id);
        assert!(kept("strike") > 0.99 && (kept("pay") - 0.75).abs() < 0.01, "{}", kept("pay"));
        assert_eq!(kept("stevedores"), 0.5);
        for (value, sort) in
            [("30", Sort::Relevance), ("d", Sort::Relevance), ("0d", Sort::Relevance), ("30d", Sort::Newest)]
        {
            let wrong = SearchRequest { recency: Some(value.into()), sort, ..plain.clone() };
            let error = archive.archive.search(&wrong).unwrap_err();
            assert_eq!(error.code(), "option_value", "{value}");
            assert!(
                error.to_string().starts_with(&format!("`{value}` is not a valid value for --recency: "))
            );
        }
    }
}

#[test]
fn feedback_for_the_order_changes_nothing_but_scores() {
    for archive in archives(&harbour()) {
        let plain = SearchRequest { expand: Expand::Nothing, ..request("strike OR union") };
        let ordered = SearchRequest { expand: Expand::ForOrder, explain: Explain::Scores, ..plain.clone() };
        let (plain, ordered) = (asked(&archive.archive, &plain), asked(&archive.archive, &ordered));
        let sorted = |results: &SearchResults| {
            let mut ids: Vec<String> = ids(results).into_iter().map(str::to_owned).collect();
            ids.sort();
            ids
        };
        assert_eq!((plain.summary.total, sorted(&plain)), (ordered.summary.total, sorted(&ordered)));
        assert!(plain.passages.iter().zip(&ordered.passages).any(|(left, right)| left.score != right.score));
        let named: Vec<&str> = ordered.summary.related.iter().map(|word| word.word.as_str()).collect();
        assert!(named.contains(&"stevedores") && !named.contains(&"strike"), "{named:?} in {}", archive.name);
        let parts = ordered.passages.iter().flat_map(|hit| hit.explanation.iter().flatten());
        assert!(parts.clone().any(|part| part.kind == PartKind::Related && part.words.is_some()));
        let unexplained = asked(&archive.archive, &request("strike OR union"));
        assert!(unexplained.summary.related.is_empty());
    }
}

#[test]
fn queries_with_positions_have_no_feedback() {
    for archive in archives(&harbour()) {
        for query in
            ["dockers W/9 strike", "atleast2(strike)", "\"port ellis\"", "\"port ellis\" OR \"a strike\""]
        {
            let scores = |expand| {
                let results = asked(&archive.archive, &SearchRequest { expand, ..request(query) });
                results.passages.iter().map(|hit| hit.score).collect::<Vec<f64>>()
            };
            assert_eq!(scores(Expand::ForOrder), scores(Expand::Nothing), "{query} in {}", archive.name);
        }
    }
}

#[test]
fn notes_name_a_flag_that_finds_more() {
    let codes = |archive: &Archive, request: &SearchRequest| {
        let warnings = asked(archive, request).summary.warnings;
        warnings.into_iter().map(|warning| (warning.code, warning.message)).collect::<Vec<_>>()
    };
    for archive in archives(&harbour()) {
        let few = codes(&archive.archive, &request("stevedores guild"));
        let message = "1 article contains all words; `--any` finds 3 that contain some of them";
        assert_eq!(few, [("few_results", message.to_owned())]);
        assert_eq!(codes(&archive.archive, &request("+stevedores guild")), []);
        assert_eq!(codes(&archive.archive, &request("strike")), []);
        let any = SearchRequest { joined_by: JoinedBy::Or, ..request("kenya bakers pilots guild") };
        let message = "the best articles contain 1 of 4 words; `--expand` also searches for related words";
        assert_eq!(codes(&archive.archive, &any), [("few_words", message.to_owned())]);
        assert_eq!(codes(&archive.archive, &SearchRequest { expand: Expand::ByFeedback, ..any }), []);
    }
}

/// The words of a query are evaluated on an article one after the other. No word may get the cached result of the previous
/// word.
#[test]
fn a_passage_does_not_depend_on_the_order_of_the_words() {
    let text = "Forty inspectors have waited all winter above the harbour of Port Ellis for a call from the board that would \
                send them back to the halls which they were asked to leave eleven months ago, before the first snow fell.\n\n\
                Nothing came, and the snow lay on the quay until March, while the board met, and met again, and told nobody \
                what it meant to do about the halls, the cranes, the ferry or the people who had worked there for years.\n\n\
                The inspectors would begin by changing batteries, said one of them, for of more than a hundred cameras in the \
                halls hardly thirty are believed to work, and nobody has looked at the tapes of the others since last spring.";
    let articles = [article("wait", "A long wait", text), article("other", "Inspectors", "Rain fell.")];
    for archive in archives(&articles) {
        for query in
            ["inspectors batteries", "batteries inspectors", "inspector battery", "said inspector batteries"]
        {
            let results = asked(&archive.archive, &request(query));
            let hit = &results.passages[0];
            assert!(hit.span.of(&hit.article.text).contains("changing batteries"), "{query}");
            assert!(hit.highlights.len() > 1, "{query}");
        }
    }
}
