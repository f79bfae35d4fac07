//! An archive of a test on the cluster, and the program that works on it.

use std::{
    collections::hash_map::RandomState,
    hash::BuildHasher as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::Instant,
};

use morgue::{
    opensearch::{Access, Client, Limits, Location, Method},
    store::{Creation, OpenSearchStore},
};
use serde_json::{Value, json};

/// An archive with a name of its own, and a folder for articles. Both are deleted when it is dropped.
pub(crate) struct Archive {
    pub(crate) name: String,
    pub(crate) location: Location,
    pub(crate) client: Client,
    pub(crate) home: tempfile::TempDir,
}

/// What the program printed.
#[derive(Debug)]
pub(crate) struct Printed {
    pub(crate) exit: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Archive {
    /// Returns an archive that does not exist yet; `None` without a cluster.
    pub(crate) fn new() -> Option<Self> {
        let nodes = crate::support::nodes()?.join(",");
        let number = RandomState::new().hash_one((Instant::now(), std::process::id()));
        let name = format!("cw-{number:016x}");
        let location = Location::parse(&format!("{nodes}/{name}")).expect("MORGUE_TEST_CLUSTER names nodes");
        let client =
            Client::new(&location, &Access::default(), Limits { elsewhere: false, ..Limits::READING })
                .unwrap();
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join("news")).unwrap();
        Some(Self { name, location, client, home })
    }

    pub(crate) fn store(&self) -> OpenSearchStore {
        OpenSearchStore::new(self.location.clone(), &Access::default(), Creation::default()).unwrap()
    }

    /// Returns the folder with articles.
    pub(crate) fn news(&self) -> PathBuf {
        self.home.path().join("news")
    }

    /// Writes a file with articles of these numbers.
    pub(crate) fn write(&self, file: &str, numbers: std::ops::Range<u32>) {
        std::fs::write(self.news().join(file), numbers.map(article).collect::<String>()).unwrap();
    }

    /// Runs the program on this archive.
    pub(crate) fn run(&self, arguments: &[&str]) -> Printed {
        self.run_at(&self.location.to_string(), arguments)
    }

    /// Runs the program on the archive at a location.
    pub(crate) fn run_at(&self, location: &str, arguments: &[&str]) -> Printed {
        finished(self.command(location, arguments).stdin(Stdio::null()).output().unwrap())
    }

    pub(crate) fn command(&self, location: &str, arguments: &[&str]) -> Command {
        command(self.home.path(), location, arguments)
    }

    /// Brings the archive up to date with its folder, and returns the report.
    pub(crate) fn index(&self, flags: &[&str]) -> Value {
        let news = self.news();
        let arguments = [&["index", "--json"], flags, &[news.to_str().unwrap()]].concat();
        let printed = self.run(&arguments);
        assert_eq!(printed.exit, Some(0), "{printed:?}");
        serde_json::from_str(&printed.out).unwrap()
    }

    /// Returns the ids of all articles.
    pub(crate) fn ids(&self) -> Vec<String> {
        let printed = self.run(&["export"]);
        assert!(matches!(printed.exit, Some(0 | 1)), "{printed:?}");
        let id = |line: &str| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned();
        printed.out.lines().map(id).collect()
    }

    /// Sends a request to the cluster, and returns its answer.
    pub(crate) fn send(&self, method: Method, path: &str, body: &Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.client.succeed(method, path, body.as_bytes()).unwrap().json().unwrap()
    }

    /// Returns the number of documents in the indexes of articles, live or not.
    pub(crate) fn documents(&self) -> u64 {
        let pattern = format!("{}.articles-*", self.name);
        self.send(Method::Post, &format!("/{pattern}/_refresh"), &Value::Null);
        let body = json!({"size": 0, "track_total_hits": true});
        self.send(Method::Post, &format!("/{pattern}/_search"), &body)["hits"]["total"]["value"]
            .as_u64()
            .unwrap()
    }

    /// Changes the state document from outside.
    pub(crate) fn change_state(&self, change: impl FnOnce(&mut Value)) {
        let path = format!("/{}.state/_doc/state", self.name);
        let mut state = self.send(Method::Get, &path, &Value::Null)["_source"].take();
        change(&mut state["state"]);
        self.send(Method::Put, &path, &state);
    }
}

impl Drop for Archive {
    fn drop(&mut self) {
        for index in [self.name.clone(), format!("{}.*", self.name)] {
            let _ = self.client.send(Method::Delete, &format!("/{index}"), b"");
        }
    }
}

/// Returns the program with these arguments, without settings and variables of the machine.
pub(crate) fn command(home: &Path, location: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_morgue"));
    for name in [
        "MORGUE_MACHINE",
        "MORGUE_INDEX",
        "MORGUE_USER",
        "MORGUE_PASSWORD",
        "MORGUE_API_KEY",
        "MORGUE_TOKEN",
        "MORGUE_CA",
        "MORGUE_CERTIFICATE",
    ] {
        command.env_remove(name);
    }
    command.current_dir(home).env("HOME", home).env("XDG_CONFIG_HOME", home.join("config"));
    command.args(["--index", location]).args(arguments);
    command
}

pub(crate) fn finished(output: Output) -> Printed {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Printed { exit: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// Returns the record of an article.
pub(crate) fn article(number: u32) -> String {
    let text = format!(
        "Harbour talks number {number} went on in Port Selby. “The cranes stay idle until Monday,” said Mira Okonjo, \
         a harbour pilot, on pier {}.\n\nNobody expected an end of the strike of crew {number}.",
        number % 7
    );
    let record = json!({
        "id": format!("selby-{number:05}"), "title": format!("Harbour strike, day {number}"), "text": text,
        "source": "gazette.example", "date": format!("2026-03-{:02}", 1 + number % 28),
    });
    format!("{record}\n")
}
