//! Articles as the evaluation reads them, made from what the server keeps of them.

use super::{
    answer::Source,
    packed::{unpacked, unpacked_signature},
    tokens::{decoded, split},
};
use crate::{
    analyzed_article::{AnalyzedArticle, FieldTerms, KeyTerms, Layout, PackedTerms},
    backend::BackendError,
    copies::Signature,
    rank::ArticleProfile,
};

/// Returns the error for a document that is not as it was sent.
pub(super) fn damaged(id: &str, what: &str) -> BackendError {
    BackendError::Damaged { what: format!("the {what} of the article {id} on the server") }
}

/// Returns the structure of a document and its terms, each followed by NUL.
pub(super) fn structure_and_terms(id: &str, packed: &str) -> Result<(Layout, String), BackendError> {
    unpacked(packed).ok_or_else(|| damaged(id, "words"))
}

/// Returns the signature of a document.
pub(super) fn signature(id: &str, packed: &str) -> Result<Signature, BackendError> {
    unpacked_signature(packed).ok_or_else(|| damaged(id, "signature"))
}

/// Returns what feedback reads of a document.
pub(super) fn profile(source: &Source) -> ArticleProfile {
    ArticleProfile { key_terms: KeyTerms::from_packed(source.key_terms.clone()), words: source.words }
}

/// Returns an article with everything that clauses ask of it.
pub(super) fn analyzed(source: Source) -> Result<AnalyzedArticle, BackendError> {
    let id = source.article.id.clone();
    let (layout, terms) = structure_and_terms(&id, &source.packed)?;
    let mut words = PackedTerms::default();
    terms.split_terminator('\0').for_each(|term| words.push(term));
    let speakers = |terms: &Vec<String>| {
        let mut packed = PackedTerms::default();
        terms.iter().for_each(|term| packed.push(&decoded(term)));
        packed
    };
    Ok(AnalyzedArticle {
        words,
        quotations: (0..layout.quotations.len()).collect(),
        layout,
        quotation_terms: source.quotations.iter().map(|of| speakers(&of.speaker)).collect(),
        fingerprints: Vec::new(),
        fields: FieldTerms {
            byline: split(&source.byline),
            source: split(&source.source),
            url: split(&source.url),
            section: split(&source.section),
            tags: split(&source.tags),
        },
        signature: signature(&id, &source.signature)?,
        article: source.article,
    })
}
