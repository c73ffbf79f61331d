"""What a company says of itself as named values, well formed or refused; two such sets merged."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from app.companies.fields import CERTIFICATE_FIELDS, COMPANY_FIELDS
from app.companies.names.parsing import fold
from app.companies.sectors.tree import sector_tree
from app.core.errors import Invalid
from app.core.localized import LANGUAGES
from app.core.parsing import web_address

EMPLOYEES: Final = ("1-9", "10-49", "50-249", "250-999", "1000-4999", "5000+")
"""People employed."""
TURNOVERS: Final = ("0-1", "1-10", "10-50", "50-250", "250-1000", "1000+")
"""Turnover of a year, in millions of a currency."""
CURRENCIES: Final = ("CNY", "SGD", "EUR", "USD", "GBP", "HKD", "JPY", "MYR", "XOF", "XAF", "MAD", "TND")
FIRST_YEAR: Final = 1000
"""The first year in which a firm that still works may have been founded; its last one is this year."""


def is_year(written: str, *, until: int) -> bool:
    """Whether it is a year that a firm may have been founded in, or have done some work."""
    return len(written) == 4 and written.isascii() and written.isdigit() and FIRST_YEAR <= int(written) <= until


class SizeUnknown(Invalid):
    """No such band, currency or year. Details: field."""

    code = "size_unknown"


_SIZE_CODES: Final = {"employees": EMPLOYEES, "turnover": TURNOVERS, "currency": CURRENCIES}


def parse_size(field: str, written: str, *, until: int) -> str | int | None:
    """What is kept of ``founded`` (a year, not after ``until``), ``employees``, ``turnover`` or ``currency``; None for
    nothing. Raises SizeUnknown."""
    if not written:
        return None
    if field == "founded" and is_year(written, until=until):
        return int(written)
    if written in _SIZE_CODES.get(field, ()):
        return written
    raise SizeUnknown(field=field)


_USCC_SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_UEN_OTHER_SIGNS: Final = "ABCDEFGHJKLMNPQRSTUVWX0123456789"
_UEN_WEIGHTS: Final = {
    "business": (10, 4, 9, 3, 8, 2, 7, 1),
    "company": (10, 8, 6, 4, 9, 7, 5, 3, 1),
    "other": (4, 3, 5, 3, 10, 2, 2, 5, 7),
}


def is_uscc(text: str) -> bool:
    """18 signs, the last of which follows from the others; in capitals."""
    if not re.fullmatch(f"[{_USCC_SIGNS}]{{18}}", text):
        return False
    total = sum(_USCC_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(text[:17]))
    return text[17] == _USCC_SIGNS[-total % 31]


def is_uen(text: str) -> bool:
    """One of the three shapes, the last letter of which follows from the rest; in capitals."""
    if re.fullmatch(r"\d{8}[A-Z]", text):
        return text[-1] == "XMKECAWLJDB"[_weighted_sum(map(int, text[:-1]), "business") % 11]
    if re.fullmatch(r"\d{9}[A-Z]", text):
        return text[-1] == "ZKCMDNERGWH"[_weighted_sum(map(int, text[:-1]), "company") % 11]
    if re.fullmatch(r"[TSR]\d{2}[A-Z]{2}\d{4}[A-Z]", text) and set(text) <= set(_UEN_OTHER_SIGNS):
        return text[-1] == _UEN_OTHER_SIGNS[(_weighted_sum(map(_UEN_OTHER_SIGNS.index, text[:-1]), "other") - 5) % 11]
    return False


def _weighted_sum(signs: Iterable[int], kind: str) -> int:
    return sum(sign * weight for sign, weight in zip(signs, _UEN_WEIGHTS[kind], strict=True))


_HOST_PATTERN: Final = re.compile(r"(?:[\w-]+\.)+[^\W\d_][\w-]+", re.UNICODE)
_SCRIPT_PATTERN: Final = re.compile(r"\s*(?:javascript|vbscript|data|file|blob)\s*:", re.IGNORECASE)


def is_script_address(text: str) -> bool:
    """Whether the text would run as a script or open a file if a browser took it as an address."""
    return _SCRIPT_PATTERN.match(text) is not None


def is_website(text: str) -> bool:
    """Whether the text leads to a host with a name, such as ``www.example.org`` or ``https://例子.中国/en``.

    No script, no mailbox, no number for a host, no word alone.
    """
    address = web_address(text)
    return bool(address) and _HOST_PATTERN.fullmatch(urlsplit(address).hostname or "") is not None


FactValue = str | bool | tuple[str, ...] | None
"""A line or text ("" is nothing), a yes or no (None: not said), codes in a fixed order."""
FactValues = Mapping[str, FactValue]


def value_codes(value: FactValue) -> tuple[str, ...]:
    """The codes of a field that holds codes; none for nothing."""
    return value if isinstance(value, tuple) else ()


@dataclass(frozen=True, slots=True)
class FactClash:
    """A field that two people gave different values: ``theirs`` is stored, ``mine`` is still only typed."""

    field: str
    theirs: FactValue
    mine: FactValue


@dataclass(frozen=True, slots=True)
class MergedFacts:
    """``values``: mine, with what only they changed taken over (``taken``); where both did, mine stays."""

    values: dict[str, FactValue]
    taken: tuple[str, ...]
    clashes: tuple[FactClash, ...]


def merge_facts(base: FactValues, mine: FactValues, theirs: FactValues) -> MergedFacts:
    """Join what two people made of ``base``; only the fields that ``mine`` holds are looked at.

    Codes are sets: what one added or took away is added or taken away, so they never clash. A field that ``base``
    lacks counts as changed by both.
    """
    values: dict[str, FactValue] = {}
    taken, clashes = [], []
    for field, typed in mine.items():
        stored, before = theirs.get(field), base.get(field)
        values[field] = typed
        if typed == stored:
            continue
        if isinstance(typed, tuple) and isinstance(stored, tuple):
            joined = _merge_codes(value_codes(before), typed, stored)
            values[field] = joined
            if joined != typed:
                taken.append(field)
        elif field in base and typed == before:
            values[field] = stored
            taken.append(field)
        elif field not in base or stored != before:
            clashes.append(FactClash(field, stored, typed))
    return MergedFacts(values, tuple(taken), tuple(clashes))


def _merge_codes(before: tuple[str, ...], mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    removed = (set(before) - set(mine)) | (set(before) - set(theirs))
    return tuple(sorted((set(mine) | set(theirs)) - removed))


MAX_SHOWCASE_ITEMS: Final = 40
"""Products of a company, and references of a company."""
RESTORE_WITHIN: Final = dt.timedelta(minutes=10)
"""So long what was removed can be brought back; then it goes for good."""
PRODUCT_FIELDS: Final = (*(f"{part}_{language}" for part in ("name", "line") for language in LANGUAGES), "isic", "hs")
REFERENCE_FIELDS: Final = ("customer", "country", "year", "line")
SHOWCASE_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {"product": PRODUCT_FIELDS, "reference": REFERENCE_FIELDS}
_HS_PATTERN: Final = re.compile(r"(?:[0-9]{2}){1,5}")


def parse_showcase_item(kind: str, values: Mapping[str, FactValue], *, until: int) -> dict[str, str | int | None]:
    """What is kept of a ``product`` or a ``reference``, by field; None for nothing. ``until``: the last year that a
    reference may be of. Raises Invalid ``product_nameless``, ``customer_missing``, ``isic_unknown``, ``hs_unknown``,
    ``year_unknown``, ``country_unknown``."""
    parsed: dict[str, str | int | None] = {name: str(values.get(name) or "") or None for name in SHOWCASE_FIELDS[kind]}
    if kind == "product":
        if not any(parsed[f"name_{language}"] for language in LANGUAGES):
            raise Invalid("product_nameless")
        if parsed["isic"] and parsed["isic"] not in sector_tree():
            raise Invalid("isic_unknown")
        parsed["hs"] = parse_hs_code(str(parsed["hs"] or "")) or None
        return parsed
    if not parsed["customer"]:
        raise Invalid("customer_missing")
    if parsed["country"] and not re.fullmatch("[A-Z]{2}", str(parsed["country"])):
        raise Invalid("country_unknown")
    parsed["year"] = _parse_year(parsed["year"], until)
    return parsed


def parse_hs_code(written: str) -> str:
    """2, 4, 6, 8 or 10 digits, without points and blanks: 8507.60 → 850760, and so in full-width digits. Raises Invalid
    ``hs_unknown``."""
    digits = re.sub(r"[\s.]", "", unicodedata.normalize("NFKC", written))
    if digits and not _HS_PATTERN.fullmatch(digits):
        raise Invalid("hs_unknown")
    return digits


def _parse_year(written: object, until: int) -> int | None:
    if not written:
        return None
    if not is_year(str(written), until=until):
        raise Invalid("year_unknown")
    return int(str(written))


@dataclass(frozen=True, slots=True)
class FactDifference:
    """A field that the two say differently. ``clash``: both say something, and what the kept one says stays."""

    field: str
    surviving: FactValue
    removed: FactValue
    after: FactValue

    @property
    def clash(self) -> bool:
        return self.after == self.surviving


def list_fact_differences(remaining: FactValues, absorbed: FactValues) -> list[FactDifference]:
    """The fields that differ, in the order of ``kept``: codes are united, empty ones filled, else ``kept`` stays.
    A turnover that is filled brings its currency with it."""
    holds = {*value_codes(remaining.get("holds")), *value_codes(absorbed.get("holds"))}
    lines = []
    for field in (name for name in remaining if name in COMPANY_FIELDS):
        mine, theirs = remaining[field], absorbed.get(field)
        after = _join_values(mine, theirs)
        if field == "holds_none" and after and holds:
            after = None
        if (
            field == "currency"
            and _is_empty_value(remaining.get("turnover"))
            and not _is_empty_value(absorbed.get("turnover"))
        ):
            after = theirs
        if mine != theirs and not _is_empty_value(theirs) and (after != mine or field not in CERTIFICATE_FIELDS):
            lines.append(FactDifference(field, mine, theirs, after))
    return [line for line in lines if not (isinstance(line.surviving, tuple) and line.after == line.surviving)]


def _join_values(mine: FactValue, theirs: FactValue) -> FactValue:
    if isinstance(mine, tuple):
        return tuple(sorted({*mine, *value_codes(theirs)}))
    return theirs if _is_empty_value(mine) else mine


def _is_empty_value(value: FactValue) -> bool:
    return value in ("", None, (), False)


def joined_names(
    remaining: Iterable[str | None], others: Iterable[str | None], absorbed: Iterable[str | None]
) -> list[str]:
    """The other names of the kept company: its own, then what the other one was called; each once."""
    seen = {fold(name) for name in remaining if name}
    names: list[str] = []
    for name in (*others, *absorbed):
        if name and fold(name) not in seen:
            seen.add(fold(name))
            names.append(name)
    return names
