"""Whatever stands in the file: a registry, or one sentence for the user; never another exception."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.targets import Registry, RegistryError, load_registry
from tests.crawler.test_targets import WHOLE

KEYS = sorted({line.strip().split(":")[0].lstrip("- {") for line in WHOLE.splitlines() if ":" in line})
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(
        ["https://a.gov.example/", "2023-02-30", "notice", "::1/128", "1e999", "0x10", "1:30", "~", "<<", "*a"]
    ),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)),
    max_leaves=12,
)


def loaded(text: str) -> Registry | None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "registry.yaml"
        file.write_text(text, encoding="utf-8", errors="surrogatepass")
        try:
            return load_registry(file)
        except RegistryError as refused:
            sentence = str(refused)
            assert "\n" not in sentence
            assert "registry.yaml" in sentence
            return None


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from(["portal", "network", "units", "required_reposts"]), VALUES, min_size=1))
def test_any_values_under_the_known_keys(content):
    # JSON is YAML, apart from what JSON calls NaN.
    loaded(json.dumps(content, ensure_ascii=False))


@settings(max_examples=150)
@given(st.data())
def test_a_registry_with_one_line_spoilt(data):
    lines = WHOLE.splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    line = lines[number]
    at = data.draw(st.integers(0, len(line)))
    lines[number] = line[:at] + data.draw(st.text(max_size=6)) + line[at + data.draw(st.integers(0, 6)) :]
    loaded("\n".join(lines))


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_text(text):
    loaded(text)
