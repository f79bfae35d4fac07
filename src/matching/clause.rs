//! The lowered query: a tree of analysed terms, with no text of the user's and no types of an engine.

use serde::{Deserialize, Serialize};

use super::{filter::Filter, term_predicate::TermPredicate};
use crate::{analysis::query_words, copies::Signature};

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
    /// The outlet of this name or domain published it, by whatever name the article gives it.
    Outlet {
        /// The name or domain, as the user writes it.
        name: String,
        /// Its words in the field of outlets.
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
    Speaker(Vec<TermPredicate>),
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
    Word(TermPredicate),
    /// Words in this order within one paragraph (or the title), with at most `slop` other words in between.
    Phrase {
        /// Two or more.
        words: Vec<TermPredicate>,
        /// Other words in between, all gaps added up.
        slop: u32,
    },
}

impl Spans {
    /// Returns the words of `text` side by side, as written but for case and accents; `None` if it holds none.
    #[must_use]
    pub fn exact(text: &str) -> Option<Self> {
        let mut words: Vec<TermPredicate> =
            query_words(text).into_iter().map(TermPredicate::Written).collect();
        match words.len() {
            0 => None,
            1 => words.pop().map(Self::Word),
            _ => Some(Self::Phrase { words, slop: 0 }),
        }
    }

    fn map_words(&self, field: TextField, map: &mut WordMap<'_>) -> Self {
        match self {
            Self::Word(word) => Self::Word(map(field, word)),
            Self::Phrase { words, slop } => {
                Self::Phrase { words: words.iter().map(|word| map(field, word)).collect(), slop: *slop }
            }
        }
    }

    /// Returns the words, in order.
    #[must_use]
    pub fn words(&self) -> &[TermPredicate] {
        match self {
            Self::Word(word) => std::slice::from_ref(word),
            Self::Phrase { words, .. } => words,
        }
    }
}

/// What makes of a word, in the field that it is looked for in, another one.
pub(crate) type WordMap<'a> = dyn FnMut(TextField, &TermPredicate) -> TermPredicate + 'a;

impl Clause {
    /// Returns the clause with each word replaced.
    pub(crate) fn map_words(&self, map: &mut WordMap<'_>) -> Self {
        let mut each = |clauses: &[Self]| clauses.iter().map(|clause| clause.map_words(map)).collect();
        match self {
            Self::Text { part, spans } => {
                Self::Text { part: *part, spans: spans.map_words(TextField::Text, map) }
            }
            Self::Field { field, spans } => {
                Self::Field { field: *field, spans: spans.map_words(*field, map) }
            }
            Self::Outlet { name, spans } => {
                Self::Outlet { name: name.clone(), spans: spans.map_words(TextField::Source, map) }
            }
            Self::Mentions { stream, of, times } => {
                let field = match stream {
                    Stream::Part(_) => TextField::Text,
                    Stream::Field(field) => *field,
                };
                Self::Mentions { stream: *stream, of: of.map_words(field, map), times: *times }
            }
            Self::Quotation(inner) => Self::Quotation(Box::new(inner.map_words(map))),
            Self::Speaker(words) => {
                Self::Speaker(words.iter().map(|word| map(TextField::Speaker, word)).collect())
            }
            Self::And(clauses) => Self::And(each(clauses)),
            Self::Or(clauses) => Self::Or(each(clauses)),
            Self::Not(inner) => Self::Not(Box::new(inner.map_words(map))),
            Self::All | Self::Nothing | Self::UnnamedSpeaker | Self::Filter(_) | Self::CopyOf(_) => {
                self.clone()
            }
        }
    }
}

impl Operand {
    fn map_words(&self, field: TextField, map: &mut WordMap<'_>) -> Self {
        match self {
            Self::Spans(spans) => Self::Spans(spans.map_words(field, map)),
            Self::Any(operands) => {
                Self::Any(operands.iter().map(|operand| operand.map_words(field, map)).collect())
            }
            Self::Near(near) => Self::Near(Box::new(Near {
                left: near.left.map_words(field, map),
                right: near.right.map_words(field, map),
                ..**near
            })),
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
    pub inflected: TermPredicate,
    /// Words that are no forms of a single word but count for it in a closer look, as `Albanian` does for `Albania`.
    pub kin: TermPredicate,
}

impl Feature {
    /// Returns the feature of words that the query has once.
    #[must_use]
    pub fn new(part: Part, spans: Spans) -> Self {
        let (inflected, kin) = (TermPredicate::default(), TermPredicate::default());
        Self { part, spans, times: 1, inflected, kin }
    }

    /// Returns features of which each counts once, where words came to stand for the same terms, and for each of `features` which of those
    /// it is.
    pub(crate) fn merged(features: Vec<Self>) -> (Vec<Self>, Vec<usize>) {
        let mut merged: Vec<Self> = Vec::with_capacity(features.len());
        let mut places = Vec::with_capacity(features.len());
        for feature in features {
            let same = |known: &Self| known.part == feature.part && known.spans == feature.spans;
            let place = merged.iter().position(same).unwrap_or(merged.len());
            match merged.get_mut(place) {
                Some(known) => known.times += feature.times,
                None => merged.push(feature),
            }
            places.push(place);
        }
        (merged, places)
    }

    /// Returns the feature with each word replaced.
    pub(crate) fn map_words(&self, map: &mut WordMap<'_>) -> Self {
        Self {
            spans: self.spans.map_words(TextField::Text, map),
            inflected: map(TextField::Text, &self.inflected),
            kin: map(TextField::Text, &self.kin),
            ..*self
        }
    }
}
