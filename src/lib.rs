//! Full-text search for news articles: ranked passages, and who said what, when, and who reported it.
//!
//! Articles go through `read → extract → segment → quote → index`, and queries through
//! `parse → match → rank → highlight → render`. Each stage has a module and hands one plain type to the next stage: a
//! [`read::RawRecord`] becomes an [`article::Article`], then an [`analyzed_article::AnalyzedArticle`]; the text of a query
//! becomes a [`query::Ast`], then a [`matching::Clause`], then [`archive::SearchResults`].
//!
//! # What is read
//!
//! Plain text, Markdown and web pages (HTML, XHTML, MHTML); feeds (RSS, Atom, JSON Feed), the JSON of other tools and
//! tables; NITF, NewsML 1 and NewsML-G2, ninjs, IPTC 7901, ANPA 1312 and TREC SGML; mail, PDF (through `pdftotext`) and web
//! archives (WARC, ARC). Each of them may be compressed or in zip and tar files.
//! [`read::read_file`] recognizes the format of a file and splits it into records; [`extract::extract`] makes an article
//! from each record. `docs/formats.md` says what one article is in each format.
//!
//! # An archive in memory
//!
//! For your own tests: an archive in memory gives the same answers as one on disk.
//!
//! ```
//! use morgue::{archive::{Archive, SearchRequest}, article::Article};
//!
//! let mut archive = Archive::in_memory();
//! let text = "Envoys met in Oman. “Lack of trust is the hurdle,” said Ada Quill, a mediator.";
//! archive.add(Article { id: "a".into(), text: text.into(), ..Article::default() });
//! let now: jiff::Zoned = "2026-02-10T12:00:00Z[UTC]".parse()?;
//! assert_eq!(archive.search(&SearchRequest::new("envoy oman", now.clone()))?.summary.total, 1);
//! let quotes = archive.quotes(&SearchRequest::new("trust speaker:Quill", now))?;
//! let hit = &quotes.quotations[0];
//! assert_eq!(hit.article.quotations[hit.quotation].speaker.as_deref(), Some("Ada Quill"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # An archive on disk
//!
//! [`update::update`] updates the index in a folder, [`archive::Archive::open`] opens it.
//!
//! ```
//! use std::{path::PathBuf, time::Duration};
//! use morgue::{archive::{Archive, SearchRequest}, extract::{FieldMap, Overrides}, store::{LocalStore, Owner}, update::*};
//!
//! let folder = tempfile::tempdir()?;
//! let index = folder.path().join("index");
//! let request = UpdateRequest {
//!     inputs: Inputs::Paths(vec![PathBuf::from("fixtures/articles")]),
//!     mode: Mode::Incremental,
//!     clashes: Clashes::KeepBoth,
//!     absent: Absent::Keep,
//!     links: Default::default(),
//!     pdf_to_text: None,
//!     fields: FieldMap::default(),
//!     overrides: Overrides::default(),
//!     now: "2026-12-01T00:00:00Z".parse()?,
//!     memory: 64_000_000,
//!     threads: 2,
//!     owner: Owner { pid: std::process::id(), host: "desk".into() },
//!     lock_wait: Duration::from_secs(1),
//!     list_changes: false,
//! };
//! let report = update(request, &LocalStore::new(&index), &|_| {})?;
//! assert!(report.added > 20);
//! let now: jiff::Zoned = "2026-12-01T00:00:00Z[UTC]".parse()?;
//! let results = Archive::open(&index)?.search(&SearchRequest::new("\"nuclear talks\" date:2026-02", now))?;
//! for hit in &results.passages {
//!     println!("{}: {}", hit.article.id, hit.span.of(&hit.article.text));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # A server
//!
//! [`archive::ArchiveHandle`] keeps an index open for many threads and sees new commits. A [`deadline::Deadline`] limits
//! the time of each request and cancels a request that takes longer.
//!
//! ```no_run
//! # use std::{net::{TcpListener, TcpStream}, path::Path, thread, time::Duration};
//! # use morgue::{archive::{ArchiveHandle, SearchError, SearchRequest, SearchResults}, deadline::Deadline};
//! # fn read_request(_: &TcpStream) -> SearchRequest { SearchRequest::new("envoy oman", jiff::Zoned::now()) }
//! # fn respond(_: &TcpStream, _: Result<SearchResults, SearchError>) {}
//! let handle = ArchiveHandle::open(Path::new("index"))?;
//! for connection in TcpListener::bind("127.0.0.1:8080")?.incoming() {
//!     let (connection, archive) = (connection?, handle.archive()?);
//!     thread::spawn(move || {
//!         let _entered = Deadline::after(Duration::from_secs(2)).enter();
//!         respond(&connection, archive.search(&read_request(&connection)));
//!     });
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod all_cores;
pub mod analysis;
pub mod analyzed_article;
pub mod archive;
pub mod article;
pub mod backend;
pub mod boilerplate;
pub mod copies;
pub mod dates;
pub mod deadline;
mod encoding;
pub mod eval;
pub mod extract;
mod formats;
pub mod highlight;
pub mod matching;
#[cfg(feature = "opensearch")]
pub mod opensearch;
pub mod passage;
pub mod query;
pub mod quotation;
pub mod rank;
pub mod read;
pub mod render;
mod script;
pub mod span;
pub mod store;
pub mod update;
mod url;
mod word_list;
mod xml;
