#!/usr/bin/env python3
"""Says whether two binaries of morgue give the same answers, byte for byte.

    compare.py OLD NEW                      ask both, compare (fixtures, fixture_queries.txt)
    compare.py OLD NEW --articles reuters21578.jsonl.gz --queries tests/answers/queries.txt
    compare.py OLD --keep DIR [...]         store the answers of OLD in DIR
    compare.py NEW --against DIR [...]      compare with the answers stored there

Each binary indexes the articles itself, in a folder that is thrown away, so the two may write different formats. A line
of a file of queries holds the arguments of one command, quoted as for a shell; lines that are empty or begin with `#` are
passed over. Exit code, standard error and standard output are compared; what MASKS lists is not. Exits with 1 where
anything differs, with 2 where a binary cannot index.
"""
import argparse
import collections
import concurrent.futures
import difflib
import hashlib
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SECONDS = 300
SHOWN = 14  # lines of each difference

# What tells of the run instead of the articles: how long it took, when the index was made, how large its files are.
MASKS = [
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        (rb'"took_ms":[0-9.]+', b'"took_ms":0'),
        (rb'"(seen|run)":"[^"]*"', rb'"\1":""'),
        (rb'"bytes":[0-9]+', b'"bytes":0'),
        (rb"(?m)^(index +INDEX) \([^)]*\)", rb"\1"),
        (rb"(?m)^(last run +)[0-9TZ:.-]+:", rb"\1TIME:"),
    ]
]


class Binary:
    """A binary with an index of its own."""

    def __init__(self, path, index, articles):
        self.path, self.index, self.articles = Path(path).resolve(), index, articles
        # The caller's settings and variables do not reach it.
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(index.parent), "MORGUE_INDEX": str(index), "TZ": "UTC"}

    def run(self, arguments):
        """Returns exit code, standard error and standard output."""
        try:
            # Usage lines repeat the binary's name, and lines are broken by the length of paths, which are told from where it runs.
            done = subprocess.run(["morgue", *arguments], executable=self.path, env=self.environment, cwd=self.articles[0].parent,
                                  stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return 124, b"timeout", b""
        return done.returncode, done.stderr, done.stdout

    def build(self):
        code, errors, _ = self.run(["index", "--", *map(str, self.articles)])
        if code > 1 or not self.index.is_dir():
            sys.exit(f"{self.path} cannot index: {errors.decode(errors='replace')}")

    def answer(self, query):
        """Returns one text: the exit code, the lines of standard error, standard output."""
        code, errors, output = self.run(shlex.split(query))
        text = b"exit %d\n" % code + b"".join(b"stderr: " + line for line in errors.splitlines(True)) + output
        text = text.replace(str(self.index).encode(), b"INDEX")
        for number, path in enumerate(self.articles):
            text = text.replace(str(path).encode(), b"ARTICLES%d" % number)
        for pattern, replacement in MASKS:
            text = pattern.sub(replacement, text)
        return text


class Stored:
    """Answers in a folder, a file for each query."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def file(self, query):
        return self.folder / (hashlib.sha256(query.encode()).hexdigest()[:16] + ".txt")

    def build(self):
        if not self.folder.is_dir():
            sys.exit(f"{self.folder} is no folder of answers")

    def answer(self, query):
        file = self.file(query)
        return file.read_bytes() if file.exists() else b"not stored\n"

    def keep(self, query, answer):
        self.folder.mkdir(parents=True, exist_ok=True)
        self.file(query).write_bytes(answer)


def queries(file):
    """Returns the lines that are queries."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def difference(old, new):
    """Returns a short unified diff. Objects of JSON are cut into lines, a field each."""
    old, new = (text.decode(errors="backslashreplace").replace(',"', '\n  ,"').splitlines() for text in (old, new))
    same = next((n for n, (a, b) in enumerate(zip(old, new)) if a != b), min(len(old), len(new)))
    window = slice(max(0, same - 2), same + 40)
    diff = list(difflib.unified_diff(old[window], new[window], "old", "new", lineterm="", n=2))[2:]
    if not diff:
        return ["  (only line ends differ)"]
    return [f"  from line {same + 1} of {len(old)} and {len(new)}"] + ["  " + line[:240] for line in diff[1 : SHOWN + 1]]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binaries", nargs="+", metavar="BINARY", help="OLD and NEW; one with --keep or --against")
    parser.add_argument("--articles", nargs="+", type=Path, default=[ROOT / "fixtures"], metavar="PATH")
    parser.add_argument("--queries", type=Path, default=HERE / "fixture_queries.txt", metavar="FILE")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N", help="processes at a time")
    parser.add_argument("--keep", metavar="DIR", help="store the answers of the first binary here")
    parser.add_argument("--against", metavar="DIR", help="compare with the answers stored here")
    given = parser.parse_args()
    if len(given.binaries) + bool(given.against) > 2 or len(given.binaries) + bool(given.against) + bool(given.keep) < 2:
        parser.error("OLD and NEW are needed, or one of them with --keep or --against")
    given.articles = [path.resolve(strict=True) for path in given.articles]
    return given


def main():
    given = arguments()
    scratch = tempfile.TemporaryDirectory(prefix="morgue-answers-")
    sides = [Stored(given.against)] if given.against else []
    for number, path in enumerate(given.binaries):
        (Path(scratch.name) / str(number)).mkdir()
        sides.append(Binary(path, Path(scratch.name) / str(number) / "index", given.articles))
    for side in sides:
        side.build()
    began, asked, differ = time.monotonic(), collections.Counter(), collections.Counter()
    binary = next(side for side in sides if isinstance(side, Binary))
    with concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
        lines = queries(given.queries)
        for query, answers in zip(lines, pool.map(lambda query: [side.answer(query) for side in sides], lines)):
            command = query.split()[0]
            asked[command] += 1
            if given.keep:
                Stored(given.keep).keep(query, answers[sides.index(binary)])
            if len(set(answers)) > 1:
                differ[command] += 1
                print(f"differs: {query}", *difference(*answers), sep="\n", flush=True)
    print(f"{'command':10}{'queries':>8}{'differ':>8}")
    for command in asked:
        print(f"{command:10}{asked[command]:8}{differ[command]:8}")
    print(f"{'all':10}{asked.total():8}{differ.total():8}   {time.monotonic() - began:.1f} s")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
