//! The command line: one file a command, and what they share.
//!
//! Data goes to standard output, everything else to standard error. The environment, the working folder and the clock are read here
//! and handed to the library.
#![allow(clippy::disallowed_methods)]

mod args;
mod argv;
mod completions;
mod context;
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
mod show;
mod similar;
mod status;
mod terminal;
mod test;
mod timeline;
mod top;
mod update;
mod usage;

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

use self::args::{Cli, Command};
use self::context::Context;
use self::error::{CommandError, ErrorFormat};
use self::exit::Exit;
use self::terminal::{Stream, color, variable};

/// Reads the arguments, runs the command, tells what went wrong.
pub(crate) fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let early = usage::look_ahead(&arguments);
    let color = color(early.color, Stream::stderr(), variable);
    let format = if early.json { ErrorFormat::Json } else { ErrorFormat::Text(color) };
    let exit = match parse(arguments, color) {
        Ok(cli) => run(cli, format),
        Err(error) => usage::tell(&error, format),
    };
    exit.into()
}

fn parse(arguments: Vec<OsString>, color: morgue::render::Color) -> Result<Cli, clap::Error> {
    let choice = match color {
        morgue::render::Color::On => clap::ColorChoice::Always,
        morgue::render::Color::Off => clap::ColorChoice::Never,
    };
    let command = Cli::command();
    let looks_like_query = |argument: &OsString| argument.to_str().is_some_and(argv::is_query);
    let arguments = if arguments.iter().skip(1).any(looks_like_query) {
        argv::mark_queries(arguments, &command)
    } else {
        arguments
    };
    let matches = command.color(choice).try_get_matches_from(arguments)?;
    Cli::from_arg_matches(&matches)
}

fn run(cli: Cli, format: ErrorFormat) -> Exit {
    let mut context = Context::new(&cli.global);
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
        Command::Completions(args) => completions::run(&args, &mut context),
        Command::Man(args) => man::run(&args, &mut context),
    };
    let outcome = outcome.and_then(|exit| {
        context.out.flush()?;
        Ok(exit)
    });
    match outcome {
        Ok(exit) => exit,
        // What was found was found, whether or not all of it was read.
        Err(CommandError::ClosedPipe) => Exit::Found,
        Err(CommandError::Failed(report)) => {
            // What was written before the error belongs before it.
            let _ = context.out.flush();
            report.tell(format, &mut std::io::stderr().lock());
            Exit::Error
        }
    }
}
