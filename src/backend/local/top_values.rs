//! Counts the most frequent values of a field.
//!
//! Speakers are counted by person ([`Bearers`]). Each quotation counts in one row. The counts of all rows and of the quotations
//! without a named speaker add up to the total.

use std::{
    cmp::Ordering,
    collections::{BTreeSet, HashMap},
    ops::{ControlFlow, Range},
    sync::OnceLock,
};

use super::{condition, page_cache::CachedPages};
use crate::{
    analyzed_article::quotation_terms::{NAME_PREFIX, parse_name_term},
    backend::{
        BackendError, Condition, Cursor, LARGEST_PAGE, MatchOrder, Ranking, Reader, TopField, TopRow,
        TopValuesAnswer, TopValuesRequest, ValueCounts,
    },
    deadline::{sort_by, tick},
    matching::TextField,
    quotation::names::speaker_name::bearers::{Bearers, NamedSpeaker, Number},
};

/// Maximum number of fuller names that are listed for a name.
const MAX_MAY_BE: usize = 10;

/// Rows that were counted but not returned yet.
struct Rest {
    /// Number of rows returned before.
    given: usize,
    answer: TopValuesAnswer,
}

/// Returns the answer to `request`.
pub(super) fn answer(
    reader: &dyn Reader,
    known: &Speakers,
    pages: &CachedPages<'_>,
    request: &TopValuesRequest,
) -> Result<TopValuesAnswer, BackendError> {
    let (after, limit) = (request.page.after, request.page.limit.min(LARGEST_PAGE));
    let first = after.map_or(request.page.offset, |after| after.position);
    let begun = after.and_then(|after| pages.take(after.cache_key)).filter(|rest: &Rest| rest.given == first);
    let mut rest = match begun {
        Some(rest) => rest.answer,
        None => {
            // A request for a full page or a later page is usually followed by others: all rows are computed.
            let lists_all = limit == LARGEST_PAGE || after.is_some();
            let wanted = first..if lists_all { usize::MAX } else { first.saturating_add(limit) };
            match request.field {
                TopField::Speaker => speakers(reader, known, request, wanted)?,
                _ => values(reader, request, wanted)?,
            }
        }
    };
    let rows: Vec<TopRow> = rest.rows.drain(..limit.min(rest.rows.len())).collect();
    let given = first + rows.len();
    let goes_on = !rows.is_empty() && given < rest.row_count;
    let answer = TopValuesAnswer { rows, words: rest.words.clone(), ..rest };
    let next = goes_on.then(|| {
        let is_kept = !rest.rows.is_empty();
        Cursor {
            position: given,
            cache_key: if is_kept { pages.store(Rest { given, answer: rest }) } else { 0 },
        }
    });
    Ok(TopValuesAnswer { next, ..answer })
}

/// Returns the values of a field with their numbers of articles: the rows in the range `wanted`.
fn values(
    reader: &dyn Reader,
    request: &TopValuesRequest,
    wanted: Range<usize>,
) -> Result<TopValuesAnswer, BackendError> {
    let condition = &request.condition;
    let ValueCounts { counts, total } = of_articles(reader, request.field, condition)?;
    let row = |(value, count)| TopRow { value, count, names: Vec::new(), may_be: Vec::new() };
    let mut rows: Vec<TopRow> = counts.into_iter().map(row).collect();
    sort_by(&mut rows, |left, right| {
        right.count.cmp(&left.count).then_with(|| left.value.cmp(&right.value))
    })?;
    let row_count = rows.len();
    let rows = rows.into_iter().take(wanted.end).skip(wanted.start).collect();
    Ok(TopValuesAnswer { rows, row_count, total, article_count: total, ..TopValuesAnswer::default() })
}

/// Returns the number of articles with each value, and of all articles, that satisfy `condition`.
fn of_articles(
    reader: &dyn Reader,
    field: TopField,
    condition: &Condition,
) -> Result<ValueCounts, BackendError> {
    let Some(among) = condition::allowed_ids(reader, condition)? else {
        return reader.value_counts(field, &condition.clause);
    };
    let mut counted = ValueCounts::default();
    reader.each_article(&condition.clause, &mut |article| {
        if among.contains(&article.id) {
            counted.add(field, &article);
        }
    })?;
    Ok(counted)
}

/// The names of all speakers of a snapshot, grouped by person. Computed when first needed.
#[derive(Default)]
pub(super) struct Speakers(OnceLock<Box<Bearing>>);

/// The names of a vocabulary, and who bears them.
struct Bearing {
    /// The terms of whole names, in byte order.
    terms: Vec<String>,
    bearers: Bearers,
}

impl Speakers {
    fn bearing(&self, reader: &dyn Reader) -> Result<&Bearing, BackendError> {
        if let Some(known) = self.0.get() {
            return Ok(known);
        }
        let mut terms = Vec::new();
        reader.terms(TextField::Speaker, &NAME_PREFIX.to_string(), &mut |term| {
            terms.push(term.to_owned());
            ControlFlow::Continue(())
        })?;
        let names: Vec<NamedSpeaker<'_>> = terms.iter().filter_map(|term| parse_name_term(term)).collect();
        let bearers = Bearers::of(&names)?;
        Ok(self.0.get_or_init(|| Box::new(Bearing { terms, bearers })))
    }
}

/// Returns the speakers with their numbers of quotations: the rows in the range `wanted`.
fn speakers(
    reader: &dyn Reader,
    speakers: &Speakers,
    request: &TopValuesRequest,
    wanted: Range<usize>,
) -> Result<TopValuesAnswer, BackendError> {
    let condition = &request.condition;
    let among: Option<BTreeSet<String>> =
        condition::allowed_ids(reader, condition)?.map(|among| among.into_iter().collect());
    let counted = reader.speakers(&condition.clause, among.as_ref())?;
    // The bearers of names depend on all names of the archive, not only on the counted names.
    let (rows, row_count, named) = SpeakerRows::of(speakers.bearing(reader)?, &counted)?.shown(wanted)?;
    let by_date = Ranking::by_date(MatchOrder::Newest);
    let found = condition::quotations(reader, condition, &by_date, request.unsure.as_ref(), 0)?;
    Ok(TopValuesAnswer {
        rows,
        row_count,
        total: found.total,
        article_count: found.articles,
        unsure: found.unsure,
        unnamed: Some(found.total.saturating_sub(named)),
        ..TopValuesAnswer::default()
    })
}

/// A speaker with the number of quotations.
struct SpeakerRow {
    bearer: Number,
    count: usize,
    /// The names of the speaker with the number of quotations of each, the most frequent first.
    names: Vec<(String, usize)>,
}

impl SpeakerRow {
    /// Compares rows by count, the largest first, then by name.
    fn compare(&self, other: &Self) -> Ordering {
        other.count.cmp(&self.count).then_with(|| self.names.first().cmp(&other.names.first()))
    }
}

/// All speakers of a snapshot, by the number of their bearer.
struct SpeakerRows<'s> {
    bearers: &'s Bearers,
    rows: Vec<SpeakerRow>,
}

impl<'s> SpeakerRows<'s> {
    /// Returns the rows of all bearers; `counted` has the number of quotations of each term, in byte order of the terms.
    fn of(bearing: &'s Bearing, counted: &[(String, usize)]) -> Result<Self, BackendError> {
        let count = |at: usize| {
            let place = counted.binary_search_by(|(term, _)| term.cmp(&bearing.terms[at]));
            place.map_or(0, |place| counted[place].1)
        };
        let mut rows = Vec::new();
        for (bearer, of) in bearing.bearers.iter().enumerate() {
            tick()?;
            let mut by_name: HashMap<&str, usize> = HashMap::new();
            for &at in &of.terms {
                let name = parse_name_term(&bearing.terms[at]).map_or("", |term| term.name);
                *by_name.entry(name).or_default() += count(at);
            }
            let mut names: Vec<(String, usize)> =
                by_name.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
            names.sort_unstable_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
            rows.push(SpeakerRow { bearer, count: names.iter().map(|(_, count)| count).sum(), names });
        }
        Ok(Self { bearers: &bearing.bearers, rows })
    }

    /// Returns the rows in the range `wanted`, the number of all rows, and the number of quotations in all rows.
    fn shown(&self, wanted: Range<usize>) -> Result<(Vec<TopRow>, usize, usize), BackendError> {
        let mut rows: Vec<&SpeakerRow> = self.rows.iter().filter(|row| row.count > 0).collect();
        sort_by(&mut rows, |left, right| left.compare(right))?;
        let (row_count, total) = (rows.len(), rows.iter().map(|row| row.count).sum());
        let shown = rows.into_iter().take(wanted.end).skip(wanted.start);
        Ok((shown.map(|row| self.row(row)).collect(), row_count, total))
    }

    fn row(&self, row: &SpeakerRow) -> TopRow {
        let mut others: Vec<&SpeakerRow> =
            self.bearers.may_be(row.bearer).into_iter().map(|number| &self.rows[number]).collect();
        others.sort_by(|left, right| left.compare(right));
        let name = |row: &&SpeakerRow| row.names.first().map(|(name, _)| name.clone());
        let mut names = row.names.iter().map(|(name, _)| name.clone());
        TopRow {
            value: names.next(),
            count: row.count,
            names: names.collect(),
            may_be: others.iter().take(MAX_MAY_BE).filter_map(name).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analyzed_article,
        article::Article,
        backend::{Backend as _, Local, PageRequest, memory::Memory},
        matching::Clause,
    };

    fn archive() -> Local<Memory> {
        let mut memory = Memory::default();
        let names = ["Ada Quill", "Tom Holt", "Ines Carver", "Quill", "Ugo Marsh"];
        for number in 0..10 {
            let name = names[number * number % names.len()];
            let article = Article {
                id: format!("article{number}"),
                text: format!("“The tide came {number} hours late,” said {name}."),
                lang: [Some("en"), Some("fr"), None, Some("de")][number % 4].map(str::to_owned),
                byline: names[..number % 3].iter().map(|&name| name.to_owned()).collect(),
                ..Article::default()
            };
            memory.add(analyzed_article::analyze(article));
        }
        Local::new(memory)
    }

    fn request(field: TopField, limit: usize) -> TopValuesRequest {
        let condition = Condition::of(Clause::All);
        TopValuesRequest {
            field,
            condition,
            unsure: None,
            page: PageRequest { offset: 1, ..PageRequest::first(limit) },
        }
    }

    #[test]
    fn pages_make_the_whole_list_with_and_without_cached_entries() {
        let archive = archive();
        for field in [TopField::Speaker, TopField::Author, TopField::Lang] {
            let whole = archive.top_values(&request(field, LARGEST_PAGE)).unwrap();
            assert_eq!((whole.rows.len(), whole.next), (whole.row_count - 1, None));
            for is_kept in [true, false] {
                let (mut rows, mut asked) = (Vec::new(), request(field, 1));
                loop {
                    let page = archive.top_values(&asked).unwrap();
                    assert_eq!((page.row_count, page.total), (whole.row_count, whole.total));
                    rows.extend(page.rows);
                    let Some(next) = page.next else { break };
                    asked.page.after =
                        Some(Cursor { cache_key: if is_kept { next.cache_key } else { 0 }, ..next });
                }
                assert_eq!(rows, whole.rows, "{field:?}");
            }
        }
    }
}
