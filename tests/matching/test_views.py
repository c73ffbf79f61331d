"""The page of suggestions: reasons in the reader's language, filters, what is hidden, whose list it is."""

from __future__ import annotations

import pytest

from app.matching import services
from tests import bank_and_port


@pytest.fixture
def port(event):
    return bank_and_port.port(event, "重庆港")


def page(event, registration, query=""):
    return f"/events/{event.slug}/firms/{registration.id}/suggestions{query}"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "You seek <em>Warehousing and storage (5210)</em>; they offer it. 1 of 2 firms offers it."),
        ("zh", "仓"),
        ("fr", "Entreposage"),
    ],
)
def test_reasons_are_told_in_the_readers_language(client, event, user, bank, port, language, sentence):
    services.rank(event.id)

    shown = client.as_user(user).get(page(event, bank, f"?lang={language}")).text

    assert sentence in shown
    assert "Chongqing Port" in shown


def test_without_a_ranking_the_page_says_how_to_get_one(client, event, user, bank):
    assert "No suggestions yet" in client.as_user(user).get(page(event, bank)).text


@pytest.mark.parametrize(("words", "found"), [("重慶港", True), ("chongqing port", True), ("5210 nothing", False)])
def test_the_list_is_searched_in_any_script(client, event, user, bank, port, words, found):
    services.rank(event.id)

    shown = client.as_user(user).get(page(event, bank, f"?q={words}")).text

    assert ("1 of 1" in shown) is found


def test_hiding_is_private_and_can_be_taken_back(client, event, user, bank, port):
    services.rank(event.id)
    visitor = client.as_user(user)

    hidden = visitor.post(f"{page(event, bank)}/{port.id}/hidden", follow_redirects=True).text
    assert "Chongqing Port" not in hidden
    assert "Chongqing Port" in visitor.get(f"{page(event, bank)}/kept").text
    back = visitor.post(f"{page(event, bank)}/{port.id}/hidden/undo", follow_redirects=True).text

    assert "Chongqing Port" in back


def test_another_firms_list_does_not_exist(client, event, user, bank, port):
    assert client.as_user(user).get(page(event, port)).status_code == 404


def test_an_organizer_has_the_ranking_computed(organizer, event, bank, port):
    organizer.post(f"/events/{event.slug}/ranking")

    assert "Version 1" in organizer.get(f"/events/{event.slug}/ranking").text
