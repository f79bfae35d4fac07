//! What settings change of a call: the arguments enter as they were given, and leave with the defaults and the saved search of the
//! files filled in.

use std::ffi::OsString;

use clap::{ArgMatches, Command, parser::ValueSource};

use super::argv::marked_query;
use super::context::{Notes, note};
use super::error::CommandError;
use super::settings::{Saved, Setting, Settings, asks, with_defaults};

/// Flags that decide alone what is written: a `format` of a file says nothing beside them.
const SHAPES: [&str; 5] = ["json", "count", "files", "quiet", "vimgrep"];

/// Returns the command with the defaults of the settings, and the arguments with a saved search in the place of its name; `None` where
/// the settings change nothing. `given` is what the arguments alone say.
pub(crate) fn apply(
    command: Command,
    mut arguments: Vec<OsString>,
    given: &ArgMatches,
    settings: &Settings,
) -> anyhow::Result<Option<(Command, Vec<OsString>)>> {
    let Some((name, of_command)) = given.subcommand() else { return Ok(None) };
    let asked = words(of_command);
    let saved =
        command.find_subcommand(name).filter(|command| asks(command)).and_then(|_| saved(&asked, settings));
    if let Some(Saved { name, query, .. }) = &saved {
        let place = arguments.iter().position(|argument| argument.to_str() == Some(&format!("@{name}")));
        let place =
            place.ok_or_else(|| CommandError::new("usage", format!("`@{name}` is no query of its own")))?;
        match (query.trim(), asked.len()) {
            ("", _) => drop(arguments.remove(place)),
            (query, 1) => arguments[place] = marked_query(query),
            (query, _) => arguments[place] = marked_query(&format!("({query})")),
        }
    }
    let is_shaped = SHAPES.iter().any(|shape| is_given(of_command, shape));
    let of_search = saved.iter().flat_map(|saved| saved.flags.clone());
    let flags: Vec<Setting> = of_search
        .chain(settings.defaults(name))
        .filter(|setting| !(is_shaped && setting.flag == "format"))
        .collect();
    if flags.is_empty() && saved.is_none() {
        return Ok(None);
    }
    Ok(Some((with_defaults(command, name, &flags)?, arguments)))
}

/// Returns whether a flag of this name was given.
fn is_given(matches: &ArgMatches, flag: &str) -> bool {
    let is_known = matches.try_contains_id(flag).is_ok();
    is_known && matches.value_source(flag) == Some(ValueSource::CommandLine)
}

fn words(matches: &ArgMatches) -> Vec<&String> {
    matches.try_get_many("query").ok().flatten().into_iter().flatten().collect()
}

/// Returns the saved search that the first word of the query names (`@tariffs`). A name that is none is a word, which is noted.
fn saved(words: &[&String], settings: &Settings) -> Option<Saved> {
    let name = words.first()?.strip_prefix('@')?;
    let searches = settings.searches();
    let names: Vec<String> = searches.iter().map(|saved| format!("@{}", saved.name)).collect();
    let found = searches.into_iter().find(|saved| saved.name == name);
    if found.is_none() && !names.is_empty() {
        let known = names.join(", ");
        note(Notes::Told, &format!("`@{name}` is read as a word: the saved searches are {known}"));
    }
    found
}
