//! Small sets of German words and endings that the rules look for, read from `grammar.txt`.

use std::sync::LazyLock;

use crate::word_list::class;

type Words = LazyLock<Vec<&'static str>>;

const LIST: &str = include_str!("grammar.txt");

/// Articles and pronouns in a case that a subject never has.
pub(super) static OBLIQUE: Words = LazyLock::new(|| class(LIST, "oblique"));

/// Prepositions before the agent of a passive.
pub(super) static AGENT: Words = LazyLock::new(|| class(LIST, "agent"));

/// Forms of "werden" that form the passive.
pub(super) static PASSIVE: Words = LazyLock::new(|| class(LIST, "passive"));

/// Verbs that only describe or name their subject.
pub(super) static COPULA: Words = LazyLock::new(|| class(LIST, "copula"));

/// Pronouns that refer to nobody in particular.
pub(super) static IMPERSONAL: Words = LazyLock::new(|| class(LIST, "impersonal"));

/// Prepositions before the place or document in which something is said.
pub(super) static PLACE: Words = LazyLock::new(|| class(LIST, "place"));

/// Prepositions joined to an article.
pub(super) static CONTRACTED: Words = LazyLock::new(|| class(LIST, "contracted"));

/// Articles, also joined to a preposition, before a short name.
pub(super) static DEFINITE: Words = LazyLock::new(|| class(LIST, "definite"));

/// Participles that mean "called".
pub(super) static CALLED: Words = LazyLock::new(|| class(LIST, "called"));

/// Words before quoted words that describe something instead of naming it.
pub(super) static DESCRIBING: Words = LazyLock::new(|| class(LIST, "describing"));

/// Endings of adjectives and participles before a noun, which finite verbs do not have.
pub(super) static ADJECTIVE_ENDINGS: Words = LazyLock::new(|| class(LIST, "adjective-ending"));

/// Last parts of compounds that name an organization by themselves.
pub(super) static ORGANIZATION_ENDINGS: Words = LazyLock::new(|| class(LIST, "organization-ending"));

/// Prefixes that are never separated from their verb, whose participle has no "ge-".
pub(super) static INSEPARABLE: Words = LazyLock::new(|| class(LIST, "inseparable"));
