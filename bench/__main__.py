"""`python -m bench [NAME …]`: runs the named benchmarks, all of them without a name."""

from __future__ import annotations

import importlib
import sys

NAMES = ("real_portal", "demo_audit", "reading", "scoring")


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"no benchmark is called {unknown[0]!r}; there are: {', '.join(NAMES)}", file=sys.stderr)
        return 2
    codes: list[int] = [importlib.import_module(f"bench.{name}").main() for name in names or NAMES]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
