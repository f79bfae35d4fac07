//! The examples of the README.

use crate::archive::{Archive, Ran, ran};

const README: &str = include_str!("../../README.md");

/// Runs the command in the folder of the README. The caller's environment does not change its output.
fn run_in_project(arguments: &[&str]) -> Ran {
    let archive = Archive::empty();
    ran(archive.command(arguments).current_dir(env!("CARGO_MANIFEST_DIR")))
}

/// Returns the code blocks of a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let begins = format!("```{language}\n");
    README.split(begins.as_str()).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn the_expectations_pass() {
    let blocks: Vec<&str> = blocks("toml").into_iter().filter(|block| block.contains("[[query]]")).collect();
    assert_eq!(blocks.len(), 1);
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("expect.toml");
    std::fs::write(&file, blocks[0]).unwrap();
    let tested = run_in_project(&["test", file.to_str().unwrap(), "--from", "fixtures/articles"]);
    assert_eq!(tested.code, 0, "{tested:?}");
    assert!(tested.stdout.ends_with("2 passed, 0 failed\n"), "{tested:?}");
}

#[test]
fn the_shown_answers_are_correct() {
    let mut count = 0;
    for shown in blocks("console").into_iter().flat_map(|block| block.split("$ morgue ").skip(1)) {
        let (command, answer) = shown.split_once('\n').unwrap();
        // Every second piece was in quotation marks.
        let pieces = command.split('\'').enumerate();
        let arguments: Vec<&str> = pieces
            .flat_map(
                |(at, piece)| if at % 2 == 1 { vec![piece] } else { piece.split_whitespace().collect() },
            )
            .collect();
        let given = run_in_project(&arguments);
        let printed = format!("{}{}", given.stdout, given.stderr);
        assert_eq!(printed.trim_end(), answer.trim_end(), "{command}");
        count += 1;
    }
    assert_eq!(count, 2);
}

/// Returns the arguments of the examples that search, except for saved searches. The commands after a pipe are left out.
fn searching_examples() -> Vec<Vec<String>> {
    let commands = ["search", "quotes", "top", "timeline", "export", "show", "similar"];
    let lines = blocks("sh").into_iter().flat_map(str::lines).flat_map(|line| line.split("; "));
    let examples =
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
    examples
        .map(alone)
        .map(pieces)
        .filter(|words| {
            commands.contains(&words[0].as_str()) && !words.iter().any(|word| word.starts_with('@'))
        })
        .collect()
}

#[test]
fn all_examples_find_something() {
    let archive = Archive::empty();
    let index = archive.path().join("fixtures");
    let index = index.to_str().unwrap();
    run_in_project(&["--index", index, "index", "-q", "fixtures/articles", "fixtures/formats"]);
    let examples = searching_examples();
    assert!(examples.len() > 25, "{examples:?}");
    for example in examples {
        let mut arguments = vec!["--index", index];
        arguments.extend(example.iter().map(String::as_str));
        let given = run_in_project(&arguments);
        assert_eq!(given.code, 0, "{example:?}: {given:?}");
    }
}
