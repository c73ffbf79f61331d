"""An attendee list as a page shows it: some of its rows, how many there are, how many of them leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func

from app.db import db
from app.kernel.paging import Page, clip_page
from app.lists.consent import Purpose, judge
from app.lists.queries.attendees import Listed, these
from app.lists.queries.matching_rows import in_order, pairs, said_columns, said_of
from app.lists.queries.reach import Reach
from app.lists.selection import Selection
from app.registrations.models import Registration, Representative

SIZE = 50


@dataclass(frozen=True, slots=True)
class Listing:
    """``page``: the rows that a file of this selection would hold; ``left_out``: reason → rows; ``without_contacts``:
    rows whose e-mail, phone and WeChat stay empty."""

    page: Page[Listed]
    left_out: Mapping[str, int]
    without_contacts: int

    @property
    def missing(self) -> int:
        return sum(self.left_out.values())

    @property
    def found(self) -> int:
        return self.page.total + self.missing


def listing(selection: Selection, reach: Reach, number: int) -> Listing:
    """Page ``number`` (the nearest that exists) of what the selection finds."""
    return _all_of(selection, reach, number) if _takes_all(selection) else _agreed_of(selection, reach, number)


def states_in(selection: Selection, reach: Reach) -> dict[str, int]:
    """How many rows stand in each state of those that come, whatever else is filtered."""
    whole = Selection(use=selection.use)
    counted = pairs(whole, reach, Registration.state, func.count()).group_by(Registration.state)
    return {row[0]: row[1] for row in db.session.execute(counted)}


def _takes_all(selection: Selection) -> bool:
    return selection.use.purpose is Purpose.RUNNING


def _all_of(selection: Selection, reach: Reach, number: int) -> Listing:
    total = db.session.scalar(pairs(selection, reach, func.count())) or 0
    number = clip_page(number, size=SIZE, total=total)
    ids = in_order(pairs(selection, reach, Registration.id, Representative.id), selection.order)
    found = db.session.execute(ids.offset((number - 1) * SIZE).limit(SIZE))
    rows = these(selection, reach, [(row[0], row[1]) for row in found])
    return Listing(Page(rows, number, SIZE, total), {}, 0)


def _agreed_of(selection: Selection, reach: Reach, number: int) -> Listing:
    """The rows that consent lets through must be known before a page of them can be cut."""
    chosen = in_order(pairs(selection, reach, Registration.id, Representative.id, *said_columns()), selection.order)
    kept: list[tuple[int, int | None]] = []
    left_out: Counter[str] = Counter()
    silent = 0
    for registration, person, *said in db.session.execute(chosen):
        verdict = judge(said_of(said), selection.use)
        if verdict.reason:
            left_out[verdict.reason] += 1
        else:
            kept.append((registration, person))
            silent += person is not None and not verdict.contacts
    number = clip_page(number, size=SIZE, total=len(kept))
    shown = kept[(number - 1) * SIZE : number * SIZE]
    return Listing(Page(these(selection, reach, shown), number, SIZE, len(kept)), left_out, silent)
