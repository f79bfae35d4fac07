//! Paragraphs that name their speaker before a colon or dash, and are quoted words after it: `Anna Holt, the mayor: “It
//! will hold.”`

use crate::quotation::{
    lexicon::Tags,
    rules::{Collector, Frame, Rule},
    syntax::{
        cue::{Cue, WordOrder},
        tokens::{Token, TokenKind},
    },
};

/// Maximum number of tokens of a label, its colon and its quoted words, which are one token.
pub(super) const LONGEST_LABEL: usize = 14;

/// Adds the quoted words of a paragraph after the label that names their speaker.
pub(crate) fn labelled(frame: &Frame, collector: &mut Collector) {
    let Some(quoted) = frame.first_quoted(0..frame.end().min(LONGEST_LABEL)).filter(|&at| at >= 2) else {
        return;
    };
    let mark = quoted - 1;
    let before = frame.ordinal.checked_sub(1).map(|at| &frame.tagged.sentences[at]);
    let opens = before.is_none_or(|before| before.paragraph != frame.paragraph());
    let set_off = matches!(frame.tokens[mark].kind, TokenKind::Colon | TokenKind::Dash);
    let rest = &frame.tokens[quoted + 1..];
    let ends = rest.iter().all(|token| matches!(token.kind, TokenKind::Stop | TokenKind::Quoted));
    if opens && set_off && ends && frame.tokens[quoted].ends_clause && is_label(&frame.tokens[..mark]) {
        let cue = Cue::mark(mark, Some(0..mark), WordOrder::SpeakerFirst);
        collector.add_part(frame, quoted..quoted + 1, &cue, Rule::Headline);
        collector.open_last_as_quoted(frame);
    }
}

/// Returns whether tokens are a person's name, alone or with a description after a comma.
fn is_label(label: &[Token]) -> bool {
    let name = label.iter().take_while(|token| token.is_capitalized()).count();
    let person = Tags::GIVEN.or(Tags::TITLE);
    let named = label[..name].iter().any(|token| token.is(person)) && (name > 1 || label[0].is(Tags::GIVEN));
    let set_off = label.get(name).is_none_or(|token| token.kind == TokenKind::Comma);
    let plain = |token: &Token| matches!(token.kind, TokenKind::Word | TokenKind::Comma | TokenKind::Number);
    let verb = |token: &Token| token.is(Tags::AUXILIARY.or(Tags::CUE)) && !token.is_capitalized();
    named && set_off && label.iter().all(plain) && !label[name..].iter().any(verb)
}

#[cfg(test)]
mod tests {
    use crate::quotation::test_support::assert_rules;

    #[test]
    fn a_paragraph_names_its_speaker_before_a_colon_or_dash() {
        assert_rules(&[
            (
                "It rained.\nAnna Holt, the mayor of Leeds: “It will hold.”",
                "headline",
                "It will hold.",
                "Anna Holt, the mayor of Leeds",
            ),
            ("It rained.\nAnna Holt — “It will hold.”", "headline", "It will hold.", "Anna Holt"),
        ]);
    }
}
