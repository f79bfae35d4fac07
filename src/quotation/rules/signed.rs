//! Quoted words with the speaker's name after a dash: `"We won." — Anna Holt`.

use crate::quotation::{
    lexicon::Tags,
    rules::{Attribution, Collector, Frame, Rule, labelled_paragraph::LONGEST_LABEL},
    syntax::{
        noun_phrase::noun_phrase_after,
        tokens::{Token, TokenKind},
    },
};

/// Adds the quoted words before a dash and a name. Dash and name end the sentence, or form the next one.
pub(crate) fn signed(frame: &Frame, collector: &mut Collector) {
    let dash = frame.tokens.iter().take(2).position(|token| token.kind == TokenKind::Dash);
    let quoted = match dash {
        Some(0) => frame.first.checked_sub(1).map(|at| frame.tagged.tokens[at]),
        Some(_) => Some(frame.tokens[0]),
        None => None,
    };
    let quoted = quoted.filter(|token| token.kind == TokenKind::Quoted);
    let (Some(dash), Some(quoted)) = (dash, quoted) else { return };
    let Some(name) = noun_phrase_after(frame.tokens, dash + 1) else { return };
    let rest = &frame.tokens[name.end..];
    let ends = rest.iter().all(|token| matches!(token.kind, TokenKind::Stop | TokenKind::Comma));
    let circumstance = dash == 1 && is_circumstance(rest);
    if !frame.tokens[name.start].is_capitalized() || !(circumstance || ends) {
        return;
    }
    let inner = frame.tagged.inner(&quoted);
    let (content, source) = (vec![inner], Some(frame.in_article(&name)));
    collector.claim_region(&quoted);
    collector
        .replace_guess(inner, Attribution { content, source, cue: None, denied: false, rule: Rule::Signed });
}

/// Returns whether the words after a name say when or where it was said.
fn is_circumstance(rest: &[Token]) -> bool {
    let when = Tags::PREPOSITION.or(Tags::SUBORDINATE).or(Tags::TIME);
    rest.first().is_some_and(|token| token.is(when)) && rest.len() <= LONGEST_LABEL
}

#[cfg(test)]
mod tests {
    use crate::quotation::test_support::assert_rules;

    #[test]
    fn a_name_after_a_dash_is_the_speaker() {
        assert_rules(&[("“It will hold.” — Anna Holt", "signed", "It will hold.", "Anna Holt")]);
    }
}
