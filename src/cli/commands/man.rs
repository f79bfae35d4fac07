//! `morgue man`: manual pages.

use std::io::Write;

use clap::{Args, Command, CommandFactory as _};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::Cli;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::exit::Exit;

/// Arguments of `morgue man`.
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Command. Without it, the page of morgue itself is printed.
    command: Option<String>,
}

/// Runs the command.
pub(crate) fn run(args: &ManArgs, context: &mut Context) -> anyhow::Result<Exit> {
    let mut root = Cli::command();
    root.build();
    let page = match &args.command {
        None => root,
        Some(name) => {
            let found = root.find_subcommand(name).cloned();
            found.ok_or_else(|| {
                let names: Vec<&str> = root.get_subcommands().map(Command::get_name).collect();
                CommandError::new("usage", format!("there is no command `{name}`"))
                    .hint(format!("commands: {}", names.join(", ")))
            })?
        }
    };
    let mut roff = Vec::new();
    write_page(page, &mut roff)?;
    context.out.write_all(&roff)?;
    Ok(Exit::Found)
}

/// Writes the page of a command: its generated sections, then the text below its help. Examples keep their layout.
fn write_page(command: Command, out: &mut dyn Write) -> std::io::Result<()> {
    let below = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
    let (has_commands, has_version) = (command.has_subcommands(), command.get_version().is_some());
    let man = Man::new(command);
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    if has_commands {
        man.render_subcommands_section(out)?;
    }
    let mut roff = Roff::new();
    for block in below.split("\n\n") {
        write_block(block, &mut roff);
    }
    roff.to_writer(out)?;
    if has_version { man.render_version_section(out) } else { Ok(()) }
}

/// Writes a block of help.
///
/// A first line that ends in a colon becomes the heading of a section. Indented lines keep their layout; other lines are a paragraph.
fn write_block(block: &str, roff: &mut Roff) {
    let (heading, lines) = match block.split_once('\n') {
        Some((first, rest)) if first.ends_with(':') => (Some(first.trim_end_matches(':')), rest),
        _ => (None, block),
    };
    match heading {
        Some(heading) => roff.control("SH", [heading.to_uppercase().as_str()]),
        None if block.starts_with("Exit codes:") => roff.control("SH", ["EXIT STATUS"]),
        None => roff.control("PP", []),
    };
    let lines: Vec<&str> = lines.lines().collect();
    for run in lines.chunk_by(|a, b| is_literal(a) == is_literal(b)) {
        let literal = is_literal(run[0]);
        if literal {
            roff.control("nf", []);
        }
        for line in run {
            roff.text([roman(*line)]);
        }
        if literal {
            roff.control("fi", []);
        }
    }
}

/// Returns whether a line of help keeps its layout.
fn is_literal(line: &str) -> bool {
    line.starts_with("  ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_keep_their_layout() {
        let command = Command::new("morgue").about("Finds.").after_long_help(
            "Examples:\n  morgue search 'a b'    both words\n\nA paragraph.\n\nExit codes: 0 found.",
        );
        let mut out = Vec::new();
        write_page(command, &mut out).unwrap();
        let page = String::from_utf8(out).unwrap();
        assert!(
            page.contains(".SH EXAMPLES\n.nf\n  morgue search \\*(Aqa b\\*(Aq    both words\n.fi\n"),
            "{page}"
        );
        assert!(page.contains(".SH \"EXIT STATUS\"\nExit codes: 0 found.\n"), "{page}");
        assert!(!page.contains("EXTRA"), "{page}");
    }
}
