"""The process that is attacked: the real command line with short limits, walled in behind a block on sockets.

`python -m tests.hostile.attacked REPORT xunjian-arguments…`; REPORT gets peak memory and what the block had to stop.
"""

from __future__ import annotations

import importlib
import ipaddress
import json
import pkgutil
import resource
import sys
from pathlib import Path
from typing import Any

# Everything that waits, a tenth to a twentieth of what it is in life: (module, name, value).
SHORT: tuple[tuple[str, float], ...] = (
    ("PAGE_SECONDS", 3.0),
    ("OPENING_SECONDS", 3.0),
    ("PROBE_SECONDS", 3.0),
    ("ROBOTS_SECONDS", 2.0),
    ("FILE_SECONDS", 3.0),
    ("CONNECT_SECONDS", 3.0),
    ("HANDSHAKE_SECONDS", 1.5),
    ("ANSWER_SECONDS", 1.5),
    ("LONGEST_PAUSE", 0.5),
    ("SILENT_SECONDS", 8.0),
)
# A maze is as wide as the plan lets it be.
FEW = {"pages": 300, "links": 600, "articles": 10, "articles_read_whole": 10, "list_pages": 3}
# Of the browser, in place of 45, 20, 15 and 10.
PATIENCE = {"load": 5.0, "settle": 2.0, "action": 4.0, "close": 4.0}
MOST_ADDRESS_SPACE = 6_000_000_000  # bytes; a bomb that goes off ends in MemoryError and not in the machine's swap

_stopped: list[str] = []


def main(arguments: list[str]) -> int:
    report, *command = arguments
    _wall_in()
    if "--no-browser" in command or command[0] == "links":
        resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESS_SPACE, MOST_ADDRESS_SPACE))
    import crawler

    for module in pkgutil.walk_packages(crawler.__path__, "crawler."):
        loaded = importlib.import_module(module.name)
        for name, value in SHORT:
            if hasattr(loaded, name):
                setattr(loaded, name, value)
    from crawler.plan import Limits
    from crawler.sessions.browser import BrowserLimits
    from xunjian.cli import main as xunjian

    names = list(BrowserLimits.__dataclass_fields__)
    defaults = dict(zip(names, BrowserLimits.__init__.__defaults__ or (), strict=True))
    BrowserLimits.__init__.__defaults__ = tuple({**defaults, **PATIENCE}.values())
    Limits.__init__.__kwdefaults__ = {**(Limits.__init__.__kwdefaults__ or {}), **FEW}

    sys.argv = ["xunjian", *command]
    code: Any = 0
    try:
        xunjian()
    except SystemExit as left:
        code = left.code
    finally:
        Path(report).write_text(json.dumps({"peak_mb": _peak_mb(), "stopped": _stopped}), encoding="utf-8")
    return int(code or 0)


def _wall_in() -> None:
    """Behind the guard: no socket of this process leaves the machine, whatever the guard lets pass."""

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            _refuse_outside(arguments[1] if len(arguments) > 1 else None)

    sys.addaudithook(watch)
    try:
        import uvloop
    except ImportError:
        return

    loop: Any = uvloop.Loop  # a name without a type: its methods are overloaded for every kind of socket

    class WalledLoop(loop):  # type: ignore[misc]  # its sockets are none of Python's, so no hook hears of them
        async def create_connection(self, factory: Any, host: Any = None, port: Any = None, **more: Any) -> Any:
            _refuse_outside((host, port) if host is not None else None)
            return await super().create_connection(factory, host, port, **more)

        async def create_datagram_endpoint(self, factory: Any, **more: Any) -> Any:
            _refuse_outside(more.get("remote_addr"))
            return await super().create_datagram_endpoint(factory, **more)

    uvloop.new_event_loop = WalledLoop


def _refuse_outside(place: object) -> None:
    if not isinstance(place, tuple) or not place or not isinstance(place[0], str):
        return
    try:
        address = ipaddress.ip_address(place[0].partition("%")[0])
    except ValueError:
        inside = place[0] == "localhost"
    else:
        inside = address.is_loopback
    if not inside:
        _stopped.append(str(place[0]))
        raise PermissionError(f"the tests' own block: {place[0]} is not on loopback")


def _peak_mb() -> float:
    """Of this program alone: what getrusage says begins with the peak of whoever started it."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
