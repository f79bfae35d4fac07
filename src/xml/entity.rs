//! Character references such as `&eacute;` and `&#233;`. Input: the text between `&` and `;`. Output: the characters.

use encoding_rs::WINDOWS_1252;
use web_atoms::NAMED_ENTITIES;

/// Returns the characters of the reference `&name;`: a number, or a name that XML or HTML defines. `None` for others.
///
/// As in browsers, numbers from 128 to 159 are read as windows-1252, and numbers that are not characters give U+FFFD.
pub(crate) fn entity(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else {
        let (first, second) = *NAMED_ENTITIES.get(&format!("{name};"))?;
        // The second number is 0 if the name stands for one character.
        return Some(
            [first, second].into_iter().filter(|number| *number > 0).filter_map(char::from_u32).collect(),
        );
    };
    let (digits, radix) = number.strip_prefix(['x', 'X']).map_or((number, 10), |hex| (hex, 16));
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    let text = match u32::from_str_radix(digits, radix) {
        Ok(byte @ 0x80..=0x9f) => {
            return Some(WINDOWS_1252.decode_without_bom_handling(&[byte as u8]).0.into_owned());
        }
        Ok(0) | Err(_) => char::REPLACEMENT_CHARACTER,
        Ok(number) => char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER),
    };
    Some(text.to_string())
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
            ("semi", Some(";")),
            ("Alpha", Some("Α")),
            ("acE", Some("∾\u{333}")),
            ("apos", Some("'")),
            ("#0", Some("\u{fffd}")),
            ("#xD800", Some("\u{fffd}")),
            ("#99999999999", Some("\u{fffd}")),
            ("#", None),
            ("#x", None),
            ("#12a", None),
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
