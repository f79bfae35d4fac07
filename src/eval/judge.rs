//! Checks an answer against an expectation.
//!
//! Input: an expectation and what was found. Output: the failures.

use super::Expectation;
use crate::article::Article;
use crate::span::Span;

/// The parts of an answer that expectations check.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer<'a> {
    /// Total number of articles or quotations found.
    pub total: usize,
    /// The articles, best first: at least the first article, or all articles if [`Expectation::needs_all`] is true.
    pub articles: Vec<&'a Article>,
    /// Highlights of the first passage or quotation: ascending spans of the first article's text.
    pub highlights: Vec<Span>,
}

/// A difference between an answer and its expectation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Fewer than `min`.
    #[error("expected at least {expected}, found {found}")]
    TooFew {
        /// The expected number.
        expected: usize,
        /// The number found.
        found: usize,
    },
    /// More than `max`.
    #[error("expected at most {expected}, found {found}")]
    TooMany {
        /// The expected number.
        expected: usize,
        /// The number found.
        found: usize,
    },
    /// Not `exactly`.
    #[error("expected exactly {expected}, found {found}")]
    NotExactly {
        /// The expected number.
        expected: usize,
        /// The number found.
        found: usize,
    },
    /// Another article comes first.
    #[error("expected `{expected}` first, found `{found}`")]
    NotFirst {
        /// The expected part of an id, path, URL or title.
        expected: String,
        /// Id of the first article.
        found: String,
    },
    /// Nothing comes first.
    #[error("expected `{expected}` first, found nothing")]
    NothingFirst {
        /// The expected part of an id, path, URL or title.
        expected: String,
    },
    /// The expected article was not found.
    #[error("expected `{expected}` to be found, it was not")]
    NotIncluded {
        /// The expected part of an id, path, URL or title.
        expected: String,
    },
    /// An article was found that should not be.
    #[error("expected `{expected}` not to be found, found `{found}`")]
    NotExcluded {
        /// The excluded part of an id, path, URL or title.
        expected: String,
        /// Id of the article.
        found: String,
    },
    /// A word is not highlighted in the first passage or quotation.
    #[error("expected `{expected}` to be highlighted, found {found}")]
    NotHighlighted {
        /// The expected word.
        expected: String,
        /// What is highlighted.
        found: String,
    },
}

/// Returns the differences between an answer and its expectation; none if the expectation is met.
#[must_use]
pub fn judge(expectation: &Expectation, answer: &Answer<'_>) -> Vec<Failure> {
    let mut failures = judge_count(expectation, answer.total);
    failures.extend(judge_first(expectation, answer));
    for part in &expectation.includes {
        if !answer.articles.iter().any(|article| names(article, part)) {
            failures.push(Failure::NotIncluded { expected: part.clone() });
        }
    }
    for part in &expectation.excludes {
        if let Some(article) = answer.articles.iter().find(|article| names(article, part)) {
            failures.push(Failure::NotExcluded { expected: part.clone(), found: article.id.clone() });
        }
    }
    failures.extend(judge_highlights(expectation, answer));
    failures
}

fn judge_count(expectation: &Expectation, found: usize) -> Vec<Failure> {
    let mut failures = Vec::new();
    if let Some(expected) = expectation.min.filter(|&min| found < min) {
        failures.push(Failure::TooFew { expected, found });
    }
    if let Some(expected) = expectation.max.filter(|&max| found > max) {
        failures.push(Failure::TooMany { expected, found });
    }
    if let Some(expected) = expectation.exactly.filter(|&exactly| found != exactly) {
        failures.push(Failure::NotExactly { expected, found });
    }
    failures
}

fn judge_first(expectation: &Expectation, answer: &Answer<'_>) -> Option<Failure> {
    let expected = expectation.first.clone()?;
    match answer.articles.first() {
        None => Some(Failure::NothingFirst { expected }),
        Some(article) if names(article, &expected) => None,
        Some(article) => Some(Failure::NotFirst { expected, found: article.id.clone() }),
    }
}

fn judge_highlights(expectation: &Expectation, answer: &Answer<'_>) -> Vec<Failure> {
    let highlighted = highlighted_words(answer);
    let is_highlighted =
        |word: &str| highlighted.iter().any(|other| other.to_lowercase() == word.to_lowercase());
    let missing = expectation.highlights.iter().filter(|word| !is_highlighted(word));
    let found = || match highlighted.as_slice() {
        [] => "nothing highlighted".to_owned(),
        words => format!("`{}`", words.join("`, `")),
    };
    missing.map(|word| Failure::NotHighlighted { expected: word.clone(), found: found() }).collect()
}

/// Returns the highlighted words, and runs of adjacent highlighted words as well (`nuclear talks`).
fn highlighted_words(answer: &Answer<'_>) -> Vec<String> {
    let Some(text) = answer.articles.first().map(|article| article.text.as_str()) else { return Vec::new() };
    let mut words: Vec<String> = Vec::new();
    let mut run: Option<Span> = None;
    for &highlight in &answer.highlights {
        words.push(highlight.of(text).to_owned());
        run = match run {
            Some(before) if text[before.end..highlight.start].chars().all(char::is_whitespace) => {
                let longer = Span::new(before.start, highlight.end);
                words.push(longer.of(text).split_whitespace().collect::<Vec<_>>().join(" "));
                Some(longer)
            }
            _ => Some(highlight),
        };
    }
    let mut seen = std::collections::HashSet::new();
    words.retain(|word| seen.insert(word.clone()));
    words
}

/// Returns whether `part` is part of the article's id, path, URL or title. Case does not matter.
fn names(article: &Article, part: &str) -> bool {
    let part = part.to_lowercase();
    let location = article.location();
    [Some(&article.id), location.as_ref(), article.url.as_ref(), article.title.as_ref()]
        .into_iter()
        .flatten()
        .any(|name| name.to_lowercase().contains(&part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article() -> Article {
        Article {
            id: "ferry-returns".into(),
            title: Some("Ferry returns to Port Ellis".into()),
            text: "Nuclear talks in Oman".into(),
            url: Some("https://islandpost.example/ferry".into()),
            path: "/archive/news.jsonl".into(),
            record: Some(3),
            ..Article::default()
        }
    }

    fn messages(expectation: &Expectation, answer: &Answer<'_>) -> Vec<String> {
        judge(expectation, answer).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn counts_are_checked() {
        let answer = |total| Answer { total, ..Answer::default() };
        let range = Expectation { min: Some(2), max: Some(3), ..Expectation::default() };
        assert_eq!(messages(&range, &answer(1)), ["expected at least 2, found 1"]);
        assert_eq!(messages(&range, &answer(4)), ["expected at most 3, found 4"]);
        assert_eq!(messages(&range, &answer(3)), [""; 0]);
        let exactly = Expectation { exactly: Some(0), ..Expectation::default() };
        assert_eq!(messages(&exactly, &answer(1)), ["expected exactly 0, found 1"]);
    }

    #[test]
    fn articles_are_identified_by_id_path_url_or_title() {
        let article = article();
        let answer = Answer { total: 1, articles: vec![&article], ..Answer::default() };
        for part in ["ferry-ret", "news.jsonl#3", "islandpost.example/", "port ellis"] {
            let first = Some(part.to_owned());
            assert_eq!(messages(&Expectation { first, ..Expectation::default() }, &answer), [""; 0]);
        }
        let wrong = Expectation {
            first: Some("oman".into()),
            includes: vec!["ferry".into(), "train".into()],
            excludes: vec!["Port".into()],
            ..Expectation::default()
        };
        assert_eq!(
            messages(&wrong, &answer),
            [
                "expected `oman` first, found `ferry-returns`",
                "expected `train` to be found, it was not",
                "expected `Port` not to be found, found `ferry-returns`",
            ]
        );
        let nothing = messages(&wrong, &Answer::default());
        assert_eq!(nothing[0], "expected `oman` first, found nothing");
    }

    #[test]
    fn highlights_are_whole_words_alone_or_adjacent() {
        let article = article();
        let highlights = vec![Span::new(0, 7), Span::new(8, 13), Span::new(17, 21)];
        let answer = Answer { total: 1, articles: vec![&article], highlights };
        let expect = |words: &[&str]| Expectation {
            highlights: words.iter().map(|&word| word.to_owned()).collect(),
            ..Expectation::default()
        };
        assert_eq!(messages(&expect(&["talks", "nuclear talks", "OMAN"]), &answer), [""; 0]);
        assert_eq!(
            messages(&expect(&["talk"]), &answer),
            ["expected `talk` to be highlighted, found `Nuclear`, `talks`, `Nuclear talks`, `Oman`"]
        );
        assert_eq!(
            messages(&expect(&["talk"]), &Answer::default()),
            ["expected `talk` to be highlighted, found nothing highlighted"]
        );
    }
}
