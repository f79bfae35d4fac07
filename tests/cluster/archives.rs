//! The same articles in memory and on the search servers.
//!
//! All archives on the servers share their indexes: each is a generation of its own, which abandons the earlier ones. So every test
//! also finds out whether articles and terms of other generations stay out of sight.

use std::{
    fmt::Write as _,
    sync::{
        LazyLock,
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
    opensearch::{
        Access, Client, Limits, Location, Method,
        layout::{Names, StateDocument},
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

/// Where the articles are on the servers.
struct Place {
    client: Client,
    names: Names,
    last: AtomicU64,
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
        for (index, mut body) in
            [(names.slice(1, "all"), mappings()), (names.vocabulary(1), vocabulary_mappings())]
        {
            client.send(Method::Delete, &format!("/{index}"), b"").unwrap();
            body["settings"]["index"]["number_of_shards"] = nodes.len().into();
            body["settings"]["index"]["number_of_replicas"] = usize::from(nodes.len() > 1).into();
            client.succeed(Method::Put, &format!("/{index}"), body.to_string().as_bytes()).unwrap();
        }
        Self { client, names, last: AtomicU64::new(0) }
    }

    /// Returns a reader of a new generation with these articles, and one that it removed.
    fn filled(&self, articles: &[Article]) -> OpenSearchReader {
        let generation = 1 + self.last.fetch_add(1, Ordering::Relaxed);
        let mut state = StateDocument {
            generation,
            build: 1,
            abandoned: (1..generation).collect(),
            ..StateDocument::default()
        };
        let mut lines = String::new();
        let mut terms = VocabularyTerms::default();
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
            let action = json!({ "index": { "_index": self.names.slice(1, "all"), "_id": id } });
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
            let action = json!({ "index": { "_index": self.names.vocabulary(1), "_id": id.as_str() } });
            writeln!(lines, "{action}\n{document}").unwrap();
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
