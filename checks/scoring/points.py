"""Points: Decimal from text, exact until the one rounding at the end."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Annotated, Any

from pydantic import BeforeValidator

PLACES = Decimal("0.01")


def part_of(weight: Decimal, per_cent: Decimal) -> Decimal:
    """So many per cent of a weight."""
    return weight * per_cent / 100


def fraction_of(points: Decimal, numerator: int, denominator: int) -> Decimal:
    """`points` × numerator ÷ denominator with digits to spare: a third must not show after rounding to two places."""
    with localcontext() as context:
        context.prec = 50
        return points * numerator / denominator


def scaled(points: Decimal, onto: Decimal, whole: Decimal) -> Decimal:
    """`points` of `whole` as points of `onto`; all of one are exactly all of the other."""
    if points == whole:
        return onto
    with localcontext() as context:
        context.prec = 50
        return points * onto / whole


def rounded(points: Decimal) -> Decimal:
    """The one rounding: two places, a half goes up (away from zero, so that -0.005 becomes -0.01)."""
    return points.quantize(PLACES, ROUND_HALF_UP) + 0  # + 0 turns a negative zero into zero


def rounded_text(points: Decimal) -> str:
    return f"{rounded(points):f}"


def shown(number: Decimal) -> str:
    """As people write it inside a sentence: 0.5, 10, 1.25; more than four places are cut for the eye only."""
    exponent = number.as_tuple().exponent
    is_long = isinstance(exponent, int) and exponent < -4  # an infinity has a letter there
    short = number.quantize(Decimal("0.0001"), ROUND_HALF_UP) if is_long else number
    text = f"{short:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _from_text(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError('数值须写成带引号的文本，如 "50"')
    return value


# Floats of YAML are refused: 0.1 is not a tenth.
NumberText = Annotated[Decimal, BeforeValidator(_from_text)]
