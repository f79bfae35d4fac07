//! A matching article as it is displayed: its best passages, with highlights.

use std::{collections::HashSet, sync::Arc};

use super::{
    lower::RequiredWord,
    prepared_query::PreparedQuery,
    results::{CopyCount, PassageHit},
};
use crate::{
    analysis::is_function_word,
    analyzed_article::{AnalyzedArticle, ArticleWithWordSpans, analyze_with_word_spans},
    article::Article,
    highlight::{WordSpans, with_whole_matches},
    matching::{
        AnalyzedView, Part, Spans, TextField, Unit, View as _,
        evaluate::{text_positions, whole_matches},
        matched_positions,
    },
    passage::{passages, sentences},
    rank::{FoundWord, ScoredPassage, best_passages},
    span::Span,
};

/// Factor for the weight of a feedback word when passages are chosen. The factor for a word of the query is 1.
const RELATED: f64 = 0.2;
/// Factor for a number, compared to an equally rare common word.
const NUMBER: f64 = 1.5;
/// Factor for a name, compared to an equally rare common word.
const NAME: f64 = 1.25;

/// A displayed article with the spans of its words.
pub(super) struct DisplayedArticle {
    pub(super) analyzed: AnalyzedArticle,
    sentences: Vec<Span>,
    pub(super) spans: WordSpans,
}

impl DisplayedArticle {
    pub(super) fn new(article: Article) -> Self {
        let sentences = sentences(&article.text, &article.paragraphs);
        let ArticleWithWordSpans { analyzed, title, text, .. } = analyze_with_word_spans(article, &sentences);
        Self { spans: WordSpans::new(title, text), analyzed, sentences }
    }

    /// Returns the words of `wanted` that title and text lack: folded, without function words and without repetition.
    pub(super) fn lacks(&self, wanted: &[RequiredWord]) -> Vec<String> {
        let mut view = AnalyzedView::new(&self.analyzed);
        let mut lacking = Vec::new();
        let of_text = |word: &&RequiredWord| word.field == TextField::Text && !is_function_word(&word.folded);
        for word in wanted.iter().filter(of_text) {
            if view.positions(&word.words).is_empty() && !lacking.contains(&word.folded) {
                lacking.push(word.folded.clone());
            }
        }
        lacking
    }

    /// Returns the best passages of the article, at most `limit`. The caller sets the fields that depend on other articles
    /// or on the answer: rank, partial match, copies, rewrites and explanation. `weights` has an entry for each learned
    /// feature.
    pub(super) fn hits(
        self,
        prepared: &PreparedQuery,
        weights: &[f64],
        score: f64,
        limit: usize,
    ) -> Vec<PassageHit> {
        let article = &self.analyzed.article;
        let mut view = AnalyzedView::new(&self.analyzed);
        let marked = matched_positions(&prepared.learned.marked, &mut view, Unit::Article);
        let text_marks = self.spans.text_spans(&marked);
        let words = self.found_words(prepared, weights, &mut view, &marked);
        let best = best_passages(&passages(article, &self.sentences), &text_marks, &words, limit);
        let whole = whole_matches(&prepared.learned.clause, &mut view, Unit::Article);
        let whole = self.spans.spans_between(&whole);
        let best = with_whole_matches(best, &whole, &self.sentences, &text_marks);
        let title_highlights = self.spans.title_spans(&marked);
        let held = prepared.learned.features.iter();
        let held = held
            .filter(|feature| {
                !text_positions(feature.part, &feature.spans, &mut view, Unit::Article).is_empty()
            })
            .count();
        let article = Arc::new(self.analyzed.article);
        let hit = |passage: ScoredPassage| PassageHit {
            rank: 0,
            score,
            partial: false,
            lacks: Vec::new(),
            held,
            copies: CopyCount::default(),
            rewrites: Vec::new(),
            article: Arc::clone(&article),
            span: passage.span,
            highlights: passage.highlights,
            heading: passage.heading,
            title_highlights: title_highlights.clone(),
            explanation: None,
        };
        if best.is_empty() {
            let empty = Span::new(0, 0);
            return vec![hit(ScoredPassage { span: empty, heading: None, highlights: Vec::new() })];
        }
        best.into_iter().map(hit).collect()
    }

    /// Returns the highlighted words with their weights for the choice of passages.
    fn found_words(
        &self,
        prepared: &PreparedQuery,
        weights: &[f64],
        view: &mut AnalyzedView<'_>,
        marked: &[u32],
    ) -> Vec<FoundWord> {
        let asked = prepared.learned.features.iter().zip(&prepared.learned.words).zip(weights);
        let asked =
            asked.map(|((feature, word), weight)| (feature.part, feature.spans.clone(), *word, *weight));
        let next = prepared.learned.words.iter().max().map_or(0, |last| last + 1);
        let related = prepared.related.iter().enumerate().map(|(number, word)| {
            (Part::Anywhere, Spans::Word(word.words.clone()), next + number, RELATED * word.weight)
        });
        let (mut found, mut taken) = (Vec::new(), HashSet::new());
        for (part, spans, word, weight) in asked.chain(related) {
            let positions = text_positions(part, &spans, view, Unit::Article);
            let positions = positions.into_iter().flat_map(|occurrence| occurrence.words);
            let positions: Vec<u32> = positions
                .filter(|position| marked.binary_search(position).is_ok() && taken.insert((*position, part)))
                .collect();
            let spans: Vec<Span> =
                positions.into_iter().filter_map(|position| self.spans.in_text(position)).collect();
            let weight = weight * self.kind_factor(&spans);
            found.extend(spans.into_iter().map(|span| FoundWord { span, word, weight }));
        }
        found.sort_by_key(|found| found.span);
        found
    }

    /// Returns the factor for the kind of a word that occurs at `spans`: a number, a name, or a common word.
    fn kind_factor(&self, spans: &[Span]) -> f64 {
        let text = &self.analyzed.article.text;
        let begins = |span: &&Span, is: fn(char) -> bool| span.of(text).chars().next().is_some_and(is);
        let begins_sentence = |span: &&Span| {
            self.sentences.binary_search_by_key(&span.start, |sentence| sentence.start).is_ok()
        };
        if spans.iter().any(|span| begins(&span, |first| first.is_ascii_digit())) {
            return NUMBER;
        }
        let (mut capital, mut small) = (0, 0);
        for span in spans.iter().filter(|span| !begins_sentence(span)) {
            capital += usize::from(begins(&span, char::is_uppercase));
            small += usize::from(begins(&span, char::is_lowercase));
        }
        if capital > small { NAME } else { 1.0 }
    }
}

/// Returns the span of the `sentences` that contain `content`, from the first to the last.
pub(super) fn sentences_of(sentences: &[Span], content: &[Span]) -> Span {
    let (Some(first), Some(last)) = (content.first(), content.last()) else { return Span::new(0, 0) };
    let begins = sentences.partition_point(|sentence| sentence.end <= first.start);
    let ends = sentences.partition_point(|sentence| sentence.end < last.end);
    let start = sentences.get(begins).map_or(first.start, |sentence| sentence.start.min(first.start));
    let end = sentences.get(ends).filter(|sentence| sentence.start < last.end);
    Span::new(start, end.map_or(last.end, |sentence| sentence.end))
}
