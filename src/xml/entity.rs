//! Names of characters, as in `&eacute;`. A name enters; characters leave.

use scraper::Html;

/// Returns what the reference `&name;` stands for: a number, or a name that XML or HTML knows; `None` for others.
///
/// Numbers from 128 to 159 are read as windows-1252, which is what they were meant as.
pub(crate) fn entity(name: &str) -> Option<String> {
    let plain = match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        "nbsp" => "\u{a0}",
        _ => "",
    };
    if !plain.is_empty() {
        return Some(plain.to_owned());
    }
    let letters = name.strip_prefix('#').unwrap_or(name);
    if letters.is_empty() || letters.len() > 32 || !letters.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let reference = format!("&{name};");
    let text: String = Html::parse_fragment(&reference).root_element().text().collect();
    (text != reference && !text.is_empty() && !text.ends_with(';')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_known_by_number_and_name() {
        let cases = [
            ("amp", Some("&")),
            ("#228", Some("ä")),
            ("#xE4", Some("ä")),
            ("#146", Some("’")),
            ("hellip", Some("…")),
            ("copy=2", None),
            ("copyx", None),
            ("unheard", None),
            ("", None),
        ];
        for (name, expected) in cases {
            assert_eq!(entity(name).as_deref(), expected, "{name}");
        }
    }
}
