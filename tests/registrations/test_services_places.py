"""Places per side, the waiting list, and offers that are taken or lapse."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.exc import IntegrityError

from app.accounts.permissions import Role
from app.core.db import db, now, transaction
from app.core.models import Outbox
from app.registrations.models import PlaceOffer, Registration
from app.registrations.queries.access import list_company_users
from app.registrations.queries.capacity import find_open_offer, get_capacities
from app.registrations.services import capacity, transitions
from app.registrations.services.registering import NewCompany, register_company
from app.registrations.states import RegistrationAct, RegistrationActor
from tests import factories
from tests.support.pages import text_of

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def event(app):
    return factories.event(phase="registration", registration_mode="open")


@pytest.fixture
def side(event):
    return factories.group(event, "Singapore")


def rules(event, side, quota=None, **values):
    given = {"approving": (), "invited": False, "sectors": (), "offer_days": 3, **values}
    return capacity.update_capacity(event, quotas={side.id: quota}, by=None, **given)


def handed_in(event, name, **values):
    firm = factories.firm(event, "Singapore", name=name, state="draft", **values)
    transitions.transition(event, firm.id, RegistrationAct.SUBMIT, actor=RegistrationActor.COMPANY, by=None)
    return firm


def state(firm):
    return db.session.get_one(Registration, firm.id, populate_existing=True).state


def cancel(event, firm):
    transitions.transition(event, firm.id, RegistrationAct.CANCEL, actor=RegistrationActor.COMPANY, by=None)


def test_a_side_a_sector_or_an_invitation_approves_and_all_others_wait_for_the_organizer(event, side):
    rules(event, side, sectors=["H"], invited=False)
    shipping = handed_in(event, "Jetty", company_values={"sectors": {"is_in": ["5224"]}}, source="registered")
    bank = handed_in(event, "Bank", company_values={"sectors": {"is_in": ["6419"]}}, source="registered")
    rules(event, side, invited=True)
    brought = handed_in(event, "Brought", source="sheet")
    rules(event, side, approving=[side.id])
    stranger = handed_in(event, "Stranger", source="registered")

    assert [state(one) for one in (shipping, bank, brought, stranger)] == [
        *("approved", "submitted", "approved", "approved")
    ]


@pytest.mark.full
def test_who_hands_in_for_a_full_side_waits_and_is_offered_the_place_that_frees(event, side):
    rules(event, side, quota=1, approving=[side.id])
    names = ("First", "Second", "Third")
    first, second, third = (handed_in(event, name, users=[factories.user(name)]) for name in names)
    before = [state(one) for one in (first, second, third)]

    cancel(event, first)

    offer = find_open_offer(second.id)
    letter = db.session.query(Outbox).filter_by(kind="registration.offered").one()
    assert before == ["approved", "waiting", "waiting"]
    assert offer is not None
    assert dt.timedelta(days=2, hours=23) < offer.until - now() <= dt.timedelta(days=3)
    assert find_open_offer(third.id) is None
    assert "A place has become free" in letter.body
    assert transitions.accept_offer(event, second.id, by=None) == "approved"
    assert find_open_offer(second.id) is None


def test_an_offer_that_nobody_takes_goes_to_the_next_and_the_first_stands_behind(event, side):
    rules(event, side, quota=1, approving=[side.id])
    first, second, third = (handed_in(event, name) for name in ("First", "Second", "Third"))
    cancel(event, first)

    lapsed = capacity.expire_offers(now() + dt.timedelta(days=4))

    assert (lapsed, find_open_offer(second.id)) == (1, None)
    assert find_open_offer(third.id) is not None
    with pytest.raises(capacity.OfferExpired):
        transitions.accept_offer(event, second.id, by=None)
    cancel(event, third)
    assert find_open_offer(second.id) is not None


def test_the_organizer_approves_no_firm_over_the_quota_nor_takes_a_place_that_is_on_offer(event, side):
    rules(event, side, quota=1)
    first, second, third = (handed_in(event, name) for name in ("First", "Second", "Third"))
    moved = transitions.transition_all(
        event, [first.id, second.id], RegistrationAct.APPROVE, actor=RegistrationActor.ORGANIZER, by=None
    )
    transitions.transition(event, second.id, RegistrationAct.WAIT, actor=RegistrationActor.ORGANIZER, by=None)
    cancel(event, first)

    with pytest.raises(capacity.PlacesFull):
        transitions.transition(event, third.id, RegistrationAct.APPROVE, actor=RegistrationActor.ORGANIZER, by=None)

    assert (list(moved.before), moved.refused) == ([first.id], {second.id: "places_full"})
    assert (get_capacities(event.id)[side.id].taken, get_capacities(event.id)[side.id].offered) == (0, 1)


def test_an_offer_outlives_a_lower_quota_and_the_organizer_reads_how_many_move_and_why_others_do_not(
    client, event, side
):
    rules(event, side, quota=0, approving=[side.id])
    first, second = (handed_in(event, name) for name in ("First", "Second"))
    rules(event, side, quota=1, approving=[side.id])
    rules(event, side, quota=0, approving=[side.id])
    client.as_user(factories.member(event.organisation, Role.ORGANIZER))
    page, chosen = f"/events/{event.slug}/registrations", {"act": "approve", "firm": [first.id, second.id]}

    asked = text_of(client.post(page, data=chosen), "main")
    done = text_of(client.post(page, data={**chosen, "sure": "1"}, follow_redirects=True), "body")

    assert "no place is free on its side" in asked
    assert "no place is free on its side. Set more places, or put it on the waiting list." in done
    assert [state(one) for one in (first, second)] == ["approved", "waiting"]


def test_approving_on_a_full_side_stays_on_the_page_that_says_what_to_do(client, event, side):
    rules(event, side, quota=1)
    factories.firm(event, "Singapore")
    second = handed_in(event, "Second")
    client.as_user(factories.member(event.organisation, Role.ORGANIZER))
    page = f"/events/{event.slug}/companies/{second.id}/registration"

    done = client.post(f"{page}/approval", follow_redirects=True)

    assert (done.status_code, done.request.path, state(second)) == (200, page, "submitted")
    assert "set more places, or put the firm on the waiting list" in text_of(done, "body")
    client.post(f"{page}/waiting")
    assert state(second) == "waiting"


def test_more_places_are_offered_at_once_to_those_who_wait_longest(event, side):
    rules(event, side, quota=0, approving=[side.id])
    first, second, third = (handed_in(event, name) for name in ("First", "Second", "Third"))

    assert rules(event, side, quota=2, approving=[side.id]) == [first.id, second.id]
    assert find_open_offer(third.id) is None


def test_a_stranger_reads_the_same_answer_whether_the_firm_is_there_or_not(client, event, side):
    rules(event, side, quota=0, approving=[side.id])
    typed = {"name": "Jetty", "person": "Tan", "email": "tan@jetty.example", "group": side.id}

    answers = [text_of(client.post(f"/events/{event.slug}/register", data=typed), "main") for _ in range(2)]

    assert "It is on the waiting list: its side has no place left now." in answers[0]
    assert answers[0] == answers[1]


@pytest.mark.full
def test_a_firm_takes_its_place_on_its_page_and_the_organizer_sees_how_it_stands(client, event, side):
    rules(event, side, quota=1, approving=[side.id])
    first, second = (handed_in(event, name, users=[factories.user(name)]) for name in ("First", "Second"))
    cancel(event, first)
    organizer = client.as_user(factories.member(event.organisation, Role.ORGANIZER))
    address = f"/events/{event.slug}/places"

    page = text_of(organizer.get(address), "main")
    saved = organizer.post(address, data={f"quota{side.id}": "5", "offer_days": "2", "sectors": ["H", "K"]})
    refused = organizer.post(address, data={f"quota{side.id}": "many", "offer_days": "2"})
    boss = client.as_user(list_company_users(second)[0])
    kept = text_of(boss.get(f"/events/{event.slug}/companies/{second.id}/home"), "main")
    boss.post(f"/events/{event.slug}/companies/{second.id}/place")

    assert "Second" in page
    assert "A place is kept until" in kept
    assert (saved.status_code, refused.status_code, state(second)) == (302, 422, "approved")


def test_the_database_keeps_one_open_offer_for_each_firm(event, side):
    firm = handed_in(event, "First")
    rows = [PlaceOffer(event_id=event.id, registration_id=firm.id, until=now()) for _ in range(2)]

    with pytest.raises(IntegrityError), transaction() as session:
        session.add_all(rows)


@pytest.mark.parametrize(
    "values", [{"answer": "perhaps", "answered_at": dt.datetime(2032, 3, 1, tzinfo=dt.UTC)}, {"answer": "taken"}]
)
def test_the_database_refuses_an_answer_that_is_none(event, side, values):
    firm = handed_in(event, "First")
    row = PlaceOffer(event_id=event.id, registration_id=firm.id, until=now(), **values)

    with pytest.raises(IntegrityError), transaction() as session:
        session.add(row)


def test_registering_openly_counts_against_the_quota(event, side):
    rules(event, side, quota=1, approving=[side.id])
    made = [
        register_company(
            event,
            NewCompany(name=name, person="Tan", email=f"{name}@firm.example"),
            group_id=side.id,
            code="",
            given_by_purpose={},
            language="en",
        )
        for name in ("one", "two")
    ]

    assert [state(one) for one in made] == ["approved", "waiting"]
