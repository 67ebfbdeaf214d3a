"""`python -m bench [--write] [NAME …]`: runs the named benchmarks, all of them without a name."""

from __future__ import annotations

import importlib
import io
import sys
from contextlib import redirect_stdout
from typing import TextIO

from bench import figures

NAMES = (
    "files",
    "discovery",
    "real_portal",
    "demo_audit",
    "accuracy",
    "scoring",
    "links",
    "links_growth",
    "memory",
    "many_hosts",
    "rendered",
    "nights",
    "hostile",
)


def main(arguments: list[str]) -> int:
    names = [each for each in arguments if each != "--write"]
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"no benchmark is called {unknown[0]!r}; there are: {', '.join(NAMES)}", file=sys.stderr)
        return 2
    worst = 0
    printed: dict[str, str] = {}
    for name in names or NAMES:
        kept = _Kept(sys.stdout)
        with redirect_stdout(kept):
            code: int = importlib.import_module(f"bench.{name}").main()
        worst = max(worst, code)
        if not code:
            printed[name] = kept.getvalue()
    if "--write" in arguments:
        abouts = {name: (importlib.import_module(f"bench.{name}").__doc__ or "").split("\n\n")[0] for name in NAMES}
        figures.write(printed, abouts)
    return worst


class _Kept(io.StringIO):
    """Shows what a benchmark prints and keeps it. What its child processes print is shown only."""

    def __init__(self, shown: TextIO) -> None:
        super().__init__()
        self._shown = shown

    def write(self, text: str) -> int:
        self._shown.write(text)
        self._shown.flush()
        return super().write(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
