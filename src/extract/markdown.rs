//! Markdown, with front matter or without. A file enters; an article leaves whose text is the file's without its markup.

use super::{
    Draft, ExtractError, ExtractOptions, RecordPlace,
    encoding::decode,
    evidence::Stated,
    fields::Fields,
    front_matter::{self, FrontMatter},
    markup::{Rendered, render},
    outline::is_title,
    place::Places,
    text::{TitleRule, cut},
};
use crate::{
    article::{Article, InputPlace, InputRun, ParagraphKind},
    read::RawRecord,
    span::Span,
};

/// Returns the draft of the article that a Markdown file is.
pub(super) fn extract(record: &RawRecord, options: &ExtractOptions) -> Result<Draft, ExtractError> {
    let decoded = decode(record.bytes.clone());
    let FrontMatter { fields, length } = front_matter::read(&decoded.text, record)?;
    let rendered = render(&decoded.text, length);
    if rendered.parts.is_empty() {
        return Err(ExtractError::Empty { place: RecordPlace::of(record) });
    }
    let stated = Stated::of(&Fields::of_object(&fields, &options.fields), options.latest_day());
    let title = stated.title.as_deref().map(folded);
    let rule: TitleRule<'_> = &|text, parts, at| match (&title, parts[at].marked) {
        // A heading that repeats the title of the front matter is no part of the text; another one is.
        (Some(title), _) => folded(parts[at].span.of(text)) == *title,
        (None, Some(ParagraphKind::Heading)) => parts.len() > 1,
        (None, _) => is_title(text, parts, at),
    };
    let cut = cut(&rendered.text, &rendered.parts, rule);
    let runs = runs(&rendered, cut.slice, &mut Places::of(&decoded));
    let encoding = decoded.encoding.map(|encoding| encoding.name().to_owned());
    let article = Article {
        title: cut.title,
        text: cut.slice.of(&rendered.text).to_owned(),
        paragraphs: cut.paragraphs,
        place: Some(InputPlace { encoding, runs }),
        ..Article::default()
    };
    let own = Fields::of_object(&cut.stated, &options.fields);
    let stated = if fields.is_empty() { Stated::of(&own, options.latest_day()) } else { stated };
    Ok(Draft { article, stated, around: cut.around })
}

/// Returns the letters and digits of a title in lower case, by which titles are compared.
fn folded(title: &str) -> String {
    title.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns where the stretches of `slice` of the rendered text stand in the input.
fn runs(rendered: &Rendered, slice: Span, places: &mut Places<'_>) -> Vec<InputRun> {
    let first = rendered.runs.iter().rposition(|(text, _)| *text <= slice.start).unwrap_or(0);
    let inside = rendered.runs[first..].iter().take_while(|(text, _)| *text < slice.end);
    let mut runs = Vec::new();
    for (text, source) in inside {
        let start = (*text).max(slice.start);
        runs.push(InputRun { text_start: start - slice.start, ..places.run(source + start - text) });
    }
    runs
}
