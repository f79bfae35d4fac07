//! Tests of the walk.

use super::*;

fn walk(roots: &[PathBuf]) -> Walk {
    super::walk(roots, &|_| Links::Report)
}

fn tree(files: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "Rain fell on Leeds.").unwrap();
    }
    folder
}

fn names(walk: &Walk, under: &Path) -> Vec<String> {
    let files = walk.files.iter();
    files.map(|file| file.path.strip_prefix(under).unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn articles_are_found_and_other_files_are_counted() {
    let files = [
        "b.txt",
        "a/c.md",
        "a-b.txt",
        "a/x.png",
        "a/.hidden",
        ".git/config",
        "idx/gen-1/f.txt",
        "idx/MORGUE_INDEX",
    ];
    let folder = tree(&files);
    let walk = walk(&[folder.path().to_owned()]);
    assert_eq!(names(&walk, folder.path()), ["a-b.txt", "a/c.md", "b.txt"]);
    assert_eq!(walk.not_articles, 4);
    assert_eq!(walk.problems, []);
    assert_eq!(walk.roots[0].kind, RootKind::Folder);
    assert_eq!(walk.files[0].size, 19);
    assert!(walk.files[0].mtime_ns > 0);
}

#[test]
fn the_parts_of_a_saved_page_are_not_articles() {
    let files = ["rain.html", "rain_files/frame.html", "snow_files/a.html", "ice.htm", "ice-Dateien/x.html"];
    let folder = tree(&files);
    let walk = walk(&[folder.path().to_owned()]);
    assert_eq!(names(&walk, folder.path()), ["ice.htm", "rain.html", "snow_files/a.html"]);
    assert_eq!(walk.not_articles, 2);
}

#[test]
fn overlapping_roots_give_each_file_once_under_the_outermost() {
    let folder = tree(&["a/b/c.txt", "d.txt"]);
    let top = folder.path().to_owned();
    let roots = [top.join("a/b"), top.join("d.txt"), top.join("a/../a"), top.clone(), top.join("a/b/c.txt")];
    let walk = walk(&roots);
    assert_eq!(names(&walk, &top), ["a/b/c.txt", "d.txt"]);
    assert!(walk.files.iter().all(|file| *file.root == *top));
    assert_eq!(walk.roots[2].path, top.join("a"));
    let kinds: Vec<RootKind> = walk.roots.iter().map(|root| root.kind).collect();
    assert_eq!(kinds, [RootKind::Folder, RootKind::File, RootKind::Folder, RootKind::Folder, RootKind::File]);
}

#[test]
fn a_single_file_is_relative_to_its_folder() {
    let folder = tree(&["a/c.txt", "a/d.txt"]);
    let walk = walk(&[folder.path().join("a/c.txt")]);
    assert_eq!(names(&walk, folder.path()), ["a/c.txt"]);
    assert_eq!(&*walk.files[0].root, folder.path().join("a"));
}

#[test]
fn missing_and_empty_roots_are_reported() {
    let folder = tree(&["a/x.png", "index/MORGUE_INDEX"]);
    let roots = [folder.path().join("none"), folder.path().join("a"), folder.path().join("index")];
    let walk = walk(&roots);
    let kinds: Vec<RootKind> = walk.roots.iter().map(|root| root.kind).collect();
    assert_eq!(kinds, [RootKind::Missing, RootKind::EmptyFolder, RootKind::Unreadable]);
    let reasons: Vec<&str> = walk.problems.iter().map(|problem| problem.reason.as_str()).collect();
    assert_eq!(reasons, ["it is an index of morgue, not a folder of articles", "no such file or folder"]);
}

#[cfg(unix)]
#[test]
fn links_do_not_loop_and_give_each_file_once() {
    use std::os::unix::fs::symlink;
    let folder = tree(&["in/a.txt", "out/b.txt", "out/deep/c.txt"]);
    let at = |path: &str| folder.path().join(path);
    symlink(at("in"), at("in/self")).unwrap();
    symlink(at("out"), at("in/out")).unwrap();
    symlink(at("in/out"), at("out/back")).unwrap();
    symlink(at("out/b.txt"), at("in/link.txt")).unwrap();
    symlink(at("nowhere"), at("in/broken.txt")).unwrap();
    symlink(at("in/round.txt"), at("in/round.txt")).unwrap();
    let walk = super::walk(&[at("in")], &|_| Links::Follow);
    assert_eq!(names(&walk, folder.path()), ["in/a.txt", "in/link.txt", "in/out/b.txt", "in/out/deep/c.txt"]);
    assert_eq!(walk.problems.len(), 2);
    assert_eq!(walk.problems[0].reason, "a symbolic link to nothing");
}

#[cfg(unix)]
#[test]
fn links_out_of_the_walked_folders_are_problems_unless_they_are_asked_for() {
    use std::os::unix::fs::symlink;
    let folder = tree(&["in/a.txt", "in/deep/c.txt", "out/b.txt", "more/d.txt"]);
    let at = |path: &str| folder.path().join(path);
    symlink(at("out/b.txt"), at("in/b.txt")).unwrap();
    symlink(at("out"), at("in/out")).unwrap();
    symlink(at("out/b.txt"), at("in/b.png")).unwrap();
    symlink(at("in/deep/c.txt"), at("in/inside.txt")).unwrap();
    symlink(at("more/d.txt"), at("in/d.txt")).unwrap();
    symlink("/proc", at("in/system")).unwrap();
    let problems = |walk: &Walk| -> Vec<String> {
        let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
        walk.problems.iter().map(|problem| format!("{}: {}", name(&problem.path), problem.reason)).collect()
    };
    let walked = walk(&[at("in"), at("more")]);
    let expected = ["in/a.txt", "in/d.txt", "in/deep/c.txt", "in/inside.txt", "more/d.txt"];
    assert_eq!(names(&walked, folder.path()), expected);
    let reason = "a symbolic link out of the folder (`--follow-links` reads it)";
    assert_eq!(problems(&walked), ["b.txt", "out", "system"].map(|name| format!("{name}: {reason}")));

    let followed =
        super::walk(&[at("in")], &|root| if root == at("in") { Links::Follow } else { Links::Report });
    let expected = ["in/a.txt", "in/b.txt", "in/d.txt", "in/deep/c.txt", "in/inside.txt", "in/out/b.txt"];
    assert_eq!(names(&followed, folder.path()), expected);
    assert_eq!(problems(&followed), ["system: a folder in which the system shows itself is not read"]);
    let named = walk(&["/proc".into()]);
    assert_eq!((named.roots[0].kind, named.files.len()), (RootKind::Unreadable, 0));
}

#[cfg(target_os = "linux")]
#[test]
fn unreadable_paths_are_reported() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let folder = tree(&["a.txt"]);
    fs::write(folder.path().join(OsStr::from_bytes(b"b\xff.txt")), "x").unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("s")).unwrap();
    let walk = walk(&[folder.path().to_owned()]);
    assert_eq!((walk.files.len(), walk.not_articles), (1, 1));
    let reasons: Vec<&str> = walk.problems.iter().map(|problem| problem.reason.as_str()).collect();
    assert_eq!(reasons, ["its name is not UTF-8"]);
    let walk = super::walk(&[folder.path().join("s")], &|_| Links::Report);
    assert_eq!(walk.problems[0].reason, "a socket is not a file");
}
