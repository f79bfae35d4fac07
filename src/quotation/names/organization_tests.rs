//! Names of companies and other organizations, and places and brackets beside names, in small articles.

use crate::quotation::names::people_tests::{ResolvedMention, assert_told};

const COMPANIES: &[ResolvedMention] = &[
    ("en", "Hollis & Dale said it holds.", Some("Hollis & Dale"), None),
    ("en", "Hollis & Dale Co. said it holds.", Some("Hollis & Dale Co."), None),
    ("en", "Founder & CEO Anna Holt said it holds.", Some("Anna Holt"), Some("Founder & CEO")),
    (
        "en",
        "“It holds,” said Karl Dale, an analyst at Vance & Yates.",
        Some("Karl Dale"),
        Some("analyst at Vance & Yates"),
    ),
    ("en", "Puentes del Norte, S.A. said it holds.", Some("Puentes del Norte"), None),
    ("en", "Hollis Bridges, Inc. said it holds.", Some("Hollis Bridges"), None),
    ("en", "Hollis Bridges (U.K.) Ltd said it holds.", Some("Hollis Bridges"), None),
    (
        "en",
        "Vance Associates L.P., a Leeds investment adviser, said it holds.",
        Some("Vance Associates L.P."),
        Some("Leeds investment adviser"),
    ),
    ("en", "Vance Communications Associates said it holds.", Some("Vance Communications Associates"), None),
    ("en", "B mart Corp said it holds.", Some("B mart Corp"), None),
    ("en", "Hollis, a part of the group,\nInc, said it holds.", None, None),
    ("en", "Consumers Water said it holds.", Some("Consumers Water"), None),
    ("en", "Engineers Holt and Dale said it holds.", None, None),
    ("en", "Lawmakers Holt, Dale and Vance said it holds.", None, None),
    ("en", "On Monday, First Ellis said it holds.", Some("First Ellis"), None),
    ("en", "First Ellis Holdings said it holds.", Some("First Ellis Holdings"), None),
    ("en", "First Holt said it holds.", Some("Holt"), None),
    ("en", "First Lady Anna Holt said it holds.", Some("Anna Holt"), Some("First Lady")),
    ("en", "The Women’s Daily said it holds.", Some("Women’s Daily"), None),
    ("en", "Leeds’s Daily said it holds.", Some("Daily"), None),
    (
        "en",
        "Hollis and Vance Co chairman Karl Dale said it holds.",
        Some("Karl Dale"),
        Some("Hollis and Vance Co chairman"),
    ),
    ("en", "Reader's Weekly said it holds.", Some("Reader's Weekly"), None),
    ("en", "Ellis Week said it holds.", Some("Ellis Week"), None),
    ("en", "The Leeds Evening Herald said it holds.", Some("Leeds Evening Herald"), None),
    ("en", "The Economist said it holds.", Some("Economist"), None),
    ("en", "The economist said it holds.", None, None),
    ("en", "The bridge is by Hollis Corp. Carver opened it. “It holds,” Carver said.", Some("Carver"), None),
    ("en", "The bridge is in Ellis, Va. Carver opened it. “It holds,” Carver said.", Some("Carver"), None),
    ("en", "B and C left. The agency said it holds.", None, None),
    ("en", "Businessmen said it holds.", None, None),
];

#[test]
fn names_of_companies_are_whole() {
    assert_told(COMPANIES);
}

#[test]
fn initials_stand_for_a_name_with_an_ampersand() {
    assert_told(&[("en", "Hollis & Vance met in Leeds. H&V said it holds.", Some("Hollis & Vance"), None)]);
    assert_told(&[(
        "en",
        "Hollis & Vance Lines met in Leeds. HVL said it holds.",
        Some("Hollis & Vance Lines"),
        None,
    )]);
}

const BESIDE_NAMES: &[ResolvedMention] = &[
    ("en", "Karl Dale, 43, of Austin, Texas, said it holds.", Some("Karl Dale"), None),
    ("en", "Karl Dale, 43, of Ashton, Md., who saw it, said it holds.", Some("Karl Dale"), None),
    ("en", "Hollis, based in Austin, Texas, said it holds.", Some("Hollis"), None),
    ("en", "Holt, during a town meeting in Ellis, Ohio, said it holds.", Some("Holt"), None),
    ("en", "During a visit to Ellis, Holt said it holds.", Some("Holt"), None),
    (
        "en",
        "Former Idaho governor Jan Holt left. She said it holds.",
        Some("Jan Holt"),
        Some("Former Idaho governor"),
    ),
    ("en", "The mayor of Austin, Texas, said it holds.", None, None),
    ("en", "Residents of Ellis, West Virginia, said it holds.", None, None),
    ("en", "“It holds,” said the mayor of Ellis, Karl Dale.", Some("Karl Dale"), Some("mayor of Ellis")),
    ("en", "With the help of Charlotte, Holt said, it holds.", Some("Holt"), None),
    (
        "en",
        "Ellis Bridge Council (EBC) spokesman Karl Dale told the Courier it holds.",
        Some("Karl Dale"),
        Some("Ellis Bridge Council (EBC) spokesman"),
    ),
    (
        "en",
        "At the same meeting Hollis Bridges (Leeds) Corp president Karl Dale said it holds.",
        Some("Karl Dale"),
        Some("Hollis Bridges (Leeds) Corp president"),
    ),
    (
        "en",
        "Ellis Roads Council (SRA) chairman Karl Dale left. He said it holds.",
        Some("Karl Dale"),
        Some("Ellis Roads Council (SRA) chairman"),
    ),
    ("en", "His wife, Jill, left. She said it holds.", Some("Jill"), Some("wife")),
    ("en", "Rep. Anna Holt (D-Ohio) said it holds.", Some("Anna Holt"), Some("Rep")),
];

#[test]
fn places_and_brackets_beside_a_name_are_not_the_speaker() {
    assert_told(BESIDE_NAMES);
}
