"""Firms added by hand: quota, names taken, what is known from earlier events."""

from __future__ import annotations

import pytest

from app.companies.models import Company
from app.core.db import db, transaction
from app.events.phases import PhaseForbids
from app.registrations.models import Registration
from app.registrations.services import registering
from app.registrations.services.delegation_members import QuotaFull
from app.registrations.services.registering import AlreadyRegistered, NewCompany
from tests import factories

NEW = NewCompany(name="Bok Seng Logistics Pte Ltd", person="Tan Hui Min", wechat="tanhm", languages=["en"])


def add(brought, firm=NEW):
    return registering.add_delegation_company(brought.event, brought.delegation, firm, by=brought.chamber.id)


def test_a_firm_is_added_as_a_draft_with_its_person_and_link(brought):
    added = add(brought)

    assert (added.state, added.rank, added.group_id) == ("draft", 1, brought.delegation.group_id)
    assert [person.display_name for person in added.representatives] == ["Tan Hui Min"]
    assert brought.link(added).code.startswith("BS")


def test_firms_keep_the_order_in_which_they_were_added(brought):
    assert [add(brought, NewCompany(name=f"Firm {n}")).rank for n in "ABC"] == [1, 2, 3]


@pytest.mark.parametrize(
    "name", ["bok seng logistics pte ltd", "BOK SENG LOGISTICS PTE. LTD.", "Ｂｏｋ Seng Logistics Pte Ltd"]
)
def test_the_same_name_in_another_spelling_is_refused(brought, name):
    add(brought)

    with pytest.raises(AlreadyRegistered):
        add(brought, NewCompany(name=name))

    assert db.session.query(Registration).count() == 1


def test_a_company_known_from_an_earlier_event_is_taken_up_again(brought):
    known = factories.company(brought.event.organisation_id, NEW.name, about_en="As it was")

    added = add(brought)

    assert added.company_id == known.id


def test_a_stranger_does_not_get_at_a_known_company(brought):
    known = factories.company(brought.event.organisation_id, NEW.name, about_en="As it was")

    made = registering.create_registration(
        brought.event, NEW, known=False, by=None, group_id=brought.delegation.group_id
    )

    assert made.company_id != known.id
    assert db.session.query(Company).count() == 2


def test_the_quota_is_kept(brought):
    with transaction():
        brought.delegation.quota = 1
    add(brought)

    with pytest.raises(QuotaFull):
        add(brought, NewCompany(name="Second"))


def test_a_cancelled_firm_makes_room(brought):
    with transaction():
        brought.delegation.quota = 1
    with transaction():
        add(brought).state = "cancelled"

    assert add(brought, NewCompany(name="Second")).state == "draft"


def test_no_firm_is_added_to_an_event_that_is_over(brought):
    with transaction():
        brought.event.phase = "closed"

    with pytest.raises(PhaseForbids):
        add(brought)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("alpha.example.sg", "https://alpha.example.sg"), ("http://alpha.example.sg/", "http://alpha.example.sg/")],
)
def test_a_website_is_kept_as_an_address_that_leads_there(brought, typed, kept):
    assert add(brought, NewCompany(name="Alpha", website=typed)).company.website == kept
