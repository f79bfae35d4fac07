//! The interviewed person. This is the only person named in the headline, else the only one named in full before the
//! first question, else the first one there after words such as "spoke to". Input: an article and its people. Output: a
//! person, or nothing.

use crate::quotation::{lexicon::Tags, names::people::People, syntax::tagged_text::TaggedText};

/// Words before the name of the interviewed person ("spoke to Anna Holt", "an interview with").
const BEFORE_ASKED: &[&str] = &["with", "to", "asked", "interviewed"];

/// Returns the person who answers in the interview whose first token is `first`; see [`first_label`].
pub(crate) fn interviewee(
    tagged: &TaggedText,
    people: &People,
    byline: &[String],
    first: usize,
) -> Option<usize> {
    let wrote = |person: usize| byline.iter().any(|author| *author == people.people[person].name.join(" "));
    let mut named: Vec<usize> = people
        .mentions
        .iter()
        .take_while(|mention| mention.token < first)
        .map(|mention| mention.person)
        .filter(|&person| people.people[person].name.len() > 1 && !wrote(person))
        .collect();
    let asked = people.mentions.iter().take_while(|mention| mention.token < first).find(|mention| {
        let start = titles_start(tagged, mention.token);
        let before = start.checked_sub(1).map_or("", |at| tagged.tokens[at].span.of(tagged.text));
        BEFORE_ASKED.contains(&before)
    });
    named.sort_unstable();
    named.dedup();
    only(&people.in_title).or_else(|| only(&named)).or_else(|| asked.map(|mention| mention.person))
}

/// Returns the first token of the interview, where the first sentence begins with a label. `label` is the first token of
/// an answer's label.
pub(crate) fn first_label(tagged: &TaggedText, label: usize) -> usize {
    let begins = |at: usize| {
        matches!(tagged.tokens[at].span.of(tagged.text), "Q" | "A" | "Q." | "A." | "QUESTION" | "ANSWER")
    };
    let sentences = tagged.sentences.iter().map(|sentence| sentence.tokens.start);
    sentences.take_while(|&start| start <= label).find(|&start| begins(start)).unwrap_or(label)
}

/// Returns the first token of the titles before the name at `name`.
fn titles_start(tagged: &TaggedText, name: usize) -> usize {
    let part = |at: &usize| {
        let token = &tagged.tokens[*at];
        token.is_capitalized() || token.is(Tags::TITLE.or(Tags::ROLE).or(Tags::DETERMINER))
    };
    (0..name).rev().take_while(part).last().unwrap_or(name)
}

fn only(people: &[usize]) -> Option<usize> {
    match people {
        [only] => Some(*only),
        _ => None,
    }
}
