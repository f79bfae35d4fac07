//! A query that back ends understand, and what an answer makes of its words.

use crate::{
    analysis::TermParts,
    archive::expansions::{Expansion, Terms},
    backend::{EXPANSION_CAP, Reach},
    matching::{Clause, Feature, FieldPredicate, TermPredicate, TextField},
    query::Warning,
};

/// A query that back ends understand: what it asks, with nothing looked up.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lowered {
    /// What must hold; `None` where the query holds nothing that can be searched.
    pub(crate) clause: Option<Clause>,
    /// What counts for the score.
    pub(crate) features: Vec<Feature>,
    /// Which word of the query each of the features stands for: the parts of a compound stand for one.
    pub(crate) words: Vec<usize>,
    /// Function words that do not count, as there are other words.
    pub(crate) uncounted: Vec<Feature>,
    /// The words and patterns, with how the user is told of them.
    pub(crate) asked: Vec<(String, FieldPredicate)>,
    /// The words that must be there, as far as they are no patterns.
    pub(crate) wanted: Vec<Wanted>,
    /// What holds of quotations that only may be of whom the query means.
    pub(crate) unsure: Option<Clause>,
    /// What the user should know.
    pub(crate) notes: Vec<Note>,
}

/// What the user should know about a query.
#[derive(Debug, Clone)]
pub(crate) enum Note {
    /// This.
    Of(Warning),
    /// That a pattern, as the query has it, fits too many words or none: the answer tells.
    Pattern(String, FieldPredicate),
}

/// A word of the query, with what it came to stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Which words it is looked for among.
    pub(crate) field: TextField,
    /// Without case and accents.
    pub(crate) folded: String,
    /// What it asks for.
    pub(crate) words: TermPredicate,
}

impl Lowered {
    /// Returns what the words came to stand for, as the user is told.
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

    /// Returns what the user should know.
    pub(crate) fn warnings(&self, terms: &Terms) -> Vec<Warning> {
        self.notes.iter().filter_map(|note| note.warning(terms)).collect()
    }

    /// Returns the function words that are not marked.
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
                format!("`{pattern}` fits no word of the archive; patterns are compared with whole words");
            return Some(Warning { code: "pattern_fits_nothing", message });
        }
        (asked.reach == Reach::Capped).then(|| {
            let message = format!(
                "`{pattern}` stands for more than {EXPANSION_CAP} words; only the first of them are searched"
            );
            Warning { code: "expansion_capped", message }
        })
    }
}

/// Returns whether a function word is not marked: all but acronyms (`US`, `WHO`) that would be one without their capitals.
fn is_unmarked(word: &Feature) -> bool {
    let mut forms = word.spans.words().iter().flat_map(|words| words.forms());
    !forms.any(|form| TermParts::of(&form.term).is_acronym())
}

/// Returns `clause` without `unmarked` words: what is marked of an article for which it holds.
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
