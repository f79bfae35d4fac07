//! Reading of XML in steps. Input: a reader of UTF-8. Output: elements, each when it is closed; the caller decides which to keep.

use std::io::{self, BufRead, Read};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{Element, Node, entity};

/// Maximum depth of elements. Deeper content belongs to the element at this depth.
const DEEPEST: usize = 200;

/// Maximum number of bytes read without a call of [`XmlReader::forget_item`].
const HELD: u64 = 128 * 1024 * 1024;

/// A document that is being read.
pub(crate) struct XmlReader<R> {
    reader: Reader<Counting<R>>,
    buffer: Vec<u8>,
    open: Vec<Element>,
    /// Number of open elements beyond the maximum depth.
    deeper: usize,
    /// Set at the end of the input, with the error if there is one. All open elements are closed before the error is returned.
    ended: Option<Option<XmlError>>,
    /// Number of open elements to close before reading on.
    closing: usize,
}

/// Result of one step.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// An element was opened; it is the last of [`XmlReader::open`].
    Opened,
    /// An element was closed. It is part of the tree only if [`XmlReader::attach`] puts it back.
    Closed(Element),
    /// The document has ended.
    End,
}

/// Why a document was not read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct XmlError {
    /// Line of the error, from 1.
    pub(crate) line: u64,
    /// What is wrong.
    pub(crate) found: String,
}

impl<R: BufRead> XmlReader<R> {
    /// Returns a reader of the document in `reader`, which must be UTF-8.
    pub(crate) fn new(reader: R) -> Self {
        let mut reader = Reader::from_reader(Counting { inner: reader, line: 1, held: 0 });
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        Self { reader, buffer: Vec::new(), open: Vec::new(), deeper: 0, ended: None, closing: 0 }
    }

    /// Returns the open elements, the outermost first.
    pub(crate) fn open(&self) -> &[Element] {
        &self.open
    }

    /// Returns the current line, from 1.
    pub(crate) fn line(&self) -> u64 {
        self.reader.get_ref().line
    }

    /// Adds a closed element to the innermost open element; returns it if no element is open.
    pub(crate) fn attach(&mut self, element: Element) -> Result<(), Element> {
        match self.open.last_mut() {
            Some(parent) => {
                parent.nodes.push(Node::Element(element));
                Ok(())
            }
            None => Err(element),
        }
    }

    /// Resets the count of bytes held: the element that was closed last is not kept.
    pub(crate) fn forget_item(&mut self) {
        self.reader.get_mut().held = 0;
    }

    /// Reads on to the next start or end of an element.
    ///
    /// # Errors
    /// If the document is broken; all open elements have been closed before that.
    pub(crate) fn step(&mut self) -> Result<Step, XmlError> {
        while self.closing == 0 && self.ended.is_none() {
            if self.event() {
                return Ok(Step::Opened);
            }
        }
        if !self.open.is_empty() {
            return Ok(self.close());
        }
        match self.ended.as_mut().and_then(Option::take) {
            Some(broken) => Err(broken),
            None => Ok(Step::End),
        }
    }

    fn close(&mut self) -> Step {
        self.closing = self.closing.saturating_sub(1);
        self.open.pop().map_or(Step::End, Step::Closed)
    }

    /// Reads one event and returns whether an element was opened.
    fn event(&mut self) -> bool {
        self.buffer.clear();
        let line = self.reader.get_ref().line;
        match self.reader.read_event_into(&mut self.buffer) {
            Ok(Event::Start(start)) => {
                let element = element(&start);
                return self.start(element);
            }
            Ok(Event::Empty(start)) => {
                let element = element(&start);
                if self.start(element) {
                    self.closing = 1;
                    return true;
                }
                self.deeper -= 1;
            }
            Ok(Event::End(end)) => {
                let name = end.name().0.to_owned();
                self.end(&name);
            }
            Ok(Event::Text(text)) => push(&mut self.open, &text.xml10_content()),
            Ok(Event::CData(text)) => push(&mut self.open, &text.xml10_content()),
            Ok(Event::GeneralRef(reference)) => {
                let name = reference.xml10_content();
                match entity(&name) {
                    Some(text) => push(&mut self.open, &text),
                    None => push(&mut self.open, &format!("&{name};")),
                }
            }
            Ok(Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_)) => {}
            Ok(Event::Eof) => {
                let inside = self.open.last().map(|element| XmlError {
                    line: self.reader.get_ref().line,
                    found: format!("the end, inside of <{}>", element.name),
                });
                self.ended = Some(inside);
            }
            Err(error) => {
                let found = error.to_string();
                self.ended = Some(Some(XmlError { line, found }));
            }
        }
        false
    }

    /// Opens an element and returns whether it is within the maximum depth.
    fn start(&mut self, element: Element) -> bool {
        if self.open.len() >= DEEPEST {
            self.deeper += 1;
            return false;
        }
        self.open.push(element);
        true
    }

    /// Marks the nearest open element of this name, and the unclosed elements inside it, for closing.
    fn end(&mut self, name: &str) {
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let (prefix, name) = split(name);
        let exact = |element: &Element| element.name == name && element.prefix == prefix;
        let at = self.open.iter().rposition(exact);
        if let Some(at) = at.or_else(|| self.open.iter().rposition(|element| element.is(name))) {
            self.closing = self.open.len() - at;
        }
    }
}

/// Returns the prefix of a name and the rest.
fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

/// Adds text to the innermost open element.
fn push(open: &mut [Element], text: &str) {
    let Some(element) = open.last_mut() else { return };
    match element.nodes.last_mut() {
        Some(Node::Text(before)) => before.push_str(text),
        _ if text.is_empty() => {}
        _ => element.nodes.push(Node::Text(text.to_owned())),
    }
}

fn element(start: &BytesStart<'_>) -> Element {
    let (prefix, name) = split(start.name().0);
    let mut attributes = Vec::new();
    for attribute in start.html_attributes().with_checks(false).flatten() {
        attributes.push((attribute.key.0.to_owned(), resolved(&attribute.value)));
    }
    Element { prefix: prefix.to_owned(), name: name.to_owned(), attributes, nodes: Vec::new() }
}

/// Returns the value of an attribute with its character references replaced.
fn resolved(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = rest.find(';').and_then(|end| Some((entity(&rest[1..end])?, end)));
        match known {
            Some((characters, end)) => {
                text.push_str(&characters);
                rest = &rest[end + 1..];
            }
            None => {
                text.push('&');
                rest = &rest[1..];
            }
        }
    }
    text.push_str(rest);
    text
}

/// A reader that counts lines, and fails when an item is too large.
struct Counting<R> {
    inner: R,
    line: u64,
    held: u64,
}

impl<R: BufRead> Read for Counting<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let buffer = self.fill_buf()?;
        let length = buffer.len().min(into.len());
        into[..length].copy_from_slice(&buffer[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Counting<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.held > HELD {
            return Err(io::Error::other(format!("an item of more than {HELD} bytes")));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        // The buffer is filled already: callers fill it before they consume.
        if let Ok(buffer) = self.inner.fill_buf() {
            let used = &buffer[..amount.min(buffer.len())];
            self.line += memchr::memchr_iter(b'\n', used).count() as u64;
        }
        self.held += amount as u64;
        self.inner.consume(amount);
    }
}
