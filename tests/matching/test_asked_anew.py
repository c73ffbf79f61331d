"""What has the lists of an event computed anew, beside saved profiles, marks and rules: who comes back, and who is
found not to have met."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from app.companies.models import CompanyCertificate
from app.core.db import transaction
from app.events.queries import draft_of
from app.events.services.changing import change_event
from app.matching import services
from app.matching.queries.rankings import get_latest_ranking
from app.matching.queries.suggestions import list_suggestions
from app.matching.reasons import ReasonKind
from app.meetings import services as meetings
from app.meetings.models import Meeting
from app.meetings.services import attendance
from app.registrations.services import transitions
from app.registrations.states import RegistrationAct, RegistrationActor
from tests import bank_and_port, factories
from tests.meetings.acts import slots


def listed(firm):
    ranking = get_latest_ranking(firm.event_id)
    assert ranking is not None
    return [one.registration_id for one in list_suggestions(firm.id, ranking)]


def told(firm, other):
    ranking = get_latest_ranking(firm.event_id)
    assert ranking is not None
    (place,) = [one for one in list_suggestions(firm.id, ranking) if one.registration_id == other.id]
    return {one.kind for one in place.reasons}


def act(firm, act, actor=RegistrationActor.ORGANIZER):
    transitions.transition(firm.event, firm.id, act, actor=actor, by=None)


def test_who_comes_after_all_has_its_list_again(event, bank, port):
    act(port, RegistrationAct.CANCEL)
    services.rank_event(event.id)
    assert (listed(bank), listed(port)) == ([], [])

    act(port, RegistrationAct.REOPEN)

    assert listed(port) == [bank.id]


def test_who_begins_its_registration_has_a_list(event, bank, port):
    with transaction() as session:
        session.merge(port).state = "invited"
    services.rank_event(event.id)
    assert listed(port) == []

    act(port, RegistrationAct.OPEN, RegistrationActor.COMPANY)

    assert listed(port) == [bank.id]


@pytest.mark.parametrize("decided", [RegistrationAct.WAIT, RegistrationAct.REJECT])
def test_a_decision_taken_back_gives_the_list_back(event, bank, port, decided):
    with transaction() as session:
        session.merge(port).state = "submitted"
    act(port, decided)
    services.rank_event(event.id)
    assert listed(port) == []

    transitions.undo_decision(event, {port.id: "submitted"}, by=factories.user().id)

    assert listed(port) == [bank.id]


def test_two_who_are_found_not_to_have_met_are_suggested_again(app, event, bank, port):
    met = meetings.request_meeting(event.id, bank.id, port.id, by=None)
    meetings.accept(met, port.id, slot_id=slots(event)[0], by=None)
    app.config["CLOCK"] = lambda: factories.FIRST_SLOT + dt.timedelta(minutes=40)
    with transaction() as session:
        session.merge(event).phase = "running"
    with transaction() as session:
        session.get_one(Meeting, met).state = "held"
    services.rank_event(event.id)
    assert listed(bank) == []

    attendance.record_missed(event.id, met, by=None)

    assert listed(bank) == [port.id]


def test_another_last_day_decides_anew_which_certificates_count(event, bank, port):
    for _ in range(2):  # it is customary where the port works
        factories.firm(event, "Chongqing", company_values={"sectors": bank_and_port.PORT, "holds": ["iso_9001"]})
    with transaction() as session:
        held = {"company_id": port.company_id, "standard": "iso_9001", "kind": "holds", "valid_until": factories.DAY}
        session.add(CompanyCertificate(**held))
        session.add(CompanyCertificate(company_id=bank.company_id, standard="iso_9001", kind="needs"))
    services.rank_event(event.id)
    assert ReasonKind.CERTIFICATE not in told(bank, port)

    draft = draft_of(event)
    later = tuple(replace(one, day=one.day + dt.timedelta(days=1)) for one in draft.days)
    change_event(event.id, replace(draft, days=later), version=event.version, by=None)

    assert ReasonKind.CERTIFICATE in told(bank, port)
