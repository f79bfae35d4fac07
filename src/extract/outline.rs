//! Divides a text into parts and finds the role of each: body, metadata line, or page around the article. Input: a text. Output: its parts,
//! and where the article begins and ends among them.

use std::sync::LazyLock;

use super::{
    byline::byline_line,
    furniture::{Reach, announces_comments, furniture},
    layout::{Block, FirstLine, Line, blocks_of, lines, starts_item},
    reference::{Reference, Sureness, reference},
};
use crate::{
    article::{Paragraph, ParagraphKind},
    dates::{PublicationDate, is_relative_time, parse_date},
    passage::ends_sentence,
    span::{Span, truncated},
    word_list,
};

/// One block of a text with its role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextPart {
    pub(super) span: Span,
    pub(super) role: Role,
    /// Whether it is one line.
    pub(super) single: bool,
    /// Whether blank lines are on both sides.
    pub(super) apart: bool,
    /// The kind of paragraph according to the markup of the input, if any.
    pub(super) marked: Option<ParagraphKind>,
}

/// The role of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    /// Is part of the story, or may be.
    Body,
    /// Belongs to the page.
    Furniture(Reach),
    /// Refers to the original article.
    Reference(Reference),
    /// Names the authors. It is a byline only before the body.
    Byline(Vec<String>),
    /// States the date of publication; only before the body.
    Published(PublicationDate),
    /// States the date of the last change; only before the body.
    Changed(PublicationDate),
}

/// Maximum length of a line with a role of its own, in bytes.
const LONGEST: usize = 1000;

/// Maximum number of lines of a block that is searched for lines with roles.
const MOST_LINES: usize = 8;

/// Number of blocks at either end of a text that are searched for metadata lines.
const ENDS: usize = 4;

/// Returns the parts of `text` in order.
pub(super) fn outline(text: &str, first: FirstLine) -> Vec<TextPart> {
    let lines = lines(text);
    let blocks = blocks_of(text, &lines, first);
    let count = blocks.len();
    let at_end = |at: usize| at < ENDS || at + ENDS >= count;
    let mut parts = Vec::with_capacity(count);
    for (at, block) in blocks.into_iter().enumerate() {
        let apart = block.apart;
        match block.lines.len() {
            1 => parts.push(part(block.span, role(block.span.of(text), None), Lines { single: true, apart })),
            2..=MOST_LINES if at_end(at) => parts_of(text, &block, &lines[block.lines.clone()], &mut parts),
            _ => parts.push(part(block.span, Role::Body, Lines { single: false, apart })),
        }
    }
    parts
}

/// The properties of the lines of a part.
struct Lines {
    single: bool,
    apart: bool,
}

fn part(span: Span, role: Role, lines: Lines) -> TextPart {
    TextPart { span, role, single: lines.single, apart: lines.apart, marked: None }
}

/// Adds the parts of a block of several lines: the block itself, or its lines if some are metadata or all are furniture.
fn parts_of(text: &str, block: &Block, lines: &[Line], parts: &mut Vec<TextPart>) {
    let body = || part(block.span, Role::Body, Lines { single: false, apart: block.apart });
    // Most blocks are prose. The search for furniture takes longest, so it stops at the first line that is not furniture.
    let is_plain = |line: &Line| line.span.len() > LONGEST || furniture(line.span.of(text)).is_none();
    if !lines.iter().any(|line| states_metadata(line.span.of(text))) && lines.iter().any(is_plain) {
        parts.push(body());
        return;
    }
    let roles: Vec<Role> = lines.iter().map(|line| role(line.span.of(text), None)).collect();
    // A line of a wrapped paragraph may look like furniture by chance. So furniture alone does not divide a block with prose.
    let telling =
        roles.iter().any(|role| matches!(role, Role::Reference(_) | Role::Byline(_) | Role::Published(_)));
    if !telling && roles.contains(&Role::Body) {
        parts.push(body());
        return;
    }
    let first = parts.len();
    for (line, role) in lines.iter().zip(roles) {
        match parts[first..].last_mut() {
            Some(last) if role == Role::Body && last.role == Role::Body => {
                last.span.end = line.span.end;
                last.single = false;
            }
            _ => parts.push(part(line.span, role, Lines { single: true, apart: false })),
        }
    }
}

/// Returns the role of one line. `link` is the target of a link in it.
pub(super) fn role(line: &str, link: Option<&str>) -> Role {
    if line.len() > LONGEST {
        return Role::Body;
    }
    if let Some(reach) = furniture(line) {
        return Role::Furniture(reach);
    }
    if is_relative_time(line) {
        return Role::Furniture(Reach::Ends);
    }
    stated(line, link).unwrap_or(Role::Body)
}

/// Returns whether a line is a metadata line.
fn states_metadata(line: &str) -> bool {
    line.len() <= LONGEST && stated(line, None).is_some()
}

/// Returns the role of a metadata line.
fn stated(line: &str, link: Option<&str>) -> Option<Role> {
    if let Some(reference) = reference(line, link) {
        return Some(Role::Reference(reference));
    }
    if let Some(names) = byline_line(line) {
        return Some(Role::Byline(names));
    }
    date_line(line)
}

/// Words before the date of publication in languages other than English, in lower case.
static PUBLISHED: LazyLock<Vec<&str>> =
    LazyLock::new(|| word_list::lines(include_str!("published.txt")).collect());

/// Returns whether `words` may name a place: one to three capitalized words without digits.
fn is_place(words: &str) -> bool {
    let mut count = 0;
    let named = words.split(' ').all(|word| {
        count += 1;
        word.starts_with(char::is_uppercase) && word.chars().all(|c| c.is_alphabetic() || ".-’'".contains(c))
    });
    named && count <= 3
}

fn date_line(line: &str) -> Option<Role> {
    // A full date has a year, which has four digits.
    if line.len() > 80 || !has_four_digits(line.as_bytes()) {
        return None;
    }
    let lower = line.to_lowercase();
    let stated = PUBLISHED.iter().find_map(|words| lower.strip_prefix(words)?.strip_prefix(' '));
    // `Dresden, 18. Januar 2026`: place and date.
    let filed = line.split_once(", ").filter(|(place, _)| is_place(place)).map(|(_, date)| date);
    let mut readings = [Some(line), stated, filed].into_iter().flatten();
    let date = readings.find_map(|date| parse_date(date.trim()).filter(|date| date.day.is_some()))?;
    let changed = ["updated", "modified", "last updated"].iter().any(|word| lower.starts_with(word));
    Some(if changed { Role::Changed(date) } else { Role::Published(date) })
}

/// Returns whether four digits follow each other. One of them is at a place that is divided by four.
fn has_four_digits(line: &[u8]) -> bool {
    let digits = |part: &mut dyn Iterator<Item = &u8>| part.take_while(|byte| byte.is_ascii_digit()).count();
    (3..line.len()).step_by(4).any(|at| {
        line[at].is_ascii_digit()
            && digits(&mut line[..at].iter().rev()) + digits(&mut line[at..].iter()) >= 4
    })
}

/// Returns the end of the article: the index after its last part. Only furniture, references and comments by readers follow.
pub(super) fn end_of_body(text: &str, parts: &[TextPart], start: usize) -> usize {
    let around = |part: &TextPart| matches!(part.role, Role::Furniture(_) | Role::Reference(_));
    let comments = (start + 1..parts.len()).find(|at| {
        let announced = around(&parts[*at]) && announces_comments(parts[*at].span.of(text));
        announced && around(&parts[at - 1])
    });
    let end = comments.unwrap_or(parts.len());
    let last = parts[start..end].iter().rposition(|part| !around(part));
    last.map_or(start, |last| start + last + 1)
}

/// Returns the reference to the original article: the last certain reference, preferably with a URL, or else the only reference outside
/// the body.
pub(super) fn original(parts: &[TextPart], body: std::ops::Range<usize>) -> Option<Reference> {
    let references = || {
        parts.iter().enumerate().filter_map(|(at, part)| match &part.role {
            Role::Reference(reference) => Some((at, reference)),
            _ => None,
        })
    };
    // Of several references, the last counts, because earlier ones may be credits of pictures.
    let own = references()
        .filter(|(at, found)| found.sure == Sureness::Own && (is_certain(found) || !body.contains(at)));
    if let Some((_, reference)) = own.max_by_key(|(at, found)| (found.url.is_some(), *at)) {
        return Some(reference.clone());
    }
    let mut outside = references().filter(|(at, _)| !body.contains(at));
    let only = outside.next().filter(|_| outside.next().is_none());
    only.map(|(_, reference)| reference.clone())
}

/// Returns whether a reference counts inside the body, where `Source: the ministry` may be the source of a table.
fn is_certain(reference: &Reference) -> bool {
    reference.sure == Sureness::Own && reference.url.is_some()
}

/// Returns the paragraphs of `parts` with spans relative to `from`. Parts outside `body` are furniture.
pub(super) fn paragraphs(
    text: &str,
    parts: &[TextPart],
    body: std::ops::Range<usize>,
    from: usize,
) -> Vec<Paragraph> {
    let kind = |at: usize| match (&parts[at].role, parts[at].marked) {
        _ if !body.contains(&at) => ParagraphKind::Furniture,
        (Role::Furniture(Reach::Anywhere | Reach::Recurring), _) => ParagraphKind::Furniture,
        (Role::Reference(found), _) if is_certain(found) => ParagraphKind::Furniture,
        (_, Some(marked)) => marked,
        _ if is_caption(parts[at].span.of(text)) => ParagraphKind::Caption,
        _ if is_heading(text, &parts[at], parts[..body.end].get(at + 1)) => ParagraphKind::Heading,
        _ => ParagraphKind::Paragraph,
    };
    let paragraph = |at: usize| {
        let span = parts[at].span;
        Paragraph { kind: kind(at), span: Span::new(span.start - from, span.end - from) }
    };
    (0..parts.len()).filter(|at| parts[*at].span.start >= from).map(paragraph).collect()
}

/// Beginnings of captions.
const CAPTIONS: [&str; 12] = [
    "FILE - ",
    "FILE — ",
    "FILE – ",
    "FILE PHOTO",
    "Photo: ",
    "Photo by ",
    "Photograph: ",
    "Image: ",
    "Image credit",
    "Photo credit",
    "Picture: ",
    "Caption: ",
];

/// Credits at the end of captions.
const CREDITS: [&str; 7] =
    ["(AP Photo/", "Getty Images", "AFP via Getty", "REUTERS/", "(Reuters/", "/AFP)", "(Photo by "];

/// Returns whether a line looks like the caption of a picture.
pub(super) fn is_caption(line: &str) -> bool {
    if line.len() > 500 {
        return false;
    }
    let end = &line[truncated(line, line.len().saturating_sub(60)).len()..];
    let credited = memchr::memchr2(b'/', b'(', end.as_bytes()).is_some() || end.contains("Getty");
    CAPTIONS.iter().any(|start| line.starts_with(start))
        || credited && CREDITS.iter().any(|credit| end.contains(credit))
}

/// Returns whether a part is a section heading: one short line that is not a sentence, before a longer paragraph.
fn is_heading(text: &str, part: &TextPart, next: Option<&TextPart>) -> bool {
    let line = part.span.of(text);
    let Some(next) = next.filter(|next| part.single && next.role == Role::Body) else { return false };
    // Most parts are paragraphs, whose words need not be counted.
    if line.chars().count() > 100 {
        return false;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let following = next.span.of(text);
    let question = line.ends_with('?') && words.len() <= 10 && !line.contains(['"', '“', '”']);
    let bare = line.trim_end_matches(['"', '”', '’', '\'', ')']);
    let open = !ends_sentence(line) && !bare.ends_with([',', ';', ':', '-', '–', '—']);
    words.len() <= 14
        && (open || question)
        && !starts_item(line)
        && !line.starts_with("Q:")
        && line.contains(char::is_alphabetic)
        && line.starts_with(|first: char| {
            first.is_alphanumeric() && !first.is_lowercase() || "\"“‘'«¿".contains(first)
        })
        && ends_sentence(following)
        && following.len() * 2 >= line.len() * 3
        && (part.apart || words.len() <= 8 || is_title_case(&words))
}

fn is_title_case(words: &[&str]) -> bool {
    let long = words.iter().filter(|word| word.chars().count() >= 4);
    long.clone().all(|word| !word.starts_with(char::is_lowercase)) && long.count() > 0
}

/// Returns whether the part at `at` looks like a headline: short, not a statement, and before a text.
pub(super) fn is_title(text: &str, parts: &[TextPart], at: usize) -> bool {
    let line = parts[at].span.of(text);
    let words = line.split_whitespace().count();
    let statement = ends_sentence(line)
        && !line.ends_with(['?', '!', ')', '’', '\'', '”', '"', '…'])
        && !ends_abbreviated(line);
    let quoted_statement = [".”", ".\"", ".’", ".'"].iter().any(|end| line.ends_with(end));
    // Between headline and text there may be metadata lines that are not recognized.
    let mut bodies = parts[at + 1..].iter().filter(|part| part.role == Role::Body).take(3);
    let longer = bodies.any(|body| body.span.len() > line.len() || ends_sentence(body.span.of(text)));
    (parts[at].single || parts[at].apart)
        && line.chars().count() <= 200
        && (1..=35).contains(&words)
        && !(statement || quoted_statement || line.ends_with([',', ';']))
        && !starts_item(line)
        && super::dateline::dateline(line).is_none()
        && longer
}

/// Returns whether a line ends with an abbreviation (`U.S.`, `Jr.`, `Inc.`), whose period does not end a sentence.
fn ends_abbreviated(line: &str) -> bool {
    let last = line.rsplit(' ').next().unwrap_or_default();
    let letters = last.split('.').filter(|letters| !letters.is_empty());
    let initials =
        last.len() > 2 && letters.clone().all(|letters| letters.chars().count() == 1) && letters.count() > 1;
    initials || ["Jr.", "Sr.", "Inc.", "Corp.", "Co.", "Ltd.", "No."].contains(&last)
}
