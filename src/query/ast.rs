//! The syntax tree of a query: what the user wrote, with nothing analysed and nothing looked up.

use crate::matching::{Filter, Presence, Within};

/// A query as a tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Ast {
    /// A bare word: matches any inflection (`talks`). Analysis may cut it into several adjacent words (`U.S.-Iran`).
    Word(String),
    /// `"nuclear talks"`, or with `stem:` in front.
    Phrase(Phrase),
    /// `negotiat*`, `wom?n`, against exact forms; `*` stands for any letters, `?` for one.
    Wildcard(String),
    /// `Serbia~1`: words at most `distance` edits away.
    Fuzzy {
        /// The word.
        word: String,
        /// 1 or 2.
        distance: u8,
    },
    /// `/regex/`, against whole exact forms.
    Regex(String),
    /// All of these; two or more.
    And(Vec<Self>),
    /// Any of these; two or more.
    Or(Vec<Self>),
    /// Articles that do not match.
    Not(Box<Self>),
    /// Two operands near each other.
    Proximity(Box<Proximity>),
    /// `atleast3(sanctions)`.
    AtLeast {
        /// How many mentions at least, 1 or more.
        count: u32,
        /// A word, phrase, wildcard or a group of them.
        of: Box<Self>,
    },
    /// `title:x`, `quote:(a b)`: the tree is asked of that part of the article alone.
    Field {
        /// The part.
        field: Field,
        /// What it is asked. Holds no `Field`, `Said` or filter.
        of: Box<Self>,
    },
    /// `said(Araghchi, trust)`: one quotation that satisfies both.
    Said {
        /// Whose words: a word, phrase, wildcard or a tree of them.
        speaker: Box<Self>,
        /// Which words: a tree without fields.
        words: Box<Self>,
    },
    /// `speaker:none`: quotations, or articles with a quotation, of nobody who can be named.
    UnnamedSpeaker,
    /// A condition on metadata, looked up as it is.
    Filter(Filter),
}

/// Words side by side in one paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The words as the user wrote them.
    pub text: String,
    /// How many other words may stand in between, all gaps added up.
    pub slop: u32,
    /// Which forms of the words match.
    pub forms: Forms,
}

/// Which forms of a word match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Forms {
    /// The word as written, case and accents aside.
    Exact,
    /// Every inflection.
    Inflected,
}

/// Two operands near each other. Operands are words, phrases, wildcards, groups of them joined by OR, and proximities.
#[derive(Debug, Clone, PartialEq)]
pub struct Proximity {
    /// The first operand.
    pub left: Ast,
    /// The second operand.
    pub right: Ast,
    /// What near means.
    pub within: Within,
    /// Whether the second must be near, or must not.
    pub presence: Presence,
}

/// A part of an article that holds words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The headline. Alias: `headline`.
    Title,
    /// The first paragraph.
    Lead,
    /// Who wrote it. Alias: `author`.
    Byline,
    /// The outlet's name and domain. Alias: `site`.
    Source,
    /// The url, as words.
    Url,
    /// The section.
    Section,
    /// Its keywords. Aliases: `tags`, `keyword`.
    Tag,
    /// Words inside one quotation.
    Quote,
    /// Names of one quotation's speaker.
    Speaker,
    /// Title and text of the article around a quotation. Only quotations are asked it.
    In,
}
