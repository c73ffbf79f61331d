"""Guessing links and short codes."""

from __future__ import annotations

import pytest

from app.floor.web.limits import Limit
from app.registrations.links import LETTERS, SIGNS
from app.registrations.services.links import give_links
from app.registrations.views import firm_link
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


def guess(client, code, host):
    return client.post("/f", data={"code": code}, environ_base={"REMOTE_ADDR": host}).status_code


def wrong_codes(firm):
    """Codes of the firm's initials that are not its own."""
    own = link_of(firm).code
    return [code for sign in SIGNS for end in SIGNS if (code := f"{own[:2]}{sign}-{end}999") != own]


def test_an_ipv6_site_guesses_the_codes_of_one_firm_no_more_often_than_one_host(client, firm):
    answers = [guess(client, code, f"2001:db8:1:{n:x}::1") for n, code in enumerate(wrong_codes(firm)[:240])]

    assert answers == [422] * CODES + [429] * (240 - CODES)
    assert guess(client, link_of(firm).code, "2001:db8:1:ffff::1") == 429
    assert guess(client, link_of(firm).code, "2001:db8:2::1") == 302


@pytest.mark.databases("sqlite", "postgresql")
def test_many_addresses_together_guess_the_codes_of_one_firm_sixty_times_an_hour(client, firm):
    most = firm_link.CODE_FAILURES_OF_INITIALS.item.amount

    answers = [guess(client, code, f"192.0.{n}.1") for n, code in enumerate(wrong_codes(firm)[: most + 2])]

    assert answers == [422] * most + [429] * 2
    assert guess(client, link_of(firm).code, "198.51.100.1") == 429
    assert client.as_user(factories.user()).post("/f", data={"code": link_of(firm).code}).status_code == 429
    assert client.get(address(firm)).status_code == 200


@pytest.mark.databases("sqlite", "postgresql")
def test_many_addresses_together_guess_the_codes_of_one_event_so_often(client, firm, monkeypatch):
    monkeypatch.setattr(firm_link, "CODE_FAILURES_AT_EVENT", Limit("code_failures_at_event", "8 per hour"))
    other = factories.firm(firm.event, name="Keppel Marine", state="invited")
    elsewhere = factories.firm(factories.event("elsewhere"), name="Qian Yuan", state="invited")
    give_links([other, elsewhere])
    for n in range(8):
        assert guess(client, wrong_codes((firm, other)[n % 2])[n], f"192.0.{n}.1") == 422

    assert [guess(client, link_of(one).code, "198.51.100.1") for one in (firm, other)] == [429, 429]
    assert guess(client, link_of(elsewhere).code, "198.51.100.1") == 302


def test_behind_the_initials_of_a_code_stand_seventeen_million():
    assert len(SIGNS) ** 5 == 17_210_368


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
