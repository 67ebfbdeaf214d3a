"""The box of 索引号, 发布机构, 成文日期 … of a document: which of the asked elements it shows, under whatever name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from checks.observation import PageSeen

_PUBLISHED = ("发布日期", "发布时间", "公开日期", "公开时间", "公布日期")

# Element as tables and 政府信息公开条例第十二条 call it → names that boxes of real portals use for it.
ELEMENTS: dict[str, tuple[str, ...]] = {
    "索引号": ("索引号", "信息索引号", "索取号", "索引码", "索引编号", "索引编码"),
    "名称": ("标题", "名称", "文件名称", "信息名称"),
    "发布机构": (
        "发布机构", "发布机关", "发布单位", "发文机关", "发文机构", "发文单位", "制发机关", "公开主体", "公开机构",
        "责任部门", "联合发文单位", "信息来源",
    ),
    "内容概述": ("内容概述", "信息概述", "内容摘要"),
    "生成日期": (
        "生成日期", "生成时间", "成文日期", "成文时间", "印发日期", "签发日期", "发文日期", "发文时间",
    ),
    "发文字号": ("发文字号", "文号", "文件编号", "文件号", "规范性文件编号"),
    "发布日期": _PUBLISHED,
    "有效性": ("有效性", "时效性", "效力状态", "是否有效", "文件状态", "有效状态"),
    "主题分类": ("主题分类", "体裁分类", "组配分类", "分类", "信息分类", "所属类别", "文件类型"),
}  # fmt: skip

# A name of this kind may stand for the element; a person decides whether it does.
_MAY_STAND_FOR: dict[str, tuple[str, ...]] = {
    "索引号": ("统一登记号", "登记号", "统一编号", "信息编号", "目录编号", "文档编号"),
    "生成日期": _PUBLISHED,
}
_OWN_NUMBER = re.compile(r"(?:编号|编码|序号|号|码)$")
_NO_INDEX = frozenset(ELEMENTS["发文字号"])
# A document may have none: an empty cell says so.
_MAY_BE_EMPTY = frozenset({"内容概述", "发文字号", "有效性", "主题分类"})
_NO_VALUE = frozenset({"", "无", "-", "--", "—", "——", "/", "暂无", "null", "NULL", "undefined"})


class Shown(StrEnum):
    FILLED = "filled"
    EMPTY = "empty"  # the name stands there without a value
    DOUBTFUL = "doubtful"  # another name is there that may stand for it
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class DirectoryBox:
    """`names`: how many known names the box holds; a box of few names may have been read in part."""

    elements: tuple[tuple[str, Shown], ...]
    names: int

    def lacking(self, shown: Shown) -> tuple[str, ...]:
        return tuple(name for name, how in self.elements if how is shown)


def directory_box(page: PageSeen, asked: tuple[str, ...]) -> DirectoryBox | None:
    """None for a page without a box. What stands under the title counts as shown: title, source, day of publication."""
    if not page.metadata_box:
        return None
    box = dict(page.metadata_box)
    return DirectoryBox(tuple((name, _shown(name, box, page)) for name in asked), len(box))


def _shown(element: str, box: dict[str, str], page: PageSeen) -> Shown:
    values = [box[name] for name in ELEMENTS[element] if name in box]
    beside = {
        "名称": page.title,
        "发布机构": page.source_unit,
        "发布日期": page.published_at.text if page.published_at else "",
    }
    if any(value.strip() not in _NO_VALUE for value in (*values, beside.get(element, ""))):
        return Shown.FILLED
    if values:
        return Shown.FILLED if element in _MAY_BE_EMPTY else Shown.EMPTY
    if any(box.get(name, "").strip() not in _NO_VALUE for name in _MAY_STAND_FOR.get(element, ())):
        return Shown.DOUBTFUL
    if element == "索引号" and any(
        _OWN_NUMBER.search(name) and name not in _NO_INDEX and value.strip() not in _NO_VALUE
        for name, value in box.items()
    ):
        return Shown.DOUBTFUL  # 资源标识码, 目录序号: a number under the portal's own name
    return Shown.MISSING
