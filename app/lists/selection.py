"""What somebody chose to see: purpose, filters, columns, order. One selection drives screen and file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from app.core.parsing import parse_whole_number
from app.lists.columns import TASKS, Column, by_name, chosen
from app.lists.conditions import Condition, conditions_in
from app.lists.consent import Purpose, Use
from app.lists.sorting import PROTOCOL

SORTED_BY_DATABASE: Final = ("group", "registration_state", "country", "registered_at")
"""Orders that need no look at the texts; the others follow the sound of Chinese. A list is sorted by any column, or by
protocol; a ``-`` before the name turns it round. "": delegation, rank, name."""
TITLE: Final = "t_"
"""Begins the parameter by which a column gets a heading of the user's own."""
LONGEST_TITLE: Final = 60
OVERVIEW: Final = TASKS["overview"]
USES: Final = {
    "running": Use(Purpose.RUNNING),
    "abroad": Use(Purpose.HANDOVER, abroad=True),
    "home": Use(Purpose.HANDOVER, abroad=False),
}
"""What a list may be made for: the event's own work, a recipient abroad (or anywhere), one in the event's country."""
OWN_COLUMN: Final = r"(?:answer|sheet)_[a-z0-9_]{1,60}"
"""Names of columns that an event has besides the stable ones."""
NO_DELEGATION: Final = "none"
LONGEST_SEARCH: Final = 100

Values = Mapping[str, Sequence[str]]
"""Parameters of an address: each name with all its values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Empty fields filter nothing. ``delegation``: an id, or ``none`` for firms that came by themselves; ``states``
    empty: all but cancelled and rejected; ``sector``: an ISIC code of any level, with all that lies under it;
    ``where``: conditions on any column, which all hold."""

    delegation: str = ""
    group: int | None = None
    states: tuple[str, ...] = ()
    category: str = ""
    sector: str = ""
    search: str = ""
    where: tuple[Condition, ...] = ()

    def __bool__(self) -> bool:
        return self != NO_FILTER


NO_FILTER: Final = Filter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """``extra``: the columns that the event has besides the stable ones; ``open_columns``: those that may be asked,
    None for all."""

    use: Use = Use()  # noqa: RUF009 a frozen value
    filter: Filter = NO_FILTER
    names: tuple[str, ...] = ()
    order: str = ""
    titles: tuple[tuple[str, str], ...] = ()
    extra: tuple[Column, ...] = field(default=(), compare=False, repr=False)
    open_columns: tuple[str, ...] | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        return chosen(self.names, self.extra)

    @property
    def headings(self) -> dict[str, str]:
        """The user's own words for columns."""
        return dict(self.titles)

    @property
    def order_name(self) -> str:
        return self.order.removeprefix("-")

    @property
    def looks_into_cells(self) -> bool:
        """Whether the database alone cannot tell which rows stand in it, or in which order."""
        return bool(self.filter.where) or (self.order != "" and self.order_name not in SORTED_BY_DATABASE)

    @property
    def needed(self) -> tuple[Column, ...]:
        """The columns that are looked at to find the rows and their order."""
        names = dict.fromkeys([*(one.column for one in self.filter.where), self.order_name])
        known = {column.name: column for column in chosen((), self.extra)}
        return tuple(known[name] for name in names if name in known and self._may_ask(name))

    @property
    def unknown(self) -> tuple[Condition, ...]:
        """Conditions on columns that there are not, or no longer, or that may not be asked: no row fulfils them."""
        known = {column.name for column in chosen((), self.extra)}
        return tuple(one for one in self.filter.where if one.column not in known or not self._may_ask(one.column))

    def _may_ask(self, name: str) -> bool:
        return self.open_columns is None or name in self.open_columns

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
            where=conditions_in(values.get("where", ())),
        ),
        names=_names(values, default.names),
        order=_order(_one(values, "order")),
        titles=_titles(values),
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
        "where": [one.written for one in found.where],
        "order": selection.order,
    }
    values.update({f"{TITLE}{name}": title for name, title in selection.titles})
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
    return tuple(name for name in dict.fromkeys(asked) if _is_column(name)) or default


def _order(word: str) -> str:
    name = word.removeprefix("-")
    return word if (name == PROTOCOL or _is_column(name)) and not word.startswith("--") else ""


def _titles(values: Values) -> tuple[tuple[str, str], ...]:
    found = {name.removeprefix(TITLE): name for name in values if name.startswith(TITLE)}
    said = {name: " ".join(_one(values, given).split())[:LONGEST_TITLE].strip() for name, given in found.items()}
    return tuple(sorted((name, title) for name, title in said.items() if title and _is_column(name)))


def _is_column(name: str) -> bool:
    """Also what may be one of the event's own; which it has is asked later."""
    return name in by_name() or re.fullmatch(OWN_COLUMN, name) is not None


def _delegation(word: str) -> str:
    return word if word == NO_DELEGATION or _number(word) is not None else ""


def _number(word: str) -> int | None:
    number = parse_whole_number(word)
    return number if number is not None and number >= 0 else None


def _one(values: Values, name: str) -> str:
    return next(iter(values.get(name, ())), "").strip()
