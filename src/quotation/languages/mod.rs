//! The languages in which quotations are found. Each is a folder with its word lists and the rules in which it
//! differs from English. Input: the code of a language. Output: its [`Language`].
//!
//! A new language is a folder with a word list, a `mod` line, and an entry in [`LANGUAGES`]. The code of a
//! language with the rules of [`romance`] is only a value with four fields.

mod arabic;
mod english;
#[cfg(test)]
mod fixture_tests;
mod french;
mod german;
mod romance;
mod shared;
mod spanish;
#[cfg(test)]
mod tests;

use std::ops::Range;

use english::English;
pub(crate) use english::{EnglishWords, english_class};

use crate::{
    quotation::{
        lexicon::Lexicon,
        names::{name_run::NameRun, people::People},
        quotation_marks::QuotedRegion,
        resolve::Resolved,
        rules::{self, Collector, Frame},
        syntax::{
            cue::{Cue, cues},
            tagged_text::TaggedText,
            tokens::Token,
        },
    },
    span::Span,
};

/// All languages with word lists.
static LANGUAGES: &[&dyn Language] =
    &[&English, &german::German, &french::FRENCH, &spanish::SPANISH, &arabic::Arabic];

/// The rules of one language. The default of each method is the rule of English, or nothing.
pub(crate) trait Language: Sync {
    /// Returns its ISO 639-1 code.
    fn code(&self) -> &'static str;

    /// Returns its word lists.
    fn lexicon(&'static self) -> &'static Lexicon;

    /// Returns the cues of a sentence.
    fn cues(&self, text: &str, tokens: &[Token]) -> Vec<Cue> {
        cues(text, tokens)
    }

    /// Adds the attributions of a sentence.
    fn attribute(&self, frame: &Frame, collector: &mut Collector) {
        rules::apply(rules::SHARED_RULES, frame, collector);
    }

    /// Adds quoted words of a sentence that a verb next to them reports, even if it is not a verb of speech.
    fn attribute_beside_quotation(&self, _frame: &Frame, _collector: &mut Collector) {}

    /// Splits the quoted regions of a paragraph, for a language whose papers name speakers inside the quotation
    /// marks.
    fn split_regions(&self, _text: &str, _paragraph: Span, regions: Vec<QuotedRegion>) -> Vec<QuotedRegion> {
        regions
    }

    /// Corrects the tags of the tokens of a paragraph by their neighbors.
    fn correct_tags(&self, _text: &str, _tokens: &mut [Token]) {}

    /// Returns whether a cue may have no subject. The last speaker is then its speaker (`«…», añadió`).
    fn drops_subjects(&self) -> bool {
        false
    }

    /// Returns whether nouns form compounds of one word (`Verkehrsminister`).
    fn compounds(&self) -> bool {
        false
    }

    /// Returns whether the verb comes second, so that the subject follows it if anything else begins the sentence.
    fn verb_second(&self) -> bool {
        false
    }

    /// Returns whether consecutive quoted sentences are one quotation.
    fn joins_sentences(&self) -> bool {
        true
    }

    /// Returns whether words lose their vowel before another word and are joined to it (`l'ingénieur`).
    fn elides(&self) -> bool {
        false
    }

    /// Returns the part of `range`, after a verb of speech, that may be the reported words.
    fn reported(&self, _frame: &Frame, range: Range<usize>) -> Option<Range<usize>> {
        Some(range)
    }

    /// Returns the speaker of quoted words that form a sentence without a cue.
    fn continuing_speaker(&self, _frame: &Frame, _collector: &Collector) -> Option<Range<usize>> {
        None
    }

    /// Returns the name after an office in the mention at `source`.
    fn name_after_office(&self, _analysis: &TaggedText, _source: &Range<usize>) -> Option<NameRun> {
        None
    }

    /// Returns whether the mention at `source` is a common noun that names nobody, although it has a capital letter
    /// (`das Bauamt`, `die Sprecherin`).
    fn is_common_noun(&self, _analysis: &TaggedText, _people: &People, _source: &Range<usize>) -> bool {
        false
    }

    /// Returns the office before a name.
    fn office_before(&self, _analysis: &TaggedText, _run: &NameRun) -> Option<Range<usize>> {
        None
    }

    /// Returns the person that the mention at `source` names, for a language without capital letters.
    fn resolve(&self, _analysis: &TaggedText, _source: &Range<usize>) -> Option<Resolved> {
        None
    }
}

/// Returns the language with the ISO 639-1 code `lang`; English for `None`. Returns `None` for a language without
/// word lists.
pub(crate) fn language(lang: Option<&str>) -> Option<&'static dyn Language> {
    let code = lang.unwrap_or("en");
    LANGUAGES.iter().copied().find(|language| language.code() == code)
}
