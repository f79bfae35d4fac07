//! Corrects the tags of French and Spanish words by their neighbors: separates articles from pronouns, tags the last
//! word of an office before a name, and tags the name with the sex that the office shows. Input: the tokens of a
//! paragraph. Output: the same tokens with better tags.

use crate::quotation::{
    languages::{
        romance::office_before_name::office_before,
        shared::name_after_office::{OFFICE, capitals_from},
    },
    lexicon::Tags,
    syntax::tokens::{Token, TokenKind},
};

/// Removes the tag of a pronoun from an article at `at`. Tags a name at `at` with the sex that its office shows, and the
/// last word of the office as a title (`ministre de l'Intérieur Karl Brandt`).
pub(super) fn correct_tags(tokens: &mut [Token], at: usize) {
    let token = tokens[at];
    let verb = |token: &Token| token.is(Tags::CUE.or(Tags::AUXILIARY).or(Tags::OBJECT)) && !token.is(OFFICE);
    if token.is(Tags::OBJECT) && token.is(Tags::DETERMINER) && !tokens.get(at + 1).is_some_and(verb) {
        tokens[at].tags = token.tags.without(Tags::OBJECT);
    }
    let opens = tokens[at].is_capitalized() && (at == 0 || !tokens[at - 1].is_capitalized());
    let Some(office) = opens.then(|| office_before(tokens, at)).flatten() else { return };
    let follows = capitals_from(tokens, at);
    let within = at > office + 1 && tokens[at - 1].kind != TokenKind::Comma;
    let article = within && tokens[at - 1].is(Tags::DETERMINER);
    let given = tokens[at].is(Tags::GIVEN);
    let next_given = follows > 1 && tokens[at + 1].is(Tags::GIVEN);
    let mut name = at;
    if within && !given && (article && follows > 1 || next_given || follows == 3) {
        tokens[at].tags = tokens[at].tags.or(Tags::TITLE);
        name = at + 1;
    } else if within {
        return; // "le porte-parole de Karl Brandt"
    }
    let sex = office_sex(tokens, office);
    if capitals_from(tokens, name) > 1 && sex != Tags::NONE && !tokens[name].is(Tags::MALE.or(Tags::FEMALE)) {
        tokens[name].tags = tokens[name].tags.or(sex).or(Tags::GIVEN);
    }
}

/// Returns the sex shown by the article or the noun of an office.
fn office_sex(tokens: &[Token], office: usize) -> Tags {
    let noun = tokens[office];
    match (noun.is(Tags::MALE), noun.is(Tags::FEMALE)) {
        (true, false) => return Tags::MALE,
        (false, true) => return Tags::FEMALE,
        _ => {}
    }
    match office.checked_sub(1).map(|at| tokens[at]) {
        Some(article) if article.is(Tags::FEMININE) => Tags::FEMALE,
        Some(article) if article.is(Tags::MASCULINE) => Tags::MALE,
        _ => Tags::NONE,
    }
}
