"""A few children that read files for the crawl: reused, watched, and replaced when one overruns or dies."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from checks.observation import FileKind, FileState
from crawler.attachments.file_report import LONGEST_NAME, MOST_NAMES, MOST_TEXT, FileReport

log = logging.getLogger(__name__)

# Two: one slow file must not hold up the others, and reading keeps up with any polite crawl.
CHILDREN = 2
# Wall time for one file; the child's own limit of computing is shorter, this is for what waits.
SECONDS = 20.0
_START_SECONDS = 30.0
_FILES_OF_A_CHILD = 300  # then a fresh one, whatever leaked
_LONGEST_ANSWER = 1_000_000
_REAP_SECONDS = 2.0
PATH_OF_CHILDREN = str(Path(__file__).resolve().parents[2])

# How a child died, where we did not end it: the kernel for its limit of computing, libraries that were refused memory
# (Rust and pdfium abort), and the machine when it ran out of memory.
_BY_SIGNAL = {
    signal.SIGXCPU: FileState.TOO_SLOW,
    signal.SIGABRT: FileState.TOO_MUCH_MEMORY,
    signal.SIGTRAP: FileState.TOO_MUCH_MEMORY,
    signal.SIGKILL: FileState.TOO_MUCH_MEMORY,
}


class ReadingPool:
    """Use as `async with`; children start when the first file comes."""

    def __init__(self, children: int = CHILDREN, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._places: asyncio.LifoQueue[_Child] = asyncio.LifoQueue()
        for _ in range(children):
            self._places.put_nowait(_Child())

    async def read(self, body: bytes, ending: str) -> FileReport:
        """Never raises for what a file does: the report says how it ended."""
        if not body:
            return FileReport(kind=FileKind.UNKNOWN, state=FileState.EMPTY)
        child = await self._places.get()
        try:
            return await child.read(body, ending, self._seconds)
        finally:
            self._places.put_nowait(child)

    async def __aenter__(self) -> ReadingPool:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while not self._places.empty():
            await self._places.get_nowait().end()


@dataclass(frozen=True, slots=True)
class _Process:
    program: asyncio.subprocess.Process
    requests: asyncio.StreamWriter
    answers: asyncio.StreamReader


class _Child:
    """One place of the pool; the process behind it may change."""

    def __init__(self) -> None:
        self._process: _Process | None = None
        self._read = 0

    async def read(self, body: bytes, ending: str, seconds: float) -> FileReport:
        try:
            process = await self._running()
        except (OSError, TimeoutError) as error:
            log.error("no child to read files with: %s", error)
            await self.end()
            return _unread(FileState.NO_READER, "no-child")
        self._read += 1
        try:
            async with asyncio.timeout(seconds):
                answer = await _ask(process, body, ending)
        except TimeoutError:
            await self.end()
            return _unread(FileState.TOO_SLOW)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError, KeyError):
            code = await self.end()
            return _died(code)
        except asyncio.CancelledError:
            await self.end()
            raise
        if self._read >= _FILES_OF_A_CHILD:
            await self.end()
        return answer

    async def end(self) -> int | None:
        """Kill what still runs; gives the exit code, negative for a signal that was not ours."""
        process, self._process, self._read = self._process, None, 0
        if process is None:
            return None
        try:
            # One that died by itself is reaped first, so that its own signal is known.
            async with asyncio.timeout(_REAP_SECONDS if process.answers.at_eof() else 0):
                return await process.program.wait()
        except TimeoutError:
            pass
        with suppress(ProcessLookupError):
            process.program.kill()
        await process.program.wait()
        return None

    async def _running(self) -> _Process:
        if self._process is not None and self._process.program.returncode is None:
            return self._process
        program = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "crawler.attachments.reading_child",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=_LONGEST_ANSWER,
            start_new_session=True,
            env={
                "PATH": os.environ.get("PATH", os.defpath),
                "LC_ALL": "C.UTF-8",
                # Nothing of the environment of the crawl, least of all what a proxy or a database is reached with.
                "PYTHONPATH": PATH_OF_CHILDREN,
                "OPENBLAS_NUM_THREADS": "1",
            },
        )
        if program.stdin is None or program.stdout is None:
            raise OSError("the child that reads files has no pipes")
        self._process = _Process(program, program.stdin, program.stdout)
        async with asyncio.timeout(_START_SECONDS):
            if await program.stdout.readline() != b"ready\n":
                raise OSError("the child that reads files did not start")
        return self._process


async def _ask(process: _Process, body: bytes, ending: str) -> FileReport:
    process.requests.write(json.dumps({"ending": ending, "size": len(body)}).encode() + b"\n")
    process.requests.write(body)
    await process.requests.drain()
    line = await process.answers.readuntil(b"\n")
    return _report(json.loads(line))


def _report(answer: dict[str, Any]) -> FileReport:
    """What a child says is bounded again here: it may no longer be the program that was started."""
    parts = answer["parts"]
    return FileReport(
        kind=FileKind(answer["kind"]),
        state=FileState(answer["state"]),
        detail=str(answer["detail"])[:60],
        text=str(answer["text"])[:MOST_TEXT],
        stated_title=str(answer["stated_title"])[:200],
        parts=int(parts) if parts is not None else None,
        names=tuple(str(name)[:LONGEST_NAME] for name in answer["names"][:MOST_NAMES]),
        unsafe_names=tuple(str(name)[:LONGEST_NAME] for name in answer["unsafe_names"][:MOST_NAMES]),
    )


def _died(code: int | None) -> FileReport:
    if code is not None and code < 0:
        name = signal.Signals(-code).name if -code in {one.value for one in signal.Signals} else str(code)
        return _unread(_BY_SIGNAL.get(signal.Signals(-code), FileState.READER_FAILED), name)
    return _unread(FileState.READER_FAILED, "child-ended")


def _unread(state: FileState, detail: str = "") -> FileReport:
    return FileReport(kind=FileKind.UNKNOWN, state=state, detail=detail)
