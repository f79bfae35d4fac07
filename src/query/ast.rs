//! The syntax tree of a query, as the user wrote it: words are not analyzed, and nothing is looked up.

use crate::matching::{Filter, Presence, Within};

/// A query as a tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Ast {
    /// A word: matches all inflected forms (`talks`). Analysis may split it into several adjacent words (`U.S.-Iran`).
    Word(String),
    /// `"nuclear talks"`, possibly after `stem:`.
    Phrase(Phrase),
    /// `negotiat*`, `wom?n`: matches exact forms. `*` matches any letters, `?` one letter.
    Wildcard(String),
    /// `Serbia~1`: matches words at an edit distance of at most `distance`.
    Fuzzy {
        /// The word.
        word: String,
        /// The maximum edit distance: 1 or 2.
        distance: u8,
    },
    /// `/regex/`: matches whole exact forms.
    Regex(String),
    /// Two or more operands, all of which must match.
    And(Vec<Self>),
    /// Two or more operands, one of which must match.
    Or(Vec<Self>),
    /// Articles or quotations that do not match the operand.
    Not(Box<Self>),
    /// Two operands near each other.
    Proximity(Box<Proximity>),
    /// `atleast3(sanctions)`.
    AtLeast {
        /// Minimum number of mentions, at least 1.
        count: u32,
        /// A word, phrase, wildcard or a group of them.
        of: Box<Self>,
    },
    /// `title:x`, `quote:(a b)`: searches one part of the article.
    Field {
        /// The part.
        field: Field,
        /// The tree that is searched in that part. It contains no `Field`, `Said` or filter.
        of: Box<Self>,
    },
    /// `said(Araghchi, trust)`: one quotation that matches both.
    Said {
        /// The speaker: a word, phrase, wildcard or a tree of them.
        speaker: Box<Self>,
        /// The words: a tree without fields.
        words: Box<Self>,
    },
    /// `speaker:none`: quotations without a named speaker, or articles with such a quotation.
    UnnamedSpeaker,
    /// A condition on metadata.
    Filter(Filter),
}

/// Words next to each other in one paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The words as the user wrote them.
    pub text: String,
    /// Maximum number of other words in between, in all gaps together.
    pub slop: u32,
    /// Which forms of the words match.
    pub forms: Forms,
}

/// Which forms of a word match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Forms {
    /// The word as written, ignoring case and accents.
    Exact,
    /// All inflected forms.
    Inflected,
}

/// Two operands near each other: words, phrases, wildcards, groups of them joined by OR, or proximities.
#[derive(Debug, Clone, PartialEq)]
pub struct Proximity {
    /// The first operand.
    pub left: Ast,
    /// The second operand.
    pub right: Ast,
    /// The maximum distance.
    pub within: Within,
    /// Whether the second operand must be near or must not be near.
    pub presence: Presence,
}

/// A part of an article with words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The headline. Alias: `headline`.
    Title,
    /// The first paragraph.
    Lead,
    /// Who wrote the article. Alias: `author`.
    Byline,
    /// The outlet's name and domain. Alias: `site`.
    Source,
    /// The URL, as words.
    Url,
    /// The section.
    Section,
    /// The keywords of the article. Aliases: `tags`, `keyword`.
    Tag,
    /// Words inside one quotation.
    Quote,
    /// Names of the speaker of one quotation.
    Speaker,
    /// Title and text of the article that contains a quotation. Only for searches for quotations.
    In,
}
