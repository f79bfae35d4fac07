//! The one writer of an archive on a cluster.

use std::{
    collections::BTreeMap,
    hash::Hasher as _,
    thread::{self, Builder},
};

use rustc_hash::{FxHashSet, FxHasher};
use serde_json::{Value, json};

use super::{
    Creation,
    bulk::{Bulk, FULL, Outcome},
    check_mappings, committed,
    lease::{Held, abandon},
    manifest, not_understood, now, reader,
    sending::{Earlier, send_articles, send_terms, shares},
    sweep,
};
use crate::{
    analyzed_article::AnalyzedArticle,
    backend::{
        Backend, BackendError,
        opensearch::{LAYOUT_VERSION, ReaderOptions, document_id, mappings, vocabulary_mappings},
    },
    opensearch::{
        Client, Limits, Method,
        layout::{self, Names, PartEntry, StateDocument},
    },
    store::{
        Applied, BatchSize, Change, Committed, LastRun, ManifestPart, State, StoreError, WritePart, Writer,
    },
};

/// Number of requests in flight.
const LANES: usize = 3;
/// Number of ids in one request that looks for articles.
const IDS_AT_ONCE: usize = 1000;
/// Maximum number of terms that are remembered as sent.
const MAX_TERMS: usize = 8_000_000;
/// A text of this many bytes becomes a document of about four times as many.
const BATCH: BatchSize = BatchSize { changes: 4096, bytes: LANES * FULL / 4, applied: Applied::Meanwhile };
/// The slice of an archive that is not split by time.
const SLICE: &str = "all";

/// Writes to the build in force, or to a new one.
pub(super) struct ClusterWriter {
    client: Client,
    /// One client for each request in flight, each beginning with another node.
    lanes: Vec<Client>,
    names: Names,
    name: String,
    creation: Creation,
    nodes: usize,
    batch: BatchSize,
    held: Held,
    /// The build to write to; `None` until there is something to write.
    build: Option<u64>,
    /// The number of the next commit; `None` until there is something to write.
    generation: Option<u64>,
    /// Hashes of the ids of articles put, and of committed articles removed, since the last commit.
    put: FxHashSet<u64>,
    removed: FxHashSet<u64>,
    /// Number of live articles with the changes so far.
    articles: u64,
    /// Hashes of the terms that were sent to the vocabulary of the build.
    terms: FxHashSet<u64>,
    /// Whether the vocabulary has terms of earlier runs.
    has_earlier: bool,
}

/// What a batch of changes comes to.
#[derive(Default)]
struct Plan {
    /// Ids to remove from the committed state.
    removals: Vec<String>,
    /// Ids put since the last commit whose documents are deleted.
    withdrawn: Vec<String>,
    /// Articles to write, each with the number of its change.
    puts: Vec<(usize, Box<AnalyzedArticle>)>,
}

impl ClusterWriter {
    pub(super) fn new(
        client: Client,
        held: Held,
        name: String,
        (creation, nodes): (Creation, usize),
        memory: usize,
    ) -> Self {
        let lanes = (0..LANES).map(|lane| client.beginning_with(lane)).collect();
        // An analyzed article and its document take some thirty times the memory of its text.
        let bytes = BATCH.bytes.min(memory / 32).max(1 << 18);
        Self {
            client,
            lanes,
            names: held.names().clone(),
            name,
            creation,
            nodes,
            batch: BatchSize { bytes, ..BATCH },
            held,
            build: None,
            generation: None,
            put: FxHashSet::default(),
            removed: FxHashSet::default(),
            articles: 0,
            terms: FxHashSet::default(),
            has_earlier: false,
        }
    }

    /// Deletes what earlier writers left.
    pub(super) fn clear_leftovers(&self) -> Result<(), StoreError> {
        sweep::clear_leftovers(&self.client, &self.names, &self.held)
    }

    /// Returns the build and the generation to write to.
    fn begin(&mut self) -> Result<(u64, u64), StoreError> {
        let state = self.held.state()?;
        let build = match self.build {
            Some(build) => build,
            None if state.build == 0 => {
                self.start_anew()?;
                self.build.expect("started above")
            }
            None => {
                self.build = Some(state.build);
                self.articles = state.articles;
                self.has_earlier = true;
                state.build
            }
        };
        let generation = match self.generation {
            Some(generation) => generation,
            None => self.held.change(|state| state.issued += 1)?.issued,
        };
        self.generation = Some(generation);
        Ok((build, generation))
    }

    fn create_build(&self, build: u64) -> Result<(), StoreError> {
        let copies = |body: &mut Value| {
            let index = &mut body["settings"]["index"];
            index["refresh_interval"] = json!("-1");
            match self.creation.replicas {
                Some(replicas) => index["number_of_replicas"] = json!(replicas),
                None => index["auto_expand_replicas"] = json!("0-1"),
            }
        };
        let mut articles = mappings();
        copies(&mut articles);
        let nodes = u32::try_from(self.nodes).unwrap_or(u32::MAX);
        articles["settings"]["index"]["number_of_shards"] =
            json!(self.creation.shards.unwrap_or(nodes).max(1));
        layout::create_index(&self.client, &self.names.slice(build, SLICE), &articles)?;
        let mut vocabulary = vocabulary_mappings();
        copies(&mut vocabulary);
        Ok(layout::create_index(&self.client, &self.names.vocabulary(build), &vocabulary)?)
    }

    /// Returns the place of each committed article with one of these ids.
    fn find(&self, ids: &[String], build: u64) -> Result<Vec<(String, Place)>, StoreError> {
        let state = self.held.state()?;
        if state.build != build || state.articles == 0 {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for some in ids.chunks(IDS_AT_ONCE) {
            let query = json!({"bool": {"filter": [{"terms": {"id": some}}, state.live()]}});
            let body = json!({
                "query": query, "size": some.len(), "_source": false, "docvalue_fields": ["id"], "track_total_hits": true,
            });
            let path = format!("/{}/_search?allow_partial_search_results=false", self.names.articles(build));
            let answer = layout::complete(&self.client, Method::Post, &path, body.to_string().as_bytes())?;
            for hit in answer["hits"]["hits"].as_array().into_iter().flatten() {
                let text = |value: &Value| value.as_str().map(str::to_owned);
                let place = text(&hit["_index"]).zip(text(&hit["_id"]));
                found.extend(text(&hit["fields"]["id"][0]).zip(place));
            }
        }
        Ok(found)
    }

    /// Marks committed articles as removed, and deletes documents put since the last commit.
    fn remove(&mut self, plan: &Plan, (build, generation): (u64, u64)) -> Result<(), StoreError> {
        let mut bulk = Bulk::default();
        let fields = json!({ "removed": generation });
        for (id, (index, document)) in self.find(&plan.removals, build)? {
            if self.removed.insert(hash(&id)) {
                bulk.update(&index, &document, &fields);
                self.articles -= 1;
            }
        }
        for id in &plan.withdrawn {
            bulk.delete(&self.names.slice(build, SLICE), &document_id(id, generation));
            self.put.remove(&hash(id));
            self.articles -= 1;
        }
        if bulk.is_empty() {
            return Ok(());
        }
        match bulk.send(&self.client)?.into_iter().find(|outcome| *outcome != Outcome::Done) {
            None | Some(Outcome::Missing) => Ok(()),
            Some(outcome) => Err(not_understood("removing articles", format!("{outcome:?}"))),
        }
    }

    /// Sends articles and their terms. Returns the articles that the server does not take, by the number of the change.
    fn write(
        &mut self,
        puts: Vec<(usize, Box<AnalyzedArticle>)>,
        (build, generation): (u64, u64),
    ) -> Result<BTreeMap<usize, BackendError>, StoreError> {
        let index = self.names.slice(build, SLICE);
        let (client, lanes) = (self.client.clone(), self.lanes.clone());
        let ids: Vec<(usize, u64)> =
            puts.iter().map(|(at, article)| (*at, hash(&article.article.id))).collect();
        let refused = thread::scope(|scope| {
            let mut sending = Vec::with_capacity(lanes.len());
            for (share, client) in shares(&puts, lanes.len()).into_iter().zip(&lanes) {
                let index = &index;
                let send = move || send_articles(client, index, generation, share);
                let lane = Builder::new().spawn_scoped(scope, send);
                sending.push(lane.map_err(|source| StoreError::Io {
                    action: "start a thread that writes to",
                    at: self.name.clone(),
                    source,
                })?);
            }
            if self.terms.len() > MAX_TERMS {
                self.terms.clear();
                self.has_earlier = true;
            }
            let earlier = if self.has_earlier { Earlier::MayBe } else { Earlier::None };
            send_terms(&client, &self.names.vocabulary(build), &puts, (&mut self.terms, earlier))?;
            let mut refused = BTreeMap::new();
            for lane in sending {
                refused.extend(lane.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
            }
            Ok::<_, StoreError>(refused)
        })?;
        for (at, id) in ids {
            if !refused.contains_key(&at) && self.put.insert(id) {
                self.articles += 1;
            }
        }
        Ok(refused)
    }

    /// Makes everything visible to searches that was written, and returns the number of live articles and of their words.
    fn counted(&self, (build, generation): (u64, u64)) -> Result<(u64, u64), StoreError> {
        let (articles, vocabulary) = (self.names.articles(build), self.names.vocabulary(build));
        sweep::refresh(&self.client, &format!("{articles},{vocabulary}"))?;
        let abandoned = self.held.state()?.abandoned;
        count(&self.client, &articles, &layout::live(generation, &abandoned))
    }

    /// Lets the alias of the archive point to the build in force.
    fn move_alias(&self, build: u64) -> Result<(), StoreError> {
        sweep::move_alias(&self.client, &self.names, build)
    }
}

/// Index and `_id` of a document.
type Place = (String, String);

/// Returns the number of articles that satisfy a filter, and of their words.
pub(super) fn count(client: &Client, articles: &str, filter: &Value) -> Result<(u64, u64), StoreError> {
    let body = json!({
        "size": 0, "track_total_hits": true, "query": {"bool": {"filter": [filter]}},
        "aggs": {"words": {"sum": {"field": "words"}}},
    });
    let path = format!("/{articles}/_search?allow_partial_search_results=false");
    let answer = layout::complete(client, Method::Post, &path, body.to_string().as_bytes())?;
    let articles = answer["hits"]["total"]["value"].as_u64();
    let words = answer["aggregations"]["words"]["value"].as_f64();
    match (articles, words) {
        (Some(articles), Some(words)) => Ok((articles, words as u64)),
        _ => Err(not_understood("counting articles", "there is no total")),
    }
}

fn hash(id: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(id.as_bytes());
    hasher.finish()
}

impl Plan {
    /// Returns what changes come to that are made in this order. `is_put` says whether an article with an id was put since the
    /// last commit.
    fn of(changes: Vec<Change>, is_put: impl Fn(&str) -> bool) -> Self {
        let mut deleted: BTreeMap<String, ()> = BTreeMap::new();
        let mut puts: BTreeMap<String, (usize, Box<AnalyzedArticle>)> = BTreeMap::new();
        for (at, change) in changes.into_iter().enumerate() {
            match change {
                Change::Put(article) => {
                    puts.insert(article.article.id.clone(), (at, article));
                }
                Change::Delete(id) => {
                    puts.remove(&id);
                    deleted.insert(id, ());
                }
            }
        }
        let removals: Vec<String> = deleted.into_keys().collect();
        let is_withdrawn = |id: &&String| is_put(id) && !puts.contains_key(*id);
        let withdrawn = removals.iter().filter(is_withdrawn).cloned().collect();
        Self { withdrawn, removals, puts: puts.into_values().collect() }
    }
}

impl Writer for ClusterWriter {
    fn committed(&mut self) -> Result<Option<Committed>, StoreError> {
        let state = self.held.state()?;
        Ok((state.generation > 0).then(|| committed(&self.client, &self.names, &state)))
    }

    fn batch_size(&self) -> BatchSize {
        self.batch
    }

    fn verify(&mut self) -> Result<(), StoreError> {
        check_mappings(&self.client, &self.names, &self.name, &self.held.state()?)
    }

    fn manifest_left(&self) -> Vec<ManifestPart> {
        let state = self.held.state();
        state.map(|state| manifest::parts(&self.client, &self.names, &state)).unwrap_or_default()
    }

    fn reader(&self) -> Result<Box<dyn Backend>, StoreError> {
        let state = self.held.state()?;
        if state.generation == 0 {
            return Err(StoreError::Unfinished { at: self.name.clone() });
        }
        reader(&self.client.with_limits(Limits::READING), &self.names, &state, ReaderOptions::default())
    }

    fn start_anew(&mut self) -> Result<(), StoreError> {
        let build = self.held.change(|state| state.builds += 1)?.builds;
        self.create_build(build)?;
        self.build = Some(build);
        self.articles = 0;
        self.put.clear();
        self.removed.clear();
        self.terms.clear();
        self.has_earlier = false;
        Ok(())
    }

    fn apply(&mut self, changes: Vec<Change>) -> Result<Vec<Result<(), BackendError>>, StoreError> {
        let target = self.begin()?;
        let made = changes.len();
        let mut plan = Plan::of(changes, |id| self.put.contains(&hash(id)));
        self.remove(&plan, target)?;
        let mut refused = self.write(std::mem::take(&mut plan.puts), target)?;
        Ok((0..made).map(|at| refused.remove(&at).map_or(Ok(()), Err)).collect())
    }

    fn commit(&mut self, state: &State, kept: usize, part: &WritePart<'_>) -> Result<(), StoreError> {
        let target @ (build, generation) = self.begin()?;
        // If the lease is lost, another writer may have deleted what this one wrote.
        self.held.change(|_| {})?;
        let (articles, words) = self.counted(target)?;
        if articles != self.articles {
            let what =
                format!("the cluster holds {articles} of {} articles that were written", self.articles);
            return Err(BackendError::Damaged { what }.into());
        }
        let name = format!("part-{generation}-{}", layout::token());
        let entry = manifest::write(&self.client, &self.names, &name, part)?;
        let before = self.held.state()?.build;
        let removes = !self.removed.is_empty();
        self.held.change(|now| {
            apply_commit(now, state, (build, generation), (kept, entry));
            (now.articles, now.words) = (articles, words);
            if removes {
                now.removing.push((generation, now.committed));
            }
        })?;
        self.generation = None;
        self.put.clear();
        self.removed.clear();
        if before == build { Ok(()) } else { self.move_alias(build) }
    }

    fn close(self: Box<Self>, did: &LastRun) -> Result<(), StoreError> {
        let did = serde_json::to_value(did).expect("numbers are plain data");
        self.held.release(|state| {
            abandon(state);
            state.last_run = Some(did);
            state.changes += 1;
        })
    }
}

/// Enters a commit into the state document.
fn apply_commit(
    now: &mut StateDocument,
    state: &State,
    (build, generation): (u64, u64),
    (kept, entry): (usize, PartEntry),
) {
    now.committed = self::now();
    if now.build == build {
        now.manifest.truncate(kept);
    } else {
        now.manifest.clear();
        now.removing.clear();
        if now.build > 0 {
            now.replaced.push((now.build, now.committed));
        }
    }
    now.manifest.push(entry);
    now.build = build;
    now.generation = generation;
    now.run = state.run;
    (now.format, now.analyzer) = (state.versions.format, state.versions.analyzer);
    (now.layout, now.documents) = (layout::LAYOUT_VERSION, LAYOUT_VERSION);
    now.changes += 1;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    fn put(id: &str) -> Change {
        let article = Article { id: id.to_owned(), ..Article::default() };
        Change::Put(Box::new(AnalyzedArticle::new(article, &[])))
    }

    #[test]
    fn the_last_change_of_an_id_counts() {
        let delete = |id: &str| Change::Delete(id.to_owned());
        let changes =
            vec![put("a"), put("b"), delete("a"), put("c"), delete("d"), put("d"), put("d"), delete("e")];
        let plan = Plan::of(changes, |id| id == "e" || id == "d");
        assert_eq!(plan.removals, ["a", "d", "e"]);
        assert_eq!(plan.withdrawn, ["e"]);
        let puts: Vec<(usize, &str)> =
            plan.puts.iter().map(|(at, article)| (*at, article.article.id.as_str())).collect();
        assert_eq!(puts, [(1, "b"), (3, "c"), (6, "d")]);
    }
}
