"""How the crawler may behave on the network: the `network` part of a registry, or options of a command."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NetworkRules:
    requests_per_second: float = 2  # per host; 0 = unthrottled
    resolver: str | None = None  # HOST:PORT of a DNS server; None: the resolvers of this machine
    allow: tuple[str, ...] = ()  # private ranges (CIDR) that may be touched
    user_agent_contact: str = ""  # mailto: or https: address that the user agent names
