"""The command line: every mistake of the user ends in one sentence on stderr and exit code 2."""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Sequence

import typer
from sqlalchemy.exc import SQLAlchemyError
from typer.exceptions import TyperException

from checks.catalogues.faults import CatalogueError
from crawler.plan import PlanError
from crawler.targets import RegistryError
from reports.files import ReportFolderUnusable
from storage.base import DatabaseUnusable, StorageFailed
from storage.runs import UnknownRun
from xunjian.commands import links
from xunjian.exit_rules import NOT_ALL_SEEN, WRONG_USE
from xunjian.one_audit import PortalBusy
from xunjian.problems import WrongUse
from xunjian.usage_sentences import sentence_of

SENTENCES = (
    WrongUse,
    RegistryError,
    PlanError,
    CatalogueError,
    DatabaseUnusable,
    StorageFailed,
    UnknownRun,
    ReportFolderUnusable,
)


def main() -> None:
    """Entry point of the `xunjian` script."""
    # All memory goes at once when the process has ended: taking apart 200,000 objects before costs a quarter second.
    atexit.register(gc.freeze)
    try:
        code = typer.main.get_command(_app_for(sys.argv[1:])).main(standalone_mode=False)
    except SENTENCES as error:
        _fail(str(error))
    except PortalBusy as error:
        print(f"未开始：{error}", file=sys.stderr)
        sys.exit(NOT_ALL_SEEN)
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # no command at all: the help has been shown
            sys.exit(WRONG_USE)
        _fail(sentence_of(error))
    except SQLAlchemyError as error:
        _fail(str(StorageFailed(error)))
    except (KeyboardInterrupt, typer.Abort):
        print("已停止。", file=sys.stderr)
        sys.exit(NOT_ALL_SEEN)
    except BrokenPipeError:  # `xunjian … | head`
        sys.stderr.close()
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)


def _fail(sentence: str) -> None:
    print(f"错误：{sentence}", file=sys.stderr)
    sys.exit(WRONG_USE)


def whole_app() -> typer.Typer:
    """Every command there is."""
    from xunjian.commands import audit, compare, discover, evidence, registry, steps, tables, trying, waiving

    app = _empty_app()
    app.command()(audit.audit)
    app.command()(audit.crawl)
    app.command()(discover.discover)
    app.command()(links.links)
    app.command()(steps.reread)
    app.command()(steps.check)
    app.command()(steps.score)
    app.command()(steps.report)
    app.add_typer(registry.app, name="registry")
    app.add_typer(evidence.app, name="evidence")
    app.command()(waiving.waive)
    app.command("try-column")(trying.try_column)
    app.command("try-page")(trying.try_page)
    app.add_typer(tables.app, name="catalogue")
    app.command()(tables.explain)
    app.command()(steps.runs)
    app.command("compare")(compare.compare_runs)
    return app


def _app_for(words: Sequence[str]) -> typer.Typer:
    """The app that these words need. A nightly walk of links is measured in seconds, and importing what the other
    commands need (workbooks, tables, forms) takes one of them."""
    if words[:1] != ["links"]:
        return whole_app()
    app = _empty_app()
    app.callback()(lambda: None)  # without it typer takes the only command for the program itself
    app.command()(links.links)
    return app


def _empty_app() -> typer.Typer:
    return typer.Typer(
        name="xunjian",
        help="Audit government portals and new-media accounts against official indicator tables.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
