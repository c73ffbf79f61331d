"""Which firms of a register may be one with an earlier one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from app.core.spreadsheets.values import SheetCell
from app.registrations.codes import stock_code
from app.registrations.compared_firm import Firm, firm_of
from app.registrations.duplicates import Outcome
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


def twins(
    register: Sequence[Listed], tell: Callable[[float], None] = lambda _share: None
) -> dict[int, tuple[Twin, ...]]:
    """Firm → the earlier ones that it may be, the most probable first, in the order of the register; others are absent.
    Takes seconds for thousands of firms. ``tell`` hears what share of them is compared, from 0 to 1."""
    pool, found = Pool(), {}
    for at, one in enumerate(register):
        tell(at / len(register))
        firm = _firm(one)
        if taken := pool.likely(firm):
            found[one.id] = tuple(
                Twin(int(other.key), verdict.because, verdict.likely, verdict.outcome is Outcome.SAME)
                for other, verdict in taken
            )
        pool.add(firm)
    return found


def to_rows(found: Mapping[int, Sequence[Twin]]) -> list[Any]:
    """What ``twins`` found, as plain JSON in its order."""
    return [[one, [[*twin] for twin in taken]] for one, taken in found.items()]


def from_rows(rows: Iterable[Any]) -> dict[int, tuple[Twin, ...]]:
    """The same back again."""
    return {
        one: tuple(Twin(other, tuple(because), likely, sure) for other, because, likely, sure in taken)
        for one, taken in rows
    }


def _firm(one: Listed) -> Firm:
    return firm_of(
        str(one.id),
        (one.name, one.name_zh or "", *one.other_names),
        code=stock_code(SheetCell(one.stock_code)) if one.stock_code else None,
        website=one.website or "",
        registry=(one.uen or "", one.uscc or ""),
    )
