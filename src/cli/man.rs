//! `morgue man`: manual pages.

use std::io::Write as _;

use clap::{Args, CommandFactory as _};

use super::args::Cli;
use super::context::Context;
use super::error::CommandError;
use super::exit::Exit;

/// Arguments of `morgue man`.
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The command whose page is printed; without it morgue's own.
    command: Option<String>,
}

/// Runs the command.
pub(crate) fn run(args: &ManArgs, context: &mut Context) -> Result<Exit, CommandError> {
    let mut root = Cli::command();
    root.build();
    let page = match &args.command {
        None => root,
        Some(name) => {
            let found = root.find_subcommand(name).cloned();
            found.ok_or_else(|| {
                let names: Vec<&str> = root.get_subcommands().map(clap::Command::get_name).collect();
                CommandError::new("usage", format!("`{name}` is no command"))
                    .hint(format!("the commands are {}", names.join(", ")))
            })?
        }
    };
    let mut roff = Vec::new();
    clap_mangen::Man::new(page).render(&mut roff)?;
    context.out.write_all(&roff)?;
    Ok(Exit::Found)
}
