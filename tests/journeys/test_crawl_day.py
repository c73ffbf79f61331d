"""The pages of the day as each of those who use them, while it is on and once it is closed: the model event that firms
book, brought to its noon."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from app.core.db import db, now, transaction
from app.demo.services import days
from app.meetings.models import Meeting
from app.meetings.services import attendance, finish_due_meetings
from app.registrations.models import Delegation
from app.registrations.queries.directory import find_own_registration
from tests.journeys.crawling import Crawl
from tests.journeys.test_board import zone_at_noon
from tests.journeys.test_crawl import PEOPLE, at, company_user, desk_pages
from tests.journeys.test_whole_day import pass_time
from tests.journeys.walks import Walk
from tests.support.browsing import PHONE

DAY = Walk("running", "zh", PHONE, "dark")
ROOMS = ("day", "phone", "paper", "outcomes")
DOORS = {"events.overview", "meetings.agenda", "delegations.delegation", "lists.thanks", "lists.contacts"}
ANEW = {"events.overview", "day.desk", "meetings.agenda", "outcomes.figures"}
"""What looks another way once it is closed; of other pages it is asked whether they still open."""


@pytest.fixture
def crew(user_of):
    return SimpleNamespace(organizer=user_of(PEOPLE["organizer"]), desk=user_of(PEOPLE["desk"]))


@pytest.fixture
def noon(model, crew):
    """Two hours after the doors: people are in, meetings were held, one was missed, and what came of them was said."""
    with transaction():
        model.zone, model.phase = zone_at_noon(), "running"
    pass_time(model, model.slots[0].starts_at - now() + timedelta(hours=2, minutes=5))
    with transaction():
        model.days[0].day = model.slots[0].starts_at.date()
    doors = now() - timedelta(hours=2, minutes=20)
    days.print_papers(model, crew, doors)
    days.open_doors(model, crew, doors)
    finish_due_meetings()
    days.record_outcomes(model, crew)
    held = select(Meeting.id).where(Meeting.state == "held", Meeting.kind == "one_to_one").order_by(Meeting.id).limit(1)
    attendance.record_missed(model.id, db.session.scalars(held).one(), by=crew.desk.id)
    days.cancel_one_meeting(model, now())
    days.queue_at_poster(model, now())
    return model


@pytest.mark.full
def test_every_page_of_the_day_is_sound_while_it_is_on_and_once_it_is_closed(visits, app, noon, user_of):
    crawl = Crawl(visits, app, DAY, within=is_of_the_day)

    walk_through(crawl, noon, user_of, with_acts=True)
    reached = {kind for kinds in crawl.reached.values() for kind in kinds}
    with transaction():
        noon.phase = "closed"
    crawl.examined -= ANEW
    walk_through(crawl, noon, user_of, with_acts=False)

    assert crawl.found == [], "\n".join(crawl.found)
    assert len({kind for kind in reached if is_of_the_day(kind)}) >= 30, sorted(reached)
    assert crawl.examined >= ANEW


def is_of_the_day(endpoint):
    return endpoint in DOORS or endpoint.partition(".")[0] in ROOMS


def walk_through(crawl, event, user_of, *, with_acts):
    """As a desk, the organizer, a chamber and a firm; ``with_acts``: also to what only an act of the day leads to."""
    boss, desk = company_user(), at("day.desk", event=event)
    firm, delegation = find_own_registration(event, boss.id), db.session.scalars(select(Delegation)).one()
    assert firm is not None
    crawl.go("desk", [desk, *(desk_pages(event) if with_acts else ())], user_of(PEOPLE["desk"]))
    crawl.go("organizer", [at("events.overview", event=event), desk], user_of(PEOPLE["organizer"]))
    home = at("delegations.delegation", event=event, delegation_id=delegation.id)
    crawl.go(
        "chamber",
        [home, at("paper.of_delegation", event=event, delegation_id=delegation.id)],
        user_of(PEOPLE["chamber"]),
    )
    crawl.go("company", [at("meetings.agenda", event=event, registration_id=firm.id)], boss)
