//! Deadlines: every request ends with an error once its time is over or it is cancelled.

use std::{
    ops::ControlFlow,
    thread,
    time::{Duration, Instant},
};

use morgue::{
    archive::{
        Archive, Copies, Expand, ExportOrder, FindError, SearchError, SearchRequest, Share, SimilarRequest,
        TimelineRequest, TopField, TopRequest, Unasked,
    },
    article::Article,
    backend::BackendError,
    deadline::Deadline,
};

use crate::support::{archives, request};

/// Returns articles with many words and some quotations.
fn articles(count: usize) -> Vec<Article> {
    let article = |number: usize| Article {
        id: format!("a{number:03}"),
        title: Some(format!("Harbour report {number}")),
        text: format!(
            "The harbour board of Wexcombe met {number} times. “The quay is safe,” said Ada Quill."
        ),
        ..Article::default()
    };
    (0..count).map(article).collect()
}

/// Makes every kind of request. Returns the result of each.
fn asked(archive: &Archive) -> Vec<(&'static str, Result<(), SearchError>)> {
    let asked = |query: &str| request(query);
    let everything = || SearchRequest { unasked: Unasked::Everything, ..request("") };
    let article = articles(1).remove(0);
    let top = |field| archive.top(&TopRequest { field, of: everything() }).map(drop);
    let timeline = TimelineRequest { search: asked("harbour"), per: None, share: Share::OfAll };
    let similar = SimilarRequest { limit: Some(5), copies: Copies::Hide };
    let mut none = |_| ControlFlow::Continue(());
    let found = |found: Result<Article, FindError>| match found {
        Ok(_) => Ok(()),
        Err(FindError::Backend(error)) => Err(SearchError::Backend(error)),
        Err(other) => panic!("{other}"),
    };
    vec![
        ("search", archive.search(&asked("harbour board")).map(drop)),
        ("a pattern", archive.search(&asked("/.*a.*/ W/5 *e*")).map(drop)),
        (
            "expanded",
            archive.search(&SearchRequest { expand: Expand::ByFeedback, ..asked("harbour") }).map(drop),
        ),
        ("count", archive.count(&asked("harbour NOT strike")).map(drop)),
        ("quotes", archive.quotes(&everything()).map(drop)),
        ("count of quotes", archive.count_quotes(&asked("quay speaker:Quill")).map(drop)),
        ("run", archive.run(&asked("harbour")).map(drop)),
        ("locations", archive.locations(&asked("harbour")).map(drop)),
        ("top speaker", top(TopField::Speaker)),
        ("top source", top(TopField::Source)),
        ("timeline", archive.timeline(&timeline).map(drop)),
        ("similar", archive.similar(&article, &similar).map(drop)),
        ("export of all", archive.export(None, &mut none).map(drop)),
        ("export", archive.export(Some((&asked("harbour"), ExportOrder::AsAsked)), &mut none).map(drop)),
        ("find", found(archive.find("a000"))),
        ("status", archive.status().map(drop).map_err(SearchError::from)),
    ]
}

#[test]
fn every_request_ends_when_its_time_is_over() {
    for named in archives(&articles(40)) {
        let unbounded = asked(&named.archive);
        assert!(unbounded.iter().all(|(_, ended)| ended.is_ok()), "{}: {unbounded:?}", named.name);
        let _entered = Deadline::after(Duration::ZERO).enter();
        for (what, ended) in asked(&named.archive) {
            let is_over = matches!(
                ended,
                Err(SearchError::Backend(BackendError::DeadlineExceeded { limit: Duration::ZERO }))
            );
            assert!(is_over, "{}, {what}: {ended:?}", named.name);
        }
    }
}

#[test]
fn another_thread_cancels_a_running_request() {
    for named in archives(&articles(40)) {
        let deadline = Deadline::never();
        let _entered = deadline.enter();
        let mut cancelled_after = |_| {
            let deadline = deadline.clone();
            thread::spawn(move || deadline.cancel()).join().unwrap();
            ControlFlow::Continue(())
        };
        let ended = named.archive.export(None, &mut cancelled_after);
        assert!(
            matches!(ended, Err(SearchError::Backend(BackendError::Cancelled))),
            "{}: {ended:?}",
            named.name
        );
    }
}

#[test]
fn an_answer_in_time_is_the_same_as_without_a_limit() {
    for named in archives(&articles(40)) {
        let unbounded = named.archive.search(&request("harbour board")).unwrap();
        let _entered = Deadline::after(Duration::from_secs(3600)).enter();
        assert_eq!(named.archive.search(&request("harbour board")).unwrap(), unbounded, "{}", named.name);
    }
}

/// An article that repeats its words, so that a proximity has very many candidates.
fn dense_article() -> Article {
    Article { id: "dense".to_owned(), text: "pilot tug ".repeat(20_000), ..Article::default() }
}

#[test]
fn a_proximity_in_dense_text_ends_soon_after_its_deadline() {
    for named in archives(&[dense_article()]) {
        let limit = Duration::from_millis(5);
        let _entered = Deadline::after(limit).enter();
        let begun = Instant::now();
        let ended = named.archive.search(&request("\"pilot tug\"~3 W/900 (tug W/900 pilot)"));
        let is_over = matches!(&ended, Err(SearchError::Backend(BackendError::DeadlineExceeded { .. })));
        assert!(is_over, "{}: {ended:?}", named.name);
        // Far longer than the time between two checks: tests run on busy machines, without optimization.
        assert!(begun.elapsed() < Duration::from_secs(5), "{}: {:?}", named.name, begun.elapsed());
    }
}
