"""The box of 索引号, 发文机关, 成文日期, 发布日期 … above a document, as pairs of label and value."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.html import HtmlElement

from crawler.reading.document import clean
from crawler.reading.page_layout import Line

LABELS = (
    "索引号", "信息索引号", "索取号", "索引码", "索引编号", "索引编码",
    "主题分类", "主题词", "体裁分类", "组配分类", "服务对象", "发文机关", "发文机构",
    "发文单位", "制发机关", "发布机构", "发布机关", "发布单位", "公开主体", "公开机构", "信息来源", "责任部门",
    "联合发文单位", "发文字号", "文号", "文件编号", "文件号", "成文日期", "成文时间", "生成日期", "生成时间",
    "印发日期", "签发日期", "发文日期", "发文时间", "发布日期", "发布时间", "公开日期", "公开时间", "公布日期",
    "公开方式", "公开类别", "公开类型", "公开时限", "公开范围", "公开属性", "公开形式", "标题", "名称",
    "文件名称", "信息名称", "有效性", "时效性", "效力状态", "是否有效", "文件状态", "有效状态", "有效期",
    "生效日期", "生效时间", "实施日期", "施行日期", "失效日期", "失效时间", "废止日期", "废止时间", "关键词",
    "关键字", "内容概述", "信息概述", "内容摘要", "分类", "信息分类", "文件类型", "所属类别", "统一登记号",
    "规范性文件编号", "登记号", "文种", "公文种类", "隶属关系", "信息有效性", "有效与否", "是否失效", "废止状态",
    "制发日期", "制发单位", "印发机关", "公开责任部门",
    "统一编号", "信息编号", "目录编号", "文档编号",
)  # fmt: skip
_KNOWN = frozenset(LABELS)
# A number of the document under a name of the portal's own: kept, so that nobody calls it missing.
_OWN_NUMBER = (
    r"(?:信息|公文|文件|文档|目录|公开|统一|资源|检索|政务|条目|档案)[\u4e00-\u9fff]{0,4}(?:编号|编码|序号|号|码)"
)
_TELLING = frozenset(
    (
        "索引号",
        "信息索引号",
        "索取号",
        "索引码",
        "索引编号",
        "索引编码",
        "发文字号",
        "文号",
        "成文日期",
        "成文时间",
        "生成日期",
        "主题分类",
        "有效性",
        "时效性",
        "效力状态",
        "发文机关",
        "发布机构",
        "公开方式",
        "发文日期",
    )
)
_FEWEST = 3
_LONGEST_TWO_NAMES = 20
_FEWEST_ALIKE = 2
# A second name of the same field: 索引号/统一编号, 发文字号（文号）.
_SECOND_NAME = r"(?:\s*[/／]\s*[\u4e00-\u9fff]{2,8}|\s*[（(]\s*[\u4e00-\u9fff]{2,8}\s*[)）])?"
_PAIR = re.compile(
    r"(?:^|(?<=[\s|；;。,，]))[【\[]?\s?(?:[\u4e00-\u9fff]{2,8}\s*[/／]\s*)?(?P<label>"
    + "|".join(r"\s*".join(label) for label in sorted(LABELS, key=len, reverse=True))
    + f"|{_OWN_NUMBER})"
    + _SECOND_NAME
    + r"\s*[】\]]?\s*[:：]"
)
_NAMES_OF_ONE = re.compile(r"[/／（(）)]")
_JOINED_PAIR = re.compile("(?P<label>" + "|".join(sorted(LABELS, key=len, reverse=True)) + ")[:：]")
_HEAD_WORDS = re.compile(r"(?<!息)来\s?源\s?[:：]|(?:浏览|点击|阅读|访问)\S{0,3}\s?[:：]|字\s?[体号]\s?[:：]")
_OTHER_FIELD = re.compile(r"\s[\u4e00-\u9fff]{2,8}\s?[:：]")
_BLANK = re.compile(r"\s+")
_CELLS = frozenset(("td", "th", "dt", "dd"))


def read_box(lines: Iterable[Line]) -> tuple[tuple[str, str], ...]:
    """The pairs in the order of the page; empty when the lines hold no box (fewer than three known labels)."""
    rows = list(lines)
    pairs: list[tuple[str, str]] = []
    inline: int | None = 0  # fields that hold their value on their own line; None once one does not
    n = 0
    while n < len(rows):
        line = rows[n]
        n += 1
        if len(line.text) > 400:
            continue
        bare = _bare_label(line.text)
        if bare and (under := _values_under(line)):
            pairs += under
            n += len(under) * 2 - 1
            continue
        if bare and _is_empty_among(line, inline):
            pairs.append((bare, ""))
            continue
        if bare:
            value, used = _value_beside(line, rows, n)
            pairs.append((bare, value))
            n += used
            inline = None
            continue
        if (pair := _label_set_apart(line)) is not None:
            pairs.append(pair)
            inline = inline + 1 if inline is not None and pair[1] else inline
            continue
        marks = list(_PAIR.finditer(line.text))
        if len(marks) < _FEWEST <= line.text.count("：") + line.text.count(":"):
            joined = list(_JOINED_PAIR.finditer(line.text))
            marks = joined if len(joined) >= _FEWEST else marks  # elements side by side with nothing between them
        if _HEAD_WORDS.search(line.text) and not any(_BLANK.sub("", mark["label"]) in _TELLING for mark in marks):
            continue  # 发布时间 and 来源 under the title
        for mark, following in zip(marks, [*marks[1:], None], strict=False):
            end = following.start() if following else len(line.text)
            value = line.text[mark.end() : end]
            if len(marks) > 1 and (other := _OTHER_FIELD.search(value)):
                value = value[: other.start()]  # several fields on one line, one of them under a label we do not know
            pairs.append((_BLANK.sub("", mark["label"]), clean(value).strip("|；; ")))
            inline = inline + 1 if inline is not None and pairs[-1][1] else inline
    labels = {label for label, _ in pairs} & _KNOWN
    if len(labels) < _FEWEST or not labels & _TELLING:
        return ()
    first: dict[str, str] = {}
    for label, value in pairs:
        if not first.get(label):
            first[label] = value
    return tuple(first.items())


def names_box_field(text: str) -> bool:
    """Whether a line is, or starts with, a field that only a box has (发布时间 and 来源 stand elsewhere too)."""
    if len(text) > 200:
        return False
    mark = _PAIR.match(text)
    label = _BLANK.sub("", mark["label"]) if mark else _bare_label(text)
    return label in _TELLING


def value_of(box: Iterable[tuple[str, str]], *labels: str) -> str:
    """The first filled value of these labels; 无 and dashes are no value."""
    values = dict(box)
    for label in labels:
        value = values.get(label, "")
        if value and value not in ("无", "-", "--", "/", "暂无"):
            return value
    return ""


def _bare_label(text: str) -> str:
    """The label a line consists of, with or without its colon: 索 引 号："""
    flat = _BLANK.sub("", text).strip("【】[]").rstrip(":：")
    if flat in _KNOWN or len(flat) > _LONGEST_TWO_NAMES:
        return flat if flat in _KNOWN else ""
    if re.fullmatch(_OWN_NUMBER, flat):
        return flat
    names = [name for name in _NAMES_OF_ONE.split(flat) if name]
    return next((name for name in names if name in _KNOWN), "") if len(names) == 2 else ""


def _is_empty_among(line: Line, inline: int | None) -> bool:
    """`有效性：` alone below fields that hold their values on their own lines: what comes next is not its value."""
    return inline is not None and inline >= _FEWEST_ALIKE and line.text.rstrip().endswith((":", "："))


def _values_under(line: Line) -> list[tuple[str, str]]:
    """A row of labels with a row of values below it; empty for a label in a table of another kind."""
    cell = _cell_of(line.element)
    row = cell.getparent() if cell is not None else None
    if row is None or row.tag != "tr" or len(row) < _FEWEST or row[0] is not cell:
        return []
    below = row.getnext()
    labels = [_bare_label(clean(one.text_content())) for one in row]
    if below is None or below.tag != "tr" or len(below) != len(row) or not all(labels):
        return []
    values = [clean(one.text_content()) for one in below]
    return [] if any(map(_bare_label, values)) else list(zip(labels, values, strict=True))


def _label_set_apart(line: Line) -> tuple[str, str] | None:
    """A label without a colon in an element of its own, its value behind it on the same line."""
    own = clean(line.element.text or "")
    label = _bare_label(own) if own and len(own) < len(line.text) and line.text.startswith(own) else ""
    return (label, line.text[len(own) :].lstrip(" ：:")) if label else None


def _value_beside(line: Line, rows: list[Line], n: int) -> tuple[str, int]:
    """The value of a label that fills its line, and how many of the next lines it took."""
    cell = _cell_of(line.element)
    if cell is not None and _bare_label(clean(cell.text_content())):
        sibling = cell.getnext()
        while sibling is not None and sibling.tag not in _CELLS:
            sibling = sibling.getnext()
        value = clean(sibling.text_content()) if sibling is not None else ""
        if _bare_label(value):
            value = ""
        used = 1 if value and n < len(rows) and value.startswith(rows[n].text) else 0
        return value, used
    if (
        n < len(rows)
        and not _bare_label(rows[n].text)
        and not _PAIR.match(rows[n].text)
        and _are_near(line.element, rows[n].element)
    ):
        return rows[n].text, 1
    return "", 0


def _cell_of(element: HtmlElement) -> HtmlElement | None:
    for node in (element, *element.iterancestors()):
        if node.tag in _CELLS:
            return node
        if node.tag in ("table", "dl", "body"):
            return None
    return None


def _are_near(one: HtmlElement, other: HtmlElement) -> bool:
    """Whether both stand within three levels of one holder that is not the page."""
    above = [one, *one.iterancestors()][:4]
    holders = set(above)
    return any(node in holders for node in [other, *other.iterancestors()][:4])
