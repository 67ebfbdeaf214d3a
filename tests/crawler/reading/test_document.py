from __future__ import annotations

import pytest

from crawler.reading.document import Document

TEXT = "示例县人民政府关于印发优化营商环境实施方案的通知"


def parsed(body: bytes, content_type: str = "text/html", charset: str = "") -> Document:
    return Document.parse(body, "https://www.example.gov.cn/a/b.html", content_type, charset)


@pytest.mark.parametrize(
    ("head", "encoding", "header"),
    [
        ("<meta charset='utf-8'>", "utf-8", ""),
        ("<meta charset=utf-8 name=viewport content='width=device-width'>", "utf-8", ""),
        ("<meta http-equiv='Content-Type' content='text/html; charset=gb2312'>", "gb18030", ""),
        ("", "gb18030", "GBK"),
        ("<meta charset='utf-8'>", "gb18030", ""),  # a template that lies
        ("<meta charset='gb2312'>", "utf-8", ""),
        ("<meta charset='utf-8'>", "gb18030", "utf-8"),
        ("<meta charset='utf-8'>", "utf-8", "ISO-8859-1"),
        ("", "gb18030", "iso-8859-1"),
        ("", "gb18030", ""),
        ("", "utf-8", ""),
    ],
)
def test_a_declaration_that_decodes_wins(head: str, encoding: str, header: str):
    body = f"<html><head>{head}<title>{TEXT}</title></head><body><p>{TEXT * 5}</p></body></html>".encode(encoding)
    assert parsed(body, charset=header).site_title == TEXT


def test_a_byte_order_mark_beats_everything():
    assert parsed(f"<title>{TEXT}</title>".encode("utf-8-sig"), charset="gbk").site_title == TEXT
    assert parsed(f"<title>{TEXT}</title>".encode("utf-16"), charset="gbk").site_title == TEXT


def test_a_broken_byte_does_not_turn_the_page_over():
    body = f"<meta charset=utf-8><title>{TEXT}</title><p>{TEXT * 40}</p>".encode() + b"\xe4\xb8"
    document = parsed(body)
    assert (document.charset, document.site_title) == ("utf-8", TEXT)


@pytest.mark.parametrize("body", [b"", b"   ", b"\x00\x01\x02", b"<", b"plain words", b"%PDF-1.4 \xff\xfe\x00"])
def test_what_is_no_page_gives_an_empty_tree(body: bytes):
    document = parsed(body)
    assert document.body_element is not None
    assert document.metas == ()


def test_nesting_without_end_is_bounded():
    document = parsed(b"<div>" * 20_000 + b"x")
    assert document.body_element is not None


def test_links_follow_the_base_and_the_charset():
    body = "<base href='/x/'><meta charset=gbk><a href='s?q=示例'>a</a>".encode("gbk")
    document = parsed(body)
    assert document.link("s?q=示例") == "https://www.example.gov.cn/x/s?q=%CA%BE%C0%FD"


def test_an_xml_prolog_does_not_empty_the_page():
    prolog = "<?xml version='1.0' encoding='gbk'?>\n<!DOCTYPE html>"
    body = f"{prolog}<html><head><title>{TEXT}</title></head><body><p>{TEXT}</p></body></html>"
    document = parsed(body.encode("gbk"))
    assert document.site_title == TEXT
    assert document.body_element.text_content() == TEXT
