//! Answers questions: parse, lower, match, rank, cut out what is shown.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use super::{
    Archive,
    advice::few_words,
    conditions::{recency, restrictions, scope, undated, under},
    error::SearchError,
    expansions::Terms,
    feedback::for_order,
    fold::{Answer, Page},
    lower::{Kin, Lowerer, Target, Wanted, lower, marked_clause},
    request::{Copies, Expand, Explain, Fallback, Restrictions, SearchRequest, Sort, Syntax, Unasked},
    results::{PassageHit, SearchResults, Summary},
    shown::Shown,
};
use crate::{
    analysis::{is_function_word, query_words},
    article::Article,
    backend::{
        MatchOrder, MatchRequest, Matches, Rerank, Unsure, UnsurePlace, deadline::check, local::words::Words,
    },
    evaluation::{AnalyzedView, Bm25, Clause, Feature, Filter, Unit, marked_positions},
    query::{self, Ast, JoinedBy, Operators, ParseOptions, Warning},
    rank::{ArticleScorer, Related, Weights, WordFeedback},
    span::Span,
};

/// So many of the best by BM25 are ranked by all evidence, the rest follow; not more for a later page, so that pages fit together.
const CANDIDATES: usize = 1000;

/// So many of the answers are the best, of which it is told when they hold few words of the query.
const BEST: usize = 3;

/// So many articles are read at once to be shown.
const READ_AT_ONCE: usize = 64;

/// A question that is ready to be asked.
pub(super) struct Question {
    /// What must hold.
    pub(super) clause: Clause,
    /// The part of it whose words are marked.
    pub(super) marked: Clause,
    /// What counts for the score.
    pub(super) features: Vec<Feature>,
    /// Which word of the query each of the features stands for: the parts of a compound stand for one.
    pub(super) words: Vec<usize>,
    /// The words that feedback added.
    pub(super) related: Vec<Related>,
    /// Whether, and how, feedback counts for the order.
    feedback: Option<WordFeedback>,
    /// In which order.
    pub(super) order: MatchOrder,
    /// The tree that the canonical form is written from.
    pub(super) ast: Ast,
    pub(super) operators: Operators,
    pub(super) scorer: ArticleScorer,
    /// The words that must be there.
    pub(super) wanted: Vec<Wanted>,
    pub(super) summary: Summary,
    /// The only articles that are meant, if not all.
    pub(super) among: Option<BTreeSet<String>>,
    /// What holds of quotations that only may be of whom the query means, and where these stand.
    unsure: Option<Clause>,
    unsure_place: UnsurePlace,
}

impl Archive {
    /// Returns the passages that answer `request`, best first.
    ///
    /// # Errors
    /// If the query cannot be understood, or the index cannot be read.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchResults, SearchError> {
        let mut question = self.question(request, Target::Articles)?;
        let mut page = self.page(&question, request)?;
        self.count_into(&mut question, page.total)?;
        question.summary.folded = page.folded;
        if page.total == 0 {
            self.suggest(&mut question)?;
        }
        let mut partial = false;
        if page.total == 0
            && request.fallback == Fallback::Partial
            && let Some(some) = self.partly(request, &mut question)?
        {
            page = some;
            partial = !page.shown.is_empty();
        }
        if request.explain == Explain::Scores && !page.related.is_empty() {
            question.name_related(std::mem::take(&mut page.related));
        }
        question.summary.warnings.extend(self.few_results(&question, request)?);
        let passages = self.passage_hits(&question, &page, request, partial)?;
        if request.joined_by == JoinedBy::Or || partial {
            let best = passages.iter().take_while(|hit| hit.rank <= request.offset + BEST);
            let held = best.map(|hit| hit.held).max().unwrap_or(0);
            question.summary.warnings.extend(few_words(&question, request, held));
        }
        let mut summary = question.summary;
        summary.shown = page.shown.len();
        Ok(SearchResults { passages, summary })
    }

    /// Returns how many articles match, without showing any.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn count(&self, request: &SearchRequest) -> Result<Summary, SearchError> {
        let mut question = self.question(request, Target::Articles)?;
        let total = self.matches(&question, 0)?.total;
        self.count_into(&mut question, total)?;
        if total == 0 {
            self.suggest(&mut question)?;
        }
        Ok(question.summary)
    }

    /// Returns the ids of the articles that match, in their order, as the request's offset and limit have it, and the summary.
    pub(super) fn matching(&self, request: &SearchRequest) -> Result<(Vec<String>, Summary), SearchError> {
        let mut question = self.question(request, Target::Articles)?;
        let matches = self.matches(&question, request.wanted())?;
        self.count_into(&mut question, matches.total)?;
        let ids: Vec<String> = matches.best.into_iter().skip(request.offset).map(|found| found.id).collect();
        let shown = ids.len();
        Ok((ids, Summary { shown, ..question.summary }))
    }

    /// Returns the ids of the articles of the quotations that match, each once, and the summary; offset and limit count quotations.
    pub(super) fn quoting(&self, request: &SearchRequest) -> Result<(Vec<String>, Summary), SearchError> {
        let mut question = self.question(request, Target::Quotations)?;
        let found = self.backend().quotations(&question.request(request.wanted()))?;
        self.warn_of_undated_quotations(&mut question)?;
        let shown = found.best.len().saturating_sub(request.offset);
        let mut seen = HashSet::new();
        let articles = found.best.iter().skip(request.offset).filter(|found| seen.insert(found.article));
        let ids = articles.map(|of| found.id(of).to_owned()).collect();
        question.count_quotations(&found);
        Ok((ids, Summary { shown, ..question.summary }))
    }

    /// Returns the ids and scores of the articles that match, in their order, as the request's offset and limit have it.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn run(&self, request: &SearchRequest) -> Result<Vec<(String, f64)>, SearchError> {
        let question = self.question(request, Target::Articles)?;
        let wanted = request.wanted();
        let matches = self.matches(&question, wanted)?;
        Ok(matches.best.into_iter().skip(request.offset).map(|found| (found.id, found.score)).collect())
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
        let question = self.question(request, Target::Articles)?;
        let shown = Shown::new(article.clone());
        let marks = |clause| marked_positions(clause, &mut AnalyzedView::new(&shown.analyzed), Unit::Article);
        let mut marked = marks(&question.marked);
        if marked.is_empty()
            && question.operators == Operators::Absent
            && let Some(ast) = any_word(&question.ast)
        {
            marked = marks(&self.lowered(request, Target::Articles, ast)?.marked);
        }
        Ok((shown.spans.title_spans(&marked), shown.spans.text_spans(&marked)))
    }

    /// Reads and lowers the request.
    pub(super) fn question(&self, request: &SearchRequest, target: Target) -> Result<Question, SearchError> {
        let mut question = self.understood(request, target)?;
        if request.copies == Copies::Only {
            let copies = self.backend().copy_pairs(&scope(&request.only))?;
            question.among = Some(copies.ids.into_iter().collect());
        }
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
            0 => return Ok(Question::of_everything(&request.only)),
            1 => asts.remove(0),
            _ => Ast::And(asts),
        };
        let mut question = self.lowered(request, target, ast)?;
        question.operators = operators;
        warnings.append(&mut question.summary.warnings);
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
        let kin = match (target, request.sort) {
            (Target::Articles, Sort::Relevance) => Kin::Count,
            _ => Kin::Ignored,
        };
        let how = Lowerer { target, language: language.as_deref(), joined_by: request.joined_by, kin };
        let lowered = lower(&of_run(&ast, self.last_run), how)?;
        let mut words = Words::of(self.backend());
        let clause = lowered.clause.as_ref().map(|clause| words.clause(clause)).transpose()?;
        let features = words.features(&lowered.features)?;
        words.features(&lowered.uncounted)?;
        let unsure = lowered.unsure.as_ref().map(|clause| words.clause(clause)).transpose()?;
        for (_, asked) in &lowered.asked {
            words.terms(asked.field, &asked.word);
        }
        let mut wanted = lowered.wanted.clone();
        wanted.iter_mut().for_each(|wanted| wanted.words = words.terms(wanted.field, &wanted.words));
        let terms = Terms::of(words.met()?);
        let (expansions, warnings) = (lowered.expansions(&terms), lowered.warnings(&terms));
        let unmarked = lowered.unmarked(&terms);
        let (features, places) = Feature::merged(features);
        let words = (0..features.len())
            .map(|place| lowered.words[places.iter().position(|at| *at == place).unwrap_or(place)])
            .collect();
        let clause = clause.ok_or_else(|| SearchError::NoWords { query: request.query.clone() })?;
        let summary = Summary {
            query: ast.to_string(),
            offset: request.offset,
            warnings,
            expansions,
            ..Summary::default()
        };
        let order = match request.sort {
            Sort::Relevance if features.is_empty() => MatchOrder::Newest,
            Sort::Relevance => MatchOrder::Relevance,
            Sort::Newest => MatchOrder::Newest,
            Sort::Oldest => MatchOrder::Oldest,
        };
        let recency = recency(request)?;
        let scorer = ArticleScorer { weights: request.weights, recency };
        let marked = marked_clause(&clause, &unmarked).unwrap_or(Clause::Nothing);
        let unsure_place = match request.sort {
            Sort::Relevance => UnsurePlace::Last,
            Sort::Newest | Sort::Oldest => UnsurePlace::InOrder,
        };
        Ok(Question {
            clause: under(clause, &request.only),
            marked,
            features,
            words,
            related: Vec::new(),
            feedback: for_order(&ast, request, target),
            order,
            ast,
            operators: Operators::Absent,
            scorer,
            wanted,
            summary,
            among: None,
            unsure,
            unsure_place,
        })
    }

    /// Returns the articles that match, the first `limit` of them in their order.
    pub(super) fn matches(&self, question: &Question, limit: usize) -> Result<Matches, SearchError> {
        let Some(among) = &question.among else {
            return Ok(self.backend().matches(&question.request(limit))?);
        };
        let mut matches = self.backend().matches(&question.request(usize::MAX))?;
        matches.best.retain(|found| among.contains(&found.id));
        matches.total = matches.best.len();
        matches.best.truncate(limit);
        Ok(matches)
    }

    /// Notes what may have been meant by words that no article holds.
    pub(super) fn suggest(&self, question: &mut Question) -> Result<(), SearchError> {
        question.summary.warnings.extend(self.did_you_mean(&question.wanted)?);
        Ok(())
    }

    /// Notes totals, and how many articles only the lack of a date keeps out.
    pub(super) fn count_into(&self, question: &mut Question, total: usize) -> Result<(), SearchError> {
        (question.summary.total, question.summary.articles) = (total, total);
        let Some(clause) = undated(&question.clause) else { return Ok(()) };
        let request = MatchRequest { clause: &clause, ..question.request(0) };
        let count = self.backend().matches(&request)?.total;
        question.warn_of_undated(count, "article");
        Ok(())
    }

    /// Returns the articles that hold some of the words where none holds all; `None` where the query asks for no such thing.
    fn partly(&self, request: &SearchRequest, question: &mut Question) -> Result<Option<Page>, SearchError> {
        if question.operators == Operators::Present {
            return Ok(None);
        }
        let Some(ast) = any_word(&question.ast) else { return Ok(None) };
        let fallback = self.lowered(request, Target::Articles, ast)?;
        question.summary.fallback = Some(fallback.summary.query);
        question.clause = fallback.clause;
        question.marked = fallback.marked;
        question.features = fallback.features;
        question.words = fallback.words;
        question.feedback = fallback.feedback;
        let page = self.page(question, request)?;
        if !page.shown.is_empty() {
            let message = "no article holds all words; these hold some of them".to_owned();
            question.summary.warnings.push(Warning { code: "partial_matches", message });
        }
        Ok(Some(page))
    }

    fn passage_hits(
        &self,
        question: &Question,
        page: &Page,
        request: &SearchRequest,
        partial: bool,
    ) -> Result<Vec<PassageHit>, SearchError> {
        let explainer = match (request.explain, question.order) {
            (Explain::Scores, MatchOrder::Relevance) => Some(self.explainer(question)?),
            _ => None,
        };
        let mut weights = page.weights.clone();
        if weights.is_empty() && !question.features.is_empty() {
            let bm25 = Bm25::of_articles(self.backend().statistics()?);
            weights = self.weights(&question.features, &bm25)?;
        }
        let mut hits = Vec::new();
        let mut rank = request.offset;
        for answers in page.shown.chunks(READ_AT_ONCE) {
            let ids: Vec<&str> = answers.iter().map(|answer| answer.found.id.as_str()).collect();
            let copies: Vec<&[String]> = answers.iter().map(|answer| answer.copies.as_slice()).collect();
            let articles = self.backend().articles(&ids)?.into_iter().zip(self.counted(&copies)?);
            for (Answer { found, rewrites, .. }, (article, copies)) in answers.iter().zip(articles) {
                check()?;
                rank += 1;
                let Some(article) = article else { continue };
                let shown = Shown::new(article);
                let lacks = if partial { shown.lacks(&question.wanted) } else { Vec::new() };
                let rewrites: Vec<&str> = rewrites.iter().map(String::as_str).collect();
                let rewrites: Vec<Arc<Article>> =
                    self.backend().articles(&rewrites)?.into_iter().flatten().map(Arc::new).collect();
                let explanation = explainer.as_ref().map(|explainer| explainer.parts(&shown.analyzed, found));
                hits.extend(shown.hits(question, &weights, found, request.per_article).into_iter().map(
                    |hit| {
                        let (copies, explanation) = (copies.clone(), explanation.clone());
                        let (rewrites, lacks) = (rewrites.clone(), lacks.clone());
                        PassageHit { rank, partial, lacks, copies, rewrites, explanation, ..hit }
                    },
                ));
            }
        }
        Ok(hits)
    }

    pub(super) fn article(&self, id: &str) -> Result<Option<Article>, SearchError> {
        Ok(self.backend().articles(&[id])?.pop().flatten())
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

impl Question {
    /// Returns the question that everything answers.
    fn of_everything(only: &Restrictions) -> Self {
        Self {
            clause: under(Clause::All, only),
            marked: Clause::Nothing,
            features: Vec::new(),
            words: Vec::new(),
            related: Vec::new(),
            feedback: None,
            order: MatchOrder::Newest,
            ast: Ast::And(Vec::new()),
            operators: Operators::Absent,
            scorer: ArticleScorer { weights: Weights::TUNED, recency: None },
            wanted: Vec::new(),
            summary: Summary::default(),
            among: None,
            unsure: None,
            unsure_place: UnsurePlace::InOrder,
        }
    }

    pub(super) fn request(&self, limit: usize) -> MatchRequest<'_> {
        let feedback = self.feedback;
        let rerank = Rerank { candidates: CANDIDATES, scorer: self.scorer, feedback };
        MatchRequest {
            clause: &self.clause,
            features: &self.features,
            related: &self.related,
            order: self.order,
            limit,
            unsure: self.unsure.as_ref().map(|clause| Unsure { clause, place: self.unsure_place }),
            rerank: Some(rerank),
        }
    }

    pub(super) fn warn_of_undated(&mut self, count: usize, what: &str) {
        if count > 0 {
            let (s, verb) = if count == 1 { ("", "has") } else { ("s", "have") };
            let message = format!(
                "{count} more {what}{s} would match but {verb} no date; `date:none` finds undated articles"
            );
            self.summary.warnings.push(Warning { code: "undated", message });
        }
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
