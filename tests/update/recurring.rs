//! Lines that recur in a folder are boilerplate, in whatever order its files arrive.

use std::collections::BTreeMap;

use morgue::{
    article::{Article, ParagraphKind},
    update::{Inputs, Mode},
};

use crate::support::{Home, counts};

const FOOTER: &str =
    "The Leeds Courier is printed in Hunslet every day but Sunday.\nWrite to the desk or ring the office";

/// Returns a made-up word that is different for each number.
fn words(number: usize) -> String {
    const SYLLABLES: [&str; 8] = ["ba", "de", "fi", "go", "lu", "mor", "nel", "pas"];
    let mut word = String::new();
    let mut rest = number + 8;
    while rest > 0 {
        word.push_str(SYLLABLES[rest % 8]);
        rest /= 8;
    }
    word
}

/// Returns a story that shares no sentence with other stories.
fn story(number: usize) -> String {
    let name = words(number);
    format!(
        "Flood reaches {name} bridge\n\nBy Jane Doe\n\nWater stood in the streets of {name} on Friday, the council said.\n\nPeople of \
         {name} were told to stay at home.\n\nThe bridge at {name} stays closed.\n"
    )
}

fn with_footer(number: usize) -> String {
    format!("{}\n{FOOTER}\n", story(number))
}

/// Returns the articles by path, without the fields that depend on the order in which files arrive.
fn made(home: &Home) -> BTreeMap<String, Article> {
    let articles = home.articles().into_iter();
    articles
        .map(|article| (article.path.clone(), Article { id: String::new(), seen: 0, ..article }))
        .collect()
}

fn rebuild(home: &Home) {
    let mut request = home.request_of(Inputs::Known);
    request.mode = Mode::Rebuild;
    home.update(request);
}

#[test]
fn a_footer_is_cut_once_five_articles_have_it() {
    let mut home = Home::new();
    for number in 0..4 {
        home.write(&format!("news/{number}.txt"), &with_footer(number));
    }
    home.run();
    assert!(home.articles().iter().all(|article| article.text.contains("Hunslet")));
    let before = home.article(&words(2));
    home.now += 3600;
    home.write("news/4.txt", &with_footer(4));
    assert_eq!(counts(&home.run()), [1, 0, 4, 0, 0, 0, 0]);
    for article in home.articles() {
        assert!(article.text.ends_with("stays closed."), "{}", article.text);
        assert!(article.title.as_deref().unwrap().starts_with("Flood reaches "));
        assert_eq!(article.byline, ["Jane Doe"]);
    }
    let after = home.article(&words(2));
    assert_eq!((after.id, after.seen), (before.id, before.seen));
    let files = home.files_of_index();
    assert_eq!(counts(&home.run()), [0, 0, 5, 0, 0, 0, 0]);
    assert_eq!(home.files_of_index(), files);

    // With only four such articles, the footer is part of their text again.
    home.remove("news/1.txt");
    assert_eq!(counts(&home.run()), [0, 0, 4, 1, 0, 0, 0]);
    assert!(home.articles().iter().all(|article| article.text.contains("Hunslet")));
}

#[test]
fn copies_of_one_article_count_once() {
    let home = Home::new();
    for number in 0..12 {
        let story = story(7).replace("\n\nPeople", &format!("\n\n{} was hit too.\n\nPeople", words(number)));
        home.write(&format!("news/{number}.txt"), &story);
        home.write(&format!("news/other-{number}.txt"), &story.replacen("Flood", "High water", 1));
    }
    home.run();
    assert!(home.articles().iter().all(|article| article.text.ends_with("stays closed.")));
}

#[test]
fn a_title_or_a_name_that_recurs_is_not_lost() {
    let home = Home::new();
    for number in 0..8 {
        let story = story(number);
        let (_, text) = story.split_once("\n\n").unwrap();
        home.write(&format!("news/column/{number}.txt"), &format!("Letters to the Editor\n\n{text}"));
        let signed = if number < 6 { "\nJohn Roe" } else { "" };
        let other = self::story(number + 100);
        home.write(&format!("news/signed/{number}.txt"), &format!("World News Today\n\n{other}"));
        home.write(&format!("news/some/{number}.txt"), &(self::story(number + 200) + signed));
    }
    for number in 0..6 {
        home.write(&format!("news/some/x{number}.txt"), &story(number + 300));
    }
    home.run();
    for article in home.articles() {
        let title = article.title.as_deref().unwrap();
        assert_eq!(title == "Letters to the Editor", article.path.contains("/column/"), "{title}");
        assert!(!article.text.contains("World News Today"));
    }
    let signed = home.articles().into_iter().filter(|article| article.text.ends_with("John Roe"));
    assert_eq!(signed.count(), 6);
}

#[test]
fn recurring_lines_also_count_in_folders_below() {
    let home = Home::new();
    for number in 0..6 {
        // One folder per day: no folder has enough texts by itself.
        home.write(&format!("news/2026/{number:02}/a.txt"), &with_footer(number));
        home.write(&format!("more/{number}.txt"), &story(number + 10));
    }
    home.write("more/6.txt", &with_footer(20));
    home.update(home.request(&["news", "more"]));
    let with = home.articles().into_iter().filter(|article| article.text.contains("Hunslet"));
    // The text in another folder keeps the line.
    assert_eq!(with.map(|article| article.path.contains("/more/")).collect::<Vec<_>>(), [true]);
}

#[test]
fn inputs_outside_the_run_are_updated_too() {
    let home = Home::new();
    for number in 0..3 {
        home.write(&format!("news/a/{number}.txt"), &with_footer(number));
        home.write(&format!("news/b/{number}.txt"), &story(number + 10));
    }
    home.run();
    for number in 3..6 {
        home.write(&format!("news/b/{number}.txt"), &with_footer(number));
    }
    assert_eq!(counts(&home.update(home.request(&["news/b"]))), [3, 0, 6, 0, 0, 0, 0]);
    assert!(!home.articles().iter().any(|article| article.text.contains("Hunslet")));
}

#[test]
fn in_markdown_recurring_lines_are_cut_or_become_furniture() {
    let home = Home::new();
    for number in 0..6 {
        let story = story(number);
        home.write(
            &format!("news/{number}.md"),
            &format!("The Courier Online\n\n# {story}\nRead on in print, says *the desk*.\n\nOne last word on {}.\n", words(number)),
        );
        home.write(
            &format!("news/end-{number}.md"),
            &format!("# {}\nRead on in print, says the desk.\n", self::story(number + 50)),
        );
    }
    home.run();
    for article in home.articles() {
        assert!(article.title.as_deref().unwrap().starts_with("Flood"), "{article:?}");
        let furniture: Vec<&str> = article
            .paragraphs
            .iter()
            .filter(|paragraph| paragraph.kind == ParagraphKind::Furniture)
            .map(|paragraph| paragraph.span.of(&article.text))
            .collect();
        let inside: &[&str] =
            if article.path.contains("end-") { &[] } else { &["Read on in print, says the desk."] };
        assert_eq!(furniture, inside, "{}", article.text);
    }
}

#[test]
fn the_order_of_arrival_does_not_matter() {
    let all: Vec<(String, String)> = (0..18)
        .map(|number| {
            let text = match number % 3 {
                0 => story(number),
                1 => with_footer(number),
                _ => format!("Leeds Courier online\n\n{}", with_footer(number)),
            };
            (format!("news/{}/{number}.txt", ["a", "b"][number % 2]), text)
        })
        .collect();
    let whole = Home::new();
    all.iter().for_each(|(name, text)| whole.write(name, text));
    whole.run();
    let expected: Vec<Article> = made(&whole).into_values().collect();
    for step in [5, 7, 11] {
        let home = Home::new();
        for round in 0..3 {
            for at in (0..all.len()).filter(|at| at * step % all.len() % 3 == round) {
                home.write(&all[at].0, &all[at].1);
            }
            home.run();
        }
        let same = |home: &Home| {
            for (article, expected) in made(home).into_values().zip(&expected) {
                let expected = Article { path: article.path.clone(), run: article.run, ..expected.clone() };
                assert_eq!(article, expected);
            }
        };
        same(&home);
        rebuild(&home);
        same(&home);
    }
}
