"""A firm says that it comes late: the other side, the desk and the organizer see it while it counts."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db, now, transaction
from app.core.errors import Invalid, NotFound
from app.core.models import Notice, Outbox
from app.day.phone.queries import list_delays
from app.day.phone.services import DelayNotAllowed, announce_delay, withdraw_delay
from app.events.models import Slot
from app.events.phases import PhaseForbids
from app.meetings.services import attendance
from tests import factories
from tests.support.pages import text_of


@pytest.fixture
def host(firms):
    """Of the first host, who reads its letters in French."""
    reader = factories.user(email="ma@example.org", locale="fr")
    factories.let_in(firms[0], reader)
    return reader


@pytest.fixture
def late(event, firms, meetings):
    """``late(10)``: the walker says so of its first meeting."""
    return lambda minutes, at=0: announce_delay(event.id, meetings[at], firms[2].id, minutes, by=None)


def letters(to="ma@example.org"):
    return [
        one.subject
        for one in db.session.scalars(select(Outbox).where(Outbox.kind == "late").order_by(Outbox.id))
        if one.recipient == to
    ]


def counted(event):
    db.session.rollback()
    return [(one.registration_id, one.minutes) for one in list_delays(event.id, now())]


@pytest.mark.full
def test_one_tap_tells_the_partner_the_desk_and_the_organizer(client, event, walker, host, firms, agenda, meetings):
    url = f"/events/{event.slug}/companies/{firms[2].id}/meetings/{meetings[0]}/late"

    told = client.as_user(walker).post(url, data={"minutes": "10"}, follow_redirects=True)

    assert "San Yang Ma and the desk see that you come 10 minutes later." in told.text
    assert "You said: at about 09:40." in text_of(told, "#next")
    theirs = client.as_user(host).get(f"/events/{event.slug}/companies/{firms[0].id}/agenda?lang=en")
    assert "Chongqing Port comes at about 09:40" in text_of(theirs, "#next")
    for role in (Role.DESK, Role.ORGANIZER):
        desk = client.as_user(factories.event_role(event, role)).get(f"/events/{event.slug}/desk/late")
        assert "09:30 Chongqing Port A1 at about 09:40 · waits: San Yang Ma" in text_of(desk, "#said-late")

    client.as_user(walker).post(f"{url}/removal")
    assert counted(event) == []
    assert letters() == [
        "10 minutes de retard : Chongqing Port, 9 h 30",
        "Finalement à l’heure : Chongqing Port, 9 h 30",
    ]
    kinds = select(Notice.kind).where(Notice.kind.startswith("late.")).order_by(Notice.id)
    assert list(db.session.scalars(kinds)) == ["late.said", "late.taken_back"]


def test_five_minutes_are_worth_no_letter_and_one_word_stands_at_a_time(event, firms, host, late, at):
    late(5)
    assert (counted(event), letters()) == ([(firms[2].id, 5)], [])

    late(15)
    late(15)
    assert (counted(event), len(letters())) == ([(firms[2].id, 15)], 1)

    at(-3)
    late(10)
    assert (counted(event), len(letters())) == ([(firms[2].id, 10)], 1)


def test_a_word_ends_by_itself(event, firms, meetings, late, at):
    late(10)

    at(31)
    assert counted(event) == []
    at(5)
    assert counted(event) != []
    attendance.record_missed(event.id, meetings[0], by=None)
    assert counted(event) == []


def test_it_is_said_of_the_own_next_meeting_alone_and_on_the_day(event, firms, meetings, late, at):
    with pytest.raises(DelayNotAllowed):
        late(10, at=1)  # more than an hour ahead
    with pytest.raises(NotFound):
        announce_delay(event.id, meetings[0], firms[1].id, 10, by=None)
    with pytest.raises(NotFound):
        withdraw_delay(event.id, meetings[0], firms[2].id, by=None)
    with pytest.raises(Invalid):
        late(7)
    with transaction():
        event.phase = "published"
    with pytest.raises(PhaseForbids):
        late(10)
    assert counted(event) == []


def test_a_meeting_that_is_moved_is_not_late_any_more(event, late):
    late(10)
    with transaction():
        slot = db.session.get_one(Slot, event.slots[0].id)
        slot.ends_at = slot.ends_at.replace(minute=slot.ends_at.minute - 2)
        slot.starts_at = slot.starts_at.replace(minute=slot.starts_at.minute + 1)

    assert counted(event) == []


def test_only_who_may_say_it_is_offered_to_take_it_back(client, event, walker, late, agenda):
    late(10)

    assert "late/removal" in client.as_user(walker).get(agenda).text
    organizer = client.as_user(factories.event_role(event, Role.ORGANIZER)).get(agenda)
    assert "You said: at about 09:40." in text_of(organizer, "#next")
    assert "late/removal" not in organizer.text
