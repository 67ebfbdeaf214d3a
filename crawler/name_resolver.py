"""Names to addresses that may be asked: every connection of ours goes to an address that came from here.

Whoever connects takes the address, not the name: a second question in between could be answered with another
address (DNS rebinding). What the question ended with is kept apart: a name that does not exist is a fact about
the portal, a resolver that does not answer is not.
"""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from socket import AF_INET, AF_INET6, AddressFamily

import dns.asyncresolver
import dns.exception
import dns.nameserver
import dns.rdatatype
import dns.resolver
import idna

from checks.observation import FetchEnd
from crawler.address_guard import AddressGuard
from crawler.network_rules import NetworkRules

# IPv4 first: on a machine without an IPv6 route every connection would else begin with a failure.
BOTH_FAMILIES: tuple[AddressFamily, ...] = (AF_INET, AF_INET6)

RESOLVER_DOWN = "resolver does not answer"
NO_DATA = "no-data"  # the name exists and has no record of the kind asked for

_RECORD = {AF_INET: dns.rdatatype.A, AF_INET6: dns.rdatatype.AAAA}
# BIND and the stub resolver of glibc give a server 5 s; a look that waits longer would only hold up its host.
_ONE_TRY_SECONDS = 2.0
_QUESTION_SECONDS = 5.0
_SHORTEST_CACHE_SECONDS = 10.0  # one page brings dozens of questions for one name, whatever its TTL says
_LONGEST_CACHE_SECONDS = 300.0  # a crawl of hours must notice that a site has moved
_FAILURE_CACHE_SECONDS = 5.0
# A server that did not answer is asked for the root, which every server can say something about: a second is enough
# for a resolver next door and for one on another continent.
_ROOT_SECONDS = 1.0
_DOWN_SECONDS = 30.0  # how long a dead resolver is left alone before it is asked again
_MOST_CACHED = 10_000
_MOST_ADDRESSES = 16  # of one name; the rest would never be tried
_HOSTS_FILE = Path("/etc/hosts")


@dataclass(frozen=True, slots=True)
class Resolution:
    """`addresses` may be connected to; `ended` is ANSWERED exactly when there are any."""

    host: str
    addresses: tuple[str, ...]
    ended: FetchEnd
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _Answer:
    addresses: tuple[str, ...]
    ended: FetchEnd
    detail: str
    seconds: float  # how long it may be kept


class NameResolver:
    """Lives on one event loop. Equal questions asked at the same time are one question.

    With `rules.resolver` that server alone is asked, else the resolvers of this machine and its hosts file.
    """

    def __init__(
        self,
        rules: NetworkRules,
        guard: AddressGuard | None = None,
        *,
        shortest_cache_seconds: float = _SHORTEST_CACHE_SECONDS,
        question_seconds: float = _QUESTION_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.guard = guard or AddressGuard(rules.allow)
        self._server = parse_server(rules.resolver) if rules.resolver else None
        self._shortest = shortest_cache_seconds
        self._question_seconds = question_seconds
        self._clock = clock
        self._kept: OrderedDict[tuple[str, AddressFamily], tuple[float, _Answer]] = OrderedDict()
        self._asked: dict[tuple[str, AddressFamily], asyncio.Task[_Answer]] = {}
        self._stub: dns.asyncresolver.Resolver | None = None
        self._down_until = 0.0
        self._asking_root = asyncio.Lock()

    @property
    def is_down(self) -> bool:
        """Whether nobody answers questions at the moment: asking for other names, or again, is of no use."""
        return self._down_until > self._clock()

    def forget(self, host: str) -> None:
        """Ask anew next time: an answer that is to confirm another one must not be its echo."""
        name = _bare(host)
        for family in BOTH_FAMILIES:
            self._kept.pop((name, family), None)

    async def addresses(self, host: str, families: Iterable[AddressFamily] = BOTH_FAMILIES) -> Resolution:
        """Addresses of a host name or literal, in the order of `families`, without those the guard refuses."""
        wanted = tuple(families)
        name = _bare(host)
        literal = _literal(name)
        if literal is not None:
            return self._let_pass(host, (literal,) if _family_of(literal) in wanted else (), ())
        if not name:
            return Resolution(host, (), FetchEnd.NAME_UNKNOWN, "no name")
        answers = await asyncio.gather(*(self._answer(name, family) for family in wanted))
        found = tuple(address for answer in answers for address in answer.addresses)
        return self._let_pass(host, found, tuple(answers))

    def _let_pass(self, host: str, found: tuple[str, ...], answers: tuple[_Answer, ...]) -> Resolution:
        refusals = {address: self.guard.refusal(address) for address in found}
        usable = tuple(address for address, refusal in refusals.items() if refusal is None)
        if usable:
            return Resolution(host, usable, FetchEnd.ANSWERED)
        if refusals:
            detail = ", ".join(f"{address} ({refusal})" for address, refusal in refusals.items())
            return Resolution(host, (), FetchEnd.PRIVATE_ADDRESS, detail)
        return Resolution(host, (), *_why_nothing(answers))

    async def _answer(self, name: str, family: AddressFamily) -> _Answer:
        key = (name, family)
        kept = self._kept.get(key)
        if kept is not None and kept[0] > self._clock():
            return kept[1]
        task = self._asked.get(key)
        if task is None:
            task = asyncio.ensure_future(self._ask(name, family))
            self._asked[key] = task
            task.add_done_callback(lambda done: self._keep(key, done))
        # A caller that gives up must not take the answer away from the others.
        return await asyncio.shield(task)

    def _keep(self, key: tuple[str, AddressFamily], task: asyncio.Task[_Answer]) -> None:
        self._asked.pop(key, None)
        if task.cancelled() or task.exception() is not None:
            return
        answer = task.result()
        self._kept[key] = (self._clock() + answer.seconds, answer)
        self._kept.move_to_end(key)
        while len(self._kept) > _MOST_CACHED:
            self._kept.popitem(last=False)

    async def _ask(self, name: str, family: AddressFamily) -> _Answer:
        if self._server is None:
            known = _from_hosts_file(name, family)
            if known is not None:
                ended = FetchEnd.ANSWERED if known else FetchEnd.NAME_UNKNOWN
                return _Answer(known, ended, "" if known else NO_DATA, _LONGEST_CACHE_SECONDS)
        try:
            question = dns.name.from_text(idna.encode(name, uts46=True).decode() if not name.isascii() else name)
            stub = self._stub = self._stub or self._new_stub()
        except (dns.exception.DNSException, idna.IDNAError, ValueError) as error:
            # A name that cannot be written as a question cannot exist.
            # A machine without resolvers says nothing about the name.
            is_ours = isinstance(error, dns.resolver.NoResolverConfiguration)
            nothing = FetchEnd.NAME_FAILED if is_ours else FetchEnd.NAME_UNKNOWN
            return self._nothing(nothing, type(error).__name__)
        if self.is_down:
            return self._nothing(FetchEnd.NAME_FAILED, RESOLVER_DOWN)
        try:
            answer = await self._ask_server(stub, question, family)
            self._down_until = 0.0
            return answer
        except dns.resolver.NXDOMAIN:
            return self._nothing(FetchEnd.NAME_UNKNOWN, "nxdomain")
        except dns.resolver.NoAnswer:
            return self._nothing(FetchEnd.NAME_UNKNOWN, NO_DATA)
        except dns.exception.Timeout:
            has_answer = await self._answers_for_the_root(stub)
            return self._nothing(FetchEnd.NAME_FAILED, "timeout" if has_answer else RESOLVER_DOWN)
        except dns.resolver.NoNameservers as error:
            has_answer = _said_anything(error) or await self._answers_for_the_root(stub)
            return self._nothing(FetchEnd.NAME_FAILED, _rcode(error) if has_answer else RESOLVER_DOWN)
        except (dns.exception.DNSException, OSError, EOFError) as error:
            return self._nothing(FetchEnd.NAME_FAILED, type(error).__name__)

    async def _answers_for_the_root(self, stub: dns.asyncresolver.Resolver) -> bool:
        """One name without an answer may be the fault of its own servers; no answer for the root is the resolver's.

        Any answer will do, a refusal too.
        """
        async with self._asking_root:
            if self.is_down:
                return False
            try:
                await stub.resolve(dns.name.root, dns.rdatatype.NS, search=False, lifetime=_ROOT_SECONDS)
            except (dns.resolver.LifetimeTimeout, dns.resolver.NoNameservers) as error:
                if _said_anything(error):
                    return True
                self._down_until = self._clock() + _DOWN_SECONDS
                return False
            except (dns.exception.DNSException, OSError, EOFError):
                return True
            return True

    async def _ask_server(
        self, stub: dns.asyncresolver.Resolver, question: dns.name.Name, family: AddressFamily
    ) -> _Answer:
        record = _RECORD[family]
        half = self._question_seconds / 2
        try:
            answer = await stub.resolve(question, record, search=False, lifetime=half)
        except dns.resolver.LifetimeTimeout:
            # Some networks drop UDP to port 53, or answers of more than one fragment.
            answer = await stub.resolve(question, record, search=False, lifetime=half, tcp=True)
        addresses = tuple(dict.fromkeys(str(row.address) for row in answer))[:_MOST_ADDRESSES]
        seconds = min(max(answer.expiration - time.time(), self._shortest), _LONGEST_CACHE_SECONDS)
        return _Answer(addresses, FetchEnd.ANSWERED, "", seconds)

    def _nothing(self, ended: FetchEnd, detail: str) -> _Answer:
        return _Answer((), ended, detail, min(self._shortest, _FAILURE_CACHE_SECONDS))

    def _new_stub(self) -> dns.asyncresolver.Resolver:
        stub = dns.asyncresolver.Resolver(configure=self._server is None)
        if self._server is not None:
            stub.nameservers = [dns.nameserver.Do53Nameserver(*self._server)]
        stub.timeout = min(_ONE_TRY_SECONDS, self._question_seconds / 2)
        stub.cache = None
        return stub


def parse_server(text: str) -> tuple[str, int]:
    """HOST:PORT of a DNS server, HOST being an address; port 53 where none is named. ValueError otherwise."""
    host, port = text.strip(), "53"
    if host.startswith("["):
        host, _, rest = host[1:].partition("]")
        port = rest.removeprefix(":") or "53"
    elif host.count(":") == 1:
        host, _, port = host.partition(":")
    address = ipaddress.ip_address(host)
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(f"not a port: {port!r}")
    return str(address), int(port)


def _bare(host: str) -> str:
    return host.strip().removeprefix("[").removesuffix("]").removesuffix(".").lower()


def _literal(name: str) -> str | None:
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        return None


def _family_of(address: str) -> AddressFamily:
    return AF_INET6 if ":" in address else AF_INET


def _why_nothing(answers: tuple[_Answer, ...]) -> tuple[FetchEnd, str]:
    """One word for several questions: a failure beats "no such name", and that beats "no record"."""
    if not answers:
        return FetchEnd.NAME_UNKNOWN, NO_DATA
    for answer in answers:
        if answer.ended is FetchEnd.NAME_FAILED:
            return answer.ended, answer.detail
    worst = next((answer for answer in answers if answer.detail != NO_DATA), answers[0])
    return worst.ended, worst.detail


def _said_anything(error: dns.resolver.LifetimeTimeout | dns.resolver.NoNameservers) -> bool:
    """Whether any server answered, be it with a refusal: the last field of each try is the answer it got."""
    return any(row[-1] is not None for row in error.kwargs.get("errors", ()))


def _rcode(error: dns.resolver.NoNameservers) -> str:
    """What the servers said (SERVFAIL, REFUSED …), or that they could not be asked."""
    said = [str(row[3]) for row in error.kwargs.get("errors", ()) if len(row) > 3]
    return said[-1].lower()[:80] if said else "no-nameservers"


def _from_hosts_file(name: str, family: AddressFamily) -> tuple[str, ...] | None:
    """What the hosts file of this machine says, None where it does not know the name."""
    if name == "localhost" or name.endswith(".localhost"):
        # RFC 6761: these names are this machine, whatever a resolver says.
        return ("127.0.0.1",) if family == AF_INET else ("::1",)
    try:
        lines = _HOSTS_FILE.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    listed = []
    for line in lines:
        address, *names = line.partition("#")[0].split() or [""]
        if name in (each.lower() for each in names) and _literal(address) is not None:
            listed.append(address)
    if not listed:
        return None
    return tuple(address for address in listed if _family_of(address) == family)
