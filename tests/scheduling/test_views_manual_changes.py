"""The planner's pages: meetings of a draft are moved by hand."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db
from app.meetings.models import Meeting
from app.scheduling.drafts import unpacked_problem
from app.scheduling.manual_changes import ManualSchedule
from app.scheduling.queries.drafts import get_draft
from app.scheduling.services.drafts import list_placed_meetings
from tests.scheduling.drafted import drafted, page

pytestmark = pytest.mark.usefixtures("the_day_before")


@pytest.mark.full
def test_a_meeting_is_moved_locked_taken_out_and_undone_by_plain_forms(hall, planner, client):
    event = drafted(hall, planner)
    at = f"/events/{event.slug}/schedule/drafts/1"
    number = db.session.scalars(select(Meeting.id).order_by(Meeting.id)).all()[0]
    text = page(client, event, f"/drafts/1/meeting?id={number}")
    assert "Move it to another time" in text
    assert "it is here now" in text

    told = [
        client.post(f"{at}/lock", data={"meeting": number, "on": "1"}, follow_redirects=True).text,
        client.post(f"{at}/out", data={"meeting": number}, follow_redirects=True).text,
        client.post(f"{at}/lock", data={"meeting": number, "on": ""}, follow_redirects=True).text,
        client.post(f"{at}/out", data={"meeting": number}, follow_redirects=True).text,
        client.post(f"{at}/undo", follow_redirects=True).text,
    ]
    wrong = [client.post(f"{at}/lock", data={"meeting": one, "on": "1"}).status_code for one in ("²", "9" * 30, "x")]

    for said, words in zip(
        told,
        ("1 meeting is locked.", "is locked", "1 meeting is unlocked.", "1 meeting lost its time.", "is undone."),
        strict=True,
    ):
        assert words in said
    assert wrong == [404] * 3
    assert "Choose a meeting first" in client.post(f"{at}/place", follow_redirects=True).text


@pytest.mark.full
def test_a_drop_is_looked_at_before_it_is_done_and_leads_back_to_the_board(hall, planner, client):
    event = drafted(hall, planner)
    at = f"/events/{event.slug}/schedule/drafts/1"
    free, busy, number = _free_and_busy(event)
    where = {"meeting": number, "slot": free[0], "table": free[1], "day": "0"}

    def asked(slot, table, meeting=number):
        told = {"id": meeting, "slot": slot, "table": table}
        return client.get(f"{at}/move", query_string=told, headers={"HX-Request": "true"})

    assert "everybody is free" in asked(*free).text
    assert "lose their time" in asked(*busy).text
    assert "it is here now" in asked(*_place_of(event, number)).text
    assert client.get(f"{at}/move", query_string={"id": number}).status_code == 303
    for wrong in ((free[0], free[1], "²"), ("9" * 30, free[1], number), ("²", "²", number), ("", "", "")):
        assert asked(*wrong).status_code == 404
    assert "table is kept" in asked(free[0], "9" * 30).text
    answer = client.post(f"{at}/place", data=where)

    assert answer.headers["Location"] == f"{at}?day=0&moved={number}#moving"
    assert _place_of(event, number) == free
    assert "Undo the last change" in client.get(answer.headers["Location"]).text


def _place_of(event, number):
    db.session.rollback()
    held = next(one for one in list_placed_meetings(get_draft(event.id, 1).id) if one.request == number)
    return held.slot, held.table


def _free_and_busy(event):
    """Where the first meeting costs nothing, where another one would lose its time for it, and its number."""
    timetable = list_placed_meetings(get_draft(event.id, 1).id)
    bench = ManualSchedule(unpacked_problem(get_draft(event.id, 1).problem), timetable)
    number = timetable[0].request
    spots = [
        (slot.id, table.id, spot)
        for slot in bench.problem.slots
        for table in bench.problem.tables
        if (spot := bench.spot(number, slot.id, table.id)) and (slot.id, table.id) != _place_of(event, number)
    ]
    free = next(one[:2] for one in spots if one[2].is_free)
    return free, next(one[:2] for one in spots if one[2].out and not one[2].breaks), number
