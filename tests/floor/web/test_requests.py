"""Bytes that are no UTF-8 become one sign in all that is sent, whichever way."""

from __future__ import annotations

import pytest
from flask import Flask, request

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
