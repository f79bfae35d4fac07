//! Counts outlets, authors, languages and sections by columns, so that no stored article is read.

use std::collections::HashMap;

use tantivy::columnar::StrColumn;

use super::{
    doc_bitset::DocBitset,
    engine,
    matching_docs::matching,
    schema::{AUTHOR, LANGUAGE, OUTLET, SECTION_NAME, UNKNOWN_LANGUAGE},
    segment::Segment,
    snapshot::Snapshot,
};
use crate::{
    backend::{BackendError, TopField, ValueCounts},
    deadline::tick,
    matching::Clause,
};

const DOING: &str = "reading a column";

impl Snapshot {
    /// Returns the number of articles with each value of `field`, and of all articles, that satisfy `clause`.
    pub(super) fn counted_values(
        &self,
        field: TopField,
        clause: &Clause,
    ) -> Result<ValueCounts, BackendError> {
        let mut counted = ValueCounts::default();
        for segment in &self.segments {
            let among = matching(segment, clause, &segment.live)?;
            counted.total += among.count();
            segment.count_values(field, &among, &mut counted.counts)?;
        }
        Ok(counted)
    }
}

impl Segment {
    /// Adds the number of documents of `among` with each value of `field`; `None` stands for documents without a value.
    fn count_values(
        &self,
        field: TopField,
        among: &DocBitset,
        counts: &mut HashMap<Option<String>, usize>,
    ) -> Result<(), BackendError> {
        let name = match field {
            TopField::Source => OUTLET,
            TopField::Author => AUTHOR,
            TopField::Lang => LANGUAGE,
            TopField::Section => SECTION_NAME,
            // Speakers are counted by their terms.
            TopField::Speaker => return Ok(()),
        };
        let column = self.reader.fast_fields().str(name).map_err(engine(DOING))?;
        let Some(column) = column else {
            return add(counts, None, among.count());
        };
        let mut by_ordinal = vec![0_usize; column.num_terms()];
        let mut without = 0;
        for doc in among.iter() {
            tick()?;
            let mut is_empty = true;
            for ordinal in column.term_ords(doc) {
                is_empty = false;
                if let Some(count) = by_ordinal.get_mut(ordinal as usize) {
                    *count += 1;
                }
            }
            without += usize::from(is_empty);
        }
        add(counts, None, without)?;
        add_values(&column, &by_ordinal, counts)
    }
}

fn add(
    counts: &mut HashMap<Option<String>, usize>,
    value: Option<String>,
    count: usize,
) -> Result<(), BackendError> {
    tick()?;
    if count > 0 {
        *counts.entry(value).or_default() += count;
    }
    Ok(())
}

/// Adds the counts of values that are given by their ordinals in `column`.
fn add_values(
    column: &StrColumn,
    by_ordinal: &[usize],
    counts: &mut HashMap<Option<String>, usize>,
) -> Result<(), BackendError> {
    let counted: Vec<u64> =
        (0..).zip(by_ordinal).filter(|(_, count)| **count > 0).map(|(at, _)| at).collect();
    let mut values: Vec<String> = Vec::with_capacity(counted.len());
    let read = column
        .dictionary()
        .sorted_ords_to_term_cb(&counted, |value| values.push(String::from_utf8_lossy(value).into_owned()));
    read.map_err(engine(DOING))?;
    for (ordinal, value) in counted.into_iter().zip(values) {
        let value = Some(value).filter(|value| value != UNKNOWN_LANGUAGE);
        add(counts, value, by_ordinal[ordinal as usize])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analyzed_article::AnalyzedArticle,
        article::Article,
        backend::{Reader as _, memory::Memory, tantivy::Writer},
        matching::Filter,
    };

    fn article(number: usize) -> Article {
        let names = ["Ada Quill", "Tom Holt", "Ines Carver"];
        let value = |values: &[&str]| values.get(number % (values.len() + 1)).map(|&value| value.to_owned());
        Article {
            id: format!("article{number}"),
            text: format!("The tide came {number} hours late."),
            source: value(&["tide.example"]),
            source_name: value(&["The Tide", "Coast Weekly"]),
            lang: value(&["en", "fr"]),
            section: value(&["Sport"]),
            byline: names[..number % 4]
                .iter()
                .chain(&names[..number % 2])
                .map(|&name| name.to_owned())
                .collect(),
            ..Article::default()
        }
    }

    #[test]
    fn columns_give_the_counts_of_the_articles() {
        let folder = tempfile::tempdir().unwrap();
        let mut memory = Memory::default();
        let mut writer = Writer::open(folder.path(), 15_000_000).unwrap();
        for number in 0..30 {
            let analyzed = AnalyzedArticle::new(article(number), &[]);
            memory.add(analyzed.clone());
            writer.add(analyzed).unwrap();
            if number % 10 == 9 {
                writer.commit("").unwrap();
            }
        }
        for id in ["article3", "article17"] {
            memory.delete(id);
            writer.delete(id);
        }
        writer.commit("").unwrap();
        writer.finish().unwrap();
        let snapshot = Snapshot::open(folder.path()).unwrap();
        for field in [TopField::Source, TopField::Author, TopField::Lang, TopField::Section] {
            for clause in [Clause::All, Clause::Filter(Filter::Language("fr".to_owned())), Clause::Nothing] {
                let counted = snapshot.value_counts(field, &clause).unwrap();
                assert_eq!(counted, memory.value_counts(field, &clause).unwrap(), "{field:?} {clause:?}");
                assert!(clause == Clause::Nothing || !counted.counts.is_empty(), "{field:?} {clause:?}");
            }
        }
    }
}
