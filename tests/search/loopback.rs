//! An archive in memory that is read through JSON over a loopback socket, with the limits of a search server.
//!
//! The server returns pages of at most [`LARGEST_PAGE`] hits, offers no walk over its vocabulary, and can drop its
//! snapshot. It refuses requests that are nested too deeply for its JSON reader. One line is one request or answer; errors
//! are data, too.

use std::{
    error::Error,
    io::{self, BufRead as _, BufReader, Write as _},
    net::{Ipv4Addr, Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use morgue::{
    analyzed_article,
    archive::{Archive, Expand, SearchError, SearchRequest, TopField, TopRequest},
    article::Article,
    backend::{
        ArticleAnswer, ArticleRequest, Backend, BackendError, Condition, CopiesRequest, CopyCount,
        DaysAnswer, DaysRequest, FeedbackAnswer, FeedbackRequest, FindAnswer, FindRequest, LARGEST_PAGE,
        Local, PageRequest, QuotationAnswer, QuotationRequest, ScanAnswer, ScanRequest, SimilarHit,
        SimilarTo, SuggestRequest, Summary, SummaryRequest, TopValuesAnswer, TopValuesRequest,
        memory::Memory,
    },
    deadline::Deadline,
    matching::Clause,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Number, Value};

use crate::support::request;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Request {
    Summary(SummaryRequest),
    Articles(ArticleRequest),
    Quotations(QuotationRequest),
    Feedback(FeedbackRequest),
    Days(DaysRequest),
    TopValues(TopValuesRequest),
    Similar(SimilarTo),
    FuzzyPattern(SuggestRequest),
    Find(FindRequest),
    Copies(CopiesRequest),
    Scan(ScanRequest),
}

/// An error as data.
#[derive(Debug, Serialize, Deserialize)]
enum Failure {
    Expired { generation: u64 },
    Refused { what: String },
    TooMuch { what: String, limit: u64 },
    DeadlineExceeded { limit: Duration },
    Other { code: String, what: String },
}

impl From<BackendError> for Failure {
    fn from(error: BackendError) -> Self {
        match error {
            BackendError::Expired { generation } => Self::Expired { generation },
            BackendError::Refused { what } => Self::Refused { what },
            BackendError::TooMuch { what, limit } => Self::TooMuch { what, limit },
            BackendError::DeadlineExceeded { limit } => Self::DeadlineExceeded { limit },
            other => Self::Other { code: other.code().to_owned(), what: other.to_string() },
        }
    }
}

impl From<Failure> for BackendError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Expired { generation } => Self::Expired { generation },
            Failure::Refused { what } => Self::Refused { what },
            Failure::TooMuch { what, limit } => Self::TooMuch { what, limit },
            Failure::DeadlineExceeded { limit } => Self::DeadlineExceeded { limit },
            Failure::Other { code, what } => {
                Self::Engine { doing: "answering over a socket", source: format!("{code}: {what}").into() }
            }
        }
    }
}

const HITS: &str = "hits on a page";
const GENERATION: u64 = 7;

/// Prefix of the bits of a float. No article of the tests contains it.
const FLOAT: &str = "\0float:";

/// Returns a value as a line of JSON. Floats are written as bits, because readers of decimals may lose the last digit.
fn written<T: Serialize>(value: &T) -> String {
    let mut value = serde_json::to_value(value).unwrap();
    change_each(&mut value, &|value| match value.as_number().filter(|number| number.is_f64()) {
        Some(number) => Some(Value::String(format!("{FLOAT}{:x}", number.as_f64()?.to_bits()))),
        None => None,
    });
    format!("{value}\n")
}

/// Reads a value that [`written`] wrote.
fn read<T: DeserializeOwned>(line: &str) -> Result<T, serde_json::Error> {
    let mut value = serde_json::from_str(line)?;
    change_each(&mut value, &|value| {
        let bits = u64::from_str_radix(value.as_str()?.strip_prefix(FLOAT)?, 16).unwrap();
        Number::from_f64(f64::from_bits(bits)).map(Value::Number)
    });
    serde_json::from_value(value)
}

/// Replaces each value inside `value` for which `change` returns a value.
fn change_each(value: &mut Value, change: &dyn Fn(&Value) -> Option<Value>) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| change_each(value, change)),
        Value::Object(fields) => fields.values_mut().for_each(|value| change_each(value, change)),
        leaf => {
            if let Some(changed) = change(leaf) {
                *leaf = changed;
            }
        }
    }
}

/// The server side.
struct Server {
    archive: Local<Memory>,
    /// Number of requests that are answered before the snapshot is gone.
    answered: Arc<AtomicUsize>,
}

impl Server {
    /// Answers requests until the client hangs up.
    fn serve(&self, stream: TcpStream) -> io::Result<()> {
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        while stream.read_line(&mut line)? > 0 {
            let answer = read(&line)
                .map_err(|error| BackendError::Refused { what: error.to_string() })
                .and_then(|request| self.answer(request))
                .map_err(Failure::from);
            stream.get_mut().write_all(written(&answer).as_bytes())?;
            line.clear();
        }
        Ok(())
    }

    fn answer(&self, request: Request) -> Result<Value, BackendError> {
        let one_less = |left: usize| if left == usize::MAX { Some(left) } else { left.checked_sub(1) };
        if self.answered.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_err() {
            return Err(BackendError::Expired { generation: GENERATION });
        }
        if limit_of(&request) > LARGEST_PAGE {
            return Err(BackendError::TooMuch { what: HITS.into(), limit: LARGEST_PAGE as u64 });
        }
        let archive = &self.archive;
        Ok(match request {
            Request::Summary(request) => serde_json::to_value(archive.summary(&request)?),
            Request::Articles(request) => serde_json::to_value(archive.articles(&request)?),
            Request::Quotations(request) => serde_json::to_value(archive.quotations(&request)?),
            Request::Feedback(request) => serde_json::to_value(archive.feedback(&request)?),
            Request::Days(request) => serde_json::to_value(archive.days(&request)?),
            Request::TopValues(request) => serde_json::to_value(archive.top_values(&request)?),
            Request::Similar(request) => serde_json::to_value(archive.similar(&request)?),
            Request::FuzzyPattern(request) => serde_json::to_value(archive.suggest(&request)?),
            Request::Find(request) => serde_json::to_value(archive.find(&request)?),
            Request::Copies(request) => serde_json::to_value(archive.copies(&request)?),
            Request::Scan(request) => serde_json::to_value(archive.scan(&request)?),
        }
        .unwrap())
    }
}

/// Returns the requested number of hits.
fn limit_of(request: &Request) -> usize {
    match request {
        Request::Articles(request) => request.page.limit,
        Request::Quotations(request) => request.page.limit,
        Request::TopValues(request) => request.page.limit,
        Request::Scan(request) => request.limit,
        Request::Similar(request) => request.limit,
        _ => 0,
    }
}

/// The client side. The server ends when it is dropped.
pub(crate) struct Loopback {
    stream: Mutex<BufReader<TcpStream>>,
    server: Option<JoinHandle<()>>,
    answered: Arc<AtomicUsize>,
}

impl Loopback {
    /// Starts a server for these articles, and connects to it.
    pub(crate) fn serve(articles: &[Article]) -> Self {
        let mut memory = Memory::default();
        articles.iter().for_each(|article| memory.add(analyzed_article::analyze(article.clone())));
        let answered = Arc::new(AtomicUsize::new(usize::MAX));
        let server = Server { archive: Local::new(memory), answered: Arc::clone(&answered) };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (accepted, _) = listener.accept().unwrap();
        for end in [&client, &accepted] {
            end.set_nodelay(true).unwrap();
        }
        // A closed connection is not a failure of the server.
        let server = thread::spawn(move || server.serve(accepted).unwrap_or_default());
        Self { stream: Mutex::new(BufReader::new(client)), server: Some(server), answered }
    }

    /// Returns the counter of requests that are still answered before the snapshot is gone. Tests set it.
    fn answered(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.answered)
    }

    fn ask<T: DeserializeOwned>(&self, request: Request) -> Result<T, BackendError> {
        if let Some(limit) = Deadline::left().filter(Duration::is_zero) {
            return Err(BackendError::DeadlineExceeded { limit });
        }
        let line = written(&request);
        if let Ok(read) = read::<Request>(&line) {
            assert_eq!(read, request, "a request is plain data");
        }
        let answer = self.exchanged(&line).map_err(unavailable)?;
        let answer: Result<T, Failure> = read(&answer).unwrap();
        answer.map_err(BackendError::from)
    }

    /// Sends a line and returns the answer.
    fn exchanged(&self, line: &str) -> io::Result<String> {
        let mut stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        stream.get_mut().write_all(line.as_bytes())?;
        let mut answer = String::new();
        match stream.read_line(&mut answer)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(answer),
        }
    }

    fn hang_up(&self) {
        let stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        // It may be closed already.
        stream.get_ref().shutdown(Shutdown::Both).unwrap_or_default();
    }
}

fn unavailable(source: impl Error + Send + Sync + 'static) -> BackendError {
    BackendError::Unavailable { at: "loopback".into(), source: Box::new(source) }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.hang_up();
        let ended = self.server.take().map(JoinHandle::join);
        assert!(thread::panicking() || ended.is_none_or(|ended| ended.is_ok()), "the server panicked");
    }
}

impl Backend for Loopback {
    fn summary(&self, request: &SummaryRequest) -> Result<Arc<Summary>, BackendError> {
        self.ask(Request::Summary(*request))
    }

    fn articles(&self, request: &ArticleRequest) -> Result<ArticleAnswer, BackendError> {
        self.ask(Request::Articles(request.clone()))
    }

    fn quotations(&self, request: &QuotationRequest) -> Result<QuotationAnswer, BackendError> {
        self.ask(Request::Quotations(request.clone()))
    }

    fn feedback(&self, request: &FeedbackRequest) -> Result<FeedbackAnswer, BackendError> {
        self.ask(Request::Feedback(request.clone()))
    }

    fn days(&self, request: &DaysRequest) -> Result<DaysAnswer, BackendError> {
        self.ask(Request::Days(request.clone()))
    }

    fn top_values(&self, request: &TopValuesRequest) -> Result<TopValuesAnswer, BackendError> {
        self.ask(Request::TopValues(request.clone()))
    }

    fn similar(&self, request: &SimilarTo) -> Result<Vec<SimilarHit>, BackendError> {
        self.ask(Request::Similar(request.clone()))
    }

    fn suggest(&self, request: &SuggestRequest) -> Result<Vec<Vec<String>>, BackendError> {
        self.ask(Request::FuzzyPattern(request.clone()))
    }

    fn find(&self, request: &FindRequest) -> Result<FindAnswer, BackendError> {
        self.ask(Request::Find(request.clone()))
    }

    fn copies(&self, request: &CopiesRequest) -> Result<CopyCount, BackendError> {
        self.ask(Request::Copies(request.clone()))
    }

    fn scan(&self, request: &ScanRequest) -> Result<ScanAnswer, BackendError> {
        self.ask(Request::Scan(request.clone()))
    }
}

fn articles(count: usize) -> Vec<Article> {
    let article = |number: usize| Article {
        id: format!("a{number:04}"),
        text: format!("The pilots of Wexcombe met {number} times."),
        ..Article::default()
    };
    (0..count).map(article).collect()
}

#[test]
fn floats_keep_all_bits() {
    for float in [0.1 + 0.2, 1.0, 0.0, -0.0, f64::MIN_POSITIVE, 1.0 / 3.0, 123_456_789.123_456_78] {
        let crossed: f64 = read(&written(&float)).unwrap();
        assert_eq!(crossed.to_bits(), float.to_bits());
    }
}

#[test]
fn a_dropped_snapshot_is_an_error() {
    let loopback = Loopback::serve(&articles(1_200));
    let answered = loopback.answered();
    let archive = Archive::over(Box::new(loopback));
    let everything = SearchRequest { limit: None, ..request("pilots") };
    assert_eq!(archive.run(&everything).unwrap().len(), 1_200);
    // The snapshot is gone between the pages of one answer.
    answered.store(1, Ordering::SeqCst);
    let is_expired = |error: &SearchError| {
        matches!(error, SearchError::Backend(BackendError::Expired { generation: GENERATION }))
    };
    let between = archive.run(&everything).unwrap_err();
    assert!(is_expired(&between) && between.code() == "expired", "{between}");
    let top = TopRequest { field: TopField::Source, of: request("") };
    let expanded = SearchRequest { expand: Expand::ByFeedback, ..request("pilots") };
    for ended in [
        archive.search(&request("pilots")).map(drop),
        archive.search(&expanded).map(drop),
        archive.count(&request("pilots")).map(drop),
        archive.quotes(&request("pilots")).map(drop),
        archive.top(&top).map(drop),
        archive.status().map(drop).map_err(SearchError::from),
    ] {
        assert!(is_expired(&ended.unwrap_err()));
    }
}

#[test]
fn a_page_that_is_too_large_is_an_error() {
    let loopback = Loopback::serve(&articles(1));
    let request = |limit| ScanRequest { condition: Condition::of(Clause::All), after: None, limit };
    assert!(loopback.scan(&request(LARGEST_PAGE)).is_ok());
    let error = loopback.scan(&request(LARGEST_PAGE + 1)).unwrap_err();
    assert!(matches!(error, BackendError::TooMuch { limit: 1_000, .. }), "{error}");
    assert_eq!(PageRequest::first(usize::MAX).limit, LARGEST_PAGE);
}

#[test]
fn a_request_that_is_nested_too_deeply_is_refused() {
    let archive = Archive::over(Box::new(Loopback::serve(&articles(1))));
    let nested = |levels: usize| {
        let opened: String = (0..levels).map(|level| ["pilots (", "met OR ("][level % 2]).collect();
        request(&format!("{opened}times{}", ")".repeat(levels)))
    };
    assert_eq!(archive.count(&nested(20)).unwrap().total, 1);
    let error = archive.count(&nested(90)).unwrap_err();
    assert!(matches!(error, SearchError::Backend(BackendError::Refused { .. })), "{error}");
    assert_eq!(archive.count(&nested(20)).unwrap().total, 1, "the server still answers");
}

#[test]
fn a_server_that_is_gone_is_unavailable() {
    let loopback = Loopback::serve(&articles(1));
    loopback.hang_up();
    let error = Archive::over(Box::new(loopback)).search(&request("pilots")).unwrap_err();
    assert_eq!(error.code(), "unavailable");
}
