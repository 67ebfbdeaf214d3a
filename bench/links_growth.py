"""What an address costs on a portal of 20,000 articles against one of 5,000: `xunjian links`, wget, bare aiohttp."""

from __future__ import annotations


def main() -> int:
    from bench.links.comparison import growth

    return growth()
