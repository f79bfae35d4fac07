//! The check of an archive on a cluster: shards, versions, numbers of articles, the manifest.

use serde_json::{Map, Value};

use super::{manifest, writer::count};
use crate::{
    backend::{BackendError, opensearch::LAYOUT_VERSION},
    opensearch::{
        Client, Method,
        layout::{Names, StateDocument},
        slices::WHOLE,
    },
    store::{Damage, FileCheck, StoreError, Versions},
};

/// Number of bytes of the manifest that are read at once.
const AT_ONCE: u64 = 1 << 20;

/// Checks an archive. The files of the report are the indexes of the archive.
pub(super) fn check(
    client: &Client,
    names: &Names,
    state: &StateDocument,
    progress: &mut dyn FnMut(u64),
) -> Result<FileCheck, StoreError> {
    let mut found = FileCheck::default();
    let sizes = sizes(client, names, state)?;
    found.files = sizes.len() as u64;
    found.bytes = sizes.iter().map(|(_, bytes)| bytes).sum();
    let damages = [
        shards(client, names, state)?,
        other_versions(client, names, state)?,
        articles(client, names, state)?,
        parts(client, names, state, progress),
    ];
    found.damages = damages.into_iter().flatten().collect();
    Ok(found)
}

/// The indexes of the state in force.
fn indexes(names: &Names, state: &StateDocument) -> String {
    format!("{},{},{}", names.articles(state.build), names.vocabulary(state.build), names.state())
}

/// Returns the size of each index in bytes, without copies.
pub(super) fn sizes(
    client: &Client,
    names: &Names,
    state: &StateDocument,
) -> Result<Vec<(String, u64)>, StoreError> {
    let path = format!(
        "/{}/_stats/store?filter_path=indices.*.primaries.store.size_in_bytes",
        indexes(names, state)
    );
    let answer: Value = client.succeed(Method::Get, &path, b"")?.json()?;
    let indices = answer["indices"].as_object().cloned().unwrap_or_default();
    let size = |of: &Value| of["primaries"]["store"]["size_in_bytes"].as_u64().unwrap_or(0);
    Ok(indices.iter().map(|(name, of)| (name.clone(), size(of))).collect())
}

/// Returns the indexes of which shards are missing.
fn shards(client: &Client, names: &Names, state: &StateDocument) -> Result<Vec<Damage>, StoreError> {
    let path = format!("/_cluster/health/{}?level=indices", indexes(names, state));
    let answer: Value = client.succeed(Method::Get, &path, b"")?.json()?;
    let indices = answer["indices"].as_object().cloned().unwrap_or_default();
    let missing = |(name, of): (&String, &Value)| {
        (of["status"] == "red").then(|| {
            let (active, all) = (&of["active_primary_shards"], &of["number_of_shards"]);
            Damage {
                file: name.clone(),
                what: format!("only {active} of {all} shards are available"),
                lost: Some("the articles of the other shards, until their nodes are back".to_owned()),
            }
        })
    };
    Ok(indices.iter().filter_map(missing).collect())
}

/// Returns the indexes of articles and vocabulary of all builds that are there, each with the versions of its mapping.
pub(super) fn mappings(client: &Client, names: &Names) -> Result<Vec<(String, Versions)>, StoreError> {
    let (articles, vocabulary) = (names.articles_of_all_builds(), names.vocabulary_of_all_builds());
    // With many slices, whole mappings would be megabytes. An index of another program has none of both.
    let parts = "*.mappings._meta,*.mappings.properties.id.type";
    let path = format!("/{articles},{vocabulary}/_mapping?ignore_unavailable=true&filter_path={parts}");
    let answer: Map<String, Value> = client.succeed(Method::Get, &path, b"")?.json()?;
    let versions = |of: &Value| {
        let meta = &of["mappings"]["_meta"]["morgue"];
        let format = if meta["layout"] == LAYOUT_VERSION { Versions::OURS.format } else { 0 };
        Versions { format, analyzer: meta["analysis"].as_u64().unwrap_or(0) as u32 }
    };
    Ok(answer.iter().map(|(name, of)| (name.clone(), versions(of))).collect())
}

/// Returns those of the indexes that are of a build.
pub(super) fn of_build(
    mut mappings: Vec<(String, Versions)>,
    names: &Names,
    build: u64,
) -> Vec<(String, Versions)> {
    let (articles, vocabulary) = (names.slice_prefix(build), names.vocabulary(build));
    mappings.retain(|(name, _)| name.starts_with(&articles) || *name == vocabulary);
    mappings
}

/// Returns the indexes whose mapping says that they belong to another version, and those that are missing.
fn other_versions(client: &Client, names: &Names, state: &StateDocument) -> Result<Vec<Damage>, StoreError> {
    let found = of_build(mappings(client, names)?, names, state.build);
    let known: Vec<String> = found.iter().map(|(name, _)| name.clone()).collect();
    let wrong =
        found.into_iter().filter(|(_, versions)| *versions != Versions::OURS).map(|(file, _)| Damage {
            file,
            what: "its mapping is not of this version".to_owned(),
            lost: Some("answers that are right; `morgue index --rebuild` builds it anew".to_owned()),
        });
    let missing = missing(names, state, &known).map(|file| Damage {
        file,
        what: "it is missing".to_owned(),
        lost: Some("its articles; `morgue index --rebuild` reads them again".to_owned()),
    });
    Ok(wrong.chain(missing).collect())
}

/// Returns the indexes of articles and vocabulary that should be there, and are not among `known`.
pub(super) fn missing<'a>(
    names: &'a Names,
    state: &'a StateDocument,
    known: &'a [String],
) -> impl Iterator<Item = String> + 'a {
    let slices: Vec<&str> = match state.slices.as_slice() {
        [] => vec![WHOLE],
        slices => slices.iter().map(String::as_str).collect(),
    };
    let slices = slices.into_iter().map(|slice| names.slice(state.build, slice));
    slices.chain([names.vocabulary(state.build)]).filter(|index| !known.contains(index))
}

/// Compares the number of articles and of their words with the state.
fn articles(client: &Client, names: &Names, state: &StateDocument) -> Result<Vec<Damage>, StoreError> {
    let found = count(client, &names.articles(state.build), &state.live());
    let what = match found {
        Ok(found) if (found.articles, found.words) == (state.articles, state.words) => return Ok(Vec::new()),
        Ok(found) => format!(
            "it holds {} articles of {} words, and should hold {} of {} words",
            found.articles, found.words, state.articles, state.words
        ),
        Err(error @ StoreError::Backend(BackendError::DeadlineExceeded { .. } | BackendError::Cancelled)) => {
            return Err(error);
        }
        Err(error) => error.to_string(),
    };
    let lost = Some("articles; `morgue index --rebuild` reads them again".to_owned());
    Ok(vec![Damage { file: names.articles(state.build), what, lost }])
}

/// Reads every part of the manifest.
fn parts(
    client: &Client,
    names: &Names,
    state: &StateDocument,
    progress: &mut dyn FnMut(u64),
) -> Vec<Damage> {
    let mut damages = Vec::new();
    for (part, entry) in manifest::parts(client, names, state).into_iter().zip(&state.manifest) {
        let (mut at, size) = (0, part.bytes.size());
        while at < size {
            let mut bytes = vec![0; AT_ONCE.min(size - at) as usize];
            if let Err(error) = part.bytes.read_at(at, &mut bytes) {
                let file = format!("{}/{}", names.state(), entry.name);
                let lost = Some("what is known about inputs".to_owned());
                damages.push(Damage { file, what: format!("it cannot be read: {error}"), lost });
                break;
            }
            at += bytes.len() as u64;
            progress(bytes.len() as u64);
        }
    }
    damages
}
