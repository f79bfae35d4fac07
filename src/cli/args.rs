//! The arguments of `morgue`: its commands and what all of them take.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::{
    completions, config, eval, export, help, index, man, quotes, search, show, similar, status,
    terminal::{ColorChoice, LinkChoice},
    test, timeline, top, topics,
};

/// Full-text search for news articles: ranked passages, and who said what.
#[derive(Debug, Parser)]
#[command(name = "morgue", version, about, long_about = help::ABOUT, after_long_help = help::COMMANDS)]
#[command(args_override_self = true, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(crate) struct GlobalArgs {
    /// Folder of the index [default: MORGUE_INDEX, else `index` in the nearest morgue.toml upwards, else ./index].
    #[arg(long, global = true, value_name = "LOCATION", help_heading = "Everywhere")]
    pub(crate) index: Option<PathBuf>,
    /// Make paths on the terminal links: none, file, vscode and others, or an address with {path} and {line}.
    #[arg(long, global = true, value_name = "FORM", default_value = "file", value_parser = LinkChoice::parse, help_heading = "Everywhere")]
    pub(crate) links: LinkChoice,
    /// When colours are used; `auto` asks NO_COLOR, CLICOLOR_FORCE, CLICOLOR and the terminal.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Everywhere")]
    pub(crate) color: ColorChoice,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Add new, replace changed and drop vanished articles.
    Index(index::IndexArgs),
    /// Find passages.
    Search(search::SearchArgs),
    /// Find quotations: who said it, where it was reported, when.
    Quotes(quotes::QuotesArgs),
    /// Show one article with its metadata and quotations.
    Show(show::ShowArgs),
    /// Count the most frequent sources, speakers, authors, languages or sections.
    Top(top::TopArgs),
    /// Show an article's copies and related articles.
    Similar(similar::SimilarArgs),
    /// Show how many articles match over time.
    Timeline(timeline::TimelineArgs),
    /// Print whole articles as JSON Lines.
    Export(export::ExportArgs),
    /// Hold the archive to expectations in a file.
    Test(test::TestArgs),
    /// Measure the ranking by judged topics.
    Eval(eval::EvalArgs),
    /// Say what the index holds.
    Status(status::StatusArgs),
    /// Show the settings, and where each comes from.
    Config(config::ConfigArgs),
    /// Print the help of a command, or the documentation of a topic.
    Help(topics::HelpArgs),
    /// Print completions for a shell.
    Completions(completions::CompletionsArgs),
    /// Print a manual page.
    Man(man::ManArgs),
}
