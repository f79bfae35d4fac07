//! What neighbours tell of a word in German, French and Spanish: articles from relative pronouns, nouns for people before
//! names, the sex of a name from the article of its office. Enters: a paragraph's tokens. Leaves: them with better tags.

use crate::quotation::{
    lexicon::{Grammar, Lexicon, Tags},
    tokens::{Kind, Token},
};

/// How many tokens an office takes at most between its noun and the name.
const LONGEST_OFFICE: usize = 8;

/// What a noun for somebody with a name is tagged with.
const OFFICE: Tags = Tags::ROLE.or(Tags::TITLE);

/// Corrects the tags of `tokens` by what stands beside them.
pub(crate) fn settle(text: &str, tokens: &mut [Token], lexicon: &Lexicon) {
    match lexicon.grammar {
        Grammar::German => (0..tokens.len()).for_each(|at| german(text, tokens, at, lexicon)),
        Grammar::French | Grammar::Spanish => (0..tokens.len()).for_each(|at| romance(text, tokens, at)),
        Grammar::English | Grammar::Arabic | Grammar::Unknown => {}
    }
}

/// Returns how many capitalised words stand in a row from `at` on, days and months left out.
fn capitals(tokens: &[Token], at: usize) -> usize {
    tokens.iter().skip(at).take_while(|token| token.is_capitalized() && !token.is(Tags::TIME)).count()
}

fn german(text: &str, tokens: &mut [Token], at: usize, lexicon: &Lexicon) {
    let token = tokens[at];
    if token.is(Tags::RELATIVE) && token.is(Tags::DETERMINER) {
        let behind_comma = at > 0 && tokens[at - 1].kind == Kind::Comma
            || at > 1 && tokens[at - 1].is(Tags::PREPOSITION) && tokens[at - 2].kind == Kind::Comma;
        let noun = tokens.get(at + 1).is_some_and(Token::is_capitalized)
            && tokens.get(at + 2).is_some_and(|token| token.is(Tags::AUXILIARY));
        if !behind_comma || noun || token.is_capitalized() {
            tokens[at].tags = token.tags.without(Tags::RELATIVE);
        }
    }
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
    let follows = capitals(tokens, at + 1);
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

/// Tags the name at `at` with the sex its office shows, and the last word of the office as such (`ministre de l'Intérieur Karl Brandt`).
fn romance(text: &str, tokens: &mut [Token], at: usize) {
    let token = tokens[at];
    let verb = |token: &Token| token.is(Tags::CUE.or(Tags::AUXILIARY).or(Tags::OBJECT)) && !token.is(OFFICE);
    if token.is(Tags::OBJECT) && token.is(Tags::DETERMINER) && !tokens.get(at + 1).is_some_and(verb) {
        tokens[at].tags = token.tags.without(Tags::OBJECT);
    }
    let opens = tokens[at].is_capitalized() && (at == 0 || !tokens[at - 1].is_capitalized());
    let Some(office) = opens.then(|| office_before(tokens, at)).flatten() else { return };
    let follows = capitals(tokens, at);
    let within = at > office + 1 && tokens[at - 1].kind != Kind::Comma;
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
    let sex = office_sex(text, tokens, office);
    if capitals(tokens, name) > 1 && sex != Tags::NONE && !tokens[name].is(Tags::MALE.or(Tags::FEMALE)) {
        tokens[name].tags = tokens[name].tags.or(sex).or(Tags::GIVEN);
    }
}

/// Returns the position of the noun for somebody's office before the name at `at`, what belongs to it and a comma allowed between.
pub(crate) fn office_before(tokens: &[Token], at: usize) -> Option<usize> {
    let end = at - usize::from(at > 0 && tokens[at - 1].kind == Kind::Comma);
    let grammar = Tags::AUXILIARY.or(Tags::SUBJECT).or(Tags::RELATIVE).or(Tags::THAT).or(Tags::SUBORDINATE);
    let plain = |token: &Token| {
        let verb = token.is(Tags::CUE) && !token.is(OFFICE);
        (token.is_word() || token.kind == Kind::Number) && !verb && !token.is(grammar)
    };
    let nearest = (end.saturating_sub(LONGEST_OFFICE)..end).rev().take_while(|&at| plain(&tokens[at]));
    let offices = nearest.filter(|&at| tokens[at].is(OFFICE) && !tokens[at].is_capitalized());
    offices.last()
}

/// Returns the sex that the article or the noun of an office shows.
fn office_sex(text: &str, tokens: &[Token], office: usize) -> Tags {
    let noun = tokens[office];
    match (noun.is(Tags::MALE), noun.is(Tags::FEMALE)) {
        (true, false) => return Tags::MALE,
        (false, true) => return Tags::FEMALE,
        _ => {}
    }
    let article = office.checked_sub(1).map_or("", |at| tokens[at].span.of(text)).to_lowercase();
    match article.as_str() {
        "la" | "una" | "une" | "sa" | "cette" | "esta" => Tags::FEMALE,
        "le" | "el" | "un" | "este" | "ce" => Tags::MALE,
        _ => Tags::NONE,
    }
}
