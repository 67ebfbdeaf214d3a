"""A real DNS server on loopback, UDP and TCP, whose answers a test decides and whose questions it can read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

# Addresses, or one of: nxdomain, servfail, silent (no answer at all), only-tcp (UDP answers are cut off).
Said = list[str] | str


@dataclass
class DnsServer:
    """`zone` maps a name to its records; a callable is asked each time, so an answer can change."""

    zone: dict[str, Said | Callable[[], Said]]
    ttl: int = 0
    port: int = 0
    asked: list[tuple[str, str, str]] = field(default_factory=list)  # name, record, transport

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def reply(self, wire: bytes, transport: str) -> bytes | None:
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True)
        record = dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, record, transport))
        said = self.zone.get(name, "nxdomain")
        if callable(said):
            said = said()
        answer = dns.message.make_response(query)
        if said == "silent":
            return None
        if said == "only-tcp" or (isinstance(said, list) and "only-tcp" in said):
            if transport == "udp":
                answer.flags |= dns.flags.TC
                return answer.to_wire()
            said = [each for each in said if each != "only-tcp"] if isinstance(said, list) else []
        if said == "nxdomain":
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif said == "servfail":
            answer.set_rcode(dns.rcode.SERVFAIL)
        else:
            fitting = [each for each in said if (":" in each) == (record == "AAAA")]
            if fitting:
                answer.answer.append(dns.rrset.from_text(question.name, self.ttl, "IN", record, *fitting))
        return answer.to_wire()


class _Udp(asyncio.DatagramProtocol):
    def __init__(self, server: DnsServer) -> None:
        self.server = server

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        reply = self.server.reply(data, "udp")
        if reply is not None:
            self.transport.sendto(reply, addr)


@asynccontextmanager
async def serve_dns(zone: dict[str, Said | Callable[[], Said]], ttl: int = 0) -> AsyncIterator[DnsServer]:
    server = DnsServer(zone, ttl)

    async def over_tcp(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            size = int.from_bytes(await reader.readexactly(2), "big")
            reply = server.reply(await reader.readexactly(size), "tcp")
            if reply is not None:
                writer.write(len(reply).to_bytes(2, "big") + reply)
                await writer.drain()
            await reader.read()  # until the other side closes: a silent server does not hang up
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    tcp = await asyncio.start_server(over_tcp, "127.0.0.1", 0)
    server.port = tcp.sockets[0].getsockname()[1]
    udp, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Udp(server), local_addr=("127.0.0.1", server.port)
    )
    try:
        yield server
    finally:
        udp.close()
        tcp.close()
        await tcp.wait_closed()
