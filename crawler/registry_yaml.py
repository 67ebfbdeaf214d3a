"""A registry as the text of its YAML file: what equals its default is left out, comments are not kept anywhere."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Any

import yaml

from crawler.registry_form import RegistryForm

_BREAKS = re.compile("[\r\x85\u2028\u2029]")


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def registry_values(form: RegistryForm) -> dict[str, Any]:
    """Plain values by the keys of the file."""
    return form.model_dump(by_alias=True, exclude_defaults=True)


def registry_text(form: RegistryForm) -> str:
    return yaml.dump(
        registry_values(form), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120, default_flow_style=False
    )


def _number(dumper: yaml.SafeDumper, value: float) -> yaml.Node:
    # As people write it (2 and not 2.0); an exponent without a point would be read as text.
    text = str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    kind = "int" if text.lstrip("-").isdecimal() else "float"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", text)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    # Line breaks of Unicode would be folded away in any other style.
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"' if _BREAKS.search(value) else None)


def _word(dumper: yaml.SafeDumper, value: StrEnum) -> yaml.Node:
    return dumper.represent_str(str(value))


def _day(dumper: yaml.SafeDumper, value: date) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", value.isoformat())


_Dumper.add_representer(str, _text)
_Dumper.add_representer(float, _number)
_Dumper.add_multi_representer(StrEnum, _word)
_Dumper.add_representer(date, _day)
