//! A cache of the words of quotations, in compact form.
//!
//! If only the quotations of an article are needed, only the parts that contain them are tokenized. Words, fingerprints and
//! names are kept as numbers. Whole articles are kept while there is room; the articles of the current page are always
//! kept. Both caches are bounded.

use std::{collections::HashMap, sync::Arc};

use rustc_hash::{FxHashMap, FxHashSet};

use super::quoted_articles::{QuotedArticle, Wanted, quoted_articles};
use crate::{
    analyzed_article::Fingerprint,
    article::{Article, QuotationKind},
    backend::{BackendError, Reader},
    dates::{DayRange, PublicationDate},
    quotation::{
        names::speaker_name::Name,
        quote_matching::{Vocabulary, WordNumber, Wording},
    },
};

/// Maximum number of words of quotations that are kept, for short listings and for listings of all quotations. A listing
/// returns to an article for each report of its words; reading articles again would take most of its time.
const MAX_WORDS: (usize, usize) = (2_000_000, 10_000_000);

/// Maximum size in bytes of the kept articles that are not part of the answer.
const MAX_BYTES: usize = 32_000_000;

/// Number of articles that are read at once.
const READ_AT_ONCE: usize = 1024;

/// Maximum number of days between two paraphrases of the same words.
const DAYS_BETWEEN: i32 = 14;

/// Number of an article, in order of first use.
pub(super) type ArticleNumber = u32;

/// The words of a quotation.
pub(super) struct CachedQuotation {
    /// Index of the quotation in its article.
    pub(super) quotation: u32,
    /// Empty if the quotation cannot be the same as another.
    pub(super) words: Box<[WordNumber]>,
    pub(super) fingerprints: Box<[Fingerprint]>,
    /// Number of the speaker's name; the same for equal spellings. `None` as well if the quotation cannot be the same as another.
    pub(super) speaker: Option<u32>,
    kind: QuotationKind,
    /// The days on which its article may have been published.
    days: Option<DayRange>,
}

/// The quotations that may be the same as others: those with one of these fingerprints, and all in these articles. The words of others
/// are not kept.
pub(super) struct Compared {
    pub(super) fingerprints: FxHashSet<Fingerprint>,
    pub(super) articles: FxHashSet<ArticleNumber>,
}

/// A cache of the words of quotations, in compact form.
pub(super) struct QuotationCache {
    numbers: HashMap<Arc<str>, ArticleNumber>,
    ids: Vec<Arc<str>>,
    quotations: FxHashMap<ArticleNumber, Arc<[CachedQuotation]>>,
    vocabulary: Vocabulary,
    names: HashMap<String, Option<u32>>,
    speakers: Vec<Name>,
    /// Number of words that are kept, and its maximum.
    words: usize,
    max_words: usize,
    /// Which quotations may be the same as others; `None` if any may be.
    compared: Option<Compared>,
    articles: FxHashMap<ArticleNumber, Arc<Article>>,
    /// Size of the articles that were added since the last clean-up, in bytes.
    bytes: usize,
}

impl QuotationCache {
    /// Returns an empty cache. The articles `ids` are numbered first, in this order; no id may occur twice.
    pub(super) fn of(ids: &[String]) -> Self {
        let ids: Vec<Arc<str>> = ids.iter().map(|id| id.as_str().into()).collect();
        Self {
            numbers: ids.iter().cloned().zip(0..).collect(),
            ids,
            quotations: FxHashMap::default(),
            vocabulary: Vocabulary::default(),
            names: HashMap::new(),
            speakers: Vec::new(),
            words: 0,
            max_words: MAX_WORDS.0,
            compared: None,
            articles: FxHashMap::default(),
            bytes: 0,
        }
    }

    /// Returns the number of the article with this id.
    pub(super) fn number(&mut self, id: &str) -> ArticleNumber {
        if let Some(&number) = self.numbers.get(id) {
            return number;
        }
        let number = self.ids.len() as ArticleNumber;
        let id: Arc<str> = id.into();
        self.numbers.insert(Arc::clone(&id), number);
        self.ids.push(id);
        number
    }

    pub(super) fn id(&self, number: ArticleNumber) -> &str {
        &self.ids[number as usize]
    }

    /// Keeps more words, because all quotations are listed, but only those of quotations that may be the same as others.
    pub(super) fn keep_compared(&mut self, compared: Compared) {
        self.max_words = MAX_WORDS.1;
        self.compared = Some(compared);
    }

    /// Drops all words if there are too many. The numbers of articles stay valid.
    pub(super) fn make_room(&mut self) {
        if self.words > self.max_words {
            self.quotations.clear();
            self.words = 0;
            self.vocabulary = Vocabulary::default();
            self.names.clear();
            self.speakers.clear();
        }
    }

    /// Reads the quotations of these articles, unless they are cached.
    pub(super) fn read(
        &mut self,
        reader: &dyn Reader,
        numbers: impl IntoIterator<Item = ArticleNumber>,
    ) -> Result<(), BackendError> {
        let mut missing: Vec<ArticleNumber> =
            numbers.into_iter().filter(|number| !self.quotations.contains_key(number)).collect();
        missing.sort_unstable();
        missing.dedup();
        for numbers in missing.chunks(READ_AT_ONCE) {
            let known = |number| self.articles.get(number).cloned();
            let wanted: Vec<Wanted<'_>> =
                numbers.iter().map(|number| (self.id(*number), known(number))).collect();
            let articles = quoted_articles(reader, wanted)?;
            self.keep_quoted(numbers, articles);
        }
        Ok(())
    }

    /// Keeps the articles with these numbers and their quotations.
    fn keep_quoted(&mut self, numbers: &[ArticleNumber], articles: Vec<Option<QuotedArticle>>) {
        let mut read = FxHashMap::default();
        for (&number, article) in numbers.iter().zip(articles) {
            let said = article.as_ref().map(|article| self.numbered(number, article)).unwrap_or_default();
            self.words += said.iter().map(|said| said.words.len()).sum::<usize>();
            self.quotations.insert(number, said.into());
            read.extend(article.map(|article| (number, article.article)));
        }
        read.retain(|number, _| !self.articles.contains_key(number));
        self.keep(read);
    }

    /// Returns the quotations of an article; none if it is not in the archive.
    pub(super) fn quotations(
        &mut self,
        reader: &dyn Reader,
        number: ArticleNumber,
    ) -> Result<Arc<[CachedQuotation]>, BackendError> {
        self.read(reader, [number])?;
        Ok(self.quotations.get(&number).cloned().unwrap_or_default())
    }

    /// Returns the article with this number; `None` if it is not in the archive.
    pub(super) fn article(
        &mut self,
        reader: &dyn Reader,
        number: ArticleNumber,
    ) -> Result<Option<Arc<Article>>, BackendError> {
        match self.articles.get(&number) {
            Some(article) => Ok(Some(Arc::clone(article))),
            None => Ok(self.fetched(reader, &[number])?.pop().flatten()),
        }
    }

    /// Returns the articles with these numbers, in this order.
    fn fetched(
        &mut self,
        reader: &dyn Reader,
        numbers: &[ArticleNumber],
    ) -> Result<Vec<Option<Arc<Article>>>, BackendError> {
        let missing: Vec<ArticleNumber> =
            numbers.iter().copied().filter(|number| !self.articles.contains_key(number)).collect();
        let mut fetched: FxHashMap<ArticleNumber, Arc<Article>> = FxHashMap::default();
        if !missing.is_empty() {
            let ids: Vec<&str> = missing.iter().map(|&number| self.id(number)).collect();
            let articles = reader.articles(&ids)?;
            let found = missing.into_iter().zip(articles);
            fetched.extend(found.filter_map(|(number, article)| Some((number, Arc::new(article?)))));
        }
        let article = |number: &ArticleNumber| fetched.get(number).or_else(|| self.articles.get(number));
        let found = numbers.iter().map(|number| article(number).cloned()).collect();
        self.keep(fetched);
        Ok(found)
    }

    fn keep(&mut self, articles: FxHashMap<ArticleNumber, Arc<Article>>) {
        for (number, article) in articles {
            self.bytes += article.text.len();
            self.articles.insert(number, article);
        }
        if self.bytes > MAX_BYTES {
            self.articles.retain(|_, article| Arc::strong_count(article) > 1);
            self.bytes = 0;
        }
    }

    /// Returns the quotations of an article with numbers for words and names.
    fn numbered(
        &mut self,
        number: ArticleNumber,
        QuotedArticle { article, quotations }: &QuotedArticle,
    ) -> Vec<CachedQuotation> {
        let days = article.date.map(PublicationDate::days);
        let numbered = quotations.iter().map(|quoted| {
            let found = &article.quotations[quoted.quotation];
            let (quotation, kind) = (quoted.quotation as u32, found.kind);
            let is_compared = self.compared.as_ref().is_none_or(|compared| {
                let is_shared = |fingerprint| compared.fingerprints.contains(fingerprint);
                compared.articles.contains(&number) || quoted.fingerprints.iter().any(is_shared)
            });
            let (mut words, mut fingerprints, mut speaker) = (Box::default(), Box::default(), None);
            if is_compared {
                words = self.vocabulary.numbers(quoted.words());
                fingerprints = quoted.fingerprints.clone();
                speaker = found.speaker.as_deref().and_then(|name| self.speaker(name));
            }
            CachedQuotation { quotation, words, fingerprints, speaker, kind, days }
        });
        numbered.collect()
    }

    fn speaker(&mut self, name: &str) -> Option<u32> {
        if let Some(&speaker) = self.names.get(name) {
            return speaker;
        }
        let parsed = Name::of(name).map(|name| {
            self.speakers.push(name);
            self.speakers.len() as u32 - 1
        });
        self.names.insert(name.to_owned(), parsed);
        parsed
    }

    fn name(&self, speaker: u32) -> &Name {
        &self.speakers[speaker as usize]
    }

    /// Returns whether all the names `speakers` may belong to one person.
    pub(super) fn may_be_one(&self, speakers: &[u32]) -> bool {
        let mut names = speakers.to_vec();
        names.sort_unstable();
        names.dedup();
        let is_one = |one: &u32| names.iter().all(|other| self.name(*one).is_same(self.name(*other)));
        names.iter().all(is_one)
    }

    /// Returns whether a quotation is a paraphrase that cannot be matched with others: it has too few words, or no speaker or date.
    pub(super) fn is_unmatchable(&self, said: &CachedQuotation) -> bool {
        said.kind == QuotationKind::Indirect
            && (said.speaker.is_none()
                || said.days.is_none()
                || self.vocabulary.has_few_content_words(&said.words))
    }

    /// Returns whether two quotations of different articles report the same words. If one is a paraphrase, both must have the same
    /// speaker and be at most two weeks apart.
    pub(super) fn are_same(&self, one: &CachedQuotation, other: &CachedQuotation) -> bool {
        let one_speaker = |one: u32, other| one == other || self.name(one).is_same(self.name(other));
        let speakers = one.speaker.zip(other.speaker).map(|(one, other)| one_speaker(one, other));
        let wording = match [one.kind, other.kind].contains(&QuotationKind::Indirect) {
            true => Wording::Paraphrase,
            false => Wording::Speech,
        };
        let may_be = match wording {
            Wording::Speech => speakers != Some(false),
            Wording::Paraphrase => speakers == Some(true) && are_near(one.days, other.days),
        };
        may_be && self.vocabulary.are_same(&one.words, &other.words, wording)
    }
}

/// Returns whether two articles were published within [`DAYS_BETWEEN`] days of each other; false if a date is unknown.
fn are_near(one: Option<DayRange>, other: Option<DayRange>) -> bool {
    one.zip(other).is_some_and(|(one, other)| {
        one.first - other.last <= DAYS_BETWEEN && other.first - one.last <= DAYS_BETWEEN
    })
}
