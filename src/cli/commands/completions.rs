//! `morgue completions`: completions for a shell.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::Cli;
use crate::cli::context::Context;
use crate::cli::exit::Exit;

/// Arguments of `morgue completions`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// Shell.
    shell: Shell,
}

/// Runs the command.
pub(crate) fn run(args: &CompletionsArgs, context: &mut Context) -> anyhow::Result<Exit> {
    use std::io::Write as _;
    // The generator panics if the pipe is closed, so its output is collected first.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "morgue", &mut script);
    if args.shell == Shell::Zsh {
        // With `*::`, zsh does not complete options after the words of a query.
        script = String::from_utf8_lossy(&script).replace("'*::", "'*:").into_bytes();
    }
    context.out.write_all(&script)?;
    Ok(Exit::Found)
}
