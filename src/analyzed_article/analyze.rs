//! Splits an article into terms at positions, and converts its structure to word positions.
//!
//! Input: an [`Article`] and the spans of its sentences. Output: an [`AnalyzedArticle`].

use super::{
    PackedTerms,
    body_words::body_words,
    key_terms::{KeyTerms, MAX_KEY_TERMS},
    layout::{Layout, QuotationWords},
    quotation_terms::{self, Fingerprint},
    word_positions::WordPositions,
};
use crate::{
    analysis::{Capitals, each_word_in},
    article::{Article, Paragraph, ParagraphKind},
    copies::Signature,
    span::Span,
    url::url_words,
};

/// An article with its terms and their positions: the unit that every back end indexes.
#[derive(Debug, Clone, PartialEq)]
pub struct AnalyzedArticle {
    /// The article itself.
    pub article: Article,
    /// Terms of title and text; term n is at position n.
    pub words: PackedTerms,
    /// Paragraphs, sentences and quotations in word positions.
    pub layout: Layout,
    /// For each quotation of the layout, its index in `article.quotations`.
    pub quotations: Vec<usize>,
    /// For each quotation of the layout, the terms by which it is found: the words of its speaker's name and the whole name.
    pub quotation_terms: Vec<PackedTerms>,
    /// Fingerprints of the words of quotations, by which other reports of them are found.
    pub fingerprints: Vec<Fingerprint>,
    /// Terms of the metadata fields.
    pub fields: FieldTerms,
    /// Signature of the text, by which copies are recognized.
    pub signature: Signature,
}

/// Terms of the searchable metadata fields. There is a gap of one position between two values of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldTerms {
    /// Names of authors.
    pub byline: PackedTerms,
    /// Domain and name of the outlet.
    pub source: PackedTerms,
    /// The URL without its scheme.
    pub url: PackedTerms,
    /// The section.
    pub section: PackedTerms,
    /// The keywords.
    pub tags: PackedTerms,
}

/// An article analyzed for display: with the spans of its words, but without signature and terms of quotations.
pub(crate) struct ArticleWithWordSpans {
    pub(crate) analyzed: AnalyzedArticle,
    /// Spans of the title's words in the title.
    pub(crate) title: Vec<Span>,
    /// Spans of the text's words in the text.
    pub(crate) text: Vec<Span>,
    /// Where each term ends in the packed terms.
    ends: Vec<usize>,
}

impl AnalyzedArticle {
    /// Analyzes `article`; `sentences` are spans of its text in order.
    #[must_use]
    pub fn new(article: Article, sentences: &[Span]) -> Self {
        let ArticleWithWordSpans { analyzed, ends, .. } = analyze_with_word_spans(article, sentences);
        let quotation_terms = quotation_terms::of_quotations(&analyzed);
        let folded = analyzed.words.folded(&ends);
        let fingerprints = quotation_terms::indexed_fingerprints(&analyzed, &folded);
        let signature = Signature::of(body_words(&folded, &analyzed.layout));
        Self { quotation_terms, fingerprints, signature, ..analyzed }
    }

    /// Returns the most frequent content words.
    #[must_use]
    pub fn key_terms(&self) -> KeyTerms {
        KeyTerms::of(&self.words, self.article.lang.as_deref(), MAX_KEY_TERMS)
    }
}

/// Returns the most frequent content words of an article.
pub(crate) fn key_terms_of(article: &Article) -> KeyTerms {
    let mut words = PackedTerms::with_room_for(article.text.len());
    if let Some(title) = &article.title {
        each_word_in(title, Capitals::of(title), &mut |term, _, _| words.push(term));
    }
    words_of(&article.text, article.paragraphs.iter(), &mut |term| words.push(term));
    KeyTerms::of(&words, article.lang.as_deref(), MAX_KEY_TERMS)
}

/// Analyzes `article` for display, and returns the spans of its words too.
pub(crate) fn analyze_with_word_spans(article: Article, sentences: &[Span]) -> ArticleWithWordSpans {
    let length = article.text.len() + article.title.as_ref().map_or(0, String::len);
    let (mut words, mut ends) = (PackedTerms::with_room_for(length), Vec::with_capacity(length / 6));
    let mut title = Vec::new();
    if let Some(text) = &article.title {
        each_word_in(text, Capitals::of(text), &mut |term, start, end| {
            words.push(term);
            ends.push(words.end());
            title.push(Span::new(start, end));
        });
    }
    let title_words = words.len();
    let text = words_of(&article.text, article.paragraphs.iter(), &mut |term| {
        words.push(term);
        ends.push(words.end());
    });
    let positions = WordPositions { spans: &text, first: title_words };
    let (quotations, quotation_words): (Vec<usize>, Vec<QuotationWords>) =
        positions.quotations(&article.quotations).into_iter().unzip();
    let layout = Layout {
        title_words,
        words: words.len(),
        paragraphs: positions.paragraphs(&article),
        sentences: positions.starts(sentences.iter().copied()),
        quotations: quotation_words,
    };
    let fields = FieldTerms::of(&article);
    let analyzed = AnalyzedArticle {
        article,
        words,
        layout,
        quotations,
        quotation_terms: Vec::new(),
        fingerprints: Vec::new(),
        fields,
        signature: Signature::default(),
    };
    ArticleWithWordSpans { analyzed, title, text, ends }
}

/// Calls `visit` for each quotation that the layout of `article` contains, in the layout's order, with its index in
/// `article.quotations` and its folded words. Tokenizes only the paragraphs that contain quotations.
pub(crate) fn each_quotation(article: &Article, visit: &mut impl FnMut(usize, &[&str])) {
    if article.quotations.is_empty() {
        return;
    }
    let (mut words, mut ends) = (PackedTerms::default(), Vec::new());
    let spans = words_of(&article.text, paragraphs_with_quotations(article), &mut |term| {
        words.push(term);
        ends.push(words.end());
    });
    let folded = words.folded(&ends);
    let positions = WordPositions { spans: &spans, first: 0 };
    for (index, quotation) in positions.quotations(&article.quotations) {
        visit(index, &quotation_terms::quoted_words(&quotation, &folded).collect::<Vec<_>>());
    }
}

/// Returns the paragraphs that contain words of quotations, in order.
pub(crate) fn paragraphs_with_quotations(article: &Article) -> impl Iterator<Item = &Paragraph> {
    let mut content: Vec<Span> =
        article.quotations.iter().flat_map(|quotation| &quotation.content).copied().collect();
    content.sort_unstable_by_key(|span| span.start);
    let (mut next, mut last_end) = (0, 0);
    article.paragraphs.iter().filter(move |paragraph| {
        while let Some(span) = content.get(next).filter(|span| span.start < paragraph.span.end) {
            last_end = last_end.max(span.end);
            next += 1;
        }
        paragraph.span.start < last_end
    })
}

/// Calls `emit` with each term of these paragraphs of `text`, and returns the spans of the words. Leaves out furniture.
fn words_of<'a>(
    text: &str,
    paragraphs: impl Iterator<Item = &'a Paragraph>,
    emit: &mut impl FnMut(&str),
) -> Vec<Span> {
    let mut spans = Vec::with_capacity(text.len() / 6);
    for paragraph in paragraphs.filter(|paragraph| paragraph.kind != ParagraphKind::Furniture) {
        let from = paragraph.span.start;
        let text = paragraph.span.of(text);
        each_word_in(text, Capitals::of(text), &mut |term, start, end| {
            emit(term);
            spans.push(Span::new(from + start, from + end));
        });
    }
    spans
}

impl FieldTerms {
    fn of(article: &Article) -> Self {
        let mut fields = Self::default();
        for name in &article.byline {
            fields.byline.push_value(name);
        }
        for value in [&article.source, &article.source_name].into_iter().flatten() {
            fields.source.push_value(value);
        }
        if let Some(url) = &article.url {
            fields.url.push_value(url_words(url));
        }
        if let Some(section) = &article.section {
            fields.section.push_value(section);
        }
        article.tags.iter().for_each(|tag| fields.tags.push_value(tag));
        fields
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        analysis::TermParts,
        article::{Quotation, QuotationKind},
    };

    fn article(text: &str, quotations: &[&[&str]]) -> Article {
        let mut paragraphs = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let span = Span::new(start, start + line.trim_end().len());
            paragraphs.push(Paragraph { kind: ParagraphKind::Paragraph, span });
            start += line.len();
        }
        let span_of = |piece: &&str| {
            let start = text.find(piece).unwrap();
            Span::new(start, start + piece.len())
        };
        let quotation = |pieces: &&[&str]| Quotation {
            kind: QuotationKind::Direct,
            content: pieces.iter().map(span_of).collect(),
            speaker: Some("Ada Quill".into()),
            role: None,
            mention: None,
            cue: None,
            denied: false,
            confidence: 0.97,
            rule: "test".into(),
        };
        Article {
            title: Some("Two words".into()),
            text: text.into(),
            paragraphs,
            quotations: quotations.iter().map(quotation).collect(),
            ..Article::default()
        }
    }

    #[test]
    fn text_follows_the_title_without_a_gap() {
        let analyzed = AnalyzedArticle::new(
            article("One line.\n–\nAnother line.", &[]),
            &[Span::new(0, 9), Span::new(14, 27)],
        );
        assert_eq!(
            analyzed.words.iter().collect::<Vec<_>>(),
            ["two", "words", "one", "line", "another", "line"]
        );
        assert_eq!(analyzed.layout.title_words, 2);
        let starts: Vec<u32> = analyzed.layout.paragraphs.iter().map(|start| start.position).collect();
        assert_eq!(starts, [2, 4]);
        assert_eq!(analyzed.layout.sentences, [2, 4]);
        assert_eq!(analyzed.layout.lead(), 2..4);
    }

    #[test]
    fn nested_quotations_have_different_lanes() {
        let text = "He said a b c d e and then f g";
        let analyzed = AnalyzedArticle::new(article(text, &[&["a b", "d e"], &["b c"], &["f g"]]), &[]);
        let lanes: Vec<(u8, u32)> = analyzed.layout.quotations.iter().map(|q| (q.lane, q.start())).collect();
        assert_eq!(lanes, [(0, 4), (1, 5), (0, 11)]);
        assert_eq!(analyzed.layout.quotations[0].spans, [4..6, 7..9]);
        assert_eq!(analyzed.layout.quotations[0].confidence, 97);
        assert_eq!(analyzed.quotation_terms[0].iter().collect::<Vec<_>>(), ["ada", "quill", "=Ada Quill"]);
    }

    #[test]
    fn values_of_a_field_have_a_gap_between_them() {
        let article = Article {
            source: Some("nytimes.com".into()),
            source_name: Some("The New York Times".into()),
            ..Article::default()
        };
        let words = AnalyzedArticle::new(article, &[]).fields.source;
        assert_eq!(words.iter().collect::<Vec<_>>(), ["nytimes", "com", "", "the", "new", "york", "times"]);
    }

    proptest! {
        #[test]
        fn quotations_have_the_same_words_when_analyzed_alone(
            text in "(([a-c]{1,3}|[A-C]{2}|é|-|\u{4e2d})[ \n]{1,2}){0,30}",
            quoted in prop::collection::vec(prop::collection::vec((0_usize..100, 0_usize..20), 1..3), 0..7),
        ) {
            let mut article = article(&text, &[]);
            let bound = |at: usize| (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap();
            article.quotations = quoted.into_iter().map(|spans| Quotation {
                kind: QuotationKind::Direct,
                content: spans.iter().map(|(at, length)| Span::new(bound(*at), bound(at + length))).collect(),
                speaker: None,
                role: None,
                mention: None,
                cue: None,
                denied: false,
                confidence: 1.0,
                rule: "test".into(),
            }).collect();
            let mut alone: Vec<(usize, String)> = Vec::new();
            each_quotation(&article, &mut |quotation, words| alone.push((quotation, words.join(" "))));
            let whole = AnalyzedArticle::new(article, &[]);
            let folded: Vec<&str> = whole.words.iter().map(|term| TermParts::of(term).folded).collect();
            let with_words = whole.quotations.iter().zip(&whole.layout.quotations);
            let expected: Vec<(usize, String)> =
                with_words
                    .map(|(&index, quotation)| {
                        (index, quotation_terms::quoted_words(quotation, &folded).collect::<Vec<_>>().join(" "))
                    })
                    .collect();
            prop_assert_eq!(alone, expected);
        }
    }
}
