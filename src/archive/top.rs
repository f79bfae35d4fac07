//! What an archive holds most of: sources, speakers, authors, languages, sections.
//!
//! Speakers are listed by who bears a name ([`Bearers`]): each quotation counts in one row, and rows and quotations of nobody who is named
//! make the total. `quotes --by NAME` finds for the value of a row all that the row counts; what it finds beside that are surnames alone
//! that may be somebody else's, which it marks as unsure, and shorter names that fit others, too.

use std::{
    collections::{BTreeSet, HashMap},
    ops::ControlFlow,
};

use super::{
    Archive, SearchError, SearchRequest, Summary, lower::Target, request::Unasked, search::Question,
};
use crate::{
    analysis::told::{NAME, NameTerm},
    article::Article,
    evaluation::{Clause, TextField},
    quotation::speaker_name::bearers::{Bearer, Bearers, Number},
};

/// So many fuller names are told that a name may stand for.
const MAY_BE: usize = 10;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TopField {
    /// Articles by outlet: domain, else name.
    Source,
    /// Quotations by speaker; those of speakers without a name are not listed.
    Speaker,
    /// Articles by author; one with several counts for each.
    Author,
    /// Articles by language.
    Lang,
    /// Articles by section.
    Section,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct TopRequest {
    /// What is counted.
    pub field: TopField,
    /// Which articles (quotations) are counted, and how many rows are listed. All are, where the query is empty.
    pub of: SearchRequest,
}

/// The most frequent values.
#[derive(Debug, Clone, PartialEq)]
pub struct TopResults {
    /// What was counted.
    pub field: TopField,
    /// The rows shown, the most frequent first, ties in the order of letters.
    pub rows: Vec<TopRow>,
    /// How many rows there are.
    pub values: usize,
    /// `total` and `articles` of all that was counted, `shown` rows.
    pub summary: Summary,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopRow {
    /// The value; `None` counts the articles that have none.
    pub value: Option<String>,
    /// Articles (quotations).
    pub count: usize,
    /// Of a speaker: other names that are counted here, the most frequent first.
    pub names: Vec<String>,
    /// Of a speaker: values of other rows, of fuller names, for which the names here may stand; the most frequent first, at most ten.
    pub may_be: Vec<String>,
}

impl Archive {
    /// Returns the most frequent values of a field.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn top(&self, request: &TopRequest) -> Result<TopResults, SearchError> {
        let of = SearchRequest { unasked: Unasked::Everything, ..request.of.clone() };
        if request.field == TopField::Speaker {
            return self.top_speakers(&of);
        }
        let (mut rows, summary) = self.top_values(request.field, &of)?;
        rows.sort_by(|left, right| right.count.cmp(&left.count).then_with(|| left.value.cmp(&right.value)));
        let values = rows.len();
        let rows: Vec<TopRow> =
            rows.into_iter().skip(of.offset).take(of.limit.unwrap_or(usize::MAX)).collect();
        let summary = Summary { shown: rows.len(), offset: of.offset, ..summary };
        Ok(TopResults { field: request.field, rows, values, summary })
    }

    fn top_values(
        &self,
        field: TopField,
        request: &SearchRequest,
    ) -> Result<(Vec<TopRow>, Summary), SearchError> {
        let question = self.question(request, Target::Articles)?;
        let mut counts: HashMap<Option<String>, usize> = HashMap::new();
        let mut total = 0;
        self.backend().each_article(&question.clause, &mut |article| {
            if question.among.as_ref().is_some_and(|among| !among.contains(&article.id)) {
                return;
            }
            total += 1;
            for value in values(field, article) {
                *counts.entry(value).or_default() += 1;
            }
        })?;
        let row = |(value, count)| TopRow { value, count, names: Vec::new(), may_be: Vec::new() };
        let summary = Summary { total, articles: total, ..question.summary };
        Ok((counts.into_iter().map(row).collect(), summary))
    }

    fn top_speakers(&self, request: &SearchRequest) -> Result<TopResults, SearchError> {
        let question = self.question(request, Target::Quotations)?;
        let counted = self.backend().speakers(&question.clause, question.among.as_ref())?;
        // Who bears a name is told by all names of the archive, whatever is counted.
        let mut uncounted = Vec::new();
        if question.clause != Clause::All || question.among.is_some() {
            self.backend().terms(TextField::Speaker, &NAME.to_string(), &mut |term| {
                if counted.binary_search_by(|(known, _)| known.as_str().cmp(term)).is_err() {
                    uncounted.push(term.to_owned());
                }
                ControlFlow::Continue(())
            })?;
        }
        let terms = counted.iter().map(|(term, count)| (term.as_str(), *count));
        let terms: Vec<(&str, usize)> =
            terms.chain(uncounted.iter().map(|term| (term.as_str(), 0))).collect();
        let (rows, values, named) = Speakers::of(&terms).shown(request);
        let summary = self.counted_quotations(question)?;
        let unnamed = Some(summary.total.saturating_sub(named));
        let summary = Summary { shown: rows.len(), offset: request.offset, unnamed, ..summary };
        Ok(TopResults { field: TopField::Speaker, rows, values, summary })
    }

    fn counted_quotations(&self, mut question: Question) -> Result<Summary, SearchError> {
        let found = self.quotation_matches(&question, 0)?;
        question.count_quotations(&found);
        Ok(question.summary)
    }
}

/// Returns an article's values of a field, each once.
fn values(field: TopField, article: Article) -> Vec<Option<String>> {
    let several = match field {
        TopField::Author => article.byline,
        TopField::Source => article.source.or(article.source_name).into_iter().collect(),
        TopField::Lang => article.lang.into_iter().collect(),
        TopField::Section => article.section.into_iter().collect(),
        TopField::Speaker => Vec::new(),
    };
    if several.is_empty() {
        return vec![None];
    }
    let each: BTreeSet<String> = several.into_iter().collect();
    each.into_iter().map(Some).collect()
}

/// A row of speakers before it is known whether it is shown.
struct SpeakerRow {
    bearer: Number,
    count: usize,
    /// Its names with how many quotations each has, the most frequent first.
    names: Vec<(String, usize)>,
}

/// The speakers of a vocabulary with how many of the quotations asked for they have.
struct Speakers<'t> {
    bearers: Bearers<'t>,
    rows: Vec<SpeakerRow>,
}

impl<'t> Speakers<'t> {
    /// Takes the terms of a vocabulary, each with how many of the quotations asked for have it.
    fn of(counted: &[(&'t str, usize)]) -> Self {
        let named = counted.iter().filter_map(|&(term, count)| Some((NameTerm::of_term(term)?, count)));
        let (terms, counts): (Vec<NameTerm<'t>>, Vec<usize>) = named.unzip();
        let bearers = Bearers::of(&terms);
        let row = |(bearer, of): (Number, &Bearer<'t>)| {
            let mut by_name: HashMap<&str, usize> = HashMap::new();
            of.terms.iter().for_each(|&at| *by_name.entry(terms[at].name).or_default() += counts[at]);
            let mut names: Vec<(String, usize)> =
                by_name.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
            names.sort_unstable_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
            SpeakerRow { bearer, count: names.iter().map(|(_, count)| count).sum(), names }
        };
        let rows = bearers.iter().enumerate().map(row).collect();
        Self { bearers, rows }
    }

    /// Returns the rows that `request` shows, how many there are, and how many quotations all of them count.
    fn shown(&self, request: &SearchRequest) -> (Vec<TopRow>, usize, usize) {
        let mut rows: Vec<&SpeakerRow> = self.rows.iter().filter(|row| row.count > 0).collect();
        rows.sort_by(|left, right| {
            right.count.cmp(&left.count).then_with(|| left.names.first().cmp(&right.names.first()))
        });
        let (values, total) = (rows.len(), rows.iter().map(|row| row.count).sum());
        let shown = rows.into_iter().skip(request.offset).take(request.limit.unwrap_or(usize::MAX));
        (shown.map(|row| self.row(row)).collect(), values, total)
    }

    fn row(&self, row: &SpeakerRow) -> TopRow {
        let mut others: Vec<&SpeakerRow> =
            self.bearers.may_be(row.bearer).into_iter().map(|number| &self.rows[number]).collect();
        others.sort_by(|left, right| {
            right.count.cmp(&left.count).then_with(|| left.names.first().cmp(&right.names.first()))
        });
        let name = |row: &&SpeakerRow| row.names.first().map(|(name, _)| name.clone());
        let mut names = row.names.iter().map(|(name, _)| name.clone());
        TopRow {
            value: names.next(),
            count: row.count,
            names: names.collect(),
            may_be: others.iter().take(MAY_BE).filter_map(name).collect(),
        }
    }
}
