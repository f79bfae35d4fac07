//! Words, phrases and proximities as queries of the server.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    document::{TITLE_GAP, UNKNOWN_LANGUAGE},
    query::{Bounds, Query},
    tokens::{PARAGRAPH, PARAGRAPH_END, SENTENCE, SENTENCE_END, encoded},
};
use crate::matching::{Languages, Near, Operand, Presence, Spans, TermPredicate, Within};

/// Maximum number of terms in the conditions on positions of a query. The server takes about a thousand.
const MOST_TERMS: usize = 400;
/// Maximum number of pairs of alternatives in a proximity.
const MOST_PAIRS: usize = 64;

/// A field of terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field {
    /// Its name on the server.
    pub(super) name: &'static str,
    /// The name of the field with the language.
    pub(super) lang: &'static str,
    /// Whether it has marks of paragraphs and sentences.
    pub(super) marks: Marks,
}

/// Whether a field has marks of paragraphs and sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    /// It has.
    There,
    /// It has none.
    Missing,
}

impl Field {
    /// Returns a field of title and text.
    pub(super) fn with_marks(name: &'static str) -> Self {
        Self { name, lang: "lang", marks: Marks::There }
    }

    /// Returns a field of metadata.
    pub(super) fn without_marks(name: &'static str) -> Self {
        Self { name, lang: "lang", marks: Marks::Missing }
    }

    /// The words of a nested quotation.
    pub(super) const QUOTATION: Self =
        Self { name: "quotations.text", lang: "quotations.lang", marks: Marks::There };
}

/// Returns the query for articles or quotations with a term of `word` in the field `name`.
pub(super) fn word(name: &str, lang: &str, word: &TermPredicate) -> Query {
    let mut by_languages: BTreeMap<&Languages, Vec<Value>> = BTreeMap::new();
    for form in word.forms() {
        by_languages.entry(&form.languages).or_default().push(encoded(&form.term).into());
    }
    Query::or(by_languages.into_iter().map(|(languages, terms)| {
        let terms = Query::any_of(name, terms);
        match languages {
            Languages::Any => terms,
            Languages::Only(codes) => Query::and([terms, in_languages(lang, codes.iter())]),
        }
    }))
}

fn in_languages<'a>(lang: &str, codes: impl Iterator<Item = &'a Option<String>>) -> Query {
    Query::any_of(lang, codes.map(|code| code.as_deref().unwrap_or(UNKNOWN_LANGUAGE).into()).collect())
}

/// Returns the bounds of spans in a field.
pub(super) fn spans(field: Field, of: &Spans) -> Bounds {
    match of {
        Spans::Word(of) => Bounds::exact(word(field.name, field.lang, of)),
        Spans::Phrase { words, .. } => {
            let all = each_word(field, words.iter());
            if all == Query::None {
                return Bounds::exact(Query::None);
            }
            let found = by_language(field, &words.iter().collect::<Vec<_>>(), |language| {
                phrase(field, of, language).map(|phrase| intervals(field, phrase))
            });
            found.map_or_else(|| Bounds::at_most(all), Bounds::exact)
        }
    }
}

fn each_word<'a>(field: Field, words: impl Iterator<Item = &'a TermPredicate>) -> Query {
    Query::and(words.map(|of| word(field.name, field.lang, of)))
}

/// Returns the bounds of an operand that occurs.
pub(super) fn occurs(field: Field, of: &Operand) -> Bounds {
    match of {
        Operand::Spans(of) => spans(field, of),
        Operand::Any(operands) => Bounds::or(operands.iter().map(|operand| occurs(field, operand)).collect()),
        Operand::Near(of) if of.presence == Presence::NotNear => not_near(field, of),
        Operand::Near(of) => near(field, of),
    }
}

/// Returns the bounds of at least `times` occurrences, more than one, of an operand.
pub(super) fn occurs_often(field: Field, of: &Operand, times: u32) -> Bounds {
    let once = occurs(field, of).upper;
    let mut words = Vec::new();
    if !is_of_words(of, &mut words) || words.iter().any(|word| is_limited(word)) {
        return Bounds::at_most(once);
    }
    let terms: BTreeSet<&str> =
        words.iter().flat_map(|word| word.forms()).map(|form| form.term.as_str()).collect();
    if terms.is_empty() || terms.len() > MOST_TERMS || field == Field::QUOTATION {
        return Bounds::at_most(once);
    }
    let counted = counted(field.name, terms.iter().map(|term| encoded(term)));
    Bounds::exact(Query::Of(json!({ "script_score": {
        "query": counted, "script": { "source": "_score" }, "min_score": f64::from(times) - 0.5,
    } })))
}

/// Returns a query whose score is the number of occurrences of these terms.
pub(super) fn counted(field: &str, terms: impl Iterator<Item = String>) -> Value {
    let each: Vec<Value> = terms.map(|term| json!({ "term": { field: term } })).collect();
    json!({ "bool": { "should": each, "minimum_should_match": 1 } })
}

/// Adds the words of an operand to `words`, if it is a word or any of several words.
fn is_of_words<'a>(of: &'a Operand, words: &mut Vec<&'a TermPredicate>) -> bool {
    match of {
        Operand::Spans(Spans::Word(word)) => {
            words.push(word);
            true
        }
        Operand::Any(operands) => operands.iter().all(|operand| is_of_words(operand, words)),
        _ => false,
    }
}

/// Returns whether some forms of a word count only in some languages.
fn is_limited(word: &TermPredicate) -> bool {
    word.forms().iter().any(|form| form.languages != Languages::Any)
}

fn not_near(field: Field, of: &Near) -> Bounds {
    let (left, right) = (occurs(field, &of.left), occurs(field, &of.right));
    if let Some(exact) = word_without(field, of) {
        return Bounds::exact(exact);
    }
    let alone = Bounds::and(vec![left.clone(), Bounds::exact(right.upper.negated())]);
    let lower = alone.lower.unwrap_or(alone.upper);
    Bounds::between(lower, left.upper)
}

/// Returns the query for a word without another word near it; `None` if the server cannot say it.
fn word_without(field: Field, of: &Near) -> Option<Query> {
    let (Operand::Spans(Spans::Word(left)), Operand::Spans(Spans::Word(right))) = (&of.left, &of.right)
    else {
        return None;
    };
    let terms = |word: &TermPredicate| -> BTreeSet<String> {
        word.forms().iter().map(|form| encoded(&form.term)).collect()
    };
    let (wanted, others) = (terms(left), terms(right));
    let is_limited = is_limited(left) || is_limited(right);
    let is_large = wanted.len() + others.len() > MOST_TERMS;
    if is_limited || is_large || others.is_empty() || !wanted.is_disjoint(&others) {
        return None;
    }
    if wanted.is_empty() {
        return Some(Query::None);
    }
    let (before, after) = match of.within {
        Within::Words(distance) => (distance, distance),
        Within::WordsInOrder(distance) => (0, distance),
        Within::Sentence | Within::Paragraph => return None,
    };
    if before.max(after) >= TITLE_GAP {
        return None;
    }
    let any = |terms: &BTreeSet<String>| {
        let clauses: Vec<Value> =
            terms.iter().map(|term| json!({ "span_term": { field.name: term } })).collect();
        json!({ "span_or": { "clauses": clauses } })
    };
    Some(Query::Of(json!({ "span_not": {
        "include": any(&wanted), "exclude": any(&others), "pre": before, "post": after,
    } })))
}

fn near(field: Field, of: &Near) -> Bounds {
    let both = Bounds::and(vec![occurs(field, &of.left), occurs(field, &of.right)]).upper;
    if both == Query::None || is_impossible(of) {
        return Bounds::exact(Query::None);
    }
    if field.marks == Marks::Missing && matches!(of.within, Within::Sentence | Within::Paragraph) {
        return Bounds::at_most(both);
    }
    let (lefts, rights) = (alternatives(&of.left), alternatives(&of.right));
    if lefts.len() * rights.len() > MOST_PAIRS {
        return Bounds::at_most(both);
    }
    let mut words = Vec::new();
    lefts.iter().chain(&rights).for_each(|operand| add_words(operand, &mut words));
    let found = by_language(field, &words, |language| {
        let mut pairs = Vec::new();
        for left in &lefts {
            for right in &rights {
                let sides = (source(field, left, language), source(field, right, language));
                match sides {
                    (Found::TooMany, _) | (_, Found::TooMany) => return Found::TooMany,
                    (Found::Some(left), Found::Some(right)) => pairs.extend(pair(of.within, &left, &right)),
                    _ => {}
                }
            }
        }
        if pairs.is_empty() { Found::Nothing } else { Found::Some(intervals(field, any(pairs))) }
    });
    let is_fixed = lefts.iter().chain(&rights).all(|operand| has_one_width(operand));
    match found {
        Some(found) if is_fixed => Bounds::exact(found),
        Some(found) => Bounds::between(found, both),
        None => Bounds::at_most(both),
    }
}

/// Returns whether no two words can be as near as this. Adjacent words have the distance 1.
fn is_impossible(of: &Near) -> bool {
    let of_words = has_one_width(&of.left) && has_one_width(&of.right);
    of_words && matches!(of.within, Within::Words(0) | Within::WordsInOrder(0))
}

/// Returns the operands of which one must be there.
fn alternatives(of: &Operand) -> Vec<&Operand> {
    match of {
        Operand::Any(operands) => operands.iter().flat_map(alternatives).collect(),
        other => vec![other],
    }
}

/// Returns whether all occurrences of an operand have the same number of words, so that none contains another.
fn has_one_width(of: &Operand) -> bool {
    matches!(of, Operand::Spans(Spans::Word(_) | Spans::Phrase { slop: 0, .. }))
}

fn add_words<'a>(of: &'a Operand, words: &mut Vec<&'a TermPredicate>) {
    match of {
        Operand::Spans(spans) => words.extend(spans.words()),
        Operand::Any(operands) => operands.iter().for_each(|operand| add_words(operand, words)),
        Operand::Near(near) => {
            add_words(&near.left, words);
            add_words(&near.right, words);
        }
    }
}

/// A source of intervals.
#[derive(Debug, Clone, PartialEq)]
enum Found<T> {
    /// It has intervals.
    Some(T),
    /// It has none.
    Nothing,
    /// The server cannot say it, or it has too many terms.
    TooMany,
}

impl<T> Found<T> {
    fn map<U>(self, map: impl FnOnce(T) -> U) -> Found<U> {
        match self {
            Self::Some(found) => Found::Some(map(found)),
            Self::Nothing => Found::Nothing,
            Self::TooMany => Found::TooMany,
        }
    }
}

/// Languages in which the same forms of some words count.
#[derive(Debug, Clone, Copy)]
enum Language<'a> {
    /// This one, and others with the same forms.
    Like(&'a Option<String>),
    /// One that no form names.
    Other,
}

/// Returns the query that `of` makes for the forms that count in each language; `None` if the server cannot say it.
fn by_language(
    field: Field,
    words: &[&TermPredicate],
    of: impl Fn(Language<'_>) -> Found<Value>,
) -> Option<Query> {
    let each = each_language(field, words, of)?.into_iter();
    Some(Query::or(each.map(|(language, query)| Query::and([language, Query::Of(query)]))))
}

/// Returns a query whose score tells how often a phrase occurs: c / (c + 1) for c occurrences without gaps.
pub(super) fn scored_phrase(field: Field, of: &Spans) -> Option<Value> {
    let words: Vec<&TermPredicate> = of.words().iter().collect();
    let each = each_language(field, &words, |language| {
        phrase(field, of, language).map(|phrase| intervals(field, phrase))
    })?;
    let mut any = each.into_iter().map(|(language, query)| match language {
        Query::All => query,
        language => json!({ "bool": { "must": [query], "filter": [language.json()] } }),
    });
    let first = any.next()?;
    let others: Vec<Value> = any.collect();
    if others.is_empty() {
        return Some(first);
    }
    let any: Vec<Value> = std::iter::once(first).chain(others).collect();
    Some(json!({ "bool": { "should": any, "minimum_should_match": 1 } }))
}

/// Returns the queries that `of` makes for the forms that count in some languages, with a query for articles in these; `None` if the
/// server cannot say one of them.
fn each_language(
    field: Field,
    words: &[&TermPredicate],
    of: impl Fn(Language<'_>) -> Found<Value>,
) -> Option<Vec<(Query, Value)>> {
    let forms = || words.iter().flat_map(|word| word.forms());
    if forms().count() > MOST_TERMS {
        return None;
    }
    let mut named: BTreeSet<&Option<String>> = BTreeSet::new();
    for form in forms() {
        if let Languages::Only(codes) = &form.languages {
            named.extend(codes);
        }
    }
    let mut alike: BTreeMap<Vec<bool>, Vec<&Option<String>>> = BTreeMap::new();
    for code in &named {
        let counts = forms().map(|form| form.languages.include(code.as_deref())).collect();
        alike.entry(counts).or_default().push(code);
    }
    let mut queries = Vec::new();
    let mut add = |languages: Query, found: Found<Value>| match found {
        Found::Some(query) => {
            queries.push((languages, query));
            Some(())
        }
        Found::Nothing => Some(()),
        Found::TooMany => None,
    };
    for codes in alike.into_values() {
        let found = of(Language::Like(codes[0]));
        add(in_languages(field.lang, codes.into_iter()), found)?;
    }
    add(in_languages(field.lang, named.into_iter()).negated(), of(Language::Other))?;
    Some(queries)
}

fn intervals(field: Field, source: Value) -> Value {
    json!({ "intervals": { field.name: source } })
}

fn any(mut sources: Vec<Value>) -> Value {
    if sources.len() == 1 { sources.remove(0) } else { json!({ "any_of": { "intervals": sources } }) }
}

/// Returns the intervals of one word.
fn term(word: &TermPredicate, language: Language<'_>) -> Found<Value> {
    let counts = |languages: &Languages| match language {
        Language::Like(code) => languages.include(code.as_deref()),
        Language::Other => *languages == Languages::Any,
    };
    let forms = word.forms().iter().filter(|form| counts(&form.languages));
    let terms: Vec<Value> = forms.map(|form| one(&encoded(&form.term))).collect();
    if terms.is_empty() { Found::Nothing } else { Found::Some(any(terms)) }
}

fn one(term: &str) -> Value {
    json!({ "match": { "query": term, "analyzer": "keyword" } })
}

/// Returns the intervals from one mark to the next of another kind.
fn between(first: char, last: char) -> Value {
    let marks = [one(first.encode_utf8(&mut [0; 4])), one(last.encode_utf8(&mut [0; 4]))];
    json!({ "all_of": { "ordered": true, "intervals": marks } })
}

/// Returns the intervals of a word or phrase. Phrases lie in one paragraph.
fn phrase(field: Field, of: &Spans, language: Language<'_>) -> Found<Value> {
    let (words, slop) = match of {
        Spans::Word(word) => return term(word, language),
        Spans::Phrase { words, slop } => (words, *slop),
    };
    if slop >= TITLE_GAP {
        return Found::TooMany;
    }
    let mut each = Vec::with_capacity(words.len());
    for word in words {
        match term(word, language) {
            Found::Some(source) => each.push(source),
            none => return none,
        }
    }
    let mut all = json!({ "ordered": true, "max_gaps": slop, "intervals": each });
    if field.marks == Marks::There {
        all["filter"] = json!({ "contained_by": between(PARAGRAPH, PARAGRAPH_END) });
    }
    Found::Some(json!({ "all_of": all }))
}

/// Returns intervals of an operand: all of them if they have one width, otherwise at least those that contain no other.
fn source(field: Field, of: &Operand, language: Language<'_>) -> Found<Value> {
    match of {
        Operand::Spans(of) => phrase(field, of, language),
        Operand::Any(operands) => {
            let mut sources = Vec::new();
            for operand in operands {
                match source(field, operand, language) {
                    Found::Some(source) => sources.push(source),
                    Found::Nothing => {}
                    Found::TooMany => return Found::TooMany,
                }
            }
            if sources.is_empty() { Found::Nothing } else { Found::Some(any(sources)) }
        }
        Operand::Near(of) if of.presence == Presence::NotNear => Found::TooMany,
        Operand::Near(of) => {
            let sides = (source(field, &of.left, language), source(field, &of.right, language));
            match sides {
                (Found::TooMany, _) | (_, Found::TooMany) => Found::TooMany,
                (Found::Some(left), Found::Some(right)) => {
                    let pairs = pair(of.within, &left, &right);
                    if pairs.is_empty() { Found::Nothing } else { Found::Some(any(pairs)) }
                }
                _ => Found::Nothing,
            }
        }
    }
}

/// Returns the intervals of two operands that are near each other, in each order that counts.
fn pair(within: Within, left: &Value, right: &Value) -> Vec<Value> {
    let ordered = |first: &Value, second: &Value, gaps: Option<u32>, filter: Option<Value>| {
        let mut all = json!({ "ordered": true, "intervals": [first, second] });
        if let Some(gaps) = gaps {
            all["max_gaps"] = gaps.min(TITLE_GAP - 2).into();
        }
        if let Some(within) = filter {
            all["filter"] = json!({ "contained_by": within });
        }
        json!({ "all_of": all })
    };
    let both = |gaps, filter: Option<Value>| {
        vec![ordered(left, right, gaps, filter.clone()), ordered(right, left, gaps, filter)]
    };
    match within {
        Within::Words(0) | Within::WordsInOrder(0) => Vec::new(),
        Within::Words(distance) => both(Some(distance - 1), None),
        Within::WordsInOrder(distance) => vec![ordered(left, right, Some(distance - 1), None)],
        Within::Sentence => both(None, Some(between(SENTENCE, SENTENCE_END))),
        Within::Paragraph => both(None, Some(between(PARAGRAPH, PARAGRAPH_END))),
    }
}
