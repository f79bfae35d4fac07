"""Runs a program and says what it cost."""
import os
import statistics
import subprocess
import time


class Cost:
    """Wall time and processor time in seconds, peak memory in MB."""

    def __init__(self, wall, cpu, memory):
        self.wall, self.cpu, self.memory = wall, cpu, memory

    @staticmethod
    def median(costs):
        return Cost(*(statistics.median(getattr(cost, name) for cost in costs) for name in ("wall", "cpu", "memory")))


def run(command, stdin=None, accept=(0,)):
    """Runs `command` to its end with its output thrown away, and returns its cost. Fails unless its exit code is accepted."""
    null = os.open(os.devnull, os.O_RDWR)
    source = os.open(stdin, os.O_RDONLY) if stdin else null
    actions = [(os.POSIX_SPAWN_DUP2, source, 0), (os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
    start = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - start
    os.close(null)
    if stdin:
        os.close(source)
    code = os.waitstatus_to_exitcode(status)
    if code not in accept:
        shown = subprocess.run(command, capture_output=True, text=True, check=False)
        raise SystemExit(f"exit code {code}: {' '.join(command)}\n{shown.stderr[-2000:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def size(path):
    """Returns the size of a file or folder in MB."""
    if os.path.isfile(path):
        return os.path.getsize(path) / 1e6
    return sum(os.path.getsize(os.path.join(folder, name)) for folder, _, names in os.walk(path) for name in names) / 1e6
