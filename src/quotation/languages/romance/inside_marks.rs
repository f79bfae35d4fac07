//! Speakers told inside the marks, as French and Spanish papers do (`« Il tient, a dit Anna Holt, et tiendra. »`), and
//! dialogue behind dashes (`—Sí —dijo Holt—. Aguantará.`). Enters: a paragraph's regions. Leaves: regions that end
//! where the speaker is told and go on behind.

use std::ops::Range;

use crate::{
    quotation::{
        languages::verb_group::verb_group,
        lexicon::{Lexicon, Tags},
        marks::{Holds, Region},
        syntax::tokens::{Kind, Token, tokenize},
    },
    span::Span,
};

/// How many tokens a speaker told inside the marks takes at most.
const LONGEST: usize = 20;

/// Returns the regions of `paragraph`, those that tell their speaker inside cut in two.
pub(super) fn cut(text: &str, paragraph: Span, regions: Vec<Region>, lexicon: &Lexicon) -> Vec<Region> {
    let spoken = spoken(text, paragraph, lexicon);
    if !spoken.is_empty() {
        return spoken;
    }
    regions.into_iter().flat_map(|region| halves(text, region, lexicon)).collect()
}

/// Returns a region, or its words before and behind the speaker told in it.
fn halves(text: &str, region: Region, lexicon: &Lexicon) -> Vec<Region> {
    let mut tokens = Vec::new();
    tokenize(text, region.inner, std::iter::empty(), lexicon, &mut tokens);
    let commas = (1..tokens.len()).filter(|&at| tokens[at].kind == Kind::Comma);
    let told = commas.filter_map(|at| Some((at, phrase(text, &tokens, at + 1)?))).next();
    let Some((comma, end)) = told else { return vec![region] };
    let before = Span::new(region.outer.start, tokens[comma].span.start);
    let inner = Span::new(region.inner.start, before.end);
    let mut found = vec![Region { outer: before, inner, closed: true, ..region }];
    if let Some(next) = tokens.get(end + 1) {
        let inner = Span::new(next.span.start, region.inner.end);
        found.push(Region { outer: Span::new(inner.start, region.outer.end), inner, ..region });
    }
    found
}

/// Returns where the speaker and verb that start at `at` end: at a comma or stop.
fn phrase(text: &str, tokens: &[Token], at: usize) -> Option<usize> {
    let group = verb_group(text, tokens, at)?;
    let mut end = (group.end..tokens.len().min(group.end + LONGEST))
        .find(|&at| matches!(tokens[at].kind, Kind::Comma | Kind::Stop))?;
    let speaker = &tokens[group.end..end];
    let named = |token: &Token| token.is_capitalized() || token.is(Tags::ROLE.or(Tags::TITLE));
    let first = speaker.first();
    let starts =
        first.is_some_and(|token| token.is_capitalized() || token.is(Tags::DETERMINER) || named(token));
    let told = group.joined || starts && speaker.iter().any(named) || group.known && speaker.is_empty();
    if !told {
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
    if tokens[end].kind == Kind::Comma && apposition(end) {
        end = (end + 1..tokens.len().min(end + LONGEST))
            .find(|&at| matches!(tokens[at].kind, Kind::Comma | Kind::Stop))?;
    }
    Some(end)
}

/// Returns the words spoken in a paragraph of dialogue, which starts with a dash and sets its speaker between dashes; empty for any other.
fn spoken(text: &str, paragraph: Span, lexicon: &Lexicon) -> Vec<Region> {
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
    let region = |outer: Range<usize>, inner: Range<usize>| Region {
        outer: Span::new(outer.start, outer.end),
        inner: Span::new(inner.start, inner.end),
        closed: true,
        single: false,
        holds: Holds::Words,
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
