//! Tells queries from flags before the arguments are read.
//!
//! An argument that begins with one `-` and holds white space, `"` or `:` is query (`-"nuclear talks"`, `-source:reuters.com`):
//! it is marked with a character nobody types, so that the parser of arguments takes it for a word; [`query_word`] takes the mark
//! away.

use std::ffi::OsString;

use clap::{Arg, Command};

/// A private character of Unicode.
const MARK: char = '\u{f8fe}';

/// Returns the arguments with those marked that are query.
pub(crate) fn mark_queries(arguments: Vec<OsString>, root: &Command) -> Vec<OsString> {
    let mut command = root;
    let mut previous = Previous::Whole;
    let mut arguments = arguments.into_iter();
    let mut marked: Vec<OsString> = arguments.by_ref().take(1).collect();
    for argument in arguments.by_ref() {
        let Some(text) = argument.to_str() else {
            previous = Previous::Whole;
            marked.push(argument);
            continue;
        };
        let is_value = previous == Previous::WantsValue;
        previous = Previous::Whole;
        if is_value {
            marked.push(argument);
        } else if text == "--" {
            marked.push(argument);
            break;
        } else if is_query(text) && takes_query(command) {
            marked.push(format!("{MARK}{text}").into());
        } else {
            if let Some(found) = command.find_subcommand(text) {
                command = found;
            } else if wants_value(text, command, root) {
                previous = Previous::WantsValue;
            }
            marked.push(argument);
        }
    }
    marked.extend(arguments);
    marked
}

/// Returns whether an argument could be query though it begins like a flag.
pub(crate) fn is_query(text: &str) -> bool {
    text.starts_with('-')
        && !text.starts_with("--")
        && text.contains(|character: char| character.is_whitespace() || character == '"' || character == ':')
}

/// Returns a word of a query as the user wrote it.
pub(crate) fn query_word(text: &str) -> Result<String, std::convert::Infallible> {
    Ok(text.strip_prefix(MARK).unwrap_or(text).to_owned())
}

/// Whether an option before the argument still wants its value.
#[derive(PartialEq, Eq)]
enum Previous {
    Whole,
    WantsValue,
}

fn takes_query(command: &Command) -> bool {
    command.get_positionals().any(|argument| argument.get_id() == "query")
}

/// Returns whether `text` is an option whose value is the next argument.
fn wants_value(text: &str, command: &Command, root: &Command) -> bool {
    let options = || {
        let all = command.get_arguments().chain(root.get_arguments());
        all.filter(|argument| !argument.is_positional() && argument.get_action().takes_values())
    };
    if let Some(name) = text.strip_prefix("--") {
        let has_name =
            |option: &&Arg| option.get_long_and_visible_aliases().is_some_and(|names| names.contains(&name));
        return options().any(|option| has_name(&option));
    }
    let Some(letters) = text.strip_prefix('-') else { return false };
    // In `-Fn`, `-n` is the last and wants a value; in `-n5` the value stands behind it.
    let mut letters = letters.chars();
    let valued = letters.find(|&letter| options().any(|option| option.get_short() == Some(letter)));
    valued.is_some() && letters.as_str().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(arguments: &[&str]) -> Vec<String> {
        let all = std::iter::once(&"morgue").chain(arguments).map(OsString::from).collect();
        let root = <super::super::args::Cli as clap::CommandFactory>::command();
        mark_queries(all, &root)[1..]
            .iter()
            .map(|argument| argument.to_str().unwrap().replace(MARK, "?"))
            .collect()
    }

    #[test]
    fn queries_that_look_like_flags_are_marked() {
        for (arguments, expected) in [
            (&["search", "talks", "-Oman"][..], &["search", "talks", "-Oman"][..]),
            (&["search", "talks", "-source:a.example"], &["search", "talks", "?-source:a.example"]),
            (&["search", "-nuclear talks", "-n", "5"], &["search", "?-nuclear talks", "-n", "5"]),
            (&["search", "-\"x", "--json"], &["search", "?-\"x", "--json"]),
            (&["search", "--", "-a b"], &["search", "--", "-a b"]),
            (&["--index", "-a b", "search", "-a b"], &["--index", "-a b", "search", "?-a b"]),
            (&["search", "-Fn", "-1 x", "-n5", "-a b"], &["search", "-Fn", "-1 x", "-n5", "?-a b"]),
            (&["search", "-c", "-a b"], &["search", "-c", "?-a b"]),
            (&["search", "--json", "-a b"], &["search", "--json", "?-a b"]),
            (&["search", "--since", "-a b"], &["search", "--since", "-a b"]),
            (&["search", "--since=2026", "-a b"], &["search", "--since=2026", "?-a b"]),
            (&["show", "x", "--query", "-a b"], &["show", "x", "--query", "-a b"]),
            (&["index", "-a b"], &["index", "-a b"]),
            (&["quotes", "--by", "-a b"], &["quotes", "--by", "-a b"]),
        ] {
            assert_eq!(marked(arguments), expected, "{arguments:?}");
        }
    }

    #[test]
    fn the_mark_is_taken_away() {
        assert_eq!(query_word("\u{f8fe}-a b").unwrap(), "-a b");
        assert_eq!(query_word("-a b").unwrap(), "-a b");
    }
}
