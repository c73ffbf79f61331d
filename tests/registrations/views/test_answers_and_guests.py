"""What a sheet said besides is seen and kept; a guest's consent is recorded from paper."""

from __future__ import annotations

import pytest

from app.accounts.permissions import Role
from app.db import db, transaction
from app.registrations.models import Registration, Representation, Representative
from app.registrations.queries.ledger import ledger_of
from tests import factories
from tests.support.pages import fields_of, read, text_of


@pytest.fixture
def event(app):
    return factories.event()


@pytest.fixture
def organizing(client, event):
    return client.as_user(factories.member(event.organisation, Role.ORGANIZER))


@pytest.fixture
def firm(event):
    answers = {"remarks": "Vegetarian lunch", "site_visit": True, "more_phones": ["+65 6000 0001", "+65 6000 0002"]}
    return factories.firm(event, "Singapore", name="Merlion Bank", answers=answers)


def at(event, firm, what="registration"):
    return f"/events/{event.slug}/firms/{firm.id}/{what}"


def test_all_that_the_sheet_said_is_on_the_firms_page(organizing, event, firm):
    page = organizing.get(at(event, firm))

    seen = fields_of(page, read(page).find("#answers")[0].find("form")[0])
    assert "Further phones +65 6000 0001, +65 6000 0002" in text_of(page, "#answers")
    assert (seen["remarks"], seen["site_visit"]) == ("Vegetarian lunch", "True")


def test_remarks_are_changed_and_what_is_not_edited_stays(organizing, event, firm):
    typed = {"remarks": "", "site_visit": "False", "arrival": "17 March, 21:40"}

    organizing.post(at(event, firm, "registration/answers"), data=typed)

    assert db.session.get_one(Registration, firm.id, populate_existing=True).answers == {
        "site_visit": False,
        "arrival": "17 March, 21:40",
        "more_phones": ["+65 6000 0001", "+65 6000 0002"],
    }


def test_another_firm_and_the_firm_itself_do_not_see_them(client, event, firm):
    member = factories.user()
    factories.firm(event, "Chongqing", users=[member])

    assert client.as_user(member).get(at(event, firm)).status_code == 404


@pytest.fixture
def guest(event):
    made = factories.guest(event)
    with transaction() as session:
        person = Representative(event_id=event.id, display_name="Director Wang")
        session.add(person)
        session.flush()
        session.add(Representation(event_id=event.id, representative_id=person.id, registration_id=made.id))
    return made


def test_what_a_guest_signed_is_recorded_and_shown(organizing, event, guest):
    address = f"/events/{event.slug}/guests/{guest.id}"
    signed = {"attendee_list": "y", "signed_on": "2026-03-01", "paper_language": "zh", "evidence": "binder 3"}

    organizing.post(f"{address}/consents", data=signed)

    assert [(said.purpose, said.given) for said in ledger_of(guest)] == [
        ("attendee_list", True),
        ("contacts", False),
        ("cross_border", False),
    ]
    assert "binder 3" in text_of(organizing.get(address), "#consent")


def test_without_the_place_of_the_paper_nothing_is_recorded(organizing, event, guest):
    page = organizing.post(f"/events/{event.slug}/guests/{guest.id}/consents", data={"signed_on": "2026-03-01"})

    assert page.status_code == 422
    assert "Say where the signed papers are kept." in page.text
    assert [field.attributes["value"] for field in read(page).find("[name=person]")] == ["Director Wang"]
    assert [said.given for said in ledger_of(guest)] == [None, None, None]


def test_the_list_of_lists_is_one_link_from_the_consents(organizing, event, firm):
    links = [str(link.attributes["href"]) for link in read(organizing.get(at(event, firm))).find("a")]

    assert at(event, firm, "lists") in links
