"""Solicitations of opinions and surveys: which pages open them, which tell the result, and which belong together.

Pages that merely say 征集 are left alone: calls for needs, suppliers, works or clues, public notices with a right to
object, and interpretations that tell the history of a draft are no solicitations of opinions. A page that cannot be
told apart is of neither kind: nothing is claimed about it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from checks.derived.chinese_text import plain
from checks.derived.document_name import Likeness, likeness, outside_quotes, says_interpretation, topic
from checks.derived.feedback_sentence import Feedback, read_feedback, result_passage
from checks.derived.publication_day import PublicationDay, publication_days
from checks.observation import LinkKind, ListSeen, PageSeen, PageType
from checks.subjects import Column, ColumnClass
from checks.world import World

ASKING_CLASSES = frozenset({ColumnClass.SOLICITATION, ColumnClass.SURVEY})


class Asked(StrEnum):
    OPINIONS = "opinions"
    SURVEY = "survey"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One place where a result is told. `page` None: only the row of a list is known, its page was not read."""

    asked: Asked
    url: str
    title: str
    topic: str
    page: PageSeen | None
    published: PublicationDay | None
    feedback: Feedback | None
    same_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Solicitation:
    """One call for opinions or one survey, with the results that certainly or possibly belong to it."""

    asked: Asked
    column: Column
    url: str
    title: str
    topic: str
    page: PageSeen | None
    published: PublicationDay | None
    results: tuple[Told, ...] = ()
    maybe: tuple[Told, ...] = ()  # alike, not surely the same


@dataclass(frozen=True, slots=True)
class Solicitations:
    asked: tuple[Solicitation, ...]
    told: tuple[Told, ...]


_RESULT_TITLE = re.compile(
    r"(?:意见|建议|征集|征求|征询|调查|问卷|听证|测评|采纳|民意)[^,。]{0,14}?(?:情况|结果)的?(?:反馈|公告|公示|公布|通报|说明|汇总|总结|报告|通告|统计)?(?:表|报告)?$"
    r"|(?:结果|情况|意见|建议|征集|调查|问卷|采纳)的?(?:反馈|汇总|总结|综述)(?:情况|结果|公告|公示|报告|说明|表)*$"
    r"|(?:调查|问卷|征集|测评)[^,。]{0,10}(?:分析|统计|总结)(?:报告|结果|情况)?$"
    r"|^[\[【(]?(?:结果|意见|情况|征集)*(?:反馈|结果)[\]】):]"
    r"|[\[【(](?:结果|意见|情况|征集|采纳)*(?:反馈|结果|结果公布|采纳情况)[\]】)]$"
    r"|^(?:结果反馈|意见反馈|征集结果|调查结果)"
)
_ASKS_OPINIONS = re.compile(
    r"(?:征求|征集|征询|听取|收集)[^,。]{0,24}(?:意见|建议|修改)|征求意见|征询意见|意见征集|意见征求|建议征集|民意征集|"
    r"(?:意见|建议)[^,。]{0,4}(?:征集|征求|征询)|问计于民|建言献策|金点子"
)
_ASKS_OTHER_THINGS = re.compile(
    r"需求|采购|供应商|作品|线索|标识|logo|LOGO|Logo|志愿者|案例|名称|论文|素材|照片|摄影|服务机构|代理|中介|评估机构|专家|"
    r"单位入库|合作|投标|招标|比选|询价|报价|人选|委员|代表|监督员|体验官|候选|文物|史料|档案|口号|吉祥物|歌|方案设计|设计方案|"
    r"清退|项目(?:库|储备|申报)|选题|课题|企业|商家|(?:征询|征求)[^,。]{0,12}费"
)
_NO_SOLICITATION = re.compile(r"公示(?:公告)?$|(?:起草|编制|修订|制定|草案|有关|情况|编写)(?:的)?说明$|印发|实施方案$")
_SURVEY_TITLE = re.compile(
    r"问卷|(?:网上|网络|在线|民意|社会|满意[度率]|群众|公众|市民|评议|专项|有奖)[^,。]{0,8}调查|满意[度率]|测评|调查$|您?(?:如何|怎么|是否)|投票"
)
_NO_SURVEY = re.compile(
    r"事故|普查|土地调查|森林|资源调查|调查监测|调查报告书|勘察|统计调查|调查员|行政处罚|案件|立案|采购|招标|中标|询价|流行病|地质|国土|劳动力调查员"
)
_INVITES = re.compile(
    r"(?:提出|反馈|反映|发表|留下)[^。\n]{0,20}(?:意见|建议)|(?:意见|建议)[^。\n]{0,30}(?:反馈至|发送至|发至|寄至|邮箱|电子邮件|信函|传真|来信|来电)"
    r"|欢迎[^。\n]{0,20}(?:参与|提出|建言|留言)|(?:征求|征集)[^。\n]{0,20}(?:意见|建议)"
)
_ASKS_IN_TEXT = re.compile(
    r"(?:公开|广泛|面向社会|向社会)[^。\n]{0,10}(?:征求|征集|听取)[^。\n]{0,20}(?:意见|建议)|现[^。\n]{0,30}征求意见"
)
_FORM_IN_TEXT = re.compile(r"问卷|(?:单|多)选题?|\[(?:单选|多选)\]|(?:填写|参与)[^。\n]{0,12}(?:问卷|调查)")
_NO_FEEDBACK = re.compile(r"巡视|巡察|督[察查导]|整改|审计|提案|议案|代表(?:的)?建议|代表、|信访|检查反馈|投诉|举报")


def solicitations(world: World) -> Solicitations:
    """Every solicitation in the columns meant for them, joined with results found anywhere on the portal."""
    days = publication_days(world)
    told = _told(world, days)
    joined = [_joined(world, asked, told) for asked in _asked(world, days)]
    # What surely answers one call leaves no doubt about another with a similar title.
    taken = {result.url for each in joined for result in each.results}
    settled = [replace(each, maybe=tuple(r for r in each.maybe if r.url not in taken)) for each in joined]
    return Solicitations(tuple(settled), tuple(told))


def kind_of_title(title: str, home: ColumnClass) -> tuple[Asked | None, bool]:
    """What a title asks for or tells about, and whether it tells a result; (None, …) where it says neither."""
    words = outside_quotes(plain(title).replace("\n", ""))
    words = re.sub(r"\([\d年月日.\-至]+\)$", "", words)
    if says_interpretation(title):
        return None, False
    is_survey = bool(_SURVEY_TITLE.search(words)) and not _NO_SURVEY.search(words)
    asks_opinions = bool(_ASKS_OPINIONS.search(words))
    kind = Asked.OPINIONS if asks_opinions else Asked.SURVEY if is_survey else None
    if asks_opinions and re.search(r"问卷|调查", words) and not re.search(r"征求|《", words):
        kind = Asked.SURVEY
    no_result = _ASKS_OTHER_THINGS.search(words) or _NO_SURVEY.search(words) or _NO_FEEDBACK.search(words)
    if _RESULT_TITLE.search(words) and not no_result:
        natural = Asked.SURVEY if home is ColumnClass.SURVEY else Asked.OPINIONS
        if kind is None and (home in ASKING_CLASSES or re.search(r"意见|采纳|征集", words)):
            kind = Asked.SURVEY if re.search(r"调查|问卷|测评", words) else natural
        return kind, kind is not None
    if kind is Asked.OPINIONS and (
        _NO_SOLICITATION.search(words) or (_ASKS_OTHER_THINGS.search(words) and not re.search(r"征求意见|意见", words))
    ):
        return None, False
    if kind is Asked.OPINIONS and _ASKS_OTHER_THINGS.search(words) and "《" not in words and "征求" not in words:
        return None, False  # 征集问题线索和意见建议: opinions only by the way
    return kind, False


def is_only_picture_or_file(page: PageSeen) -> bool:
    """Whether what the page has to say may stand where we do not read: in a picture, a file or a frame."""
    elsewhere = bool(page.attachments) or any(
        link.kind in {LinkKind.IMAGE, LinkKind.ATTACHMENT, LinkKind.FRAME, LinkKind.MEDIA} for link in page.main_links
    )
    return not page.text.strip() or elsewhere


def is_article(page: PageSeen) -> bool:
    return page.fetch.has_page and page.page_type not in {
        PageType.LIST,
        PageType.HOME,
        PageType.SEARCH,
        PageType.WALL,
        PageType.ERROR,
    }


def _asked(world: World, days: dict[str, PublicationDay]) -> list[Solicitation]:
    found: dict[tuple[str, str], Solicitation] = {}
    for column in world.portal.columns():
        if column.column_class not in ASKING_CLASSES:
            continue
        seen = world.list_of(column)
        for row in seen.rows if seen else ():
            units = world.units_of_page(row.url)
            if row.external or (units and column.unit not in units):
                continue
            page = world.page(row.url)
            if page is not None and not is_article(page):
                page = None
            title = page.title if page and page.title else row.title
            kind, tells = kind_of_title(title, column.column_class)
            if kind is None and not tells and page is not None:
                kind = _kind_of_text(title, page.text, column.column_class)
            if kind is None or tells:
                continue
            found.setdefault(
                (column.subject.key, page.url if page else row.url),
                Solicitation(
                    asked=kind,
                    column=column,
                    url=row.url,
                    title=title,
                    topic=topic(title),
                    page=page,
                    published=days.get(row.url),
                ),
            )
    return list(found.values())


def _kind_of_text(title: str, text: str, home: ColumnClass) -> Asked | None:
    """For a title that says nothing: the text has to ask, and has to say how to answer."""
    text = plain(text)[:6000]
    if says_interpretation(title) or _NO_SOLICITATION.search(outside_quotes(plain(title))):
        return None
    if home is ColumnClass.SURVEY and _FORM_IN_TEXT.search(text) and not _NO_SURVEY.search(plain(title)):
        return Asked.SURVEY
    other = _ASKS_OTHER_THINGS.search(outside_quotes(plain(title)))
    if home is ColumnClass.SOLICITATION and _ASKS_IN_TEXT.search(text) and _INVITES.search(text) and not other:
        return Asked.OPINIONS
    return None


def _told(world: World, days: dict[str, PublicationDay]) -> list[Told]:
    """Results told on pages of their own, in any column; a row whose page was not read counts by its title."""
    found: dict[str, Told] = {}
    homes: dict[str, ColumnClass] = {}
    titles: dict[str, str] = {}
    for column in world.portal.columns():
        seen: ListSeen | None = world.list_of(column)
        for row in seen.rows if seen else ():
            titles.setdefault(row.url, row.title)
            if row.url not in homes or column.column_class in ASKING_CLASSES:
                homes[row.url] = column.column_class
    for page in world.all(PageSeen):
        if not is_article(page):
            continue
        title = page.title or titles.get(page.url, "")
        titles.pop(page.url, None)
        home = homes.get(page.url, ColumnClass.OTHER)
        kind, tells = kind_of_title(title, home)
        if kind is None and home in ASKING_CLASSES and not says_interpretation(title):
            # 关于…的说明 says nothing, its text does.
            kind = Asked.SURVEY if home is ColumnClass.SURVEY else Asked.OPINIONS
            tells = bool(result_passage(plain(page.text)))
        added = kind is not None and not tells and bool(result_passage(plain(page.text)))
        if kind is None or not (tells or added):
            continue
        found[page.url] = Told(
            asked=kind,
            url=page.url,
            title=title,
            topic=topic(title),
            page=page,
            published=days.get(page.url),
            # A page titled like the call (a column of results repeats the title) also holds the call.
            feedback=read_feedback(page.text, about_survey=kind is Asked.SURVEY, whole_page=tells),
        )
    for url, title in titles.items():
        kind, tells = kind_of_title(title, homes[url])
        if kind is not None and tells:
            found.setdefault(
                url,
                Told(
                    asked=kind,
                    url=url,
                    title=title,
                    topic=topic(title),
                    page=None,
                    published=days.get(url),
                    feedback=None,
                ),
            )
    return [found[url] for url in sorted(found)]


def _joined(world: World, asked: Solicitation, told: list[Told]) -> Solicitation:
    sure: list[Told] = []
    maybe: list[Told] = []
    if asked.page is not None and result_passage(plain(asked.page.text)):
        sure.append(_on_the_same_page(asked, asked.page))
    for result in told:
        if result.url == asked.url or result.asked is not asked.asked:
            continue
        belongs = _belongs(world, asked, result)
        if belongs is Likeness.SAME:
            sure.append(result)
        elif belongs is not Likeness.OTHER:
            maybe.append(result)
    return replace(asked, results=tuple(sure), maybe=tuple(maybe))


def _on_the_same_page(asked: Solicitation, page: PageSeen) -> Told:
    return Told(
        asked=asked.asked,
        url=asked.url,
        title=asked.title,
        topic=asked.topic,
        page=page,
        published=asked.published,
        feedback=read_feedback(page.text, about_survey=asked.asked is Asked.SURVEY, whole_page=False),
        same_page=True,
    )


def _belongs(world: World, asked: Solicitation, result: Told) -> Likeness:
    """SAME: surely its result. NEAR and RESEMBLING: perhaps. A link in either direction settles it."""
    if _links(asked.page, result.url) or _links(result.page, asked.url):
        return Likeness.SAME
    numbers = [page.document_number for page in (asked.page, result.page) if page is not None and page.document_number]
    if len(numbers) == 2 and numbers[0] == numbers[1]:
        return Likeness.SAME
    shared = set(world.units_of_page(result.url)) & {asked.column.unit}
    if not result.topic or not asked.topic:
        # A bare 意见征集结果反馈 of the same unit may belong to any of its calls.
        return Likeness.RESEMBLING if shared else Likeness.OTHER
    alike = likeness(asked.topic, result.topic)
    if alike is Likeness.RESEMBLING and _differ_by_office(asked.topic, result.topic):
        alike = Likeness.SAME
    if alike is Likeness.SAME:
        before = (
            asked.published is not None and result.published is not None and result.published.day < asked.published.day
        )
        # Told before it was asked: the result of an earlier round, or a date that was set back.
        return Likeness.RESEMBLING if before else Likeness.SAME
    return alike


def _differ_by_office(one: str, other: str) -> bool:
    """县教育局2023年校服管理工作 and 2023年校服管理工作: one title begins with the office."""
    shorter, longer = sorted((one, other), key=len)
    office = longer.removesuffix(shorter)
    return (
        len(shorter) >= 6 and office != longer and bool(re.search(r"(?:局|委|办|政府|厅|中心|镇|乡|街道|处)$", office))
    )


def _links(page: PageSeen | None, url: str) -> bool:
    return page is not None and any(link.url == url for link in page.main_links)
