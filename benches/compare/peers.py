"""The programs that are compared: how each builds an index, updates it and answers.

A query is a pair of a kind and its words:

  words   all of the words          phrase  the words next to each other    prefix  words that begin so
  not     the first, not the second near    at most ten words apart         date    the words, in the year that comes last
"""
import os
import shutil

HERE = os.path.dirname(os.path.abspath(__file__))
XAPIAN_PYTHON = "/usr/bin/python3"  # Debian's packages are installed for Debian's Python.


class Peer:
    """A program. `command(query)` is None for what it cannot answer."""

    name = ""
    # Whether it reads the folder of single files instead of the JSON Lines file, and can bring its index up to date.
    reads_folder = False
    updates = False

    def __init__(self, scratch, articles, folder):
        self.index = os.path.join(scratch, self.name.replace(" ", "-"))
        self.articles, self.folder = articles, folder

    def available(self):
        return True

    def clear(self):
        shutil.rmtree(self.index, ignore_errors=True)
        os.makedirs(self.index)


class Morgue(Peer):
    updates = True

    def __init__(self, binary, name, scratch, articles, folder):
        self.name, self.binary = name, os.path.abspath(binary)
        super().__init__(scratch, articles, folder)

    def clear(self):
        shutil.rmtree(self.index, ignore_errors=True)

    def build(self):
        return [self.binary, "--index", self.index, "index", self.articles]

    def command(self, kind, words):
        options = []
        if kind == "phrase":
            query = '"' + " ".join(words) + '"'
        elif kind == "prefix":
            query = words[0] + "*"
        elif kind == "not":
            query = f"{words[0]} NOT {words[1]}"
        elif kind == "near":
            query = f"{words[0]} W/10 {words[1]}"
        elif kind == "date":
            query, options = " ".join(words[:-1]), ["--since", words[-1], "--until", words[-1]]
        else:
            query = " ".join(words)
        return [self.binary, "--index", self.index, "search", *options, query]


class Fts5(Peer):
    name = "FTS5"

    def available(self):
        return shutil.which("sqlite3")

    def build(self):
        # The shell reads each line as one value and takes it apart with SQLite's own JSON functions: no other language is timed.
        return [
            "sqlite3", os.path.join(self.index, "db"), "-cmd", ".mode ascii", "-cmd", '.separator "\\037" "\\n"',
            "-cmd", "CREATE TEMP TABLE lines (line TEXT)", "-cmd", f'.import "{self.articles}" lines',
            "CREATE VIRTUAL TABLE articles USING fts5(title, text, date UNINDEXED, tokenize='porter unicode61');"
            "INSERT INTO articles SELECT line->>'title', line->>'text', line->>'date' FROM lines",
        ]

    def command(self, kind, words):
        more = ""
        if kind == "phrase":
            query = '"' + " ".join(words) + '"'
        elif kind == "prefix":
            query = words[0] + "*"
        elif kind == "not":
            query = f"{words[0]} NOT {words[1]}"
        elif kind == "near":
            query = f"NEAR({words[0]} {words[1]}, 10)"
        elif kind == "date":
            query, more = " ".join(words[:-1]), f" AND date BETWEEN '{words[-1]}-01-01' AND '{words[-1]}-12-31'"
        else:
            query = " ".join(words)
        return [
            "sqlite3", os.path.join(self.index, "db"),
            f"SELECT rowid, title, snippet(articles, 1, '[', ']', '…', 40) FROM articles WHERE articles MATCH '{query}'{more} ORDER BY rank LIMIT 10",
        ]


class BareTantivy(Peer):
    name = "bare tantivy"

    def __init__(self, binary, scratch, articles, folder):
        self.binary = os.path.abspath(binary)
        super().__init__(scratch, articles, folder)

    def available(self):
        return os.path.exists(self.binary)

    def build(self):
        return [self.binary, "index", self.index, self.articles]

    def command(self, kind, words):
        query = {
            "words": " ".join(words), "phrase": '"' + " ".join(words) + '"', "near": f'"{" ".join(words)}"~10',
            "not": f"{words[0]} -{words[-1]}",
        }.get(kind)
        return query and [self.binary, "search", self.index, query]


class Xapian(Peer):
    name = "Xapian"

    def available(self):
        return os.path.exists(XAPIAN_PYTHON) and os.system(f"{XAPIAN_PYTHON} -c 'import xapian' 2>/dev/null") == 0

    def build(self):
        return [XAPIAN_PYTHON, os.path.join(HERE, "with_xapian.py"), "index", self.index, self.articles]

    def command(self, kind, words):
        query = {
            "words": " AND ".join(words), "phrase": '"' + " ".join(words) + '"', "prefix": words[0] + "*",
            "not": f"{words[0]} NOT {words[-1]}", "near": f"{words[0]} NEAR/10 {words[-1]}",
        }.get(kind)
        if kind == "date":
            query = f"({' AND '.join(words[:-1])}) AND {words[-1]}0101..{words[-1]}1231"
        return [XAPIAN_PYTHON, os.path.join(HERE, "with_xapian.py"), "search", self.index, query]


class Recoll(Peer):
    name = "Recoll"
    reads_folder = True
    updates = True

    def available(self):
        return shutil.which("recollindex") and self.folder

    def clear(self):
        super().clear()
        with open(os.path.join(self.index, "recoll.conf"), "w", encoding="utf-8") as file:
            file.write(f"topdirs = {self.folder}\nprocesswebqueue = 0\nnoaspell = 1\n")

    def build(self):
        return ["recollindex", "-c", self.index]

    def command(self, kind, words):
        query = {
            "words": " ".join(words), "phrase": '"' + " ".join(words) + '"', "prefix": words[0] + "*",
            "not": f"{words[0]} -{words[-1]}", "near": f'"{" ".join(words)}"p10',
        }.get(kind)
        return query and ["recollq", "-c", self.index, "-n", "10", "-A", query]


class Ripgrep(Peer):
    name = "ripgrep"

    def available(self):
        return shutil.which("rg")

    def build(self):
        return None

    def command(self, kind, words):
        pattern = {
            "words": r"\b" + words[0] + r"\b", "phrase": r"\b" + " ".join(words) + r"\b", "prefix": r"\b" + words[0],
        }.get(kind)
        if kind == "words" and len(words) > 1:
            return None
        return pattern and ["rg", "--ignore-case", "--only-matching", "--no-line-number", ".{0,80}" + pattern + ".{0,80}", self.articles]
