//! Plain text as people save it from web pages. A file enters; an article leaves whose text is one slice of the file.
//!
//! From the start are cut: the headline, lines about the article (`By …`, a date, `Source: …`) and furniture; from the end
//! references and furniture. What stands inside is only marked.

use serde_json::{Map, Value};

use super::{
    Draft, ExtractError, ExtractOptions, RecordPlace,
    encoding::{Decoded, decode},
    evidence::{Around, Stated},
    fields::{Field, FieldMap, Fields, field_of_line, one_line},
    layout::FirstLine,
    outline::{Part, Role, end_of_body, is_title, original, outline, paragraphs},
    place::Places,
};
use crate::{
    article::{Article, InputPlace, InputRun, Paragraph},
    read::RawRecord,
    span::Span,
};

/// Returns the draft of the article that a text file is.
pub(super) fn extract(record: &RawRecord, options: &ExtractOptions) -> Result<Draft, ExtractError> {
    let decoded = decode(record.bytes.clone());
    let text = decoded.text.as_str();
    let parts = outline(text, FirstLine::Any);
    if parts.is_empty() {
        return Err(ExtractError::Empty { place: RecordPlace::of(record) });
    }
    let cut = cut(text, &parts, &is_title);
    let article = Article {
        title: cut.title,
        text: cut.slice.of(text).to_owned(),
        paragraphs: cut.paragraphs,
        place: Some(place(&decoded, cut.slice)),
        ..Article::default()
    };
    let stated = Stated::of(&Fields::of_object(&cut.stated, &FieldMap::default()), options.latest_day());
    Ok(Draft { article, stated, around: cut.around })
}

/// Tells whether a part before the body is the headline.
pub(super) type TitleRule<'a> = &'a dyn Fn(&str, &[Part], usize) -> bool;

/// An article cut out of the text of its page.
pub(super) struct Cut {
    pub(super) title: Option<String>,
    /// Where the article's text stands in that of the page.
    pub(super) slice: Span,
    /// Spans of the article's text.
    pub(super) paragraphs: Vec<Paragraph>,
    /// Lines `Key: value` before the body.
    pub(super) stated: Map<String, Value>,
    pub(super) around: Around,
}

/// Returns the article in the text of a page, given its parts (at least one).
pub(super) fn cut(text: &str, parts: &[Part], title: TitleRule<'_>) -> Cut {
    let mut head = head(text, parts, title);
    let mut end = end_of_body(text, parts, head.body);
    if end == head.body {
        // There is nothing but lines about an article: then these are what is there to find.
        (head.body, head.title, end) = (0, None, parts.len());
    }
    let slice = Span::new(parts[head.body].span.start, parts[end - 1].span.end);
    head.around.reference = original(parts, head.body..end);
    Cut {
        title: head.title.map(|title| one_line(title.of(text))),
        slice,
        paragraphs: paragraphs(text, &parts[..end], head.body..end, slice.start),
        stated: head.stated,
        around: head.around,
    }
}

/// What stands before the body of a text.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) title: Option<Span>,
    pub(super) around: Around,
    /// Lines `Key: value` by their keys.
    stated: Map<String, Value>,
    /// Which part is the first of the body.
    pub(super) body: usize,
}

/// Returns what stands before the body.
fn head(text: &str, parts: &[Part], title: TitleRule<'_>) -> Head {
    let mut head = Head::default();
    for (at, part) in parts.iter().enumerate() {
        head.body = at;
        if head.take(part) {
            continue;
        }
        if let Some((key, value)) = key_and_value(part.span.of(text)).filter(|_| part.single) {
            head.stated.insert(key.to_owned(), value.into());
        } else if head.title.is_none() && title(text, parts, at) {
            head.title = Some(part.span);
        } else {
            return head;
        }
    }
    head.body = parts.len();
    head
}

impl Head {
    /// Takes up a line about the article or furniture; returns whether it was one.
    pub(super) fn take(&mut self, part: &Part) -> bool {
        match &part.role {
            Role::Body => return false,
            Role::Furniture(_) | Role::Reference(_) => {}
            Role::Byline(names) => self.around.byline.extend(names.iter().cloned()),
            Role::Published(date) => self.around.published = self.around.published.or(Some(*date)),
            Role::Changed(date) => self.around.changed = self.around.changed.or(Some(*date)),
        }
        true
    }
}

/// Reads a line such as `Author: Jane Doe` whose key is the name of a field.
fn key_and_value(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(": ")?;
    let field = field_of_line(key)?;
    // `World: rain again` is a headline; of the sections' names none stands alone.
    (field != Field::Section || key.eq_ignore_ascii_case("section")).then_some((key, value.trim()))
}

fn place(decoded: &Decoded, slice: Span) -> InputPlace {
    let mut places = Places::of(decoded);
    let mut runs = vec![InputRun { text_start: 0, ..places.run(slice.start) }];
    let inside = decoded.runs.iter().map(|(at, _)| *at).filter(|at| slice.start < *at && *at < slice.end);
    for at in inside {
        runs.push(InputRun { text_start: at - slice.start, ..places.run(at) });
    }
    InputPlace { encoding: decoded.encoding.map(|encoding| encoding.name().to_owned()), runs }
}
