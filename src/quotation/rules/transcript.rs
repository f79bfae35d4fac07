//! Transcripts and interviews: paragraphs that begin with their speaker and a colon (`HOLT: It will hold.`, `Q: …`).

use std::{collections::HashMap, ops::Range};

use crate::{
    quotation::{
        rules::{Analysis, Attribution, trimmed},
        tokens::{Kind, Shape, Token},
    },
    span::Span,
};

/// How many paragraphs must begin so before the text counts as a transcript.
const FEWEST_LABELS: usize = 2;

/// How many tokens a label has at most.
const LONGEST_LABEL: usize = 4;

/// Returns a quotation for each paragraph that begins with a label, and marks its sentences in `consumed`.
pub(crate) fn labelled(analysis: &Analysis, consumed: &mut [bool]) -> Vec<Attribution> {
    let starts = |ordinal: usize| {
        ordinal == 0 || analysis.sentences[ordinal - 1].paragraph != analysis.sentences[ordinal].paragraph
    };
    let labels: Vec<(usize, usize)> = (0..analysis.sentences.len())
        .filter(|&ordinal| starts(ordinal))
        .filter_map(|ordinal| {
            Some((ordinal, label(analysis.text, analysis.tokens_of(&analysis.sentences[ordinal]))?))
        })
        .collect();
    let labels = if labels.len() < FEWEST_LABELS { recurring(analysis, &starts) } else { labels };
    if labels.len() < FEWEST_LABELS {
        return Vec::new();
    }
    labels.into_iter().filter_map(|(ordinal, colon)| turn(analysis, ordinal, colon, consumed)).collect()
}

/// Returns the paragraphs of an interview, each with the position of its colon: those whose labels in upper and lower case come back
/// (`Courier: …`, `Nora Holt: …`), if at least two do.
fn recurring(analysis: &Analysis, starts: &dyn Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut labels: Vec<(usize, usize, &str)> = Vec::new();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for ordinal in (0..analysis.sentences.len()).filter(|&ordinal| starts(ordinal)) {
        let tokens = analysis.tokens_of(&analysis.sentences[ordinal]);
        let colon = tokens.iter().take(LONGEST_LABEL + 1).position(|token| token.kind == Kind::Colon);
        let Some(colon) = colon.filter(|&colon| colon > 0) else { continue };
        if tokens[..colon].iter().all(Token::is_capitalized) {
            let name = Span::new(tokens[0].span.start, tokens[colon - 1].span.end).of(analysis.text);
            *seen.entry(name).or_default() += 1;
            labels.push((ordinal, colon, name));
        }
    }
    labels.retain(|(_, _, name)| seen[name] > 1);
    let several = labels.iter().any(|(_, _, name)| *name != labels[0].2);
    if several {
        labels.into_iter().map(|(ordinal, colon, _)| (ordinal, colon)).collect()
    } else {
        Vec::new()
    }
}

/// Returns the position of the colon behind a label: words in capitals, or "Q" and "A".
fn label(text: &str, tokens: &[Token]) -> Option<usize> {
    let colon = tokens.iter().take(LONGEST_LABEL + 1).position(|token| token.kind == Kind::Colon)?;
    let in_capitals = |token: &Token| {
        token.is_word() && (token.shape == Shape::Upper || matches!(token.span.of(text), "Q" | "A"))
    };
    (colon > 0 && tokens[..colon].iter().all(in_capitals)).then_some(colon)
}

/// Returns what is said in the paragraph that starts with sentence `ordinal`, whose label ends at token `colon`.
fn turn(analysis: &Analysis, ordinal: usize, colon: usize, consumed: &mut [bool]) -> Option<Attribution> {
    let sentences = &analysis.sentences;
    let paragraph = sentences[ordinal].paragraph;
    let last = (ordinal..sentences.len()).take_while(|&at| sentences[at].paragraph == paragraph).last()?;
    let first = sentences[ordinal].tokens.start;
    let words: Range<usize> = first + colon + 1..sentences[last].tokens.end;
    let tokens = &analysis.tokens[words];
    let content = match tokens {
        [] => return None,
        [only] if only.kind == Kind::Quoted => analysis.inner(only),
        [start, .., end] => Span::new(start.span.start, end.span.end),
        [only] => only.span,
    };
    consumed[ordinal..=last].fill(true);
    Some(Attribution {
        content: vec![trimmed(analysis.text, content)],
        source: Some(first..first + colon),
        cue: Some(analysis.tokens[first + colon].span),
        rule: "transcript",
    })
}

#[cfg(test)]
mod tests {
    use crate::quotation::tests::assert_rules;

    #[test]
    fn labels_name_their_speakers() {
        assert_rules(&[
            (
                "Mike Holt met Ann Dale.
HOLT: It will hold.
DALE: For how long?",
                "transcript",
                "It will hold.",
                "HOLT",
            ),
            (
                "Q: Will it hold?
A: It will.",
                "transcript",
                "It will.",
                "A",
            ),
            (
                "Courier: Will it hold?
Nora Holt: It will.
Courier: For how long?
Nora Holt: For a year.",
                "transcript",
                "For a year.",
                "Nora Holt",
            ),
        ]);
    }
}
