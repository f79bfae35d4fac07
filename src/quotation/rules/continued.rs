//! Sentences that consist of quoted words alone. They continue the quotation before them, follow a colon, or belong to
//! the last speaker.

use std::ops::Range;

use crate::{
    quotation::{
        rules::{
            Attribution, Collector, Frame, Rule, collector::Open, question_then_speaker::previous_sentence,
            titles_of_works::is_heading,
        },
        syntax::{
            subject::main_subject,
            tokens::{Token, TokenKind},
        },
    },
    span::Span,
};

/// Minimum number of quoted words that count as speech; fewer may be a title.
pub(super) const FEWEST_WORDS: usize = 3;

/// Adds a sentence that consists of quoted words alone. `"We won," Holt said. "It was close."` continues the open
/// attribution. After a colon, the cue before the colon reports the words. Otherwise [`last_speaker`] decides.
pub(crate) fn continued(frame: &Frame, collector: &mut Collector) {
    if !frame.quotes {
        return;
    }
    let only_quoted = frame.tokens.iter().all(|token| {
        use TokenKind::{Close, Comma, Open, Other, Quoted, Stop};
        matches!(token.kind, Quoted | Stop | Comma | Open | Close | Other)
    });
    let is_quoted = |token: &&Token| token.kind == TokenKind::Quoted;
    let Some(first) = frame.tokens.iter().find(is_quoted) else { return };
    if !only_quoted || !collector.is_region_free(first) {
        return;
    }
    let mut content = Vec::new();
    for token in frame.tokens.iter().filter(is_quoted) {
        collector.claim_region(token);
        content.push(frame.tagged.inner(token));
    }
    if continues_open(frame, collector, first) {
        collector.continue_open(frame, content);
    } else if let Some(cue) = collector.colon().cloned() {
        collector.add_spans(frame, content, cue, Rule::AfterColon);
    } else {
        carry(frame, collector, content);
    }
}

/// Returns whether the sentence continues the open attribution: in the same paragraph, or in the next one unless a colon
/// or a subheading in single quotation marks separates them.
fn continues_open(frame: &Frame, collector: &Collector, first: &Token) -> bool {
    let Some((open, attribution)) = collector.open().filter(|(open, _)| open.is_quoted) else { return false };
    let next_paragraph = open.paragraph + 1 == frame.paragraph() && open.sentence + 1 == frame.ordinal;
    let single = frame.tagged.regions[first.region].single;
    let subheading = single && !ends_in_single_marks(frame, attribution);
    open.paragraph == frame.paragraph() || next_paragraph && collector.colon().is_none() && !subheading
}

/// Returns whether the last words of an attribution are in single quotation marks.
fn ends_in_single_marks(frame: &Frame, attribution: &Attribution) -> bool {
    let Some(last) = attribution.content.last() else { return false };
    let regions = &frame.tagged.regions;
    let at = regions.partition_point(|region| region.outer.end <= last.start);
    regions.get(at).is_some_and(|region| region.single)
}

/// Adds words without a cue, with a guessed speaker. Headings and quotations of one or two words are not added.
fn carry(frame: &Frame, collector: &mut Collector, content: Vec<Span>) {
    let text = content[0].of(frame.tagged.text);
    let words = text.split_whitespace().take(FEWEST_WORDS).count();
    if words < FEWEST_WORDS || is_heading(text) && content.len() == 1 || frame.tagged.lexicon.is_none() {
        return;
    }
    let language = frame.tagged.language();
    let (source, rule) = match language.and_then(|language| language.continuing_speaker(frame, collector)) {
        Some(source) => (Some(source), Rule::CarriedOver),
        None => last_speaker(frame, collector),
    };
    collector.push(Attribution { content, source, cue: None, denied: false, rule });
    collector.open_last_as_quoted(frame);
}

/// Returns the speaker of a sentence without a cue, and the rule: the speaker of the previous sentence, else its subject,
/// else the last speaker.
fn last_speaker(frame: &Frame, collector: &Collector) -> (Option<Range<usize>>, Rule) {
    let last = collector.open().and_then(|(open, attribution)| Some((open, attribution.source.clone()?)));
    let directly_before = |open: &Open| open.sentence + 1 == frame.ordinal;
    match last {
        Some((open, speaker)) if directly_before(open) => {
            let goes_on = frame.is_english() && open.paragraph == frame.paragraph();
            (Some(speaker), if goes_on { Rule::GoesOn } else { Rule::CarriedOver })
        }
        last => (subject_before(frame).or(last.map(|(_, speaker)| speaker)), Rule::CarriedOver),
    }
}

/// Returns the main subject of the previous sentence of the paragraph, as positions in the article.
fn subject_before(frame: &Frame) -> Option<Range<usize>> {
    let sentence = previous_sentence(frame)?;
    let subject = main_subject(frame.tagged.tokens_of(sentence))?;
    let start = sentence.tokens.start;
    Some(start + subject.start..start + subject.end)
}

#[cfg(test)]
mod tests {
    use crate::quotation::test_support::assert_rules;

    #[test]
    fn words_without_a_cue_have_a_speaker() {
        assert_rules(&[
            (
                "Anna Holt shrugged. “It will hold for now.”",
                "carried-over",
                "It will hold for now.",
                "Anna Holt",
            ),
            (
                "“It holds,” Anna Holt said. “We built it.\n“It will last.”",
                "words-then-speaker",
                "It holds, … We built it. … It will last.",
                "Anna Holt",
            ),
            ("Anna Holt continued:\n“It will hold.”", "after-colon", "It will hold.", "Anna Holt"),
        ]);
    }
}
