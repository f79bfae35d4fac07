//! The command line: its commands in `commands/`, and what they share.
//!
//! Data goes to standard output, everything else to standard error. Only this module reads the environment, the working folder and the
//! clock; the library gets them as arguments.
#![allow(clippy::disallowed_methods)]

mod answer;
mod choice;
mod clap_errors;
mod clock;
#[cfg(feature = "opensearch")]
mod cluster_access;
mod commands;
mod context;
mod dashed_queries;
mod error;
mod exit;
mod format;
mod help_texts;
mod index_location;
mod index_update;
mod library_errors;
mod notes;
mod output_flags;
mod panics;
mod prompt_output;
mod query_flags;
mod saved_searches_and_defaults;
mod settings;
mod terminal;
mod text_file;
mod timeout;

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};
use morgue::render::Color;

use self::commands::Cli;
use self::context::Context;
use self::error::{ErrorFormat, report};
use self::exit::Exit;
use self::settings::Settings;
use self::terminal::{Stream, color, variable};

/// Parses the arguments, runs the command, and reports errors.
pub(crate) fn main() -> ExitCode {
    panics::report_briefly();
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let early = clap_errors::early_flags(&arguments);
    let color = color(early.color, Stream::stderr(), variable);
    let format = if early.json { ErrorFormat::Json } else { ErrorFormat::Text(color) };
    let outcome = parse(arguments, color).and_then(|(cli, settings)| run(cli, settings));
    let exit = outcome.unwrap_or_else(|error| match error.downcast_ref() {
        Some(error) => clap_errors::print(error, format),
        None => report(error, format),
    });
    exit.into()
}

/// Returns the command with its arguments, and the settings.
///
/// # Errors
/// A [`clap::Error`] if the arguments cannot be read, or ask for help.
fn parse(arguments: Vec<OsString>, color: Color) -> anyhow::Result<(Cli, Settings)> {
    let choice = match color {
        Color::On => clap::ColorChoice::Always,
        Color::Off => clap::ColorChoice::Never,
    };
    if let Some(command) = commands::alone(&arguments)
        && let Ok(Some(cli)) = parse_alone(command, &arguments)
    {
        return Ok((cli, Settings::default()));
    }
    let mut command = Cli::command().color(choice);
    let arguments = marked(arguments, &command)?;
    let matches = command.try_get_matches_from_mut(&arguments)?;
    let without_settings = ["help", "man", "completions"];
    if matches.subcommand_name().is_none_or(|name| without_settings.contains(&name)) {
        return Ok((Cli::from_arg_matches(&matches)?, Settings::default()));
    }
    let settings = Settings::read(&context::settings_folders()?, &command)?;
    if settings.paths().next().is_none() {
        return Ok((Cli::from_arg_matches(&matches)?, settings));
    }
    let command = Cli::command().color(choice);
    let matches = match saved_searches_and_defaults::apply(command, arguments, &matches, &settings)? {
        Some((command, arguments)) => command.try_get_matches_from(arguments)?,
        None => matches,
    };
    Ok((Cli::from_arg_matches(&matches)?, settings))
}

/// Parses the arguments by the only command of `command`; `None` if there are settings. Any error has to be told by all commands.
fn parse_alone(mut command: clap::Command, arguments: &[OsString]) -> anyhow::Result<Option<Cli>> {
    if context::settings_folders()?.files().next().is_some() {
        return Ok(None);
    }
    let matches = command.try_get_matches_from_mut(marked(arguments.to_vec(), &command)?)?;
    Ok(Some(Cli::from_arg_matches(&matches)?))
}

/// Returns the arguments with the queries that begin with a dash marked.
fn marked(arguments: Vec<OsString>, command: &clap::Command) -> Result<Vec<OsString>, clap::Error> {
    let has_dash = |argument: &OsString| argument.as_encoded_bytes().starts_with(b"-");
    if arguments.iter().skip(1).any(has_dash) {
        return dashed_queries::mark_queries(arguments, command);
    }
    Ok(arguments)
}

fn run(cli: Cli, settings: Settings) -> anyhow::Result<Exit> {
    let mut context = Context::new(&cli.global, settings);
    let outcome = cli.command.run(&mut context);
    // Flushes after an error too, so that earlier output appears before the error message.
    let flushed = context.out.flush();
    let exit = outcome?;
    flushed?;
    Ok(exit)
}
