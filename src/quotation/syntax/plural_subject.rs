//! Recognizes subjects by their form: plurals for people, and pronouns such as "others". Input: the tokens of a sentence
//! and a verb. Output: whether its subject has that form.

use crate::quotation::languages::{EnglishWords, english_class};
use crate::quotation::{
    lexicon::Tags,
    syntax::{noun_phrase::noun_phrase_before, tokens::Token},
};

/// Returns whether a pronoun such as "others" is the whole subject of a verb whose group starts at `verb`: "others said",
/// but not "no one said", "among some said".
pub(crate) fn is_somebody(text: &str, tokens: &[Token], verb: usize) -> bool {
    let Some(at) = verb.checked_sub(1) else { return false };
    let word = tokens[at].span.of(text);
    let depends = Tags::DETERMINER.or(Tags::PREPOSITION).or(Tags::NEGATION).or(Tags::CUE).or(Tags::VERB);
    SOMEBODY.iter().any(|known| known.eq_ignore_ascii_case(word))
        && at.checked_sub(1).is_none_or(|before| !tokens[before].is(depends))
}

/// Pronouns such as "others".
static SOMEBODY: EnglishWords = EnglishWords::new(|| english_class("indefinite-pronoun"));

/// Returns whether the subject of a verb whose group starts at `verb` is plural: "officials", "police", "sources familiar
/// with the matter".
pub(crate) fn is_plural_subject(text: &str, tokens: &[Token], verb: usize) -> bool {
    let last = &tokens[verb - 1];
    if is_plural(text, last) {
        return true;
    }
    let Some(phrase) = noun_phrase_before(tokens, verb) else { return false };
    let noun = phrase.start + tokens[phrase.clone()].iter().take_while(|token| !ends_head(token)).count();
    let head = noun.checked_sub(1).filter(|&head| head >= phrase.start && noun < phrase.end);
    head.is_some_and(|head| is_plural(text, &tokens[head]) && tokens[head].is(Tags::ROLE))
}

/// Returns whether the head of a noun phrase ends before this word.
fn ends_head(token: &Token) -> bool {
    let opens = Tags::PREPOSITION.or(Tags::CLOSE).or(Tags::RELATIVE).or(Tags::VERB).or(Tags::TO);
    !token.is_word() || !token.is_capitalized() && token.is(opens) && !token.is(Tags::ROLE)
}

/// Returns whether a word looks like a plural for people.
pub(crate) fn is_plural(text: &str, token: &Token) -> bool {
    let word = token.span.of(text);
    let plural = word.len() > 4 && word.ends_with('s') && !word.ends_with("ss");
    token.is_word()
        && !token.is(Tags::AUXILIARY.or(Tags::PREPOSITION).or(Tags::ADVERB))
        && (plural || PLURALS.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

/// Plurals for people without "s".
const PLURALS: &[&str] = &["people", "men", "women", "police", "staff"];

#[cfg(test)]
mod tests {
    use crate::quotation::test_support::{assert_rules, quoted};

    #[test]
    fn pronouns_for_people_are_speakers() {
        assert_rules(&[
            ("Another said, “It holds for now.”", "speaker-then-words", "It holds for now.", "Another"),
            ("Yet others said the bridge “holds.”", "speaker-then-fragment", "the bridge “holds.”", "others"),
            ("Some say that it is “sound.”", "speaker-then-fragment", "it is “sound.”", "Some"),
        ]);
    }

    #[test]
    fn negated_pronouns_are_not_speakers() {
        for text in ["No one said that it was “sound.”", "Among some reported flaws, one was “grave.”"]
        {
            let found = quoted(text, Some("en"));
            assert!(found.iter().all(|found| found.mention.is_none()), "{text}\n{found:?}");
        }
    }
}
