#!/usr/bin/env python3
"""Measures the processor time of cold searches: the whole process, from start to exit.

    cold_search.py CORPUS.jsonl BINARY[=INDEX] ... [--fts5 DATABASE] [--runs 15]
    cold_search.py ARTICLES.jsonl[.gz] --make 80000 CORPUS.jsonl        write a larger corpus of the same words

Each binary has its own index. If INDEX does not exist, it is made from the corpus; if no INDEX is given, the index is temporary. If
`sqlite3` is installed, the shell of SQLite with FTS5 (Porter stemmer, snippet()) is measured too. The programs run in turn. Prints the
medians of user and system time in milliseconds, then those of the wall-clock time. Files are in the system's cache: nothing is read
from disk.
"""
import argparse
import gzip
import json
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

QUERIES = ["budget deficit", "said the president", "zucchini", "\"interest rates\"", "negotiat*", "oil NOT Iran", "said", "the"]

# A single article in another language is enough to make searches use the stemmer of that language, too.
FOREIGN = [
    ("de", "Stadtrat vertagt den Haushalt", "Der Stadtrat von Elbtal hat am Montag die Abstimmung über den Haushalt vertagt. Die Bürgermeisterin sagte, ohne die "
     "Zusage des Landes fehle das Geld für die neue Brücke. Im Mai wird noch einmal verhandelt."),
    ("de", "Fähre fährt wieder nach Fahrplan", "Nach drei Wochen in der Werft fährt die Fähre wieder nach Fahrplan. Die Reederei hat den Motor ausgetauscht und "
     "die Preise nicht erhöht. Viele Pendler hatten so lange den Umweg über die Autobahn genommen."),
    ("pl", "Rada miasta odkłada budżet", "Rada miasta odłożyła w poniedziałek głosowanie nad budżetem. Burmistrz powiedziała, że bez pieniędzy z województwa nie "
     "będzie nowego mostu. Następne posiedzenie odbędzie się w maju."),
    ("pl", "Prom wraca na trasę", "Po trzech tygodniach w stoczni prom znowu pływa według rozkładu. Przewoźnik wymienił silnik i nie podniósł cen biletów. "
     "Wielu pasażerów jeździło w tym czasie okrężną drogą."),
]


def records(path):
    with (gzip.open if str(path).endswith(".gz") else open)(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def make(articles, count, path):
    """Writes `count` articles: the given ones, then longer ones made of their paragraphs, and a few in other languages.

    The result is the same every time.
    """
    chance, given = random.Random(17), records(articles)
    cut = [[part.strip() for part in row["text"].replace("\n    ", "\n\n").split("\n\n") if part.strip()] for row in given]
    pool = [paragraph for paragraphs in cut for paragraph in paragraphs]
    foreign = {count * (place + 1) // len(FOREIGN) - 1: article for place, article in enumerate(FOREIGN)}
    with open(path, "w", encoding="utf-8") as out:
        for number in range(count):
            row, paragraphs = given[number % len(given)], cut[number % len(given)]
            language, title = "en", row["title"]
            if number >= len(given):
                title = " ".join(chance.sample(title.split(), len(title.split())))
                paragraphs = chance.sample(pool, 3 * len(paragraphs))
            if number in foreign:
                language, title, *paragraphs = foreign[number]
            made = {"id": f"a{number}", "title": title, "date": row["date"], "source": row["source"], "language": language}
            out.write(json.dumps({**made, "text": "\n\n".join(paragraphs)}, ensure_ascii=False) + "\n")


def morgue(given, corpus, scratch, number):
    """Returns a name, and a function that makes a command of a query. Indexes the corpus if there is no index."""
    binary, _, index = given.partition("=")
    index = index or f"{scratch}/{number}"
    if not os.path.exists(os.path.join(index, "CURRENT")):
        subprocess.run([binary, "--index", index, "index", corpus], check=True)
    return f"{number + 1}: {Path(binary).name}", lambda query: [os.path.abspath(binary), "--index", index, "search", "--", query]


def fts5(corpus, database):
    """Returns the same as `morgue` for the shell of SQLite. Makes the database if there is none."""
    if not os.path.exists(database):
        connection = sqlite3.connect(database)
        connection.execute("CREATE VIRTUAL TABLE articles USING fts5(title, text, tokenize='porter unicode61')")
        connection.executemany("INSERT INTO articles VALUES (?, ?)", ((row["title"], row["text"]) for row in records(corpus)))
        connection.commit()
        connection.close()
    ask = "SELECT title, snippet(articles, 1, '[', ']', '…', 40) FROM articles WHERE articles MATCH '{}' ORDER BY rank LIMIT 10"
    return "sqlite3 FTS5", lambda query: [shutil.which("sqlite3"), database, ask.format(query)]


def measured(command):
    """Runs a command. Returns its processor time, with all threads, and its wall-clock time, in milliseconds."""
    quiet = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]
    began = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=quiet)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"failed: {command}")
    return (usage.ru_utime + usage.ru_stime) * 1000, wall * 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", help="JSON Lines with title, text, date, source")
    parser.add_argument("binaries", nargs="*", metavar="BINARY[=INDEX]")
    parser.add_argument("--make", nargs=2, metavar=("N", "FILE"), help="write N articles made of the corpus to FILE, and end")
    parser.add_argument("--fts5", metavar="DATABASE", help="keep SQLite's database here, or take it from here")
    parser.add_argument("--runs", type=int, default=15)
    given = parser.parse_args()
    if given.make:
        return make(given.corpus, int(given.make[0]), given.make[1])
    with tempfile.TemporaryDirectory() as scratch:
        contenders = [morgue(binary, given.corpus, scratch, number) for number, binary in enumerate(given.binaries)]
        if shutil.which("sqlite3"):
            contenders.append(fts5(given.corpus, given.fts5 or f"{scratch}/fts5.db"))
        times = {(query, name): [] for query in QUERIES for name, _ in contenders}
        for _ in range(given.runs + 1):
            for query in QUERIES:
                for name, command in contenders:
                    times[query, name].append(measured(command(query)))
    print(f"{'processor time (wall), ms':28}" + "".join(f"{name:>22}" for name, _ in contenders))
    for query in QUERIES:
        # The first run warms the cache.
        medians = [[statistics.median(column) for column in zip(*times[query, name][1:])] for name, _ in contenders]
        print(f"{query:28}" + "".join(f"{processor:12.1f} ({wall:7.1f})" for processor, wall in medians))


if __name__ == "__main__":
    main()
