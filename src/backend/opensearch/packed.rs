//! What the evaluation reads of each candidate, as a short value that the server keeps in a column: the terms of title and text and
//! their structure. A stored document would have to be decompressed for it.

use std::cell::RefCell;

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde::{Deserialize, Serialize};
use zstd::bulk::Decompressor;

use crate::{
    analyzed_article::{
        AnalyzedArticle, Layout, ParagraphRole, ParagraphStart, QuotationWords, SpeakerNamed,
    },
    article::QuotationKind,
    copies::Signature,
};

/// The server takes padding and gives none.
static BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
thread_local! {
    // Making one takes longer than unpacking the words of an article.
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = RefCell::new(Decompressor::new().ok());
}

/// Level of compression.
const LEVEL: i32 = 3;
/// Maximum size of what is unpacked, in bytes.
const LARGEST: usize = 1 << 30;

const KINDS: [QuotationKind; 3] = [QuotationKind::Direct, QuotationKind::Mixed, QuotationKind::Indirect];

/// The packed form. Positions are distances from the one before, which are small numbers.
#[derive(Serialize, Deserialize)]
struct Packed<'a> {
    title_words: u32,
    words: u32,
    /// Distances, and whether a heading starts there.
    paragraphs: Vec<(u32, bool)>,
    sentences: Vec<u32>,
    quotations: Vec<PackedQuotation>,
    /// The terms, each followed by NUL.
    terms: &'a str,
}

#[derive(Serialize, Deserialize)]
struct PackedQuotation {
    lane: u8,
    kind: u8,
    confidence: u8,
    is_named: bool,
    spans: Vec<(u32, u32)>,
}

/// Returns the terms and the structure of an article, as base64.
pub(super) fn packed(analyzed: &AnalyzedArticle) -> String {
    let layout = &analyzed.layout;
    let mut last = 0;
    let mut step = |position: u32| position - std::mem::replace(&mut last, position);
    let paragraphs = layout.paragraphs.iter();
    let paragraphs =
        paragraphs.map(|start| (step(start.position), start.kind == ParagraphRole::Heading)).collect();
    let mut last = 0;
    let mut step = |position: u32| position - std::mem::replace(&mut last, position);
    let sentences = layout.sentences.iter().map(|&start| step(start)).collect();
    let quotation = |of: &QuotationWords| PackedQuotation {
        lane: of.lane,
        kind: KINDS.iter().position(|kind| *kind == of.kind).unwrap_or(0) as u8,
        confidence: of.confidence,
        is_named: of.speaker == SpeakerNamed::Yes,
        spans: of.spans.iter().map(|span| (span.start, span.end)).collect(),
    };
    let packed = Packed {
        title_words: layout.title_words,
        words: layout.words,
        paragraphs,
        sentences,
        quotations: layout.quotations.iter().map(quotation).collect(),
        terms: analyzed.words.packed(),
    };
    let bytes = postcard::to_stdvec(&packed).expect("a layout is plain data");
    let compressed = zstd::bulk::compress(&bytes, LEVEL).expect("compression into memory does not fail");
    // The size comes first.
    BASE64.encode([&(bytes.len() as u32).to_le_bytes()[..], &compressed].concat())
}

/// Returns the structure and the terms, each followed by NUL, that [`packed`] packed; `None` if they are damaged.
pub(super) fn unpacked(text: &str) -> Option<(Layout, String)> {
    let bytes = BASE64.decode(text).ok()?;
    let (size, compressed) = bytes.split_first_chunk::<4>()?;
    let size = Some(u32::from_le_bytes(*size) as usize).filter(|size| *size <= LARGEST)?;
    let bytes = DECOMPRESSOR.with_borrow_mut(|with| with.as_mut()?.decompress(compressed, size).ok())?;
    let packed: Packed<'_> = postcard::from_bytes(&bytes).ok()?;
    let mut position = 0_u32;
    let mut paragraphs = Vec::with_capacity(packed.paragraphs.len());
    for (step, is_heading) in packed.paragraphs {
        position = position.checked_add(step)?;
        let kind = if is_heading { ParagraphRole::Heading } else { ParagraphRole::Text };
        paragraphs.push(ParagraphStart { position, kind });
    }
    let mut position = 0_u32;
    let mut sentences = Vec::with_capacity(packed.sentences.len());
    for step in packed.sentences {
        position = position.checked_add(step)?;
        sentences.push(position);
    }
    let quotations = packed.quotations.into_iter().map(quotation).collect::<Option<Vec<_>>>()?;
    let layout =
        Layout { title_words: packed.title_words, words: packed.words, paragraphs, sentences, quotations };
    Some((layout, packed.terms.to_owned()))
}

fn quotation(of: PackedQuotation) -> Option<QuotationWords> {
    let speaker = if of.is_named { SpeakerNamed::Yes } else { SpeakerNamed::No };
    let spans: Vec<_> = of.spans.into_iter().map(|(start, end)| start..end).collect();
    let kind = *KINDS.get(of.kind as usize)?;
    let confidence = of.confidence;
    (!spans.is_empty()).then_some(QuotationWords { lane: of.lane, spans, kind, confidence, speaker })
}

/// Returns a signature as base64; an empty text for the empty signature.
pub(super) fn packed_signature(signature: &Signature) -> String {
    let bytes: Vec<u8> = signature.to_numbers().iter().flat_map(|number| number.to_le_bytes()).collect();
    BASE64.encode(bytes)
}

/// Returns the signature that [`packed_signature`] packed; `None` if it is damaged.
pub(super) fn unpacked_signature(text: &str) -> Option<Signature> {
    let bytes = BASE64.decode(text).ok()?;
    let (numbers, []) = bytes.as_chunks::<8>() else { return None };
    let numbers: Vec<u64> = numbers.iter().map(|number| u64::from_le_bytes(*number)).collect();
    Signature::from_numbers(&numbers).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{analyzed_article, article::Article};

    fn analyzed(text: &str) -> AnalyzedArticle {
        let title = Some("Ferry \u{2014} late".to_owned());
        analyzed_article::analyze(Article { title, text: text.to_owned(), ..Article::default() })
    }

    #[test]
    fn terms_and_structure_are_read_back() {
        let said = "\u{201c}It is late,\u{201d} said Mira Okonjo, a pilot. \u{201c}Very,\u{201d} she said.\n\nRain in the U.S. \
                    fell on 日本語.";
        for text in [said, "one", ""] {
            let analyzed = analyzed(text);
            let packed = packed(&analyzed);
            for text in [&*packed, packed.trim_end_matches('=')] {
                let (layout, terms) = unpacked(text).unwrap();
                assert_eq!((&layout, terms.as_str()), (&analyzed.layout, analyzed.words.packed()));
            }
        }
        assert!(!analyzed(said).layout.quotations.is_empty());
    }

    #[test]
    fn headings_and_spans_are_read_back() {
        let mut analyzed = analyzed("one two three four five six seven");
        analyzed.layout.paragraphs = vec![
            ParagraphStart { position: 2, kind: ParagraphRole::Heading },
            ParagraphStart { position: 5, kind: ParagraphRole::Text },
        ];
        analyzed.layout.quotations = vec![QuotationWords {
            lane: 1,
            spans: vec![3..4, 6..8],
            kind: QuotationKind::Mixed,
            confidence: 97,
            speaker: SpeakerNamed::Yes,
        }];
        assert_eq!(unpacked(&packed(&analyzed)).unwrap().0, analyzed.layout);
    }

    #[test]
    fn damage_is_noticed() {
        let whole = packed(&analyzed("It is late."));
        assert_eq!(unpacked("?"), None);
        assert_eq!(unpacked(&whole[..whole.len() / 8 * 4]), None);
        assert_eq!(unpacked_signature("AAAA"), None);
    }

    #[test]
    fn signatures_are_read_back() {
        let words: Vec<String> = (0..200).map(|number| format!("word{number}")).collect();
        let analyzed = analyzed(&words.join(" "));
        assert!(!analyzed.signature.fingerprints().is_empty());
        assert_eq!(unpacked_signature(&packed_signature(&analyzed.signature)), Some(analyzed.signature));
        assert_eq!(packed_signature(&Signature::default()), "");
        assert_eq!(unpacked_signature(""), Some(Signature::default()));
    }
}
