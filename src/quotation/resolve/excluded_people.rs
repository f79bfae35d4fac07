//! People whom a mention cannot mean, because its clause or the quoted words beside it are about them. Input: the position
//! of a mention. Output: people.

use crate::quotation::{
    lexicon::Tags,
    resolve::Resolver,
    syntax::tokens::{Token, TokenKind},
};

/// Maximum number of tokens after a mention that belong to its clause.
const LONGEST_CLAUSE: usize = 14;

/// Maximum number of earlier mentions whose surnames are looked up in quoted words.
const MOST_MENTIONS: usize = 24;

/// Returns the people named after the mention at token `at` in its clause ("she said of Holt"), or by surname in quoted
/// words of its sentence. If the mention follows its content (`trails`), people named before it in its sentence are
/// excluded too.
pub(crate) fn excluded_people(resolver: &Resolver, at: usize, trails: bool) -> Vec<usize> {
    let (tagged, people) = (resolver.tagged, resolver.people);
    let Some(sentence) = tagged.sentences.get(tagged.sentence_at(at)) else { return Vec::new() };
    let limit = sentence.tokens.end.min(at + LONGEST_CLAUSE);
    let limit = (at + 1..limit).find(|&at| turns_aside(&tagged.tokens[at])).unwrap_or(limit);
    let after = resolver.mentions_in(&(at + 1..limit.max(at + 1))).iter();
    let before = if trails { sentence.tokens.start..at } else { at..at };
    let before = resolver.mentions_in(&before).iter();
    let mut found: Vec<usize> = after.chain(before).map(|mention| mention.person).collect();

    let tokens = tagged.tokens_of(sentence).iter();
    let marked: Vec<&str> = tokens
        .filter(|token| token.kind == TokenKind::Quoted)
        .map(|token| token.span.of(tagged.text))
        .collect();
    let known = people.mentions.partition_point(|mention| mention.token <= at);
    for mention in people.mentions[..known].iter().rev().take(MOST_MENTIONS) {
        let surname = people.people[mention.person].name.last();
        let spoken = surname.is_some_and(|surname| marked.iter().any(|words| has_word(words, surname)));
        if spoken && !found.contains(&mention.person) {
            found.push(mention.person);
        }
    }
    found
}

/// Returns whether a token ends the clause: a dash, a semicolon, an opening bracket, or a word such as "who" or "while".
fn turns_aside(token: &Token) -> bool {
    matches!(token.kind, TokenKind::Dash | TokenKind::Open | TokenKind::Semicolon)
        || token.is(Tags::RELATIVE.or(Tags::SUBORDINATE)) && !token.is(Tags::THAT.or(Tags::PREPOSITION))
}

/// Returns whether `text` contains `word` as a whole word.
fn has_word(text: &str, word: &str) -> bool {
    let ends = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(word)
        .any(|(at, _)| ends(text[..at].chars().next_back()) && ends(text[at + word.len()..].chars().next()))
}

/// Returns whether a mention and its verb follow all their content: "The bridge would hold, he said on Monday." Content of another
/// verb may come then: "The bridge would hold, he said, adding that it was new."
pub(crate) fn trails(resolver: &Resolver, at: usize) -> bool {
    let tagged = resolver.tagged;
    let Some(sentence) = tagged.sentences.get(tagged.sentence_at(at)) else { return false };
    let (start, end) = (sentence.tokens.start, sentence.tokens.end);
    if at == start || !resolver.resolved_in(&(start..at)).is_empty() {
        return false;
    }
    let tokens = &tagged.tokens;
    let verb = tokens.get(at + 1).is_some_and(|token| token.is(Tags::SPEECH.or(Tags::ADDRESS)));
    let ends = tokens[..end].get(at + 2).is_none_or(|token| {
        let adds = || tokens[..end].get(at + 3).is_some_and(|next| next.is(Tags::ING) && next.is(Tags::CUE));
        token.kind == TokenKind::Stop
            || token.kind == TokenKind::Comma && adds()
            || token.is(Tags::PREPOSITION.or(Tags::TIME)) && !token.is(Tags::THAT)
    });
    let colon = tokens[start..at].iter().any(|token| token.kind == TokenKind::Colon);
    tokens[at - 1].kind == TokenKind::Comma && !colon && verb && ends
}
