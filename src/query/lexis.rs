//! Parses the query language of Lexis and Nexis (terms and connectors), as described in their help.
//!
//! Connectors are case-insensitive. From highest precedence to lowest: `OR`, `W/5` `PRE/5` `NOT W/5` (the smallest number
//! first), `W/S`, `W/P`, `AND`, `AND NOT`. Segments: `HEADLINE()` `LEAD()` `HLEAD()` `BODY()` `BYLINE()` `PUBLICATION()`
//! `SECTION()` `LANGUAGE()`. Also understood: `ATLEAST5()`, `CAPS()`, `LENGTH > 800`, `DATE AFT 2/1/2026`. `!` matches any
//! ending, `*` one letter.

use super::{
    Ast, Field, Forms, ParseOptions, Parsed, Presence, QueryError, Within,
    connectors::{self, Connector, Dialect, Reader, date_text, plain, with_ending},
    field::{FilterName, nearest_of},
    node::Node,
    warnings, word,
};
use crate::span::Span;

/// Parses a query in the language of Lexis.
///
/// # Errors
/// If the query is wrong, with the place in `text`.
pub fn parse_lexis(text: &str, options: &ParseOptions) -> Result<Parsed, QueryError> {
    connectors::read::<Lexis>(text, options)
}

struct Lexis;

/// Fields of each segment; an empty list means the whole article.
const SEGMENTS: &[(&str, &[Field])] = &[
    ("headline", &[Field::Title]),
    ("title", &[Field::Title]),
    ("lead", &[Field::Lead]),
    ("hlead", &[Field::Title, Field::Lead]),
    ("byline", &[Field::Byline]),
    ("author", &[Field::Byline]),
    ("publication", &[Field::Source]),
    ("source", &[Field::Source]),
    ("section", &[Field::Section]),
    ("body", &[]),
    ("text", &[]),
];

impl Dialect for Lexis {
    const FORMS: Forms = Forms::Inflected;

    fn connector(word: &str, next: &str, place: Span) -> Result<Option<(Connector, usize)>, QueryError> {
        Ok(match (word, next) {
            ("and" | "but", "not") => Some((Connector::AndNot, 2)),
            ("and" | "&", _) => Some((Connector::And, 1)),
            ("or", _) => Some((Connector::Or, 1)),
            ("not", _) => match near(next, place)? {
                Some(within) => Some((Connector::Near(within, Presence::NotNear), 2)),
                None => Some((Connector::AndNot, 1)),
            },
            _ => near(word, place)?.map(|within| (Connector::Near(within, Presence::Near), 1)),
        })
    }

    fn strength(connector: Connector) -> u32 {
        match connector {
            Connector::Or => 2000,
            Connector::Near(Within::Words(distance) | Within::WordsInOrder(distance), _) => {
                1000 + (255 - distance.min(255))
            }
            Connector::Near(Within::Sentence, _) => 500,
            Connector::Near(Within::Paragraph, _) => 400,
            Connector::And => 300,
            Connector::AndNot => 200,
        }
    }

    fn special(reader: &mut Reader<'_, Self>) -> Result<Option<Node>, QueryError> {
        let (text, place) = (reader.text_at(0), reader.place());
        let lower = text.to_lowercase();
        if lower == "date" {
            return date(reader);
        }
        if let Some(node) = length(reader, &lower)? {
            return Ok(Some(node));
        }
        let name = lower.trim_end_matches('=');
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !reader.opens_at(1) || !is_name || !is_touching(reader, place) {
            return Ok(None);
        }
        reader.skip(1);
        if let Some(digits) = name.strip_prefix("atleast") {
            return reader.at_least(digits, place, true).map(Some);
        }
        if let "caps" | "allcaps" | "nocaps" = name {
            reader.warn("case_ignored", "capitals matter only in acronyms that are also words, such as `US`");
            let node = reader.group()?;
            return Ok(Some(match node.ast {
                Ast::Word(word) if name == "allcaps" => Node { ast: Ast::Word(word.to_uppercase()), ..node },
                Ast::Word(word) if name == "nocaps" => Node { ast: Ast::Word(word.to_lowercase()), ..node },
                _ => node,
            }));
        }
        if name == "language" {
            let code = reader.text_at(1);
            let span = place;
            let filter = reader.filter(FilterName::Lang, code, span)?;
            reader.skip(3);
            return Ok(Some(Node { ast: Ast::Filter(filter), span }));
        }
        let Some((_, fields)) = SEGMENTS.iter().find(|(known, _)| *known == name) else {
            let error = QueryError::new("query_unknown_field", format!("unknown segment `{text}`"), place);
            let error =
                error.expected("HEADLINE, LEAD, HLEAD, BODY, BYLINE, PUBLICATION, SECTION or LANGUAGE");
            let nearest = nearest_of(name, SEGMENTS.iter().map(|(name, _)| *name));
            return Err(match nearest {
                Some(nearest) => error.suggesting(nearest.to_uppercase()),
                None => error,
            });
        };
        if fields.is_empty() {
            return reader.group().map(Some);
        }
        reader.field(fields, place.start).map(Some)
    }

    fn word(text: &str, place: Span) -> Result<Option<Ast>, QueryError> {
        if let Some((start, rest)) = text.split_once('!')
            && start.ends_with(char::is_alphanumeric)
            && !rest.contains(char::is_alphanumeric)
        {
            return word::read(&format!("{}*", start.replace('*', "?")), place.start);
        }
        let start = text.trim_end_matches('*');
        let stars = text.len() - start.len();
        if stars > 0 && start.ends_with(char::is_alphanumeric) && !start.contains('*') {
            return Ok(Some(with_ending(start, stars)));
        }
        if text.contains('*') { word::read(&text.replace('*', "?"), place.start) } else { Ok(plain(text)) }
    }
}

/// Returns whether the piece after the segment name at `place` begins where the name ends.
fn is_touching(reader: &mut Reader<'_, Lexis>, place: Span) -> bool {
    reader.place_at(1).start == place.end
}

/// Parses `w/5`, `/5`, `pre/5`, `w/s`, `w/sent`, `w/p`, `w/para`. `word` is in lower case.
fn near(word: &str, place: Span) -> Result<Option<Within>, QueryError> {
    let (reach, in_order) = match word.split_once('/') {
        Some(("w" | "near" | "", reach)) => (reach, false),
        Some(("pre", reach)) => (reach, true),
        Some((_, reach)) => return refused(word, reach, place).map_or(Ok(None), Err),
        None => return Ok(None),
    };
    match (reach, in_order) {
        ("s" | "sent", false) => Ok(Some(Within::Sentence)),
        ("p" | "para", false) => Ok(Some(Within::Paragraph)),
        ("s" | "sent" | "p" | "para", true) => {
            let error = QueryError::syntax("`PRE/` takes a number of words", place);
            Err(error.expected("a number, as in `PRE/5`"))
        }
        _ if !reach.is_empty() && reach.bytes().all(|byte| byte.is_ascii_digit()) => {
            let distance = reach.parse().ok().filter(|distance| (1..=255).contains(distance));
            let distance = distance.ok_or_else(|| {
                QueryError::syntax(format!("`{}` is not a distance", word.to_uppercase()), place)
                    .expected("a number from 1 to 255")
            })?;
            Ok(Some(if in_order { Within::WordsInOrder(distance) } else { Within::Words(distance) }))
        }
        _ => refused(word, reach, place).map_or(Ok(None), Err),
    }
}

/// Returns the error for an unknown proximity connector; `None` if `word` is prose.
fn refused(word: &str, reach: &str, place: Span) -> Option<QueryError> {
    if let "seg" | "segment" = reach {
        let error = QueryError::syntax("`W/SEG` is not supported: articles have no segments", place);
        return Some(error.expected("`W/P`, `W/S`, a number as in `W/5`, or `AND`").suggesting("AND"));
    }
    warnings::refused_nearness(word, place, "`W/5`, `PRE/5`, `W/S` or `W/P`", "W/5")
}

/// Parses `LENGTH > 800`, `LENGTH>800`, `LENGTH GTR 800`. Returns `None` if `length` is a word.
fn length(reader: &mut Reader<'_, Lexis>, word: &str) -> Result<Option<Node>, QueryError> {
    let start = reader.place();
    let Some(rest) = word.strip_prefix("length") else { return Ok(None) };
    let sign = |text: &str| match text.to_lowercase().as_str() {
        ">" | "gtr" => Some(">"),
        "<" | "lss" => Some("<"),
        "=" | "is" | "eq" => Some(""),
        ">=" | "geq" => Some(">="),
        "<=" | "leq" => Some("<="),
        _ => None,
    };
    let (value, pieces) = if let Some(sign) = sign(reader.text_at(1)).filter(|_| rest.is_empty()) {
        (format!("{sign}{}", reader.text_at(2)), 3)
    } else if rest.starts_with(['<', '>', '=']) {
        (rest.trim_start_matches('=').to_owned(), 1)
    } else {
        return Ok(None);
    };
    reader.skip(pieces - 1);
    let span = Span::new(start.start, reader.place().end);
    reader.skip(1);
    let filter = reader.filter(FilterName::Words, &value, span)?;
    Ok(Some(Node { ast: Ast::Filter(filter), span }))
}

/// Parses `DATE AFT 2/1/2026`, `DATE BEF …`, `DATE IS …`, `DATE > …`. Returns `None` if `date` is a word.
fn date(reader: &mut Reader<'_, Lexis>) -> Result<Option<Node>, QueryError> {
    let start = reader.place();
    let sign = match reader.text_at(1).to_lowercase().as_str() {
        "aft" | "after" | ">" => ">",
        "bef" | "before" | "<" => "<",
        "geq" | ">=" => ">=",
        "leq" | "<=" => "<=",
        "is" | "=" => "",
        _ => return Ok(None),
    };
    let value = format!("{sign}{}", date_text(reader.text_at(2)));
    reader.skip(2);
    let span = Span::new(start.start, reader.place().end);
    reader.skip(1);
    let filter = reader.filter(FilterName::Date, &value, span)?;
    Ok(Some(Node { ast: Ast::Filter(filter), span }))
}
