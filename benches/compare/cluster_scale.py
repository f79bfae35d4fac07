#!/usr/bin/env python3
"""One row of the table in docs/scale.md: what an archive of some size takes in a folder and on a cluster.

    cluster_scale.py MORGUE ARTICLES NODES [--first N] [--shards N] [--queries 40]

MORGUE is the program, ARTICLES a file of records (.jsonl or .jsonl.gz; --first takes the first N lines, and repeats the file with
other ids if it has fewer), NODES the addresses of the cluster, whose number is that of the nodes. Prints progress on standard error and the row on standard
output: articles; nodes; seconds to index; articles per second; bytes per article of the articles, of their copies, of the vocabulary and of the manifest; heap of all nodes after a
collection, in MB; median and 90th percentile of searches and of quotes in ms; the same in the folder; peak memory of the client while it
indexes, searches and exports, in MB. Everything is deleted at the end.
"""

import argparse
import gzip
import itertools
import json
import os
import shlex
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import process  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))


def ask(node, method, path):
    with urllib.request.urlopen(urllib.request.Request(node + path, method=method), timeout=600) as answer:
        return json.load(answer)


def records(path, first):
    """Yields the first records of a file as lines. If there are too few, they are repeated with other ids and changed words."""
    read = gzip.open if path.endswith(".gz") else open
    count = 0
    for turn in itertools.count():
        before = count
        with read(path, "rt", encoding="utf-8") as file:
            for line in file:
                if first is not None and count == first:
                    return
                count += 1
                if turn == 0:
                    yield line
                    continue
                record = json.loads(line)
                record["id"] = f"{record.get('id', count)}-{turn}"
                # Another text, so that it is no copy of the article that it repeats: its sentences in another order.
                sentences = record.get("text", "").split(". ")
                shift = turn % max(1, len(sentences))
                record["text"] = f"Edition {turn}, number {count}. " + ". ".join(sentences[shift:] + sentences[:shift])
                yield json.dumps(record, ensure_ascii=False) + "\n"
        if first is None or count == before:
            return


def queries(command, number):
    with open(os.path.join(HERE, "../../tests/answers/queries.txt"), encoding="utf-8") as file:
        lines = [shlex.split(line) for line in file if line.startswith(command + " ")]
    return lines[:: max(1, len(lines) // number)][:number]


def times(morgue, place, command, number):
    """Returns median and 90th percentile of the milliseconds of commands, and their peak memory. Each runs once before."""
    costs = []
    for words in queries(command, number):
        line = [morgue, "--index", place, *words]
        process.run(line, accept=(0, 1, 2))
        costs.append(process.run(line, accept=(0, 1, 2)))
    walls = sorted(1000 * cost.wall for cost in costs)
    return walls[len(walls) // 2], walls[len(walls) * 9 // 10], max(cost.memory for cost in costs)


def heap(node, nodes):
    """Returns the heap in use on all nodes, in MB: the least of some samples, which are taken while collections go on."""
    samples = []
    for _ in range(20):
        stats = ask(node, "GET", "/_nodes/stats/jvm")["nodes"].values()
        samples.append(sum(of["jvm"]["mem"]["heap_used_in_bytes"] for of in stats) / 1e6)
        time.sleep(.5)
    return min(samples)


def sizes(node, name, count):
    """Returns bytes per article: of the articles, of all their copies, of the vocabulary, and of the state with the manifest."""
    found = ask(node, "GET", f"/{name}.*/_stats/store")["indices"]
    part = {"articles": 0, "copies": 0, "vocabulary": 0, "state": 0}
    for index, of in found.items():
        primary, total = (of[kind]["store"]["size_in_bytes"] / count for kind in ("primaries", "total"))
        kind = next(kind for kind in ("articles", "vocabulary", "state") if f".{kind}" in index)
        part[kind] += primary
        if kind == "articles":
            part["copies"] += total
    return part


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("morgue")
    arguments.add_argument("articles")
    arguments.add_argument("nodes")
    arguments.add_argument("--first", type=int)
    arguments.add_argument("--shards", type=int)
    arguments.add_argument("--queries", type=int, default=40)
    given = arguments.parse_args()
    node, name = given.nodes.split(",")[0], "scale-row"
    say = lambda text: print(text, file=sys.stderr, flush=True)  # noqa: E731
    with tempfile.TemporaryDirectory() as home:
        path = os.path.join(home, "articles.jsonl")
        count = 0
        with open(path, "w", encoding="utf-8") as file:
            for line in records(given.articles, given.first):
                file.write(line)
                count += 1
        say(f"{count} articles, {os.path.getsize(path) / 1e6:.0f} MB")
        folder, cluster = os.path.join(home, "index"), f"{given.nodes}/{name}"
        shards = ["--shards", str(given.shards)] if given.shards else []
        try:
            local = process.run([given.morgue, "--index", folder, "index", path], accept=(0, 1))
            say(f"indexed in a folder in {local.wall:.1f} s")
            written = process.run([given.morgue, "--index", cluster, "index", *shards, path], accept=(0, 1))
            say(f"indexed on the cluster in {written.wall:.1f} s, {count / written.wall:.0f} articles/s")
            size = sizes(node, name, count)
            found = {}
            for where, place in (("cluster", cluster), ("folder", folder)):
                for command in ("search", "quotes"):
                    found[where, command] = times(given.morgue, place, command, given.queries)
                    say(f"{command} in the {where}: median {found[where, command][0]:.0f} ms")
            export = process.run([given.morgue, "--index", cluster, "export"])
            say(f"export: {count / export.wall:.0f} articles/s, peak {export.memory:.0f} MB")
            used = heap(node, given.nodes)
        finally:
            ask(node, "DELETE", f"/{name}.*")
        local_size = process.size(folder) * 1e6 / count
    print("| articles | nodes | index s | articles/s | folder: s | bytes each: articles | with copies | vocabulary | manifest | folder |"
          " heap MB | search ms, 90 % | quotes ms, 90 % | folder: search | quotes | client MB: index | search | export | export/s |")
    print("|" + "---:|" * 19)
    times_of = lambda where, command: "{0:.0f}, {1:.0f}".format(*found[where, command])  # noqa: E731
    cells = [f"{count:,}", len(given.nodes.split(",")), f"{written.wall:.0f}", f"{count / written.wall:.0f}", f"{local.wall:.0f}",
             *(f"{size[kind]:,.0f}" for kind in ("articles", "copies", "vocabulary", "state")), f"{local_size:,.0f}", f"{used:.0f}",
             times_of("cluster", "search"), times_of("cluster", "quotes"), times_of("folder", "search"), times_of("folder", "quotes"),
             f"{written.memory:.0f}", f"{found['cluster', 'search'][2]:.0f}", f"{export.memory:.0f}", f"{count / export.wall:.0f}"]
    print("| " + " | ".join(map(str, cells)) + " |")


main()
