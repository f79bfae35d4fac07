//! Indexes that earlier versions wrote are refused with the command to run, and lose nothing.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use crate::archive::Archive;

/// Returns the files below a folder with their content.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let content = fs::read(&path).unwrap();
            found.insert(path, content);
        }
    }
    found
}

#[test]
fn an_index_of_an_earlier_format_is_refused_with_the_command_to_run() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/indexes");
    for entry in fs::read_dir(&fixtures).unwrap() {
        let (archive, folder) = (Archive::empty(), entry.unwrap().path());
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let index = archive.path().join("index");
        for (path, content) in files(&folder) {
            let copy = index.join(path.strip_prefix(&folder).unwrap());
            fs::create_dir_all(copy.parent().unwrap()).unwrap();
            fs::write(copy, content).unwrap();
        }
        let before = files(&index);
        for command in [&["search", "ferry"][..], &["export"], &["status"], &["check"], &["index"]] {
            let ran = archive.run(&[command, &["--json"][..]].concat());
            let error = ran.error();
            assert_eq!(
                (ran.code, &error["code"]),
                (2, &"index_version".into()),
                "{name}: {command:?}: {ran:?}"
            );
            let told = error["message"].as_str().unwrap();
            assert!(told.contains("`morgue index --rebuild` builds it anew"), "{name}: {told}");
        }
        let mut after = files(&index);
        after.remove(&index.join("lock"));
        assert_eq!(after, before, "{name}");
        // Its inputs are gone: it is rebuilt from what it holds, or stays as it is.
        let ran = archive.run(&["index", "--rebuild"]);
        if ran.code == 2 {
            let mut after = files(&index);
            after.remove(&index.join("lock"));
            assert_eq!(after, before, "{name}: {ran:?}");
            assert!(ran.stderr.contains("cannot be read again"), "{name}: {ran:?}");
        } else {
            assert_eq!(archive.found(&["search", "port ellis", "-c"]), "2\n", "{name}");
        }
    }
}
