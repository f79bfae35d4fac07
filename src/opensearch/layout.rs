//! The layout of an archive on the server.
//!
//! ```text
//! NAME.state                 one shard: the state document, and the parts of the manifest of inputs
//! NAME.articles-BUILD-SLICE  articles; one slice `all`, or those of `slices.rs`
//! NAME.vocabulary-BUILD      the terms of each field
//! NAME                       alias of the articles of the build in force
//! ```
//!
//! Every article carries the number of the generation that added it and, once it is removed, of the one that removed it. The
//! state document says which generation is in force. It is written last, on the condition that nobody has written it since,
//! so a commit is visible as a whole or not at all. A generation whose writer gave up is never in force, also if some of its
//! writes arrive late: its number is in [`StateDocument::abandoned`].

use std::{
    hash::{BuildHasher as _, RandomState},
    thread,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Answer, Client, ClientError, Method};
use crate::{
    dates::Split,
    deadline::{self, Deadline},
};

/// Version of the state document, the names of indexes, and the names of inputs in the manifest.
pub const LAYOUT_VERSION: u32 = 2;

/// Time for all shards to answer, and pause before they are asked again.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(10), Duration::from_millis(200));

/// The id of the state document.
const STATE: &str = "state";

/// The names of an archive's indexes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// Name of the archive, and of the alias over its articles.
    pub archive: String,
}

impl Names {
    /// Returns the names for an archive.
    #[must_use]
    pub fn new(archive: &str) -> Self {
        Self { archive: archive.to_owned() }
    }

    /// The index of the state document.
    #[must_use]
    pub fn state(&self) -> String {
        format!("{}.state", self.archive)
    }

    /// A pattern for the indexes of a build's articles.
    #[must_use]
    pub fn articles(&self, build: u64) -> String {
        self.slice(build, "*")
    }

    /// A pattern for the indexes of the articles of all builds.
    #[must_use]
    pub fn articles_of_all_builds(&self) -> String {
        format!("{}.articles-*", self.archive)
    }

    /// A pattern for the vocabularies of all builds.
    #[must_use]
    pub fn vocabulary_of_all_builds(&self) -> String {
        format!("{}.vocabulary-*", self.archive)
    }

    /// The index of a slice of a build's articles.
    #[must_use]
    pub fn slice(&self, build: u64, slice: &str) -> String {
        format!("{}{slice}", self.slice_prefix(build))
    }

    /// What the names of the indexes of a build's articles begin with.
    #[must_use]
    pub fn slice_prefix(&self, build: u64) -> String {
        format!("{}.articles-{build}-", self.archive)
    }

    /// The index of a build's vocabulary.
    #[must_use]
    pub fn vocabulary(&self, build: u64) -> String {
        format!("{}.vocabulary-{build}", self.archive)
    }

    /// A pattern for all indexes of the archive.
    #[must_use]
    pub fn all(&self) -> String {
        format!("{}.*", self.archive)
    }
}

/// What is in force.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct StateDocument {
    /// Version of this document; see [`LAYOUT_VERSION`].
    pub layout: u32,
    /// Version of the indexes and of the manifest, of the build in force.
    pub format: u32,
    /// Version of the analysis of words, of the build in force.
    pub analyzer: u32,
    /// Version of the documents of articles, of the build in force.
    #[serde(default)]
    pub documents: u32,
    /// Number of the generation in force; 0 before the first commit.
    pub generation: u64,
    /// The highest number that was given to a generation.
    pub issued: u64,
    /// Generations below `generation` that were never committed.
    #[serde(default)]
    pub abandoned: Vec<u64>,
    /// Number of the build in force; 0 before the first commit.
    pub build: u64,
    /// The highest number that was given to a build.
    pub builds: u64,
    /// Start of the run that made the commit, in seconds since 1970-01-01T00:00Z.
    pub run: i64,
    /// When the commit was made, in seconds since 1970-01-01T00:00Z.
    pub committed: i64,
    /// Number of live articles.
    pub articles: u64,
    /// Number of their words.
    pub words: u64,
    /// Their languages, in byte order, `None` for unknown ones; `None` in all if the run did not write them down.
    #[serde(default)]
    pub languages: Option<Vec<Option<String>>>,
    /// The parts of the manifest of inputs, in the order in which they were written.
    #[serde(default)]
    pub manifest: Vec<PartEntry>,
    /// What the last run did.
    #[serde(default)]
    pub last_run: Option<Value>,
    /// Number of commits and runs so far.
    pub changes: u64,
    /// Who writes.
    #[serde(default)]
    pub lease: Option<Lease>,
    /// By what the articles of the build in force are divided.
    #[serde(default)]
    pub split: Split,
    /// The slices of the build in force, in order; empty if it is not divided.
    #[serde(default)]
    pub slices: Vec<String>,
    /// Number of shards of a new slice; `None`: one.
    #[serde(default)]
    pub shards: Option<u32>,
    /// Number of copies of each shard of a new slice; `None`: one if the cluster has several nodes.
    #[serde(default)]
    pub replicas: Option<u32>,
    /// Builds that are no longer in force, each with the time since when.
    #[serde(default)]
    pub replaced: Vec<(u64, i64)>,
    /// Recent generations that removed articles, each with the time of its commit.
    #[serde(default)]
    pub removing: Vec<(u64, i64)>,
    /// Identifies the last change of this document.
    #[serde(default)]
    pub write: String,
}

/// A part of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartEntry {
    /// Its name, with which the ids of its chunks begin.
    pub name: String,
    /// Its seal.
    pub seal: String,
    /// Its size in bytes.
    pub size: u64,
}

/// The right to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// Identifies the writer.
    pub token: String,
    /// Its process; 0 if unknown.
    pub pid: u32,
    /// Its machine; may be empty.
    pub host: String,
    /// When it ends unless it is renewed, in milliseconds since 1970-01-01T00:00Z.
    pub until: i64,
}

impl StateDocument {
    /// Returns a filter for the articles that are live in this state.
    #[must_use]
    pub fn live(&self) -> Value {
        live(self.generation, &self.abandoned)
    }
}

/// Returns a filter for the articles that are live in a generation.
#[must_use]
pub fn live(generation: u64, abandoned: &[u64]) -> Value {
    let upto = |field: &str| json!({"range": {field: {"lte": generation}}});
    let given_up = |field: &str| json!({"terms": {field: abandoned}});
    if abandoned.is_empty() {
        return json!({"bool": {"filter": [upto("added")], "must_not": [upto("removed")]}});
    }
    let removed = json!({"bool": {"filter": [upto("removed")], "must_not": [given_up("removed")]}});
    json!({"bool": {"filter": [upto("added")], "must_not": [given_up("added"), removed]}})
}

/// The state document as it was read, with what a later change is made conditional on.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenState {
    /// The document.
    pub state: StateDocument,
    seq_no: u64,
    primary_term: u64,
}

/// What is at the place of an archive.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// The index of the state document, without the document: it was being created.
    Unfinished,
    /// The state document.
    State(Box<SeenState>),
    /// Indexes that are not of this program, of which this is one.
    Stranger(String),
}

#[derive(Deserialize)]
struct GetAnswer {
    #[serde(default)]
    found: bool,
    #[serde(rename = "_seq_no", default)]
    seq_no: u64,
    #[serde(rename = "_primary_term", default)]
    primary_term: u64,
    #[serde(rename = "_source")]
    source: Option<StateSource>,
}

#[derive(Serialize, Deserialize)]
struct StateSource {
    state: StateDocument,
}

/// Reads the state document.
///
/// # Errors
/// If the cluster does not answer, or the document is not understood.
pub fn read(client: &Client, names: &Names) -> Result<Found, ClientError> {
    let path = format!("/{}/_doc/{STATE}", names.state());
    let answer = client.send(Method::Get, &path, b"")?;
    match answer.status {
        200 => {
            let got: GetAnswer = match answer.json() {
                Ok(got) => got,
                // Another program's index may have such a document too.
                Err(error) => return if is_ours(client, names)? { Err(error) } else { Ok(stranger(names)) },
            };
            let GetAnswer { found: true, seq_no, primary_term, source: Some(source) } = got else {
                return Ok(stranger(names));
            };
            Ok(Found::State(Box::new(SeenState { state: source.state, seq_no, primary_term })))
        }
        404 if answer.body.windows(9).any(|part| part == b"\"found\":f") => {
            Ok(if is_ours(client, names)? { Found::Unfinished } else { stranger(names) })
        }
        404 => without_state(client, names),
        _ => Err(answer.success().err().unwrap_or_else(|| not_understood(client))),
    }
}

fn not_understood(client: &Client) -> ClientError {
    let node = client.nodes().first().cloned().unwrap_or_default();
    ClientError::Unexpected { node, what: "an unknown status".to_owned() }
}

fn stranger(names: &Names) -> Found {
    Found::Stranger(names.state())
}

/// Tells whether there are indexes of another program in the way.
fn without_state(client: &Client, names: &Names) -> Result<Found, ClientError> {
    let pattern = format!("{},{}", names.archive, names.all());
    let path = format!("/{pattern}/_alias?ignore_unavailable=true&expand_wildcards=all");
    let answer = client.send(Method::Get, &path, b"")?;
    if answer.status == 404 {
        return Ok(Found::Nothing);
    }
    let found: serde_json::Map<String, Value> = answer.success()?.json()?;
    Ok(found.keys().next().map_or(Found::Nothing, |index| Found::Stranger(index.clone())))
}

/// Returns whether the index of the state document is of this program.
fn is_ours(client: &Client, names: &Names) -> Result<bool, ClientError> {
    let answer = client.succeed(Method::Get, &format!("/{}/_mapping", names.state()), b"")?;
    let mappings: Value = answer.json()?;
    Ok(mappings[names.state()]["mappings"]["_meta"]["morgue"].is_object())
}

/// Creates the index of the state document and the document, if they are not there.
///
/// # Errors
/// If the cluster does not answer or refuses.
pub fn create(client: &Client, names: &Names, replicas: Option<u32>) -> Result<(), ClientError> {
    let mut index = json!({"number_of_shards": 1, "refresh_interval": "-1"});
    match replicas {
        Some(replicas) => index["number_of_replicas"] = replicas.into(),
        None => index["auto_expand_replicas"] = "0-1".into(),
    }
    let body = json!({
        "settings": {"index": index},
        "mappings": {
            "dynamic": "strict",
            "_meta": {"morgue": {"layout": LAYOUT_VERSION}},
            "properties": {
                "state": {"type": "object", "enabled": false},
                "part": {"type": "keyword"},
                "chunk": {"type": "binary"},
            },
        },
    });
    create_index(client, &names.state(), &body)?;
    let state = StateDocument { layout: LAYOUT_VERSION, write: token(), ..StateDocument::default() };
    let path = format!("/{}/_create/{STATE}", names.state());
    let answer = client.send(Method::Put, &path, &bytes(&StateSource { state }))?;
    // Another writer may have created it meanwhile, or this one did with an answer that was lost.
    if answer.status == 409 { Ok(()) } else { answer.success().map(|_| ()) }
}

/// Creates an index if it is not there.
///
/// # Errors
/// If the cluster does not answer or refuses.
pub fn create_index(client: &Client, name: &str, body: &Value) -> Result<(), ClientError> {
    let answer = client.send(Method::Put, &format!("/{name}"), body.to_string().as_bytes())?;
    match answer.success() {
        Err(ClientError::Status { kind, .. }) if kind == "resource_already_exists_exception" => Ok(()),
        answer => answer.map(|_| ()),
    }
}

/// Changes the state document from `seen` to `state`, unless it has changed since. Returns what is there now, or `None` if somebody
/// else has changed it.
///
/// # Errors
/// If the cluster does not answer or refuses.
pub fn change(
    client: &Client,
    names: &Names,
    seen: &SeenState,
    mut state: StateDocument,
) -> Result<Option<SeenState>, ClientError> {
    #[derive(Deserialize)]
    struct Written {
        #[serde(rename = "_seq_no")]
        seq_no: u64,
        #[serde(rename = "_primary_term")]
        primary_term: u64,
    }
    state.write = token();
    let SeenState { seq_no, primary_term, .. } = seen;
    let path = format!("/{}/_doc/{STATE}?if_seq_no={seq_no}&if_primary_term={primary_term}", names.state());
    let source = StateSource { state };
    let answer = client.send(Method::Put, &path, &bytes(&source))?;
    let state = source.state;
    if answer.status != 409 {
        let Written { seq_no, primary_term } = answer.success()?.json()?;
        return Ok(Some(SeenState { state, seq_no, primary_term }));
    }
    // The first answer may have been lost, and the request repeated.
    match read(client, names)? {
        Found::State(now) if now.state.write == state.write => Ok(Some(*now)),
        _ => Ok(None),
    }
}

/// Returns a text that no other call returns.
#[must_use]
pub fn token() -> String {
    format!("{:016x}", RandomState::new().hash_one((Instant::now(), std::process::id())))
}

fn bytes(source: &StateSource) -> Vec<u8> {
    serde_json::to_vec(source).expect("a state is plain data")
}

/// Sends a request that concerns many shards until all of them have answered, for at most ten seconds: where a node ended, another one
/// soon answers for its shards.
///
/// # Errors
/// [`ClientError::Unexpected`] if shards still fail or the time is over; errors of the request.
pub fn complete(client: &Client, method: Method, path: &str, body: &[u8]) -> Result<Value, ClientError> {
    let started = Instant::now();
    loop {
        let whole = whole(&client.succeed(method, path, body)?);
        if whole.is_ok() || started.elapsed() > PATIENCE.0 {
            return whole;
        }
        thread::sleep(PATIENCE.1.min(Deadline::left().unwrap_or(PATIENCE.1)));
        deadline::check()?;
    }
}

/// Returns an answer if it is complete.
fn whole(answer: &Answer) -> Result<Value, ClientError> {
    let body: Value = answer.json()?;
    let failed = body["_shards"]["failed"].as_u64().unwrap_or(0);
    let timed_out = body["timed_out"].as_bool().unwrap_or(false);
    if failed == 0 && !timed_out {
        return Ok(body);
    }
    let reason = body["_shards"]["failures"][0]["reason"]["reason"].as_str().unwrap_or("the time was over");
    let total = body["_shards"]["total"].as_u64().unwrap_or(0);
    let what = format!("{failed} of {total} shards did not answer: {reason}");
    Err(ClientError::Unexpected { node: answer.node.clone(), what })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::opensearch::test_server::{client, http, server};

    #[test]
    fn a_filter_leaves_out_generations_that_were_given_up() {
        assert_eq!(
            live(7, &[]).to_string(),
            r#"{"bool":{"filter":[{"range":{"added":{"lte":7}}}],"must_not":[{"range":{"removed":{"lte":7}}}]}}"#
        );
        let filter = live(7, &[5]).to_string();
        assert!(
            filter.contains(r#"{"terms":{"added":[5]}}"#) && filter.contains(r#"{"terms":{"removed":[5]}}"#)
        );
    }

    #[test]
    fn what_shards_do_not_answer_is_asked_again() {
        let times = AtomicU32::new(0);
        let at = server(move |_| match times.fetch_add(1, Ordering::Relaxed) {
            0 => http(
                "200 OK",
                "",
                r#"{"_shards":{"total":2,"failed":1,"failures":[{"reason":{"reason":"a node left"}}]}}"#,
            ),
            1 => http("200 OK", "", r#"{"_shards":{"total":2,"failed":0},"timed_out":true}"#),
            _ => http("200 OK", "", r#"{"_shards":{"total":2,"failed":0},"n":7}"#),
        });
        let answer = complete(&client(&[&at]), Method::Post, "/news/_refresh", b"").unwrap();
        assert_eq!(answer["n"], 7);

        let never = server(|_| http("200 OK", "", r#"{"_shards":{"total":2,"failed":1}}"#));
        let _entered = Deadline::after(Duration::from_millis(700)).enter();
        let error = complete(&client(&[&never]), Method::Post, "/news/_refresh", b"").unwrap_err();
        assert!(matches!(error, ClientError::Interrupted(_)), "{error}");
    }

    #[test]
    fn the_names_of_builds_do_not_match_each_others_patterns() {
        let names = Names::new("news");
        let pattern = names.articles(1);
        assert!(names.slice(1, "2026").starts_with(pattern.trim_end_matches('*')));
        assert!(!names.slice(10, "all").starts_with(pattern.trim_end_matches('*')));
        assert_ne!(token(), token());
    }
}
