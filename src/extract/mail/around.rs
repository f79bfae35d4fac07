//! What stands around the story in newsletters. The paragraphs of a mail enter; those of the story leave.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    article::Paragraph,
    extract::{
        body::Body,
        furniture::{Phrases, Reach},
    },
};

/// The longest line that is looked up, in bytes: footers say much in one paragraph.
const LONGEST: usize = 600;
/// Behind the first line of a footer there is no more than that, in bytes.
const FOOTER: usize = 2000;

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(include_str!("furniture.tsv"), LONGEST));

/// An address as plain text shows links: bare or in brackets.
static ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[<\[(]?\b(?:https?://|mailto:|www\.)\S+").expect("the pattern is sound"));

/// The start of an element that is not shown: the line that mail programs show beside the subject is written so.
static HIDDEN: LazyLock<Regex> = LazyLock::new(|| {
    let style =
        r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px)?\s*[;'\x22]";
    let pattern =
        format!(r#"(?i)<(div|span|p|td|table|preheader)\b[^<>]*\sstyle\s*=\s*["'][^<>]*(?:{style})[^<>]*>"#);
    Regex::new(&pattern).expect("the pattern is sound")
});

/// A hidden element holds no more bytes than that: what is longer may be all there is.
const PREHEADER: usize = 5000;

/// Returns the story in the body of a mail: without the lines that link to its web version, and without its footer.
pub(super) fn story(body: &Body) -> Body {
    let text = |paragraph: &Paragraph| paragraph.span.of(&body.text);
    let reach = |paragraph: &Paragraph| PHRASES.reach(ADDRESS.replace_all(text(paragraph), " ").trim());
    let reaches: Vec<Option<Reach>> = body.paragraphs.iter().map(reach).collect();
    let length = body.text.len();
    let is_footer = |(paragraph, reach): &(&Paragraph, &Option<Reach>)| {
        let rest = length - paragraph.span.start;
        **reach == Some(Reach::Ends) && rest <= FOOTER && rest * 2 <= length
    };
    let end = body.paragraphs.iter().zip(&reaches).position(|pair| is_footer(&pair));
    let mut story = Body::default();
    for (paragraph, reach) in body.paragraphs.iter().zip(&reaches).take(end.unwrap_or(reaches.len())) {
        if *reach != Some(Reach::Anywhere) {
            story.push(paragraph.kind, text(paragraph));
        }
    }
    if story.is_empty() { body.clone() } else { story }
}

/// Returns HTML without the elements that are not shown.
pub(super) fn shown(markup: &str) -> String {
    let mut shown = String::with_capacity(markup.len());
    let mut at = 0;
    while let Some(found) = HIDDEN.captures_at(markup, at) {
        let (start, name) = (found.get(0).expect("a match has a place"), &found[1]);
        match end_of_element(markup, start.end(), name) {
            Some(end) => {
                shown.push_str(&markup[at..start.start()]);
                at = end;
            }
            None => {
                shown.push_str(&markup[at..start.end()]);
                at = start.end();
            }
        }
    }
    shown.push_str(&markup[at..]);
    shown
}

/// Returns where the element ends whose start tag `name` ends at `at`, if it is short.
fn end_of_element(markup: &str, at: usize, name: &str) -> Option<usize> {
    let (name, mut depth, mut here) = (name.to_ascii_lowercase(), 1, at);
    while let Some(next) = markup[here..].find('<') {
        here += next + 1;
        if here - at > PREHEADER {
            return None;
        }
        let rest = &markup[here..];
        let (closes, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
        let named = rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(&name))
            && !rest[name.len()..].starts_with(|sign: char| sign.is_ascii_alphanumeric());
        if named {
            depth = if closes { depth - 1 } else { depth + 1 };
        }
        if depth == 0 {
            return Some(here + markup[here..].find('>')? + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::ParagraphKind;

    fn story_of(lines: &[&str]) -> String {
        let mut body = Body::default();
        lines.iter().for_each(|line| body.push(ParagraphKind::Paragraph, line));
        story(&body).text
    }

    #[test]
    fn the_story_stands_alone() {
        let rain = "Rain fell on Leeds for a ninth day, and the council opened the school halls to those who were flooded out.";
        for around in [
            (
                "View this email in your browser (https://courier.example/x)",
                "Unsubscribe <https://courier.example/u>",
            ),
            ("Im Browser öffnen", "Sie erhalten diesen Newsletter, weil Sie sich angemeldet haben."),
            ("Voir la version en ligne", "Pour vous désabonner, cliquez ici."),
            ("Ver en el navegador", "Si no desea recibir más correos, haga clic aquí."),
            ("Visualizza nel browser", "Annulla l'iscrizione"),
            ("Ver no navegador", "Cancelar subscrição"),
            ("Bekijk in je browser", "Uitschrijven"),
            ("Zobacz w przeglądarce", "Wypisz się"),
            ("Visa i webbläsaren", "Avsluta prenumeration"),
            ("Se i browser", "Du modtager denne mail, fordi du er tilmeldt."),
            ("Tarayıcıda görüntüle", "Abonelikten çıkmak için tıklayın"),
            ("Открыть в браузере", "Чтобы отписаться, нажмите здесь."),
            ("عرض في المتصفح", "إلغاء الاشتراك"),
        ] {
            assert_eq!(story_of(&[around.0, rain, around.1, "Courier House, Leeds"]), rain, "{around:?}");
        }
        assert_eq!(story_of(&["Unsubscribe", rain]), format!("Unsubscribe\n\n{rain}"));
        let sentence = "To unsubscribe from a paper is easy, the minister said.";
        assert_eq!(story_of(&[sentence]), sentence);
    }

    #[test]
    fn hidden_elements_are_not_shown() {
        for (markup, expected) in [
            ("<div style='display:none'>Peek <div>a</div></div><p>Rain</p>", "<p>Rain</p>"),
            ("<p>Rain</p><span class='x' style=\"font-size:0; DISPLAY: none\">b</span>", "<p>Rain</p>"),
            ("<div style='display:none'>never closed", "<div style='display:none'>never closed"),
            ("<div style='color:red'>a</div>", "<div style='color:red'>a</div>"),
        ] {
            assert_eq!(shown(markup), expected, "{markup}");
        }
    }
}
