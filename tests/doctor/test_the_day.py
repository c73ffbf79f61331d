"""What is wrong with check-ins, shifts and papers of a day, and with what came of its meetings, is found."""

from __future__ import annotations

import datetime as dt

import pytest

from app.core.db import db, transaction
from app.day.models import CheckIn, HallBoard, Shift
from app.day.paper.models import PaperRun
from app.group_meetings import services
from app.meetings import services as meetings
from app.meetings.models import Meeting
from app.outcomes.queries.verdicts import current_outcomes
from app.outcomes.services import recording
from app.outcomes.stages import OutcomeStage, OutcomeSubject
from tests import factories
from tests.doctor.hands import codes, put
from tests.group_meetings.acts import opened
from tests.meetings.acts import slots
from tests.outcomes.acts import booked, says

MINUTES = dt.timedelta(minutes=1)


@pytest.fixture
def clock(app):
    clock = {"now": factories.FIRST_SLOT - dt.timedelta(days=1)}
    app.config["CLOCK"] = lambda: clock["now"]
    return clock


@pytest.fixture
def day(app, clock):
    """A meeting that has begun, both sides of which have spoken, one word of it confirmed; a group with its words."""
    event = factories.event(phase="running", longest_run=None)
    firms = [factories.firm(event), factories.firm(event, "Chongqing")]
    host, guest = factories.firm(event), factories.firm(event, "Chongqing")
    meeting = booked(event, firms)
    group = opened(event, host, slot_id=slots(event)[0])
    services.take_group_seat(group, guest.id, by=None)
    clock["now"] = factories.FIRST_SLOT + 5 * MINUTES
    said = [says(meeting, one, OutcomeStage.SIGNED) for one in firms]
    says(group, host, OutcomeStage.INTENT, guest=guest)
    recording.confirm_outcome(event.id, OutcomeSubject(meeting), firms[0].id, said[0].id, reason="seen", by=None)
    factories.check_in(firms[0].representatives[0])
    _printed_and_shifted(event)
    return event, meeting, group


def _printed_and_shifted(event):
    at, user = factories.FIRST_SLOT, factories.user().id
    moved = [slots(event)[3], *[(at + n * MINUTES).isoformat() for n in (90, 120, 100, 130)]]
    with transaction() as session:
        for number in (1, 2):
            session.add(PaperRun(event_id=event.id, kind="badges", number=number, sheets=1, made_at=at, finished_at=at))
        session.add(HallBoard(event_id=event.id, language="en", mark="a"))
        session.add(
            Shift(
                event_id=event.id,
                minutes=10,
                plan={"times": [moved]},
                at=at,
                undo_until=at + 9 * MINUTES,
                undone_at=at + MINUTES,
                undone_by=user,
            )
        )


BY_HAND = {
    "UPDATE outcomes SET registration_id = (SELECT max(id) FROM registrations) WHERE id = 1": "word_of_stranger",
    "UPDATE meeting_parties SET seat = NULL, answer = 'left' WHERE seat = 1": "word_of_stranger",
    "UPDATE meetings SET state = 'cancelled' WHERE kind = 'one_to_one'": "word_of_nothing",
    "UPDATE slots SET starts_at = '2035-03-18 01:00:00', ends_at = '2035-03-18 01:20:00' WHERE starts_at = "
    "(SELECT min(starts_at) FROM slots)": "word_of_nothing",
    "UPDATE outcomes SET replaced_at = at": "confirms_nothing",
    "UPDATE outcome_confirmations SET guest_id = 1": "confirms_nothing",
    "DELETE FROM slots WHERE starts_at = (SELECT min(starts_at) FROM slots)": "figures_differ",
    "UPDATE representatives SET checked_in_at = NULL": "check_in_differs",
    "DELETE FROM check_ins": "check_in_differs",
    "UPDATE check_ins SET undone_at = at": "check_in_differs",
    "UPDATE check_ins SET at = '2035-03-18 01:00:00'": "check_in_out_of_time",
    "UPDATE boards SET mark = ''": "board_guessable",
    "UPDATE shifts SET undone_at = '2035-03-18 01:00:00'": "undone_out_of_time",
    "UPDATE shifts SET event_id = event_id + 1": "shifts_another_event",
    "UPDATE paper_runs SET number = 7 WHERE number = 2": "paper_numbers_amiss",
    "UPDATE paper_runs SET finished_at = '2020-03-18 01:00:00'": "paper_out_of_time",
}


@pytest.mark.full
def test_what_somebody_did_by_hand_to_a_day_is_found(day):
    """One after the other, each put right again by what was copied before."""
    assert codes() == set()
    tables = [
        *("outcomes", "outcome_confirmations", "meetings", "meeting_parties", "slots", "representatives"),
        *("check_ins", "boards", "shifts", "paper_runs"),
    ]
    for table in tables:
        put(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")

    found = {}
    for statement in BY_HAND:
        put(statement)
        found[statement] = codes()
        for table in tables:
            put(f"DELETE FROM {table}")
            put(f"INSERT INTO {table} SELECT * FROM kept_{table}")

    assert {statement for statement, code in BY_HAND.items() if code not in found[statement]} == set()
    assert codes() == set()


@pytest.mark.full
def test_two_words_of_one_side_are_found(day):
    put("DROP INDEX uq_outcomes_stands")
    put("UPDATE outcomes SET registration_id = (SELECT registration_id FROM outcomes WHERE id = 1) WHERE id = 2")

    assert "two_words_stand" in codes()
    db.session.rollback()
    put("UPDATE outcomes SET replaced_at = at WHERE id = 2")
    put(
        "CREATE UNIQUE INDEX uq_outcomes_stands ON outcomes (meeting_id, registration_id) "
        "WHERE replaced_at IS NULL AND guest_id IS NULL"
    )


@pytest.mark.full
def test_words_about_a_meeting_moved_ahead_and_a_guest_without_a_seat_stand_no_more(day):
    event, meeting, group = day
    guest = next(one.registration_id for one in db.session.get_one(Meeting, group).parties if one.side == "asked")

    meetings.move(meeting, db.session.get_one(Meeting, meeting).low_id, slots(event)[2], by=None)
    services.remove_group_guest(group, guest, by=None)

    assert current_outcomes(OutcomeSubject(meeting)) == current_outcomes(OutcomeSubject(group, guest)) == []
    assert codes() == set()
    assert db.session.query(CheckIn).count() == 1
