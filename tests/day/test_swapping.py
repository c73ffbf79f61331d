"""Two meetings exchange their times and tables, and back; another interpreter comes, or two change places."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.clock import Span
from app.core.db import db, now
from app.core.digest_schedule import UNDO_DELAY
from app.core.errors import Stale
from app.core.models import Outbox
from app.day.queries.reassignments import list_interpreter_choices
from app.day.queries.swaps import (
    CannotSwap,
    SwapUndoRefusal,
    get_swap_preview,
    list_swap_undo_options,
    list_undoable_swaps,
)
from app.day.reassignments import BookedPair, DeskInterpreterChange, find_swap
from app.day.services.reassignments import (
    CannotInterpret,
    SwapOver,
    SwapUndoBlocked,
    change_interpreter,
    swap_meetings,
    undo_swap,
)
from app.events.calendar import SlotKind
from app.interpreters.services.interpreters import (
    InterpreterDraft,
    create_interpreter,
    delete_interpreter,
)
from app.interpreters.services.interpreters import update_interpreter as describe_interpreter
from app.meetings.models import Claim, Meeting
from app.meetings.occupancy import BookingParty, Occupancy, OccupiedSlot, TablePlace
from app.meetings.runs import SlotTime
from app.meetings.services import arrange
from app.meetings.services.expiry import send_digests
from app.registrations.models import Registration
from tests import factories
from tests.factories import FIRST_SLOT
from tests.support.pages import text_of
from tests.support.soundness import faults_of_rows

DESK = "/events/matching-day/desk"
AT = FIRST_SLOT - timedelta(minutes=20)


@pytest.fixture
def meetings(app, event):
    """At 09:30 and at 10:30, of four firms; it is 09:10."""
    app.config["CLOCK"] = lambda: AT
    by = factories.user().id
    made = []
    for place in (0, 2):
        firms = [factories.firm(event, side, people=0) for side in ("Singapore", "Chongqing")]
        for firm in firms:
            factories.representative(firm, email=f"boss{firm.id}@example.org")
        told = {"slot_id": event.slots[place].id, "table_id": event.tables[place].id}
        made.append(arrange(event.id, firms[0].id, firms[1].id, by=by, **told))
    yield made
    app.config.pop("CLOCK")


def claims() -> set[tuple[Any, ...]]:
    db.session.rollback()
    rows = select(Claim.slot_id, Claim.meeting_id, Claim.representative_id, Claim.table_id, Claim.interpreter_id)
    return {tuple(row) for row in db.session.execute(rows)}


def places(*meetings: int) -> list[tuple[int, int]]:
    found = claims()
    return [next((slot, table) for slot, one, _p, table, _v in found if one == each and table) for each in meetings]


def swapped(event, one: int, other: int) -> int:
    token = get_swap_preview(event, one, other, AT).token
    return swap_meetings(event.id, one, other, token=token, by=factories.user().id)


@pytest.mark.full
def test_two_meetings_exchange_time_and_table_in_one_letter_each_and_come_back(app, event, meetings):
    one, other = meetings
    before, held = claims(), places(one, other)
    send_digests()
    last = max(db.session.scalars(select(Outbox.id)), default=0)

    notice = swapped(event, one, other)
    app.config["CLOCK"] = lambda: AT + UNDO_DELAY
    send_digests()

    assert places(other, one) == held
    letters = db.session.scalars(select(Outbox.recipient).where(Outbox.id > last)).all()
    assert len(letters) == len(set(letters)) == 4
    undo_swap(event.id, notice, by=factories.user().id)
    assert claims() == before
    assert list_undoable_swaps(event.id, AT) == []
    assert faults_of_rows() == []


@pytest.mark.full
def test_a_swap_that_is_another_by_now_is_not_made_nor_undone_once_a_time_has_begun(app, event, meetings):
    one, other = meetings
    with pytest.raises(Stale):
        swap_meetings(event.id, one, other, token="", by=factories.user().id)
    notice = swapped(event, one, other)
    app.config["CLOCK"] = lambda: FIRST_SLOT

    with pytest.raises(SwapOver):
        undo_swap(event.id, notice, by=factories.user().id)
    with pytest.raises(CannotSwap):
        get_swap_preview(event, one, other, now())


@pytest.mark.full
def test_nobody_takes_back_a_swap_where_somebody_has_taken_a_seat_since(event, meetings):
    one, other = meetings
    notice = swapped(event, one, other)
    guest = db.session.get_one(Meeting, one).high_id
    third = factories.firm(event, "Singapore")
    arrange(event.id, third.id, guest, by=factories.user().id, slot_id=event.slots[0].id)

    with pytest.raises(SwapOver):
        undo_swap(event.id, notice, by=factories.user().id)


@pytest.mark.full
def test_the_desk_is_offered_no_undoing_that_would_be_refused_but_why_and_what_else_there_is(at_desk, event, meetings):
    one, other = meetings
    notice = swapped(event, one, other)
    assert f'name="swap" value="{notice}"' in at_desk.get(f"{DESK}/late").text
    guest = db.session.get_one(Meeting, one).high_id
    third = factories.firm(event, "Singapore")
    arrange(event.id, third.id, guest, by=factories.user().id, slot_id=event.slots[0].id)

    page = at_desk.get(f"{DESK}/late").text

    assert 'name="swap"' not in page
    assert "It cannot be undone: somebody who came, a table" in page
    for each in (one, other):
        assert f'href="{DESK}/meetings/{each}/swaps"' in page
        assert at_desk.get(f"{DESK}/meetings/{each}/swaps").status_code == 200


@pytest.mark.full
def test_where_a_colleague_is_free_the_two_can_be_swapped_again(at_desk, event, meetings):
    one, other = meetings
    swapped(event, one, other)
    guest = db.session.get_one(Registration, db.session.get_one(Meeting, one).high_id)
    third = factories.firm(event, "Singapore")
    arrange(event.id, third.id, guest.id, by=factories.user().id, slot_id=event.slots[0].id)
    factories.representative(guest)
    before = places(one, other)

    page = at_desk.get(f"{DESK}/late").text

    assert 'name="swap"' not in page
    path = f"{DESK}/meetings/{one}/swaps"
    assert f'href="{path}?other={other}"' in page
    token = at_desk.get(path, query_string={"other": other}).text.split('name="token" value="')[1].split('"')[0]
    at_desk.post(path, data={"other": other, "token": token})
    assert places(other, one) == before
    assert faults_of_rows() == []


@pytest.mark.full
def test_a_desk_sees_whom_it_touches_swaps_and_undoes(at_desk, event, meetings):
    one, other = meetings
    path = f"{DESK}/meetings/{one}/swaps"
    assert f"{path}?other={other}" in at_desk.get(path).text
    page = at_desk.get(path, query_string={"other": other})
    assert "A1 → A3" in text_of(page, "table")

    token = page.text.split('name="token" value="')[1].split('"')[0]
    done = at_desk.post(path, data={"other": other, "token": token}, follow_redirects=True)

    assert "Swapped at 09:10" in done.text
    number = done.text.split('name="swap" value="')[1].split('"')[0]
    back = at_desk.post(f"{DESK}/swaps/undoing", data={"swap": number}, follow_redirects=True)
    assert "as they were" in back.text
    assert at_desk.get(path, query_string={"other": one}).status_code == 409


SLOTS = [
    SlotTime(
        number,
        Span(FIRST_SLOT + timedelta(hours=number), FIRST_SLOT + timedelta(hours=number, minutes=50)),
        SlotKind.MEETING,
    )
    for number in range(1, 5)
]


@given(
    seed=st.lists(
        st.tuples(st.integers(1, 4), st.integers(1, 3), st.sets(st.integers(1, 6), min_size=2, max_size=2)),
        min_size=2,
        max_size=9,
    )
)
def test_whatever_is_swapped_nobody_sits_twice_and_looking_changes_nothing(seed) -> None:
    sits: list[BookedPair] = []
    for slot, table, people in seed:
        taken = [each for each in sits if slot in each.slot_ids]
        if all(each.table_id != table and not people & set(each.people) for each in taken):
            one, other = sorted(people)
            sits.append(BookedPair(len(sits) + 1, (one, other), (slot,), table, (one, other)))
    parties = {number: BookingParty(number, None, (number,)) for number in range(1, 7)}
    held = [
        OccupiedSlot(slot, each.meeting_id, **what)
        for each in sits
        for slot in each.slot_ids
        for what in (*({"representative_id": one} for one in each.people), {"table_id": each.table_id})
    ]
    board = Occupancy.of(SLOTS, [TablePlace(number) for number in range(1, 4)], taken=held)
    before = {one: dict(found) for one, found in board.meetings.items() if found}

    for other in sits[1:]:
        found = find_swap(board, parties, sits[0], other, now=FIRST_SLOT)
        if found is None:
            continue
        moved = {found.first.meeting_id: found.ones, found.other.meeting_id: found.others}
        after = [
            (slot, what, which)
            for each in sits
            for seat in (moved.get(each.meeting_id),)
            for slot in (seat.slot_ids if seat else each.slot_ids)
            for what, which in (
                ("table", seat.table_id if seat else each.table_id),
                *(("person", one) for one in each.people),
            )
        ]
        assert len(after) == len(set(after))
        assert (found.ones.slot_ids, found.ones.table_id) == (other.slot_ids, other.table_id)
    assert {one: dict(held) for one, held in board.meetings.items() if held} == before


@pytest.fixture
def speaking(app, event):
    """Two meetings at 09:30 of firms that share no language, each with an interpreter, and one who is free."""
    app.config["CLOCK"] = lambda: AT
    for name in ("He Jia", "Peng Yu", "Zhou Lan"):
        factories.interpreter(event, name=name)
    by, made = factories.user().id, []
    for _one in range(2):
        english, chinese = factories.firm(event, languages=["en"]), factories.firm(event, "Chongqing", languages=["zh"])
        made.append(arrange(event.id, english.id, chinese.id, by=by, slot_id=event.slots[0].id))
    yield made
    app.config.pop("CLOCK")


def voice(meeting_id: int) -> int | None:
    return next((each for _s, one, _p, _t, each in claims() if one == meeting_id and each), None)


@pytest.mark.full
def test_who_is_free_takes_over_and_two_change_places(at_desk, event, speaking):
    one, other = speaking
    mine, theirs = voice(one), voice(other)
    _meeting, choices = list_interpreter_choices(event, one)
    assert [choice.change.other_id for choice in choices] == [None, other]
    assert "changes places with" in at_desk.get(f"{DESK}/meetings/{one}/interpreter").text
    assert "Interpreters at 09:30" in at_desk.get(DESK).text

    at_desk.post(f"{DESK}/meetings/{one}/interpreter", data={"interpreter": theirs, "other": other})
    assert (voice(one), voice(other)) == (theirs, mine)

    free = choices[0].change.interpreter_id
    page = at_desk.post(f"{DESK}/meetings/{one}/interpreter", data={"interpreter": free}, follow_redirects=True)
    assert "are told who interprets" in page.text
    assert (voice(one), voice(other)) == (free, mine)
    assert faults_of_rows() == []
    with pytest.raises(CannotInterpret):
        change_interpreter(event.id, one, DeskInterpreterChange(mine or 0), by=factories.user().id)
    assert at_desk.post(f"{DESK}/meetings/{one}/interpreter").status_code == 422


@pytest.mark.full
def test_nobody_takes_back_a_swap_that_leaves_an_interpreter_no_pause(app):
    """Since the swap its interpreter works in the two slots after the one to which the meeting would go back."""
    event, by = factories.event(slots=5, tables=3, longest_run=None), factories.user().id
    app.config["CLOCK"] = lambda: AT
    factories.interpreter(event, name="He Jia", longest_run=2)

    def arranged(place: int, spoken: str) -> int:
        english, other = (
            factories.firm(event, side, languages=[language])
            for side, language in (("Singapore", "en"), ("Chongqing", spoken))
        )
        return arrange(event.id, english.id, other.id, by=by, slot_id=event.slots[place].id)

    one, other = arranged(0, "zh"), arranged(4, "en")
    notice = swapped(event, one, other)
    later = [arranged(place, "zh") for place in (1, 2)]
    assert len({voice(each) for each in (one, *later)}) == 1
    before = claims()

    with pytest.raises(SwapUndoBlocked):
        undo_swap(event.id, notice, by=by)
    assert (claims(), faults_of_rows()) == (before, [])
    assert [one.bar for one in list_swap_undo_options(event, AT)] == [SwapUndoRefusal.NO_WAY]
    app.config.pop("CLOCK")


@pytest.mark.full
@pytest.mark.parametrize("goes", [True, False])
def test_nobody_takes_back_a_swap_whose_interpreter_is_gone_or_works_otherwise_by_now(app, event, goes):
    """Who interpreted before was there at the first time alone, so that another one does after the swap."""
    app.config["CLOCK"] = lambda: AT
    by, first = factories.user().id, event.slots[0]
    hours = (Span(first.starts_at, first.ends_at),)
    before = create_interpreter(event.id, InterpreterDraft("He Jia", ("en", "zh"), hours=hours), by=by)
    app.config["CLOCK"] = lambda: AT + timedelta(minutes=1)
    factories.interpreter(event, name="Peng Yu")
    one, other = (
        arrange(
            event.id,
            factories.firm(event, languages=["en"]).id,
            factories.firm(event, "Chongqing", languages=[spoken]).id,
            by=by,
            slot_id=event.slots[place].id,
            table_id=event.tables[place].id,
        )
        for place, spoken in ((0, "zh"), (2, "en"))
    )
    assert voice(one) == before
    notice = swapped(event, one, other)
    assert before not in (voice(one), voice(other))

    if goes:
        delete_interpreter(event.id, before, version=1, by=by)
    else:
        in_french = InterpreterDraft("He Jia", ("en", "fr"), hours=hours)
        describe_interpreter(event.id, before, in_french, version=1, by=by)

    with pytest.raises(SwapOver):
        undo_swap(event.id, notice, by=by)
    assert faults_of_rows() == []
    app.config.pop("CLOCK")
