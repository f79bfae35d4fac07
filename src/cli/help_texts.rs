//! Long help texts.
//!
//! A paragraph is one line, which is wrapped when it is printed. Lines that begin with two spaces are printed unchanged.

/// Text at the top of `morgue --help`.
pub(crate) const ABOUT: &str = "\
Full-text search for news articles. It finds ranked passages and marks the matching words, and it finds who said what, when, and who \
reported it.

Index a folder of saved articles once, update the index when new articles arrive, and search it at any time. The option --from does \
all of this in one command.";

/// Text at the end of `morgue --help`.
pub(crate) const COMMANDS: &str = "\
Examples:
  morgue search 'nuclear talks' --from ~/articles  index a folder and search it
  morgue index ~/articles                          update the index
  morgue search 'nuclear talks date:2026-02'       search it
  morgue quotes trust --by Araghchi                who said what
  morgue top speaker                               who is quoted most
  morgue show ID                                   one whole article
  morgue similar ID                                its copies and related articles
  morgue check                                     whether every byte of the index is sound
  morgue help query                                the query language
  morgue help formats                              the input formats

Exit codes: 0 found, 1 nothing found (index: an input could not be read; test: a test failed; check: damage), 2 error.";

/// Text at the end of the help of `search`.
pub(crate) const SEARCH: &str = "\
Examples:
  morgue search nuclear talks              both words, in any inflection
  morgue search '\"nuclear talks\" Oman'     an exact phrase and a word
  morgue search 'talks -Oman date:2026-02' exclude a word, restrict to a month
  morgue search 'source:nytimes.com tariffs' --sort newest
  morgue search 'said(Araghchi, trust)'    a quotation of Araghchi with the word
  morgue search --source nytimes.com       all articles of an outlet, newest first
  morgue search 'tariffs seen:last'        articles added or changed by the last update
  morgue search talks --json | jq -r .article.title
  morgue search talks -l0 | xargs -0 grep -c Oman

The query:
  a b    both words             \"a b\"      the exact phrase
  a OR b                        \"a b\"~3    with up to 3 words between, in order
  a AND NOT b, -a               a W/5 b    at most 5 words apart
  ( )                           negotiat*, wom?n, Serbia~1, /colou?r/
  title: lead: byline: source: url: section: tag: lang: words: id:
  quote: speaker: said(who, words)
  date:2026  date:2026-02-01..2026-02-08  date:7d  date:none  seen:

`morgue help query` describes the whole query language.

An argument that begins with one `-` and contains white space, `\"` or `:` is part of the query. To exclude a single word, write NOT \
word, quote the whole query, or put `--` before the query.

When the output has no colors, matches are enclosed in `*`.

Exit codes: 0 found, 1 nothing found or only partial matches, 2 error.";

/// Text at the end of the help of `quotes`.
pub(crate) const QUOTES: &str = "\
Examples:
  morgue quotes trust --by Araghchi        what he said about trust
  morgue quotes '\"no rush\"'                who said these words
  morgue quotes --by Araghchi --since 2026-02 --sort oldest
  morgue quotes 'date:7d source:nytimes.com' --json
  morgue quotes tariffs --kind direct,mixed --min-confidence 0.9 --sentence
  morgue quotes 'trust in:(Muscat talks)'            in articles about a subject

If several outlets report the same words, the quotation is shown once, with all reports, earliest first. A name also matches its other \
spellings (Araghchi, Araqchi), but never a person with a different given name. A surname alone that may belong to somebody else is \
marked as unsure. Paraphrases are labeled with their cue, and rank below direct speech.

Words, quote:, said() and speaker: apply to each quotation; other fields and in:() apply to its article. If no quotation contains all \
words, quotations from articles that contain all words are shown, or else quotations that contain some of them. Without a query, all \
quotations are listed.

Exit codes: 0 found, 1 nothing found, 2 error.";

/// Text at the end of the help of `index`.
pub(crate) const INDEX: &str = "\
Examples:
  morgue index ~/articles                  index a folder, or update its articles
  morgue index                             update all folders indexed before
  morgue index --forget ~/articles/old     remove a folder from the index
  morgue index ~/wire --set source=apnews.com   set the outlet of a folder of plain texts
  morgue export | morgue --index copy index -
  find . -name '*.txt' -print0 | morgue index --files-from - -0

Input formats: plain text, Markdown, web pages (HTML, MHTML), PDF (with pdftotext), mail and mailboxes, feeds, web archives (WARC, \
ARC), JSON and JSON Lines of many tools, CSV tables, NITF, NewsML, ninjs, IPTC 7901, ANPA, TREC SGML; all of these also compressed with \
gzip, zstd, bzip2 or xz, or in zip and tar files. `morgue help formats` describes each format and what counts as one article in it.

Only changed inputs are read again. The articles of deleted files are removed from the index. If a folder is missing or suddenly empty, \
its articles stay, unless --prune is given. Symbolic links out of the folder are not followed, unless --follow-links is given.

Exit codes: 0 done, 1 done, but new or changed inputs could not be read (each is listed), 2 error.";

/// Text at the end of the help of `show`.
pub(crate) const SHOW: &str = "\
Examples:
  morgue show us-iran-talks                the beginning of an id
  morgue show oman.txt --query 'nuclear talks'
  morgue show articles/oman.txt --plain
  morgue show https://www.example.com/2026/02/06/talks.html --json

Exit codes: 0 shown, 1 no such article, 2 error.";

/// Text at the end of the help of `top`.
pub(crate) const TOP: &str = "\
Examples:
  morgue top speaker                       who is quoted most
  morgue top speaker tariffs --since 7d    who speaks about tariffs
  morgue top source 'nuclear talks' -n 0 --format csv

Speakers are counted by quotations. Spellings of a name are counted together, and each quotation counts once. A surname alone has its \
own row, which lists the full names it may stand for, unless the office mentioned with it identifies the person. `morgue quotes --by \
NAME` finds all quotations of a row; additional results are marked as unsure, or have a shorter name.

Exit codes: 0 counted, 1 nothing to count, 2 error.";

/// Text at the end of the help of `similar`.
pub(crate) const SIMILAR: &str = "\
Examples:
  morgue similar us-iran-talks             the beginning of an id
  morgue similar articles/oman.txt --copies only --json | jq -r .article.source

Copies come first: nearly identical articles, for example an agency's story in several newspapers, or a page that was saved twice. \
Related articles come next: those that share rare words with the article. Articles published at about the same time rank higher.

Exit codes: 0 found, 1 nothing similar or no such article, 2 error.";

/// Text at the end of the help of `timeline`.
pub(crate) const TIMELINE: &str = "\
Examples:
  morgue timeline tariffs --since 2026 --per month
  morgue timeline 'sanctions source:nytimes.com' --share
  morgue timeline Oman --format svg > oman.svg
  morgue timeline Oman --format csv > oman.csv

Periods without articles are included. Articles without a date, and articles whose date is less precise than a period, have separate \
rows at the end. Of several copies only the first report is counted; `--copies show` counts all. Without a query, all articles are \
counted.

Exit codes: 0 found, 1 no article matches, 2 error.";

/// Text at the end of the help of `export`.
pub(crate) const EXPORT: &str = "\
Examples:
  morgue export > archive.jsonl            all articles, ordered by id
  morgue export 'source:nytimes.com' | jq -r .title
  morgue export tariffs -n 100 --sort newest --format csv > tariffs.csv
  morgue export | morgue --index copy index -

Exit codes: 0 exported, 1 nothing found, 2 error.";

/// Text at the end of the help of `test`.
pub(crate) const TEST: &str = "\
A file of expectations (TOML):
  [[query]]
  name = \"talks in Oman\"
  query = \"Oman talks date:2026-02\"
  min = 1                       # also: max, exactly
  first = \"us-iran-talks-oman\"  # part of the id, path, URL or title of the first article
  includes = [\"second-round\"]   # the same for any article; also: excludes
  highlights = [\"Oman\"]         # words marked in the first passage
  [[query]]
  quotes = \"trust\"
  speaker = \"Araghchi\"
  min = 1

Exit codes: 0 all tests passed, 1 a test failed, 2 error (a file that cannot be read, an unknown key).";

/// Text at the end of the help of `eval`.
pub(crate) const EVAL: &str = "\
TOPICS contains one topic per line: its id, a tab, and its text, which is read as a bag of words. QRELS contains one judgment per line: \
topic, iteration, article id, grade. A grade above 0 means relevant.

Exit codes: 0 measured, 2 error.";

/// Text at the end of the help of `config`.
pub(crate) const CONFIG: &str = "\
Settings are read from the nearest morgue.toml in the current folder or above, and from morgue/morgue.toml in your configuration \
folder. `morgue help settings` describes these files.

Exit codes: 0 shown, 2 error.";

/// Text at the end of the help of `check`.
pub(crate) const CHECK: &str = "\
Reads every byte of the index and compares it with checksums, then every article, and whether the articles are those of the \
manifest of inputs. Names each damaged file and what is lost with it. Nothing is changed without --repair.

--repair makes small files anew. If more is damaged, it builds the index anew from the inputs, as `morgue index --rebuild` does. \
Articles that cannot be read again (from standard input, from folders that are gone) are copied from the old index, from the stored \
articles alone if its other files are damaged. Those whose texts are damaged are named; if none is left, the old index stays as it is, \
and the inputs that are gone are named.

Exit codes: 0 sound or repaired, 1 damaged, or repaired with losses, 2 error (no index, another version, cannot be repaired).";
