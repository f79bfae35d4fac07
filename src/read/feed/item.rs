//! What a feed says of one item, as plain data that is written to a record and read from it.

use serde::{Deserialize, Serialize};

/// One item of a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Item {
    /// What the feed calls it; a url where the item says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<Prose>,
    /// Its texts, the best first: the content, then what is shorter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) texts: Vec<Prose>,
    /// When it was published, the best statement first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) published: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) updated: Option<String>,
    /// Who wrote it, as written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) authors: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) categories: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) language: Option<String>,
    /// Where it comes from, where that is not the feed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<Channel>,
    pub(crate) feed: Channel,
}

/// A feed: its title and the page it is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Channel {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<Prose>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
}

/// A text and how it is marked up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Prose {
    pub(crate) markup: Markup,
    pub(crate) text: String,
}

/// How a text is marked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Markup {
    /// Not at all: `<` is a sign like others.
    Plain,
    /// As HTML.
    Html,
    /// As HTML if it looks like that: the format leaves it open.
    Unknown,
}

/// Returns a text without the marks of CDATA sections that were escaped with it.
pub(super) fn unmarked(text: String) -> String {
    if text.contains("<![CDATA[") { text.replace("<![CDATA[", "").replace("]]>", "") } else { text }
}

impl Item {
    /// Returns the record of the item.
    pub(super) fn to_json(&self) -> Vec<u8> {
        // Text, lists and objects with names always make JSON.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

impl Prose {
    /// Returns the text, or nothing where it is only white space.
    pub(super) fn new(markup: Markup, text: impl Into<String>) -> Option<Self> {
        let text = unmarked(text.into());
        let trimmed = text.trim();
        (!trimmed.is_empty()).then(|| Self { markup, text: trimmed.to_owned() })
    }
}
