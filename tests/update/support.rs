//! A temporary folder with articles and an index, and runs that update it.

use std::{fs, io::Cursor, path::PathBuf, time::Duration};

use morgue::{
    article::Article,
    backend::{Backend, Scan},
    extract::{FieldMap, Overrides},
    read::Links,
    store::{LocalStore, Owner, Store},
    update::{Absent, Clashes, Inputs, Mode, UpdateError, UpdateReport, UpdateRequest, update},
};

/// A temporary folder with `news/` in it and, after the first run, `index/`.
pub(crate) struct Home {
    folder: tempfile::TempDir,
    /// The present of the next run, in seconds since 1970-01-01T00:00Z.
    pub(crate) now: i64,
}

impl Home {
    pub(crate) fn new() -> Self {
        let home = Self { folder: tempfile::tempdir().unwrap(), now: 1_770_000_000 };
        fs::create_dir(home.path("news")).unwrap();
        home
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn index(&self) -> PathBuf {
        self.path("index")
    }

    /// Writes a file with a modification time in the past.
    pub(crate) fn write(&self, name: &str, text: &str) {
        self.write_at(name, text, Duration::from_secs(600));
    }

    /// Writes a file with a modification time this long ago.
    pub(crate) fn write_at(&self, name: &str, text: &str, ago: Duration) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        let file = fs::File::options().write(true).open(path).unwrap();
        file.set_modified(std::time::SystemTime::now() - ago).unwrap();
    }

    pub(crate) fn remove(&self, name: &str) {
        fs::remove_file(self.path(name)).unwrap();
    }

    pub(crate) fn rename(&self, from: &str, to: &str) {
        fs::create_dir_all(self.path(to).parent().unwrap()).unwrap();
        fs::rename(self.path(from), self.path(to)).unwrap();
    }

    /// Returns a request for paths in this folder.
    pub(crate) fn request(&self, paths: &[&str]) -> UpdateRequest {
        self.request_of(Inputs::Paths(paths.iter().map(|path| self.path(path)).collect()))
    }

    pub(crate) fn request_of(&self, inputs: Inputs) -> UpdateRequest {
        UpdateRequest {
            inputs,
            mode: Mode::Incremental,
            clashes: Clashes::KeepBoth,
            absent: Absent::Keep,
            links: Links::Report,
            pdf_to_text: None,
            fields: FieldMap::default(),
            overrides: Overrides::default(),
            now: jiff::Timestamp::from_second(self.now).unwrap(),
            memory: 64 << 20,
            threads: 2,
            owner: Owner { pid: std::process::id(), host: "desk".to_owned() },
            list_changes: true,
            lock_wait: Duration::from_secs(20),
        }
    }

    /// Brings the index up to date from `news`.
    pub(crate) fn run(&self) -> UpdateReport {
        self.run_with(|_| ())
    }

    pub(crate) fn run_with(&self, change: impl FnOnce(&mut UpdateRequest)) -> UpdateReport {
        let mut request = self.request(&["news"]);
        change(&mut request);
        self.update(request)
    }

    pub(crate) fn store(&self) -> LocalStore {
        LocalStore::new(self.index())
    }

    pub(crate) fn update(&self, request: UpdateRequest) -> UpdateReport {
        update(request, &self.store(), &|_| ()).unwrap()
    }

    pub(crate) fn fails(&self, request: UpdateRequest) -> UpdateError {
        update(request, &self.store(), &|_| ()).unwrap_err()
    }

    /// Returns the last committed state.
    pub(crate) fn reader(&self) -> Box<dyn Backend> {
        self.store().reader().unwrap()
    }

    /// Returns why the index cannot be read.
    pub(crate) fn store_error(&self) -> String {
        self.store().reader().err().expect("the index cannot be read").to_string()
    }

    pub(crate) fn stdin(&self, lines: &str) -> UpdateReport {
        self.update(self.request_of(Inputs::Records(Box::new(Cursor::new(lines.to_owned().into_bytes())))))
    }

    /// Returns all articles, sorted by id.
    pub(crate) fn articles(&self) -> Vec<Article> {
        let reader = self.reader();
        Scan::of_all(&*reader).map(Result::unwrap).collect()
    }

    /// Returns the one article whose text contains `part`.
    pub(crate) fn article(&self, part: &str) -> Article {
        let mut found: Vec<Article> =
            self.articles().into_iter().filter(|article| article.text.contains(part)).collect();
        assert_eq!(found.len(), 1, "articles with `{part}`: {found:#?}");
        found.remove(0)
    }

    /// Returns the texts of all articles, sorted.
    pub(crate) fn texts(&self) -> Vec<String> {
        let mut texts: Vec<String> = self.articles().into_iter().map(|article| article.text).collect();
        texts.sort();
        texts
    }

    /// Returns every file of the index with its content, except for the lock and the summary of the last run.
    pub(crate) fn files_of_index(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        let mut folders = vec![self.index()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if !path.ends_with("lock") && !path.ends_with("last-run") {
                    files.push((path.clone(), fs::read(&path).unwrap()));
                }
            }
        }
        files.sort();
        files
    }
}

/// Returns the counts of a report: added, changed, unchanged, removed, moved, skipped, clashes.
pub(crate) fn counts(report: &UpdateReport) -> [u64; 7] {
    let UpdateReport { added, changed, unchanged, removed, moved, skipped, clashes, .. } = report;
    [*added, *changed, *unchanged, *removed, *moved, *skipped, *clashes]
}

pub(crate) fn line(id: &str, text: &str) -> String {
    format!("{{\"id\":\"{id}\",\"title\":\"On {id}\",\"text\":\"{text}\"}}\n")
}
