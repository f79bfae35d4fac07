//! Tokens of a paragraph: words with their tags, punctuation, and each quoted region as a single token, so that the rules
//! see the sentence around the quotation. Input: text, a span, its regions, a lexicon. Output: [`Token`]s.

use crate::{
    quotation::{
        lexicon::{Grammar, Lexicon, Tags},
        quotation_marks::{QuotedRegion, RegionContent},
        syntax::{
            capitalized::{push_title, tags_in_name},
            company::{joins_names, ticker},
            plain_word::PlainWord,
        },
    },
    span::Span,
};

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Word,
    Number,
    /// A quoted region; [`Token::region`] is its position.
    Quoted,
    Comma,
    /// `.`, `!`, `?`, `…` and similar.
    Stop,
    Colon,
    Semicolon,
    Dash,
    Open,
    Close,
    Other,
}

/// One token of the text around the quotations.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    /// Its span, without a possessive ending.
    pub(crate) span: Span,
    pub(crate) kind: TokenKind,
    pub(crate) tags: Tags,
    /// Position among the article's regions; 0 unless `kind` is [`TokenKind::Quoted`].
    pub(crate) region: usize,
    pub(crate) shape: Shape,
    /// Whether `'s` or the possessive apostrophe of a plural follows.
    pub(crate) possessive: bool,
    /// Whether a quoted region ends with a comma or full stop, so that it is a clause or sentence and not part of a phrase.
    pub(crate) ends_clause: bool,
}

/// Upper and lower case of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Lower,
    /// Its first letter is in upper case.
    Capitalized,
    /// It has two or more letters, all in upper case.
    Upper,
}

impl Token {
    #[inline]
    pub(crate) fn is(&self, tags: Tags) -> bool {
        self.tags.is(tags)
    }

    /// Returns whether it is a word whose first letter is in upper case.
    #[inline]
    pub(crate) fn is_capitalized(&self) -> bool {
        self.kind == TokenKind::Word && self.shape != Shape::Lower
    }

    #[inline]
    pub(crate) fn is_word(&self) -> bool {
        self.kind == TokenKind::Word
    }
}

/// Appends the tokens of `span`. `regions` are the regions in it, each with its position among the article's regions.
pub(crate) fn tokenize<'a>(
    text: &str,
    span: Span,
    regions: impl Iterator<Item = (usize, &'a QuotedRegion)>,
    lexicon: &Lexicon,
    found: &mut Vec<Token>,
) {
    let mut at = span.start;
    for (number, region) in regions {
        plain(text, Span::new(at, region.outer.start), lexicon, found);
        match region.content {
            RegionContent::Words => found.push(Token {
                region: number,
                ends_clause: ends_clause(region.inner.of(text)),
                ..simple(region.outer, TokenKind::Quoted)
            }),
            RegionContent::Name => plain(text, region.inner, lexicon, found),
            RegionContent::Work => push_title(text, region.inner, found),
            RegionContent::AddedName => {}
        }
        at = region.outer.end;
    }
    plain(text, Span::new(at, span.end), lexicon, found);
}

fn ends_clause(quoted: &str) -> bool {
    let quoted = quoted.trim_end_matches(|c: char| c.is_whitespace() || "'’‘\"”".contains(c));
    quoted.ends_with([',', '.', '!', '?', '…', '—', '–', '-', '。', '！', '？', '،'])
}

/// Appends the tokens of text without regions.
fn plain(text: &str, span: Span, lexicon: &Lexicon, found: &mut Vec<Token>) {
    let bytes = &text.as_bytes()[..span.end];
    let mut at = span.start;
    while at < span.end {
        let byte = bytes[at];
        if byte.is_ascii_whitespace() {
            at += 1;
        } else if byte.is_ascii_alphabetic() || byte >= 0x80 && starts_word(&text[at..span.end]) {
            at = push_word(text, Span::new(at, span.end), lexicon, found);
        } else if byte.is_ascii_digit() {
            at = push_number(text, Span::new(at, span.end), found);
        } else {
            at = push_punctuation(text, Span::new(at, span.end), found);
        }
    }
}

fn starts_word(rest: &str) -> bool {
    rest.chars().next().is_some_and(char::is_alphabetic)
}

/// Appends the word at the start of `span`; returns where the rest starts.
fn push_word(text: &str, span: Span, lexicon: &Lexicon, found: &mut Vec<Token>) -> usize {
    if let Some(word) = PlainWord::at(&text.as_bytes()[..span.end], span.start) {
        return push_plain_word(text, &word, span.end, lexicon, found);
    }
    let mut end = word_end(text, span);
    let joined = is_joined(&text[span.start..end]);
    if joined && let Some((cut, rest)) = before_joined_pronoun(&text[span.start..end], lexicon) {
        let mut at = span.start;
        while at < span.start + cut {
            at = push_word(text, Span::new(at, span.start + cut), lexicon, found);
        }
        return push_word(text, Span::new(span.start + rest, end), lexicon, found);
    }
    if let Some(cut) = after_elision(&text[span.start..end], lexicon) {
        end = span.start + cut;
    }
    let (mut word, possessive) = without_possessive(&text[span.start..end]);
    let initial =
        is_initial(&text[..span.end], span.start, word, found.last()) && lexicon.grammar == Grammar::English;
    let mut tags = if initial { Tags::NONE } else { lexicon.tags(word) };
    let mut next = end;
    let shortened = if joined { tags.or(after_hyphen(word, lexicon)) } else { tags };
    if text.as_bytes().get(end) == Some(&b'.') && end < span.end && keeps_stop(text, span, end, shortened) {
        next = end + 1;
    }
    if tags == Tags::NONE && opens_as_adverb(&text[..span.end], span.start, word, found.last()) {
        tags = Tags::ADVERB;
    }
    if joined
        && tags == Tags::NONE
        && let Some((first, last)) = word.rsplit_once(['-', '–'])
    {
        let head = first.strip_suffix("-of").unwrap_or(last); // "mother-of-three"
        tags = hyphenated(lexicon.tags(head));
    }
    if word.ends_with("n't") || word.ends_with("n’t") {
        tags = tags.or(Tags::NEGATION);
    }
    end = span.start + word.len();
    word = &text[span.start..end];
    let shape = shape(word);
    found.push(Token {
        span: Span::new(span.start, if next > end && !possessive { next } else { end }),
        kind: TokenKind::Word,
        tags: if shape == Shape::Lower { lower_case_guess(word, tags) } else { tags },
        region: 0,
        shape,
        possessive,
        ends_clause: false,
    });
    next
}

/// Appends a plain word; returns where the rest starts. Does what [`push_word`] does, without the checks for hyphens,
/// apostrophes and initials.
fn push_plain_word(
    text: &str,
    &PlainWord { span, key, shape }: &PlainWord,
    limit: usize,
    lexicon: &Lexicon,
    found: &mut Vec<Token>,
) -> usize {
    let word = span.of(text);
    let mut tags = lexicon.tags_of(word, key);
    let stop = text.as_bytes()[..limit].get(span.end) == Some(&b'.');
    let next = if stop && keeps_stop(text, span, span.end, tags) { span.end + 1 } else { span.end };
    if tags == Tags::NONE {
        tags = match shape {
            Shape::Lower => lower_case_guess(word, tags),
            _ if opens_as_adverb(&text[..limit], span.start, word, found.last()) => Tags::ADVERB,
            _ => tags,
        };
    } else if shape != Shape::Lower && lexicon.grammar == Grammar::English {
        tags = tags_in_name(word, tags, found.last());
    }
    found.push(Token { tags, shape, ..simple(Span::new(span.start, next), TokenKind::Word) });
    next
}

/// Returns the end of the verb and the start of the pronoun in a word that joins them by a hyphen ("dit-elle",
/// "affirme-t-il"). In French, the pronoun shows that the first part is a verb.
fn before_joined_pronoun(word: &str, lexicon: &Lexicon) -> Option<(usize, usize)> {
    let hyphen = word.rfind('-')?;
    if !lexicon.tags(&word[hyphen + 1..]).is(Tags::SUBJECT) {
        return None;
    }
    let verb = &word[..hyphen];
    let base = verb.strip_suffix("-t").filter(|_| lexicon.elides());
    let known = lexicon.tags(verb).is(Tags::CUE.or(Tags::AUXILIARY));
    let cut = if known { hyphen } else { base.map_or(hyphen, str::len) };
    (known || lexicon.elides() && cut > 0).then_some((cut, hyphen + 1))
}

/// Returns the start of the word after an elided one ("l'ingénieur", "qu'il", "s'est").
fn after_elision(word: &str, lexicon: &Lexicon) -> Option<usize> {
    if !lexicon.elides() || lexicon.tags(word) != Tags::NONE {
        return None;
    }
    let (at, apostrophe) = word.char_indices().find(|(_, c)| matches!(c, '\'' | '’'))?;
    let cut = at + apostrophe.len_utf8();
    (cut < word.len() && lexicon.tags(&word[..cut]) != Tags::NONE).then_some(cut)
}

/// Returns [`Tags::ABBREVIATION`] for the letter of a party joined to an abbreviated state ("D-Calif.").
fn after_hyphen(word: &str, lexicon: &Lexicon) -> Tags {
    let party = word.strip_prefix(['D', 'R', 'I']).and_then(|rest| rest.strip_prefix('-'));
    let state = party.filter(|state| state.starts_with(char::is_uppercase));
    match state {
        Some(state) if lexicon.tags(state).is(Tags::ABBREVIATION) => Tags::ABBREVIATION,
        _ => Tags::NONE,
    }
}

/// Endings of adverbs that names seldom have.
const ADVERB_ENDINGS: &[&str] = &["ally", "ntly", "ously", "tely", "edly"];

/// Returns whether a capitalized word is an adverb at the start of a sentence, before a name ("Eventually Holt").
fn opens_as_adverb(text: &str, start: usize, word: &str, before: Option<&Token>) -> bool {
    let opens = before.is_none_or(|token| matches!(token.kind, TokenKind::Stop | TokenKind::Quoted));
    let rest = || text[start + word.len()..].strip_prefix(' ');
    opens
        && word.len() > 6
        && word.starts_with(char::is_uppercase)
        && ADVERB_ENDINGS.iter().any(|ending| word.ends_with(ending))
        && rest().is_some_and(|next| next.starts_with(char::is_uppercase))
}

/// Returns the tags of a hyphenated word, given the tags of its last part ("vice-president", "then-candidate").
fn hyphenated(last: Tags) -> Tags {
    let mut tags = Tags::NONE;
    for kept in [Tags::ROLE, Tags::TITLE] {
        if last.is(kept) {
            tags = tags.or(kept);
        }
    }
    tags
}

/// Returns the tags of a lower-case word. Guesses them from its ending if it is in no list.
fn lower_case_guess(word: &str, tags: Tags) -> Tags {
    if tags != Tags::NONE {
        tags
    } else if word.ends_with("ly") && word.len() > 4 {
        Tags::ADVERB
    } else if word.ends_with("ed") && word.len() >= 4 && !word.ends_with("eed") {
        Tags::VERB
    } else {
        tags
    }
}

fn word_end(text: &str, span: Span) -> usize {
    let bytes = &text.as_bytes()[..span.end];
    let mut at = span.start;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_alphanumeric() {
            at += 1;
        } else if byte >= 0x80 {
            let c = text[at..].chars().next().unwrap_or(' ');
            if !(c.is_alphanumeric() || c == '’' && joins(text, at, span.end, 3)) {
                break;
            }
            at += c.len_utf8();
        } else if matches!(byte, b'\'' | b'-' | b'.' | b'&') && joins(text, at, span.end, 1) {
            if byte == b'.' && !is_dotted(&text[span.start..at]) {
                break;
            }
            at += 1;
        } else {
            break;
        }
    }
    at
}

/// Returns whether a letter or digit follows directly after the `width` bytes at `at`.
fn joins(text: &str, at: usize, end: usize, width: usize) -> bool {
    at + width < end && text[at + width..].chars().next().is_some_and(char::is_alphanumeric)
}

/// Returns whether a full stop inside a word may follow `head`, which must end with a single letter ("U.S", "D-N.Y").
fn is_dotted(head: &str) -> bool {
    head.rsplit(['.', '-']).next().is_some_and(|last| last.chars().count() == 1)
}

/// Returns `word` without a possessive ending, and whether it had one.
fn without_possessive(word: &str) -> (&str, bool) {
    let base = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s"));
    match base.or_else(|| word.strip_suffix("'S")) {
        Some(base) if !base.is_empty() => (base, true),
        _ => (word, false),
    }
}

/// Returns whether the full stop at `end` belongs to the word before it.
fn keeps_stop(text: &str, span: Span, end: usize, tags: Tags) -> bool {
    let word = &text[span.start..end];
    if word.len() == 1 || word.contains('.') {
        return word.starts_with(|c: char| c.is_uppercase()) || word.contains('.');
    }
    tags.is(Tags::ABBREVIATION) && text[end + 1..].starts_with(|c: char| c.is_whitespace() || c == ',')
}

/// Returns whether a word is an initial, not an article or pronoun: a capital letter before a capitalized word, with a full
/// stop ("Edgar A. Holt", "I. Holt") or after a given name ("Edgar A Holt").
fn is_initial(text: &str, start: usize, word: &str, before: Option<&Token>) -> bool {
    if word.len() != 1 || !word.starts_with(|c: char| c.is_ascii_uppercase()) {
        return false;
    }
    let rest = &text[start + 1..];
    let stop = rest.strip_prefix('.');
    let follows_given = before.is_some_and(|token| token.is(Tags::GIVEN) && token.is_capitalized());
    let next = stop.or(Some(rest).filter(|_| follows_given));
    next.is_some_and(|next| next.trim_start_matches([' ', '\n']).starts_with(char::is_uppercase))
}

/// Arabic articles in surnames in Latin letters ("al-Sayed").
const ARTICLES: &[&str] = &["al", "el", "as", "ash", "ad", "ar", "an", "at", "az", "ul", "ibn", "abu"];

/// Returns whether a word may contain a hyphen or dash. Most words do not, and a scan of the bytes is the cheapest test.
fn is_joined(word: &str) -> bool {
    word.bytes().any(|byte| byte == b'-' || byte == 0xE2)
}

fn shape(word: &str) -> Shape {
    let parts = if is_joined(word) { word.split_once('-') } else { None };
    let article = parts.filter(|(article, _)| ARTICLES.contains(article));
    let word = article.map_or(word, |(_, name)| name);
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if first.is_uppercase() => {
            let mut rest = letters.filter(|c| c.is_alphabetic()).peekable();
            if rest.peek().is_some() && rest.all(char::is_uppercase) {
                Shape::Upper
            } else {
                Shape::Capitalized
            }
        }
        _ => Shape::Lower,
    }
}

fn push_number(text: &str, span: Span, found: &mut Vec<Token>) -> usize {
    let bytes = &text.as_bytes()[..span.end];
    let mut end = span.start;
    while end < bytes.len()
        && (bytes[end].is_ascii_alphanumeric()
            || matches!(bytes[end], b'.' | b',' | b'-' | b':')
                && bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric))
    {
        end += 1;
    }
    if bytes.get(end).is_some_and(|byte| *byte >= 0x80) && bytes[end - 1].is_ascii_alphabetic() {
        end = word_end(text, Span::new(end, span.end)); // "51-Jährige"
    }
    let number = Span::new(span.start, end);
    found.push(if is_name(number.of(text)) {
        Token { shape: Shape::Capitalized, ..simple(number, TokenKind::Word) }
    } else {
        simple(number, TokenKind::Number)
    });
    end
}

/// Returns whether a number with letters is a name: "3Com", but not "2nd", "4Q" or "5G".
fn is_name(number: &str) -> bool {
    let letters = number.trim_start_matches(|c: char| c.is_ascii_digit());
    letters.starts_with(|c: char| c.is_ascii_uppercase())
        && letters.len() > 1
        && letters[1..].bytes().all(|byte| byte.is_ascii_lowercase())
}

pub(super) fn simple(span: Span, kind: TokenKind) -> Token {
    Token {
        span,
        kind,
        tags: Tags::NONE,
        region: 0,
        shape: Shape::Lower,
        possessive: false,
        ends_clause: false,
    }
}

fn push_punctuation(text: &str, span: Span, found: &mut Vec<Token>) -> usize {
    let rest = &text[span.start..span.end];
    let c = rest.chars().next().unwrap_or(' ');
    let mut end = span.start + c.len_utf8();
    if c.is_whitespace() {
        return end;
    }
    let kind = match c {
        ',' | '،' | '、' | '，' => TokenKind::Comma,
        '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' => TokenKind::Stop,
        ':' | '：' => TokenKind::Colon,
        ';' | '؛' => TokenKind::Semicolon,
        '—' | '–' | '―' => TokenKind::Dash,
        '-' if rest.starts_with("--") || spaced(text, span.start) => TokenKind::Dash,
        '(' | '[' => TokenKind::Open,
        ')' | ']' => TokenKind::Close,
        '\'' | '’' => {
            if let Some(last) = found.last_mut().filter(|last| last.span.end == span.start && last.is_word())
            {
                last.possessive = true;
            }
            return end;
        }
        _ => TokenKind::Other,
    };
    if c == '<' {
        end = span.start + ticker(rest).unwrap_or(1);
    }
    if matches!(kind, TokenKind::Stop | TokenKind::Dash) {
        let run = rest.find(|next| next != c).unwrap_or(rest.len());
        end = span.start + run;
    }
    let token = simple(Span::new(span.start, end), kind);
    found.push(if c == '&' && joins_names(&rest[1..], span.start, found.last()) {
        Token { kind: TokenKind::Word, shape: Shape::Capitalized, ..token }
    } else {
        token
    });
    end
}

/// Returns whether white space is on both sides of the hyphen at `at`.
fn spaced(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    before.is_none_or(char::is_whitespace) && text[at + 1..].starts_with(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quotation::quotation_marks::regions;

    fn words(text: &str) -> Vec<&str> {
        let whole = Span::new(0, text.len());
        let mut found = Vec::new();
        let lexicon = Lexicon::of(Some("en")).unwrap();
        tokenize(text, whole, regions(text, whole).iter().enumerate(), lexicon, &mut found);
        found.into_iter().map(|token| token.span.of(text)).collect()
    }

    #[test]
    fn text_is_cut_into_words_and_punctuation() {
        const CASES: &[(&str, &[&str])] = &[
            ("Mr. Holt's aide didn't.", &["Mr.", "Holt", "aide", "didn't", "."]),
            ("the U.S. Senate, D.C.", &["the", "U.S.", "Senate", ",", "D.C."]),
            ("O’Brien paid $3.5 million", &["O’Brien", "paid", "$", "3.5", "million"]),
            ("“We won,” she said — twice", &["“We won,”", "she", "said", "—", "twice"]),
            ("the voters' choice", &["the", "voters", "choice"]),
            (
                "Holt, D-Calif., and Dale, R-N.Y., met",
                &["Holt", ",", "D-Calif.", ",", "and", "Dale", ",", "R-N.Y.", ",", "met"],
            ),
        ];
        for (text, expected) in CASES {
            assert_eq!(words(text), *expected, "{text}");
        }
    }
}
