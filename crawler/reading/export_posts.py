"""Posts of an export that people or platforms make: CSV of any Chinese Excel, XLSX, XLS."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

import python_calamine

from checks.observation import Clue, Post
from crawler.reading.post_row import MOST_ROWS, TooManyRows, Unreadable, columns_of, post_of

_DELIMITERS = ",\t;，|"
_HEADING_ROWS = 10  # titles, units and dates of making stand above the headings
_MOST_SHEETS = 20
_MOST_PARTS = 2_000
_MOST_UNPACKED_BYTES = 300_000_000
_MOST_CELLS = 6_000_000
_CELL = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')


def posts_of_table(body: bytes) -> tuple[Post, ...]:
    """CSV, its delimiter told by the headings."""
    text = _decoded(body)
    if "\0" in text:
        raise Unreadable("not a text file")
    head = text[:200_000]
    delimiter = max(_DELIMITERS, key=lambda each: _headings_found(head, each))
    try:
        return _posts(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Unreadable(f"broken CSV: {error}") from error


def posts_of_workbook(body: bytes) -> tuple[Post, ...]:
    """The first sheet whose headings name posts."""
    if body.startswith(b"PK"):
        _refuse_bomb(body)
    trouble: Unreadable | None = None
    for rows in _sheets(body):
        try:
            return _posts(rows)
        except Unreadable as error:
            trouble = trouble or error
    raise trouble or Unreadable("a workbook without sheets")


def _posts(rows: Iterable[list[Any]]) -> tuple[Post, ...]:
    columns: dict[str, int] = {}
    above: list[list[Any]] = []
    posts: list[Post] = []
    headings: list[Any] = []
    for number, row in enumerate(rows):
        if number > MOST_ROWS + _HEADING_ROWS:
            raise TooManyRows
        if not columns:
            if number >= _HEADING_ROWS:
                break
            found = columns_of(row)
            if len(found) >= 2:
                columns, headings = found, row
            else:
                above.append(row)
            continue
        values = {field: row[at] for field, at in columns.items() if at < len(row)}
        detail = str(headings[columns["published_at"]])[:40] if "published_at" in columns else ""
        post = post_of(values, Clue.EXPORT, detail=detail.strip())
        if post is not None:
            posts.append(post)
    if not columns:
        raise Unreadable(f"no headings like 标题, 链接, 发布时间 in the first rows: {_shown(above)}")
    if "title" not in columns and "url" not in columns:
        raise Unreadable("no column for titles (标题) or addresses (链接)")
    return tuple(posts)


def _shown(rows: list[list[Any]]) -> str:
    cells = [str(cell).strip() for row in rows[:1] for cell in row[:6] if str(cell or "").strip()]
    return ", ".join(cells)[:80] or "empty"


def _decoded(body: bytes) -> str:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", errors="replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Chinese Excel writes as "CSV". A few broken characters do not make a file unreadable.
        return body.decode("gb18030", errors="replace")


def _headings_found(head: str, delimiter: str) -> int:
    best = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)):
            if number >= _HEADING_ROWS:
                break
            best = max(best, len(columns_of(row)))
    except csv.Error:
        pass
    return best


def _sheets(body: bytes) -> Iterator[list[list[Any]]]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(body))
        names = book.sheet_names[:_MOST_SHEETS]
    except Exception as error:
        raise Unreadable(f"not a workbook that can be read: {str(error)[:120]}") from error
    for name in names:
        try:
            yield book.get_sheet_by_name(name).to_python(nrows=MOST_ROWS + _HEADING_ROWS + 2)
        except Exception as error:
            raise Unreadable(f"sheet {name[:30]!r} cannot be read: {str(error)[:120]}") from error


def _refuse_bomb(body: bytes) -> None:
    """A few kilobytes can unpack to gigabytes, or name one cell in the far corner of a sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED_BYTES:
                raise Unreadable("unpacks to more than a spreadsheet of posts can hold")
            for part in parts:
                if "worksheets/" in part.filename and part.filename.endswith(".xml"):
                    _refuse_far_cells(archive.read(part))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise Unreadable(f"not a workbook that can be read: {str(error)[:120]}") from error
    except Exception as error:
        if isinstance(error, Unreadable | TooManyRows):
            raise
        # zlib and lzma have errors of their own.
        raise Unreadable(f"not a workbook that can be read: {str(error)[:120]}") from error


def _refuse_far_cells(sheet: bytes) -> None:
    rows = columns = 0
    for letters, number in _CELL.findall(sheet):
        rows = max(rows, int(number))
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        columns = max(columns, column)
    if rows > MOST_ROWS + _HEADING_ROWS:
        raise TooManyRows
    if rows * columns > _MOST_CELLS:
        raise Unreadable("the sheet has cells far outside a table of posts")
