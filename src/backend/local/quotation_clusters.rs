//! Finds all reports of a quotation. Candidates share a fingerprint with it, or are in copies of its article. They are
//! compared with it by words and speakers.
//!
//! In two copies of an article, quotations are the same if one contains the other and is at most twice as long. In other
//! articles they are the same if they share a fingerprint, their speakers may be one person, and [their words are the
//! same](crate::quotation::quote_matching).

use std::{collections::BTreeSet, sync::Arc};

use rustc_hash::FxHashMap;

use super::{
    collapse::{MAX_NAMED, copies_of},
    copied_articles::CopiedArticles,
    quotation_cache::{ArticleNumber, CachedQuotation, Compared, QuotationCache},
};
use crate::{
    analyzed_article::Fingerprint,
    article::Article,
    backend::{BackendError, CopyCount, QuotationMatch, Reader, SharedFingerprints},
    matching::Clause,
    quotation::quote_matching::WordNumber,
};

/// A quotation: the number of its article and its index in the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct QuotationKey {
    pub(super) article: ArticleNumber,
    quotation: u32,
}

/// Maximum number of articles that share a fingerprint. Fingerprints of more articles are ignored: anybody may use such
/// words as "had no comment on the report".
const MAX_SHARING: usize = 1_000;

/// Maximum number of articles whose copies are kept.
const MAX_COPIES_KEPT: usize = 10_000;

/// An article that reports the words of a quotation.
pub(super) struct FoundReport {
    pub(super) number: ArticleNumber,
    pub(super) article: Arc<Article>,
    /// Zero-based index of the quotation in the article.
    pub(super) quotation: usize,
    /// Whether its wording differs from that of the given quotation.
    pub(super) differs: bool,
}

/// Looks up reports of the same words.
pub(super) struct QuotationClusters {
    scope: Clause,
    cache: QuotationCache,
    /// Each fingerprint with each article that has it, ascending: for the quotations last looked up, or for all.
    sharing: Vec<(Fingerprint, ArticleNumber)>,
    /// The copies of all articles; `None` until they are looked up for all articles.
    copied: Option<CopiedArticles>,
    copies: FxHashMap<ArticleNumber, Arc<[ArticleNumber]>>,
    counted: FxHashMap<ArticleNumber, CopyCount>,
}

impl QuotationClusters {
    /// Returns a look-up among the articles of `scope`. The articles `ids` are numbered in this order.
    pub(super) fn of(scope: Clause, ids: &[String]) -> Self {
        Self {
            scope,
            cache: QuotationCache::of(ids),
            sharing: Vec::new(),
            copied: None,
            copies: FxHashMap::default(),
            counted: FxHashMap::default(),
        }
    }

    /// Returns the key of a match, whose article has the same number here as in the matches.
    pub(super) fn key(found: &QuotationMatch) -> QuotationKey {
        QuotationKey { article: found.article, quotation: found.quotation }
    }

    /// Looks up the articles that share a fingerprint with one of these quotations, and reads their quotations. If copies
    /// of all articles were looked up, also reads those of the copies.
    pub(super) fn look_up(&mut self, reader: &dyn Reader, keys: &[QuotationKey]) -> Result<(), BackendError> {
        self.cache.make_room();
        if self.counted.len() > MAX_COPIES_KEPT {
            self.copies.clear();
            self.counted.clear();
        }
        self.cache.read(reader, keys.iter().map(|key| key.article))?;
        let mut wanted = BTreeSet::new();
        for &key in keys {
            wanted.extend(self.fingerprints(reader, key)?);
        }
        if self.copied.is_none() {
            let shared = match wanted.is_empty() {
                true => SharedFingerprints::default(),
                false => reader.shared_fingerprints(Some(&wanted), &self.scope, MAX_SHARING)?,
            };
            self.take(shared);
        }
        let sharing = wanted
            .iter()
            .flat_map(|&fingerprint| self.articles_with(fingerprint))
            .map(|(_, article)| *article);
        let mut others: Vec<ArticleNumber> = sharing.collect();
        if self.copied.is_some() {
            for key in keys {
                others.extend(self.copies(reader, key.article)?.iter());
            }
        }
        self.cache.read(reader, others)
    }

    /// Looks up shared fingerprints and copies for all articles. This is one walk over the index, and faster than very many
    /// look-ups.
    pub(super) fn look_up_all(&mut self, reader: &dyn Reader) -> Result<(), BackendError> {
        if self.copied.is_some() {
            return Ok(());
        }
        let shared = reader.shared_fingerprints(None, &self.scope, MAX_SHARING)?;
        self.take(shared);
        let copied = CopiedArticles::of(reader, &self.scope)?;
        let fingerprints = self.sharing.iter().map(|(fingerprint, _)| *fingerprint).collect();
        let articles = copied.with_copies()?.into_iter().map(|id| self.cache.number(id)).collect();
        self.cache.keep_compared(Compared { fingerprints, articles });
        self.copied = Some(copied);
        Ok(())
    }

    fn take(&mut self, shared: SharedFingerprints) {
        let numbers: Vec<ArticleNumber> = shared.ids.iter().map(|id| self.cache.number(id)).collect();
        self.sharing =
            shared.pairs.into_iter().map(|(fingerprint, key)| (fingerprint, numbers[key as usize])).collect();
        self.sharing.sort_unstable();
    }

    /// Returns the articles with a fingerprint.
    fn articles_with(&self, fingerprint: Fingerprint) -> &[(Fingerprint, ArticleNumber)] {
        let first = self.sharing.partition_point(|(other, _)| *other < fingerprint);
        let count = self.sharing[first..].iter().take_while(|(other, _)| *other == fingerprint).count();
        &self.sharing[first..first + count]
    }

    /// Returns the fingerprints by which other reports of a quotation are found.
    fn fingerprints(
        &mut self,
        reader: &dyn Reader,
        key: QuotationKey,
    ) -> Result<Box<[Fingerprint]>, BackendError> {
        let said = self.cache.quotations(reader, key.article)?;
        let said = said.get(key.quotation as usize).filter(|said| !self.cache.is_unmatchable(said));
        Ok(said.map(|said| said.fingerprints.clone()).unwrap_or_default())
    }

    /// Returns the quotations that report the same words as `key`, including `key` itself, in order.
    /// [`look_up`](Self::look_up) must have been called for it.
    pub(super) fn same(
        &mut self,
        reader: &dyn Reader,
        key: QuotationKey,
    ) -> Result<BTreeSet<QuotationKey>, BackendError> {
        let mut same = BTreeSet::from([key]);
        let ours = self.cache.quotations(reader, key.article)?;
        let Some(said) = ours.get(key.quotation as usize) else { return Ok(same) };
        let copies = self.copies(reader, key.article)?;
        self.cache.read(reader, copies.iter().copied())?;
        for &article in copies.iter() {
            let theirs = self.cache.quotations(reader, article)?;
            let alike = (0..).zip(theirs.iter()).filter(|(_, other)| is_part(&said.words, &other.words));
            same.extend(alike.map(|(quotation, _)| QuotationKey { article, quotation }));
        }
        let fingerprints = self.fingerprints(reader, key)?;
        let sharing: BTreeSet<ArticleNumber> = fingerprints
            .iter()
            .flat_map(|&fingerprint| self.articles_with(fingerprint))
            .map(|(_, article)| *article)
            .collect();
        for article in sharing.into_iter().filter(|&other| other != key.article) {
            let theirs = self.cache.quotations(reader, article)?;
            let shares = |other: &CachedQuotation| {
                other.fingerprints.iter().any(|fingerprint| fingerprints.contains(fingerprint))
            };
            let alike = (0..)
                .zip(theirs.iter())
                .filter(|(_, other)| shares(other) && self.cache.are_same(said, other));
            same.extend(alike.map(|(quotation, _)| QuotationKey { article, quotation }));
        }
        Ok(same)
    }

    /// Returns the quotations of `same` that are hidden in favor of `of`: all of them. If they name different people, only
    /// those with the same speaker as `of` are hidden.
    pub(super) fn hidden_by(
        &mut self,
        reader: &dyn Reader,
        of: QuotationKey,
        same: &BTreeSet<QuotationKey>,
    ) -> Result<Vec<QuotationKey>, BackendError> {
        let mut speakers = Vec::with_capacity(same.len());
        for &key in same {
            let said = self.cache.quotations(reader, key.article)?;
            speakers.push((key, said.get(key.quotation as usize).and_then(|said| said.speaker)));
        }
        let ours = speakers.iter().find(|(key, _)| *key == of).and_then(|(_, speaker)| *speaker);
        let named: Vec<u32> = speakers.iter().filter_map(|(_, speaker)| *speaker).collect();
        let one = self.cache.may_be_one(&named);
        let stands_for = |speaker: Option<u32>| one || speaker == ours;
        Ok(speakers.into_iter().filter(|(_, speaker)| stands_for(*speaker)).map(|(key, _)| key).collect())
    }

    /// Returns the reports `same`, the earliest first, undated ones last. Only one report per article is returned: `of`
    /// itself, or the first.
    pub(super) fn reports(
        &mut self,
        reader: &dyn Reader,
        of: QuotationKey,
        same: &BTreeSet<QuotationKey>,
    ) -> Result<Vec<FoundReport>, BackendError> {
        let ours = self.cache.quotations(reader, of.article)?;
        let words = ours.get(of.quotation as usize).map(|said| &said.words);
        let mut reports: Vec<FoundReport> = Vec::with_capacity(same.len());
        let mut last = None;
        for &key in same {
            let is_other_of_ours = key.article == of.article && key.quotation != of.quotation;
            if is_other_of_ours || last == Some(key.article) {
                continue;
            }
            let theirs = self.cache.quotations(reader, key.article)?;
            let (Some(said), Some(article)) =
                (theirs.get(key.quotation as usize), self.cache.article(reader, key.article)?)
            else {
                continue;
            };
            last = Some(key.article);
            let differs = Some(&said.words) != words;
            reports.push(FoundReport {
                number: key.article,
                article,
                quotation: said.quotation as usize,
                differs,
            });
        }
        reports.sort_by(|left, right| left.order().cmp(&right.order()));
        Ok(reports)
    }

    /// Returns the article of a quotation, and the index of the quotation in it; `None` if there is no such article.
    pub(super) fn quoted(
        &mut self,
        reader: &dyn Reader,
        key: QuotationKey,
    ) -> Result<Option<(Arc<Article>, usize)>, BackendError> {
        let said = self.cache.quotations(reader, key.article)?;
        let Some(said) = said.get(key.quotation as usize) else { return Ok(None) };
        Ok(self.cache.article(reader, key.article)?.map(|article| (article, said.quotation as usize)))
    }

    /// Returns the number of copies of the article of a quotation.
    pub(super) fn counted(
        &mut self,
        reader: &dyn Reader,
        key: QuotationKey,
    ) -> Result<CopyCount, BackendError> {
        if let Some(counted) = self.counted.get(&key.article) {
            return Ok(counted.clone());
        }
        let copies = self.copies(reader, key.article)?;
        let mut outlets = Vec::new();
        for &copy in copies.iter().filter(|_| copies.len() <= MAX_NAMED) {
            let article = self.cache.article(reader, copy)?;
            outlets.extend(
                article.and_then(|article| article.source.clone().or_else(|| article.source_name.clone())),
            );
        }
        outlets.sort();
        outlets.dedup();
        let counted = CopyCount { count: copies.len(), outlets };
        self.counted.insert(key.article, counted.clone());
        Ok(counted)
    }

    fn copies(
        &mut self,
        reader: &dyn Reader,
        article: ArticleNumber,
    ) -> Result<Arc<[ArticleNumber]>, BackendError> {
        if let Some(copies) = self.copies.get(&article) {
            return Ok(Arc::clone(copies));
        }
        let id = self.cache.id(article).to_owned();
        let copies: Arc<[ArticleNumber]> = match &self.copied {
            Some(copied) => copied.copies(&id)?.into_iter().map(|copy| self.cache.number(copy)).collect(),
            None => {
                let signature = reader.signatures(&[&id])?.pop().flatten();
                let copies = copies_of(reader, &id, &signature.unwrap_or_default(), &self.scope)?;
                copies.iter().map(|copy| self.cache.number(copy)).collect()
            }
        };
        self.copies.insert(article, Arc::clone(&copies));
        Ok(copies)
    }
}

impl FoundReport {
    /// Returns the sort key by time: undated reports come last.
    fn order(&self) -> (bool, Option<i64>, &str) {
        let date = self.article.date.map(|date| date.order());
        (date.is_none(), date, &self.article.id)
    }
}

/// Returns whether two quotations of copies are the same: one contains the other and has at most twice as many words.
fn is_part(left: &[WordNumber], right: &[WordNumber]) -> bool {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    !short.is_empty() && 2 * short.len() >= long.len() && long.windows(short.len()).any(|part| part == short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quotation::quote_matching::Vocabulary;

    #[test]
    fn quotations_of_copies_are_the_same_if_one_is_at_least_half_of_the_other() {
        for (left, right, same) in [
            ("no rush at all", "no rush at all", true),
            ("there is no rush", "no rush", true),
            ("there is really no rush", "no rush", false),
            ("no rush", "no hurry", false),
            ("", "", false),
        ] {
            let mut vocabulary = Vocabulary::default();
            let mut words = |text: &str| vocabulary.numbers(text.split_whitespace());
            let (one, other) = (words(left), words(right));
            assert_eq!(is_part(&one, &other), same, "{left} / {right}");
            assert_eq!(is_part(&other, &one), same, "{right} / {left}");
        }
    }
}
