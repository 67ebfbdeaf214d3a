"""The edge: what may stand in a table's YAML file, before anything is known to add up. Numbers are quoted text."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from checks.catalogues.catalogue import NotApplicable, Remainder, Role, Sense
from checks.scoring.points import NumberText
from checks.subjects import AccountType, ColumnClass

# How a paper is entered; `answers.py` says which measure that makes.
PaperAnswer = Literal[
    "yes-no", "occurred", "number", "dates", "ratio", "delays", "conditions", "choice", "counts", "matrix"
]


class Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ColumnFilter(Entry):
    classes: tuple[ColumnClass, ...] = Field(alias="class", min_length=1)


class AccountFilter(Entry):
    types: tuple[AccountType, ...] = Field(alias="type", min_length=1)


class CheckEntry(Entry):
    check: str
    params: dict[str, Any] = Field(default_factory=dict)
    columns: ColumnFilter | None = None
    accounts: AccountFilter | None = None
    of: Literal["unit", "portal"] = "unit"
    bills: bool = True


class EvidenceEntry(Entry):
    """`when` unseen: asked only where the checks beside it left something open."""

    ask: str = Field(min_length=1)
    answer: PaperAnswer = "yes-no"
    options: tuple[str, ...] = ()  # names of the conditions or choices, in the order of the table
    when: Literal["always", "unseen"] = "always"
    files: tuple[str, ...] = ()


class JudgementEntry(Entry):
    """`answer`: by default what the kind is judged by, points for most."""

    ask: str = Field(min_length=1)
    answer: PaperAnswer | Literal["points"] | None = None
    options: tuple[str, ...] = ()
    when: Literal["always", "unseen"] = "always"


class SourceEntry(Entry):
    """`check` with its fields, or `checks` as a list of the same; evidence or judgement may stand beside them."""

    check: str | None = None
    params: dict[str, Any] = Field(default_factory=dict)
    columns: ColumnFilter | None = None
    accounts: AccountFilter | None = None
    of: Literal["unit", "portal"] = "unit"
    bills: bool = True
    checks: tuple[CheckEntry, ...] = ()
    evidence: EvidenceEntry | None = None
    judgement: JudgementEntry | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.check is not None and self.checks:
            raise ValueError("check 与 checks 只写其一")
        if self.check is None and (self.params or self.columns or self.accounts or self.of != "unit"):
            raise ValueError("params、columns、accounts、of 须写在 check 旁边，或写进 checks 的每一条")
        if self.check is None and not self.checks and self.evidence is None and self.judgement is None:
            raise ValueError("须写明来源：check（检查项）、evidence（报送材料）或 judgement（人工评定）")
        return self

    def every_check(self) -> tuple[CheckEntry, ...]:
        if self.check is None:
            return self.checks
        return (
            CheckEntry.model_construct(
                check=self.check,
                params=self.params,
                columns=self.columns,
                accounts=self.accounts,
                of=self.of,
                bills=self.bills,
            ),
        )


class ScoringEntry(BaseModel):
    """`kind` with the terms of its file."""

    model_config = ConfigDict(frozen=True, extra="allow")

    kind: str


class AppliesToEntry(Entry):
    attributes: dict[str, bool | str] = Field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class AverageForEntry(Entry):
    accounts: tuple[AccountType, ...] = Field(min_length=1)
    unless: tuple[AccountType, ...] = ()


class PartEntry(Entry):
    """One billing rule of a printed clause that holds several; `text` is an excerpt of it or of the row's text."""

    id: str
    text: str = Field(min_length=1)
    source: SourceEntry | None = None
    scoring: ScoringEntry | None = None
    starts: date | None = Field(default=None, alias="from")
    applies_to: AppliesToEntry | None = None
    outside: str = ""
    average_for: AverageForEntry | None = None


class ClauseEntry(PartEntry):
    role: Role = Role.CLAUSE
    parts: tuple[PartEntry, ...] = ()


def _weight(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    raise ValueError('须写成带引号的文本，如 "5"；表内未列权重时写 ""')


class IndicatorEntry(Entry):
    id: str
    path: tuple[str, ...] = Field(min_length=1)
    text: str
    weight: Annotated[str, BeforeValidator(_weight)]
    clauses: tuple[ClauseEntry, ...] = Field(min_length=1)
    applies_to: AppliesToEntry | None = None
    cells: dict[str, str] = Field(default_factory=dict)
    responsible: tuple[str, ...] = ()  # 责任单位 as printed, one entry per named unit or class of units


class HeadingEntry(Entry):
    text: str
    at: str
    points: NumberText | None = None


class GroupEntry(Entry):
    name: str
    sense: Sense = Sense.REGULAR
    text: str = ""
    cap: NumberText | None = Field(default=None, gt=0)
    headings: tuple[HeadingEntry, ...] = Field(min_length=1)
    indicators: tuple[IndicatorEntry, ...] = Field(min_length=1)


class DiscrepancyEntry(Entry):
    at: str
    about: Literal["weights", "shares", "gap", "missing", "ambiguous", "layout"]
    printed: str
    computed: str = ""
    reading: str = Field(min_length=1)


class RequirementEntry(Entry):
    id: str
    at: str
    text: str = Field(min_length=1)
    explains: tuple[str, ...] = Field(min_length=1)


class ParameterEntry(Entry):
    check: str
    params: dict[str, Any]
    source: str = Field(min_length=1)


class TableFile(Entry):
    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    edition: str
    document: str = ""
    unit_line: str = ""
    columns: tuple[str, ...] = ()
    total: NumberText | None = None  # printed total of the regular rows, where there is one
    total_text: str = ""
    remainder: Remainder = Remainder.KEPT
    points: Literal["none"] | None = None  # none: a table of yes and no
    not_applicable: NotApplicable = NotApplicable.EXCLUDED
    readings: tuple[str, ...] = ()
    requirements: tuple[RequirementEntry, ...] = ()
    applies_to: AppliesToEntry | None = None  # which units are scored by the table at all
    parameters: tuple[ParameterEntry, ...] = ()
    discrepancies: tuple[DiscrepancyEntry, ...] = ()
    groups: tuple[GroupEntry, ...] = Field(min_length=1)
