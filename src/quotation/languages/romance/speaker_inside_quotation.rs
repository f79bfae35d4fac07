//! Speakers named inside the quotation marks, as in French and Spanish papers (`« Il tient, a dit Anna Holt, et
//! tiendra. »`), and dialogue after dashes (`—Sí —dijo Holt—. Aguantará.`). Input: the regions of a paragraph.
//! Output: regions split where the speaker is named.

use std::ops::Range;

use crate::{
    quotation::{
        languages::shared::verb_group::verb_group,
        lexicon::{Lexicon, Tags},
        quotation_marks::{QuotedRegion, RegionContent},
        syntax::tokens::{Token, TokenKind, tokenize},
    },
    span::Span,
};

/// Maximum number of tokens in a phrase that names the speaker inside the quotation marks.
const LONGEST: usize = 20;

/// Returns the regions of `paragraph`. A region that names its speaker is split in two. In dialogue after dashes, the
/// regions are the spoken words.
pub(super) fn split(
    text: &str,
    paragraph: Span,
    regions: Vec<QuotedRegion>,
    lexicon: &Lexicon,
) -> Vec<QuotedRegion> {
    let spoken = spoken(text, paragraph, lexicon);
    if !spoken.is_empty() {
        return spoken;
    }
    regions.into_iter().flat_map(|region| halves(text, region, lexicon)).collect()
}

/// Returns the region; if it names its speaker, two regions with the words before and after that.
fn halves(text: &str, region: QuotedRegion, lexicon: &Lexicon) -> Vec<QuotedRegion> {
    let mut tokens = Vec::new();
    tokenize(text, region.inner, std::iter::empty(), lexicon, &mut tokens);
    let commas = (1..tokens.len()).filter(|&at| tokens[at].kind == TokenKind::Comma);
    let phrase_after = commas.filter_map(|at| Some((at, phrase(text, &tokens, at + 1)?))).next();
    let Some((comma, end)) = phrase_after else { return vec![region] };
    let before = Span::new(region.outer.start, tokens[comma].span.start);
    let inner = Span::new(region.inner.start, before.end);
    let mut found = vec![QuotedRegion { outer: before, inner, closed: true, ..region }];
    if let Some(next) = tokens.get(end + 1) {
        let inner = Span::new(next.span.start, region.inner.end);
        found.push(QuotedRegion { outer: Span::new(inner.start, region.outer.end), inner, ..region });
    }
    found
}

/// Returns the position of the comma or full stop after the verb and speaker that start at `at`.
fn phrase(text: &str, tokens: &[Token], at: usize) -> Option<usize> {
    let group = verb_group(text, tokens, at)?;
    let mut end = (group.end..tokens.len().min(group.end + LONGEST))
        .find(|&at| matches!(tokens[at].kind, TokenKind::Comma | TokenKind::Stop))?;
    let speaker = &tokens[group.end..end];
    let named = |token: &Token| token.is_capitalized() || token.is(Tags::ROLE.or(Tags::TITLE));
    let first = speaker.first();
    let starts =
        first.is_some_and(|token| token.is_capitalized() || token.is(Tags::DETERMINER) || named(token));
    let names_speaker =
        group.joined || starts && speaker.iter().any(named) || group.known && speaker.is_empty();
    if !names_speaker {
        return None;
    }
    let full_name = speaker.len() > 1 && speaker.iter().all(Token::is_capitalized);
    if !(group.known || group.joined || full_name) {
        return None;
    }
    let apposition = |at: usize| {
        let next = tokens.get(at + 1).is_some_and(|token| token.is(Tags::DETERMINER.or(Tags::ROLE)));
        tokens.get(at + 1).is_some_and(|token| token.is(Tags::ROLE))
            || next
                && tokens
                    .get(at + 2..at + 4)
                    .is_some_and(|two| two.iter().any(|token| token.is(Tags::ROLE.or(Tags::TITLE))))
            || tokens.get(at + 1).is_some_and(Token::is_capitalized)
                && starts
                && !speaker.iter().any(Token::is_capitalized)
    };
    if tokens[end].kind == TokenKind::Comma && apposition(end) {
        end = (end + 1..tokens.len().min(end + LONGEST))
            .find(|&at| matches!(tokens[at].kind, TokenKind::Comma | TokenKind::Stop))?;
    }
    Some(end)
}

/// Returns the words spoken in a paragraph of dialogue, which starts with a dash and has its speaker between dashes.
/// Empty for any other paragraph.
fn spoken(text: &str, paragraph: Span, lexicon: &Lexicon) -> Vec<QuotedRegion> {
    let dash = |c: char| matches!(c, '—' | '―');
    let mut dashes = paragraph
        .of(text)
        .match_indices(dash)
        .map(|(at, dash)| at + paragraph.start..at + paragraph.start + dash.len());
    let (Some(opening), Some(speaker)) = (dashes.next(), dashes.next()) else { return Vec::new() };
    if opening.start > paragraph.start {
        return Vec::new();
    }
    let closing = dashes.next();
    let end = closing.as_ref().map_or(paragraph.end, |dash| dash.start);
    let mut tokens = Vec::new();
    tokenize(text, Span::new(speaker.end, end), std::iter::empty(), lexicon, &mut tokens);
    if verb_group(text, &tokens, 0).is_none_or(|group| !group.known && !group.joined) {
        return Vec::new();
    }
    let region = |outer: Range<usize>, inner: Range<usize>| QuotedRegion {
        outer: Span::new(outer.start, outer.end),
        inner: Span::new(inner.start, inner.end),
        closed: true,
        single: false,
        content: RegionContent::Words,
    };
    let words = |range: &Range<usize>| text[range.clone()].chars().any(char::is_alphanumeric);
    let mut found = vec![region(opening.start..speaker.start, opening.end..speaker.start)];
    if let Some(closing) = closing {
        let rest = &text[closing.end..paragraph.end];
        let start = closing.end
            + (rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || ".,;:".contains(c)).len());
        found.push(region(start..paragraph.end, start..paragraph.end));
    }
    found.retain(|region| words(&(region.inner.start..region.inner.end)));
    found
}
