"""A firm goes over to another delegation and back: what it changes, what it leaves, what it asks first."""

from __future__ import annotations

import pytest

from app.core.db import db, transaction
from app.core.errors import NotFound, Stale
from app.core.models import Notice
from app.delegations.queries.delegations import preview_move
from app.delegations.services import delegations, visits
from app.delegations.services.delegations import DelegationDetails, change_delegation, delegation_fingerprint
from app.delegations.services.visits import VisitDetails
from app.events.models import Group
from app.events.services.changing import HoursInUse
from app.meetings import services as meetings
from app.meetings.models import Meeting
from app.meetings.queries.availability import find_away_slots
from app.registrations.delegate_roles import DelegateRole
from app.registrations.models import Registration
from app.registrations.queries.capacity import find_open_offer
from app.registrations.queries.delegation_members import get_leaders, list_members, list_target_delegations
from app.registrations.services.capacity import PlacesFull
from app.registrations.services.delegation_members import PeopleQuotaFull, QuotaFull
from tests import factories


@pytest.fixture
def other(brought):
    """A second delegation of the same chamber; the event is in its phase of booking."""
    with transaction():
        brought.event.phase = "booking"
    return factories.delegation(brought.event, of=brought.house, name="Second delegation")


@pytest.fixture
def firm(brought):
    return brought.firm("YCH Group", state="approved")


def move(brought, firm, to, **answer):
    seen = firm.delegation_id
    to_id = to.id if to is not None else None
    return delegations.move_company(brought.event, firm.id, to_id, seen=seen, by=brought.organizer.id, **answer)


def keeps_busy(brought, delegation, slot=0, **values):
    at = brought.event.slots[slot]
    return visits.add_visit(
        delegation, VisitDetails(label="Tour", starts_at=at.starts_at, ends_at=at.ends_at, **values), by=1
    )[0]


def books(brought, firm, slot=0):
    partner = factories.firm(brought.event, "Chongqing")
    made = meetings.request_meeting(brought.event.id, firm.id, partner.id, by=None)
    meetings.accept(made, partner.id, by=None, slot_id=brought.event.slots[slot].id)
    return db.session.get_one(Meeting, made)


def test_from_a_delegation_that_there_is_not_nothing_moves(brought, other, firm):
    with pytest.raises(NotFound):
        delegations.move_company(brought.event, firm.id, other.id, seen=2**31 - 1, by=brought.organizer.id)


def test_it_moves_to_the_end_and_side_of_the_other_delegation_and_the_log_says_so(brought, other, firm):
    factories.firm(brought.event, delegation_id=other.id, rank=7)
    with transaction():
        other.group_id = factories.group(brought.event, "Chongqing").id

    move(brought, firm, other)

    notice = db.session.query(Notice).filter_by(kind="registration.moved").one()
    assert (firm.delegation_id, firm.group_id, firm.rank) == (other.id, other.group_id, 8)
    assert notice.details == {"before": brought.delegation.id, "after": other.id}


def test_its_meetings_stay_and_the_way_back_leads_to_what_was(brought, other, firm):
    meeting = books(brought, firm, slot=1)
    keeps_busy(brought, brought.delegation, members=[firm.id])

    move(brought, firm, other)
    free = find_away_slots(brought.event, [firm.id])[firm.id]
    move(brought, firm, brought.delegation)

    assert (meeting.state, free) == ("booked", frozenset())
    assert find_away_slots(brought.event, [firm.id])[firm.id] == {brought.event.slots[0].id}


def test_a_meeting_that_the_other_delegations_tour_covers_is_named_first(brought, other, firm):
    meeting = books(brought, firm)
    keeps_busy(brought, other)

    with pytest.raises(HoursInUse) as asked:
        move(brought, firm, other)
    assert [one.meeting_id for one in asked.value.impacts] == [meeting.id]
    assert (firm.delegation_id, meeting.state) == (brought.delegation.id, "booked")

    move(brought, firm, other, confirmed=asked.value.token)
    assert (firm.delegation_id, meeting.state) == (other.id, "agreed")


def test_quotas_of_the_other_delegation_are_kept(brought, other, firm):
    factories.representative(firm)
    with transaction():
        other.people_quota = 1
    with pytest.raises(PeopleQuotaFull):
        move(brought, firm, other)
    with transaction():
        other.quota, other.people_quota = 1, None
    factories.firm(brought.event, delegation_id=other.id)
    with pytest.raises(QuotaFull):
        move(brought, firm, other)

    assert firm.delegation_id == brought.delegation.id


def test_its_person_leads_the_old_delegation_no_longer(brought, other, firm):
    delegations.assign_roles(brought.delegation, {firm.representatives[0].id: DelegateRole.HEAD}, by=1)
    assert preview_move(firm, other).leads

    move(brought, firm, other)

    assert delegations.assign_roles(other, {firm.representatives[0].id: DelegateRole.DEPUTY}, by=1)
    assert brought.delegation.head_user_id is None


@pytest.mark.full
def test_moved_back_its_person_leads_the_delegation_again_unless_somebody_else_does(brought, other, firm):
    person, successor = firm.representatives[0].id, brought.firm("Newcomer").representatives[0].id
    delegations.assign_roles(brought.delegation, {person: DelegateRole.HEAD}, by=1)

    move(brought, firm, other)
    assert preview_move(firm, brought.delegation).leads_again
    move(brought, firm, brought.delegation)
    again = get_leaders([brought.delegation])[brought.delegation.id]["head"]
    move(brought, firm, other)
    delegations.assign_roles(brought.delegation, {successor: DelegateRole.HEAD}, by=1)
    move(brought, firm, brought.delegation)

    assert again.name == firm.representatives[0].display_name
    assert [one.id for one in list_members(brought.delegation.id) if one.role == DelegateRole.HEAD] == [successor]


def test_it_may_come_alone_and_be_taken_in_again(brought, other, firm):
    move(brought, firm, None)
    assert firm.delegation_id is None

    move(brought, firm, other)
    assert firm.delegation_id == other.id


def test_who_moves_it_second_is_told(brought, other, firm):
    with pytest.raises(Stale):
        delegations.move_company(brought.event, firm.id, other.id, seen=other.id, by=1)
    with pytest.raises(Stale):
        delegations.move_company(brought.event, firm.id, other.id, seen=None, by=1)


def test_it_moves_to_no_delegation_of_another_event(brought, firm):
    elsewhere = factories.delegation(factories.event())

    with pytest.raises(NotFound):
        move(brought, firm, elsewhere)


def test_the_preview_says_quota_sight_side_and_what_keeps_it_busy(brought, other, firm):
    far = factories.delegation(brought.event, of=factories.organisation("Far chamber"), name="Far")
    tour = keeps_busy(brought, far, members=[])
    with transaction():
        far.quota, far.group_id = 1, factories.group(brought.event, "Chongqing").id

    going, near = preview_move(firm, far), preview_move(firm, other)

    assert (going.companies, going.full, list(going.busy)) == (1, False, [tour])
    assert going.gains_sight is not None
    assert (going.gains_sight.en, going.side.en if going.side else "") == ("Far chamber", "Chongqing")
    assert (near.gains_sight, near.loses_sight, near.side, near.busy) == (None, None, None, [])


def test_a_chamber_moves_it_between_its_own_delegations_alone(brought, other, firm):
    far = factories.delegation(brought.event, name="Far")

    assert list(list_target_delegations(firm, brought.chamber.id, organizer=False)) == [other]
    assert list(list_target_delegations(firm, brought.organizer.id, organizer=True)) == [far, other]


@pytest.fixture
def across(brought, other):
    """The other delegation comes to the other side, which has one place."""
    hosts = factories.group(brought.event, "Chongqing")
    with transaction():
        other.group_id, hosts.quota = hosts.id, 1
    return other


def test_an_approved_firm_needs_a_place_on_the_side_to_which_it_moves(brought, across, firm):
    second = brought.firm("PSA", state="approved")
    move(brought, firm, across)

    with pytest.raises(PlacesFull):
        move(brought, second, across)
    assert db.session.get_one(Registration, second.id).delegation_id == brought.delegation.id


def test_the_place_that_a_firm_leaves_by_moving_is_offered_to_who_waits(brought, across, firm):
    waiting = brought.firm("PSA", state="waiting")
    with transaction() as session:
        session.get_one(Group, firm.group_id).quota = 1

    move(brought, firm, across)

    assert find_open_offer(waiting.id) is not None


def test_a_delegation_changes_its_side_only_where_its_approved_firms_find_places(brought, across, firm):
    brought.firm("PSA", state="approved")
    details = DelegationDetails(
        organisation_id=brought.house.id, group_id=across.group_id, name_en=brought.delegation.name_en
    )

    with pytest.raises(PlacesFull):
        change_delegation(
            brought.delegation, details, seen=delegation_fingerprint(brought.delegation), by=brought.organizer.id
        )
    assert db.session.get_one(Registration, firm.id).group_id != across.group_id
