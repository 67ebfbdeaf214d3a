"""Which network addresses may be asked at all: public ones, and private ones that somebody has allowed.

A portal under audit decides where its links and redirects point, so without this guard it could send the
crawler to the machines behind the auditor's own firewall. The guard judges addresses, never names: a name is
judged by what it resolved to, at the moment of the connection.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# IANA IPv4 and IPv6 special-purpose address registries (RFC 6890 and its updates); first match is the reason.
# Written out instead of `is_global`, whose answer differs between Python versions.
_SPECIAL: tuple[tuple[str, str], ...] = (
    # Documented by the clouds themselves. 168.63.129.16 stands in public space: no other line would catch it.
    ("169.254.169.254/32", "cloud metadata"),
    ("168.63.129.16/32", "cloud metadata"),
    ("100.100.100.200/32", "cloud metadata"),
    ("fd00:ec2::254/128", "cloud metadata"),
    ("fd20:ce::254/128", "cloud metadata"),
    ("127.0.0.0/8", "loopback"),
    ("0.0.0.0/8", "unspecified"),
    ("10.0.0.0/8", "private"),
    ("172.16.0.0/12", "private"),
    ("192.168.0.0/16", "private"),
    ("100.64.0.0/10", "carrier-grade NAT"),
    ("169.254.0.0/16", "link-local"),
    ("192.0.0.0/24", "reserved"),
    ("192.0.2.0/24", "reserved"),
    ("192.88.99.0/24", "reserved"),
    ("198.18.0.0/15", "reserved"),
    ("198.51.100.0/24", "reserved"),
    ("203.0.113.0/24", "reserved"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved"),
    ("::1/128", "loopback"),
    ("::/128", "unspecified"),
    ("64:ff9b:1::/48", "private"),
    ("fc00::/7", "private"),
    ("fe80::/10", "link-local"),
    ("fec0::/10", "private"),
    ("ff00::/8", "multicast"),
    ("100::/64", "reserved"),
    ("100:0:0:1::/64", "reserved"),
    ("2001:2::/48", "reserved"),
    ("2001:10::/28", "reserved"),
    ("2001:20::/28", "reserved"),
    ("2001:db8::/32", "reserved"),
    ("3fff::/20", "reserved"),
    ("5f00::/16", "reserved"),
)
_SPECIAL_NETWORKS: tuple[tuple[Network, str], ...] = tuple(
    (ipaddress.ip_network(cidr), reason) for cidr, reason in _SPECIAL
)
_GLOBAL_IPV6 = IPv6Network("2000::/3")  # all that IANA has handed out as global unicast
_NAT64 = IPv6Network("64:ff9b::/96")
_V4_COMPATIBLE = IPv6Network("::/96")
_ISATAP = (
    0x00005EFE,
    0x02005EFE,
)  # RFC 5214: the two spellings of the upper half of the interface identifier


class AddressGuard:
    """`allow`: ranges in CIDR notation that may be touched without being public; ValueError for a bad one."""

    def __init__(self, allow: Iterable[str] = ()) -> None:
        self._allowed: tuple[Network, ...] = tuple(ipaddress.ip_network(cidr) for cidr in allow)

    def refusal(self, address: str) -> str | None:
        """Why this address may not be asked, or None when it may."""
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return "not an address"
        if isinstance(parsed, IPv6Address) and parsed.scope_id is not None:
            # An interface of this very machine: never a public host.
            return "link-local"
        return None if self._is_allowed(parsed) else _not_public(parsed)

    def is_inside_allowed(self, address: str) -> bool:
        """Whether the address stands in one of the ranges of `allow` itself."""
        return self._is_allowed(ipaddress.ip_address(address))

    def _is_allowed(self, address: Address) -> bool:
        return any(address.version == network.version and address in network for network in self._allowed)


def _not_public(address: Address) -> str | None:
    """Why an address is none of the public internet. An IPv4 address inside an IPv6 one must be public as well:

    what is allowed is allowed as it was written, for no portal has a reason to write it in disguise.
    """
    for network, reason in _SPECIAL_NETWORKS:
        if address.version == network.version and address in network:
            return reason
    if isinstance(address, IPv4Address):
        return None
    embedded = tuple(_embedded(address))
    for kind, inner in embedded:
        reason_inside = _not_public(inner)
        if reason_inside is not None:
            return f"{kind} address of a {reason_inside} address"
    return None if embedded or address in _GLOBAL_IPV6 else "reserved"


def _embedded(address: IPv6Address) -> Iterable[tuple[str, IPv4Address]]:
    """IPv4 addresses that packets to this IPv6 address may end at."""
    if address.ipv4_mapped is not None:
        yield "IPv4-mapped", address.ipv4_mapped
    if address.sixtofour is not None:
        yield "6to4", address.sixtofour
    if address.teredo is not None:
        server, client = address.teredo
        yield "Teredo", server
        yield "Teredo", client
    last_four_bytes = IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _NAT64:
        yield "NAT64", last_four_bytes
    if address in _V4_COMPATIBLE:
        yield "IPv4-compatible", last_four_bytes
    if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        yield "ISATAP", last_four_bytes
