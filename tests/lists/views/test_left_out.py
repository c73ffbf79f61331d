"""Case 26: who does not stand in a list is told to the organizer and its own chamber, on the page alone."""

from __future__ import annotations

import io

import openpyxl
import pytest
from sqlalchemy import select, update

from app.accounts.models import EventRole
from app.accounts.permissions import Role
from app.companies.models import Company
from app.core.db import db, now, transaction
from app.core.models import StoredFile
from app.registrations.models import Consent
from app.registrations.services.consents import save_consents
from tests import factories
from tests.documents.printed import pages_of
from tests.lists.fairs import YES
from tests.lists.views.pages import export, firms_on, url
from tests.support.pages import read, text_of

OTHERS = ("Homely", "Refused", "Hidden", "Lone", "City office")
"""Who is left out and no firm of the chamber's own."""


def text_of_file(file):
    if file.name.endswith(".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(file.content))
        return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    return "\n".join(pages_of(file.content)) if file.name.endswith(".pdf") else file.content.decode()


def withdraw(firm, purpose="attendee_list"):
    with transaction() as session:
        chosen = (Consent.registration_id == firm.id, Consent.purpose == purpose)
        session.execute(update(Consent).where(*chosen).values(withdrawn_at=now()))


def main_of(page):
    return text_of(page, "main")


def test_a_chamber_sees_its_own_firms_by_name_and_of_others_how_many(client, here):
    page = client.as_user(here.chamber).get(url(here, "/left-out", use="abroad"))

    assert firms_on(page) == ["Silent"]
    assert [one for one in OTHERS if one in main_of(page)] == []
    assert [item.text.strip() for item in read(page).find("main")[0].find("ul")[-1].find("li")] == [
        "never asked about the attendee list: 1 row",
        "said no to the attendee list: 1 row",
        "said no to leaving the country: 1 row",
    ]


def test_the_organizer_sees_all_by_name(client, here):
    page = client.as_user(here.organizer).get(url(here, "/left-out", use="abroad"))

    assert firms_on(page) == ["Homely", "Refused", "Silent", "City", "Lone"]


def test_a_desk_of_the_chambers_own_people_sees_no_more_names(client, here):
    with transaction() as session:
        session.add(EventRole(event_id=here.event.id, user_id=here.chamber.id, role=Role.DESK))

    page = client.as_user(here.chamber).get(url(here, "/left-out", use="abroad"))

    assert firms_on(page) == ["Silent"]
    assert [one for one in OTHERS if one in main_of(page)] == []


@pytest.mark.full
def test_no_draft_of_another_side_is_handed_over_or_left_out_by_name(client, here):
    for state in ("invited", "draft", "submitted", "waiting"):
        firm = factories.firm(here.event, name=f"Secret {state}", people=1, delegation_id=here.other.id, state=state)
        save_consents(firm, YES, language="en")
    own = factories.firm(here.event, name="Ours Ltd", people=0, delegation_id=here.own.id, state="draft")
    save_consents(own, YES, language="en")
    client.as_user(here.chamber)

    listed = client.get(url(here, use="abroad", column="company"))
    left_out = client.get(url(here, "/left-out", use="abroad"))
    made = export(client, here, use="abroad", column="company")

    content = db.session.scalars(select(StoredFile.content)).one().decode()
    assert firms_on(listed) == ["Quiet", "Agreed", "Ours"]
    assert ("Secret" in main_of(left_out), "Secret" in content, made.status_code) == (False, False, 303)
    for state in ("draft", "submitted"):
        found = client.get(url(here, use="abroad", state=state))
        assert "Secret" not in found.text


@pytest.mark.full
def test_no_request_tells_the_name_of_who_is_left_out(client, here):
    client.as_user(here.chamber)
    letters = "abcdefghijklmnopqrstuvwxyz"
    asked = [f"where=representative.{test}.{word}" for test in ("from", "to", "has") for word in (*letters, "Refused")]
    asked += [f"{name}{word}" for name in ("q=", "where=company.has.") for word in ("refused", "Refused Person")]
    asked += ["sector=H", f"delegation={here.other.id}", "category=firm", "where=email.filled.", "state=approved"]

    told = {
        main_of(client.get(f"{url(here, '/left-out', use='abroad')}&{one}")).partition("Left out")[2] for one in asked
    }

    counted = [one for one in told if "of others" in one]
    assert [one for one in told for name in OTHERS if name in one] == []
    assert counted == []


@pytest.mark.full
def test_who_is_not_named_is_found_by_no_search(client, here):
    factories.representative(here.firms["Homely"], display_name="Secret Newcomer")
    alone = factories.firm(here.event, name="Alone Ltd", people=0, delegation_id=here.other.id)
    save_consents(alone, {"attendee_list": True, "cross_border": True}, language="en")
    factories.representative(alone, display_name="Secret Boss")

    for reader in (here.chamber, here.organizer):
        client.as_user(reader)
        assert firms_on(client.get(url(here, use="home", q="Secret"))) == []
        assert firms_on(client.get(url(here, use="home", q="Alone"))) == ["Alone"]
        assert firms_on(client.get(url(here, use="home", q="Homely"))) == ["Homely"]
        assert firms_on(client.get(url(here, use="home", q="Homely Person"))) == ["Homely"]


def test_a_name_that_the_reader_does_not_see_decides_not_what_a_search_finds(client, here):
    factories.firm(here.event, name="Quiett Pte Ltd", delegation_id=here.other.id, state="draft")

    found = firms_on(client.as_user(here.chamber).get(url(here, use="home", q="quiett")))

    assert found == ["Quiet"]


def test_a_code_of_a_firms_register_finds_only_the_chambers_own(client, here):
    with transaction() as session:
        for name in ("Quiet", "Agreed"):
            session.get_one(Company, here.firms[name].company_id).uen = f"UEN{name}"
    client.as_user(here.chamber)

    assert firms_on(client.get(url(here, use="home", q="UENQuiet"))) == []
    assert firms_on(client.get(url(here, use="home", q="UENAgreed"))) == ["Agreed"]
    assert firms_on(client.as_user(here.desk).get(url(here, q="UENAgreed"))) == []


def test_the_desk_asks_no_list_by_sector(client, here):
    page = client.as_user(here.desk).get(url(here, sector="H"))

    assert firms_on(page) == []
    assert "that is not yours to see (Sectors)" in main_of(page)
    assert firms_on(client.get(url(here, q="5210"))) == []
    assert 'name="sector"' not in client.get(url(here)).text


@pytest.mark.parametrize("kind", ["xlsx", "csv", "pdf", "tsv", "vcf"])
@pytest.mark.parametrize("who", ["organizer", "chamber"])
def test_a_file_tells_neither_who_is_left_out_nor_why_and_the_page_before_does(client, here, who, kind):
    client.as_user(getattr(here, who))

    page = main_of(client.get(url(here, "/left-out", use="home", task="contacts")))
    assert export(client, here, {"kind": kind}, use="home", task="contacts").status_code == 303

    told = " ".join(text_of_file(db.session.scalars(select(StoredFile)).one()).split())
    assert [one for one in (*OTHERS[1:], "Silent") if one in told] == []
    words = ("Left out", "no consent", "said no", "never asked", "took back")
    assert [one for one in words if one in told] == []
    assert "said no to the attendee list" in page


def test_the_page_of_a_catalogue_names_a_chamber_only_its_own_firms(client, here):
    own = factories.firm(here.event, name="Ours Ltd", people=0, delegation_id=here.own.id)
    page = client.as_user(here.chamber).get(url(here, "/catalogue", use="abroad"))
    narrowed = client.get(url(here, "/catalogue", use="abroad", q="Refused"))
    by_person = client.get(url(here, "/catalogue", use="abroad", q="Quiet Person"))

    assert own.state == "approved"
    assert "Ours Ltd" in main_of(page)
    assert [one for one in ("Homely", "Refused") if one in main_of(page)] == []
    assert "2 companies of others: said no to being shown in public" in " ".join(main_of(page).split())
    assert "left out" not in main_of(narrowed)
    assert "0 firms stand in it" in main_of(by_person)


@pytest.mark.parametrize(
    ("purpose", "kind", "use", "status"),
    [
        ("attendee_list", "xlsx", "home", 409),
        ("attendee_list", "tsv", "home", 409),
        ("contacts", "csv", "home", 409),
        ("contacts", "vcf", "home", 409),
        ("cross_border", "csv", "home", 200),
        ("attendee_list", "csv", "running", 200),
    ],
)
def test_a_file_is_refused_once_somebody_in_it_took_a_consent_back(client, here, purpose, kind, use, status):
    client.as_user(here.organizer)
    page = export(client, here, {"kind": kind}, use=use, task="contacts").location
    file = db.session.scalars(select(StoredFile.public_id)).one()
    before = client.get(f"/files/{file}").status_code
    person = here.firms["Agreed"].representatives[0]
    withdraw(here.firms["Agreed"], purpose)
    with transaction() as session:
        own = (Consent.representative_id == person.id, Consent.purpose == purpose)
        session.execute(update(Consent).where(*own).values(withdrawn_at=now()))

    answer = client.get(f"/files/{file}")

    assert (before, answer.status_code, client.get(page).status_code) == (200, status, 200)
    assert ("Make the list again" in answer.get_data(as_text=True)) == (status == 409)


def keep_out(here, name="Agreed"):
    """Somebody of the firm comes, and says no to the list; the word of the others stands."""
    firm = here.firms[name]
    person = factories.representative(firm, display_name="Private Colleague", email="private@agreed.example")
    save_consents(firm, {"attendee_list": False}, language="en", people=[person.id], for_company=False)
    return person


@pytest.mark.parametrize("kind", ["xlsx", "csv", "pdf", "tsv", "vcf"])
@pytest.mark.parametrize("who", ["organizer", "chamber"])
def test_the_no_of_one_person_leaves_that_one_out_of_a_file_and_the_page_before_says_why(client, here, who, kind):
    keep_out(here)
    client.as_user(getattr(here, who))

    page = main_of(client.get(url(here, "/left-out", use="home", task="contacts")))
    log = export(client, here, {"kind": kind}, use="home", task="contacts").location

    told = " ".join(text_of_file(db.session.scalars(select(StoredFile)).one()).split())
    assert ("Agreed Person" in told, "Private" in told, "private@" in told) == (True, False, False)
    assert "said no" not in told
    assert "the firm agreed, this person said no to the attendee list" in page
    assert "Private" not in client.get(log).text


def test_a_list_for_running_the_event_holds_who_said_no_with_that_word(client, here):
    keep_out(here)
    client.as_user(here.organizer)

    page = client.get(url(here, use="running", column="representative&column=consent_list"))
    export(client, here, {"kind": "csv"}, use="running", column="representative&column=consent_list")

    rows = text_of_file(db.session.scalars(select(StoredFile)).one()).splitlines()
    assert "Private Colleague" in main_of(page)
    assert [one for one in rows if "Colleague" in one or "Agreed" in one] == [
        "Agreed Person,yes (self)",
        "Private Colleague,no (self)",
    ]


def test_a_firm_whose_only_person_said_no_stands_by_itself(client, here):
    person = here.firms["Quiet"].representatives[0]
    save_consents(here.firms["Quiet"], {"attendee_list": False}, language="en", people=[person.id], for_company=False)
    client.as_user(here.organizer)

    page = client.get(url(here, use="home", column="company&column=representative"))

    assert "Quiet" in firms_on(page)
    assert "Quiet Person" not in main_of(page)
    assert firms_on(client.get(url(here, use="home", q="Quiet Person"))) == []


def test_a_file_is_refused_once_somebody_in_it_said_no_themselves(client, here):
    client.as_user(here.organizer)
    export(client, here, {"kind": "csv"}, use="home", task="contacts")
    file = db.session.scalars(select(StoredFile.public_id)).one()
    before = client.get(f"/files/{file}").status_code
    firm = here.firms["Agreed"]
    people = [firm.representatives[0].id]
    save_consents(firm, {"attendee_list": False}, language="en", people=people, for_company=False)

    assert (before, client.get(f"/files/{file}").status_code) == (200, 409)
