//! What the server indexes of an article: mappings and documents.
//!
//! Title and text are sent as terms, separated by spaces. At the positions of their first and last words, paragraphs and sentences
//! have marks, which the server puts at the same position as the word, so that they do not count in distances. The title follows
//! the text in the same field, after a gap that no distance bridges. Quotations are nested documents of their article.

use serde_json::{Map, Value, json};

use super::{
    packed::{packed, packed_signature},
    tokens::{FILLER, Tokens, encoded, joined},
};
use crate::{
    analyzed_article::{ANALYZER_VERSION, AnalyzedArticle, SpeakerNamed},
    article::QuotationKind,
    backend::TopField,
    matching::TextField,
};

/// Version of the mappings and documents. It is raised whenever either of them changes.
pub const LAYOUT_VERSION: u32 = 4;

/// Number of positions between the text and the title. Distances of this length or more cannot be asked of the server.
pub(crate) const TITLE_GAP: u32 = 1_000_000;

/// The code of an unknown language: ISO 639 "undetermined".
pub const UNKNOWN_LANGUAGE: &str = "und";

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
