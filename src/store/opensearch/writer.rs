//! The one writer of an archive on a cluster.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::Hasher as _,
    thread::{self, Builder},
};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use serde_json::{Value, json};

use super::{
    Creation,
    bulk::{Bulk, FULL, Outcome},
    check, check_mappings, committed,
    lease::{Held, abandon},
    manifest, not_understood, now,
    plan::Plan,
    reader,
    sending::{Addressed, Earlier, send_articles, send_terms, shares},
    slices::BuildSlices,
    sweep,
};
use crate::{
    analyzed_article::AnalyzedArticle,
    backend::{
        Backend, BackendError,
        opensearch::{LAYOUT_VERSION, ReaderOptions, UNKNOWN_LANGUAGE, document_id},
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
/// Maximum number of languages that the state document names.
const MAX_LANGUAGES: usize = 500;
/// Maximum number of terms that are remembered as sent.
const MAX_TERMS: usize = 8_000_000;
/// A text of this many bytes becomes a document of about four times as many.
const BATCH: BatchSize = BatchSize { changes: 4096, bytes: LANES * FULL / 4, applied: Applied::Meanwhile };

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
    /// The build to write to, and its slices; `None` until there is something to write.
    build: Option<u64>,
    slices: Option<BuildSlices>,
    /// The number of the next commit; `None` until there is something to write.
    generation: Option<u64>,
    /// The slices of articles put since the last commit, by the hashes of their ids.
    put: FxHashMap<u64, u16>,
    /// Hashes of the ids of committed articles removed since the last commit.
    removed: FxHashSet<u64>,
    /// The indexes of articles that were changed since the last commit.
    changed: BTreeSet<String>,
    /// Number of live articles with the changes so far.
    articles: u64,
    /// Hashes of the terms that were sent to the vocabulary of the build.
    terms: FxHashSet<u64>,
    /// Whether the vocabulary has terms of earlier runs.
    has_earlier: bool,
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
            slices: None,
            generation: None,
            put: FxHashMap::default(),
            removed: FxHashSet::default(),
            changed: BTreeSet::new(),
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
                self.slices = Some(BuildSlices::in_force(&self.client, &self.names, &state)?);
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

    /// Returns the slices of the build that is written to.
    fn slices(&mut self) -> &mut BuildSlices {
        self.slices.as_mut().expect("they are set with the build")
    }

    /// Adds the slice to each article.
    fn addressed(&mut self, puts: Vec<(usize, Box<AnalyzedArticle>)>) -> Result<Vec<Addressed>, StoreError> {
        let client = self.client.clone();
        let mut addressed = Vec::with_capacity(puts.len());
        for (change, article) in puts {
            let slice = self.slices().place(&client, &article.article)?;
            let index = self.slices().index(slice);
            self.changed.insert(index.clone());
            addressed.push(Addressed { change, article, slice, index });
        }
        Ok(addressed)
    }

    /// Marks committed articles as removed, and deletes documents put since the last commit: those that are withdrawn, and those of
    /// articles that are put to another slice now.
    fn remove(
        &mut self,
        plan: &Plan,
        puts: &[Addressed],
        (build, generation): (u64, u64),
    ) -> Result<(), StoreError> {
        let mut bulk = Bulk::default();
        let fields = json!({ "removed": generation });
        for (id, (index, document)) in self.find(&plan.removals, build)? {
            if self.slices().is_frozen(&index) {
                let what = format!("article `{id}` in it has changed or is gone");
                return Err(StoreError::Frozen { index, what });
            }
            if self.removed.insert(hash(&id)) {
                bulk.update(&index, &document, &fields);
                self.changed.insert(index);
                self.articles -= 1;
            }
        }
        let goes_elsewhere = |put: &&Addressed| {
            self.put.get(&hash(&put.article.article.id)).is_some_and(|before| *before != put.slice)
        };
        let moved: Vec<&String> =
            puts.iter().filter(goes_elsewhere).map(|put| &put.article.article.id).collect();
        for id in plan.withdrawn.iter().chain(moved) {
            let Some(slice) = self.put.remove(&hash(id)) else { continue };
            let index = self.slices().index(slice);
            bulk.delete(&index, &document_id(id, generation));
            self.changed.insert(index);
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
        puts: &[Addressed],
        (build, generation): (u64, u64),
    ) -> Result<BTreeMap<usize, BackendError>, StoreError> {
        let (client, lanes) = (self.client.clone(), self.lanes.clone());
        let refused = thread::scope(|scope| {
            let mut sending = Vec::with_capacity(lanes.len());
            for (share, client) in shares(puts, lanes.len()).into_iter().zip(&lanes) {
                let send = move || send_articles(client, generation, share);
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
            send_terms(&client, &self.names.vocabulary(build), puts, (&mut self.terms, earlier))?;
            let mut refused = BTreeMap::new();
            for lane in sending {
                refused.extend(lane.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
            }
            Ok::<_, StoreError>(refused)
        })?;
        for put in puts.iter().filter(|put| !refused.contains_key(&put.change)) {
            if self.put.insert(hash(&put.article.article.id), put.slice).is_none() {
                self.articles += 1;
            }
        }
        Ok(refused)
    }

    /// Makes everything visible to searches that was written, and counts the live articles.
    fn counted(&self, (build, generation): (u64, u64)) -> Result<Counted, StoreError> {
        let vocabulary = self.names.vocabulary(build);
        sweep::refresh_all(&self.client, self.changed.iter().chain([&vocabulary]))?;
        let abandoned = self.held.state()?.abandoned;
        count(&self.client, &self.names.articles(build), &layout::live(generation, &abandoned))
    }

    /// Lets the alias of the archive point to the build in force.
    fn move_alias(&self, build: u64) -> Result<(), StoreError> {
        sweep::move_alias(&self.client, &self.names, build)
    }
}

/// Index and `_id` of a document.
type Place = (String, String);

/// The number of some articles, of their words, and their languages; `None` for the languages if there are too many.
pub(super) struct Counted {
    pub(super) articles: u64,
    pub(super) words: u64,
    pub(super) languages: Option<Vec<Option<String>>>,
}

/// Counts the articles that satisfy a filter.
pub(super) fn count(client: &Client, articles: &str, filter: &Value) -> Result<Counted, StoreError> {
    let body = json!({
        "size": 0, "track_total_hits": true, "query": {"bool": {"filter": [filter]}},
        "aggs": {
            "words": {"sum": {"field": "words"}},
            "languages": {"terms": {"field": "lang", "size": MAX_LANGUAGES}},
        },
    });
    let path = format!("/{articles}/_search?allow_partial_search_results=false");
    let answer = layout::complete(client, Method::Post, &path, body.to_string().as_bytes())?;
    let articles = answer["hits"]["total"]["value"].as_u64();
    let words = answer["aggregations"]["words"]["value"].as_f64();
    let languages = languages(&answer["aggregations"]["languages"]);
    match (articles, words) {
        (Some(articles), Some(words)) => Ok(Counted { articles, words: words as u64, languages }),
        _ => Err(not_understood("counting articles", "there is no total")),
    }
}

/// Returns the languages in the buckets of an aggregation; `None` if there are more.
fn languages(counted: &Value) -> Option<Vec<Option<String>>> {
    let buckets = counted["buckets"].as_array().filter(|_| counted["sum_other_doc_count"] == 0)?;
    let code =
        |bucket: &Value| bucket["key"].as_str().filter(|code| *code != UNKNOWN_LANGUAGE).map(str::to_owned);
    let codes: BTreeSet<Option<String>> = buckets.iter().map(code).collect();
    Some(codes.into_iter().collect())
}

fn hash(id: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(id.as_bytes());
    hasher.finish()
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
        let state = self.held.state()?;
        check_mappings(check::mappings(&self.client, &self.names)?, &self.names, &self.name, &state)?;
        match self.creation.split.filter(|split| *split != state.split) {
            Some(asked) => Err(StoreError::OtherSplit { at: self.name.clone(), found: state.split, asked }),
            None => Ok(()),
        }
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
        let state = self.held.change(|state| state.builds += 1)?;
        let build = state.builds;
        let creation = Creation { split: self.creation.split.or(Some(state.split)), ..self.creation };
        let slices = BuildSlices::create(&self.client, &self.names, build, (creation, self.nodes))?;
        (self.build, self.slices) = (Some(build), Some(slices));
        self.articles = 0;
        self.put.clear();
        self.removed.clear();
        self.changed.clear();
        self.terms.clear();
        self.has_earlier = false;
        Ok(())
    }

    fn apply(&mut self, changes: Vec<Change>) -> Result<Vec<Result<(), BackendError>>, StoreError> {
        let target = self.begin()?;
        let made = changes.len();
        let mut plan = Plan::of(changes, |id| self.put.contains_key(&hash(id)));
        let puts = self.addressed(std::mem::take(&mut plan.puts))?;
        self.remove(&plan, &puts, target)?;
        let mut refused = self.write(&puts, target)?;
        Ok((0..made).map(|at| refused.remove(&at).map_or(Ok(()), Err)).collect())
    }

    fn commit(&mut self, state: &State, kept: usize, part: &WritePart<'_>) -> Result<(), StoreError> {
        let target @ (build, generation) = self.begin()?;
        // If the lease is lost, another writer may have deleted what this one wrote.
        self.held.change(|_| {})?;
        let counted = self.counted(target)?;
        if counted.articles != self.articles {
            let (held, written) = (counted.articles, self.articles);
            let what = format!("the cluster holds {held} of {written} articles that were written");
            return Err(BackendError::Damaged { what }.into());
        }
        let name = format!("part-{generation}-{}", layout::token());
        let entry = manifest::write(&self.client, &self.names, &name, part)?;
        let before = self.held.state()?.build;
        let removes = !self.removed.is_empty();
        let slices = self.slices.take();
        self.held.change(|now| {
            apply_commit(now, state, (build, generation), (kept, entry));
            slices.iter().for_each(|slices| slices.store_in(now));
            (now.articles, now.words) = (counted.articles, counted.words);
            now.languages = counted.languages;
            if removes {
                now.removing.push((generation, now.committed));
            }
        })?;
        (self.slices, self.generation) = (slices, None);
        self.put.clear();
        self.removed.clear();
        self.changed.clear();
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
