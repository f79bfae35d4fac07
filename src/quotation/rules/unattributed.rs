//! Quoted sentences without a cue: they go on with the quotation before them.

use crate::quotation::{
    rules::{Attribution, Collector, Frame},
    tokens::Kind,
};

/// `"We won," Holt said. "It was close."`: the second sentence continues the first.
pub(crate) fn continued(frame: &Frame, collector: &mut Collector) {
    let only_quoted =
        frame.tokens.iter().all(|token| matches!(token.kind, Kind::Quoted | Kind::Stop | Kind::Comma));
    if !only_quoted || !frame.tokens.iter().any(|token| token.kind == Kind::Quoted) {
        return;
    }
    let paragraph = frame.analysis.sentences[frame.ordinal].paragraph;
    let Some(open) = collector.open.clone().filter(|open| open.paragraph == paragraph) else { return };
    for token in frame.tokens.iter().filter(|token| token.kind == Kind::Quoted) {
        collector.claimed[token.region] = true;
        collector.found[open.attribution].content.push(frame.analysis.inner(token));
    }
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
