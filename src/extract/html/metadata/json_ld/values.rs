//! Reads a block of JSON-LD and corrects common mistakes. Input: the text of a script. Output: JSON values.

use std::borrow::Cow;

use serde_json::Value;

use super::merged::Merged;

/// Returns the JSON values in a block. If one cannot be read even after correction, it and all later values are left out.
pub(in crate::extract::html::metadata) fn values(block: &str) -> Vec<Value> {
    let text = &*unwrapped(block);
    let read = |text: &str| {
        let mut found = Vec::new();
        for value in serde_json::Deserializer::from_str(text).into_iter::<Merged>().take(50) {
            match value {
                Ok(Merged(value)) => found.push(value),
                Err(_) => return Err(found),
            }
        }
        Ok(found)
    };
    let whole = match read(text) {
        Ok(found) => return found,
        Err(whole) => whole,
    };
    let corrected = corrected(text);
    let again = match read(&corrected) {
        Ok(found) => return found,
        Err(found) => found,
    };
    let entities = corrected.contains("&quot;").then(|| {
        read(&corrected.replace("&quot;", "\"").replace("&amp;", "&")).unwrap_or_else(|found| found)
    });
    [whole, again, entities.unwrap_or_default()].into_iter().max_by_key(Vec::len).unwrap_or_default()
}

/// Returns the JSON in a block, without the comment markers, CDATA markers or assignment around it.
fn unwrapped(block: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(block.trim());
    if !text.starts_with(['{', '[']) {
        for mark in ["<![CDATA[", "]]>", "<!--", "-->"] {
            if text.contains(mark) {
                text = Cow::Owned(text.replace(mark, ""));
            }
        }
    }
    let start = text.find(['{', '[']).unwrap_or(text.len());
    let end = text.rfind(['}', ']']).map_or(text.len(), |at| at + 1).max(start);
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[start..end]),
        Cow::Owned(text) => Cow::Owned(text[start..end].to_owned()),
    }
}

/// Returns JSON with common mistakes corrected: control characters in strings, superfluous commas, invalid escapes, a missing end.
fn corrected(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + 8);
    let mut open = Vec::new();
    let mut in_text = false;
    let mut characters = json.chars().peekable();
    while let Some(character) = characters.next() {
        if in_text {
            match character {
                '\\' => match characters.next() {
                    Some(next) if "\"\\/bfnrtu".contains(next) => out.extend(['\\', next]),
                    Some(next) if next.is_control() => out.push(' '),
                    Some(next) => out.push(next),
                    None => {}
                },
                '"' => {
                    in_text = false;
                    out.push('"');
                }
                control if control.is_control() => out.push(' '),
                other => out.push(other),
            }
            continue;
        }
        match character {
            '"' => in_text = true,
            '{' => open.push('}'),
            '[' => open.push(']'),
            '}' | ']' => {
                open.pop();
                let kept = out.trim_end().trim_end_matches(',').len();
                out.truncate(kept);
            }
            ',' if out.trim_end().ends_with([',', '{', '[']) => continue,
            control if control.is_control() => {
                out.push(' ');
                continue;
            }
            _ => {}
        }
        out.push(character);
    }
    if in_text {
        out.push('"');
    }
    let kept = out.trim_end().trim_end_matches(',').len();
    out.truncate(kept);
    out.extend(open.into_iter().rev());
    out
}

#[cfg(test)]
mod tests {
    use super::values;

    fn published(block: &str) -> Option<String> {
        let values = values(block);
        values.iter().find_map(|value| value.get("datePublished")?.as_str().map(str::to_owned))
    }

    #[test]
    fn common_mistakes_are_corrected() {
        let article = r#"{"@type":"Article","datePublished":"2026"}"#;
        for block in [
            format!("<!-- {article} -->"),
            format!("//<![CDATA[\n{article}\n//]]>"),
            format!("<![CDATA[{article}]]>"),
            format!("/*<![CDATA[*/ {article} /*]]>*/"),
            format!("{article};"),
            r#"{"@type":"Article","headline":"Rain\' \
                falls","datePublished":"2026",}"#
                .to_owned(),
            "{\"@type\":\"Article\",\"headline\":\"Rain\nfalls\t\",,\"datePublished\":\"2026\"}".to_owned(),
            r#"{"@type":"Article","keywords":["a","b",],"datePublished":"2026"}"#.to_owned(),
            r#"{"@type":"Article","datePublished":"2026","articleBody":"Rain fe"#.to_owned(),
            "{&quot;@type&quot;:&quot;Article&quot;,&quot;datePublished&quot;:&quot;2026&quot;}".to_owned(),
        ] {
            assert_eq!(published(&block).as_deref(), Some("2026"), "{block}");
        }
        for block in ["", "{", "]", "<![CDATA[]]>", "null"] {
            assert_eq!(published(block), None, "{block}");
        }
    }
}
