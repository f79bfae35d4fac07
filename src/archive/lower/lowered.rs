//! A lowered query, with the expansions and warnings that users see.

use crate::{
    analysis::TermParts,
    archive::expansions::{Expansion, Terms},
    backend::{EXPANSION_CAP, Reach},
    matching::{Clause, Feature, FieldPredicate, TermPredicate, TextField},
    query::{Warning, shortened},
};

/// A query in the form that back ends understand. Its words are not looked up yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lowered {
    /// What must match; `None` if the query contains nothing that can be searched.
    pub(crate) clause: Option<Clause>,
    /// Words that count for the score.
    pub(crate) features: Vec<Feature>,
    /// For each feature, the number of its word in the query. The parts of a compound share one number.
    pub(crate) words: Vec<usize>,
    /// Function words that do not count, because there are other words.
    pub(crate) uncounted: Vec<Feature>,
    /// The words and patterns with their display forms.
    pub(crate) asked: Vec<(String, FieldPredicate)>,
    /// The required words, without patterns.
    pub(crate) wanted: Vec<RequiredWord>,
    /// Clause of quotations whose speaker may be another person than the query names.
    pub(crate) unsure: Option<Clause>,
    /// Notes for the user.
    pub(crate) notes: Vec<Note>,
}

/// A note about a query.
#[derive(Debug, Clone)]
pub(crate) enum Note {
    /// A warning.
    Of(Warning),
    /// A pattern as written in the query, and its predicate. The answer shows whether it matches too many words or none.
    Pattern(String, FieldPredicate),
}

/// A required word of the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequiredWord {
    /// The field in which it is searched.
    pub(crate) field: TextField,
    /// Its folded form.
    pub(crate) folded: String,
    /// The terms that match it.
    pub(crate) words: TermPredicate,
}

impl Lowered {
    /// Returns the expansions of the words as users see them.
    pub(crate) fn expansions(&self, terms: &Terms) -> Vec<Expansion> {
        let mut expansions: Vec<Expansion> = Vec::with_capacity(self.asked.len());
        for (shown, asked) in &self.asked {
            let expansion = terms.expansion(shown, asked);
            let is_told = matches!(asked.word, TermPredicate::Written(_)) && expansions.contains(&expansion);
            if !is_told {
                expansions.push(expansion);
            }
        }
        expansions
    }

    /// Returns the warnings for the user.
    pub(crate) fn warnings(&self, terms: &Terms) -> Vec<Warning> {
        self.notes.iter().filter_map(|note| note.warning(terms)).collect()
    }

    /// Returns the function words that are not highlighted.
    pub(crate) fn unmarked(&self, terms: &Terms) -> Vec<Feature> {
        terms.features(&self.uncounted).into_iter().filter(is_unmarked).collect()
    }
}

impl Note {
    fn warning(&self, terms: &Terms) -> Option<Warning> {
        let (pattern, asked) = match self {
            Self::Of(warning) => return Some(warning.clone()),
            Self::Pattern(pattern, asked) => (pattern, terms.get(asked)?),
        };
        if asked.forms.is_empty() {
            let message =
                format!("`{pattern}` matches no word of the archive; a pattern must match a whole word");
            return Some(Warning { code: "pattern_fits_nothing", message: shortened(message) });
        }
        (asked.reach == Reach::Capped).then(|| {
            let message = format!(
                "`{pattern}` matches more than {EXPANSION_CAP} words; only the first {EXPANSION_CAP} are searched"
            );
            Warning { code: "expansion_capped", message: shortened(message) }
        })
    }
}

/// Returns whether a function word is not highlighted. Acronyms that are function words in lower case (`US`, `WHO`) are
/// highlighted.
fn is_unmarked(word: &Feature) -> bool {
    let mut forms = word.spans.words().iter().flat_map(|words| words.forms());
    !forms.any(|form| TermParts::of(&form.term).is_acronym())
}

/// Returns the part of `clause` whose words are highlighted: all except `unmarked`.
pub(crate) fn marked_clause(clause: &Clause, unmarked: &[Feature]) -> Option<Clause> {
    let parts = |parts: &[Clause]| parts.iter().filter_map(|part| marked_clause(part, unmarked)).collect();
    match clause {
        Clause::Text { part, spans } => {
            let is_unmarked = unmarked.iter().any(|word| word.part == *part && word.spans == *spans);
            (!is_unmarked).then(|| clause.clone())
        }
        Clause::And(inner) => Some(Clause::And(parts(inner))),
        Clause::Or(inner) => Some(Clause::Or(parts(inner))),
        Clause::Quotation(inner) => {
            marked_clause(inner, unmarked).map(|inner| Clause::Quotation(Box::new(inner)))
        }
        other => Some(other.clone()),
    }
}
