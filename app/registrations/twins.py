"""Which firms of a register may be one with an earlier one; a register that did not change is not compared again."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from app.floor.spreadsheets.values import Cell
from app.registrations.codes import stock_code
from app.registrations.duplicates import Outcome
from app.registrations.evidence import Firm, firm_of
from app.registrations.pool import Pool


class Listed(NamedTuple):
    """What a register has of a firm that tells it from others."""

    id: int
    name: str
    name_zh: str | None
    other_names: tuple[str, ...]
    stock_code: str | None
    website: str | None
    uen: str | None
    uscc: str | None


class Twin(NamedTuple):
    """An earlier firm that one may be. ``because``: see ``duplicates.Verdict``; ``likely``: more probably than not;
    ``sure``: nobody would ask."""

    id: int
    because: tuple[str, ...]
    likely: bool
    sure: bool


@lru_cache(maxsize=4)
def twins(register: tuple[Listed, ...]) -> dict[int, tuple[Twin, ...]]:
    """Firm → the earlier ones that it may be, the most probable first, in the order of the register; others are absent.
    Takes seconds for thousands of firms, and none where the same register is asked for again."""
    pool, found = Pool(), {}
    for one in register:
        firm = _firm(one)
        if taken := pool.likely(firm):
            found[one.id] = tuple(
                Twin(int(other.key), verdict.because, verdict.likely, verdict.outcome is Outcome.SAME)
                for other, verdict in taken
            )
        pool.add(firm)
    return found


def _firm(one: Listed) -> Firm:
    return firm_of(
        str(one.id),
        (one.name, one.name_zh or "", *one.other_names),
        code=stock_code(Cell(one.stock_code)) if one.stock_code else None,
        website=one.website or "",
        registry=(one.uen or "", one.uscc or ""),
    )
