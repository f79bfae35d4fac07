//! NewsML-G2, and items of Reuters' older corpora. Input: an element. Output: its text and statements.

use std::sync::LazyLock;

use mail_parser::decoders::base64::base64_decode;

use super::{Content, Item, date_in, outlet_of};
use crate::{
    dates::parse_date,
    extract::{
        byline::names, candidates::Stated, editors_notes::without_version_marks, language::language_code,
        nitf, source::Outlet,
    },
    word_list::pairs,
    xml::Element,
};

/// Items that are articles only if they have a text of their own.
static OTHER_ITEMS: LazyLock<Vec<(&str, &str)>> =
    LazyLock::new(|| pairs(include_str!("other_items.tsv")).collect());

/// Returns the content of the item at `root`; dates after the day `latest` are left out.
pub(super) fn read(root: &Element, latest: i32) -> Item {
    if let Some(text) = root.child("text") {
        return corpus_item(root, text, latest);
    }
    let nothing = Element::default();
    let item = root.child("itemMeta").unwrap_or(&nothing);
    let about = if root.is("contentMeta") { root } else { root.child("contentMeta").unwrap_or(&nothing) };
    let status = item
        .child("pubStatus")
        .and_then(|status| status.attribute("qcode").or_else(|| status.attribute("uri")));
    let code = |status: &str| status.rsplit('/').next().unwrap_or(status).to_owned();
    let withdrawn = status.map(code).filter(|status| nitf::is_withdrawn(status));
    let mut content = Content::default();
    read_content(root, latest, &mut content);
    if content.body.is_empty() {
        descriptions(about).into_iter().for_each(|description| content.push_lines(description));
    }
    let concept = root.child("concept").filter(|concept| concept.child("eventDetails").is_some());
    if let Some(event) = concept.filter(|_| content.body.is_empty()) {
        event.named("definition").for_each(|definition| content.push_lines(definition));
    }
    let other = OTHER_ITEMS.iter().find(|(name, _)| root.is(name)).map(|(_, what)| *what);
    let stated = stated(Parts { root, item, about, inner: &content.stated, concept }, latest);
    Item { content, stated, withdrawn, no_article: other }
}

fn read_content(root: &Element, latest: i32, content: &mut Content) {
    let sets = if root.is("contentSet") || root.is("inlineXML") {
        vec![root]
    } else {
        root.named("contentSet").collect()
    };
    for set in sets {
        let inline = if set.is("inlineXML") { vec![set] } else { set.all("inlineXML") };
        // Several elements are renditions of the same content.
        for inline in inline {
            if content.body.is_empty() {
                content.take(inline, latest);
            }
        }
        for data in set.all("inlineData") {
            if content.body.is_empty() {
                read_data(data, latest, content);
            }
        }
    }
}

/// Adds text that is not XML, perhaps in base64; pictures are skipped.
fn read_data(data: &Element, latest: i32, content: &mut Content) {
    let kind = data.attribute("contenttype").unwrap_or("text/plain");
    if !kind.starts_with("text/") && !kind.contains("xml") && !kind.contains("html") {
        return;
    }
    let encoded =
        data.attribute("encoding").is_some_and(|encoding| encoding.to_ascii_lowercase().contains("base64"));
    if !encoded {
        content.take(data, latest);
    } else if let Some(bytes) = base64_decode(data.text().trim().as_bytes()) {
        content.take_text(&String::from_utf8_lossy(&bytes), latest);
    }
}

/// Returns the descriptions in the language of the first one, without duplicates.
fn descriptions(about: &Element) -> Vec<&Element> {
    let all: Vec<&Element> =
        about.named("description").filter(|description| description.line().is_some()).collect();
    let language = all.first().and_then(|first| first.attribute("lang"));
    let mut kept: Vec<&Element> = Vec::new();
    for description in all {
        let same = description.attribute("lang") == language;
        if same && !kept.iter().any(|before| before.line() == description.line()) {
            kept.push(description);
        }
    }
    kept
}

/// The parts of an item that describe it.
struct Parts<'a> {
    root: &'a Element,
    item: &'a Element,
    about: &'a Element,
    inner: &'a Stated,
    concept: Option<&'a Element>,
}

fn stated(parts: Parts<'_>, latest: i32) -> Stated {
    let Parts { root, item, about, inner, concept } = parts;
    let date = |element: &Element, name: &str| element.child(name).and_then(|found| date_in(found, latest));
    let changed = date(item, "versionCreated").or_else(|| date(about, "contentModified"));
    let published = date(item, "firstCreated").or(changed).or_else(|| date(about, "contentCreated"));
    let written =
        |name: &&'static str| about.named(name).find_map(|element| without_version_marks(&element.line()?));
    let title = ["headline", "title"].iter().find_map(written);
    let title = title.or_else(|| concept.and_then(|concept| concept.child("name")?.line()));
    let title = title.or_else(|| inner.title.clone()).or_else(|| item.child("title").and_then(Element::line));
    let lang = about.child("language").and_then(|language| language.attribute("tag"));
    Stated {
        id: root.attribute("guid").filter(|id| !id.starts_with("http")).map(str::to_owned),
        title,
        outlet: outlet(root, item, about),
        url: root.attribute("guid").filter(|id| id.starts_with("http")).map(str::to_owned),
        date: published,
        modified: changed.filter(|changed| published.is_some_and(|first| changed.order() > first.order())),
        byline: byline(about, &inner.byline),
        lang: lang.or_else(|| root.attribute("lang")).and_then(language_code),
        section: section(about),
        ..Stated::default()
    }
}

fn outlet(root: &Element, item: &Element, about: &Element) -> Outlet {
    let provider = item.child("provider");
    let holder = root.child("rightsInfo").and_then(|rights| rights.child("copyrightHolder"));
    let parties: Vec<&Element> =
        [provider, about.child("infoSource"), holder].into_iter().flatten().collect();
    let coded = |party: &Element| {
        let code = ["uri", "qcode", "literal"].iter().find_map(|name| party.attribute(name));
        code.map(outlet_of).unwrap_or_default()
    };
    let named = |party: &Element| {
        party.child("name").and_then(Element::line).map(|name| outlet_of(&name)).unwrap_or_default()
    };
    for party in &parties {
        let mut outlet = named(party);
        let code = coded(party);
        // A code is used as a name only if there is no better one.
        outlet.domain = outlet.domain.or(code.domain);
        if outlet.is_known() {
            outlet.name = outlet.name.or(code.name);
            return outlet;
        }
    }
    parties.into_iter().map(coded).find(Outlet::is_known).unwrap_or_default()
}

/// Returns the authors: from the byline, else from the byline of the document inside the item, else the people who created
/// the item.
fn byline(about: &Element, inner: &[String]) -> Vec<String> {
    let written: Vec<String> =
        about.named("by").filter_map(Element::line).flat_map(|by| names(&by)).collect();
    if !written.is_empty() {
        return written;
    }
    if !inner.is_empty() {
        return inner.to_vec();
    }
    let people = about.named("creator").filter(|creator| is_person(creator));
    people
        .filter_map(|creator| creator.child("name").and_then(Element::line))
        .flat_map(|name| names(&name))
        .collect()
}

fn is_person(creator: &Element) -> bool {
    let typed = |word: &str| creator.attribute("type").is_some_and(|kind| kind.contains(word));
    if typed("person") || creator.child("personDetails").is_some() {
        return true;
    }
    let name = creator.child("name").and_then(Element::line).unwrap_or_default();
    let site = creator.attribute("qcode").is_some_and(|code| code.starts_with("web:"));
    !typed("org")
        && !site
        && creator.child("organisationDetails").is_none()
        && (2..=5).contains(&name.split_whitespace().count())
}

/// Returns the first subject that is a topic, not a person, a place or an event.
fn section(about: &Element) -> Option<String> {
    let topic = |subject: &&Element| {
        let code = subject.attribute("qcode").or_else(|| subject.attribute("uri")).unwrap_or_default();
        let kind = subject.attribute("type").unwrap_or_default();
        kind.ends_with("abstract")
            || ["medtop:", "subj:"].iter().any(|scheme| code.starts_with(scheme))
            || code.contains("mediatopic")
    };
    about.named("subject").filter(topic).find_map(|subject| subject.child("name").and_then(Element::line))
}

/// Reads an item of Reuters' research corpora, in which title, headline, byline and text are children of the item.
fn corpus_item(root: &Element, text: &Element, latest: i32) -> Item {
    let line = |name: &str| root.child(name).and_then(Element::line);
    let mut content = Content::default();
    content.take(text, latest);
    let date = root.attribute("date").and_then(parse_date).filter(|date| date.first_day() <= latest);
    let stated = Stated {
        id: root.attribute("itemid").map(str::to_owned),
        title: line("headline").and_then(|line| without_version_marks(&line)).or_else(|| line("title")),
        date,
        byline: line("byline").map(|byline| names(&byline)).unwrap_or_default(),
        lang: root.attribute("lang").and_then(language_code),
        ..Stated::default()
    };
    Item { content, stated, ..Item::default() }
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;
    use crate::article::DateFrom;

    /// Returns an item with this content.
    fn item(meta: &str, about: &str, content: &str) -> String {
        format!(
            "<newsItem guid='urn:newsml:leeds.example:7' xml:lang='en-GB'><itemMeta><itemClass qcode='ninat:text'/>\
             <provider qcode='nprov:AFP'/><versionCreated>2026-02-07T10:00:00Z</versionCreated>{meta}</itemMeta>\
             <contentMeta>{about}</contentMeta><contentSet>{content}</contentSet></newsItem>"
        )
    }

    #[test]
    fn the_fields_of_an_item_are_read() {
        let about = "<headline>Rain\n falls</headline><by>By Jane Doe and John Roe</by><language tag='de'/>\
                     <subject type='cpnat:person'><name>Max Poe</name></subject><subject qcode='medtop:1'><name>weather</name></subject>";
        let meta = "<firstCreated>2026-02-06T10:00:00Z</firstCreated><pubStatus qcode='stat:usable'/>";
        let article =
            read(&item(meta, about, "<inlineXML><html><body><p>It fell.</p></body></html></inlineXML>"))
                .unwrap();
        assert_eq!(
            (article.id.as_str(), article.title.as_deref()),
            ("urn:newsml:leeds.example:7", Some("Rain falls"))
        );
        assert_eq!((article.text.as_str(), article.lang.as_deref()), ("It fell.", Some("de")));
        assert_eq!(
            (article.date.unwrap().to_string().as_str(), article.date_from),
            ("2026-02-06T10:00:00Z", Some(DateFrom::Record))
        );
        assert_eq!(article.modified.unwrap().to_string(), "2026-02-07T10:00:00Z");
        assert_eq!(
            (article.byline.as_slice(), article.section.as_deref()),
            (&["Jane Doe".to_owned(), "John Roe".to_owned()][..], Some("weather"))
        );
        assert_eq!(
            (article.source.as_deref(), article.source_name.as_deref()),
            (Some("afp.com"), Some("AFP"))
        );
    }

    #[test]
    fn the_text_of_a_picture_is_its_description() {
        let about = "<headline>Floods</headline><creator><name>Jane Doe</name></creator><creator><name>The Sports Network</name></creator>\
                     <description role='drol:caption'>The Aire in Leeds.<br/>Friday.</description>";
        let article = read(&item("", about, "<remoteContent href='a.jpg'/>")).unwrap();
        assert_eq!(
            (article.text.as_str(), article.byline),
            ("The Aire in Leeds.\n\nFriday.", vec!["Jane Doe".to_owned()])
        );
    }

    #[test]
    fn data_may_be_encoded() {
        for (content, expected) in [
            ("<inlineData contenttype='text/plain'>It fell.</inlineData>", "It fell."),
            (
                "<inlineData contenttype='text/html' encoding='encd:base64'>PHA+SXQgZmVsbC48L3A+</inlineData>",
                "It fell.",
            ),
            ("<inlineData contenttype='image/jpeg'>It fell.</inlineData>", ""),
        ] {
            assert_eq!(
                read(&item("", "<headline>Rain</headline>", content)).unwrap().text,
                expected,
                "{content}"
            );
        }
    }

    #[test]
    fn items_that_are_not_articles_are_reported() {
        let withdrawn = item("<pubStatus qcode='stat:canceled'/>", "<headline>x</headline>", "");
        assert_eq!(read(&withdrawn).unwrap_err(), "/a.xml: withdrawn by its publisher (stat:canceled)");
        for (xml, message) in [
            ("<packageItem><groupSet/></packageItem>", "/a.xml: no article: it is a package of items"),
            (
                "<planningItem><contentMeta><headline>x</headline></contentMeta></planningItem>",
                "/a.xml: no article: it is a plan of coverage",
            ),
            ("<newsItem guid='N1'> ..... </newsItem>", "/a.xml: no text: it is empty"),
        ] {
            assert_eq!(read(xml).unwrap_err(), message, "{xml}");
        }
    }

    #[test]
    fn items_of_corpora_are_read() {
        let xml = "<newsitem itemid='7' date='1996-08-20' xml:lang='en'><title>UK: Rain falls.</title><headline>Rain falls.</headline>\
                   <byline>Jane Doe</byline><dateline>LEEDS 1996-08-20</dateline><text><p>It fell.</p><p>Wet.</p></text></newsitem>";
        let article = read(xml).unwrap();
        assert_eq!(
            (article.title.as_deref(), article.text.as_str()),
            (Some("Rain falls."), "It fell.\n\nWet.")
        );
        assert_eq!(
            (article.date.unwrap().to_string().as_str(), article.byline),
            ("1996-08-20", vec!["Jane Doe".to_owned()])
        );
    }
}
