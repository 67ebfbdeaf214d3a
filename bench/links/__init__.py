"""Links of a generated portal on loopback: `xunjian links` beside its peers, in one run, in alternating order.
MB is the peak of the process that was started, and never less than that of the benchmark, which Linux hands on to it.

Server: nginx. Throttles of all tools are off. Tools that need less than a minute: median of five rounds on 5,000
articles; the slow ones once, on 1,000. Dead links found are counted against those planted. All of it stays below ten
minutes: on a busy machine there are fewer rounds, and each line tells how many.
"""

from __future__ import annotations


def main() -> int:
    from bench.links.comparison import compare

    return compare()
