//! Which slices of a divided archive a search has to ask. The server does not find this out by itself: it skips shards by ranges of
//! its own type of dates only, and our days are numbers.
//!
//! A query says it in two ways: by a range of days, and by ids of articles that earlier answers showed in some slice.

use std::{
    borrow::Cow,
    sync::{Mutex, PoisonError},
};

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::document::number_of;
use crate::{
    dates::DayRange,
    opensearch::{
        layout::{Names, StateDocument},
        slices::{Holds, expression},
    },
};

/// Maximum number of articles of which it is remembered where they are.
const MOST_REMEMBERED: usize = 100_000;

/// The slices of a state. Without any, all searches go to all indexes of articles.
#[derive(Debug, Default)]
pub(super) struct Slices {
    prefix: String,
    names: Vec<String>,
    holds: Vec<Holds>,
    /// The slices of articles in recent answers, by their numbers.
    places: Mutex<FxHashMap<u64, u16>>,
}

/// The slices that may hold a match: a flag for each.
type Wanted = Vec<bool>;

impl Slices {
    pub(super) fn of(names: &Names, state: &StateDocument) -> Self {
        let mut slices = state.slices.clone();
        slices.sort_unstable();
        let holds = slices.iter().map(|slice| Holds::of(slice)).collect();
        Self { prefix: names.slice_prefix(state.build), names: slices, holds, places: Mutex::default() }
    }

    /// Returns the indexes to ask for what satisfies `query`, of those that `all` is a pattern for.
    pub(super) fn asked<'a>(&self, all: &'a str, query: &Value) -> Cow<'a, str> {
        if self.names.is_empty() {
            return all.into();
        }
        let mut wanted = self.wanted(query);
        if wanted.iter().all(|is_wanted| *is_wanted) {
            return all.into();
        }
        if !wanted.contains(&true) {
            // Some index must give the answer that there is nothing.
            wanted[0] = true;
        }
        expression(&self.prefix, &self.names, &wanted).map_or(all.into(), Cow::Owned)
    }

    /// Remembers in which index a live article is.
    pub(super) fn remember(&self, id: &str, index: &str) {
        if self.names.is_empty() {
            return;
        }
        let slice = index.strip_prefix(&self.prefix).unwrap_or_default();
        let Ok(at) = self.names.binary_search_by(|name| name.as_str().cmp(slice)) else { return };
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if places.len() == MOST_REMEMBERED {
            places.clear();
        }
        places.insert(number_of(id), at as u16);
    }

    fn wanted(&self, query: &Value) -> Wanted {
        let Some((kind, of)) = query.as_object().and_then(|object| object.iter().next()) else {
            return self.every();
        };
        match kind.as_str() {
            "bool" => self.wanted_by_all_parts(of),
            "range" => self.within(of),
            "exists" if of["field"] == "date" => self.which(|holds| holds != Holds::Undated),
            "term" | "terms" => self.places_of(of),
            _ => self.every(),
        }
    }

    fn wanted_by_all_parts(&self, of: &Value) -> Wanted {
        let parts = |name: &str| of[name].as_array().map_or(&[][..], Vec::as_slice);
        let mut wanted = self.every();
        for part in parts("filter").iter().chain(parts("must")) {
            and(&mut wanted, &self.wanted(part));
        }
        if of["minimum_should_match"] == 1 {
            let mut any = vec![false; self.names.len()];
            for part in parts("should") {
                any.iter_mut().zip(self.wanted(part)).for_each(|(one, other)| *one |= other);
            }
            and(&mut wanted, &any);
        }
        if parts("must_not").iter().any(|part| part["exists"]["field"] == "date") {
            and(&mut wanted, &self.which(|holds| !matches!(holds, Holds::Days(_))));
        }
        wanted
    }

    /// Returns the slices with articles in a range of days.
    fn within(&self, range: &Value) -> Wanted {
        let day = |value: &Value| value.as_i64().and_then(|day| i32::try_from(day).ok());
        let (from, to) = (day(&range["first_day"]["gte"]), day(&range["last_day"]["lte"]));
        if from.is_none() && to.is_none() {
            return self.every();
        }
        // The last day is not before the first one, by which articles have their slices.
        let touches = |days: DayRange| {
            from.is_none_or(|from| days.last >= from) && to.is_none_or(|to| days.first <= to)
        };
        self.which(|holds| match holds {
            Holds::Days(days) => touches(days),
            Holds::Undated => false,
            Holds::Any => true,
        })
    }

    /// Returns the slices of articles that are named by their ids or numbers, all slices if one of them is not known.
    fn places_of(&self, terms: &Value) -> Wanted {
        let named = [&terms["id"], &terms["number"]].into_iter().find(|named| !named.is_null());
        let Some(named) = named else { return self.every() };
        let named = named.as_array().map_or(std::slice::from_ref(named), Vec::as_slice);
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let mut wanted = vec![false; self.names.len()];
        for name in named {
            let number = name.as_u64().or_else(|| name.as_str().map(number_of));
            match number.and_then(|number| places.get(&number)) {
                Some(&at) => wanted[usize::from(at)] = true,
                None => return self.every(),
            }
        }
        wanted
    }

    fn every(&self) -> Wanted {
        vec![true; self.names.len()]
    }

    fn which(&self, is_wanted: impl Fn(Holds) -> bool) -> Wanted {
        self.holds.iter().map(|holds| is_wanted(*holds)).collect()
    }
}

fn and(wanted: &mut Wanted, others: &Wanted) {
    wanted.iter_mut().zip(others).for_each(|(one, other)| *one &= other);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        backend::opensearch::{clause::bounds, query::Query},
        dates::PublicationDate,
        matching::{Clause, Filter},
    };

    const ALL: &str = "news.articles-3-*";

    fn slices() -> Slices {
        let slices = ["2024", "2025", "2026", "other", "undated"].map(str::to_owned).to_vec();
        Slices::of(&Names::new("news"), &StateDocument { build: 3, slices, ..StateDocument::default() })
    }

    fn date(from: &str, to: &str) -> Clause {
        let period = |text: &str| text.parse::<PublicationDate>().ok();
        let from = period(from).map(PublicationDate::first_day);
        Clause::Filter(Filter::Date { from, to: period(to).map(PublicationDate::last_day) })
    }

    fn asked(of: &Clause) -> String {
        let state = StateDocument { generation: 7, abandoned: vec![5], ..StateDocument::default() };
        let query = Query::and([Query::Of(state.live()), bounds(of).upper]).json();
        let short = slices().asked(ALL, &query).replace("news.articles-3-", "");
        let scored = json!({"bool": {"filter": [query], "should": [{"term": {"text": "oil"}}]}});
        assert_eq!(slices().asked(ALL, &scored).replace("news.articles-3-", ""), short);
        short
    }

    #[test]
    fn a_range_of_days_asks_the_slices_that_it_touches() {
        let language = Clause::Filter(Filter::Language("en".into()));
        let not = |clause: &Clause| Clause::Not(Box::new(clause.clone()));
        let both = |left: &Clause, right: &Clause| Clause::And(vec![left.clone(), right.clone()]);
        let either = |left: &Clause, right: &Clause| Clause::Or(vec![left.clone(), right.clone()]);
        for (clause, expected) in [
            (date("2025-02", "2025-03"), "2025,other"),
            (date("2024-12-31", "2025-01-01"), "2024,2025,other"),
            (date("2026-07", ""), "2026,other"),
            (date("", "2024-01-01"), "2024,other"),
            (date("", ""), "2*,other"),
            (date("1999", "1999"), "other"),
            (Clause::Filter(Filter::Undated), "other,undated"),
            (language.clone(), "*"),
            (not(&date("2025", "2025")), "*"),
            // It could ask fewer, but nobody asks that way.
            (not(&Clause::Filter(Filter::Undated)), "*"),
            (both(&date("2025", "2025"), &language), "2025,other"),
            (both(&date("2025", "2025"), &date("2026", "2026")), "other"),
            (either(&date("2024", "2024"), &date("2026", "2026")), "2024,2026,other"),
            (either(&date("2025", "2025"), &language), "*"),
            (either(&date("2025", "2025"), &Clause::Filter(Filter::Undated)), "2025,other,undated"),
        ] {
            assert_eq!(asked(&clause), expected, "{clause:?}");
        }
    }

    #[test]
    fn known_articles_are_asked_for_where_they_are() {
        let slices = slices();
        slices.remember("a", "news.articles-3-2025");
        slices.remember("b", "news.articles-3-undated");
        slices.remember("c", "news.articles-30-2025");
        let ids = |ids: &[&str]| Query::any_of("id", ids.iter().map(|id| json!(id)).collect()).json();
        assert_eq!(slices.asked(ALL, &ids(&["a"])), "news.articles-3-2025");
        assert_eq!(slices.asked(ALL, &ids(&["a", "b"])), "news.articles-3-2025,news.articles-3-undated");
        assert_eq!(slices.asked(ALL, &ids(&["a", "c"])), ALL);
        let number = Query::any_of("number", vec![json!(number_of("a"))]).json();
        assert_eq!(slices.asked(ALL, &number), "news.articles-3-2025");
        let source = Query::any_of("source", vec![json!("a")]).json();
        assert_eq!(slices.asked(ALL, &source), ALL);
    }

    #[test]
    fn where_nothing_can_match_one_index_says_so() {
        let slices = Slices::of(
            &Names::new("news"),
            &StateDocument {
                build: 3,
                slices: vec!["2025".into(), "2026".into()],
                ..StateDocument::default()
            },
        );
        let query = bounds(&date("1999", "1999")).upper.json();
        assert_eq!(slices.asked(ALL, &query), "news.articles-3-2025");
        let whole = Slices::of(&Names::new("news"), &StateDocument { build: 3, ..StateDocument::default() });
        assert_eq!(whole.asked(ALL, &query), ALL);
    }
}
