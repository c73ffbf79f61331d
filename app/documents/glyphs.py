"""Which characters a TrueType font can draw, read from its own table."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path

Run = tuple[int, int]
"""The first and the last of code points that lie together."""


class Glyphs:
    """What some fonts can draw together."""

    def __init__(self, fonts: Iterable[Path]) -> None:
        runs = sorted(run for font in fonts for run in _runs(font.read_bytes()))
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        for first, last in runs:
            if self._firsts and first <= self._lasts[-1] + 1:
                self._lasts[-1] = max(self._lasts[-1], last)
            else:
                self._firsts.append(first)
                self._lasts.append(last)

    def __contains__(self, character: object) -> bool:
        if not isinstance(character, str):
            return False
        place = bisect_right(self._firsts, ord(character)) - 1
        return place >= 0 and ord(character) <= self._lasts[place]


def _runs(font: bytes) -> Iterator[Run]:
    """The runs of a font's table ``cmap``: of its format 12, which covers all planes, else of 4."""
    table = _table(font, b"cmap")
    found = dict(_subtables(table))
    if 12 in found:
        yield from _format_12(table[found[12] :])
    elif 4 in found:
        yield from _format_4(table[found[4] :])


def _table(font: bytes, tag: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    for place in range(12, 12 + 16 * count, 16):
        name, _sum, start, length = struct.unpack_from(">4sIII", font, place)
        if name == tag:
            return font[start : start + length]
    raise ValueError(f"no table {tag.decode()}")


def _subtables(table: bytes) -> Iterator[tuple[int, int]]:
    """The format of each subtable and where it begins."""
    (count,) = struct.unpack_from(">H", table, 2)
    for place in range(4, 4 + 8 * count, 8):
        (start,) = struct.unpack_from(">I", table, place + 4)
        yield struct.unpack_from(">H", table, start)[0], start


def _format_12(subtable: bytes) -> Iterator[Run]:
    (count,) = struct.unpack_from(">I", subtable, 12)
    for place in range(16, 16 + 12 * count, 12):
        first, last, _glyph = struct.unpack_from(">III", subtable, place)
        yield first, last


def _format_4(subtable: bytes) -> Iterator[Run]:
    (twice,) = struct.unpack_from(">H", subtable, 6)
    lasts = struct.unpack_from(f">{twice // 2}H", subtable, 14)
    firsts = struct.unpack_from(f">{twice // 2}H", subtable, 16 + twice)
    yield from ((first, last) for first, last in zip(firsts, lasts, strict=True) if first != 0xFFFF)
