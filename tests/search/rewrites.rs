//! Rewrites: a story that an outlet tells twice on one day is shown only once among the first hits.

use morgue::{
    archive::{Copies, SearchRequest, SearchResults},
    article::Article,
    dates::PublicationDate,
};

use crate::support::{archives, request};

fn article(id: &str, day: i8, title: &str, text: &str) -> Article {
    Article {
        id: id.into(),
        title: Some(title.into()),
        text: text.into(),
        lang: Some("en".into()),
        source: Some("wire.example".into()),
        date: PublicationDate::day(2026, 2, day),
        ..Article::default()
    }
}

const MORNING: &str = "A fire in the copper mine at Grey Tor destroyed two conveyor belts and trapped forty miners \
    for nine hours, Norland Metals said. Rescuers brought the miners up through a ventilation shaft. The smelter, \
    which takes the ore of the mine, has enough concentrate for three weeks, the company said.";
const EVENING: &str = "Forty miners were brought up through a ventilation shaft after nine hours when fire destroyed \
    conveyor belts in the Grey Tor copper mine, according to Norland Metals. Rescuers said nobody was hurt. The \
    company added that its smelter has concentrate for three weeks without ore of that mine.";

fn articles() -> Vec<Article> {
    vec![
        article("morning", 9, "Fire traps miners at Grey Tor", MORNING),
        article("evening", 9, "Grey Tor miners safe after fire", EVENING),
        article(
            "other",
            9,
            "Fire in a mill",
            "A fire in a mill at Port Ellis killed no miners and hurt no one on Monday.",
        ),
    ]
}

fn shown(results: &SearchResults) -> Vec<(&str, Vec<&str>)> {
    results
        .passages
        .iter()
        .map(|hit| (hit.article.id.as_str(), hit.rewrites.iter().map(|other| other.id.as_str()).collect()))
        .collect()
}

#[test]
fn a_rewrite_is_listed_with_the_best_ranked_article() {
    for archive in archives(&articles()) {
        let results = archive.archive.search(&request("fire miners")).unwrap();
        let found = shown(&results);
        let of_one_story: Vec<_> = found.iter().filter(|(_, others)| !others.is_empty()).collect();
        assert_eq!(of_one_story.len(), 1, "{found:?} in {}", archive.name);
        let mut story = vec![of_one_story[0].0, of_one_story[0].1[0]];
        story.sort_unstable();
        assert_eq!(story, ["evening", "morning"]);
        assert_eq!((results.summary.total, results.summary.shown + results.summary.folded), (3, 3));
    }
}

#[test]
fn rewrites_are_shown_if_copies_are_shown() {
    for archive in archives(&articles()) {
        let all = SearchRequest { copies: Copies::Show, ..request("fire miners") };
        let results = archive.archive.search(&all).unwrap();
        assert_eq!((results.passages.len(), results.summary.folded), (3, 0));
        assert!(results.passages.iter().all(|hit| hit.rewrites.is_empty()));
    }
}

#[test]
fn a_story_of_another_outlet_or_day_is_not_a_rewrite() {
    let (mut elsewhere, mut later) = (articles(), articles());
    elsewhere[1].source = Some("gazette.example".into());
    later[1].date = PublicationDate::day(2026, 2, 10);
    for archive in archives(&elsewhere).into_iter().chain(archives(&later)) {
        let results = archive.archive.search(&request("fire miners")).unwrap();
        assert!(results.passages.iter().all(|hit| hit.rewrites.is_empty()), "{:?}", shown(&results));
    }
}

#[test]
fn pages_fit_together() {
    for archive in archives(&articles()) {
        let whole = archive.archive.search(&request("fire miners")).unwrap();
        let whole: Vec<String> = whole.passages.iter().map(|hit| hit.article.id.clone()).collect();
        for limit in 1..3 {
            let mut ids = Vec::new();
            loop {
                let page = SearchRequest { offset: ids.len(), limit: Some(limit), ..request("fire miners") };
                let results = archive.archive.search(&page).unwrap();
                ids.extend(results.passages.iter().map(|hit| hit.article.id.clone()));
                let summary = &results.summary;
                if summary.offset + summary.shown + summary.folded == summary.total {
                    break;
                }
                assert_eq!(summary.shown, limit, "every page but the last is full");
            }
            assert_eq!(ids, whole, "pages of {limit} in {}", archive.name);
        }
    }
}
