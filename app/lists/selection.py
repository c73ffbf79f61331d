"""What somebody chose to see (purpose, filters, columns, order), and which rows fulfil it, on screen and in files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final

from app.core.localized import LANGUAGES
from app.core.parsing import parse_whole_number
from app.documents.csv import CellValue, value_text
from app.lists.columns import TASK_COLUMNS, ListColumn, ListTerms, columns_by_name, columns_named
from app.lists.consent import ListPurpose, ListUse
from app.lists.rows import PROTOCOL, JudgedRow, protocol_key, sort_by_value

CONDITION_TESTS: Final = ("has", "is", "not", "filled", "empty", "from", "to")
"""The text stands in it; it is just that, or one of several between semicolons; it is not; there is something, or
nothing; it is at least, or at most that: a number, a day, a text."""
TESTS_WITHOUT_VALUE: Final = frozenset({"filled", "empty"})
"""Tests that need no value."""
LONGEST_VALUE: Final = 100
MOST_CONDITIONS: Final = 8
COLUMN_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,60}(?:[A-Z])?")


@dataclass(frozen=True, slots=True)
class ColumnCondition:
    column: str
    test: str
    value: str = ""

    @property
    def written(self) -> str:
        """As an address says it: ``city.is.Singapore``."""
        return f"{self.column}.{self.test}.{self.value}"


def parse_conditions(texts: Iterable[str]) -> tuple[ColumnCondition, ...]:
    """The conditions that an address says, each once; what is none is passed over."""
    conditions = (_parse_condition(text) for text in texts)
    return tuple(dict.fromkeys(condition for condition in conditions if condition is not None))[:MOST_CONDITIONS]


def _parse_condition(text: str) -> ColumnCondition | None:
    column, _, rest = text.partition(".")
    test, _, value = rest.partition(".")
    value = " ".join("".join(character for character in value if character.isprintable()).split())[
        :LONGEST_VALUE
    ].strip()
    if (
        not COLUMN_NAME.fullmatch(column)
        or test not in CONDITION_TESTS
        or (not value and test not in TESTS_WITHOUT_VALUE)
    ):
        return None
    return ColumnCondition(column, test, "" if test in TESTS_WITHOUT_VALUE else value)


def is_fulfilled(condition: ColumnCondition, values: Iterable[CellValue]) -> bool:
    """Whether a cell fulfils it; ``values``: what stands in the cell in each language. All of them must not be what is
    excluded; one is enough for the rest."""
    if condition.test in ("not", "empty"):
        return all(_is_fulfilled_by(condition, value) for value in values)
    return any(_is_fulfilled_by(condition, value) for value in values)


def _is_fulfilled_by(condition: ColumnCondition, value: CellValue) -> bool:
    text = _folded(value_text(value))
    compared = _folded(condition.value)
    match condition.test:
        case "has":
            return compared in text
        case "is":
            return compared == text or compared in text.split("; ")
        case "not":
            return compared != text and compared not in text.split("; ")
        case "filled":
            return bool(text)
        case "empty":
            return not text
    return bool(text) and _is_within(condition.test, value, text, compared)


def _is_within(test: str, value: CellValue, text: str, compared: str) -> bool:
    """A day is as long as what it is compared with: all of 2027-03-18 is up to 2027-03-18."""
    if isinstance(value, int | float):
        try:
            limit = float(compared.replace(",", "."))
        except ValueError:
            return False
        return value >= limit if test == "from" else value <= limit
    return text >= compared if test == "from" else text[: len(compared)] <= compared


@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    """Without regard to capitals and to full-width forms."""
    return unicodedata.normalize("NFKC", text).casefold()


SORTED_BY_DATABASE: Final = ("group", "registration_state", "country", "registered_at")
"""Orders that need no look at the texts; the others follow the sound of Chinese. A list is sorted by any column, or by
protocol; a ``-`` before the name turns it round. "": delegation, rank, name."""
TITLE_PREFIX: Final = "t_"
"""Begins the parameter by which a column gets a heading of the user's own."""
LONGEST_TITLE: Final = 60
OVERVIEW_COLUMNS: Final = TASK_COLUMNS["overview"]
LIST_USES: Final = {
    "running": ListUse(ListPurpose.RUNNING),
    "abroad": ListUse(ListPurpose.HANDOVER, abroad=True),
    "home": ListUse(ListPurpose.HANDOVER, abroad=False),
}
"""What a list may be made for: the event's own work, a recipient abroad (or anywhere), one in the event's country."""
OWN_COLUMN_PATTERN: Final = r"(?:answer|sheet)_[a-z0-9_]{1,60}"
"""Names of columns that an event has besides the stable ones."""
NO_DELEGATION: Final = "none"
LONGEST_SEARCH: Final = 100

AddressValues = Mapping[str, Sequence[str]]
"""Parameters of an address: each name with all its values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendeeFilter:
    """Empty fields filter nothing. ``delegation``: an id, or ``none`` for companies that came by themselves; ``states``
    empty: all but cancelled and rejected; ``sector``: an ISIC code of any level, with all that lies under it;
    ``where``: conditions on any column, which all hold."""

    delegation: str = ""
    group: int | None = None
    states: tuple[str, ...] = ()
    category: str = ""
    sector: str = ""
    search: str = ""
    where: tuple[ColumnCondition, ...] = ()

    def __bool__(self) -> bool:
        return self != NO_FILTER


NO_FILTER: Final = AttendeeFilter()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSelection:
    """``extra``: the columns that the event has besides the stable ones; ``open_columns``: those that may be asked,
    None for all."""

    use: ListUse = ListUse()  # noqa: RUF009 a frozen value
    filter: AttendeeFilter = NO_FILTER
    names: tuple[str, ...] = ()
    order: str = ""
    titles: tuple[tuple[str, str], ...] = ()
    extra: tuple[ListColumn, ...] = field(default=(), compare=False, repr=False)
    open_columns: tuple[str, ...] | None = None

    @property
    def columns(self) -> tuple[ListColumn, ...]:
        return columns_named(self.names, self.extra)

    @property
    def headings(self) -> dict[str, str]:
        """The user's own words for columns."""
        return dict(self.titles)

    @property
    def order_name(self) -> str:
        return self.order.removeprefix("-")

    @property
    def needs_cells(self) -> bool:
        """Whether the database alone cannot tell which rows stand in it, or in which order."""
        return bool(self.filter.where) or (self.order != "" and self.order_name not in SORTED_BY_DATABASE)

    @property
    def needed(self) -> tuple[ListColumn, ...]:
        """The columns that are looked at to find the rows and their order."""
        names = dict.fromkeys([*(condition.column for condition in self.filter.where), self.order_name])
        known = {column.name: column for column in columns_named((), self.extra)}
        return tuple(known[name] for name in names if name in known and self._may_ask(name))

    @property
    def unknown(self) -> tuple[ColumnCondition, ...]:
        """Conditions on columns that there are not, or no longer, or that may not be asked: no row fulfils them."""
        known = {column.name for column in columns_named((), self.extra)}
        return tuple(
            condition
            for condition in self.filter.where
            if condition.column not in known or not self._may_ask(condition.column)
        )

    def _may_ask(self, name: str) -> bool:
        return self.open_columns is None or name in self.open_columns

    def turned(self, column: str) -> ListSelection:
        """The same, sorted by a column; the other way round where it is sorted by it already."""
        return replace(self, order=f"-{column}" if self.order == column else column)


def parse_selection(values: AddressValues, default: ListSelection) -> ListSelection:
    """The selection that an address or a saved view describes; what is unknown or absent is as in ``default``."""
    return ListSelection(
        use=LIST_USES.get(_first_value(values, "use"), default.use),
        filter=AttendeeFilter(
            delegation=_parse_delegation(_first_value(values, "delegation")),
            group=_parse_number(_first_value(values, "group")),
            states=tuple(dict.fromkeys(word for word in values.get("state", ()) if word.isalpha() and word.isascii())),
            category=_first_value(values, "category"),
            sector=_first_value(values, "sector"),
            search=_first_value(values, "q")[:LONGEST_SEARCH],
            where=parse_conditions(values.get("where", ())),
        ),
        names=_parse_names(values, default.names),
        order=_parse_order(_first_value(values, "order")),
        titles=_parse_titles(values),
    )


def selection_arguments(selection: ListSelection, default: ListSelection) -> dict[str, Any]:
    """The parameters that ``read`` makes the selection from; what is as in ``default`` is left away."""
    filters = selection.filter
    values: dict[str, Any] = {
        "delegation": filters.delegation,
        "group": filters.group,
        "state": list(filters.states),
        "category": filters.category,
        "sector": filters.sector,
        "q": filters.search,
        "where": [condition.written for condition in filters.where],
        "order": selection.order,
    }
    values.update({f"{TITLE_PREFIX}{name}": title for name, title in selection.titles})
    if use_word(selection.use) != use_word(default.use):
        values["use"] = use_word(selection.use)
    if selection.names != default.names:
        values["column"] = list(selection.names) or ["all"]
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def move_column(names: Sequence[str], name: str, by: int) -> tuple[str, ...]:
    """The columns with one of them ``by`` places further on (negative: further to the front)."""
    order = list(names)
    if name not in order:
        return tuple(order)
    place = max(0, min(len(order) - 1, order.index(name) + by))
    order.remove(name)
    order.insert(place, name)
    return tuple(order)


def use_word(use: ListUse) -> str:
    """A use as an address says it."""
    if use.purpose is ListPurpose.RUNNING:
        return "running"
    return "abroad" if use.abroad else "home"


def _parse_names(values: AddressValues, default: tuple[str, ...]) -> tuple[str, ...]:
    """``task`` names a set of columns, ``column`` them one by one; ``column=all``: every one."""
    if task := TASK_COLUMNS.get(_first_value(values, "task")):
        return task
    requested = values.get("column", ())
    if "all" in requested or _first_value(values, "task") == "everything":
        return ()
    return tuple(name for name in dict.fromkeys(requested) if _is_column(name)) or default


def _parse_order(word: str) -> str:
    name = word.removeprefix("-")
    return word if (name == PROTOCOL or _is_column(name)) and not word.startswith("--") else ""


def _parse_titles(values: AddressValues) -> tuple[tuple[str, str], ...]:
    parameters = {name.removeprefix(TITLE_PREFIX): name for name in values if name.startswith(TITLE_PREFIX)}
    titles = {
        name: " ".join(_first_value(values, parameter).split())[:LONGEST_TITLE].strip()
        for name, parameter in parameters.items()
    }
    return tuple(sorted((name, title) for name, title in titles.items() if title and _is_column(name)))


def _is_column(name: str) -> bool:
    """Also what may be one of the event's own; which it has is asked later."""
    return name in columns_by_name() or re.fullmatch(OWN_COLUMN_PATTERN, name) is not None


def _parse_delegation(word: str) -> str:
    return word if word == NO_DELEGATION or _parse_number(word) is not None else ""


def _parse_number(word: str) -> int | None:
    number = parse_whole_number(word)
    return number if number is not None and number >= 0 else None


def _first_value(values: AddressValues, name: str) -> str:
    return next(iter(values.get(name, ())), "").strip()


LOCALIZED_COLUMNS: Final = frozenset(
    {"event", "delegation", "group", "sectors", "offers", "seeks", "certificates_held", "certificates_needed"}
)
"""Columns whose texts differ from language to language; those of the event's own questions do as well."""


def select_rows(rows: Sequence[JudgedRow], selection: ListSelection, terms: ListTerms) -> list[JudgedRow]:
    """The rows that stand in the list, in its order. Conditions hold in any language; the order follows ``terms``."""
    fitting = _fulfilling_rows(rows, selection, terms)
    descending = selection.order.startswith("-")
    if selection.order_name == PROTOCOL:
        fitting.sort(key=lambda row: protocol_key(row.row, honours=row.own or row.verdict.inner))
        return fitting[::-1] if descending else fitting
    column = next((column for column in selection.needed if column.name == selection.order_name), None)
    if column is None:
        return fitting
    return sort_by_value(fitting, lambda row: _shown_value(row, column, terms), descending=descending)


def _fulfilling_rows(rows: Sequence[JudgedRow], selection: ListSelection, terms: ListTerms) -> list[JudgedRow]:
    conditions = selection.filter.where
    if not conditions:
        return list(rows)
    if selection.unknown:
        return []
    columns = {column.name: column for column in selection.needed}
    in_all = [replace(terms, language=language) for language in LANGUAGES]
    checks = [
        (condition, columns[condition.column], in_all if _is_localized(condition.column) else [terms])
        for condition in conditions
    ]
    return [
        row
        for row in rows
        if all(
            is_fulfilled(condition, [_shown_value(row, column, each) for each in all_terms])
            for condition, column, all_terms in checks
        )
    ]


def _is_localized(name: str) -> bool:
    return name in LOCALIZED_COLUMNS or name.startswith("answer_")


def _shown_value(row: JudgedRow, column: ListColumn, terms: ListTerms) -> CellValue:
    """As the list shows it: what is hidden is nothing, so that no filter tells it."""
    hidden = {"contacts": not row.verdict.contacts, "inner": not row.verdict.inner}
    return None if hidden.get(column.kind) else column.value(row.row, terms)
