"""A row without a firm's name in the preview: what is offered beside it, and what pressing does."""

from __future__ import annotations

import pytest

from app.importing.fixes import row_key
from app.importing.queries.imports import get_plan
from tests.importing.pages import act, address, html_of, only_batch, send
from tests.sheets.workbooks import xlsx
from tests.support.pages import read

STRANGE, CONTACT = (row_key("Firms", row) for row in (3, 4))


@pytest.fixture
def batch(client, user, delegation):
    """A contact of another domain, and one of the firm's own, below a firm."""
    client.as_user(user)
    sheet = xlsx(
        ("Company", "Contact person", "E-mail"),
        ("Alpha Ltd", "Desk", "a@alpha.example.org"),
        (None, "Wong", "w@beta.example.org"),
        (None, "Anna", "n@alpha.example.org"),
    )
    send(client, delegation, sheet)
    return only_batch()


def verdicts(batch):
    return [(row.verdict.value, row.company) for row in get_plan(batch).rows[2:]]


def test_it_can_be_given_to_the_firm_above_named_or_left_out(client, delegation, batch):
    (look,) = read(client.get(address(delegation, batch.id))).find("#look")

    assert {"Belongs to Alpha Ltd, row 2", "Use this", "Leave out"} <= {one.text for one in look.find("button")}
    assert f'name="company-{STRANGE}"' in html_of(client, delegation, batch)
    assert verdicts(batch) == [("look", ""), ("same", "Alpha Ltd")]


def test_the_firm_above_is_taken_at_a_word(client, delegation, batch):
    act(client, delegation, batch, "rows", place=STRANGE, act="above")

    assert verdicts(batch) == [("same", "Alpha Ltd"), ("same", "Alpha Ltd")]
    assert "belongs to the firm above" in html_of(client, delegation, batch)


def test_a_typed_name_makes_it_a_firm(client, delegation, batch):
    act(client, delegation, batch, "rows", place=STRANGE, act="save", **{f"company-{STRANGE}": "Beta Ltd"})

    assert verdicts(batch)[0] == ("new", "Beta Ltd")


def test_no_name_at_all_is_said_to_be_none(client, delegation, batch):
    answer = act(client, delegation, batch, "rows", place=STRANGE, act="save", **{f"company-{STRANGE}": " "})

    assert answer.status_code == 422
    assert "Write the firm’s name, or leave the row out." in answer.text
    assert verdicts(batch)[0] == ("look", "")


def test_a_contact_that_was_found_can_be_called_another_firms_and_named(client, delegation, batch):
    act(client, delegation, batch, "rows", place=CONTACT, act="new")
    assert verdicts(batch)[1] == ("look", "")

    act(client, delegation, batch, "rows", place=CONTACT, act="save", **{f"company-{CONTACT}": "Gamma Ltd"})
    assert verdicts(batch)[1] == ("new", "Gamma Ltd")


def test_a_contact_that_was_found_can_be_left_out(client, delegation, batch):
    page = read(client.get(address(delegation, batch.id)))
    (same,) = page.find("#same")
    assert [one.text for one in same.find("button")] == ["Another firm", "Leave out"]

    act(client, delegation, batch, "rows", place=CONTACT, act="leave_out")

    assert verdicts(batch)[1][0] == "left_out"
