"""Observations written down in a fixture case: yaml → the frozen dataclasses of checks/observation.py."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Any

from checks.check import BEIJING
from checks.observation import KINDS, Fetch, LinkProbed, Observation

_FETCH_KEYS = {each.name for each in fields(Fetch)}

# A link case that only lists how its looks ended gets them this far apart.
_BETWEEN_LOOKS = timedelta(seconds=180)


def written_observation(written: Mapping[str, Any], as_of: date, where: str) -> Observation:
    """`kind` plus fields of that kind; what is the same in nearly every case may be left out."""
    raw = dict(written)
    kind = KINDS[raw.pop("kind")]
    raw.setdefault("observed_at", noon_of(as_of))
    if kind is LinkProbed:
        attempts = [_attempt(as_of, number, look, where) for number, look in enumerate(raw.get("attempts") or ())]
        raw["attempts"] = attempts
        # A target that was excluded was never asked: its fetch says so.
        raw.setdefault("fetch", attempts[-1]["fetch"] if attempts else {"ended": "scheme", "attempts": 0})
    raw.setdefault("fetch", {"status": 200})
    seen = build(kind, raw, where)
    assert isinstance(seen, Observation)
    return seen if seen.fetch.final_url else replace(seen, fetch=replace(seen.fetch, final_url=seen.url))


def _attempt(as_of: date, number: int, look: Mapping[str, Any], where: str) -> dict[str, Any]:
    """`{status: 404}` or `{ended: timeout}` is a whole look; at, method and fetch may be written out."""
    fetch = look.get("fetch") or {key: value for key, value in look.items() if key in _FETCH_KEYS}
    unknown = set(look) - _FETCH_KEYS - {"at", "method", "fetch"}
    if unknown:
        raise ValueError(f"{where}: unknown keys of an attempt: {sorted(unknown)}")
    return {
        "at": look.get("at", noon_of(as_of) + number * _BETWEEN_LOOKS),
        "method": look.get("method", "GET"),
        "fetch": fetch,
    }


def build(kind: Any, value: Any, where: str) -> Any:
    """A plain value, an enum or a frozen dataclass from what yaml gives; unknown keys are mistakes."""
    if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
        if value is None:
            return None
        inner = [each for each in typing.get_args(kind) if each is not type(None)]
        return build(inner[0], value, where)
    if typing.get_origin(kind) is tuple:
        inner_kinds = typing.get_args(kind)
        if len(inner_kinds) == 2 and inner_kinds[1] is Ellipsis:
            return tuple(build(inner_kinds[0], each, where) for each in value or ())
        return tuple(build(each_kind, each, where) for each_kind, each in zip(inner_kinds, value, strict=True))
    if is_dataclass(kind) and isinstance(kind, type):
        return _build_dataclass(kind, value, where)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if kind is datetime:
        return moment(value)
    if kind is date:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    return value


def _build_dataclass(kind: type, value: Mapping[str, Any], where: str) -> Any:
    if kind is Fetch and "status" in value:
        value = {"ended": "answered", **value}
    hints = typing.get_type_hints(kind)
    known = {each.name: each for each in fields(kind)}
    unknown = set(value) - set(known)
    if unknown:
        raise ValueError(f"{where}: {kind.__name__} has no {sorted(unknown)}; it has {sorted(known)}")
    lacking = [
        name
        for name, each in known.items()
        if name not in value and each.default is MISSING and each.default_factory is MISSING
    ]
    if lacking:
        raise ValueError(f"{where}: {kind.__name__} needs {lacking}")
    return kind(**{name: build(hints[name], each, f"{where}.{name}") for name, each in value.items()})


def noon_of(day: date) -> datetime:
    return datetime.combine(day, time(12), BEIJING).astimezone(UTC)


def moment(value: Any) -> datetime:
    """yaml gives datetimes, plain dates or texts; a time without zone is Beijing time."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        return noon_of(value)
    aware = value if value.tzinfo else value.replace(tzinfo=BEIJING)
    return aware.astimezone(UTC)
