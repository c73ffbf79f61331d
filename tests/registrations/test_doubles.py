"""A stranger registers a firm that is there already: the organizer is told, the stranger is not."""

from __future__ import annotations

import pytest

from app.accounts.permissions import Role
from app.companies.models import CompanyDistinct
from app.core.db import transaction
from app.privacy.erasure import ErasureReason
from app.privacy.queries.erasure import create_company_erasure
from app.privacy.services.erasure import erase_data
from app.registrations.candidate_index import EventCompanies, EventCompany
from app.registrations.queries.duplicate_candidates import ATTENDANCE_CACHE, find_event_duplicates
from app.registrations.services import registering
from app.registrations.services.registering import NewCompany
from tests import factories

SAID = {"attendee_list": False, "contacts": False, "cross_border": False}


@pytest.fixture
def event(app):
    return factories.event("day", phase="registration", registration_mode="open")


@pytest.fixture
def ych(event):
    firm = factories.firm(event, "Singapore", name="YCH Group Pte Ltd", people=0)
    factories.representative(firm, email="mei.lin@ych.example")
    return firm


def register(event, name, email):
    firm = NewCompany(name=name, person="Mei Lin", email=email, languages=["en"])
    group = factories.group(event, "Singapore")
    return registering.register_company(event, firm, group_id=group.id, code="", given_by_purpose=SAID, language="en")


@pytest.mark.parametrize(
    ("name", "email", "found"),
    [
        ("Y.C.H. Group (Pte.) Limited", "other@elsewhere.example", True),
        ("Quite Another Name", "Mei.Lin@YCH.example", True),
        ("Quite Another Name", "other@elsewhere.example", False),
    ],
)
def test_the_organizer_is_told_which_firm_it_may_be(client, event, ych, name, email, found):
    made = register(event, name, email)
    organizer = client.as_user(factories.member(event.organisation, Role.ORGANIZER))
    link = f'<a href="/events/day/companies/{ych.id}/registration">May be the same as YCH Group Pte Ltd</a>'

    for path in (f"companies/{made.id}/registration", "registrations?state=submitted"):
        assert (link in organizer.get(f"/events/day/{path}").text) is found
    assert "May be the same as" not in organizer.get(f"/events/day/companies/{ych.id}/registration").text


def test_of_two_strangers_the_later_one_is_marked(event):
    first = register(event, "Sino Cold Chain Pte Ltd", "a@one.example")
    second = register(event, "SINO Cold-Chain Private Limited", "b@two.example")

    found = find_event_duplicates(event.id, [first.id, second.id])

    assert {one: double.registration_id for one, double in found.items()} == {second.id: first.id}


def test_who_was_said_to_be_another_is_not_named_again(event, ych):
    made = register(event, "Y.C.H. Group (Pte.) Limited", "other@elsewhere.example")
    low, high = sorted((made.company_id, ych.company_id))

    before = find_event_duplicates(event.id, [made.id])
    with transaction() as session:
        session.add(CompanyDistinct(low_id=low, high_id=high))

    assert (
        {one: double.registration_id for one, double in before.items()},
        find_event_duplicates(event.id, [made.id]),
    ) == (
        {made.id: ych.id},
        {},
    )


def test_the_firms_of_an_event_are_gathered_anew_only_where_one_changed():
    firms = tuple(
        EventCompany(n, n, True, name, None, (), None, (), None)
        for n, name in enumerate(("Sino Cold Chain Pte Ltd", "SINO Cold-Chain Private Limited"), 1)
    )
    renamed = (firms[0], firms[1]._replace(name="Quite Another Name"))

    gathered = EventCompanies(firms)

    assert [gathered.same_as(one, set()) for one in (1, 2)] == [None, 1]
    assert gathered.is_of((firms[0], firms[1]._replace()))
    assert not gathered.is_of(renamed)
    assert EventCompanies(renamed, gathered).same_as(2, set()) is None


@pytest.mark.parametrize(
    ("here", "there", "same"), [("SG", "MY", None), ("SG", "SG", 1), ("SG", None, 1), (None, "MY", 1)]
)
def test_two_firms_of_one_name_in_different_countries_are_not_the_same(here, there, same):
    one = EventCompany(1, 1, False, "Sino Cold Chain", None, (), None, (), here)
    other = one._replace(id=2, company_id=2, came_alone=True, country=there)

    assert EventCompanies((one, other)).same_as(2, set()) == same


def test_who_reads_one_mailbox_may_be_one_firm_in_two_countries():
    one = EventCompany(1, 1, False, "Sino Cold Chain", None, (), None, ("a@sino.example",), "SG")
    other = one._replace(id=2, company_id=2, came_alone=True, country="MY")

    assert EventCompanies((one, other)).same_as(2, set()) == 1


def test_an_erasure_takes_the_names_that_a_process_has_at_hand(event, ych):
    made = register(event, "Y.C.H. Group (Pte.) Limited", "other@elsewhere.example")
    find_event_duplicates(event.id, [made.id])
    before = ATTENDANCE_CACHE.get(event.id)

    erase_data(create_company_erasure(ych.company, ErasureReason.ASKED_IN_WRITING, by=None))

    assert before is not None
    assert ATTENDANCE_CACHE.get(event.id) is None


def test_the_stranger_learns_nothing(client, event, ych):
    side = factories.group(event, "Singapore").id
    said = {"person": "Mei Lin", "country": "SG", "group": side, "languages": ["en"]}

    answers = [
        client.post("/events/day/register", data={**said, "name": name, "email": email})
        for name, email in (("Quite Another Name", "mei.lin@ych.example"), ("Lone Firm", "lone@elsewhere.example"))
    ]

    assert [one.status_code for one in answers] == [200, 200]
    assert "YCH" not in answers[0].text
