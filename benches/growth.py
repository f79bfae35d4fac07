#!/usr/bin/env python3
"""Measures how the time of every command grows with the archive: a straight line has the factor 2 from row to row.

usage: benches/growth.py MORGUE [--shape SHAPE ...] [--sizes 1000,2000,4000,8000] [--commands NAME,...]

The articles are a synthetic newswire (compare/newswire.py), changed by a shape:
  plain        as they are
  passage      all articles begin with the same 60 words, such as a disclaimer
  huge         one article is as long as a tenth of all others
  surname      all speakers have one surname
  quotation    a quarter of the articles have the same quotation
  copies       a quarter of the articles are copies of one article, each with another last word

Prints the processor time of each command in milliseconds and per 1,000 articles, the least of three runs, the factor from
row to row, and the peak memory.
"""
import argparse
import itertools
import json
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent / "compare"))
from newswire import Newswire  # noqa: E402
from process import run  # noqa: E402

PASSAGE = (
    "Readers who wish to complain about a report should write to the editor within thirty days and name the article, its date and"
    " the passage they hold to be wrong, so that the board can examine the complaint, hear both sides and publish a correction"
    " where the facts demand one under the rules of the council."
)
QUOTATION = "“The weir will be rebuilt before the winter floods arrive again,” said Ada Quill, mayor of Ellis."
SHAPES = ["plain", "passage", "huge", "surname", "quotation", "copies"]

COMMANDS = {
    "search": ["search", "the"],
    "search -n 0": ["search", "-n", "0", "--json", "the"],
    "search --copies only": ["search", "-n", "0", "--copies", "only", "the"],
    "search --copies show": ["search", "-n", "0", "--copies", "show", "the"],
    "search -l": ["search", "-l", "the"],
    "search -c": ["search", "-c", "the"],
    "quotes": ["quotes", "the"],
    "quotes -n 0": ["quotes", "-n", "0", "--json"],
    "timeline": ["timeline", "the"],
    "top speaker": ["top", "speaker"],
    "top speaker -n 0": ["top", "speaker", "-n", "0"],
    "top source": ["top", "source"],
    "top author": ["top", "author"],
    "top section": ["top", "section"],
    "similar": ["similar", "wire-1"],
    "show": ["show", "wire-1"],
    "export": ["export"],
    "status": ["status"],
}


def articles(shape, count):
    """Yields the articles of a shape."""
    wire = Newswire(people=max(300, count))
    wire.random.seed(23)
    if shape == "surname":
        wire.people = [f"{person.split()[0]}{wire.word()} Quill" for person in wire.people]
        wire.people_weights = list(itertools.accumulate(1 for _ in wire.people))
    first = wire.article(0)
    for number in range(count):
        article = wire.article(number)
        if shape == "passage":
            article["text"] = PASSAGE + "\n\n" + article["text"]
        elif shape == "huge" and number == 0:
            article["text"] = "\n\n".join(wire.article(other)["text"] for other in range(count // 10))
        elif shape == "quotation" and number % 4 == 0:
            article["text"] += "\n\n" + QUOTATION
        elif shape == "copies" and number % 4 == 0:
            article["text"] = f"{first['text']} {wire.word()}"
        yield article


def least(command):
    """Returns the run with the least processor time of three."""
    return min((run(command, accept=(0, 1)) for _ in range(3)), key=lambda cost: cost.cpu)


def measure(morgue, shape, sizes, commands):
    """Prints the rows of a shape, command by command."""
    rows = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            data, index = pathlib.Path(folder) / "wire.jsonl", pathlib.Path(folder) / "index"
            with data.open("w", encoding="utf-8") as out:
                out.writelines(json.dumps(article, ensure_ascii=False) + "\n" for article in articles(shape, size))
            rows.setdefault("index", []).append(run([morgue, "index", "-q", str(data), "--index", str(index)]))
            for name in commands:
                rows[name].append(least([morgue, *COMMANDS[name], "--index", str(index)]))
            shutil.rmtree(index)
    for name, costs in rows.items():
        print(f"\n{shape}: {name}")
        before = None
        for size, cost in zip(sizes, costs):
            factor = f"× {cost.cpu / before:.2f}" if before else ""
            print(f"{size:>9} articles {cost.cpu * 1000:>9.0f} ms {cost.cpu * 1e6 / size:>8.0f} ms/1000 {cost.memory:>6.0f} MB  {factor}")
            before = cost.cpu
        sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("morgue", help="the program")
    parser.add_argument("--shape", action="append", choices=SHAPES, help="only this shape; repeatable (default: all)")
    parser.add_argument("--sizes", default="1000,2000,4000,8000", help="numbers of articles, each twice the one before")
    parser.add_argument("--commands", default=",".join(COMMANDS), help="names of commands, as in the table")
    arguments = parser.parse_args()
    sizes = [int(size) for size in arguments.sizes.split(",")]
    commands = arguments.commands.split(",")
    if unknown := [name for name in commands if name not in COMMANDS]:
        parser.error(f"unknown commands: {', '.join(unknown)}; the commands are {', '.join(COMMANDS)}")
    for shape in arguments.shape or SHAPES:
        measure(str(pathlib.Path(arguments.morgue).resolve()), shape, sizes, commands)


if __name__ == "__main__":
    main()
