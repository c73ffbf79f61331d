"""What has the lists of an event computed anew, beside saved profiles, marks and rules: who comes back, and who is
found not to have met."""

from __future__ import annotations

import datetime as dt

import pytest

from app.db import transaction
from app.matching import services
from app.matching.queries.rankings import latest_ranking
from app.matching.queries.suggested import suggestions_for
from app.meetings import services as meetings
from app.meetings.models import Meeting
from app.meetings.services import attending
from app.registrations.services import standing
from app.registrations.states import Act, Actor
from tests import factories
from tests.meetings.acts import slots


def listed(firm):
    ranking = latest_ranking(firm.event_id)
    assert ranking is not None
    return [one.registration_id for one in suggestions_for(firm.id, ranking)]


def act(firm, act, actor=Actor.ORGANIZER):
    standing.act_on(firm.event, firm.id, act, actor=actor, by=None)


def test_who_comes_after_all_has_its_list_again(event, bank, port):
    act(port, Act.CANCEL)
    services.rank(event.id)
    assert (listed(bank), listed(port)) == ([], [])

    act(port, Act.REOPEN)

    assert listed(port) == [bank.id]


def test_who_begins_its_registration_has_a_list(event, bank, port):
    with transaction() as session:
        session.merge(port).state = "invited"
    services.rank(event.id)
    assert listed(port) == []

    act(port, Act.OPEN, Actor.COMPANY)

    assert listed(port) == [bank.id]


@pytest.mark.parametrize("decided", [Act.WAIT, Act.REJECT])
def test_a_decision_taken_back_gives_the_list_back(event, bank, port, decided):
    with transaction() as session:
        session.merge(port).state = "submitted"
    act(port, decided)
    services.rank(event.id)
    assert listed(port) == []

    standing.undo(event, {port.id: "submitted"}, by=factories.user().id)

    assert listed(port) == [bank.id]


def test_two_who_are_found_not_to_have_met_are_suggested_again(app, event, bank, port):
    met = meetings.ask(event.id, bank.id, port.id, by=None)
    meetings.accept(met, port.id, slot_id=slots(event)[0], by=None)
    app.config["CLOCK"] = lambda: factories.FIRST_SLOT + dt.timedelta(minutes=40)
    with transaction() as session:
        session.merge(event).phase = "running"
    with transaction() as session:
        session.get_one(Meeting, met).state = "held"
    services.rank(event.id)
    assert listed(bank) == []

    attending.note_missed(event.id, met, by=None)

    assert listed(bank) == [port.id]
