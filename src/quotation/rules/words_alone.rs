//! Quoted words that no other rule has attributed. They are quotations without a speaker, unless they look like a name or
//! a title.

use crate::quotation::{
    rules::{Attribution, Collector, Rule, continued::FEWEST_WORDS, titles_of_works::is_heading},
    syntax::{
        tagged_text::TaggedText,
        tokens::{Token, TokenKind},
    },
};

/// Minimum number of quoted words inside a sentence that count as speech; fewer may be a name.
const FEWEST_INSIDE: usize = 12;

/// Adds the quoted words that are left. `consumed` marks sentences of a transcript.
pub(crate) fn words_alone(tagged: &TaggedText, consumed: &[bool], collector: &mut Collector) {
    if tagged.regions.is_empty() {
        return;
    }
    let sentences = tagged.sentences.iter().zip(consumed).filter(|(_, consumed)| !**consumed);
    for (at, token) in sentences.flat_map(|(sentence, _)| tagged.tokens_of(sentence).iter().enumerate()) {
        if token.kind != TokenKind::Quoted || !collector.is_region_free(token) {
            continue;
        }
        let inner = tagged.inner(token);
        let words = inner.of(tagged.text);
        let unfinished = at > 0 && tagged.lexicon.is_some() && words.ends_with(',');
        if !unfinished && is_speech(tagged, token, words) {
            collector.claim_region(token);
            let (content, rule) = (vec![inner], Rule::WordsAlone);
            collector.push(Attribution { content, source: None, cue: None, denied: false, rule });
        }
    }
}

/// Returns whether quoted words are likely speech, judged without the words around them.
fn is_speech(tagged: &TaggedText, token: &Token, words: &str) -> bool {
    let count = words_at_most(words, FEWEST_INSIDE);
    if tagged.lexicon.is_none() {
        let of_work = token.span.of(tagged.text).starts_with('『') && !token.ends_clause;
        return !of_work && (count >= FEWEST_WORDS || token.ends_clause);
    }
    let sentence = words.starts_with(char::is_uppercase) && words.ends_with(['.', '!', '?', '…', ',']);
    (count >= FEWEST_INSIDE || sentence && count >= FEWEST_WORDS) && !is_heading(words)
}

/// Returns the number of words of `text`, at most `most`. In scripts without spaces, two characters count as one word.
fn words_at_most(text: &str, most: usize) -> usize {
    let unspaced = |c: &char| matches!(*c, '\u{3040}'..='\u{9FFF}' | '\u{0E00}'..='\u{0EFF}');
    let characters = text.chars().filter(unspaced).take(2 * most).count();
    (characters / 2).max(text.split_whitespace().take(most).count())
}

#[cfg(test)]
mod tests {
    use crate::quotation::test_support::assert_rules;

    #[test]
    fn long_quoted_words_are_a_quotation_without_a_speaker() {
        assert_rules(&[(
            "It rained on Monday. The slogan “we will never leave this valley, nor will our children or theirs” was on every wall.",
            "words-alone",
            "we will never leave this valley, nor will our children or theirs",
            "",
        )]);
    }
}
