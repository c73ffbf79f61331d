"""PDF and PNG by Typst from a page template and values, which reach it as data, never as code; lists as PDF."""

from __future__ import annotations

import json
import re
import struct
import subprocess
import sys
import unicodedata
from base64 import b64encode
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from anyascii import anyascii

from app.core.pinyin import syllables
from app.core.texts import text_width
from app.documents.csv import CellValue, value_text

CodePointRun = tuple[int, int]
"""The first and the last of code points that lie together."""


class FontGlyphs:
    """What some fonts can draw together."""

    def __init__(self, fonts: Iterable[Path]) -> None:
        runs = sorted(run for font in fonts for run in _font_runs(font.read_bytes()))
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


def _font_runs(font: bytes) -> Iterator[CodePointRun]:
    """The runs of a font's table ``cmap``: of its format 12, which covers all planes, else of 4."""
    table = _font_table(font, b"cmap")
    starts_by_format = dict(_cmap_subtables(table))
    if 12 in starts_by_format:
        yield from _runs_of_format_12(table[starts_by_format[12] :])
    elif 4 in starts_by_format:
        yield from _runs_of_format_4(table[starts_by_format[4] :])


def _font_table(font: bytes, tag: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    for place in range(12, 12 + 16 * count, 16):
        name, _sum, start, length = struct.unpack_from(">4sIII", font, place)
        if name == tag:
            return font[start : start + length]
    raise ValueError(f"no table {tag.decode()}")


def _cmap_subtables(table: bytes) -> Iterator[tuple[int, int]]:
    """The format of each subtable and where it begins."""
    (count,) = struct.unpack_from(">H", table, 2)
    for place in range(4, 4 + 8 * count, 8):
        (start,) = struct.unpack_from(">I", table, place + 4)
        yield struct.unpack_from(">H", table, start)[0], start


def _runs_of_format_12(subtable: bytes) -> Iterator[CodePointRun]:
    (count,) = struct.unpack_from(">I", subtable, 12)
    for place in range(16, 16 + 12 * count, 12):
        first, last, _glyph = struct.unpack_from(">III", subtable, place)
        yield first, last


def _runs_of_format_4(subtable: bytes) -> Iterator[CodePointRun]:
    (twice,) = struct.unpack_from(">H", subtable, 6)
    lasts = struct.unpack_from(f">{twice // 2}H", subtable, 14)
    firsts = struct.unpack_from(f">{twice // 2}H", subtable, 16 + twice)
    yield from ((first, last) for first, last in zip(firsts, lasts, strict=True) if first != 0xFFFF)


INVISIBLE_SIGNS: Final = frozenset("\n\t\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2028\u2060\ufe0e\ufe0f\ufeff")
"""What no font needs to have for nothing to be lost."""
UNPRONOUNCEABLE: Final = "□"
"""For a letter that nobody can say either (mostly one of private use, from somebody's own font), as printers do."""
_PICTURE_MARK: Final = "\x00"
"""Here was a picture. No text that is stored holds this character."""
_PICTURE_GAP: Final = re.compile(
    f" *{_PICTURE_MARK}(?:[{_PICTURE_MARK}\u200d\ufe0e\ufe0f ]*[{_PICTURE_MARK}\u200d\ufe0e\ufe0f])? *"
)
_PICTURE_CATEGORIES: Final = frozenset({"So", "Sk", "Me", "Cn", "Cf", "Cc", "Cs"})
"""Emoji, what colours or frames them, and code points without a character."""


def drawable_text(text: str, drawable: Container[str]) -> str:
    """The text in characters that can be drawn: 김철수 → GimCheolSu, 𠮷野 → Ji野, Acme 🚀 Ltd → Acme Ltd, 𝗕𝗶𝗴 → Big.

    Never empty where the text was not.
    """

    def can_be(character: str) -> bool:
        return character in INVISIBLE_SIGNS or character in drawable

    if all(map(can_be, text)):
        return text
    plain = "".join(character if can_be(character) else _plain_form(character, drawable) for character in text)
    printable_text = "".join(
        "".join(run) if fit else _sound_of_run("".join(run)) for fit, run in groupby(plain, key=can_be)
    )
    return _PICTURE_GAP.sub(_close_gap, printable_text) or UNPRONOUNCEABLE


def _plain_form(character: str, drawable: Container[str]) -> str:
    """A character that only looks otherwise than a plain one (𝗕 and B), as that one."""
    folded = unicodedata.normalize("NFKC", character)
    return folded if all(each in drawable for each in folded) else character


def _sound_of_run(run: str) -> str:
    """Letters as they sound in Latin ones, word by word; each picture as the mark of a gap."""
    return "".join(
        _PICTURE_MARK * len(part) if pictures else _sound_of_letters(part)
        for pictures, each in groupby(run, key=lambda character: unicodedata.category(character) in _PICTURE_CATEGORIES)
        if (part := "".join(each))
    )


def _sound_of_letters(letters: str) -> str:
    """Chinese by pinyin, all else as tables of its script have it."""
    known = "".join(syllable.title() for syllable in syllables(letters) if syllable.isascii())
    return known or anyascii(letters) or UNPRONOUNCEABLE * len(letters)


def _close_gap(gap: re.Match[str]) -> str:
    """What stays where pictures stood: a space between two words, nothing at an end or before a sign."""
    text, gap_text = gap.string, gap[0]
    before, after = text[: gap.start()][-1:], text[gap.end() :][:1]
    if not before or not after or "\n" in before + after:
        return ""
    between_words = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
    return " " if between_words or (" " in gap_text and not unicodedata.category(after).startswith("P")) else ""


ROOT: Final = Path(__file__).resolve().parents[2]
TEMPLATES: Final = ROOT / "templates"
FONTS: Final = ROOT / "static" / "vendor" / "fonts"
WALL_SECONDS: Final = 180
NO_PICTURES: Final[Mapping[str, bytes]] = {}


class PdfFailed(RuntimeError):
    """The pages could not be set: an error in the template, or more than memory and time allow."""


def to_pdf(
    template: str,
    data: Mapping[str, Any],
    *,
    language: str,
    made_at: datetime,
    pictures: Mapping[str, bytes] = NO_PICTURES,
) -> bytes:
    """The PDF of ``template`` (its path below templates/) with ``data``: what JSON can hold.

    ``language``: en, zh or fr, for hyphens, quotation marks and the count of pages; the template finds it as
    ``data.language``. ``made_at``: aware; stands in the file's properties. Letters that the fonts do not have
    are printed as they sound, emoji left out. ``pictures``: PNG by file name, which the template finds as
    /pictures/NAME. Raises PdfFailed.
    """
    return typeset_page(template, data, language=language, made_at=made_at, pictures=pictures)


def typeset_page(
    template: str,
    data: Mapping[str, Any],
    *,
    language: str,
    made_at: datetime,
    pictures: Mapping[str, bytes] = NO_PICTURES,
    pixels_per_inch: int | None = None,
) -> bytes:
    """The same in either format: the one page of a template as a PNG where ``pixels_per_inch`` is given, else a PDF."""
    asked = {
        "template": str(TEMPLATES / template),
        "root": str(TEMPLATES),
        "fonts": str(FONTS),
        "made_at": int(made_at.timestamp()),
        "pixels_per_inch": pixels_per_inch,
        "pictures": {name: b64encode(content).decode() for name, content in pictures.items()},
        "data": json.dumps(printable_data({**data, "language": language}), ensure_ascii=False),
    }
    try:
        child = subprocess.run(
            [sys.executable, "-m", "app.documents.typesetting"],
            input=json.dumps(asked).encode(),
            capture_output=True,
            cwd=ROOT,
            env={"PYTHONIOENCODING": "utf-8"},
            timeout=WALL_SECONDS,
        )
    except subprocess.TimeoutExpired as slow:
        raise PdfFailed(template) from slow
    if child.returncode != 0:
        raise PdfFailed(f"{template}: {child.stderr.decode(errors='replace').strip()[-1000:] or child.returncode}")
    return child.stdout


def printable_data(value: Any) -> Any:
    """The same with every text as the fonts can draw it."""
    if isinstance(value, str):
        return value if value.isascii() else drawable_text(value, _font_glyphs())
    if isinstance(value, Mapping):
        return {key: printable_data(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [printable_data(item) for item in value]
    return value


@cache
def _font_glyphs() -> FontGlyphs:
    fonts = sorted(FONTS.glob("*Regular.ttf"))
    if not fonts:
        raise PdfFailed(f"no fonts in {FONTS}: `make build` puts them there")
    return FontGlyphs(fonts)


PNG_WIDTH: Final = 1080
"""In pixels. Templates for pictures are 360 pt wide and as high as they need to be."""
PIXELS_PER_INCH: Final = PNG_WIDTH * 72 // 360


def to_png(template: str, data: Mapping[str, Any], *, language: str, made_at: datetime) -> bytes:
    """The one page of ``template`` as a PNG; see ``to_pdf`` for the rest. Raises PdfFailed."""
    return typeset_page(template, data, language=language, made_at=made_at, pixels_per_inch=PIXELS_PER_INCH)


LINE_LETTERS: Final = 190
"""So many Latin letters stand in a line."""
MOST_COLUMNS: Final = 14
"""With more of them a table would be too narrow to read: then each row is a block of its own."""
MIN_COLUMN_WIDTH: Final = 5
MAX_COLUMN_WIDTH: Final = 44
CELL_PADDING: Final = 3
"""What stands free on both sides of a cell, in letters."""
UNBROKEN_LETTERS: Final = 14
"""Words up to so many letters are kept whole where all columns have room for theirs."""
SAFE_SHARE: Final = 0.7
"""So much of its room a word surely fits, were it all of wide letters; a longer one gets places to break."""
SAMPLE_ROWS: Final = 400
"""So many rows decide how wide the columns are."""
BREAK_MARK: Final = "\u200b"
"""Invisible; a line may break there."""

TextPairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTable:
    """``facts`` stand before the rows, ``notes`` after them; ``foot`` on each page, beside its number;
    ``title_column``: the place of the column that names a row where it is a block."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[CellValue]]
    subtitle: str = ""
    title_column: int = 0
    facts: TextPairs = ()
    notes: TextPairs = ()
    foot: str = ""


def table_to_pdf(table: PrintedTable, *, language: str, made_at: datetime) -> bytes:
    """Raises PdfFailed; 5,000 rows take some seconds and half a gigabyte in a process of its own."""
    rows = [[value_text(value) for value in row] for row in table.rows]
    blocks = len(table.header) > MOST_COLUMNS
    widths = _column_widths(table.header, rows)
    data: dict[str, Any] = {
        "title": table.title,
        "subtitle": table.subtitle,
        "facts": list(table.facts),
        "notes": list(table.notes),
        "foot": table.foot,
        "blocks": blocks,
        "header": list(table.header),
        "rows": list(_row_blocks(table, rows)) if blocks else _fit_rows(rows, widths),
        "widths": widths,
    }
    return to_pdf("layouts/table.typ", data, language=language, made_at=made_at)


def breakable(text: str, most: int) -> str:
    """The text with places to break in words that are wider than ``most`` letters: addresses, file names, codes."""
    if len(text) <= most:
        return text
    return " ".join(word if len(word) <= most else _broken_word(word, most) for word in text.split(" "))


def _broken_word(word: str, most: int) -> str:
    pieces, since = list[str](), 0
    for character in word:
        if pieces and pieces[-1] == BREAK_MARK and unicodedata.category(character).startswith("M"):
            pieces.insert(-1, character)  # signs stay with their letter
            continue
        pieces.append(character)
        since += 1
        if since >= most or (since > 2 and character in "@./_-?&="):
            pieces.append(BREAK_MARK)
            since = 0
    return "".join(pieces)


def _column_widths(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """How wide each column is, in letters: as nine of ten of its cells need, within limits; where that is more than
    a line, the wide ones give way before a word of another has to be parted."""
    needs = [_column_need(name, [row[place] for row in rows[:SAMPLE_ROWS]]) for place, name in enumerate(header)]
    least, desired = sum(least for least, _wanted in needs), sum(desired for _least, desired in needs)
    share = 1.0 if desired <= LINE_LETTERS else max(0.0, LINE_LETTERS - least) / ((desired - least) or 1)
    return [least + (desired - least) * share for least, desired in needs]


def _column_need(name: str, cells: Sequence[str]) -> tuple[int, int]:
    """The least that a column needs for its words to stay whole, and what it needs for its cells to stand in a line."""
    words = sorted(max(map(_unbroken_width, cell.split()), default=0) for cell in cells) or [0]
    needed = sorted(map(text_width, cells)) or [0]
    most_of = len(needed) * 9 // 10
    head = max(map(text_width, name.split()), default=0) + 1
    least = max(MIN_COLUMN_WIDTH, head, min(UNBROKEN_LETTERS, words[most_of])) + CELL_PADDING
    return least, max(least, min(MAX_COLUMN_WIDTH, needed[most_of]) + CELL_PADDING)


def _unbroken_width(word: str) -> int:
    """The room of a word that a line parts nowhere: between Chinese characters it may."""
    return len(word) if text_width(word) == len(word) else 0


def _fit_rows(rows: Iterable[Sequence[str]], widths: Sequence[float]) -> list[list[str]]:
    share = LINE_LETTERS / (sum(widths) or 1)
    most = [max(4, int((width * share - CELL_PADDING) * SAFE_SHARE)) for width in widths]
    return [[breakable(value, letters) for value, letters in zip(row, most, strict=True)] for row in rows]


def _row_blocks(table: PrintedTable, rows: Iterable[Sequence[str]]) -> Iterable[list[Any]]:
    """Each row as its title and the pairs of a word and a value, empty ones left out."""
    for number, row in enumerate(rows, start=1):
        pairs = [[word, breakable(value, 30)] for word, value in zip(table.header, row, strict=True) if value]
        named = breakable(row[table.title_column], 30) or (pairs[0][1] if pairs else "")
        yield [f"{number}. {named}", *pairs]
