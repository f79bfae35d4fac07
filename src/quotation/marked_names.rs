//! Names in marks, which are nobody's words: nicknames (`Anna “Nan” Holt`, `Anna (Nan) Holt`), names of performers (`the juggler “Tall
//! Rufus” said`), what somebody is called (`a dog called “Biscuit”`). Enters: a paragraph's regions. Leaves: regions that say so.

use crate::{
    quotation::{
        lexicon::{Lexicon, Tags},
        marks::{Holds, Region},
        rules::is_named,
    },
    span::Span,
};

/// How many words a name in marks has at most.
const LONGEST: usize = 4;

/// How many words may stand between a verb of speech and the name of its subject.
const LONGEST_SUBJECT: usize = 4;

/// Marks the regions of a paragraph that hold names, and adds the nicknames that stand in brackets without marks.
pub(crate) fn settle(text: &str, paragraph: Span, lexicon: &Lexicon, regions: &mut Vec<Region>) {
    for region in regions.iter_mut() {
        let beside = Beside::of(text, paragraph, region.outer);
        let inner = region.inner.of(text);
        if !region.closed || !is_named(inner) || inner.split_whitespace().count() > LONGEST {
            continue;
        }
        let plain = inner.ends_with(char::is_alphanumeric);
        if plain && let Some(outer) = nickname(text, lexicon, paragraph, region.outer) {
            (region.outer, region.holds) = (outer, Holds::Nickname);
        } else if (plain || inner.ends_with([',', '.'])) && beside.is_called(lexicon)
            || plain && beside.is_speaker(lexicon)
        {
            region.holds = Holds::Name;
        }
    }
    let bracketed = bracketed(text, paragraph, lexicon, regions);
    if !bracketed.is_empty() {
        regions.extend(bracketed);
        regions.sort_unstable_by_key(|region| region.outer);
    }
}

/// Returns the nicknames in brackets without marks: `Anna (Nan) Holt`.
fn bracketed(text: &str, paragraph: Span, lexicon: &Lexicon, regions: &[Region]) -> Vec<Region> {
    let mut found = Vec::new();
    for (at, _) in paragraph.of(text).match_indices(" (") {
        let start = paragraph.start + at + 2;
        let word = text[start..paragraph.end].find(|c: char| !c.is_alphabetic()).unwrap_or(0);
        let inner = Span::new(start, start + word);
        let name = inner.of(text).starts_with(char::is_uppercase)
            && inner.of(text).contains(char::is_lowercase)
            && text[inner.end..].starts_with(')');
        let outer = nickname(text, lexicon, paragraph, inner).filter(|_| name);
        let Some(outer) = outer else { continue };
        let next = regions.partition_point(|region| region.outer.end <= outer.start);
        if regions.get(next).is_none_or(|region| region.outer.start >= outer.end) {
            found.push(Region { outer, inner, closed: true, single: false, holds: Holds::Nickname });
        }
    }
    found
}

/// Returns what a nickname takes, with the brackets around it, if `span` stands between a given name and a surname.
fn nickname(text: &str, lexicon: &Lexicon, paragraph: Span, span: Span) -> Option<Span> {
    let brackets = text[..span.start].ends_with('(') && text[span.end..].starts_with(')');
    let wide = usize::from(brackets);
    let outer = Span::new(span.start - wide, span.end + wide);
    let beside = Beside::of(text, paragraph, outer);
    let given = beside.before.last()?;
    let surname = beside.after.split(|c: char| !c.is_alphabetic()).next()?;
    let fits = given.starts_with(char::is_uppercase)
        && lexicon.tags(given).is(Tags::GIVEN)
        && surname.starts_with(char::is_uppercase)
        && (lexicon.tags(surname) == Tags::NONE || lexicon.tags(surname).is(Tags::GIVEN.or(Tags::SURNAME)));
    fits.then_some(outer)
}

/// What stands beside a region.
struct Beside<'t> {
    /// The words right before it, up to punctuation.
    before: Vec<&'t str>,
    /// The text behind it and a space; empty where something else follows.
    after: &'t str,
}

impl<'t> Beside<'t> {
    fn of(text: &'t str, paragraph: Span, outer: Span) -> Self {
        let before = &text[paragraph.start..outer.start];
        let apart = before.is_empty() || before.ends_with(' ');
        let words = before.split_whitespace().rev().take(if apart { LONGEST_SUBJECT + 2 } else { 0 });
        let mut before: Vec<&str> = words.take_while(|word| word.ends_with(char::is_alphanumeric)).collect();
        before.reverse();
        let after = text[outer.end..paragraph.end].strip_prefix(' ').unwrap_or_default();
        Self { before, after }
    }

    /// Returns whether somebody or something is called so: `a man called`, `the singer known as`, `her dog, named`.
    fn is_called(&self, lexicon: &Lexicon) -> bool {
        let (noun, article) = match self.before.as_slice() {
            [before @ .., noun, "called" | "named" | "nicknamed"] => (*noun, before),
            [before @ .., noun, "known", "as"] => (*noun, before),
            _ => return false,
        };
        let indefinite = article.iter().rev().take(3).any(|word| matches!(*word, "a" | "an" | "A" | "An"));
        let tags = lexicon.tags(noun);
        let somebody = tags.is(Tags::ROLE.or(Tags::TITLE).or(Tags::ORGANIZATION));
        noun.starts_with(char::is_lowercase)
            && !tags.is(Tags::SUBJECT.or(Tags::RELATIVE).or(Tags::AUXILIARY).or(Tags::ADVERB))
            && (indefinite || !somebody)
    }

    /// Returns whether the name stands behind a noun and a verb of speech beside them: `the juggler “Tall Rufus” said`, `said the juggler
    /// “Tall Rufus”`.
    fn is_speaker(&self, lexicon: &Lexicon) -> bool {
        let speaks = |word: &str| {
            let tags = lexicon.tags(word);
            tags.is(Tags::SPEECH.or(Tags::ADDRESS)) && tags.is(Tags::PAST.or(Tags::THIRD))
        };
        let determines = |word: &&str| lexicon.tags(word).is(Tags::DETERMINER.or(Tags::POSSESSIVE));
        let nominal = |word: &str| {
            let tags = lexicon.tags(word);
            word.starts_with(char::is_lowercase) && (tags == Tags::NONE || tags.is(Tags::ROLE))
        };
        let Some((noun, before)) = self.before.split_last().filter(|(noun, _)| nominal(noun)) else {
            return false;
        };
        let _ = noun;
        let Some(article) = before.iter().rposition(|word| determines(&word)) else { return false };
        let verb = article.checked_sub(1).map(|at| before[at]);
        let next = self.after.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        speaks(next) || verb.is_some_and(speaks)
    }
}
