//! The number of requests that each operation of an archive makes, and the size of the pages that it requests.

use std::{
    ops::ControlFlow,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use morgue::{
    analyzed_article,
    archive::{
        Archive, Copies, Expand, ExportOrder, JoinedBy, SearchRequest, Share, SimilarRequest, Sort,
        TimelineRequest, TopField, TopRequest,
    },
    article::Article,
    backend::{
        ArticleAnswer, ArticleRequest, Backend, BackendError, CopiesRequest, CopyCount, DaysAnswer,
        DaysRequest, FeedbackAnswer, FeedbackRequest, FindAnswer, FindRequest, LARGEST_PAGE, Local,
        QuotationAnswer, QuotationRequest, ScanAnswer, ScanRequest, SimilarHit, SimilarTo, SuggestRequest,
        Summary, SummaryRequest, TopValuesAnswer, TopValuesRequest, memory::Memory,
    },
    dates::PublicationDate,
};

use crate::support::request;

/// The called method, and the number of hits that were requested.
type Call = (&'static str, Option<usize>);

/// Calls in order, shared by the back end and the test.
#[derive(Clone, Default)]
struct Calls(Arc<Mutex<Vec<Call>>>);

impl Calls {
    fn noted(&self) -> MutexGuard<'_, Vec<Call>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the methods of the back end that `ask` called, in order. Checks that no page has more than [`LARGEST_PAGE`]
    /// hits.
    fn of<T, E: std::fmt::Debug>(&self, ask: impl FnOnce() -> Result<T, E>) -> Vec<&'static str> {
        self.noted().clear();
        ask().unwrap();
        let calls = std::mem::take(&mut *self.noted());
        assert!(calls.iter().all(|(_, limit)| limit.is_none_or(|limit| limit <= LARGEST_PAGE)), "{calls:?}");
        calls.into_iter().map(|(method, _)| method).collect()
    }
}

/// A back end that records its calls.
struct Counting {
    backend: Box<dyn Backend>,
    calls: Calls,
}

impl Counting {
    fn noting(&self, method: &'static str, limit: Option<usize>) -> &dyn Backend {
        self.calls.noted().push((method, limit));
        &*self.backend
    }
}

impl Backend for Counting {
    fn summary(&self, request: &SummaryRequest) -> Result<Arc<Summary>, BackendError> {
        self.noting("summary", None).summary(request)
    }

    fn articles(&self, request: &ArticleRequest) -> Result<ArticleAnswer, BackendError> {
        self.noting("articles", Some(request.page.limit)).articles(request)
    }

    fn quotations(&self, request: &QuotationRequest) -> Result<QuotationAnswer, BackendError> {
        self.noting("quotations", Some(request.page.limit)).quotations(request)
    }

    fn feedback(&self, request: &FeedbackRequest) -> Result<FeedbackAnswer, BackendError> {
        self.noting("feedback", None).feedback(request)
    }

    fn days(&self, request: &DaysRequest) -> Result<DaysAnswer, BackendError> {
        self.noting("days", None).days(request)
    }

    fn top_values(&self, request: &TopValuesRequest) -> Result<TopValuesAnswer, BackendError> {
        self.noting("top_values", Some(request.page.limit)).top_values(request)
    }

    fn similar(&self, request: &SimilarTo) -> Result<Vec<SimilarHit>, BackendError> {
        self.noting("similar", Some(request.limit)).similar(request)
    }

    fn suggest(&self, request: &SuggestRequest) -> Result<Vec<Vec<String>>, BackendError> {
        self.noting("suggest", None).suggest(request)
    }

    fn find(&self, request: &FindRequest) -> Result<FindAnswer, BackendError> {
        self.noting("find", None).find(request)
    }

    fn copies(&self, request: &CopiesRequest) -> Result<CopyCount, BackendError> {
        self.noting("copies", None).copies(request)
    }

    fn scan(&self, request: &ScanRequest) -> Result<ScanAnswer, BackendError> {
        self.noting("scan", Some(request.limit)).scan(request)
    }
}

/// Returns an archive of `count` articles, and the record of the calls to its back end.
fn archive(count: usize) -> (Archive, Calls) {
    let mut memory = Memory::default();
    (0..count).for_each(|number| memory.add(analyzed_article::analyze(article(number))));
    let calls = Calls::default();
    let counting = Counting { backend: Box::new(Local::new(memory)), calls: calls.clone() };
    (Archive::over(Box::new(counting)), calls)
}

fn article(number: usize) -> Article {
    let lang = ["en", "de", "fr"][number % 3];
    Article {
        id: format!("a{number:04}"),
        title: Some(format!("Harbour pilots of berth {number}")),
        text: format!("“The pilots of quay {number} want a tug,” said Ada Quill, a pilot of Wexcombe."),
        lang: Some(lang.to_owned()),
        source: Some(format!("{lang}.example")),
        date: PublicationDate::day(2026, 1, 1 + (number % 28) as i8),
        ..Article::default()
    }
}

const WORDS: &str = "harbour pilots tug";

#[test]
fn a_search_makes_one_request() {
    let (archive, calls) = archive(40);
    let plain = request(WORDS);
    for asked in [
        plain.clone(),
        request("harbour pilot* \"ada quill\""),
        request("harbour pilots tug date:2026-01-05.."),
        request("harbour W/5 berth NOT storm"),
        request("lang:de speaker:Quill source:example"),
        SearchRequest { sort: Sort::Newest, ..plain.clone() },
        SearchRequest { copies: Copies::Show, offset: 20, limit: Some(30), ..plain.clone() },
        SearchRequest { joined_by: JoinedBy::Or, ..plain.clone() },
    ] {
        assert_eq!(calls.of(|| archive.search(&asked)), ["articles"], "{}", asked.query);
        assert_eq!(calls.of(|| archive.count(&asked)), ["articles"], "{}", asked.query);
    }
    let expanded = SearchRequest { expand: Expand::ByFeedback, ..plain };
    assert!(calls.of(|| archive.search(&expanded)).len() <= 3);
}

#[test]
fn a_search_without_matches_requests_similar_words_and_any_of_the_words() {
    let (archive, calls) = archive(40);
    let nothing = request("harbour pilots pillots");
    assert_eq!(calls.of(|| archive.search(&nothing)), ["articles", "suggest", "articles"]);
    assert_eq!(calls.of(|| archive.count(&nothing)), ["articles", "suggest"]);
    // No similar words are suggested for words that are too short.
    assert_eq!(calls.of(|| archive.search(&request("tug xyz"))), ["articles"; 2]);
}

#[test]
fn every_other_operation_makes_at_most_three_requests() {
    let (archive, calls) = archive(40);
    let quotes = |query: &str| calls.of(|| archive.quotes(&request(query)));
    assert_eq!(quotes("pilots tug"), ["quotations"]);
    assert_eq!(quotes("speaker:Quill"), ["quotations"]);
    assert!(quotes("tug xyz").len() <= 3);
    // Nothing is found: all words occur, a word of the text does not occur, or the name of the speaker does not occur.
    assert_eq!(quotes("tug 3 7"), ["quotations"; 3]);
    assert_eq!(quotes("pilots harbuor"), ["quotations", "suggest", "quotations"]);
    assert_eq!(quotes("pilots speaker:Quil"), ["quotations", "suggest"]);
    assert_eq!(calls.of(|| archive.search(&request("storm OR berth NOT harbour"))), ["articles", "suggest"]);
    assert_eq!(calls.of(|| archive.search(&request("berth NOT harbour"))), ["articles"]);
    assert_eq!(calls.of(|| archive.count_quotes(&request("pilots"))), ["quotations"]);
    let fields = [TopField::Source, TopField::Speaker, TopField::Author, TopField::Lang, TopField::Section];
    for field in fields {
        let top = TopRequest { field, of: request("harbour") };
        assert_eq!(calls.of(|| archive.top(&top)), ["top_values"], "{field:?}");
    }
    let timeline = TimelineRequest { search: request(WORDS), per: None, share: Share::OfAll };
    assert_eq!(calls.of(|| archive.timeline(&timeline)), ["days", "days"]);
    let similar = SimilarRequest { limit: Some(10), copies: Copies::Hide };
    assert_eq!(calls.of(|| archive.similar(&article(1), &similar)), ["similar"]);
    assert_eq!(calls.of(|| archive.find("a0001")), ["find"]);
    assert_eq!(calls.of(|| archive.copies(&article(1))), ["copies"]);
    assert_eq!(calls.of(|| archive.status()), ["summary"]);
}

#[test]
fn a_listing_makes_one_request_per_page() {
    const COUNT: usize = LARGEST_PAGE + 100;
    let (archive, calls) = archive(COUNT);
    let everything = SearchRequest { limit: None, copies: Copies::Show, ..request(WORDS) };
    let each = |order: Option<ExportOrder>| {
        let mut count = 0;
        let asked = order.map(|order| (&everything, order));
        let of = calls.of(|| {
            archive.export(asked, &mut |_| {
                count += 1;
                ControlFlow::Continue(())
            })
        });
        assert_eq!(count, COUNT);
        of
    };
    // Whole articles are larger than hits, so their pages are smaller. The first page is small, for readers who stop early.
    for scans in [each(None), each(Some(ExportOrder::ById))] {
        assert!(
            scans.len() <= 1 + COUNT.div_ceil(250) && scans.iter().all(|method| *method == "scan"),
            "{scans:?}"
        );
    }
    assert_eq!(each(Some(ExportOrder::AsAsked)), ["articles"; 2]);
    assert_eq!(calls.of(|| archive.locations(&everything)), ["articles"; 2]);
    assert_eq!(calls.of(|| archive.run(&everything)), ["articles"; 2]);
    // The first page of passages and the first pages of quotations are small, too.
    assert_eq!(calls.of(|| archive.search(&everything)), ["articles"; 3]);
    let pilots = SearchRequest { query: "pilots tug".to_owned(), ..everything.clone() };
    let quotations = calls.of(|| archive.quotes(&pilots));
    assert!(
        quotations.len() <= 10 && quotations.iter().all(|method| *method == "quotations"),
        "{quotations:?}"
    );
}
