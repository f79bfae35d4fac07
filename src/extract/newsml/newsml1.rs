//! NewsML 1. Input: an element. Output: its text and statements.

use super::{Content, Item, date_in, outlet_of};
use crate::{
    article::ParagraphKind,
    extract::{
        byline::names, candidates::Stated, editors_notes::without_version_marks, language::language_code,
        nitf, source::Outlet,
    },
    xml::Element,
};

/// Returns the content of the item at `root`; dates after the day `latest` are left out.
pub(super) fn read(root: &Element, latest: i32) -> Item {
    let management = root.child("NewsManagement");
    let status = management.and_then(|management| formal_name(management, "Status"));
    let mut content = Content::default();
    read_component(root, Role::Main, latest, &mut content);
    let stated = stated(root, management, latest);
    let withdrawn = status.filter(|status| nitf::is_withdrawn(status)).map(str::to_owned);
    Item { content, stated, withdrawn, no_article: None }
}

/// Role of a component in the item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// The text of the item.
    Main,
    /// The caption of a picture.
    Caption,
}

/// Adds the texts of the components in `element`, in order. Of equivalent components only the first is added.
fn read_component(element: &Element, role: Role, latest: i32, content: &mut Content) {
    let are_equivalent = element.attribute("EquivalentsList") == Some("yes");
    let before = content.body.text.len();
    for child in element.children() {
        if are_equivalent && content.body.text.len() > before {
            return;
        }
        if child.is("NewsComponent") {
            let caption =
                formal_name(child, "Role").is_some_and(|role| role.to_ascii_lowercase().contains("caption"));
            read_component(child, if caption { Role::Caption } else { role }, latest, content);
        } else if child.is("ContentItem") {
            read_item(child, role, latest, content);
        }
    }
}

fn read_item(item: &Element, role: Role, latest: i32, content: &mut Content) {
    let kind = formal_name(item, "MediaType").unwrap_or("Text").to_ascii_lowercase();
    if !kind.contains("text") && !kind.contains("composite") {
        return;
    }
    for data in item.named("DataContent") {
        let start = content.body.paragraphs.len();
        content.take(data, latest);
        if role == Role::Caption {
            content.body.paragraphs[start..]
                .iter_mut()
                .for_each(|paragraph| paragraph.kind = ParagraphKind::Caption);
        }
    }
}

/// Returns the formal name of the child with this name.
fn formal_name<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    element.child(name)?.attribute("FormalName")
}

fn stated(root: &Element, management: Option<&Element>, latest: i32) -> Stated {
    let identifier = root.first("NewsIdentifier");
    let public =
        identifier.and_then(|identifier| identifier.child("PublicIdentifier")).and_then(Element::line);
    let own = || identifier.and_then(|identifier| identifier.child("NewsItemId")).and_then(Element::line);
    let managed = |name: &str| management?.child(name).and_then(|date| date_in(date, latest));
    let dated = || identifier?.child("DateId").and_then(|date| date_in(date, latest));
    let changed = managed("ThisRevisionCreated");
    let published = managed("FirstCreated").or(changed).or_else(dated);
    let lines = |name: &str, read: fn(&Element) -> Option<String>| {
        let found = root.all("NewsLines").into_iter().find_map(|lines| lines.named(name).find_map(read));
        found.or_else(|| root.all(name).into_iter().find_map(read))
    };
    let language = root.all("Language").into_iter().find_map(|language| language.attribute("FormalName"));
    let subject = root
        .all("SubjectCode")
        .into_iter()
        .flat_map(Element::children)
        .find_map(|subject| subject.attribute("Name"));
    Stated {
        id: public.or_else(own),
        title: lines("HeadLine", |line| without_version_marks(&line.line()?)),
        outlet: outlet(root, identifier),
        date: published,
        modified: changed.filter(|changed| published.is_some_and(|first| changed.order() > first.order())),
        byline: lines("ByLine", Element::line).map(|byline| names(&byline)).unwrap_or_default(),
        lang: language.or_else(|| root.attribute("lang")).and_then(language_code),
        section: subject.map(str::to_owned),
        ..Stated::default()
    }
}

fn outlet(root: &Element, identifier: Option<&Element>) -> Outlet {
    let party = |name: &str| {
        let party = root.all(name).into_iter().find_map(|role| role.first("Party"))?;
        let named = party.first("Property").and_then(|property| property.attribute("Value"));
        party.attribute("FormalName").or(named).map(str::to_owned)
    };
    let by_id = || identifier.and_then(|identifier| identifier.child("ProviderId")).and_then(Element::line);
    let stated =
        party("Provider").or_else(|| party("Source")).map(|name| outlet_of(&name)).unwrap_or_default();
    let mut outlet = stated;
    // The id of a provider is its domain.
    outlet.fill(by_id().map(|id| outlet_of(&id)).unwrap_or_default());
    outlet
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;
    use crate::article::ParagraphKind::{Caption, Paragraph};

    fn item(status: &str, components: &str) -> String {
        format!(
            "<NewsItem xml:lang='de'><Identification><NewsIdentifier><ProviderId>leeds.example</ProviderId><DateId>20260206</DateId>\
             <NewsItemId>rain</NewsItemId><PublicIdentifier>urn:newsml:leeds.example:20260206:rain:1</PublicIdentifier></NewsIdentifier>\
             </Identification><NewsManagement><FirstCreated>20260206T101500+0100</FirstCreated>\
             <ThisRevisionCreated>20260206T111500+0100</ThisRevisionCreated><Status FormalName='{status}'/></NewsManagement>\
             {components}</NewsItem>"
        )
    }

    const LINES: &str = "<NewsLines><HeadLine>Regen</HeadLine><ByLine>Von Jana Doe</ByLine></NewsLines><AdministrativeMetadata>\
                         <Provider><Party FormalName='Leeds Agentur'/></Provider></AdministrativeMetadata>\
                         <DescriptiveMetadata><Language FormalName='de'/></DescriptiveMetadata>";

    #[test]
    fn the_fields_of_an_item_are_read() {
        let text = "<ContentItem><MediaType FormalName='Text'/><DataContent><p>Es regnete.</p></DataContent></ContentItem>";
        let article =
            read(&item("Usable", &format!("<NewsComponent>{LINES}{text}</NewsComponent>"))).unwrap();
        assert_eq!(
            (article.id.as_str(), article.title.as_deref()),
            ("urn:newsml:leeds.example:20260206:rain:1", Some("Regen"))
        );
        assert_eq!((article.text.as_str(), article.byline), ("Es regnete.", vec!["Jana Doe".to_owned()]));
        assert_eq!(article.date.unwrap().to_string(), "2026-02-06T10:15:00+01:00");
        assert_eq!(
            (article.source.as_deref(), article.source_name.as_deref()),
            (Some("leeds.example"), Some("Leeds Agentur"))
        );
        assert_eq!(article.lang.as_deref(), Some("de"));
    }

    #[test]
    fn components_are_read_in_order() {
        let data = |media: &str, text: &str| {
            format!(
                "<ContentItem><MediaType FormalName='{media}'/><DataContent>{text}</DataContent></ContentItem>"
            )
        };
        let main = format!(
            "<NewsComponent><Role FormalName='Main'/>{}</NewsComponent>",
            data("Text", "<p>One.</p>")
        );
        let picture = format!(
            "<NewsComponent><NewsComponent><Role FormalName='Caption'/>{}</NewsComponent>{}</NewsComponent>",
            data("Text", "The Aire."),
            data("Photo", "JFIF")
        );
        let either = format!(
            "<NewsComponent EquivalentsList='yes'>{}{}</NewsComponent>",
            data("Text", "<p>Two.</p>"),
            data("Text", "Two, plain.")
        );
        let article =
            read(&item("Usable", &format!("<NewsComponent>{LINES}{main}{picture}{either}</NewsComponent>")))
                .unwrap();
        let found: Vec<_> =
            article.paragraphs.iter().map(|part| (part.kind, part.span.of(&article.text))).collect();
        assert_eq!(found, [(Paragraph, "One."), (Caption, "The Aire."), (Paragraph, "Two.")]);
    }

    #[test]
    fn withdrawn_items_are_reported() {
        let error = read(&item("Canceled", &format!("<NewsComponent>{LINES}</NewsComponent>"))).unwrap_err();
        assert_eq!(error, "/a.xml: withdrawn by its publisher (Canceled)");
    }
}
