"""Each letter about a meeting says what is so in its event: who gives the time, and whether firms may ask again."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.models import Outbox
from app.meetings import services
from app.meetings.lifecycle import MeetingMove
from app.meetings.models import Meeting
from app.meetings.services.transitions import log_action
from app.meetings.signals import MeetingNews, notify_companies
from app.registrations.models import Registration
from tests import factories

WAYS = {
    ("live", "booking"): "firms",
    ("live", "running"): "firms",
    ("planned", "booking"): "timetable",
    ("planned", "planning"): "timetable",
    ("planned", "published"): "firms",
    ("planned", "running"): "firms",
}
"""Who gives an agreed meeting its time, by mode and phase."""
SENTENCES = {
    "en": {"firms": "Either side chooses a free time", "timetable": "Its time is chosen once the organizer publishes."},
    "fr": {
        "firms": "Chacune des deux parties peut choisir",
        "timetable": "L’heure sera choisie une fois le planning publié",
    },
    "zh": {"firms": "任何一方都可", "timetable": "主办方发布后即可选择时间"},
}
WITHOUT_TIME = ("accepted", "arranged", "unplaced")
SETTLED = ("asked", "declined", "withdrawn", "expired", "cancelled")


def agreed_at(mode: str, phase: str, language: str) -> tuple[Meeting, list[Registration]]:
    """A meeting agreed without a time at an event of that mode and phase, whose asker reads ``language``."""
    reader = factories.user("Asker", "asker@ych.example", locale=language)
    event = factories.event(booking_mode=mode, phase="booking")
    firms = [factories.firm(event, "Singapore", users=[reader]), factories.firm(event, "Chongqing")]
    number = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(number, firms[1].id, by=None)
    with transaction():
        event.phase = phase
        db.session.query(Outbox).delete()
    return db.session.get_one(Meeting, number), firms


def letter(meeting: Meeting, firms: list[Registration], kind: str) -> str:
    with transaction():
        db.session.query(Outbox).delete()
        both = {one.id: one for one in firms}
        notify_companies(MeetingNews(log_action(meeting, MeetingMove.ACCEPT, None), meeting, both, {firms[0].id: kind}))
    return db.session.scalars(select(Outbox.body)).one()


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize(("mode", "phase"), WAYS)
def test_a_letter_of_a_meeting_without_a_time_says_who_gives_one(app, mode, phase, language):
    meeting, firms = agreed_at(mode, phase, language)
    way = WAYS[mode, phase]
    page = f"/meetings/{meeting.id}/time" if way == "firms" else "/requests"

    told = {}
    for kind in WITHOUT_TIME:
        body = letter(meeting, firms, kind)
        said = {one for one, sentence in SENTENCES[language].items() if sentence in body}
        told[kind] = said, f"/companies/{firms[0].id}{page}" in body

    assert told == dict.fromkeys(WITHOUT_TIME, ({way}, True))


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize(("mode", "phase"), WAYS)
def test_a_letter_of_a_request_without_a_yes_promises_no_time(app, mode, phase, language):
    meeting, firms = agreed_at(mode, phase, language)

    told = {}
    for kind in SETTLED:
        with transaction():
            meeting.state = "requested" if kind == "asked" else kind
        body = letter(meeting, firms, kind)
        promised = [one for one in SENTENCES[language].values() if one in body]
        told[kind] = promised, f"/companies/{firms[0].id}/requests" in body

    assert told == dict.fromkeys(SETTLED, ([], True))


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize(("mode", "phase"), WAYS)
def test_a_booked_meeting_needs_no_other_time(app, mode, phase, language):
    meeting, firms = agreed_at(mode, phase, language)
    with transaction():
        meeting.state, meeting.slot_id = "booked", firms[0].event.slots[0].id

    body = letter(meeting, firms, "booked")

    assert "2032" in body
    assert not [one for one in SENTENCES[language].values() if one in body]


@pytest.mark.parametrize(
    ("mode", "phase", "last_day", "may_ask"),
    [
        ("live", "booking", None, True),
        ("live", "booking", dt.date(2020, 1, 1), False),
        ("planned", "booking", None, True),
        ("planned", "planning", None, False),
        ("planned", "published", dt.date(2020, 1, 1), True),
    ],
)
def test_a_lapsed_request_is_asked_again_only_where_firms_may_ask(app, mode, phase, last_day, may_ask):
    meeting, firms = agreed_at(mode, phase, "en")
    with transaction():
        meeting.state, firms[0].event.requests_until = "expired", last_day

    assert ("You may ask again." in letter(meeting, firms, "expired")) == may_ask
