//! Expansions: the terms that the words and patterns of a query match in the archive.

use std::collections::{BTreeSet, HashMap};

use crate::{
    analyzed_article::quotation_terms::parse_name_term,
    backend::{Reach, ResolvedWord},
    matching::{Clause, Feature, FieldPredicate, TermPredicate, TextField},
};

/// The terms that a word or pattern of the query matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expansion {
    /// The word or pattern of the query, folded.
    pub word: String,
    /// The terms, as indexed.
    pub terms: Vec<String>,
    /// Whether the terms are complete, or cut at the maximum for a pattern.
    pub reach: Reach,
}

/// The terms of a request's words.
#[derive(Debug, Clone, Default)]
pub(super) struct Terms(HashMap<FieldPredicate, ResolvedWord>);

impl Terms {
    /// Adds the terms that an answer contains.
    pub(super) fn add(&mut self, words: Vec<ResolvedWord>) {
        self.0.extend(words.into_iter().map(|word| (word.asked.clone(), word)));
    }

    /// Returns whether no terms are known.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns whether the answer says that no article contains a word.
    pub(super) fn lacks(&self, field: TextField, word: &TermPredicate) -> bool {
        self.get(&FieldPredicate { field, word: word.clone() }).is_some_and(|known| !known.occurs)
    }

    /// Returns whether no article can satisfy `clause`, because no article contains a word that the clause requires.
    pub(super) fn rule_out(&self, clause: &Clause) -> bool {
        let lacks = |field, words: &[TermPredicate]| words.iter().any(|word| self.lacks(field, word));
        match clause {
            Clause::Text { spans, .. } => lacks(TextField::Text, spans.words()),
            Clause::Field { field, spans } => lacks(*field, spans.words()),
            Clause::Speaker(words) => lacks(TextField::Speaker, words),
            Clause::Quotation(inner) => self.rule_out(inner),
            Clause::And(clauses) => clauses.iter().any(|clause| self.rule_out(clause)),
            Clause::Or(clauses) => clauses.iter().all(|clause| self.rule_out(clause)),
            _ => false,
        }
    }

    /// Returns the terms of a word, if an answer contained them.
    pub(super) fn get(&self, asked: &FieldPredicate) -> Option<&ResolvedWord> {
        self.0.get(asked)
    }

    /// Returns a predicate with the terms of a word, or the predicate of the word if its terms are unknown.
    pub(super) fn word(&self, field: TextField, word: &TermPredicate) -> TermPredicate {
        let known = self.get(&FieldPredicate { field, word: word.clone() });
        known.map_or_else(|| word.clone(), |known| TermPredicate::Forms(known.forms.clone()))
    }

    /// Returns the clause with terms in place of its words.
    pub(super) fn clause(&self, clause: &Clause) -> Clause {
        clause.map_words(&mut |field, word| self.word(field, word))
    }

    /// Returns the features with terms in place of their words.
    pub(super) fn features(&self, features: &[Feature]) -> Vec<Feature> {
        features.iter().map(|feature| feature.map_words(&mut |field, word| self.word(field, word))).collect()
    }

    /// Returns the expansion of a word as users see it; `shown` is the word's display form.
    pub(super) fn expansion(&self, shown: &str, asked: &FieldPredicate) -> Expansion {
        let (forms, reach) =
            self.get(asked).map_or((&[][..], Reach::Whole), |known| (known.forms.as_slice(), known.reach));
        let terms = forms.iter().map(|form| form.term.as_str());
        let terms: Vec<String> = match asked.word {
            TermPredicate::Speaker { .. } => {
                let names: BTreeSet<&str> =
                    terms.filter_map(|term| Some(parse_name_term(term)?.name)).collect();
                names.into_iter().map(str::to_owned).collect()
            }
            _ => terms.map(str::to_owned).collect(),
        };
        Expansion { word: shown.to_owned(), terms, reach }
    }
}
