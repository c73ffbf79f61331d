"""A firm that is added by hand."""

from __future__ import annotations

import re

from app.registrations.queries.company_rows import list_delegation_company_rows
from tests import factories
from tests.delegations.views.rosters import roster, rows


def test_a_firm_is_added_by_hand(client, brought):
    client.as_user(brought.chamber)

    answer = client.post(
        f"{brought.address}/companies/new", data={"name": "New Firm", "person": "Mei Lin", "wechat": "mei"}
    )

    assert answer.status_code == 302
    page = client.get(answer.location).text
    assert "Mei Lin" in page
    assert "in the sheet" not in page
    assert rows(roster(client, brought)) == ["New Firm"]


def test_the_same_firm_twice_is_refused_beside_the_form(client, brought):
    brought.firm("New Firm")

    answer = client.as_user(brought.chamber).post(f"{brought.address}/companies/new", data={"name": "NEW FIRM"})

    assert answer.status_code == 409
    assert "is registered at this event already" in answer.text
    assert 'value="NEW FIRM"' in answer.text


def test_a_firm_under_another_spelling_of_a_known_name_is_asked_about_before_it_is_added(client, brought):
    brought.firm("Koala Wool Pte Ltd")
    client.as_user(brought.chamber)
    address, typed = f"{brought.address}/companies/new", {"name": "Koala Wool Private Limited", "person": "Mei Lin"}

    asked = client.post(address, data=typed)
    kept = len(rows(roster(client, brought)))
    no = re.findall(r'name="said" value="(not \d+)"', asked.text)[0]
    other = client.post(address, data={"name": "Koala Wool", "said": no.replace("not", "is")}).status_code
    answer = client.post(address, data={**typed, "said": no})

    assert asked.status_code == 409
    assert "Is it Koala Wool Pte Ltd?" in asked.text
    assert 'value="Mei Lin"' in asked.text
    assert other == 409
    assert (kept, answer.status_code, len(rows(roster(client, brought)))) == (1, 302, 2)


def test_a_firm_known_from_an_earlier_event_is_taken_up_by_the_answer_yes(client, brought):
    earlier = factories.event("before", run_by=brought.event.organisation)
    before = factories.delegation(earlier, of=brought.house)
    known = factories.firm(earlier, "Singapore", name="Koala Wool Pte Ltd", delegation_id=before.id).company_id
    client.as_user(brought.chamber)
    address, typed = f"{brought.address}/companies/new", {"name": "Koala Wool Private Limited"}

    asked = client.post(address, data=typed).text
    answer = client.post(address, data={**typed, "said": re.findall(r'name="said" value="(is \d+)"', asked)[0]})

    assert answer.status_code == 302
    (line,) = list_delegation_company_rows(brought.delegation)
    assert line.company.id == known


def test_nobody_takes_a_firm_up_that_was_not_asked_about(client, brought):
    earlier = factories.event("before", run_by=brought.event.organisation)
    other = factories.firm(earlier, "Singapore", name="Keppel Harbour Pte Ltd").company_id
    client.as_user(brought.chamber)

    client.post(f"{brought.address}/companies/new", data={"name": "Bok Seng", "said": f"is {other}"})

    (line,) = list_delegation_company_rows(brought.delegation)
    assert (line.company.name, line.company.id == other) == ("Bok Seng", False)


def test_a_script_is_no_website_and_the_form_says_what_to_type(client, brought):
    client.as_user(brought.chamber)

    answer = client.post(
        f"{brought.address}/companies/new", data={"name": "New Firm", "website": "javascript:alert(1)"}
    )

    assert answer.status_code == 422
    assert "Write it as www.example.org." in answer.text
    assert rows(roster(client, brought)) == []
