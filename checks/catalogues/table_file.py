"""The edge: what may stand in a table's YAML file, before anything is known to add up. Numbers are quoted text."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from checks.catalogues.catalogue import Remainder, Role, Sense
from checks.scoring.points import NumberText
from checks.subjects import AccountType, ColumnClass

# How evidence is entered, and the measure that makes of it; the last three belong to kinds that are not built yet.
ANSWERS = ("yes-no", "number", "ratio", "delays", "conditions", "choice", "dates", "matrix")


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


class EvidenceEntry(Entry):
    ask: str = Field(min_length=1)
    answer: Literal["yes-no", "number", "ratio", "delays", "conditions", "choice", "dates", "matrix"] = "yes-no"
    options: tuple[str, ...] = ()  # names of the conditions or choices, in the order of the table
    files: tuple[str, ...] = ()


class JudgementEntry(Entry):
    ask: str = Field(min_length=1)


class SourceEntry(Entry):
    """`check` with its fields, or `checks` as a list of the same; evidence or judgement may stand beside them."""

    check: str | None = None
    params: dict[str, Any] = Field(default_factory=dict)
    columns: ColumnFilter | None = None
    accounts: AccountFilter | None = None
    checks: tuple[CheckEntry, ...] = ()
    evidence: EvidenceEntry | None = None
    judgement: JudgementEntry | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.check is not None and self.checks:
            raise ValueError("check 与 checks 只写其一")
        if self.check is None and (self.params or self.columns or self.accounts):
            raise ValueError("params、columns、accounts 须写在 check 旁边，或写进 checks 的每一条")
        if self.check is None and not self.checks and self.evidence is None and self.judgement is None:
            raise ValueError("须写明来源：check（检查项）、evidence（报送材料）或 judgement（人工评定）")
        return self

    def every_check(self) -> tuple[CheckEntry, ...]:
        if self.check is None:
            return self.checks
        return (
            CheckEntry.model_construct(
                check=self.check, params=self.params, columns=self.columns, accounts=self.accounts
            ),
        )


class ScoringEntry(BaseModel):
    """`kind` with the terms of its file, or `waits_for` with the share of the weight that depends on the clause."""

    model_config = ConfigDict(frozen=True, extra="allow")

    kind: str = ""
    waits_for: str = ""


class PartEntry(Entry):
    """One billing rule of a printed clause that holds several; `text` is an excerpt of it or of the row's text."""

    id: str
    text: str = Field(min_length=1)
    source: SourceEntry | None = None
    scoring: ScoringEntry | None = None


class ClauseEntry(PartEntry):
    role: Role = Role.CLAUSE
    parts: tuple[PartEntry, ...] = ()


class AppliesToEntry(Entry):
    attributes: dict[str, bool | str] = Field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


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
    headings: tuple[HeadingEntry, ...] = Field(min_length=1)
    indicators: tuple[IndicatorEntry, ...] = Field(min_length=1)


class DiscrepancyEntry(Entry):
    at: str
    about: Literal["weights", "shares", "gap", "missing", "ambiguous"]
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
    readings: tuple[str, ...] = ()
    requirements: tuple[RequirementEntry, ...] = ()
    parameters: tuple[ParameterEntry, ...] = ()
    discrepancies: tuple[DiscrepancyEntry, ...] = ()
    groups: tuple[GroupEntry, ...] = Field(min_length=1)


class WaitingTerms(Entry):
    """Fields of a scoring entry that waits for a kind."""

    waits_for: str
    share: NumberText = Field(default=Decimal(100), gt=0, le=100)
