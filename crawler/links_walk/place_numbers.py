"""The places of a page as the database keeps them: four bytes a number, little-endian."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from sys import byteorder


def pack(numbers: Iterable[int]) -> bytes:
    packed = array("I", numbers)
    if byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def place_numbers(packed: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(packed)
    if byteorder == "big":
        numbers.byteswap()
    return numbers
