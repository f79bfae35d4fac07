//! Markdown, with or without front matter. Input: a record. Output: a draft with the text of the file without markup.

pub(super) mod front_matter;
pub(super) mod render;

use self::{
    front_matter::FrontMatter,
    render::{Rendered, render},
};
use super::{
    Draft, ExtractError, ExtractOptions, RecordPlace,
    candidates::Stated,
    fields::Fields,
    input_places::InputPlaces,
    outline::is_title,
    text::{TitleRule, cut},
};
use crate::{
    article::{Article, InputPlace, InputRun, ParagraphKind},
    encoding::decode,
    extract::edge_lines::mark_recurring,
    read::RawRecord,
    span::Span,
};

/// Returns the draft of the article in a Markdown file.
pub(super) fn extract(record: &RawRecord, options: &ExtractOptions) -> Result<Draft, ExtractError> {
    let decoded = decode(record.bytes.clone());
    let FrontMatter { fields, length } = front_matter::read(&decoded.text, record)?;
    let mut rendered = render(&decoded.text, length);
    if rendered.parts.is_empty() {
        return Err(ExtractError::Empty { place: RecordPlace::of(record) });
    }
    let stated = Stated::of(&Fields::of_object(&fields, &options.fields), options.latest_day(record));
    let title = stated.title.as_deref().map(normalized);
    let rule: TitleRule<'_> = &|text, parts, at| match (&title, parts[at].marked) {
        // A heading that repeats the title of the front matter is not part of the text; another heading is.
        (Some(title), _) => normalized(parts[at].span.of(text)) == *title,
        (None, Some(ParagraphKind::Heading)) => parts.len() > 1,
        (None, _) => is_title(text, parts, at),
    };
    mark_recurring(&rendered.text, &mut rendered.parts, &options.recurring);
    let cut = cut(&rendered.text, &rendered.parts, rule);
    let runs = runs(&rendered, cut.slice, &mut InputPlaces::of(&decoded));
    let encoding = decoded.encoding.map(str::to_owned);
    let article = Article {
        title: cut.title,
        text: cut.slice.of(&rendered.text).to_owned(),
        paragraphs: cut.paragraphs,
        place: Some(InputPlace { encoding, runs }),
        ..Article::default()
    };
    let own = Fields::of_object(&cut.stated, &options.fields);
    let stated = if fields.is_empty() { Stated::of(&own, options.latest_day(record)) } else { stated };
    Ok(Draft { article, stated, surroundings: cut.surroundings })
}

/// Returns the letters and digits of a title in lower case, for comparison.
fn normalized(title: &str) -> String {
    title.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns where in the input each stretch in `slice` of the rendered text is.
fn runs(rendered: &Rendered, slice: Span, places: &mut InputPlaces<'_>) -> Vec<InputRun> {
    let first = rendered.runs.iter().rposition(|(text, _)| *text <= slice.start).unwrap_or(0);
    let inside = rendered.runs[first..].iter().take_while(|(text, _)| *text < slice.end);
    let mut runs = Vec::new();
    for (text, source) in inside {
        let start = (*text).max(slice.start);
        places.push_run(source + start - text, start - slice.start, &mut runs);
    }
    runs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::{
        article::{Article, DateFrom, InputRun, ParagraphKind, SourceFrom},
        extract::{ExtractError, ExtractOptions, FieldMap, extract},
        read::{RawRecord, RecordFormat},
    };

    fn read(text: &str) -> Result<Article, ExtractError> {
        let options = ExtractOptions {
            fields: FieldMap::parse(["section=ressort"]).unwrap(),
            ..ExtractOptions::new("2026-11-22T12:00:00[UTC]".parse().unwrap())
        };
        let (path, bytes) = ("/archive/rain.md".to_owned(), text.as_bytes().to_vec());
        let record = RawRecord::whole(path, RecordFormat::Markdown, bytes);
        extract(&record, &options).map(|extracted| extracted.article)
    }

    fn paragraphs(article: &Article) -> Vec<(ParagraphKind, &str)> {
        article.paragraphs.iter().map(|found| (found.kind, found.span.of(&article.text))).collect()
    }

    const BOTH: [&str; 2] = [
        "---\ntitle: Rain in Leeds\ndate: 2026-02-06T10:00:00+01:00\nauthors: [Jane Doe, John Roe]\nsource: The Courier\nurl: \
         https://courier.example/rain\nressort: Weather\nlang: en\n---\n",
        "+++\ntitle = 'Rain in Leeds'\ndate = 2026-02-06T10:00:00+01:00\nauthors = ['Jane Doe', 'John Roe']\nsource = 'The \
         Courier'\nurl = 'https://courier.example/rain'\nressort = 'Weather'\nlang = 'en'\n+++\n",
    ];

    #[test]
    fn front_matter_has_the_fields_of_a_record() {
        for front in BOTH {
            let article = read(&format!("{front}\n# Rain in Leeds\n\nIt *rained*.\n")).unwrap();
            assert_eq!(article.title.as_deref(), Some("Rain in Leeds"));
            assert_eq!(article.date.unwrap().to_string(), "2026-02-06T10:00:00+01:00");
            assert_eq!(
                (article.date_from, article.source_from),
                (Some(DateFrom::Record), Some(SourceFrom::Record))
            );
            assert_eq!(article.byline, ["Jane Doe", "John Roe"]);
            assert_eq!(article.source.as_deref(), Some("courier.example"));
            assert_eq!(article.source_name.as_deref(), Some("The Courier"));
            assert_eq!((article.section.as_deref(), article.lang.as_deref()), (Some("Weather"), Some("en")));
            assert_eq!(article.text, "It rained.");
        }
    }

    #[test]
    fn markup_is_removed_and_every_stretch_keeps_its_place() {
        use ParagraphKind::{Caption, Heading, Paragraph};
        let text = "# Rain\n\nIt **rained** on [Leeds](https://leeds.example) &amp; York,\nfor *nine* days.\n\n## Where\n\n- \
                    north\n- south `x`\n\n![A wet cat](cat.jpg)\n\n> Wet,\n> he said.\n\n**What now**\n\n| a | b |\n|---|---|\n| c \
                    | d |\n\n```\ncode\n```\n\n<div>inside</div>\n";
        let article = read(text).unwrap();
        assert_eq!(article.title.as_deref(), Some("Rain"));
        let expected = [
            (Paragraph, "It rained on Leeds & York,\nfor nine days."),
            (Heading, "Where"),
            (Paragraph, "north"),
            (Paragraph, "south x"),
            (Caption, "A wet cat"),
            (Paragraph, "Wet,\nhe said."),
            (Heading, "What now"),
            (Paragraph, "a\tb"),
            (Paragraph, "c\td"),
            (Paragraph, "code"),
            (Paragraph, "inside"),
        ];
        assert_eq!(paragraphs(&article), expected);
        let place = article.place.unwrap();
        assert_eq!(place.runs[0], InputRun { text_start: 0, input_start: 8, line: 3 });
        let at = article.text.find("cat").unwrap();
        let run = place.runs.iter().rfind(|run| run.text_start <= at).unwrap();
        let input = usize::try_from(run.input_start).unwrap() + at - run.text_start;
        assert!(text[input..].starts_with("cat]"));
        assert_eq!(run.line, 11);
    }

    #[test]
    fn code_in_a_quotation_keeps_the_place_of_each_line() {
        let text = "> He typed `one\n> two` and left.";
        let article = read(text).unwrap();
        assert_eq!(article.text, "He typed one two and left.");
        let runs = article.place.unwrap().runs;
        let at = article.text.find("two").unwrap();
        let run = runs.iter().rfind(|run| run.text_start <= at).unwrap();
        assert_eq!(
            usize::try_from(run.input_start).unwrap() + at - run.text_start,
            text.find("two").unwrap()
        );
        assert_eq!(run.line, 2);
    }

    #[test]
    fn references_may_be_links() {
        let body = "Rain fell on Leeds for a ninth day, a spokeswoman said.";
        let article = read(&format!("# Rain\n\nBy Jane Doe\n\n{body}\n\nSource: [The Courier](https://www.courier.example/2026/02/06/rain)\n\n\
                                     Share this article\n")).unwrap();
        assert_eq!(article.text, body);
        assert_eq!(article.byline, ["Jane Doe"]);
        assert_eq!(article.source.as_deref(), Some("courier.example"));
        assert_eq!(article.source_name.as_deref(), Some("The Courier"));
        assert_eq!(article.date.unwrap().to_string(), "2026-02-06");
    }

    #[test]
    fn headings_other_than_the_title_stay() {
        let article = read("---\ntitle: Rain\n---\n# Sun\n\nIt shone.").unwrap();
        assert_eq!((article.title.as_deref(), article.text.as_str()), (Some("Rain"), "Sun\n\nIt shone."));
    }

    #[test]
    fn horizontal_rules_are_not_front_matter() {
        for text in ["---\nIt rained.\n\n---\nIt shone.", "---\nIt rained."] {
            assert!(read(text).unwrap().text.contains("It rained."), "{text}");
        }
    }

    #[test]
    fn broken_front_matter_is_reported_with_its_line() {
        let message = |text: &str| read(text).unwrap_err().to_string();
        let yaml = message("---\ntitle: Rain\nauthors: [Jane\n---\nIt rained.");
        assert!(
            yaml.starts_with("/archive/rain.md (line ") && yaml.contains(": broken front matter: "),
            "{yaml}"
        );
        let toml = message("+++\ntitle = 'Rain'\nauthors = Jane\n+++\nIt rained.");
        assert!(toml.starts_with("/archive/rain.md (line 3): broken front matter: "), "{toml}");
        assert_eq!(message("---\ntitle: Rain\n---\n\n"), "/archive/rain.md: no text: it is empty");
    }

    proptest! {
        #[test]
        fn runs_map_to_the_same_words(text in "(# |## |\\*\\*|\\*|_|`|\\[a\\]\\(b\\)|> |- |&amp;|é|rain |fell\\. |Comments|\n|\n\n|\\||---){0,40}") {
            let Ok(article) = read(&text) else { return Ok(()) };
            let runs = article.place.unwrap().runs;
            for (at, run) in runs.iter().enumerate() {
                let end = runs.get(at + 1).map_or(article.text.len(), |next| next.text_start);
                // An empty run at the start of the line precedes each run that starts inside a line.
                let is_empty = run.text_start == end && at + 1 < runs.len();
                prop_assert!(run.text_start < end || is_empty);
                if is_empty {
                    let line = usize::try_from(run.input_start).unwrap();
                    prop_assert!(line == 0 || text[..line].ends_with('\n'));
                    prop_assert!(runs[at + 1].input_start > run.input_start && runs[at + 1].line == run.line);
                    continue;
                }
                let words = article.text[run.text_start..end].trim_end();
                let input = usize::try_from(run.input_start).unwrap();
                let first = words.split("\n\n").next().unwrap();
                let spaced = text[input..].replace('\n', " ");
                let kept = spaced.starts_with(&first.replace('\n', " ")) || spaced.starts_with("&amp;") || first.contains('\t');
                prop_assert!(kept, "{:?} at {} of {:?}", first, input, text);
            }
        }
    }
}
