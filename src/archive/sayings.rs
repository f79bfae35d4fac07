//! What the quotations of articles say, read once and kept small beside the articles themselves.
//!
//! An article that is looked at for its words alone is cut only where it holds quotations, and leaves numbers behind: of words, marks and
//! names. Whole articles are kept while there is room, and those of the answer in any case. Both have bounds.

use std::{collections::HashMap, rc::Rc, sync::Arc};

use super::{Archive, error::SearchError};
use crate::{
    analysis::{
        each_quoted,
        told::{Mark, marks},
    },
    article::Article,
    quotation::{
        same_words::{Vocabulary, WordNumber},
        speaker_name::Name,
    },
};

/// So many words of quotations are kept.
const WORDS_KEPT: usize = 8_000_000;

/// So many bytes of articles are kept that no answer holds.
const BYTES_KEPT: usize = 32_000_000;

/// So many articles are read at once.
const READ_AT_ONCE: usize = 1024;

/// An article, by the order in which it was met.
pub(super) type ArticleNumber = usize;

/// What one quotation says.
pub(super) struct Said {
    /// Which of the article's quotations it is.
    pub(super) quotation: usize,
    pub(super) words: Box<[WordNumber]>,
    pub(super) marks: Box<[Mark]>,
    /// Which of the names, equal for names written alike.
    pub(super) speaker: Option<usize>,
}

/// What the quotations of articles say: of each article those of its layout.
pub(super) struct Sayings<'a> {
    archive: &'a Archive,
    numbers: HashMap<String, ArticleNumber>,
    ids: Vec<String>,
    said: Vec<Option<Rc<[Said]>>>,
    vocabulary: Vocabulary,
    names: HashMap<String, Option<usize>>,
    speakers: Vec<Name>,
    /// How many words are kept.
    words: usize,
    articles: HashMap<ArticleNumber, Arc<Article>>,
    /// Bytes of the articles that came in since there was room made.
    bytes: usize,
}

impl<'a> Sayings<'a> {
    pub(super) fn of(archive: &'a Archive) -> Self {
        Self {
            archive,
            numbers: HashMap::new(),
            ids: Vec::new(),
            said: Vec::new(),
            vocabulary: Vocabulary::default(),
            names: HashMap::new(),
            speakers: Vec::new(),
            words: 0,
            articles: HashMap::new(),
            bytes: 0,
        }
    }

    /// Returns the number of the article with this id, `None` if it was not met yet.
    pub(super) fn known(&self, id: &str) -> Option<ArticleNumber> {
        self.numbers.get(id).copied()
    }

    /// Returns the number of the article with this id.
    pub(super) fn number(&mut self, id: &str) -> ArticleNumber {
        if let Some(number) = self.known(id) {
            return number;
        }
        let number = self.ids.len();
        self.numbers.insert(id.to_owned(), number);
        self.ids.push(id.to_owned());
        self.said.push(None);
        number
    }

    pub(super) fn id(&self, number: ArticleNumber) -> &str {
        &self.ids[number]
    }

    /// Forgets what articles say if that is too much. The numbers stay.
    pub(super) fn make_room(&mut self) {
        if self.words > WORDS_KEPT {
            self.said.fill(None);
            self.words = 0;
            self.vocabulary = Vocabulary::default();
            self.names.clear();
            self.speakers.clear();
        }
    }

    /// Reads what these articles say, where that is not known.
    pub(super) fn read(
        &mut self,
        numbers: impl IntoIterator<Item = ArticleNumber>,
    ) -> Result<(), SearchError> {
        let mut missing: Vec<ArticleNumber> =
            numbers.into_iter().filter(|&number| self.said[number].is_none()).collect();
        missing.sort_unstable();
        missing.dedup();
        for numbers in missing.chunks(READ_AT_ONCE) {
            for (&number, article) in numbers.iter().zip(self.fetched(numbers)?) {
                let said = article.map(|article| self.told(&article)).unwrap_or_default();
                self.words += said.iter().map(|said| said.words.len()).sum::<usize>();
                self.said[number] = Some(said.into());
            }
        }
        Ok(())
    }

    /// Returns what the quotations of an article say; none if there is no such article.
    pub(super) fn said(&mut self, number: ArticleNumber) -> Result<Rc<[Said]>, SearchError> {
        self.read([number])?;
        Ok(self.said[number].clone().unwrap_or_default())
    }

    /// Returns an article; `None` if there is no such.
    pub(super) fn article(&mut self, number: ArticleNumber) -> Result<Option<Arc<Article>>, SearchError> {
        Ok(self.fetched(&[number])?.pop().flatten())
    }

    /// Returns articles, in the order asked.
    fn fetched(&mut self, numbers: &[ArticleNumber]) -> Result<Vec<Option<Arc<Article>>>, SearchError> {
        let missing: Vec<ArticleNumber> =
            numbers.iter().copied().filter(|number| !self.articles.contains_key(number)).collect();
        let mut fetched: HashMap<ArticleNumber, Arc<Article>> = HashMap::new();
        if !missing.is_empty() {
            let ids: Vec<&str> = missing.iter().map(|&number| self.id(number)).collect();
            let articles = self.archive.backend().articles(&ids)?;
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
        each_quoted(article, &mut |quotation, words| {
            let speaker = article.quotations[quotation].speaker.as_deref();
            told.push(Said {
                quotation,
                words: self.vocabulary.numbers(words),
                marks: marks(words).into(),
                speaker: speaker.and_then(|name| self.speaker(name)),
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

    /// Returns whether two quotations of different articles report the same words.
    pub(super) fn are_same(&self, one: &Said, other: &Said) -> bool {
        let speakers = match (one.speaker, other.speaker) {
            (Some(one), Some(other)) => one == other || self.speakers[one].is_same(&self.speakers[other]),
            _ => true,
        };
        speakers && self.vocabulary.are_same(&one.words, &other.words)
    }
}
