"""What the button of the step on work says, what saying nothing costs, and how one goes back to it."""

from __future__ import annotations

import json

import pytest

from app.registrations.models import Registration
from app.registrations.queries.access import list_company_users
from tests import factories
from tests.registrations.forms import fields
from tests.support.pages import read, text_of


@pytest.fixture
def firm(app):
    return factories.firm(
        factories.event(phase="booking"), name="Bok Seng", state="draft", users=[factories.user(), factories.user()]
    )


@pytest.fixture
def boss(client, firm):
    return client.as_user(list_company_users(firm)[0])


def at(firm: Registration, step: str = "work") -> str:
    return f"/events/{firm.event.slug}/companies/{firm.id}/welcome/{step}"


def press(boss, firm, sent):
    return boss.post(at(firm), data=sent, follow_redirects=True)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"is_in": ["4923", "5210"], "offers": ["5210"], "seeks": ["5210"]}, "Confirm 2 sectors"),
        ({"is_in": ["4923"], "seeks_line": "Yards"}, "Confirm 1 sector and 1 line"),
        ({"is_in": ["4923", "5210"], "offers_line": "Cold", "seeks_line": "Yards"}, "Confirm 2 sectors and 2 lines"),
        ({"offers_line": "Xyzzy"}, "Confirm 1 line"),
        ({"offers_line": "Xyzzy", "seeks_line": "Xyzzy"}, "Confirm 2 lines"),
        ({}, "Save and go on"),
    ],
)
def test_the_button_counts_different_sectors_and_the_lines_there_are(boss, firm, chosen, said):
    lines = {"asked_offers": chosen.get("offers_line", ""), "asked": chosen.get("seeks_line", "")}

    page = press(boss, firm, {**fields(boss.get(at(firm))), **lines, **chosen, "act": "find"})

    assert text_of(page, "#confirm") == said


def test_who_says_nothing_at_all_hears_what_it_costs_and_may_go_on(boss, firm):
    sent = fields(boss.get(at(firm)), act="confirm")

    told = press(boss, firm, sent)
    on = boss.post(at(firm), data=fields(told, act="without"))

    assert "nobody is suggested to you, nor you to others" in told.text
    assert "Go on without" in told.text
    assert on.location == at(firm, "consent")
    assert "Go on without" not in boss.get(at(firm)).text


def test_going_on_without_is_no_way_past_a_line_that_is_to_be_looked_at(boss, firm):
    page = press(boss, firm, fields(boss.get(at(firm)), act="without", seeks_line="Lithium batteries"))

    assert "Look at the sectors for what you seek" in page.text


def test_one_goes_back_to_a_page_and_not_to_an_answer(boss, firm):
    sent = fields(boss.get(at(firm)), act="confirm", seeks_line="锂电池供应商")

    answer = boss.post(at(firm), data=sent)
    back = boss.get(answer.location)

    assert (answer.status_code, answer.location) == (303, f"{at(firm)}?kept=1")
    assert "Look at the sectors for what you seek" in back.text
    assert fields(back)["seeks_line"] == ["锂电池供应商"]
    assert fields(back)["opened"] == sent["opened"]


def test_what_was_confirmed_is_what_one_comes_back_to(boss, firm):
    look = press(boss, firm, fields(boss.get(at(firm)), act="confirm", seeks_line="Lithium batteries"))
    boss.post(at(firm), data=fields(look, act="confirm"))

    back = boss.get(f"{at(firm)}?kept=1")

    assert "Look at the sectors" not in back.text
    assert fields(back)["seeks_line"] == ["Lithium batteries"]


def test_what_was_typed_for_one_firm_is_not_shown_for_another(boss, firm):
    other = factories.firm(firm.event, name="Other", users=[list_company_users(firm)[0]])
    boss.post(at(firm), data=fields(boss.get(at(firm)), act="find", offers_line="Ours alone"))

    assert "Ours alone" not in boss.get(f"{at(other)}?kept=1").text


def test_more_than_a_cookie_holds_is_answered_at_once(boss, firm):
    noise = "".join(chr(0x4E00 + (place * place * 7919) % 20_000) for place in range(2_000))
    opened = json.dumps({"values": {"offers_zh": noise}, "seen": [1, 1]})

    page = boss.post(at(firm), data=fields(boss.get(at(firm)), act="find", opened=opened))

    assert page.status_code == 200
    assert read(page).find("#confirm") != []


def test_a_script_gets_the_form_and_no_redirect(boss, firm):
    sent = fields(boss.get(at(firm)), act="confirm")

    page = boss.post(at(firm), data=sent, headers={"HX-Request": "true"})

    assert page.status_code == 200
    assert page.text.startswith("<form")
