//! Parses Factiva's query language, as described in its search tips.
//!
//! Connectors are case-insensitive. From highest precedence to lowest: `same` `near5` `/n5/` `adj5` `w/5` (all equal, the
//! last two in order), `not`, `and`, `or`. Also understood: `atleast5 x`, `x/F50/`, `hd=` `hlp=` `lp=` `by=` `sn=` `rst=` `la=`
//! `wc>`, `date from … to …`, `date after …`, `date before …`. The signs `*`, `?`, `$` and `$3` truncate words.

use super::{
    Ast, Field, Forms, ParseOptions, Parsed, Presence, QueryError, Within,
    connectors::{self, Connector, Dialect, Reader, date_text, plain, with_ending},
    field::FilterName,
    node::Node,
    warnings, word,
};
use crate::span::Span;

/// Parses a query in Factiva's language.
///
/// # Errors
/// If the query is wrong, with the place in `text`.
pub fn parse_factiva(text: &str, options: &ParseOptions) -> Result<Parsed, QueryError> {
    connectors::read::<Factiva>(text, options)
}

struct Factiva;

/// Fields by their codes.
const FIELDS: &[(&str, &[Field])] = &[
    ("hd", &[Field::Title]),
    ("hl", &[Field::Title]),
    ("hlp", &[Field::Title, Field::Lead]),
    ("lp", &[Field::Lead]),
    ("by", &[Field::Byline]),
    ("au", &[Field::Byline]),
    ("sn", &[Field::Source]),
    ("rst", &[Field::Source]),
    ("sc", &[Field::Source]),
    ("se", &[Field::Section]),
    ("clm", &[Field::Section]),
];

/// Fields for codes of Factiva's index, which articles do not have.
const CODES: &[&str] = &["co", "re", "ns", "in", "pe", "ipc", "cr", "fds"];

impl Dialect for Factiva {
    const FORMS: Forms = Forms::Exact;

    fn connector(word: &str, _next: &str, place: Span) -> Result<Option<(Connector, usize)>, QueryError> {
        let near = |within| Ok(Some((Connector::Near(within, Presence::Near), 1)));
        match word {
            "and" => return Ok(Some((Connector::And, 1))),
            "or" => return Ok(Some((Connector::Or, 1))),
            "not" => return Ok(Some((Connector::AndNot, 1))),
            "same" => return near(Within::Paragraph),
            _ => {}
        }
        if let Some(digits) = word.strip_prefix("/n").and_then(|rest| rest.strip_suffix('/')) {
            return near(Within::Words(distance(digits, word, 500, place)?));
        }
        for (name, most) in [("near", 500), ("adj", 500), ("w/", 10)] {
            let Some(digits) = word.strip_prefix(name).filter(|digits| is_number(digits)) else { continue };
            let distance = distance(digits, word, most, place)?;
            return near(match name {
                "near" => Within::Words(distance),
                _ => Within::WordsInOrder(distance),
            });
        }
        let own = "`near5`, `adj5`, `w/5`, `/n5/` or `same`";
        warnings::refused_nearness(word, place, own, "near5").map_or(Ok(None), Err)
    }

    fn strength(connector: Connector) -> u32 {
        match connector {
            Connector::Near(..) => 500,
            Connector::AndNot => 400,
            Connector::And => 300,
            Connector::Or => 200,
        }
    }

    fn special(reader: &mut Reader<'_, Self>) -> Result<Option<Node>, QueryError> {
        let (text, place) = (reader.text_at(0), reader.place());
        let lower = text.to_lowercase();
        if let Some(digits) = lower.strip_prefix("atleast").filter(|digits| is_number(digits)) {
            if !(1..=50).contains(&digits.parse().unwrap_or(0)) {
                let error = QueryError::syntax(format!("`{text}` is out of range"), place);
                return Err(error.expected("a number from 1 to 50, as in `atleast5`"));
            }
            reader.skip(1);
            let group = reader.opens_at(0);
            return reader.at_least(digits, place, group).map(Some);
        }
        if let Some(note) = warnings::foreign_to_factiva(text) {
            reader.warn(note.code, note.message);
        }
        if lower == "date" {
            return date(reader);
        }
        if let Some(value) = lower.strip_prefix("wc").filter(|rest| rest.starts_with(['>', '<', '='])) {
            reader.skip(1);
            let filter = reader.filter(FilterName::Words, value.trim_start_matches('='), place)?;
            return Ok(Some(Node { ast: Ast::Filter(filter), span: place }));
        }
        if let Some(words) = first_words(text) {
            return first(reader, words).map(Some);
        }
        match text.split_once('=') {
            Some((name, value))
                if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic()) =>
            {
                field(reader, &name.to_lowercase(), value).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn word(text: &str, place: Span) -> Result<Option<Ast>, QueryError> {
        if let Some((start, digits)) = text.rsplit_once('$')
            && start.ends_with(char::is_alphabetic)
        {
            if digits.is_empty() {
                return word::read(&format!("{start}*"), place.start);
            }
            if is_number(digits) {
                return Ok(Some(with_ending(start, digits.parse::<usize>().unwrap_or(9).min(9))));
            }
        }
        if text.contains(['*', '?']) { word::read(text, place.start) } else { Ok(plain(text)) }
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn distance(digits: &str, word: &str, most: u32, place: Span) -> Result<u32, QueryError> {
    digits.parse().ok().filter(|distance| (1..=most).contains(distance)).ok_or_else(|| {
        QueryError::syntax(format!("`{word}` is not a distance"), place)
            .expected(format!("a number from 1 to {most}"))
    })
}

/// Returns the text before `/F50/`.
fn first_words(text: &str) -> Option<&str> {
    let (words, number) = text.strip_suffix('/')?.rsplit_once('/')?;
    let digits = number.strip_prefix(['f', 'F'])?;
    is_number(digits).then_some(words)
}

/// Parses `x/F50/`, which searches for `x` in the first 50 words. Headline and lead approximate these words.
fn first(reader: &mut Reader<'_, Factiva>, words: &str) -> Result<Node, QueryError> {
    let place = reader.place();
    reader.skip(1);
    let Some(ast) = Factiva::word(words, place)? else {
        let error = QueryError::syntax("`/F50/` must follow a word", place);
        return Err(error.expected("a word directly before it"));
    };
    reader.warn(
        "first_words",
        "`/F50/` and similar operators are read as the headline and the first paragraph",
    );
    let inside = |field| Ast::Field { field, of: Box::new(ast.clone()) };
    Ok(Node { ast: Ast::Or(vec![inside(Field::Title), inside(Field::Lead)]), span: place })
}

/// Parses `hd=word` or `hd=(…)`. The name is in lower case.
fn field(reader: &mut Reader<'_, Factiva>, name: &str, value: &str) -> Result<Node, QueryError> {
    let place = reader.place();
    let name_span = Span::new(place.start, place.start + name.len());
    let value_span = Span::new(place.end - value.len(), place.end);
    if name == "la" {
        reader.skip(1);
        let filter = reader.filter(FilterName::Lang, value, value_span)?;
        return Ok(Node { ast: Ast::Filter(filter), span: place });
    }
    if CODES.contains(&name) {
        let message = format!("`{name}=` searches for codes of Factiva's index, which articles do not have");
        return Err(QueryError::new("query_unknown_field", message, name_span).expected("words instead"));
    }
    let Some((_, fields)) = FIELDS.iter().find(|(known, _)| *known == name) else {
        let error = QueryError::new("query_unknown_field", format!("unknown field `{name}=`"), name_span);
        return Err(error.expected("hd=, hlp=, lp=, by=, sn=, rst=, se=, la= or wc>"));
    };
    reader.skip(1);
    if value.is_empty() {
        return reader.field(fields, place.start);
    }
    let Some(of) = Factiva::word(value, value_span)? else { return Err(reader.missing()) };
    let asked = |field: &Field| Ast::Field { field: *field, of: Box::new(of.clone()) };
    let mut asts: Vec<Ast> = fields.iter().map(asked).collect();
    let ast = if asts.len() == 1 { asts.remove(0) } else { Ast::Or(asts) };
    Ok(Node { ast, span: place })
}

/// Parses `date from 20260201 to 20260208`, `date after 20260201`, `date before …`, `date 20260201`. Returns `None` if `date` is
/// a word. `-7` is the day seven days ago.
fn date(reader: &mut Reader<'_, Factiva>) -> Result<Option<Node>, QueryError> {
    let start = reader.place();
    let day = |text: &str| match text.strip_prefix('-') {
        Some(days) if is_number(days) => format!("{days}d"),
        _ => date_text(text),
    };
    let (verb, first) = (reader.text_at(1).to_lowercase(), reader.text_at(2));
    let (value, pieces) = match verb.as_str() {
        "from" if reader.text_at(3).eq_ignore_ascii_case("to") => {
            (format!("{}..{}", day(first), day(reader.text_at(4))), 5)
        }
        "from" => (format!(">={}", day(first)), 3),
        "after" | "aft" => (format!(">{}", day(first)), 3),
        "before" | "bef" => (format!("<{}", day(first)), 3),
        digits if digits.bytes().next().is_some_and(|first| first.is_ascii_digit()) => (day(digits), 2),
        _ => return Ok(None),
    };
    reader.skip(pieces - 1);
    let span = Span::new(start.start, reader.place().end);
    reader.skip(1);
    let filter = reader.filter(FilterName::Date, &value, span)?;
    Ok(Some(Node { ast: Ast::Filter(filter), span }))
}
