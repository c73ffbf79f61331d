"""Which roles a company, its chamber and its delegation's head have at an event, and whom they see there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask_login import login_user

from app.accounts.models import Organisation, User
from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.events.models import Event
from app.events.scopes import event_at
from app.registrations.models import Delegation
from app.registrations.scopes import a_registration, events_from_registrations, get_partner, roles_from_registrations
from app.registrations.services import merging
from tests import factories
from tests.support.clients import Visitor


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.event("here")


@pytest.fixture
def chamber(event: Event) -> Organisation:
    return factories.organisation("Chamber")


@pytest.fixture
def delegation(event: Event, chamber: Organisation) -> Delegation:
    """There is another one, of another chamber, at another event."""
    another = factories.organisation("Another chamber")
    factories.member(another, Role.CHAMBER)
    factories.delegation(factories.event("there"), of=another)
    return factories.delegation(event, of=chamber)


def roles(user: User, event: Event) -> set[str]:
    asked = {"user_id": user.id, "event_id": event.id}
    return {role for source in roles_from_registrations() for role in db.session.scalars(source, asked)}


@pytest.mark.parametrize("role", [Role.CHAMBER, Role.ADMINISTRATOR])
def test_who_works_for_the_chamber_of_a_delegation_has_its_role_at_that_event_alone(event, delegation, chamber, role):
    member = factories.member(chamber, role)

    assert roles(member, event) == {Role.CHAMBER}
    assert list(events_from_registrations(member.id)) == [(event.id, "chamber")]
    assert roles(member, factories.event()) == set()


def test_who_only_organizes_for_a_chamber_has_no_role_where_it_brings_companies(event, delegation, chamber):
    member = factories.member(chamber, Role.ORGANIZER)

    assert roles(member, event) == set()
    assert list(events_from_registrations(member.id)) == []


@pytest.mark.parametrize("part", ["head_user_id", "deputy_user_id"])
def test_a_head_and_a_deputy_lead_their_delegation_at_that_event_alone(event, delegation, part):
    user = factories.user()
    with transaction():
        setattr(delegation, part, user.id)

    assert roles(user, event) == {Role.DELEGATION_HEAD}
    assert list(events_from_registrations(user.id)) == [(event.id, "delegation_head")]
    assert roles(user, factories.event()) == set()


def test_who_acts_for_a_company_has_its_role_where_it_takes_part(event):
    user, stranger = factories.user(), factories.user()
    factories.firm(event, users=[user])
    factories.firm(factories.event(), users=[stranger])

    assert roles(user, event) == {Role.COMPANY}
    assert list(events_from_registrations(user.id)) == [(event.id, "company")]
    assert roles(stranger, event) == set()


@pytest.mark.parametrize(("state", "listed"), [("rejected", False), ("cancelled", True)])
def test_who_acts_for_a_company_that_is_out_has_no_role_and_still_finds_the_event_it_left(event, state, listed):
    user = factories.user()
    factories.firm(event, users=[user], state=state)

    assert roles(user, event) == set()
    assert list(events_from_registrations(user.id)) == ([(event.id, "company")] if listed else [])


@pytest.fixture
def as_user(app: Flask) -> Callable[..., Any]:
    """Ask as somebody."""

    def ask(user: User, question: Callable[..., Any], *values: Any) -> Any:
        with app.app_context(), app.test_request_context():
            login_user(user)
            return question(*values)

    return ask


def test_a_company_that_is_not_approved_is_seen_by_those_who_answer_for_it_alone(event, delegation, chamber, as_user):
    partner, boss = factories.user(), factories.user()
    factories.firm(event, users=[partner])
    firm = factories.firm(event, users=[boss], state="submitted", delegation_id=delegation.id)
    member = factories.member(chamber, Role.CHAMBER)

    for user in (boss, member):
        assert as_user(user, a_registration, "here", firm.id).arguments["registration"].id == firm.id
    with pytest.raises(NotFound):
        as_user(partner, a_registration, "here", firm.id)


def test_the_other_end_of_a_request_is_an_approved_company_of_the_event(event, as_user):
    user = factories.user()
    factories.firm(event, users=[user])
    approved, submitted = factories.firm(event), factories.firm(event, state="submitted")
    elsewhere = factories.firm(factories.event())

    def partner(registration_id: int) -> int:
        return get_partner(event_at("here"), registration_id).id

    assert as_user(user, partner, approved.id) == approved.id
    for hidden in (submitted, elsewhere):
        with pytest.raises(NotFound):
            as_user(user, partner, hidden.id)


def test_the_old_address_of_a_merged_company_leads_those_who_answer_for_it_to_the_one_it_goes_by(app, event):
    boss, partner = factories.user(), factories.user()
    stays, ends = factories.firm(event, name="Alpha", users=[boss]), factories.firm(event, name="Alfa")
    factories.firm(event, users=[partner])
    merging.merge_companies(event.organisation_id, factories.company_id(stays), factories.company_id(ends), by=None)
    old = f"/events/here/companies/{ends.id}/profile"

    answers = [Visitor(app).as_user(user).get(old) for user in (boss, partner)]

    assert [answer.status_code for answer in answers] == [302, 404]
    assert answers[0].location == f"/events/here/companies/{stays.id}/profile"
    assert Visitor(app).as_user(boss).post(old, data={"act": "save"}).status_code == 404
