//! Names in quotation marks, which are not speech: nicknames (`Anna “Nan” Holt`, `Anna (Nan) Holt`), stage names (`the
//! juggler “Tall Rufus” said`), names of things and animals (`a dog called “Biscuit”`, `whose dog, “Biscuit,” barked`), titles of works
//! (`author of “The Salt Road,”`).
//! Input: a paragraph's regions. Output: the same regions, classified as names, and regions for nicknames in brackets.

use crate::{
    quotation::{
        languages::{EnglishWords, english_class},
        lexicon::{Grammar, Lexicon, Tags},
        quotation_marks::{QuotedRegion, RegionContent},
        rules::{is_capitalized_name, is_heading},
    },
    span::Span,
};

/// Maximum number of words of a quoted name.
const LONGEST: usize = 4;
/// Maximum number of words of the title of a work.
const LONGEST_TITLE: usize = 12;

/// Verbs whose object is somebody's work.
static MAKES: EnglishWords = EnglishWords::new(|| english_class("makes-work"));

/// Maximum number of words between a verb of speech and the name of its subject.
const LONGEST_SUBJECT: usize = 4;

/// Classifies the regions of a paragraph that are names, and adds regions for nicknames in brackets.
pub(crate) fn mark(text: &str, paragraph: Span, lexicon: &Lexicon, regions: &mut Vec<QuotedRegion>) {
    for region in regions.iter_mut() {
        let beside = RegionContext::of(text, paragraph, region.outer);
        let inner = region.inner.of(text);
        let words = inner.split_whitespace().count();
        if !region.closed || !is_capitalized_name(inner) || words > LONGEST_TITLE {
            continue;
        }
        if lexicon.grammar == Grammar::English && beside.is_work(lexicon, inner) {
            region.content = RegionContent::Work;
        }
        if words > LONGEST {
            continue;
        }
        let plain = inner.ends_with(char::is_alphanumeric);
        if plain && let Some(outer) = nickname(text, lexicon, paragraph, region.outer) {
            (region.outer, region.content) = (outer, RegionContent::AddedName);
        } else if beside.is_apposed && inner.ends_with(',') {
            region.content = RegionContent::AddedName;
        } else if (plain || inner.ends_with([',', '.'])) && beside.is_called(lexicon)
            || plain && beside.is_speaker(lexicon)
        {
            region.content = RegionContent::Name;
        }
    }
    let bracketed = bracketed(text, paragraph, lexicon, regions);
    if !bracketed.is_empty() {
        regions.extend(bracketed);
        regions.sort_unstable_by_key(|region| region.outer);
    }
}

/// Returns the nicknames in brackets without quotation marks: `Anna (Nan) Holt`.
fn bracketed(text: &str, paragraph: Span, lexicon: &Lexicon, regions: &[QuotedRegion]) -> Vec<QuotedRegion> {
    let mut found = Vec::new();
    let brackets = memchr::memchr_iter(b'(', paragraph.of(text).as_bytes()).map(|at| paragraph.start + at);
    for bracket in brackets.filter(|&at| at > paragraph.start && text.as_bytes()[at - 1] == b' ') {
        let start = bracket + 1;
        let word = text[start..paragraph.end].find(|c: char| !c.is_alphabetic()).unwrap_or(0);
        let inner = Span::new(start, start + word);
        let name = inner.of(text).starts_with(char::is_uppercase)
            && inner.of(text).contains(char::is_lowercase)
            && text[inner.end..].starts_with(')');
        let outer = nickname(text, lexicon, paragraph, inner).filter(|_| name);
        let Some(outer) = outer else { continue };
        let next = regions.partition_point(|region| region.outer.end <= outer.start);
        if regions.get(next).is_none_or(|region| region.outer.start >= outer.end) {
            found.push(QuotedRegion {
                outer,
                inner,
                closed: true,
                single: false,
                content: RegionContent::AddedName,
            });
        }
    }
    found
}

/// Returns the span of a nickname with its brackets, if `span` is between a given name and a surname.
fn nickname(text: &str, lexicon: &Lexicon, paragraph: Span, span: Span) -> Option<Span> {
    let brackets = text[..span.start].ends_with('(') && text[span.end..].starts_with(')');
    let wide = usize::from(brackets);
    let outer = Span::new(span.start - wide, span.end + wide);
    let beside = RegionContext::of(text, paragraph, outer);
    let given = beside.before.last()?;
    let surname = beside.after.split(|c: char| !c.is_alphabetic()).next()?;
    let unlisted = |word: &str| lexicon.tags(word) == Tags::NONE;
    let fits = given.starts_with(char::is_uppercase)
        && surname.starts_with(char::is_uppercase)
        && (lexicon.tags(given).is(Tags::GIVEN) || unlisted(given) && paragraph.start > 0)
        && (unlisted(surname) || lexicon.tags(surname).is(Tags::GIVEN.or(Tags::SURNAME)));
    fits.then_some(outer)
}

/// The words beside a region.
struct RegionContext<'t> {
    /// The last words before the region that no punctuation separates from it.
    before: Vec<&'t str>,
    /// The text after the region and a space; empty if no space follows the region.
    after: &'t str,
    /// Whether the region follows "whose", a noun and a comma: `whose dog, “Biscuit,” barked`.
    is_apposed: bool,
}

impl<'t> RegionContext<'t> {
    fn of(text: &'t str, paragraph: Span, outer: Span) -> Self {
        let before = &text[paragraph.start..outer.start];
        let mut apposed = before.strip_suffix(", ").unwrap_or_default().split_whitespace().rev().take(3);
        let is_apposed = apposed.any(|word| word == "whose");
        let apart = before.is_empty() || before.ends_with(' ');
        let words = before.split_whitespace().rev().take(if apart { LONGEST_SUBJECT + 2 } else { 0 });
        let mut before: Vec<&str> = words.take_while(|word| word.ends_with(char::is_alphanumeric)).collect();
        before.reverse();
        let after = text[outer.end..paragraph.end].strip_prefix(' ').unwrap_or_default();
        Self { before, after, is_apposed }
    }

    /// Returns whether the words before the region introduce a name: `a man called`, `the singer known as`.
    fn is_called(&self, lexicon: &Lexicon) -> bool {
        let (noun, article) = match self.before.as_slice() {
            [before @ .., noun, "is" | "was" | "be", "called" | "named"]
                if !self.after.starts_with("by ") =>
            {
                (*noun, before)
            }
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

    /// Returns whether the region is the title of somebody's work: `author of “The Salt Road”`, `host of LTV's “Leeds Today”`, `who wrote
    /// “The Salt Road”`, `“The Salt Road” author Anna Holt`.
    fn is_work(&self, lexicon: &Lexicon, inner: &str) -> bool {
        let starts = inner.starts_with(|first: char| first.is_uppercase() || first.is_ascii_digit());
        let mut after = self.after.split_whitespace();
        let describes = after
            .next()
            .is_some_and(|noun| noun.starts_with(char::is_lowercase) && lexicon.tags(noun).is(Tags::ROLE));
        if starts && describes && after.next().is_some_and(|name| name.starts_with(char::is_uppercase)) {
            return inner.ends_with(char::is_alphanumeric);
        }
        let [before @ .., last] = self.before.as_slice() else { return false };
        let small = |word: &str| word.starts_with(char::is_lowercase);
        let leads = matches!(*last, "of" | "on" | "in" | "for" | "at" | "behind")
            || last.ends_with("'s")
            || last.ends_with("’s");
        let somebody = |word: &&str| small(word) && lexicon.tags(word).is(Tags::ROLE);
        let made = before.last() == Some(&"who") && MAKES.contains(last) && is_heading(inner);
        let somebody =
            |word: &&str| somebody(word) || matches!(*word, "known" | "famous" | "starred" | "appeared");
        starts && (made || leads && before.iter().rev().take(LONGEST_SUBJECT).any(somebody))
    }

    /// Returns whether a noun and a verb of speech are beside the name: `the juggler “Tall Rufus” said`, `said the juggler
    /// “Tall Rufus”`.
    fn is_speaker(&self, lexicon: &Lexicon) -> bool {
        let speaks = |word: &str| {
            let tags = lexicon.tags(word);
            tags.is(Tags::SPEECH.or(Tags::ADDRESS)) && tags.is(Tags::PAST.or(Tags::THIRD))
        };
        let determines = |word: &&'t str| lexicon.tags(word).is(Tags::DETERMINER.or(Tags::POSSESSIVE));
        let nominal = |word: &str| {
            let tags = lexicon.tags(word);
            word.starts_with(char::is_lowercase) && (tags == Tags::NONE || tags.is(Tags::ROLE))
        };
        let noun = self.before.last().is_some_and(|noun| nominal(noun));
        let Some(article) = self.before.iter().rposition(determines).filter(|_| noun) else { return false };
        let verb = article.checked_sub(1).map(|at| self.before[at]);
        let next = self.after.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        speaks(next) || verb.is_some_and(speaks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quotation::{quotation_marks::regions, test_support::quoted};

    /// Text, content and speaker of its only quotation.
    const NICKNAMES: &[(&str, &str, &str)] = &[
        ("“It holds,” said Anna “Nan” Holt, who built it.", "It holds,", "Anna Holt"),
        ("“It holds,” Anna 'Nan' Holt said.", "It holds,", "Anna Holt"),
        ("\"It holds,\" Anna \"Nan\" Holt said.", "It holds,", "Anna Holt"),
        ("“It holds,” said Anna ‘the Hammer’ Holt.", "It holds,", "Anna Holt"),
        ("“It holds,” said Anna (Nan) Holt.", "It holds,", "Anna Holt"),
        ("“It holds,” said Anna (“Nan”) Holt.", "It holds,", "Anna Holt"),
        ("Engineer Anna “Nan” Holt said the bridge was safe.", "the bridge was safe", "Anna Holt"),
    ];

    #[test]
    fn nicknames_are_part_of_the_name() {
        for (text, content, speaker) in NICKNAMES {
            let found = quoted(text, Some("en"));
            assert_eq!(found.len(), 1, "{text}\n{found:?}");
            assert_eq!(found[0].content[0].of(text), *content, "{text}");
            assert_eq!(found[0].speaker.as_deref(), Some(*speaker), "{text}");
        }
    }

    /// Text, content of its only quotation, and mention of the speaker.
    const NAMES: &[(&str, &str, &str)] = &[
        ("The juggler “Tall Rufus” said the pier was shut.", "the pier was shut", "The juggler “Tall Rufus”"),
        ("“It was cold,” said the singer ‘Moth’.", "It was cold,", "the singer ‘Moth’"),
        ("“It was cold,” said a man called “Sparrow,” 58.", "It was cold,", "a man"),
        (
            "“It was cold,” said a woman whose dog, “Biscuit,” was with her.",
            "It was cold,",
            "a woman whose dog",
        ),
        ("“It was cold,” said a diver known as “Eel.”", "It was cold,", "a diver known"),
        (
            "Anna Holt, author of “The Salt Road,” said it was cold.",
            "it was cold",
            "Anna Holt, author of “The Salt Road,”",
        ),
        (
            "Anna Holt, the host of LTV’s “Leeds Today”, said it was cold.",
            "it was cold",
            "Anna Holt, the host of LTV’s “Leeds Today”,",
        ),
        (
            "Anna Holt, who wrote “The Salt Road,” said it was cold.",
            "it was cold",
            "Anna Holt, who wrote “The Salt Road,”",
        ),
    ];

    #[test]
    fn quoted_names_are_not_speech() {
        for (text, content, mention) in NAMES {
            let found = quoted(text, Some("en"));
            assert_eq!(found.len(), 1, "{text}\n{found:?}");
            assert_eq!(found[0].content[0].of(text), *content, "{text}");
            assert_eq!(found[0].mention.map(|span| span.of(text)), Some(*mention), "{text}");
        }
    }

    #[test]
    fn names_that_a_speaker_uses_are_quoted_words() {
        for text in [
            "Anna Holt called the plan “Madness” on Monday.",
            "Anna Holt described the mayor called “Sparrow” as “Vain”.",
            "The council called “Shame” as she left, Anna Holt said.",
            "Anna Holt referred to the mayor as “Sparrow.”",
        ] {
            let span = Span::new(0, text.len());
            let mut found = regions(text, span);
            mark(text, span, Lexicon::of(None).unwrap(), &mut found);
            let words = found.iter().filter(|region| region.content == RegionContent::Words).count();
            assert!(words > 0, "{text}\n{found:?}");
        }
    }
}
