//! The structure of an article as a short text, which is kept beside its words.

use crate::{
    analyzed_article::{Layout, ParagraphRole, ParagraphStart, QuotationWords, SpeakerNamed},
    article::QuotationKind,
};

/// Returns the structure as text: numbers of words; starts of paragraphs; starts of sentences; quotations.
pub(super) fn packed(layout: &Layout) -> String {
    let mut parts = vec![format!("{} {}", layout.title_words, layout.words)];
    let mut last = 0;
    let paragraphs = layout.paragraphs.iter().map(|start| {
        let step = start.position - std::mem::replace(&mut last, start.position);
        if start.kind == ParagraphRole::Heading { format!("h{step}") } else { step.to_string() }
    });
    parts.push(paragraphs.collect::<Vec<_>>().join(" "));
    let mut last = 0;
    let sentences = layout.sentences.iter().map(|&start| {
        let step = start - std::mem::replace(&mut last, start);
        step.to_string()
    });
    parts.push(sentences.collect::<Vec<_>>().join(" "));
    let quotations = layout.quotations.iter().map(|of| {
        let kind = match of.kind {
            QuotationKind::Direct => 0,
            QuotationKind::Mixed => 1,
            QuotationKind::Indirect => 2,
        };
        let named = u8::from(of.speaker == SpeakerNamed::Yes);
        let spans = of.spans.iter().map(|span| format!("{} {}", span.start, span.end));
        format!("{} {kind} {} {named} {}", of.lane, of.confidence, spans.collect::<Vec<_>>().join(" "))
    });
    parts.extend(quotations);
    parts.join(";")
}

/// Returns the structure that [`packed`] packed; `None` if it is damaged.
pub(super) fn unpacked(text: &str) -> Option<Layout> {
    let mut parts = text.split(';');
    let mut lengths = parts.next()?.split(' ').map(str::parse::<u32>);
    let (title_words, words) = (lengths.next()?.ok()?, lengths.next()?.ok()?);
    let mut position = 0;
    let mut paragraphs = Vec::new();
    for step in parts.next()?.split(' ').filter(|step| !step.is_empty()) {
        let (kind, step) = match step.strip_prefix('h') {
            Some(step) => (ParagraphRole::Heading, step),
            None => (ParagraphRole::Text, step),
        };
        position += step.parse::<u32>().ok()?;
        paragraphs.push(ParagraphStart { position, kind });
    }
    let mut position = 0;
    let mut sentences = Vec::new();
    for step in parts.next()?.split(' ').filter(|step| !step.is_empty()) {
        position += step.parse::<u32>().ok()?;
        sentences.push(position);
    }
    let quotations = parts.map(quotation).collect::<Option<Vec<_>>>()?;
    Some(Layout { title_words, words, paragraphs, sentences, quotations })
}

fn quotation(part: &str) -> Option<QuotationWords> {
    let numbers = part.split(' ').map(|number| number.parse().ok()).collect::<Option<Vec<u32>>>()?;
    let (&[lane, kind, confidence, named], spans) = numbers.split_first_chunk::<4>()?;
    let kind = *[QuotationKind::Direct, QuotationKind::Mixed, QuotationKind::Indirect].get(kind as usize)?;
    let spans: Vec<_> = spans.chunks_exact(2).map(|pair| pair[0]..pair[1]).collect();
    let speaker = if named == 1 { SpeakerNamed::Yes } else { SpeakerNamed::No };
    let (lane, confidence) = (u8::try_from(lane).ok()?, u8::try_from(confidence).ok()?);
    (!spans.is_empty()).then_some(QuotationWords { lane, spans, kind, confidence, speaker })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_structure_is_read_back() {
        let layout = Layout {
            title_words: 2,
            words: 30,
            paragraphs: vec![
                ParagraphStart { position: 2, kind: ParagraphRole::Heading },
                ParagraphStart { position: 5, kind: ParagraphRole::Text },
            ],
            sentences: vec![2, 5, 17],
            quotations: vec![QuotationWords {
                lane: 1,
                spans: vec![6..8, 11..12],
                kind: QuotationKind::Mixed,
                confidence: 97,
                speaker: SpeakerNamed::Yes,
            }],
        };
        assert_eq!(packed(&layout), "2 30;h2 3;2 3 12;1 1 97 1 6 8 11 12");
        assert_eq!(unpacked(&packed(&layout)), Some(layout));
        assert_eq!(unpacked(&packed(&Layout::default())), Some(Layout::default()));
        assert_eq!(unpacked("2 30;x;;"), None);
    }
}
