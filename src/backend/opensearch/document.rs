//! What the server indexes of an article, and of the vocabulary: mappings and documents.
//!
//! Title and text are sent as terms, separated by spaces. At the positions of their first and last words, paragraphs and sentences
//! have marks, which the server puts at the same position as the word, so that they do not count in distances. The title follows
//! the text in the same field, after a gap that no distance bridges. Quotations are nested documents of their article.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::{
    packed::{packed, packed_signature},
    tokens::{FILLER, Tokens, encoded, folded, joined},
};
use crate::{
    analysis::{Stemmer, inflected},
    analyzed_article::{ANALYZER_VERSION, AnalyzedArticle, SpeakerNamed},
    article::QuotationKind,
    backend::TopField,
    matching::TextField,
};

/// Version of the mappings and documents. It is raised whenever either of them changes.
pub const LAYOUT_VERSION: u32 = 3;

/// Number of positions between the text and the title. Distances of this length or more cannot be asked of the server.
pub(crate) const TITLE_GAP: u32 = 1_000_000;

/// The languages by whose stems the vocabulary is looked up, as ISO 639-1 codes: English, and those whose stemmers change more than the
/// ends of words, so that the forms of a word are not near each other in the vocabulary.
pub(super) const STEMMED: &[&str] = &["en", "ar", "nl", "id", "ga", "eo", "ne", "sr", "de", "fi", "et", "tr"];

static STEMMERS: LazyLock<Vec<(&str, Stemmer)>> = LazyLock::new(|| {
    let each = STEMMED.iter().map(|&language| (language, Stemmer::of_language(Some(language))));
    each.filter(|(_, stemmer)| stemmer.inflects()).collect()
});

/// The code of an unknown language: ISO 639 "undetermined".
pub(super) const UNKNOWN_LANGUAGE: &str = "und";

/// Maximum length of a value that the server compares as a whole, in bytes: the engine holds no longer ones.
const LONGEST_VALUE: usize = 32_000;

/// Returns settings and mappings of an index of articles, without the numbers of shards and replicas.
#[must_use]
pub fn mappings() -> Value {
    json!({
        "settings": { "index": {
            "analysis": analysis(),
            // The score of a word is the number of its occurrences; scripts compute BM25 from it with exact lengths.
            "similarity": { "default": {
                "type": "scripted",
                "script": { "source": "return query.boost * doc.freq;" },
            } },
            "mapping": { "nested_objects": { "limit": 1_000_000 }, "total_fields": { "limit": 1_000 } },
        } },
        "mappings": {
            "dynamic": "strict",
            "_meta": { "morgue": { "kind": "articles", "layout": LAYOUT_VERSION, "analysis": ANALYZER_VERSION } },
            "properties": properties(),
        },
    })
}

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

/// Returns how the server splits terms and marks.
fn analysis() -> Value {
    json!({
        "tokenizer": { "terms": { "type": "whitespace", "max_token_length": 1_000 } },
        "filter": {
            "marks": {
                "type": "pattern_capture",
                "preserve_original": false,
                "patterns": ["([^\u{e000}-\u{e003}]+|[\u{e000}-\u{e003}])"],
            },
            "gaps": { "type": "stop", "stopwords": [FILLER] },
        },
        "analyzer": { "terms": { "type": "custom", "tokenizer": "terms", "filter": ["marks", "gaps"] } },
    })
}

fn properties() -> Value {
    let words = json!({ "type": "text", "analyzer": "terms", "norms": false });
    let text = json!({
        "type": "text", "analyzer": "terms", "norms": false, "position_increment_gap": TITLE_GAP,
    });
    let value = json!({ "type": "keyword", "ignore_above": LONGEST_VALUE });
    let kept = json!({ "type": "keyword", "index": false, "doc_values": false });
    let column = json!({ "type": "binary", "doc_values": true });
    let (long, integer) = (json!({ "type": "long" }), json!({ "type": "integer" }));
    let folder = json!({ "type": "keyword", "ignore_above": LONGEST_VALUE, "doc_values": false });
    let quotations = json!({ "type": "nested", "properties": {
        "kind": value, "named": { "type": "boolean" }, "confidence": integer, "length": integer, "lang": value,
        "text": words, "speaker": value,
    } });
    let whole = json!({ "type": "object", "enabled": false });
    let values = "id path url_key lang outlet author section_name date_from";
    let mut properties = Map::new();
    for (names, kind) in [
        (values, value),
        ("number added removed record date seen run copy_mark", long),
        ("first_day last_day words text_words said", integer),
        ("under", folder),
        ("text", text),
        ("title lead byline source url section tags", words),
        ("packed signature", column),
        ("key_terms", kept),
        ("quotations", quotations),
        ("article", whole),
    ] {
        properties.extend(names.split(' ').map(|name| (name.to_owned(), kind.clone())));
    }
    Value::Object(properties)
}

/// Returns the `_id` of the document of an article that was added in generation `added`.
#[must_use]
pub fn document_id(id: &str, added: u64) -> String {
    let id = if id.len() <= 400 { id.to_owned() } else { blake3::hash(id.as_bytes()).to_hex().to_string() };
    format!("{id}@{added}")
}

/// Returns a number that identifies an article.
#[must_use]
pub(super) fn number_of(id: &str) -> u64 {
    let hash = blake3::hash(id.as_bytes());
    let first: [u8; 8] = std::array::from_fn(|at| hash.as_bytes()[at]);
    u64::from_le_bytes(first) >> 1
}

/// Returns the name of the field with the words of `field`.
pub(super) fn field_name(field: TextField) -> &'static str {
    match field {
        TextField::Text => "text",
        TextField::Byline => "byline",
        TextField::Source => "source",
        TextField::Url => "url",
        TextField::Section => "section",
        TextField::Tag => "tags",
        TextField::Speaker => "speaker",
    }
}

/// Returns the name of a kind of quotation.
pub(super) fn kind_name(kind: QuotationKind) -> &'static str {
    match kind {
        QuotationKind::Direct => "direct",
        QuotationKind::Mixed => "mixed",
        QuotationKind::Indirect => "indirect",
    }
}

/// Returns the document of an article that generation `added` adds.
#[must_use]
pub fn document(analyzed: &AnalyzedArticle, added: u64) -> Value {
    let mut fields = Map::new();
    add_metadata(analyzed, added, &mut fields);
    add_words(analyzed, &mut fields);
    fields.insert("quotations".to_owned(), quotations(analyzed));
    let article = serde_json::to_value(&analyzed.article).unwrap_or_default();
    fields.insert("article".to_owned(), article);
    Value::Object(fields)
}

fn add_metadata(analyzed: &AnalyzedArticle, added: u64, fields: &mut Map<String, Value>) {
    let article = &analyzed.article;
    let mut add = |name: &str, value: Value| {
        let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        if !is_empty {
            fields.insert(name.to_owned(), value);
        }
    };
    add("id", json!(article.id));
    add("number", json!(number_of(&article.id)));
    add("added", json!(added));
    if !article.path.is_empty() {
        add("path", json!(article.path));
    }
    add("record", json!(article.record));
    add("under", ancestors(&article.path).collect());
    add("url_key", json!(article.url));
    add("lang", json!(article.lang.as_deref().unwrap_or(UNKNOWN_LANGUAGE)));
    for (name, top) in
        [("outlet", TopField::Source), ("author", TopField::Author), ("section_name", TopField::Section)]
    {
        let values = top.values(article).into_iter().filter(|value| value.len() <= LONGEST_VALUE);
        add(name, values.collect());
    }
    add("date_from", json!(article.date_from.map(|kind| kind.name())));
    add("first_day", json!(article.date.map(|date| date.first_day())));
    add("last_day", json!(article.date.map(|date| date.last_day())));
    add("date", json!(article.date.map(|date| date.order())));
    add("seen", json!(article.seen));
    add("run", json!(article.run));
    add("words", json!(analyzed.layout.words));
    add("text_words", json!(analyzed.layout.words - analyzed.layout.title_words));
    add("said", analyzed.fingerprints.iter().map(|said| said.key() | said.rest() << 16).collect());
    add("copy_mark", analyzed.signature.fingerprints().iter().copied().collect());
    let signature = packed_signature(&analyzed.signature);
    if !signature.is_empty() {
        add("signature", json!(signature));
    }
    add("key_terms", json!(analyzed.key_terms().into_packed()));
}

fn add_words(analyzed: &AnalyzedArticle, fields: &mut Map<String, Value>) {
    let layout = &analyzed.layout;
    let tokens = Tokens::of(analyzed);
    let title = tokens.joined(0..layout.title_words);
    let mut text = vec![tokens.joined(layout.title_words..layout.words)];
    if !title.is_empty() {
        text.push(title.clone());
    }
    fields.insert("text".to_owned(), json!(text));
    let of = &analyzed.fields;
    for (name, words) in [
        ("title", title),
        ("lead", tokens.joined(layout.lead())),
        ("byline", joined(&of.byline)),
        ("source", joined(&of.source)),
        ("url", joined(&of.url)),
        ("section", joined(&of.section)),
        ("tags", joined(&of.tags)),
    ] {
        if !words.is_empty() {
            fields.insert(name.to_owned(), json!(words));
        }
    }
    fields.insert("packed".to_owned(), json!(packed(analyzed)));
}

fn quotations(analyzed: &AnalyzedArticle) -> Value {
    let tokens = Tokens::of(analyzed);
    let lang = analyzed.article.lang.as_deref().unwrap_or(UNKNOWN_LANGUAGE);
    let each = analyzed.layout.quotations.iter().zip(&analyzed.quotation_terms);
    each.map(|(quotation, terms)| {
        let speaker: Vec<String> = terms.iter().map(encoded).collect();
        json!({
            "kind": kind_name(quotation.kind),
            "named": quotation.speaker == SpeakerNamed::Yes,
            "confidence": quotation.confidence,
            "length": quotation.words(),
            "lang": lang,
            "text": tokens.quoted(quotation),
            "speaker": speaker,
        })
    })
    .collect()
}

/// Returns `path` and the folders that contain it.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    let ends = path.match_indices('/').map(|(at, _)| at).skip(1).chain([path.len()]);
    ends.filter(move |_| !path.is_empty()).map(|end| &path[..end])
}

/// A term of the vocabulary: a term that occurs in a field of some article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct VocabularyTerm<'a> {
    /// The field.
    pub field: TextField,
    /// The term.
    pub term: &'a str,
}

impl VocabularyTerm<'_> {
    /// Returns the `_id` of its document.
    #[must_use]
    pub fn id(&self) -> String {
        let (field, term) = (field_name(self.field), self.term);
        if term.len() <= 400 {
            return format!("{field} {}", encoded(term));
        }
        format!("{field} {}", blake3::hash(term.as_bytes()).to_hex())
    }

    /// Returns its document.
    #[must_use]
    pub fn document(&self) -> Value {
        let term = encoded(self.term);
        let folded = folded(&term);
        let mut fields = json!({ "field": field_name(self.field), "term": term, "folded": folded });
        if self.field == TextField::Text {
            fields["stems"] = stems(self.term);
        }
        fields
    }
}

/// Returns the stems of a term in the languages of [`STEMMED`]. Most are the form itself, which stands once for all of them: writing
/// a stem for each language takes the server twice as long.
fn stems(term: &str) -> Value {
    let Some(form) = inflected(term) else { return json!([]) };
    let stem = |(language, stemmer): &(&str, Stemmer)| {
        let stem = stemmer.stem(form);
        (*stem != *form).then(|| format!("{language}:{stem}"))
    };
    std::iter::once(format!("={form}")).chain(STEMMERS.iter().filter_map(stem)).collect()
}

/// Calls `visit` with each term of an article. Terms may be repeated.
pub fn vocabulary_terms(analyzed: &AnalyzedArticle, visit: &mut impl FnMut(VocabularyTerm<'_>)) {
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
        for term in terms.iter().filter(|term| !term.is_empty()) {
            visit(VocabularyTerm { field, term });
        }
    }
}
