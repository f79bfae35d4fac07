//! The fields of the index.

use tantivy::{
    schema::{Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions},
    tokenizer::TokenizerManager,
};

use super::document::{PackedTokenizer, PlacedTokenizer};
use crate::matching::TextField;

/// The fields of a document.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    pub(super) schema: Schema,
    /// Words of title and text.
    pub(super) text: Field,
    /// Boundary marks of paragraphs, sentences and quotations.
    pub(super) marks: Field,
    /// Terms by which quotations are found, such as words of speakers, at the first positions of the quotations.
    pub(super) speaker: Field,
    pub(super) byline: Field,
    pub(super) source: Field,
    pub(super) url: Field,
    pub(super) section: Field,
    pub(super) tag: Field,
    /// The id, as a term and as a column.
    pub(super) id: Field,
    /// The path of the input, as a term and as a column.
    pub(super) path: Field,
    /// Number of the record in a container.
    pub(super) record: Field,
    /// The path and all folders that contain it.
    pub(super) under: Field,
    /// The URL as the article has it.
    pub(super) url_key: Field,
    /// The language code, as a term and as a column.
    pub(super) language: Field,
    /// The outlet, the authors and the section, as columns of whole values.
    pub(super) outlet: Field,
    pub(super) author: Field,
    pub(super) section_name: Field,
    /// The kind of evidence for its date.
    pub(super) date_from: Field,
    /// First and last day on which it may have been published, in days since 1970-01-01.
    pub(super) first_day: Field,
    pub(super) last_day: Field,
    /// Its date as a sort key.
    pub(super) date: Field,
    pub(super) seen: Field,
    /// The update that added it or last changed it.
    pub(super) run: Field,
    /// Number of words of title and text.
    pub(super) words: Field,
    pub(super) title_words: Field,
    /// Keys of the fingerprints of quotations, as terms.
    pub(super) said: Field,
    /// The rests of these fingerprints, in the order of their keys.
    pub(super) said_rest: Field,
    /// Keys of the fingerprints by which copies are found, as terms.
    pub(super) copy_mark: Field,
    /// These fingerprints. Apart from the signature, so that those of many candidates are on few pages.
    pub(super) fingerprints: Field,
    /// The rest of the signature, by which copies are verified: several numbers, in order.
    pub(super) signature: Field,
    /// The whole article and its key terms.
    pub(super) stored: Field,
}

/// The code of an unknown language: ISO 639 "undetermined".
pub(super) const UNKNOWN_LANGUAGE: &str = "und";

/// Names of columns.
pub(super) const ID: &str = "id";
pub(super) const PATH: &str = "path";
pub(super) const RECORD: &str = "record";
pub(super) const SAID_REST: &str = "said_rest";
pub(super) const FINGERPRINTS: &str = "copy_fingerprints";
pub(super) const SIGNATURE: &str = "signature";
pub(super) const LANGUAGE: &str = "language";
pub(super) const OUTLET: &str = "outlet";
pub(super) const AUTHOR: &str = "author";
pub(super) const SECTION_NAME: &str = "section_name";

impl Fields {
    /// Returns the fields of a new index.
    pub(super) fn new() -> Self {
        let mut schema = Schema::builder();
        let key = || {
            let indexing = TextFieldIndexing::default().set_tokenizer("raw").set_fieldnorms(false);
            TextOptions::default().set_indexing_options(indexing.set_index_option(IndexRecordOption::Basic))
        };
        let key_column = || key().set_fast("raw");
        let column = || NumericOptions::default().set_fast();
        let keys = || NumericOptions::default().set_indexed();
        let values = || TextOptions::default().set_fast("raw");
        Self {
            text: schema.add_text_field("text", words(PackedTokenizer::NAME)),
            marks: schema.add_text_field("marks", words(PlacedTokenizer::NAME)),
            speaker: schema.add_text_field("speaker", words(PlacedTokenizer::NAME)),
            byline: schema.add_text_field("byline", words(PackedTokenizer::NAME)),
            source: schema.add_text_field("source", words(PackedTokenizer::NAME)),
            url: schema.add_text_field("url", words(PackedTokenizer::NAME)),
            section: schema.add_text_field("section", words(PackedTokenizer::NAME)),
            tag: schema.add_text_field("tag", words(PackedTokenizer::NAME)),
            id: schema.add_text_field(ID, key_column()),
            path: schema.add_text_field(PATH, key_column()),
            record: schema.add_u64_field(RECORD, column()),
            under: schema.add_text_field("under", key()),
            url_key: schema.add_text_field("url_key", key()),
            language: schema.add_text_field(LANGUAGE, key_column()),
            outlet: schema.add_text_field(OUTLET, values()),
            author: schema.add_text_field(AUTHOR, values()),
            section_name: schema.add_text_field(SECTION_NAME, values()),
            date_from: schema.add_text_field("date_from", key()),
            first_day: schema.add_i64_field("first_day", column()),
            last_day: schema.add_i64_field("last_day", column()),
            date: schema.add_i64_field("date", column()),
            seen: schema.add_i64_field("seen", column()),
            run: schema.add_i64_field("run", column()),
            words: schema.add_u64_field("words", column()),
            title_words: schema.add_u64_field("title_words", column()),
            said: schema.add_u64_field("said", keys()),
            said_rest: schema.add_u64_field(SAID_REST, column()),
            copy_mark: schema.add_u64_field("copy_mark", keys()),
            fingerprints: schema.add_u64_field(FINGERPRINTS, column()),
            signature: schema.add_u64_field(SIGNATURE, column()),
            stored: schema.add_bytes_field("stored", STORED),
            schema: schema.build(),
        }
    }

    /// Returns the field with the words of `field`.
    pub(super) fn of(&self, field: TextField) -> Field {
        match field {
            TextField::Text => self.text,
            TextField::Byline => self.byline,
            TextField::Source => self.source,
            TextField::Url => self.url,
            TextField::Section => self.section,
            TextField::Tag => self.tag,
            TextField::Speaker => self.speaker,
        }
    }
}

/// Returns the tokenizers that the fields use.
pub(super) fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(PackedTokenizer::NAME, PackedTokenizer::default());
    tokenizers.register(PlacedTokenizer::NAME, PlacedTokenizer::default());
    tokenizers
}

/// Returns the options of a field of words with positions. Lengths are in columns of their own, so norms are not stored.
fn words(tokenizer: &str) -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions)
            .set_fieldnorms(false),
    )
}
