"""Amounts as people write them, kept to the last unit, and as they are read: each in its own currency."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final

from app.companies.facts import CURRENCIES
from app.core.errors import Invalid
from app.outcomes.stages import Money

CURRENCY_DIGITS: Final = {"JPY": 0, "XOF": 0, "XAF": 0, "TND": 3}
"""Digits after the point of a currency that has not two."""
AMOUNT_UNITS: Final = {
    **dict.fromkeys(("k", "千"), 10**3),
    **dict.fromkeys(("万", "萬"), 10**4),
    **dict.fromkeys(("m", "mn", "mio", "million", "millions", "百万"), 10**6),
    **dict.fromkeys(("亿", "億"), 10**8),
    **dict.fromkeys(("bn", "billion", "milliard", "milliards", "md"), 10**9),
}
GROUP_DIGITS: Final = 3
"""Digits that are grouped; a currency with as many after its point is not grouped by a single mark."""
LONGEST_AMOUNT: Final = 40
MOST_AMOUNT: Final = 10**17
"""In smallest units: it fits a column, and so does the sum of all."""
_AMOUNT_PATTERN: Final = re.compile(r"(?P<number>[0-9][0-9.,'’ ]*)(?P<unit>[^\W\d_]*)")
_ONE_MARK_PATTERN: Final = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")
_GROUPED_PATTERN: Final = re.compile(
    r"[1-9][0-9]{0,2}(?:(?P<mark>[.,'’ ])[0-9]{3})(?:(?P=mark)[0-9]{3})*(?:[.,][0-9]{1,2})?"
)


class AmountUnclear(Invalid):
    """No amount can be read from it, or one too large."""

    code = "amount_unclear"


class AmountUnsure(Invalid):
    """The amount may mean another than was read. Details: amount (in smallest units), currency."""

    code = "amount_unsure"


class CurrencyUnknown(Invalid):
    """No currency that amounts are kept in, or none where an amount was given."""

    code = "currency_unknown"


def parse_money(written: str, currency: str) -> Money | None:
    """``4.5m``, ``4 500 000``, ``1.280.000,50`` or ``450万`` of a currency; None for nothing.

    Raises AmountUnclear, CurrencyUnknown.
    """
    text = " ".join(unicodedata.normalize("NFKC", written).casefold().split())
    if not text:
        return None
    if currency not in CURRENCIES:
        raise CurrencyUnknown
    match = _AMOUNT_PATTERN.fullmatch(text) if len(text) <= LONGEST_AMOUNT else None
    unit = AMOUNT_UNITS.get(match["unit"]) if match and match["unit"] else 1
    if match is None or unit is None:
        raise AmountUnclear
    digits = digits_of_currency(currency)
    smallest = _parse_number(match["number"].strip(), grouped=unit == 1 and digits < GROUP_DIGITS) * unit * 10**digits
    if smallest != int(smallest) or smallest > MOST_AMOUNT:
        raise AmountUnclear
    return Money(int(smallest), currency)


def _parse_number(text: str, *, grouped: bool) -> Decimal:
    """``grouped``: three digits after a single mark are thousands, unless a unit follows (1.125 m)."""
    shape = _GROUPED_PATTERN.fullmatch(text)
    if shape and (grouped or text.count(shape["mark"]) > 1):
        head, point, tail = re.fullmatch(r"(.*?)(?:([.,])([0-9]{1,2}))?", text).groups()  # type: ignore[union-attr]
        return Decimal(re.sub(r"[^0-9]", "", head) + (f".{tail}" if point else ""))
    plain = text.replace(",", ".")
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", plain):
        raise AmountUnclear
    return Decimal(plain)


def is_unambiguous(typed: str, currency: str) -> bool:
    """Whether an amount that can be read means one thing: not ``1.2bn``, nor ``1.200``."""
    text = unicodedata.normalize("NFKC", typed).strip()
    is_short = any(character.isalpha() for character in text)
    return not is_short and (digits_of_currency(currency) >= GROUP_DIGITS or _ONE_MARK_PATTERN.fullmatch(text) is None)


def digits_of_currency(currency: str) -> int:
    """How many digits stand after the point."""
    return CURRENCY_DIGITS.get(currency, 2)


def amount_in_currency(amount: int, currency: str) -> Decimal:
    """An amount of smallest units in the currency itself."""
    return Decimal(amount).scaleb(-digits_of_currency(currency))


def format_amount(money: Money) -> str:
    """As a form shows it again, and ``parse_money`` reads it."""
    number = amount_in_currency(money.amount, money.currency)
    return f"{int(number)}" if number == int(number) else f"{number}"
