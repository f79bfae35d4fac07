//! What a user says of all articles in a folder (`--set source=apnews.com`): texts enter, and articles to be told so.

use crate::article::{Article, SourceFrom};

/// What is said of articles, whatever they say themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stated {
    values: Vec<(Field, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Source,
    Lang,
    Section,
}

const FIELDS: [(&str, Field); 3] =
    [("source", Field::Source), ("lang", Field::Lang), ("section", Field::Section)];

/// Why a text says nothing of articles.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not FIELD=VALUE with one of the fields source, lang and section")]
pub struct NotStated {
    text: String,
}

impl Stated {
    /// Reads texts of the form `FIELD=VALUE`. An empty value takes back what was said of the field.
    ///
    /// # Errors
    /// If one has another form, or another field.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, NotStated> {
        let mut stated = Self::default();
        for text in texts {
            let wrong = || NotStated { text: text.to_owned() };
            let (name, value) = text.split_once('=').ok_or_else(wrong)?;
            let known = FIELDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim()));
            let (_, field) = known.ok_or_else(wrong)?;
            stated.say(*field, value.trim());
        }
        Ok(stated)
    }

    fn say(&mut self, field: Field, value: &str) {
        self.values.retain(|(known, _)| *known != field);
        self.values.push((field, value.to_owned()));
    }

    /// Returns what is said after `later` was said, too.
    #[must_use]
    pub fn and_then(mut self, later: &Self) -> Self {
        for (field, value) in &later.values {
            self.say(*field, value);
        }
        self.values.retain(|(_, value)| !value.is_empty());
        self
    }

    /// Returns whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Returns it as texts that [`parse`](Self::parse) reads.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        let name = |field| FIELDS.iter().find(|(_, known)| *known == field).map_or("", |(name, _)| *name);
        self.values.iter().map(|(field, value)| format!("{}={value}", name(*field))).collect()
    }

    /// Tells an article what is said of it.
    pub fn apply(&self, article: &mut Article) {
        for (field, value) in &self.values {
            match field {
                Field::Source => state_source(article, value),
                Field::Lang => article.lang = Some(value.to_ascii_lowercase()),
                Field::Section => article.section = Some(value.clone()),
            }
        }
    }
}

/// Names the outlet by its domain, or by its name where `value` is none.
fn state_source(article: &mut Article, value: &str) {
    let is_domain = value.contains('.') && !value.contains(char::is_whitespace);
    let domain = crate::url::without_view(value).to_lowercase();
    (article.source, article.source_name) =
        if is_domain { (Some(domain), None) } else { (None, Some(value.to_owned())) };
    article.source_from = Some(SourceFrom::Record);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_counts_whatever_an_article_says() {
        let stated = Stated::parse(["source=The Fen Gazette", "LANG=EN"]).unwrap();
        let mut article = Article { source: Some("other.example".into()), ..Article::default() };
        stated.apply(&mut article);
        assert_eq!((article.source, article.source_name.as_deref()), (None, Some("The Fen Gazette")));
        assert_eq!(article.lang.as_deref(), Some("en"));
        let domain = Stated::parse(["source=www.Fen.example"]).unwrap();
        let mut article = Article::default();
        domain.apply(&mut article);
        assert_eq!(article.source.as_deref(), Some("fen.example"));
    }

    #[test]
    fn an_empty_value_takes_back_what_was_said() {
        let before = Stated::parse(["source=fen.example", "section=News"]).unwrap();
        let later = before.and_then(&Stated::parse(["source="]).unwrap());
        assert_eq!(later.texts(), ["section=News"]);
        for wrong in ["source", "sauce=x"] {
            assert!(
                Stated::parse([wrong]).unwrap_err().to_string().starts_with(&format!("`{wrong}` is not"))
            );
        }
    }
}
