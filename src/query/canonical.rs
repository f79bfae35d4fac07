//! Writes a tree in canonical form: as a query that parses to the same tree.

use std::fmt::{self, Display, Formatter};

use jiff::{Timestamp, ToSpan, civil::Date};

use super::{Ast, Field, Filter, Forms, Phrase, Presence, Within, delimiters, field, lex, word};
use crate::article::QuotationKind;

impl Display for Ast {
    /// Writes the tree as a query: without AND, with parentheses wherever operators meet, with absolute dates.
    ///
    /// The output parses to the same tree under the default options, if [`parse`](super::parse) made the tree. Filters that only
    /// requests can have ([`Filter::Under`], [`Filter::Run`]) are written for display and do not parse.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => write_word(f, word),
            Self::Phrase(phrase) => phrase.fmt(f),
            Self::Wildcard(pattern) => f.write_str(pattern),
            Self::Fuzzy { word, distance } => write!(f, "{word}~{distance}"),
            Self::Regex(pattern) => f.write_str(&delimiters::slashed(pattern)),
            Self::And(parts) => join(f, parts, " "),
            Self::Or(parts) => join(f, parts, " OR "),
            Self::Not(of) => {
                f.write_str("NOT ")?;
                Operand(of).fmt(f)
            }
            Self::Proximity(near) => {
                let not = if near.presence == Presence::NotNear { "NOT " } else { "" };
                write!(f, "{} {not}{} {}", Operand(&near.left), near.within, Operand(&near.right))
            }
            Self::AtLeast { count, of } => write!(f, "atleast{count}({of})"),
            Self::Field { field, of } => write_field(f, *field, of),
            Self::Said { speaker, words } => match **speaker {
                Self::UnnamedSpeaker => write!(f, "said(none, {words})"),
                Self::Word(ref name) if is_none(name) => write!(f, "said(({name}), {words})"),
                ref speaker => write!(f, "said({speaker}, {words})"),
            },
            Self::UnnamedSpeaker => f.write_str("speaker:none"),
            Self::Filter(filter) => filter.fmt(f),
        }
    }
}

/// A tree next to an operator.
struct Operand<'a>(&'a Ast);

impl Display for Operand<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Ast::And(_) | Ast::Or(_) | Ast::Proximity(_) => write!(f, "({})", self.0),
            ast => ast.fmt(f),
        }
    }
}

fn join(f: &mut Formatter<'_>, parts: &[Ast], by: &str) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(by)?;
        }
        Operand(part).fmt(f)?;
    }
    Ok(())
}

/// Writes a word as it is if it parses as a word, else as a phrase after `stem:`, which means the same.
fn write_word(f: &mut Formatter<'_>, word: &str) -> fmt::Result {
    // A word may have several spaces that were escaped; a phrase has one between two words.
    let phrase = || delimiters::quoted(&delimiters::collapse_white_space(word));
    if is_bare(word) { f.write_str(word) } else { write!(f, "stem:{}", phrase()) }
}

/// Returns whether `text` parses as one unchanged word, both alone and inside `said()`.
fn is_bare(text: &str) -> bool {
    let Ok((tokens, _)) = lex::tokens(text) else { return false };
    let [lex::Token { kind: lex::Kind::Text(chunk), .. }] = tokens.as_slice() else { return false };
    let separates = |comma: usize| {
        let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        let bytes = text.as_bytes();
        !(is_digit(comma.checked_sub(1).and_then(|at| bytes.get(at))) && is_digit(bytes.get(comma + 1)))
    };
    chunk == text
        && !text.match_indices(',').any(|(comma, _)| separates(comma))
        && word::read(text, 0) == Ok(Some(Ast::Word(text.to_owned())))
}

fn is_none(word: &str) -> bool {
    word.eq_ignore_ascii_case("none")
}

fn write_field(f: &mut Formatter<'_>, field: Field, of: &Ast) -> fmt::Result {
    let name = field::canonical(field::Name::Words(field));
    let is_direct = match of {
        Ast::Word(word) if field == Field::Speaker && is_none(word) => false,
        Ast::Word(word) if field == Field::Url => return write_url(f, word),
        Ast::Word(word) => is_bare(word),
        Ast::Phrase(phrase) => phrase.forms == Forms::Exact,
        Ast::Wildcard(_) | Ast::Fuzzy { .. } | Ast::Regex(_) => field != Field::Url,
        _ => false,
    };
    if is_direct { write!(f, "{name}:{of}") } else { write!(f, "{name}:({of})") }
}

/// Writes `url:` with a URL as it is if that parses, also inside parentheses, else in parentheses.
fn write_url(f: &mut Formatter<'_>, url: &str) -> fmt::Result {
    let text = format!("url:{url}");
    let reads_back = lex::tokens(&format!("({text})")).is_ok_and(|(tokens, _)| {
        matches!(tokens.as_slice(), [_, _, lex::Token { kind: lex::Kind::Url(read), .. }, _] if read == url)
    });
    if reads_back { f.write_str(&text) } else { write!(f, "url:({})", Ast::Word(url.to_owned())) }
}

impl Display for Phrase {
    /// Writes the phrase in straight quotation marks.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.forms == Forms::Inflected {
            f.write_str("stem:")?;
        }
        f.write_str(&delimiters::quoted(&self.text))?;
        if self.slop > 0 { write!(f, "~{}", self.slop) } else { Ok(()) }
    }
}

impl Display for Within {
    /// Writes the operator: `W/5`, `PRE/5`, `W/S` or `W/P`.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(distance) => write!(f, "W/{distance}"),
            Self::WordsInOrder(distance) => write!(f, "PRE/{distance}"),
            Self::Sentence => f.write_str("W/S"),
            Self::Paragraph => f.write_str("W/P"),
        }
    }
}

impl Display for Filter {
    /// Writes the filter with its name and absolute dates.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date { from, to } => write!(f, "date:{}", date_range(*from, *to)),
            Self::Undated => f.write_str("date:none"),
            Self::Seen { from, to } => {
                let from = from.map(second).unwrap_or_default();
                let to = to.map(|to| second(to.saturating_sub(1))).unwrap_or_default();
                write!(f, "seen:{from}..{to}")
            }
            Self::Language(code) => write!(f, "lang:{code}"),
            Self::Id(id) => write_id(f, id),
            Self::Words { from: Some(from), to: Some(to) } if from == to => write!(f, "words:{from}"),
            Self::Words { from, to } => {
                let end = |end: &Option<u64>| end.map(|end| end.to_string()).unwrap_or_default();
                write!(f, "words:{}..{}", end(from), end(to))
            }
            Self::LastRun => f.write_str("seen:last"),
            Self::Run(run) => write!(f, "run:{run}"),
            Self::Under(path) => write!(f, "under:{}", delimiters::quoted(path)),
            Self::Kind(kind) => f.write_str(match kind {
                QuotationKind::Direct => "kind:direct",
                QuotationKind::Mixed => "kind:mixed",
                QuotationKind::Indirect => "kind:indirect",
            }),
            Self::Confidence(hundredths) => {
                write!(f, "confidence:{}.{:02}", hundredths / 100, hundredths % 100)
            }
        }
    }
}

/// Writes an id as it is if it has only plain characters, else in quotation marks.
fn write_id(f: &mut Formatter<'_>, id: &str) -> fmt::Result {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:#@".contains(&byte);
    if id.bytes().all(is_plain) && word::has_word(id) {
        write!(f, "id:{id}")
    } else {
        write!(f, "id:{}", delimiters::quoted(id))
    }
}

/// Writes a range of days: as a year, month or day if it is exactly one of these.
fn date_range(from: Option<i32>, to: Option<i32>) -> String {
    let day = |number: i32| {
        Date::constant(1970, 1, 1).checked_add(number.days()).map(|date| date.to_string()).unwrap_or_default()
    };
    let (Some(first), Some(last)) = (from, to) else {
        return format!("{}..{}", from.map(day).unwrap_or_default(), to.map(day).unwrap_or_default());
    };
    let (first, last) = (day(first), day(last));
    match (first.strip_suffix("-01"), last.get(8..)) {
        _ if first == last => first,
        (Some(month), _) if is_last_of_month(&first, &last) => month.to_owned(),
        (Some(month), Some("31")) if month.ends_with("-01") && last == format!("{}-12-31", &month[..4]) => {
            month[..4].to_owned()
        }
        _ => format!("{first}..{last}"),
    }
}

fn is_last_of_month(first: &str, last: &str) -> bool {
    first.parse::<Date>().is_ok_and(|first| first.last_of_month().to_string() == last)
}

fn second(second: i64) -> String {
    Timestamp::from_second(second).map(|time| time.to_string()).unwrap_or_default()
}
