"""One command as a child process, with its wall time, CPU time and peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

XUNJIAN = str(Path(sys.executable).parent / "xunjian")


@dataclass(frozen=True, slots=True)
class Measured:
    code: int
    wall: float  # seconds
    cpu: float  # seconds, user and system, of the child and what it waited for
    peak_mb: float  # of the child itself, without the browser


def measured(command: Sequence[str], stdout: IO[str] | None = None) -> Measured:
    started = time.monotonic()
    child = subprocess.Popen(command, stdout=stdout)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - started
    return Measured(child.returncode, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
