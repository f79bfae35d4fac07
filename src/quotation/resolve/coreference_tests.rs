//! Pronouns and nouns for people, in small articles about two or three people.

use crate::quotation::test_support::quoted;

/// How the content begins, and the speaker.
type Said = (&'static str, Option<&'static str>);

const ARTICLES: &[(&str, &[Said])] = &[
    (
        "The mayor praised Karl Brandt and Tom Dale.\n“It is late,” said Peter Voss.\nBrandt knows the port, he said, adding that it needs a crane.",
        &[
            ("It is late", Some("Peter Voss")),
            ("Brandt knows", Some("Peter Voss")),
            ("it needs", Some("Peter Voss")),
        ],
    ),
    (
        "Thiago Mendes won the race.\n“It was close,” the Brazilian said.\n“It was not,” said the Dane.",
        &[("It was close", None), ("It was not", None)],
    ),
    (
        "Mary Porter said the hall was fine. “It is warm,” Porter said.\nShanellia Tull, a teacher, wept. “I wore my coat,” she said.",
        &[("It is warm", Some("Mary Porter")), ("I wore", Some("Shanellia Tull"))],
    ),
    (
        "Mary Porter opened the plant.\nOne worker, who asked not to be named, waited outside. “We put a sign on it,” she said.",
        &[("We put", None)],
    ),
    (
        "Omar Hadi left for Leeds.\nAides to Hadi said that the port was open.\nSources close to Hadi say that the road is open.",
        &[("the port", None), ("the road", None)],
    ),
    (
        "The Bank of England said that rates would rise.\nThe Department for Education said that it would pay.",
        &[("rates", Some("Bank of England")), ("it would", Some("Department for Education"))],
    ),
    (
        "Mayor Anna Holt met engineer Karl Brandt on Monday.\n“The bridge is closed,” she said.\n“It held for years,” he said.",
        &[("The bridge", Some("Anna Holt")), ("It held", Some("Karl Brandt"))],
    ),
    (
        "Anna Holt and her deputy, Mary Dale, toured the port.\n“The port is safe,” Dale said.\n“We shall pay,” she added.",
        &[("The port", Some("Mary Dale")), ("We shall", Some("Mary Dale"))],
    ),
    (
        "Anna Holt opened the hall. Mary Dale, who built it, stood beside her.\nHolt thanked the city. “It is late,” she said.",
        &[("It is late", Some("Anna Holt"))],
    ),
    (
        "President John Marsh met Prime Minister Mary Dale.\nThe president said the talks went well.\nThe prime minister said they were hard.",
        &[("the talks", Some("John Marsh")), ("they were", Some("Mary Dale"))],
    ),
    (
        "Mayor Anna Holt of Ellis met Mayor Carl Voss of Dale.\nThe mayor of Dale said the road was open.\nThe mayor of Ellis said that it was closed.\nThe mayor of Leeds said that he was glad.",
        &[("the road", Some("Carl Voss")), ("it was closed", Some("Anna Holt")), ("he was glad", None)],
    ),
    (
        "Mayor Anna Holt opened the bridge with Senator Carl Voss.\n“It will last,” the senator said.\n“It was cheap,” the mayor said.",
        &[("It will", Some("Carl Voss")), ("It was", Some("Anna Holt"))],
    ),
    (
        "Finance Minister Clara Voss and Interior Minister Karl Brandt met.\nThe finance minister said that taxes would rise.\nThe interior minister said that they would not.",
        &[("taxes", Some("Clara Voss")), ("they would not", Some("Karl Brandt"))],
    ),
    (
        "Hollis Steel cut 300 jobs, said Anna Holt, its chief executive.\nThe company said that orders had fallen.",
        &[("orders", Some("Hollis Steel"))],
    ),
    (
        "Anna Holt, a spokeswoman for Hollis Steel, met reporters.\nThe spokeswoman said that orders had fallen.\nThe company said it would hire again.",
        &[("orders", Some("Anna Holt")), ("it would", None)],
    ),
    (
        "A spokesman for Mayor Anna Holt denied it.\nThe spokesman said the mayor was away.",
        &[("the mayor", None)],
    ),
    ("Mayor Anna Holt was away, a spokesman said.\n“She is in Leeds,” he said.", &[("She is", None)]),
    (
        "Senator Carl Voss spoke to teacher Mary Dale.\nVoss said he would vote no.\nThe teacher said the school was cold.",
        &[("he would", Some("Carl Voss")), ("the school", Some("Mary Dale"))],
    ),
    (
        "Karl Brandt, 45, an engineer from Leeds, built the bridge. His wife, Mary Brandt, sold tickets.\n“It was work,” Mary Brandt said.\n“We loved it,” she said.\n“It paid,” said the engineer.",
        &[
            ("It was", Some("Mary Brandt")),
            ("We loved", Some("Mary Brandt")),
            ("It paid", Some("Karl Brandt")),
        ],
    ),
    ("Residents met on Monday. They said the road was dark.", &[("the road", None)]),
    ("Karl Brandt and Peter Voss own the mill. They said it would close.", &[("it would", None)]),
    (
        "Police Chief Mary Dale spoke after Mayor Carl Voss.\n“We have a man in custody,” the chief said.\n“He came alone,” she said.",
        &[("We have", Some("Mary Dale")), ("He came", Some("Mary Dale"))],
    ),
    (
        "Robin Vale, the council's chair, resigned on Monday.\n“I am tired,” Vale said.\nShe said she would rest.",
        &[("I am", Some("Robin Vale")), ("she would", Some("Robin Vale"))],
    ),
    (
        "Judge Carl Voss sentenced Peter Hale to a year.\n“You lied,” the judge said.\nHale said he was sorry.",
        &[("You lied", Some("Carl Voss")), ("he was", Some("Peter Hale"))],
    ),
    (
        "Mary Dale, whose son Peter drowned in March, sued the port.\n“He was six,” she said.",
        &[("He was", Some("Mary Dale"))],
    ),
    (
        "Foreign Minister Anna Holt met President John Marsh in Leeds.\nThe minister said the talks would go on.\n“They were short,” he said.",
        &[("the talks", Some("Anna Holt")), ("They were", Some("John Marsh"))],
    ),
    (
        "Former President John Marsh endorsed President Carl Voss.\nThe former president said that Voss was ready.\nThe president said he was grateful.",
        &[("Voss was", Some("John Marsh")), ("he was", Some("Carl Voss"))],
    ),
    (
        "Vice President Mary Dale stood in for President John Marsh.\nThe president was ill. The vice president said he would return.",
        &[("he would", Some("Mary Dale"))],
    ),
    (
        "Anna Holt, the coach, praised striker Maria Lund.\nThe coach said that Lund was ready.\nThe striker said she was not.",
        &[("Lund was", Some("Anna Holt")), ("she was", Some("Maria Lund"))],
    ),
    (
        "Ellis Council Leader Carl Voss met union leader Mary Dale.\nThe union leader said the strike would go on.",
        &[("the strike", Some("Mary Dale"))],
    ),
    (
        "Treasury Secretary James Baker met Mary Dale.\nBaker said the plan was sound.\n“It is not,” Dale said.",
        &[("the plan", Some("James Baker")), ("It is not", Some("Mary Dale"))],
    ),
    (
        "The professor, Mary Dale, wrote to Carl Voss, a farmer.\nThe farmer said he had not read it.\nThe professor said she was sorry.",
        &[("he had", Some("Carl Voss")), ("she was", Some("Mary Dale"))],
    ),
    (
        "Dr. Mary Dale treated Peter Hale.\n“He will live,” the doctor said.\nThe hospital said the ward was full.",
        &[("He will", Some("Mary Dale")), ("the ward", None)],
    ),
    (
        "Sen. Mary Dale debated Rep. Carl Voss.\nThe senator said the bill was dead.\nThe congressman said it was not.",
        &[("the bill", Some("Mary Dale")), ("it was not", Some("Carl Voss"))],
    ),
    (
        "Mayor Carl Voss spoke in Ellis.\nThe embattled mayor said that he would stay.\nThe deputy mayor said that he would go.",
        &[("he would stay", Some("Carl Voss")), ("he would go", None)],
    ),
    (
        "Foreign Minister Carl Voss met Ellisian Trade Minister Anna Holt.\nThe presidential envoy said that he would go.\nThe Dutch minister said that it was late.\nThe trade minister said that it was early.",
        &[("he would go", None), ("it was late", Some("Anna Holt")), ("it was early", Some("Anna Holt"))],
    ),
    (
        "Gov. Mary Dale vetoed the bill of Rep. Carl Voss.\nThe governor said it was costly.",
        &[("it was", Some("Mary Dale"))],
    ),
    (
        "Priya Nair runs a bakery. The street was closed in May.\n“I lost half of it,” she said.",
        &[("I lost", Some("Priya Nair"))],
    ),
    (
        "Oksana Vale met Bram Dorn. “It is late,” he said.\n“It is not,” she said.",
        &[("It is late", Some("Bram Dorn")), ("It is not", Some("Oksana Vale"))],
    ),
    (
        "Qorl Vestin runs a bakery. The street was closed in May.\n“I lost half of it,” she said.",
        &[("I lost", Some("Qorl Vestin"))],
    ),
    (
        "Qorl Vestin, 34, lost a bakery in West Ellis. “It is the end,” he said.",
        &[("It is the end", Some("Qorl Vestin"))],
    ),
    (
        "Qorl Vestin runs a bakery. Zarl Mestin owns a mill.\n“I lost half of it,” she said.",
        &[("I lost", None)],
    ),
    (
        "The road leads to West Ellis. The street was closed in May.\n“I lost half of it,” she said.",
        &[("I lost", None)],
    ),
    (
        "Hollis Telecom has grown since. West Ellis runs a port.\n“I lost half of it,” he said.",
        &[("I lost", None)],
    ),
    (
        "Qorl Vestin makes bolts. A spokesman was at work.\n“We lost half of it,” he said.",
        &[("We lost", None)],
    ),
    (
        "Qorl Vestin grew in May. Many moved from Qorl Vestin.\n“I lost half of it,” he said.",
        &[("I lost", None)],
    ),
    (
        "The prime minister said the talks were short. Prime Minister Alan Teague was in Leeds.",
        &[("the talks", Some("Alan Teague"))],
    ),
    (
        "The minister said the talks were short. Trade Minister Alan Teague met Finance Minister Anna Holt.",
        &[("the talks", None)],
    ),
    ("She said the talks were short. Prime Minister Anna Holt was in Leeds.", &[("the talks", None)]),
    (
        "The Prime Minister, Agnes Thorne, faced her party.\nThe prime minister said the talks were short.",
        &[("the talks", Some("Agnes Thorne"))],
    ),
];

const EVIDENCE: &[(&str, &[Said])] = &[
    (
        "Mayor Edgar I. Holt came late.\n“It is late,” Holt said. “It is cold,” he added.",
        &[("It is late", Some("Edgar I. Holt")), ("It is cold", Some("Edgar I. Holt"))],
    ),
    (
        "Rep. Robert A. Dale spoke in Leeds.\n“It is late,” he said.",
        &[("It is late", Some("Robert A. Dale"))],
    ),
    ("Edgar A Holt spoke in Leeds.\n“It is late,” Holt said.", &[("It is late", Some("Edgar A Holt"))]),
    (
        "“It sings,” said Karl Brandt of the music by Peter Voss. “It is old,” he added.",
        &[("It sings", Some("Karl Brandt"))],
    ),
    (
        "“It sings,” said Karl Brandt of the music by Peter Voss.\n“It is old,” he added.",
        &[("It is old", Some("Karl Brandt"))],
    ),
    (
        "Mary Dale spoke on Monday. Anna Holt, she said, would lose the vote.",
        &[("Anna Holt", Some("Mary Dale"))],
    ),
    (
        "Mary Dale spoke on Monday.\nAnna Holt's plan has failed, she said.",
        &[("Anna Holt", Some("Mary Dale"))],
    ),
    ("Mary Dale met Anna Holt.\n“It is late,” she said of Holt.", &[("It is late", Some("Mary Dale"))]),
    ("Karl Brandt met Peter Voss.\n“Voss is old,” he said.", &[("Voss is old", Some("Karl Brandt"))]),
    (
        "Karl Brandt came on Monday with Peter Voss. He slept in Leeds. He left early.\n“It is late,” he said.",
        &[("It is late", Some("Karl Brandt"))],
    ),
    ("One of Anna Holt's neighbours was at home.\n“It is late,” she said.", &[("It is late", None)]),
    (
        "Mary Dale called on Monday. Anna Holt's office was closed.\n“It is late,” she said.",
        &[("It is late", Some("Mary Dale"))],
    ),
    (
        "Peter Voss was asked by a reader why the road was shut.\n“It is old,” he said.",
        &[("It is old", Some("Peter Voss"))],
    ),
    (
        "Karl Brandt left. A dealer from Leeds said that it was late.\n“It is cold,” he said.",
        &[("it was late", None), ("It is cold", None)],
    ),
    (
        "Anna Holt spoke first.\nMeanwhile Orsola, who won the race, thanked her. “It is late,” she said.",
        &[("It is late", Some("Orsola"))],
    ),
    ("Vestin defended the plan on Monday.\n“It is late,” he said.", &[("It is late", Some("Vestin"))]),
    (
        "Karl Brandt opened the mill. Hollis rose by two points.\n“It is late,” he said.",
        &[("It is late", Some("Karl Brandt"))],
    ),
    (
        "Karl Brandt was away. Iran closed the port.\n“It is late,” he said.",
        &[("It is late", Some("Karl Brandt"))],
    ),
    ("The Tax Policy Center spoke up.\n“Taxes will rise,” it said.", &[("Taxes", Some("Tax Policy Center"))]),
    (
        "The Bank of Ellis raised rates. Anna Holt welcomed it.\nThe bank said that prices would fall.",
        &[("prices", Some("Bank of Ellis"))],
    ),
    ("The Holt campaign said that it was ready.", &[("it was", Some("Holt campaign"))]),
    ("Anna Holt left.\nHolt's office said that she was ill.", &[("she was", Some("Anna Holt's office"))]),
    (
        "The Northern Bridge Commission met.\nThe NBC said that it was late.",
        &[("it was", Some("Northern Bridge Commission"))],
    ),
    (
        "The Centrale Brugdienst (CBD) met.\nThe CBD said that it was late.",
        &[("it was", Some("Centrale Brugdienst"))],
    ),
    ("4Bridge Corp said it was sold.", &[("it was", Some("4Bridge Corp"))]),
    (
        "Hollis Industries Inc closed a mill.\nHollis said that it was old.",
        &[("it was", Some("Hollis Industries Inc"))],
    ),
    (
        "The Board for Bridges and Roads said that it was late.",
        &[("it was", Some("Board for Bridges and Roads"))],
    ),
    ("A Bank of Ellis spokesman said that rates would rise.", &[("rates", None)]),
    ("Bank of Ellis Governor Anna Holt said that rates would rise.", &[("rates", Some("Anna Holt"))]),
    (
        "Anna Holt wrote to the council. In her letter she was brief.\nThe letter said that the road was dark.",
        &[("the road", Some("Anna Holt"))],
    ),
    (
        "A study by Karl Brandt came out.\nThe study said that the road was dark.",
        &[("the road", Some("Karl Brandt"))],
    ),
    ("Anna Holt left. Her report said that the road was dark.", &[("the road", Some("Anna Holt"))]),
    ("Anna Dale runs a bakery in Leeds.\n“I lost it,” the baker said.", &[("I lost", Some("Anna Dale"))]),
    ("Anna Holt came late. Officials were at home.\n“I lost it,” the official said.", &[("I lost", None)]),
    (
        "Karl Holt came. Karl Holt spoke. Mary Holt listened.\n“It is late,” Holt said.",
        &[("It is late", Some("Karl Holt"))],
    ),
    (
        "Senator Karl Vale spoke in Leeds.\n“It is late,” the Maine Democrat said.",
        &[("It is late", Some("Karl Vale"))],
    ),
    ("The USDA met Under Secretary Daniel Ames.\nUSDA said that it was late.", &[("it was", Some("USDA"))]),
    (
        "Karl Dale spoke in Leeds. “It is late,” Dale said.\nIf Peter Voss wins, he said he would leave.",
        &[("he would", Some("Karl Dale"))],
    ),
    (
        "Karl Voss (“Little Karl”) met Anna Holt. Beneath Holt's smile he saw nothing.\n“It is late,” Holt said.",
        &[("It is late", Some("Anna Holt"))],
    ),
    (
        "The Centrale Brugdienst met.\nThe CBD said that it was late.",
        &[("it was", Some("Centrale Brugdienst"))],
    ),
    (
        "The Brugverkehrsamt (BVA) met.\nThe BVA said that it was late.",
        &[("it was", Some("Brugverkehrsamt"))],
    ),
    (
        "Amanda Carpenter, an aide to Karl Dale, was pleased.\n“It is late,” she said.",
        &[("It is late", Some("Amanda Carpenter"))],
    ),
    (
        "A statement issued by the Holt campaign late Tuesday was short.\n“It is late,” the statement said.",
        &[("It is late", Some("Holt campaign"))],
    ),
    (
        "Writer Anna Dale spoke first. “It is early,” Dale said.\n“It is late,” the Courier employee said.",
        &[("It is late", Some("Anna Dale"))],
    ),
    (
        "Hollis Motor Sales of Ellis Inc closed a mill.\nHollis said that it was old.",
        &[("it was", Some("Hollis Motor Sales of Ellis Inc"))],
    ),
    (
        "The Ellis Post asked Anna Holt.\n“She was ill,” the Post reported.",
        &[("She was", Some("Ellis Post"))],
    ),
    (
        "Prime Minister Karl Dale was away.\nDale will come, the prime minister's spokesman said.",
        &[("Dale will", None)],
    ),
    ("The Holt campaign met the Dale campaign.\n“It is late,” the campaigns said.", &[("It is late", None)]),
    ("Karl Dale wrote a report. He left.\n“It is late,” the campaign said.", &[("It is late", None)]),
    (
        "Karl Dale was away. On Monday his wife, Jane, called.\n“It is late,” she said.",
        &[("It is late", Some("Jane"))],
    ),
    (
        "Anna Baron spoke.\n“It is late,” said Baron. “It is cold,” she added.",
        &[("It is late", Some("Anna Baron"))],
    ),
    (
        "The Trade Department met Hollis.\n“It is late,” Hollis said. “It is cold,” the department said.",
        &[("It is cold", Some("Trade Department"))],
    ),
    (
        "Bob Vander Holt spoke.\n“It is late,” Mr. Vander Holt said.",
        &[("It is late", Some("Bob Vander Holt"))],
    ),
    ("“It is late,” said Geert van der Holt.", &[("It is late", Some("Geert van der Holt"))]),
    ("“It is late,” said Comptroller of the Currency Robert Dale.", &[("It is late", Some("Robert Dale"))]),
    ("“It is late,” said Director of Public Credit Maria Vale.", &[("It is late", Some("Maria Vale"))]),
];

#[test]
fn pronouns_and_nouns_are_resolved_to_people() {
    let mut wrong = Vec::new();
    for (text, expected) in ARTICLES.iter().chain(EVIDENCE) {
        let found = quoted(text, Some("en"));
        for (start, speaker) in *expected {
            let actual =
                found.iter().rev().find(|quotation| quotation.content[0].of(text).starts_with(start));
            let actual = actual.map(|quotation| quotation.speaker.as_deref());
            if actual != Some(*speaker) {
                wrong.push(format!("{text}\n    {start}: expected {speaker:?}, found {actual:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
