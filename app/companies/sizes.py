"""How large a firm is: bands that it may choose from, so that no exact figure need be told. Codes, smallest first."""

from typing import Final

from app.kernel.errors import Invalid

EMPLOYEES: Final = ("1-9", "10-49", "50-249", "250-999", "1000-4999", "5000+")
"""People employed."""
TURNOVERS: Final = ("0-1", "1-10", "10-50", "50-250", "250-1000", "1000+")
"""Turnover of a year, in millions of a currency."""
CURRENCIES: Final = ("CNY", "SGD", "EUR", "USD", "GBP", "HKD", "JPY", "MYR", "XOF", "XAF", "MAD", "TND")
OLDEST: Final = 1000
"""The first year in which a firm that still works may have been founded; its last one is this year."""


def is_year(written: str, *, until: int) -> bool:
    """Whether it is a year that a firm may have been founded in, or have done some work."""
    return len(written) == 4 and written.isascii() and written.isdigit() and OLDEST <= int(written) <= until


class SizeUnknown(Invalid):
    """No such band, currency or year. Details: field."""

    code = "size_unknown"


_WORDS: Final = {"employees": EMPLOYEES, "turnover": TURNOVERS, "currency": CURRENCIES}


def size_of(field: str, written: str, *, until: int) -> str | int | None:
    """What is kept of ``founded`` (a year, not after ``until``), ``employees``, ``turnover`` or ``currency``; None for
    nothing. Raises SizeUnknown."""
    if not written:
        return None
    if field == "founded" and is_year(written, until=until):
        return int(written)
    if written in _WORDS.get(field, ()):
        return written
    raise SizeUnknown(field=field)
