//! Headlines in the text that name their speaker: `Holt: Rain Is No “Excuse”`, `Bridge “will never close” – Holt`.

use crate::quotation::{
    lexicon::Tags,
    rules::{Collector, Frame, Rule, continued::FEWEST_WORDS},
    syntax::{
        cue::{Cue, WordOrder},
        noun_phrase::noun_phrase_after,
        tokens::{Token, TokenKind},
    },
};

/// Maximum number of tokens of the name before a headline's colon, with the colon.
const LONGEST_NAME: usize = 6;

/// Adds the words of a headline after its speaker and a colon: `Holt: Rain Is No “Excuse”`.
pub(crate) fn speaker_then_words(frame: &Frame, collector: &mut Collector) {
    if frame.ordinal > 0 {
        return;
    }
    let colon = frame.tokens.iter().take(LONGEST_NAME).position(|token| token.kind == TokenKind::Colon);
    let Some(colon) = colon.filter(|&colon| colon > 0) else { return };
    let first = &frame.tokens[0];
    let named = frame.tokens[..colon].iter().all(Token::is_capitalized);
    let quotes = frame.first_quoted(colon + 1..frame.end()).is_some();
    let speech = quotes || first.is(Tags::GIVEN.or(Tags::TITLE)) && colon + FEWEST_WORDS <= frame.end();
    let verb = first.is(Tags::CUE.or(Tags::VERB)) && !first.is(Tags::GIVEN);
    if !verb && named && speech {
        let cue = Cue::mark(colon, Some(0..colon), WordOrder::SpeakerFirst);
        collector.add_part(frame, colon + 1..frame.end(), &cue, Rule::Headline);
    }
}

/// Adds the words of a headline before its speaker: `Bridge “will never close” – Holt`, `“It's over”: Anna Holt on
/// leaving`.
pub(crate) fn words_then_speaker(frame: &Frame, collector: &mut Collector) {
    if frame.ordinal > 0 || !frame.quotes {
        return;
    }
    let mark =
        frame.tokens.iter().rposition(|token| matches!(token.kind, TokenKind::Dash | TokenKind::Colon));
    let Some(mark) = mark.filter(|&mark| frame.first_quoted(0..mark).is_some()) else { return };
    let Some(phrase) = noun_phrase_after(frame.tokens, mark + 1) else { return };
    let capitals = frame.tokens[phrase.clone()].iter().take_while(|token| token.is_capitalized()).count();
    let name = phrase.start..phrase.start + capitals;
    let rest = frame.tokens.get(name.end).filter(|token| token.kind != TokenKind::Stop);
    let goes_on = rest.is_some_and(|rest| rest.is(Tags::PREPOSITION.or(Tags::CUE).or(Tags::VERB)));
    let alone = frame.tokens[mark - 1].kind == TokenKind::Quoted && mark == 1;
    let fits = match frame.tokens[mark].kind {
        TokenKind::Dash => rest.is_none() || alone && goes_on,
        _ => alone && (rest.is_none() || goes_on),
    };
    if !name.is_empty() && fits && !frame.tokens[name.start].is(Tags::TIME) {
        let cue = Cue::mark(mark, Some(name), WordOrder::Inverted);
        collector.add_part(frame, 0..mark, &cue, Rule::Headline);
    }
}

#[cfg(test)]
mod tests {
    use crate::quotation::test_support::assert_rules;

    #[test]
    fn a_headline_names_its_speaker() {
        assert_rules(&[
            ("Anna Holt: Bridge “Will Hold”", "headline", "Bridge “Will Hold”", "Anna Holt"),
            ("Holt: ‘No rush’\nThe mayor spoke.", "headline", "No rush", "Holt"),
            ("Bridge ‘will never close’ – Holt\nShe spoke.", "headline", "Bridge ‘will never close’", "Holt"),
            ("‘It is over’: Anna Holt on leaving\nShe spoke.", "headline", "It is over", "Anna Holt"),
            (
                "Holt Calls Bridge Attack On Farmers ‘Vile’\nShe spoke.",
                "speaker-then-fragment",
                "Bridge Attack On Farmers ‘Vile’",
                "Holt",
            ),
            (
                "Bridge Is ‘A Crisis,’ Anna Holt Tells Council\nShe spoke.",
                "words-then-speaker",
                "Bridge Is ‘A Crisis,’",
                "Anna Holt",
            ),
        ]);
    }
}
