#!/usr/bin/env python3
"""Indexing rate of an archive on a cluster, beside a bare loop of `_bulk` requests with the same documents.

    bulk.py MORGUE ARTICLES NODE [--lanes 3] [--megabytes 8] [--server PID]

MORGUE is the program, ARTICLES a file or folder, NODE the address of a node: http://127.0.0.1:19200. Indexes ARTICLES into a
new archive, reads its documents back, sends them to an index with the same settings and mapping, and prints both rates and the
bytes per article; with the process of the server, also the processor time of both sides. Everything that it creates begins with `bulk-compare`, and is deleted.
"""

import argparse
import concurrent.futures
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request


def ask(node, method, path, body=None, kind="application/json"):
    data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
    request = urllib.request.Request(node + path, data=data, method=method, headers={"content-type": kind})
    with urllib.request.urlopen(request, timeout=600) as answer:
        return json.load(answer)


def of_server(pid):
    """Returns the processor time of the server so far, in seconds; 0 if its process is not given."""
    if not pid:
        return 0.0
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def of_client():
    """Returns the processor time of the programs that have ended, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def delete_all(node):
    for index in ask(node, "GET", "/_alias"):
        if index.startswith("bulk-compare"):
            ask(node, "DELETE", "/" + index)


def documents(node, index):
    """Yields (id, source) of all documents."""
    after = None
    while True:
        body = {"size": 500, "sort": [{"id": "asc"}]}
        if after:
            body["search_after"] = after
        hits = ask(node, "POST", f"/{index}/_search", body)["hits"]["hits"]
        if not hits:
            return
        for hit in hits:
            yield hit["_id"], hit["_source"]
        after = hits[-1]["sort"]


def requests(node, index, target, size):
    """Yields the bodies of `_bulk` requests of about `size` bytes."""
    lines, length = [], 0
    for name, source in documents(node, index):
        action = json.dumps({"index": {"_index": target, "_id": name}})
        pair = f"{action}\n{json.dumps(source, ensure_ascii=False)}\n".encode()
        lines.append(pair)
        length += len(pair)
        if length >= size:
            yield b"".join(lines)
            lines, length = [], 0
    if lines:
        yield b"".join(lines)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("morgue")
    arguments.add_argument("articles")
    arguments.add_argument("node")
    arguments.add_argument("--lanes", type=int, default=3)
    arguments.add_argument("--megabytes", type=int, default=8)
    arguments.add_argument("--server", type=int, help="process of the server")
    arguments.add_argument("--only-bulk", action="store_true", help="send the documents of the archive that is there")
    given = arguments.parse_args()
    name = "bulk-compare"
    if not given.only_bulk:
        delete_all(given.node)
        began, client, server = time.monotonic(), of_client(), of_server(given.server)
        run = [given.morgue, "--index", f"{given.node}/{name}", "index", "--json", "--shards", "1", given.articles]
        printed = subprocess.run(run, capture_output=True, text=True, check=False)
        if printed.returncode > 1:
            sys.exit(printed.stderr)
        morgue = time.monotonic() - began
        count = json.loads(printed.stdout)["articles"]
        print(f"morgue index: {count} articles in {morgue:.1f} s, {count / morgue:.0f}/s; processor: "
              f"client {of_client() - client:.1f} s, server {of_server(given.server) - server:.1f} s")

    articles = f"{name}.articles-1-all"
    made = ask(given.node, "GET", f"/{articles}")[articles]
    index = {key: value for key, value in made["settings"]["index"].items()
             if key not in ("creation_date", "uuid", "version", "provided_name", "replication")}
    target = "bulk-compare-bare"
    with tempfile.TemporaryDirectory() as folder:
        files, count = [], ask(given.node, "POST", f"/{articles}/_count", {})["count"]
        for body in requests(given.node, articles, target, given.megabytes << 20):
            files.append(os.path.join(folder, str(len(files))))
            with open(files[-1], "wb") as file:
                file.write(body)
        ask(given.node, "PUT", "/" + target, {"settings": {"index": index}, "mappings": made["mappings"]})

        def send(file):
            with open(file, "rb") as body:
                answer = ask(given.node, "POST", "/_bulk?filter_path=errors", body.read(), "application/x-ndjson")
            assert answer["errors"] is False, answer

        began, server = time.monotonic(), of_server(given.server)
        with concurrent.futures.ThreadPoolExecutor(given.lanes) as lanes:
            list(lanes.map(send, files))
        ask(given.node, "POST", f"/{target}/_refresh")
        bare = time.monotonic() - began
        sent = sum(os.path.getsize(file) for file in files)
        server = of_server(given.server) - server
    print(f"bare _bulk:   {count} articles in {bare:.1f} s, {count / bare:.0f}/s, {sent / count:.0f} bytes sent per article; "
          f"processor: server {server:.1f} s")
    if not given.only_bulk:
        print(f"morgue index / bare _bulk: {bare / morgue:.2f}")
    sizes = ask(given.node, "GET", f"/{name}.*/_stats/store")["indices"]
    for one, of in sorted(sizes.items()):
        print(f"{one}: {of['primaries']['store']['size_in_bytes'] / count:.0f} bytes per article")
    delete_all(given.node)


main()
