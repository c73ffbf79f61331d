"""What organizers and chambers set up and decide stands in the log of the event."""

from __future__ import annotations

import pytest

from app.accounts.models import User
from app.accounts.permissions import Role
from app.core.localized import Localized
from app.delegations.services import delegations, visits
from app.events.models import Event
from app.registrations.questions import QuestionKind, QuestionSubject
from app.registrations.services import capacity, questions, transitions
from app.registrations.states import RegistrationAct, RegistrationActor
from tests import factories
from tests.support.clients import Visitor
from tests.support.pages import text_of


@pytest.fixture
def boss(event: Event) -> User:
    return factories.member(event.organisation, Role.ORGANIZER)


def _log(client: Visitor, event: Event, boss: User, about: str = "") -> str:
    return text_of(client.as_user(boss).get(f"/events/{event.slug}/log?about={about}"), "main")


def test_delegations_and_their_visits_stand_in_the_log(client: Visitor, event: Event, boss: User) -> None:
    details = delegations.DelegationDetails(
        organisation_id=event.organisation_id, group_id=event.groups[0].id, name_en="Saigon chamber"
    )
    made, _invited = delegations.register_delegation(event, details, by=boss.id)
    first = event.slots[0]
    visits.add_visit(
        made, visits.VisitDetails(label="Port", starts_at=first.starts_at, ends_at=first.ends_at), by=boss.id
    )

    told = _log(client, event, boss)

    assert "A delegation was entered" in told
    assert "A visit was added to the programme of a delegation" in told


def test_questions_and_capacity_stand_in_the_log(client: Visitor, event: Event, boss: User) -> None:
    asked = questions.QuestionDraft(kind=QuestionKind.TEXT, subject=QuestionSubject.COMPANY, label=Localized("Diet"))
    made = questions.add_question(event, asked, by=boss.id)
    questions.retire_question(event, made.id, by=boss.id)
    capacity.update_capacity(event, quotas={}, approving=(), invited=False, sectors=(), offer_days=3, by=boss.id)

    told = _log(client, event, boss, "events")

    assert "A question was added to the registration" in told
    assert "A question was removed from the registration" in told
    assert "Capacity and approval were changed" in told


def test_a_decision_on_a_registration_stands_in_the_log_with_the_company(
    client: Visitor, event: Event, boss: User
) -> None:
    firm = factories.firm(event, name="Merlion Bank", state="submitted")
    transitions.transition(event, firm.id, RegistrationAct.APPROVE, actor=RegistrationActor.ORGANIZER, by=boss.id)

    told = _log(client, event, boss, "registrations")

    assert "A registration was approved Merlion Bank" in told
