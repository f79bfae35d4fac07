//! The stages between extraction and the index: split into sentences, find quotations, analyze.

use super::AnalyzedArticle;
use crate::{
    article::{Article, Quotation},
    passage::sentences,
    quotation::{QuotationInput, quotations},
    span::Span,
};

/// Analyzes `article`. Finds its paragraphs and its quotations first, if it has none.
#[must_use]
pub fn analyze(mut article: Article) -> AnalyzedArticle {
    if article.paragraphs.is_empty() {
        article.paragraphs = crate::extract::paragraphs(&article.text);
    }
    if article.quotations.is_empty() { quote_and_analyze(article) } else { analyze_as_is(article) }
}

/// Replaces the quotations of `article` by the quotations found in its text, and analyzes it.
#[must_use]
pub fn quote_and_analyze(mut article: Article) -> AnalyzedArticle {
    let sentences = sentences(&article.text, &article.paragraphs);
    article.quotations = find_quotations(&article, &sentences);
    AnalyzedArticle::new(article, &sentences)
}

/// Analyzes `article` with the paragraphs and quotations it has.
#[must_use]
pub fn analyze_as_is(article: Article) -> AnalyzedArticle {
    let sentences = sentences(&article.text, &article.paragraphs);
    AnalyzedArticle::new(article, &sentences)
}

/// Returns the quotations in the text of `article`, whose sentences are `sentences`.
#[must_use]
pub fn find_quotations(article: &Article, sentences: &[Span]) -> Vec<Quotation> {
    quotations(&QuotationInput {
        text: &article.text,
        paragraphs: &article.paragraphs,
        sentences,
        title: article.title.as_deref(),
        lang: article.lang.as_deref(),
        byline: &article.byline,
    })
}
