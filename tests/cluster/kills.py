#!/usr/bin/env python3
"""Kills a node of three while articles are indexed and searched for, and compares what is there afterwards.

    kills.py MORGUE ARTICLES [NODES] [--after SECONDS]

ARTICLES is a file of records (.jsonl), or a number: so many articles are made up. Starts three nodes (node.sh; NODES are the addresses of
nodes that it has started before), indexes ARTICLES with the node that is killed named first, searches all the time, kills node 1 by SIGKILL
after SECONDS (default 12) of indexing, starts it again, and kills node 2. No command may fail, and `export` must equal that of a folder, line
for line but for `seen`. Then a node with a part of an archive without copies is killed: an answer must be an error, or with --partial say
what is missing. Prints the slowest answers. MORGUE_TEST_FOLDER, MORGUE_TEST_HTTP, MORGUE_TEST_TRANSPORT, MORGUE_TEST_HEAP as in
node.sh.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))


def node(*arguments):
    done = subprocess.run([os.path.join(HERE, "node.sh"), *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def lines(text):
    for line in text.splitlines():
        article = json.loads(line)
        article.pop("seen")
        yield json.dumps(article, sort_keys=True)


class Searches(threading.Thread):
    """Searches until it is stopped."""

    def __init__(self, morgue, location):
        super().__init__(daemon=True)
        self.command = [morgue, "--index", location, "search", "--json", "-n", "3", "report"]
        self.stopped, self.times, self.failures = False, [], []

    def run(self):
        while not self.stopped:
            began = time.monotonic()
            done = subprocess.run(self.command, capture_output=True, text=True, check=False)
            self.times.append((time.monotonic() - began, began))
            # Nothing is committed at first; nothing matching is an answer too.
            if done.returncode == 2 and "index_missing" not in done.stderr and "index_unfinished" not in done.stderr:
                self.failures.append(done.stderr)
            time.sleep(0.2)


def wait_for_copies(nodes):
    address = nodes.split(",")[-1]
    with urllib.request.urlopen(f"{address}/_cluster/health?wait_for_status=green&timeout=120s", timeout=150) as answer:
        assert json.load(answer)["status"] == "green"


def made_up(count):
    """Yields records of articles about a harbour."""
    for number in range(count):
        pier, day = number % 7, 1 + number % 28
        text = (f"Harbour report number {number} came from Port Selby. \u201cThe cranes on pier {pier} stay idle until Monday,\u201d said Mira "
                f"Okonjo, a harbour pilot.\n\nCrew {number} waits for {number * 37 % 1009} tons of ore from ship {number * 71 % 4001}, "
                f"and nobody expects an end of strike {number * 13 % 577}.")
        yield json.dumps({"id": f"selby-{number:06}", "title": f"Harbour strike, day {day}, crew {number}", "text": text,
                          "source": "gazette.example", "date": f"2026-03-{day:02}"}) + "\n"


def parts(morgue, nodes, home):
    """Kills a node that holds a part of an archive without copies."""
    location, file = f"{nodes}/kills-part", os.path.join(home, "part.jsonl")
    with open(file, "w", encoding="utf-8") as articles:
        articles.writelines(made_up(90))
    subprocess.run([morgue, "--index", location, "index", "--shards", "3", "--replicas", "0", file], check=True)
    addresses = nodes.split(",")
    with urllib.request.urlopen(f"{addresses[0]}/_cat/shards/kills-part.*?format=json&h=index,node", timeout=30) as answer:
        shards = json.load(answer)
    with urllib.request.urlopen(f"{addresses[0]}/_nodes/http", timeout=30) as answer:
        of = {node["name"]: node["http"]["publish_address"].rpartition(":")[2] for node in json.load(answer)["nodes"].values()}
    needed = {shard["node"] for shard in shards if ".articles-" not in shard["index"]}
    others = {shard["node"] for shard in shards} - needed
    if not others:
        print("skipped: a part of an archive, since each node also holds its state or its words")
        return
    port = of[sorted(others)[0]]
    number = next(at for at, address in enumerate(addresses, 1) if address.endswith(":" + port))
    node("kill", str(number))
    search = [morgue, "--index", location, "search", "--json", "report"]
    whole = subprocess.run(search, capture_output=True, text=True, check=False)
    assert whole.returncode == 2 and not whole.stdout, whole
    assert "shards did not answer" in whole.stderr, whole.stderr
    part = subprocess.run([*search, "--partial"], capture_output=True, text=True, check=False)
    assert part.returncode == 0 and "of 3 shards did not answer" in part.stdout, part
    node("restart", str(number), "3")
    print("without a part of the articles, an answer is an error, or says what is missing")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("morgue")
    arguments.add_argument("articles")
    arguments.add_argument("nodes", nargs="?")
    arguments.add_argument("--after", type=float, default=12)
    given = arguments.parse_args()
    morgue = os.path.abspath(given.morgue)
    nodes = given.nodes or node("start", "3")
    home = tempfile.mkdtemp()
    location, local = f"{nodes}/kills", os.path.join(home, "local")
    try:
        if given.articles.isdigit():
            all_lines = list(made_up(int(given.articles)))
        else:
            with open(given.articles, encoding="utf-8") as file:
                all_lines = file.readlines()
        first = os.path.join(home, "first.jsonl")
        with open(first, "w", encoding="utf-8") as file:
            file.writelines(all_lines[:500])
        subprocess.run([morgue, "--index", location, "index", first], check=True)
        searches = Searches(morgue, location)
        searches.start()
        rest = os.path.join(home, "rest.jsonl")
        with open(rest, "w", encoding="utf-8") as file:
            file.writelines(all_lines[500:])
        began = time.monotonic()
        indexing = subprocess.Popen([morgue, "--index", location, "index", rest], stderr=subprocess.PIPE, text=True)
        time.sleep(given.after)
        assert indexing.poll() is None, "the articles are too few: they were indexed before a node was killed"
        node("kill", "1")
        killed = time.monotonic()
        print(f"node 1 killed after {killed - began:.0f} s of indexing", flush=True)
        _, errors = indexing.communicate(timeout=1800)
        assert indexing.returncode == 0, errors
        print(f"indexed in {time.monotonic() - began:.0f} s", flush=True)
        node("restart", "1", "3")
        # A node with the only copy of a shard may not be missed: first each shard has two again.
        wait_for_copies(nodes)
        node("kill", "2")
        time.sleep(10)
        searches.stopped = True
        searches.join()
        node("restart", "2", "3")
        assert not searches.failures, searches.failures[0]
        slowest = sorted(times for times, _ in searches.times)
        print(f"{len(slowest)} searches, median {slowest[len(slowest) // 2]:.2f} s, slowest {slowest[-1]:.2f} s")
        subprocess.run([morgue, "--index", local, "index", first], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([morgue, "--index", local, "index", rest], check=True, stdout=subprocess.DEVNULL)
        export = [subprocess.run([morgue, "--index", at, "export"], capture_output=True, text=True, check=True).stdout
                  for at in (location, local)]
        here, there = (list(lines(text)) for text in export)
        assert here == there, f"{len(here)} and {len(there)} articles, or their contents differ"
        print(f"the exports are equal: {len(here)} articles")
        subprocess.run([morgue, "--index", location, "check"], check=True)
        parts(morgue, nodes, home)
    finally:
        node("stop")


main()
