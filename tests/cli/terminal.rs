//! Colors and control characters.

use crate::archive::{Archive, ran};

const ESCAPE: char = '\u{1b}';

#[test]
fn control_characters_of_articles_are_not_printed() {
    let archive = Archive::shared();
    let bad = |character: char| {
        (character.is_control() && character != '\n') || matches!(character, '\u{202a}'..='\u{202e}')
    };
    for arguments in [
        &["search", "siren"][..],
        &["search", "siren", "--json"],
        &["search", "siren", "--vimgrep"],
        &["search", "siren", "--format", "csv"],
        &["search", "siren", "--format", "md"],
        &["search", "siren", "--format", "html"],
        &["show", "siren"],
        &["export", "id:siren"],
    ] {
        let shown = archive.found(arguments);
        assert!(!shown.contains(bad), "{arguments:?}: {shown:?}");
    }
    assert!(!archive.found(&["search", "siren", "--format", "html"]).contains("<b>"));
    assert!(archive.found(&["search", "siren"]).contains("\u{fffd}]0;owned\u{fffd}"));
    let error = archive.run(&["search", "tilte:\u{1b}[31mx"]);
    assert!(!error.stderr.contains(ESCAPE), "{error:?}");
}

#[test]
fn the_flag_overrides_the_environment() {
    let archive = Archive::shared();
    let is_colored = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = archive.command(arguments);
        command.envs(variables.iter().copied());
        ran(&mut command).stdout.contains(ESCAPE)
    };
    let plain = ["search", "ferry"];
    assert!(!is_colored(&plain, &[]));
    assert!(is_colored(&plain, &[("CLICOLOR_FORCE", "1")]));
    assert!(!is_colored(&plain, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(is_colored(&plain, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "")]));
    assert!(is_colored(&["search", "ferry", "--color", "always"], &[("NO_COLOR", "1")]));
    assert!(!is_colored(&["search", "ferry", "--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    let error = archive.run(&["search", "tilte:x", "--color", "always"]);
    assert!(error.stderr.contains(ESCAPE) && error.stdout.is_empty());
}

#[test]
fn without_colors_matches_are_enclosed_in_asterisks() {
    let shown = Archive::shared().found(&["search", "harbour board", "-n", "1"]);
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains("*harbour board*"), "{shown}");
}
