//! Clauses as queries of the server, and what of a clause the server cannot say exactly.
//!
//! A clause inside `said(…)` is about one quotation, but may also ask for something of its article. It is split into parts of which
//! each is a condition on the article and a condition on one of its quotations.

use serde_json::json;

use super::{
    document::{field_name, kind_name},
    query::{Bounds, Query},
    spans::{self, Field},
};
use crate::matching::{Clause, Filter, Operand, Part, Presence, Spans, Stream, TermPredicate, TextField};

/// Maximum number of parts into which a clause about quotations is split.
const MOST_PARTS: usize = 32;

/// A condition on an article, and a condition on one of its quotations.
#[derive(Debug, Clone)]
pub(super) struct QuotationPart {
    pub(super) article: Bounds,
    pub(super) quotation: Bounds,
}

/// Returns the bounds of a clause about articles.
pub(super) fn bounds(clause: &Clause) -> Bounds {
    match clause {
        Clause::All => Bounds::exact(Query::All),
        Clause::Nothing | Clause::Speaker(_) | Clause::UnnamedSpeaker => Bounds::exact(Query::None),
        Clause::Filter(filter) => Bounds::exact(filtered(filter)),
        Clause::Text { part: Part::Quotation, spans } => quoted(spans),
        Clause::Text { part, spans } => spans::spans(field_of(*part), spans),
        Clause::Field { field: TextField::Speaker, spans } => by_speakers(spans),
        Clause::Field { field, spans } => spans::spans(Field::without_marks(field_name(*field)), spans),
        Clause::Outlet { spans, .. } => spans::spans(Field::without_marks("source"), spans),
        Clause::Proximity { stream, of, times } => proximity(*stream, of, *times),
        Clause::Quotation(inner) => of_parts(&parts(inner)),
        Clause::CopyOf(signature) => {
            let marks = signature.fingerprints().iter().map(|&mark| json!(mark)).collect();
            Bounds::at_most(Query::any_of("copy_mark", marks))
        }
        Clause::And(clauses) => Bounds::and(clauses.iter().map(bounds).collect()),
        Clause::Or(clauses) => Bounds::or(clauses.iter().map(bounds).collect()),
        Clause::Not(inner) => bounds(inner).negated(),
    }
}

/// Returns the bounds of articles with a quotation that satisfies one of `parts`.
pub(super) fn of_parts(parts: &[QuotationPart]) -> Bounds {
    let part =
        |part: &QuotationPart| Bounds::and(vec![part.article.clone(), part.quotation.clone().in_quotation()]);
    Bounds::or(parts.iter().map(part).collect())
}

/// Returns the parts of a clause about quotations. A quotation satisfies the clause if it satisfies one of them.
pub(super) fn parts(clause: &Clause) -> Vec<QuotationPart> {
    split(&without_negated_groups(clause, Sign::Plain)).unwrap_or_else(|| {
        let upper = |clause: &Clause| match level(clause) {
            Level::Article => bounds(clause),
            _ => Bounds::at_most(Query::All),
        };
        let article = Bounds::between(Query::None, upper(clause).upper);
        vec![QuotationPart { article, quotation: Bounds::at_most(Query::All) }]
    })
}

/// What a clause inside `said(…)` is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Article,
    Quotation,
    Both,
}

fn level(clause: &Clause) -> Level {
    match clause {
        Clause::Text { part: Part::Quotation, .. }
        | Clause::Proximity { stream: Stream::Part(Part::Quotation), .. }
        | Clause::Speaker(_)
        | Clause::UnnamedSpeaker
        | Clause::Filter(Filter::Kind(_) | Filter::Confidence(_)) => Level::Quotation,
        Clause::And(clauses) | Clause::Or(clauses) => {
            let mut levels = clauses.iter().map(level);
            let first = levels.next().unwrap_or(Level::Article);
            if levels.all(|other| other == first) { first } else { Level::Both }
        }
        Clause::Not(inner) => level(inner),
        _ => Level::Article,
    }
}

/// Whether the opposite of a clause is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Plain,
    Negated,
}

/// Returns the clause with each negation inside the groups that are about both article and quotation.
fn without_negated_groups(clause: &Clause, sign: Sign) -> Clause {
    let each = |clauses: &[Clause]| -> Vec<Clause> {
        clauses.iter().map(|clause| without_negated_groups(clause, sign)).collect()
    };
    let opposite = if sign == Sign::Plain { Sign::Negated } else { Sign::Plain };
    match (clause, sign) {
        (Clause::And(clauses), Sign::Plain) | (Clause::Or(clauses), Sign::Negated) => {
            Clause::And(each(clauses))
        }
        (Clause::Or(clauses), Sign::Plain) | (Clause::And(clauses), Sign::Negated) => {
            Clause::Or(each(clauses))
        }
        (Clause::Not(inner), _) => without_negated_groups(inner, opposite),
        (other, Sign::Plain) => other.clone(),
        (other, Sign::Negated) => Clause::Not(Box::new(other.clone())),
    }
}

/// Splits a clause into parts; `None` if there are too many.
fn split(clause: &Clause) -> Option<Vec<QuotationPart>> {
    Some(match (clause, level(clause)) {
        (clause, Level::Article) => {
            vec![QuotationPart { article: bounds(clause), quotation: Bounds::exact(Query::All) }]
        }
        (clause, Level::Quotation) => {
            vec![QuotationPart { article: Bounds::exact(Query::All), quotation: of_quotation(clause) }]
        }
        (Clause::Or(clauses), Level::Both) => {
            let mut parts = Vec::new();
            for clause in clauses {
                parts.extend(split(clause)?);
            }
            (parts.len() <= MOST_PARTS).then_some(parts)?
        }
        (Clause::And(clauses), Level::Both) => {
            let mut joined = vec![QuotationPart {
                article: Bounds::exact(Query::All),
                quotation: Bounds::exact(Query::All),
            }];
            for clause in clauses {
                let parts = split(clause)?;
                if joined.len() * parts.len() > MOST_PARTS {
                    return None;
                }
                let both = |left: &QuotationPart, right: &QuotationPart| QuotationPart {
                    article: Bounds::and(vec![left.article.clone(), right.article.clone()]),
                    quotation: Bounds::and(vec![left.quotation.clone(), right.quotation.clone()]),
                };
                joined =
                    joined.iter().flat_map(|left| parts.iter().map(move |right| both(left, right))).collect();
            }
            joined
        }
        _ => return None,
    })
}

/// Returns the bounds of a clause about nothing but a nested quotation.
fn of_quotation(clause: &Clause) -> Bounds {
    match clause {
        Clause::All => Bounds::exact(Query::All),
        Clause::Text { spans, .. } => spans::spans(Field::QUOTATION, spans),
        Clause::Proximity { of, times: 1, .. } => spans::occurs(Field::QUOTATION, of),
        Clause::Proximity { of, times, .. } => spans::occurs_often(Field::QUOTATION, of, *times),
        Clause::Speaker(words) => Bounds::exact(speaker(words)),
        Clause::UnnamedSpeaker => Bounds::exact(Query::any_of("quotations.named", vec![json!(false)])),
        Clause::Filter(Filter::Kind(kind)) => {
            Bounds::exact(Query::any_of("quotations.kind", vec![json!(kind_name(*kind))]))
        }
        Clause::Filter(Filter::Confidence(least)) => {
            Bounds::exact(Query::Of(json!({ "range": { "quotations.confidence": { "gte": least } } })))
        }
        Clause::And(clauses) => Bounds::and(clauses.iter().map(of_quotation).collect()),
        Clause::Or(clauses) => Bounds::or(clauses.iter().map(of_quotation).collect()),
        Clause::Not(inner) => of_quotation(inner).negated(),
        _ => Bounds::at_most(Query::All),
    }
}

/// Returns the query for quotations of which each of `words` names the speaker.
fn speaker(words: &[TermPredicate]) -> Query {
    Query::and(words.iter().map(|word| spans::word("quotations.speaker", "quotations.lang", word)))
}

/// Returns the bounds of words of speakers of any quotations.
fn by_speakers(of: &Spans) -> Bounds {
    let each = of
        .words()
        .iter()
        .map(|word| spans::word("quotations.speaker", "quotations.lang", word).in_quotation());
    let all = Query::and(each);
    if matches!(of, Spans::Word(_)) { Bounds::exact(all) } else { Bounds::at_most(all) }
}

/// Returns the bounds of words in any quotations.
fn quoted(of: &Spans) -> Bounds {
    let quoted =
        |word: &TermPredicate| spans::word(Field::QUOTATION.name, Field::QUOTATION.lang, word).in_quotation();
    let all = Query::and(of.words().iter().map(quoted));
    if matches!(of, Spans::Word(_)) {
        return Bounds::exact(all);
    }
    // The words may be of several quotations.
    let Bounds { upper, lower } = spans::spans(Field::QUOTATION, of).in_quotation();
    Bounds::between(lower.unwrap_or(upper), all)
}

fn proximity(stream: Stream, of: &Operand, times: u32) -> Bounds {
    let field = match stream {
        Stream::Part(Part::Quotation) => return quoted_proximity(of, times),
        Stream::Part(part) => field_of(part),
        Stream::Field(TextField::Speaker) => return Bounds::at_most(Query::All),
        Stream::Field(field) => Field::without_marks(field_name(field)),
    };
    if times > 1 { spans::occurs_often(field, of, times) } else { spans::occurs(field, of) }
}

/// Returns the bounds of a proximity among the words of all quotations of an article.
fn quoted_proximity(of: &Operand, times: u32) -> Bounds {
    let Bounds { upper, lower } = spans::occurs(Field::QUOTATION, of).in_quotation();
    let lower = if times > 1 || excludes(of) { Query::None } else { lower.unwrap_or(upper) };
    Bounds::between(lower, words_of(of))
}

/// Returns the query for articles that have the words of an operand in quotations.
fn words_of(of: &Operand) -> Query {
    match of {
        Operand::Spans(spans) => quoted(spans).upper,
        Operand::Any(operands) => Query::or(operands.iter().map(words_of)),
        Operand::Near(near) if near.presence == Presence::NotNear => words_of(&near.left),
        Operand::Near(near) => Query::and([words_of(&near.left), words_of(&near.right)]),
    }
}

/// Returns whether an operand asks that something is not near.
fn excludes(of: &Operand) -> bool {
    match of {
        Operand::Spans(_) => false,
        Operand::Any(operands) => operands.iter().any(excludes),
        Operand::Near(near) => {
            near.presence == Presence::NotNear || excludes(&near.left) || excludes(&near.right)
        }
    }
}

/// Returns the field of a part of title and text other than quotations.
pub(super) fn field_of(part: Part) -> Field {
    match part {
        Part::Anywhere | Part::Quotation => Field::with_marks("text"),
        Part::Title => Field::with_marks("title"),
        Part::Lead => Field::with_marks("lead"),
    }
}

/// Returns the query for a filter on articles.
fn filtered(filter: &Filter) -> Query {
    let term = |field: &str, value| Query::any_of(field, vec![value]);
    match filter {
        Filter::Date { from, to } => {
            let from = from.map(|from| Query::Of(json!({ "range": { "first_day": { "gte": from } } })));
            let to = to.map(|to| Query::Of(json!({ "range": { "last_day": { "lte": to } } })));
            let dated = Query::Of(json!({ "exists": { "field": "date" } }));
            match (from, to) {
                (None, None) => dated,
                (from, to) => Query::and(from.into_iter().chain(to)),
            }
        }
        Filter::Undated => Query::Of(json!({ "exists": { "field": "date" } })).negated(),
        Filter::Seen { from, to } => Query::Of(json!({ "range": { "seen": { "gte": from, "lt": to } } })),
        Filter::Run(run) => term("run", json!(run)),
        Filter::Language(code) => term("lang", json!(code)),
        Filter::Id(id) => term("id", json!(id)),
        Filter::Words { from, to } => {
            Query::Of(json!({ "range": { "text_words": { "gte": from, "lte": to } } }))
        }
        Filter::Under(path) => match path.strip_suffix('/').unwrap_or(path) {
            "" => Query::Of(json!({ "exists": { "field": "path" } })),
            folder => term("under", json!(folder)),
        },
        // About quotations; no article satisfies them. `LastRun` is replaced before it reaches an engine.
        Filter::Kind(_) | Filter::Confidence(_) | Filter::LastRun => Query::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        copies::Signature,
        matching::{Near, Within},
    };

    fn word(terms: &[&str]) -> TermPredicate {
        TermPredicate::of_terms(terms.iter().map(|term| (*term).to_owned()))
    }

    fn one(term: &str) -> Operand {
        Operand::Spans(Spans::Word(word(&[term])))
    }

    fn phrase(slop: u32) -> Spans {
        Spans::Phrase { words: vec![word(&["crude"]), word(&["oil", "oils"])], slop }
    }

    fn near(left: Operand, within: Within, right: Operand, presence: Presence) -> Operand {
        Operand::Near(Box::new(Near { left, right, within, presence }))
    }

    fn proximity(of: Operand, times: u32) -> Clause {
        Clause::Proximity { stream: Stream::Part(Part::Anywhere), of, times }
    }

    fn is_exact(clause: &Clause) -> bool {
        bounds(clause).is_exact()
    }

    #[test]
    fn the_server_is_exact_about_words_phrases_and_their_proximities() {
        let any = Operand::Any(vec![one("gas"), Operand::Spans(phrase(0))]);
        for within in [Within::Words(5), Within::WordsInOrder(3), Within::Sentence, Within::Paragraph] {
            assert!(is_exact(&proximity(near(any.clone(), within, one("price"), Presence::Near), 1)));
        }
        assert!(is_exact(&Clause::Text { part: Part::Lead, spans: phrase(2) }));
        assert!(is_exact(&proximity(one("oil"), 5)));
        assert!(is_exact(&proximity(near(one("a"), Within::Words(3), one("b"), Presence::NotNear), 1)));
        let said = Clause::And(vec![
            Clause::Speaker(vec![word(&["=Ada Quill"])]),
            Clause::Text { part: Part::Quotation, spans: phrase(0) },
            Clause::Not(Box::new(Clause::Filter(Filter::Language("en".into())))),
        ]);
        assert!(is_exact(&Clause::Quotation(Box::new(said))));
    }

    #[test]
    fn what_the_server_cannot_say_lies_between_two_queries() {
        let inner = near(one("a"), Within::Words(3), one("b"), Presence::Near);
        for clause in [
            proximity(near(inner.clone(), Within::Words(9), one("c"), Presence::Near), 1),
            proximity(near(one("a"), Within::Sentence, one("b"), Presence::NotNear), 1),
            proximity(near(one("a"), Within::Words(3), one("a"), Presence::NotNear), 1),
            proximity(inner, 2),
            Clause::Text { part: Part::Quotation, spans: phrase(0) },
            Clause::CopyOf(Signature::of("the ferry to the island was late again".split(' '))),
        ] {
            let Bounds { upper, lower } = bounds(&clause);
            assert!(lower.is_some() && upper != Query::None && upper != Query::All, "{clause:?}");
        }
    }

    #[test]
    fn words_without_terms_match_nothing() {
        let none = Clause::Text { part: Part::Anywhere, spans: Spans::Word(word(&[])) };
        assert_eq!(bounds(&none), Bounds::exact(Query::None));
        assert_eq!(bounds(&Clause::Not(Box::new(none))), Bounds::exact(Query::All));
    }

    #[test]
    fn a_clause_about_article_and_quotation_is_split() {
        let quoted = Clause::Text { part: Part::Quotation, spans: Spans::Word(word(&["oil"])) };
        let dated = Clause::Filter(Filter::Undated);
        let either = Clause::Or(vec![quoted.clone(), dated.clone()]);
        assert_eq!(parts(&quoted).len(), 1);
        assert_eq!(parts(&Clause::And(vec![quoted.clone(), dated.clone()])).len(), 1);
        assert_eq!(parts(&either).len(), 2);
        assert_eq!(parts(&Clause::And(vec![either.clone(), either.clone()])).len(), 4);
        let not = Clause::Not(Box::new(Clause::And(vec![quoted, dated])));
        assert_eq!(parts(&not).len(), 2);
        let many = Clause::And(vec![either; 6]);
        assert!(!of_parts(&parts(&many)).is_exact());
    }
}
