//! Questions of an editor: the share of the first three results that an editor would keep. Questions and answers were found by reading
//! (`editor_questions.tsv`).

use std::collections::HashSet;

use morgue::archive::{Archive, SearchRequest};
use morgue::backend::{Local, tantivy::Snapshot};

use super::search::fill;

/// Number of results that are checked.
const FIRST: usize = 3;

/// Minimum share, slightly below the share that was reached.
const FLOOR: f64 = 0.86;

/// A question with the stories that answer it. A story is a list of article ids.
struct Question {
    text: String,
    stories: Vec<HashSet<String>>,
}

fn questions() -> Vec<Question> {
    let lines = include_str!("editor_questions.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let (text, stories) = line.split_once('\t').expect("a question, a tab, its answers");
            let ids = |story: &str| story.split('+').map(str::to_owned).collect();
            Question { text: text.to_owned(), stories: stories.split(' ').map(ids).collect() }
        })
        .collect()
}

#[test]
fn an_editor_keeps_most_of_the_first_three_answers() {
    let Some(articles) = crate::judged_data("bulk/reuters21578.jsonl.gz") else { return };
    let index = tempfile::tempdir().unwrap();
    fill(index.path(), &articles);
    let archive = Archive::over(Box::new(Local::new(Snapshot::open(index.path()).unwrap())));
    let now: jiff::Zoned = "1987-12-01T00:00:00Z[UTC]".parse().unwrap();
    let (mut kept, mut possible, mut first) = (0, 0, 0);
    let questions = questions();
    for question in &questions {
        let request = SearchRequest { limit: Some(FIRST), ..SearchRequest::new(&question.text, now.clone()) };
        let hits = archive.search(&request).unwrap().passages;
        let is_kept = |id: &str| question.stories.iter().any(|story| story.contains(id));
        let good: Vec<bool> = hits.iter().map(|hit| is_kept(&hit.article.id)).collect();
        let found = good.iter().filter(|good| **good).count();
        let most = question.stories.len().min(hits.len().max(1));
        if found < most {
            let shown: Vec<&str> = hits.iter().map(|hit| hit.article.id.as_str()).collect();
            println!("{} of {most}: {} {shown:?} {good:?}", found.min(most), question.text);
        }
        kept += found.min(most);
        possible += most;
        first += usize::from(good.first() == Some(&true));
    }
    let share = kept as f64 / possible as f64;
    println!("kept {kept} of {possible} ({share:.3}), the first of {first} of {}", questions.len());
    assert!(share >= FLOOR, "{share:.3} under {FLOOR}");
}
