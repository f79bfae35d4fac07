//! Searches for articles: parses and lowers the query, sends the request to the back end, and makes passages from the answer.

use std::ops::ControlFlow;

use super::{
    Archive,
    answer_pages::AnswerPages,
    displayed::DisplayedArticle,
    error::SearchError,
    feedback::for_order,
    few_results::{few_count, few_results, few_words},
    filters::{recency, restrictions},
    lower::{Demonyms, Lowerer, Target, lower},
    passage_hits::PassageHits,
    prepared_query::PreparedQuery,
    read_ahead::each_page,
    request::{Expand, Explain, Fallback, SearchRequest, Sort, Syntax, Unasked},
    results::{PassageHit, SearchResults, Summary},
};
use crate::{
    analysis::{is_function_word, query_words},
    article::Article,
    backend::{ArticleAnswer, ArticleParts, BackendError, MatchOrder},
    deadline::check,
    matching::{AnalyzedView, Filter, Unit, matched_positions},
    query::{self, Ast, JoinedBy, Operators, ParseOptions, Warning},
    rank::ArticleScorer,
    span::Span,
};

/// Number of the best results that are checked for a note that they contain few words of the query.
const BEST: usize = 3;

/// The first page of an answer.
struct FirstPage<'a> {
    prepared: PreparedQuery,
    page: ArticleAnswer,
    /// The further pages.
    pages: AnswerPages<'a>,
    /// Whether the articles contain only some of the words.
    partial: bool,
}

impl Archive {
    /// Returns the passages that answer `request`, best first.
    ///
    /// # Errors
    /// If the query cannot be understood, or the index cannot be read.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchResults, SearchError> {
        let mut passages = Vec::new();
        let summary = self.each_found(request, &mut |hits| {
            passages.extend(hits);
            ControlFlow::Continue(())
        })?;
        Ok(SearchResults { passages, summary })
    }

    /// Calls `each` with the passages of every article that [`search`](Self::search) returns, best first, until it breaks. Every
    /// article has at least one passage. Returns the summary, which counts the articles shown so far. Articles are requested one
    /// page at a time and not kept.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn each_found(
        &self,
        request: &SearchRequest,
        each: &mut dyn FnMut(Vec<PassageHit>) -> ControlFlow<()>,
    ) -> Result<Summary, SearchError> {
        let FirstPage { mut prepared, page, pages, partial } = self.first_found(request)?;
        let mut passages = PassageHits::of(&prepared, request, partial, &page);
        let (mut folded, mut most_held) = (0, 0);
        let mut show = |page: ArticleAnswer| {
            folded = page.collapsed;
            let found = passages.of_articles(page.hits);
            check()?;
            for hits in found {
                passages.shown += 1;
                if passages.shown <= BEST {
                    most_held = hits.iter().map(|hit| hit.held).max().unwrap_or(0).max(most_held);
                }
                if !hits.is_empty() && each(hits).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            Ok::<_, BackendError>(ControlFlow::Continue(()))
        };
        if show(page)?.is_continue() && !pages.is_over() {
            each_page(pages, &mut show)?;
        }
        let shown = passages.shown;
        if request.joined_by == JoinedBy::Or || partial {
            let warning = few_words(&prepared, request, most_held);
            prepared.summary.warnings.extend(warning);
        }
        let folded = if partial { 0 } else { folded };
        Ok(Summary { shown, folded, ..prepared.summary })
    }

    /// Requests the first page of an answer: of partial matches, if nothing matches the whole query.
    fn first_found(&self, request: &SearchRequest) -> Result<FirstPage<'_>, SearchError> {
        let mut prepared = self.prepare(request, Target::Articles)?;
        let any = self.any_words(request, &prepared)?;
        let few = any.as_ref().and_then(|any| few_count(any, request));
        let counts = prepared.undated().into_iter().chain(few).collect();
        let mut pages = self.pages(&prepared, request, ArticleParts::Shown, counts);
        let mut page = pages.next_page()?;
        prepared.learn(std::mem::take(&mut page.words));
        let holding_some = prepared.count_articles(&page);
        let mut partial = false;
        if page.total.value == 0 {
            self.suggest(&mut prepared)?;
            if let Some(any) = any {
                prepared.ask_instead(any);
                pages = self.pages(&prepared, request, ArticleParts::Shown, Vec::new());
                page = pages.next_page()?;
                prepared.learn(std::mem::take(&mut page.words));
                partial = !page.hits.is_empty();
            }
        }
        if partial {
            let message = "no article contains all words; these contain some of them".to_owned();
            prepared.summary.warnings.push(Warning { code: "partial_matches", message });
        }
        if request.explain == Explain::Scores && !page.related.is_empty() {
            prepared.name_related(std::mem::take(&mut page.related));
        }
        prepared.summary.warnings.extend(few_results(prepared.summary.total, holding_some));
        Ok(FirstPage { prepared, page, pages, partial })
    }

    /// Returns a summary with the number of matching articles, without the articles.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn count(&self, request: &SearchRequest) -> Result<Summary, SearchError> {
        let mut prepared = self.prepare(request, Target::Articles)?;
        let none = SearchRequest { limit: Some(0), offset: 0, ..request.clone() };
        let counts = prepared.undated().into_iter().collect();
        let mut answer = self.pages(&prepared, &none, ArticleParts::Key, counts).next_page()?;
        prepared.learn(std::mem::take(&mut answer.words));
        prepared.count_articles(&answer);
        if prepared.summary.total == 0 {
            self.suggest(&mut prepared)?;
        }
        Ok(prepared.summary)
    }

    /// Returns the ids and scores of the matching articles, in order, within the request's offset and limit.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn run(&self, request: &SearchRequest) -> Result<Vec<(String, f64)>, SearchError> {
        let prepared = self.prepare(request, Target::Articles)?;
        let mut found = Vec::new();
        for page in self.pages(&prepared, request, ArticleParts::Key, Vec::new()) {
            found.extend(page?.hits.into_iter().map(|hit| (hit.id, hit.score)));
        }
        Ok(found)
    }

    /// Returns the words of `article` that match the query, as spans of its title and spans of its text. If the article
    /// does not match and the query has no operators, returns the words of the query that it contains.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn highlight(
        &self,
        article: &Article,
        request: &SearchRequest,
    ) -> Result<(Vec<Span>, Vec<Span>), SearchError> {
        let mut prepared = self.prepare(request, Target::Articles)?;
        self.look_up(&mut prepared, request)?;
        let shown = DisplayedArticle::new(article.clone());
        let marks =
            |clause| matched_positions(clause, &mut AnalyzedView::new(&shown.analyzed), Unit::Article);
        let mut marked = marks(&prepared.learned.marked);
        if marked.is_empty()
            && prepared.operators == Operators::Absent
            && let Some(ast) = any_word(&prepared.ast)
        {
            let mut any = self.lowered(request, Target::Articles, ast)?;
            self.look_up(&mut any, request)?;
            marked = marks(&any.learned.marked);
        }
        check()?;
        Ok((shown.spans.title_spans(&marked), shown.spans.text_spans(&marked)))
    }

    /// Looks up the terms of the query's words.
    fn look_up(&self, prepared: &mut PreparedQuery, request: &SearchRequest) -> Result<(), SearchError> {
        let none = SearchRequest { limit: Some(0), offset: 0, ..request.clone() };
        let answer = self.pages(prepared, &none, ArticleParts::Key, Vec::new()).next_page()?;
        prepared.learn(answer.words);
        Ok(())
    }

    /// Parses and lowers the request, and adds the words of feedback if the request asks for them.
    pub(super) fn prepare(
        &self,
        request: &SearchRequest,
        target: Target,
    ) -> Result<PreparedQuery, SearchError> {
        let mut prepared = self.parse_and_lower(request, target)?;
        if request.expand == Expand::ByFeedback {
            self.expand(&mut prepared, request, target)?;
        }
        Ok(prepared)
    }

    fn parse_and_lower(&self, request: &SearchRequest, target: Target) -> Result<PreparedQuery, SearchError> {
        check()?;
        let options = ParseOptions { now: request.now.clone(), joined_by: request.joined_by };
        query::check_length(&request.query)?;
        let parsed = match request.syntax {
            Syntax::Morgue => query::parse(&request.query, &options),
            Syntax::Lucene => query::parse_lucene(&request.query, &options),
            Syntax::Factiva => query::parse_factiva(&request.query, &options),
            Syntax::Lexis => query::parse_lexis(&request.query, &options),
            Syntax::Literal => query::parse_literal(&request.query, request.joined_by),
        };
        let mut asts = restrictions(&request.only, request)?;
        let no_query = request.query.trim().is_empty()
            && (target == Target::Quotations || request.unasked == Unasked::Everything);
        let (mut warnings, mut operators) = (Vec::new(), Operators::Absent);
        match parsed {
            Ok(parsed) => {
                asts.insert(0, parsed.ast);
                (warnings, operators) = (parsed.warnings, parsed.operators);
            }
            Err(error) if !no_query => return Err(error.into()),
            Err(_) => {}
        }
        let ast = match asts.len() {
            0 => return Ok(PreparedQuery::of_everything(request)),
            1 => asts.remove(0),
            _ => Ast::And(asts),
        };
        let mut prepared = self.lowered(request, target, ast)?;
        prepared.operators = operators;
        prepared.readings = warnings.len();
        prepared.summary.warnings = warnings;
        Ok(prepared)
    }

    /// Lowers `ast` for this request.
    pub(super) fn lowered(
        &self,
        request: &SearchRequest,
        target: Target,
        ast: Ast,
    ) -> Result<PreparedQuery, SearchError> {
        let language = request.only.lang.as_deref().map(str::to_ascii_lowercase);
        let demonyms = match (target, request.sort) {
            (Target::Articles, Sort::Relevance) => Demonyms::Count,
            _ => Demonyms::Ignored,
        };
        let how = Lowerer { target, language: language.as_deref(), joined_by: request.joined_by, demonyms };
        let lowered = lower(&of_run(&ast, self.last_run), how)?;
        let asked = lowered.clause.clone();
        let asked = asked.ok_or_else(|| SearchError::NoWords { query: request.query.clone() })?;
        let summary = Summary { query: ast.to_string(), offset: request.offset, ..Summary::default() };
        let order = match request.sort {
            Sort::Relevance if lowered.features.is_empty() => MatchOrder::Newest,
            Sort::Relevance => MatchOrder::Relevance,
            Sort::Newest => MatchOrder::Newest,
            Sort::Oldest => MatchOrder::Oldest,
        };
        let scorer = ArticleScorer { weights: request.weights, recency: recency(request)? };
        let feedback = for_order(&ast, request, target);
        let mut prepared = PreparedQuery::of(asked, lowered, request);
        (prepared.summary, prepared.order, prepared.ast) = (summary, order, ast);
        (prepared.scorer, prepared.feedback) = (scorer, feedback);
        Ok(prepared)
    }

    /// Adds to the summary suggestions for words that no article contains.
    pub(super) fn suggest(&self, prepared: &mut PreparedQuery) -> Result<(), SearchError> {
        prepared.summary.warnings.extend(self.did_you_mean(prepared)?);
        Ok(())
    }

    /// Returns the query changed to require any of its words instead of all. Returns `None` if the query requires only one
    /// word or has operators, or if the request excludes partial matches.
    fn any_words(
        &self,
        request: &SearchRequest,
        prepared: &PreparedQuery,
    ) -> Result<Option<PreparedQuery>, SearchError> {
        if request.fallback == Fallback::Nothing || prepared.operators == Operators::Present {
            return Ok(None);
        }
        any_word(&prepared.ast).map(|ast| self.lowered(request, Target::Articles, ast)).transpose()
    }
}

/// Returns `ast` with the filter for the last update replaced by a filter for the update that began at `run`.
fn of_run(ast: &Ast, run: i64) -> Ast {
    let of_runs = |parts: &[Ast]| parts.iter().map(|part| of_run(part, run)).collect();
    match ast {
        Ast::Filter(Filter::LastRun) => Ast::Filter(Filter::Run(run)),
        Ast::And(parts) => Ast::And(of_runs(parts)),
        Ast::Or(parts) => Ast::Or(of_runs(parts)),
        Ast::Not(inner) => Ast::Not(Box::new(of_run(inner, run))),
        other => other.clone(),
    }
}

/// Returns the words that `ast` requires without an operator, and its other conditions. Function words are left out if there are other
/// words.
pub(super) fn words_and_rest(ast: &Ast) -> (Vec<Ast>, Vec<Ast>) {
    let mut parts = match ast {
        Ast::And(parts) => parts.clone(),
        other => vec![other.clone()],
    };
    // If there are filters from options, the query is the first part of a conjunction with them.
    if let Some(Ast::And(inner)) = parts.first().cloned() {
        parts.splice(..1, inner);
    }
    let (mut words, rest): (Vec<Ast>, Vec<Ast>) =
        parts.into_iter().partition(|part| matches!(part, Ast::Word(_)));
    let says_something = |word: &Ast| match word {
        Ast::Word(text) => query_words(text).iter().any(|word| !is_function_word(word.folded())),
        _ => false,
    };
    if words.iter().any(says_something) {
        words.retain(says_something);
    }
    (words, rest)
}

/// Returns a condition that requires any of `words` and all of `rest`. If there are fewer than two words, returns the only
/// word if there is no `rest`, otherwise `None`.
pub(super) fn any_of(mut words: Vec<Ast>, mut rest: Vec<Ast>) -> Option<Ast> {
    if words.len() < 2 {
        return if rest.is_empty() { words.pop() } else { None };
    }
    if rest.is_empty() {
        return Some(Ast::Or(words));
    }
    rest.push(Ast::Or(words));
    Some(Ast::And(rest))
}

/// Returns `ast` changed to require any of its words instead of all; `None` if it requires only one word.
pub(super) fn any_word(ast: &Ast) -> Option<Ast> {
    let Ast::And(_) = ast else { return None };
    let (words, rest) = words_and_rest(ast);
    any_of(words, rest)
}
