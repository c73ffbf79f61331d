"""Separated text, whatever separates it, in UTF-8, UTF-16, GB18030, Big5 or a Western encoding."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator
from functools import cache
from itertools import islice, pairwise
from typing import Final, NamedTuple

from app.core.spreadsheets.limits import MAX_COLUMNS, SheetRefused, require_place, wide_encoding
from app.core.spreadsheets.values import SheetCell, Worksheet, cell_address

_CHINESE: Final = {"gb18030": "gb2312", "big5hkscs": "big5"}
"""Encoding → the older one whose first half holds the common characters."""
_COMMON_BYTES: Final = {"gb2312": (0xB0, 0xD7), "big5": (0xA4, 0xC6)}
"""First bytes of the 3,755 and 5,401 characters that are in daily use."""
LOST_CHARACTER: Final = "\ufffd"
"""Stands for what could not be read."""
_BROKEN_SHARE: Final = 0.02
_FOREIGN_SAMPLE: Final = 4_000
"""How many characters beyond ASCII tell an encoding."""


def decode_text(data: bytes) -> str:
    """Total: the first encoding that fits, with U+FFFD for bytes that it cannot tell, at the end where a character is
    cut. GB18030 takes nearly all, so text that it makes no Chinese of is Western."""
    if wide := wide_encoding(data):
        return data.decode(wide, errors="replace").lstrip("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    for broken in (0.0, _BROKEN_SHARE):
        texts = [
            (_common_share(text, older), text)
            for name, older in _CHINESE.items()
            if (text := _decoded_or_empty(data, name, broken))
        ]
        share, text = max(texts, default=(0.0, ""), key=lambda pair: pair[0])
        if share >= 0.7 and _looks_chinese(text):
            return text
        if broken == 0.0 and (text := _nearly_utf8(data)):
            return text
    return _decode_western(data)


def _decoded_or_empty(data: bytes, encoding: str, broken: float) -> str:
    """The text in an encoding of which at most this share of the signs beyond ASCII, and one at any rate, is broken."""
    text = data.decode(encoding, errors="replace")
    count = text.count(LOST_CHARACTER)
    if not broken:
        return "" if count else text
    return text if count <= max(1, broken * sum(1 for c in text if c > "\x7f")) else ""


def _nearly_utf8(data: bytes) -> str:
    """UTF-8 all the same where it makes more characters than it meets broken places, from a file that was cut, joined
    or damaged; no other encoding looks so. Else ""."""
    text = data.decode("utf-8-sig", errors="replace")
    broken = len(re.findall(f"{LOST_CHARACTER}+", text))
    whole = sum(1 for c in text if c > "\x7f" and c != LOST_CHARACTER)
    return text if whole > broken else ""


def _decode_western(data: bytes) -> str:
    """Windows's, which tells the quotes of Latin-1's control codes; the five bytes that it lacks stand as they are."""
    return "".join(_WESTERN_CHARACTERS[byte] for byte in data)


_WESTERN_CHARACTERS: Final = [bytes([n]).decode("cp1252", "ignore") or chr(n) for n in range(256)]


@cache
def _common_characters(older: str) -> frozenset[str]:
    low, high = _COMMON_BYTES[older]
    pairs = (bytes((first, second)) for first in range(low, high + 1) for second in range(0x40, 0xFF))
    return frozenset(text for pair in pairs if len(text := pair.decode(older, "ignore")) == 1 and text > "\x7f")


def _common_share(text: str, older: str) -> float:
    """How many of the characters beyond ASCII are in daily use in the script that the encoding was made for."""
    foreign = [c for c in text if c > "\x7f" and c != LOST_CHARACTER][:_FOREIGN_SAMPLE]
    letters = [c for c in foreign if not _is_punctuation(c)]
    common = sum(1 for c in letters if c in _common_characters(older))
    return common / len(letters) if letters else 0.0


def _is_punctuation(c: str) -> bool:
    """Punctuation and full-width forms, which both scripts share."""
    return "\u3000" <= c <= "\u303f" or "\uff00" <= c <= "\uffef" or "\u2010" <= c <= "\u2026" or c == "\u00b7"


def _looks_chinese(text: str) -> bool:
    """Most characters beyond ASCII are Chinese, and few stand right before a Latin letter, as accented ones do."""
    foreign = [c for c in text if c > "\x7f" and c != LOST_CHARACTER]
    chinese = sum(1 for c in foreign if "\u4e00" <= c <= "\u9fff" or _is_punctuation(c))
    western = sum(
        1 for sign, next_sign in pairwise(text) if sign > "\x7f" and next_sign.isascii() and next_sign.isalpha()
    )
    return bool(foreign) and chinese >= 0.8 * len(foreign) and western <= 0.4 * len(foreign)


_COMMA: Final = ","
_USUAL_SEPARATORS: Final = "\t|;,"
"""Of two that part a text alike it is the first: a comma stands in names, “Tan, Wei”, the others hardly do."""
_RARE_SEPARATORS: Final = "^~¦§#:*!$%&_=+\x1f，；、｜"
"""Tried where none of the usual ones parts the lines."""
_BETWEEN_ADDRESSES: Final = re.compile(r"[\s,;|]+")
_ADDRESS_PATTERN: Final = re.compile(r"(?:\w+://|[^\s@,;|<>]+@)[^\s@,;|<>]+")
_SAMPLE_LENGTH: Final = 100_000
"""So many characters tell what separates them."""
_SENTENCE_ROW: Final = 2
_ERROR_VALUES: Final = frozenset({"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#N/A"})
"""What spreadsheets write for a formula that failed, when they save as text."""


def read_text(data: bytes) -> list[Worksheet]:
    """One sheet without a name; a record is a row, as a spreadsheet counts when it opens the file."""
    text = decode_text(data)
    if "\0" in text:
        raise SheetRefused("sheet_nul")
    csv.field_size_limit(1_000_000)
    declared, text = _declared_separator(text)
    cells: dict[tuple[int, int], SheetCell] = {}
    first = 2 if declared else 1
    separator = declared or _likely_separator(text)
    row = first
    try:
        for row, record in enumerate(_records(text, separator), first):
            filled = sum(1 for value in record if value.strip()) if len(record) > MAX_COLUMNS else 0
            require_place(row, len(record), row - 1, cell_address(row, len(record)), filled)
            cells.update({(row, column): _text_cell(value) for column, value in enumerate(record, 1) if value.strip()})
        _require_end(text, separator, row)
    except csv.Error as broken:
        raise SheetRefused("sheet_unreadable") from broken
    return [Worksheet("", cells)]


def _records(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _require_end(text: str, separator: str, last: int) -> None:
    """Refuses text that ends inside a character, or inside quotes. ``last``: the number of its last row."""
    if text.endswith(LOST_CHARACTER):
        raise SheetRefused("sheet_cut", row=last)
    if not _is_closed(text, separator):
        raise SheetRefused("sheet_quote", row=last)


def _is_closed(text: str, separator: str) -> bool:
    """Whether a row more at the end stays one."""
    mark = "\x1eend"
    return deque(_records(f"{text}\n{mark}", separator), maxlen=1)[0] == [mark]


def _text_cell(value: str) -> SheetCell:
    return SheetCell(error=value.strip()) if value.strip() in _ERROR_VALUES else SheetCell(value)


def _declared_separator(text: str) -> tuple[str, str]:
    """The separator that a first line ``sep=;`` tells to Excel, and the text below that line."""
    first, _, rest = text.partition("\n")
    line = first.strip('\r\ufeff"')
    declared = line[4:] if line[:4].lower() == "sep=" else ""
    return (declared, rest) if len(declared) == 1 else ("", text)


def _likely_separator(text: str) -> str:
    """The one that parts most records into as many fields, with addresses alone in theirs; a comma if none does."""
    usual = max(_USUAL_SEPARATORS, key=lambda separator: _separator_fit(text, separator))
    evenly = _separator_fit(text, usual).records
    if evenly < 2:
        rare = max(_RARE_SEPARATORS, key=lambda separator: _separator_fit(text, separator))
        parting = _separator_fit(text, rare)
        if parting.records >= 2 and parting.row >= _SENTENCE_ROW:
            return rare
    return usual if evenly else _COMMA


class _SeparatorFit(NamedTuple):
    """How well a sign parts the first records: how many into the usual number of fields, how much of what must stand
    alone does, and how much of a row it makes. Compared in this order: of one line every sign makes a row."""

    records: int = 0
    alone: int = 0
    row: int = 0
    """1: two fields. ``_SPOKEN``: more, each after a space, as a comma or a semicolon parts words in a sentence; of two
    such signs it is the first of the usual ones. Else the number of fields: no program writes that space."""


def _separator_fit(text: str, separator: str) -> _SeparatorFit:
    """Of nothing, where it parts none."""
    try:
        records = [
            record for record in islice(_records(text[:_SAMPLE_LENGTH], separator), 60) if any(map(str.strip, record))
        ]
    except csv.Error:
        return _SeparatorFit()
    widths = Counter(len(record) for record in records if len(record) > 1)
    count, width = max(((count, width) for width, count in widths.items()), default=(0, 0))
    if not count:
        return _SeparatorFit()
    spoken = separator in ",;" and all(value[:1] in ("", " ") for record in records for value in record[1:])
    row = 1 if width == 2 else _SENTENCE_ROW if spoken else width
    return _SeparatorFit(count, sum(_address_score(value) for record in records for value in record), row)


def _address_score(value: str) -> int:
    """Of a field 1 where it is an address, or some, and nothing else, -1 where it is one among other words."""
    if "@" not in value and "://" not in value:
        return 0
    words = [word for word in _BETWEEN_ADDRESSES.split(value) if word]
    return 1 if all(map(_ADDRESS_PATTERN.fullmatch, words)) else -1
