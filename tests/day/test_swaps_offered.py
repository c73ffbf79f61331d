"""With which meetings another one may change places, as the desk is offered them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.event import listens_for, remove

from app.core.db import db
from app.day.queries.swaps import MAX_SWAP_OPTIONS, SWAPS_CHECKED_FIRST, CannotSwap, get_swap_preview, list_swap_options
from app.meetings.models import Claim, Meeting
from app.meetings.services import arrange
from tests import factories
from tests.factories import FIRST_SLOT

AT = FIRST_SLOT - timedelta(minutes=20)


def _all_swaps(event, one: int, others: list[int]) -> list[int]:
    """By trying every other one, in the order of their times."""
    found = []
    for other in others:
        try:
            get_swap_preview(event, one, other, AT)
            found.append(other)
        except CannotSwap:
            continue
    return found


@pytest.fixture
def crowded(app, event):
    """Firms that meet several others, some at times at which the others cannot; it is 09:10."""
    app.config["CLOCK"] = lambda: AT
    by = factories.user().id
    firms = {side: [factories.firm(event, side) for _ in range(4)] for side in ("Singapore", "Chongqing")}
    wanted = [(0, 0, 0), (0, 1, 1), (0, 2, 2), (1, 0, 1), (1, 1, 0), (1, 3, 2), (2, 2, 0), (2, 3, 1), (3, 0, 2)]
    made = [
        arrange(event.id, firms["Singapore"][one].id, firms["Chongqing"][other].id, by=by, slot_id=event.slots[at].id)
        for one, other, at in wanted
    ]
    starts = {slot.id: slot.starts_at for slot in event.slots}
    booked = [one for one in made if db.session.get_one(Meeting, one).state == "booked"]
    yield sorted(booked, key=lambda one: (starts[db.session.get_one(Meeting, one).slot_id or 0], one))
    app.config.pop("CLOCK")


@pytest.mark.full
def test_the_page_offers_all_that_can_be_swapped_and_nothing_else(event, crowded):
    offered = {one: [seen.meeting_id for seen in list_swap_options(event, one, AT)] for one in crowded}

    assert offered == {one: _all_swaps(event, one, [each for each in crowded if each != one]) for one in crowded}
    assert 0 < sum(map(len, offered.values())) < len(crowded) * (len(crowded) - 1)


@pytest.mark.full
def test_of_a_big_day_no_more_meetings_are_read_in_full_than_are_looked_at(app):
    app.config["CLOCK"] = lambda: AT
    event, by = factories.event("big-day", slots=12, tables=24), factories.user().id
    for at in range(240):
        firms = [factories.firm(event, side) for side in ("Singapore", "Chongqing")]
        arrange(event.id, firms[0].id, firms[1].id, by=by, slot_id=event.slots[at // 20].id)
    ids = [row[0] for row in db.session.execute(select(Meeting.id).order_by(Meeting.id))]
    read: list[int] = []

    @listens_for(Claim, "load")
    def counted(claim: Claim, _context: object) -> None:
        read.append(claim.meeting_id)

    offered = list_swap_options(event, ids[0], AT)
    remove(Claim, "load", counted)
    app.config.pop("CLOCK")

    assert len(offered) == MAX_SWAP_OPTIONS
    assert len(set(read)) <= SWAPS_CHECKED_FIRST + 1
