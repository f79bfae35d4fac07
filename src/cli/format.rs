//! The output formats on the command line, and their renderers.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use morgue::render::csv::Csv;
use morgue::render::html::Html;
use morgue::render::jsonl::JsonLines;
use morgue::render::junit::Junit;
use morgue::render::list::List;
use morgue::render::markdown::Markdown;
use morgue::render::paths::{PathEnd, Paths};
use morgue::render::svg::Svg;
use morgue::render::tap::Tap;
use morgue::render::text::Text;
use morgue::render::trec::TrecRun;
use morgue::render::{QuotationDetails, Renderer};

use super::context::Context;

/// Output formats. Each command has some of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text for people.
    Text,
    /// JSON Lines (`morgue help json`).
    #[value(alias = "json")]
    Jsonl,
    /// Comma-separated values with a header.
    Csv,
    /// Markdown.
    Md,
    /// A web page.
    Html,
    /// One line per article: date, outlet, title and id, separated by tabs.
    List,
    /// A TREC run, one line per article.
    Trec,
    /// A chart for print.
    Svg,
    /// Test Anything Protocol.
    Tap,
    /// JUnit XML.
    Junit,
}

/// Flags that select the output format.
#[derive(Debug, Args)]
pub(crate) struct FormatFlags {
    /// Output format.
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        conflicts_with = "json",
        help_heading = "Output"
    )]
    format: Format,
    /// Same as --format jsonl; errors are JSON too.
    #[arg(long, help_heading = "Output")]
    json: bool,
}

impl FormatFlags {
    /// Returns the selected format.
    pub(crate) fn format(&self) -> Format {
        if self.json { Format::Jsonl } else { self.format }
    }
}

/// Returns the parser of a command's formats.
pub(crate) fn parser(formats: &[Format]) -> impl TypedValueParser<Value = Format> + use<> {
    let values: Vec<_> = formats.iter().filter_map(Format::to_possible_value).collect();
    PossibleValuesParser::new(values)
        .map(|name| Format::from_str(&name, false).expect("the name was checked before"))
}

impl Context {
    /// Returns the renderer of a format.
    pub(crate) fn renderer(&self, format: Format, details: QuotationDetails) -> Box<dyn Renderer> {
        match format {
            Format::Text => Box::new(Text::new(self.text_style(), details)),
            Format::Jsonl => Box::new(JsonLines::new(self.clock())),
            Format::Csv => Box::new(Csv),
            Format::Md => Box::new(Markdown::default()),
            Format::Html => Box::new(Html::default()),
            Format::List => Box::new(List),
            Format::Trec => Box::new(TrecRun),
            Format::Svg => Box::new(Svg),
            Format::Tap => Box::new(Tap),
            Format::Junit => Box::new(Junit),
        }
    }

    /// Returns the renderer of counts and paths, which are either bare or JSON objects.
    pub(crate) fn bare_renderer(&self, format: Format, end: PathEnd) -> Box<dyn Renderer> {
        match format {
            Format::Jsonl => self.renderer(format, QuotationDetails::default()),
            _ => Box::new(Paths(end)),
        }
    }
}
