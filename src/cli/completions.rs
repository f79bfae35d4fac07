//! `morgue completions`: completions for a shell.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::args::Cli;
use super::context::Context;
use super::exit::Exit;

/// Arguments of `morgue completions`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell.
    shell: Shell,
}

/// Runs the command.
pub(crate) fn run(args: &CompletionsArgs, context: &mut Context) -> anyhow::Result<Exit> {
    use std::io::Write as _;
    // The generator panics on a closed pipe, hence the detour.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "morgue", &mut script);
    if args.shell == Shell::Zsh {
        // `*::` hides the words before from zsh, which then completes no option behind a query.
        script = String::from_utf8_lossy(&script).replace("'*::", "'*:").into_bytes();
    }
    context.out.write_all(&script)?;
    Ok(Exit::Found)
}
