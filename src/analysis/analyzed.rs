//! An article with its words: what every back end indexes.

use std::ops::Range;

use super::{
    body::body,
    layout::{Layout, ParagraphRole, ParagraphStart, QuotationWords, SpeakerNamed},
    telling::{MOST_TELLING, TellingWords},
    tokenizer::{Capitals, each_word, each_word_in},
    told,
};
use crate::{
    article::{Article, Paragraph, ParagraphKind, Quotation},
    copies::Signature,
    span::Span,
    url::url_words,
};

/// More quotations than this around one word are left out of the index: nested deeper than people write.
const LANES: u8 = 4;

/// An article with its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Analyzed {
    /// The article itself.
    pub article: Article,
    /// Words of title and text, the n-th at position n.
    pub words: Words,
    /// The structure in word positions.
    pub layout: Layout,
    /// For each of the layout's quotations the article's quotation it is.
    pub quotations: Vec<usize>,
    /// For each of the layout's quotations the terms by which it is found: words of its speaker's name, the name as a whole, marks of
    /// what was said.
    pub speakers: Vec<Words>,
    /// Words of the metadata fields.
    pub fields: FieldWords,
    /// What copies of the article are recognised by.
    pub signature: Signature,
    /// The words that tell most about it.
    pub telling: TellingWords,
}

/// Words of the metadata that can be searched. A gap of one position stands between two values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldWords {
    /// Names of authors.
    pub byline: Words,
    /// Domain and name of the outlet.
    pub source: Words,
    /// The url without its scheme.
    pub url: Words,
    /// The section.
    pub section: Words,
    /// The keywords.
    pub tags: Words,
}

/// Terms in order, packed: the n-th stands at position n, an empty one is a gap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    packed: String,
    count: u32,
}

impl Words {
    /// Appends a term; an empty one leaves a gap.
    pub fn push(&mut self, term: &str) {
        self.packed.push_str(term);
        self.packed.push('\0');
        self.count += 1;
    }

    /// Returns the terms in order, gaps as empty ones.
    pub fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        Terms { rest: &self.packed }
    }

    /// Returns how many positions there are.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.count
    }

    /// Returns whether there is no term at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Returns the terms, each with a NUL behind it.
    #[must_use]
    pub fn packed(&self) -> &str {
        &self.packed
    }

    /// Returns the terms, each with a NUL behind it.
    pub(crate) fn into_packed(self) -> String {
        self.packed
    }

    fn push_value(&mut self, text: &str) {
        if !self.is_empty() {
            self.push("");
        }
        each_word(text, &mut |term, _, _| self.push(term));
    }
}

/// Walks packed terms. They are short: their ends are found byte by byte.
#[derive(Debug, Clone)]
struct Terms<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Terms<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let end = self.rest.bytes().position(|byte| byte == 0)?;
        let term = &self.rest[..end];
        self.rest = &self.rest[end + 1..];
        Some(term)
    }
}

/// An article with its words and where they stand, without signature and telling words: what showing it takes.
pub(crate) struct LaidOut {
    pub(crate) analyzed: Analyzed,
    /// Where the words of the title stand in it.
    pub(crate) title: Vec<Span>,
    /// Where the words of the text stand in it.
    pub(crate) text: Vec<Span>,
}

/// Returns `article` with its words; `sentences` are spans of its text in order.
#[must_use]
pub fn analyze(article: Article, sentences: &[Span]) -> Analyzed {
    let LaidOut { analyzed, .. } = lay_out(article, sentences);
    let signature = Signature::of(body(&analyzed.words, &analyzed.layout));
    let telling = TellingWords::of(&analyzed.words, analyzed.article.lang.as_deref(), MOST_TELLING);
    Analyzed { signature, telling, ..analyzed }
}

/// Returns `article` with its words, as [`analyze`] does, and where they stand.
pub(crate) fn lay_out(article: Article, sentences: &[Span]) -> LaidOut {
    let mut words = Words::default();
    let mut title = Vec::new();
    if let Some(text) = &article.title {
        each_word_in(text, Capitals::of(text), &mut |term, start, end| {
            words.push(term);
            title.push(Span::new(start, end));
        });
    }
    let title_words = words.len();
    let text = words_of(&article.text, article.paragraphs.iter(), &mut |term| words.push(term));
    let places = WordPlaces { spans: &text, first: title_words };
    let found = places.quotations(&article.quotations);
    let layout = Layout {
        title_words,
        words: words.len(),
        paragraphs: places.paragraphs(&article),
        sentences: places.starts(sentences.iter().copied()),
        quotations: found.iter().map(|(_, quotation)| quotation.clone()).collect(),
    };
    let speakers = speakers(&article, &found, &words);
    let fields = field_words(&article);
    let quotations = found.into_iter().map(|(index, _)| index).collect();
    let (signature, telling) = (Signature::default(), TellingWords::default());
    let analyzed = Analyzed { article, words, layout, quotations, speakers, fields, signature, telling };
    LaidOut { analyzed, title, text }
}

/// Calls `each` with what every quotation of the layout that [`analyze`] would make says, in its order: which of the article's
/// quotations it is, and its folded words. Reads only the paragraphs that hold quotations.
pub(crate) fn each_quoted(article: &Article, each: &mut impl FnMut(usize, &[&str])) {
    if article.quotations.is_empty() {
        return;
    }
    let mut content: Vec<Span> =
        article.quotations.iter().flat_map(|quotation| &quotation.content).copied().collect();
    content.sort_unstable_by_key(|span| span.start);
    let (mut next, mut last_end) = (0, 0);
    let mut quoted = |paragraph: &&Paragraph| {
        while let Some(span) = content.get(next).filter(|span| span.start < paragraph.span.end) {
            last_end = last_end.max(span.end);
            next += 1;
        }
        paragraph.span.start < last_end
    };
    let mut words = Words::default();
    let paragraphs = article.paragraphs.iter().filter(|paragraph| quoted(paragraph));
    let spans = words_of(&article.text, paragraphs, &mut |term| words.push(term));
    let words: Vec<&str> = words.iter().collect();
    for (index, place) in (WordPlaces { spans: &spans, first: 0 }).quotations(&article.quotations) {
        each(index, &told::spoken(&place, &words));
    }
}

/// Calls `emit` with each indexed term of these paragraphs of `text`; returns where they stand in it.
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

/// Returns a share in hundredths, rounded down.
fn hundredths(share: f32) -> u8 {
    (share.clamp(0.0, 1.0) * 100.0 + 1e-3) as u8
}

/// Turns spans of the text into word positions.
struct WordPlaces<'a> {
    spans: &'a [Span],
    first: u32,
}

impl WordPlaces<'_> {
    /// Returns the words that `span` touches.
    fn range(&self, span: Span) -> Range<u32> {
        let start = self.spans.partition_point(|word| word.end <= span.start);
        let end = self.spans.partition_point(|word| word.start < span.end).max(start);
        self.first + start as u32..self.first + end as u32
    }

    /// Returns the first words of `spans`, without those that hold no word.
    fn starts(&self, spans: impl Iterator<Item = Span>) -> Vec<u32> {
        spans
            .map(|span| self.range(span))
            .filter(|range| !range.is_empty())
            .map(|range| range.start)
            .collect()
    }

    fn paragraphs(&self, article: &Article) -> Vec<ParagraphStart> {
        let start = |kind, span| {
            let range = self.range(span);
            let kind = match kind {
                ParagraphKind::Heading => ParagraphRole::Heading,
                ParagraphKind::Paragraph | ParagraphKind::Caption => ParagraphRole::Text,
                ParagraphKind::Furniture => return None,
            };
            (!range.is_empty()).then_some(ParagraphStart { position: range.start, kind })
        };
        article.paragraphs.iter().filter_map(|paragraph| start(paragraph.kind, paragraph.span)).collect()
    }

    /// Returns the quotations that hold a word, by first position, then lane, each with its index.
    fn quotations(&self, quotations: &[Quotation]) -> Vec<(usize, QuotationWords)> {
        let mut found: Vec<(usize, Vec<Range<u32>>)> = quotations
            .iter()
            .enumerate()
            .map(|(index, quotation)| (index, self.content(&quotation.content)))
            .filter(|(_, spans)| !spans.is_empty())
            .collect();
        found.sort_by_key(|(index, spans)| {
            (spans[0].start, std::cmp::Reverse(spans[spans.len() - 1].end), *index)
        });
        let mut free_from = [0; LANES as usize];
        let mut placed = Vec::with_capacity(found.len());
        for (index, spans) in found {
            let Some(lane) = free_from.iter().position(|&free| free <= spans[0].start) else { continue };
            free_from[lane] = spans[spans.len() - 1].end;
            let quotation = &quotations[index];
            let speaker = if quotation.speaker.is_some() { SpeakerNamed::Yes } else { SpeakerNamed::No };
            let confidence = hundredths(quotation.confidence);
            let lane = lane as u8;
            placed.push((index, QuotationWords { lane, spans, kind: quotation.kind, confidence, speaker }));
        }
        placed.sort_by_key(|(_, quotation)| (quotation.start(), quotation.lane));
        placed
    }

    /// Returns the word ranges of a quotation's content: ascending, apart, none empty.
    fn content(&self, spans: &[Span]) -> Vec<Range<u32>> {
        let mut ranges: Vec<Range<u32>> = Vec::with_capacity(spans.len());
        for &span in spans {
            let mut range = self.range(span);
            range.start = range.start.max(ranges.last().map_or(0, |last| last.end));
            if range.start < range.end {
                ranges.push(range);
            }
        }
        ranges
    }
}

/// Returns the terms by which each quotation is found.
fn speakers(article: &Article, found: &[(usize, QuotationWords)], words: &Words) -> Vec<Words> {
    if found.is_empty() {
        return Vec::new();
    }
    let words: Vec<&str> = words.iter().collect();
    let names = told::name_terms(article);
    let terms = |(index, place): &(usize, QuotationWords)| {
        told::terms(article, &article.quotations[*index], &names, place, &words)
    };
    found.iter().map(terms).collect()
}

fn field_words(article: &Article) -> FieldWords {
    let mut fields = FieldWords::default();
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::article::QuotationKind;

    fn article(text: &str, quotations: &[&[&str]]) -> Article {
        let mut paragraphs = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let span = Span::new(start, start + line.trim_end().len());
            paragraphs.push(Paragraph { kind: ParagraphKind::Paragraph, span });
            start += line.len();
        }
        let place = |piece: &&str| {
            let start = text.find(piece).unwrap();
            Span::new(start, start + piece.len())
        };
        let quotation = |pieces: &&[&str]| Quotation {
            kind: QuotationKind::Direct,
            content: pieces.iter().map(place).collect(),
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
        let analyzed =
            analyze(article("One line.\n–\nAnother line.", &[]), &[Span::new(0, 9), Span::new(14, 27)]);
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
    fn nested_quotations_stand_in_lanes_of_their_own() {
        let text = "He said a b c d e and then f g";
        let analyzed = analyze(article(text, &[&["a b", "d e"], &["b c"], &["f g"]]), &[]);
        let lanes: Vec<(u8, u32)> = analyzed.layout.quotations.iter().map(|q| (q.lane, q.start())).collect();
        assert_eq!(lanes, [(0, 4), (1, 5), (0, 11)]);
        assert_eq!(analyzed.layout.quotations[0].spans, [4..6, 7..9]);
        assert_eq!(analyzed.layout.quotations[0].confidence, 97);
        assert_eq!(analyzed.speakers[0].iter().collect::<Vec<_>>(), ["ada", "quill", "=Ada Quill"]);
    }

    #[test]
    fn values_of_a_field_are_apart() {
        let article = Article {
            source: Some("nytimes.com".into()),
            source_name: Some("The New York Times".into()),
            ..Article::default()
        };
        let words = analyze(article, &[]).fields.source;
        assert_eq!(words.iter().collect::<Vec<_>>(), ["nytimes", "com", "", "the", "new", "york", "times"]);
    }

    proptest! {
        #[test]
        fn what_is_quoted_can_be_read_alone(
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
            each_quoted(&article, &mut |quotation, words| alone.push((quotation, words.join(" "))));
            let whole = analyze(article, &[]);
            let words: Vec<&str> = whole.words.iter().collect();
            let places = whole.quotations.iter().zip(&whole.layout.quotations);
            let expected: Vec<(usize, String)> =
                places.map(|(&quotation, place)| (quotation, told::spoken(place, &words).join(" "))).collect();
            prop_assert_eq!(alone, expected);
        }
    }
}
