//! A small archive in a temporary folder, and a way to run the command on it.

use std::path::Path;
use std::sync::OnceLock;

use assert_cmd::Command;
use tempfile::TempDir;

const ARTICLES: [(&str, &str); 4] = [
    (
        "ferry.txt",
        "Ferry Returns to Port Ellis\n\
         The harbour board of Port Ellis voted on Monday to reopen the ferry. Repairs took nine weeks.\n\
         “The ferry is <safe> now,” said Ana Duarte, the harbour master. “Nobody should worry about the crossing.”\n\
         \n\
         Source reference: https://www.islandpost.example/2026/03/09/ferry-returns.html\n",
    ),
    (
        "strike.md",
        "---\ntitle: Dockers End Strike\ndate: 2026-02-20\nsource: Northern Courier\nauthor: Tom Reyes\n---\n\n\
         The dockers of Port Ellis ended their strike on Friday when the harbour board raised their pay.\n",
    ),
    (
        "news.jsonl",
        "{\"id\":\"rail-1\",\"title\":\"Night train delayed\",\"text\":\"The night train to Port Ellis was delayed by snow.\",\"date\":\"2026-01-05\",\"url\":\"https://rail.example/1\"}\n\
         {\"id\":\"rail-2\",\"title\":\"Snow again\",\"text\":\"Snow fell on the harbour.\"}\n",
    ),
    (
        "hostile.json",
        "{\"id\":\"siren\",\"title\":\"Siren \\u001b[2J\\u009b31mtest\",\"text\":\"The siren \\u001b]0;owned\\u0007 rang \\u202eat noon\\u202c <b>twice</b>.\",\"date\":\"2026-01-06\"}\n",
    ),
];

/// The result of a run of the command.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Returns the objects on standard output.
    pub(crate) fn objects(&self) -> Vec<serde_json::Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }

    /// Returns the single object on standard error.
    pub(crate) fn error(&self) -> serde_json::Value {
        serde_json::from_str(&self.stderr).expect(&self.stderr)
    }
}

/// A folder with articles in `articles` and their index in `index`.
pub(crate) struct Archive {
    folder: TempDir,
}

impl Archive {
    /// Returns an empty archive.
    pub(crate) fn empty() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    /// Returns an archive with its articles indexed.
    pub(crate) fn new() -> Self {
        let archive = Self::empty();
        std::fs::create_dir(archive.path().join("articles")).unwrap();
        for (name, text) in ARTICLES {
            std::fs::write(archive.path().join("articles").join(name), text).unwrap();
        }
        let ran = archive.run(&["index", "articles"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        archive
    }

    /// Returns an archive that all tests share. No test may change it.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<Archive> = OnceLock::new();
        SHARED.get_or_init(Self::new)
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the command, to be run in the folder of the archive. The caller's environment does not change its output.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_morgue"));
        command.current_dir(self.path()).args(arguments).env("TZ", "UTC");
        // No settings of the user are read, because this folder does not exist.
        command.env("XDG_CONFIG_HOME", self.path().join("no-config"));
        for name in ["MORGUE_INDEX", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM"] {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        ran(&mut self.command(arguments))
    }

    /// Runs the command and returns its output. The exit code must be 0.
    pub(crate) fn found(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        ran.stdout
    }

    /// Replaces the parts of an output that differ between runs.
    pub(crate) fn steady(&self, text: &str) -> String {
        let folder = self.path().canonicalize().unwrap();
        let text = text
            .replace(folder.to_str().unwrap(), "[FOLDER]")
            .replace(self.path().to_str().unwrap(), "[FOLDER]");
        let hash = regex::Regex::new("-[0-9a-f]{8}\\b").unwrap();
        hash.replace_all(&text, "-[HASH]").into_owned()
    }
}

pub(crate) fn ran(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        code: output.status.code().expect("ended by itself"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
