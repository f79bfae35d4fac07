//! What the README shows is what the command does.

use crate::archive::{Archive, Ran, ran};

const README: &str = include_str!("../../README.md");

/// Runs the command where the README stands, with nothing of the caller's environment that matters.
fn at_home(arguments: &[&str]) -> Ran {
    let archive = Archive::empty();
    ran(archive.command(arguments).current_dir(env!("CARGO_MANIFEST_DIR")))
}

/// Returns the blocks of code of a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let begins = format!("```{language}\n");
    README.split(begins.as_str()).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn its_expectations_hold() {
    let blocks: Vec<&str> = blocks("toml").into_iter().filter(|block| block.contains("[[query]]")).collect();
    assert_eq!(blocks.len(), 1);
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("expect.toml");
    std::fs::write(&file, blocks[0]).unwrap();
    let tested = at_home(&["test", file.to_str().unwrap(), "--from", "fixtures/articles"]);
    assert_eq!(tested.code, 0, "{tested:?}");
    assert!(tested.stdout.ends_with("2 passed, 0 failed\n"), "{tested:?}");
}

#[test]
fn its_answers_are_what_is_answered() {
    let mut count = 0;
    for shown in blocks("console").into_iter().flat_map(|block| block.split("$ morgue ").skip(1)) {
        let (command, answer) = shown.split_once('\n').unwrap();
        // Every other piece stands between quotation marks.
        let pieces = command.split('\'').enumerate();
        let arguments: Vec<&str> = pieces
            .flat_map(
                |(at, piece)| if at % 2 == 1 { vec![piece] } else { piece.split_whitespace().collect() },
            )
            .collect();
        let given = at_home(&arguments);
        let told = format!("{}{}", given.stdout, given.stderr);
        assert_eq!(told.trim_end(), answer.trim_end(), "{command}");
        count += 1;
    }
    assert_eq!(count, 2);
}

/// Returns the arguments of the commands in the examples that ask something; what follows in a pipe, and saved searches, are left out.
fn asking() -> Vec<Vec<String>> {
    let asks = ["search", "quotes", "top", "timeline", "export", "show", "similar"];
    let lines = blocks("sh").into_iter().flat_map(str::lines).flat_map(|line| line.split("; "));
    let commands =
        lines.filter_map(|line| line.trim().trim_start_matches("vim -q <(").strip_prefix("morgue "));
    let ends = [" #", " | ", " > ", " && "];
    let alone = |line: &str| {
        let end = ends.iter().filter_map(|mark| line.find(mark)).min().unwrap_or(line.len());
        line[..end].trim_end_matches(')').to_owned()
    };
    let pieces = |line: String| {
        let quoted = line.split('\'').enumerate();
        let of_piece = |(at, piece): (usize, &str)| {
            if at % 2 == 1 {
                vec![piece.to_owned()]
            } else {
                piece.split_whitespace().map(str::to_owned).collect()
            }
        };
        quoted.flat_map(of_piece).collect::<Vec<String>>()
    };
    commands
        .map(alone)
        .map(pieces)
        .filter(|words| asks.contains(&words[0].as_str()) && !words.iter().any(|word| word.starts_with('@')))
        .collect()
}

#[test]
fn its_examples_all_find_something() {
    let archive = Archive::empty();
    let index = archive.path().join("fixtures");
    let index = index.to_str().unwrap();
    at_home(&["--index", index, "index", "-q", "fixtures/articles", "fixtures/formats"]);
    let examples = asking();
    assert!(examples.len() > 25, "{examples:?}");
    for example in examples {
        let mut arguments = vec!["--index", index];
        arguments.extend(example.iter().map(String::as_str));
        let given = at_home(&arguments);
        assert_eq!(given.code, 0, "{example:?}: {given:?}");
    }
}
