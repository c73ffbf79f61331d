"""Guessing links and short codes."""

from __future__ import annotations

import pytest

from app.core.web.rate_limits import RateLimit
from app.registrations.company_links import CODE_ALPHABET, INITIALS_ALPHABET
from app.registrations.services.company_links import create_links
from app.registrations.views import access
from app.registrations.views.access import CODE_FAILURES
from tests import factories
from tests.registrations.firm_link.links import address, link_of
from tests.support.clients import Visitor


def test_a_forged_link_is_not_found_and_guessing_is_counted(client, firm):
    forged = f"/f/{firm.id}-{'a' * 32}"

    statuses = [client.get(forged).status_code for _ in range(31)]

    assert statuses == [404] * 30 + [429]


@pytest.mark.full
def test_a_right_link_passes_whatever_others_behind_its_address_tried(client, firm):
    for _ in range(31):
        client.get(f"/f/{firm.id}-{'a' * 32}")

    assert client.get(address(firm)).status_code == 200
    assert client.post("/f", data={"code": link_of(firm).code}).location == address(firm)


CODES = CODE_FAILURES.item.amount


@pytest.mark.full
def test_wrong_codes_behind_one_address_hold_up_no_firm_of_another_name(client, firm):
    wrong = [client.post("/f", data={"code": f"{a}{b}9-999"}).status_code for a in "ACD" for b in INITIALS_ALPHABET * 2]

    assert wrong == [422] * len(wrong)
    assert len(wrong) > 30
    assert Visitor(client.application).post("/f", data={"code": link_of(firm).code}).location == address(firm)


def test_the_codes_of_one_firm_are_guessed_no_more_than_twelve_times_an_hour(client, firm):
    initials = link_of(firm).code[:2]
    guesses = [f"{initials}{a}-{b}99".lower() for a in "234" for b in CODE_ALPHABET if a + b not in link_of(firm).code]

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
    return [code for sign in CODE_ALPHABET for end in CODE_ALPHABET if (code := f"{own[:2]}{sign}-{end}999") != own]


@pytest.mark.full
def test_an_ipv6_site_guesses_the_codes_of_one_firm_no_more_often_than_one_host(client, firm):
    answers = [guess(client, code, f"2001:db8:1:{n:x}::1") for n, code in enumerate(wrong_codes(firm)[:240])]

    assert answers == [422] * CODES + [429] * (240 - CODES)
    assert guess(client, link_of(firm).code, "2001:db8:1:ffff::1") == 429
    assert guess(client, link_of(firm).code, "2001:db8:2::1") == 302


@pytest.mark.full
@pytest.mark.databases("sqlite", "postgresql")
def test_many_addresses_together_guess_the_codes_of_one_firm_sixty_times_an_hour_and_then_once_each(client, firm):
    most, wrong = access.CODE_FAILURES_OF_INITIALS.item.amount, wrong_codes(firm)
    hosts = [f"192.0.{n}.1" for n in range(most)]

    answers = [guess(client, code, host) for code, host in zip(wrong, hosts, strict=False)]
    again = [guess(client, link_of(firm).code, host) for host in hosts[:3]]
    late = [guess(client, code, "198.51.100.1") for code in (wrong[most], wrong[most + 1], link_of(firm).code)]

    assert answers == [422] * most
    assert again == [429] * 3
    assert late == [422, 429, 429]
    assert guess(client, link_of(firm).code, "198.51.100.2") == 302
    account = client.as_user(factories.user())
    assert [guess(account, code, "198.51.100.3") for code in (wrong[most + 2], link_of(firm).code)] == [422, 429]
    assert client.get(address(firm)).status_code == 200


@pytest.mark.full
@pytest.mark.databases("sqlite", "postgresql")
def test_many_addresses_together_guess_the_codes_of_one_event_so_often_and_then_once_each(client, firm, monkeypatch):
    monkeypatch.setattr(access, "CODE_FAILURES_AT_EVENT", RateLimit("code_failures_at_event", "8 per hour"))
    other = factories.firm(firm.event, name="Keppel Marine", state="invited")
    elsewhere = factories.firm(factories.event("elsewhere"), name="Qian Yuan", state="invited")
    create_links([other, elsewhere])
    for n in range(8):
        assert guess(client, wrong_codes((firm, other)[n % 2])[n], f"192.0.{n}.1") == 422

    assert guess(client, link_of(other).code, "192.0.0.1") == 429  # it failed with the initials of the first alone
    assert guess(client, wrong_codes(firm)[9], "198.51.100.1") == 422
    assert [guess(client, link_of(one).code, "198.51.100.1") for one in (firm, other)] == [429, 429]
    assert guess(client, link_of(elsewhere).code, "198.51.100.1") == 302
    assert [guess(client, link_of(one).code, "198.51.100.2") for one in (firm, other)] == [302, 302]


@pytest.mark.full
@pytest.mark.databases("sqlite", "postgresql")
def test_one_address_does_not_use_up_the_tries_of_an_event(client, firm, monkeypatch):
    monkeypatch.setattr(access, "CODE_FAILURES_AT_EVENT", RateLimit("code_failures_at_event", "40 per hour"))
    names = ("Alpha Golf", "Beta Hotel", "Carol Juliet", "Delta Kilo")
    others = [factories.firm(firm.event, name=name, state="invited") for name in names]
    create_links(others)
    most = access.CODE_FAILURES_OF_ADDRESS.item.amount

    answers = [guess(client, code, "203.0.113.9") for other in others for code in wrong_codes(other)[: CODES - 1]]

    assert answers == [422] * most + [429] * (len(answers) - most)
    assert guess(client, link_of(firm).code, "203.0.113.9") == 429
    mine = (wrong_codes(firm)[0], link_of(firm).code)
    assert [guess(client, code, "198.51.100.7") for code in mine] == [422, 302]


@pytest.mark.databases("sqlite", "postgresql")
def test_accounts_behind_an_address_that_failed_too_often_have_one_try_each(client, firm, monkeypatch):
    monkeypatch.setattr(access, "CODE_FAILURES_OF_ADDRESS", RateLimit("code_failures_of_address", "3 per hour"))
    wrong = wrong_codes(firm)
    for code in wrong[:3]:
        guess(client, code, "203.0.113.9")
    one, other = (Visitor(client.application).as_user(factories.user(name)) for name in ("One", "Other"))

    assert [guess(one, code, "203.0.113.9") for code in (wrong[3], link_of(firm).code)] == [422, 429]
    assert guess(other, link_of(firm).code, "203.0.113.9") == 302


def test_behind_the_initials_of_a_code_stand_seventeen_million():
    assert len(CODE_ALPHABET) ** 5 == 17_210_368


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
