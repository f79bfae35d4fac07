#!/usr/bin/env python3
"""Measures many small updates: what each costs, and what the archive is like after them beside a fresh one.

usage: benches/updates.py MORGUE [--articles 20000] [--updates 1000] [--files]

The archive is a synthetic newswire (compare/newswire.py) in one file, or with --files in a file for each article, and a folder
of one article. Each update finds that article changed. Prints the median cost of an update, then size on disk, number of
segments and processor time of searches, after the updates and for a new index of the same articles.
"""
import argparse
import json
import pathlib
import shutil
import statistics
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent / "compare"))
from newswire import Newswire  # noqa: E402
from process import Cost, run, size  # noqa: E402

SEARCHES = ["the", "report the", '"of the"', "re*", "ferry"]
RUNS = 11


def write_articles(folder, count, files):
    """Writes the newswire into `folder`."""
    wire = Newswire()
    lines = (json.dumps(wire.article(number)) for number in range(count))
    if files:
        for number, line in enumerate(lines):
            (folder / f"{number // 1000:04}").mkdir(exist_ok=True)
            (folder / f"{number // 1000:04}" / f"{number}.json").write_text(line + "\n")
    else:
        (folder / "wire.jsonl").write_text("".join(line + "\n" for line in lines))


def described(morgue, index):
    """Returns size in MB, number of segments and processor time of each search in milliseconds."""
    segments = len(list(pathlib.Path(index).glob("gen-*/engine/*.store")))
    costs = [
        Cost.median([run([morgue, "search", words, "--index", str(index)], accept=(0, 1)) for _ in range(RUNS)])
        for words in SEARCHES
    ]
    return size(index), segments, [cost.cpu * 1000 for cost in costs]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("morgue")
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--updates", type=int, default=1_000)
    parser.add_argument("--files", action="store_true")
    arguments = parser.parse_args()
    work = pathlib.Path(tempfile.mkdtemp(prefix="morgue-updates-"))
    try:
        folder = work / "articles"
        folder.mkdir()
        write_articles(folder, arguments.articles, arguments.files)
        index = [arguments.morgue, "index", str(folder), "--index", str(work / "updated")]
        run(index)
        costs = []
        for number in range(arguments.updates):
            (folder / "changing.txt").write_text(f"The ferry was late for the {number}th time\n\nSaid Ada Quill, a pilot.\n")
            costs.append(run(index))
        cost = Cost.median(costs)
        longest = max(cost.wall for cost in costs)
        print(f"update: {cost.wall * 1000:.0f} ms wall (longest {longest * 1000:.0f}), {cost.cpu * 1000:.0f} ms processor, {cost.memory:.0f} MB")
        run([arguments.morgue, "index", str(folder), "--index", str(work / "fresh")])
        updated, fresh = described(arguments.morgue, work / "updated"), described(arguments.morgue, work / "fresh")
        print(f"{'':22}updated   fresh   ratio")
        rows = [("size, MB", updated[0], fresh[0]), ("segments", updated[1], fresh[1])]
        rows += [(f"search {words}, ms", *both) for words, *both in zip(SEARCHES, updated[2], fresh[2])]
        rows.append(("searches, median", statistics.median(updated[2]), statistics.median(fresh[2])))
        for name, one, other in rows:
            print(f"{name:22}{one:7.1f} {other:7.1f} {one / other:7.2f}")
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
