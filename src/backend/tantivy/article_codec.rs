//! The bytes of a stored article: its text, then numbers that place paragraphs, quotations and names in it, then its other
//! fields. What recurs in an article is written once. The key terms come last. A short article is stored without: they would
//! be a fifth of its size, and are found quickly when they are needed.

use std::collections::HashMap;

use crate::{
    analyzed_article::{KeyTerms, key_terms_of},
    article::{Article, Paragraph, ParagraphKind, Quotation, QuotationKind},
    span::Span,
};

/// Number that stands for something that was not written before; other numbers are indexes, from 1.
const NEW: u64 = 0;

/// Numbers that say where a name is, as far as they are not indexes of names written before.
const NO_NAME: u64 = 0;
const NAME_IN_TEXT: u64 = 1;
const NAME_ELSEWHERE: u64 = 2;
const FIRST_NAME: u64 = 3;

/// Flags of a shape.
const KIND: u8 = 3;
const DENIED: u8 = 1 << 2;
const HAS_MENTION: u8 = 1 << 3;
const HAS_CUE: u8 = 1 << 4;

/// What several quotations of an article have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Shape<'a> {
    rule: &'a str,
    confidence: u32,
    flags: u8,
}

impl<'a> Shape<'a> {
    fn of(quotation: &'a Quotation) -> Self {
        let flag = |flag, is_set| if is_set { flag } else { 0 };
        let kind = match quotation.kind {
            QuotationKind::Direct => 0,
            QuotationKind::Mixed => 1,
            QuotationKind::Indirect => 2,
        };
        let flags = kind
            | flag(DENIED, quotation.denied)
            | flag(HAS_MENTION, quotation.mention.is_some())
            | flag(HAS_CUE, quotation.cue.is_some());
        Self { rule: &quotation.rule, confidence: quotation.confidence.to_bits(), flags }
    }

    fn has(self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    fn kind(self) -> Option<QuotationKind> {
        [QuotationKind::Direct, QuotationKind::Mixed, QuotationKind::Indirect]
            .get(usize::from(self.flags & KIND))
            .copied()
    }
}

/// Returns the bytes of an article and its key terms, which may be left out.
///
/// # Errors
/// If a field cannot be written.
pub(super) fn encode(article: Article, key_terms: Option<KeyTerms>) -> Result<Vec<u8>, postcard::Error> {
    let key_terms = key_terms.map(KeyTerms::into_packed).unwrap_or_default();
    let mut rest = article;
    let text = std::mem::take(&mut rest.text);
    let paragraphs = std::mem::take(&mut rest.paragraphs);
    let quotations = std::mem::take(&mut rest.quotations);
    let room = key_terms.len() + text.len() + 4 * paragraphs.len() + 24 * quotations.len() + 512;
    let mut encoder = Encoder { bytes: Vec::with_capacity(room), text: &text, base: 0 };
    encoder.number(key_terms.len() as u64);
    encoder.string(&text);
    encoder.paragraphs(&paragraphs);
    encoder.quotations(&quotations);
    let mut bytes = postcard::to_extend(&rest, encoder.bytes)?;
    bytes.extend_from_slice(key_terms.as_bytes());
    Ok(bytes)
}

/// Returns the article with these bytes; `None` if they are not an article.
pub(super) fn decode(bytes: &[u8]) -> Option<Article> {
    let (bytes, _) = split(bytes)?;
    let mut decoder = Decoder { bytes, base: 0 };
    let text = decoder.string()?.to_owned();
    let paragraphs = decoder.paragraphs()?;
    let quotations = decoder.quotations(&text)?;
    let rest: Article = postcard::from_bytes(decoder.bytes).ok()?;
    Some(Article { text, paragraphs, quotations, ..rest })
}

/// Returns the key terms of the article with these bytes; `None` if they are not an article.
pub(super) fn decode_key_terms(bytes: &[u8]) -> Option<KeyTerms> {
    let (_, stored) = split(bytes)?;
    if stored.is_empty() {
        let is_sound = |article: &Article| {
            article
                .paragraphs
                .iter()
                .all(|Paragraph { span, .. }| article.text.get(span.start..span.end).is_some())
        };
        return decode(bytes).filter(is_sound).map(|article| key_terms_of(&article));
    }
    Some(KeyTerms::from_packed(std::str::from_utf8(stored).ok()?.to_owned()))
}

/// Returns the bytes of the article and of its key terms.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut decoder = Decoder { bytes, base: 0 };
    let length = decoder.size()?;
    decoder.bytes.split_at_checked(decoder.bytes.len().checked_sub(length)?)
}

struct Encoder<'a> {
    bytes: Vec<u8>,
    text: &'a str,
    /// Where the last content ended. Spans are written relative to it.
    base: usize,
}

impl<'a> Encoder<'a> {
    fn number(&mut self, mut value: u64) {
        while value >= 128 {
            self.bytes.push(value as u8 | 128);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    fn string(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Writes `place` relative to `base`.
    fn offset(&mut self, place: usize, base: usize) {
        let offset = place as i64 - base as i64;
        self.number((offset << 1 ^ offset >> 63) as u64);
    }

    fn span(&mut self, span: Span) {
        self.offset(span.start, self.base);
        self.number(span.len() as u64);
    }

    /// Most are paragraphs that follow the one before after a line break. These take one number.
    fn paragraphs(&mut self, paragraphs: &[Paragraph]) {
        self.number(paragraphs.len() as u64);
        let mut end = 0;
        for Paragraph { kind, span } in paragraphs {
            let kind = match kind {
                ParagraphKind::Paragraph => 0,
                ParagraphKind::Heading => 1,
                ParagraphKind::Caption => 2,
                ParagraphKind::Furniture => 3,
            };
            let is_usual = span.start == end + 1 && kind == 0;
            self.number((span.len() as u64) << 1 | u64::from(!is_usual));
            if !is_usual {
                self.number(kind);
                self.offset(span.start, end);
            }
            end = span.end;
        }
    }

    fn quotations(&mut self, quotations: &'a [Quotation]) {
        self.number(quotations.len() as u64);
        let mut shapes: HashMap<Shape<'a>, u64> = HashMap::new();
        let mut names: HashMap<&'a str, u64> = HashMap::new();
        for quotation in quotations {
            let shape = Shape::of(quotation);
            match shapes.get(&shape) {
                Some(&index) => self.number(index),
                None => {
                    shapes.insert(shape, shapes.len() as u64 + 1);
                    self.number(NEW);
                    self.string(shape.rule);
                    self.bytes.extend_from_slice(&shape.confidence.to_le_bytes());
                    self.bytes.push(shape.flags);
                }
            }
            self.number(quotation.content.len() as u64);
            for &span in &quotation.content {
                self.span(span);
                self.base = span.end;
            }
            for span in [quotation.mention, quotation.cue].into_iter().flatten() {
                self.span(span);
            }
            for name in [&quotation.speaker, &quotation.role] {
                self.name(name.as_deref(), &mut names);
            }
        }
    }

    fn name(&mut self, name: Option<&'a str>, names: &mut HashMap<&'a str, u64>) {
        let Some(name) = name else { return self.number(NO_NAME) };
        if let Some(&index) = names.get(name) {
            return self.number(FIRST_NAME + index);
        }
        names.insert(name, names.len() as u64);
        match memchr::memmem::find(self.text.as_bytes(), name.as_bytes()) {
            Some(at) => {
                self.number(NAME_IN_TEXT);
                self.number(at as u64);
                self.number(name.len() as u64);
            }
            None => {
                self.number(NAME_ELSEWHERE);
                self.string(name);
            }
        }
    }
}

/// Reads what [`Encoder`] wrote. Each method returns `None` if the bytes are not what it expects.
struct Decoder<'a> {
    bytes: &'a [u8],
    base: usize,
}

impl<'a> Decoder<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.take(1)?[0];
            value |= u64::from(byte & 127) << shift;
            if byte < 128 {
                return Some(value);
            }
        }
        None
    }

    fn size(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    /// Reads the length of a list. Each entry takes at least one byte.
    fn length(&mut self) -> Option<usize> {
        self.size().filter(|length| *length <= self.bytes.len())
    }

    fn string(&mut self) -> Option<&'a str> {
        let length = self.size()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    fn offset(&mut self, base: usize) -> Option<usize> {
        let number = self.number()?;
        let offset = (number >> 1) as i64 ^ -((number & 1) as i64);
        base.checked_add_signed(isize::try_from(offset).ok()?)
    }

    fn span(&mut self) -> Option<Span> {
        let start = self.offset(self.base)?;
        Some(Span::new(start, start.checked_add(self.size()?)?))
    }

    fn paragraphs(&mut self) -> Option<Vec<Paragraph>> {
        let length = self.length()?;
        let mut paragraphs = Vec::with_capacity(length);
        let mut end = 0_usize;
        for _ in 0..length {
            let number = self.size()?;
            let (kind, start) = match number & 1 {
                0 => (0, end.checked_add(1)?),
                _ => (self.number()?, self.offset(end)?),
            };
            let kind = match kind {
                0 => ParagraphKind::Paragraph,
                1 => ParagraphKind::Heading,
                2 => ParagraphKind::Caption,
                _ => ParagraphKind::Furniture,
            };
            end = start.checked_add(number >> 1)?;
            paragraphs.push(Paragraph { kind, span: Span::new(start, end) });
        }
        Some(paragraphs)
    }

    fn quotations(&mut self, text: &str) -> Option<Vec<Quotation>> {
        let length = self.length()?;
        let mut quotations = Vec::with_capacity(length);
        let (mut shapes, mut names) = (Vec::new(), Vec::new());
        for _ in 0..length {
            let shape = match self.number()? {
                NEW => {
                    let shape = Shape {
                        rule: self.string()?,
                        confidence: u32::from_le_bytes(self.take(4)?.try_into().ok()?),
                        flags: self.take(1)?[0],
                    };
                    shapes.push(shape);
                    shape
                }
                index => *shapes.get(usize::try_from(index - 1).ok()?)?,
            };
            quotations.push(self.quotation(shape, text, &mut names)?);
        }
        Some(quotations)
    }

    fn quotation(&mut self, shape: Shape<'_>, text: &str, names: &mut Vec<String>) -> Option<Quotation> {
        let length = self.length()?;
        let mut content = Vec::with_capacity(length);
        for _ in 0..length {
            let span = self.span()?;
            self.base = span.end;
            content.push(span);
        }
        let mention = if shape.has(HAS_MENTION) { Some(self.span()?) } else { None };
        let cue = if shape.has(HAS_CUE) { Some(self.span()?) } else { None };
        Some(Quotation {
            kind: shape.kind()?,
            content,
            speaker: self.name(text, names)?,
            role: self.name(text, names)?,
            mention,
            cue,
            denied: shape.has(DENIED),
            confidence: f32::from_bits(shape.confidence),
            rule: shape.rule.to_owned(),
        })
    }

    /// Reads a name. The outer option is `None` if there is no valid one, the inner if the quotation has none.
    fn name(&mut self, text: &str, names: &mut Vec<String>) -> Option<Option<String>> {
        let name = match self.number()? {
            NO_NAME => return Some(None),
            NAME_IN_TEXT => {
                let start = self.size()?;
                text.get(start..start.checked_add(self.size()?)?)?
            }
            NAME_ELSEWHERE => self.string()?,
            known => return names.get(usize::try_from(known - FIRST_NAME).ok()?).cloned().map(Some),
        };
        names.push(name.to_owned());
        Some(Some(name.to_owned()))
    }
}

#[cfg(test)]
#[path = "article_codec_tests.rs"]
mod tests;
