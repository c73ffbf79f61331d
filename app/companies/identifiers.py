"""Stock codes and registry numbers as people type them and spreadsheets hold them: turned into numbers, with
exchanges, without their zeros."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from app.companies.facts import is_uen, is_uscc
from app.companies.names.parsing import compact
from app.companies.typed_text import is_empty_answer, is_pending_answer, tidy_text
from app.core.spreadsheets.values import SheetCell

_EXCHANGE_SUFFIXES: Final = {
    "si": "SGX",
    "sp": "SGX",
    "hk": "HKEX",
    "ss": "SSE",
    "sh": "SSE",
    "sz": "SZSE",
    "bj": "BSE",
    "kl": "BURSA",
}
_EXCHANGE_PREFIXES: Final = {
    "sgx": "SGX",
    "ses": "SGX",
    "hkex": "HKEX",
    "sehk": "HKEX",
    "hkse": "HKEX",
    "hkg": "HKEX",
    "sse": "SSE",
    "sh": "SSE",
    "szse": "SZSE",
    "sz": "SZSE",
    "上交所": "SSE",
    "深交所": "SZSE",
    "港交所": "HKEX",
    "新交所": "SGX",
}
_SCIENTIFIC_NUMBER: Final = re.compile(r"^(\d)(?:[.,](\d+))?e\+?(\d{1,2})$", re.IGNORECASE)
_STOCK_CODE_PATTERN: Final = re.compile(r"^[0-9A-Z]{1,6}$")


@dataclass(frozen=True, slots=True)
class StockCode:
    """``text``: the code in capitals, "" for none. ``exchange``: known from its own mark or its shape, else "".
    ``code``: "" or ``code_became_number`` (a person must say which it was; ``suggestion``), ``code_was_number``,
    ``code_zeros_restored``, ``code_unreadable``."""

    text: str = ""
    exchange: str = ""
    code: str = ""
    suggestion: str = ""

    @property
    def sure(self) -> bool:
        return bool(self.text) and self.code in ("", "code_was_number")

    @property
    def bare(self) -> str:
        """Without leading zeros, which come and go."""
        return self.text.lstrip("0") or self.text


@dataclass(frozen=True, slots=True)
class StockCodeStyle:
    """How the stock codes of a column look on the whole."""

    lettered: bool = False
    six_digits: bool = False

    @classmethod
    def of(cls, cells: list[SheetCell]) -> StockCodeStyle:
        texts = [text for cell in cells if (text := tidy_text(cell.text))]
        lettered = sum(1 for text in texts if any(c.isalpha() and c.isascii() for c in text) and len(text) <= 5)
        six = sum(1 for text in texts if len(text) == 6 and text.isdigit())
        return cls(lettered > len(texts) / 2, six > len(texts) / 2)


def parse_stock_code(cell: SheetCell, *, lettered: bool = False, six_digits: bool = False) -> StockCode:
    """Reads one cell. ``lettered``: the column's other codes have letters; ``six_digits``: they have six digits."""
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return _stock_code_of_number(cell.value, cell.number_format, lettered, six_digits)
    shown = tidy_text(cell.text)
    if is_empty_answer(shown) or is_pending_answer(shown):
        return StockCode()
    return _stock_code_of_text(unicodedata.normalize("NFKC", shown).strip("'"))


def _stock_code_of_number(value: float, number_format: str, lettered: bool, six_digits: bool) -> StockCode:
    if value < 0 or not (isinstance(value, int) or value.is_integer()):
        return StockCode(str(value).upper(), code="code_unreadable")
    text = str(int(value))
    zeros = re.fullmatch("0{2,}", number_format)
    if "E" in number_format.upper() or (lettered and value >= 100 and value % 100 == 0):
        return StockCode(text, code="code_became_number", suggestion=_shortest_scientific(text))
    if zeros and len(zeros[0]) > len(text):
        return _stock_code_with_exchange(text.zfill(len(zeros[0])), "code_zeros_restored")
    if six_digits and len(text) < 6:
        return StockCode(text.zfill(6), code="code_zeros_restored")
    return _stock_code_with_exchange(text, "code_was_number")


def _shortest_scientific(text: str) -> str:
    """1000 → 1E3, the shortest code that a spreadsheet reads as this number."""
    body = text.rstrip("0")
    return f"{body}E{len(text) - len(body)}" if body and len(text) > len(body) else ""


def _stock_code_of_text(text: str) -> StockCode:
    squeezed = text.replace(" ", "").replace(",", ".")
    if (match := _SCIENTIFIC_NUMBER.match(squeezed)) and ("." in squeezed or "+" in squeezed):
        number = str(int(float(squeezed)))
        return StockCode(number, code="code_became_number", suggestion=f"{match[1]}E{int(match[3])}")
    exchange = ""
    if match := re.match(r"^([^\W\d]+)\s*[:：.\-\s]\s*(\w+)$", text):
        exchange = _EXCHANGE_PREFIXES.get(compact(match[1]), "")
        text = match[2] if exchange else text
    if not exchange and (match := re.match(r"^(sh|sz|bj|hk)(\d{4,6})$", text, re.IGNORECASE)):
        exchange, text = _EXCHANGE_SUFFIXES[match[1].lower()], match[2]
    if not exchange and (match := re.match(r"^(\w+)\s*[.\s]\s*([a-z]{2})$", text, re.IGNORECASE)):
        exchange = _EXCHANGE_SUFFIXES.get(match[2].lower(), "")
        text = match[1] if exchange else text
    text = text.upper()
    if not _STOCK_CODE_PATTERN.match(text):
        return StockCode(text, code="code_unreadable")
    return StockCode(text, exchange) if exchange else _stock_code_with_exchange(text, "")


def _stock_code_with_exchange(text: str, code: str) -> StockCode:
    """Six digits are a mainland code: 6… Shanghai, 0… and 3… Shenzhen; letters are Singapore's."""
    if len(text) == 6 and text.isdigit():
        return StockCode(text, "SSE" if text[0] in "69" else "SZSE" if text[0] in "023" else "BSE", code)
    return StockCode(text, "SGX" if any(c.isalpha() for c in text) else "", code)


def parse_registry_number(text: str) -> str:
    """A UEN or 统一社会信用代码 in capitals without blanks; "" where it says none."""
    shown = unicodedata.normalize("NFKC", tidy_text(text)).upper()
    return "" if is_empty_answer(shown) or is_pending_answer(shown) else re.sub(r"[^0-9A-Z]", "", shown)


def has_uscc_shape(text: str) -> bool:
    return re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{18}", text) is not None


def has_uen_shape(text: str) -> bool:
    return re.fullmatch(r"\d{8,9}[A-Z]|[TSR]\d{2}[A-Z]{2}\d{4}[A-Z]", text) is not None


def is_possible_registry_number(number: str) -> bool:
    """Whether a ``parse_registry_number`` can be one: with the right last sign, where its shape is that of a UEN or a
    统一社会信用代码; else with digits enough for another country's register."""
    if has_uscc_shape(number) or has_uen_shape(number):
        return is_uscc(number) or is_uen(number)
    return sum(map(str.isdigit, number)) >= 7 and _SCIENTIFIC_NUMBER.match(number) is None
