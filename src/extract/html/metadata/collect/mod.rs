//! Collects all statements of a page about its article in one pass. Input: a parsed page. Output: its statements and lines, with their
//! places.
//!
//! The pass is iterative and linear, does not depend on the depth of the page, and ends after [`MOST_NODES`].

mod hints;
mod statements;
mod text;

use ego_tree::{NodeRef, iter::Edge};
use scraper::{Html, Node, node::Element};

pub(super) use self::statements::{Line, Moment, Place, Property, Thing, Writer};
use self::{
    hints::{HINTS, HINTS_OF_DATA, Hint, PATHS_OF_AUTHORS, words_of},
    text::{LONGEST, is_hidden, text_of},
};
use crate::extract::{
    byline::{is_name, names, without_before},
    fields::one_line,
    html::elements::is_line_break,
};

/// Maximum number of nodes that are read; the largest news pages have a tenth of that number.
const MOST_NODES: usize = 400_000;

/// Maximum number of statements or lines of one kind.
const MOST_KEPT: usize = 4000;

/// The statements and lines of a page, in the order of the page.
#[derive(Debug, Default)]
pub(super) struct Statements<'a> {
    /// Names (lower case) and contents of `<meta>`.
    pub(super) metas: Vec<(String, &'a str)>,
    /// Relations (lower case) and targets of `<link>`.
    pub(super) links: Vec<(String, &'a str)>,
    pub(super) lang: Option<&'a str>,
    pub(super) title: Option<String>,
    /// Blocks of JSON-LD.
    pub(super) linked_data: Vec<String>,
    /// Other scripts, which may contain data.
    pub(super) scripts: Vec<&'a str>,
    pub(super) things: Vec<Thing>,
    pub(super) properties: Vec<Property>,
    pub(super) moments: Vec<Moment>,
    pub(super) writers: Vec<Writer>,
    pub(super) lines: Vec<Line>,
    /// For each sidebar, footer or similar element, the index of the next such element that contains it.
    pub(super) asides: Vec<Option<usize>>,
}

impl<'a> Statements<'a> {
    /// Returns the statements of `page`.
    pub(super) fn of(page: &'a Html) -> Self {
        let mut statements = Self::default();
        let mut open = vec![Place::default()];
        let mut line = Line { text: String::new(), place: Place::default() };
        let mut hidden = 0_usize;
        for (at, edge) in page.tree.root().traverse().take(2 * MOST_NODES).enumerate() {
            match edge {
                Edge::Open(node) => match node.value() {
                    Node::Text(text) if hidden == 0 => {
                        if line.text.trim().is_empty() {
                            line.place = Place { at, ..open.last().copied().unwrap_or_default() };
                        } else if !open.last().is_some_and(|place| place.link) {
                            line.place.link = false;
                        }
                        if line.text.len() < LONGEST {
                            line.text.push_str(crate::span::truncated(text, LONGEST));
                        }
                    }
                    Node::Element(element) => {
                        let name = element.name();
                        let in_headline = open.last().is_some_and(|place| place.headline);
                        if is_line_break(name) && !(name == "br" && in_headline) {
                            statements.end_line(&mut line);
                        } else if matches!(name, "br" | "span" | "time" | "a") && line.text.len() < LONGEST {
                            line.text.push(' ');
                        }
                        let place = statements.open(
                            node,
                            element,
                            Place { at, ..open.last().copied().unwrap_or_default() },
                        );
                        open.push(place);
                        hidden += usize::from(is_hidden(element));
                    }
                    _ => {}
                },
                Edge::Close(node) => {
                    if let Node::Element(element) = node.value() {
                        let in_headline = open.last().is_some_and(|place| place.headline);
                        if is_line_break(element.name()) && !(element.name() == "br" && in_headline) {
                            statements.end_line(&mut line);
                        }
                        open.pop();
                        hidden = hidden.saturating_sub(usize::from(is_hidden(element)));
                    }
                }
            }
        }
        statements.end_line(&mut line);
        statements
    }

    fn end_line(&mut self, line: &mut Line) {
        let text = one_line(&line.text);
        line.text.clear();
        if !text.is_empty() && self.lines.len() < MOST_KEPT {
            self.lines.push(Line { text, place: line.place });
        }
    }

    /// Collects the statements of an element. Returns the place of its content.
    fn open(&mut self, node: NodeRef<'a, Node>, element: &'a Element, mut place: Place) -> Place {
        let name = element.name();
        match name {
            "html" => self.lang = element.attr("lang").or_else(|| element.attr("xml:lang")).or(self.lang),
            "meta" => self.meta(element),
            "link" => {
                if let (Some(relation), Some(target)) = (element.attr("rel"), element.attr("href")) {
                    push(&mut self.links, (relation.to_lowercase(), target));
                }
            }
            "title" if self.title.is_none() && place.thing.is_none() => {
                self.title = Some(one_line(&text_of(node))).filter(|title| !title.is_empty());
            }
            "script" => self.script(node, element),
            _ => {}
        }
        if !matches!(name, "html" | "body" | "main" | "head" | "meta" | "link" | "script" | "style") {
            self.hints(name, element, &mut place);
        }
        match name {
            "h1" => place.headline = true,
            "a" => place.link = true,
            "ul" | "ol" | "table" => place.list = true,
            "article" => place.article = Some(place.at),
            "footer" | "aside" | "nav" => place.aside = Some(self.aside(place.aside)),
            _ => {}
        }
        place.thing = self.properties(node, element, place);
        self.moment(node, element, place);
        self.writer(node, element, place);
        place
    }

    fn aside(&mut self, parent: Option<usize>) -> usize {
        self.asides.push(parent);
        self.asides.len() - 1
    }

    fn hints(&mut self, name: &str, element: &Element, place: &mut Place) {
        let classes = [element.attr("class"), element.attr("id")];
        for class in classes.into_iter().flatten().flat_map(str::split_ascii_whitespace) {
            // `has-sidebar` is about another element of the page.
            if class.len() > 60
                || ["has-", "with-", "no-", "is-", "hide-"].iter().any(|other| class.starts_with(other))
            {
                continue;
            }
            for hint in words_of(class).iter().flat_map(|word| HINTS.get(word.as_str())).flatten() {
                match hint {
                    Hint::Date => place.dated = true,
                    Hint::Byline => place.byline = true,
                    Hint::Comment if name != "article" => place.comment = true,
                    Hint::Aside if name != "article" && !place.headline => {
                        place.aside = Some(self.aside(place.aside))
                    }
                    _ => {}
                }
            }
        }
    }

    fn meta(&mut self, element: &'a Element) {
        let Some(content) = element.attr("content").or_else(|| element.attr("value")) else { return };
        for key in ["name", "property", "itemprop", "http-equiv"] {
            if let Some(name) = element.attr(key) {
                push(&mut self.metas, (name.trim().to_lowercase(), content));
            }
        }
    }

    fn script(&mut self, node: NodeRef<'a, Node>, element: &'a Element) {
        let kind = element.attr("type").unwrap_or_default().to_lowercase();
        let texts = node.children().filter_map(|child| child.value().as_text());
        if kind.contains("ld+json") {
            let text: String = texts.map(|text| &**text).collect();
            if self.linked_data.len() < 100 {
                self.linked_data.push(text);
            }
        } else {
            for text in texts {
                push(&mut self.scripts, &**text);
            }
        }
    }

    /// Collects the properties of an element. Returns the thing that properties inside the element belong to.
    fn properties(&mut self, node: NodeRef<'a, Node>, element: &Element, place: Place) -> Option<usize> {
        let kind = element.attr("itemtype").or_else(|| element.attr("typeof"));
        let opens = kind.is_some() || element.attr("itemscope").is_some();
        let thing = opens.then(|| {
            self.things.push(Thing { kind: kind.unwrap_or_default().to_lowercase(), parent: place.thing });
            self.things.len() - 1
        });
        let name = element
            .attr("itemprop")
            .or_else(|| element.attr("property").filter(|_| element.name() != "meta"));
        if let Some(name) = name.filter(|_| self.properties.len() < MOST_KEPT) {
            let names = name
                .split_ascii_whitespace()
                .map(|name| name.rsplit([':', '/', '#']).next().unwrap_or(name).to_lowercase());
            let attribute =
                ["content", "datetime", "href", "src", "title"].iter().find_map(|key| match *key {
                    "href" if element.name() != "link" && !name.ends_with("url") => None,
                    "title" if element.name() != "abbr" => None,
                    key => element.attr(key),
                });
            let value = attribute.map_or_else(|| one_line(&text_of(node)), one_line);
            self.properties.push(Property {
                name: names.collect::<Vec<_>>().join(" "),
                value,
                place,
                is_thing: thing,
            });
        }
        thing.or(place.thing)
    }

    fn moment(&mut self, node: NodeRef<'a, Node>, element: &Element, place: Place) {
        if self.moments.len() >= MOST_KEPT {
            return;
        }
        let is_time = element.name() == "time";
        let value = element.attrs().find_map(|(key, value)| match key {
            "datetime" => Some(value),
            "title" if matches!(element.name(), "abbr" | "span" | "a" | "time") && place.dated => Some(value),
            "content" if is_time => Some(value),
            key if key.starts_with("data-") && HINTS_OF_DATA.iter().any(|hint| key.ends_with(hint)) => {
                Some(value)
            }
            _ => None,
        });
        if value.is_none() && !is_time {
            return;
        }
        let hints = [
            element.attr("class"),
            element.attr("itemprop"),
            element.attr("id"),
            element.attr("pubdate").map(|_| "pubdate"),
        ];
        self.moments.push(Moment {
            value: value.unwrap_or_default().to_owned(),
            shown: one_line(&text_of(node)),
            hints: hints.into_iter().flatten().collect::<Vec<_>>().join(" ").to_lowercase(),
            place,
            is_time,
        });
    }

    fn writer(&mut self, node: NodeRef<'a, Node>, element: &Element, place: Place) {
        let target = element.attr("href").filter(|_| element.name() == "a").unwrap_or_default();
        let linked = element.attr("rel").is_some_and(|relation| relation.to_lowercase().contains("author"))
            || place.byline
            || PATHS_OF_AUTHORS.iter().any(|path| target.contains(path));
        if target.is_empty() || !linked || self.writers.len() >= MOST_KEPT {
            return;
        }
        let whole = one_line(&text_of(node));
        // The link may also contain the job of the author, after the name.
        let first =
            || node.descendants().filter_map(|inside| inside.value().as_text()).map(|text| one_line(text));
        let text = match is_name(without_before(&whole)) && !names(&whole).is_empty() {
            true => whole,
            false => first().find(|text| text.contains(' ')).unwrap_or(whole),
        };
        self.writers.push(Writer { text, place });
    }

    /// Clears the flag of all places that were taken for comments by readers.
    pub(super) fn forget_comments(&mut self) {
        self.lines.iter_mut().for_each(|line| line.place.comment = false);
        self.moments.iter_mut().for_each(|moment| moment.place.comment = false);
        self.properties.iter_mut().for_each(|property| property.place.comment = false);
        self.writers.iter_mut().for_each(|writer| writer.place.comment = false);
    }

    /// Returns whether a place is in a sidebar, footer or similar element that does not also contain the headline.
    pub(super) fn is_outside_article(&self, place: &Place, headline: Option<&Place>) -> bool {
        /// Maximum depth of nested sidebars and similar elements.
        const DEEPEST: usize = 64;
        let chain = |mut aside: Option<usize>| {
            std::iter::from_fn(move || {
                let this = aside?;
                aside = self.asides[this];
                Some(this)
            })
            .take(DEEPEST)
        };
        let shared: Vec<usize> = headline.map(|headline| chain(headline.aside).collect()).unwrap_or_default();
        chain(place.aside).any(|aside| !shared.contains(&aside))
    }

    /// Returns the contents of all `<meta>` with this name.
    pub(super) fn meta_contents(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.metas.iter().filter(move |(key, _)| key == name).map(|(_, content)| *content)
    }

    /// Returns the content of the first `<meta>` with one of these names that `read` accepts, in the order of the names.
    pub(super) fn meta_content<T>(&self, names: &[&str], read: impl Fn(&str) -> Option<T>) -> Option<T> {
        names.iter().find_map(|name| {
            self.metas.iter().filter(|(key, _)| key == name).find_map(|(_, content)| read(content))
        })
    }
}

fn push<T>(list: &mut Vec<T>, value: T) {
    if list.len() < MOST_KEPT {
        list.push(value);
    }
}
