//! What every store must do.
//!
//! 1. A commit makes all earlier changes visible, with state and manifest. Changes that are not committed are lost.
//! 2. After `start_anew`, a commit replaces everything. Open readers keep what they have.
//! 3. There is one writer at a time. Another one waits, or gets an error that names the first one.
//! 4. The stamp changes with every commit and every run, and at no other time.

use super::*;
use crate::{analyzed_article::AnalyzedArticle, article::Article};

const MEMORY: usize = 15_000_000;
const STATE: State = State { run: 7, versions: Versions::OURS };

/// Calls `test` with an empty store of each kind.
fn with_each(test: impl Fn(&dyn Store)) {
    test(&MemoryStore::default());
    let home = tempfile::tempdir().unwrap();
    test(&LocalStore::new(home.path().join("index")));
    // tests/cluster/run.sh runs these tests with a cluster.
    #[cfg(feature = "opensearch")]
    if let Some(archive) = opensearch::test_support::archive() {
        test(&archive.store);
    }
}

fn writer(store: &dyn Store) -> Box<dyn Writer> {
    store.writer(&Owner::default(), Duration::ZERO, MEMORY).unwrap()
}

fn put(id: &str) -> Change {
    Change::Put(Box::new(AnalyzedArticle::new(Article { id: id.to_owned(), ..Article::default() }, &[])))
}

fn articles(reader: &dyn Backend) -> u64 {
    reader.summary(&crate::backend::SummaryRequest::default()).unwrap().statistics.articles
}

/// Writes a part of a manifest whose seal is its text.
fn part(text: &'static str) -> impl Fn(&mut dyn Write) -> io::Result<String> {
    move |out| out.write_all(text.as_bytes()).map(|()| text.to_owned())
}

/// Returns the parts of the manifest, joined by `+`.
fn manifest(committed: &Committed) -> String {
    let text = |part: &ManifestPart| {
        let mut bytes = vec![0; usize::try_from(part.bytes.size()).unwrap()];
        part.bytes.read_at(0, &mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(part.seal, text);
        assert!(part.bytes.read_at(part.bytes.size(), &mut [0]).is_err());
        text
    };
    committed.manifest.iter().map(text).collect::<Vec<_>>().join("+")
}

#[test]
fn a_commit_makes_changes_visible_and_uncommitted_changes_are_lost() {
    with_each(|store| {
        let mut first = writer(store);
        assert!(first.committed().unwrap().is_none());
        let results =
            first.apply(vec![put("a"), put("b"), Change::Delete("a".to_owned()), put("c")]).unwrap();
        assert!(results.len() == 4 && results.iter().all(Result::is_ok));
        let error = store.reader().err().unwrap();
        assert!(matches!(error, StoreError::Nothing { .. } | StoreError::Unfinished { .. }), "{error}");
        first.commit(&STATE, 0, &part("inputs")).unwrap();
        first.apply(vec![put("d")]).unwrap();
        drop(first);
        assert_eq!(articles(&*store.reader().unwrap()), 2);
        assert_eq!(store.last_run(), LastRun { run: 7, ..LastRun::default() });
        let committed = store.committed().unwrap();
        assert_eq!((committed.state, manifest(&committed).as_str()), (STATE, "inputs"));

        let mut second = writer(store);
        assert_eq!(manifest(&second.committed().unwrap().unwrap()), "inputs");
        second.apply(vec![Change::Delete("b".to_owned()), put("b"), put("e")]).unwrap();
        let did = LastRun { run: 8, added: 1, ..LastRun::default() };
        second.commit(&State { run: 8, ..STATE }, 1, &part("more")).unwrap();
        assert_eq!(manifest(&store.committed().unwrap()), "inputs+more");
        second.commit(&State { run: 8, ..STATE }, 1, &part("most")).unwrap();
        assert_eq!(manifest(&store.committed().unwrap()), "inputs+most");
        second.close(&did).unwrap();
        assert_eq!((articles(&*store.reader().unwrap()), store.last_run()), (3, did));
    });
}

#[test]
fn a_new_archive_replaces_everything() {
    with_each(|store| {
        let mut first = writer(store);
        first.apply(vec![put("a"), put("b")]).unwrap();
        first.commit(&STATE, 0, &part("")).unwrap();
        first.close(&LastRun::default()).unwrap();

        let mut second = writer(store);
        let open = store.reader().unwrap();
        second.start_anew().unwrap();
        second.apply(vec![put("c")]).unwrap();
        assert_eq!((articles(&*store.reader().unwrap()), articles(&*second.reader().unwrap())), (2, 2));
        second.commit(&STATE, 0, &part("")).unwrap();
        second.apply(vec![put("d"), put("e")]).unwrap();
        second.commit(&STATE, 0, &part("")).unwrap();
        second.close(&LastRun::default()).unwrap();
        assert_eq!((articles(&*store.reader().unwrap()), articles(&*open)), (3, 2));
    });
}

#[test]
fn there_is_one_writer_at_a_time() {
    with_each(|store| {
        let owner = Owner { pid: 12, host: "desk".to_owned() };
        let first = store.writer(&owner, Duration::ZERO, MEMORY).unwrap();
        let error = store.writer(&Owner::default(), Duration::ZERO, MEMORY).err().unwrap();
        let expected = format!("the index at `{}` is being written by process 12 on desk", store.name());
        assert_eq!(error.to_string(), expected);
        std::thread::scope(|scope| {
            let wait = Duration::from_secs(20);
            let waiting = scope.spawn(move || store.writer(&Owner::default(), wait, MEMORY).is_ok());
            std::thread::sleep(Duration::from_millis(50));
            drop(first);
            assert!(waiting.join().unwrap());
        });
    });
}

#[test]
fn the_stamp_differs_between_states() {
    with_each(|store| {
        let mut stamps = vec![store.stamp()];
        let mut writer = writer(store);
        for run in 7..9 {
            writer.apply(vec![put(&run.to_string())]).unwrap();
            assert_eq!(stamps.last(), Some(&store.stamp()));
            writer.commit(&State { run, ..STATE }, 0, &part("")).unwrap();
            assert!(!stamps.contains(&store.stamp()));
            stamps.push(store.stamp());
        }
        writer.close(&LastRun { run: 8, ..LastRun::default() }).unwrap();
        assert!(!stamps.contains(&store.stamp()));
    });
}
