//! The table of rules. A row has the rule's name, its languages, how often it is right, and what it finds.

/// How an attribution names its speaker. The order is that of [`Row::shares`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MentionKind {
    Name,
    Pronoun,
    Noun,
    RelativePronoun,
    Missing,
}

/// One row of the table.
struct Row {
    /// The name in JSON and in explanations.
    name: &'static str,
    /// ISO 639-1 codes of the languages it is for, separated by spaces; empty for every language.
    languages: &'static str,
    /// Shares of quotations with the right words and the right mention, one for each [`MentionKind`].
    shares: [f32; 5],
    meaning: &'static str,
}

/// Defines [`Rule`] and its table from rows: variant, name, languages; shares; meaning.
macro_rules! rules {
    ($($variant:ident $name:literal $languages:literal [$($share:literal)*] $meaning:literal;)*) => {
        /// How a quotation was found.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Rule { $($variant,)* }

        impl Rule {
            /// All rules, in the order of the table.
            const ALL: &[Self] = &[$(Self::$variant,)*];

            const fn row(self) -> Row {
                match self {
                    $(Self::$variant => Row {
                        name: $name,
                        languages: $languages,
                        shares: [$($share,)*],
                        meaning: $meaning,
                    },)*
                }
            }
        }
    };
}

// Shares of English rules: counted on 798 news articles judged by people. Shares of rules for other languages, and those of
// `told-by-headline`: estimates. Columns: speaker given by name, pronoun, noun, relative pronoun, not at all. How often the
// mention leads to the right person is in `confidence.rs`.
rules! {
    WordsThenSpeaker "words-then-speaker" ""
        [0.97 0.98 0.93 0.90 0.50]
        "words in quotation marks, then a cue with its speaker: “It holds,” Holt said";
    SpeakerThenWords "speaker-then-words" ""
        [0.94 0.92 0.77 0.75 0.50]
        "a speaker with a cue, then words in quotation marks: Holt said, “It holds.”";
    SpeakerThenFragment "speaker-then-fragment" ""
        [0.93 0.84 0.73 0.79 0.40]
        "a speaker with a cue, then a clause with words in quotation marks: Holt called it “a mess”";
    SpeakerThenClause "speaker-then-clause" "en de fr es"
        [0.92 0.90 0.83 0.78 0.30]
        "a speaker with a verb of speech, then a clause: Holt said that it holds";
    ClauseThenSpeaker "clause-then-speaker" "en de fr es"
        [0.93 0.91 0.76 0.75 0.40]
        "a clause, then a cue with its speaker: It holds, Holt said";
    ClauseAroundSpeaker "clause-around-speaker" "en fr es"
        [0.93 0.92 0.88 0.75 0.40]
        "a clause with cue and speaker inside it: The bridge, Holt said, holds";
    AccordingTo "according-to" ""
        [0.84 0.85 0.93 0.80 0.40]
        "a phrase that names the source: according to Holt, it holds";
    Headline "headline" "en de fr es"
        [0.80 0.80 0.75 0.70 0.40]
        "a headline or paragraph that names its speaker before a colon or dash: Holt: “It Holds”";
    Signed "signed" "en de fr es"
        [0.85 0.60 0.70 0.60 0.40]
        "words in quotation marks, then a dash and a name: “It holds.” — Anna Holt";
    AfterColon "after-colon" ""
        [0.91 0.85 0.75 0.60 0.45]
        "words in quotation marks after a sentence that ends with a colon";
    GoesOn "goes-on" "en"
        [0.80 0.80 0.70 0.60 0.50]
        "words in quotation marks without a cue, directly after a sentence with a speaker: Holt said that it holds. “It is new.”";
    CarriedOver "carried-over" ""
        [0.30 0.25 0.30 0.25 0.25]
        "words in quotation marks without a cue, given to the speaker before them";
    ReportedOn "reported-on" "de"
        [0.70 0.65 0.60 0.60 0.30]
        "a clause in the mood of reported speech, after a speaker: Holt warnte. Die Brücke halte nicht.";
    WordsAlone "words-alone" ""
        [0.40 0.40 0.40 0.40 0.40]
        "words in quotation marks without any sign of a speaker";
    VerbSpeakerWords "verb-speaker-words" "ar"
        [0.80 0.70 0.75 0.60 0.50]
        "a verb of speech, then its speaker, then words in quotation marks";
    VerbSpeakerClause "verb-speaker-clause" "ar"
        [0.70 0.60 0.65 0.50 0.30]
        "a verb of speech, then its speaker, then a clause";
    WordsVerbSpeaker "words-verb-speaker" "ar"
        [0.80 0.70 0.75 0.60 0.50]
        "words in quotation marks, then a verb of speech, then its speaker";
    NounThenClause "noun-then-clause" "en fr es"
        [0.65 0.60 0.50 0.50 0.40]
        "a noun of speech with its speaker, then a clause: Holt's claim that it holds";
    InTheWordsOf "in-the-words-of" "en"
        [0.90 0.80 0.85 0.70 0.40]
        "a phrase that names whose words follow: in the words of Holt, “it holds”";
    Transcript "transcript" ""
        [0.92 0.60 0.80 0.60 0.50]
        "a speaker's name before a colon at the start of a line: HOLT: It holds.";
    ToldByHeadline "told-by-headline" ""
        [0.75 0.75 0.75 0.75 0.75]
        "words in quotation marks without a speaker in the text, which the headline quotes from somebody: Holt: “It Holds”";
}

impl Rule {
    /// Returns the name in JSON and in explanations.
    pub(crate) const fn name(self) -> &'static str {
        self.row().name
    }

    /// Returns the rule of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.name() == name)
    }

    /// Returns what the rule finds, with an example.
    pub(crate) const fn meaning(self) -> &'static str {
        self.row().meaning
    }

    /// Returns the share of quotations with the right words and mention among those found by the rule, from 0 to 1.
    pub(crate) const fn share(self, mention: MentionKind) -> f32 {
        self.row().shares[mention as usize]
    }

    /// Returns whether the rule is for a language, given as ISO 639-1 code.
    pub(crate) fn is_for(self, language: &str) -> bool {
        let languages = self.row().languages;
        languages.is_empty() || languages.split(' ').any(|code| code == language)
    }

    /// Returns whether the content is words in quotation marks, so that further quoted sentences can follow it.
    pub(crate) const fn is_quoted(self) -> bool {
        matches!(
            self,
            Self::WordsThenSpeaker
                | Self::SpeakerThenWords
                | Self::SpeakerThenFragment
                | Self::VerbSpeakerWords
                | Self::WordsVerbSpeaker
        )
    }

    /// Returns whether the cue precedes the content and can deny it.
    pub(crate) const fn is_cue_first(self) -> bool {
        matches!(self, Self::SpeakerThenClause | Self::SpeakerThenFragment | Self::NounThenClause)
    }

    /// Returns whether the speaker is unknown or a guess.
    pub(crate) const fn is_guess(self) -> bool {
        matches!(self, Self::WordsAlone | Self::CarriedOver)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::quotation::languages::language;

    #[test]
    fn names_are_unique_and_lead_back_to_their_rules() {
        let names: HashSet<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
        assert_eq!(names.len(), Rule::ALL.len());
        for rule in Rule::ALL {
            assert_eq!(Rule::named(rule.name()), Some(*rule));
        }
        assert_eq!(Rule::named("hearsay"), None);
    }

    #[test]
    fn every_row_is_complete() {
        for rule in Rule::ALL {
            let Row { name, languages, shares, meaning } = rule.row();
            assert!(shares.iter().all(|share| (0.05..=1.0).contains(share)), "{name}: {shares:?}");
            assert!(meaning.split(' ').count() > 5, "{name}: {meaning}");
            for code in languages.split_whitespace() {
                assert!(language(Some(code)).is_some(), "{name}: no language `{code}`");
            }
        }
    }
}
