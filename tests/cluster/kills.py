#!/usr/bin/env python3
"""Kills a node of three while articles are indexed and searched for, and compares what is there afterwards.

    kills.py MORGUE ARTICLES.jsonl [NODES]

Starts three nodes (node.sh; NODES are the addresses of nodes that it has started before), indexes ARTICLES with the node that is killed named first, searches all the time, kills node 1 by
SIGKILL, starts it again, and kills node 2. No command may fail, and `export` must equal that of a folder, line for line but for
`seen`. Prints the slowest answers. MORGUE_TEST_FOLDER, MORGUE_TEST_HTTP, MORGUE_TEST_TRANSPORT, MORGUE_TEST_HEAP as in node.sh.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time

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


def main():
    morgue, articles = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    nodes = sys.argv[3] if len(sys.argv) > 3 else node("start", "3")
    home = tempfile.mkdtemp()
    location, local = f"{nodes}/kills", os.path.join(home, "local")
    try:
        with open(articles, encoding="utf-8") as file:
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
        time.sleep(12)
        assert indexing.poll() is None, "the articles are too few: they were indexed before a node was killed"
        node("kill", "1")
        killed = time.monotonic()
        print(f"node 1 killed after {killed - began:.0f} s of indexing", flush=True)
        _, errors = indexing.communicate(timeout=1800)
        assert indexing.returncode == 0, errors
        print(f"indexed in {time.monotonic() - began:.0f} s", flush=True)
        node("restart", "1", "3")
        time.sleep(5)
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
    finally:
        node("stop")


main()
