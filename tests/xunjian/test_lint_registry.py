"""`catalogue lint --registry`: which responsible units of a table nobody in the registry answers to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

XUNJIAN = str(Path(sys.executable).parent / "xunjian")

TABLE = """
id: who-2024
title: 责任单位示例
edition: "2024"
columns: [一级指标, 二级指标, 评分细则, 责任单位, 分值]
groups:
  - name: 公开
    headings: [{text: 公开, at: "1"}]
    indicators:
      - id: "1"
        path: [公开, 机构职能]
        text: ""
        weight: "1"
        responsible: [各镇, 县政府各部门, 相关驻石单位]
        clauses:
          - {id: "1.1", text: 是否公开, source: {judgement: {ask: 公开与否}}, scoring: {kind: share, share: "100"}}
      - id: "2"
        path: [公开, 双随机]
        text: ""
        weight: "1"
        responsible: [县发改局, 县气象局, 各涉关单位]
        clauses:
          - {id: "2.1", text: 是否公开, source: {judgement: {ask: 公开与否}}, scoring: {kind: share, share: "100"}}
"""

REGISTRY = """
portal: {name: 示例县人民政府, home: "http://127.0.0.1:9/"}
units:
  - {name: 县发展和改革局, columns: [{name: 通知公告, url: "http://127.0.0.1:9/a/", class: notice}]}
"""


def lint(folder: Path, registry: str) -> subprocess.CompletedProcess[str]:
    (folder / "table.yaml").write_text(TABLE, encoding="utf-8")
    (folder / "registry.yaml").write_text(registry, encoding="utf-8")
    command = [XUNJIAN, "catalogue", "lint", str(folder / "table.yaml"), "--registry", str(folder / "registry.yaml")]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_what_matches_nobody_is_listed_with_what_to_write(tmp_path: Path) -> None:
    done = lint(tmp_path, REGISTRY)
    assert done.returncode == 0, done.stderr
    head, *lines = [line.strip() for line in done.stdout.splitlines()[1:]]
    assert head == "责任单位：5 项在登记表中没有对应的单位，所涉各行如下"
    assert lines == [
        "各镇（1 机构职能）：没有这类单位；如有，请为其写 kind: town",
        "相关驻石单位（1 机构职能）：没有这类单位；如有，请为其写 kind: stationed",
        "县发改局（2 双随机）：是否指县发展和改革局？请在该单位的 aliases 中写“县发改局”",
        "县气象局（2 双随机）：请登记该单位，或在相应单位的 aliases 中写“县气象局”",
        "各涉关单位（2 双随机）：原表未指明单位；请为所涉单位在 roles 中写“涉关单位”，"
        "只涉及某一事项的写如“双随机涉关单位”",
    ]


def test_a_registry_that_follows_the_advice_leaves_less(tmp_path: Path) -> None:
    named = REGISTRY.replace(
        "name: 县发展和改革局", "name: 县发展和改革局, aliases: [县发改局], roles: [双随机涉关单位]"
    )
    done = lint(tmp_path, named)
    assert "责任单位：3 项" in done.stdout


def test_a_broken_registry_is_wrong_use(tmp_path: Path) -> None:
    done = lint(tmp_path, REGISTRY.replace("units:", "unitz:"))
    assert done.returncode == 2
    assert "registry.yaml" in done.stderr
    assert "unitz" in done.stderr
