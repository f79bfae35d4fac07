//! `morgue config`: the effective settings, and where each comes from.

use std::io::Write as _;
use std::path::Path;

use clap::{Args, CommandFactory as _};
use morgue::render::{clean, jsonl};
use serde_json::{Value, json};

use super::Cli;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::help_texts;
use crate::cli::index_location::Origin;
use crate::cli::settings::{FILE_NAME, Saved, Setting};

/// Arguments of `morgue config`.
#[derive(Debug, Args)]
#[command(after_long_help = help_texts::CONFIG)]
pub(crate) struct ConfigArgs {
    /// Print JSON Lines; errors are JSON too.
    #[arg(long)]
    json: bool,
}

/// An effective setting.
struct EffectiveSetting {
    /// `index`, or the command and the flag (`search.sort`).
    name: String,
    value: toml::Value,
    origin: Origin,
}

/// Runs the command.
pub(crate) fn run(args: &ConfigArgs, context: &mut Context) -> anyhow::Result<Exit> {
    let effective_settings = effective_settings(context)?;
    let searches = context.settings.searches();
    if args.json {
        for setting in &effective_settings {
            jsonl::line(&object(setting), &mut context.out)?;
        }
        for saved in &searches {
            jsonl::line(&saved_object(saved), &mut context.out)?;
        }
        return Ok(Exit::Found);
    }
    for EffectiveSetting { name, value, origin } in &effective_settings {
        writeln!(
            context.out,
            "{} = {}  # {}",
            clean(name),
            clean(&value.to_string()),
            clean(&origin_text(origin))
        )?;
    }
    for saved in &searches {
        let flags = saved.flags.iter().map(|flag| format!(" --{} {}", flag.flag, flag.value));
        let flags: String = flags.collect();
        writeln!(
            context.out,
            "@{} = {}{}  # {}",
            clean(&saved.name),
            clean(&saved.query),
            clean(&flags),
            saved.file.display()
        )?;
    }
    if context.settings.paths().next().is_none() {
        writeln!(
            context.out,
            "# no {FILE_NAME} is read: there is none in this folder or above, nor in the configuration folder"
        )?;
    }
    Ok(Exit::Found)
}

/// Returns the location of the index, then the defaults that the settings files set, by command.
fn effective_settings(context: &Context) -> anyhow::Result<Vec<EffectiveSetting>> {
    let (place, origin) = context.index_location()?;
    let value = toml::Value::String(place.to_string());
    let mut all = vec![EffectiveSetting { name: "index".to_owned(), value, origin }];
    let mut general: Vec<(String, toml::Value)> = Vec::new();
    for command in Cli::command().get_subcommands().map(clap::Command::get_name) {
        for Setting { flag, value, file } in context.settings.defaults(command) {
            let is_own = context.settings.is_of_command(command, &flag);
            let name = if is_own { format!("{command}.{flag}") } else { flag.clone() };
            let named = (name.clone(), value.clone());
            if is_own || !general.contains(&named) {
                general.push(named);
                all.push(EffectiveSetting { name, value, origin: Origin::File(file) });
            }
        }
    }
    Ok(all)
}

fn origin_text(origin: &Origin) -> String {
    match origin {
        Origin::Flag => "--index".to_owned(),
        Origin::Environment => "MORGUE_INDEX".to_owned(),
        Origin::File(file) => file.display().to_string(),
        Origin::Default => "default".to_owned(),
    }
}

fn object(EffectiveSetting { name, value, origin }: &EffectiveSetting) -> Value {
    let (from, file) = match origin {
        Origin::Flag => ("flag", None),
        Origin::Environment => ("environment", None),
        Origin::File(file) => ("file", Some(path_text(file))),
        Origin::Default => ("default", None),
    };
    json!({"v": 1, "type": "setting", "name": name, "value": value, "from": from, "file": file})
}

fn saved_object(saved: &Saved) -> Value {
    let flags: serde_json::Map<String, Value> =
        saved.flags.iter().map(|setting| (setting.flag.clone(), json!(setting.value))).collect();
    json!({
        "v": 1,
        "type": "saved_search",
        "name": saved.name,
        "query": saved.query,
        "flags": flags,
        "file": path_text(&saved.file),
    })
}

fn path_text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
