"""An attendee list as a page shows it (some rows, how many there are, how many leave), and the views saved of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any, Final

from sqlalchemy import BindParameter, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Membership, User
from app.core.db import db
from app.core.paging import Page, clip_page
from app.core.parsing import parse_whole_number
from app.lists.columns import ListTerms
from app.lists.consent import ListPurpose, judge_row
from app.lists.models import SavedView
from app.lists.queries.attendees import PLAIN_TERMS, attendees, rows_by_id
from app.lists.queries.matching_rows import (
    CACHED_STATEMENTS,
    ListReach,
    cached_query,
    consent_columns,
    consents_of_row,
    counts_query,
)
from app.lists.rows import JudgedRow
from app.lists.selection import LIST_USES, OVERVIEW_COLUMNS, ListSelection, parse_selection
from app.registrations.models import Registration, Representative

DEFAULT_SELECTION: Final = ListSelection(use=LIST_USES["running"], names=OVERVIEW_COLUMNS)
"""The list without any choice; a view is kept as what differs from it."""


@dataclass(frozen=True, slots=True)
class VisibleView:
    """A view that somebody may use; ``by``: whose it is, "" for the own ones."""

    view: SavedView
    by: str


def views_of(user_id: int, event_id: int) -> Sequence[VisibleView]:
    """The views of an event that the user sees: the own ones first, then those that others share, by name."""
    rows = db.session.execute(_views_query(), {"reader_id": user_id, "event_id": event_id})
    return [VisibleView(view, "" if view.user_id == user_id else name) for view, name in rows]


@cache
def _views_query() -> Select[SavedView, str]:
    """Made once: every page of the list asks, and making it takes longer than asking."""
    reader: BindParameter[int] = bindparam("reader_id")
    mine, theirs = aliased(Membership), aliased(Membership)
    colleagues = (
        select(theirs.user_id)
        .join(mine, mine.organisation_id == theirs.organisation_id)
        .where(mine.user_id == reader, theirs.user_id == SavedView.user_id)
        .exists()
    )
    own = SavedView.user_id == reader
    visible = or_(own, SavedView.shared == "event", and_(SavedView.shared == "organisation", colleagues))
    chosen = select(SavedView, User.name).join(User, User.id == SavedView.user_id)
    return chosen.where(SavedView.event_id == bindparam("event_id"), visible).order_by(
        ~own, SavedView.name, SavedView.id
    )


def views_named(name: str | None, event_id: int) -> Sequence[SavedView]:
    """Everybody's views of an event with this name, or the one with this number; all of them without a name."""
    chosen = select(SavedView).where(SavedView.event_id == event_id)
    if name is not None:
        number = parse_whole_number(name)
        chosen = chosen.where((SavedView.name == name) | (SavedView.id == (-1 if number is None else number)))
    return db.session.scalars(chosen.order_by(SavedView.name, SavedView.id)).all()


def selection_of_view(settings: Mapping[str, Any]) -> ListSelection:
    """What a view was saved as."""
    return parse_selection(
        {name: value if isinstance(value, list) else [str(value)] for name, value in settings.items()},
        DEFAULT_SELECTION,
    )


LIST_PAGE_SIZE = 50
IDS_QUERY = cached_query(lambda: (Registration.id, Representative.id))
CONSENTS_QUERY = cached_query(
    lambda: (Registration.id, Representative.id, Registration.delegation_id, *consent_columns())
)


@dataclass(frozen=True, slots=True)
class ListPage:
    """``page``: the rows that a file of this selection would hold; ``left_out``: reason → rows; ``without_contacts``:
    rows whose e-mail, phone and WeChat stay empty; ``states``: of running the event, how many rows stand in each state
    of those that come, of what all other filters find."""

    page: Page[JudgedRow]
    left_out: Mapping[str, int] = field(default_factory=dict)
    without_contacts: int = 0
    states: Mapping[str, int] = field(default_factory=dict)

    @property
    def missing(self) -> int:
        return sum(self.left_out.values())

    @property
    def total(self) -> int:
        return self.page.total + self.missing


def list_page(selection: ListSelection, reach: ListReach, number: int, terms: ListTerms = PLAIN_TERMS) -> ListPage:
    """Page ``number`` (the nearest that exists) of what the selection finds. ``terms``: see ``attendees``."""
    takes_all = _is_without_consent(selection)
    if selection.needs_cells or (selection.filter.search and not takes_all):
        return _page_by_cells(selection, reach, number, terms)
    return _page_of_all(selection, reach, number) if takes_all else _page_by_consent(selection, reach, number)


def _is_without_consent(selection: ListSelection) -> bool:
    return selection.use.purpose is ListPurpose.RUNNING


def _page_by_cells(selection: ListSelection, reach: ListReach, number: int, terms: ListTerms) -> ListPage:
    """All rows are looked at, in the columns that decide alone; then a page of them is read whole."""
    looked_at = replace(selection, names=tuple(column.name for column in selection.needed) or ("company",))
    result = attendees(looked_at, reach, terms)
    number = clip_page(number, size=LIST_PAGE_SIZE, total=len(result.listed))
    shown = [_row_key(row) for row in result.listed[(number - 1) * LIST_PAGE_SIZE : number * LIST_PAGE_SIZE]]
    whole = {_row_key(row): row for row in rows_by_id(selection, reach, shown)}
    page = Page([whole[key] for key in shown if key in whole], number, LIST_PAGE_SIZE, len(result.listed))
    if _is_without_consent(selection):
        return ListPage(page, states=Counter(row.row.company.state for row in result.listed))
    silent = sum(1 for row in result.listed if row.row.person is not None and not row.verdict.contacts)
    return ListPage(page, Counter(row.verdict.reason for row in result.left_out), silent)


def _row_key(row: JudgedRow) -> tuple[int, int | None]:
    return row.row.company.registration_id, row.row.person_id


def _page_of_all(selection: ListSelection, reach: ListReach, number: int) -> ListPage:
    states = _count_by_state(selection, reach)
    total = sum(states.values())
    if selection.filter.states:
        total = db.session.scalar(counts_query(selection, reach, func.count())) or 0
    number = clip_page(number, size=LIST_PAGE_SIZE, total=total)
    ids = db.session.execute(
        IDS_QUERY(selection, reach).offset((number - 1) * LIST_PAGE_SIZE).limit(LIST_PAGE_SIZE)
    ).all()
    rows = rows_by_id(selection, reach, [(registration, person) for registration, person in ids])
    return ListPage(Page(rows, number, LIST_PAGE_SIZE, total), states=states)


def _count_by_state(selection: ListSelection, reach: ListReach) -> dict[str, int]:
    any_state = ListSelection(use=selection.use, filter=replace(selection.filter, states=()))
    made = (
        _state_query if any_state.filter.search else _cached_state_query
    )  # what a search finds is part of its statement
    return {row[0]: row[1] for row in db.session.execute(made(any_state, reach))}


@lru_cache(maxsize=CACHED_STATEMENTS)
def _cached_state_query(selection: ListSelection, reach: ListReach) -> Select[Any]:
    return _state_query(selection, reach)


def _state_query(selection: ListSelection, reach: ListReach) -> Select[Any]:
    return counts_query(selection, reach, Registration.state, func.count()).group_by(Registration.state)


def _page_by_consent(selection: ListSelection, reach: ListReach, number: int) -> ListPage:
    """The rows that consent lets through must be known before a page of them can be cut."""
    rows = db.session.execute(CONSENTS_QUERY(selection, reach))
    judged = [(*row[:3], judge_row(consents_of_row(row[3:]), selection.use)) for row in rows]
    named = {registration for registration, _person, _delegation, verdict in judged if not verdict.reason}
    listed: list[tuple[int, int | None]] = []
    left_out: Counter[str] = Counter()
    silent = 0
    for registration, person, delegation, verdict in judged:
        if not verdict.reason:
            listed.append((registration, person))
            silent += person is not None and not verdict.contacts
            continue
        if reach.answers_for(delegation) or not selection.filter:
            left_out[verdict.reason] += 1
        if verdict.company_alone and registration not in named:
            named.add(registration)
            listed.append((registration, None))
    number = clip_page(number, size=LIST_PAGE_SIZE, total=len(listed))
    shown = listed[(number - 1) * LIST_PAGE_SIZE : number * LIST_PAGE_SIZE]
    return ListPage(Page(rows_by_id(selection, reach, shown), number, LIST_PAGE_SIZE, len(listed)), left_out, silent)
