"""The organizer's list: filters, decisions, taking them back."""

from __future__ import annotations

import re

import pytest

from app.companies.models import CompanySector
from app.core.db import db, transaction
from app.core.models import Outbox
from app.registrations.services.capacity import update_capacity
from app.registrations.services.company_links import create_links
from tests import factories
from tests.support.pages import fields_of, read, text_of
from tests.support.queries import counted

LIST = "/events/day/registrations"


def rows(page):
    return re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a>', page)


@pytest.fixture
def office(client, brought):
    return client.as_user(brought.organizer)


def look(office, **query):
    return office.get(LIST, query_string=query).text


def decide(office, act, *firms):
    chosen = {"act": act, "firm": [firm.id for firm in firms]}
    preview = office.post(LIST, data=chosen)
    sure = fields_of(preview, read(preview).find("main")[0].find("form")[0])
    answer = office.post(LIST, data=sure)
    return office.get(answer.location).text


def states(*firms):
    for firm in firms:
        db.session.refresh(firm)
    return [firm.state for firm in firms]


def test_each_state_is_counted_and_leads_to_its_firms(office, brought):
    brought.firm("A", state="approved")
    brought.firm("B", state="submitted")
    factories.guest(brought.event)

    page = look(office)

    assert "2 firms" in page
    assert f'<a href="{LIST}?state=submitted">1 to approve</a>' in page
    assert rows(look(office, state="submitted")) == ["B"]


def test_codes_of_sectors_find_the_firms_that_have_any_of_them(office, brought):
    one, other = brought.firm("A"), brought.firm("B")
    brought.firm("C")
    with transaction() as session:
        for firm, code in ((one, "6419"), (other, "4923")):
            session.add(CompanySector(company_id=firm.company_id, code=code, kind="seeks"))

    assert rows(look(office, q="6419 4923")) == ["A", "B"]
    assert rows(look(office, q="@")) == []


def test_many_are_approved_at_once_and_the_decision_is_taken_back(office, brought):
    one, other = brought.firm("A", state="submitted", email="a@example.org"), brought.firm("B", state="submitted")

    page = decide(office, "approve", one, other)
    assert states(one, other) == ["approved", "approved"]
    assert "Approved: 2 firms." in page
    assert "Take it back" in page
    with office.session_transaction() as kept:
        kept.pop("undo", None)
    assert "Take it back" in look(office, state="approved")

    office.post(f"{LIST}/undo")

    assert states(one, other) == ["submitted", "submitted"]
    assert "Take it back" not in look(office)
    assert [letter.kind for letter in db.session.query(Outbox).order_by(Outbox.id)] == [
        "registration.approved",
        "registration.taken_back",
    ]


def test_a_decision_is_taken_back_once(office, brought):
    firm = brought.firm("A", state="submitted")
    decide(office, "reject", firm)
    office.post(f"{LIST}/undo")

    answer = office.post(f"{LIST}/undo")

    assert states(firm) == ["submitted"]
    assert "nothing to take back" in office.get(answer.location).text


def test_what_cannot_be_decided_is_left_and_said(office, brought):
    ready, done = brought.firm("A", state="submitted"), brought.firm("B", state="approved")

    page = decide(office, "wait", ready, done)

    assert states(ready, done) == ["waiting", "approved"]
    assert "1 company was left as it is" in page


def test_thirty_imported_companies_are_approved_in_one_go_and_the_decision_is_taken_back(office, brought):
    firms = [brought.firm(f"Firm {number}", state="invited" if number % 2 else "draft") for number in range(30)]
    before = states(*firms)

    page = decide(office, "approve", *firms)
    approved = states(*firms)
    office.post(f"{LIST}/undo")

    assert "Approved: 30 firms." in page
    assert approved == ["approved"] * 30
    assert states(*firms) == before


def test_imported_companies_beyond_the_capacity_stay_in_the_preview(office, brought):
    side = factories.group(brought.event, "Singapore")
    update_capacity(brought.event, quotas={side.id: 1}, approving=(), invited=False, sectors=(), offer_days=3, by=None)
    one, other = brought.firm("A", state="invited"), brought.firm("B", state="invited")

    decide(office, "approve", one, other)

    assert states(one, other) == ["approved", "invited"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"group": "Chongqing"}, ["Host"]),
        ({"delegation": "own"}, ["Bok Seng"]),
        ({"delegation": "none"}, ["Host"]),
        ({"sector": "H"}, ["Bok Seng"]),
        ({"q": "boss@"}, ["Bok Seng"]),
        ({"q": "  lin mei"}, ["Host"]),
        ({"q": "hst"}, []),
        ({"sort": "-company"}, ["Host", "Bok Seng"]),
        ({"sort": "state"}, ["Host", "Bok Seng"]),
        ({"sector": "../x", "group": "x", "state": "y", "sort": "id;drop"}, ["Bok Seng", "Host"]),
    ],
)
def test_filters_and_orders(office, brought, query, found):
    brought.firm(
        "Bok Seng", email="boss@example.org", state="approved", company_values={"sectors": {"is_in": ["5210"]}}
    )
    host = factories.firm(brought.event, "Chongqing", name="Host", state="submitted", people=0)
    factories.representative(host, display_name="Lin Mei")
    names = {"Chongqing": factories.group(brought.event, "Chongqing").id, "own": brought.delegation.id}

    page = look(office, **{name: names.get(value, value) for name, value in query.items()})

    assert rows(page) == found


def test_a_firm_without_a_delegation_is_added_and_invited(office, brought):
    group = factories.group(brought.event, "Chongqing")
    answer = office.post(
        f"{LIST}/new", data={"name": "Host", "group": group.id, "email": "h@example.org", "person": "Li"}
    )
    firm_id = int(re.findall(r"/companies/(\d+)/", answer.location)[0])

    preview = office.get(f"/events/day/invitations?firm={firm_id}").text
    assert "h@example.org" in preview
    office.post(f"/events/day/invitations?firm={firm_id}", data={"firm": [firm_id]})

    letter = db.session.query(Outbox).one()
    assert letter.recipient == "h@example.org"
    assert "Office has registered Host" in letter.body


def test_all_hosts_that_fit_are_invited_whatever_the_page(office, brought):
    brought.firm("Guest", email="guest@example.org")
    hosts = [factories.firm(brought.event, "Chongqing", name=f"Host {nth}", people=0) for nth in range(51)]
    factories.representative(hosts[50], email="host50@example.org")
    create_links(hosts)
    fitting = {"delegation": "none"}

    answer = office.post(LIST, query_string=fitting, data={"act": "invite", "all": "yes"})
    preview = office.get(answer.location).text
    office.post(answer.location, data={"firm": [hosts[50].id]})

    assert ("host50@example.org" in preview, "guest@example.org" in preview) == (True, False)
    assert db.session.query(Outbox).one().recipient == "host50@example.org"


def test_the_list_is_the_organizers_alone(client, brought):
    assert client.as_user(brought.chamber).get(LIST).status_code == 403
    assert client.as_user(factories.user()).get(LIST).status_code == 404


@pytest.mark.full
def test_the_list_asks_as_much_for_thirty_firms_as_for_one(office, brought):
    def asked():
        with counted() as sent:
            look(office)
        return len(sent)

    brought.firm("First", company_values={"sectors": {"is_in": ["5210"]}})
    few = asked()
    for n in range(30):
        brought.firm(f"Firm {n}", company_values={"sectors": {"is_in": ["5210"]}})

    assert asked() == few


def test_a_decision_about_many_is_shown_before_it_is_done(office, brought):
    one, other = brought.firm("A", state="submitted", email="a@example.org"), brought.firm("B", state="rejected")

    preview = office.post(LIST, data={"act": "approve", "firm": [one.id, other.id]})

    said = text_of(preview, "main")
    assert states(one, other) == ["submitted", "rejected"]
    assert "Approve 1 firm?" in said
    assert "A letter goes to 1 address." in said
    assert "1 firm stays as it is" in said
    assert "decided before, or cancelled" in said


def test_a_decision_that_fits_no_longer_is_shown_again(office, brought):
    one, other = brought.firm("A", state="submitted"), brought.firm("B", state="submitted")

    again = office.post(LIST, data={"act": "approve", "firm": [one.id, other.id], "sure": "1"})

    assert "The firms have changed since you looked" in text_of(again, "main")
    assert states(one, other) == ["submitted", "submitted"]


def test_all_that_fit_are_decided_on_whatever_the_page(office, brought):
    firms = [brought.firm(f"Jetty {number}", state="submitted") for number in range(3)]
    bank = brought.firm("Bank", state="submitted")
    address = f"{LIST}?q=jetty"

    preview = office.post(address, data={"act": "approve", "all": "yes"})
    office.post(address, data=fields_of(preview, read(preview).find("main")[0].find("form")[0]))

    assert states(*firms, bank) == [*["approved"] * 3, "submitted"]


def test_all_that_fit_are_asked_about_again_where_as_many_others_fit_by_then(office, brought):
    first = brought.firm("Jetty 1", state="submitted")
    address = f"{LIST}?q=jetty&state=submitted"
    preview = office.post(address, data={"act": "approve", "all": "yes"})
    asked = fields_of(preview, read(preview).find("main")[0].find("form")[0])
    office.post(LIST, data={"act": "wait", "firm": [first.id], "sure": "1"})
    second = brought.firm("Jetty 2", state="submitted")

    again = office.post(address, data=asked)

    assert "The firms have changed since you looked" in text_of(again, "main")
    assert states(first, second) == ["waiting", "submitted"]


def test_who_finds_no_place_stays_in_the_preview(office, brought):
    side = factories.group(brought.event, "Singapore")
    update_capacity(brought.event, quotas={side.id: 1}, approving=(), invited=False, sectors=(), offer_days=3, by=None)
    one, other = brought.firm("A", state="submitted"), brought.firm("B", state="submitted")

    preview = office.post(LIST, data={"act": "approve", "firm": [one.id, other.id]})

    assert "Approve 1 firm?" in text_of(preview, "main")
    assert "no place is free on its side" in text_of(preview, "main")
