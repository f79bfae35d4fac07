//! Resolves the words of a request. Input: a request whose words are predicates. Output: the same request with the terms of the
//! archive that satisfy them. Each word is looked up once.
//!
//! The words of additional counts are resolved when these counts are made.

use std::collections::{BTreeSet, HashMap};

use crate::{
    analysis::query_words,
    backend::{
        BackendError, Condition, MatchOrder, MatchRequest, Ranking, Reader, ResolvedWord, SuggestRequest,
        UnsurePosition, resolve::Resolution,
    },
    matching::{Clause, Feature, FieldPredicate, Spans, TermPredicate, TextField, WhichForms},
    url::without_view,
};

/// Number of articles of an outlet in which its other name is looked for.
const SAMPLED: usize = 20;

/// Resolves the words of one request.
pub(crate) struct WordResolver<'a> {
    reader: &'a dyn Reader,
    resolutions: HashMap<FieldPredicate, Resolution>,
    /// The words that the answer lists, in order of first use.
    used: Vec<FieldPredicate>,
    error: Option<BackendError>,
}

impl<'a> WordResolver<'a> {
    pub(crate) fn of(reader: &'a dyn Reader) -> Self {
        Self { reader, resolutions: HashMap::new(), used: Vec::new(), error: None }
    }

    /// Returns the condition with its words resolved.
    pub(super) fn condition(&mut self, condition: &Condition) -> Result<Condition, BackendError> {
        let mut words = Vec::new();
        condition.clause.map_words(&mut |field, word| noted(&mut words, field, word));
        self.reader.expect(&words)?;
        Ok(Condition { clause: self.clause(&condition.clause)?, ..condition.clone() })
    }

    /// Returns the ranking with its words resolved.
    pub(super) fn ranking(&mut self, ranking: &Ranking) -> Result<Ranking, BackendError> {
        let mut words = Vec::new();
        for feature in &ranking.features {
            feature.map_words(&mut |field, word| noted(&mut words, field, word));
        }
        words.retain(|asked| !self.resolutions.contains_key(asked));
        self.reader.expect(&words)?;
        Ok(Ranking { features: self.features(&ranking.features)?, ..ranking.clone() })
    }

    /// Returns the clause for unsure matches with its words resolved.
    pub(super) fn unsure(
        &mut self,
        unsure: Option<&(Clause, UnsurePosition)>,
    ) -> Result<Option<(Clause, UnsurePosition)>, BackendError> {
        unsure.map(|(clause, position)| Ok((self.clause(clause)?, *position))).transpose()
    }

    /// Returns the weight of each feature of the request, from the weights of the resolved features.
    pub(super) fn weights(
        &mut self,
        features: &[Feature],
        weights: &[f64],
    ) -> Result<Vec<f64>, BackendError> {
        let (_, places) = Feature::merged(self.each_feature(features)?);
        Ok(places.into_iter().filter_map(|place| weights.get(place).copied()).collect())
    }

    /// Returns the request with its words resolved.
    pub(super) fn suggestions(&mut self, request: &SuggestRequest) -> Result<SuggestRequest, BackendError> {
        let mut request = request.clone();
        for (_, asked) in &mut request.words {
            asked.word = self.terms(asked.field, &asked.word);
        }
        self.error.take().map_or(Ok(request), Err)
    }

    /// Returns the words with their terms.
    pub(crate) fn resolved(self) -> Result<Vec<ResolvedWord>, BackendError> {
        let mut resolved = Vec::with_capacity(self.used.len());
        for asked in self.used {
            let Resolution { forms, reach } = self.resolutions[&asked].clone();
            let is_as_asked = match &asked.word {
                TermPredicate::Written(_) => true,
                TermPredicate::Inflected(of) => of.forms == WhichForms::All,
                _ => false,
            };
            let is_counted = asked.field == TextField::Text && is_as_asked;
            let mut articles = None;
            if is_counted {
                articles = self.reader.frequencies(&[TermPredicate::Forms(forms.clone())])?.pop();
            }
            let occurs = match articles {
                Some(1..) => true,
                _ => self.reader.has_terms(asked.field, &forms)?,
            };
            resolved.push(ResolvedWord { asked, forms, reach, occurs, articles });
        }
        Ok(resolved)
    }

    pub(crate) fn clause(&mut self, clause: &Clause) -> Result<Clause, BackendError> {
        let clause = clause.map_words(&mut |field, word| self.terms(field, word));
        let clause = self.with_outlets(clause);
        self.error.take().map_or(Ok(clause), Err)
    }

    /// Returns the features with their words resolved. Features with the same terms are merged.
    pub(super) fn features(&mut self, features: &[Feature]) -> Result<Vec<Feature>, BackendError> {
        Ok(Feature::merged(self.each_feature(features)?).0)
    }

    fn each_feature(&mut self, features: &[Feature]) -> Result<Vec<Feature>, BackendError> {
        let mut terms = |field, word: &TermPredicate| self.terms(field, word);
        let features = features.iter().map(|feature| feature.map_words(&mut terms)).collect();
        self.error.take().map_or(Ok(features), Err)
    }

    /// Returns the terms of a word. If the look-up fails, returns no terms and keeps the error.
    pub(crate) fn terms(&mut self, field: TextField, word: &TermPredicate) -> TermPredicate {
        if matches!(word, TermPredicate::Forms(_)) {
            return word.clone();
        }
        let asked = FieldPredicate { field, word: word.clone() };
        if let Some(known) = self.resolutions.get(&asked) {
            return TermPredicate::Forms(known.forms.clone());
        }
        let found = self.reader.resolve(&asked).unwrap_or_else(|error| {
            self.error.get_or_insert(error);
            Resolution::default()
        });
        let terms = TermPredicate::Forms(found.forms.clone());
        self.used.push(asked.clone());
        self.resolutions.insert(asked, found);
        terms
    }

    /// Returns the clause with all names and domains of its outlets that articles give.
    fn with_outlets(&mut self, clause: Clause) -> Clause {
        let mut each =
            |clauses: Vec<Clause>| clauses.into_iter().map(|clause| self.with_outlets(clause)).collect();
        match clause {
            Clause::And(clauses) => Clause::And(each(clauses)),
            Clause::Or(clauses) => Clause::Or(each(clauses)),
            Clause::Not(inner) => Clause::Not(Box::new(self.with_outlets(*inner))),
            Clause::Quotation(inner) => Clause::Quotation(Box::new(self.with_outlets(*inner))),
            Clause::Outlet { name, spans } => {
                let own = Clause::Field { field: TextField::Source, spans };
                let others = names_in_archive(self.reader, &own, &name).unwrap_or_else(|error| {
                    self.error.get_or_insert(error);
                    BTreeSet::new()
                });
                let others = others.iter().filter_map(|other| Spans::exact(without_view(other)));
                let others = others.map(|spans| Clause::Field { field: TextField::Source, spans });
                let others: Vec<Clause> =
                    others.map(|other| other.map_words(&mut |field, word| self.terms(field, word))).collect();
                if others.is_empty() { own } else { Clause::Or(std::iter::once(own).chain(others).collect()) }
            }
            other => other,
        }
    }
}

/// Adds a word that is looked for in `field` to `words`, and returns it.
fn noted(words: &mut Vec<FieldPredicate>, field: TextField, word: &TermPredicate) -> TermPredicate {
    words.push(FieldPredicate { field, word: word.clone() });
    word.clone()
}

/// Returns the domains that articles give with the name of an outlet, or the names that they give with its domain. `clause` finds
/// the articles with that name or domain.
fn names_in_archive(
    reader: &dyn Reader,
    clause: &Clause,
    name: &str,
) -> Result<BTreeSet<String>, BackendError> {
    let request = MatchRequest {
        clause,
        features: &[],
        related: &[],
        order: MatchOrder::Newest,
        limit: SAMPLED,
        unsure: None,
        rerank: None,
    };
    let found = reader.matches(&request)?.best;
    let ids: Vec<&str> = found.iter().map(|found| found.id.as_str()).collect();
    let wanted = outlet_key(name);
    let mut others = BTreeSet::new();
    for article in reader.articles(&ids)?.into_iter().flatten() {
        if let (Some(domain), Some(full)) = (article.source, article.source_name) {
            if outlet_key(&full) == wanted && outlet_key(&domain) != wanted {
                others.insert(domain);
            } else if outlet_key(&domain) == wanted && outlet_key(&full) != wanted {
                others.insert(full);
            }
        }
    }
    Ok(others)
}

/// Returns a key that is the same for all spellings of an outlet: its words without case, accents and leading article.
pub(crate) fn outlet_key(name: &str) -> String {
    let words = query_words(without_view(name));
    let folded: Vec<&str> = words.iter().map(|word| word.folded()).collect();
    let name = folded.strip_prefix(&["the"]).filter(|rest| !rest.is_empty()).unwrap_or(&folded);
    name.join(" ")
}
