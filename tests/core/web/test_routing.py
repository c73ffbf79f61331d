"""Addresses of many rows are those that ``url_for`` writes for each."""

from __future__ import annotations

import pytest
from flask import url_for

from app.core.web.routing import each_url, renamed_path


@pytest.mark.parametrize("number", [1, 50, 2**31 - 1])
def test_the_address_of_a_row_is_the_one_that_its_id_makes(app, number) -> None:
    with app.test_request_context():
        write = each_url("messages.show", "letter_id", event="day", from_="list")

        assert write(number) == url_for("messages.show", letter_id=number, event="day", from_="list")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/events/day/firms", "/events/day/companies"),
        ("/events/day/firms/7/requests", "/events/day/companies/7/requests"),
        ("/events/day/quiet-firms", "/events/day/quiet-companies"),
        ("/events/day/delegations/3/firms/new", "/events/day/delegations/3/companies/new"),
        ("/events/day/figures/firms", "/events/day/figures/companies"),
        ("/events/day/letters/texts", "/events/day/emails/texts"),
        ("/events/day/plan/drafts/2", "/events/day/schedule/drafts/2"),
        ("/account/letters", "/account/emails"),
        ("/letters/7-abc", "/emails/7-abc"),
        ("/events/firms/firms/7", "/events/firms/companies/7"),
        ("/events/plan", "/events/plan"),
        ("/f/letters-of-a-code", "/f/letters-of-a-code"),
    ],
)
def test_a_renamed_address_leads_to_the_present_one(client, old, new) -> None:
    answer = client.get(f"{old}?page=2&next=%2Fevents%2Fday%2Ffirms")

    assert renamed_path(old) == new
    if new == old:
        assert answer.status_code != 301
    else:
        assert (answer.status_code, answer.location) == (301, f"{new}?page=2&next=%2Fevents%2Fday%2Ffirms")


def test_a_form_open_while_an_address_was_renamed_is_sent_on_as_it_is(client) -> None:
    answer = client.post("/events/day/firms/7/requests", data={"message": "hello"})

    assert (answer.status_code, answer.location) == (308, "/events/day/companies/7/requests")


@pytest.mark.parametrize("path", ["//example.org/firms", "/\\example.org/firms", "/events/no such/firms"])
def test_no_renamed_address_leads_to_another_host(client, path) -> None:
    location = client.get(path).location or "/"

    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
