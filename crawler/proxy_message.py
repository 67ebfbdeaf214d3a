"""Heads of HTTP messages as a forward proxy needs them: taken apart, and passed on without what ends at the proxy."""

from __future__ import annotations

from dataclasses import dataclass

_HOP_BY_HOP = {b"connection", b"keep-alive", b"proxy-connection", b"proxy-authorization", b"upgrade", b"te", b"trailer"}


@dataclass(frozen=True, slots=True)
class MessageHead:
    """Bytes as they stand: portals send raw GBK in headers, and it must arrive unchanged."""

    lines: tuple[bytes, ...]

    @classmethod
    def parse(cls, head: bytes) -> MessageHead:
        return cls(tuple(head.removesuffix(b"\r\n\r\n").split(b"\r\n")))

    def method_and_target(self) -> tuple[bytes, bytes]:
        method, _, rest = self.lines[0].partition(b" ")
        return method, rest.rpartition(b" ")[0]

    def value(self, name: bytes) -> bytes:
        for line in self.lines[1:]:
            key, _, value = line.partition(b":")
            if key.strip().lower() == name:
                return value.strip()
        return b""

    def rewritten(self, first_line: bytes) -> bytes:
        kept = [line for line in self.lines[1:] if line.partition(b":")[0].strip().lower() not in _HOP_BY_HOP]
        return b"\r\n".join((first_line, *kept, b"Connection: close", b"", b""))


def host_and_port(authority: bytes, default: int) -> tuple[str, int]:
    """ValueError for what is none."""
    text = authority.decode("ascii")
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        port = rest.removeprefix(":")
    else:
        host, _, port = text.partition(":")
    number = int(port) if port else default
    if not host or not 0 < number < 65536:
        raise ValueError(f"not a host and port: {text!r}")
    return host.lower(), number
