"""What a walk of links stored, as the observations that judging asks for, and the whole list of places afterwards.

A menu entry stands on every page of a portal. Judging needs every place of a target that may be gone, and of a target
that answers well no more than one page that holds it; what is said about any target is the same either way. The
complete list of pages goes into links.jsonl.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sqlalchemy.orm import Session

from checks.check import CouldNotLook, Outcome
from checks.derived.link_outcomes import LinkRow
from checks.derived.look_sign import Sign, sign_of
from checks.observation import LinkKind, LinkProbed, LinksSeen, Observation, PageLink, Region
from checks.subjects import SubjectKind
from checks.verdict import Verdict
from crawler.links_walk.follow_rule import LIMIT
from crawler.links_walk.place_numbers import place_numbers
from crawler.url_traps import CODES
from storage.frontier import Frontier
from storage.run_store import RunStore

LINK_CHECKS = ("dead-link", "dead-image", "dead-attachment", "certificate-fault")
# What asks for the file itself says more than "some page".
_KIND_RANK = {kind: rank for rank, kind in enumerate(
    (LinkKind.ATTACHMENT, LinkKind.IMAGE, LinkKind.MEDIA, LinkKind.STYLE, LinkKind.SCRIPT, LinkKind.FRAME)
)}  # fmt: skip


class LinkBook:
    """Everything that a run's walk knows, read once. All of it stands in memory: judging is a step of its own."""

    def __init__(self, session: Session, run_id: str) -> None:
        frontier = Frontier(session, run_id)
        self._store = RunStore(session, run_id)
        self._urls: list[str] = []
        self.not_followed: dict[str, str] = {}
        for _, url, why in frontier.targets():
            self._urls.append(url)
            if why:
                self.not_followed[url] = why
        self._target_of: dict[int, int] = {}
        self._link_of: dict[int, PageLink] = {}
        self._kinds: dict[int, LinkKind] = {}
        for number, target, kind, text, element in frontier.places():
            link = PageLink(self._urls[target], LinkKind(kind), text, Region.TEMPLATE, element)
            self._target_of[number] = target
            self._link_of[number] = link
            known = self._kinds.get(target)
            if known is None or _rank(link.kind) < _rank(known):
                self._kinds[target] = link.kind
        self._pages = sorted(
            (self._urls[number], sha256, place_numbers(places)) for number, sha256, places in frontier.read_pages()
        )
        self.waiting = frontier.known - frontier.done

    def observations(self) -> list[Observation]:
        """The run's own, the probes with the kind that all places together give, and the pages."""
        found: list[Observation] = []
        looks: dict[str, LinkProbed] = {}
        kinds = {self._urls[target]: kind for target, kind in self._kinds.items()}
        for seen in self._store.observations():
            if isinstance(seen, LinkProbed):
                kind = kinds.get(seen.url, seen.link_kind)
                if kind is not seen.link_kind:
                    seen = replace(seen, link_kind=kind)
                looks[seen.url] = seen
            found.append(seen)
        found += self._links_seen(looks)
        return found

    def with_every_page(self, rows: Iterable[LinkRow]) -> tuple[LinkRow, ...]:
        """The same rows with every page that holds the target."""
        holders: list[list[str]] = [[] for _ in self._urls]
        target_of = self._target_of
        for url, _, numbers in self._pages:
            for target in {target_of[number] for number in numbers}:
                holders[target].append(url)
        of_url = dict(zip(self._urls, holders, strict=True))
        return tuple(replace(row, found_on=tuple(of_url.get(row.url, row.found_on))) for row in rows)

    def with_bounds(self, outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
        """What the walk did not follow stands in the coverage of the portal's link checks, one row per reason.

        Where it ended for a number of pages that somebody chose, there is no pass for the portal.
        """
        unseen = tuple(
            CouldNotLook(url=urls[0], reason=_code(why), detail=f"{len(urls)} 个地址")
            for why, urls in sorted(self._not_followed().items())
        )
        is_cut = LIMIT in self.not_followed.values()
        return tuple(_bounded(outcome, unseen, is_cut) for outcome in outcomes)

    def _not_followed(self) -> dict[str, list[str]]:
        grouped: dict[str, list[str]] = {}
        for url in sorted(self.not_followed):
            grouped.setdefault(self.not_followed[url], []).append(url)
        return grouped

    def _links_seen(self, looks: dict[str, LinkProbed]) -> Iterator[LinksSeen]:
        """By address; of a living target only the first place there is."""
        well = [_answers_well(looks.get(url)) for url in self._urls]
        told = [False] * len(self._urls)
        for url, sha256, numbers in self._pages:
            kept = []
            for number in numbers:
                target = self._target_of[number]
                if not (well[target] and told[target]):
                    told[target] = True
                    kept.append(self._link_of[number])
            look = looks[url]
            yield LinksSeen(
                url=url, observed_at=look.observed_at, fetch=look.fetch, body_sha256=sha256, links=tuple(kept)
            )


def _bounded(outcome: Outcome, unseen: tuple[CouldNotLook, ...], is_cut: bool) -> Outcome:
    if not unseen or outcome.check not in LINK_CHECKS or outcome.subject.kind is not SubjectKind.PORTAL:
        return outcome
    verdict = Verdict.UNDECIDED if is_cut and outcome.verdict is Verdict.PASS else outcome.verdict
    return replace(outcome, verdict=verdict, could_not_look=outcome.could_not_look + unseen)


def _code(why: str) -> str:
    return "page-limit" if why == LIMIT else CODES.get(why, "not-followed")


def _answers_well(look: LinkProbed | None) -> bool:
    return look is not None and not look.error_page and sign_of(look.fetch) is Sign.ALIVE


def _rank(kind: LinkKind) -> int:
    return _KIND_RANK.get(kind, len(_KIND_RANK))
