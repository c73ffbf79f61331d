"""Guessing links and short codes."""

from __future__ import annotations

from app.registrations.links import LETTERS, SIGNS
from app.registrations.views.firm_link import CODE_FAILURES
from tests import factories
from tests.registrations.firm_link.links import address, link_of
from tests.support.clients import Visitor


def test_a_forged_link_is_not_found_and_guessing_is_counted(client, firm):
    forged = f"/f/{firm.id}-{'a' * 32}"

    statuses = [client.get(forged).status_code for _ in range(31)]

    assert statuses == [404] * 30 + [429]


def test_a_right_link_passes_whatever_others_behind_its_address_tried(client, firm):
    for _ in range(31):
        client.get(f"/f/{firm.id}-{'a' * 32}")

    assert client.get(address(firm)).status_code == 200
    assert client.post("/f", data={"code": link_of(firm).code}).location == address(firm)


CODES = CODE_FAILURES.item.amount


def test_wrong_codes_behind_one_address_hold_up_no_firm_of_another_name(client, firm):
    wrong = [client.post("/f", data={"code": f"{a}{b}9-999"}).status_code for a in "ACD" for b in LETTERS * 2]

    assert wrong == [422] * len(wrong)
    assert len(wrong) > 30
    assert Visitor(client.application).post("/f", data={"code": link_of(firm).code}).location == address(firm)


def test_the_codes_of_one_firm_are_guessed_no_more_than_twelve_times_an_hour(client, firm):
    initials = link_of(firm).code[:2]
    guesses = [f"{initials}{a}-{b}99".lower() for a in "234" for b in SIGNS if a + b not in link_of(firm).code]

    answers = [client.post("/f", data={"code": code}).status_code for code in guesses[: CODES + 2]]

    assert answers == [422] * CODES + [429] * 2
    assert client.post("/f", data={"code": link_of(firm).code}).status_code == 429
    signed_in = client.as_user(factories.user())
    assert signed_in.post("/f", data={"code": link_of(firm).code}).location == address(firm)


def test_half_of_the_codes_of_a_firm_take_three_years():
    codes_behind_the_initials = len(SIGNS) ** 4

    assert codes_behind_the_initials / 2 / CODES / 24 / 365 > 2.9


def test_what_cannot_be_a_code_is_no_guess(client, firm):
    answers = {client.post("/f", data={"code": "our firm"}).status_code for _ in range(CODES + 2)}

    assert answers == {422}


def test_a_signed_in_device_has_a_count_of_its_own(client, firm):
    visitor = client.as_user(factories.user())
    initials = link_of(firm).code[:2]

    wrong = [visitor.post("/f", data={"code": f"{initials}Y-YYY"}).status_code for _ in range(CODES + 1)]

    assert wrong == [422] * CODES + [429]
    assert Visitor(client.application).post("/f", data={"code": link_of(firm).code}).status_code == 302


def test_a_code_leads_to_its_link_and_wrong_ones_are_counted(client, firm):
    code = link_of(firm).code

    right = client.post("/f", data={"code": code.lower().replace("-", " ")})
    wrong = [client.post("/f", data={"code": "ZZ9-999"}).status_code for _ in range(CODES + 1)]

    assert right.location == address(firm)
    assert wrong == [422] * CODES + [429]
