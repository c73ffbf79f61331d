"""One function says of all letters whether they left; without a mail server none is called sent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask_babel import force_locale

from app.core.mail.delivery import letters_leave, not_sent_text, sent_word
from config import Smtp


def set_server(app: Flask) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp=Smtp(host="mail.example", port=25))


@pytest.mark.parametrize(
    ("locale", "plain", "dated"),
    [
        ("en", "written, not sent", "written 3 Mar, not sent"),
        ("fr", "écrit, non envoyé", "écrit le 3 Mar, non envoyé"),
        ("zh_Hans", "已写好，未发送", "3 Mar已写好，未发送"),
    ],
)
def test_without_a_mail_server_a_letter_is_written_and_not_sent(
    app: Flask, locale: str, plain: str, dated: str
) -> None:
    with app.test_request_context(), force_locale(locale):
        assert (sent_word(), sent_word("3 Mar")) == (plain, dated)
        assert not letters_leave()


def test_with_a_mail_server_it_is_sent_but_for_what_lies_as_a_file(app: Flask) -> None:
    set_server(app)

    with app.test_request_context(), force_locale("en"):
        assert (sent_word(), sent_word("3 Mar"), sent_word(kept=True)) == ("sent", "sent 3 Mar", "written, not sent")


def test_who_asked_for_a_letter_reads_that_it_goes_nowhere(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        assert not_sent_text("a@b.example") == "The letter to a@b.example: written, not sent. No mail server is set."
