//! 1. A chain of proximities is decided by the widest intervals as by all of them.
//! 2. The number of intervals that are looked at is bounded, however long a chain of common words is.

use std::cell::Cell;

use proptest::prelude::*;

use super::{super::clause::Within, *};
use crate::{
    analyzed_article::{AnalyzedArticle, analyze},
    article::Article,
    matching::{AnalyzedView, Form, Languages},
};

thread_local! {
    static WORK: Cell<u64> = const { Cell::new(0) };
}

/// Counts an interval that is looked at.
pub(super) fn count() {
    WORK.set(WORK.get() + 1);
}

fn article(title: &str, text: &str) -> AnalyzedArticle {
    let (title, text) = (Some(title.to_owned()), text.to_owned());
    analyze(Article { id: "a".into(), title, text, ..Article::default() })
}

fn word(word: &str) -> Operand {
    let form = Form { term: word.to_owned(), languages: Languages::Any };
    Operand::Spans(Spans::Word(TermPredicate::Forms(vec![form])))
}

fn near(left: Operand, distance: u32, right: Operand) -> Near {
    Near { left, right, within: Within::Words(distance), presence: Presence::Near }
}

/// Returns the chain `words[0] W/distance words[1] W/distance …`.
fn chain(words: &[&str], distance: u32) -> Operand {
    let mut words = words.iter().copied();
    let first = word(words.next().unwrap());
    words.fold(first, |left, right| Operand::Near(Box::new(near(left, distance, word(right)))))
}

fn holds(of: &Operand, article: &AnalyzedArticle) -> bool {
    occurs(Stream::Part(Part::Anywhere), of, 1, &mut AnalyzedView::new(article), Unit::Article)
}

/// Returns whether `of` occurs by all its intervals.
fn by_intervals(of: &Operand, article: &AnalyzedArticle) -> bool {
    let mut view = AnalyzedView::new(article);
    !intervals(of, &mut Scope::new(of, Stream::Part(Part::Anywhere), &mut view, Unit::Article)).is_empty()
}

#[test]
fn of_hulls_inside_others_none_is_left() {
    assert_eq!(hulls::widest(vec![(4, 6), (1, 5), (2, 3), (1, 4), (4, 6)]), [(1, 5), (4, 6)]);
}

#[test]
fn a_chain_does_not_reach_from_the_title_into_the_text() {
    let article = article("ferry storm", "bridge harbour");
    assert!(!holds(&chain(&["ferry", "storm", "bridge"], 9), &article));
    assert!(!holds(&chain(&["bridge", "harbour", "storm"], 9), &article));
}

#[test]
fn a_long_chain_of_common_words_takes_little_work() {
    let words = ["the", "of", "to", "in", "a", "and"];
    let text: Vec<&str> = (0..3_000).map(|at| words[at * 7 % 6]).collect();
    let article = article("Title", &text.join(" "));
    let cycle = |count: usize, words: &[&'static str]| -> Vec<&str> {
        words.iter().copied().cycle().take(count).collect()
    };
    // Different words; one word again and again, which may not stand for itself twice; and a chain that does not match.
    let same = chain(&cycle(20, &["the"]), 50);
    let cases = [(chain(&words, 50), true), (same, true), (chain(&["the", "of", "to", "ferry"], 50), false)];
    for (of, expected) in cases {
        WORK.set(0);
        assert_eq!(holds(&of, &article), expected, "{of:?}");
        assert!(WORK.get() < 100_000, "{} intervals of {of:?}", WORK.get());
    }
}

#[test]
fn a_match_that_few_intervals_do_not_show_is_found() {
    let text = format!("{}{}harbour", "ferry ".repeat(12), "storm ".repeat(12));
    let article = article("Title", &text);
    let in_order = |left, distance, right| {
        Operand::Near(Box::new(Near { within: Within::WordsInOrder(distance), ..near(left, 0, right) }))
    };
    // Only the last storm is beside the harbour, and it is the furthest from each ferry.
    let inner = in_order(word("ferry"), 30, word("storm"));
    assert!(holds(&in_order(inner.clone(), 1, word("harbour")), &article));
    assert!(!holds(&in_order(inner, 1, word("ferry")), &article));
}

fn operand() -> impl Strategy<Value = Operand> {
    let leaf = prop::sample::select(&["ferry", "storm", "bridge", "harbour", "tide"][..]).prop_map(word);
    let leaf = prop_oneof![
        4 => leaf.clone(),
        1 => prop::collection::vec(leaf, 1..3).prop_map(Operand::Any),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        (inner.clone(), 1..6_u32, inner)
            .prop_map(|(left, distance, right)| Operand::Near(Box::new(near(left, distance, right))))
    })
}

proptest! {
    #[test]
    fn a_chain_is_decided_by_the_widest_intervals_as_by_all(
        of in operand(),
        words in prop::collection::vec(prop::sample::select(&["ferry", "storm", "bridge", "harbour", "tide", "x", "y"][..]), 2..24),
        title_words in 0..3_usize,
    ) {
        let title_words = title_words.min(words.len() - 1);
        let article = article(&words[..title_words].join(" "), &words[title_words..].join(" "));
        prop_assert_eq!(holds(&of, &article), by_intervals(&of, &article));
    }
}
