//! What the server indexes of the vocabulary: the terms of each field, some dozens in a document.
//!
//! A document for each term would cost the server as much as a third of the articles. A term is in one document or, if two runs sent
//! it, in several.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use serde_json::{Value, json};

use super::{
    document::{LAYOUT_VERSION, field_name},
    tokens::{decoded, encoded, folded},
};
use crate::{
    analysis::{Stemmer, inflected},
    analyzed_article::{ANALYZER_VERSION, AnalyzedArticle},
    matching::TextField,
};

/// Number of terms in a document: a look-up of one gets the others too.
const TERMS: usize = 32;

/// The languages by whose stems the vocabulary is looked up, as ISO 639-1 codes: English, and those whose stemmers change more than the
/// ends of words, so that the forms of a word are not near each other in the vocabulary.
pub(super) const STEMMED: &[&str] = &["en", "ar", "nl", "id", "ga", "eo", "ne", "sr", "de", "fi", "et", "tr"];

static STEMMERS: LazyLock<Vec<(&str, Stemmer)>> = LazyLock::new(|| {
    let each = STEMMED.iter().map(|&language| (language, Stemmer::of_language(Some(language))));
    each.filter(|(_, stemmer)| stemmer.inflects()).collect()
});

/// Returns settings and mappings of an index of vocabulary.
#[must_use]
pub fn vocabulary_mappings() -> Value {
    json!({
        "mappings": {
            "dynamic": "strict",
            "_meta": { "morgue": { "kind": "vocabulary", "layout": LAYOUT_VERSION, "analysis": ANALYZER_VERSION } },
            "_source": { "enabled": false },
            "properties": {
                "field": { "type": "keyword", "doc_values": false },
                "term": { "type": "keyword" },
                "folded": { "type": "keyword", "doc_values": false },
                "stems": { "type": "keyword", "doc_values": false },
            },
        },
    })
}

/// Terms of articles for the vocabulary, by the names of their fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VocabularyTerms {
    /// For each field, its terms as the server gets them.
    by_field: BTreeMap<&'static str, BTreeSet<String>>,
}

impl VocabularyTerms {
    /// Adds a term of a field.
    pub fn add(&mut self, field: TextField, term: &str) {
        self.by_field.entry(field_name(field)).or_default().insert(encoded(term));
    }

    /// Returns the names of the fields, each with its terms as the server gets them.
    pub fn by_field_mut(&mut self) -> impl Iterator<Item = (&'static str, &mut BTreeSet<String>)> {
        self.by_field.iter_mut().map(|(field, terms)| (*field, terms))
    }

    /// Returns the documents of the terms.
    pub fn documents(&self) -> impl Iterator<Item = Value> {
        let chunks = self.by_field.iter().flat_map(|(field, terms)| {
            let terms: Vec<&str> = terms.iter().map(String::as_str).collect();
            terms.chunks(TERMS).map(|some| (*field, some.to_vec())).collect::<Vec<_>>()
        });
        chunks.map(|(field, terms)| document(field, &terms))
    }
}

fn document(field: &str, terms: &[&str]) -> Value {
    let forms: BTreeSet<&str> = terms.iter().map(|term| folded(term)).collect();
    let mut fields = json!({ "field": field, "term": terms, "folded": forms });
    if field == field_name(TextField::Text) {
        let mut stems = BTreeSet::new();
        terms.iter().for_each(|term| add_stems(&decoded(term), &mut stems));
        fields["stems"] = json!(stems);
    }
    fields
}

/// Adds the stems of a term in the languages of [`STEMMED`]. Most are the form itself, which stands once for all of them: writing
/// a stem for each language takes the server twice as long.
fn add_stems(term: &str, stems: &mut BTreeSet<String>) {
    let Some(form) = inflected(term) else { return };
    stems.insert(format!("={form}"));
    stems.extend(STEMMERS.iter().filter_map(|(language, stemmer)| {
        let stem = stemmer.stem(form);
        (*stem != *form).then(|| format!("{language}:{stem}"))
    }));
}

/// Calls `visit` with the field and each term of an article. Terms may be repeated.
pub fn vocabulary_terms(analyzed: &AnalyzedArticle, visit: &mut impl FnMut(TextField, &str)) {
    let of = &analyzed.fields;
    let fields = [
        (TextField::Text, &analyzed.words),
        (TextField::Byline, &of.byline),
        (TextField::Source, &of.source),
        (TextField::Url, &of.url),
        (TextField::Section, &of.section),
        (TextField::Tag, &of.tags),
    ];
    let speakers = analyzed.quotation_terms.iter().map(|terms| (TextField::Speaker, terms));
    for (field, terms) in fields.into_iter().chain(speakers) {
        terms.iter().filter(|term| !term.is_empty()).for_each(|term| visit(field, term));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_the_forms_and_stems_of_its_terms() {
        let mut terms = VocabularyTerms::default();
        terms.add(TextField::Text, "talks");
        terms.add(TextField::Text, "talks\u{1f}T");
        terms.add(TextField::Text, "talk");
        terms.add(TextField::Byline, "talks");
        let documents: Vec<Value> = terms.documents().collect();
        assert_eq!(documents[0], json!({ "field": "byline", "term": ["talks"], "folded": ["talks"] }));
        let of_text = &documents[1];
        assert_eq!(of_text["term"], json!(["talk", "talks", "talks\u{1}T"]));
        assert_eq!(of_text["folded"], json!(["talk", "talks"]));
        let stems: Vec<&str> = of_text["stems"].as_array().unwrap().iter().flat_map(Value::as_str).collect();
        assert!(["=talk", "=talks", "en:talk"].iter().all(|stem| stems.contains(stem)), "{stems:?}");
        assert_eq!(documents.len(), 2);
    }

    #[test]
    fn terms_are_divided_among_documents() {
        let mut terms = VocabularyTerms::default();
        (0..TERMS * 2 + 1).for_each(|number| terms.add(TextField::Text, &format!("w{number:03}")));
        let counts: Vec<usize> =
            terms.documents().map(|document| document["term"].as_array().unwrap().len()).collect();
        assert_eq!(counts, [TERMS, TERMS, 1]);
    }
}
