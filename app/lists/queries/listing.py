"""An attendee list as a page shows it: some of its rows, how many there are, how many of them leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func

from app.db import db
from app.kernel.paging import Page, clip_page
from app.lists.consent import Purpose, judge
from app.lists.queries.attendees import Listed, these
from app.lists.queries.matching_rows import counts, in_order, pairs, said_columns, said_of
from app.lists.queries.reach import Reach
from app.lists.selection import Selection
from app.registrations.models import Registration, Representative

SIZE = 50


@dataclass(frozen=True, slots=True)
class Listing:
    """``page``: the rows that a file of this selection would hold; ``left_out``: reason → rows; ``without_contacts``:
    rows whose e-mail, phone and WeChat stay empty; ``states``: of running the event, how many rows stand in each state
    of those that come, whatever else is filtered."""

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


def listing(selection: Selection, reach: Reach, number: int) -> Listing:
    """Page ``number`` (the nearest that exists) of what the selection finds."""
    return _all_of(selection, reach, number) if _takes_all(selection) else _agreed_of(selection, reach, number)


def _takes_all(selection: Selection) -> bool:
    return selection.use.purpose is Purpose.RUNNING


def _all_of(selection: Selection, reach: Reach, number: int) -> Listing:
    states = _states(selection, reach)
    narrowed = counts(selection, reach, func.count())
    total = (db.session.scalar(narrowed) or 0) if selection.filter else sum(states.values())
    number = clip_page(number, size=SIZE, total=total)
    ids = in_order(pairs(selection, reach, Registration.id, Representative.id), selection.order)
    found = db.session.execute(ids.offset((number - 1) * SIZE).limit(SIZE))
    rows = these(selection, reach, [(row[0], row[1]) for row in found])
    return Listing(Page(rows, number, SIZE, total), states=states)


def _states(selection: Selection, reach: Reach) -> dict[str, int]:
    counted = counts(Selection(use=selection.use), reach, Registration.state, func.count())
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(Registration.state))}


def _agreed_of(selection: Selection, reach: Reach, number: int) -> Listing:
    """The rows that consent lets through must be known before a page of them can be cut."""
    chosen = in_order(pairs(selection, reach, Registration.id, Representative.id, *said_columns()), selection.order)
    judged = [(row[0], row[1], judge(said_of(row[2:]), selection.use)) for row in db.session.execute(chosen)]
    named = {registration for registration, _person, verdict in judged if not verdict.reason}
    kept: list[tuple[int, int | None]] = []
    left_out: Counter[str] = Counter()
    silent = 0
    for registration, person, verdict in judged:
        if not verdict.reason:
            kept.append((registration, person))
            silent += person is not None and not verdict.contacts
            continue
        left_out[verdict.reason] += 1
        if verdict.firm_alone and registration not in named:
            named.add(registration)
            kept.append((registration, None))
    number = clip_page(number, size=SIZE, total=len(kept))
    shown = kept[(number - 1) * SIZE : number * SIZE]
    return Listing(Page(these(selection, reach, shown), number, SIZE, len(kept)), left_out, silent)
