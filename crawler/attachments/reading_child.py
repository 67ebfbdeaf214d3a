"""The process that opens files of strangers: bounded in memory, time and output, without a network, dead with its
parent. Started by `crawler.attachments.reading_pool`; reads requests from stdin until it is closed.

A request is a JSON line {"ending": …, "size": …} and that many bytes; the answer is one JSON line.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
from dataclasses import asdict

from crawler.attachments.reading import read_file

# What a child may take. It has 80 MB with all libraries loaded; the largest file that is fetched (20 MB) lies in it
# twice, and the markup of its largest part (40 MB) at most ten times.
MOST_MEMORY = 700_000_000
# Seconds of computing for one file; the slowest real one seen took one. The pool's own clock runs beside it.
MOST_CPU_SECONDS = 10
_MOST_WRITTEN = 64_000_000  # archives that are handed to a program in memory
_MOST_FILES = 64

_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


def main() -> None:
    confine(parent=os.getppid())
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sink.write(b"ready\n")
    sink.flush()
    while line := source.readline():
        request = json.loads(line)
        body = source.read(request["size"])
        _grant_seconds()
        report = read_file(body, request["ending"])
        del body
        sink.write(json.dumps(asdict(report)).encode() + b"\n")
        sink.flush()


def confine(parent: int) -> None:
    """Limits that only get tighter. What a platform does not offer is left out: the pool's clock and the plan's limit
    of size hold everywhere."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the crawl's affair; it closes our stdin
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST_WRITTEN, _MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_MOST_FILES, _MOST_FILES))
    if not sys.platform.startswith("linux"):
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before we could say that we go with it
        sys.exit(1)
    # A network namespace of its own holds no network at all. Refused by some kernels; readers ask for none anyway.
    libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _grant_seconds() -> None:
    """The clock of RLIMIT_CPU runs over the whole life of a process, so each file gets its share on top."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + MOST_CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
