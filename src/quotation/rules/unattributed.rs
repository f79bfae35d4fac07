//! Quoted sentences without a cue: they go on with the quotation before them.

use crate::{
    quotation::{
        cue::Order,
        lexicon::Tags,
        rules::{Attribution, Collector, Frame, Sentence, direct::group},
        tokens::Kind,
    },
    span::Span,
};

/// `"Did we win?" Holt asked.`: a question's mark seems to end the sentence before its speaker.
pub(crate) fn answered(frame: &Frame, collector: &mut Collector) {
    let Some(cue) = frame.cues.first() else { return };
    let group = group(cue);
    let speaks =
        cue.tags.is(Tags::SPEECH.or(Tags::ADDRESS)) && cue.source.is_some() && cue.order != Order::Shared;
    let alone = frame.tokens.get(group.end).is_none_or(|token| {
        matches!(token.kind, Kind::Stop | Kind::Comma)
            || token.is(Tags::PREPOSITION.or(Tags::TIME).or(Tags::ADVERB))
    });
    let quotes_more = frame.tokens[group.end..].iter().any(|token| token.kind == Kind::Quoted);
    if group.start > 0 || !speaks || !alone || quotes_more {
        return;
    }
    let Some(previous) = previous_sentence(frame) else { return };
    let Some(last) = frame.analysis.tokens_of(previous).last().filter(|token| token.kind == Kind::Quoted)
    else {
        return;
    };
    let inner = frame.analysis.inner(last);
    if !inner.of(frame.analysis.text).ends_with(['?', '!', '…', '-', '—']) {
        return;
    }
    collector.release(inner);
    collector.claimed[last.region] = true;
    collector.add_spans(frame, vec![inner], &frame.pending(cue), "words-then-speaker");
    collector.taken[cue.verb] = true;
}

/// Returns the sentence before, in the same paragraph.
fn previous_sentence<'a>(frame: &Frame<'a>) -> Option<&'a Sentence> {
    let sentences = &frame.analysis.sentences;
    let previous = &sentences[frame.ordinal.checked_sub(1)?];
    (previous.paragraph == sentences[frame.ordinal].paragraph).then_some(previous)
}

/// Quoted sentences without a cue: `"We won," Holt said. "It was close."` continues; after a colon the verb
/// before it reports them; else they are the last speaker's.
pub(crate) fn continued(frame: &Frame, collector: &mut Collector) {
    let only_quoted = frame.tokens.iter().all(|token| {
        matches!(token.kind, Kind::Quoted | Kind::Stop | Kind::Comma | Kind::Open | Kind::Close | Kind::Other)
    });
    let Some(first) = frame.tokens.iter().find(|token| token.kind == Kind::Quoted) else { return };
    if !only_quoted || collector.claimed[first.region] {
        return;
    }
    let mut content = Vec::new();
    for token in frame.tokens.iter().filter(|token| token.kind == Kind::Quoted) {
        collector.claimed[token.region] = true;
        content.push(frame.analysis.inner(token));
    }
    let paragraph = frame.analysis.sentences[frame.ordinal].paragraph;
    if let Some(open) = collector.open.clone().filter(|open| open.paragraph == paragraph && open.quotes) {
        collector.found[open.attribution].content.extend(content);
    } else if let Some(pending) = collector.pending.take() {
        collector.add_spans(frame, content, &pending, "after-colon");
    } else {
        carry(frame, collector, content);
    }
}

/// Adds words for which only the speaker before can be the speaker.
fn carry(frame: &Frame, collector: &mut Collector, content: Vec<Span>) {
    let last = collector.open.as_ref().map(|open| &collector.found[open.attribution]);
    let source = last.and_then(|attribution| attribution.source.clone());
    let words = content[0].of(frame.analysis.text).split_whitespace().take(FEWEST_WORDS).count();
    if words < FEWEST_WORDS {
        return;
    }
    collector.found.push(Attribution { content, source, cue: None, rule: "carried-over" });
    collector.open_last(frame, "words-then-speaker");
}

/// How many words in marks are taken for speech where no language helps: fewer may be a title.
const FEWEST_WORDS: usize = 3;

/// Words in marks in a language without word lists: quotations without speakers.
pub(crate) fn words_alone(frame: &Frame, collector: &mut Collector) {
    for token in frame.tokens.iter().filter(|token| token.kind == Kind::Quoted) {
        let inner = frame.analysis.inner(token);
        let words = inner.of(frame.analysis.text).split_whitespace().take(FEWEST_WORDS).count();
        if collector.claimed[token.region] || words < FEWEST_WORDS && !token.ends_clause {
            continue;
        }
        collector.claimed[token.region] = true;
        collector.found.push(Attribution {
            content: vec![inner],
            source: None,
            cue: None,
            rule: "words-alone",
        });
    }
}
