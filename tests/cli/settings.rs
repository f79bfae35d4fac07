//! Settings files: defaults of flags, saved searches, and the origin of a value.

use crate::archive::{Archive, Ran, ran};

/// Runs the command with a settings file of the project and one of the user.
fn with(archive: &Archive, project: &str, own: &str, arguments: &[&str]) -> Ran {
    let config = archive.path().join("config/morgue");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(archive.path().join("morgue.toml"), project).unwrap();
    std::fs::write(config.join("morgue.toml"), own).unwrap();
    ran(archive.command(arguments).env("XDG_CONFIG_HOME", archive.path().join("config")))
}

#[test]
fn flags_override_their_defaults() {
    let archive = Archive::new();
    let project = "[defaults]\nlimit = 1\n[defaults.quotes]\nlimit = 2\n";
    let own = "[defaults]\nlimit = 3\nsort = \"oldest\"\n";
    let lines = |arguments: &[&str]| with(&archive, project, own, arguments).stdout.lines().count();
    assert_eq!(lines(&["search", "ellis", "--format", "list"]), 1);
    assert_eq!(lines(&["search", "ellis", "--format", "list", "-n", "2"]), 2);
    assert_eq!(lines(&["search", "ellis", "--format", "list", "-n", "1", "-n", "3"]), 3);
    let first = with(&archive, project, own, &["search", "ellis", "--format", "list"]).stdout;
    assert!(first.starts_with("2026-01-05\t"), "{first}");
    let counted = with(&archive, "[defaults]\nformat = \"csv\"\n", "", &["search", "ellis", "-c"]);
    assert_eq!((counted.code, counted.stdout.as_str()), (0, "3\n"), "{counted:?}");
}

#[test]
fn saved_searches_are_run_by_name() {
    let archive = Archive::new();
    let project = "[search.port]\nquery = \"ferry OR strike\"\nsort = \"oldest\"\n[search.winter]\nuntil = \"2026-01\"\n";
    let found = |arguments: &[&str]| with(&archive, project, "", arguments);
    assert_eq!(found(&["search", "@port", "-c"]).stdout, "2\n");
    assert_eq!(found(&["search", "@port", "dockers", "-c"]).stdout, "1\n");
    assert_eq!(found(&["search", "@winter", "-c"]).stdout, "2\n");
    assert!(found(&["search", "@port", "--format", "list"]).stdout.starts_with("2026-02-20\t"));
    assert_eq!(found(&["timeline", "@port", "--json"]).code, 0);
    let unknown = found(&["search", "@prot"]);
    assert!(unknown.stderr.contains("the saved searches are @port, @winter"), "{unknown:?}");
}

#[test]
fn an_invalid_setting_is_an_error() {
    let archive = Archive::new();
    for (project, what) in [
        ("indx = \"a\"\n", "line 1: unknown field `indx`"),
        ("[defaults]\nlimt = 3\n", "`limt` in [defaults] is not the name of a flag"),
        ("[defaults]\nfrom = \"x\"\n", "`from` in [defaults] cannot be set in a file"),
        ("[defaults.index]\nprune = true\n", "`prune` in [defaults.index] cannot be set in a file"),
        ("[defaults]\nsort = \"up\"\n", "`sort` does not accept the value `up`"),
        ("[defaults]\nany = 3\n", "`any` does not accept the value `3`"),
        ("[search.x]\nqury = \"a\"\n", "`qury` in [search.x] is not the name of a flag"),
    ] {
        let ran = with(&archive, project, "", &["search", "ferry"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{project}");
        assert!(ran.stderr.contains(what), "{project}: {}", ran.stderr);
    }
}

#[test]
fn config_shows_the_origin_of_values() {
    let archive = Archive::new();
    let project = "[defaults]\nlimit = 20\n[search.port]\nquery = \"ferry\"\nsince = \"7d\"\n";
    let ran = with(&archive, project, "[defaults.search]\nsort = \"newest\"\n", &["config"]);
    let printed = archive.steady(&ran.stdout);
    for line in [
        "index = \"[FOLDER]/index\"  # default",
        "limit = 20  # [FOLDER]/morgue.toml",
        "search.sort = \"newest\"  # [FOLDER]/config/morgue/morgue.toml",
        "@port = ferry --since \"7d\"  # [FOLDER]/morgue.toml",
    ] {
        assert!(printed.lines().any(|printed| printed == line), "{line}: {printed}");
    }
    let objects = with(&archive, project, "", &["config", "--json"]).objects();
    assert_eq!(objects[0]["type"], "setting");
    assert_eq!(objects.last().unwrap()["type"], "saved_search");
    assert!(Archive::new().found(&["config"]).contains("# no morgue.toml is read"));
}
