//! The lowered query: a tree of analyzed terms. It contains no text of the user and no type of an engine.

use rustc_hash::FxHashMap;
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
        /// Where the words must be.
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
    /// The article was published by the outlet with this name or domain. An article may give either of them.
    Outlet {
        /// The name or domain, as the user writes it.
        name: String,
        /// The words of the name or domain, as looked up in the outlet field.
        spans: Spans,
    },
    /// Words near each other, or a minimum number of occurrences.
    Proximity {
        /// Where the words must be.
        stream: Stream,
        /// The words.
        of: Operand,
        /// Minimum number of occurrences, at least 1. Overlapping ones are counted once.
        times: u32,
    },
    /// One quotation of the article satisfies the clause.
    Quotation(Box<Self>),
    /// All of these words name the quotation's speaker. Evaluated for a quotation; no article satisfies it.
    Speaker(Vec<TermPredicate>),
    /// The quotation's speaker is unknown. Evaluated for a quotation; no article satisfies it.
    UnnamedSpeaker,
    /// A condition on metadata.
    Filter(Filter),
    /// The article is a copy of the article with this signature.
    CopyOf(Signature),
    /// All of these clauses.
    And(Vec<Self>),
    /// Any of these clauses.
    Or(Vec<Self>),
    /// Not this clause.
    Not(Box<Self>),
}

/// A part of title and text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Part {
    /// Title and text.
    Anywhere,
    /// The title.
    Title,
    /// The first paragraph that is not a heading.
    Lead,
    /// The words of the quotation that is evaluated. For an article: the words of all its quotations.
    Quotation,
}

/// A field of words with its own vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TextField {
    /// Title and text.
    Text,
    /// Authors.
    Byline,
    /// Outlet.
    Source,
    /// URL.
    Url,
    /// Section.
    Section,
    /// Keywords.
    Tag,
    /// Speakers of quotations.
    Speaker,
}

/// A field, or a part of title and text.
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
    /// Any of these operands.
    Any(Vec<Self>),
    /// Two operands near each other.
    Near(Box<Near>),
}

/// Two operands near each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Near {
    /// The first operand.
    pub left: Operand,
    /// The second operand.
    pub right: Operand,
    /// The meaning of "near".
    pub within: Within,
    /// Whether the second operand must be near, or must not be.
    pub presence: Presence,
}

/// The meaning of "near".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Within {
    /// `W/5`: at most this many words apart, in any order. Adjacent words are 1 apart.
    Words(u32),
    /// `PRE/5`: the same, with the first operand first.
    WordsInOrder(u32),
    /// `W/S`: in the same sentence.
    Sentence,
    /// `W/P`: in the same paragraph.
    Paragraph,
}

/// Whether the second operand of a proximity must be near, or must not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Presence {
    /// `a W/5 b`.
    Near,
    /// `a NOT W/5 b`: an `a` without a `b` near it.
    NotNear,
}

/// A word, or a phrase.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Spans {
    /// A word: any of its forms.
    Word(TermPredicate),
    /// Words in this order within one paragraph or the title, with at most `slop` other words between them.
    Phrase {
        /// The words, at least two.
        words: Vec<TermPredicate>,
        /// Maximum number of other words in all gaps together.
        slop: u32,
    },
}

impl Spans {
    /// Returns the words of `text`, as a phrase without gaps if there are several; `None` if there are none. Case and
    /// accents are ignored.
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

/// Maps a word to another word. The field is the one in which the word is looked for.
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
            Self::Proximity { stream, of, times } => {
                let field = match stream {
                    Stream::Part(_) => TextField::Text,
                    Stream::Field(field) => *field,
                };
                Self::Proximity { stream: *stream, of: of.map_words(field, map), times: *times }
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

/// Words that add to the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Feature {
    /// The part in which they count.
    pub part: Part,
    /// The words.
    pub spans: Spans,
    /// Number of times the query contains them, at least 1.
    pub times: u32,
    /// Inflected forms other than the requested one. Only for a single word anywhere in title and text, like `demonyms`.
    pub inflected: TermPredicate,
    /// Words that are not forms of a single word but count for it when candidates are reranked: `Albanian` for `Albania`.
    pub demonyms: TermPredicate,
}

impl Feature {
    /// Returns the feature of words that the query contains once.
    #[must_use]
    pub fn new(part: Part, spans: Spans) -> Self {
        let (inflected, demonyms) = (TermPredicate::default(), TermPredicate::default());
        Self { part, spans, times: 1, inflected, demonyms }
    }

    /// Merges features with the same terms. Returns the merged features, and for each item of `features` the index of the
    /// merged feature that contains it.
    pub(crate) fn merged(features: Vec<Self>) -> (Vec<Self>, Vec<usize>) {
        let mut merged: Vec<Self> = Vec::with_capacity(features.len());
        let mut places = Vec::with_capacity(features.len());
        let mut known: FxHashMap<(Part, Spans), usize> = FxHashMap::default();
        for feature in features {
            let place = *known.entry((feature.part, feature.spans.clone())).or_insert(merged.len());
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
            demonyms: map(TextField::Text, &self.demonyms),
            ..*self
        }
    }
}
