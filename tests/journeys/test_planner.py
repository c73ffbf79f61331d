"""A hall of ninety people is planned, checked, changed by hand, published and repaired in the browser."""

from __future__ import annotations

from random import Random

from sqlalchemy import func, select

from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.events.models import Slot, Table
from app.meetings.models import Claim, Meeting
from app.scheduling import checker
from app.scheduling.drafts import unpacked_problem
from app.scheduling.models import ScheduleDraft
from app.scheduling.services.drafts import list_placed_meetings
from tests import factories
from tests.scheduling import halls
from tests.support.soundness import faults_of_rows

PEOPLE, REQUESTS = 90, 160


def test_a_hall_of_ninety_is_planned_checked_published_and_repaired(arrive, way):
    event = hall()
    person = arrive(f"/events/{event.slug}/schedule", user=factories.event_role(event, Role.ORGANIZER))
    at = f"/events/{event.slug}/schedule"

    person.page.locator("#seconds-10").check()
    person.follow(f'form[action$="{at}"] button.btn-primary')
    wait_for(person, f"{at}/drafts/1")
    assert held(1) > REQUESTS * 0.95
    assert faults(1) == []

    person.follow("#board a.q-cell")
    person.follow('form[action$="/lock"] button')
    person.go(f"{at}/drafts/1?view=firms")
    person.go(f"{at}/drafts/1?view=hours")
    person.go(f"{at}/drafts/1/publication")
    person.follow("form button.btn-primary")
    before = held(1)
    assert booked() == before

    table = db.session.scalars(select(Claim.table_id).where(Claim.table_id.is_not(None))).all()[0]
    person.go(at)
    person.page.locator("#seconds-10").check()
    person.page.locator("#table").select_option(str(table))
    person.follow(f'form[action$="{at}"] button.btn-primary')
    wait_for(person, f"{at}/drafts/2")
    sat_there = claims_at(table)
    assert draft(2).figures["changes"] == sat_there
    person.go(f"{at}/drafts/2/publication")
    person.follow('form button[value="all"]')
    assert (claims_at(table), booked()) == (0, before)
    assert faults_of_rows() == []


def wait_for(person, path):
    """The search is over once the page of the draft has its proof."""
    done = person.page.locator("#proof")
    for _second in range(80):
        if done.is_visible():
            break
        person.page.wait_for_timeout(500)
        if not person.way.javascript:
            person.page.reload()
    person.go(path)


def hall():
    """Ninety people of as many firms, twelve times, thirty tables."""
    draw = Random(6)
    event = halls.event(slots=12, tables=0)
    with transaction() as session:
        session.add_all(Table(event_id=event.id, label=f"T{n + 1}", position=n, zone_en="Hall") for n in range(30))
        for slot in session.scalars(select(Slot).where(Slot.event_id == event.id)):
            slot.starts_at, slot.ends_at = (at.replace(year=2037) for at in (slot.starts_at, slot.ends_at))
        here = [factories.firm(event, name=f"Lion {n + 1} Pte Ltd") for n in range(PEOPLE // 2)]
        there = [factories.firm(event, "Chongqing", name=f"Bridge {n + 1} Co Ltd") for n in range(PEOPLE // 2)]
    for one, other in draw.sample([(one, other) for one in here for other in there], REQUESTS):
        halls.arranged(one, other, priority=draw.choice(["must", "want", "want", "open"]))
    return event


def draft(number):
    db.session.rollback()
    return db.session.scalars(select(ScheduleDraft).where(ScheduleDraft.number == number)).one()


def held(number):
    return draft(number).figures["held"]


def faults(number):
    found = draft(number)
    return checker.find_faults(unpacked_problem(found.problem), list_placed_meetings(found.id))


def booked():
    db.session.rollback()
    return db.session.scalar(select(func.count(Meeting.id)).where(Meeting.state == "booked"))


def claims_at(table):
    db.session.rollback()
    return db.session.scalar(select(func.count(Claim.id)).where(Claim.table_id == table))
