#!/usr/bin/env python3
"""Times morgue and SQLite FTS5 side by side, in one run, on the same articles.

usage: benches/against_fts5.py ARTICLES.jsonl [QUERY ...]

Indexes the JSON Lines file (fields title, text) with both, then runs each query cold (a new process each time) with a
highlighted passage or snippet. Prints times and sizes, without limits for them, because machines are shared. Uses
target/release/morgue, or the binary in the variable MORGUE.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

MORGUE = os.environ.get("MORGUE", os.path.join(os.path.dirname(__file__), "..", "target", "release", "morgue"))
BUILD = """
import json, sqlite3, sys
db = sqlite3.connect(sys.argv[2])
db.execute("CREATE VIRTUAL TABLE articles USING fts5(title, text, tokenize='porter unicode61')")
rows = (json.loads(line) for line in open(sys.argv[1], encoding="utf-8"))
db.executemany("INSERT INTO articles VALUES (?, ?)", ((row.get("title"), row.get("text")) for row in rows))
db.commit()
"""
ASK = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
start = __import__("time").perf_counter()
db.execute("SELECT rowid, snippet(articles, 1, '[', ']', '…', 40) FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT 10", (sys.argv[2],)).fetchall()
print((__import__("time").perf_counter() - start) * 1000)
"""


def timed(command, repeat=1):
    """Returns the seconds of the fastest of `repeat` runs."""
    best = None
    for _ in range(repeat):
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        best = min(best or 9e9, time.perf_counter() - start)
    return best


def size(path):
    if os.path.isfile(path):
        return os.path.getsize(path)
    return sum(os.path.getsize(os.path.join(folder, name)) for folder, _, names in os.walk(path) for name in names)


def main():
    articles, queries = sys.argv[1], sys.argv[2:] or ["oil prices", '"interest rates"', "the bank", "cocoa"]
    scratch = tempfile.mkdtemp()
    index, database = os.path.join(scratch, "index"), os.path.join(scratch, "fts5.db")
    ours = timed([MORGUE, "--index", index, "index", articles])
    theirs = timed([sys.executable, "-c", BUILD, articles, database])
    print(f"index   morgue {ours:7.2f} s {size(index) / 1e6:8.1f} MB    fts5 {theirs:7.2f} s {size(database) / 1e6:8.1f} MB")
    for query in queries:
        ours = timed([MORGUE, "--index", index, "search", query], 15) * 1000
        spoken = query if query.startswith('"') else " ".join(query.split())
        # The time of the query alone, measured inside the process, so that the start of the interpreter does not count.
        theirs = min(
            float(subprocess.run([sys.executable, "-c", ASK, database, spoken], capture_output=True, text=True).stdout)
            for _ in range(15)
        )
        print(f"search  morgue {ours:7.1f} ms whole process     fts5 {theirs:7.1f} ms query alone     {query}")
    unchanged = timed([MORGUE, "--index", index, "index", articles], 3)
    print(f"update  morgue {unchanged:7.3f} s with nothing changed")
    shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
