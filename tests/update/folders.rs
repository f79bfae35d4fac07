//! Absent folders, folders of other programs, other versions, and runs without inputs.

use std::fs;

use morgue::{
    store::{FORMAT_VERSION, LocalStore},
    update::{Absent, Inputs, contents, update},
};

use crate::support::{Home, counts};

fn with_two() -> Home {
    let home = Home::new();
    home.write("news/a.txt", "Title a\n\nText a.\n");
    home.write("more/b.txt", "Title b\n\nText b.\n");
    home.update(home.request(&["news", "more"]));
    home
}

#[test]
fn an_absent_folder_keeps_its_articles_until_pruned() {
    let home = with_two();
    home.rename("more", "elsewhere");
    let report = home.update(home.request_of(Inputs::Known));
    assert_eq!(counts(&report), [0, 0, 1, 0, 0, 1, 0]);
    let shown = report.problems[0].to_string();
    let more = home.path("more").display().to_string();
    assert_eq!(shown, format!("{more}: it is not there; its article is kept (`--prune` drops it)"));
    assert_eq!(report.articles, 2);

    home.rename("elsewhere", "more");
    assert_eq!(counts(&home.update(home.request_of(Inputs::Known))), [0, 0, 2, 0, 0, 0, 0]);
    home.rename("more", "elsewhere");
    let mut request = home.request_of(Inputs::Known);
    request.absent = Absent::Prune;
    assert_eq!(counts(&home.update(request)), [0, 0, 1, 1, 0, 0, 0]);
    assert_eq!(contents(&home.store()).unwrap().folders, [home.path("news")]);
}

#[test]
fn an_emptied_folder_keeps_its_articles_until_pruned() {
    let home = with_two();
    home.remove("more/b.txt");
    let report = home.update(home.request(&["more"]));
    assert_eq!(counts(&report), [0, 0, 0, 0, 0, 1, 0]);
    assert_eq!(report.articles, 2);
    let mut request = home.request(&["more"]);
    request.absent = Absent::Prune;
    assert_eq!(counts(&home.update(request)), [0, 0, 0, 1, 0, 0, 0]);
}

#[test]
fn only_named_folders_lose_articles() {
    let home = with_two();
    home.write("news/c.txt", "Title c\n\nText c.\n");
    home.write("more/d.txt", "Title d\n\nText d.\n");
    home.run();
    home.update(home.request_of(Inputs::Known));
    home.remove("news/a.txt");
    home.remove("more/b.txt");
    assert_eq!(counts(&home.run()), [0, 0, 1, 1, 0, 0, 0]);
    assert_eq!(home.texts(), ["Text b.", "Text c.", "Text d."]);
    assert_eq!(counts(&home.update(home.request_of(Inputs::Known))), [0, 0, 2, 1, 0, 0, 0]);
}

#[test]
fn a_folder_of_another_program_is_not_changed() {
    let home = Home::new();
    home.write("news/a.txt", "Title a\n\nText a.\n");
    home.write("index/thesis.txt", "mine");
    let error = home.fails(home.request(&["news"]));
    assert_eq!(
        error.to_string(),
        format!(
            "`{}` is not a morgue index, and not empty; nothing is written there",
            home.index().display()
        )
    );
    assert_eq!(home.files_of_index().len(), 1);
}

#[test]
fn a_folder_with_gitkeep_becomes_an_index() {
    let home = Home::new();
    home.write("news/a.txt", "Title a\n\nText a.\n");
    home.write("index/.gitkeep", "");
    assert_eq!(counts(&home.run()), [1, 0, 0, 0, 0, 0, 0]);
}

#[test]
fn an_index_of_another_version_gives_an_error_and_can_be_rebuilt() {
    let home = Home::new();
    home.write("news/a.txt", "Title a\n\nText a.\n");
    home.run();
    let before = home.article("Text a");
    let generation = fs::read_to_string(home.index().join("CURRENT")).unwrap();
    let marker = home.index().join("MORGUE_INDEX");
    let ours = fs::read_to_string(&marker).unwrap();
    let meta = home.index().join(generation.split(' ').next().unwrap()).join("engine/meta.json");
    // Marker and payload now state that an older version wrote the index. It wrote no checksums.
    let format = format!("format\\\":{FORMAT_VERSION}");
    let older = fs::read_to_string(&meta).unwrap().replace(&format, "format\\\":0");
    let (older, _) = older.trim_end().rsplit_once('\n').unwrap();
    fs::write(&meta, format!("{older}\n")).unwrap();
    fs::write(&marker, "{\"format\":0,\"analyzer\":1}\n").unwrap();
    let error = home.fails(home.request(&["news"])).to_string();
    assert!(error.contains("has format 0 and analyzer"), "{error}");
    assert!(error.contains(&format!("this morgue reads format {FORMAT_VERSION}")), "{error}");
    assert!(error.ends_with("`morgue index --rebuild` builds it anew"), "{error}");
    let report = home.run_with(|request| request.mode = morgue::update::Mode::Rebuild);
    assert_eq!(counts(&report), [0, 0, 1, 0, 0, 0, 0]);
    assert_eq!(fs::read_to_string(&marker).unwrap(), ours);
    assert_eq!(home.article("Text a"), before);
}

#[test]
fn a_run_without_paths_needs_an_index() {
    let home = Home::new();
    let error = home.fails(home.request_of(Inputs::Known)).to_string();
    assert_eq!(error, format!("no folder was indexed before in `{}`; name one", home.index().display()));
    assert!(!home.index().exists());
}

#[test]
fn an_index_inside_the_folder_is_not_read() {
    let home = Home::new();
    home.write("news/a.txt", "Title a\n\nText a.\n");
    let inside = home.path("news/index");
    let run = || update(home.request(&["news"]), &LocalStore::new(&inside), &|_| ()).unwrap();
    assert_eq!(counts(&run()), [1, 0, 0, 0, 0, 0, 0]);
    assert_eq!(counts(&run()), [0, 0, 1, 0, 0, 0, 0]);
    assert!(inside.join("MORGUE_INDEX").exists());
}

#[test]
fn a_run_without_files_makes_an_empty_index() {
    let home = Home::new();
    let report = home.run();
    assert_eq!((counts(&report), report.articles), ([0; 7], 0));
    assert!(home.articles().is_empty());
}

#[test]
fn forgotten_inputs_do_not_count_as_unreadable() {
    let home = with_two();
    home.write("news/old/broken.json", "{\"text\":[");
    home.write("news/old/lines.jsonl", "{\"text\":\"Rain fell on Leeds.\"}\n{\"text\":\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", home.path("news/old/link.txt")).unwrap();
    let first = home.run();
    assert!(first.unreadable >= 2, "{:?}", first.problems);
    let forgotten = home.update(home.request_of(Inputs::Forget(vec![home.path("news/old")])));
    assert_eq!((forgotten.removed, forgotten.articles, forgotten.unreadable), (1, 2, 0));
    let again = home.update(home.request_of(Inputs::Known));
    assert_eq!((again.skipped, again.unreadable), (0, 0), "{:?}", again.problems);
}
