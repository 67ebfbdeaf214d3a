"""Names of files as servers of this field send them."""

from __future__ import annotations

import pytest

from crawler.sent_name import sent_name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (None, ""),
        (b"inline", ""),
        (b'attachment; filename="form.doc"', "form.doc"),
        (b"attachment;filename=form.doc", "form.doc"),
        ('attachment; filename="申请表.doc"'.encode(), "申请表.doc"),
        ('attachment; filename="申请表.doc"'.encode("gbk"), "申请表.doc"),
        (b'attachment; filename="%E7%94%B3%E8%AF%B7%E8%A1%A8.doc"', "申请表.doc"),
        (b"attachment; filename=x.doc; filename*=UTF-8''%E7%94%B3%E8%AF%B7%E8%A1%A8.doc", "申请表.doc"),
        (b"attachment; filename*=\"UTF-8''%E7%94%B3.doc\"", "申.doc"),
        (b'attachment; filename="..\\..\\etc/form.doc"', "form.doc"),
        (b"attachment; filename*=nonsense''%E7%94%B3.doc", "申.doc"),
        (b"attachment; filename=" + b"a" * 100_000, "a" * 1_979),
    ],
)
def test_names(header: bytes | None, name: str) -> None:
    assert sent_name(header) == name
