//! 1. Only an absent folder, an empty one, or one with nothing but `.gitkeep` becomes an index.
//! 2. A reader gets a distinct error for each reason there is nothing to read.
//! 3. A second writer gets an error that names the holder of the lock.
//! 4. Readers see a new generation only once it is the current one. Leftovers are removed.

use super::*;
use crate::store::FORMAT_VERSION;

const NOW: Versions = Versions { format: FORMAT_VERSION, analyzer: 7 };

fn owner() -> Owner {
    Owner { pid: 4711, host: "desk".to_owned() }
}

fn open(index: &Path) -> Result<IndexFolder, StoreError> {
    IndexFolder::open(index, NOW, &owner(), Duration::ZERO)
}

#[test]
fn absent_and_empty_folders_become_an_index() {
    let home = tempfile::tempdir().unwrap();
    let kept = home.path().join("kept");
    fs::create_dir(&kept).unwrap();
    fs::write(kept.join(".gitkeep"), "").unwrap();
    for index in [home.path().join("deep/absent"), kept] {
        let folder = open(&index).unwrap();
        assert!(folder.check_versions().is_ok());
        assert_eq!(folder.current().unwrap(), None);
    }
}

#[test]
fn another_folder_is_never_written_to() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("thesis.txt"), "mine").unwrap();
    let error = open(home.path()).unwrap_err();
    let shown = home.path().display();
    assert_eq!(
        error.to_string(),
        format!("`{shown}` is not a morgue index, and not empty; nothing is written there")
    );
    assert_eq!(names(home.path()).unwrap(), ["thesis.txt"]);
    let file = home.path().join("thesis.txt");
    assert!(matches!(open(&file), Err(StoreError::NotOurs { .. })));
}

#[test]
fn readers_get_a_distinct_error_for_each_reason() {
    let home = tempfile::tempdir().unwrap();
    let index = home.path().join("index");
    let reason = |versions| current_generation(&index, versions).unwrap_err();
    assert!(matches!(reason(NOW), StoreError::Nothing { .. }));
    let mut folder = open(&index).unwrap();
    assert!(matches!(reason(NOW), StoreError::Unfinished { .. }));
    let first = folder.new_generation().unwrap();
    folder.make_current(&first).unwrap();
    assert_eq!(current_generation(&index, NOW).unwrap(), first);

    let other = Versions { analyzer: 8, ..NOW };
    assert_eq!(
        reason(other).to_string(),
        format!(
            "the index at `{}` has format {FORMAT_VERSION} and analyzer 7, this morgue reads format {FORMAT_VERSION} and analyzer 8; \
             `morgue index --rebuild` builds it anew",
            index.display()
        )
    );
    fs::write(index.join(CURRENT), "gen-x").unwrap();
    assert_eq!(
        reason(NOW).to_string(),
        format!(
            "the index at `{}` is damaged: CURRENT has `gen-x`, not the name of a generation",
            index.display()
        )
    );
    fs::write(index.join(MARKER), "{").unwrap();
    assert!(matches!(reason(NOW), StoreError::Damaged { .. }));
    fs::remove_file(index.join(MARKER)).unwrap();
    assert!(matches!(reason(NOW), StoreError::NotOurs { .. }));
}

#[test]
fn a_second_writer_gets_an_error_that_names_the_holder() {
    let home = tempfile::tempdir().unwrap();
    let index = home.path().join("index");
    let first = open(&index).unwrap();
    let error = open(&index).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("the index at `{}` is being written by process 4711 on desk", index.display())
    );
    drop(first);
    assert!(open(&index).is_ok());
}

#[test]
fn a_writer_that_lost_the_lease_gets_an_error_that_names_the_holder() {
    let home = tempfile::tempdir().unwrap();
    let index = home.path().join("index");
    let first = open(&index).unwrap();
    fs::remove_file(index.join(lock::LOCK)).unwrap();
    assert!(first.check_lease().is_ok());
    let other = Owner { pid: 12, host: String::new() };
    let second = IndexFolder::open(&index, NOW, &other, Duration::ZERO).unwrap();
    assert_eq!(first.check_lease().unwrap_err().to_string(), "the archive is now written by process 12");
    assert!(second.check_lease().is_ok());
}

#[test]
fn a_waiting_writer_gets_the_lock_once_it_is_free() {
    let home = tempfile::tempdir().unwrap();
    let index = home.path().join("index");
    let first = open(&index).unwrap();
    let waiting = thread_that_opens(&index);
    std::thread::sleep(Duration::from_millis(80));
    drop(first);
    assert!(waiting.join().unwrap());
}

fn thread_that_opens(index: &Path) -> std::thread::JoinHandle<bool> {
    let index = index.to_owned();
    std::thread::spawn(move || IndexFolder::open(&index, NOW, &owner(), Duration::from_secs(20)).is_ok())
}

#[test]
fn generations_are_replaced_in_one_step_and_leftovers_are_removed() {
    let home = tempfile::tempdir().unwrap();
    let index = home.path().join("index");
    let mut folder = open(&index).unwrap();
    let first = folder.new_generation().unwrap();
    folder.make_current(&first).unwrap();
    let second = folder.new_generation().unwrap();
    assert_ne!(first.path, second.path);
    assert_eq!(current_generation(&index, NOW).unwrap(), first);
    drop(folder);

    // A writer was killed before the replacement. The next writer keeps the first generation and removes the second.
    fs::write(index.join("CURRENT.tmp"), "gen-").unwrap();
    let mut folder = open(&index).unwrap();
    assert!(first.engine().is_dir());
    assert!(!second.path.exists());
    assert!(!index.join("CURRENT.tmp").exists());

    let second = folder.new_generation().unwrap();
    folder.make_current(&second).unwrap();
    assert_eq!(current_generation(&index, NOW).unwrap(), second);
    assert!(!first.path.exists());
}

#[test]
fn the_marker_has_the_versions_of_the_current_generation() {
    let home = tempfile::tempdir().unwrap();
    let index = home.path().join("index");
    let mut folder = open(&index).unwrap();
    let first = folder.new_generation().unwrap();
    folder.make_current(&first).unwrap();
    drop(folder);
    let newer = Versions { analyzer: 8, ..NOW };
    let mut folder = IndexFolder::open(&index, newer, &owner(), Duration::ZERO).unwrap();
    assert!(matches!(folder.check_versions(), Err(StoreError::OtherVersion { .. })));
    let second = folder.new_generation().unwrap();
    folder.make_current(&second).unwrap();
    assert!(folder.check_versions().is_ok());
    assert_eq!(current_generation(&index, newer).unwrap(), second);
}
