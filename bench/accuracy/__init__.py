"""How right and how fast the readers are, on invented pages and on the shared real ones, with two peers beside them.

`python -m bench accuracy [--write]`. Every denominator and every miss is printed; truth that is ambiguous by its own
word leaves the denominator. The peers (htmldate, GNE) are no dependency: `XUNJIAN_PEERS_PYTHON` names an interpreter
that has them, and where it is not set the table says so.
"""

from bench.accuracy.table import main

__all__ = ["main"]
