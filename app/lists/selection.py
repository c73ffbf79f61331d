"""What somebody chose to see: purpose, filters, columns, order. One selection drives screen and file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from app.kernel.whole import whole
from app.lists.columns import TASKS, Column, by_name, chosen
from app.lists.consent import Purpose, Use

ORDERS: Final = ("company", "representative", "group", "registration_state", "country", "registered_at")
"""Columns that a list can be sorted by; a ``-`` before the name turns it round. "": delegation, rank, name."""
OVERVIEW: Final = TASKS["overview"]
USES: Final = {
    "running": Use(Purpose.RUNNING),
    "abroad": Use(Purpose.HANDOVER, abroad=True),
    "home": Use(Purpose.HANDOVER, abroad=False),
}
"""What a list may be made for: the event's own work, a recipient abroad (or anywhere), one in the event's country."""
NO_DELEGATION: Final = "none"
LONGEST_SEARCH: Final = 100

Values = Mapping[str, Sequence[str]]
"""Parameters of an address: each name with all its values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Empty fields filter nothing. ``delegation``: an id, or ``none`` for firms that came by themselves; ``states``
    empty: all but cancelled and rejected; ``sector``: an ISIC code of any level, with all that lies under it."""

    delegation: str = ""
    group: int | None = None
    states: tuple[str, ...] = ()
    category: str = ""
    sector: str = ""
    search: str = ""

    def __bool__(self) -> bool:
        return self != NO_FILTER


NO_FILTER: Final = Filter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    use: Use = Use()  # noqa: RUF009 a frozen value
    filter: Filter = NO_FILTER
    names: tuple[str, ...] = ()
    order: str = ""

    @property
    def columns(self) -> tuple[Column, ...]:
        return chosen(self.names)

    def turned(self, column: str) -> Selection:
        """The same, sorted by a column; the other way round where it is sorted by it already."""
        return replace(self, order=f"-{column}" if self.order == column else column)


def read(values: Values, default: Selection) -> Selection:
    """The selection that an address or a saved view describes; what is unknown or absent is as in ``default``."""
    return Selection(
        use=USES.get(_one(values, "use"), default.use),
        filter=Filter(
            delegation=_delegation(_one(values, "delegation")),
            group=_number(_one(values, "group")),
            states=tuple(dict.fromkeys(word for word in values.get("state", ()) if word.isalpha() and word.isascii())),
            category=_one(values, "category"),
            sector=_one(values, "sector"),
            search=_one(values, "q")[:LONGEST_SEARCH],
        ),
        names=_names(values, default.names),
        order=_order(_one(values, "order")),
    )


def written(selection: Selection, default: Selection) -> dict[str, Any]:
    """The parameters that ``read`` makes the selection from; what is as in ``default`` is left away."""
    found = selection.filter
    values: dict[str, Any] = {
        "delegation": found.delegation,
        "group": found.group,
        "state": list(found.states),
        "category": found.category,
        "sector": found.sector,
        "q": found.search,
        "order": selection.order,
    }
    if word_of(selection.use) != word_of(default.use):
        values["use"] = word_of(selection.use)
    if selection.names != default.names:
        values["column"] = list(selection.names) or ["all"]
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def moved(names: Sequence[str], name: str, by: int) -> tuple[str, ...]:
    """The columns with one of them ``by`` places further on (negative: further to the front)."""
    order = list(names)
    if name not in order:
        return tuple(order)
    place = max(0, min(len(order) - 1, order.index(name) + by))
    order.remove(name)
    order.insert(place, name)
    return tuple(order)


def word_of(use: Use) -> str:
    """A use as an address says it."""
    if use.purpose is Purpose.RUNNING:
        return "running"
    return "abroad" if use.abroad else "home"


def _names(values: Values, default: tuple[str, ...]) -> tuple[str, ...]:
    """``task`` names a set of columns, ``column`` them one by one; ``column=all``: every one."""
    if task := TASKS.get(_one(values, "task")):
        return task
    asked = values.get("column", ())
    if "all" in asked or _one(values, "task") == "everything":
        return ()
    return tuple(name for name in dict.fromkeys(asked) if name in by_name()) or default


def _order(word: str) -> str:
    return word if word.removeprefix("-") in ORDERS and not word.startswith("--") else ""


def _delegation(word: str) -> str:
    return word if word == NO_DELEGATION or _number(word) is not None else ""


def _number(word: str) -> int | None:
    number = whole(word)
    return number if number is not None and number >= 0 else None


def _one(values: Values, name: str) -> str:
    return next(iter(values.get(name, ())), "").strip()
