"""Lists of meetings, agendas and calendar files."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db, now, transaction
from app.events.hours_change import HoursChange
from app.events.models import Slot
from app.events.signals import event_hours_changed
from app.meetings import services
from tests import factories
from tests.meetings.views.looking import at
from tests.support.pages import read


def test_the_calendar_file_holds_what_is_booked(client, event, people, firms, slots):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])

    answer = client.as_user(people[0]).get(at("calendar_file", event, firms[0]))

    assert answer.mimetype == "text/calendar"
    assert answer.text.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Chongqing Port" in answer.text


@pytest.mark.full
def test_the_organizer_looks_meetings_over_page_by_page_and_by_state(client, event, firms):
    with transaction():
        asked = [factories.firm(event, "Chongqing", name=f"Partner {number:02d}") for number in range(51)]
    for firm in asked:
        services.request_meeting(event.id, firms[0].id, firm.id, by=None)
    visitor = client.as_user(factories.member(event.organisation, Role.ORGANIZER))

    first, second, declined = (
        read(visitor.get(f"/events/{event.slug}/meetings{query}").text)
        for query in ("", "?state=requested&page=2", "?state=declined")
    )

    assert [row.find("td")[2].text for row in body_rows(first)] == [f"Partner {number:02d}" for number in range(50)]
    assert [link.attributes["href"] for link in first.find("a") if link.attributes.get("rel") == "next"] == [
        f"/events/{event.slug}/meetings?page=2"
    ]
    assert [row.find("td")[2].text for row in body_rows(second)] == ["Partner 50"]
    assert body_rows(declined) == []


def body_rows(page):
    return [row for body in page.find("tbody") for row in body.find("tr")]


def moved(slot_id, starts_at):
    """The slot, at another time."""
    with transaction() as session:
        slot = session.get_one(Slot, slot_id)
        slot.starts_at, slot.ends_at = starts_at, starts_at + dt.timedelta(minutes=25)


@pytest.mark.parametrize(("minutes", "marked"), [(5, 0), (-5, 1), (-24, 1), (-25, 0)])
def test_a_meeting_is_marked_as_now_during_its_time_alone(client, event, people, firms, slots, minutes, marked):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])
    moved(slots[0], now() + dt.timedelta(minutes=minutes))

    page = client.as_user(people[0]).get(at("agenda", event, firms[0]))

    assert len(read(page).find("[aria-current=time]")) == marked
    assert len(read(page).find(".q-here")) == marked


def test_what_is_lacking_to_the_least_is_a_sentence_that_says_what_to_do(client, event, people, firms):
    with transaction() as session:
        session.get_one(type(event), event.id).min_meetings = 2

    page = client.as_user(people[0]).get(at("requests", event, firms[0]))

    assert "The organizer expects at least 2 meetings of each firm: find 2 more." in page.text


def test_two_meetings_of_one_firm_at_the_same_time_both_stand_in_its_agenda(client, event):
    boss = factories.user("Boss")
    host = factories.firm(event, "Singapore", name="Merlion Bank", users=[boss], people=2)
    slot = db.session.scalars(select(Slot.id).where(Slot.event_id == event.id).order_by(Slot.starts_at)).first()
    for name in ("Chongqing Port", "Changan"):
        guest = factories.firm(event, "Chongqing", name=name)
        services.accept(services.request_meeting(event.id, guest.id, host.id, by=None), host.id, by=None, slot_id=slot)

    page = read(client.as_user(boss).get(at("agenda", event, host)))

    firms = [link.text for listed in page.find(".q-agenda") for link in listed.find(".q-quiet")]
    assert sorted(firms) == ["Changan", "Chongqing Port"]
    assert "2 meetings" in page.text


def test_a_meeting_that_lost_its_time_says_so(client, event, people, firms, slots):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None)
    asker = client.as_user(people[0])
    assert "has lost its time" not in asker.get(at("requests", event, firms[0])).text
    services.book(made, firms[0].id, slots[0], by=None)

    with transaction():
        event_hours_changed.send(event, change=HoursChange(removed_slots=frozenset(slots[:1])), by=None)

    assert "has lost its time" in asker.get(at("requests", event, firms[0])).text
