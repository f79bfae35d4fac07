//! Queries as the server takes them, simplified while they are joined.

use serde_json::{Value, json};

/// A query of the server.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Query {
    /// Matches everything.
    All,
    /// Matches nothing.
    None,
    /// Matches what the JSON says.
    Of(Value),
}

impl Query {
    /// Returns the query in which `field` has one of `values`.
    pub(super) fn any_of(field: &str, mut values: Vec<Value>) -> Self {
        match values.len() {
            0 => Self::None,
            1 => Self::Of(json!({ "term": { field: values.remove(0) } })),
            _ => Self::Of(json!({ "terms": { field: values } })),
        }
    }

    /// Returns the query that all of `queries` satisfy.
    pub(super) fn and(queries: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Vec::new();
        for query in queries {
            match query {
                Self::All => {}
                Self::None => return Self::None,
                Self::Of(query) => all.push(query),
            }
        }
        match all.len() {
            0 => Self::All,
            1 => Self::Of(all.remove(0)),
            _ => Self::Of(json!({ "bool": { "filter": all } })),
        }
    }

    /// Returns the query that one of `queries` satisfies.
    pub(super) fn or(queries: impl IntoIterator<Item = Self>) -> Self {
        let mut any = Vec::new();
        for query in queries {
            match query {
                Self::All => return Self::All,
                Self::None => {}
                Self::Of(query) => any.push(query),
            }
        }
        match any.len() {
            0 => Self::None,
            1 => Self::Of(any.remove(0)),
            _ => Self::Of(json!({ "bool": { "should": any, "minimum_should_match": 1 } })),
        }
    }

    /// Returns the query that is satisfied where this one is not.
    pub(super) fn negated(self) -> Self {
        match self {
            Self::All => Self::None,
            Self::None => Self::All,
            Self::Of(query) => Self::Of(json!({ "bool": { "must_not": [query] } })),
        }
    }

    /// Returns the query for articles of which a nested quotation satisfies this one.
    pub(super) fn in_quotation(self) -> Self {
        match self {
            Self::None => Self::None,
            query => Self::Of(
                json!({ "nested": { "path": "quotations", "query": query.json(), "score_mode": "none" } }),
            ),
        }
    }

    /// Returns the JSON of the query.
    pub(super) fn json(self) -> Value {
        match self {
            Self::All => json!({ "match_all": {} }),
            Self::None => json!({ "match_none": {} }),
            Self::Of(query) => query,
        }
    }
}

/// What the server can say about a clause: a query that all matches satisfy, and one that only matches satisfy.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bounds {
    /// Satisfied by all matches, and maybe others.
    pub(super) upper: Query,
    /// Satisfied only by matches; `None` if that is the same query.
    pub(super) lower: Option<Query>,
}

impl Bounds {
    /// Returns the bounds of a clause that the server can say exactly.
    pub(super) fn exact(query: Query) -> Self {
        Self { upper: query, lower: None }
    }

    /// Returns bounds for a clause of which the server finds only candidates.
    pub(super) fn at_most(upper: Query) -> Self {
        Self::between(Query::None, upper)
    }

    pub(super) fn between(lower: Query, upper: Query) -> Self {
        let lower = (lower != upper).then_some(lower);
        Self { upper, lower }
    }

    pub(super) fn is_exact(&self) -> bool {
        self.lower.is_none()
    }

    fn lower(&self) -> Query {
        self.lower.clone().unwrap_or_else(|| self.upper.clone())
    }

    /// Returns the bounds of all of these clauses together.
    pub(super) fn and(each: Vec<Self>) -> Self {
        Self::joined(each, Query::and)
    }

    /// Returns the bounds of any of these clauses.
    pub(super) fn or(each: Vec<Self>) -> Self {
        Self::joined(each, Query::or)
    }

    fn joined(each: Vec<Self>, join: fn(Vec<Query>) -> Query) -> Self {
        if each.iter().all(Self::is_exact) {
            return Self::exact(join(each.into_iter().map(|bounds| bounds.upper).collect()));
        }
        let lower = join(each.iter().map(Self::lower).collect());
        Self::between(lower, join(each.into_iter().map(|bounds| bounds.upper).collect()))
    }

    /// Returns the bounds of the opposite of the clause.
    pub(super) fn negated(self) -> Self {
        if self.is_exact() {
            return Self::exact(self.upper.negated());
        }
        let lower = self.upper.clone().negated();
        Self::between(lower, self.lower().negated())
    }

    /// Returns the bounds for articles of which a nested quotation satisfies the clause.
    pub(super) fn in_quotation(self) -> Self {
        match self.lower {
            None => Self::exact(self.upper.in_quotation()),
            Some(lower) => Self::between(lower.in_quotation(), self.upper.in_quotation()),
        }
    }

    /// Returns the query for articles of which only an evaluation tells whether they match.
    pub(super) fn doubtful(&self) -> Query {
        match &self.lower {
            None => Query::None,
            Some(lower) => Query::and([self.upper.clone(), lower.clone().negated()]),
        }
    }

    /// Returns the query for matches, given the ids of the doubtful articles that match.
    pub(super) fn with(&self, matching: Vec<Value>) -> Query {
        match &self.lower {
            None => self.upper.clone(),
            Some(lower) => Query::or([lower.clone(), Query::any_of("id", matching)]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> Query {
        Query::Of(json!({ "term": { "x": name } }))
    }

    #[test]
    fn queries_are_simplified() {
        assert_eq!(Query::and([Query::All, of("a")]), of("a"));
        assert_eq!(Query::and([Query::None, of("a")]), Query::None);
        assert_eq!(Query::or([Query::None, of("a")]), of("a"));
        assert_eq!(Query::or([Query::All, of("a")]), Query::All);
        assert_eq!(Query::and([]), Query::All);
        assert_eq!(Query::or([]), Query::None);
        assert_eq!(Query::any_of("id", Vec::new()), Query::None);
        assert_eq!(Query::None.in_quotation(), Query::None);
    }

    #[test]
    fn only_what_lies_between_the_bounds_is_doubtful() {
        let exact = Bounds::exact(of("a"));
        let doubtful = Bounds::between(of("l"), of("u"));
        assert_eq!(Bounds::and(vec![exact.clone(), exact.clone()]).doubtful(), Query::None);
        let both = Bounds::and(vec![exact.clone(), doubtful.clone()]);
        assert_eq!(both.upper, Query::and([of("a"), of("u")]));
        assert_eq!(both.lower, Some(Query::and([of("a"), of("l")])));
        let not = doubtful.negated();
        assert_eq!((not.lower.clone(), not.upper), (Some(of("u").negated()), of("l").negated()));
        assert!(Bounds::or(vec![Bounds::at_most(of("u")), Bounds::exact(Query::All)]).is_exact());
        assert_eq!(Bounds::at_most(of("u")).with(Vec::new()), Query::None);
        assert_eq!(exact.with(vec![json!("id")]), of("a"));
    }
}
