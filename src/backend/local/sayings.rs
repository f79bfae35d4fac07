//! What the quotations of articles say, read once and kept small beside the articles themselves.
//!
//! An article that is looked at for its words alone is cut only where it holds quotations, and leaves numbers behind: of words, marks and
//! names. Whole articles are kept while there is room, and those of the answer in any case. Both have bounds.

use std::{collections::HashMap, sync::Arc};

use crate::{
    analyzed_article::{
        each_quotation,
        quotation_terms::{Fingerprint, fingerprints},
    },
    article::{Article, QuotationKind},
    backend::{BackendError, Reader},
    date::{DayRange, PublicationDate},
    deadline::check,
    quotation::{
        names::speaker_name::Name,
        quote_matching::{Vocabulary, WordNumber, Wording},
    },
};

/// So many words of quotations are kept.
const WORDS_KEPT: usize = 2_000_000;

/// So many bytes of articles are kept that no answer holds.
const BYTES_KEPT: usize = 32_000_000;

/// So many articles are read at once.
const READ_AT_ONCE: usize = 1024;

/// Paraphrases of which one was published more days after the other are not the same.
const DAYS_BETWEEN: i32 = 14;

/// An article, by the order in which it was met.
pub(super) type ArticleNumber = u32;

/// What one quotation says.
pub(super) struct Said {
    /// Which of the article's quotations it is.
    pub(super) quotation: usize,
    pub(super) words: Box<[WordNumber]>,
    pub(super) marks: Box<[Fingerprint]>,
    /// Which of the names, equal for names written alike.
    pub(super) speaker: Option<usize>,
    kind: QuotationKind,
    /// When its article may have been published.
    days: Option<DayRange>,
}

/// What the quotations of articles say: of each article those of its layout.
pub(super) struct Sayings {
    numbers: HashMap<Arc<str>, ArticleNumber>,
    ids: Vec<Arc<str>>,
    said: HashMap<ArticleNumber, Arc<[Said]>>,
    vocabulary: Vocabulary,
    names: HashMap<String, Option<usize>>,
    speakers: Vec<Name>,
    /// How many words are kept.
    words: usize,
    articles: HashMap<ArticleNumber, Arc<Article>>,
    /// Bytes of the articles that came in since there was room made.
    bytes: usize,
}

impl Sayings {
    /// Returns what is known of articles before any is read; those of `ids`, each once, are numbered first, in their order.
    pub(super) fn of(ids: &[String]) -> Self {
        let ids: Vec<Arc<str>> = ids.iter().map(|id| id.as_str().into()).collect();
        Self {
            numbers: ids.iter().cloned().zip(0..).collect(),
            ids,
            said: HashMap::new(),
            vocabulary: Vocabulary::default(),
            names: HashMap::new(),
            speakers: Vec::new(),
            words: 0,
            articles: HashMap::new(),
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

    /// Forgets what articles say if that is too much. The numbers stay.
    pub(super) fn make_room(&mut self) {
        if self.words > WORDS_KEPT {
            self.said.clear();
            self.words = 0;
            self.vocabulary = Vocabulary::default();
            self.names.clear();
            self.speakers.clear();
        }
    }

    /// Reads what these articles say, where that is not known.
    pub(super) fn read(
        &mut self,
        reader: &dyn Reader,
        numbers: impl IntoIterator<Item = ArticleNumber>,
    ) -> Result<(), BackendError> {
        let mut missing: Vec<ArticleNumber> =
            numbers.into_iter().filter(|number| !self.said.contains_key(number)).collect();
        missing.sort_unstable();
        missing.dedup();
        for numbers in missing.chunks(READ_AT_ONCE) {
            for (&number, article) in numbers.iter().zip(self.fetched(reader, numbers)?) {
                check()?;
                let said = article.map(|article| self.told(&article)).unwrap_or_default();
                self.words += said.iter().map(|said| said.words.len()).sum::<usize>();
                self.said.insert(number, said.into());
            }
        }
        Ok(())
    }

    /// Returns what the quotations of an article say; none if there is no such article.
    pub(super) fn said(
        &mut self,
        reader: &dyn Reader,
        number: ArticleNumber,
    ) -> Result<Arc<[Said]>, BackendError> {
        self.read(reader, [number])?;
        Ok(self.said.get(&number).cloned().unwrap_or_default())
    }

    /// Returns an article; `None` if there is no such.
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

    /// Returns articles, in the order asked.
    fn fetched(
        &mut self,
        reader: &dyn Reader,
        numbers: &[ArticleNumber],
    ) -> Result<Vec<Option<Arc<Article>>>, BackendError> {
        let missing: Vec<ArticleNumber> =
            numbers.iter().copied().filter(|number| !self.articles.contains_key(number)).collect();
        let mut fetched: HashMap<ArticleNumber, Arc<Article>> = HashMap::new();
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

    fn keep(&mut self, articles: HashMap<ArticleNumber, Arc<Article>>) {
        for (number, article) in articles {
            self.bytes += article.text.len();
            self.articles.insert(number, article);
        }
        if self.bytes > BYTES_KEPT {
            self.articles.retain(|_, article| Arc::strong_count(article) > 1);
            self.bytes = 0;
        }
    }

    fn told(&mut self, article: &Article) -> Vec<Said> {
        let mut told = Vec::with_capacity(article.quotations.len());
        let days = article.date.map(PublicationDate::days);
        each_quotation(article, &mut |quotation, words| {
            let found = &article.quotations[quotation];
            told.push(Said {
                quotation,
                words: self.vocabulary.numbers(words),
                marks: fingerprints(words).into(),
                speaker: found.speaker.as_deref().and_then(|name| self.speaker(name)),
                kind: found.kind,
                days,
            });
        });
        told
    }

    fn speaker(&mut self, name: &str) -> Option<usize> {
        if let Some(&speaker) = self.names.get(name) {
            return speaker;
        }
        let parsed = Name::of(name).map(|name| {
            self.speakers.push(name);
            self.speakers.len() - 1
        });
        self.names.insert(name.to_owned(), parsed);
        parsed
    }

    /// Returns whether all of these names may be one person's.
    pub(super) fn are_one(&self, speakers: &[usize]) -> bool {
        let mut names = speakers.to_vec();
        names.sort_unstable();
        names.dedup();
        let is_one =
            |one: &usize| names.iter().all(|other| self.speakers[*one].is_same(&self.speakers[*other]));
        names.iter().all(is_one)
    }

    /// Returns whether a quotation is a paraphrase of so few words that nobody else is known to report the same.
    pub(super) fn says_little(&self, said: &Said) -> bool {
        said.kind == QuotationKind::Indirect
            && (said.speaker.is_none()
                || said.days.is_none()
                || self.vocabulary.has_few_content_words(&said.words))
    }

    /// Returns whether two quotations of different articles report the same words. Where one is a paraphrase, both must be known to be of
    /// one speaker and of the same two weeks.
    pub(super) fn are_same(&self, one: &Said, other: &Said) -> bool {
        let one_speaker =
            |one: usize, other| one == other || self.speakers[one].is_same(&self.speakers[other]);
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

/// Returns whether two articles were published within [`DAYS_BETWEEN`] days, as far as their dates are known.
fn are_near(one: Option<DayRange>, other: Option<DayRange>) -> bool {
    one.zip(other).is_some_and(|(one, other)| {
        one.first - other.last <= DAYS_BETWEEN && other.first - one.last <= DAYS_BETWEEN
    })
}
