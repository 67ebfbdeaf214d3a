"""Which process this is, so that another one can tell later whether it still lives.

A process number alone is not enough: numbers are used again, and every container counts its own. The boot of the
kernel and the namespace of process numbers say where a number means something, the start time says whose it is.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_START_FIELD, _STATE_FIELD = 19, 0  # of /proc/PID/stat behind the name in brackets, proc(5) fields 22 and 3
_GONE = ("Z", "X", "x")


@dataclass(frozen=True, slots=True)
class ProcessIdentity:
    """`place`: where `pid` means something; "" where the system does not tell. `started`: in clock ticks since boot."""

    host: str
    place: str
    pid: int
    started: str


def this_process() -> ProcessIdentity:
    pid = os.getpid()
    return ProcessIdentity(socket.gethostname(), _place(), pid, _started(pid) or "")


def is_alive(other: ProcessIdentity) -> bool | None:
    """None where this process cannot tell: another machine, another container, a system that hides it."""
    if not other.place or other.place != _place():
        return None
    started = _started(other.pid)
    if started is not None:
        return started == other.started
    try:
        os.kill(other.pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # of another user, and hidden
        return None
    return None if _is_hidden(other.pid) else False  # a zombie answers the signal


def _place() -> str:
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {os.readlink(_PROC / 'self/ns/pid')}"
    except OSError:
        return ""


def _started(pid: int) -> str | None:
    """None for a process that is gone, is a zombie or cannot be seen."""
    try:
        stat = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    if len(fields) <= _START_FIELD or fields[_STATE_FIELD] in _GONE:
        return None
    return fields[_START_FIELD]


def _is_hidden(pid: int) -> bool:
    return not (_PROC / str(pid)).exists()
