//! The stages between extraction and the index, joined: segment, quote, analyse.

use crate::{
    analysis::{Analyzed, analyze},
    article::Article,
    passage::sentences,
    quotation::{QuotationInput, quotations},
};

/// Returns `article` as back ends take it: with paragraphs and quotations, where it has none yet, and its words.
#[must_use]
pub fn analyzed(mut article: Article) -> Analyzed {
    if article.paragraphs.is_empty() {
        article.paragraphs = crate::extract::paragraphs(&article.text);
    }
    if article.quotations.is_empty() {
        return quoted(article);
    }
    as_it_is(article)
}

/// Returns `article` with the quotations that are found in it, and its words.
#[must_use]
pub fn quoted(mut article: Article) -> Analyzed {
    let sentences = sentences(&article.text, &article.paragraphs);
    article.quotations = quotations(&QuotationInput {
        text: &article.text,
        paragraphs: &article.paragraphs,
        sentences: &sentences,
        title: article.title.as_deref(),
        lang: article.lang.as_deref(),
        byline: &article.byline,
    });
    analyze(article, &sentences)
}

/// Returns `article` with the quotations it has, and its words.
#[must_use]
pub fn as_it_is(article: Article) -> Analyzed {
    let sentences = sentences(&article.text, &article.paragraphs);
    analyze(article, &sentences)
}
