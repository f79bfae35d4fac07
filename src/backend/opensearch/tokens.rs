//! Terms as the server gets them: separated by spaces, with marks at the ends of paragraphs and sentences.

use std::{borrow::Cow, ops::Range};

use crate::{
    analysis,
    analyzed_article::{AnalyzedArticle, Layout, PackedTerms, QuotationWords},
};

/// Mark of the first word of a paragraph, and of the title.
pub(super) const PARAGRAPH: char = '\u{e000}';
/// Mark of the last word of a paragraph, and of the title.
pub(super) const PARAGRAPH_END: char = '\u{e001}';
/// Mark of the first word of a sentence, and of the title.
pub(super) const SENTENCE: char = '\u{e002}';
/// Mark of the last word of a sentence, and of the title.
pub(super) const SENTENCE_END: char = '\u{e003}';
/// Takes up the position of a gap.
pub(super) const FILLER: &str = "\u{e004}";

/// Stands for [`analysis::SEPARATOR`], which the server would take for a space. It comes before all characters of words as well.
pub(super) const SEPARATOR: char = '\u{1}';

/// Returns a term as the server gets it.
pub(super) fn encoded(term: &str) -> String {
    term.replace(analysis::SEPARATOR, "\u{1}")
}

/// Returns the folded form of an encoded term.
pub(super) fn folded(encoded: &str) -> &str {
    encoded.split(SEPARATOR).next().unwrap_or_default()
}

/// Returns the term that [`encoded`] encoded.
pub(super) fn decoded(term: &str) -> Cow<'_, str> {
    if term.contains(SEPARATOR) { Cow::Owned(term.replace(SEPARATOR, "\u{1f}")) } else { Cow::Borrowed(term) }
}

/// Returns the terms of a field, separated by spaces.
pub(super) fn joined(terms: &PackedTerms) -> String {
    let mut joined = String::with_capacity(terms.packed().len());
    for term in terms.iter() {
        push(&mut joined, if term.is_empty() { FILLER } else { term });
    }
    joined
}

/// Returns the terms that [`joined`] joined.
pub(super) fn split(joined: &str) -> PackedTerms {
    let mut terms = PackedTerms::default();
    for term in joined.split(' ').filter(|term| !term.is_empty()) {
        terms.push(&decoded(if term == FILLER { "" } else { term }));
    }
    terms
}

fn push(joined: &mut String, term: &str) {
    if !joined.is_empty() {
        joined.push(' ');
    }
    if term.contains(analysis::SEPARATOR) { joined.push_str(&encoded(term)) } else { joined.push_str(term) }
}

/// The tokens of an article's title and text.
pub(super) struct Tokens<'a> {
    terms: Vec<&'a str>,
    layout: &'a Layout,
}

impl<'a> Tokens<'a> {
    pub(super) fn of(analyzed: &'a AnalyzedArticle) -> Self {
        Self { terms: analyzed.words.iter().collect(), layout: &analyzed.layout }
    }

    /// Returns the tokens at these positions. Their first and last one are ends of a paragraph and a sentence.
    pub(super) fn joined(&self, positions: Range<u32>) -> String {
        self.joined_if(positions, |_| true)
    }

    /// Returns the tokens of a quotation. Words between its parts are gaps.
    pub(super) fn quoted(&self, quotation: &QuotationWords) -> String {
        let end = quotation.spans.last().map_or(0, |span| span.end);
        self.joined_if(quotation.start()..end, |position| quotation.holds(position))
    }

    fn joined_if(&self, positions: Range<u32>, holds: impl Fn(u32) -> bool) -> String {
        let Range { start, end } = positions;
        let mut joined = String::new();
        let starts = self.layout.paragraphs.iter().map(|start| start.position);
        let mut paragraphs = starts.skip_while(|&at| at <= start).peekable();
        let mut sentences = self.layout.sentences.iter().copied().skip_while(|&at| at <= start).peekable();
        let (mut begins_paragraph, mut begins_sentence) = (true, true);
        for position in start..end {
            push(&mut joined, if holds(position) { self.terms[position as usize] } else { FILLER });
            let next = position + 1;
            let ends_paragraph = next == end || paragraphs.next_if_eq(&next).is_some();
            let ends_sentence = next == end || sentences.next_if_eq(&next).is_some();
            for (is_there, mark) in [
                (begins_paragraph, PARAGRAPH),
                (ends_paragraph, PARAGRAPH_END),
                (begins_sentence, SENTENCE),
                (ends_sentence, SENTENCE_END),
            ] {
                if is_there {
                    joined.push(mark);
                }
            }
            (begins_paragraph, begins_sentence) = (ends_paragraph, ends_sentence);
        }
        joined
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{analyzed_article, article::Article};

    fn analyzed(title: &str, text: &str) -> AnalyzedArticle {
        let title = Some(title.to_owned()).filter(|title| !title.is_empty());
        analyzed_article::analyze(Article { title, text: text.to_owned(), ..Article::default() })
    }

    #[test]
    fn paragraphs_and_sentences_have_marks_at_both_ends() {
        let analyzed = analyzed("Ferry late", "It is late. Very late.\n\nSorry.");
        let tokens = Tokens::of(&analyzed);
        let shown = |from, to| {
            let marks = [(PARAGRAPH, "<"), (PARAGRAPH_END, ">"), (SENTENCE, "("), (SENTENCE_END, ")")];
            marks.iter().fold(tokens.joined(from..to), |text, (mark, sign)| text.replace(*mark, sign))
        };
        assert_eq!(shown(0, 2), "ferry<( late>)");
        assert_eq!(shown(2, 8), "it<( is late) very( late>) sorry<>()");
    }

    #[test]
    fn terms_are_read_back_with_their_gaps() {
        let analyzed = analyzed("", "Rain in the U.S. and $5bn, a #tag — 日本語");
        assert!(analyzed.words.iter().all(|term| !encoded(term).contains(char::is_whitespace)));
        assert_eq!(split(&joined(&analyzed.words)), analyzed.words);
        let mut gaps = PackedTerms::default();
        ["a", "", "b\u{1f}B"].iter().for_each(|term| gaps.push(term));
        assert_eq!(split(&joined(&gaps)), gaps);
    }

    #[test]
    fn encoded_terms_are_in_the_same_order() {
        let terms = ["us", "us\u{1f}US", "us\u{1f}US?", "us-", "usa", "us\u{e9}"];
        let mut encoded: Vec<String> = terms.iter().map(|term| super::encoded(term)).collect();
        encoded.sort();
        assert_eq!(encoded.iter().map(|term| decoded(term).into_owned()).collect::<Vec<_>>(), terms);
    }
}
