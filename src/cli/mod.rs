//! The command line: one file a command, and what they share.
//!
//! Data goes to standard output, everything else to standard error. The environment, the working folder and the clock are read here
//! and handed to the library.
#![allow(clippy::disallowed_methods)]

mod args;
mod argv;
mod completions;
mod config;
mod context;
mod defaults;
mod error;
mod eval;
mod exit;
mod export;
mod help;
mod index;
mod location;
mod man;
mod options;
mod paths;
mod quotes;
mod report;
mod search;
mod settings;
mod show;
mod similar;
mod status;
mod terminal;
mod test;
mod time;
mod timeline;
mod top;
mod topics;
mod update;
mod usage;

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};
use morgue::render::Color;

use self::args::{Cli, Command};
use self::context::Context;
use self::error::{ErrorFormat, report};
use self::exit::Exit;
use self::settings::Settings;
use self::terminal::{Stream, color, variable};

/// Reads the arguments, runs the command, tells what went wrong.
pub(crate) fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let early = usage::look_ahead(&arguments);
    let color = color(early.color, Stream::stderr(), variable);
    let format = if early.json { ErrorFormat::Json } else { ErrorFormat::Text(color) };
    let outcome = parse(arguments, color).and_then(|(cli, settings)| run(cli, settings));
    let exit = outcome.unwrap_or_else(|error| match error.downcast_ref() {
        Some(error) => usage::tell(error, format),
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
    let mut command = Cli::command().color(choice);
    let has_dash = |argument: &OsString| argument.as_encoded_bytes().starts_with(b"-");
    let arguments = if arguments.iter().skip(1).any(has_dash) {
        argv::mark_queries(arguments, &command)?
    } else {
        arguments
    };
    let matches = command.try_get_matches_from_mut(&arguments)?;
    let needs_none = ["help", "man", "completions"];
    if matches.subcommand_name().is_none_or(|name| needs_none.contains(&name)) {
        return Ok((Cli::from_arg_matches(&matches)?, Settings::default()));
    }
    let settings = Settings::read(&context::places()?, &command)?;
    if settings.paths().next().is_none() {
        return Ok((Cli::from_arg_matches(&matches)?, settings));
    }
    let command = Cli::command().color(choice);
    let matches = match defaults::apply(command, arguments, &matches, &settings)? {
        Some((command, arguments)) => command.try_get_matches_from(arguments)?,
        None => matches,
    };
    Ok((Cli::from_arg_matches(&matches)?, settings))
}

fn run(cli: Cli, settings: Settings) -> anyhow::Result<Exit> {
    let mut context = Context::new(&cli.global, settings);
    let outcome = match cli.command {
        Command::Index(args) => index::run(args, &mut context),
        Command::Search(args) => search::run(&args, &mut context),
        Command::Quotes(args) => quotes::run(&args, &mut context),
        Command::Show(args) => show::run(&args, &mut context),
        Command::Top(args) => top::run(&args, &mut context),
        Command::Similar(args) => similar::run(&args, &mut context),
        Command::Timeline(args) => timeline::run(&args, &mut context),
        Command::Export(args) => export::run(&args, &mut context),
        Command::Test(args) => test::run(&args, &mut context),
        Command::Eval(args) => eval::run(&args, &mut context),
        Command::Status(args) => status::run(&args, &mut context),
        Command::Config(args) => config::run(&args, &mut context),
        Command::Help(args) => topics::run(&args, &mut context),
        Command::Completions(args) => completions::run(&args, &mut context),
        Command::Man(args) => man::run(&args, &mut context),
    };
    // Also after an error: output written before the error is printed before it.
    let flushed = context.out.flush();
    let exit = outcome?;
    flushed?;
    Ok(exit)
}
