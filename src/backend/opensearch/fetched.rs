//! Articles as the evaluation reads them, made from what the server keeps of them.

use super::{
    server::Source,
    structure,
    tokens::{decoded, unpacked},
};
use crate::{
    analyzed_article::{AnalyzedArticle, FieldTerms, KeyTerms, PackedTerms},
    backend::BackendError,
    copies::Signature,
    rank::ArticleProfile,
};

/// Returns the error for a document that is not as it was sent.
pub(super) fn damaged(id: &str, what: &str) -> BackendError {
    BackendError::Damaged { what: format!("the {what} of the article {id} on the server") }
}

/// Returns the words of title and text from their tokens: the text's, then the title's.
fn words(text: &[String]) -> PackedTerms {
    let mut words = PackedTerms::default();
    if let Some(title) = text.get(1) {
        unpacked(title, &mut words);
    }
    if let Some(body) = text.first() {
        unpacked(body, &mut words);
    }
    words
}

fn terms(joined: &str) -> PackedTerms {
    let mut terms = PackedTerms::default();
    unpacked(joined, &mut terms);
    terms
}

/// Returns the signature of a document.
pub(super) fn signature(id: &str, packed: &str) -> Result<Signature, BackendError> {
    let numbers = packed.split(' ').filter(|number| !number.is_empty());
    let numbers: Result<Vec<u64>, _> = numbers.map(|number| u64::from_str_radix(number, 16)).collect();
    let numbers = numbers.map_err(|_| damaged(id, "signature"))?;
    Signature::from_numbers(&numbers).map_err(|_| damaged(id, "signature"))
}

/// Returns what feedback reads of a document.
pub(super) fn profile(source: &Source) -> ArticleProfile {
    ArticleProfile { key_terms: KeyTerms::from_packed(source.key_terms.clone()), words: source.words }
}

/// Returns an article with everything that clauses ask of it.
pub(super) fn analyzed(source: Source) -> Result<AnalyzedArticle, BackendError> {
    let id = source.article.id.clone();
    let layout = structure::unpacked(&source.structure).ok_or_else(|| damaged(&id, "structure"))?;
    let speakers = |terms: &Vec<String>| {
        let mut packed = PackedTerms::default();
        terms.iter().for_each(|term| packed.push(&decoded(term)));
        packed
    };
    Ok(AnalyzedArticle {
        words: words(&source.text),
        quotations: (0..layout.quotations.len()).collect(),
        layout,
        quotation_terms: source.quotations.iter().map(|of| speakers(&of.speaker)).collect(),
        fingerprints: Vec::new(),
        fields: FieldTerms {
            byline: terms(&source.byline),
            source: terms(&source.source),
            url: terms(&source.url),
            section: terms(&source.section),
            tags: terms(&source.tags),
        },
        signature: signature(&id, &source.signature)?,
        key_terms: KeyTerms::from_packed(source.key_terms),
        article: source.article,
    })
}
