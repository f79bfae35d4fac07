//! Lowers the syntax tree of a query to the clause that back ends understand. Words are analyzed here and looked up by the back end.

mod leaves;
mod lowered;

use rustc_hash::FxHashMap;

use self::leaves::{Content, Leaf, words_apart};
pub(crate) use self::lowered::{Lowered, Note, RequiredWord, marked_clause};
use super::{demonyms::add_demonyms, error::SearchError, outlet_names};
use crate::{
    analysis::query_words,
    matching::{
        Certainty, Clause, Feature, FieldPredicate, Filter, Inflected, Near, Operand, Part, Presence, Spans,
        Stream, TermPredicate, TextField, WhichForms,
    },
    query::{Ast, Field, Forms, JoinedBy, Phrase, Proximity, Warning},
};

/// What a query searches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// Articles.
    Articles,
    /// Single quotations.
    Quotations,
}

/// Settings for lowering a query.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lowerer<'a> {
    /// What the query searches.
    pub(crate) target: Target,
    /// Language to whose inflected forms words are expanded; `None` for all languages.
    pub(crate) language: Option<&'a str>,
    /// Whether all words must match or one is enough.
    pub(crate) joined_by: JoinedBy,
    /// Whether demonyms count for the score.
    pub(crate) demonyms: Demonyms,
}

/// Whether demonyms of the query's words count for the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Demonyms {
    Count,
    Ignored,
}

/// Lowers the syntax tree of a query.
pub(crate) fn lower(ast: &Ast, how: Lowerer<'_>) -> Result<Lowered, SearchError> {
    let mut lowering = Lowering {
        how,
        polarity: Polarity::Required,
        met: 0,
        features: Vec::new(),
        feature_places: FxHashMap::default(),
        function_words: Vec::new(),
        function_word_places: FxHashMap::default(),
        asked: Vec::new(),
        wanted: Vec::new(),
        named: Vec::new(),
        notes: Vec::new(),
    };
    let place = match how.target {
        Target::Articles => Place::Part(Part::Anywhere),
        Target::Quotations => Place::Part(Part::Quotation),
    };
    let clause = lowering.clause(ast, place)?;
    let (counted, uncounted) = match lowering.features.is_empty() {
        true => (lowering.function_words, Vec::new()),
        false => (lowering.features, lowering.function_words),
    };
    let (mut features, words): (Vec<Feature>, Vec<usize>) = counted.into_iter().unzip();
    if how.demonyms == Demonyms::Count {
        add_demonyms(&mut features);
    }
    Ok(Lowered {
        clause,
        features,
        words,
        uncounted: uncounted.into_iter().map(|(feature, _)| feature).collect(),
        asked: lowering.asked,
        wanted: lowering.wanted,
        unsure: unsure_of(&lowering.named),
        notes: lowering.notes,
    })
}

/// Returns the clause of quotations whose speaker possibly, but not surely, has one of `names`.
fn unsure_of(names: &[String]) -> Option<Clause> {
    let all = |certainty| {
        names.iter().map(move |name| TermPredicate::Speaker { name: name.clone(), certainty }).collect()
    };
    let unsure = TermPredicate::AnyBut { any: all(Certainty::Unsure), but: all(Certainty::Sure) };
    (!names.is_empty()).then(|| Clause::Speaker(vec![unsure]))
}

/// Where words are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Part(Part),
    Field(TextField),
    Speaker,
}

impl Place {
    /// Returns whether words are searched in title and text or in a part of them.
    fn is_text(self) -> bool {
        matches!(self, Self::Part(_))
    }

    fn field(self) -> TextField {
        match self {
            Self::Part(_) => TextField::Text,
            Self::Field(field) => field,
            Self::Speaker => TextField::Speaker,
        }
    }
}

/// Whether a part of the query is required or excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Polarity {
    Required,
    Excluded,
}

struct Lowering<'a> {
    how: Lowerer<'a>,
    polarity: Polarity,
    /// Number of the query's words so far.
    met: usize,
    /// Features for the score, each with the number of its word in the query.
    features: Vec<(Feature, usize)>,
    /// The index of each feature, so that a repeated word is found at once.
    feature_places: FxHashMap<(Part, Spans), usize>,
    /// Function words, which count only if there are no other words.
    function_words: Vec<(Feature, usize)>,
    function_word_places: FxHashMap<(Part, Spans), usize>,
    asked: Vec<(String, FieldPredicate)>,
    wanted: Vec<RequiredWord>,
    /// Required names of speakers.
    named: Vec<String>,
    notes: Vec<Note>,
}

impl Lowering<'_> {
    /// Returns the clause of `ast`; `None` if it contains nothing that can be searched.
    fn clause(&mut self, ast: &Ast, place: Place) -> Result<Option<Clause>, SearchError> {
        if place == Place::Speaker
            && let Some(name) = bare_name(ast)
        {
            return self.named(&name);
        }
        if place == Place::Field(TextField::Source)
            && let Some(name) = outlet_name(ast)
        {
            return self.outlet(ast, name);
        }
        Ok(match ast {
            Ast::Word(text) if place.is_text() && words_apart(text).len() > 1 => {
                let words: Vec<Ast> =
                    words_apart(text).into_iter().map(|word| Ast::Word(word.to_owned())).collect();
                match self.how.joined_by {
                    JoinedBy::And => self.joined(&words, place, Clause::And)?,
                    JoinedBy::Or => self.joined(&words, place, Clause::Or)?,
                }
            }
            Ast::Word(_) | Ast::Phrase(_) | Ast::Wildcard(_) | Ast::Fuzzy { .. } | Ast::Regex(_) => {
                let words = self.leaf(ast, place)?;
                words.map(|words| self.clause_of(words, place))
            }
            Ast::And(parts) => self.joined(parts, place, Clause::And)?,
            Ast::Or(parts) => self.joined(parts, place, Clause::Or)?,
            Ast::Not(inner) => self.negated(inner, place)?,
            Ast::Field { field, of } => self.field(*field, of, place)?,
            Ast::Said { speaker, words } => {
                let speaker = self.clause(speaker, Place::Speaker)?;
                let words = self.clause(words, Place::Part(Part::Quotation))?;
                let both: Vec<Clause> = speaker.into_iter().chain(words).collect();
                (!both.is_empty()).then(|| self.quotation(Clause::And(both)))
            }
            Ast::UnnamedSpeaker => Some(self.quotation(Clause::UnnamedSpeaker)),
            Ast::Filter(filter @ (Filter::Kind(_) | Filter::Confidence(_))) => {
                Some(self.quotation(Clause::Filter(filter.clone())))
            }
            Ast::Filter(filter) => Some(Clause::Filter(filter.clone())),
            Ast::Proximity(_) => self.mentions(ast, 1, place)?,
            Ast::AtLeast { count, of } => self.mentions(of, *count, place)?,
        })
    }

    /// Returns the clause of quotations by a speaker of this name.
    fn named(&mut self, name: &str) -> Result<Option<Clause>, SearchError> {
        let words = query_words(name);
        if words.is_empty() {
            self.warn("no_words", format!("`{name}` contains no word and was ignored"));
            return Ok(None);
        }
        let speaker = TermPredicate::Speaker { name: name.to_owned(), certainty: Certainty::Either };
        self.ask(name.to_owned(), TextField::Speaker, &speaker);
        if self.polarity == Polarity::Required {
            let wanted = |folded: &str| RequiredWord {
                field: TextField::Speaker,
                folded: folded.to_owned(),
                words: speaker.clone(),
            };
            self.wanted.extend(words.iter().map(|word| wanted(word.folded())));
            self.named.push(name.to_owned());
        }
        Ok(Some(Clause::Speaker(vec![speaker])))
    }

    /// Returns the clause of articles by the outlet with this name or domain, whichever of its names the article gives.
    fn outlet(&mut self, ast: &Ast, name: &str) -> Result<Option<Clause>, SearchError> {
        let place = Place::Field(TextField::Source);
        let wanted = self.wanted.len();
        let Some(leaf) = self.leaf(ast, place)? else { return Ok(None) };
        let own = self.clause_of(leaf, place);
        let others = outlet_names::other_names(name);
        if others.is_empty() {
            return Ok(Some(match own {
                Clause::Field { spans, .. } => Clause::Outlet { name: name.to_owned(), spans },
                other => other,
            }));
        }
        let mut clauses = vec![own];
        for other in others {
            let leaf = self.words(&other, 0, Forms::Exact, place)?;
            clauses.push(self.clause_of(leaf, place));
        }
        // A known outlet is not misspelled.
        self.wanted.truncate(wanted);
        Ok(Some(Clause::Or(clauses)))
    }

    /// Returns a clause that requires `of` at least `times` times.
    fn mentions(&mut self, of: &Ast, times: u32, place: Place) -> Result<Option<Clause>, SearchError> {
        let stream = match place {
            Place::Part(part) => Stream::Part(part),
            Place::Field(field) => Stream::Field(field),
            Place::Speaker => return Err(SearchError::OfSpeakers { what: operator_name(of, times) }),
        };
        let operand = self.operand(of, place)?;
        Ok(operand.map(|of| Clause::Proximity { stream, of, times }))
    }

    /// Returns an operand of a proximity operator; `None` if it contains nothing that can be searched.
    fn operand(&mut self, ast: &Ast, place: Place) -> Result<Option<Operand>, SearchError> {
        Ok(match ast {
            Ast::Or(parts) => {
                let mut operands = Vec::with_capacity(parts.len());
                for part in parts {
                    operands.extend(self.operand(part, place)?);
                }
                if operands.len() < 2 { operands.pop() } else { Some(Operand::Any(operands)) }
            }
            Ast::Proximity(proximity) => {
                let Proximity { left, right, within, presence } = &**proximity;
                let left = self.operand(left, place)?;
                let right = match presence {
                    Presence::Near => self.operand(right, place)?,
                    Presence::NotNear => self.excluded(|lowering| lowering.operand(right, place))?,
                };
                match (left, right) {
                    (Some(left), Some(right)) => Some(Operand::Near(Box::new(Near {
                        left,
                        right,
                        within: *within,
                        presence: *presence,
                    }))),
                    (None, right) if *presence == Presence::Near => right,
                    (left, _) => left,
                }
            }
            _ => {
                let words = self.leaf(ast, place)?;
                words.and_then(|words| self.spans_of(words, place)).map(Operand::Spans)
            }
        })
    }

    fn joined(
        &mut self,
        parts: &[Ast],
        place: Place,
        join: impl Fn(Vec<Clause>) -> Clause,
    ) -> Result<Option<Clause>, SearchError> {
        let mut clauses = Vec::with_capacity(parts.len());
        for part in parts {
            clauses.extend(self.clause(part, place)?);
        }
        Ok(match clauses.len() {
            0 => None,
            1 => clauses.pop(),
            _ => Some(flat(join(clauses))),
        })
    }

    fn negated(&mut self, inner: &Ast, place: Place) -> Result<Option<Clause>, SearchError> {
        let clause = self.excluded(|lowering| lowering.clause(inner, place))?;
        Ok(clause.map(|clause| Clause::Not(Box::new(clause))))
    }

    /// Lowers a part of the query with the opposite polarity.
    fn excluded<T>(
        &mut self,
        lower: impl FnOnce(&mut Self) -> Result<T, SearchError>,
    ) -> Result<T, SearchError> {
        let outer = self.polarity;
        self.polarity = match outer {
            Polarity::Required => Polarity::Excluded,
            Polarity::Excluded => Polarity::Required,
        };
        let lowered = lower(self);
        self.polarity = outer;
        lowered
    }

    fn field(&mut self, field: Field, of: &Ast, place: Place) -> Result<Option<Clause>, SearchError> {
        let inside = match field {
            Field::Title => Place::Part(Part::Title),
            Field::Lead => Place::Part(Part::Lead),
            Field::Byline => Place::Field(TextField::Byline),
            Field::Source => Place::Field(TextField::Source),
            Field::Url => Place::Field(TextField::Url),
            Field::Section => Place::Field(TextField::Section),
            Field::Tag => Place::Field(TextField::Tag),
            Field::Quote => Place::Part(Part::Quotation),
            Field::Speaker => Place::Speaker,
            Field::In if self.how.target == Target::Articles => {
                return Err(SearchError::OfQuotations { words: of.to_string() });
            }
            Field::In => Place::Part(Part::Anywhere),
        };
        let clause = self.clause(of, inside)?;
        Ok(match (field, place) {
            (Field::Quote | Field::Speaker, Place::Part(Part::Anywhere)) => {
                clause.map(|clause| self.quotation(clause))
            }
            _ => clause,
        })
    }

    /// Returns a clause that requires a quotation that matches `inner`. In a search for quotations, it is `inner` itself.
    fn quotation(&self, inner: Clause) -> Clause {
        match self.how.target {
            Target::Articles => Clause::Quotation(Box::new(inner)),
            Target::Quotations => inner,
        }
    }

    fn clause_of(&mut self, leaf: Leaf, place: Place) -> Clause {
        if place == Place::Speaker {
            return Clause::Speaker(leaf.words);
        }
        if self.how.joined_by == JoinedBy::Or && !leaf.parts.is_empty() {
            return self.any_part(leaf.parts, place);
        }
        match (self.spans_of(leaf, place), place) {
            (Some(spans), Place::Part(part)) => Clause::Text { part, spans },
            (Some(spans), _) => Clause::Field { field: place.field(), spans },
            (None, _) => Clause::Nothing,
        }
    }

    /// Returns a clause that requires one part of a compound, other than function words and single letters.
    fn any_part(&mut self, parts: Vec<Leaf>, place: Place) -> Clause {
        let mut clauses = Vec::with_capacity(parts.len());
        for part in parts {
            let says_something = part.content == Content::Words && part.is_longer_than_a_letter();
            let clause = self.clause_of(part, place);
            if says_something {
                clauses.push(clause);
            }
        }
        Clause::Or(clauses)
    }

    /// Returns the spans of a leaf. Adds its words to the features if they are searched in title and text.
    fn spans_of(&mut self, mut leaf: Leaf, place: Place) -> Option<Spans> {
        if !leaf.parts.is_empty() {
            // The parts count, so that articles that write them as separate words score as well.
            for part in leaf.parts {
                self.spans_of(part, place);
            }
            return Some(Spans::Phrase { words: leaf.words, slop: leaf.slop });
        }
        let spans = match leaf.words.len() {
            0 => return None,
            1 => Spans::Word(leaf.words.remove(0)),
            _ => Spans::Phrase { words: leaf.words, slop: leaf.slop },
        };
        if let Place::Part(part) = place {
            self.count(part, &spans, leaf.content);
        }
        Some(spans)
    }

    /// Adds a feature for the score.
    fn count(&mut self, part: Part, spans: &Spans, content: Content) {
        let counts = self.how.target == Target::Articles || part == Part::Quotation;
        if self.polarity == Polarity::Excluded || !counts {
            return;
        }
        let (features, places) = match content {
            Content::Words => (&mut self.features, &mut self.feature_places),
            Content::FunctionWords => (&mut self.function_words, &mut self.function_word_places),
        };
        let place = *places.entry((part, spans.clone())).or_insert(features.len());
        match features.get_mut(place) {
            Some((known, _)) => known.times += 1,
            None => features.push((Feature::new(part, spans.clone()), self.met)),
        }
    }

    /// Adds a word whose expansion users see.
    fn ask(&mut self, shown: String, field: TextField, word: &TermPredicate) {
        self.asked.push((shown, FieldPredicate { field, word: word.clone() }));
    }

    fn warn(&mut self, code: &'static str, message: String) {
        self.notes.push(Note::Of(Warning { code, message }));
    }
}

/// Flattens nested alternatives.
fn flat(clause: Clause) -> Clause {
    let Clause::Or(parts) = clause else { return clause };
    let each = parts.into_iter().flat_map(|part| match part {
        Clause::Or(inner) => inner,
        other => vec![other],
    });
    Clause::Or(each.collect())
}

/// Returns the name of an outlet, if `ast` is a single word or phrase.
fn outlet_name(ast: &Ast) -> Option<&str> {
    match ast {
        Ast::Word(text) | Ast::Phrase(Phrase { text, slop: 0, .. }) => Some(text),
        _ => None,
    }
}

/// Returns the words of `ast` as one name; `None` if `ast` contains anything but words and plain phrases.
fn bare_name(ast: &Ast) -> Option<String> {
    match ast {
        Ast::Word(text) | Ast::Phrase(Phrase { text, slop: 0, forms: Forms::Inflected }) => {
            Some(text.clone())
        }
        Ast::And(parts) => {
            let words: Option<Vec<String>> = parts.iter().map(bare_name).collect();
            words.map(|words| words.join(" "))
        }
        _ => None,
    }
}

/// Returns the notation of an operator in queries.
fn operator_name(of: &Ast, times: u32) -> String {
    match of {
        Ast::Proximity(near) if near.presence == Presence::Near => near.within.to_string(),
        Ast::Proximity(near) => format!("NOT {}", near.within),
        _ => format!("atleast{times}()"),
    }
}
