//! Articles in XML of an unknown kind, recognized by the names of elements. Input: elements. Output: records, as JSON objects whose keys
//! are these names.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::{RecordFormat, xml_items::ItemCutter};
use crate::{
    word_list::class,
    xml::{Element, Node},
};

/// Names of elements that hold the headline of an article, in lower case.
static TITLES: LazyLock<Vec<&str>> = LazyLock::new(|| class(include_str!("unknown_xml.txt"), "title"));

/// Names of elements that hold the text of an article, in lower case.
static TEXTS: LazyLock<Vec<&str>> = LazyLock::new(|| class(include_str!("unknown_xml.txt"), "text"));

/// Elements of HTML that occur in texts.
static MARKUP: LazyLock<Vec<&str>> = LazyLock::new(|| class(include_str!("unknown_xml.txt"), "html"));

/// Minimum length of an article's text, in bytes.
const SHORTEST: usize = 40;

/// Finds the innermost elements that hold both a headline and a text.
#[derive(Default)]
pub(super) struct UnknownXml;

impl ItemCutter for UnknownXml {
    fn is_item(&self, _open: &[Element], element: &Element) -> bool {
        let long = |text: &&Element| text.text().trim().len() >= SHORTEST;
        let holds_text = || named(element, &TEXTS).iter().any(long);
        !is_text(element) && !named(element, &TITLES).is_empty() && holds_text()
    }

    fn record(&mut self, open: &[Element], element: Element) -> (RecordFormat, Vec<u8>) {
        let mut record = Map::new();
        add(&element, &mut record);
        // Fields outside the element apply to it, too.
        for outer in open.iter().rev() {
            outer.children().filter(|child| is_leaf(child)).for_each(|leaf| add_leaf(leaf, &mut record));
        }
        // Names and strings can always be written as JSON.
        (RecordFormat::Json, serde_json::to_vec(&record).unwrap_or_default())
    }
}

/// Returns the elements in `element` that have one of these names and are not inside a text.
fn named<'a>(element: &'a Element, names: &[&str]) -> Vec<&'a Element> {
    /// Maximum number of elements that are searched.
    const MOST: usize = 500;
    let mut found = Vec::new();
    let mut waiting: Vec<&Element> = element.children().collect();
    for _ in 0..MOST {
        let Some(inner) = waiting.pop() else { break };
        if is_one_of(inner, names) {
            found.push(inner);
        } else if !is_text(inner) {
            waiting.extend(inner.children());
        }
    }
    found
}

fn is_one_of(element: &Element, names: &[&str]) -> bool {
    names.contains(&element.name.to_lowercase().as_str())
}

fn is_text(element: &Element) -> bool {
    is_one_of(element, &TEXTS)
}

fn is_leaf(element: &Element) -> bool {
    element.children().next().is_none()
}

/// Adds the attributes of an element and its content at any depth, each under its own name.
fn add(element: &Element, record: &mut Map<String, Value>) {
    for (name, value) in &element.attributes {
        let local = name.rsplit(':').next().unwrap_or(name);
        if !name.starts_with("xmlns") {
            record.entry(local).or_insert_with(|| value.trim().into());
        }
    }
    for child in element.children() {
        if is_leaf(child) || is_text(child) || child.children().all(|inner| is_one_of(inner, &MARKUP)) {
            add_leaf(child, record);
        } else {
            add(child, record);
        }
    }
}

/// Adds the content of an element under its name, after earlier content of that name.
fn add_leaf(element: &Element, record: &mut Map<String, Value>) {
    let content = content(element);
    if content.as_str().is_some_and(|text| text.trim().is_empty()) {
        return;
    }
    match record.get_mut(&element.name) {
        None => {
            record.insert(element.name.clone(), content);
        }
        Some(Value::Array(list)) => list.push(content),
        Some(one) => *one = Value::Array(vec![one.take(), content]),
    }
}

/// Returns the content of an element: its text, its markup, or, if the elements in it are not HTML, a list of their texts.
fn content(element: &Element) -> Value {
    let is_markup = |child: &Element| is_one_of(child, &MARKUP);
    if is_leaf(element) {
        return element.text().trim().into();
    }
    let loose = element.nodes.iter().any(|node| matches!(node, Node::Text(text) if !text.trim().is_empty()));
    if loose || element.children().any(is_markup) {
        return element.inner().trim().into();
    }
    element.children().filter_map(Element::line).map(Value::from).collect()
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use crate::read::xml_items::read_xml;

    const TEXT: &str = "Rain fell on Leeds for a ninth day, and two halls were opened.";

    fn read(xml: &str) -> Vec<String> {
        let mut seen = Vec::new();
        let result = read_xml(xml.as_bytes(), "a.xml", &mut |item| {
            let raw = item.unwrap();
            seen.push(format!("{:?} {}", raw.record, String::from_utf8_lossy(&raw.bytes)));
            ControlFlow::Continue(())
        });
        seen.extend(result.err().map(|error| error.to_string()));
        seen
    }

    #[test]
    fn elements_with_a_headline_and_a_text_are_records() {
        for (xml, expected) in [
            (
                format!(
                    "<Release id='7'><headline>Rain</headline><PublishDate>2026-02-06</PublishDate><content>{TEXT}</content></Release>"
                ),
                format!(
                    r#"None {{"id":"7","headline":"Rain","PublishDate":"2026-02-06","content":"{TEXT}"}}"#
                ),
            ),
            (
                format!(
                    "<list><lang>en</lang><item><meta><Title>Rain</Title></meta><Body><p>{TEXT}</p></Body></item></list>"
                ),
                format!(r#"Some(1) {{"Title":"Rain","Body":"<p>{TEXT}</p>","lang":"en"}}"#),
            ),
            (
                format!("<a><headline>Rain</headline><text><para>{TEXT}</para><para>Wet.</para></text></a>"),
                format!(r#"None {{"headline":"Rain","text":["{TEXT}","Wet."]}}"#),
            ),
        ] {
            assert_eq!(read(&xml), [expected], "{xml}");
        }
        let unsupported = ["cannot read `a.xml`: XML of this kind is not supported"];
        for xml in
            ["<pom><title>x</title><text>short</text></pom>", "<urlset><url><loc>x</loc></url></urlset>"]
        {
            assert_eq!(read(xml), unsupported, "{xml}");
        }
    }
}
