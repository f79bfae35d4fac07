//! The same articles in memory and on the search servers.
//!
//! All archives on the servers share their indexes: each is a generation of its own, which abandons the earlier ones. So every test
//! also finds out whether articles and terms of other generations stay out of sight. Every third one is in a build that is split
//! by month, which finds out whether a search asks all indexes that it must ask.

use std::{
    collections::{BTreeSet, HashSet},
    fmt::Write as _,
    sync::{
        LazyLock, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use morgue::{
    analyzed_article,
    archive::{Archive, SearchRequest},
    article::Article,
    backend::{
        Local,
        opensearch::{
            OpenSearchReader, ReaderOptions, VocabularyTerms, document, document_id, mappings,
            vocabulary_mappings, vocabulary_terms,
        },
    },
    dates::Split,
    opensearch::{
        Access, Client, Limits, Location, Method,
        layout::{Names, StateDocument},
        slices::slice_of,
    },
};
use serde_json::json;

use crate::support::nodes;

/// An archive with the name of its back end.
pub(crate) struct Named {
    pub(crate) name: &'static str,
    pub(crate) archive: Archive,
}

/// Returns the same articles in memory and, if servers are named, on the servers.
pub(crate) fn archives(articles: &[Article]) -> Vec<Named> {
    let mut archive = Archive::in_memory();
    articles.iter().for_each(|article| archive.add(article.clone()));
    let mut all = vec![Named { name: "memory", archive }];
    if let Some(place) = &*PLACE {
        all.push(Named {
            name: "cluster",
            archive: Archive::over(Box::new(Local::new(place.filled(articles)))),
        });
    }
    all
}

/// The builds.
const WHOLE: u64 = 1;
const BY_MONTH: u64 = 2;

/// Where the articles are on the servers.
struct Place {
    client: Client,
    names: Names,
    shards: usize,
    last: AtomicU64,
    /// The slices that are there, each with its build.
    slices: Mutex<HashSet<(u64, String)>>,
}

static PLACE: LazyLock<Option<Place>> = LazyLock::new(|| Some(Place::new(&nodes()?)));

impl Place {
    fn new(nodes: &[String]) -> Self {
        let archive = format!("cr-answers-{}", std::process::id());
        let location = Location::parse(&format!("{}/{archive}", nodes.join(","))).unwrap();
        let client =
            Client::new(&location, &Access::default(), Limits { elsewhere: false, ..Limits::READING })
                .unwrap();
        let names = Names::new(&location.name);
        client.send(Method::Delete, &format!("/{}", names.all()), b"").unwrap();
        let (shards, last, slices) = (nodes.len(), AtomicU64::new(0), Mutex::default());
        let place = Self { client, names, shards, last, slices };
        for build in [WHOLE, BY_MONTH] {
            place.create(&place.names.vocabulary(build), vocabulary_mappings());
        }
        place
    }

    fn create(&self, index: &str, mut body: serde_json::Value) {
        body["settings"]["index"]["number_of_shards"] = self.shards.into();
        body["settings"]["index"]["number_of_replicas"] = usize::from(self.shards > 1).into();
        self.client.succeed(Method::Put, &format!("/{index}"), body.to_string().as_bytes()).unwrap();
    }

    /// Returns the slice of an article, which is there then.
    fn slice(&self, build: u64, article: &Article) -> String {
        let split = if build == BY_MONTH { Split::Month } else { Split::Whole };
        let slice = slice_of(split, article.date);
        let mut slices = self.slices.lock().unwrap();
        if slices.insert((build, slice.clone())) {
            self.create(&self.names.slice(build, &slice), mappings());
        }
        slice
    }

    /// Returns a reader of a new generation with these articles, and one that it removed.
    fn filled(&self, articles: &[Article]) -> OpenSearchReader {
        let generation = 1 + self.last.fetch_add(1, Ordering::Relaxed);
        let build = if generation.is_multiple_of(3) { BY_MONTH } else { WHOLE };
        let mut state = StateDocument {
            generation,
            build,
            abandoned: (1..generation).collect(),
            ..StateDocument::default()
        };
        let mut lines = String::new();
        let (mut terms, mut slices) = (VocabularyTerms::default(), BTreeSet::new());
        let mut add = |article: Article, removed: bool| {
            let analyzed = analyzed_article::analyze(article);
            let mut fields = document(&analyzed, generation);
            if removed {
                fields["removed"] = generation.into();
            } else {
                state.articles += 1;
                state.words += u64::from(analyzed.layout.words);
            }
            let id = document_id(&analyzed.article.id, generation);
            let slice = self.slice(build, &analyzed.article);
            let action = json!({ "index": { "_index": self.names.slice(build, &slice), "_id": id } });
            slices.insert(slice);
            writeln!(lines, "{action}\n{fields}").unwrap();
            vocabulary_terms(&analyzed, &mut |field, term| terms.add(field, term));
        };
        if let Some(first) = articles.first() {
            add(Article { id: "doomed".into(), lang: Some("en".into()), ..first.clone() }, true);
        }
        articles.iter().for_each(|article| add(article.clone(), false));
        for document in terms.documents() {
            // Many generations have the same words.
            let id = blake3::hash(document.to_string().as_bytes()).to_hex();
            let action = json!({ "index": { "_index": self.names.vocabulary(build), "_id": id.as_str() } });
            writeln!(lines, "{action}\n{document}").unwrap();
        }
        self.slice(build, &Article::default());
        if build == BY_MONTH {
            state.slices = slices.into_iter().collect();
        }
        let answer = self.client.succeed(Method::Post, "/_bulk?refresh=true", lines.as_bytes()).unwrap();
        let answer: serde_json::Value = answer.json().unwrap();
        assert_eq!(answer["errors"], json!(false), "{answer}");
        OpenSearchReader::new(self.client.clone(), &self.names, &state, ReaderOptions::default())
    }
}

/// Returns a request for `query` with a fixed current time.
pub(crate) fn request(query: &str) -> SearchRequest {
    let now = "2026-02-10T12:00:00Z".parse::<jiff::Timestamp>().unwrap().to_zoned(jiff::tz::TimeZone::UTC);
    SearchRequest::new(query, now)
}
