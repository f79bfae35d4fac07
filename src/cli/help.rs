//! The longer texts of `--help`.

/// What stands on top of `morgue --help`.
pub(crate) const ABOUT: &str = "\
Full-text search for news articles: ranked passages whose matching words are marked, and who said what, when, and who \
reported it.

Index a folder of saved articles once, bring it up to date when new ones arrive, search it at any time; or do all in one \
command with --from.";

/// What stands below `morgue --help`.
pub(crate) const COMMANDS: &str = "\
Examples:
  morgue search 'nuclear talks' --from ~/articles    index a folder and search it, in one command
  morgue index ~/articles                            bring the index up to date
  morgue search 'nuclear talks date:2026-02'         search it
  morgue quotes trust --by Araghchi                  who said what
  morgue top speaker                                 who is quoted most
  morgue show ID                                     one whole article
  morgue similar ID                                  its copies and related articles

Exit codes: 0 found, 1 nothing found (index: an input could not be read; test: a query failed), 2 error.";

/// What stands below the help of `search`.
pub(crate) const SEARCH: &str = "\
Examples:
  morgue search nuclear talks                        both words, in any inflection
  morgue search '\"nuclear talks\" Oman'               the exact words side by side, and one more
  morgue search 'talks -Oman date:2026-02'           leave out, restrict to a month
  morgue search 'source:nytimes.com tariffs' --sort newest
  morgue search 'said(Araghchi, trust)'              one quotation of his with the word
  morgue search talks --json | jq -r .article.title
  morgue search talks -l0 | xargs -0 grep -c Oman

The query:
  a b  both   a OR b   a AND NOT b   -a   ( )   \"exact phrase\"   stem:\"any inflection\"   \"a b\"~3   negotiat*  wom?n
  title: lead: byline: source: url: lang: section: id: words:   quote: speaker: said(who, words)
  date:2026  date:2026-02-01..2026-02-08  date:7d  since:  until:  date:none  seen:
An argument that begins with one `-` and holds white space, `\"` or `:` is query, not a flag; to leave out a lone word write
NOT word, quote the whole query, or put `--` before it.

Without colours matches stand between *.
Exit codes: 0 found, 1 nothing found (partial matches included), 2 error.";

/// What stands below the help of `quotes`.
pub(crate) const QUOTES: &str = "\
Examples:
  morgue quotes trust --by Araghchi                  what he said about trust
  morgue quotes '\"no rush\"'                          who said these words
  morgue quotes --by Araghchi --since 2026-02 --sort oldest
  morgue quotes 'date:7d source:nytimes.com' --json
  morgue quotes tariffs --kind direct,mixed --min-confidence 0.9 --sentence
  morgue quotes 'trust in:(Oman talks)'              in articles about something

The same words reported by several outlets are shown once, with all who reported them, the earliest first. A name finds its
spellings (Araghchi, Araqchi), never somebody with another given name; surnames alone that may be somebody else's are marked
unsure. Paraphrases are told as such, with the cue, and rank behind speech.

Words, quote:, said() and speaker: are asked of each quotation, other fields and in:() of its article. When no quotation holds all
words, quotations in articles that hold them are shown, else those with some of the words. Without a query all quotations are listed.
Exit codes: 0 found, 1 nothing found, 2 error.";

/// What stands below the help of `index`.
pub(crate) const INDEX: &str = "\
Examples:
  morgue index ~/articles                 new, changed and vanished articles of a folder
  morgue index                            all folders indexed before
  morgue export | morgue --index copy index -
  find . -name '*.txt' -print0 | morgue index --files-from - -0

Exit codes: 0 done, 1 done, but new or changed inputs could not be read (each is named), 2 error.";

/// What stands below the help of `show`.
pub(crate) const SHOW: &str = "\
Examples:
  morgue show us-iran-talks               by the beginning of its id
  morgue show articles/oman.txt --query 'nuclear talks'
  morgue show https://www.example.com/2026/02/06/talks.html --json

Exit codes: 0 shown, 1 no such article, 2 error.";

/// What stands below the help of `top`.
pub(crate) const TOP: &str = "\
Examples:
  morgue top speaker                      who is quoted most
  morgue top speaker tariffs --since 7d   who speaks about tariffs
  morgue top source 'nuclear talks' -n 0

Speakers are counted by quotations, spellings of one name together, each quotation once. A surname alone is a row of its own that says
for whom it may stand, unless the office with it tells. `morgue quotes --by NAME` finds all that a row counts; what it finds
besides is marked unsure, or of a shorter name.

Exit codes: 0 counted, 1 nothing to count, 2 error.";

/// What stands below the help of `similar`.
pub(crate) const SIMILAR: &str = "\
Copies first: near-identical articles, such as an agency's story in several papers or a page saved twice. Then related ones:
articles with the same telling words, those published near in time before others.

Examples:
  morgue similar us-iran-talks            by the beginning of its id
  morgue similar articles/oman.txt --copies only --json | jq -r .article.source

Exit codes: 0 found, 1 nothing similar or no such article, 2 error.";

/// What stands below the help of `timeline`.
pub(crate) const TIMELINE: &str = "\
Periods without articles are shown too; dates known less precisely than the periods, and undated articles, have rows of their own at
the end. Of copies the first report alone is counted, `--copies show` counts all. Without a query all articles are counted.

Examples:
  morgue timeline tariffs --since 2026 --per month
  morgue timeline 'sanctions source:nytimes.com' --share
  morgue timeline Oman --format svg > oman.svg
  morgue timeline Oman --json | jq -r 'select(.type==\"period\") | [.period, .articles] | @tsv'

Exit codes: 0 found, 1 no article matches, 2 error.";

/// What stands below the help of `export`.
pub(crate) const EXPORT: &str = "\
Examples:
  morgue export > archive.jsonl           all articles, ordered by id
  morgue export 'source:nytimes.com' | jq -r .title
  morgue export | morgue --index copy index -

Exit codes: 0 exported, 1 nothing matched, 2 error.";

/// What stands below the help of `test`.
pub(crate) const TEST: &str = "\
A file of expectations (TOML):
  [[query]]
  name = \"talks in Oman\"
  query = \"Oman talks date:2026-02\"
  min = 1                          # also: max, exactly
  first = \"us-iran-talks-oman\"     # part of the id, path, url or title of the first; also: includes = [], excludes = []
  highlights = [\"Oman\"]            # words marked in the first passage
  [[query]]
  quotes = \"trust\"
  speaker = \"Araghchi\"
  min = 1

Exit codes: 0 all passed, 1 one failed, 2 error (a file that cannot be read, an unknown key).";

/// What stands below the help of `eval`.
pub(crate) const EVAL: &str = "\
TOPICS has a topic a line: its id, a tab, its text, read as a bag of words. QRELS has a judgment a line: topic, iteration, id
of an article, grade; above 0 is relevant.

Exit codes: 0 measured, 2 error.";
