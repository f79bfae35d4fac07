//! Answers questions: a query is parsed and lowered, its request goes to the back end, and what is shown is cut out of the answer.

use super::{
    Archive,
    advice::{few_count, few_results, few_words},
    conditions::{recency, restrictions},
    error::SearchError,
    feedback::for_order,
    lower::{Demonyms, Lowerer, Target, lower},
    passages::Passages,
    question::Question,
    request::{Expand, Explain, Fallback, SearchRequest, Sort, Syntax, Unasked},
    results::{SearchResults, Summary},
    shown::Shown,
};
use crate::{
    analysis::{is_function_word, query_words},
    article::Article,
    backend::{ArticleParts, MatchOrder},
    deadline::check,
    matching::{AnalyzedView, Filter, Unit, matched_positions},
    query::{self, Ast, JoinedBy, Operators, ParseOptions, Warning},
    rank::ArticleScorer,
    span::Span,
};

/// So many of the answers are the best, of which it is told when they hold few words of the query.
const BEST: usize = 3;

impl Archive {
    /// Returns the passages that answer `request`, best first.
    ///
    /// # Errors
    /// If the query cannot be understood, or the index cannot be read.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchResults, SearchError> {
        let mut question = self.question(request, Target::Articles)?;
        let any = self.any_words(request, &question)?;
        let few = any.as_ref().and_then(|any| few_count(any, request));
        let counts = question.undated().into_iter().chain(few).collect();
        let mut pages = self.pages(&question, request, ArticleParts::Shown, counts);
        let mut page = pages.turn()?;
        question.learn(std::mem::take(&mut page.words));
        let holding_some = question.count_articles(&page);
        let mut partial = false;
        if page.total.value == 0 {
            self.suggest(&mut question)?;
            if let Some(any) = any {
                question.ask_instead(any);
                pages = self.pages(&question, request, ArticleParts::Shown, Vec::new());
                page = pages.turn()?;
                question.learn(std::mem::take(&mut page.words));
                partial = !page.hits.is_empty();
            }
        }
        if partial {
            let message = "no article holds all words; these hold some of them".to_owned();
            question.summary.warnings.push(Warning { code: "partial_matches", message });
        }
        if request.explain == Explain::Scores && !page.related.is_empty() {
            question.name_related(std::mem::take(&mut page.related));
        }
        question.summary.warnings.extend(few_results(question.summary.total, holding_some));
        let mut passages = Passages::of(&question, request, partial, &page);
        let mut folded = page.collapsed;
        passages.add(page.hits)?;
        for page in pages {
            let page = page?;
            folded = page.collapsed;
            passages.add(page.hits)?;
        }
        let Passages { shown, hits: passages, .. } = passages;
        if request.joined_by == JoinedBy::Or || partial {
            let best = passages.iter().take_while(|hit| hit.rank <= request.offset + BEST);
            let held = best.map(|hit| hit.held).max().unwrap_or(0);
            question.summary.warnings.extend(few_words(&question, request, held));
        }
        let folded = if partial { 0 } else { folded };
        Ok(SearchResults { passages, summary: Summary { shown, folded, ..question.summary } })
    }

    /// Returns how many articles match, without showing any.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn count(&self, request: &SearchRequest) -> Result<Summary, SearchError> {
        let mut question = self.question(request, Target::Articles)?;
        let none = SearchRequest { limit: Some(0), offset: 0, ..request.clone() };
        let counts = question.undated().into_iter().collect();
        let mut answer = self.pages(&question, &none, ArticleParts::Key, counts).turn()?;
        question.learn(std::mem::take(&mut answer.words));
        question.count_articles(&answer);
        if question.summary.total == 0 {
            self.suggest(&mut question)?;
        }
        Ok(question.summary)
    }

    /// Returns the ids and scores of the articles that match, in their order, as the request's offset and limit have it.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn run(&self, request: &SearchRequest) -> Result<Vec<(String, f64)>, SearchError> {
        let question = self.question(request, Target::Articles)?;
        let mut found = Vec::new();
        for page in self.pages(&question, request, ArticleParts::Key, Vec::new()) {
            found.extend(page?.hits.into_iter().map(|hit| (hit.id, hit.score)));
        }
        Ok(found)
    }

    /// Returns what of `article` satisfies the request's query: spans of its title, and spans of its text. Where it does not
    /// hold all words, and the query has no operators, those that it holds.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn highlight(
        &self,
        article: &Article,
        request: &SearchRequest,
    ) -> Result<(Vec<Span>, Vec<Span>), SearchError> {
        let mut question = self.question(request, Target::Articles)?;
        self.look_up(&mut question, request)?;
        let shown = Shown::new(article.clone());
        let marks =
            |clause| matched_positions(clause, &mut AnalyzedView::new(&shown.analyzed), Unit::Article);
        let mut marked = marks(&question.learned.marked);
        if marked.is_empty()
            && question.operators == Operators::Absent
            && let Some(ast) = any_word(&question.ast)
        {
            let mut any = self.lowered(request, Target::Articles, ast)?;
            self.look_up(&mut any, request)?;
            marked = marks(&any.learned.marked);
        }
        check()?;
        Ok((shown.spans.title_spans(&marked), shown.spans.text_spans(&marked)))
    }

    /// Learns what the words of a question stand for.
    fn look_up(&self, question: &mut Question, request: &SearchRequest) -> Result<(), SearchError> {
        let none = SearchRequest { limit: Some(0), offset: 0, ..request.clone() };
        let answer = self.pages(question, &none, ArticleParts::Key, Vec::new()).turn()?;
        question.learn(answer.words);
        Ok(())
    }

    /// Reads and lowers the request.
    pub(super) fn question(&self, request: &SearchRequest, target: Target) -> Result<Question, SearchError> {
        let mut question = self.understood(request, target)?;
        if request.expand == Expand::ByFeedback {
            self.expand(&mut question, request, target)?;
        }
        Ok(question)
    }

    fn understood(&self, request: &SearchRequest, target: Target) -> Result<Question, SearchError> {
        check()?;
        let options = ParseOptions { now: request.now.clone(), joined_by: request.joined_by };
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
            0 => return Ok(Question::of_everything(request)),
            1 => asts.remove(0),
            _ => Ast::And(asts),
        };
        let mut question = self.lowered(request, target, ast)?;
        question.operators = operators;
        question.readings = warnings.len();
        question.summary.warnings = warnings;
        Ok(question)
    }

    /// Returns the question that `ast` asks, with the request's other conditions.
    pub(super) fn lowered(
        &self,
        request: &SearchRequest,
        target: Target,
        ast: Ast,
    ) -> Result<Question, SearchError> {
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
        let mut question = Question::of(asked, lowered, request);
        (question.summary, question.order, question.ast) = (summary, order, ast);
        (question.scorer, question.feedback) = (scorer, feedback);
        Ok(question)
    }

    /// Notes what may have been meant by words that no article holds.
    pub(super) fn suggest(&self, question: &mut Question) -> Result<(), SearchError> {
        question.summary.warnings.extend(self.did_you_mean(question)?);
        Ok(())
    }

    /// Returns the question that asks for some of the words where `question` asks for all; `None` where there is no such thing, or it
    /// is not wanted.
    fn any_words(
        &self,
        request: &SearchRequest,
        question: &Question,
    ) -> Result<Option<Question>, SearchError> {
        if request.fallback == Fallback::Nothing || question.operators == Operators::Present {
            return Ok(None);
        }
        any_word(&question.ast).map(|ast| self.lowered(request, Target::Articles, ast)).transpose()
    }
}

/// Returns a tree in which the last run is the one that began at `run`.
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

/// Returns the bare words that `ast` asks for side by side, those of grammar left out where there are others, and what else must hold.
pub(super) fn words_and_rest(ast: &Ast) -> (Vec<Ast>, Vec<Ast>) {
    let mut parts = match ast {
        Ast::And(parts) => parts.clone(),
        other => vec![other.clone()],
    };
    // Conditions beside the query wrap it.
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

/// Returns what asks for one of several words instead of all, beside the rest; `None` if there is no choice.
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

/// Returns `ast` with one of its words enough instead of all; `None` if it has no two words.
pub(super) fn any_word(ast: &Ast) -> Option<Ast> {
    let Ast::And(_) = ast else { return None };
    let (words, rest) = words_and_rest(ast);
    any_of(words, rest)
}
