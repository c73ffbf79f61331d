"""A draft changed by hand, checked at once, undone."""

from __future__ import annotations

import pytest

from app.core.db import db
from app.core.errors import NotFound
from app.scheduling import checker
from app.scheduling.drafts import PlanSettings, unpacked_problem
from app.scheduling.manual_changes import ManualSchedule
from app.scheduling.queries.drafts import get_draft
from app.scheduling.services import draft_changes, drafts, planning, publishing
from app.scheduling.services.draft_changes import ManualChangeResult
from app.scheduling.services.drafts import DraftClosed, MoveBreaksRules
from tests import factories
from tests.scheduling import halls
from tests.support.queries import counted

pytestmark = [pytest.mark.usefixtures("the_day_before")]


@pytest.fixture
def drafted(app):
    event, here, there = halls.hall()
    for one in here:
        for other in there:
            halls.agreed(one, other)
    draft = planning.create_draft(event, PlanSettings(seconds=60), by=factories.user().id)
    db.session.refresh(draft)
    return event, draft


def free_spot(draft):
    """A meeting and a time to which it can move at no cost."""
    timetable = drafts.list_placed_meetings(draft.id)
    bench = ManualSchedule(unpacked_problem(draft.problem), timetable)
    for held in timetable:
        for spot in bench.spots(held.request):
            if spot.is_free and spot.slot != held.slot:
                return held, spot
    raise AssertionError("no meeting can move")


def test_a_move_is_kept_and_undone(drafted):
    event, draft = drafted
    before = drafts.list_placed_meetings(draft.id)
    held, spot = free_spot(draft)

    done = draft_changes.place_meeting(event.id, 1, held.request, spot.slot)

    db.session.refresh(draft)
    after = {one.request: one for one in drafts.list_placed_meetings(draft.id)}
    assert done == ManualChangeResult((), 0)
    assert after[held.request].slot == spot.slot
    assert checker.find_faults(unpacked_problem(draft.problem), tuple(after.values())) == []
    draft_changes.undo_change(event.id, 1)
    assert drafts.list_placed_meetings(draft.id) == before
    with pytest.raises(draft_changes.NothingToUndo):
        draft_changes.undo_change(event.id, 1)


def test_who_makes_way_is_told_and_comes_back_by_undo(drafted):
    event, draft = drafted
    before = drafts.list_placed_meetings(draft.id)
    bench = ManualSchedule(unpacked_problem(draft.problem), before)
    held, spot = next(
        (one, spot) for one in before for spot in bench.spots(one.request) if spot.out and not spot.breaks
    )
    with pytest.raises(MoveBreaksRules):
        draft_changes.place_meeting(event.id, 1, held.request, spot.slot)

    done = draft_changes.place_meeting(event.id, 1, held.request, spot.slot, make_way=True)

    db.session.refresh(draft)
    assert done == ManualChangeResult(spot.out, spot.costs)
    assert {one["request"] for one in draft.unplaced} == set(spot.out)
    assert not draft.proven
    draft_changes.undo_change(event.id, 1)
    assert drafts.list_placed_meetings(draft.id) == before


def test_take_out_place_and_lock(drafted):
    event, draft = drafted
    first = drafts.list_placed_meetings(draft.id)[0]

    draft_changes.remove_meeting(event.id, 1, first.request)
    assert len(drafts.list_placed_meetings(draft.id)) == 8
    draft_changes.place_meeting(event.id, 1, first.request, first.slot)
    assert len(drafts.list_placed_meetings(draft.id)) == 9
    assert draft_changes.lock_meetings(event.id, 1, on=True, meeting=first.request) == 1
    with pytest.raises(MoveBreaksRules):
        draft_changes.remove_meeting(event.id, 1, first.request)

    db.session.refresh(draft)
    assert draft.figures["locked"] == 1


def test_all_of_a_firm_are_locked_at_once(drafted):
    event, draft = drafted
    firm = unpacked_problem(draft.problem).firms[0].id

    assert draft_changes.lock_meetings(event.id, 1, on=True, company=firm) == 3
    assert len(planning.list_locked_meetings(event.id, 1)) == 3
    assert draft_changes.lock_meetings(event.id, 1, on=False, company=firm) == 3


def test_a_published_draft_is_closed(drafted):
    event, draft = drafted
    publishing.publish_draft(event.id, 1, by=draft.made_by or 0)

    with pytest.raises(DraftClosed):
        draft_changes.remove_meeting(event.id, 1, drafts.list_placed_meetings(draft.id)[0].request)


def test_undo_moves_nothing_that_was_locked_since(drafted):
    event, _draft = drafted
    held, spot = free_spot(_draft)
    draft_changes.place_meeting(event.id, 1, held.request, spot.slot)
    draft_changes.lock_meetings(event.id, 1, on=True, meeting=held.request)
    before = drafts.list_placed_meetings(_draft.id)

    with pytest.raises(MoveBreaksRules):
        draft_changes.undo_change(event.id, 1)

    assert drafts.list_placed_meetings(_draft.id) == before


@pytest.mark.parametrize("what", ["²", "9" * 30, "9" * 5000, "1\x00", "x" * 100_000])
def test_locking_what_is_not_there_is_not_found(drafted, what):
    event, _draft = drafted

    with pytest.raises(NotFound):
        draft_changes.lock_meetings(event.id, 1, on=True, meeting=what)


def test_what_is_taken_out_by_hand_says_so_and_where_it_has_room(drafted):
    event, draft = drafted
    first = drafts.list_placed_meetings(draft.id)[0]

    draft_changes.remove_meeting(event.id, 1, first.request)

    db.session.refresh(draft)
    (told,) = draft.unplaced
    assert (told["request"], told["reason"], told["remedy"]["do"]) == (first.request, "taken_out", "place")


def test_no_remedy_moves_what_was_locked_since(app):
    event, here, there = halls.hall(1, 3, slots=2)
    for other in there:
        halls.agreed(here[0], other)
    draft = planning.create_draft(event, PlanSettings(seconds=60), by=factories.user().id)
    db.session.refresh(draft)
    (left,) = draft.unplaced

    draft_changes.lock_meetings(event.id, 1, on=True, company=str(here[0].id))

    db.session.refresh(draft)
    assert left["remedy"]["do"] == "give_up"
    assert [one["remedy"] for one in draft.unplaced] == [{"do": "none"}]


@pytest.mark.full
@pytest.mark.databases("sqlite")
def test_a_move_in_a_hall_of_hundreds_asks_the_database_no_more_often_than_in_a_small_one(app, drafted):
    event, draft = drafted
    held, spot = free_spot(draft)
    number = event.id
    with counted() as few:
        draft_changes.place_meeting(number, 1, held.request, spot.slot)
    big = halls.crowd(400, 80, slots=12, tables=40)
    planning.create_draft(big, PlanSettings(seconds=10), by=draft.made_by or 0)
    large = get_draft(big.id, 1)
    held, spot = free_spot(large)
    number = big.id
    with counted() as many:
        draft_changes.place_meeting(number, 1, held.request, spot.slot)

    assert len(many) == len(few)
