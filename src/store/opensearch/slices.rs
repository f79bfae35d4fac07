//! The slices of the build that is written to: where an article goes, and which slices take no changes.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value, json};

use super::Creation;
use crate::{
    article::Article,
    backend::opensearch::{mappings, vocabulary_mappings},
    dates::Split,
    opensearch::{
        Client, Method,
        layout::{self, Names, StateDocument},
        slices::{MOST_SLICES, OTHER, slice_of},
    },
    store::StoreError,
};

/// The slices of a build.
pub(super) struct BuildSlices {
    names: Names,
    build: u64,
    split: Split,
    /// What a new slice is created with.
    body: Value,
    /// The slices, by number.
    slices: Vec<Slice>,
    numbers: HashMap<String, u16>,
}

struct Slice {
    name: String,
    is_frozen: bool,
    /// Whether the next commit names it.
    is_used: bool,
}

impl BuildSlices {
    /// Creates the indexes of a new build.
    pub(super) fn create(
        client: &Client,
        names: &Names,
        build: u64,
        (creation, nodes): (Creation, usize),
    ) -> Result<Self, StoreError> {
        let split = creation.split.unwrap_or_default();
        let shards = match split {
            Split::Whole => creation.shards.or(u32::try_from(nodes).ok()),
            Split::Year | Split::Month => creation.shards,
        };
        let body = with_copies(mappings(), (shards, creation.replicas));
        let mut slices = Self::new(names, build, split, body);
        // An index must be there, so that a search of an empty archive has an answer.
        slices.add(client, slice_of(split, None))?;
        let vocabulary = with_copies(vocabulary_mappings(), (None, creation.replicas));
        layout::create_index(client, &names.vocabulary(build), &vocabulary)?;
        Ok(slices)
    }

    /// Returns the slices of the build in force.
    pub(super) fn in_force(
        client: &Client,
        names: &Names,
        state: &StateDocument,
    ) -> Result<Self, StoreError> {
        let mut body = with_copies(mappings(), (state.shards, state.replicas));
        body["aliases"] = json!({ names.archive.as_str(): {} });
        let mut slices = Self::new(names, state.build, state.split, body);
        let used: BTreeSet<&String> = state.slices.iter().collect();
        for (name, is_frozen) in there(client, names, state.build)? {
            let is_used = used.contains(&name);
            slices.push(Slice { name, is_frozen, is_used });
        }
        Ok(slices)
    }

    fn new(names: &Names, build: u64, split: Split, body: Value) -> Self {
        let (slices, numbers) = (Vec::new(), HashMap::new());
        Self { names: names.clone(), build, split, body, slices, numbers }
    }

    fn push(&mut self, slice: Slice) -> u16 {
        let number = self.slices.len() as u16;
        self.numbers.insert(slice.name.clone(), number);
        self.slices.push(slice);
        number
    }

    fn add(&mut self, client: &Client, name: String) -> Result<u16, StoreError> {
        layout::create_index(client, &self.names.slice(self.build, &name), &self.body)?;
        Ok(self.push(Slice { name, is_frozen: false, is_used: true }))
    }

    /// Returns the number of the slice to which an article goes. Creates it if it is not there.
    pub(super) fn place(&mut self, client: &Client, article: &Article) -> Result<u16, StoreError> {
        let mut name = slice_of(self.split, article.date);
        let is_frozen = |number: &u16| self.slices[usize::from(*number)].is_frozen;
        let goes_elsewhere = match self.numbers.get(&name) {
            Some(number) => is_frozen(number),
            // The slice of other articles may still be created when there are as many as there may be.
            None => self.slices.len() + 1 >= MOST_SLICES,
        };
        if goes_elsewhere && self.split != Split::Whole {
            name = OTHER.to_owned();
        }
        let number = match self.numbers.get(&name) {
            Some(number) => *number,
            None => self.add(client, name)?,
        };
        let slice = &mut self.slices[usize::from(number)];
        slice.is_used = true;
        if slice.is_frozen {
            let what = format!("article `{}` belongs there", article.id);
            return Err(StoreError::Frozen { index: self.index(number), what });
        }
        Ok(number)
    }

    /// Returns the index of a slice.
    pub(super) fn index(&self, number: u16) -> String {
        self.names.slice(self.build, &self.slices[usize::from(number)].name)
    }

    /// Returns whether an index is a slice that takes no changes.
    pub(super) fn is_frozen(&self, index: &str) -> bool {
        let name = index.strip_prefix(&self.names.slice_prefix(self.build)).unwrap_or(index);
        self.numbers.get(name).is_some_and(|number| self.slices[usize::from(*number)].is_frozen)
    }

    /// Enters the slices into the state document.
    pub(super) fn store_in(&self, state: &mut StateDocument) {
        state.split = self.split;
        if self.split == Split::Whole {
            (state.slices, state.shards, state.replicas) = Default::default();
            return;
        }
        let used = self.slices.iter().filter(|slice| slice.is_used).map(|slice| slice.name.clone());
        state.slices = used.collect();
        state.slices.sort_unstable();
        let settings = &self.body["settings"]["index"];
        let number = |name: &str| settings[name].as_u64().and_then(|number| u32::try_from(number).ok());
        (state.shards, state.replicas) = (number("number_of_shards"), number("number_of_replicas"));
    }
}

/// Returns settings and mappings with the numbers of shards (one if none is given) and of copies.
fn with_copies(mut body: Value, (shards, replicas): (Option<u32>, Option<u32>)) -> Value {
    let index = &mut body["settings"]["index"];
    index["refresh_interval"] = json!("-1");
    index["number_of_shards"] = json!(shards.unwrap_or(1).max(1));
    match replicas {
        Some(replicas) => index["number_of_replicas"] = json!(replicas),
        None => index["auto_expand_replicas"] = json!("0-1"),
    }
    body
}

/// Returns the slices of a build that are on the cluster, each with whether it takes no changes.
fn there(client: &Client, names: &Names, build: u64) -> Result<Vec<(String, bool)>, StoreError> {
    let parts = ["uuid", "blocks", "store.type"].map(|part| format!("*.settings.index.{part}")).join(",");
    let path = format!("/{}/_settings?filter_path={parts}", names.articles(build));
    let answer: Map<String, Value> = client.succeed(Method::Get, &path, b"")?.json()?;
    let prefix = names.slice_prefix(build);
    let slice = |(index, of): (&String, &Value)| {
        let settings = &of["settings"]["index"];
        Some((index.strip_prefix(&prefix)?.to_owned(), is_frozen(settings)))
    };
    Ok(answer.iter().filter_map(slice).collect())
}

/// Returns the indexes of a build's articles that take no changes.
pub(super) fn frozen(client: &Client, names: &Names, build: u64) -> Result<Vec<String>, StoreError> {
    let slices = there(client, names, build)?.into_iter().filter(|(_, is_frozen)| *is_frozen);
    Ok(slices.map(|(name, _)| names.slice(build, &name)).collect())
}

/// Returns whether an index with these settings takes no changes until somebody allows it. A full disk passes.
fn is_frozen(settings: &Value) -> bool {
    let is_set = |block: &str| matches!(settings["blocks"][block].as_str(), Some("true"));
    let is_snapshot = matches!(settings["store"]["type"].as_str(), Some("remote_snapshot" | "snapshot"));
    is_set("write") || is_set("read_only") || is_snapshot
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        dates::PublicationDate,
        opensearch::test_server::{client, http, server},
    };

    #[test]
    fn an_index_is_frozen_if_somebody_has_blocked_it() {
        for (settings, expected) in [
            (json!({}), false),
            (json!({"blocks": {"write": "true"}}), true),
            (json!({"blocks": {"write": "false"}}), false),
            (json!({"blocks": {"read_only": "true"}}), true),
            (json!({"blocks": {"read_only_allow_delete": "true"}}), false),
            (json!({"store": {"type": "remote_snapshot"}}), true),
            (json!({"store": {"type": "hybridfs"}}), false),
        ] {
            assert_eq!(is_frozen(&settings), expected, "{settings}");
        }
    }

    #[test]
    fn an_archive_has_a_limited_number_of_slices() {
        let at = server(|_| http("200 OK", "", "{}"));
        let body = with_copies(mappings(), (None, None));
        let mut slices = BuildSlices::new(&Names::new("news"), 1, Split::Month, body);
        let article = |number: i16| {
            let date = PublicationDate::month(1700 + number / 12, 1 + (number % 12) as i8);
            Article { date, ..Article::default() }
        };
        let mut place = |article: &Article| {
            let number = slices.place(&client(&[&at]), article).unwrap();
            slices.index(number)
        };
        assert_eq!(place(&article(0)), "news.articles-1-1700-01");
        let all: BTreeSet<String> = (0..700).map(|number| place(&article(number))).collect();
        assert_eq!(all.len(), MOST_SLICES);
        assert_eq!(place(&article(699)), "news.articles-1-other");
        assert_eq!(place(&article(0)), "news.articles-1-1700-01");
    }

    #[test]
    fn an_article_of_a_frozen_slice_goes_to_the_slice_of_others() {
        let at = server(|_| http("200 OK", "", "{}"));
        let of = |split| {
            let mut slices =
                BuildSlices::new(&Names::new("news"), 1, split, with_copies(mappings(), (None, None)));
            let name = slice_of(split, PublicationDate::year(2019));
            slices.push(Slice { name, is_frozen: true, is_used: true });
            slices
        };
        let article = Article { date: PublicationDate::day(2019, 5, 6), ..Article::default() };
        let mut by_year = of(Split::Year);
        let number = by_year.place(&client(&[&at]), &article).unwrap();
        assert_eq!(by_year.index(number), "news.articles-1-other");
        let whole = of(Split::Whole).place(&client(&[&at]), &article);
        assert!(matches!(whole, Err(StoreError::Frozen { index, .. }) if index == "news.articles-1-all"));
    }

    #[test]
    fn the_numbers_of_shards_and_copies_are_kept_for_later_slices() {
        for (shards, replicas) in [(None, None), (Some(3), Some(2))] {
            let body = with_copies(mappings(), (shards, replicas));
            let slices = BuildSlices::new(&Names::new("news"), 1, Split::Year, body);
            let mut state = StateDocument::default();
            slices.store_in(&mut state);
            assert_eq!(
                (state.split, state.shards, state.replicas),
                (Split::Year, Some(shards.unwrap_or(1)), replicas)
            );
        }
    }
}
