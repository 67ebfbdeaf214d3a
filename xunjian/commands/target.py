"""What TARGET of `audit` and `crawl` means: a registry file, or the address of a portal that is discovered first."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from crawler.discovery.bounds import Bounds
from crawler.discovery.column_class import USE_FROM
from crawler.network_rules import NetworkRules
from crawler.targets import Registry, load_registry, with_network
from reports.files import write_bytes
from xunjian.commands import options as given
from xunjian.discovery import Discovered, DiscoveryStopped, discovered, is_address
from xunjian.exit_rules import NOT_ALL_SEEN
from xunjian.problems import WrongUse
from xunjian.progress import crawl_progress

# The file that an audit by address writes into its folder, so that it can be corrected and repeated.
DISCOVERED_FILE = "registry.yaml"

Target = Annotated[str, typer.Argument(metavar="TARGET", help="Registry file (.yaml or .xlsx) or URL of a portal.")]
Threshold = Annotated[
    float,
    typer.Option(
        "--threshold",
        metavar="SHARE",
        help="With a URL: guesses of classes and units from this confidence on are used (0 to 1), the others are "
        f"listed to be confirmed. {USE_FROM} parts names that say their class from names that only hint at one.",
    ),
]


def registry_of(
    target: str,
    allow: list[str] | None,
    resolver: str | None,
    rate: float | None,
    confirm_after: float | None = None,
    *,
    threshold: float = USE_FROM,
    browser: bool = True,
) -> tuple[Registry, Discovered | None]:
    """The registry to go by; what was discovered where TARGET is an address. Raises WrongUse, RegistryError."""
    checked_share("--threshold", threshold)
    if not is_address(target):
        registry = load_registry(target)
        return with_network(registry, given.network_with(registry.network, allow, resolver, rate, confirm_after)), None
    network = given.network_with(NetworkRules(), allow, resolver, rate, confirm_after)
    print(f"{target}：正在发现栏目和单位……", file=sys.stderr, flush=True)
    result = found_at(target, network, Bounds(), threshold, browser)
    columns = sum(1 for _ in result.registry.portal.columns())
    if not columns:
        raise WrongUse(
            f"{target}：看了 {result.proposal.pages} 个页面，没有发现可检查的栏目；请核对网址，或自行填写登记文件"
        )
    print(
        f"{result.proposal.name}：发现单位 {len(result.registry.portal.units)} 个、栏目 {columns} 个", file=sys.stderr
    )
    return with_network(result.registry, network), result


def found_at(url: str, network: NetworkRules, bounds: Bounds, threshold: float, browser: bool) -> Discovered:
    """With its progress shown; Ctrl-C ends the command. Raises WrongUse."""
    try:
        with crawl_progress() as show:
            return discovered(url, network, bounds, use_from=threshold, browser=browser, progress=show)
    except DiscoveryStopped:
        print("已停止；发现尚未完成，没有写出登记文件，也没有开始检查。", file=sys.stderr)
        raise typer.Exit(NOT_ALL_SEEN) from None


def keep_registry(found: Discovered | None, folder: Path) -> None:
    """Beside the reports: what the audit went by, for a person to correct and for the next audit."""
    if found is not None:
        write_bytes(folder, DISCOVERED_FILE, found.text.encode())


def checked_share(option: str, value: float) -> float:
    if not 0 <= value <= 1:
        raise WrongUse(f"{option} {value:g} 超出范围；请写 0 到 1 之间的数，如 {USE_FROM}")
    return value
