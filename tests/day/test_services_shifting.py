"""The rest of a day shifted in one transaction: claims stay, times move, everybody gets one letter, and back again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.core.errors import Stale
from app.core.localized import Localized
from app.core.models import Outbox
from app.day.models import Shift
from app.day.queries.shifts import get_shift_preview
from app.day.services.shifts import ShiftOver, shift_day, undo_shift
from app.day.shift_plan import ShiftRequest
from app.day.wording import done_words
from app.events.models import Event, ProgrammeItem, Slot
from app.events.phases import PhaseForbids
from app.events.queries import draft_of
from app.events.services import change_event
from app.meetings import services
from app.meetings.models import Claim, Meeting, MoveProposal, Unavailability
from app.meetings.services.expiry import send_digests
from app.registrations.models import Registration
from tests import factories
from tests.factories import FIRST_SLOT
from tests.support.soundness import faults_of_rows


@pytest.fixture
def event(app: Flask) -> Event:
    """Six slots from 09:30; it is 09:10. Closing words from 12:30."""
    app.config["CLOCK"] = lambda: FIRST_SLOT - timedelta(minutes=20)
    made = factories.event(phase="running", longest_run=None)
    with transaction() as session:
        begins = FIRST_SLOT + timedelta(hours=3)
        session.add(
            ProgrammeItem(
                event_id=made.id, title_en="Closing", starts_at=begins, ends_at=begins + timedelta(minutes=20)
            )
        )
    return made


@pytest.fixture
def firms(event: Event) -> list[Registration]:
    made = [factories.firm(event, side, people=0) for side in ("Singapore", "Chongqing", "Chongqing")]
    for number, firm in enumerate(made):
        factories.representative(firm, email=f"boss{number}@example.org")
    return made


def booked(event: Event, one: Registration, other: Registration, slot: int) -> int:
    meeting_id = services.request_meeting(event.id, one.id, other.id, by=None)
    services.accept(meeting_id, other.id, slot_id=event.slots[slot].id, by=None)
    return meeting_id


def later(event: Event, first: int = 0, minutes: int = 25, **more: Any) -> ShiftRequest:
    return ShiftRequest(event.slots[first].id, minutes, **more)


def done(event: Event, asked: ShiftRequest, **more: Any) -> int:
    return shift_day(event.id, asked, token=get_shift_preview(event, asked).token, by=factories.user().id, **more).id


def times(event: Event) -> list[Any]:
    rows = select(Slot.id, Slot.starts_at, Slot.ends_at, Slot.kind).where(Slot.event_id == event.id)
    db.session.rollback()
    return [tuple(row) for row in db.session.execute(rows.order_by(Slot.id))]


def claims() -> set[tuple[Any, ...]]:
    rows = select(Claim.slot_id, Claim.meeting_id, Claim.representative_id, Claim.table_id)
    return {tuple(row) for row in db.session.execute(rows)}


def meeting(number: int) -> Meeting:
    return db.session.get_one(Meeting, number, populate_existing=True)


@pytest.mark.full
def test_claims_stay_and_times_move_and_the_programme_goes_along(event, firms):
    number = booked(event, firms[0], firms[1], 0)
    before, held, seen = times(event), claims(), (meeting(number).version, meeting(number).sequence)

    done(event, later(event))

    by = timedelta(minutes=25)
    assert times(event) == [(one, starts + by, ends + by, kind) for one, starts, ends, kind in before]
    assert claims() == held
    assert (meeting(number).version, meeting(number).sequence) == (seen[0] + 1, seen[1] + 1)
    assert db.session.scalars(select(ProgrammeItem)).one().starts_at == FIRST_SLOT + timedelta(hours=3) + by
    assert faults_of_rows() == []


@pytest.mark.full
def test_what_is_undone_is_exactly_as_before(event, firms):
    booked(event, firms[0], firms[1], 0)
    before, held = times(event), claims()

    undo_shift(event.id, done(event, later(event)), by=None)

    assert (times(event), claims()) == (before, held)
    assert faults_of_rows() == []


@pytest.mark.full
def test_everybody_gets_one_letter_of_all_their_meetings(app, event, firms):
    booked(event, firms[0], firms[1], 0)
    booked(event, firms[0], firms[2], 1)
    send_digests()
    last = max(db.session.scalars(select(Outbox.id)), default=0)

    done(event, later(event))
    two_minutes_pass(app)
    send_digests()

    letters = db.session.scalars(select(Outbox).where(Outbox.id > last)).all()
    assert sorted(one.recipient for one in letters) == [f"boss{number}@example.org" for number in range(3)]
    both = next(one for one in letters if one.recipient == "boss0@example.org")
    assert both.calendar is not None
    assert both.calendar.count("BEGIN:VEVENT") == 2


@pytest.mark.parametrize("first", [0, 3])
def test_a_shift_withdraws_new_times_that_it_moves_and_tells_both(app, event, firms, first):
    """Of a meeting that moves with it, and of one before whose proposed time alone moves."""
    number = booked(event, firms[0], firms[1], 0)
    services.reschedule(number, firms[0].id, event.slots[4].id, by=None)
    send_digests()
    last = max(db.session.scalars(select(Outbox.id)), default=0)

    done(event, later(event, first))
    two_minutes_pass(app)
    send_digests()

    assert db.session.scalars(select(MoveProposal)).all() == []
    letters = db.session.execute(select(Outbox.recipient, Outbox.body).where(Outbox.id > last)).all()
    assert sorted(to for to, _body in letters) == ["boss0@example.org", "boss1@example.org"]
    if first == 3:
        assert all("11:30" in body and "keeps its time" in body for _to, body in letters)
    assert faults_of_rows() == []


def test_a_shift_that_is_undone_within_two_minutes_sends_no_letter(app, event, firms):
    booked(event, firms[0], firms[1], 0)
    send_digests()
    last = max(db.session.scalars(select(Outbox.id)), default=0)

    made = done(event, later(event))
    send_digests()
    undo_shift(event.id, made, by=None)
    two_minutes_pass(app)
    send_digests()

    assert db.session.scalars(select(Outbox.recipient).where(Outbox.id > last)).all() == []


def test_a_shift_that_is_undone_after_its_letters_went_is_told_back(app, event, firms):
    booked(event, firms[0], firms[1], 0)
    made = done(event, later(event))
    two_minutes_pass(app)
    send_digests()
    last = max(db.session.scalars(select(Outbox.id)), default=0)

    undo_shift(event.id, made, by=None)
    two_minutes_pass(app, again=1)
    send_digests()

    letters = db.session.execute(select(Outbox.recipient, Outbox.body).where(Outbox.id > last)).all()
    assert sorted(to for to, _body in letters) == ["boss0@example.org", "boss1@example.org"]
    assert all("09:30" in body and "Before" in body for _to, body in letters)


def two_minutes_pass(app: Flask, *, again: int = 0) -> None:
    app.config["CLOCK"] = lambda: FIRST_SLOT - timedelta(minutes=18 - 3 * again)


def test_after_a_shift_the_page_shows_its_result_and_no_form_until_another_is_asked_for(client, event, firms):
    booked(event, firms[0], firms[1], 0)
    done(event, later(event))
    page = f"/events/{event.slug}/shift"
    client.as_user(factories.member(event.organisation, Role.ORGANIZER))

    result, again = client.get(page).text, client.get(f"{page}?minutes=20").text

    assert ('name="token"' in result, 'name="token"' in again) == (False, True)
    assert f"{page}?minutes=15" in result
    assert "/undoing" in result


def away(event: Event, firm: Registration, slot: Slot) -> None:
    with transaction() as session:
        person = firm.representatives[0].id
        session.add(Unavailability(event_id=event.id, slot_id=slot.id, representative_id=person, reason="a call"))


def test_who_said_they_are_not_free_then_is_named_before(event, firms):
    booked(event, firms[0], firms[1], 0)
    away(event, firms[1], event.slots[1])

    found = get_shift_preview(event, later(event))

    assert [(one.why, one.meeting_id) for one in found.troubles] == [("away", meeting(1).id)]
    assert (found.companies, found.people, sum(found.counts.values())) == (2, 2, 1)


@pytest.mark.full
def test_a_meeting_that_is_given_up_is_agreed_and_comes_back_with_the_day(event, firms):
    gone, stays = booked(event, firms[0], firms[1], 0), booked(event, firms[0], firms[2], 1)
    held = claims()

    number = done(event, later(event), give_up=[gone])

    assert (meeting(gone).state, meeting(stays).state) == ("agreed", "booked")
    undo_shift(event.id, number, by=None)
    assert (meeting(gone).state, claims()) == ("booked", held)
    assert faults_of_rows() == []


def test_what_is_no_longer_what_was_looked_at_is_not_done(event, firms):
    asked = later(event)
    token = get_shift_preview(event, asked).token
    booked(event, firms[0], firms[1], 0)
    before = times(event)

    with pytest.raises(Stale):
        shift_day(event.id, asked, token=token, by=None)

    assert times(event) == before


def test_nothing_is_put_back_once_the_next_time_has_begun(app, event, firms):
    number = done(event, later(event))
    app.config["CLOCK"] = lambda: FIRST_SLOT + timedelta(minutes=25)

    with pytest.raises(ShiftOver):
        undo_shift(event.id, number, by=None)


@pytest.mark.parametrize("phase", ["planning", "closed"])
def test_only_a_day_that_is_out_is_shifted(event: Event, phase: str) -> None:
    asked = later(event)
    token = get_shift_preview(event, asked).token
    with transaction() as session:
        session.get_one(Event, event.id).phase = phase

    with pytest.raises(PhaseForbids):
        shift_day(event.id, asked, token=token, by=None)


@pytest.mark.full
def test_a_second_overrun_is_said_with_all_that_the_day_is_late_by_then(app, event, firms):
    booked(event, firms[0], firms[1], 3)
    first, second = done(event, later(event)), done(event, later(event, minutes=10))

    with app.test_request_context():
        said = [done_words(db.session.get_one(Shift, one)) for one in (first, second)]
    for one in (second, first):
        undo_shift(event.id, one, by=None)
    alone = done(event, later(event, minutes=5))

    assert said == [
        "The rest of the day is 25 minutes late by now: 1 meeting has moved along.",
        "The rest of the day is 10 minutes later, 35 minutes late by now: 1 meeting has moved along.",
    ]
    assert db.session.get_one(Shift, alone).plan["late"] == 5


@pytest.mark.full
def test_a_shifted_day_outlives_a_change_of_what_the_event_is_called(event, firms):
    booked(event, firms[0], firms[1], 0)
    done(event, later(event))
    shifted = times(event)
    draft, version = draft_of(event), db.session.get_one(Event, event.id, populate_existing=True).version

    change_event(event.id, replace(draft, name=Localized("Another name")), version=version, by=None)

    assert times(event) == shifted


def test_a_first_time_that_is_no_time_is_the_next_one(client, event, firms):
    booked(event, firms[0], firms[1], 0)
    client.as_user(factories.member(event.organisation, Role.ORGANIZER))

    pages = [client.get(f"/events/{event.slug}/shift?minutes=15{first}") for first in ("", "&first=14:00", "&first=-1")]

    assert [page.status_code for page in pages] == [200, 200, 200]
