"""Frozen dataclasses to JSON text and back, exactly: what the database keeps and what digests are made of."""

from __future__ import annotations

import json
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError, to_jsonable_python

from checks.observation import KINDS, Observation

T = TypeVar("T")


def to_json(value: object, of: Any = None) -> str:
    """`of` names the type where it is not simply the value's class (a tuple of something)."""
    adapter = _adapter(type(value) if of is None else of)
    try:
        return adapter.dump_json(value).decode()
    except (PydanticSerializationError, UnicodeEncodeError):
        # A page's script can spell half a surrogate pair; it is no text, but must not stop a run.
        return json.dumps(to_jsonable_python(_without_surrogates(adapter.dump_python(value))), ensure_ascii=False)


def from_json(text: str, of: type[T]) -> T:
    return cast("T", _adapter(of).validate_json(text))


def observation_from(kind: str, version: int, payload: str) -> Observation:
    """The stored observation; a version newer than the code is refused rather than misread."""
    cls = KINDS.get(kind)
    if cls is None or version > cls.VERSION:
        raise ValueError(f"stored observation of kind {kind!r} version {version} is newer than this program")
    return from_json(payload, cls)


_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def _adapter(of: Any) -> TypeAdapter[Any]:
    if of not in _ADAPTERS:
        _ADAPTERS[of] = TypeAdapter(of)
    return _ADAPTERS[of]


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {key: _without_surrogates(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_surrogates(item) for item in value]
    return value
