"""Who comes by a link of a letter reads on in the letter's language, unless they chose another."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.db import db
from app.core.mail.mime import localize_links, localized_url
from app.core.mail.rendering import render_full_email
from tests import factories
from tests.core.mail.test_rendering import CONTEXT

HOUSE = "https://q.example"


@pytest.mark.parametrize(
    ("address", "spoken"),
    [
        (f"{HOUSE}/r/7-abc", f"{HOUSE}/r/7-abc?in=fr"),
        (
            f"{HOUSE}/f/7-abc?next=/events/x/companies/1/requests",
            f"{HOUSE}/f/7-abc?next=/events/x/companies/1/requests&in=fr",
        ),
        (f"{HOUSE}/events/x#meeting-7", f"{HOUSE}/events/x?in=fr#meeting-7"),
        (f"{HOUSE}/r/7-abc?in=zh", f"{HOUSE}/r/7-abc?in=zh"),
    ],
)
def test_an_address_says_the_language_once(address: str, spoken: str) -> None:
    assert localized_url("fr", address) == spoken
    assert localized_url("fr", spoken) == spoken


def test_only_links_of_the_house_on_lines_of_their_own_say_it() -> None:
    kept = f"{HOUSE}\n{HOUSE}/\nthe code at {HOUSE}/f\n> {HOUSE}/x y\nhttps://elsewhere.example/r\n{HOUSE}.evil.example/r\n"

    assert localize_links("zh", kept, base_url=HOUSE) == kept
    assert localize_links("zh", f"{kept}{HOUSE}/r/1\n", base_url=HOUSE) == f"{kept}{HOUSE}/r/1?in=zh\n"
    assert localize_links("zh", f"答复：{HOUSE}/r/1", base_url=HOUSE) == f"答复：{HOUSE}/r/1?in=zh"


LINKS = ("accounts/reset_link", "accounts/sign_in_link", "accounts/confirm_email")


@pytest.mark.parametrize("template", LINKS)
def test_the_link_of_each_letter_about_an_account_says_its_language(app: Flask, template: str) -> None:
    url = f"{app.config['SETTINGS'].base_url}/t/abc"

    for language in ("en", "zh", "fr"):
        assert f"\n{url}?in={language}\n" in render_full_email(template, language, {**CONTEXT, "url": url})[1]


def test_who_is_invited_to_an_account_reads_what_their_browser_speaks(app: Flask) -> None:
    """The letter speaks its writer's language: nobody knows the reader's."""
    url = f"{app.config['SETTINGS'].base_url}/invitation/abc"

    assert f"\n{url}\n" in render_full_email("accounts/invitation", "fr", {**CONTEXT, "url": url})[1]


SAID = {"en": "Sign in", "fr": "Se connecter", "zh": "登录"}


def heading(page) -> str:
    return str(page.text.split("<h1>")[1].split("</h1>")[0].strip())


def test_a_stranger_reads_on_in_the_letters_language_also_after_the_link(client) -> None:
    opened, further = client.get("/sign-in?in=fr"), client.get("/sign-in")
    other = client.get("/sign-in?in=zh", headers={"Accept-Language": "fr"})

    assert [heading(page) for page in (opened, further, other)] == [SAID["fr"], SAID["fr"], SAID["zh"]]


def test_a_language_that_was_chosen_goes_before_the_letters(client) -> None:
    asked = client.get("/sign-in?in=fr&lang=zh")
    later = client.get("/sign-in?in=fr")

    assert [heading(page) for page in (asked, later)] == [SAID["zh"], SAID["zh"]]


def test_the_language_of_an_account_goes_before_the_letters(client) -> None:
    user = factories.user("Tan")
    user.locale = "zh"
    db.session.commit()

    page = client.as_user(user).get("/account?in=fr")

    assert '<html lang="zh' in page.text


def test_no_word_but_a_language_is_kept(client) -> None:
    assert heading(client.get("/sign-in?in=xx")) == SAID["en"]
