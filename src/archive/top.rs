//! What an archive holds most of: sources, speakers, authors, languages, sections.
//!
//! Speakers are listed by name, spellings of one name together. Names are taken with the fuller ones first, then those that most
//! quotations have, then in the order of letters; each becomes a row unless a row before it finds it. A single word that is part of a fuller name
//! ("John", "Bank") or describes speakers without one ("Dealers") is no row. A row counts the quotations
//! that its name finds as a query, so that `quotes --by NAME` lists as many. A surname alone may be several people's, and counts for
//! each of them.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{
    Archive, SearchError, SearchRequest, Summary, lower::Target, request::Unasked, search::Question,
};
use crate::{
    analysis::{
        query_words,
        told::{DESCRIPTION, NAME},
    },
    article::Article,
    backend::MatchRequest,
    quotation::speaker_name::{Name, Wanted},
};

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
}

impl Archive {
    /// Returns the most frequent values of a field.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn top(&self, request: &TopRequest) -> Result<TopResults, SearchError> {
        let of = SearchRequest { unasked: Unasked::Everything, ..request.of.clone() };
        let (mut rows, summary) = match request.field {
            TopField::Speaker => self.top_speakers(&of)?,
            field => self.top_values(field, &of)?,
        };
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
        let row = |(value, count)| TopRow { value, count, names: Vec::new() };
        let summary = Summary { total, articles: total, ..question.summary };
        Ok((counts.into_iter().map(row).collect(), summary))
    }

    fn top_speakers(&self, request: &SearchRequest) -> Result<(Vec<TopRow>, Summary), SearchError> {
        let question = self.question(request, Target::Quotations)?;
        let counted = self.backend().speakers(&question.clause, question.among.as_ref())?;
        let summary = self.counted_quotations(question)?;
        Ok((Speakers::of(&counted).rows(), summary))
    }

    fn counted_quotations(&self, question: Question) -> Result<Summary, SearchError> {
        if question.among.is_none() {
            let found = self.backend().quotations(&MatchRequest { limit: 0, ..question.request(0) })?;
            return Ok(Summary { total: found.total, articles: found.articles, ..question.summary });
        }
        let found = self.quotation_matches(&question, usize::MAX)?;
        Ok(Summary { total: found.total, articles: found.articles, ..question.summary })
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

/// The names of speakers in an archive, with what finds them quickly.
struct Speakers<'a> {
    names: Vec<(&'a str, usize, Option<Name>)>,
    descriptions: Vec<(&'a str, usize)>,
    /// Names by the keys of their words.
    by_key: HashMap<String, Vec<usize>>,
    /// Descriptions by their words.
    by_word: HashMap<String, Vec<usize>>,
}

impl<'a> Speakers<'a> {
    /// Takes terms of speakers with how many quotations have them.
    fn of(counted: &'a [(String, usize)]) -> Self {
        let mut speakers = Self {
            names: Vec::new(),
            descriptions: Vec::new(),
            by_key: HashMap::new(),
            by_word: HashMap::new(),
        };
        for (term, count) in counted {
            if let Some(name) = term.strip_prefix(NAME) {
                let parsed = Name::of(name);
                let keys: BTreeSet<&str> = parsed.iter().flat_map(Name::word_keys).collect();
                for key in keys {
                    speakers.by_key.entry(key.to_owned()).or_default().push(speakers.names.len());
                }
                speakers.names.push((name, *count, parsed));
            } else if let Some(description) = term.strip_prefix(DESCRIPTION) {
                let words: BTreeSet<String> =
                    query_words(description).iter().map(|word| Wanted::described_by(word.folded())).collect();
                for word in words {
                    speakers.by_word.entry(word).or_default().push(speakers.descriptions.len());
                }
                speakers.descriptions.push((description, *count));
            }
        }
        speakers
    }

    fn rows(&self) -> Vec<TopRow> {
        let mut order: Vec<usize> = (0..self.names.len()).collect();
        order.sort_by_key(|&at| {
            let (name, count, parsed) = &self.names[at];
            (parsed.as_ref().is_none_or(Name::is_single), std::cmp::Reverse(*count), *name)
        });
        let mut found_before = vec![false; self.names.len()];
        let inside = |name: &Name| name.word_keys().map(str::to_owned).collect::<Vec<_>>();
        let fuller =
            self.names.iter().filter_map(|(.., name)| name.as_ref()).filter(|name| !name.is_single());
        let words_of_others: HashSet<String> = fuller.flat_map(inside).collect();
        for (at, (.., name)) in self.names.iter().enumerate() {
            let single = name.as_ref().filter(|name| name.is_single());
            found_before[at] =
                single.is_some_and(|name| name.word_keys().any(|key| words_of_others.contains(key)));
        }
        let mut rows = Vec::new();
        for at in order {
            if !found_before[at] {
                rows.extend(self.row(at, &mut found_before));
            }
        }
        rows
    }

    /// Returns the row of a name, and notes the names that it finds.
    fn row(&self, at: usize, found_before: &mut [bool]) -> Option<TopRow> {
        let value = self.names[at].0;
        let wanted = Wanted::of(value)?;
        let mut found: Vec<usize> = match wanted.key() {
            Some(key) => self.by_key.get(key).cloned().unwrap_or_default(),
            None => (0..self.names.len()).collect(),
        };
        found.retain(|&other| wanted.is_either(self.names[other].0, self.names[other].2.as_ref()));
        let with_word = |word: &String| self.by_word.get(word).map_or(&[][..], Vec::as_slice);
        // All words must be in a description: those with the rarest one are looked at.
        let described = wanted.described_words().iter().map(with_word).min_by_key(|found| found.len());
        let described = described.into_iter().flatten();
        let described = described.map(|&at| self.descriptions[at]);
        let described: Vec<(&str, usize)> =
            described.filter(|(description, _)| wanted.is_description(description)).collect();
        let is_single = self.names[at].2.as_ref().is_none_or(Name::is_single);
        if is_single && described.iter().any(|(text, _)| has_noun(text)) {
            return None;
        }
        let count = found.iter().map(|&other| self.names[other].1).sum::<usize>()
            + described.iter().map(|(_, count)| count).sum::<usize>();
        found.iter().for_each(|&other| found_before[other] = true);
        found.retain(|&other| other != at);
        found.sort_by_key(|&other| (std::cmp::Reverse(self.names[other].1), self.names[other].0));
        let names = found.into_iter().map(|other| self.names[other].0.to_owned()).collect();
        Some(TopRow { value: Some(value.to_owned()), count, names })
    }
}

/// Returns whether a description holds a common noun, as far as its letters tell.
fn has_noun(description: &str) -> bool {
    description.split_whitespace().any(|word| word.len() > 3 && word.starts_with(char::is_lowercase))
}
