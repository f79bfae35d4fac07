//! Expectations: what an archive must answer, written in TOML.
//!
//! Input: the text of a file. Output: its expectations.

use serde::Deserialize;
use toml::Spanned;

/// The expected answer to one query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expectation {
    /// Its name; the query if it has no name.
    pub name: String,
    /// Line of the file where it starts, from 1.
    pub line: usize,
    /// The query.
    pub query: ExpectationQuery,
    /// The speaker whose quotations count; `None` for any speaker.
    pub speaker: Option<String>,
    /// Minimum number of articles or quotations.
    pub min: Option<usize>,
    /// Maximum number of articles or quotations.
    pub max: Option<usize>,
    /// Exact number of articles or quotations.
    pub exactly: Option<usize>,
    /// Part of the id, path, URL or title of the article that must come first.
    pub first: Option<String>,
    /// Parts of the id, path, URL or title of articles that must be found.
    pub includes: Vec<String>,
    /// Parts of the id, path, URL or title of articles that must not be found.
    pub excludes: Vec<String>,
    /// Words that must be highlighted in the first passage or quotation.
    pub highlights: Vec<String>,
}

/// The query of an expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpectationQuery {
    /// `query = "…"`: a search for passages.
    Passages(String),
    /// `quotes = "…"`: a search for quotations; an empty query finds all of them.
    Quotations(String),
}

impl Default for ExpectationQuery {
    fn default() -> Self {
        Self::Quotations(String::new())
    }
}

impl Expectation {
    /// Returns whether the check requires all articles found, not only the first article and the total.
    #[must_use]
    pub fn needs_all(&self) -> bool {
        !self.includes.is_empty() || !self.excludes.is_empty()
    }
}

/// A file of expectations that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExpectationError {
    /// Not TOML, an unknown key, or a value of the wrong type.
    #[error("line {line}: {message}")]
    Toml {
        /// Line, from 1.
        line: usize,
        /// What was found and what was expected.
        message: String,
    },
    /// Both of `query` and `quotes`, or neither.
    #[error("line {line}: expected either `query` or `quotes`, found {found}")]
    QueryOrQuotes {
        /// Line, from 1.
        line: usize,
        /// `both` or `neither`.
        found: &'static str,
    },
    /// `query = ""`.
    #[error("line {line}: `query` is empty")]
    EmptyQuery {
        /// Line, from 1.
        line: usize,
    },
    /// `speaker` together with `query`.
    #[error("line {line}: `speaker` goes with `quotes`; in a `query` write `speaker:{speaker}`")]
    SpeakerOfPassages {
        /// Line, from 1.
        line: usize,
        /// The speaker.
        speaker: String,
    },
    /// An expectation that cannot fail.
    #[error(
        "line {line}: `{name}` expects nothing; add `min`, `max`, `exactly`, `first`, `includes`, `excludes` or `highlights`"
    )]
    NothingExpected {
        /// Line, from 1.
        line: usize,
        /// Name of the expectation.
        name: String,
    },
    /// Counts that no answer can satisfy.
    #[error("line {line}: no number is {counts}")]
    ImpossibleCount {
        /// Line, from 1.
        line: usize,
        /// The counts, in words.
        counts: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    query: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Option<String>,
    query: Option<String>,
    quotes: Option<String>,
    speaker: Option<String>,
    min: Option<usize>,
    max: Option<usize>,
    exactly: Option<usize>,
    first: Option<String>,
    #[serde(default)]
    includes: Vec<String>,
    #[serde(default)]
    excludes: Vec<String>,
    #[serde(default)]
    highlights: Vec<String>,
}

/// Returns the expectations of a file in order; none for a file without `[[query]]`.
///
/// # Errors
/// If the file is not TOML, has an unknown key or an invalid value, or an expectation that cannot fail.
pub fn parse_expectations(file: &str) -> Result<Vec<Expectation>, ExpectationError> {
    let parsed: File = toml::from_str(file).map_err(|error| toml_error(file, &error))?;
    let entries = parsed.query.into_iter();
    entries.map(|entry| expectation(line_at(file, entry.span().start), entry.into_inner())).collect()
}

fn toml_error(file: &str, error: &toml::de::Error) -> ExpectationError {
    let start = error.span().map_or(0, |span| span.start);
    let line = line_at(file, start);
    let content = file.lines().nth(line - 1).unwrap_or_default();
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
    let message = match content.split_once('=') {
        // The parser's message for a wrong type does not name the key.
        Some((key, _)) if message.starts_with("invalid type") || message.starts_with("invalid value") => {
            format!("`{}`: {message}", key.trim())
        }
        _ => message,
    };
    ExpectationError::Toml { line, message }
}

fn line_at(file: &str, byte: usize) -> usize {
    let before = &file.as_bytes()[..byte.min(file.len())];
    1 + memchr::memchr_iter(b'\n', before).count()
}

fn expectation(line: usize, entry: Entry) -> Result<Expectation, ExpectationError> {
    let query = query_of(line, &entry)?;
    let name = entry.name.unwrap_or_else(|| match &query {
        ExpectationQuery::Passages(query) => query.clone(),
        ExpectationQuery::Quotations(query) => format!("quotes {query}").trim_end().to_owned(),
    });
    let expectation = Expectation {
        name,
        line,
        query,
        speaker: entry.speaker,
        min: entry.min,
        max: entry.max,
        exactly: entry.exactly,
        first: entry.first,
        includes: entry.includes,
        excludes: entry.excludes,
        highlights: entry.highlights,
    };
    check_counts(&expectation)?;
    Ok(expectation)
}

fn query_of(line: usize, entry: &Entry) -> Result<ExpectationQuery, ExpectationError> {
    match (&entry.query, &entry.quotes, &entry.speaker) {
        (Some(_), Some(_), _) => Err(ExpectationError::QueryOrQuotes { line, found: "both" }),
        (None, None, _) => Err(ExpectationError::QueryOrQuotes { line, found: "neither" }),
        (Some(query), None, _) if query.trim().is_empty() => Err(ExpectationError::EmptyQuery { line }),
        (Some(_), None, Some(speaker)) => {
            Err(ExpectationError::SpeakerOfPassages { line, speaker: speaker.clone() })
        }
        (Some(query), None, None) => Ok(ExpectationQuery::Passages(query.clone())),
        (None, Some(query), _) => Ok(ExpectationQuery::Quotations(query.clone())),
    }
}

fn check_counts(expectation: &Expectation) -> Result<(), ExpectationError> {
    let Expectation { name, line, min, max, exactly, .. } = expectation;
    let impossible = |counts| Err(ExpectationError::ImpossibleCount { line: *line, counts });
    match (*min, *max, *exactly) {
        (Some(min), Some(max), _) if min > max => {
            return impossible(format!("at least {min} and at most {max}"));
        }
        (Some(min), _, Some(exactly)) if min > exactly => {
            return impossible(format!("at least {min} and exactly {exactly}"));
        }
        (_, Some(max), Some(exactly)) if max < exactly => {
            return impossible(format!("at most {max} and exactly {exactly}"));
        }
        _ => {}
    }
    let has_condition = min.or(*max).or(*exactly).is_some()
        || expectation.first.is_some()
        || expectation.needs_all()
        || !expectation.highlights.is_empty();
    if has_condition {
        Ok(())
    } else {
        Err(ExpectationError::NothingExpected { line: *line, name: name.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expectations_are_read_in_order() {
        let file = "[[query]]\nname = \"talks\"\nquery = \"Oman talks\"\nmin = 1\nincludes = [\"a\"]\n\n\
                    [[query]]\nquotes = \"trust\"\nspeaker = \"Duarte\"\nexactly = 2\n";
        let read = parse_expectations(file).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!((read[0].name.as_str(), read[0].line, read[0].min), ("talks", 1, Some(1)));
        assert_eq!(read[0].query, ExpectationQuery::Passages("Oman talks".into()));
        assert!(read[0].needs_all() && !read[1].needs_all());
        assert_eq!((read[1].name.as_str(), read[1].line), ("quotes trust", 7));
        assert_eq!(read[1].query, ExpectationQuery::Quotations("trust".into()));
        assert_eq!(parse_expectations("").unwrap(), []);
    }

    #[test]
    fn errors_name_the_line_the_key_and_what_was_expected() {
        for (file, message) in [
            (
                "[[query]]\nquery = \"a\"\nminimum = 1\n",
                "line 3: unknown field `minimum`, expected one of `name`, `query`, `quotes`, `speaker`, `min`, `max`, \
                 `exactly`, `first`, `includes`, `excludes`, `highlights`",
            ),
            (
                "[[query]]\nquery = \"a\"\nmin = \"1\"\n",
                "line 3: `min`: invalid type: string \"1\", expected usize",
            ),
            ("[[queries]]\n", "line 1: unknown field `queries`, expected `query`"),
            ("[[query]]\nmin = 1\n", "line 1: expected either `query` or `quotes`, found neither"),
            (
                "[[query]]\nquery = \"a\"\nquotes = \"b\"\nmin = 1\n",
                "line 1: expected either `query` or `quotes`, found both",
            ),
            ("\n[[query]]\nquery = \" \"\nmin = 1\n", "line 2: `query` is empty"),
            (
                "[[query]]\nquery = \"a\"\nspeaker = \"b\"\nmin = 1\n",
                "line 1: `speaker` goes with `quotes`; in a `query` write `speaker:b`",
            ),
            (
                "[[query]]\nquery = \"a\"\n",
                "line 1: `a` expects nothing; add `min`, `max`, `exactly`, `first`, `includes`, `excludes` or `highlights`",
            ),
            ("[[query]]\nquery = \"a\"\nmin = 3\nmax = 2\n", "line 1: no number is at least 3 and at most 2"),
            (
                "[[query]]\nquery = \"a\"\nmax = 1\nexactly = 2\n",
                "line 1: no number is at most 1 and exactly 2",
            ),
        ] {
            assert_eq!(parse_expectations(file).unwrap_err().to_string(), message);
        }
        let broken = parse_expectations("[[query]]\nquery = \"a\n").unwrap_err().to_string();
        assert!(broken.starts_with("line 2: "), "{broken}");
    }
}
