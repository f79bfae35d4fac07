#!/usr/bin/env python3
"""Time of commands on a cluster, beside the search of each that costs the server most, sent by itself.

    cluster_search.py MORGUE INDEX [--queries tests/answers/queries.txt] [--repeat 5] [--requests] [COMMAND ...]

MORGUE is the program, INDEX an archive on a cluster: http://127.0.0.1:19200/news. A line of the file of queries holds the arguments
of one command; with COMMAND (`search`, `quotes` ...), only lines that begin with one of them are run. Each command runs once through
a proxy that notes its requests, and then directly, REPEAT times; the search among its requests that took the server longest is sent as
often by a bare client that keeps its connection, in turn with the command. Prints for each command, from the medians: milliseconds of the whole program, the
milliseconds that the server says its searches took, requests, kilobytes sent and received, milliseconds of the bare search, and what the program
may take (1.5 times the bare search and 10 ms). `!` marks what took longer. With --requests, each request is listed. The command itself starts in
about as many milliseconds as `morgue --version`, which is printed first.
"""

import argparse
import http.client
import http.server
import json
import os
import shlex
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse


class Note:
    """A request that passed through the proxy."""

    def __init__(self, method, path, sent, answer, wall):
        self.method, self.path, self.sent, self.received, self.wall = method, path, sent, len(answer), wall
        try:
            body = json.loads(answer)
        except ValueError:
            body = {}
        each = body.get("responses", [body])
        self.searches = len(each)
        self.took = sum(one.get("took", 0) for one in each)

    def is_search(self):
        return "_search" in self.path or "_msearch" in self.path


class Proxy(http.server.ThreadingHTTPServer):
    """Passes requests to a node and notes them."""

    daemon_threads = True

    def __init__(self, host, port):
        self.node, self.notes = (host, port), []
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    to = None

    def pass_on(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.to is None:
            self.to = http.client.HTTPConnection(*self.server.node)
        kind = {"content-type": self.headers["content-type"]} if body else {}
        began = time.perf_counter()
        self.to.request(self.command, self.path, body, kind)
        answer = self.to.getresponse()
        data = answer.read()
        wall = time.perf_counter() - began
        self.server.notes.append(Note(self.command, self.path, body, data, wall))
        self.send_response(answer.status)
        self.send_header("content-type", answer.getheader("content-type") or "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_POST = do_HEAD = do_PUT = do_DELETE = pass_on

    def log_message(self, *arguments):
        pass


def commands(path, wanted):
    with open(path, encoding="utf-8") as file:
        for line in file:
            words = shlex.split(line, comments=False) if line.strip() and not line.startswith("#") else []
            if words and (not wanted or words[0] in wanted):
                yield words


def run(command):
    """Returns the seconds that a command takes, and its exit code."""
    began = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=False)
    return time.perf_counter() - began, done.returncode


def bare(connection, note):
    """Returns the seconds that a request takes."""
    kind = "application/x-ndjson" if "_msearch" in note.path else "application/json"
    began = time.perf_counter()
    connection.request(note.method, note.path, note.sent, {"content-type": kind} if note.sent else {})
    connection.getresponse().read()
    return time.perf_counter() - began


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("morgue")
    arguments.add_argument("index")
    arguments.add_argument("commands", nargs="*")
    arguments.add_argument("--queries", default=os.path.join(os.path.dirname(__file__), "../../tests/answers/queries.txt"))
    arguments.add_argument("--repeat", type=int, default=5)
    arguments.add_argument("--every", type=int, default=1, help="run only each Nth command")
    arguments.add_argument("--requests", action="store_true")
    given = arguments.parse_args()
    place = urllib.parse.urlsplit(given.index)
    proxy = Proxy(place.hostname, place.port)
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    through = f"http://127.0.0.1:{proxy.server_address[1]}{place.path}"
    direct = http.client.HTTPConnection(place.hostname, place.port)
    start = statistics.median(run([given.morgue, "--version"])[0] for _ in range(9))
    print(f"start of the program: {1e3 * start:.1f} ms\n")
    print("whole ms |  took | requests |  kB out |   kB in | bare ms |  may ms |   | command")
    all_whole, all_may, late, count = [], [], 0, 0
    for words in list(commands(given.queries, given.commands))[::given.every]:
        proxy.notes.clear()
        run([given.morgue, "--index", given.index, *words])
        if run([given.morgue, "--index", through, *words])[1] == 2:
            continue
        notes = list(proxy.notes)
        searches = [note for note in notes if note.is_search()]
        if not searches:
            continue
        single = [note for note in searches if "/_search" in note.path] or searches
        main_search = max(single, key=lambda note: (note.wall, note.received))
        wholes, bares = [], []
        for _ in range(given.repeat):
            wholes.append(run([given.morgue, "--index", given.index, *words])[0])
            bares.append(bare(direct, main_search))
        whole, alone = statistics.median(wholes), statistics.median(bares)
        may = 1.5 * alone + 0.010
        late, count = late + (whole > may), count + 1
        all_whole.append(whole)
        all_may.append(may)
        print(f"{1e3 * whole:8.1f} | {sum(note.took for note in searches):5d} | {len(notes):8d} |"
              f" {sum(len(note.sent) for note in notes) / 1e3:7.1f} | {sum(note.received for note in notes) / 1e3:7.1f} |"
              f" {1e3 * alone:7.1f} | {1e3 * may:7.1f} | {'!' if whole > may else ' '} | {shlex.join(words)}", flush=True)
        if given.requests:
            for note in notes:
                mark = "*" if note is main_search else " "
                print(f"    {mark} {1e3 * note.wall:6.1f} ms, took {note.took:4d}, {note.searches} searches, {len(note.sent):7d} out,"
                      f" {note.received:8d} in  {note.method} {note.path}  {note.sent[:160].decode(errors='replace')!r}")
    if count:
        print(f"\n{count} commands, median {1e3 * statistics.median(all_whole):.1f} ms;"
              f" {late} take longer than 1.5 times the bare search and 10 ms;"
              f" all together {sum(all_whole):.2f} s of {sum(all_may):.2f} s")


if __name__ == "__main__":
    sys.exit(main())
