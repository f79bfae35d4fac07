//! The words of a request: predicates enter, the terms of the archive that satisfy them leave, each word looked up once. Words of
//! further counts are looked up when these are made.

use std::{
    collections::{BTreeSet, HashMap},
    ops::ControlFlow,
};

use crate::{
    analysis::query_words,
    backend::{
        ArticleRequest, BackendError, DaysRequest, FeedbackRequest, MatchOrder, MatchRequest,
        NearWordsRequest, QuotationRequest, Reader, ResolvedWord, ScanRequest, ValuesRequest,
        resolve::Resolution,
    },
    matching::{AskedWord, Clause, Feature, Form, Spans, TermPredicate, TextField, WhichForms},
    url::without_view,
};

/// So many articles of an outlet are asked for its other name.
const ASKED: usize = 20;

/// Looks up the words of one request.
pub(crate) struct Words<'a> {
    reader: &'a dyn Reader,
    known: HashMap<AskedWord, Resolution>,
    /// Those that the answer names, in the order in which they were met.
    met: Vec<AskedWord>,
    error: Option<BackendError>,
}

impl<'a> Words<'a> {
    pub(crate) fn of(reader: &'a dyn Reader) -> Self {
        Self { reader, known: HashMap::new(), met: Vec::new(), error: None }
    }

    /// Returns the request with its words looked up.
    pub(super) fn articles(&mut self, request: &ArticleRequest) -> Result<ArticleRequest, BackendError> {
        let mut request = request.clone();
        request.condition.clause = self.clause(&request.condition.clause)?;
        request.ranked.features = self.features(&request.ranked.features)?;
        Ok(request)
    }

    /// Returns the weight of each of the features of a request, from those of its features that were looked up.
    pub(super) fn weights(
        &mut self,
        features: &[Feature],
        weights: &[f64],
    ) -> Result<Vec<f64>, BackendError> {
        let (_, places) = Feature::merged(self.each_feature(features)?);
        Ok(places.into_iter().filter_map(|place| weights.get(place).copied()).collect())
    }

    /// Returns the request with its words looked up.
    pub(super) fn quotations(
        &mut self,
        request: &QuotationRequest,
    ) -> Result<QuotationRequest, BackendError> {
        let mut request = request.clone();
        request.condition.clause = self.clause(&request.condition.clause)?;
        request.ranked.features = self.features(&request.ranked.features)?;
        if let Some((unsure, _)) = &mut request.unsure {
            *unsure = self.clause(unsure)?;
        }
        Ok(request)
    }

    /// Returns the request with its words looked up.
    pub(super) fn feedback(&mut self, request: &FeedbackRequest) -> Result<FeedbackRequest, BackendError> {
        let mut request = request.clone();
        request.condition.clause = self.clause(&request.condition.clause)?;
        request.ranked.features = self.features(&request.ranked.features)?;
        Ok(request)
    }

    /// Returns the request with its words looked up.
    pub(super) fn days(&mut self, request: &DaysRequest) -> Result<DaysRequest, BackendError> {
        let mut request = request.clone();
        request.condition.clause = self.clause(&request.condition.clause)?;
        Ok(request)
    }

    /// Returns the request with its words looked up.
    pub(super) fn values(&mut self, request: &ValuesRequest) -> Result<ValuesRequest, BackendError> {
        let mut request = request.clone();
        request.condition.clause = self.clause(&request.condition.clause)?;
        if let Some((unsure, _)) = &mut request.unsure {
            *unsure = self.clause(unsure)?;
        }
        Ok(request)
    }

    /// Returns the request with its words looked up.
    pub(super) fn scan(&mut self, request: &ScanRequest) -> Result<ScanRequest, BackendError> {
        let mut request = request.clone();
        request.condition.clause = self.clause(&request.condition.clause)?;
        Ok(request)
    }

    /// Returns the request with its words looked up.
    pub(super) fn near(&mut self, request: &NearWordsRequest) -> Result<NearWordsRequest, BackendError> {
        let mut request = request.clone();
        for (_, asked) in &mut request.words {
            asked.word = self.terms(asked.field, &asked.word);
        }
        self.error.take().map_or(Ok(request), Err)
    }

    /// Returns what the words met came to stand for.
    pub(crate) fn met(self) -> Result<Vec<ResolvedWord>, BackendError> {
        let mut met = Vec::with_capacity(self.met.len());
        for asked in self.met {
            let Resolution { forms, reach } = self.known[&asked].clone();
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
                _ => occurs(self.reader, asked.field, &forms)?,
            };
            met.push(ResolvedWord { asked, forms, reach, occurs, articles });
        }
        Ok(met)
    }

    pub(crate) fn clause(&mut self, clause: &Clause) -> Result<Clause, BackendError> {
        let clause = clause.map_words(&mut |field, word| self.terms(field, word));
        let clause = self.with_outlets(clause);
        self.error.take().map_or(Ok(clause), Err)
    }

    /// Returns the features with their words looked up; those that came to stand for the same are one.
    pub(super) fn features(&mut self, features: &[Feature]) -> Result<Vec<Feature>, BackendError> {
        Ok(Feature::merged(self.each_feature(features)?).0)
    }

    fn each_feature(&mut self, features: &[Feature]) -> Result<Vec<Feature>, BackendError> {
        let mut terms = |field, word: &TermPredicate| self.terms(field, word);
        let features = features.iter().map(|feature| feature.map_words(&mut terms)).collect();
        self.error.take().map_or(Ok(features), Err)
    }

    /// Returns the terms that a word stands for; none where it cannot be looked up, and the error is kept.
    pub(crate) fn terms(&mut self, field: TextField, word: &TermPredicate) -> TermPredicate {
        if matches!(word, TermPredicate::Forms(_)) {
            return word.clone();
        }
        let asked = AskedWord { field, word: word.clone() };
        if let Some(known) = self.known.get(&asked) {
            return TermPredicate::Forms(known.forms.clone());
        }
        let found = self.reader.resolve(&asked).unwrap_or_else(|error| {
            self.error.get_or_insert(error);
            Resolution::default()
        });
        let terms = TermPredicate::Forms(found.forms.clone());
        self.met.push(asked.clone());
        self.known.insert(asked, found);
        terms
    }

    /// Returns the clause with all names of the outlets that it asks for.
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

/// Returns whether some article contains one of these terms in `field`.
pub(super) fn occurs(reader: &dyn Reader, field: TextField, forms: &[Form]) -> Result<bool, BackendError> {
    for form in forms {
        let mut is_there = false;
        reader.terms(field, &form.term, &mut |term| {
            is_there = term == form.term;
            ControlFlow::Break(())
        })?;
        if is_there {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns the domains that articles give with an outlet's name, or the names that they give with its domain. `clause` finds the articles
/// that hold the name.
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
        limit: ASKED,
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

/// Returns what is equal for ways to write an outlet's name: its words, without case, accents and a leading article.
pub(crate) fn outlet_key(name: &str) -> String {
    let words = query_words(without_view(name));
    let folded: Vec<&str> = words.iter().map(|word| word.folded()).collect();
    let told = folded.strip_prefix(&["the"]).filter(|rest| !rest.is_empty()).unwrap_or(&folded);
    told.join(" ")
}
