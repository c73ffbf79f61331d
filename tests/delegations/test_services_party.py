"""Who is what in a delegation: its head, its deputy, its guests of honour."""

from __future__ import annotations

import pytest

from app.core.db import db, transaction
from app.core.errors import Invalid, NotFound
from app.delegations.services import delegations
from app.delegations.services.delegations import DelegationDetails, delegation_fingerprint
from app.registrations.delegate_roles import DelegateRole
from app.registrations.models import DelegationRole, Registration, Representation
from app.registrations.queries.delegation_members import get_leaders, list_members, list_own_delegations
from app.registrations.services import people, transitions
from app.registrations.states import RegistrationAct, RegistrationActor
from tests import factories


def give(brought, roles):
    return delegations.assign_roles(brought.delegation, roles, by=brought.chamber.id)


def led(brought):
    found = get_leaders([brought.delegation])[brought.delegation.id]
    return {part: one.name for part, one in found.items()}


def save(brought, **values):
    said = DelegationDetails(
        organisation_id=brought.house.id,
        group_id=brought.delegation.group_id,
        name_en=brought.delegation.name_en,
        **values,
    )
    delegations.change_delegation(
        brought.delegation, said, seen=delegation_fingerprint(brought.delegation), by=brought.organizer.id
    )


@pytest.fixture
def boss(brought):
    """A person of a member firm who has an account."""
    person = brought.firm().representatives[0]
    with transaction():
        person.user_id = factories.user().id
        person.display_name = "Ms Boss"
    return person


def test_a_head_of_a_member_firm_sees_the_whole_delegation(brought, boss):
    give(brought, {boss.id: DelegateRole.HEAD})

    assert led(brought) == {"head": "Ms Boss"}
    assert list_own_delegations(boss.user_id, brought.event) == [brought.delegation]


def test_a_deputy_who_is_named_with_an_address_sees_it_too(brought):
    save(brought, deputy_name="Mr Vice", deputy_email="vice@example.org")

    assert led(brought) == {"deputy": "Mr Vice"}
    assert list_own_delegations(brought.delegation.deputy_user_id, brought.event) == [brought.delegation]


def test_a_person_takes_over_from_a_name_and_a_name_from_a_person(brought, boss):
    factories.user("Ms Lim", "lim@example.org")
    save(brought, head_name="Ms Lim", head_email="lim@example.org")

    give(brought, {boss.id: DelegateRole.HEAD})
    assert led(brought) == {"head": "Ms Boss"}
    assert brought.delegation.head_user_id == boss.user_id

    save(brought, head_name="Ms Lim", head_email="lim@example.org")
    assert led(brought) == {"head": "Ms Lim"}
    assert brought.delegation.head_user_id != boss.user_id


def test_saving_the_delegation_leaves_a_head_of_its_own_people_alone(brought, boss):
    give(brought, {boss.id: DelegateRole.HEAD})

    save(brought, origin="Jurong")

    assert led(brought) == {"head": "Ms Boss"}
    assert brought.delegation.head_user_id == boss.user_id


def test_who_is_head_no_longer_sees_no_more_than_others(brought, boss):
    give(brought, {boss.id: DelegateRole.HEAD})

    give(brought, {boss.id: DelegateRole.GUEST_OF_HONOUR})

    assert led(brought) == {}
    assert brought.delegation.head_user_id is None
    assert [one.role for one in list_members(brought.delegation.id)] == ["guest_of_honour"]


def test_a_head_who_stands_for_the_firm_no_longer_leads_no_longer(brought, boss):
    give(brought, {boss.id: DelegateRole.HEAD})
    firm = factories.representative  # somebody stays
    registration_id = next(one.registration_id for one in list_members(brought.delegation.id))
    from app.registrations.models import Registration

    registration = db.session.get_one(Registration, registration_id)
    firm(registration)

    people.remove_person(registration, boss.id, by=None)

    assert led(brought) == {}
    assert brought.delegation.head_user_id is None


def test_there_is_one_head(brought, boss):
    other = brought.firm().representatives[0]

    with pytest.raises(Invalid, match="party_two"):
        give(brought, {boss.id: DelegateRole.HEAD, other.id: DelegateRole.HEAD})

    assert led(brought) == {}
    give(brought, {boss.id: DelegateRole.HEAD})
    assert give(brought, {boss.id: None, other.id: DelegateRole.HEAD}) == [boss.id, other.id]


def test_nobody_of_another_delegation_gets_a_part(brought):
    stranger = factories.firm(brought.event).representatives[0]

    with pytest.raises(NotFound):
        give(brought, {stranger.id: DelegateRole.HEAD})


def test_somebody_of_the_chamber_who_is_a_guest_may_lead(brought):
    guest = factories.guest(brought.event, "chamber", delegation_id=brought.delegation.id)
    person = factories.representative(guest, display_name="Mr Chair")

    give(brought, {person.id: DelegateRole.HEAD})

    assert led(brought) == {"head": "Mr Chair"}


def firm_of(person):
    ties = db.session.query(Representation).filter_by(representative_id=person.id)
    tie = ties.order_by(Representation.id).limit(1).one()
    return db.session.get_one(Registration, tie.registration_id)


def act(brought, firm_id, what):
    transitions.transition(brought.event, firm_id, what, actor=RegistrationActor.ORGANIZER, by=brought.organizer.id)


@pytest.mark.parametrize(
    ("state", "ends"), [("approved", RegistrationAct.CANCEL), ("submitted", RegistrationAct.REJECT)]
)
def test_whose_firm_takes_part_no_longer_leads_no_longer_and_sees_nothing_of_the_others(brought, boss, state, ends):
    firm = firm_of(boss)
    with transaction():
        firm.state = state
    give(brought, {boss.id: DelegateRole.HEAD})

    act(brought, firm.id, ends)

    assert list_own_delegations(boss.user_id, brought.event) == []
    assert (led(brought), db.session.query(DelegationRole).count()) == ({}, 0)


def test_a_head_who_stands_for_a_second_firm_of_the_delegation_stays_head(brought, boss):
    second = brought.firm("PSA")
    with transaction() as session:
        tie = {"event_id": brought.event.id, "representative_id": boss.id, "registration_id": second.id}
        session.add(Representation(**tie))
    give(brought, {boss.id: DelegateRole.HEAD})

    act(brought, firm_of(boss).id, RegistrationAct.CANCEL)

    assert list_own_delegations(boss.user_id, brought.event) == [brought.delegation]


@pytest.mark.full
def test_a_rejection_that_is_taken_back_gives_the_part_back(brought, boss):
    firm = firm_of(boss)
    with transaction():
        firm.state = "submitted"
    give(brought, {boss.id: DelegateRole.DEPUTY})
    act(brought, firm.id, RegistrationAct.REJECT)

    transitions.undo_decision(brought.event, {firm.id: "submitted"}, by=brought.organizer.id)

    assert led(brought) == {"deputy": "Ms Boss"}
    assert list_own_delegations(boss.user_id, brought.event) == [brought.delegation]
