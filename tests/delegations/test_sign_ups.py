"""A visit is open to a group or to everybody: companies sign up as long as places are left, from their agenda."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.core.db import db, transaction
from app.core.errors import NotFound
from app.core.models import Outbox
from app.day.paper.queries import get_day_data
from app.delegations.queries.programme import create_bus_lists, list_riders
from app.delegations.queries.visits import list_visits_of_registration, open_visits
from app.delegations.services import sign_ups, visits
from app.delegations.services.sign_ups import MeetingDuringVisit, VisitFull
from app.delegations.services.visits import CapacityTooLow, VisitDetails
from app.events.models import Event
from app.meetings import services as meetings
from app.meetings.queries.availability import find_away_slots
from app.registrations.delegate_roles import SignUpAudience
from app.registrations.models import Registration, VisitBlock, VisitMember
from app.registrations.services import transitions
from app.registrations.states import RegistrationAct, RegistrationActor
from tests import factories
from tests.delegations.views.tours import form_of, programme, sent
from tests.support.pages import read
from tests.support.racing import at_once

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@dataclass
class Open:
    """A tour of a delegation over the first slot, to which companies of other groups may come."""

    brought: Any
    block: VisitBlock
    tour: VisitDetails

    def sign_up(self, firm: Registration, people: int = 1) -> None:
        sign_ups.sign_up_company(firm.event, firm.id, self.block.id, people, by=1)

    def change(self, **values: Any) -> None:
        changed = replace(self.tour, **values)
        visits.change_visit(
            self.brought.delegation,
            self.block.id,
            changed,
            version=self.block.version,
            by=self.brought.chamber.id,
            tell=True,
        )


@pytest.fixture
def tour(brought) -> Open:
    with transaction():
        brought.event.phase = "booking"
    slot = brought.event.slots[0]
    visit = VisitDetails(
        label="Port tour", starts_at=slot.starts_at, ends_at=slot.ends_at, sign_up=SignUpAudience.ALL, capacity=3
    )
    block, _impacts = visits.add_visit(brought.delegation, visit, by=brought.chamber.id)
    return Open(brought, block, visit)


def host(brought, **values) -> Registration:
    return factories.firm(brought.event, "Chongqing", **values)


def left(firm) -> list[int | None]:
    db.session.expire_all()
    return [one.left for one in open_visits(firm)]


def test_a_company_of_another_group_signs_up_and_cannot_be_booked_then(brought, tour):
    firm, other = host(brought), host(brought)

    tour.sign_up(firm, 2)

    first = brought.event.slots[0].id
    away = find_away_slots(brought.event, [firm.id, other.id])
    assert (away[firm.id], away[other.id]) == (frozenset({first}), frozenset())
    assert [one.label for one in list_visits_of_registration(firm)] == ["Port tour"]
    assert list_visits_of_registration(other) == []
    assert left(other) == [1]


def test_when_the_places_are_taken_the_next_hears_how_many_are_left(brought, tour):
    tour.sign_up(host(brought), 2)
    late = host(brought)

    with pytest.raises(VisitFull) as refused:
        tour.sign_up(late, 2)

    assert refused.value.details == {"left": 1}
    tour.sign_up(late, 1)
    assert left(late) == [0]


def test_of_four_at_once_three_get_the_three_places(app, brought, tour):
    firms = iter([host(brought).id for _ in range(4)])
    event, block = brought.event.id, tour.block.id

    told = at_once(app, lambda: sign_ups.sign_up_company(db.session.get_one(Event, event), next(firms), block, 1, by=1))

    assert told == ["done", "done", "done", "visit_full"]
    assert db.session.scalar(select(func.sum(VisitMember.people))) == 3


def test_who_comes_with_fewer_people_or_withdraws_leaves_places_to_others(brought, tour):
    firm, other = host(brought), host(brought)
    tour.sign_up(firm, 3)

    tour.sign_up(firm, 1)
    assert left(other) == [2]

    sign_ups.withdraw_sign_up(firm.event, firm.id, tour.block.id, by=1)
    assert left(other) == [3]


def test_the_item_says_how_many_that_signed_up_are_told_of_a_change(brought, tour, client):
    tour.sign_up(host(brought, users=[factories.user(email="host@firm.example")]))
    path = f"/events/{brought.event.slug}/delegations/{brought.delegation.id}/programme/{tour.block.id}"

    page = client.as_user(brought.chamber).get(path).text

    assert "1 firm that signed up gets a letter if the item changes." in page
    assert "nobody is told" not in page


def test_who_is_cancelled_leaves_its_places_to_others(brought, tour):
    firm, other = host(brought), host(brought)
    tour.sign_up(firm, 3)

    transitions.transition(
        brought.event, firm.id, RegistrationAct.CANCEL, actor=RegistrationActor.ORGANIZER, by=brought.organizer.id
    )

    assert left(other) == [3]


def test_a_company_that_meets_then_is_told_to_move_the_meeting_first(brought, tour):
    firm, partner = host(brought), brought.firm(state="approved")
    made = meetings.request_meeting(brought.event.id, partner.id, firm.id, by=None)
    meetings.accept(made, firm.id, by=None, slot_id=brought.event.slots[0].id)

    with pytest.raises(MeetingDuringVisit):
        tour.sign_up(firm)


def test_a_visit_for_one_group_is_open_to_no_other(brought, tour):
    mine, other = host(brought), brought.firm(state="approved")
    tour.change(sign_up=SignUpAudience.GROUP, group_id=mine.group_id)

    assert [len(open_visits(one)) for one in (mine, other)] == [1, 0]
    with pytest.raises(NotFound):
        tour.sign_up(other)


def test_who_waits_for_approval_signs_up_for_nothing(brought, tour):
    waiting = host(brought, state="submitted")

    with pytest.raises(NotFound):
        tour.sign_up(waiting)
    assert open_visits(waiting) == []


def test_the_capacity_stays_above_who_has_signed_up(brought, tour):
    tour.sign_up(host(brought), 2)

    with pytest.raises(CapacityTooLow) as refused:
        tour.change(capacity=1)

    assert refused.value.details == {"taken": 2}


def test_as_many_of_a_company_ride_as_it_signed_up(brought, tour):
    firm = host(brought, people=3)
    tour.sign_up(firm, 2)

    assert [len(one.riders) for one in create_bus_lists(tour.block)] == [2]
    tour.change(buses=("1",))
    assert [one.bus for one in list_riders(tour.block)] == ["1", "1"]
    (held,) = (one for one in get_day_data(brought.event).programme_items if one.visit_id)
    assert list(held.riders.values()) == ["1", "1"]


def test_no_more_sign_up_than_the_buses_have_seats_and_each_company_rides_where_it_has_room(brought, tour):
    tour.change(capacity=None, buses=("1", "2"), seats_per_bus=3)
    first, second, third = (host(brought, people=2) for _ in range(3))
    tour.sign_up(first, 2)
    tour.sign_up(second, 2)

    with pytest.raises(VisitFull) as refused:
        tour.sign_up(third, 3)

    assert refused.value.details == {"left": 2}
    assert [one.bus for one in list_riders(tour.block)] == ["1", "1", "2", "2"]


def test_who_signed_up_from_elsewhere_hears_of_another_time_and_of_the_end(brought, tour):
    firm = host(brought, users=[factories.user(email="host@firm.example")])
    tour.sign_up(firm)

    tour.change(ends_at=tour.tour.ends_at + timedelta(minutes=30))
    visits.remove_visit(brought.delegation, tour.block.id, by=brought.chamber.id)

    mails = db.session.scalars(select(Outbox.recipient).where(Outbox.recipient == "host@firm.example")).all()
    assert len(mails) == 2
    assert list_visits_of_registration(firm) == []


def test_the_chamber_opens_a_visit_in_its_form(client, brought):
    group = factories.firm(brought.event, "Chongqing").group_id

    answer = sent(client, brought, open_to=f"group:{group}", capacity="40")

    assert answer.status_code == 302
    (block,) = programme(brought)
    assert (block.sign_up, block.group_id, block.capacity, block.for_all) == ("group", group, 40, False)
    opened = client.get(f"{brought.address}/programme/{block.id}")
    assert form_of(opened, "capacity")["open_to"] == f"group:{group}"
    assert "40 places" in read(client.get(f"{brought.address}/programme")).text


def test_a_company_signs_up_and_withdraws_in_its_agenda(client, brought, tour):
    user = factories.user()
    firm = host(brought, users=[user])
    agenda = f"/events/day/companies/{firm.id}/agenda"
    visitor = client.as_user(user)
    assert "3 places left" in read(visitor.get(agenda)).text

    visitor.post(f"/events/day/companies/{firm.id}/visits/{tour.block.id}", data={"people": "1"})
    assert "You come with 1 person" in read(visitor.get(agenda)).text

    visitor.post(f"/events/day/companies/{firm.id}/visits/{tour.block.id}/removal")
    assert "3 places left" in read(visitor.get(agenda)).text


@pytest.mark.parametrize("people", ["", "0", "-1", "two", "9999999999", "٣"])
def test_a_number_of_people_that_is_none_is_refused(client, brought, tour, people):
    user = factories.user()
    firm = host(brought, users=[user])

    answer = client.as_user(user).post(
        f"/events/day/companies/{firm.id}/visits/{tour.block.id}", data={"people": people}
    )

    assert answer.status_code == 302
    assert list_visits_of_registration(firm) == []


def test_who_loses_its_place_as_sign_up_ends_hears_of_it(brought, tour):
    firm = host(brought, users=[factories.user(email="host@firm.example")])
    tour.sign_up(firm)

    tour.change(sign_up=None, capacity=None)

    assert list_visits_of_registration(firm) == []
    assert db.session.scalar(select(func.count()).where(Outbox.recipient == "host@firm.example")) == 1
