"""What a sheet said besides is seen and kept; a guest's consent is recorded from paper."""

from __future__ import annotations

import pytest

from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.registrations.models import Registration, Representation, Representative
from app.registrations.queries.consents import get_ledger
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
    return f"/events/{event.slug}/companies/{firm.id}/{what}"


def form_of(browser, event, firm):
    """The fields of the form as they stand on the page, to be sent back."""
    page = browser.get(at(event, firm))
    return fields_of(page, read(page).find("#answers")[0].find("form")[0])


def test_all_that_the_sheet_said_is_on_the_firms_page(organizing, event, firm):
    page = organizing.get(at(event, firm))

    seen = form_of(organizing, event, firm)
    assert "Further phones +65 6000 0001, +65 6000 0002" in text_of(page, "#answers")
    assert (seen["remarks"], seen["site_visit"]) == ("Vegetarian lunch", "True")


def test_remarks_are_changed_and_what_is_not_edited_stays(organizing, event, firm):
    typed = {**form_of(organizing, event, firm), "remarks": "", "site_visit": "False", "arrival": "17 March, 21:40"}

    organizing.post(at(event, firm, "registration/answers"), data=typed)

    assert db.session.get_one(Registration, firm.id, populate_existing=True).answers == {
        "site_visit": False,
        "arrival": "17 March, 21:40",
        "more_phones": ["+65 6000 0001", "+65 6000 0002"],
    }


def test_who_saves_second_is_told_and_keeps_what_was_typed(organizing, event, firm):
    mine, theirs = ({**form_of(organizing, event, firm), "remarks": said} for said in ("No fish", "No nuts"))
    address = at(event, firm, "registration/answers")
    organizing.post(address, data=theirs)

    refused = organizing.post(address, data=mine)
    kept = db.session.get_one(Registration, firm.id, populate_existing=True).answers["remarks"]
    shown = fields_of(refused, read(refused).find("#answers")[0].find("form")[0])
    again = organizing.post(address, data=shown)

    assert refused.status_code == 409
    assert "Somebody else saved these remarks since you opened the page." in text_of(refused, "#answers")
    assert (kept, shown["remarks"]) == ("No nuts", "No fish")
    assert again.status_code == 302
    assert db.session.get_one(Registration, firm.id, populate_existing=True).answers["remarks"] == "No fish"


def test_remarks_that_are_too_long_come_back_as_they_were_typed(organizing, event, firm):
    typed = {**form_of(organizing, event, firm), "arrival": "x" * 101}

    refused = organizing.post(at(event, firm, "registration/answers"), data=typed)

    assert refused.status_code == 422
    assert fields_of(refused, read(refused).find("#answers")[0].find("form")[0])["arrival"] == "x" * 101


def test_another_firm_and_the_firm_itself_do_not_see_them(client, event, firm):
    member = factories.user()
    factories.firm(event, "Chongqing", users=[member])

    assert client.as_user(member).get(at(event, firm)).status_code == 404


def test_further_addresses_are_on_the_page_of_the_firm_for_its_own_side_alone(client, event):
    own, partner = factories.user("Own"), factories.user("Partner")
    answers = {"remarks": "Late", "more_emails": ["info@merlion.example"], "more_phones": ["+65 6000 0001"]}
    firm = factories.firm(event, "Singapore", name="Merlion Bank", users=[own], answers=answers)
    factories.firm(event, "Chongqing", users=[partner])
    address = f"/events/{event.slug}/companies/{firm.id}"

    mine, theirs = (client.as_user(user).get(address) for user in (own, partner))

    assert "Further phones +65 6000 0001 Further e-mails info@merlion.example" in text_of(mine, "main")
    assert "Late" not in mine.text
    assert theirs.status_code == 200
    assert "info@merlion.example" not in theirs.text
    assert "+65 6000 0001" not in theirs.text


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
    asked = ["attendee_list", "contacts", "cross_border"]

    organizing.post(f"{address}/consents", data={**signed, "asked": asked})

    assert [(said.purpose, said.given) for said in get_ledger(guest)] == [
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
    assert [said.given for said in get_ledger(guest)] == [None, None, None]


def test_the_lists_that_held_a_guest_are_one_link_from_the_consents(organizing, event, guest):
    consents = read(organizing.get(f"/events/{event.slug}/guests/{guest.id}")).find("#consent")[0]

    address = at(event, guest, "lists")
    assert address in [str(link.attributes["href"]) for link in consents.find("a")]
    assert organizing.get(address).status_code == 200


def test_the_list_of_lists_is_one_link_from_the_consents(organizing, event, firm):
    links = [str(link.attributes["href"]) for link in read(organizing.get(at(event, firm))).find("a")]

    assert at(event, firm, "lists") in links
