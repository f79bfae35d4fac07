//! A second definition of proximity, which tries every tuple of positions.

use morgue::{
    archive::Archive,
    article::{Article, Paragraph, ParagraphKind},
    span::Span,
};
use proptest::prelude::*;

use crate::support::request;

/// Words with different stems.
const WORDS: [&str; 4] = ["zorra", "kippe", "tuvan", "mello"];
/// Replaces highlighted words.
const PLACEHOLDER: &str = "xyloo";

/// A title, and paragraphs of sentences of words.
#[derive(Debug, Clone)]
struct Words {
    title: Vec<usize>,
    paragraphs: Vec<Vec<Vec<usize>>>,
}

/// The position of a word.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    word: usize,
    /// 0: the title.
    paragraph: usize,
    sentence: usize,
    /// The span in the title or the text.
    span: Span,
}

/// An operand of a proximity.
#[derive(Debug, Clone)]
enum Tree {
    Word(usize),
    Phrase(Vec<usize>, usize),
    Any(Vec<Self>),
    Near(Box<Self>, Reach, bool, Box<Self>),
}

#[derive(Debug, Clone, Copy)]
enum Reach {
    Words(usize),
    InOrder(usize),
    Sentence,
    Paragraph,
}

impl Words {
    /// Returns the article and the positions of its words; the words of `hidden` are replaced.
    fn article(&self, hidden: &[usize]) -> (Article, Vec<Place>) {
        let mut places = Vec::new();
        let mut sentence_number = 0;
        let mut write = |text: &mut String, sentence: &[usize], paragraph: usize| {
            for (at, &word) in sentence.iter().enumerate() {
                let written = if hidden.contains(&places.len()) { PLACEHOLDER } else { WORDS[word] };
                if at > 0 {
                    text.push(' ');
                }
                let start = text.len();
                let (first, rest) = written.split_at(1);
                text.push_str(&if at == 0 { first.to_uppercase() } else { first.to_owned() });
                text.push_str(rest);
                let span = Span::new(start, text.len());
                places.push(Place { word, paragraph, sentence: sentence_number, span });
            }
            sentence_number += 1;
        };
        let mut title = String::new();
        write(&mut title, &self.title, 0);
        let mut article = Article { id: "a".into(), ..Article::default() };
        for (number, sentences) in self.paragraphs.iter().enumerate() {
            let start = article.text.len();
            for (at, sentence) in sentences.iter().enumerate() {
                if at > 0 {
                    article.text.push(' ');
                }
                write(&mut article.text, sentence, number + 1);
                article.text.push('.');
            }
            let span = Span::new(start, article.text.len());
            article.paragraphs.push(Paragraph { kind: ParagraphKind::Paragraph, span });
            article.text.push('\n');
        }
        article.title = (!title.is_empty()).then_some(title);
        (article, places)
    }
}

impl Tree {
    fn query(&self) -> String {
        match self {
            Self::Word(word) => WORDS[*word].to_owned(),
            Self::Phrase(words, slop) => {
                let words: Vec<&str> = words.iter().map(|word| WORDS[*word]).collect();
                format!("\"{}\"~{slop}", words.join(" "))
            }
            Self::Any(trees) => {
                format!("({})", trees.iter().map(Self::query).collect::<Vec<_>>().join(" OR "))
            }
            Self::Near(left, reach, not, right) => {
                let not = if *not { "NOT " } else { "" };
                let operator = match reach {
                    Reach::Words(n) => format!("W/{n}"),
                    Reach::InOrder(n) => format!("PRE/{n}"),
                    Reach::Sentence => "W/S".to_owned(),
                    Reach::Paragraph => "W/P".to_owned(),
                };
                format!("({} {not}{operator} {})", left.query(), right.query())
            }
        }
    }

    /// Returns all trees without alternatives that this tree stands for.
    fn choices(&self) -> Vec<Self> {
        match self {
            Self::Any(trees) => trees.iter().flat_map(Self::choices).collect(),
            Self::Near(left, reach, true, right) => {
                let near = |left| Self::Near(Box::new(left), *reach, true, right.clone());
                left.choices().into_iter().map(near).collect()
            }
            Self::Near(left, reach, false, right) => {
                let mut both = Vec::new();
                for left in left.choices() {
                    for right in right.choices() {
                        both.push(Self::Near(Box::new(left.clone()), *reach, false, Box::new(right)));
                    }
                }
                both
            }
            leaf => vec![leaf.clone()],
        }
    }

    /// Returns the number of positions in a tuple for this tree, which has no alternatives.
    fn slots(&self) -> usize {
        match self {
            Self::Word(_) => 1,
            Self::Phrase(words, _) => words.len(),
            Self::Near(left, _, true, _) => left.slots(),
            Self::Near(left, _, false, right) => left.slots() + right.slots(),
            Self::Any(_) => unreachable!("alternatives are taken apart"),
        }
    }

    /// Returns every tuple of positions that satisfies the tree, which may have alternatives.
    fn ways(&self, places: &[Place]) -> Vec<Vec<usize>> {
        let mut ways = Vec::new();
        for tree in self.choices() {
            let slots = tree.slots();
            for number in 0..places.len().pow(slots as u32) {
                let digit = |slot: usize| number / places.len().pow(slot as u32) % places.len();
                let tuple: Vec<usize> = (0..slots).map(digit).collect();
                if tree.holds(&tuple, places) {
                    ways.push(tuple);
                }
            }
        }
        ways
    }

    fn holds(&self, tuple: &[usize], places: &[Place]) -> bool {
        match self {
            Self::Word(word) => places[tuple[0]].word == *word,
            Self::Phrase(words, slop) => {
                let spread = tuple[tuple.len() - 1] as isize - tuple[0] as isize;
                tuple.iter().zip(words).all(|(&at, word)| places[at].word == *word)
                    && tuple.windows(2).all(|pair| pair[0] < pair[1])
                    && spread <= (words.len() - 1 + slop) as isize
                    && places[tuple[0]].paragraph == places[tuple[tuple.len() - 1]].paragraph
            }
            Self::Near(left, reach, true, right) => {
                left.holds(tuple, places)
                    && !right.ways(places).iter().any(|other| reach.holds(tuple, other, places))
            }
            Self::Near(left, reach, false, right) => {
                let (of_left, of_right) = tuple.split_at(left.slots());
                left.holds(of_left, places)
                    && right.holds(of_right, places)
                    && reach.holds(of_left, of_right, places)
            }
            Self::Any(_) => unreachable!("alternatives are taken apart"),
        }
    }

    fn has_not(&self) -> bool {
        match self {
            Self::Word(_) | Self::Phrase(..) => false,
            Self::Any(trees) => trees.iter().any(Self::has_not),
            Self::Near(left, _, not, right) => *not || left.has_not() || right.has_not(),
        }
    }
}

impl Reach {
    fn holds(self, left: &[usize], right: &[usize], places: &[Place]) -> bool {
        if left.iter().any(|word| right.contains(word)) {
            return false;
        }
        let all = || left.iter().chain(right).map(|&at| places[at]);
        let same = |of: fn(&Place) -> usize| {
            let first = of(&places[left[0]]);
            all().all(|place| of(&place) == first)
        };
        if !same(|place| usize::from(place.paragraph == 0)) {
            return false;
        }
        let ends = |side: &[usize]| (*side.iter().min().unwrap(), *side.iter().max().unwrap());
        let ((left_first, left_last), (right_first, right_last)) = (ends(left), ends(right));
        match self {
            Self::Words(n) => left_first <= right_last + n && right_first <= left_last + n,
            Self::InOrder(n) => left_last < right_first && right_first <= left_last + n,
            Self::Sentence => same(|place| place.sentence),
            Self::Paragraph => same(|place| place.paragraph),
        }
    }
}

/// Returns the maximum number of these tuples that do not overlap.
fn most_apart(ways: &[Vec<usize>], words: usize) -> usize {
    let mut best = vec![0; words + 1];
    for end in 0..words {
        best[end + 1] = best[end];
        for way in ways.iter().filter(|way| *way.iter().max().unwrap() == end) {
            best[end + 1] = best[end + 1].max(best[*way.iter().min().unwrap()] + 1);
        }
    }
    best[words]
}

fn words() -> impl Strategy<Value = Words> {
    let sentence = prop::collection::vec(0..WORDS.len(), 1..4);
    let paragraph = prop::collection::vec(sentence, 1..3);
    let title = prop::collection::vec(0..WORDS.len(), 0..3);
    (title, prop::collection::vec(paragraph, 1..3))
        .prop_map(|(title, paragraphs)| Words { title, paragraphs })
}

fn leaf() -> impl Strategy<Value = Tree> + Clone {
    prop_oneof![
        4 => (0..WORDS.len()).prop_map(Tree::Word),
        1 => (prop::collection::vec(0..WORDS.len(), 2), 0..3_usize).prop_map(|(words, slop)| Tree::Phrase(words, slop)),
    ]
}

fn group() -> impl Strategy<Value = Tree> + Clone {
    prop_oneof![3 => leaf(), 1 => prop::collection::vec(leaf(), 2).prop_map(Tree::Any)]
}

fn near(operand: impl Strategy<Value = Tree> + Clone) -> impl Strategy<Value = Tree> + Clone {
    let reach = prop_oneof![
        3 => (1..5_usize).prop_map(Reach::Words),
        2 => (1..5_usize).prop_map(Reach::InOrder),
        1 => Just(Reach::Sentence),
        1 => Just(Reach::Paragraph),
    ];
    let not = prop::bool::weighted(0.2);
    (operand.clone(), reach, not, operand)
        .prop_map(|(left, reach, not, right)| Tree::Near(Box::new(left), reach, not, Box::new(right)))
}

fn tree() -> impl Strategy<Value = Tree> {
    let flat = near(group());
    let small = near((0..WORDS.len()).prop_map(Tree::Word));
    let nested = near(prop_oneof![1 => small, 1 => (0..WORDS.len()).prop_map(Tree::Word)]);
    prop_oneof![3 => flat, 2 => nested]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn proximity_agrees_with_trying_every_tuple(words in words(), tree in tree()) {
        let (article, places) = words.article(&[]);
        let ways = tree.ways(&places);
        let mut expected: Vec<usize> = ways.iter().flatten().copied().collect();
        expected.sort_unstable();
        expected.dedup();
        let query = tree.query();
        let mut archive = Archive::in_memory();
        archive.add(article.clone());
        let results = archive.search(&request(&query)).unwrap();
        prop_assert_eq!(results.summary.total, usize::from(!ways.is_empty()), "`{}` of {:?}", query, article);
        let (title_marks, text_marks) = archive.highlight(&article, &request(&query)).unwrap();
        let spans = |in_title: bool| {
            let chosen = expected.iter().map(|&at| places[at]);
            chosen.filter(|place| (place.paragraph == 0) == in_title).map(|place| place.span).collect::<Vec<_>>()
        };
        prop_assert_eq!(title_marks, spans(true), "`{}` of {:?}", query, article);
        prop_assert_eq!(text_marks, spans(false), "`{}` of {:?}", query, article);
        if let Some(hit) = results.passages.first().filter(|hit| !hit.highlights.is_empty()) {
            let is_shown = |&at: &usize| places[at].paragraph > 0 && hit.span.contains(places[at].span);
            let whole = ways.iter().any(|way| way.iter().all(is_shown));
            prop_assert!(whole, "the passage {:?} contains no whole match of `{}` of {:?}", hit.span, query, article);
        }
        if !tree.has_not() {
            let mut archive = Archive::in_memory();
            archive.add(words.article(&expected).0);
            prop_assert_eq!(archive.count(&request(&query)).unwrap().total, 0, "`{}` without the highlights", query);
        }
    }

    #[test]
    fn overlapping_occurrences_are_counted_once(words in words(), tree in group(), count in 1..4_usize) {
        let (article, places) = words.article(&[]);
        let ways = tree.ways(&places);
        let query = format!("atleast{count}({})", tree.query());
        let mut archive = Archive::in_memory();
        archive.add(article.clone());
        let holds = most_apart(&ways, places.len()) >= count;
        prop_assert_eq!(archive.count(&request(&query)).unwrap().total, usize::from(holds), "`{}` of {:?}", query, article);
    }
}

#[test]
fn text_that_repeats_its_words_is_searched_quickly() {
    let text = |count: usize| "zorra kippe ".repeat(count);
    let mut archive = Archive::in_memory();
    archive.add(Article { id: "a".into(), text: text(5_000), ..Article::default() });
    archive.add(Article {
        id: "b".into(),
        text: format!("{}\n\n{}", text(300), text(300)),
        ..Article::default()
    });
    let start = std::time::Instant::now();
    for (query, total) in [
        ("(zorra W/P kippe) W/P (zorra W/P kippe)", 2),
        ("((zorra W/255 kippe) W/255 zorra) W/255 kippe", 2),
        ("(zorra PRE/9 kippe) W/1 (kippe PRE/9 zorra)", 2),
        ("\"zorra kippe zorra kippe\"~400 W/9 \"kippe zorra\"~400", 2),
        ("(zorra PRE/1 zorra) W/500 kippe", 0),
        ("atleast300(zorra OR kippe)", 2),
    ] {
        assert_eq!(archive.count(&request(query)).unwrap().total, total, "`{query}`");
    }
    let took = start.elapsed();
    assert!(took.as_secs() < 30, "{took:?}");
}
