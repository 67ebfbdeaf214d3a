"""Gives Scrapy's connections the addresses of `NameResolver`, so that they are guarded and pinned like all others.

Twisted asks the installed resolver for every host of a HostnameEndpoint, address literals included, and connects
to what it was given. Scrapy must not use a proxy from the environment beside this: a proxy resolves by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Literal

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from twisted.python.failure import Failure
from zope.interface import implementer  # type: ignore[import-untyped]

from checks.observation import FetchEnd
from crawler.name_resolver import NameResolver, Resolution
from crawler.network_rules import NetworkRules

RULES_SETTING = "NETWORK_RULES"  # Scrapy setting that holds a NetworkRules; without it the strict defaults count


@implementer(IHostResolution)
class _Asked:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Twisted never calls it for its endpoints; the question ends by its own time limit."""


@implementer(IHostnameResolver)
class ScrapyResolver:
    """For the setting TWISTED_DNS_RESOLVER, or by hand with `install_for_scrapy` once the rules are known.

    Twisted only learns that there is no address; `last(host)` says why.
    """

    def __init__(self, reactor: Any, resolver: NameResolver) -> None:
        self.resolver = resolver
        self._reactor = reactor
        self._last: dict[str, Resolution] = {}

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> ScrapyResolver:
        rules = crawler.settings.get(RULES_SETTING) or NetworkRules()
        return cls(reactor, NameResolver(rules))

    def install_on_reactor(self) -> None:
        # Both ways of Twisted to resolve, endpoints and the old reactor.resolve, end here afterwards.
        self._reactor.installNameResolver(self)

    def last(self, host: str) -> Resolution | None:
        """The latest resolution of a host, for whoever has to name a failed connection."""
        return self._last.get(host.strip("[]").lower())

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[Any]] | None = None,
        transportSemantics: Literal["TCP", "UDP"] = "TCP",
    ) -> _Asked:
        asked = _Asked(hostName)
        resolutionReceiver.resolutionBegan(asked)

        def give(resolution: Resolution) -> None:
            self._last[hostName.strip("[]").lower()] = resolution
            for address in resolution.addresses:
                kind = IPv6Address if ":" in address else IPv4Address
                if addressTypes is None or kind in addressTypes:
                    resolutionReceiver.addressResolved(kind(transportSemantics, address, portNumber))
            resolutionReceiver.resolutionComplete()

        def broken(failure: Failure) -> None:
            give(Resolution(hostName, (), FetchEnd.NAME_FAILED, f"resolver: {failure.getErrorMessage()}"))

        looking = asyncio.ensure_future(self.resolver.addresses(hostName))
        Deferred.fromFuture(looking).addCallbacks(give, broken)
        return asked


def install_for_scrapy(rules: NetworkRules) -> ScrapyResolver:
    """Makes the running asyncio reactor resolve under these rules from now on."""
    from twisted.internet import reactor  # importing it earlier would install the default reactor

    resolver = ScrapyResolver(reactor, NameResolver(rules))
    resolver.install_on_reactor()
    return resolver
