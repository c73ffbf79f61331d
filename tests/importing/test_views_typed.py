"""Nothing typed into an import's preview is lost, whichever of its buttons is pressed."""

from __future__ import annotations

import re

import pytest

from app.core.db import db
from app.importing.fixes import parse_fixes, row_key
from app.importing.queries.imports import get_plan
from tests.importing.pages import act, address, html_of, only_batch, send, settle_all, text_of
from tests.sheets.workbooks import SHEET, messy
from tests.support.pages import read

HERE, THERE, SETTLED, NEW = (row_key(SHEET, row) for row in (13, 30, 20, 7))
ADDRESS = "hello@serialsystem.example.org"


@pytest.fixture
def batch(client, user, delegation):
    """A messy sheet in its preview, with one row settled."""
    client.as_user(user)
    send(client, delegation, messy())
    act(client, delegation, only_batch(), "rows", place=SETTLED, act="without")
    return only_batch()


def dietary(client, delegation, batch):
    """The name of the select of the column Dietary."""
    (name,) = re.findall(r'name="(column-1-1-\d+)" aria-label="Dietary becomes"', html_of(client, delegation, batch))
    return name


def emails(batch):
    db.session.expire_all()
    return {place: fix.email for place, fix in parse_fixes(batch.fixes).items() if fix.email}


def test_what_is_typed_in_one_row_outlives_the_button_of_another(client, delegation, batch):
    typed = {f"email-{HERE}": ADDRESS, f"email-{THERE}": "bd@raffles.example.org"}
    client.post(
        f"{address(delegation, batch.id, 'rows')}?place={HERE}",
        data={"version": str(batch.version), "act": "save", **typed},
    )

    assert set(emails(batch).values()) == set(typed.values())


def test_an_address_that_cannot_be_read_is_given_back_and_the_other_row_is_kept(client, delegation, batch):
    typed = {f"email-{HERE}": ADDRESS, f"email-{THERE}": "half@"}
    answer = act(client, delegation, batch, f"rows?place={HERE}", act="save", **typed)

    assert answer.status_code == 422
    assert 'value="half@"' in answer.text
    assert set(emails(batch).values()) == {ADDRESS}


@pytest.mark.parametrize(
    "button",
    [
        {"part": f"rows?place={SETTLED}", "act": "back"},
        {"part": f"rows?place={NEW}&part=new", "act": "leave_out"},
        {"part": "rows", "act": "without_all"},
        {"part": "columns"},
        {"part": "columns?sheet=Withdrawn", "read": "1"},
    ],
)
def test_what_is_typed_outlives_every_button(client, delegation, batch, button):
    answer = act(client, delegation, batch, **button, **{f"email-{HERE}": ADDRESS})

    assert answer.status_code == 302
    assert emails(batch) == {(SHEET, 13): ADDRESS}


def test_the_button_for_all_says_which_row_it_leaves_and_counts_that_one_no_more(client, delegation, batch):
    answer = act(client, delegation, batch, "rows", act="without_all", **{f"email-{THERE}": "half@"})

    assert answer.status_code == 422
    assert "1 row waits: what is typed there is no address." in text_of(answer)
    assert not re.search(r"Import \d+ rows? without e-mail", answer.text)
    assert (SHEET, 30) not in parse_fixes(only_batch().fixes)


def test_the_button_itself_acts_too(client, delegation, batch):
    act(client, delegation, batch, f"rows?place={SETTLED}", act="back", **{f"email-{HERE}": ADDRESS})

    assert set(parse_fixes(batch.fixes)) == {(SHEET, 13)}


def test_a_chosen_column_outlives_the_button_of_a_row(client, delegation, batch):
    name = dietary(client, delegation, batch)

    act(client, delegation, batch, f"rows?place={SETTLED}", act="back", **{name: "remarks"})

    assert batch.choices["columns"] == {"dietary": "remarks"}


def test_what_cannot_be_read_is_given_back_when_columns_are_chosen(client, delegation, batch):
    answer = act(client, delegation, batch, "columns", **{f"email-{HERE}": "half@"})

    assert answer.status_code == 422
    assert 'value="half@"' in answer.text


def test_what_is_typed_stands_there_again_where_somebody_was_quicker(client, delegation, batch):
    name = dietary(client, delegation, batch)
    typed = {"version": str(batch.version - 1), f"email-{HERE}": ADDRESS, name: "remarks"}

    answer = client.post(address(delegation, batch.id, "columns"), data=typed)

    assert answer.status_code == 409
    assert f'value="{ADDRESS}"' in answer.text
    (chosen,) = re.findall(rf'<select[^>]*name="{name}".*?</select>', answer.text, re.DOTALL)
    assert re.findall(r'value="(\w+)" selected', chosen) == ["remarks"]
    assert emails(batch) == {}


def test_columns_chosen_just_before_the_import_are_looked_at_first(client, delegation, batch):
    settle_all(client, delegation, batch)
    name = dietary(client, delegation, batch)

    act(client, delegation, batch, "run", **{name: "remarks"})
    shown = text_of(client.get(address(delegation, batch.id)))

    assert (batch.state, batch.choices["columns"]) == ("preview", {"dietary": "remarks"})
    assert "Nothing is imported yet: what you changed is kept." in shown
    assert get_plan(batch).ready


def test_all_fields_and_buttons_stand_in_one_form(client, delegation, batch):
    page = read(client.get(address(delegation, batch.id))).find("#main")[0]

    (form,) = page.find("#said")

    assert len(form.find("select")) == len(page.find("select"))
    assert len(form.find("[type=email]")) == len(page.find("[type=email]"))
    assert {"Take back", "Leave out", "Read again with these columns"} <= {one.text for one in form.find("button")}
