"""What discovery left for people, as the report and the summary list it."""

from __future__ import annotations

from checks.subjects import Account, AccountType, Column, ColumnClass, Guess, Portal, Unit
from reports.to_confirm import to_confirm

HOME = "http://www.lanxi.gov.example/"


def portal(*columns: Column, accounts: tuple[Account, ...] = (), guess: Guess | None = None) -> Portal:
    return Portal(
        name="澜溪县", home=HOME, units=(Unit(name="县政府办", columns=columns, accounts=accounts, guess=guess),)
    )


def column(guess: Guess | None) -> Column:
    return Column(unit="县政府办", name="结果反馈", url=f"{HOME}jgfk/", guess=guess)


def test_a_registry_of_people_asks_nothing() -> None:
    assert to_confirm(portal(column(None))) == ()


def test_what_is_sure_is_not_asked() -> None:
    sure = Guess(confidence=0.9, reason="名称", unit_confidence=0.9, unit_reason="来源")
    assert to_confirm(portal(column(sure), guess=Guess(confidence=0.9, reason="名称"))) == ()


def test_a_class_that_was_not_used() -> None:
    open_class = Guess(
        confidence=0.5,
        reason="名称",
        likely=ColumnClass.SOLICITATION,
        unit_confidence=0.9,
        unit_reason="",
        confirm=True,
    )
    (entry,) = to_confirm(portal(column(open_class)))
    assert (entry.what, entry.used, entry.question) == ("栏目类型", "按“其他”检查", "是否为“意见征集”类栏目")
    assert (entry.confidence, entry.reason) == (0.5, "名称")


def test_an_owner_that_is_not_known() -> None:
    open_owner = Guess(confidence=0.9, reason="名称", unit_confidence=0.5, unit_reason="未见归属", confirm=True)
    (entry,) = to_confirm(portal(column(open_owner)))
    assert (entry.what, entry.used, entry.reason) == ("归属单位", "暂归县政府办", "未见归属")


def test_a_column_behind_a_log_in() -> None:
    unseen = Guess(confidence=0.7, reason="需要登录", unit_confidence=0.92, unit_reason="站点", confirm=True)
    (entry,) = to_confirm(portal(column(unseen)))
    assert (entry.what, entry.question) == ("栏目", "是否为对外公开的栏目")


def test_units_and_accounts() -> None:
    guess = Guess(confidence=0.8, reason="矩阵页", confirm=True)
    account = Account(unit="县政府办", platform="wechat", type=AccountType.OTHER, name="澜溪发布", guess=guess)
    asked = to_confirm(portal(accounts=(account,), guess=Guess(confidence=0.5, reason="来源", confirm=True)))
    assert [entry.what for entry in asked] == ["单位", "账号"]
