"""Bytes that are no UTF-8 become one sign in all that is sent, whichever way."""

from __future__ import annotations

import pytest
from flask import Flask, request

from app.accounts.permissions import Role
from tests import factories

BROKEN = b"a%ED%A0%80b%FF"
RAW = b"a\xed\xa0\x80b\xff"
KEPT = "a���b�"
MULTIPART = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n' + RAW + b"\r\n--x--\r\n"


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (b"text=" + BROKEN, "application/x-www-form-urlencoded"),
        (b"text=" + RAW, "application/x-www-form-urlencoded"),
        (MULTIPART, "multipart/form-data; boundary=x"),
    ],
)
def test_broken_bytes_of_a_form_are_replaced(app: Flask, sent: bytes, kind: str) -> None:
    with app.test_request_context("/", method="POST", data=sent, content_type=kind):
        assert request.form["text"] == KEPT


def test_broken_bytes_of_an_address_are_replaced(app: Flask) -> None:
    with app.test_request_context("/", environ_overrides={"QUERY_STRING": "q=" + BROKEN.decode()}):
        assert request.args["q"] == KEPT


def test_whole_texts_come_as_they_were_written(app: Flask) -> None:
    sent = "text=%E5%8D%9A%E7%94%9F+%F0%9F%91%A9%E2%80%8D%F0%9F%92%BB&empty="
    with app.test_request_context("/", method="POST", data=sent, content_type="application/x-www-form-urlencoded"):
        assert dict(request.form) == {"text": "博生 👩‍💻", "empty": ""}


@pytest.mark.parametrize(
    "page",
    [
        "/jobs/{nul}",
        "/events/{event}/meetings/acts?run={nul}",
        "/events/{event}/fill-up?run=a%00",
        "/events/{event}/meetings/pairs?sheet=a%00",
        "/events/%00",
    ],
)
@pytest.mark.databases("postgresql")
def test_case_20_a_nul_in_an_address_names_nothing(client, page):
    """PostgreSQL would refuse to look for it."""
    event = factories.event()
    visitor = client.as_user(factories.member(event.organisation, Role.ORGANIZER))

    answer = visitor.get(page.format(nul="%00" * 32, event=event.slug))

    assert answer.status_code == 404
