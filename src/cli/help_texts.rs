//! The longer texts of `--help`.
//!
//! A paragraph is one line, which is wrapped where it is shown; lines that begin with two spaces are shown as they are.

/// What stands on top of `morgue --help`.
pub(crate) const ABOUT: &str = "\
Full-text search for news articles. It finds ranked passages and marks the words that match, and it finds who said what, when, and \
who reported it.

Index a folder of saved articles once, bring the index up to date when new ones arrive, and search it at any time. With --from \
one command does all of this.";

/// What stands below `morgue --help`.
pub(crate) const COMMANDS: &str = "\
Examples:
  morgue search 'nuclear talks' --from ~/articles  index a folder and search it
  morgue index ~/articles                          bring the index up to date
  morgue search 'nuclear talks date:2026-02'       search it
  morgue quotes trust --by Araghchi                who said what
  morgue top speaker                               who is quoted most
  morgue show ID                                   one whole article
  morgue similar ID                                its copies and related articles
  morgue help query                                how a query is written
  morgue help formats                              what is read

Exit codes: 0 found, 1 nothing found (index: an input could not be read; test: a query failed), 2 error.";

/// What stands below the help of `search`.
pub(crate) const SEARCH: &str = "\
Examples:
  morgue search nuclear talks              both words, in any inflection
  morgue search '\"nuclear talks\" Oman'     the exact words side by side, and one more
  morgue search 'talks -Oman date:2026-02' leave out, restrict to a month
  morgue search 'source:nytimes.com tariffs' --sort newest
  morgue search 'said(Araghchi, trust)'    one quotation of his with the word
  morgue search --source nytimes.com       all articles of an outlet, newest first
  morgue search 'tariffs seen:last'        what the last run of index added or changed
  morgue search talks --json | jq -r .article.title
  morgue search talks -l0 | xargs -0 grep -c Oman

The query:
  a b    both words             \"a b\"      exactly these words
  a OR b                        \"a b\"~3    with up to 3 words between, in order
  a AND NOT b, -a               a W/5 b    at most 5 words apart
  ( )                           negotiat*, wom?n, Serbia~1, /colou?r/
  title: lead: byline: source: url: section: tag: lang: words: id:
  quote: speaker: said(who, words)
  date:2026  date:2026-02-01..2026-02-08  date:7d  date:none  seen:

`morgue help query` has all of it.

An argument that begins with one `-` and holds white space, `\"` or `:` is part of the query. To leave out a single word write NOT \
word, put quotation marks around the whole query, or put `--` before it.

When the output has no colours, matches stand between `*`.

Exit codes: 0 found, 1 nothing found (partial matches included), 2 error.";

/// What stands below the help of `quotes`.
pub(crate) const QUOTES: &str = "\
Examples:
  morgue quotes trust --by Araghchi        what he said about trust
  morgue quotes '\"no rush\"'                who said these words
  morgue quotes --by Araghchi --since 2026-02 --sort oldest
  morgue quotes 'date:7d source:nytimes.com' --json
  morgue quotes tariffs --kind direct,mixed --min-confidence 0.9 --sentence
  morgue quotes 'trust in:(Muscat talks)'            in articles about something

The same words reported by several outlets are shown once, with all who reported them, the earliest first. A name finds its \
spellings (Araghchi, Araqchi), but never somebody with another given name; surnames alone that may be somebody else's are marked \
unsure. Paraphrases are told as such, with the cue, and rank behind speech.

Words, quote:, said() and speaker: are asked of each quotation, other fields and in:() of its article. When no quotation holds all \
words, quotations in articles that hold them are shown, else those with some of the words. Without a query all quotations are listed.

Exit codes: 0 found, 1 nothing found, 2 error.";

/// What stands below the help of `index`.
pub(crate) const INDEX: &str = "\
Examples:
  morgue index ~/articles                  new, changed and vanished articles of a folder
  morgue index                             all folders that were indexed before
  morgue index --forget ~/articles/old     drop a folder from the index
  morgue index ~/wire --set source=apnews.com   the outlet of a folder of plain texts
  morgue export | morgue --index copy index -
  find . -name '*.txt' -print0 | morgue index --files-from - -0

What is read: plain text, Markdown, web pages (HTML, MHTML), PDF (with pdftotext), mail and mailboxes, feeds, web archives (WARC, \
ARC), JSON and JSON Lines of many tools, CSV tables, NITF, NewsML, ninjs, IPTC 7901, ANPA, TREC SGML; also packed with gzip, zstd, \
bzip2, xz, zip or tar. `morgue help formats` says what one article is in each.

Only inputs that changed are read again. The articles of files that are gone are dropped. A folder that is absent, or suddenly \
empty, drops nothing unless --prune is given.

Exit codes: 0 done, 1 done, but new or changed inputs could not be read (each is named), 2 error.";

/// What stands below the help of `show`.
pub(crate) const SHOW: &str = "\
Examples:
  morgue show us-iran-talks                by the beginning of its id
  morgue show oman.txt --query 'nuclear talks'
  morgue show articles/oman.txt --plain
  morgue show https://www.example.com/2026/02/06/talks.html --json

Exit codes: 0 shown, 1 no such article, 2 error.";

/// What stands below the help of `top`.
pub(crate) const TOP: &str = "\
Examples:
  morgue top speaker                       who is quoted most
  morgue top speaker tariffs --since 7d    who speaks about tariffs
  morgue top source 'nuclear talks' -n 0 --format csv

Speakers are counted by quotations, spellings of one name together, each quotation once. A surname alone is a row of its own that \
says for whom it may stand, unless the office with it tells. `morgue quotes --by NAME` finds all that a row counts; what it finds \
besides is marked unsure, or of a shorter name.

Exit codes: 0 counted, 1 nothing to count, 2 error.";

/// What stands below the help of `similar`.
pub(crate) const SIMILAR: &str = "\
Examples:
  morgue similar us-iran-talks             by the beginning of its id
  morgue similar articles/oman.txt --copies only --json | jq -r .article.source

Copies come first: near-identical articles, such as an agency's story in several papers or a page saved twice. Related articles \
follow: those that share its rare words. Articles published near it in time come before others.

Exit codes: 0 found, 1 nothing similar or no such article, 2 error.";

/// What stands below the help of `timeline`.
pub(crate) const TIMELINE: &str = "\
Examples:
  morgue timeline tariffs --since 2026 --per month
  morgue timeline 'sanctions source:nytimes.com' --share
  morgue timeline Oman --format svg > oman.svg
  morgue timeline Oman --format csv > oman.csv

Periods without articles are shown too. Dates known less precisely than the periods, and articles without a date, have rows of \
their own at the end. Of several copies the first report is counted; `--copies show` counts all. Without a query all articles are \
counted.

Exit codes: 0 found, 1 no article matches, 2 error.";

/// What stands below the help of `export`.
pub(crate) const EXPORT: &str = "\
Examples:
  morgue export > archive.jsonl            all articles, ordered by id
  morgue export 'source:nytimes.com' | jq -r .title
  morgue export tariffs -n 100 --sort newest --format csv > tariffs.csv
  morgue export | morgue --index copy index -

Exit codes: 0 exported, 1 nothing matched, 2 error.";

/// What stands below the help of `test`.
pub(crate) const TEST: &str = "\
A file of expectations (TOML):
  [[query]]
  name = \"talks in Oman\"
  query = \"Oman talks date:2026-02\"
  min = 1                       # also: max, exactly
  first = \"us-iran-talks-oman\"  # part of the id, path, url or title of the first
  includes = [\"second-round\"]   # the same of any; also: excludes
  highlights = [\"Oman\"]         # words marked in the first passage
  [[query]]
  quotes = \"trust\"
  speaker = \"Araghchi\"
  min = 1

Exit codes: 0 all passed, 1 one failed, 2 error (a file that cannot be read, an unknown key).";

/// What stands below the help of `eval`.
pub(crate) const EVAL: &str = "\
TOPICS has one topic a line: its id, a tab, and its text, which is read as a bag of words. QRELS has one judgment a line: topic, \
iteration, id of an article, grade. A grade above 0 is relevant.

Exit codes: 0 measured, 2 error.";

/// What stands below the help of `config`.
pub(crate) const CONFIG: &str = "\
Settings are read from the nearest morgue.toml upwards and from morgue/morgue.toml in your configuration folder. `morgue help \
settings` tells what may stand there.

Exit codes: 0 shown, 2 error.";
