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
    let blocks = blocks("toml");
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
