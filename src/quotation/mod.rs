//! Quotations and their speakers. Input: an article's text, paragraphs and sentences. Output: [`Quotation`]s in text order.
//!
//! Steps:
//! 1. `quotation_marks` pairs quotation marks. `lexicon` and `syntax` turn the text around the quotations into tagged
//!    tokens, and find cues (verbs that report) with their subjects.
//! 2. `rules` join cues, speakers and content.
//! 3. `names` collects the people of the article, and `resolve` finds the speaker of each mention.
//! 4. `confidence` says how reliable each result is.
//!
//! `languages` has a folder for each language, with its word lists and its own rules. In a language without a folder,
//! quoted words are found, but speakers only in transcripts. `quote_matching` compares quotations of different
//! articles.

mod confidence;
mod languages;
mod lexicon;
pub(crate) mod names;
mod quotation_marks;
pub(crate) mod quote_matching;
mod resolve;
mod rules;
mod syntax;
#[cfg(test)]
pub(crate) mod test_support;
#[cfg(test)]
mod tests;
mod visible_text;

use crate::{
    analysis::Visible,
    article::{Paragraph, Quotation, QuotationKind},
    quotation::{
        names::people::People,
        resolve::{Resolver, headline_speakers},
        rules::{Attribution, Rule},
        syntax::tagged_text::TaggedText,
    },
    span::Span,
};

/// An article in which to find quotations.
#[derive(Debug, Clone, Copy)]
pub struct QuotationInput<'a> {
    /// The article's text.
    pub text: &'a str,
    /// Its paragraphs in order. Furniture is skipped.
    pub paragraphs: &'a [Paragraph],
    /// Its sentences in order, as [`crate::passage::sentences`] returns them.
    pub sentences: &'a [Span],
    /// The headline. It may contain a full name, or name the speaker of quoted words.
    pub title: Option<&'a str>,
    /// ISO 639-1 code of its language. If `None`, the script of the text decides; Latin letters mean English.
    pub lang: Option<&'a str>,
    /// Its authors, one name each.
    pub byline: &'a [String],
}

/// Returns what a rule finds, with an example; `None` for an unknown rule.
#[must_use]
pub fn explanation(rule: &str) -> Option<&'static str> {
    Rule::named(rule).map(Rule::meaning)
}

/// Returns the quotations of an article, ordered by their first span.
///
/// The content spans of a quotation are sorted and not empty, do not overlap, and lie on character boundaries. The time
/// is linear in the length of the text. In a language without word lists, quoted words are found, but speakers only in
/// transcripts.
#[must_use]
pub fn quotations(input: &QuotationInput) -> Vec<Quotation> {
    match Visible::of(input.text) {
        Some(visible) => visible_text::quotations(input, &visible),
        None => quotations_as_written(input),
    }
}

/// Returns the quotations of an article. Its text must have the characters that readers see.
fn quotations_as_written(input: &QuotationInput) -> Vec<Quotation> {
    let tagged = TaggedText::of(input);
    let mut found = rules::attributions(&tagged);
    if found.is_empty() {
        return Vec::new();
    }
    found.sort_by_key(|attribution| attribution.source.as_ref().map_or(usize::MAX, |source| source.start));
    let people = People::of(&tagged);
    let mut resolver = Resolver::new(&tagged, &people, input.byline);
    let finished = found.into_iter().filter_map(|attribution| finish(&tagged, &mut resolver, attribution));
    let mut quotations: Vec<Quotation> = finished.collect();
    quotations.sort_by_key(|quotation| quotation.content.first().map_or(0, |span| span.start));
    headline_speakers::name_speakers(input, &people, &mut quotations);
    quotations
}

/// Returns the quotation of an attribution with its speaker resolved; `None` if it has no content.
fn finish(tagged: &TaggedText, resolver: &mut Resolver, attribution: Attribution) -> Option<Quotation> {
    let source = attribution.source.as_ref().filter(|source| !source.is_empty());
    let mention = source.map(|source| tagged.span(source));
    let resolved = source.map(|source| resolver.resolve(source, attribution.cue)).unwrap_or_default();
    let kind = match attribution.rule {
        _ if attribution.content.is_empty() => return None,
        Rule::Transcript => QuotationKind::Direct,
        _ => kind(tagged, &attribution),
    };
    Some(Quotation {
        kind,
        confidence: confidence::confidence(tagged, &attribution, &resolved),
        content: attribution.content,
        speaker: resolved.speaker,
        role: resolved.role,
        mention,
        cue: attribution.cue,
        denied: attribution.denied,
        rule: attribution.rule.name().to_owned(),
    })
}

/// Returns whether the content is direct, indirect or mixed, judged by the quoted regions it touches.
fn kind(tagged: &TaggedText, attribution: &Attribution) -> QuotationKind {
    let content = &attribution.content;
    let english = tagged.grammar() == lexicon::Grammar::English;
    let clause = english && attribution.rule != Rule::SpeakerThenFragment;
    let headline = tagged.sentences.first().map_or(0, |first| tagged.tokens[first.tokens.end - 1].span.end);
    let title = |span: Span, region: &quotation_marks::QuotedRegion| {
        // The title of a work inside a clause: "said she liked “The Old Bridge”".
        let inside = clause && content.len() == 1 && span.start >= headline && !region.outer.contains(span);
        inside && region.outer.overlaps(span) && rules::is_heading(region.inner.of(tagged.text))
    };
    let mut next = tagged.regions.partition_point(|region| region.outer.end <= content[0].start);
    let (mut inside, mut touched) = (0, 0);
    for &span in content {
        let passed = |region: &quotation_marks::QuotedRegion| {
            region.outer.end <= span.start
                || region.content != quotation_marks::RegionContent::Words
                || title(span, region)
        };
        while tagged.regions.get(next).is_some_and(passed) {
            next += 1;
        }
        let Some(region) = tagged.regions.get(next) else { break };
        inside += usize::from(region.outer.contains(span));
        touched += usize::from(region.outer.overlaps(span));
    }
    match (inside == content.len(), touched > 0) {
        (true, _) => QuotationKind::Direct,
        (false, true) => QuotationKind::Mixed,
        (false, false) => QuotationKind::Indirect,
    }
}
