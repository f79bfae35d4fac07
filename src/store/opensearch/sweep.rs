//! What earlier writers left: documents of generations that never came into force, articles that were removed a while ago,
//! builds that are no longer in force, parts of manifests.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{bulk::Bulk, lease::Held, now, slices::frozen};
use crate::{
    opensearch::{
        Client, ClientError, Method,
        layout::{self, Names, StateDocument},
    },
    store::StoreError,
};

/// Time for which readers of an earlier commit can still read it, in seconds.
const KEPT: i64 = 600;
/// Number of documents changed by one request.
const AT_ONCE: usize = 1000;
/// Number of indexes refreshed by one request: their names are in its first line.
const REFRESHED_AT_ONCE: usize = 25;

/// Deletes what earlier writers left.
pub(super) fn clear_leftovers(client: &Client, names: &Names, held: &Held) -> Result<(), StoreError> {
    let state = held.state()?;
    let unfinished = state.builds != state.build;
    if unfinished || !state.replaced.is_empty() {
        delete_builds(client, names, held)?;
    }
    if state.build == 0 {
        return Ok(());
    }
    if !state.abandoned.is_empty() {
        undo(client, names, &state)?;
    }
    delete_removed(client, names, held)?;
    let named: Vec<&str> = state.manifest.iter().map(|entry| entry.name.as_str()).collect();
    let others = json!({"bool": {"filter": [{"exists": {"field": "part"}}], "must_not": [{"terms": {"part": named}}]}});
    refresh(client, &names.state())?;
    delete(client, &names.state(), &others)
}

/// Makes everything written to these indexes visible to searches.
pub(super) fn refresh(client: &Client, indexes: &str) -> Result<(), StoreError> {
    layout::complete(client, Method::Post, &format!("/{indexes}/_refresh"), b"")?;
    Ok(())
}

/// Makes everything written to these indexes visible to searches, with a few of them in each request.
pub(super) fn refresh_all<'a>(
    client: &Client,
    indexes: impl Iterator<Item = &'a String>,
) -> Result<(), StoreError> {
    let indexes: Vec<&str> = indexes.map(String::as_str).collect();
    indexes.chunks(REFRESHED_AT_ONCE).try_for_each(|some| refresh(client, &some.join(",")))
}

/// Returns a filter for what is not in an index that takes no changes.
fn can_be_changed(client: &Client, names: &Names, build: u64) -> Result<Value, StoreError> {
    let frozen = frozen(client, names, build)?;
    Ok(json!({"bool": {"must_not": [{"terms": {"_index": frozen}}]}}))
}

/// Deletes the documents that satisfy a query.
fn delete(client: &Client, indexes: &str, query: &Value) -> Result<(), StoreError> {
    let path = format!("/{indexes}/_delete_by_query?conflicts=proceed&refresh=true");
    client.succeed(Method::Post, &path, json!({ "query": query }).to_string().as_bytes())?;
    Ok(())
}

/// Undoes what generations did that never came into force.
fn undo(client: &Client, names: &Names, state: &StateDocument) -> Result<(), StoreError> {
    let articles = &names.articles(state.build);
    refresh(client, articles)?;
    let can_be_changed = can_be_changed(client, names, state.build)?;
    let under =
        |field: &str| json!({"bool": {"filter": [{"terms": {field: state.abandoned}}, can_be_changed]}});
    delete(client, articles, &under("added"))?;
    loop {
        let body = json!({"query": under("removed"), "size": AT_ONCE, "_source": false});
        let path = format!("/{articles}/_search?allow_partial_search_results=false");
        let found = layout::complete(client, Method::Post, &path, body.to_string().as_bytes())?;
        let mut bulk = Bulk::default();
        for hit in found["hits"]["hits"].as_array().into_iter().flatten() {
            if let (Some(index), Some(id)) = (hit["_index"].as_str(), hit["_id"].as_str()) {
                bulk.update(index, id, &json!({"removed": null}));
            }
        }
        if bulk.is_empty() {
            return Ok(());
        }
        bulk.send(client)?;
        refresh(client, articles)?;
    }
}

/// Deletes the documents of articles that were removed some time ago.
fn delete_removed(client: &Client, names: &Names, held: &Held) -> Result<(), StoreError> {
    let state = held.state()?;
    let old = state.removing.iter().filter(|(_, since)| since + KEPT < now()).map(|(number, _)| *number);
    let Some(last) = old.max() else { return Ok(()) };
    let removed = json!({"range": {"removed": {"lte": last}}});
    let given_up = json!({"terms": {"removed": state.abandoned}});
    let can_be_changed = can_be_changed(client, names, state.build)?;
    let query = json!({"bool": {"filter": [removed, can_be_changed], "must_not": [given_up]}});
    delete(client, &names.articles(state.build), &query)?;
    held.change(|state| state.removing.retain(|(number, _)| *number > last))?;
    Ok(())
}

/// Deletes the builds that never came into force, and those that have not been in force for some time.
fn delete_builds(client: &Client, names: &Names, held: &Held) -> Result<(), StoreError> {
    let state = held.state()?;
    let is_old = |since: i64| since + KEPT < now();
    let mut kept = state.replaced.clone();
    kept.retain(|(_, since)| !is_old(*since));
    let pattern = format!("{0}.articles-*,{0}.vocabulary-*", names.archive);
    let path = format!("/{pattern}/_alias?ignore_unavailable=true");
    let answer = client.send(Method::Get, &path, b"")?;
    let there: Map<String, Value> =
        if answer.status == 404 { Map::new() } else { answer.success()?.json()? };
    let is_used = |build: u64| build == state.build || kept.iter().any(|(number, _)| *number == build);
    let unused: BTreeSet<&str> = there
        .keys()
        .filter(|index| build_of(index, names).is_some_and(|build| !is_used(build)))
        .map(String::as_str)
        .collect();
    for index in unused {
        let answer = client.send(Method::Delete, &format!("/{index}"), b"")?;
        match answer.success() {
            Err(ClientError::Status { status: 404, .. }) => {}
            // A slice of an earlier build that may not even be deleted stays, and is looked at again by the next run.
            Err(ClientError::Status { ref kind, .. }) if kind == "cluster_block_exception" => {
                let blocked = build_of(index, names);
                kept.extend(state.replaced.iter().filter(|(build, _)| Some(*build) == blocked));
            }
            answer => _ = answer?,
        }
    }
    kept.dedup();
    if state.build > 0 {
        move_alias(client, names, state.build)?;
    }
    if kept.len() < state.replaced.len() || state.builds != state.build {
        held.change(|now: &mut StateDocument| now.replaced = kept)?;
    }
    Ok(())
}

/// Returns the build to which an index belongs.
fn build_of(index: &str, names: &Names) -> Option<u64> {
    let rest = index.strip_prefix(&names.archive)?;
    let number = match rest.strip_prefix(".articles-") {
        Some(rest) => rest.split_once('-')?.0,
        None => rest.strip_prefix(".vocabulary-")?,
    };
    number.parse().ok()
}

/// Lets the alias of the archive point to a build, and to no other.
pub(super) fn move_alias(client: &Client, names: &Names, build: u64) -> Result<(), StoreError> {
    let all = format!("{}.articles-*", names.archive);
    let body = json!({"actions": [
        {"remove": {"index": all, "alias": names.archive, "must_exist": false}},
        {"add": {"index": names.articles(build), "alias": names.archive}},
    ]});
    client.succeed(Method::Post, "/_aliases", body.to_string().as_bytes())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_belongs_to_a_build() {
        let names = Names::new("news");
        for (index, build) in [
            ("news.articles-3-all", Some(3)),
            ("news.articles-12-2026-02", Some(12)),
            ("news.vocabulary-4", Some(4)),
            ("news.state", None),
            ("news.articles-x-all", None),
            ("newsroom.articles-3-all", None),
        ] {
            assert_eq!(build_of(index, &names), build, "{index}");
        }
    }
}
