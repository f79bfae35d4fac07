//! The meaning of single words for the rules. The word lists of a language become one table from a word to its tags.
//! Input: a word as written. Output: its [`Tags`].

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::{
    quotation::languages::{Language, language},
    word_list::{classes, kind_of, word_set},
};

/// A set of things that a word can be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tags(u64);

macro_rules! tags {
    ($($(#[$note:meta])* $name:ident = $bit:expr;)*) => {
        impl Tags {
            $($(#[$note])* pub(crate) const $name: Self = Self(1 << $bit);)*
        }
    };
}

tags! {
    /// Verb that introduces or follows quoted words.
    SPEECH = 0;
    /// Verb of speech whose object is the addressee ("told").
    ADDRESS = 1;
    /// Verb of thinking with a clause.
    THINK = 2;
    /// Verb whose object is wanted, judged or promised.
    STANCE = 3;
    /// Verb that gives a name.
    LABEL = 4;
    /// Base form of a reporting verb.
    BASE = 5;
    /// Third person singular of a reporting verb.
    THIRD = 6;
    /// Past tense of a reporting verb.
    PAST = 7;
    /// Past participle of a reporting verb.
    PARTICIPLE = 8;
    /// Ing-form of a reporting verb.
    ING = 9;
    /// Any other frequent finite verb.
    VERB = 10;
    BE = 11;
    HAVE = 12;
    DO = 13;
    MODAL = 14;
    /// Personal pronoun as subject.
    SUBJECT = 15;
    OBJECT = 16;
    POSSESSIVE = 17;
    RELATIVE = 18;
    THAT = 19;
    TO = 20;
    DETERMINER = 21;
    PREPOSITION = 22;
    CONJUNCTION = 23;
    SUBORDINATE = 24;
    ADVERB = 25;
    TIME = 26;
    /// Noun for an occasion of speaking ("interview").
    EVENT = 27;
    /// Noun for something said, with a clause after it ("claim").
    NOUN_CLAUSE = 28;
    /// Noun for something said, with a preposition after it.
    NOUN_OBJECT = 29;
    /// Title before a name.
    TITLE = 30;
    /// Noun for a person by occupation.
    ROLE = 31;
    /// Head noun of an organization's name.
    ORGANIZATION = 32;
    MALE = 33;
    FEMALE = 34;
    /// Given name.
    GIVEN = 35;
    /// Abbreviation that keeps its full stop.
    ABBREVIATION = 36;
    NEGATION = 37;
    /// "by", before the agent of a passive.
    BY = 38;
    /// "according" and "per", before a source.
    ACCORDING = 39;
    /// Reporting verb whose object is seldom somebody's words.
    WEAK = 40;
    /// Word that opens a clause with somebody's words or thoughts: "that", "whether", "how".
    OPENS_CLAUSE = 41;
    /// Preposition that alone introduces a source ("selon", "laut").
    SOURCE = 42;
    /// Adjective between a noun and "to" ("a source close to").
    CLOSE = 43;
    /// Word that stands for "said" before a speaker ("so Holt").
    THUS = 44;
    /// Participle that continues the last speaker's words ("adding that").
    GOES_ON = 45;
    /// Part of an office, or a nationality, before a name ("Finance", "Belgian"). Never part of the name itself.
    OFFICE = 46;
    /// Noun for a person that is also a surname ("Baker").
    SURNAME = 47;
    /// Word that denies what follows. For a cue: the speaker denies it, or refuses to say it.
    DENY = 48;
    /// Verb that with "to" and a verb of speech means that something is not said ("declined").
    WITHHOLD = 49;
    /// For a cue: nothing was said.
    UNSAID = 50;
    /// Verb whose clause is a question.
    ASKS = 51;
    /// Verb with an ing-form for what the speaker did ("denied taking money").
    DEED = 52;
    /// Verb of speech that reports quoted words but no clause ("sang").
    MARKS_ONLY = 53;
    /// Word before "to say" that leaves it a real statement ("went on to say").
    LEADS_ON = 54;
    /// Noun for a thought ("belief"). Its clause is not speech.
    THOUGHT = 55;
    /// Verb form that marks its clause as reported ("sei").
    REPORTED = 56;
    /// Verb form that marks a wish, or a reported clause ("wäre").
    CONDITIONAL = 57;
    /// Verb whose object is a written work ("recited a psalm").
    RECITES = 58;
    /// Verb of speech whose clause begins with "that". Other objects are not speech ("charged a fee").
    THAT_ONLY = 59;
    /// Verb for the result of a study or paper ("found that").
    FINDS = 60;
    /// Definite article or pronoun before a noun for a man or boy ("le").
    MASCULINE = 61;
    /// Definite article or pronoun before a noun for a woman or girl ("la").
    FEMININE = 62;
    /// Word before the person whose opinion the sentence gives ("pour").
    OPINION = 63;
}

impl Tags {
    pub(crate) const NONE: Self = Self(0);
    /// Any reporting verb.
    pub(crate) const CUE: Self = Self(0b11111);
    /// Any auxiliary.
    pub(crate) const AUXILIARY: Self = Self(0b1111 << 11);

    /// Returns whether the word has one of the tags `any`.
    #[inline]
    pub(crate) const fn is(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    /// Returns the tags without those of `other`.
    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    #[inline]
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The words of one language.
pub(crate) struct Lexicon {
    words: FxHashMap<Box<[u8]>, Tags>,
    /// Endings of nouns for people, valid beside an article or a name.
    role_endings: Vec<&'static str>,
    /// Tags of compounds that no list contains, by their endings ("Verkehrsexperte").
    endings: Vec<(&'static str, Tags)>,
    pub(crate) grammar: Grammar,
    /// The language; `None` for the table without words.
    pub(crate) language: Option<&'static dyn Language>,
}

/// Which grammar the rules assume, in addition to the word lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grammar {
    English,
    Other,
}

/// Minimum number of bytes before the last part of a compound.
const SHORTEST_FIRST_PART: usize = 3;

/// Maximum length of a word in the table, in bytes.
const LONGEST: usize = 24;

impl Lexicon {
    /// Returns the words of a language, given as ISO 639-1 code; `None` for a language without lists.
    pub(crate) fn of(lang: Option<&str>) -> Option<&'static Self> {
        language(lang).map(|language| language.lexicon())
    }

    /// Returns an empty table, for languages without lists.
    pub(crate) fn empty() -> &'static Self {
        static EMPTY: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::without_words(None));
        &EMPTY
    }

    /// Returns whether the language elides vowels and joins the words with an apostrophe.
    pub(crate) fn elides(&self) -> bool {
        self.language.is_some_and(Language::elides)
    }

    /// Returns the tags of `word`, ignoring case and the shape of its apostrophe.
    pub(crate) fn tags(&self, word: &str) -> Tags {
        match self.listed(word) {
            Tags::NONE => self.by_ending(word),
            listed => listed,
        }
    }

    /// Returns the tags of a compound by its last part.
    fn by_ending(&self, word: &str) -> Tags {
        let fits =
            |ending: &str| word.strip_suffix(ending).is_some_and(|first| first.len() >= SHORTEST_FIRST_PART);
        let ending = self.endings.iter().find(|(ending, _)| fits(ending));
        ending.map_or(Tags::NONE, |(_, tags)| *tags)
    }

    /// Returns the tags of `word` in the lists.
    fn listed(&self, word: &str) -> Tags {
        let mut folded = [0u8; LONGEST];
        let mut length = 0;
        if word.len() > LONGEST {
            return Tags::NONE;
        }
        if word.is_ascii() {
            for (slot, byte) in folded.iter_mut().zip(word.bytes()) {
                *slot = byte.to_ascii_lowercase();
            }
            length = word.len();
        } else {
            for c in word.chars().flat_map(char::to_lowercase) {
                let c = if c == '’' { '\'' } else { c };
                if length + c.len_utf8() > LONGEST {
                    return Tags::NONE;
                }
                length += c.encode_utf8(&mut folded[length..]).len();
            }
        }
        self.words.get(&folded[..length]).copied().unwrap_or_default()
    }

    /// Returns whether an unlisted noun ends like one for a person by occupation.
    pub(crate) fn ends_as_role(&self, word: &str) -> bool {
        self.role_endings.iter().any(|ending| word.len() > ending.len() && word.ends_with(ending))
    }

    pub(crate) fn without_words(language: Option<&'static dyn Language>) -> Self {
        let grammar = match language.map(Language::code) {
            Some("en") => Grammar::English,
            _ => Grammar::Other,
        };
        Self { words: FxHashMap::default(), role_endings: Vec::new(), endings: Vec::new(), grammar, language }
    }

    /// Returns the words of a language with a single list.
    pub(crate) fn of_list(list: &'static str, language: &'static dyn Language) -> Self {
        let mut lexicon = Self::without_words(Some(language));
        for (class, words) in classes(list) {
            let words = words.split_whitespace();
            match class {
                "somebody-ending" => lexicon.role_endings.extend(words),
                "title-ending" => lexicon.add_endings(words, Tags::TITLE),
                "role-ending" => lexicon.add_endings(words, Tags::ROLE),
                "speech" => lexicon.add_all(words, Tags::SPEECH.or(Tags::PAST)),
                _ => lexicon.add_all(words, kind_of(class, CLASSES)),
            }
        }
        lexicon.add_names();
        lexicon
    }

    /// Adds the words of speech and sources with each of `prefixes` joined to them.
    pub(crate) fn with_prefixes(mut self, list: &'static str, prefixes: &[&str]) -> Self {
        for (class, words) in classes(list) {
            let tags = match class {
                "speech" => Tags::SPEECH.or(Tags::PAST),
                "source" => Tags::SOURCE,
                "goes-on" => Tags::GOES_ON,
                _ => continue,
            };
            for word in words.split_whitespace() {
                prefixes.iter().for_each(|prefix| self.add(&format!("{prefix}{word}"), tags));
            }
        }
        self
    }

    /// Adds what all languages share: given names and abbreviations.
    pub(crate) fn add_names(&mut self) {
        let names = [("male", MALE_NAME), ("female", FEMALE_NAME)];
        self.add_classes(include_str!("../names/given_names.txt"), &names);
        for (_, words) in classes(include_str!("../../passage/abbreviations.txt")) {
            self.add_all(words.split_whitespace(), Tags::ABBREVIATION);
        }
    }

    fn add(&mut self, word: &str, tags: Tags) {
        let slot = self.words.entry(word.as_bytes().into()).or_default();
        *slot = slot.or(tags);
    }

    pub(crate) fn add_all<'a>(&mut self, words: impl Iterator<Item = &'a str>, tags: Tags) {
        words.for_each(|word| self.add(word, tags));
    }

    /// Adds the words of a list whose classes are among `tags`.
    pub(crate) fn add_classes(&mut self, list: &'static str, tags: &[(&str, Tags)]) {
        for (class, words) in classes(list) {
            self.add_all(words.split_whitespace(), kind_of(class, tags));
        }
    }

    /// Adds endings of compounds. A compound with such an ending may also be a surname.
    fn add_endings(&mut self, endings: impl Iterator<Item = &'static str>, tags: Tags) {
        self.endings.extend(endings.map(|ending| (ending, tags.or(Tags::SURNAME))));
    }

    /// Adds all forms of the verbs of a list. Verbs whose base form is in the list `weak` are tagged as such.
    pub(crate) fn add_verbs(&mut self, list: &'static str, weak: &'static str) {
        let weak = word_set(weak);
        for (class, verbs) in classes(list) {
            let tag = kind_of(class, VERB_CLASSES);
            for verb in verbs.split_whitespace() {
                let base = verb.split('/').next().unwrap_or(verb);
                let strength = if weak.contains(base) { Tags::WEAK } else { Tags::NONE };
                for (form, form_tag) in forms(verb) {
                    self.add(&form, tag.or(form_tag).or(strength));
                }
            }
        }
    }
}

const VERB_CLASSES: &[(&str, Tags)] = &[
    ("speech", Tags::SPEECH),
    ("address", Tags::ADDRESS),
    ("think", Tags::THINK),
    ("stance", Tags::STANCE),
    ("label", Tags::LABEL),
    ("ask", Tags::ASKS),
    ("deny", Tags::DENY),
    ("withhold", Tags::WITHHOLD),
    ("deed", Tags::DEED),
    ("marks-only", Tags::MARKS_ONLY),
    ("recite", Tags::RECITES),
    ("that-only", Tags::THAT_ONLY),
    ("find", Tags::FINDS),
];

/// Returns the forms of a verb. The list gives irregular forms; regular ones are made from the base form.
fn forms(verb: &str) -> Vec<(String, Tags)> {
    let past = Tags::PAST.or(Tags::PARTICIPLE);
    let given: Vec<&str> = verb.split('/').collect();
    match given[..] {
        [base, third, preterite, participle, ing] => vec![
            (base.into(), Tags::BASE),
            (third.into(), Tags::THIRD),
            (preterite.into(), Tags::PAST),
            (participle.into(), Tags::PARTICIPLE),
            (ing.into(), Tags::ING),
        ],
        [base, third, preterite, ing] => vec![
            (base.into(), Tags::BASE),
            (third.into(), Tags::THIRD),
            (preterite.into(), past),
            (ing.into(), Tags::ING),
        ],
        _ => vec![
            (verb.into(), Tags::BASE),
            (format!("{verb}s"), Tags::THIRD),
            (format!("{verb}ed"), past),
            (format!("{verb}ing"), Tags::ING),
        ],
    }
}

/// Classes of the word lists, in every language, with their tags.
pub(crate) const CLASSES: &[(&str, Tags)] = &[
    ("be", Tags::BE),
    ("have", Tags::HAVE),
    ("do", Tags::DO),
    ("modal", Tags::MODAL),
    ("subject", Tags::SUBJECT),
    ("he", Tags::SUBJECT.or(Tags::MALE)),
    ("she", Tags::SUBJECT.or(Tags::FEMALE)),
    ("his", Tags::POSSESSIVE.or(Tags::MALE)),
    ("her", Tags::POSSESSIVE.or(Tags::FEMALE)),
    ("object", Tags::OBJECT),
    ("possessive", Tags::POSSESSIVE),
    ("relative", Tags::RELATIVE),
    ("that", Tags::THAT),
    ("to", Tags::TO),
    ("determiner", Tags::DETERMINER),
    ("preposition", Tags::PREPOSITION),
    ("conjunction", Tags::CONJUNCTION),
    ("subordinate", Tags::SUBORDINATE),
    ("negation", Tags::NEGATION),
    ("deny", Tags::DENY),
    ("leads-on", Tags::LEADS_ON),
    ("thought", Tags::THOUGHT),
    ("adverb", Tags::ADVERB),
    ("by", Tags::BY),
    ("according", Tags::ACCORDING),
    ("source", Tags::SOURCE),
    ("close", Tags::CLOSE),
    ("opens-clause", Tags::OPENS_CLAUSE),
    ("time", Tags::TIME),
    ("event", Tags::EVENT),
    ("clause", Tags::NOUN_CLAUSE),
    ("object-of", Tags::NOUN_OBJECT),
    ("male", Tags::TITLE.or(Tags::MALE)),
    ("female", Tags::TITLE.or(Tags::FEMALE)),
    ("title", Tags::TITLE),
    ("role", Tags::ROLE),
    ("man", Tags::ROLE.or(Tags::MALE)),
    ("woman", Tags::ROLE.or(Tags::FEMALE)),
    ("office", Tags::OFFICE),
    ("surname", Tags::SURNAME),
    ("organization", Tags::ORGANIZATION),
    ("thus", Tags::THUS),
    ("goes-on", Tags::GOES_ON),
    ("reported", Tags::REPORTED),
    ("conditional", Tags::CONDITIONAL),
    ("masculine", Tags::MASCULINE),
    ("feminine", Tags::FEMININE),
    ("opinion", Tags::OPINION),
    ("given-male", MALE_NAME),
    ("given-female", FEMALE_NAME),
];

const MALE_NAME: Tags = Tags::GIVEN.or(Tags::MALE);
const FEMALE_NAME: Tags = Tags::GIVEN.or(Tags::FEMALE);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_their_tags_in_any_case() {
        let english = Lexicon::of(Some("en")).unwrap();
        for (word, tag) in [
            ("Said", Tags::SPEECH),
            ("told", Tags::ADDRESS),
            ("insisted", Tags::PAST),
            ("arguing", Tags::ING),
            ("didn’t", Tags::DO),
            ("SHE", Tags::SUBJECT),
            ("Abbas", Tags::MALE),
            ("analyst", Tags::ROLE),
            ("Mrs", Tags::FEMALE),
        ] {
            assert!(english.tags(word).is(tag), "{word}");
        }
        assert_eq!(english.tags("zebra"), Tags::NONE);
    }

    #[test]
    fn regular_verbs_get_their_forms() {
        let made: Vec<String> = forms("insist").into_iter().map(|(form, _)| form).collect();
        assert_eq!(made, ["insist", "insists", "insisted", "insisting"]);
    }
}
