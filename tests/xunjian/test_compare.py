"""`xunjian compare`: an issue that could not be looked at again is not gone; two portals are never compared."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy.orm import Session

from checks.observation import Fetch, FetchEnd, Observation
from reports.comparison import NotRechecked
from reports.comparison_words import REASONS
from storage.base import open_database
from storage.crawl_tables import Run
from storage.run_store import RunStore
from storage.runs import begin_run, end_run
from tests.checks.observed import COLUMN_URL, HOME, article, holding, listed, probed, row
from tests.xunjian.stored_run import AS_OF, StoredRun, stored_run

PAGE, OTHER = f"{COLUMN_URL}1.html", f"{COLUMN_URL}2.html"
A, B, C, D = (f"{HOME}{letter}.html" for letter in "abcd")  # a and b are dead in the first run, c lives


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> StoredRun:
    return stored_run(tmp_path_factory.mktemp("compare"))


def later(first: StoredRun, folder: Path, seen: Iterable[Observation], **told: Any) -> tuple[StoredRun, StoredRun]:
    """Both runs in a database of this test; the later one saw `seen`."""
    copied = first.copied_to(folder)
    engine = open_database(copied.database)
    with Session(engine) as session:
        earlier = session.get_one(Run, first.id)
        run = begin_run(
            session,
            portal=earlier.portal,
            home=told.get("home", earlier.home),
            snapshot=earlier.registry_snapshot,
            options=told.get("options", {"catalogues": ["zengdu-2023"]}),
            as_of=AS_OF,
            product_version="0",
        )
        store = RunStore(session, run.id)
        for each in seen:
            store.add(each)
        store.close()
        end_run(session, run, state="finished", summary={})
        second = StoredRun(folder, run.id)
    engine.dispose()
    second.done("check", second.id)
    return copied, second


def dead_links(first: StoredRun, folder: Path, seen: Iterable[Observation], **told: Any) -> dict[str, dict[str, str]]:
    """Kind of change → target → reason, of the check on dead links alone."""
    before, after = later(first, folder, seen, **told)
    found = json.loads(after.done("compare", before.id, after.id, "--format", "json"))
    kinds = ("new", "gone", "persisting", "not_rechecked")
    return {
        kind: {issue["url"]: issue["reason"] for issue in found[kind] if issue["check"] == "dead-link"}
        for kind in kinds
    }


def page(*targets: str) -> list[Observation]:
    return [listed(row(1, "2023-12-01")), article(PAGE, title="关于第1号事项的通知"), holding(PAGE, *targets)]


def test_new_gone_and_persisting(first: StoredRun, tmp_path: Path) -> None:
    seen = [*page(A, B, D), probed(A, 404, 404, 404), probed(B, 200), probed(D, 404, 404, 404)]
    changes = dead_links(first, tmp_path, seen)
    assert changes == {"new": {D: None}, "gone": {B: None}, "persisting": {A: None}, "not_rechecked": {}}


def test_a_link_that_was_taken_out_of_its_page_is_gone(first: StoredRun, tmp_path: Path) -> None:
    changes = dead_links(first, tmp_path, [*page(A), probed(A, 404, 404, 404)])
    assert changes["gone"] == {B: None}


def test_a_target_that_could_not_be_looked_at_is_not_gone(first: StoredRun, tmp_path: Path) -> None:
    timeout = Fetch(ended=FetchEnd.TIMEOUT)
    changes = dead_links(first, tmp_path, [*page(A, B), probed(A, 403), probed(B, timeout)])
    assert changes["gone"] == {}
    assert changes["not_rechecked"] == {A: "place-not-seen", B: "place-not-seen"}


def test_a_page_that_was_not_looked_at_takes_no_issue_along(first: StoredRun, tmp_path: Path) -> None:
    seen = [
        listed(row(2, "2023-12-02")),
        article(OTHER, title="关于第2号事项的通知"),
        holding(OTHER, C),
        probed(C, 200),
    ]
    changes = dead_links(first, tmp_path, seen)
    assert changes["gone"] == {}
    assert changes["not_rechecked"] == {A: "place-not-seen", B: "place-not-seen"}


def test_a_page_behind_a_server_error_was_not_seen(first: StoredRun, tmp_path: Path) -> None:
    broken = Fetch(ended=FetchEnd.ANSWERED, status=502)
    seen: list[Observation] = [listed(row(1, "2023-12-01"), row(2, "2023-12-02")), article(PAGE, fetch=broken)]
    seen += [article(OTHER), holding(OTHER, C), probed(C, 200)]
    assert dead_links(first, tmp_path, seen)["gone"] == {}


def test_an_empty_later_run_makes_nothing_gone(first: StoredRun, tmp_path: Path) -> None:
    before, after = later(first, tmp_path, [])
    found = json.loads(after.done("compare", before.id, after.id, "--format", "json"))
    assert found["gone"] == []
    assert found["counts"]["not_rechecked"] > 0
    assert any(each["after"] == "not-observed" for each in found["changed_verdicts"])
    assert any(each["subjects_not_observed"][1] > each["subjects_not_observed"][0] for each in found["coverage"])


def test_what_the_later_run_was_not_asked_for(first: StoredRun, tmp_path: Path) -> None:
    options = {"catalogues": ["zengdu-2023"], "columns": ["通知公告"]}
    before, after = later(first, tmp_path, page(A, B), options=options)
    text = after.done("compare", before.id, after.id)
    assert "仅部分单位或栏目" in text
    assert "消失 0 个" in text
    found = json.loads(after.done("compare", before.id, after.id, "--format", "json"))
    assert "not-asked" in {issue["reason"] for issue in found["not_rechecked"]}


def test_the_order_of_the_names_does_not_matter_and_text_says_it(first: StoredRun, tmp_path: Path) -> None:
    before, after = later(first, tmp_path, [*page(A), probed(A, 404, 404, 404)])
    text = after.done("compare", before.id, after.id)
    assert text == after.done("compare", after.id, before.id)
    assert f"上次 {before.id}" in text
    assert "消失 1 个" in text
    assert "县发展和改革局" in text


def test_files_are_the_same_for_the_same_runs(first: StoredRun, tmp_path: Path) -> None:
    before, after = later(first, tmp_path, [*page(A, D), probed(A, 404, 404, 404), probed(D, 404, 404, 404)])
    written = []
    for name in ("one", "two"):
        after.done("compare", before.id, after.id, "--out", name)
        written.append([(tmp_path / name / file).read_bytes() for file in ("compare.json", "compare.xlsx")])
    assert written[0] == written[1]
    book = openpyxl.load_workbook(io.BytesIO(written[0][1]))
    assert book.sheetnames == ["汇总", "新增", "消失", "仍存在", "未能复核", "结论变化", "覆盖差异"]
    assert D in "".join(str(cell.value) for line in book["新增"].iter_rows() for cell in line)


def test_other_portals_and_one_run_alone_are_refused(first: StoredRun, tmp_path: Path) -> None:
    before, after = later(first, tmp_path, page(A), home="https://www.other.gov.example/")
    said = after.refused("compare", before.id, after.id, "--out", "out")
    assert "不是同一门户" in said
    assert "https://www.other.gov.example/" in said
    assert not (tmp_path / "out" / "compare.json").exists()
    assert "相同" in after.refused("compare", after.id, after.id)
    assert "20010101" in after.refused("compare", after.id, "20010101")


def test_every_reason_has_a_word() -> None:
    assert set(REASONS) == set(NotRechecked)
