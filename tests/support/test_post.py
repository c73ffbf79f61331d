"""The mail server of the tests leaves no trouble to others."""

from __future__ import annotations

import gc
import smtplib
import socket
import sys
import time
from typing import Any

import pytest

from tests.support.post import Mailbox, mailbox, post_office


@pytest.fixture
def complaints(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What Python has to say about things that nobody closed."""
    found: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", found.append)
    return found


def test_a_busy_server_closes_each_connection_before_it_stops(complaints: list[Any]) -> None:
    with post_office(Mailbox()) as office, socket.create_connection((office.hostname, office.port)) as open_to_the_end:
        open_to_the_end.recv(100)
        office.loop.call_soon_threadsafe(time.sleep, 0.2)
        socket.create_connection((office.hostname, office.port)).close()
    del office

    gc.collect()

    assert complaints == []


def test_a_server_keeps_letters_and_who_they_are_for() -> None:
    with mailbox() as box, smtplib.SMTP(box.smtp.host, box.smtp.port) as client:
        client.sendmail("qiao@example.org", ["tan@example.org"], b"Subject: Hello\r\n\r\nTan\r\n")

    assert box.envelopes == [("qiao@example.org", ["tan@example.org"])]
    assert [letter["Subject"] for letter in box.letters] == ["Hello"]
