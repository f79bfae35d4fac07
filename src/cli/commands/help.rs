//! `morgue help`: the help of a command, or a page of the documentation, which is part of the program.

use std::io::Write as _;

use anyhow::bail;
use clap::{Args, CommandFactory as _};

use super::Cli;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::exit::Exit;

/// Arguments of `morgue help`.
#[derive(Debug, Args)]
pub(crate) struct HelpArgs {
    /// Command or topic (query, formats, json, ranking, settings, cluster). Without it, the list of commands is printed.
    subject: Option<String>,
}

/// Topics and their pages.
const TOPICS: [(&str, &str); 6] = [
    ("query", include_str!("../../../docs/query-language.md")),
    ("formats", include_str!("../../../docs/formats.md")),
    ("json", include_str!("../../../docs/json.md")),
    ("ranking", include_str!("../../../docs/ranking.md")),
    ("settings", include_str!("../../../docs/settings.md")),
    ("cluster", include_str!("../../../docs/cluster.md")),
];

/// Runs the command.
pub(crate) fn run(args: &HelpArgs, context: &mut Context) -> anyhow::Result<Exit> {
    let mut root = Cli::command();
    root.build();
    let Some(subject) = args.subject.as_deref() else {
        write!(context.out, "{}", root.render_long_help())?;
        return Ok(Exit::Found);
    };
    if let Some((_, page)) = TOPICS.iter().find(|(topic, _)| *topic == subject) {
        context.out.write_all(page.as_bytes())?;
        return Ok(Exit::Found);
    }
    if let Some(command) = root.find_subcommand_mut(subject) {
        write!(context.out, "{}", command.render_long_help())?;
        return Ok(Exit::Found);
    }
    let topics = TOPICS.map(|(topic, _)| topic).join(", ");
    let commands: Vec<&str> = root.get_subcommands().map(clap::Command::get_name).collect();
    bail!(
        CommandError::new("usage", format!("there is no command or topic `{subject}`"))
            .hint(format!("topics: {topics}"))
            .hint(format!("commands: {}", commands.join(", ")))
    )
}
