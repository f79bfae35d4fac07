//! The languages that quotations are read in, each in a folder of its own with its words and what it does otherwise than English.
//! Enters: a language's code. Leaves: its [`Language`].
//!
//! A new language is a folder with a word list, and a line in [`LANGUAGES`]; one whose habits are those of [`romance`] needs no code but
//! four fields.

mod arabic;
mod beside_marks;
mod english;
mod french;
mod german;
mod offices;
mod romance;
mod spanish;
#[cfg(test)]
mod tests;
mod verb_group;

use std::ops::Range;

pub(crate) use english::English;

use crate::{
    quotation::{
        lexicon::Lexicon,
        marks::Region,
        names::{name_run::Run, people::People},
        resolve::Resolved,
        rules::{self, Analysis, Collector, Frame},
        syntax::{
            cue::{Cue, cues},
            tokens::Token,
        },
    },
    span::Span,
};

/// All languages with word lists.
static LANGUAGES: &[&dyn Language] =
    &[&English, &german::German, &french::FRENCH, &spanish::SPANISH, &arabic::Arabic];

/// What a language does in its own way; what it leaves out is done as in English, or not at all.
pub(crate) trait Language: Sync {
    /// Returns its ISO 639-1 code.
    fn code(&self) -> &'static str;

    /// Returns its words.
    fn lexicon(&'static self) -> &'static Lexicon;

    /// Returns the cues of a sentence.
    fn cues(&self, text: &str, tokens: &[Token]) -> Vec<Cue> {
        cues(text, tokens)
    }

    /// Adds the attributions of a sentence.
    fn attribute(&self, frame: &Frame, collector: &mut Collector) {
        rules::attribute(frame, collector);
    }

    /// Adds those words in marks of a sentence that any verb beside them may report.
    fn spoken(&self, _frame: &Frame, _collector: &mut Collector) {}

    /// Returns the regions in marks of a paragraph, for a language whose papers name speakers inside the marks.
    fn cut_regions(&self, _text: &str, _paragraph: Span, regions: Vec<Region>) -> Vec<Region> {
        regions
    }

    /// Corrects the tags of a paragraph's tokens by what stands beside them.
    fn settle(&self, _text: &str, _tokens: &mut [Token]) {}

    /// Returns whether a cue may have no subject, which is then the last speaker (`«…», añadió`).
    fn drops_subjects(&self) -> bool {
        false
    }

    /// Returns whether nouns are written in one with what they belong to (`Verkehrsminister`).
    fn compounds(&self) -> bool {
        false
    }

    /// Returns whether the verb stands second, with its subject behind it where anything else opens the sentence.
    fn verb_second(&self) -> bool {
        false
    }

    /// Returns whether sentences in marks that follow each other are one quotation.
    fn joins_sentences(&self) -> bool {
        true
    }

    /// Returns whether words lose their vowel before another one and are written in one with it (`l'ingénieur`).
    fn elides(&self) -> bool {
        false
    }

    /// Returns the part of `range`, behind a verb of speech, that may be what was said.
    fn reported(&self, _frame: &Frame, range: Range<usize>) -> Option<Range<usize>> {
        Some(range)
    }

    /// Returns who speaks words in marks that form a sentence without a cue.
    fn speaks_on(&self, _frame: &Frame, _collector: &Collector) -> Option<Range<usize>> {
        None
    }

    /// Returns the name that stands behind an office in the mention at `source`.
    fn named_behind_office(&self, _analysis: &Analysis, _source: &Range<usize>) -> Option<Run> {
        None
    }

    /// Returns whether the mention at `source` names nobody though its noun has a capital (`das Bauamt`, `die Sprecherin`).
    fn is_common_noun(&self, _analysis: &Analysis, _people: &People, _source: &Range<usize>) -> bool {
        false
    }

    /// Returns the office that stands before a name.
    fn office_before(&self, _analysis: &Analysis, _run: &Run) -> Option<Range<usize>> {
        None
    }

    /// Returns whom the mention at `source` names, for a language whose names are not told by capitals.
    fn resolve(&self, _analysis: &Analysis, _source: &Range<usize>) -> Option<Resolved> {
        None
    }
}

/// Returns the language with the ISO 639-1 code `lang`, English for `None`; `None` for a language without word lists.
pub(crate) fn language(lang: Option<&str>) -> Option<&'static dyn Language> {
    let code = lang.unwrap_or("en");
    LANGUAGES.iter().copied().find(|language| language.code() == code)
}
