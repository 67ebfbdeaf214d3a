from __future__ import annotations

import pytest

from checks.personal_numbers import (
    BANK_CARD,
    IDENTITY_CARD,
    MOBILE,
    find_and_mask,
    is_masked_address,
    mask_address,
    mask_text,
)

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def card_of(seventeen: str) -> str:
    return seventeen + "10X98765432"[sum(int(a) * b for a, b in zip(seventeen, WEIGHTS, strict=True)) % 11]


PERSON = card_of("35012819900307851")
WRONG = PERSON[:17] + ("1" if PERSON[17] != "1" else "2")
BANK = "6222021234567890128"
MASKED_PERSON = f"3501**********{PERSON[14:]}"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize(
    ("text", "masked", "kind"),
    [
        (f"<p>身份证号：{PERSON}</p>", f"<p>身份证号：{MASKED_PERSON}</p>", IDENTITY_CARD),
        (f"<td>张某</td><td>{PERSON}</td>", f"<td>张某</td><td>{MASKED_PERSON}</td>", IDENTITY_CARD),
        ("联系人：李某，13812345678。", "联系人：李某，138****5678。", MOBILE),
        ("手机138 1234 5678", "手机138 **** 5678", MOBILE),
        ("<a href='tel:13812345678'>拨打</a>", "<a href='tel:138****5678'>拨打</a>", MOBILE),
        (f"卡号：{BANK}", f"卡号：6222***********{BANK[-4:]}", BANK_CARD),
    ],
)
def test_numbers_of_people_are_masked(text: str, masked: str, kind: str, encoding: str):
    body = text.encode(encoding)
    result = find_and_mask(body)
    assert result.body.decode(encoding) == masked
    assert len(result.body) == len(body)
    assert [one.kind for one in result.numbers] == [kind]
    assert PERSON not in result.numbers[0].place
    assert "<" not in result.numbers[0].place


@pytest.mark.parametrize(
    "text",
    [
        f"<a href='/x?id={WRONG}'>详情</a>",
        f"见 http://www.example.gov.cn/a/{WRONG}/b",
        f"统一社会信用代码：{PERSON}",
        "索引号：114403006955506492/2021-00426",
        "138****5678 和 3301**********1234",
        "金额13812345678.00元",
        "示例函〔2023〕13812345678号",
        "<img src='/P020240409326890184470.png'>",
        f"<script>var id = '{BANK}', t = 13812345678;</script>",
        "电话0591-23812345",
        f"<td>{WRONG}</td>",
        "项目代码：2301-350128-04-01-123456",
        "订单13312345678901",
    ],
)
def test_other_numbers_are_left_alone(text: str):
    result = find_and_mask(text.encode())
    assert (result.body.decode(), result.numbers) == (text, ())


def test_a_labelled_number_with_a_wrong_check_character_says_so():
    numbers = find_and_mask(f"身份证号 {WRONG}".encode()).numbers
    assert [one.checksum_ok for one in numbers] == [False]


def test_serial_numbers_that_meet_the_checksum_by_chance_stay():
    serials = "".join(f"<td>350128202301{day:02}{serial:04}</td>" for day in range(1, 28) for serial in range(3))
    assert find_and_mask(serials.encode()).numbers == ()


def test_text_is_masked_too():
    assert mask_text(f"请联系13912345678，{PERSON}") == f"请联系139****5678，{MASKED_PERSON}"


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("/cx?sfz=11010519491231002X&p=1", "/cx?sfz=1101**********002X&p=1"),
        ("/cx/110105194912310021", ""),  # a wrong checksum
        ("/cx/x11010519491231002X", ""),  # part of a word
        ("/xm?id=110105202303150015", ""),  # a project of 2023, whatever its last digit
        ("/t20231201_110105194912310.html", ""),
    ],
)
def test_identity_numbers_in_addresses(address, masked):
    """110105 19491231 002 X is the example of GB 11643-1999."""
    masked = masked or address
    assert mask_address(address) == masked
    assert is_masked_address(masked) is (masked != address)
    page = f'<p><a href="{address}">查询</a></p>'.encode()
    assert find_and_mask(page).body == page.replace(address.encode(), masked.encode())
