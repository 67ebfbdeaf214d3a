from __future__ import annotations

import pytest

from crawler.plan import PlanError, make_plan
from crawler.targets import Registry, load_registry

TEXT = """\
portal: {name: 澜溪县人民政府, home: "https://www.lanxi.gov.example/", sites: ["https://zw.lanxi.gov.example/"]}
units:
  - name: 县发展和改革局
    aliases: [县发改局]
    columns:
      - {name: 通知公告, url: "https://www.lanxi.gov.example/tzgg/"}
      - {name: 政策文件, url: "https://www.lanxi.gov.example/zcwj/", class: policy}
    accounts:
      - {platform: wechat, name: 澜溪发改, type: subscription, source: fgj.csv}
      - {platform: weibo, name: 澜溪发改, type: weibo}
  - name: 县教育局
    sites: ["https://jyj.lanxi.gov.example/"]
    columns:
      - {name: 通知公告, url: "https://jyj.lanxi.gov.example/tzgg/"}
  - name: 县档案馆
  - name: 县融媒体中心
    accounts:
      - {platform: wechat, name: 澜溪发布, type: subscription}
"""


@pytest.fixture
def registry(tmp_path) -> Registry:
    file = tmp_path / "registry.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return load_registry(file)


def test_everything(registry):
    plan = make_plan(registry)
    assert plan.whole
    assert len(plan.columns) == 3
    # An account without a source cannot be looked at, so no look is planned for it.
    assert [account.platform for account in plan.accounts] == ["wechat"]
    kinds = [kind for kind, _ in plan.first_looks()]
    assert kinds.count("list-seen") == 3
    assert kinds.count("page-seen") == kinds.count("search-tried") == kinds.count("host-probed") == 3
    assert kinds.count("account-posts-seen") == 1


def test_a_unit_by_its_alias_brings_its_columns_and_accounts(registry):
    plan = make_plan(registry, ["县发改局"])
    assert not plan.whole
    assert plan.sites == ()
    assert [column.name for column in plan.columns] == ["通知公告", "政策文件"]
    assert len(plan.accounts) == 1
    assert {kind for kind, _ in plan.first_looks()} == {"list-seen", "account-posts-seen"}


def test_a_unit_brings_its_own_sites_unless_a_column_is_asked_for(registry):
    plan = make_plan(registry, ["县教育局"])
    assert not plan.whole
    assert plan.sites == ("https://jyj.lanxi.gov.example/",)
    kinds = [kind for kind, _ in plan.first_looks()]
    assert sorted(kinds) == ["host-probed", "list-seen", "page-seen"]  # search is a function of the portal
    assert make_plan(registry, ["县教育局"], ["通知公告"]).sites == ()


def test_a_unit_with_nothing_to_look_at(registry):
    with pytest.raises(PlanError, match=r"^单位县档案馆没有登记栏目、网站或账号，没有可检查的内容$"):
        make_plan(registry, ["县档案馆"])
    with pytest.raises(PlanError, match=r"^单位县融媒体中心登记的账号没有填写来源"):
        make_plan(registry, ["县教育局", "县融媒体中心"])
    assert make_plan(registry).whole


@pytest.mark.parametrize(
    ("units", "columns", "urls"),
    [
        (["县教育局"], ["通知公告"], ["https://jyj.lanxi.gov.example/tzgg/"]),
        ([], ["通知公告"], ["https://www.lanxi.gov.example/tzgg/", "https://jyj.lanxi.gov.example/tzgg/"]),
        ([], ["https://www.lanxi.gov.example/zcwj/"], ["https://www.lanxi.gov.example/zcwj/"]),
        ([], ["HTTPS://WWW.lanxi.gov.example:443/zcwj/"], ["https://www.lanxi.gov.example/zcwj/"]),
    ],
)
def test_columns_by_name_or_address(registry, units, columns, urls):
    plan = make_plan(registry, units, columns)
    assert [column.url for column in plan.columns] == urls
    assert plan.accounts == ()
    assert not plan.whole


@pytest.mark.parametrize(
    ("units", "columns", "near"),
    [
        (["发改局"], [], "县发改局"),
        (["县教育"], [], "县教育局"),
        (["县发改局"], ["公告"], "通知公告"),
        ([], ["政策"], "政策文件"),
        (["县教育局"], ["政策文件"], "通知公告"),
        ([], ["https://www.lanxi.gov.example/other/"], "通知公告"),
    ],
)
def test_a_word_that_matches_nothing_names_near_ones(registry, units, columns, near):
    with pytest.raises(PlanError) as refused:
        make_plan(registry, units, columns)
    assert near in str(refused.value)
    assert "\n" not in str(refused.value)
