//! One pass over a page for everything that may state something about its article. A parsed page enters; its statements, lines and places leave.
//!
//! The pass is iterative and linear: nothing in it grows with the depth of the page, and it ends after [`MOST_NODES`].

use std::{collections::HashMap, sync::LazyLock};

use ego_tree::{NodeRef, iter::Edge};
use scraper::{Html, Node, node::Element};

use crate::extract::{fields::one_line, table::rows};

/// How many nodes of a page are looked at; the largest news pages reach a tenth of it.
const MOST_NODES: usize = 400_000;

/// How many statements or lines of one kind are kept.
const MOST_KEPT: usize = 4000;

/// The longest text kept of a line or an element, in bytes; dates, names and headlines are shorter.
const LONGEST: usize = 600;

/// How many nodes inside an element are read for its text.
const MOST_INSIDE: usize = 200;

/// What words in classes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hint {
    Date,
    Byline,
    Comment,
    Aside,
}

static HINTS: LazyLock<HashMap<&str, Vec<Hint>>> = LazyLock::new(|| {
    let mut hints: HashMap<&str, Vec<Hint>> = HashMap::new();
    for (kind, mut columns) in rows(include_str!("class_hints.tsv")) {
        let hint = match kind {
            "date" => Hint::Date,
            "byline" => Hint::Byline,
            "comment" => Hint::Comment,
            _ => Hint::Aside,
        };
        hints.entry(columns.next().unwrap_or_default()).or_default().push(hint);
    }
    hints
});

/// Where something stands on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Place {
    /// Its order on the page.
    pub(super) at: usize,
    /// Among readers' comments.
    pub(super) comment: bool,
    /// Where classes speak of dates.
    pub(super) dated: bool,
    /// Where classes speak of authors.
    pub(super) byline: bool,
    /// In a heading of the first rank.
    pub(super) headline: bool,
    /// In words that lead elsewhere.
    pub(super) link: bool,
    /// In a list, where other articles are named.
    pub(super) list: bool,
    /// The innermost part of the page around the article that it stands in, as a place in [`Survey::asides`].
    pub(super) aside: Option<usize>,
    /// The innermost thing with properties that it belongs to, as a place in [`Survey::things`].
    pub(super) thing: Option<usize>,
    /// The innermost `<article>`, by its order.
    pub(super) article: Option<usize>,
}

/// A property in the markup of the body (microdata or RDFa).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Property {
    /// Its names without a prefix, lower case, parted by spaces.
    pub(super) name: String,
    pub(super) value: String,
    /// Its text, where the value is an attribute.
    pub(super) place: Place,
    /// The thing it is, where its value is one.
    pub(super) is_thing: Option<usize>,
}

/// A thing with properties: its type, and the one it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Thing {
    pub(super) kind: String,
    pub(super) parent: Option<usize>,
}

/// A time in an attribute: of `<time>`, `<abbr>`, `data-…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) value: String,
    /// What readers see.
    pub(super) shown: String,
    /// Lower-case classes and names of the element.
    pub(super) hints: String,
    pub(super) place: Place,
    pub(super) is_time: bool,
}

/// A line as readers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) place: Place,
}

/// The words of a link that leads to an author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Writer {
    pub(super) text: String,
    pub(super) place: Place,
}

/// What a page says, in its order.
#[derive(Debug, Default)]
pub(super) struct Survey<'a> {
    /// Names (lower case) and contents of `<meta>`.
    pub(super) metas: Vec<(String, &'a str)>,
    /// Relations (lower case) and targets of `<link>`.
    pub(super) links: Vec<(String, &'a str)>,
    pub(super) lang: Option<&'a str>,
    pub(super) title: Option<String>,
    /// Blocks of JSON-LD.
    pub(super) linked_data: Vec<String>,
    /// Other scripts that hold data.
    pub(super) scripts: Vec<&'a str>,
    pub(super) things: Vec<Thing>,
    pub(super) properties: Vec<Property>,
    pub(super) moments: Vec<Moment>,
    pub(super) writers: Vec<Writer>,
    pub(super) lines: Vec<Line>,
    /// For each part around the article the one it stands in.
    pub(super) asides: Vec<Option<usize>>,
}

impl<'a> Survey<'a> {
    /// Returns what `page` says.
    pub(super) fn of(page: &'a Html) -> Self {
        let mut survey = Self::default();
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
                            line.text.push_str(crate::extract::layout::beginning(text, LONGEST));
                        }
                    }
                    Node::Element(element) => {
                        let name = element.name();
                        if is_block(name) {
                            survey.end_line(&mut line);
                        } else if name == "span" || name == "time" || name == "a" {
                            line.text.push(' ');
                        }
                        let place = survey.open(node, element, Place { at, ..open.last().copied().unwrap_or_default() });
                        open.push(place);
                        hidden += usize::from(is_hidden(element));
                    }
                    _ => {}
                },
                Edge::Close(node) => {
                    if let Node::Element(element) = node.value() {
                        if is_block(element.name()) {
                            survey.end_line(&mut line);
                        }
                        open.pop();
                        hidden = hidden.saturating_sub(usize::from(is_hidden(element)));
                    }
                }
            }
        }
        survey.end_line(&mut line);
        survey
    }

    fn end_line(&mut self, line: &mut Line) {
        let text = one_line(&line.text);
        line.text.clear();
        if !text.is_empty() && self.lines.len() < MOST_KEPT {
            self.lines.push(Line { text, place: line.place });
        }
    }

    /// Takes up what an element says and returns the place of what stands in it.
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
            // `has-sidebar` tells of something else on the page.
            if class.len() > 60 || ["has-", "with-", "no-", "is-", "hide-"].iter().any(|other| class.starts_with(other)) {
                continue;
            }
            for hint in words_of(class).iter().flat_map(|word| HINTS.get(word.as_str())).flatten() {
                match hint {
                    Hint::Date => place.dated = true,
                    Hint::Byline => place.byline = true,
                    Hint::Comment if name != "article" => place.comment = true,
                    Hint::Aside if name != "article" && !place.headline => place.aside = Some(self.aside(place.aside)),
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

    /// Takes up the properties an element states and returns the thing that properties inside it belong to.
    fn properties(&mut self, node: NodeRef<'a, Node>, element: &Element, place: Place) -> Option<usize> {
        let kind = element.attr("itemtype").or_else(|| element.attr("typeof"));
        let opens = kind.is_some() || element.attr("itemscope").is_some();
        let thing = opens.then(|| {
            self.things.push(Thing { kind: kind.unwrap_or_default().to_lowercase(), parent: place.thing });
            self.things.len() - 1
        });
        let name = element.attr("itemprop").or_else(|| element.attr("property").filter(|_| element.name() != "meta"));
        if let Some(name) = name.filter(|_| self.properties.len() < MOST_KEPT) {
            let names = name.split_ascii_whitespace().map(|name| name.rsplit([':', '/', '#']).next().unwrap_or(name).to_lowercase());
            let attribute = ["content", "datetime", "href", "src", "title"].iter().find_map(|key| match *key {
                "href" if element.name() != "link" && !name.ends_with("url") => None,
                "title" if element.name() != "abbr" => None,
                key => element.attr(key),
            });
            let value = attribute.map_or_else(|| one_line(&text_of(node)), one_line);
            self.properties.push(Property { name: names.collect::<Vec<_>>().join(" "), value, place, is_thing: thing });
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
            key if key.starts_with("data-") && HINTS_OF_DATA.iter().any(|hint| key.ends_with(hint)) => Some(value),
            _ => None,
        });
        if value.is_none() && !is_time {
            return;
        }
        let hints = [element.attr("class"), element.attr("itemprop"), element.attr("id"), element.attr("pubdate").map(|_| "pubdate")];
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
        self.writers.push(Writer { text: one_line(&text_of(node)), place });
    }

    /// Returns whether a place belongs to the page around the article whose headline stands at `headline`.
    pub(super) fn is_around(&self, place: &Place, headline: Option<&Place>) -> bool {
        /// Deeper nesting of parts around an article tells nothing more.
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

    /// Returns the content of the first `<meta>` with one of these names that `read` accepts, in the order of the names.
    pub(super) fn meta_content<T>(&self, names: &[&str], read: impl Fn(&str) -> Option<T>) -> Option<T> {
        names.iter().find_map(|name| self.metas.iter().filter(|(key, _)| key == name).find_map(|(_, content)| read(content)))
    }
}

/// Parts of paths under which sites present their authors.
const PATHS_OF_AUTHORS: [&str; 9] =
    ["/author/", "/authors/", "/autor/", "/autoren/", "/auteur/", "/autori/", "/staff/", "/contributors/", "/byline/"];

/// Endings of `data-` attributes that hold times.
const HINTS_OF_DATA: [&str; 10] =
    ["date", "datetime", "time", "timestamp", "published", "utime", "pubdate", "publish-date", "published-at", "epoch"];

fn push<T>(list: &mut Vec<T>, value: T) {
    if list.len() < MOST_KEPT {
        list.push(value);
    }
}

/// Returns the words of a class in lower case: `postMeta__date-top` is `post`, `meta`, `date`, `top`, and each part as a whole.
fn words_of(class: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in class.split(|sign: char| !sign.is_alphabetic()).filter(|part| !part.is_empty()) {
        words.push(part.to_lowercase());
        let mut word = String::new();
        let mut small = false;
        for character in part.chars() {
            if character.is_uppercase() && small {
                words.push(std::mem::take(&mut word));
            }
            small = character.is_lowercase();
            word.extend(character.to_lowercase());
        }
        if words.last() != Some(&word) {
            words.push(word);
        }
    }
    words
}

/// Returns the beginning of the text inside a node.
pub(super) fn text_of(node: NodeRef<'_, Node>) -> String {
    let mut text = String::new();
    for inside in node.descendants().take(MOST_INSIDE) {
        match inside.value() {
            Node::Text(part) if !inside.parent().is_some_and(is_script) => text.push_str(part),
            Node::Element(element) if is_block(element.name()) => text.push('\n'),
            Node::Element(_) => text.push(' '),
            _ => {}
        }
        if text.len() > LONGEST {
            break;
        }
    }
    crate::extract::layout::beginning(&text, LONGEST).to_owned()
}

fn is_script(node: NodeRef<'_, Node>) -> bool {
    node.value().as_element().is_some_and(|element| matches!(element.name(), "script" | "style" | "noscript"))
}

fn is_hidden(element: &Element) -> bool {
    matches!(element.name(), "script" | "style" | "head" | "noscript" | "template" | "select" | "textarea" | "svg" | "iframe")
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address" | "article" | "aside" | "blockquote" | "body" | "br" | "center" | "dd" | "div" | "dl" | "dt" | "fieldset"
            | "figcaption" | "figure" | "footer" | "form" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "header" | "hr" | "li"
            | "main" | "nav" | "ol" | "p" | "pre" | "section" | "table" | "td" | "th" | "tr" | "ul"
    )
}
