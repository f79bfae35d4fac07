#!/usr/bin/env python3
"""Compares morgue with other search programs: same articles, same machine, in turn, several times.

usage: benches/compare/compare.py [--articles FILE.jsonl | --synthetic N] [--runs N] [--morgue [NAME=]BINARY ...]

Prints one table with medians, and ratios to morgue. Programs that are not installed are left out; install.sh installs them
on Debian. Needs `cargo build --release --bin morgue --example bare_tantivy` before.

In each round every program does the step once, so that what slows the machine for a while slows all of them.
Times of queries are those of whole processes: start, open, search, show ten results with a passage, exit. Files are in the
page cache. `find -printf` is what an update has to beat: it asks the system for every file's size and time, and does no more.
"""
import argparse
import collections
import itertools
import json
import multiprocessing
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import newswire  # noqa: E402
import peers  # noqa: E402
from process import Cost, run, size  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def apart(function, *arguments):
    """Calls the function in a process of its own: a program's peak memory is never less than that of the process that starts it."""
    with multiprocessing.Pool(1) as pool:
        return pool.apply(function, arguments)


def write_newswire(path, count):
    wire = newswire.Newswire()
    with open(path, "w", encoding="utf-8") as file:
        for number in range(count):
            file.write(json.dumps(wire.article(number), ensure_ascii=False) + "\n")


def chosen_queries(path):
    """Returns queries of all kinds whose words have certain frequencies in the articles, whatever language they are in."""
    articles, years = collections.Counter(), collections.Counter()
    pairs = collections.Counter()
    total = 0
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            total += 1
            if total > 20_000:
                break
            article = json.loads(line)
            years[(article.get("date") or "")[:4]] += 1
            # Plain words: what every tokenizer sees alike.
            words = re.findall(r"\b[a-z]{4,12}\b", article.get("text") or "")
            articles.update(set(words))
            pairs.update(set(zip(words, words[1:])))
    ranked = sorted(articles.items(), key=lambda item: (-item[1], item[0]))
    near = lambda share: min(ranked, key=lambda item: (abs(item[1] - share * total), item[0]))[0]  # noqa: E731
    rare, middle, other, common = near(0.0003), near(0.03), near(0.025), ranked[0][0]
    phrase = next(pair for pair, count in pairs.most_common() if articles[pair[0]] < total / 20 and articles[pair[1]] < total / 20)
    year = max((year for year in years if year), key=lambda year: (years[year], year), default="2000")
    return [
        ("rare", "words", [rare]), ("middle", "words", [middle]), ("common", "words", [common]),
        ("two words", "words", [middle, other]), ("phrase", "phrase", list(phrase)), ("prefix", "prefix", [middle[:4]]),
        ("not", "not", [middle, other]), ("near", "near", [middle, other]), ("date", "date", [middle, year]),
    ]


def read_queries(path):
    with open(path, encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines if line.strip() and not line.startswith("#")]
    return [(label, kind, words.split()) for label, kind, words in rows]


def split_into_files(articles, folder):
    """Writes each article into a text file of its own, a thousand to a folder."""
    with open(articles, encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            article = json.loads(line)
            part = os.path.join(folder, f"{number // 1000:04}")
            os.makedirs(part, exist_ok=True)
            with open(os.path.join(part, f"{number}.txt"), "w", encoding="utf-8") as file:
                file.write(f"{article.get('title') or ''}\n\n{article.get('text') or ''}\n")


class Table:
    """Rows of measurements, printed as Markdown."""

    def __init__(self, names):
        self.names, self.rows = names, []

    def add(self, label, unit, values, digits=2):
        """`values` by name; the first name's value is what the others are compared with."""
        own = values.get(self.names[0])
        cells = []
        for name in self.names:
            value = values.get(name)
            if value is None:
                cells.append("–")
            elif name == self.names[0] or not own:
                cells.append(f"{value:.{digits}f}")
            else:
                cells.append(f"{value:.{digits}f} ({own / value:.2f} ×)" if value else f"{value:.{digits}f}")
        row = f"| {label}, {unit} | " + " | ".join(cells) + " |"
        self.rows.append(row)
        print(row, file=sys.stderr, flush=True)

    def show(self):
        print("| what | " + " | ".join(self.names) + " |")
        print("|---" * (len(self.names) + 1) + "|")
        print("\n".join(self.rows))


def in_turn(runs, tasks):
    """Runs every task once a round, and returns the median cost of each by name. A task is a function that returns a Cost."""
    costs = collections.defaultdict(list)
    for _ in range(runs):
        for name, task in tasks.items():
            costs[name].append(task())
    return {name: Cost.median(measured) for name, measured in costs.items()}


def add_costs(table, label, costs, scale=1, unit="s", digits=2, memory=False):
    table.add(f"{label}: wall", unit, {name: cost.wall * scale for name, cost in costs.items()}, digits)
    table.add(f"{label}: processor", unit, {name: cost.cpu * scale for name, cost in costs.items()}, digits)
    if memory:
        table.add(f"{label}: peak memory", "MB", {name: cost.memory for name, cost in costs.items()}, 0)


def index_all(table, programs, runs):
    def build(program):
        program.clear()
        return run(program.build())

    builders = [program for program in programs if program.build()]
    costs = in_turn(runs, {program.name: lambda program=program: build(program) for program in builders})
    add_costs(table, "index", costs, memory=True)
    table.add("index: size", "MB", {program.name: size(program.index) for program in builders}, 1)


def query_all(table, programs, queries, runs):
    for label, kind, words in queries:
        tasks = {}
        for program in programs:
            command = program.command(kind, words)
            # Nothing found is an answer: 1 says so.
            if command:
                tasks[program.name] = lambda command=command: run(command, accept=(0, 1))
        costs = in_turn(runs, tasks)
        table.add(f"cold `{label}`: processor", "ms", {name: cost.cpu * 1000 for name, cost in costs.items()}, 1)


def update_all(table, programs, folder, runs):
    """Updates of an index of single files: nothing changed, one file new."""
    folders = [program for program in programs if program.updates]
    for program in folders:
        if not program.reads_folder:
            program.clear()
            program.articles = folder
            run(program.build())
    tasks = {program.name: lambda program=program: run(program.build()) for program in folders}
    tasks["find -printf"] = lambda: run(["find", folder, "-type", "f", "-printf", "%p %s %T@ %C@\n"])
    names = [*table.names, "find -printf"]
    updates = Table(names)
    add_costs(updates, "no-change update", in_turn(runs, tasks))
    numbers = itertools.count()

    def one_more(program):
        number = next(numbers)
        with open(os.path.join(folder, "0000", f"new-{number}.txt"), "w", encoding="utf-8") as file:
            file.write(f"New article number {number}\n\nA ferry left the harbor.\n")
        return run(program.build())

    add_costs(updates, "one new file", in_turn(runs, {program.name: lambda program=program: one_more(program) for program in folders}))
    return updates


def append_all(table, programs, articles, runs):
    """Updates of an index of one file of records: nothing changed, one record added at the end."""
    ours = {program.name: program for program in programs if isinstance(program, peers.Morgue)}
    costs = in_turn(runs, {name: lambda program=program: run(program.build()) for name, program in ours.items()})
    add_costs(table, "no-change update, one file", costs, memory=True)
    before = os.path.getsize(articles)
    rounds = []
    for number in range(runs):
        with open(articles, "a", encoding="utf-8") as file:
            file.write(json.dumps({"id": f"new-{number}", "title": f"New article number {number}", "text": "A ferry left the harbor."}) + "\n")
        rounds.append({name: run(program.build()) for name, program in ours.items()})
    costs = {name: Cost.median([each[name] for each in rounds]) for name in ours}
    add_costs(table, "one new record, one file", costs, memory=True)
    os.truncate(articles, before)


def own_commands(table, programs, runs):
    """Commands that only morgue has."""
    ours = [program for program in programs if isinstance(program, peers.Morgue)]
    for label, arguments in {
        "`search -l` of the commonest word": ["search", "-l", "{common}"],
        "`search -n 0 --format jsonl` of the commonest word": ["search", "-n", "0", "--format", "jsonl", "{common}"],
        "`quotes -n 0 --format jsonl`": ["quotes", "-n", "0", "--format", "jsonl"],
        "`export`": ["export"],
        "`top speaker`": ["top", "speaker"],
        "`top source`": ["top", "source"],
        "`timeline`": ["timeline"],
        "`status`": ["status"],
    }.items():
        arguments = [argument.replace("{common}", table.common) for argument in arguments]
        tasks = {program.name: lambda program=program: run([program.binary, "--index", program.index, *arguments], accept=(0, 1)) for program in ours}
        costs = in_turn(runs, tasks)
        add_costs(table, label, costs, memory=True)


def programs_for(arguments, scratch, articles, folder):
    ours = []
    for text in arguments.morgue or [os.path.join(ROOT, "target", "release", "morgue")]:
        name, _, binary = text.rpartition("=")
        ours.append(peers.Morgue(binary, name or "morgue", scratch, articles, folder))
    tantivy = arguments.bare_tantivy or os.path.join(os.path.dirname(ours[0].binary), "examples", "bare_tantivy")
    others = [peers.Fts5(scratch, articles, folder), peers.BareTantivy(tantivy, scratch, articles, folder)]
    others += [kind(scratch, articles, folder) for kind in (peers.Xapian, peers.Recoll, peers.Ripgrep)]
    chosen = [program for program in others if arguments.only is None or program.name in arguments.only.split(",")]
    missing = [program.name for program in chosen if not program.available()]
    if missing:
        print(f"not installed, left out: {', '.join(missing)} (benches/compare/install.sh)", file=sys.stderr)
    return [*ours, *(program for program in chosen if program.available())]


def describe(path, articles):
    processor = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8") if line.startswith("model name")), "unknown")
    commit = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True, check=False).stdout.strip()
    print(f"{articles} articles, {os.path.getsize(path) / 1e6:.0f} MB JSON Lines; {os.cpu_count()} cores, {processor}; commit {commit}. "
          "In parentheses: morgue's value divided by this one.\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0], epilog="See the head of this file for what is measured.")
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--articles", metavar="FILE", help="JSON Lines with title, text and date")
    source.add_argument("--synthetic", metavar="N", type=int, help="N articles of a synthetic newswire (default: 10000)")
    parser.add_argument("--queries", metavar="FILE", help="lines of label, kind and words, separated by tabs (default: chosen by frequency)")
    parser.add_argument("--runs", type=int, default=5, help="rounds of each query and update (default: 5)")
    parser.add_argument("--index-runs", type=int, default=3, help="rounds of indexing (default: 3)")
    parser.add_argument("--command-runs", type=int, help="rounds of commands that only morgue has (default: as --runs)")
    parser.add_argument("--morgue", action="append", metavar="[NAME=]BINARY", help="binary of morgue; repeatable, to compare two of them")
    parser.add_argument("--bare-tantivy", metavar="BINARY", help="the example bare_tantivy (default: beside morgue)")
    parser.add_argument("--only", metavar="NAMES", help="other programs to compare with, separated by commas (default: all installed)")
    parser.add_argument("--steps", default="index,query,commands,append,update", help="steps to run (default: all)")
    arguments = parser.parse_args()
    scratch = tempfile.mkdtemp(prefix="morgue-compare-")
    try:
        compare(arguments, scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def compare(arguments, scratch):
    steps = arguments.steps.split(",")
    articles = os.path.join(scratch, "articles.jsonl")
    if not arguments.articles:
        apart(write_newswire, articles, arguments.synthetic or 10_000)
    elif "append" in steps:
        # That step changes the file.
        shutil.copyfile(arguments.articles, articles)
    else:
        articles = os.path.abspath(arguments.articles)
    with open(articles, "rb") as lines:
        count = sum(1 for _ in lines)
    folder = os.path.join(scratch, "files")
    if "update" in steps or arguments.only is None or "Recoll" in arguments.only:
        apart(split_into_files, articles, folder)
    programs = programs_for(arguments, scratch, articles, folder)
    queries = read_queries(arguments.queries) if arguments.queries else apart(chosen_queries, articles)
    table = Table([program.name for program in programs])
    table.common = next((words[0] for label, _, words in queries if label == "common"), queries[0][2][0])
    describe(articles, count)
    # An index is needed for every step.
    index_all(table, programs, arguments.index_runs)
    if "query" in steps:
        query_all(table, programs, queries, arguments.runs)
    if "commands" in steps:
        own_commands(table, programs, arguments.command_runs or arguments.runs)
    if "append" in steps:
        append_all(table, programs, articles, arguments.runs)
    table.show()
    if "query" in steps:
        print("\n" + "; ".join(f"{label}: `{' '.join(words)}`" for label, _, words in queries))
    if "update" in steps:
        updates = update_all(table, programs, folder, arguments.runs)
        print()
        updates.show()


if __name__ == "__main__":
    main()
