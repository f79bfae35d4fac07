//! The kinds of statements on a page, each with its place. Plain data.

/// A place on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::extract::html::metadata) struct Place {
    /// Number of the node in document order.
    pub(in crate::extract::html::metadata) at: usize,
    /// Whether it is in a comment by a reader.
    pub(in crate::extract::html::metadata) comment: bool,
    /// Whether it is in an element whose class is about dates.
    pub(in crate::extract::html::metadata) dated: bool,
    /// Whether it is in an element whose class is about authors.
    pub(in crate::extract::html::metadata) byline: bool,
    /// Whether it is in an `<h1>`.
    pub(in crate::extract::html::metadata) headline: bool,
    /// Whether it is in a link.
    pub(in crate::extract::html::metadata) link: bool,
    /// Whether it is in a list or table, where pages name other articles.
    pub(in crate::extract::html::metadata) list: bool,
    /// The innermost sidebar, footer or similar element that contains it, as an index of [`Statements::asides`].
    pub(in crate::extract::html::metadata) aside: Option<usize>,
    /// The innermost thing with properties that contains it, as an index of [`Statements::things`].
    pub(in crate::extract::html::metadata) thing: Option<usize>,
    /// Node number of the innermost `<article>` that contains it.
    pub(in crate::extract::html::metadata) article: Option<usize>,
}

/// A property in the markup of the body (microdata or RDFa).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::extract::html::metadata) struct Property {
    /// Its names without prefixes, in lower case, separated by spaces.
    pub(in crate::extract::html::metadata) name: String,
    pub(in crate::extract::html::metadata) value: String,
    pub(in crate::extract::html::metadata) place: Place,
    /// If its value is a thing, the index of that thing in [`Statements::things`].
    pub(in crate::extract::html::metadata) is_thing: Option<usize>,
}

/// A thing with properties (microdata, RDFa): its type, and the thing it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::extract::html::metadata) struct Thing {
    pub(in crate::extract::html::metadata) kind: String,
    pub(in crate::extract::html::metadata) parent: Option<usize>,
}

/// A time in an attribute of `<time>`, `<abbr>` or another element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::extract::html::metadata) struct Moment {
    pub(in crate::extract::html::metadata) value: String,
    /// The visible text.
    pub(in crate::extract::html::metadata) shown: String,
    /// Classes and names of the element, in lower case.
    pub(in crate::extract::html::metadata) hints: String,
    pub(in crate::extract::html::metadata) place: Place,
    pub(in crate::extract::html::metadata) is_time: bool,
}

/// A visible line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::extract::html::metadata) struct Line {
    pub(in crate::extract::html::metadata) text: String,
    pub(in crate::extract::html::metadata) place: Place,
}

/// The text of a link to the page of an author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::extract::html::metadata) struct Writer {
    pub(in crate::extract::html::metadata) text: String,
    pub(in crate::extract::html::metadata) place: Place,
}
