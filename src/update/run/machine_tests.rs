//! Two machines that write to one archive.

use std::{fs, path::Path, time::Duration};

use super::{
    Updater,
    test_support::{FailingStore, request},
};
use crate::{
    analyzed_article::AnalyzedArticle,
    article::Article,
    extract::ExtractOptions,
    read::RawRecord,
    update::{
        Absent, Clashes, Contents, Inputs, Mode, UpdateReport, UpdateRequest, contents, pipeline::Rejected,
    },
};

/// A machine: its view of the archive, and the place where its folder `news` is while it works. Its path is the same on all machines.
struct Machine<'a> {
    store: FailingStore,
    at: &'a Path,
    files: tempfile::TempDir,
    clashes: Clashes,
}

fn process(raw: &RawRecord, _: &ExtractOptions) -> Result<AnalyzedArticle, Rejected> {
    let text = String::from_utf8(raw.bytes.clone()).unwrap();
    Ok(AnalyzedArticle::new(Article { text, path: raw.path.clone(), ..Article::default() }, &[]))
}

impl<'a> Machine<'a> {
    fn new(store: &FailingStore, name: &str, at: &'a Path) -> Self {
        let files = tempfile::tempdir().unwrap();
        fs::create_dir(files.path().join("news")).unwrap();
        let store = store.on_machine(name);
        let machine = Self { store, at, files, clashes: Clashes::KeepBoth };
        machine.write("own.txt", &format!("Only {name} has this."));
        machine
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.files.path().join("news").join(file), text).unwrap();
    }

    fn remove(&self, file: &str) {
        fs::remove_file(self.files.path().join("news").join(file)).unwrap();
    }

    fn run(&self, change: impl FnOnce(&mut UpdateRequest)) -> UpdateReport {
        let (here, there) = (self.files.path().join("news"), self.at.join("news"));
        fs::rename(&here, &there).unwrap();
        let mut request = request(self.at, 1000);
        request.clashes = self.clashes;
        change(&mut request);
        let updater = Updater { store: &self.store, process, commit_every: Duration::from_secs(1000) };
        let report = updater.run(request, &|_| {}).unwrap();
        fs::rename(&there, &here).unwrap();
        report
    }

    fn index(&self) -> UpdateReport {
        self.run(|_| {})
    }
}

/// Returns the numbers of articles that were added, changed, unchanged and removed.
fn counts(report: &UpdateReport) -> [u64; 4] {
    [report.added, report.changed, report.unchanged, report.removed]
}

fn texts(store: &FailingStore) -> Vec<String> {
    let mut texts: Vec<String> = store.articles().into_iter().map(|article| article.text).collect();
    texts.sort();
    texts
}

#[test]
fn a_machine_takes_only_its_own_files_as_changed_or_gone() {
    let (store, at) = (FailingStore::default(), tempfile::tempdir().unwrap());
    let [desk, far] = ["desk", "far"].map(|name| Machine::new(&store, name, at.path()));
    desk.write("a.txt", "The mill closes.");
    far.write("a.txt", "Another paper under the same name.");
    assert_eq!(counts(&desk.index()), [2, 0, 0, 0]);
    assert_eq!(counts(&far.index()), [2, 0, 0, 0]);
    assert_eq!(store.articles().len(), 4);
    for machine in [&desk, &far] {
        assert_eq!(counts(&machine.index()), [0, 0, 2, 0]);
    }
    // With everything that could drop what is gone.
    far.remove("a.txt");
    let prune =
        |request: &mut UpdateRequest| (request.inputs, request.absent) = (Inputs::Known, Absent::Prune);
    assert_eq!(counts(&far.run(prune)), [0, 0, 1, 1]);
    assert_eq!(store.articles().len(), 3);
    let news = at.path().join("news");
    let forget = |request: &mut UpdateRequest| request.inputs = Inputs::Forget(vec![news.clone()]);
    assert_eq!(counts(&far.run(forget)), [0, 0, 0, 1]);
    assert_eq!(texts(&store), ["Only desk has this.", "The mill closes."]);
    assert_eq!(counts(&desk.index()), [0, 0, 2, 0]);
    let Contents { folders, articles, .. } = contents(&store.on_machine("far")).unwrap();
    assert_eq!((folders, articles), (vec![format!("desk:{}", news.display()).into()], 2));
    assert_eq!(contents(&store.on_machine("desk")).unwrap().folders, [news]);
}

#[test]
fn what_two_machines_have_is_one_article_until_both_have_lost_it() {
    let (store, at) = (FailingStore::default(), tempfile::tempdir().unwrap());
    let [desk, far] = ["desk", "far"].map(|name| Machine::new(&store, name, at.path()));
    for machine in [&desk, &far] {
        machine.write("a.txt", "The mill closes.");
    }
    assert_eq!(counts(&desk.index()), [2, 0, 0, 0]);
    assert_eq!(counts(&far.index()), [1, 0, 1, 0]);
    assert_eq!(texts(&store), ["Only desk has this.", "Only far has this.", "The mill closes."]);
    desk.remove("a.txt");
    assert_eq!(counts(&desk.index()), [0, 0, 1, 0]);
    assert_eq!(store.articles().len(), 3);
    assert_eq!(counts(&far.index()), [0, 0, 2, 0]);
    desk.write("a.txt", "The mill closes.");
    assert_eq!(counts(&desk.index()), [0, 0, 2, 0]);
    far.remove("a.txt");
    assert_eq!(counts(&far.index()), [0, 0, 1, 0]);
    desk.remove("a.txt");
    assert_eq!(counts(&desk.index()), [0, 0, 1, 1]);
    assert_eq!(texts(&store), ["Only desk has this.", "Only far has this."]);
}

#[test]
fn the_newest_version_of_two_machines_counts() {
    let (store, at) = (FailingStore::default(), tempfile::tempdir().unwrap());
    let [desk, far] = ["desk", "far"].map(|name| Machine::new(&store, name, at.path()));
    for machine in [&desk, &far] {
        machine.write("a.txt", "The mill closes.");
        machine.index();
    }
    far.write("a.txt", "The mill does not close.");
    assert_eq!(counts(&far.index()), [0, 1, 1, 0]);
    desk.write("a.txt", "The mill does not close.");
    assert_eq!(counts(&desk.index()), [0, 0, 2, 0]);
    assert_eq!(texts(&store), ["Only desk has this.", "Only far has this.", "The mill does not close."]);
    // An older version that only the other machine has comes back when that machine reads its file again.
    desk.write("a.txt", "The mill is sold.");
    assert_eq!(counts(&desk.index()), [0, 1, 1, 0]);
    desk.remove("a.txt");
    assert_eq!(counts(&desk.index()), [0, 0, 1, 1]);
    assert_eq!(counts(&far.index()), [1, 0, 1, 0]);
    assert_eq!(texts(&store), ["Only desk has this.", "Only far has this.", "The mill does not close."]);
}

#[test]
fn a_rebuild_copies_what_other_machines_have() {
    let (store, at) = (FailingStore::default(), tempfile::tempdir().unwrap());
    let [desk, far] = ["desk", "far"].map(|name| Machine::new(&store, name, at.path()));
    for machine in [&desk, &far] {
        machine.write("a.txt", "The mill closes.");
        machine.index();
    }
    let before = store.ids();
    let report = far.run(|request| request.mode = Mode::Rebuild);
    assert_eq!((report.articles, store.ids()), (3, before));
    for machine in [&desk, &far] {
        assert_eq!(counts(&machine.index())[0..2], [0, 0]);
    }
    desk.remove("a.txt");
    assert_eq!(counts(&desk.index()), [0, 0, 1, 0]);
    assert_eq!(store.articles().len(), 3);
}
