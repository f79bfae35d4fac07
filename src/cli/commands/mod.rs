//! The command line of `morgue`: its commands, one per file, and the flags of all commands.

mod check;
mod completions;
mod config;
mod eval;
mod export;
mod help;
mod index;
mod man;
mod quotes;
mod search;
mod show;
mod similar;
mod status;
mod test;
mod timeline;
mod top;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::help_texts;
use crate::cli::terminal::{ColorChoice, LinkChoice};

/// Full-text search for news articles: ranked passages, and who said what.
#[derive(Debug, Parser)]
#[command(name = "morgue", version, about, long_about = help_texts::ABOUT, after_long_help = help_texts::COMMANDS)]
#[command(args_override_self = true, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: GlobalFlags,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Flags of every command.
#[derive(Debug, Args)]
pub(crate) struct GlobalFlags {
    /// Folder of the index, or http://HOST:PORT,…/NAME for an archive on a cluster [default: MORGUE_INDEX, else `index` in the nearest morgue.toml in this folder or above, else ./index].
    #[arg(long, global = true, value_name = "LOCATION", help_heading = "Global options")]
    pub(crate) index: Option<PathBuf>,
    /// On a cluster: answer from the parts that can be reached, with a warning that says how much is missing. Without this flag, an
    /// answer that is not whole is an error.
    #[arg(long, global = true, help_heading = "Global options")]
    pub(crate) partial: bool,
    /// Form of links on the terminal: none, file, vscode and other programs, or a URL with {path} and {line}.
    #[arg(long, global = true, value_name = "FORM", default_value = "file", value_parser = LinkChoice::parse, help_heading = "Global options")]
    pub(crate) links: LinkChoice,
    /// When to use colors; `auto` depends on NO_COLOR, CLICOLOR_FORCE, CLICOLOR and the terminal.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Global options")]
    pub(crate) color: ColorChoice,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Add new articles, replace changed ones, remove deleted ones.
    Index(index::IndexArgs),
    /// Find passages.
    Search(search::SearchArgs),
    /// Find quotations: who said what, when, and where it was reported.
    Quotes(quotes::QuotesArgs),
    /// Show articles with their metadata and quotations.
    Show(show::ShowArgs),
    /// Count the most frequent sources, speakers, authors, languages or sections.
    Top(top::TopArgs),
    /// Show the copies of an article and related articles.
    Similar(similar::SimilarArgs),
    /// Show how many articles match over time.
    Timeline(timeline::TimelineArgs),
    /// Print whole articles as JSON Lines or CSV.
    Export(export::ExportArgs),
    /// Test the archive against expectations in a file.
    Test(test::TestArgs),
    /// Measure the ranking with judged topics.
    Eval(eval::EvalArgs),
    /// Show the contents of the index.
    Status(status::StatusArgs),
    /// Check that every byte of the index is sound, and repair it.
    Check(check::CheckArgs),
    /// Show the settings and where each comes from.
    Config(config::ConfigArgs),
    /// Print the help of a command or the documentation of a topic.
    Help(help::HelpArgs),
    /// Print the completion script of a shell.
    Completions(completions::CompletionsArgs),
    /// Print a manual page.
    Man(man::ManArgs),
}

/// Adds the arguments of a command to it.
type WithArguments = fn(clap::Command) -> clap::Command;

/// The commands that are called most often.
const FREQUENT: [(&str, WithArguments); 4] = [
    ("search", search::SearchArgs::augment_args),
    ("quotes", quotes::QuotesArgs::augment_args),
    ("show", show::ShowArgs::augment_args),
    ("export", export::ExportArgs::augment_args),
];

/// Returns a command line of one command alone, the one that `arguments` name; `None` if it is not a frequent one. All commands
/// together take longer to build than some searches. What this accepts, [`Cli`] accepts with the same result; what it refuses,
/// [`Cli`] may accept, and tells best.
pub(crate) fn alone(arguments: &[OsString]) -> Option<clap::Command> {
    let named = |argument: &OsString| FREQUENT.iter().find(|(name, _)| argument == name);
    let (name, with_arguments) = arguments.iter().skip(1).find_map(named)?;
    let root = GlobalFlags::augment_args(clap::Command::new("morgue"));
    let root = root.args_override_self(true).disable_help_subcommand(true).subcommand_required(true);
    Some(root.subcommand(with_arguments(clap::Command::new(*name))))
}

impl Command {
    /// Runs the command.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Exit> {
        match self {
            Self::Index(args) => index::run(&args, context),
            Self::Search(args) => search::run(&args, context),
            Self::Quotes(args) => quotes::run(&args, context),
            Self::Show(args) => show::run(&args, context),
            Self::Top(args) => top::run(&args, context),
            Self::Similar(args) => similar::run(&args, context),
            Self::Timeline(args) => timeline::run(&args, context),
            Self::Export(args) => export::run(&args, context),
            Self::Test(args) => test::run(&args, context),
            Self::Eval(args) => eval::run(&args, context),
            Self::Status(args) => status::run(&args, context),
            Self::Check(args) => check::run(&args, context),
            Self::Config(args) => config::run(&args, context),
            Self::Help(args) => help::run(&args, context),
            Self::Completions(args) => completions::run(&args, context),
            Self::Man(args) => man::run(&args, context),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, FromArgMatches as _};

    use super::*;

    /// Returns the parsed arguments as text; `None` if they are refused.
    fn parsed(command: Option<clap::Command>, arguments: &[OsString]) -> Option<String> {
        let matches = command?.try_get_matches_from(arguments).ok()?;
        Some(format!("{:?}", Cli::from_arg_matches(&matches).ok()?))
    }

    #[test]
    fn a_command_alone_is_parsed_as_among_all() {
        let lines = [
            ("morgue search ferry", true),
            ("morgue --index archive search -n 5 --json ferry strike --index other", true),
            ("morgue --color never quotes --by Quill --links none", true),
            ("morgue search -n 5 -n 7 -- -ferry", true),
            ("morgue show some-id --json", true),
            ("morgue export --source harbour.example", true),
            ("morgue --index search top source", false),
            ("morgue search --no-such-flag", false),
            ("morgue search --help", false),
            ("morgue --version search", false),
            ("morgue --index search", false),
        ];
        for (line, is_accepted) in lines {
            let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let found = parsed(alone(&arguments), &arguments);
            assert_eq!(found.is_some(), is_accepted, "{line}");
            if found.is_some() {
                assert_eq!(found, parsed(Some(Cli::command()), &arguments), "{line}");
            }
        }
    }
}
