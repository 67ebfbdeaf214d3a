from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from checks.subjects import AccountType, ColumnClass, Guess
from crawler.targets import RegistryError, load_registry, registry_from_snapshot

WHOLE = """\
portal:
  name: 示例县人民政府
  home: https://www.example.gov.example
  sites: [https://fgj.example.gov.example/]
  catalogues: [zengdu-2023]
network:
  requests_per_second: 2
  resolver: 127.0.0.1:5353
  allow: [127.0.0.0/8, "::1/128"]
  user_agent_contact: mailto:audit@example.gov.example
units:
  - name: 县发展和改革局
    aliases: [县发改局]
    roles: [重大建设项目牵头]
    kind: department
    attributes: {service_hall: false, key_domains: 交通}
    sites: [https://fgj.example.gov.example/]
    columns:
      - {name: 通知公告, url: https://www.example.gov.example/tzgg/, class: notice, update_within_days: 180}
      - {name: 人事任免, url: https://www.example.gov.example/rsrm/, exempt: 本期无业务, exempt_until: 2023-12-31}
    accounts:
      - {platform: wechat, type: subscription, name: 示例发改, verified_as: 示例县发改局,
         source: accounts/fgj.csv}
required_reposts:
  - {title: 部分节假日安排, published: 2023-11-22, deadline: 2023-11-27, applies_to: [subscription]}
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "registry.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(RegistryError) as refused:
        load_registry(written(folder, text))
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert "registry.yaml" in sentence
    return sentence


def test_whole_registry(tmp_path):
    registry = load_registry(written(tmp_path, WHOLE))
    portal = registry.portal
    assert portal.home == "https://www.example.gov.example/"
    unit = portal.units[0]
    assert unit.names == ("县发展和改革局", "县发改局")
    assert unit.attributes == (("key_domains", "交通"), ("service_hall", False))
    assert unit.columns[0].column_class is ColumnClass.NOTICE
    assert unit.columns[0].update_within_days == 180
    assert unit.columns[1].column_class is ColumnClass.OTHER
    assert unit.columns[1].exempt_until == date(2023, 12, 31)
    assert unit.accounts[0].source == "accounts/fgj.csv"
    assert portal.required_reposts[0].applies_to == (AccountType.SUBSCRIPTION,)
    assert registry.network.allow == ("127.0.0.0/8", "::1/128")
    assert registry.network.resolver == "127.0.0.1:5353"


def test_snapshot_gives_the_same_registry(tmp_path):
    registry = load_registry(written(tmp_path, WHOLE))
    again = registry_from_snapshot(registry.snapshot)
    assert again == registry


def test_defaults_are_polite(tmp_path):
    registry = load_registry(written(tmp_path, "portal: {name: 县, home: 'http://a.gov.example/'}\n"))
    assert registry.network.requests_per_second == 2
    assert registry.network.allow == ()
    assert registry.portal.units == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("class: notice", "class: notices", 19, ["units[1].columns[1].class", "notices", "notice", "annual_report"]),
        ("update_within_days", "update_within_day", 19, ["update_within_day", "是否想写 update_within_days"]),
        ("2023-12-31", "2023-13-31", 20, ["exempt_until", "2023-13-31", "2023-12-31"]),
        ("2023-11-27", "27/11/2023", 25, ["deadline", "27/11/2023"]),
        ("https://www.example.gov.example/tzgg/", "ftp://www.example.gov.example/tzgg/", 19, ["url", "ftp:"]),
        ("127.0.0.0/8", "127.0.0.0/33", 9, ["network.allow[1]", "127.0.0.0/33"]),
        ("127.0.0.1:5353", "dns.example", 8, ["network.resolver", "dns.example"]),
        ("requests_per_second: 2", "requests_per_second: -1", 7, ["requests_per_second"]),
        ("requests_per_second: 2", "requests_per_second: viel", 7, ["requests_per_second", "viel"]),
        ("type: subscription", "type: subscribtion", 22, ["subscribtion", "是否想写 subscription"]),
        ("name: 人事任免", "name: 通知公告", 20, ["通知公告", "第 19 行"]),
        ("update_within_days: 180", "update_within_days: 0", 19, ["update_within_days", "0"]),
        ("exempt: 本期无业务, ", "", 20, ["exempt_until", "exempt"]),
        ("  name: 示例县人民政府\n", "", 1, ["portal.name"]),
        ("mailto:audit@example.gov.example", "audit@example.gov.example", 10, ["mailto:"]),
        ("service_hall: false", "service_hall: [1]", 16, ["service_hall"]),
    ],
)
def test_mistakes_name_line_key_and_cure(tmp_path, old, new, line, said):
    assert old in WHOLE
    sentence = refusal(tmp_path, WHOLE.replace(old, new, 1))
    assert f"第 {line} 行" in sentence
    for words in said:
        assert words in sentence


def test_two_units_of_one_name(tmp_path):
    doubled = WHOLE.replace("required_reposts:", "  - {name: 县发改局}\nrequired_reposts:")
    assert "县发改局" in refusal(tmp_path, doubled)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n- b\n",
        "portal: {name: 县\n",
        "portal: [::1/128]\nx",
        "a: b: c",
        "portal:\n\tname: 县\n",
        "? [a]\n: b\n",
    ],
)
def test_text_that_is_no_registry(tmp_path, text):
    refusal(tmp_path, text)


def test_key_written_twice(tmp_path):
    assert "写了两次" in refusal(tmp_path, "portal: {name: 县, name: 市, home: 'http://a.example/'}\n")


def test_expanding_aliases_are_bounded(tmp_path):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert "内容过多" in refusal(tmp_path, "\n".join(lines))


def test_unthrottled_only_inside_allow(tmp_path):
    unthrottled = "portal: {name: 县, home: 'http://HOST/'}\nnetwork: {requests_per_second: 0, allow: [ALLOW]}\n"
    refused = unthrottled.replace("HOST", "www.example.gov.example").replace("ALLOW", "")
    assert "不限速" in refusal(tmp_path, refused)
    refused = unthrottled.replace("HOST", "93.184.216.34").replace("ALLOW", "127.0.0.0/8")
    assert "93.184.216.34" in refusal(tmp_path, refused)
    fine = unthrottled.replace("HOST", "127.0.0.1:8800").replace("ALLOW", "127.0.0.0/8")
    assert load_registry(written(tmp_path, fine)).network.requests_per_second == 0


def test_files_that_are_not_there_or_not_text(tmp_path):
    with pytest.raises(RegistryError, match=r"没有这个文件"):
        load_registry(tmp_path / "nothing.yaml")
    with pytest.raises(RegistryError, match=r"文件夹"):
        load_registry(tmp_path)
    with pytest.raises(RegistryError, match=r"没有这个文件"):
        load_registry(tmp_path / "form.xlsx")
    with pytest.raises(RegistryError, match=r"另存为"):
        load_registry(tmp_path / "form.xlsm")
    with pytest.raises(RegistryError, match=r"超过 8 MB"):  # never read to its end
        load_registry("/dev/zero")
    gbk = tmp_path / "gbk.yaml"
    gbk.write_bytes("portal:\n  name: 示例县人民政府\n".encode("gb18030"))
    with pytest.raises(RegistryError, match=r"第 2 行.*UTF-8"):
        load_registry(gbk)


def test_account_source_that_is_missing_is_no_input_error(tmp_path):
    registry = load_registry(written(tmp_path, WHOLE))
    assert not (registry.base / registry.portal.units[0].accounts[0].source).exists()


def test_guesses_of_discovery_are_kept_through_file_and_snapshot(tmp_path: Path) -> None:
    file = tmp_path / "registry.yaml"
    file.write_text(
        "portal: {name: 澜溪县人民政府, home: 'http://www.lanxi.gov.example/'}\n"
        "units:\n"
        "  - name: 县发展和改革局\n"
        "    guess: {confidence: 0.9, reason: 部门网站的名称}\n"
        "    columns:\n"
        "      - name: 政策法规\n"
        "        url: http://www.lanxi.gov.example/zcfg/\n"
        "        guess: {confidence: 0.5, reason: 名称, likely: policy, unit_confidence: 0.8, unit_reason: 来源,\n"
        "                confirm: true}\n"
        "    accounts:\n"
        "      - {platform: wechat, name: 澜溪发改, guess: {confidence: 0.7, reason: 新媒体矩阵页}}\n",
        encoding="utf-8",
    )
    registry = load_registry(file)
    column = next(registry.portal.columns())
    assert column.guess == Guess(
        confidence=0.5, reason="名称", likely=ColumnClass.POLICY, unit_confidence=0.8, unit_reason="来源", confirm=True
    )
    assert registry_from_snapshot(registry.snapshot).portal == registry.portal


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("{confidence: 1.2}", "0 到 1"),
        ("{confidence: 0.5, likely: polcy}", "是否想写 policy"),
        ("{reason: 无}", "confidence"),
    ],
)
def test_a_wrong_guess_is_told_by_line_and_key(tmp_path: Path, written: str, sentence: str) -> None:
    file = tmp_path / "registry.yaml"
    file.write_text(
        "portal: {name: 澜溪县人民政府, home: 'http://www.lanxi.gov.example/'}\n"
        f"units:\n  - name: 县发展和改革局\n    guess: {written}\n",
        encoding="utf-8",
    )
    with pytest.raises(RegistryError, match=f"第 4 行.*{sentence}"):
        load_registry(file)
