//! Queries that begin with a dash, as opposed to flags.
//!
//! An argument that begins with one `-` and contains white space, `"` or `:` is a query (`-"nuclear talks"`, `-source:reuters.com`).
//! Before the arguments are parsed, such a query is marked with a private character, so that the parser does not take it for flags;
//! [`query_word`] removes the mark. `-nato` is rejected, because the parser would read it as `-n ato`.

use std::ffi::OsString;

use clap::{
    Arg, Command,
    error::{ContextKind, ContextValue, ErrorKind},
};

/// The private-use character in front of a query that begins with a dash.
const MARK: char = '\u{f8fe}';

/// Returns the arguments, with the queries among them marked.
///
/// # Errors
/// If an argument looks like an excluded word (`-nato`) that would be parsed as flags.
pub(crate) fn mark_queries(arguments: Vec<OsString>, root: &Command) -> Result<Vec<OsString>, clap::Error> {
    let mut command = root;
    let mut previous = Previous::Complete;
    let mut arguments = arguments.into_iter();
    let mut marked: Vec<OsString> = arguments.by_ref().take(1).collect();
    for argument in arguments.by_ref() {
        let Some(text) = argument.to_str() else {
            previous = Previous::Complete;
            marked.push(argument);
            continue;
        };
        let is_value = previous == Previous::NeedsValue;
        previous = Previous::Complete;
        if is_value {
            marked.push(argument);
        } else if text == "--" {
            marked.push(argument);
            break;
        } else if is_query(text) && takes_query(command) {
            marked.push(marked_query(text));
        } else if let Some(long) = long_flag(text) {
            marked.push(long.into());
        } else if takes_query(command) && may_be_word(text) && is_excluded_word(text, command, root) {
            return Err(unexpected(text, command, root));
        } else {
            if let Some(found) = command.find_subcommand(text) {
                command = found;
            } else if needs_value(text, command, root) {
                previous = Previous::NeedsValue;
            }
            marked.push(argument);
        }
    }
    marked.extend(arguments);
    Ok(marked)
}

/// Returns a query as an argument that is not parsed as a flag.
pub(crate) fn marked_query(text: &str) -> OsString {
    format!("{MARK}{text}").into()
}

/// Returns whether an argument that begins like a flag is a query.
pub(crate) fn is_query(text: &str) -> bool {
    text.starts_with('-')
        && !text.starts_with("--")
        && text.contains(|character: char| character.is_whitespace() || character == '"' || character == ':')
}

/// Returns the flag meant by a long name after a single dash.
fn long_flag(text: &str) -> Option<&'static str> {
    match text {
        "-help" => Some("--help"),
        "-version" => Some("--version"),
        _ => None,
    }
}

/// Returns the parser's error for an unknown argument.
fn unexpected(text: &str, command: &Command, root: &Command) -> clap::Error {
    let mut root = root.clone();
    root.build();
    let command = root.find_subcommand(command.get_name()).unwrap_or(&root);
    let mut error = clap::Error::new(ErrorKind::UnknownArgument).with_cmd(command);
    error.insert(ContextKind::InvalidArg, ContextValue::String(text.to_owned()));
    error
}

/// Returns whether `text` is one dash and a word.
fn may_be_word(text: &str) -> bool {
    let word = text.strip_prefix('-').unwrap_or_default();
    word.starts_with(char::is_alphabetic) && word.chars().nth(1).is_some()
}

/// Returns whether `text`, a dash and letters, is not a valid combination of flags. `-cF` and `-n5` are valid.
fn is_excluded_word(text: &str, command: &Command, root: &Command) -> bool {
    // Groups of mutually exclusive flags are known only after the command is built.
    let mut built = command.clone();
    built.build();
    let mut letters = text[1..].chars();
    let mut flags: Vec<&Arg> = Vec::new();
    while let Some(letter) = letters.next() {
        let mut options = built.get_arguments().chain(root.get_arguments());
        match options.find(|option| option.get_short() == Some(letter)) {
            Some(option) if option.get_action().takes_values() => {
                let value = letters.as_str().trim_start_matches('=');
                return !value.chars().all(|digit| digit.is_ascii_digit());
            }
            Some(flag) => flags.push(flag),
            None => return true,
        }
    }
    let are_exclusive = |group: &clap::ArgGroup| {
        !group.clone().is_multiple()
            && group.get_args().filter(|id| flags.iter().any(|flag| flag.get_id() == *id)).count() > 1
    };
    built.get_groups().any(are_exclusive)
}

/// Returns a word of a query as the user wrote it, without the mark.
pub(crate) fn query_word(text: &str) -> Result<String, std::convert::Infallible> {
    Ok(text.strip_prefix(MARK).unwrap_or(text).to_owned())
}

/// State of the previous argument.
#[derive(PartialEq, Eq)]
enum Previous {
    Complete,
    /// It is an option, and the next argument is its value.
    NeedsValue,
}

/// Returns whether a command takes a query.
pub(crate) fn takes_query(command: &Command) -> bool {
    command.get_positionals().any(|argument| argument.get_id() == "query")
}

/// Returns whether `text` is an option whose value is the next argument.
fn needs_value(text: &str, command: &Command, root: &Command) -> bool {
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
    // In `-Fn`, `-n` comes last and needs a value. In `-n5`, the value follows in the same argument.
    let mut letters = letters.chars();
    let valued = letters.find(|&letter| options().any(|option| option.get_short() == Some(letter)));
    valued.is_some() && letters.as_str().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(arguments: &[&str]) -> Vec<String> {
        let all = std::iter::once(&"morgue").chain(arguments).map(OsString::from).collect();
        let root = <super::super::commands::Cli as clap::CommandFactory>::command();
        mark_queries(all, &root).unwrap()[1..]
            .iter()
            .map(|argument| argument.to_str().unwrap().replace(MARK, "?"))
            .collect()
    }

    #[test]
    fn queries_that_look_like_flags_are_marked() {
        for (arguments, expected) in [
            (&["search", "talks", "-source:a.example"][..], &["search", "talks", "?-source:a.example"][..]),
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
    fn excluded_words_are_rejected() {
        let root = <super::super::commands::Cli as clap::CommandFactory>::command();
        let is_refused = |arguments: &[&str]| {
            let all = std::iter::once(&"morgue").chain(arguments).map(OsString::from).collect();
            mark_queries(all, &root).is_err()
        };
        for word in ["-nato", "-china", "-hussein", "-cl", "-Oman", "-Vatican", "-Fidel", "-n5x"] {
            assert!(is_refused(&["search", "talks", word]), "{word}");
            assert!(!is_refused(&["search", "talks", "--", word]), "{word}");
            assert!(!is_refused(&["search", "talks", "--since", word]), "{word}");
        }
        for flags in ["-n5", "-n=5", "-n", "-h", "-cF", "-l0", "-Fl", "-help", "-5", "--json"] {
            assert!(!is_refused(&["search", "talks", flags]), "{flags}");
        }
    }

    #[test]
    fn the_mark_is_removed() {
        assert_eq!(query_word("\u{f8fe}-a b").unwrap(), "-a b");
        assert_eq!(query_word("-a b").unwrap(), "-a b");
    }
}
