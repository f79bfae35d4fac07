//! English cues that deny or withhold their clause (`denied that`, `would not say whether`, `declined to comment on
//! how`), and cues that report nothing (`did not say`, `never denied`). Input: the cues of a sentence. Output: the
//! same cues with [`Tags::DENY`] or [`Tags::UNSAID`]; after "declined to" and similar, a cue starts at that verb.

use crate::quotation::{
    lexicon::Tags,
    syntax::{
        cue::Cue,
        tokens::{Token, TokenKind},
    },
};

/// Maximum number of tokens from "declined" to "to" ("declined on Monday to say").
const FARTHEST: usize = 4;

/// Tags a cue that denies or withholds what follows it, or that reports nothing.
pub(super) fn correct_tags(tokens: &[Token], cue: &mut Cue) {
    let group = &tokens[cue.start..cue.verb];
    let negated = group.iter().any(|token| token.is(Tags::NEGATION));
    let has_negated_speaker =
        cue.source.as_ref().is_some_and(|source| tokens[source.start].is(Tags::NEGATION));
    let withheld = withheld_from(tokens, cue);
    let denies = cue.tags.is(Tags::DENY);
    if has_negated_speaker || negated && (denies || !group.iter().any(|token| token.is(Tags::MODAL))) {
        cue.tags = cue.tags.without(Tags::DENY).or(Tags::UNSAID);
    } else if negated || withheld.is_some() {
        cue.tags = cue.tags.or(Tags::DENY);
        cue.start = withheld.unwrap_or(cue.start);
    }
}

/// Returns the position of the verb in "declined to" before a verb of speech.
fn withheld_from(tokens: &[Token], cue: &Cue) -> Option<usize> {
    let to = cue.start.checked_sub(1).filter(|&to| tokens[to].is(Tags::TO))?;
    let lowest = to.saturating_sub(FARTHEST);
    let near =
        (lowest..to).rev().take_while(|&at| matches!(tokens[at].kind, TokenKind::Word | TokenKind::Number));
    let verb = near.into_iter().find(|&at| tokens[at].is(Tags::WITHHOLD) && !tokens[at].is_capitalized())?;
    let negated = verb > 0 && tokens[verb - 1].is(Tags::NEGATION);
    (!negated).then_some(verb)
}

#[cfg(test)]
mod tests {
    use crate::quotation::test_support::quoted;

    #[test]
    fn denied_words_are_recognized() {
        const CASES: &[(&str, &str, &str)] = &[
            ("Anna Holt denied that she took the money.", "denied", "she took the money"),
            ("Anna Holt has denied she took the money.", "has denied", "she took the money"),
            ("Anna Holt denied taking money.", "denied", "taking money"),
            (
                "Anna Holt would not say whether she would run again.",
                "would not say",
                "whether she would run again",
            ),
            (
                "Anna Holt declined on Monday to say when it opens.",
                "declined on Monday to say",
                "when it opens",
            ),
            (
                "Anna Holt refused to confirm that the bridge was shut.",
                "refused to confirm",
                "the bridge was shut",
            ),
            (
                "Anna Holt’s denial that she took the money was brief.",
                "denial",
                "she took the money was brief",
            ),
        ];
        for (text, cue, content) in CASES {
            let found = quoted(text, Some("en"));
            let reported: Vec<_> = found
                .iter()
                .map(|quotation| {
                    let cue = quotation.cue.map_or("", |cue| cue.of(text));
                    (cue, quotation.content[0].of(text), quotation.denied)
                })
                .collect();
            assert_eq!(reported, [(*cue, *content, true)], "{text}");
        }
        for text in ["Anna Holt said that it holds.", "“I did not take it,” Anna Holt denied."] {
            assert!(quoted(text, Some("en")).iter().all(|quotation| !quotation.denied), "{text}");
        }
    }
}
