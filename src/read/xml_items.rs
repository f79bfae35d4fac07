//! XML with articles. Input: a reader. Output: one record per article; only one item is held in memory.

use std::{io::BufRead, ops::ControlFlow};

use super::{
    Each, InputKind, RawRecord, ReadError, RecordFormat, error::display_name, feed::FeedCutter,
    unknown_xml::UnknownXml,
};
use crate::xml::{Element, Step, XmlError, XmlReader};
use crate::{encoding::utf8_reader, formats::by_first_element};

/// Names of items of NewsML that are inside other elements.
const NEWSML_ITEMS: [&str; 6] =
    ["newsitem", "packageitem", "conceptitem", "knowledgeitem", "planningitem", "catalogitem"];

/// How a kind of XML is cut into items.
pub(super) trait ItemCutter {
    /// Returns whether `element` is an item. It was just closed; `open` are the elements around it, the outermost first.
    fn is_item(&self, open: &[Element], element: &Element) -> bool;

    /// Returns the record of an item.
    fn record(&mut self, open: &[Element], element: Element) -> (RecordFormat, Vec<u8>);
}

/// Hands every item of the XML in `reader` to `each`, as records of the input at `path` (empty: standard input).
///
/// Items are the items of a feed or of NewsML, NITF documents and, in other XML, the elements that look like articles. An item that is the
/// root has no ordinal.
///
/// # Errors
/// If reading fails, or the document is broken; the items before that place have been handed on.
pub(super) fn read_xml(reader: impl BufRead, path: &str, each: Each<'_>) -> Result<(), ReadError> {
    let reader = utf8_reader(reader).map_err(|error| ReadError::io(display_name(path), error))?;
    let mut document = XmlReader::new(reader);
    let broken = |broken: XmlError| ReadError::Xml {
        path: display_name(path),
        line: broken.line,
        found: broken.found,
    };
    let root = match document.step().map_err(broken)? {
        Step::Opened => {
            document.open().last().and_then(|root| by_first_element(&root.name.to_ascii_lowercase()))
        }
        Step::Closed(_) | Step::End => None,
    };
    match root {
        Some(InputKind::Feed) => Items { document, path, record: 0 }.read(FeedCutter, each),
        Some(InputKind::Nitf) => Items { document, path, record: 0 }.read(Nitf, each),
        Some(InputKind::NewsMl) => Items { document, path, record: 0 }.read(NewsMl, each),
        _ => {
            let mut none = true;
            Items { document, path, record: 0 }.read(UnknownXml, &mut |item| {
                none = false;
                each(item)
            })?;
            let unsupported =
                || ReadError::Unsupported { path: display_name(path), what: "XML of this kind" };
            if none { Err(unsupported()) } else { Ok(()) }
        }
    }
}

/// A NITF document is one record.
struct Nitf;

impl ItemCutter for Nitf {
    fn is_item(&self, open: &[Element], element: &Element) -> bool {
        element.is("nitf") && !open.iter().any(|outer| outer.is("nitf"))
    }

    fn record(&mut self, _open: &[Element], element: Element) -> (RecordFormat, Vec<u8>) {
        (RecordFormat::Nitf, element.to_xml().into_bytes())
    }
}

/// NewsML 1 and G2: one record per item, or one for the whole document if its root is a part of an item.
struct NewsMl;

impl ItemCutter for NewsMl {
    fn is_item(&self, open: &[Element], element: &Element) -> bool {
        let item = |element: &Element| NEWSML_ITEMS.iter().any(|name| element.is(name));
        let container = || ["newsml", "newsmessage", "itemset"].iter().any(|name| element.is(name));
        if open.is_empty() { item(element) || !container() } else { item(element) && !open.iter().any(item) }
    }

    fn record(&mut self, open: &[Element], mut element: Element) -> (RecordFormat, Vec<u8>) {
        // The language of the message also applies to its items.
        let language = open.iter().rev().find_map(|outer| outer.attribute("lang"));
        if let Some(language) = language.filter(|_| element.attribute("lang").is_none()) {
            element.attributes.push(("xml:lang".to_owned(), language.to_owned()));
        }
        (RecordFormat::NewsMl, element.to_xml().into_bytes())
    }
}

/// Reads the items of a document.
struct Items<'a, R> {
    document: XmlReader<R>,
    path: &'a str,
    record: u64,
}

impl<R: BufRead> Items<'_, R> {
    fn read(mut self, mut cutter: impl ItemCutter, each: Each<'_>) -> Result<(), ReadError> {
        // Lines on which the open elements started.
        let mut lines = vec![self.document.line()];
        loop {
            match self.document.step() {
                Ok(Step::Opened) => lines.push(self.document.line()),
                Ok(Step::Closed(element)) => {
                    let line = lines.pop().unwrap_or(1);
                    if !cutter.is_item(self.document.open(), &element) {
                        let _root = self.document.attach(element);
                        continue;
                    }
                    self.record += 1;
                    let record = (!self.document.open().is_empty()).then_some(self.record);
                    let (format, bytes) = cutter.record(self.document.open(), element);
                    self.document.forget_item();
                    let raw =
                        RawRecord { record, line, ..RawRecord::whole(self.path.to_owned(), format, bytes) };
                    if let ControlFlow::Break(()) = each(Ok(raw)) {
                        return Ok(());
                    }
                }
                Ok(Step::End) => return Ok(()),
                Err(XmlError { line, found }) => {
                    return Err(ReadError::Xml { path: display_name(self.path), line, found });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the records of `xml` as `ordinal line bytes`, and the error after them.
    fn read(xml: &str) -> Vec<String> {
        let mut seen = Vec::new();
        let result = read_xml(xml.as_bytes(), "a.xml", &mut |item| {
            let raw = item.unwrap();
            let ordinal = raw.record.map_or("-".to_owned(), |record| record.to_string());
            seen.push(format!("{ordinal} {} {}", raw.line, String::from_utf8_lossy(&raw.bytes)));
            ControlFlow::Continue(())
        });
        seen.extend(result.err().map(|error| error.to_string()));
        seen
    }

    #[test]
    fn items_are_read_one_by_one() {
        let cases: &[(&str, &[&str])] = &[
            ("<nitf>\n<body/></nitf>", &["- 1 <nitf>\n<body/></nitf>"]),
            ("<newsItem guid='1'>x</newsItem>", &["- 1 <newsItem guid=\"1\">x</newsItem>"]),
            (
                "<newsMessage xml:lang='de'><itemSet>\n<newsItem>1</newsItem>\n<n:packageItem>2</n:packageItem></itemSet></newsMessage>",
                &[
                    "1 2 <newsItem xml:lang=\"de\">1</newsItem>",
                    "2 3 <n:packageItem xml:lang=\"de\">2</n:packageItem>",
                ],
            ),
            (
                "<NewsML><NewsItem>a<NewsItem>b</NewsItem></NewsItem></NewsML>",
                &["1 1 <NewsItem>a<NewsItem>b</NewsItem></NewsItem>"],
            ),
            ("<contentSet>x</contentSet>", &["- 1 <contentSet>x</contentSet>"]),
            ("<NewsML></NewsML>", &[]),
            ("<rss></rss>", &[]),
            ("<feed/>", &[]),
            (
                "<rss><channel>\n<item><title>a</title></item>\n<item><title>b",
                &[
                    "1 2 {\"title\":{\"markup\":\"unknown\",\"text\":\"a\"},\"feed\":{}}",
                    "2 3 {\"title\":{\"markup\":\"unknown\",\"text\":\"b\"},\"feed\":{}}",
                    "line 3 of `a.xml`: broken XML: the end, inside of <title>",
                ],
            ),
            (
                "<rss><channel><item><title>&lt;![CDATA[a]]&gt;</title></item></channel></rss>",
                &["1 1 {\"title\":{\"markup\":\"unknown\",\"text\":\"a\"},\"feed\":{}}"],
            ),
            ("<sitemap/>", &["cannot read `a.xml`: XML of this kind is not supported"]),
            ("text", &["cannot read `a.xml`: XML of this kind is not supported"]),
        ];
        for (xml, expected) in cases {
            assert_eq!(read(xml), *expected, "{xml}");
        }
    }
}
