#!/usr/bin/env python3
"""Whether an archive on a cluster gives the same answers as one in a folder, at any size.

    same_answers.py MORGUE ARTICLES NODES [--first N] [--queries 100] [--split year|month] [--keep]

MORGUE is the program, ARTICLES a file of records (.jsonl or .jsonl.gz), NODES the addresses of a cluster:
http://127.0.0.1:19200,http://127.0.0.1:19201. Indexes ARTICLES (with --first, only the first N lines) in a folder and on the cluster, and
compares: `export` line by line but for `seen`; the first ten hits of QUERIES queries of tests/answers/queries.txt with their scores to four
places, and the totals; mean average precision on the judged collections in ../shared/eval/search, if they are there. Prints progress and
ends with a table. Exits with 1 if the exports differ, if fewer than 99 of 100 lists are equal, or if a MAP differs by more than .002.
With --split, the archive on the cluster is split by time. Everything is deleted at the end, but with --keep. With --keep again, what is there is compared without indexing.
"""

import argparse
import gzip
import itertools
import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
JUDGED = os.path.join(HERE, "../../../shared/eval/search")
# Options that change what is printed and not which articles are found.
SHOWN_ONLY = {"-c", "-l", "-q", "--json", "--explain", "--vimgrep"}


class Comparison:
    def __init__(self, morgue, nodes, home, split):
        self.morgue, self.nodes, self.home = os.path.abspath(morgue), nodes, home
        self.flags = {"folder": [], "cluster": ["--split", split] if split else []}
        self.rows, self.failed = [], False

    def places(self, name):
        return {"folder": os.path.join(self.home, name), "cluster": f"{self.nodes}/same-{name}"}

    def run(self, place, *arguments):
        environment = {"PATH": os.environ["PATH"], "HOME": self.home, "TZ": "UTC"}
        return subprocess.run([self.morgue, "--index", place, *arguments], capture_output=True, text=True, env=environment,
                              stdin=subprocess.DEVNULL, check=False)

    def index(self, name, articles):
        for where, place in self.places(name).items():
            began = time.monotonic()
            done = self.run(place, "index", *self.flags[where], articles)
            if done.returncode > 1:
                sys.exit(f"{where}: {done.stderr[-2000:]}")
            print(f"  {name}: indexed in the {where} in {time.monotonic() - began:.1f} s", flush=True)

    def delete(self, name):
        node = self.nodes.split(",")[0]
        for index in (f"same-{name}.*",):
            urllib.request.urlopen(urllib.request.Request(f"{node}/{index}", method="DELETE"), timeout=60).close()

    def row(self, what, result, is_right):
        self.rows.append((what, result, "" if is_right else "DIFFERS"))
        self.failed |= not is_right
        print(f"  {what}: {result}{'' if is_right else '  DIFFERS'}", flush=True)

    def exports(self, name):
        def lines(place):
            with subprocess.Popen([self.morgue, "--index", place, "export"], stdout=subprocess.PIPE, text=True) as export:
                for line in export.stdout:
                    article = json.loads(line)
                    article.pop("seen", None)
                    yield article
            if export.returncode > 1:
                raise SystemExit(f"export of {place} failed")

        count = different = 0
        places = self.places(name)
        for here, there in itertools.zip_longest(lines(places["folder"]), lines(places["cluster"])):
            count, different = count + 1, different + (here != there)
            if count % 20_000 == 0:
                print(f"  {count} articles compared, {different} differ", flush=True)
        self.row(f"{name}: export", f"{count} articles, {different} differ", different == 0)

    def lists(self, name, number):
        queries = list(itertools.islice(searches(), number))
        equal, totals, times = 0, 0, {"folder": [], "cluster": []}
        for at, words in enumerate(queries, 1):
            answers = {}
            for where, place in self.places(name).items():
                began = time.monotonic()
                done = self.run(place, *words, "-n", "10", "--json")
                times[where].append(time.monotonic() - began)
                answers[where] = (done.returncode, *hits(done.stdout))
            equal += answers["folder"][:2] == answers["cluster"][:2]
            totals += answers["folder"][2] == answers["cluster"][2]
            if answers["folder"] != answers["cluster"]:
                print(f"  differs: {shlex.join(words)}", flush=True)
            if at % 20 == 0:
                print(f"  {at} queries, {equal} with equal lists", flush=True)
        count = len(queries)
        self.row(f"{name}: first ten, with scores", f"{equal} of {count} equal", equal >= .99 * count)
        self.row(f"{name}: totals", f"{totals} of {count} equal", totals >= .99 * count)
        medians = ", ".join(f"{where} {1000 * sorted(of)[count // 2]:.0f} ms" for where, of in times.items())
        self.rows.append((f"{name}: median time of a search", medians, ""))

    def judged(self, collection):
        folder = os.path.join(JUDGED, collection)
        self.index(collection, os.path.join(folder, "docs.jsonl.gz"))
        found = {}
        for where, place in self.places(collection).items():
            topics, qrels = os.path.join(folder, "queries.tsv"), os.path.join(folder, "qrels.txt")
            done = self.run(place, "eval", topics, qrels, "--json")
            if done.returncode:
                sys.exit(done.stderr)
            found[where] = json.loads(done.stdout.splitlines()[-1])["map"]
        here, there = found["folder"], found["cluster"]
        self.row(f"{collection}: MAP", f"{here:.4f} in the folder, {there:.4f} on the cluster", abs(here - there) <= .002)


def searches():
    """Yields the arguments of searches whose hits are compared, without what only changes their display."""
    with open(os.path.join(HERE, "../answers/queries.txt"), encoding="utf-8") as file:
        for line in file:
            if not line.startswith("search "):
                continue
            words = shlex.split(line)
            kept, at = [], 0
            while at < len(words):
                if words[at] in ("-n", "--format", "--color"):
                    at += 1
                elif words[at] not in SHOWN_ONLY and not words[at].startswith("-l"):
                    kept.append(words[at])
                at += 1
            if len(kept) > 1 and not any(word.startswith(("seen:", "--offset", "--per-article", "--")) for word in kept):
                yield kept


def hits(printed):
    """Returns the ids of hits with their scores to four places, and the total."""
    found, total = [], None
    for line in printed.splitlines():
        one = json.loads(line)
        if one["type"] == "summary":
            total = one["total"]
        elif "score" in one:
            found.append((one["article"]["id"], round(one["score"], 4)))
    return found, total


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("morgue")
    arguments.add_argument("articles")
    arguments.add_argument("nodes")
    arguments.add_argument("--first", type=int)
    arguments.add_argument("--queries", type=int, default=100)
    arguments.add_argument("--split")
    arguments.add_argument("--keep", action="store_true", help="keep what is indexed, in the folder same-answers, and use it again")
    given = arguments.parse_args()
    home = os.path.abspath("same-answers") if given.keep else tempfile.mkdtemp()
    os.makedirs(home, exist_ok=True)
    comparison = Comparison(given.morgue, given.nodes, home, given.split)
    articles = os.path.abspath(given.articles)
    if given.first:
        read = gzip.open if articles.endswith(".gz") else open
        with read(articles, "rt", encoding="utf-8") as file, open(os.path.join(home, "first.jsonl"), "w", encoding="utf-8") as first:
            first.writelines(itertools.islice(file, given.first))
        articles = os.path.join(home, "first.jsonl")
    collections = sorted(os.listdir(JUDGED)) if os.path.isdir(JUDGED) else []
    if not collections:
        print("skipped: MAP, since ../shared/eval/search is not there")
    try:
        if not os.path.exists(os.path.join(home, "bulk")):
            comparison.index("bulk", articles)
        comparison.exports("bulk")
        comparison.lists("bulk", given.queries)
        for collection in collections:
            comparison.judged(collection)
    finally:
        if not given.keep:
            comparison.delete("bulk")
        for collection in collections:
            comparison.delete(collection)
    width = max(len(what) for what, _, _ in comparison.rows)
    print(f"\n{'compared':{width}} | result")
    print(f"{'-' * width}-|-------")
    for what, result, note in comparison.rows:
        print(f"{what:{width}} | {result} {note}")
    return 1 if comparison.failed else 0


sys.exit(main())
