"""`xunjian registry template`, `check` and `convert`: who is audited, as YAML or as the Excel that offices keep."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from checks.catalogues.load import catalogue_ids
from crawler.registry_document import RegistryDocument
from crawler.registry_form import RegistryForm
from crawler.registry_yaml import registry_text
from crawler.targets import CheckedDocument, Registry, check_document, read_registry_file
from reports.files import write_bytes
from xunjian.problems import WrongUse, near
from xunjian.registry_book import registry_book

MISTAKES_TOLD = 500
YAML = (".yaml", ".yml")

app = typer.Typer(help="The registry: who is audited, as YAML or Excel.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(metavar="FILE", help="Registry file (.yaml or .xlsx).")]


@app.command()
def template(
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE.xlsx", help="The workbook to write.")],
    start: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Fill it from this registry (.yaml or .xlsx).")
    ] = None,
) -> None:
    """Write the Excel form of the registry: sheets with headings, drop-downs and an explanation of every column."""
    if out.suffix.lower() != ".xlsx":
        raise WrongUse(f"-o {str(out)!r}：请写 .xlsx 文件名，如 登记表.xlsx")
    form = _read(start)[1] if start is not None else None
    write_bytes(out.parent, out.name, registry_book(form))
    print(f"{out}：已生成；填写后执行 xunjian registry check {out}")


@app.command()
def check(file: File) -> None:
    """Say everything that is wrong in a registry, by sheet and row or by line and key; exit 2 if anything is."""
    document, _, registry = _read(file)
    portal = registry.portal
    counts = (
        f"单位 {len(portal.units)} 个，栏目 {sum(1 for _ in portal.columns())} 个，"
        f"账号 {sum(1 for _ in portal.accounts())} 个，要求转载 {len(portal.required_reposts)} 条"
    )
    print(f"{file}：可以使用（{portal.name}：{counts}）")
    for note in (*document.notes, *_missing_sources(registry)):
        typer.echo(f"提示：{note}", err=True)


@app.command()
def convert(
    file: File,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="The file to write (.xlsx or .yaml).")],
) -> None:
    """Turn a registry from YAML into Excel or back; nothing but the comments of the YAML file is lost."""
    if out.suffix.lower() not in (".xlsx", *YAML):
        raise WrongUse(f"-o {str(out)!r}：请写 .xlsx 或 .yaml 文件名")
    if out.exists() and out.resolve() == file.resolve():
        raise WrongUse(f"-o {out}：与原文件是同一个文件；请另写文件名")
    form = _read(file)[1]
    body = registry_book(form) if out.suffix.lower() == ".xlsx" else registry_text(form).encode()
    write_bytes(out.parent, out.name, body)
    lost = "（YAML 中的注释不保留）" if file.suffix.lower() != ".xlsx" else ""
    moved = out.resolve().parent != file.resolve().parent
    print(f"{out}：已由 {file} 转换{lost}")
    if moved and any(_is_file(account.source) for unit in form.units for account in unit.accounts):
        print(f"账号来源中的文件名相对于登记表所在目录；请把这些文件一并放到 {out.parent}")


def _read(file: Path) -> tuple[RegistryDocument, RegistryForm, Registry]:
    """Raises WrongUse with a line per mistake."""
    document = read_registry_file(file)
    checked = check_document(document)
    mistakes = (*checked.mistakes, *_unknown_catalogues(document, checked))
    if checked.form is None or checked.registry is None or mistakes:
        told = mistakes[:MISTAKES_TOLD]
        more = [f"另有 {len(mistakes) - len(told)} 处"] if len(mistakes) > len(told) else []
        raise WrongUse("\n".join((f"{file}：共 {len(mistakes)} 处需要修改", *told, *more)))
    return document, checked.form, checked.registry


def _unknown_catalogues(document: RegistryDocument, checked: CheckedDocument) -> tuple[str, ...]:
    portal = document.content.get("portal")
    listed = portal.get("catalogues") if isinstance(portal, dict) else None
    known = catalogue_ids()
    return tuple(
        f"{document.place_text(('portal', 'catalogues', at))}：没有编号为“{name}”的指标体系{near(name.strip(), known)}"
        for at, name in enumerate(listed if isinstance(listed, list) else ())
        if isinstance(name, str) and name.strip() and name.strip() not in known
    )


def _missing_sources(registry: Registry) -> tuple[str, ...]:
    """Not a mistake: the file may come before the audit does, and the audit says that it was not there."""
    names = dict.fromkeys(account.source for account in registry.portal.accounts() if _is_file(account.source))
    return tuple(
        f"账号来源“{name}”在 {registry.base} 中尚不存在；检查时没有该文件的账号记为未能观测"
        for name in names
        if not _exists(registry.base / name)
    )


def _is_file(source: str) -> bool:
    return bool(source.strip()) and not source.strip().lower().startswith(("http:", "https:"))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that no file can have
        return False
