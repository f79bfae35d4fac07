//! Applies settings to a command line.
//!
//! Input: the arguments as given, and the settings. Output: the arguments with defaults and the saved search filled in.

use std::ffi::OsString;

use clap::{ArgMatches, Command, parser::ValueSource};

use super::dashed_queries::{marked_query, takes_query};
use super::error::CommandError;
use super::notes::Notes;
use super::settings::{Saved, Setting, Settings, with_defaults};

/// Flags that select the output. If one of them is given, a `format` from a file is ignored.
const OUTPUT_FLAGS: [&str; 5] = ["json", "count", "files", "quiet", "vimgrep"];

/// Returns the command with the defaults of the settings, and the arguments with the saved search in place of its name.
///
/// `given` are the parsed arguments. Returns `None` if the settings change nothing.
pub(crate) fn apply(
    command: Command,
    mut arguments: Vec<OsString>,
    given: &ArgMatches,
    settings: &Settings,
) -> anyhow::Result<Option<(Command, Vec<OsString>)>> {
    let Some((name, of_command)) = given.subcommand() else { return Ok(None) };
    let words = query_words(of_command);
    let saved = command
        .find_subcommand(name)
        .filter(|command| takes_query(command))
        .and_then(|_| saved_search(&words, settings));
    if let Some(Saved { name, query, .. }) = &saved {
        let index = arguments.iter().position(|argument| argument.to_str() == Some(&format!("@{name}")));
        let index = index
            .ok_or_else(|| CommandError::new("usage", format!("`@{name}` must be an argument of its own")))?;
        match (query.trim(), words.len()) {
            ("", _) => drop(arguments.remove(index)),
            (query, 1) => arguments[index] = marked_query(query),
            (query, _) => arguments[index] = marked_query(&format!("({query})")),
        }
    }
    let selects_output = OUTPUT_FLAGS.iter().any(|flag| is_given(of_command, flag));
    let of_search = saved.iter().flat_map(|saved| saved.flags.clone());
    let flags: Vec<Setting> = of_search
        .chain(settings.defaults(name))
        .filter(|setting| !(selects_output && setting.flag == "format"))
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

/// Returns the words of the query.
fn query_words(matches: &ArgMatches) -> Vec<&String> {
    matches.try_get_many("query").ok().flatten().into_iter().flatten().collect()
}

/// Returns the saved search named by the first word of the query (`@tariffs`). An unknown name stays a word of
/// the query, and a note lists the known names.
fn saved_search(words: &[&String], settings: &Settings) -> Option<Saved> {
    let name = words.first()?.strip_prefix('@')?;
    let searches = settings.searches();
    let names: Vec<String> = searches.iter().map(|saved| format!("@{}", saved.name)).collect();
    let found = searches.into_iter().find(|saved| saved.name == name);
    if found.is_none() && !names.is_empty() {
        let known = names.join(", ");
        Notes::Print.note(&format!("`@{name}` is read as a word: the saved searches are {known}"));
    }
    found
}
