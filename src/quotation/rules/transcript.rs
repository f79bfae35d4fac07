//! Transcripts and interviews: paragraphs that begin with their speaker and a colon (`HOLT: It will hold.`, `Q: …`).

use std::{collections::HashMap, ops::Range};

use crate::{
    quotation::languages::{EnglishWords, english_class},
    word_list::lines,
};
use crate::{
    quotation::{
        lexicon::Tags,
        rules::{Attribution, Rule},
        syntax::{
            tagged_text::{TaggedText, trimmed},
            tokens::{Shape, Token, TokenKind},
        },
    },
    span::Span,
};

/// Minimum number of labelled paragraphs of a transcript.
const FEWEST_LABELS: usize = 2;

/// Maximum number of tokens of a label.
const LONGEST_LABEL: usize = 4;

/// Maximum number of tokens of a label in capitals with a description ("SEN. ANNA HOLT (D-VT)", "ANNA HOLT, HOST").
const LONGEST_INTRODUCTION: usize = 12;

/// Labels of editorial notes and links.
static NO_SPEAKER: EnglishWords =
    EnglishWords::new(|| lines(include_str!("../languages/english/editorial_labels.txt")).collect());

/// A paragraph that begins with its speaker.
struct Labelled {
    /// Zero-based index of its first sentence.
    ordinal: usize,
    /// Number of tokens of the label.
    label: usize,
    /// Number of tokens before the content: the label, and its colon if it has one.
    content: usize,
}

/// Returns a quotation for each paragraph with a label, and marks its sentences in `consumed`. Fewer than
/// [`FEWEST_LABELS`] labels are no transcript.
pub(crate) fn turns(tagged: &TaggedText, consumed: &mut [bool]) -> Vec<Attribution> {
    let starts = |ordinal: usize| {
        ordinal == 0 || tagged.sentences[ordinal - 1].paragraph != tagged.sentences[ordinal].paragraph
    };
    let first_sentences = || (0..tagged.sentences.len()).filter(|&ordinal| starts(ordinal));
    let in_capitals = |ordinal: usize| {
        let colon = label(tagged.text, tagged.tokens_of(&tagged.sentences[ordinal]))?;
        Some(Labelled { ordinal, label: colon, content: colon + 1 })
    };
    let mut labels: Vec<Labelled> = first_sentences().filter_map(in_capitals).collect();
    if labels.len() < FEWEST_LABELS {
        labels = recurring(tagged, &starts);
    }
    if labels.len() < FEWEST_LABELS {
        labels = answers(tagged, first_sentences());
    }
    if labels.len() < FEWEST_LABELS {
        return Vec::new();
    }
    labels.into_iter().filter_map(|paragraph| turn(tagged, &paragraph, consumed)).collect()
}

/// Returns the paragraphs that begin with "Q." and "A.", if there are both.
fn answers(tagged: &TaggedText, first_sentences: impl Iterator<Item = usize>) -> Vec<Labelled> {
    let word = |ordinal: usize| {
        let first = tagged.tokens_of(&tagged.sentences[ordinal]).first();
        first.map_or("", |token| token.span.of(tagged.text))
    };
    let found: Vec<usize> = first_sentences.filter(|&ordinal| matches!(word(ordinal), "Q." | "A.")).collect();
    let both = ["Q.", "A."].iter().all(|wanted| found.iter().any(|&ordinal| word(ordinal) == *wanted));
    let labelled = |ordinal| Labelled { ordinal, label: 1, content: 1 };
    if both { found.into_iter().map(labelled).collect() } else { Vec::new() }
}

/// Returns the labelled paragraphs of an interview, with labels in mixed case (`Courier: …`, `Nora Holt: …`). Each label
/// must occur more than once, and at least two labels must differ.
fn recurring(tagged: &TaggedText, starts: &dyn Fn(usize) -> bool) -> Vec<Labelled> {
    let mut labels: Vec<(usize, usize, &str)> = Vec::new();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for ordinal in (0..tagged.sentences.len()).filter(|&ordinal| starts(ordinal)) {
        let tokens = tagged.tokens_of(&tagged.sentences[ordinal]);
        let colon = tokens.iter().take(LONGEST_LABEL + 1).position(|token| token.kind == TokenKind::Colon);
        let Some(colon) = colon.filter(|&colon| colon > 0) else { continue };
        if tokens[..colon].iter().all(Token::is_capitalized) && !is_editorial(tagged.text, &tokens[..colon]) {
            let name = Span::new(tokens[0].span.start, tokens[colon - 1].span.end).of(tagged.text);
            *seen.entry(name).or_default() += 1;
            labels.push((ordinal, colon, name));
        }
    }
    labels.retain(|(_, _, name)| seen[name] > 1);
    let several = labels.iter().any(|(_, _, name)| *name != labels[0].2);
    if several {
        let labelled = |(ordinal, colon, _)| Labelled { ordinal, label: colon, content: colon + 1 };
        labels.into_iter().map(labelled).collect()
    } else {
        Vec::new()
    }
}

/// Returns the position of the colon after a label: words in capitals, or "Q" or "A".
fn label(text: &str, tokens: &[Token]) -> Option<usize> {
    let colon =
        tokens.iter().take(LONGEST_INTRODUCTION + 1).position(|token| token.kind == TokenKind::Colon)?;
    let in_capitals = |token: &Token| {
        let word = token.span.of(text);
        token.is_word()
            && (token.shape == Shape::Upper
                || word.len() == 2 && word.ends_with('.')
                || matches!(word, "Q" | "A"))
    };
    let speaker =
        tokens[..colon].iter().position(|token| matches!(token.kind, TokenKind::Comma | TokenKind::Open));
    let name = speaker.unwrap_or(colon);
    let in_brackets = tokens[name..colon].first().is_some_and(|token| token.kind == TokenKind::Open);
    let introduces = in_brackets && tokens[colon - 1].kind == TokenKind::Close
        || tokens[name..colon]
            .iter()
            .skip(1)
            .all(|token| in_capitals(token) || token.kind == TokenKind::Comma);
    (1..=LONGEST_LABEL).contains(&name).then_some(())?;
    (tokens[..name].iter().all(in_capitals) && introduces && !is_editorial(text, &tokens[..name]))
        .then_some(colon)
}

/// Returns whether a label is editorial ("UPDATE", "Read more").
fn is_editorial(text: &str, label: &[Token]) -> bool {
    let (Some(first), Some(last)) = (label.first(), label.last()) else { return true };
    let label = Span::new(first.span.start, last.span.end).of(text).to_uppercase();
    NO_SPEAKER.contains(&label.as_str())
}

/// Returns the quotation of a labelled paragraph, and marks its sentences in `consumed`. Returns `None` for a mere
/// number.
fn turn(tagged: &TaggedText, labelled: &Labelled, consumed: &mut [bool]) -> Option<Attribution> {
    let Labelled { ordinal, label, content: start } = *labelled;
    let sentences = &tagged.sentences;
    let paragraph = sentences[ordinal].paragraph;
    let last = (ordinal..sentences.len()).take_while(|&at| sentences[at].paragraph == paragraph).last()?;
    let first = sentences[ordinal].tokens.start;
    let words: Range<usize> = first + start..sentences[last].tokens.end;
    let tokens = &tagged.tokens[words];
    let content = match tokens {
        [] => return None,
        // Results of votes and games: "Holt: 547."
        [figure, rest @ ..] if figure.kind == TokenKind::Number && !rest.iter().any(Token::is_word) => {
            return None;
        }
        [only] if only.kind == TokenKind::Quoted => tagged.inner(only),
        [start, .., end] => Span::new(start.span.start, end.span.end),
        [only] => only.span,
    };
    consumed[ordinal..=last].fill(true);
    Some(Attribution {
        content: vec![trimmed(tagged.text, content)],
        source: Some(first..first + label),
        cue: (start > label).then(|| tagged.tokens[first + label].span),
        denied: false,
        rule: Rule::Transcript,
    })
}

/// The meaning of a label that is not a name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SpeakerLabel {
    /// The person who answers in an interview.
    Answers,
    /// The person who asks, who is seldom named.
    Asks,
    /// A person in court or in a hall who is called by a noun: "THE WITNESS".
    Unnamed(String),
}

/// Nouns in labels of unnamed people that are not in the list of roles.
static UNNAMED: EnglishWords = EnglishWords::new(|| english_class("unnamed-speaker"));

/// Returns the meaning of the label at `source`; `None` if it is a name or not a label in capitals.
pub(crate) fn speaker_label(tagged: &TaggedText, source: &Range<usize>) -> Option<SpeakerLabel> {
    let tokens = &tagged.tokens[source.clone()];
    let word = |token: &Token| token.span.of(tagged.text).trim_end_matches('.').to_lowercase();
    let shouted = |token: &Token| token.shape == Shape::Upper || token.span.of(tagged.text).len() <= 2;
    let [first, rest @ ..] = tokens else { return None };
    match word(first).as_str() {
        "q" | "question" | "interviewer" if rest.is_empty() => return Some(SpeakerLabel::Asks),
        "a" | "answer" if rest.is_empty() => return Some(SpeakerLabel::Answers),
        _ => {}
    }
    let nouns = if first.is(Tags::DETERMINER) { rest } else { tokens };
    let known =
        |token: &Token| token.is(Tags::ROLE.or(Tags::TITLE)) || UNNAMED.contains(&word(token).as_str());
    let colon = tagged.tokens.get(source.end).is_some_and(|token| token.kind == TokenKind::Colon);
    let unnamed = !nouns.is_empty() && nouns.iter().all(|token| shouted(token) && known(token));
    (colon && unnamed).then(|| SpeakerLabel::Unnamed(nouns.iter().map(word).collect::<Vec<_>>().join(" ")))
}

#[cfg(test)]
mod tests {
    use crate::quotation::test_support::assert_rules;

    #[test]
    fn labels_name_the_speakers() {
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
