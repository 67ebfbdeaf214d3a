"""Compares what an audit of the demo portal found with what was planted there (`truth.yaml`), exactly."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from xunjian.demo.site import with_port


@dataclass(frozen=True, kw_only=True)
class Expected:
    """One planted fault. Fields left at None are not compared: an account has no address that travels."""

    check: str
    verdict: str
    unit: str
    url: str | None = None
    account: str | None = None
    says: str | None = None  # stands in the message: tells apart several findings at one address
    found_on: tuple[str, ...] | None = None
    found_on_host: str | None = None  # a template: on several pages, all of them on this host
    needs: tuple[str, ...] = ()
    only_without: tuple[str, ...] = ()  # a doubt that stands only where the machine lacks this
    why: str = ""

    def is_place_of(self, finding: Mapping[str, Any]) -> bool:
        return (
            (self.check, self.verdict, self.unit) == (finding["check"], finding["verdict"], finding["unit"])
            and self.url in (None, finding["url"])
            and self.account in (None, finding["account"])
            and (self.says is None or self.says in finding["message"])
        )

    def holders_differ(self, finding: Mapping[str, Any]) -> bool:
        pages = finding["found_on"]
        if self.found_on is not None and sorted(self.found_on) != sorted(pages):
            return True
        hosts = {urlsplit(page).hostname for page in pages}
        return self.found_on_host is not None and (len(pages) < 2 or hosts != {self.found_on_host})

    def __str__(self) -> str:
        return f"{self.check} {self.verdict} {self.unit or '（门户）'} {self.url or self.account or ''}：{self.why}"


@dataclass(frozen=True, kw_only=True)
class LookAlike:
    """Something that looks like a fault and is right."""

    check: str
    url: str | None = None
    account: str | None = None
    unit: str | None = None
    why: str = ""

    def is_place_of(self, finding: Mapping[str, Any]) -> bool:
        return (
            self.check == finding["check"]
            and self.url in (None, finding["url"])
            and self.account in (None, finding["account"])
            and self.unit in (None, finding["unit"])
        )


@dataclass(frozen=True)
class Truth:
    as_of: date
    catalogue: str
    findings: tuple[Expected, ...]
    look_alikes: tuple[LookAlike, ...]

    @classmethod
    def load(cls, path: Path, port: int) -> Truth:
        data = yaml.safe_load(with_port(path.read_text(encoding="utf-8"), port))
        return cls(
            as_of=data["as_of"],
            catalogue=data["catalogue"],
            findings=tuple(Expected(**_with_tuples(item)) for item in data["findings"]),
            look_alikes=tuple(LookAlike(**item) for item in data["look_alikes"]),
        )


@dataclass
class Comparison:
    expected: int = 0
    met: int = 0
    missing: list[str] = field(default_factory=list)
    surplus: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)  # cannot be seen on this machine, and the coverage says so

    @property
    def is_equal(self) -> bool:
        return not (self.missing or self.surplus or self.differing)


def compare(
    truth: Truth, findings: Iterable[Mapping[str, Any]], coverage: Iterable[Mapping[str, Any]], has: frozenset[str]
) -> Comparison:
    """`has`: what this machine has of "browser" and "ipv6"."""
    open_places = [item for item in truth.findings if not has.intersection(item.only_without)]
    told = Comparison(expected=len(open_places))
    for finding in findings:
        expected = next((item for item in open_places if item.is_place_of(finding)), None)
        if expected is None:
            told.surplus.append(_surplus(finding, truth))
            continue
        open_places.remove(expected)
        told.met += 1
        if expected.holders_differ(finding):
            told.differing.append(f"{expected}；所在页面：{'、'.join(finding['found_on'])}")
    not_observed = [row for row in coverage if row["verdict"] == "not-observed"]
    for item in open_places:
        lacks = [need for need in item.needs if need not in has]
        if lacks and any(_is_about(row, item) for row in not_observed):
            told.left_out.append(str(item))
        else:
            told.missing.append(str(item))
    return told


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _with_tuples(item: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in item.items()}


def _is_about(row: Mapping[str, Any], item: Expected) -> bool:
    """The check itself could not look there, or the list that leads there could not be read."""
    same_place = row["url"] == item.url or (row["unit"] == item.unit and item.unit)
    return bool(same_place) and (
        row["check"] == item.check or urlsplit(row["url"]).netloc == urlsplit(item.url or "").netloc
    )


def _surplus(finding: Mapping[str, Any], truth: Truth) -> str:
    place = f"{finding['unit'] or '（门户）'} {finding['url']}"
    text = f"{finding['check']} {finding['verdict']} {place}：{finding['message']}"
    reasons = [item.why for item in truth.look_alikes if item.is_place_of(finding)]
    return f"{text}（本应放过：{reasons[0]}）" if reasons else text
