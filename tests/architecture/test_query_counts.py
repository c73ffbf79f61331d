"""Every page that lists rows costs few queries, and as many at 1 row as at 30."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event as listening
from sqlalchemy import func, select

from app.accounts.models import User
from app.accounts.permissions import Role
from app.core import audit
from app.core.db import db, transaction
from app.events.models import Event, Interpreter, InterpreterHours, Slot
from app.group_meetings import services as rounds
from app.matching import services as matching
from app.meetings import services
from app.meetings.models import Claim
from app.registrations.models import Delegation, Registration, VisitBlock, VisitMember
from app.registrations.services.consents import save_consents
from tests import factories
from tests.architecture.route_table import routes_of

SECTORS = ({"offers": ["5210"], "seeks": ["6419"]}, {"offers": ["6419"], "seeks": ["5210"]})
LISTS = {
    "registrations.index": "/events/{event}/registrations",
    "delegations.delegation": "/events/{event}/delegations/{delegation}",
    "delegations.roster": "/events/{event}/delegations/{delegation}/roster",
    "delegations.reminders": "/events/{event}/delegations/{delegation}/reminders",
    "delegations.party": "/events/{event}/delegations/{delegation}/people",
    "delegations.programme": "/events/{event}/delegations/{delegation}/programme",
    "delegations.links": "/events/{event}/delegations/{delegation}/links",
    "registrations.directory": "/events/{event}/companies",
    "registrations.guests": "/events/{event}/guests",
    "meetings.index": "/events/{event}/meetings",
    "interpreters.interpreters": "/events/{event}/interpreters",
    "meetings.requests": "/events/{event}/companies/{firm}/requests",
    "meetings.agenda": "/events/{event}/companies/{firm}/agenda",
    "group_meetings.group_meetings": "/events/{event}/companies/{firm}/groups",
    "group_meetings.all_groups": "/events/{event}/groups",
    "meetings.people_times": "/events/{event}/companies/{firm}/times",
    "meetings.who_sits": "/events/{event}/companies/{firm}/meetings/{meeting}/person",
    "interpreters.interpreter": "/events/{event}/interpreters/{interpreter}",
    "meetings.arrange": "/events/{event}/companies/{firm}/arrange",
    "meetings.arrange_for": "/events/{event}/meetings/arrange",
    "meetings.delegation_requests": "/events/{event}/delegations/{delegation}/requests",
    "meetings.delegation_agendas": "/events/{event}/delegations/{delegation}/agendas",
    "matching.fill_up": "/events/{event}/fill-up",
    "matching.suggestions": "/events/{event}/companies/{firm}/suggestions",
    "matching.kept": "/events/{event}/companies/{firm}/suggestions/kept",
    "outcomes.firm": "/events/{event}/companies/{firm}/outcomes",
    "lists.contacts": "/events/{event}/companies/{firm}/contacts",
    "outcomes.figures": "/events/{event}/figures",
    "outcomes.meetings": "/events/{event}/figures/meetings",
    "outcomes.firms": "/events/{event}/figures/companies",
    "outcomes.people": "/events/{event}/figures/people",
    "outcomes.delegation_figures": "/events/{event}/delegations/{delegation}/figures",
    "scheduling.plan": "/events/{event}/schedule",
    "day.desk": "/events/{event}/desk",
    "day.late": "/events/{event}/desk/late",
    "dashboard.firm": "/events/{event}/companies/{firm}/home",
    "messages.letters": "/events/{event}/emails",
    "lists.attendees": "/events/{event}/attendees",
    "lists.public_directory": "/events/{event}/directory",
    "events.overview": "/events/{event}/overview",
    "paper.papers": "/events/{event}/paper",
}

MOST = 20
ABOVE = {
    "dashboard.firm": 29,
}
"""Pages that still ask more, and how much; what has become less is struck off."""


@dataclass
class Hall:
    """An event whose lists grow by firms of both sides, their people, guests, interpreters, requests and meetings;
    ``first`` grows by people of its own, and meets in the first slot."""

    event: Event
    delegation: Delegation
    first: Registration
    organizer: User
    meeting_id: int

    def grow(self, rows: int) -> None:
        with transaction():
            pairs = [self._grow() for _ in range(rows)]
        for nth, (host, _guest) in enumerate(pairs):
            said: dict[str, Any] = {"topic": "t", "slot_id": self.event.slots[-1 - nth // 3].id, "seats": 2}
            rounds.open_group_meeting(self.event.id, host, by=None, is_open=True, invited=[self.first.id], **said)
        free = sorted(set(db.session.scalars(select(Slot.id))) - set(db.session.scalars(select(Claim.slot_id))))
        with transaction():
            for slot, (one, other) in zip(free, pairs, strict=False):
                services.arrange(self.event.id, one, other, by=self.organizer.id, slot_id=slot)
        matching.rank_event(self.event.id)

    def _grow(self) -> tuple[int, int]:
        """Three firms, one more person of the first one, a guest, two interpreters; requests of two of the firms to the
        first one and from it; a pair for a meeting that needs an interpreter."""
        one = self._firm("Singapore", delegation_id=self.delegation.id)
        other = self._firm("Singapore", delegation_id=self.delegation.id)
        third = self._firm("Chongqing", languages=["zh"])
        factories.representative(self.first, languages=["zh"])
        factories.guest(self.event)
        factories.interpreter(self.event, works_for=one.id, mode="follows", sectors=["K"], hours=[_all_day()])
        factories.interpreter(self.event, longest_run=2)
        self._visit(one)
        services.request_meeting(self.event.id, one.id, self.first.id, by=None)
        services.request_meeting(self.event.id, self.first.id, other.id, by=None)
        matching.set_preference(self.first, other.id, "saved", by=None)
        return one.id, third.id

    def _visit(self, member: Registration) -> None:
        """A tour for one sector and one member, before the day."""
        times = {"starts_at": factories.FIRST_SLOT - timedelta(hours=3), "ends_at": factories.FIRST_SLOT}
        tour = VisitBlock(
            delegation_id=self.delegation.id, label="Tour", for_all=False, sectors=["L"], buses=["1"], **times
        )
        db.session.add(tour)
        db.session.flush()
        db.session.add(VisitMember(visit_id=tour.id, registration_id=member.id))

    def _firm(self, side: str, **values: Any) -> Registration:
        sectors = SECTORS[side == "Chongqing"]
        made = factories.firm(self.event, side, company_values={"sectors": sectors}, users=[factories.user()], **values)
        save_consents(made, {"attendee_list": True, "cross_border": True}, language="en")
        return made

    def path(self, pattern: str) -> str:
        interpreter = db.session.scalar(select(func.min(Interpreter.id)))
        here = {"event": self.event.slug, "delegation": self.delegation.id, "firm": self.first.id}
        return pattern.format(**here, meeting=self.meeting_id, interpreter=interpreter)


def _all_day() -> InterpreterHours:
    return InterpreterHours(starts_at=factories.FIRST_SLOT, ends_at=factories.FIRST_SLOT + timedelta(days=1))


@pytest.fixture
def hall(app: Flask) -> Hall:
    event = factories.event(slots=40, tables=4, directory="public", min_meetings=5)
    delegation = factories.delegation(event)
    organizer = factories.member(event.organisation, Role.ORGANIZER)  # who also acts for the firm: sees what it keeps
    first = factories.firm(event, "Chongqing", users=[organizer], people=2, company_values={"sectors": SECTORS[1]})
    meeting_id = services.arrange(
        event.id, first.id, factories.firm(event).id, by=organizer.id, slot_id=event.slots[0].id
    )
    with transaction():
        audit.log_action("event.created", event, event_id=event.id, by=organizer.id)
    return Hall(event, delegation, first, organizer, meeting_id)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent to the database within the block, but those that begin a transaction."""
    sent: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    listening.listen(db.engine, "before_cursor_execute", listen)
    try:
        yield sent
    finally:
        listening.remove(db.engine, "before_cursor_execute", listen)


def test_no_list_asks_more_than_twenty_statements(app, client, hall):
    hall.grow(3)
    visitor = client.as_user(hall.organizer)
    above = {}
    for endpoint, path in LISTS.items():
        here = hall.path(path)
        visitor.get(here)
        with counted() as sent:
            visitor.get(here)
        if len(sent) > MOST:
            above[endpoint] = len(sent)

    assert above == ABOVE


@pytest.mark.full
def test_each_list_costs_the_same_at_one_row_and_at_thirty(app, client, hall):
    hall.grow(1)
    visitor = client.as_user(hall.organizer)
    known = {endpoint: path for endpoint, path in LISTS.items() if endpoint in app.view_functions}
    before: dict[str, int] = {}
    for endpoint, path in known.items():
        assert visitor.get(hall.path(path)).status_code == 200, endpoint
        with counted() as sent:
            visitor.get(hall.path(path))
        before[endpoint] = len(sent)

    hall.grow(30)

    grown = {}
    for endpoint, path in known.items():
        visitor.get(hall.path(path))
        with counted() as sent:
            visitor.get(hall.path(path))
        if len(sent) > before[endpoint]:
            grown[endpoint] = (before[endpoint], len(sent))
    assert grown == {}


def test_no_listed_page_is_forgotten(app):
    assert set(LISTS) <= {route.endpoint for route in routes_of(app)}
