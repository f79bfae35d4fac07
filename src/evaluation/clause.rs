//! The lowered query: a tree of analysed terms, with no text of the user's and no types of an engine.

use serde::{Deserialize, Serialize};

use super::filter::Filter;
use crate::copies::Signature;

/// What an article, or one of its quotations, must satisfy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Clause {
    /// Every article.
    All,
    /// No article.
    Nothing,
    /// Words in title or text.
    Text {
        /// Where they must stand.
        part: Part,
        /// The words.
        spans: Spans,
    },
    /// Words in a field of metadata.
    Field {
        /// The field.
        field: TextField,
        /// The words.
        spans: Spans,
    },
    /// Words near each other, or often enough.
    Mentions {
        /// Where they must stand.
        stream: Stream,
        /// What is mentioned.
        of: Operand,
        /// How many mentions at least, 1 or more; those that overlap are one.
        times: u32,
    },
    /// One quotation of the article satisfies the clause.
    Quotation(Box<Self>),
    /// The quotation's speaker is named by all of these words. Only asked of a quotation.
    Speaker(Vec<WordSet>),
    /// The quotation's speaker cannot be named. Only asked of a quotation.
    UnnamedSpeaker,
    /// A condition on metadata.
    Filter(Filter),
    /// The article's signature agrees with this one. Its marks, of which copies share one, find the candidates.
    CopyOf(Signature),
    /// All of these.
    And(Vec<Self>),
    /// Any of these.
    Or(Vec<Self>),
    /// Not this.
    Not(Box<Self>),
}

/// A part of title and text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Part {
    /// Title and text.
    Anywhere,
    /// The title.
    Title,
    /// The first paragraph that is no heading.
    Lead,
    /// The content of the quotation that is asked; of any quotation where none is.
    Quotation,
}

/// A stream of words with a vocabulary of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TextField {
    /// Title and text.
    Text,
    /// Authors.
    Byline,
    /// Outlet.
    Source,
    /// Url.
    Url,
    /// Section.
    Section,
    /// Keywords.
    Tag,
    /// Speakers of quotations.
    Speaker,
}

/// A stream of words, or a part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Stream {
    /// A part of title and text.
    Part(Part),
    /// A field of metadata.
    Field(TextField),
}

/// What can be near something, or be counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Operand {
    /// Words.
    Spans(Spans),
    /// Any of these.
    Any(Vec<Self>),
    /// Two near each other.
    Near(Box<Near>),
}

/// Two operands near each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Near {
    /// The first operand.
    pub left: Operand,
    /// The second operand.
    pub right: Operand,
    /// What near means.
    pub within: Within,
    /// Whether the second must be near, or must not.
    pub presence: Presence,
}

/// What near means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Within {
    /// `W/5`: at most so many words apart (1: adjacent), any order.
    Words(u32),
    /// `PRE/5`: the same, the first operand first.
    WordsInOrder(u32),
    /// `W/S`.
    Sentence,
    /// `W/P`.
    Paragraph,
}

/// Whether the second operand of a proximity must be near, or must not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Presence {
    /// `a W/5 b`.
    Near,
    /// `a NOT W/5 b`: an a with no b near.
    NotNear,
}

/// Words and how they must stand.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Spans {
    /// One of these words.
    Word(WordSet),
    /// Words in this order within one paragraph (or the title), with at most `slop` other words in between.
    Phrase {
        /// Two or more.
        words: Vec<WordSet>,
        /// Other words in between, all gaps added up.
        slop: u32,
    },
}

impl Spans {
    /// Returns the words, in order.
    #[must_use]
    pub fn words(&self) -> &[WordSet] {
        match self {
            Self::Word(word) => std::slice::from_ref(word),
            Self::Phrase { words, .. } => words,
        }
    }
}

/// The forms that stand for one word of the query.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WordSet {
    /// Sorted by term, each once. None: nothing matches.
    pub forms: Vec<Form>,
}

/// One term that stands for a word of the query.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Form {
    /// The term as indexed.
    pub term: String,
    /// In articles of which languages it stands for the word.
    pub languages: Languages,
}

/// Languages of articles.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Languages {
    /// Any, or none known.
    Any,
    /// One of these codes; `None` stands for an unknown language.
    Only(Vec<Option<String>>),
}

impl Languages {
    /// Returns whether articles of `language` are meant.
    #[must_use]
    pub fn include(&self, language: Option<&str>) -> bool {
        match self {
            Self::Any => true,
            Self::Only(codes) => codes.iter().any(|code| code.as_deref() == language),
        }
    }
}

/// Words that count for the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Feature {
    /// Where they count.
    pub part: Part,
    /// The words.
    pub spans: Spans,
    /// How often the query has them, 1 or more.
    pub times: u32,
    /// Those of a single word's forms that are not the form asked for; only of words anywhere, as are kin.
    pub inflected: WordSet,
    /// Words that are no forms of a single word but count for it in a closer look, as `Albanian` does for `Albania`.
    pub kin: WordSet,
}

impl Feature {
    /// Returns the feature of words that the query has once.
    #[must_use]
    pub fn new(part: Part, spans: Spans) -> Self {
        let (inflected, kin) = (WordSet::default(), WordSet::default());
        Self { part, spans, times: 1, inflected, kin }
    }
}
