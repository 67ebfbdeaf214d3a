"""Names in a 7z archive, by the program bsdtar (Debian: libarchive-tools) where it is installed.

Runs inside the child that reads files, and so under its limits. The archive is handed over in memory.
"""

from __future__ import annotations

import os
import shutil
import subprocess

from checks.observation import FileState
from crawler.attachments.file_report import Unopened

PROGRAM = "bsdtar"
SECONDS = 8.0
MOST_OUTPUT = 2_000_000


def listed_by_program(body: bytes) -> list[str]:
    program = shutil.which(PROGRAM)
    if program is None or not hasattr(os, "memfd_create"):
        raise Unopened(FileState.NO_READER, PROGRAM)
    memory = os.memfd_create("archive")
    try:
        with os.fdopen(memory, "wb", closefd=False) as file:
            file.write(body)
        done = subprocess.run(
            [program, "-tf", f"/proc/self/fd/{memory}"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            pass_fds=(memory,),
            timeout=SECONDS,
            check=False,
            env={"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", "")},
        )
    except subprocess.TimeoutExpired as error:
        raise Unopened(FileState.TOO_SLOW, PROGRAM) from error
    finally:
        os.close(memory)
    names = done.stdout[:MOST_OUTPUT].decode("utf-8", "replace").splitlines()
    if done.returncode == 0:
        return names
    said = done.stderr.decode("utf-8", "replace").lower()
    if "encrypt" in said or "passphrase" in said:
        raise Unopened(FileState.ENCRYPTED, "7z")
    if "unsupported" in said or "not supported" in said:
        raise Unopened(FileState.NO_READER, PROGRAM)
    raise Unopened(FileState.DAMAGED, "7z")
