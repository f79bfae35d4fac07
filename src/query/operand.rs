//! Parses operands: words, phrases, fields with their values, `said()` and `atleast()`.

use super::{
    Ast, Field, Filter, Forms, Operators, Phrase, QueryError,
    field::{self, FilterName, Name},
    filter,
    lex::{Kind, Token},
    node::Node,
    parse::{Inside, Parser},
    proximity, word,
};
use crate::span::Span;

impl Parser<'_> {
    /// Fails if the field or function at `token` is not allowed inside the current one.
    pub(super) fn check_place(&self, token: &Token) -> Result<(), QueryError> {
        let outer = match self.inside {
            Inside::Nothing => return Ok(()),
            Inside::Field(_) if matches!(token.kind, Kind::AtLeast(_)) => return Ok(()),
            Inside::Field(field) => format!("`{}:`", field::canonical(Name::Words(field))),
            Inside::Filter(filter) => format!("`{}:`", field::canonical(Name::Filter(filter))),
            Inside::Said => "`said()`".to_owned(),
            Inside::AtLeast => "`atleast()`".to_owned(),
        };
        let inner = token.span.of(self.text);
        let error = QueryError::syntax(format!("`{inner}` is not allowed inside {outer}"), token.span);
        Err(error.expected("words, phrases or groups of them"))
    }

    pub(super) fn function(&mut self, token: &Token) -> Result<Node, QueryError> {
        match token.kind {
            Kind::Name(Name::Words(field)) => self.field(token, field),
            Kind::Name(Name::Filter(name)) => {
                let node = self.within(Inside::Filter(name), Self::primary)?;
                Ok(Node { span: Span::new(token.span.start, node.span.end), ..node })
            }
            Kind::AtLeast(count) => {
                self.outcome.operators = Operators::Present;
                let node = self.within(Inside::AtLeast, |parser| parser.group(token.span))?;
                proximity::check_counted(&node, count)?;
                Ok(Node { ast: Ast::AtLeast { count, of: Box::new(node.ast) }, span: node.span })
            }
            _ => self.within(Inside::Said, |parser| parser.said(token)),
        }
    }

    fn field(&mut self, token: &Token, field: Field) -> Result<Node, QueryError> {
        if field == Field::Speaker
            && let Some(Token { kind: Kind::Text(text), span }) = self.peek()
            && word::literal(text).eq_ignore_ascii_case("none")
        {
            self.next += 1;
            return Ok(Node { ast: Ast::UnnamedSpeaker, span: Span::new(token.span.start, span.end) });
        }
        let first = self.next;
        let node = self.within(Inside::Field(field), Self::primary)?;
        if field == Field::Speaker {
            self.check_names(first, &node)?;
        }
        let span = Span::new(token.span.start, node.span.end);
        Ok(Node { ast: Ast::Field { field, of: Box::new(node.ast) }, span })
    }

    /// Fails if there is an operator on positions among the names of speakers, which have no order.
    ///
    /// `names` was parsed from the tokens since `first`.
    fn check_names(&self, first: usize, names: &Node) -> Result<(), QueryError> {
        let mut read = self.tokens[first..self.next].iter();
        let Some(operator) = read.find(|token| matches!(token.kind, Kind::Near(_) | Kind::AtLeast(_))) else {
            return Ok(());
        };
        let written = match operator.kind {
            Kind::Near(within) => within.to_string(),
            _ => "atleast()".to_owned(),
        };
        let message = format!("`{written}` cannot be used with speakers");
        let error = QueryError::new("query_speaker", message, operator.span).expected("names side by side");
        let bare = Ast::Field { field: Field::Speaker, of: Box::new(proximity::side_by_side(&names.ast)) };
        Err(error.suggesting(bare.to_string()))
    }

    /// Parses the two parts of `said()`, after its opening parenthesis.
    fn said(&mut self, token: &Token) -> Result<Node, QueryError> {
        let first = self.next;
        let speaker = match self.unnamed() {
            Some(node) => node,
            None => self.deeper(token.span, Self::alternatives)?,
        };
        self.check_names(first, &speaker)?;
        if self.take(&Kind::Comma).is_none() {
            let end = self.peek().map_or(self.text.len(), |token| token.span.start);
            let part = Span::new(token.span.end, end).of(self.text).trim();
            let error =
                QueryError::syntax("`said()` takes a speaker and words", Span::new(token.span.start, end));
            let suggestion = match part.split_once(char::is_whitespace) {
                Some((name, words)) if !part.contains('"') => format!("said({name}, {})", words.trim()),
                _ => Ast::Field { field: Field::Speaker, of: Box::new(speaker.ast) }.to_string(),
            };
            return Err(error.expected("a comma between them").suggesting(suggestion));
        }
        let words = self.deeper(token.span, Self::alternatives)?;
        let span = Span::new(token.span.start, self.close()?);
        Ok(Node { ast: Ast::Said { speaker: Box::new(speaker.ast), words: Box::new(words.ast) }, span })
    }

    /// Parses `none` as the speaker of `said()`.
    fn unnamed(&mut self) -> Option<Node> {
        let [Token { kind: Kind::Text(text), span }, Token { kind: Kind::Comma, .. }, ..] =
            &self.tokens[self.next..]
        else {
            return None;
        };
        let is_none = text.eq_ignore_ascii_case("none");
        self.next += usize::from(is_none);
        is_none.then_some(Node { ast: Ast::UnnamedSpeaker, span: *span })
    }

    pub(super) fn stemmed(&mut self, stem: &Token) -> Result<Node, QueryError> {
        if matches!(self.inside, Inside::Filter(_)) {
            self.check_place(stem)?;
        }
        let Some(token) = self.peek() else { return Err(self.missing("a phrase")) };
        self.next += 1;
        let span = Span::new(stem.span.start, token.span.end);
        let ast = match &token.kind {
            Kind::Quoted { text, slop } => {
                self.outcome.operators = Operators::Present;
                match slop {
                    None if !text.contains(' ') => Ast::Word(text.clone()),
                    slop => Ast::Phrase(Phrase {
                        text: text.clone(),
                        slop: slop.unwrap_or(0),
                        forms: Forms::Inflected,
                    }),
                }
            }
            Kind::Text(_) => self.leaf(token)?,
            _ => {
                let error = QueryError::syntax("`stem:` must be before a phrase", span);
                return Err(error.expected("a phrase, as in `stem:\"nuclear talk\"`"));
            }
        };
        Ok(Node { ast, span })
    }

    pub(super) fn leaf(&mut self, token: &Token) -> Result<Ast, QueryError> {
        if let Inside::Filter(name) = self.inside {
            return self.filter(name, token).map(Ast::Filter);
        }
        let ast = match &token.kind {
            Kind::Quoted { text, slop } => {
                Ast::Phrase(Phrase { text: text.clone(), slop: slop.unwrap_or(0), forms: Forms::Exact })
            }
            Kind::Regex(pattern) => Ast::Regex(pattern.clone()),
            Kind::Url(url) if matches!(self.inside, Inside::Field(_)) => Ast::Word(url.clone()),
            Kind::Url(url) => {
                if self.inside != Inside::Nothing {
                    self.check_place(token)?;
                }
                Ast::Field { field: Field::Url, of: Box::new(Ast::Word(url.clone())) }
            }
            Kind::Text(text) | Kind::Value(text) => match word::read(text, token.span.start)? {
                Some(ast) => ast,
                None => return Err(self.missing_operand()),
            },
            _ => return Err(self.missing_operand()),
        };
        if !matches!(ast, Ast::Word(_) | Ast::Field { .. }) {
            self.outcome.operators = Operators::Present;
        }
        Ok(ast)
    }

    /// Parses one value of a filter.
    fn filter(&mut self, name: FilterName, token: &Token) -> Result<Filter, QueryError> {
        let (value, is_quoted) = match &token.kind {
            Kind::Quoted { text, slop: None } => {
                self.outcome.operators = Operators::Present;
                (text.as_str(), true)
            }
            Kind::Text(text) | Kind::Value(text) | Kind::Url(text) => (text.as_str(), false),
            _ => {
                let error =
                    QueryError::syntax(format!("`{}` is not a value", token.span.of(self.text)), token.span);
                return Err(
                    error.expected(format!("a value for `{}:`", field::canonical(Name::Filter(name))))
                );
            }
        };
        filter::read(name, value, &self.options.now).map_err(|error| {
            if is_quoted { QueryError { at: token.span, ..error } } else { error.shifted(token.span.start) }
        })
    }
}
