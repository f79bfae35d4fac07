//! Speakers that only the headline names: `Holt: “No rush”` above a text that says “There is no rush.” Input: an article's
//! quotations. Output: the same quotations, with speakers from the headline.
//!
//! The headline is not part of the text, and spans refer to the text. So the headline's own quotation is not one of the
//! article's.

use crate::{
    article::{Paragraph, ParagraphKind, Quotation},
    quotation::{
        QuotationInput,
        names::people::People,
        quotation_marks::regions,
        quotations,
        rules::{MentionKind, Rule},
    },
    span::Span,
};

/// Minimum number of consecutive words that headline and quotation share.
const FEWEST_WORDS: usize = 2;

/// Returns whether a quotation has no speaker, or only a guessed one.
fn is_open(quotation: &Quotation) -> bool {
    Rule::named(&quotation.rule).is_some_and(Rule::is_guess)
}

/// Gives a speaker to each quotation without one, if the headline quotes its words and names the speaker. A guessed
/// speaker is replaced.
pub(crate) fn name_speakers(input: &QuotationInput, people: &People, found: &mut [Quotation]) {
    let Some(title) = input.title.filter(|title| title.contains(['"', '\'', '“', '‘', '«', '„']))
    else {
        return;
    };
    if !found.iter().any(is_open) {
        return;
    }
    let whole = Span::new(0, title.len());
    let paragraphs = [Paragraph { kind: ParagraphKind::Paragraph, span: whole }];
    let headline =
        QuotationInput { text: title, paragraphs: &paragraphs, sentences: &[whole], title: None, ..*input };
    let of_title = quotations(&headline);
    let marked: Vec<Span> = regions(title, whole).into_iter().map(|region| region.inner).collect();
    for quotation in found.iter_mut().filter(|quotation| is_open(quotation)) {
        let said = words(input.text, &quotation.content);
        let is_same = |of_title: &&Quotation| {
            let inside = |inner: &&Span| of_title.content.iter().any(|span| span.overlaps(**inner));
            let quoted = words(title, &marked.iter().filter(inside).copied().collect::<Vec<_>>());
            quoted.len() >= FEWEST_WORDS && said.windows(quoted.len()).any(|part| part == quoted)
        };
        let same = of_title.iter().filter(|of_title| of_title.speaker.is_some()).find(is_same);
        let Some(name) = same.and_then(|of_title| of_title.speaker.clone()) else { continue };
        let person = name.split(' ').next_back().and_then(|last| people.find(last, None, usize::MAX));
        let person = person.map(|person| &people.people[person]);
        quotation.speaker = Some(person.map_or(name, |person| person.name.join(" ")));
        quotation.role = person.and_then(|person| person.role.clone());
        quotation.mention = None;
        quotation.confidence = Rule::ToldByHeadline.share(MentionKind::Missing);
        Rule::ToldByHeadline.name().clone_into(&mut quotation.rule);
    }
}

fn words(text: &str, content: &[Span]) -> Vec<String> {
    let pieces = content.iter().flat_map(|span| span.of(text).split(|c: char| !c.is_alphanumeric()));
    pieces.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(title: &str, text: &str) -> Vec<Quotation> {
        let paragraphs = [Paragraph { kind: ParagraphKind::Paragraph, span: Span::new(0, text.len()) }];
        let sentences = crate::passage::sentences(text, &paragraphs);
        quotations(&QuotationInput {
            text,
            paragraphs: &paragraphs,
            sentences: &sentences,
            title: Some(title),
            lang: Some("en"),
            byline: &[],
        })
    }

    #[test]
    fn a_headline_names_the_speaker_of_a_quotation_in_the_text() {
        let text = "Nobody moved in the hall. “The city will never close it.” Mayor Anna Holt had come late.";
        for (title, speaker) in [
            ("Holt: ‘City will never close it’", Some("Anna Holt")),
            ("Bridge ‘will never close it’, says Holt", Some("Anna Holt")),
            ("Bridge may close", None),
        ] {
            let found = found(title, text);
            assert_eq!(found.len(), 1, "{found:?}");
            assert_eq!(found[0].speaker.as_deref(), speaker, "{title} {found:?}");
        }
        let named = &found("Holt: ‘City will never close it’", text)[0];
        assert_eq!(
            (named.role.as_deref(), named.mention, named.rule.as_str()),
            (Some("Mayor"), None, "told-by-headline")
        );
    }
}
