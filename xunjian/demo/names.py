"""A DNS server for the demo's names: answers A and AAAA from a small zone, NXDOMAIN for everything else.

One port number for UDP and TCP, on 127.0.0.1. It knows no recursion: a name outside the zone does not exist.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import yaml

TTL = 60


class Zone:
    """Names with their addresses, as `zone.yaml` holds them: host → {a: [...], aaaa: [...]}."""

    def __init__(self, hosts: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self._hosts = {dns.name.from_text(host): records for host, records in hosts.items()}

    @classmethod
    def load(cls, path: Path) -> Zone:
        return cls(yaml.safe_load(path.read_text(encoding="utf-8"))["hosts"])

    def answer(self, query: dns.message.Message) -> dns.message.Message:
        response = dns.message.make_response(query)
        response.flags |= dns.flags.AA
        for question in query.question:
            records = self._hosts.get(question.name)
            if records is None:
                response.set_rcode(dns.rcode.NXDOMAIN)
                continue
            kind = dns.rdatatype.to_text(question.rdtype)
            addresses = list(records.get(kind.lower(), ()))
            if addresses:
                response.answer.append(dns.rrset.from_text_list(question.name, TTL, dns.rdataclass.IN, kind, addresses))
        return response

    def answer_wire(self, wire: bytes) -> bytes | None:
        """None for what is not a DNS message: such packets are dropped, as servers do."""
        try:
            query = dns.message.from_wire(wire)
        except (dns.exception.DNSException, ValueError):
            return None
        return self.answer(query).to_wire()


class NameServer:
    """Runs inside a given event loop; `port` is known after `start`."""

    def __init__(self, zone: Zone) -> None:
        self.port = 0
        self._zone = zone
        self._udp: asyncio.DatagramTransport | None = None
        self._tcp: asyncio.Server | None = None

    async def start(self, attempts: int = 20) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(attempts):
            udp, _protocol = await loop.create_datagram_endpoint(
                lambda: _Datagrams(self._zone), local_addr=("127.0.0.1", 0)
            )
            port = udp.get_extra_info("sockname")[1]
            try:
                self._tcp = await asyncio.start_server(self._serve_stream, "127.0.0.1", port)
            except OSError:  # somebody else has that number on TCP: another one will be free on both
                udp.close()
                continue
            self._udp, self.port = udp, port
            return
        raise OSError("no port is free on both UDP and TCP")

    async def close(self) -> None:
        if self._udp is not None:
            self._udp.close()
        if self._tcp is not None:
            self._tcp.close()
            await self._tcp.wait_closed()

    async def _serve_stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Over TCP every message has its length in two bytes in front (RFC 1035, 4.2.2).
        try:
            while True:
                size = int.from_bytes(await reader.readexactly(2), "big")
                answer = self._zone.answer_wire(await reader.readexactly(size))
                if answer is None:
                    return
                writer.write(len(answer).to_bytes(2, "big") + answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, zone: Zone) -> None:
        self._zone = zone
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Python 3.11 gives a transport that is a datagram transport in all but its class.
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answer = self._zone.answer_wire(data)
        if answer is not None and self._transport is not None:
            self._transport.sendto(answer, addr)
