"""An attendee list as a page shows it: some of its rows, how many there are, how many of them leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func

from app.core.db import db
from app.core.paging import Page, clip_page
from app.lists.columns import Terms
from app.lists.consent import Purpose, judge
from app.lists.queries.attendees import PLAIN, attendees, these
from app.lists.queries.matching_rows import KEPT, asking, counts, said_columns, said_of
from app.lists.queries.reach import Reach
from app.lists.rows import Listed
from app.lists.selection import Selection
from app.registrations.models import Registration, Representative

SIZE = 50
IDS = asking(lambda: (Registration.id, Representative.id))
SAID = asking(lambda: (Registration.id, Representative.id, Registration.delegation_id, *said_columns()))


@dataclass(frozen=True, slots=True)
class Listing:
    """``page``: the rows that a file of this selection would hold; ``left_out``: reason → rows; ``without_contacts``:
    rows whose e-mail, phone and WeChat stay empty; ``states``: of running the event, how many rows stand in each state
    of those that come, of what all other filters find."""

    page: Page[Listed]
    left_out: Mapping[str, int] = field(default_factory=dict)
    without_contacts: int = 0
    states: Mapping[str, int] = field(default_factory=dict)

    @property
    def missing(self) -> int:
        return sum(self.left_out.values())

    @property
    def found(self) -> int:
        return self.page.total + self.missing


def listing(selection: Selection, reach: Reach, number: int, terms: Terms = PLAIN) -> Listing:
    """Page ``number`` (the nearest that exists) of what the selection finds. ``terms``: see ``attendees``."""
    takes_all = _takes_all(selection)
    if selection.looks_into_cells or (selection.filter.search and not takes_all):
        return _picked_of(selection, reach, number, terms)
    return _all_of(selection, reach, number) if takes_all else _agreed_of(selection, reach, number)


def _takes_all(selection: Selection) -> bool:
    return selection.use.purpose is Purpose.RUNNING


def _picked_of(selection: Selection, reach: Reach, number: int, terms: Terms) -> Listing:
    """All rows are looked at, in the columns that decide alone; then a page of them is read whole."""
    looked_at = replace(selection, names=tuple(column.name for column in selection.needed) or ("company",))
    found = attendees(looked_at, reach, terms)
    number = clip_page(number, size=SIZE, total=len(found.listed))
    shown = [_key(one) for one in found.listed[(number - 1) * SIZE : number * SIZE]]
    whole = {_key(one): one for one in these(selection, reach, shown)}
    page = Page([whole[key] for key in shown if key in whole], number, SIZE, len(found.listed))
    if _takes_all(selection):
        return Listing(page, states=Counter(one.row.firm.state for one in found.listed))
    silent = sum(1 for one in found.listed if one.row.person is not None and not one.verdict.contacts)
    return Listing(page, Counter(one.verdict.reason for one in found.left_out), silent)


def _key(one: Listed) -> tuple[int, int | None]:
    return one.row.firm.registration_id, one.row.person_id


def _all_of(selection: Selection, reach: Reach, number: int) -> Listing:
    states = _states(selection, reach)
    total = sum(states.values())
    if selection.filter.states:
        total = db.session.scalar(counts(selection, reach, func.count())) or 0
    number = clip_page(number, size=SIZE, total=total)
    found = db.session.execute(IDS(selection, reach).offset((number - 1) * SIZE).limit(SIZE)).all()
    rows = these(selection, reach, [(registration, person) for registration, person in found])
    return Listing(Page(rows, number, SIZE, total), states=states)


def _states(selection: Selection, reach: Reach) -> dict[str, int]:
    any_state = Selection(use=selection.use, filter=replace(selection.filter, states=()))
    made = _by_state if any_state.filter.search else _kept_by_state  # what a search finds is part of its statement
    return {row[0]: row[1] for row in db.session.execute(made(any_state, reach))}


@lru_cache(maxsize=KEPT)
def _kept_by_state(found: Selection, reach: Reach) -> Select[Any]:
    return _by_state(found, reach)


def _by_state(found: Selection, reach: Reach) -> Select[Any]:
    return counts(found, reach, Registration.state, func.count()).group_by(Registration.state)


def _agreed_of(selection: Selection, reach: Reach, number: int) -> Listing:
    """The rows that consent lets through must be known before a page of them can be cut."""
    rows = db.session.execute(SAID(selection, reach))
    judged = [(*row[:3], judge(said_of(row[3:]), selection.use)) for row in rows]
    named = {registration for registration, _person, _delegation, verdict in judged if not verdict.reason}
    kept: list[tuple[int, int | None]] = []
    left_out: Counter[str] = Counter()
    silent = 0
    for registration, person, delegation, verdict in judged:
        if not verdict.reason:
            kept.append((registration, person))
            silent += person is not None and not verdict.contacts
            continue
        if reach.answers_for(delegation) or not selection.filter:
            left_out[verdict.reason] += 1
        if verdict.firm_alone and registration not in named:
            named.add(registration)
            kept.append((registration, None))
    number = clip_page(number, size=SIZE, total=len(kept))
    shown = kept[(number - 1) * SIZE : number * SIZE]
    return Listing(Page(these(selection, reach, shown), number, SIZE, len(kept)), left_out, silent)
