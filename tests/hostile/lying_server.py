"""A server on loopback that lies in every way it can, its DNS, and canaries: listeners that nobody may ever reach.

Every case has a host name of its own, so that one lie cannot hide behind the trouble of another. All of it runs on one
event loop in a thread of its own; the crawl that is attacked is another process.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Iterable
from contextlib import AsyncExitStack, suppress

from tests.crawler.dns_server import DnsServer, Said, serve_dns
from tests.hostile import body_lies
from tests.hostile.wire import Case, Place, Wire

HOME = "www.lanxi.gov.example"
INSIDE = "inside.lanxi.gov.example"  # a public name of a private address
TURNING = "turning.lanxi.gov.example"  # changes to a private address between two questions
CANARY_ADDRESSES = ("127.0.0.1", "127.0.0.2", "127.0.0.3", "::1")
_GOOD = (
    "<html><head><title>县政府常务会议召开</title></head>"
    "<body><h1>县政府常务会议召开</h1><p>会议研究了有关事项。</p></body></html>"
)


class LyingServer:
    """`with LyingServer(cases) as server`.

    `also_at_home`: the lies stand on the host of the home page, too.
    """

    def __init__(self, cases: Iterable[Case], *, also_at_home: bool = False) -> None:
        self.cases = {each.host: each for each in cases}
        self._by_name = {each.name: each for each in self.cases.values()}
        self._also_at_home = also_at_home
        self.port = self.canary = self.plain_tls_port = self.stalled_tls_port = 0
        self.asked: list[tuple[str, str]] = []  # host, path
        self.reached: Counter[str] = Counter()  # canaries that were connected to, by address and port
        self._ready = threading.Event()
        self._turns = 0

    @property
    def resolver(self) -> str:
        return self._dns.address

    def url(self, host: str, path: str = "/") -> str:
        return f"http://{host}:{self.port}{path}"

    def __enter__(self) -> LyingServer:
        body_lies.pack()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        if not self._ready.wait(30):
            raise RuntimeError("the lying server did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(20)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._over = asyncio.Event()
        self._open: set[asyncio.Task[None]] = set()
        async with AsyncExitStack() as stack:
            zone: dict[str, Said | object] = {host: ["127.0.0.1"] for host in (*self.cases, HOME)}
            zone |= {INSIDE: ["127.0.0.2"], "localhost": ["127.0.0.2"], TURNING: self._turning}
            self._dns: DnsServer = await stack.enter_async_context(serve_dns(zone))  # type: ignore[arg-type]
            server = await asyncio.start_server(self._http, "127.0.0.1", 0, limit=2**20)
            self.port = server.sockets[0].getsockname()[1]
            servers = [server]
            self.canary = _free_on_all(CANARY_ADDRESSES)
            for address in CANARY_ADDRESSES:
                with suppress(OSError):  # a machine without IPv6
                    servers.append(await asyncio.start_server(self._reached(address), address, self.canary))
            # Behind a name that turns: the same port, another address.
            servers.append(await asyncio.start_server(self._reached("turned"), "127.0.0.2", self.port))
            udp, _ = await self._loop.create_datagram_endpoint(
                lambda: _UdpCanary(self.reached), local_addr=("127.0.0.2", self.canary)
            )
            stack.callback(udp.close)
            for attribute, serve in (("plain_tls_port", self._plain), ("stalled_tls_port", self._stalled)):
                listening = await asyncio.start_server(serve, "127.0.0.1", 0)
                setattr(self, attribute, listening.sockets[0].getsockname()[1])
                servers.append(listening)
            self._ready.set()
            await self._over.wait()
            for each in servers:
                each.close()
            for task in tuple(self._open):
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)

    def _turning(self) -> list[str]:
        """The public-looking address first, then the private one, and so on."""
        self._turns += 1
        return ["127.0.0.1" if self._turns % 2 else "127.0.0.2"]

    def _reached(self, address: str):
        async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.reached[address] += 1
            writer.close()

        return count

    async def _http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            wire = Wire(reader, writer, head, self.port, self.canary)
            if not wire.method.isalpha():
                return
            self.asked.append((wire.host, wire.path))
            await self._answer(wire)
        except (OSError, EOFError, asyncio.LimitOverrunError, IndexError, asyncio.CancelledError):
            pass  # who is lied to hangs up
        finally:
            self._open.discard(task)
            if not writer.is_closing():
                with suppress(OSError):
                    writer.close()

    async def _answer(self, wire: Wire) -> None:
        case = self.cases.get(wire.host)
        path = wire.path.partition("?")[0]
        if wire.host == HOME and path.startswith("/of/"):
            case = self._by_name.get(path.split("/")[2])
            path = "/" + path.split("/", 3)[3]
        if case is not None and (path == case.path or _is_below(case, path)):
            await case.lie(wire)
        elif path == "/good.html" or path.startswith("/good/"):
            await wire.page(_GOOD)
        elif path == "/":
            await wire.page(self.home_page(case))
        elif case is not None and path == "/with-file.html":
            await wire.page(f'{_GOOD}<div class="article"><a href="{case.path}">附件：名单.pdf</a></div>')
        else:
            await wire.page("<html><body>404</body></html>", status=b"404 Not Found")

    def _is_at_home(self, case: Case) -> bool:
        """Also on the home host, where its links are followed. Silence there would hide the other cases."""
        return self._also_at_home and case.place is Place.PAGE and not case.ends & {"timeout", "reset"}

    def home_page(self, case: Case | None) -> str:
        ways = ["/good.html", *(f"/good/{n}.html" for n in range(5))]
        if case is not None and case.place is Place.PAGE:
            ways.insert(0, case.path)
        if case is not None and case.place is Place.FILE:
            ways.insert(0, "/with-file.html")
        if case is None:
            ways += [
                self.url(each.host, each.path if each.place is Place.PAGE else "/") for each in self.cases.values()
            ]
            ways += [f"/of/{each.name}{each.path}" for each in self.cases.values() if self._is_at_home(each)]
        links = "".join(f'<li><a href="{way}">关于某事项的通知</a></li>' for way in ways)
        return f"<html><head><title>澜溪县人民政府</title></head><body><ul>{links}</ul></body></html>"

    async def _plain(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """HTTP where TLS was announced."""
        with suppress(OSError, EOFError):
            await reader.read(1)
            writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
        writer.close()

    async def _stalled(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Takes the first message of the handshake and never answers."""
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        with suppress(OSError, asyncio.CancelledError):
            await reader.read()
        self._open.discard(task)
        writer.close()


class _UdpCanary(asyncio.DatagramProtocol):
    def __init__(self, reached: Counter[str]) -> None:
        self._counts = reached

    def datagram_received(self, data: bytes, addr: object) -> None:
        self._counts["udp"] += 1


def _is_below(case: Case, path: str) -> bool:
    """A maze and a map of maps go on under further addresses."""
    is_browser = case.name.startswith("browser-") and path != "/robots.txt" and not path.startswith("/good")
    is_maze = case.name == "way-without-end" and path.endswith("/case.html")
    return is_browser or is_maze or (case.place is Place.MAP and path.startswith("/sitemap"))


def _free_on_all(addresses: Iterable[str]) -> int:
    """A port that nobody uses on any of them."""
    for _ in range(50):
        taken: list[socket.socket] = []
        try:
            first = socket.create_server(("127.0.0.1", 0))
            taken.append(first)
            port: int = first.getsockname()[1]
            for address in addresses:
                if address not in ("127.0.0.1", "::1"):
                    taken.append(socket.create_server((address, port)))
            return port
        except OSError:
            continue
        finally:
            for each in taken:
                each.close()
    raise RuntimeError("no port is free on every address of loopback")
