//! The tags of words: what a word can be in a sentence.

/// A set of tags.
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
    /// Verb of wanting, judging, discussing or promising something.
    STANCE = 3;
    /// Verb that gives its object a name ("called").
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
    /// Word that means "said" before a speaker ("so Holt").
    THUS = 44;
    /// Participle that continues the last speaker's words ("adding that").
    GOES_ON = 45;
    /// Part of an office, or a nationality, before a name ("Finance", "Belgian"). Never part of the name itself.
    OFFICE = 46;
    /// Noun for a person that is also a surname ("Baker").
    SURNAME = 47;
    /// Word that denies what follows. For a cue: the speaker denies it, or refuses to say it.
    DENY = 48;
    /// Verb that means, before "to" and a verb of speech, that nothing is said ("declined to comment").
    WITHHOLD = 49;
    /// For a cue: nothing was said.
    UNSAID = 50;
    /// Verb whose clause is a question.
    ASKS = 51;
    /// Verb after which an ing-form says what the speaker did ("denied taking money").
    DEED = 52;
    /// Verb of speech that reports quoted words but no clause ("sang").
    MARKS_ONLY = 53;
    /// Word before "to say" after which something was really said ("went on to say").
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

    /// Returns whether the set has at least one of the tags `any`.
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
