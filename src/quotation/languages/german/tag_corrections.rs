//! Corrects the tags of German words by their neighbors: separates articles from relative pronouns and finds nouns
//! for people before names, with their sex. Input: the tokens of a paragraph. Output: the same tokens with better
//! tags.

use crate::quotation::{
    languages::shared::name_after_office::{OFFICE, capitals_from},
    lexicon::{Lexicon, Tags},
    syntax::tokens::{Token, TokenKind},
};

/// Corrects the tags of `tokens` by their neighbors.
pub(super) fn correct_tags(text: &str, tokens: &mut [Token], lexicon: &Lexicon) {
    for at in 0..tokens.len() {
        correct_article(tokens, at);
        tag_role(text, tokens, at, lexicon);
    }
}

/// Removes the tag of a relative pronoun from an article.
fn correct_article(tokens: &mut [Token], at: usize) {
    let token = tokens[at];
    if token.is(Tags::RELATIVE) && token.is(Tags::DETERMINER) {
        let after_comma = at > 0 && tokens[at - 1].kind == TokenKind::Comma
            || at > 1 && tokens[at - 1].is(Tags::PREPOSITION) && tokens[at - 2].kind == TokenKind::Comma;
        let noun = tokens.get(at + 1).is_some_and(Token::is_capitalized)
            && tokens.get(at + 2).is_some_and(|token| token.is(Tags::AUXILIARY));
        // In a relative clause, the verb comes last: "…, das sei falsch" has none.
        let verb = tokens.get(at + 1).is_some_and(|token| token.is(Tags::REPORTED))
            && tokens.get(at + 2).is_some_and(Token::is_word);
        if !after_comma || noun || verb || token.is_capitalized() {
            tokens[at].tags = token.tags.without(Tags::RELATIVE);
        }
    }
}

/// Tags a noun for a person before a name as a role, with the sex that its ending or article shows.
fn tag_role(text: &str, tokens: &mut [Token], at: usize, lexicon: &Lexicon) {
    let token = tokens[at];
    let known = Tags::GIVEN.or(Tags::ORGANIZATION).or(Tags::TIME).or(Tags::DETERMINER).or(Tags::PREPOSITION);
    if !token.is_capitalized() || token.is(known.or(Tags::SUBJECT).or(Tags::POSSESSIVE)) {
        return;
    }
    let word = token.span.of(text).to_lowercase();
    let before = at.checked_sub(1).map(|at| tokens[at]);
    let article = before.is_some_and(|before| {
        before.is(Tags::DETERMINER.or(Tags::POSSESSIVE))
            || before.is_capitalized() && before.span.of(text).ends_with('s')
    });
    let follows = capitals_from(tokens, at + 1);
    let given = tokens.get(at + 1).is_some_and(|next| next.is(Tags::GIVEN)) && follows > 0;
    let ends_as_role = lexicon.ends_as_role(&word);
    let is_role = token.is(OFFICE)
        || ends_as_role && (follows > 0 || article)
        || article && (follows == 2 || given)
        || given && follows > 1;
    if is_role {
        let female = word.ends_with("in") && word.len() > 5;
        let male = before.is_some_and(|before| matches!(before.span.of(text), "der" | "Der" | "ein" | "Ein"))
            || ends_as_role && !female && !word.ends_with('e');
        let feminine_article =
            before.is_some_and(|before| matches!(before.span.of(text), "die" | "Die" | "eine"));
        let sex = match (female || feminine_article, male) {
            (true, _) => Tags::FEMALE,
            (false, true) => Tags::MALE,
            (false, false) => Tags::NONE,
        };
        let sex = if token.is(Tags::MALE.or(Tags::FEMALE)) { Tags::NONE } else { sex };
        tokens[at].tags = token.tags.or(Tags::ROLE).or(sex);
    }
}
