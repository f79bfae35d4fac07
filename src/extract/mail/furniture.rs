//! Furniture of newsletters. Input: the paragraphs of a mail. Output: the paragraphs of its story.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    article::Paragraph,
    extract::{
        body::Body,
        furniture::{Phrases, Reach},
    },
};

/// Maximum length of a line that is looked up, in bytes: footers may be long paragraphs.
const LONGEST: usize = 600;
/// Maximum length of a footer, in bytes.
const FOOTER: usize = 2000;

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(include_str!("furniture.tsv"), LONGEST));

/// The address of a link in plain text, with or without brackets.
static ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[<\[(]?\b(?:https?://|mailto:|www\.)\S+").expect("the pattern is sound"));

/// The start of a hidden element. Newsletters use one for the preview that mail programs show next to the subject.
static HIDDEN: LazyLock<Regex> = LazyLock::new(|| {
    let style =
        r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px)?\s*[;'\x22]";
    let pattern =
        format!(r#"(?i)<(div|span|p|td|table|preheader)\b[^<>]*\sstyle\s*=\s*["'][^<>]*(?:{style})[^<>]*>"#);
    Regex::new(&pattern).expect("the pattern is sound")
});

/// Maximum length of a hidden element, in bytes: a longer one may be the whole mail.
const PREHEADER: usize = 5000;

/// Returns the story in the body of a mail, without links to the web version and without the footer.
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

/// Returns HTML without hidden elements.
pub(super) fn without_hidden_elements(markup: &str) -> String {
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

/// Returns the end of the element `name` whose start tag ends at `at`; `None` if it is longer than [`PREHEADER`].
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
            && !rest[name.len()..].starts_with(|character: char| character.is_ascii_alphanumeric());
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
    fn furniture_is_removed() {
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
    fn hidden_elements_are_removed() {
        for (markup, expected) in [
            ("<div style='display:none'>Peek <div>a</div></div><p>Rain</p>", "<p>Rain</p>"),
            ("<p>Rain</p><span class='x' style=\"font-size:0; DISPLAY: none\">b</span>", "<p>Rain</p>"),
            ("<div style='display:none'>never closed", "<div style='display:none'>never closed"),
            ("<div style='color:red'>a</div>", "<div style='color:red'>a</div>"),
        ] {
            assert_eq!(without_hidden_elements(markup), expected, "{markup}");
        }
    }
}
