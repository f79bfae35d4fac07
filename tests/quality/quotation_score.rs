//! Metrics for quotations, as `score_quotes.py` defines them: which letters are inside quotation marks, which prediction matches which
//! attribution, and whether the speaker is right. Offsets are code points.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

type Spans = Vec<(usize, usize)>;
type Letters = BTreeSet<usize>;

/// An attribution or a prediction.
pub(crate) struct Item {
    pub(crate) content: Spans,
    pub(crate) speaker: Spans,
    pub(crate) cue: Spans,
    letters: Letters,
    quoted: Letters,
}

/// Counts summed over articles.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    gold: usize,
    predicted: usize,
    found: usize,
    gold_quoted: usize,
    predicted_quoted: usize,
    found_quoted: usize,
    found_with_source: usize,
    right_mention: usize,
    right_joint: usize,
    untouched: usize,
    sure: usize,
    sure_and_right: usize,
}

/// The metrics, in percent.
#[derive(Debug)]
pub(crate) struct Figures {
    pub(crate) d_f1: f64,
    pub(crate) s_acc: f64,
    pub(crate) ds_f1: f64,
    pub(crate) a_f1: f64,
    pub(crate) false_share: f64,
    pub(crate) sure_right: f64,
}

impl Item {
    /// Returns the item with its letters, and its letters inside quotation marks.
    pub(crate) fn new(text: &[char], regions: &Spans, content: Spans, speaker: Spans, cue: Spans) -> Self {
        let letters = letters(text, &content);
        let mark = if cue.is_empty() { &speaker } else { &cue };
        let quotes = |region: &(usize, usize)| {
            let touches = content.iter().any(|span| span.0 < region.1 && region.0 < span.1);
            let holds = !mark.is_empty() && mark.iter().all(|span| region.0 <= span.0 && span.1 <= region.1);
            touches && !holds
        };
        let used: Spans = regions.iter().copied().filter(quotes).collect();
        let quoted = letters.intersection(&self::letters(text, &used)).copied().collect();
        Self { content, speaker, cue, letters, quoted }
    }

    /// Returns whether the content contains a letter or digit. Items without any are not counted.
    pub(crate) fn has_letters(&self) -> bool {
        !self.letters.is_empty()
    }

    fn touches(&self, other: &Self) -> bool {
        let all = |item: &Self| [&item.content[..], &item.speaker, &item.cue].concat();
        touch(&all(self), &all(other))
    }
}

/// Returns the spans of a field of an attribution.
pub(crate) fn spans(value: &Value) -> Spans {
    let bound = |span: &Value, name: &str| span[name].as_u64().unwrap_or(0) as usize;
    value.as_array().into_iter().flatten().map(|span| (bound(span, "start"), bound(span, "end"))).collect()
}

fn letters(text: &[char], spans: &Spans) -> Letters {
    let inside = spans.iter().flat_map(|span| span.0..span.1.min(text.len()));
    inside.filter(|&at| text[at].is_alphanumeric()).collect()
}

fn touch(one: &[(usize, usize)], other: &[(usize, usize)]) -> bool {
    one.iter().any(|a| other.iter().any(|b| a.0 < b.1 && b.0 < a.1))
}

fn jaccard(one: &Letters, other: &Letters) -> f64 {
    let shared = one.intersection(other).count();
    shared as f64 / (one.len() + other.len() - shared).max(1) as f64
}

impl Counts {
    /// Adds one article. `confidence` has an entry for each item of `predicted`.
    pub(crate) fn add(&mut self, gold: &[Item], predicted: &[Item], confidence: &[f32]) {
        let all = matching(gold, predicted, |g, p| jaccard(&g.letters, &p.letters), 0.3);
        let direct = matching(gold, predicted, |g, p| jaccard(&g.quoted, &p.quoted), 0.8);
        let overlap = matching(gold, predicted, |g, p| jaccard(&g.letters, &p.letters), f64::MIN_POSITIVE);
        self.gold += gold.len();
        self.predicted += predicted.len();
        self.found += all.len();
        self.gold_quoted += gold.iter().filter(|item| !item.quoted.is_empty()).count();
        self.predicted_quoted += predicted.iter().filter(|item| !item.quoted.is_empty()).count();
        self.found_quoted += direct.len();
        for (&g, &p) in &direct {
            let right = touch(&gold[g].speaker, &predicted[p].speaker);
            self.found_with_source += usize::from(!gold[g].speaker.is_empty());
            self.right_mention += usize::from(!gold[g].speaker.is_empty() && right);
            self.right_joint += usize::from(gold[g].speaker.is_empty() || right);
        }
        self.untouched += predicted.iter().filter(|p| !gold.iter().any(|g| p.touches(g))).count();
        self.add_sure(gold, predicted, confidence, [&direct, &overlap]);
    }

    /// Counts the predictions with a confidence of at least .9, and how many of them have the right speaker.
    fn add_sure(&mut self, gold: &[Item], predicted: &[Item], confidence: &[f32], matchings: [&Matching; 2]) {
        let partner = |p: usize| {
            matchings
                .iter()
                .find_map(|matching| matching.iter().find(|(_, found)| **found == p).map(|(g, _)| *g))
        };
        for (p, item) in predicted.iter().enumerate().filter(|(p, _)| confidence[*p] >= 0.9) {
            self.sure += 1;
            self.sure_and_right += usize::from(
                partner(p)
                    .is_some_and(|g| gold[g].speaker.is_empty() || touch(&gold[g].speaker, &item.speaker)),
            );
        }
    }

    /// Returns the metrics.
    pub(crate) fn figures(&self) -> Figures {
        let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        let f1 = |hits: usize, gold: usize, predicted: usize| share(2 * hits, gold + predicted);
        Figures {
            d_f1: f1(self.found_quoted, self.gold_quoted, self.predicted_quoted),
            s_acc: share(self.right_mention, self.found_with_source),
            ds_f1: f1(self.right_joint, self.gold_quoted, self.predicted_quoted),
            a_f1: f1(self.found, self.gold, self.predicted),
            false_share: share(self.untouched, self.predicted),
            sure_right: share(self.sure_and_right, self.sure),
        }
    }
}

type Matching = BTreeMap<usize, usize>;

/// Returns a one-to-one matching with the most pairs that score at least `least`: greedy by score, then with augmenting paths.
fn matching(gold: &[Item], predicted: &[Item], score: impl Fn(&Item, &Item) -> f64, least: f64) -> Matching {
    let mut pairs = Vec::new();
    for (g, wanted) in gold.iter().enumerate() {
        for (p, given) in predicted.iter().enumerate() {
            let score = score(wanted, given);
            if score >= least {
                pairs.push((score, g, p));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut candidates: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let (mut by_gold, mut by_predicted) = (Matching::new(), Matching::new());
    for &(_, g, p) in &pairs {
        candidates.entry(g).or_default().push(p);
        if !by_gold.contains_key(&g) && !by_predicted.contains_key(&p) {
            by_gold.insert(g, p);
            by_predicted.insert(p, g);
        }
    }
    for &g in candidates.keys() {
        if !by_gold.contains_key(&g) {
            augment(g, &candidates, &mut by_gold, &mut by_predicted, &mut BTreeSet::new());
        }
    }
    by_gold
}

fn augment(
    g: usize,
    candidates: &BTreeMap<usize, Vec<usize>>,
    by_gold: &mut Matching,
    by_predicted: &mut Matching,
    seen: &mut BTreeSet<usize>,
) -> bool {
    for &p in candidates.get(&g).into_iter().flatten() {
        if !seen.insert(p) {
            continue;
        }
        let free = match by_predicted.get(&p).copied() {
            None => true,
            Some(other) => augment(other, candidates, by_gold, by_predicted, seen),
        };
        if free {
            by_gold.insert(g, p);
            by_predicted.insert(p, g);
            return true;
        }
    }
    false
}

/// Returns the regions inside quotation marks: double marks of every style, and single marks outside them.
pub(crate) fn quoted_regions(text: &[char]) -> Spans {
    let mut found = Spans::new();
    let mut start = 0;
    for line in text.split(|&c| c == '\n') {
        found.extend(doubles(line).into_iter().map(|(a, b)| (a + start, b + start)));
        start += line.len() + 1;
    }
    let singles = singles(text, &found);
    found.extend(singles);
    found.sort_unstable();
    found
}

#[derive(Clone, Copy, PartialEq)]
enum Direction {
    Opens,
    Closes,
    Either,
}

fn is_leftish(c: Option<&char>) -> bool {
    c.is_none_or(|c| c.is_whitespace() || "([{—–-/:‘'\"“…".contains(*c))
}

fn is_rightish(c: Option<&char>) -> bool {
    c.is_none_or(|c| c.is_whitespace() || ")]}.,;:!?—–-/’'\"”…".contains(*c))
}

/// Returns the double quotation mark at `at`: its start, its end and its direction.
fn double_at(line: &[char], at: usize) -> Option<(usize, usize, Direction)> {
    let (mut at, mut end) = match line[at..] {
        ['`', '`', ..] | ['\'', '\'', ..] | ['‘', '‘', ..] | ['’', '’', ..] => (at, at + 2),
        ['"' | '“' | '”' | '„' | '«' | '»' | '‟', ..] => (at, at + 1),
        _ => return None,
    };
    let first = line[at];
    let before = |at: usize| at.checked_sub(1).map(|i| &line[i]);
    if first == '\'' && line.get(end) == Some(&'\'') && !is_leftish(before(at)) {
        (at, end) = (at + 1, end + 1);
    }
    let (left, right) = (before(at), line.get(end));
    let can_open = is_leftish(left) && right.is_some_and(|c| !c.is_whitespace());
    let can_close = is_rightish(right) && left.is_some_and(|c| !c.is_whitespace());
    let direction = match (first, can_open, can_close) {
        ('“' | '„' | '«' | '‟' | '`' | '‘', ..) => Direction::Opens,
        ('”' | '»', true, false) => Direction::Opens,
        ('”' | '»', ..) => Direction::Closes,
        (_, true, false) => Direction::Opens,
        (_, false, true) => Direction::Closes,
        _ => Direction::Either,
    };
    Some((at, end, direction))
}

fn doubles(line: &[char]) -> Spans {
    let mut found = Spans::new();
    let mut open: Option<usize> = None;
    let mut at = 0;
    while at < line.len() {
        let Some((start, end, direction)) = double_at(line, at) else {
            at += 1;
            continue;
        };
        at += if line[at] == line.get(at + 1).copied().unwrap_or(' ') && "`'‘’".contains(line[at]) {
            2
        } else {
            1
        };
        match (open, direction) {
            (None, Direction::Closes) => {}
            (None, _) => open = Some(end),
            (Some(from), Direction::Opens) => {
                let stop = line[from..start].iter().position(|c| ".!?…,".contains(*c));
                found.push((from, stop.map_or(start, |stop| from + stop + 1)));
                open = Some(end);
            }
            (Some(from), _) => {
                found.push((from, start));
                open = None;
            }
        }
    }
    found.extend(open.map(|from| (from, line.len())));
    found.retain(|region| region.1 > region.0);
    found
}

const ELISIONS: &[&str] = &["em", "til", "till", "cause", "tis", "twas", "round", "bout", "n"];

fn is_elision(after: &[char]) -> bool {
    let word: String = after.iter().take_while(|c| c.is_alphanumeric() || **c == '_').collect();
    let decade = word.len() == 3 && word.ends_with("0s") && word.as_bytes()[0].is_ascii_digit();
    decade || ELISIONS.contains(&word.to_lowercase().as_str())
}

fn singles(text: &[char], doubles: &Spans) -> Spans {
    let mut inside = vec![false; text.len()];
    doubles.iter().for_each(|&(a, b)| inside[a..b].fill(true));
    let mut found = Spans::new();
    let mut at = 0;
    while at < text.len() {
        let starts = at == 0 || text[at - 1].is_whitespace() || "([—–:".contains(text[at - 1]);
        let next = text.get(at + 1).copied().unwrap_or(' ');
        let opens = matches!(text[at], '\'' | '‘') && !inside[at] && starts && !next.is_whitespace();
        let starts_quotation = opens && !"'‘’".contains(next) && !is_elision(&text[at + 1..]);
        let end = if starts_quotation { single_end(text, &inside, at) } else { None };
        if let Some(end) = end.filter(|&end| end > at + 1) {
            found.push((at + 1, end));
            at = end;
        }
        at += 1;
    }
    found
}

/// Returns where a quotation in single marks that opens at `open` closes. A plural's apostrophe closes it only if there is no better
/// mark.
fn single_end(text: &[char], inside: &[bool], open: usize) -> Option<usize> {
    let limit = text.len().min(open + 400);
    let mut best: Option<usize> = None;
    for at in
        (open + 1..limit).take_while(|&at| text[at] != '\n').filter(|&at| matches!(text[at], '\'' | '’'))
    {
        let left = text[at - 1];
        if text.get(at + 1).is_some_and(|c| c.is_alphanumeric()) || left.is_whitespace() || inside[at] {
            continue;
        }
        let plural = matches!(left, 's' | 'S');
        let lower_next =
            text.get(at + 1) == Some(&' ') && text.get(at + 2).is_some_and(char::is_ascii_lowercase);
        match best {
            None if plural && lower_next => {
                best = Some(at);
                continue;
            }
            None => best = Some(at),
            Some(end) => {
                let reopened = text[end + 1..at]
                    .windows(2)
                    .any(|pair| pair[0].is_whitespace() && matches!(pair[1], '\'' | '‘'));
                if ".,!?".contains(left) || !plural && !reopened {
                    best = Some(at);
                }
            }
        }
        break;
    }
    best
}
