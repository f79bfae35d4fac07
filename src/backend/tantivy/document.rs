//! The document that the engine indexes for an analyzed article. Its words are packed into strings, which our own tokenizers split.

use std::iter::Empty;

use tantivy::{
    schema::{
        Field,
        document::{Document, ReferenceValue, ReferenceValueLeaf, Value},
    },
    tokenizer::{Token, TokenStream, Tokenizer},
};

use super::{
    article_codec, boundary_marks, copies,
    packed_articles::Packer,
    schema::{Fields, UNKNOWN_LANGUAGE},
};
use crate::{
    analysis::ascii::first_zero,
    analyzed_article::AnalyzedArticle,
    backend::{BackendError, TopField},
};

/// Maximum length of a value in a column, in bytes: the engine cannot hold longer ones.
const LONGEST_VALUE: usize = 65_000;

/// Maximum size in bytes of a text that is stored without its key terms. Finding them again takes some 60 microseconds, and a
/// search needs those of ten to twenty articles.
const LONGEST_WITHOUT_KEY_TERMS: usize = 2_048;

/// Number of bytes that the short texts of most documents take.
const SHORT_BYTES: usize = 384;

/// Number of numbers that most documents have, besides those of quotations.
const MOST_NUMBERS: usize = 48;

/// The document of one article.
#[derive(Debug)]
pub(super) struct ArticleDocument {
    /// The long texts.
    strings: Vec<(Field, String)>,
    /// The short texts, one after the other, so that they need one allocation.
    short: String,
    /// The field of each short text, and where it ends.
    ends: Vec<(Field, usize)>,
    signed: Vec<(Field, i64)>,
    unsigned: Vec<(Field, u64)>,
    stored: Field,
    /// The bytes of the article; compressed before the engine gets them.
    article: Vec<u8>,
}

impl ArticleDocument {
    /// Returns the document of `analyzed`, with its article uncompressed.
    pub(super) fn of(analyzed: AnalyzedArticle, fields: &Fields) -> Result<Self, BackendError> {
        let article = &analyzed.article;
        let mut document = Self {
            strings: Vec::with_capacity(3),
            short: String::with_capacity(SHORT_BYTES),
            ends: Vec::with_capacity(24),
            signed: Vec::with_capacity(5),
            unsigned: Vec::with_capacity(MOST_NUMBERS + 2 * analyzed.fingerprints.len()),
            stored: fields.stored,
            article: Vec::new(),
        };
        let speakers = boundary_marks::speakers(&analyzed).packed;
        let signature = analyzed.signature.to_numbers_beside_fingerprints();
        let is_long = article.text.len() > LONGEST_WITHOUT_KEY_TERMS;
        let key_terms = is_long.then(|| analyzed.key_terms());
        let words = analyzed.fields;
        for (field, packed) in [
            (fields.text, analyzed.words.into_packed()),
            (fields.marks, boundary_marks::marks(&analyzed.layout).packed),
            (fields.speaker, speakers),
        ] {
            if !packed.is_empty() {
                document.strings.push((field, packed));
            }
        }
        for (field, packed) in [
            (fields.byline, words.byline.packed()),
            (fields.source, words.source.packed()),
            (fields.url, words.url.packed()),
            (fields.section, words.section.packed()),
            (fields.tag, words.tags.packed()),
            (fields.id, &article.id),
            (fields.path, &article.path),
            (fields.url_key, article.url.as_deref().unwrap_or_default()),
        ] {
            if !packed.is_empty() {
                document.add_short(field, packed);
            }
        }
        document.add_short(fields.language, article.lang.as_deref().unwrap_or(UNKNOWN_LANGUAGE));
        if let Some(kind) = article.date_from {
            document.add_short(fields.date_from, kind.name());
        }
        for (field, top) in [
            (fields.outlet, TopField::Source),
            (fields.author, TopField::Author),
            (fields.section_name, TopField::Section),
        ] {
            let values = top.values(article).into_iter().filter(|value| value.len() <= LONGEST_VALUE);
            values.for_each(|value| document.add_short(field, value));
        }
        ancestors(&article.path).for_each(|folder| document.add_short(fields.under, folder));
        if let Some(date) = article.date {
            document.signed.push((fields.first_day, i64::from(date.first_day())));
            document.signed.push((fields.last_day, i64::from(date.last_day())));
            document.signed.push((fields.date, date.order()));
        }
        document.unsigned.extend(article.record.map(|record| (fields.record, record)));
        document.signed.push((fields.seen, article.seen));
        document.signed.push((fields.run, article.run));
        document.unsigned.push((fields.words, u64::from(analyzed.layout.words)));
        document.unsigned.push((fields.title_words, u64::from(analyzed.layout.title_words)));
        let said = analyzed.fingerprints.iter();
        document.unsigned.extend(said.clone().map(|fingerprint| (fields.said, fingerprint.key())));
        document.unsigned.extend(said.map(|fingerprint| (fields.said_rest, fingerprint.rest())));
        let copied = analyzed.signature.fingerprints().iter().copied();
        document.unsigned.extend(copied.clone().map(|mark| (fields.copy_mark, copies::key_of(mark))));
        document.unsigned.extend(copied.map(|mark| (fields.fingerprints, u64::from(mark))));
        document.unsigned.extend(signature.into_iter().map(|number| (fields.signature, number)));
        document.article = article_codec::encode(analyzed.article, key_terms)
            .map_err(super::engine("storing an article"))?;
        Ok(document)
    }

    fn add_short(&mut self, field: Field, text: &str) {
        self.short.push_str(text);
        self.ends.push((field, self.short.len()));
    }

    /// Returns the bytes of the article.
    pub(super) fn article(&self) -> &[u8] {
        &self.article
    }

    /// Compresses the article.
    pub(super) fn pack(&mut self, packer: &mut Packer) -> Result<(), BackendError> {
        self.article = packer.pack(&self.article).map_err(super::engine("storing an article"))?;
        Ok(())
    }
}

/// Returns `path` and the folders that contain it.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    let ends = path.match_indices('/').map(|(at, _)| at).skip(1).chain([path.len()]);
    ends.filter(move |_| !path.is_empty()).map(|end| &path[..end])
}

impl Document for ArticleDocument {
    type Value<'a> = DocumentValue<'a>;
    type FieldsValuesIter<'a> = FieldValues<'a>;

    fn iter_fields_and_values(&self) -> FieldValues<'_> {
        FieldValues { document: self, next: 0 }
    }
}

/// Iterator over the fields of a document with their values. The engine asks for it several times.
pub(super) struct FieldValues<'a> {
    document: &'a ArticleDocument,
    next: usize,
}

impl<'a> Iterator for FieldValues<'a> {
    type Item = (Field, DocumentValue<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let ArticleDocument { strings, short, ends, signed, unsigned, stored, article } = self.document;
        let at = self.next;
        self.next += 1;
        if let Some((field, text)) = strings.get(at) {
            return Some((*field, DocumentValue::Text(text)));
        }
        let at = at - strings.len();
        if let Some(&(field, end)) = ends.get(at) {
            let start = at.checked_sub(1).map_or(0, |before| ends[before].1);
            return Some((field, DocumentValue::Text(&short[start..end])));
        }
        let at = at - ends.len();
        if let Some(&(field, value)) = signed.get(at) {
            return Some((field, DocumentValue::Signed(value)));
        }
        let at = at - signed.len();
        if let Some(&(field, value)) = unsigned.get(at) {
            return Some((field, DocumentValue::Unsigned(value)));
        }
        (at == unsigned.len()).then_some((*stored, DocumentValue::Bytes(article)))
    }
}

/// A field value of a document.
#[derive(Debug, Clone, Copy)]
pub(super) enum DocumentValue<'a> {
    Text(&'a str),
    Signed(i64),
    Unsigned(u64),
    Bytes(&'a [u8]),
}

impl<'a> Value<'a> for DocumentValue<'a> {
    type ArrayIter = Empty<Self>;
    type ObjectIter = Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match *self {
            Self::Text(text) => ReferenceValueLeaf::Str(text),
            Self::Signed(value) => ReferenceValueLeaf::I64(value),
            Self::Unsigned(value) => ReferenceValueLeaf::U64(value),
            Self::Bytes(bytes) => ReferenceValueLeaf::Bytes(bytes),
        })
    }
}

/// A list of terms with their positions, packed as `position SPACE term NUL`.
#[derive(Debug)]
pub(super) struct Placed {
    packed: String,
}

impl Placed {
    /// Returns an empty list with room for `bytes` bytes.
    pub(super) fn with_room_for(bytes: usize) -> Self {
        Self { packed: String::with_capacity(bytes) }
    }

    /// Appends a term; positions must not decrease.
    pub(super) fn push(&mut self, position: u32, term: &str) {
        let mut digits = [0; 10];
        let mut first = digits.len();
        let mut rest = position;
        loop {
            first -= 1;
            digits[first] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.packed.push_str(std::str::from_utf8(&digits[first..]).expect("digits are ASCII"));
        self.packed.push(' ');
        self.packed.push_str(term);
        self.packed.push('\0');
    }

    #[cfg(test)]
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        self.packed.split_terminator('\0').filter_map(|entry| {
            let (position, term) = entry.split_once(' ')?;
            Some((position.parse().ok()?, term))
        })
    }
}

/// Splits a string in which a NUL follows each term. The term with index n is at position n; an empty term is skipped.
#[derive(Clone, Default)]
pub(super) struct PackedTokenizer {
    token: Token,
}

impl PackedTokenizer {
    pub(super) const NAME: &str = "packed";
}

impl Tokenizer for PackedTokenizer {
    type TokenStream<'a> = PackedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PackedStream<'a> {
        PackedStream { rest: text, next: 0, token: &mut self.token }
    }
}

pub(super) struct PackedStream<'a> {
    rest: &'a str,
    next: usize,
    token: &'a mut Token,
}

impl TokenStream for PackedStream<'_> {
    fn advance(&mut self) -> bool {
        loop {
            let Some(end) = first_zero(self.rest.as_bytes()) else { return false };
            let term = &self.rest[..end];
            self.rest = &self.rest[end + 1..];
            self.next += 1;
            if !term.is_empty() {
                self.token.position = self.next - 1;
                self.token.text.clear();
                self.token.text.push_str(term);
                return true;
            }
        }
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Splits the string that [`Placed`] packs.
#[derive(Clone, Default)]
pub(super) struct PlacedTokenizer {
    token: Token,
}

impl PlacedTokenizer {
    pub(super) const NAME: &str = "placed";
}

impl Tokenizer for PlacedTokenizer {
    type TokenStream<'a> = PlacedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PlacedStream<'a> {
        PlacedStream { rest: text, token: &mut self.token }
    }
}

pub(super) struct PlacedStream<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl TokenStream for PlacedStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(end) = first_zero(self.rest.as_bytes()) else { return false };
        let entry = &self.rest[..end];
        self.rest = &self.rest[end + 1..];
        let Some(digits) = entry.bytes().position(|byte| byte == b' ') else { return false };
        let term = &entry[digits + 1..];
        self.token.position = entry[..digits].parse().unwrap_or(0);
        self.token.text.clear();
        self.token.text.push_str(term);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ancestors_are_the_path_and_its_folders() {
        assert_eq!(ancestors("/a/b/c.txt").collect::<Vec<_>>(), ["/a", "/a/b", "/a/b/c.txt"]);
        assert_eq!(ancestors("").count(), 0);
    }

    #[test]
    fn packed_words_keep_their_positions() {
        let mut tokenizer = PackedTokenizer::default();
        let mut stream = tokenizer.token_stream("one\0\0three\0");
        let mut found = Vec::new();
        while stream.advance() {
            found.push((stream.token().position, stream.token().text.clone()));
        }
        assert_eq!(found, [(0, "one".to_owned()), (2, "three".to_owned())]);
    }
}
