"""How the crawler may behave on the network: the `network` part of a registry, or options of a command."""

from __future__ import annotations

from dataclasses import dataclass

CONFIRM_AFTER = 180.0  # issue of the link engine: hard signs are confirmed by a second look after that time
# A look that comes sooner meets the same moment: a restart of a web server takes seconds. Only unthrottled hosts of
# allowed private ranges (test portals) may be asked again at once.
LEAST_CONFIRM_AFTER = 10.0
MOST_CONFIRM_AFTER = 3_600.0
MOST_AT_ONCE = 4  # issue of the link engine; unthrottled hosts of allowed private ranges may be asked more at once


@dataclass(frozen=True, slots=True)
class NetworkRules:
    requests_per_second: float = 2  # per host; 0 = unthrottled
    resolver: str | None = None  # HOST:PORT of a DNS server; None: the resolvers of this machine
    allow: tuple[str, ...] = ()  # private ranges (CIDR) that may be touched
    # Seconds between the looks that confirm a failing link; None: 180, and next to nothing for unthrottled hosts.
    confirm_after: float | None = None
    user_agent_contact: str = ""  # mailto: or https: address that the user agent names
    requests_at_once: int = 1  # to one host, 1 to 4; the rate stays what it is
    quiet_hours: tuple[str, ...] = ()  # "HH:MM-HH:MM" in Beijing: when nobody is asked anything
