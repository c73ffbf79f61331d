from __future__ import annotations

from itertools import permutations

import pytest
from flask import Flask
from flask_babel import force_locale

from app.core.mail.rendering import render_full_email
from app.core.web.locale import LOCALES

CONTEXT = {"name": "Tan", "url": "https://q.example/t", "by": "Lee", "to": "Day", "firm": "Acme", "firm_zh": ""}
LETTERS = ("confirm_email", "email_changed", "email_in_use", "invitation", "password_changed", "reset_link")


@pytest.mark.parametrize("template", LETTERS)
def test_a_letter_keeps_to_its_readers_language_whatever_the_request_speaks(app: Flask, template: str) -> None:
    for reader, request in permutations(LOCALES, 2):
        with force_locale(LOCALES[reader]):
            alone = render_full_email(f"accounts/{template}", reader, CONTEXT)
        with force_locale(LOCALES[request]):
            assert render_full_email(f"accounts/{template}", reader, CONTEXT) == alone, (reader, request)


@pytest.mark.parametrize("template", LETTERS)
def test_no_two_languages_share_a_letter(app: Flask, template: str) -> None:
    letters = {render_full_email(f"accounts/{template}", language, CONTEXT) for language in LOCALES}

    assert len(letters) == len(LOCALES)
